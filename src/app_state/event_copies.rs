//! What the page says about the copies of an event and the events that share its id.

use crate::base::text;
use crate::client::RowPlace;
use crate::copies::{EventCopies, Placed};
use crate::integrity::findings::Class;

/// Maximum number of copies, and of events with the same id, that are listed.
pub const MOST_LISTED: usize = 50;

/// Returns the place of a copy.
pub fn place_of(one: &Placed) -> RowPlace {
    RowPlace { worker: one.worker, row: one.copy.row }
}

/// Returns the number of copies in words; `None` for an event without copies.
pub fn copies_words(found: &EventCopies) -> Option<String> {
    let copies = text::counted(found.copies.len() as u64, "copy", "copies");
    let differing = found.copies.iter().filter(|one| !one.copy.differences.is_empty()).count() as u64;
    (found.copies.len() > 1).then(|| match differing {
        0 => format!("{copies}, all with the same content"),
        1 => format!("{copies}, 1 differs from this one"),
        some => format!("{copies}, {} differ from this one", text::count(some)),
    })
}

/// Returns what is known about a copy; `is_here` is whether it is the open one.
pub fn copy_words(one: &Placed, is_here: bool) -> String {
    let mut words = vec![if one.copy.is_shown { "shown" } else { "hidden" }.to_owned()];
    words.extend(Class::of_name(&one.copy.integrity).map(|class| class.words().to_owned()));
    words.push(match (is_here, one.copy.differences.total) {
        (true, _) => "this one".to_owned(),
        (false, 0) => "the same content".to_owned(),
        (false, 1) => "1 member differs".to_owned(),
        (false, total) => format!("{} members differ", text::count(total)),
    });
    words.join(", ")
}

/// Returns "and 3 more" if fewer than `total` things are listed.
pub fn more_words(total: u64, listed: usize) -> Option<String> {
    let more = total.saturating_sub(listed as u64);
    (more > 0).then(|| format!("and {} more", text::count(more)))
}

/// Returns the number of other events with the same id in words; `None` if there are none.
pub fn same_id_words(found: &EventCopies) -> Option<String> {
    match (found.others.len(), found.others.len() as u64 + found.more) {
        (0, _) => None,
        (_, 1) => Some("1 other event has the same id, but other content".to_owned()),
        (_, some) => Some(format!("{} other events have the same id, but other content", text::count(some))),
    }
}

/// Returns the number of hidden copies that match a selection in words; `None` if there are none.
pub fn hidden_words(total: u64) -> Option<String> {
    match total {
        0 => None,
        1 => Some("1 hidden copy that differs from the event shown matches, too".to_owned()),
        total => {
            Some(format!("{} hidden copies that differ from the events shown match, too", text::count(total)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::Differences;
    use crate::copies::Copy;

    fn copy(differing: u64) -> Placed {
        Placed {
            worker: 1,
            copy: Copy {
                row: 2,
                file: 0,
                index: 0,
                millis: None,
                event_name: String::new(),
                event_source: String::new(),
                integrity: String::new(),
                is_shown: true,
                content: [0; 4],
                differences: Differences { total: differing, listed: Vec::new() },
            },
        }
    }

    #[test]
    fn copies_are_counted() {
        let of = |copies: Vec<Placed>| copies_words(&EventCopies { copies, ..EventCopies::default() });
        assert_eq!(of(vec![copy(0)]), None);
        assert_eq!(of(vec![copy(0), copy(0)]).unwrap(), "2 copies, all with the same content");
        assert_eq!(of(vec![copy(0), copy(3)]).unwrap(), "2 copies, 1 differs from this one");
    }

    #[test]
    fn a_copy_says_how_it_differs() {
        assert_eq!(copy_words(&copy(1), false), "shown, 1 member differs");
        assert_eq!(copy_words(&copy(2_000), false), "shown, 2,000 members differ");
        assert_eq!(copy_words(&copy(1), true), "shown, this one");
        assert_eq!(copy_words(&copy(0), false), "shown, the same content");
    }

    #[test]
    fn events_with_the_same_id_are_counted_beyond_the_list() {
        let of = |others: Vec<Placed>, more| {
            same_id_words(&EventCopies { others, more, ..EventCopies::default() })
        };
        assert_eq!(of(Vec::new(), 0), None);
        assert!(of(vec![copy(0)], 0).unwrap().starts_with("1 other event has"));
        assert!(of(vec![copy(0)], 2).unwrap().starts_with("3 other events have"));
        assert_eq!(more_words(7, 5).as_deref(), Some("and 2 more"));
        assert_eq!(more_words(4, 5), None);
    }
}
