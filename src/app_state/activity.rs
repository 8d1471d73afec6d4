//! What an actor or session did, as far as it has been fetched, and its words.

use std::collections::HashMap;

use crate::base::text;
use crate::base::time::TimeRange;
use crate::query::quote;
use crate::sessions::{CallEffect, Story, StoryRun};

/// Number of runs per request.
pub const STORY_RUNS: u32 = 150;
/// Maximum number of affected things named per run.
const THINGS: usize = 3;

/// The runs that have arrived.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StoryRuns {
    /// Number of all calls.
    pub calls: u64,
    /// Number of all runs.
    pub total: u32,
    /// Number of calls that are not shown.
    pub left_out: u64,
    /// The runs so far.
    pub runs: Vec<StoryRun>,
    /// The names of the things that events acted on, by (worker, record).
    pub things: HashMap<(u32, u32), Vec<String>>,
}

impl StoryRuns {
    /// Adds a page. Returns the events whose affected things are named next.
    pub fn add(&mut self, story: Story) -> Vec<(u32, u32)> {
        (self.calls, self.total, self.left_out) = (story.calls, story.total, story.left_out);
        let events = story.runs.iter().flat_map(touched).copied().collect();
        self.runs.extend(story.runs);
        events
    }

    /// Returns the number of runs that have not been fetched.
    pub fn rest(&self) -> u32 {
        self.total.saturating_sub(self.runs.len() as u32)
    }

    /// Returns the different things that a run acted on, at most three.
    pub fn things_of(&self, run: &StoryRun) -> Vec<&str> {
        let mut things: Vec<&str> = Vec::new();
        for thing in touched(run).iter().filter_map(|event| self.things.get(event)).flatten() {
            if things.len() < THINGS && !things.contains(&thing.as_str()) {
                things.push(thing);
            }
        }
        things
    }
}

/// Returns the events whose affected things are named; none for calls that only read.
fn touched(run: &StoryRun) -> &[(u32, u32)] {
    match run {
        StoryRun::Calls { effect, some, .. } if *effect != CallEffect::Reads => {
            &some[..some.len().min(THINGS)]
        }
        _ => &[],
    }
}

/// Whether a run of `calls` calls acted on more than the events whose things are named.
pub fn has_more_things(calls: u64, some: &[(u32, u32)]) -> bool {
    calls > some.len().min(THINGS) as u64
}

/// Returns the verb for an effect of calls to these services.
pub fn effect_verb(effect: CallEffect, services: &[String]) -> &'static str {
    match effect {
        // A console or a portal session: its credentials are never seen.
        CallEffect::Obtains if services.iter().all(|service| service == "signin") => "signed in by",
        CallEffect::Reads => "read",
        CallEffect::Creates => "created",
        CallEffect::Changes => "changed",
        CallEffect::Deletes => "deleted",
        CallEffect::Obtains => "obtained",
    }
}

/// Returns the duration of several calls: ` over 5 min`; empty below a second.
pub fn run_duration(first_millis: i64, last_millis: i64) -> String {
    match (last_millis - first_millis) / 1_000 {
        ..1 => String::new(),
        seconds => format!(" over {}", text::duration(seconds * 1_000)),
    }
}

/// Returns how many of the calls failed: `failed` if all did, `2 failed`.
pub fn failed_words(failed: u64, calls: u64) -> String {
    if failed == calls { "failed".to_owned() } else { format!("{} failed", text::count(failed)) }
}

/// Returns the time of a run.
pub fn run_time(first_millis: i64, last_millis: i64) -> TimeRange {
    TimeRange { from_millis: first_millis, until_millis: last_millis + 1 }
}

/// Returns the filter for the calls of a run; `who` is the filter for the caller.
pub fn run_filter(who: &str, name: &str) -> String {
    match name.strip_suffix('*') {
        Some(start) => format!("{who} eventName:{start}*"),
        None => format!("{who} eventName:{}", quote(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn calls(effect: CallEffect, some: &[(u32, u32)]) -> StoryRun {
        StoryRun::Calls {
            name: "PutObject".to_owned(),
            services: vec!["s3".to_owned()],
            calls: 9,
            failed: 0,
            errors: Vec::new(),
            effect,
            first: Default::default(),
            last_millis: 0,
            some: some.to_vec(),
            opened: None,
        }
    }

    #[test]
    fn things_are_named_for_changes_only_and_each_once() {
        let events = [(0, 1), (0, 2), (1, 3), (1, 4)];
        let mut story = StoryRuns::default();
        let runs = vec![calls(CallEffect::Reads, &[(7, 7)]), calls(CallEffect::Changes, &events)];
        let asked = story.add(Story { calls: 10, total: 5, left_out: 0, runs });
        assert_eq!(asked, events[..3]);
        assert_eq!(story.rest(), 3);
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        story.things.insert((0, 1), names(&["a", "b"]));
        story.things.insert((0, 2), names(&["a", "c", "d"]));
        assert_eq!(story.things_of(&story.runs[1]), ["a", "b", "c"]);
        assert!(story.things_of(&story.runs[0]).is_empty());
        assert!(
            has_more_things(4, &events) && !has_more_things(3, &events) && !has_more_things(2, &events[..2])
        );
    }

    #[test]
    fn runs_are_described_in_words() {
        assert_eq!(effect_verb(CallEffect::Obtains, &["signin".to_owned()]), "signed in by");
        assert_eq!(effect_verb(CallEffect::Obtains, &["sts".to_owned()]), "obtained");
        assert_eq!(run_duration(0, 999), "");
        assert_eq!(run_duration(0, 61_500), format!(" over {}", text::duration(61_000)));
        assert_eq!((failed_words(2, 2), failed_words(2, 3)), ("failed".to_owned(), "2 failed".to_owned()));
        assert_eq!(run_filter("actor:a", "Describe*"), "actor:a eventName:Describe*");
        assert_eq!(run_filter("actor:a", "x y"), "actor:a eventName:\"x y\"");
    }
}
