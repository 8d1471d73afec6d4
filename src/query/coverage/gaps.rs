//! Separates holes in a download from silence.
//!
//! A gap is a run of steps without events between two steps with events. To judge a gap, it and all
//! gaps of at least its length are set aside; given what remains, it is a likely hole if all of
//! this holds:
//!
//! 1. **Busy.** At least four of five steps have events. A row that is silent most of the time is
//!    merely silent.
//! 2. **Seldom.** For each gap of at least this length there are 36 steps with events: what happens
//!    every night is not a hole.
//! 3. **No chance.** If steps were empty as often as those that remain, but at random, less than
//!    one row in a hundred would have a gap of this length.
//! 4. **No weekend.** The same steps are not also empty a week before or a week after.
//!
//! So a row with events in every one of 200 hours has a hole where two hours are missing; a row
//! where every tenth hour is empty has one where four are missing. Nothing can be said about the
//! time before the first event of a row and after the last one.

use crate::base::small_sort::SmallSort;
use crate::base::time::DAY_MILLIS;

const BUSY_OF_FIVE: usize = 4;
const EVENTS_FOR_EACH_GAP: usize = 36;
const CHANCE: f64 = 0.01;
const WEEK_MILLIS: i64 = 7 * DAY_MILLIS;

/// The state of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum StepState {
    /// The step has events.
    Events,
    /// The step has no events.
    Empty,
    /// The step has no events, but that is explained: it says nothing about this row.
    Explained,
}

/// Returns the gaps that are likely holes, as their first and last steps.
pub(super) fn holes(steps: &[StepState], step_millis: i64) -> Vec<(u32, u32)> {
    let gaps = gaps(steps);
    let Some(first) = steps.iter().position(|step| *step == StepState::Events) else { return Vec::new() };
    let last = steps.iter().rposition(|step| *step == StepState::Events).unwrap_or(first);
    let count = |kind: StepState| steps[first..=last].iter().filter(|step| **step == kind).count();
    let (events, empty) = (count(StepState::Events), count(StepState::Empty));
    let week = (step_millis > 0 && WEEK_MILLIS % step_millis == 0)
        .then(|| usize::try_from(WEEK_MILLIS / step_millis).ok())
        .flatten();
    // From the longest down; gaps of equal length are judged together.
    let mut lengths: Vec<usize> = gaps.iter().map(|gap| gap.empty).collect();
    lengths.sort_small_by(|one, other| other.cmp(one));
    let (mut aside, mut empty_aside) = (0, 0);
    let mut long = Vec::new();
    for same in lengths.chunk_by(|one, other| one == other) {
        aside += same.len();
        empty_aside += same.iter().sum::<usize>();
        let other_empty = empty - empty_aside;
        let rest = events + other_empty;
        let share_empty = (other_empty + 1) as f64 / (rest + 1) as f64;
        let is_busy = events * 5 >= rest * BUSY_OF_FIVE;
        let is_seldom = events >= aside * EVENTS_FOR_EACH_GAP;
        if !is_seldom {
            // Then no shorter gap is seldom, either.
            break;
        }
        let length = same.first().copied().unwrap_or(0);
        if is_busy && rest as f64 * share_empty.powf(length as f64) < CHANCE {
            long.push(length);
        }
    }
    gaps.iter()
        .filter(|gap| long.contains(&gap.empty))
        .filter(|gap| !week.is_some_and(|week| comes_weekly(steps, gap, week)))
        .map(|gap| (gap.first as u32, gap.last as u32))
        .collect()
}

struct Gap {
    first: usize,
    last: usize,
    /// Number of its steps that are not explained.
    empty: usize,
}

/// Returns the runs without events between steps with events, if any of their steps is unexplained.
fn gaps(steps: &[StepState]) -> Vec<Gap> {
    let mut gaps = Vec::new();
    let mut before = None;
    for (at, _) in steps.iter().enumerate().filter(|(_, step)| **step == StepState::Events) {
        if let Some(first) = before.map(|before: usize| before + 1).filter(|first| *first < at) {
            let empty = steps[first..at].iter().filter(|step| **step == StepState::Empty).count();
            if empty > 0 {
                gaps.push(Gap { first, last: at - 1, empty });
            }
        }
        before = Some(at);
    }
    gaps
}

fn comes_weekly(steps: &[StepState], gap: &Gap, week: usize) -> bool {
    let is_empty = |first: Option<usize>| {
        let same = first.and_then(|first| steps.get(first..=first + (gap.last - gap.first)));
        same.is_some_and(|same| same.iter().all(|step| *step == StepState::Empty))
    };
    // A gap of more than a week would otherwise match itself.
    gap.last - gap.first < week
        && (is_empty(gap.first.checked_sub(week)) || is_empty(gap.first.checked_add(week)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::buckets::HOUR;
    use proptest::prelude::*;

    /// Reads steps from a text: `#` events, `.` none, `x` explained.
    fn steps(text: &str) -> Vec<StepState> {
        let step = |letter| match letter {
            '#' => StepState::Events,
            '.' => StepState::Empty,
            _ => StepState::Explained,
        };
        text.chars().map(step).collect()
    }

    fn holes_in(text: &str) -> Vec<(u32, u32)> {
        holes(&steps(text), HOUR)
    }

    /// Repeats each kind of hour by its count.
    fn hours(parts: &[(&str, usize)]) -> String {
        parts.iter().map(|(kind, count)| kind.repeat(*count)).collect()
    }

    #[test]
    fn a_busy_row_has_a_hole_where_hours_are_missing() {
        assert_eq!(holes_in(&hours(&[("#", 100), (".", 24), ("#", 76)])), [(100, 123)]);
        assert_eq!(holes_in(&hours(&[("#", 100), (".", 2), ("#", 98)])), [(100, 101)]);
        let two = hours(&[("#", 50), (".", 24), ("#", 50), (".", 30), ("#", 46)]);
        assert_eq!(holes_in(&two), [(50, 73), (124, 153)]);
    }

    #[test]
    fn a_single_hour_is_silence() {
        assert_eq!(holes_in(&hours(&[("#", 100), (".", 1), ("#", 99)])), []);
    }

    #[test]
    fn a_row_with_small_gaps_has_a_hole_only_where_one_is_long() {
        let before = "#########.".repeat(10);
        assert_eq!(holes_in(&format!("{before}#...#########{before}#")), []);
        assert_eq!(holes_in(&format!("{before}#......#########{before}#")), [(101, 106)]);
    }

    #[test]
    fn a_sparse_row_is_silent() {
        assert_eq!(holes_in(&hours(&[("#", 1), (".", 100), ("#", 1), (".", 90), ("#", 1)])), []);
        assert_eq!(holes_in(&"#..".repeat(60)), []);
        // Two days of work, days apart.
        assert_eq!(holes_in(&hours(&[("#", 12), (".", 60), ("#", 12)])), []);
        assert_eq!(holes_in(""), []);
        assert_eq!(holes_in("......"), []);
    }

    #[test]
    fn nights_and_weekends_are_silence() {
        assert_eq!(holes_in(&hours(&[("#", 12), (".", 12)]).repeat(8)), []);
        let week = hours(&[("#", 120), (".", 48)]);
        assert_eq!(holes_in(&format!("{}#", week.repeat(3))), []);
        // The second Wednesday has no events.
        let odd = hours(&[("#", 48), (".", 24), ("#", 48), (".", 48)]);
        assert_eq!(holes_in(&format!("{week}{odd}{week}#")), [(216, 239)]);
    }

    #[test]
    fn what_is_before_the_first_event_and_after_the_last_is_unknown() {
        assert_eq!(holes_in(&hours(&[(".", 60), ("#", 80), (".", 60)])), []);
    }

    #[test]
    fn what_is_explained_is_not_held_against_a_row() {
        assert_eq!(holes_in(&hours(&[("#", 100), ("x", 24), ("#", 76)])), []);
        assert_eq!(holes_in(&hours(&[("#", 100), ("x", 24), (".", 1), ("#", 76)])), []);
        assert_eq!(holes_in(&hours(&[("#", 100), ("x", 24), (".", 9), ("#", 76)])), [(100, 132)]);
    }

    proptest! {
        #[test]
        fn a_hole_is_empty_and_lies_between_events(text in "[#.x]{0,300}", step in 0..1_000_000_000i64) {
            let steps = steps(&text);
            for (first, last) in holes(&steps, step) {
                let (first, last) = (first as usize, last as usize);
                prop_assert!(steps[first..=last].iter().all(|step| *step != StepState::Events));
                prop_assert_eq!(steps[first - 1], StepState::Events);
                prop_assert_eq!(steps[last + 1], StepState::Events);
            }
        }
    }
}
