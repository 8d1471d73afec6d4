//! The history of a resource: the order of its changes and of the events between them, and their
//! words.

use crate::base::text;
use crate::base::time_display::TimeDisplay;
use crate::event::resources::ResourceEffect;
use crate::resources::{Body, Change, DiffLine, History, Indexed, ResourceRun, RuleChange, difference};

/// Number of changes, the newest ones, whose difference is shown at once.
const OPEN_CHANGES: usize = 4;

/// Maximum number of calls and of identities that are named; the rest is counted.
const NAMED: usize = 3;

/// An entry of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResourceEntry {
    /// Events between two changes, by the index of the run.
    Run(usize),
    /// A change.
    Change {
        /// The index of the change.
        at: usize,
        /// The documents in the change, each with the index of the change with its previous version,
        /// if known.
        documents: Vec<(String, Option<usize>)>,
        /// Whether the difference is shown at first.
        is_unfolded: bool,
    },
}

/// Returns the entries of a history, the newest first.
pub fn resource_entries<'r>(
    history: &History,
    runs: impl Iterator<Item = &'r ResourceRun> + Clone,
) -> Vec<ResourceEntry> {
    let changes = &history.changes;
    let runs_after = |after: usize| {
        // Runs older than the last fetched change may lie between changes that are not fetched yet.
        let is_known = after < changes.len() || !history.more;
        let runs = runs.clone().enumerate();
        runs.filter(move |(_, run)| is_known && run.after as usize == after)
            .map(|(run, _)| ResourceEntry::Run(run))
    };
    let before = |at: usize, document: &String| {
        let older = changes.iter().enumerate().skip(at + 1);
        older.into_iter().find(|(_, change)| change.documents.contains(document)).map(|(older, _)| older)
    };
    let mut open_left = OPEN_CHANGES;
    let mut entries = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        entries.extend(runs_after(at));
        if change.inside {
            let is_unfolded = shows_difference(change) && open_left > 0;
            open_left -= usize::from(is_unfolded);
            let documents = change.documents.iter().map(|name| (name.clone(), before(at, name))).collect();
            entries.push(ResourceEntry::Change { at, documents, is_unfolded });
        }
    }
    entries.extend(runs_after(changes.len()));
    entries
}

/// Returns whether the difference that a change made shows more than its parameters do.
pub fn shows_difference(change: &Change) -> bool {
    let is_of_rules = ["AuthorizeSecurityGroup", "RevokeSecurityGroup"]
        .iter()
        .any(|start| change.event_name.starts_with(start));
    is_of_rules || !change.documents.is_empty()
}

/// Returns the number of events by effect, in words.
pub fn effect_counts(history: &History) -> String {
    let times = |number: u64| match number {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{} times", text::count(more)),
    };
    let said: Vec<String> = [
        ResourceEffect::Created,
        ResourceEffect::Changed,
        ResourceEffect::Deleted,
        ResourceEffect::Read,
        ResourceEffect::Used,
        ResourceEffect::Failed,
    ]
    .into_iter()
    .map(|effect| (effect, history.counts[effect as usize]))
    .filter(|(_, number)| *number > 0)
    .map(|(effect, number)| format!("{} {}", effect.word(), times(number)))
    .collect();
    if said.is_empty() { "No event that is shown names it".to_owned() } else { said.join(", ") }
}

/// Returns the number of events in a run and their span, to put before their names; empty for one
/// event.
pub fn run_count(run: &ResourceRun) -> String {
    let span = match (run.first_millis, run.last_millis) {
        (Some(first), Some(last)) if last > first => format!(" over {}", text::duration(last - first)),
        _ => String::new(),
    };
    match run.events {
        1 => String::new(),
        events => format!("{} events{span}: ", text::count(events)),
    }
}

/// Returns the first and the last time of a run; `None` for one event.
pub fn run_times(run: &ResourceRun, times: TimeDisplay) -> Option<String> {
    (run.events > 1).then(|| format!("{} to {}", times.show(run.first_millis), times.show(run.last_millis)))
}

/// Returns the most frequent names with their counts.
pub fn frequent_names(counts: &[(String, u64)]) -> String {
    let words = |(name, count): &(String, u64)| match (counts.len(), *count) {
        (1, _) | (_, 1) => name.clone(),
        (_, count) => format!("{name} × {}", text::count(count)),
    };
    let mut said = counts.iter().take(NAMED).map(words).collect::<Vec<_>>().join(", ");
    if counts.len() > NAMED {
        said.push_str(&format!(" and {} more", text::count((counts.len() - NAMED) as u64)));
    }
    said
}

/// Returns all names with their counts, one per line.
pub fn all_names(counts: &[(String, u64)]) -> String {
    let lines = counts.iter().map(|(name, count)| format!("{name}: {}", text::count(*count)));
    lines.collect::<Vec<_>>().join("\n")
}

/// Returns the changes of rules as lines of a difference.
pub fn rule_lines(rules: &[RuleChange]) -> Vec<DiffLine> {
    let line = |change: &RuleChange| match change.is_added {
        true => DiffLine::Added(change.rule.clone()),
        false => DiffLine::Removed(change.rule.clone()),
    };
    rules.iter().map(line).collect()
}

/// The difference between two versions of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentDifference {
    /// The lines; `None` if there are none to show.
    pub lines: Option<Vec<DiffLine>>,
    /// What to know about it.
    pub note: Option<String>,
}

/// Returns the difference between two versions of a document. `before` is `None` if no previous
/// version is known; it may then be among older changes, if there are any that are not fetched.
pub fn document_difference(before: Option<&Body>, after: &Body, has_older: bool) -> DocumentDifference {
    let note = |note: &str| DocumentDifference { lines: None, note: Some(note.to_owned()) };
    let text = match after {
        Body::Text(text) => text.as_str(),
        Body::Deleted => "",
        Body::Withheld(reason) => {
            return note(&format!(
                "Withheld: CloudTrail left this version out ({reason}). What changed cannot be determined."
            ));
        }
        Body::Absent => return note("The record does not hold this version."),
    };
    let whole = |mark: fn(String) -> DiffLine| Some(text.lines().map(|line| mark(line.to_owned())).collect());
    match before {
        Some(Body::Text(before)) => match difference(before, text) {
            lines if lines.is_empty() => note("The same as the version before."),
            lines => DocumentDifference { lines: Some(lines), note: None },
        },
        Some(Body::Deleted) => DocumentDifference { lines: whole(DiffLine::Added), note: None },
        Some(Body::Withheld(reason)) => DocumentDifference {
            lines: whole(DiffLine::Same),
            note: Some(format!("The version before is withheld: CloudTrail left it out ({reason}).")),
        },
        Some(Body::Absent) | None if *after == Body::Deleted => {
            note("It was deleted; what it said is not in these files.")
        }
        Some(Body::Absent) | None => {
            let words = if has_older {
                "The version before may be among the older changes."
            } else {
                "The first version in these files: there is none before to compare it with."
            };
            DocumentDifference { lines: whole(DiffLine::Same), note: Some(words.to_owned()) }
        }
    }
}

/// Returns what the index of resources holds, for users who have not chosen a resource yet.
pub fn index_words(indexed: &Indexed) -> String {
    format!(
        "{} of {} name {}. Each has its changes here, newest first: who made them, with which parameters, and what was different in policies and security groups afterwards.",
        text::count(indexed.naming),
        text::counted(indexed.events, "event", "events"),
        text::counted(indexed.resources, "resource", "resources"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::SortKey;

    fn key() -> SortKey {
        SortKey { value: String::new(), millis: 0, id: [0; 4], place: [0; 2] }
    }

    fn change(event_name: &str, documents: &[&str], inside: bool) -> Change {
        Change {
            row: 0,
            key: key(),
            millis: None,
            effect: ResourceEffect::Changed,
            event_name: event_name.to_owned(),
            who: String::new(),
            address: String::new(),
            inside,
            parameters: Vec::new(),
            more_parameters: 0,
            documents: documents.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    fn run(after: u32, events: u64) -> ResourceRun {
        ResourceRun {
            after,
            effect: ResourceEffect::Read,
            events,
            first_millis: Some(0),
            last_millis: Some(60_000),
            newest: key(),
            row: 0,
            calls: Vec::new(),
            who: Vec::new(),
        }
    }

    #[test]
    fn runs_stand_between_the_changes_and_the_version_before_is_found() {
        let changes = vec![
            change("PutRolePolicy", &["Policy"], true),
            change("TagRole", &[], true),
            // Outside the selection, and needed only for the version before.
            change("PutRolePolicy", &["Policy"], false),
        ];
        let mut history = History { changes, ..History::default() };
        let runs = [run(1, 2), run(3, 1)];
        let entries = resource_entries(&history, runs.iter());
        let [first, between, second, last] = entries.as_slice() else { panic!("{entries:?}") };
        let documents = vec![("Policy".to_owned(), Some(2))];
        assert_eq!(*first, ResourceEntry::Change { at: 0, documents, is_unfolded: true });
        assert_eq!((between, last), (&ResourceEntry::Run(0), &ResourceEntry::Run(1)));
        assert_eq!(*second, ResourceEntry::Change { at: 1, documents: Vec::new(), is_unfolded: false });
        // The events after the last fetched change may lie between changes that are not fetched.
        history.more = true;
        assert_eq!(resource_entries(&history, runs.iter()).len(), 3);
    }

    #[test]
    fn only_the_newest_differences_are_shown_at_once() {
        let changes = vec![change("AuthorizeSecurityGroupIngress", &[], true); 6];
        let history = History { changes, ..History::default() };
        let entries = resource_entries(&history, [].iter());
        let open = |entry: &&ResourceEntry| matches!(entry, ResourceEntry::Change { is_unfolded: true, .. });
        assert_eq!(entries.iter().filter(open).count(), OPEN_CHANGES);
    }

    #[test]
    fn counts_are_words() {
        let mut history = History::default();
        assert_eq!(effect_counts(&history), "No event that is shown names it");
        history.counts[ResourceEffect::Created as usize] = 1;
        history.counts[ResourceEffect::Read as usize] = 1_200;
        assert_eq!(effect_counts(&history), "created once, read 1,200 times");
        assert_eq!(
            (run_count(&run(0, 1)), run_count(&run(0, 2))),
            (String::new(), "2 events over 1 min: ".to_owned())
        );
    }

    #[test]
    fn the_most_frequent_names_are_listed() {
        let counts = |number: usize| {
            (0..number).map(|place| (format!("n{place}"), 5 - place as u64)).collect::<Vec<_>>()
        };
        assert_eq!(frequent_names(&counts(1)), "n0");
        assert_eq!(frequent_names(&counts(5)), "n0 × 5, n1 × 4, n2 × 3 and 2 more");
        assert_eq!(all_names(&counts(2)), "n0: 5\nn1: 4");
    }

    #[test]
    fn a_document_is_compared_with_the_version_before() {
        let text = |text: &str| Body::Text(text.to_owned());
        let same = document_difference(Some(&text("a")), &text("a"), false);
        assert_eq!((same.lines, same.note.as_deref()), (None, Some("The same as the version before.")));
        let added = document_difference(Some(&Body::Deleted), &text("a"), false);
        assert_eq!(added.lines, Some(vec![DiffLine::Added("a".to_owned())]));
        let first = document_difference(None, &text("a"), false);
        assert_eq!(first.lines, Some(vec![DiffLine::Same("a".to_owned())]));
        assert!(first.note.unwrap().contains("first version"));
        let older = document_difference(None, &text("a"), true);
        assert!(older.note.unwrap().contains("older changes"));
        let gone = document_difference(None, &Body::Deleted, true);
        assert_eq!(gone.lines, None);
    }
}
