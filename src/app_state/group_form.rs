//! The controls of the view of groups: what a change of one does to the grouping, and the words
//! about the result.

use std::collections::BTreeSet;

use crate::base::text;
use crate::grouping::chart::Unit;
use crate::grouping::{GroupSort, GroupTable, Grouping, Measure};

/// The numbers of groups to choose from.
const TOPS: [u32; 6] = [10, 20, 50, 100, 1_000, 10_000];

/// Returns the numbers of groups to choose from, with the current one.
pub fn tops(current: u32) -> BTreeSet<u32> {
    TOPS.into_iter().chain([current]).collect()
}

/// Sets the name at an index; an empty name removes it.
pub fn set_key(grouping: &mut Grouping, place: usize, name: &str) {
    match (grouping.by.get_mut(place), name) {
        (Some(_), "") => {
            grouping.by.remove(place);
        }
        (Some(known), name) => *known = name.to_owned(),
        (None, "") => {}
        (None, name) => grouping.by.push(name.to_owned()),
    }
}

/// Resets the order if it sorts by something that is no longer counted.
pub fn known_order(grouping: Grouping) -> Grouping {
    let is_known = match grouping.sort {
        GroupSort::Key(key) => usize::from(key) < grouping.by.len(),
        GroupSort::Time => grouping.time_step.is_some(),
        GroupSort::Distinct => grouping.distinct.is_some(),
        GroupSort::Sum | GroupSort::Minimum | GroupSort::Maximum => grouping.number.is_some(),
        GroupSort::Count | GroupSort::Share | GroupSort::First | GroupSort::Last => true,
    };
    if is_known { grouping } else { Grouping { sort: GroupSort::Count, ascending: false, ..grouping } }
}

/// Returns the grouping in the order that a click on the head of a column asks for: the other
/// direction if it is sorted by this already; otherwise names and times upwards, numbers downwards.
pub fn sorted_by(grouping: &Grouping, sort: GroupSort) -> Grouping {
    let up_first = matches!(sort, GroupSort::Key(_) | GroupSort::Time | GroupSort::First);
    let ascending = if grouping.sort == sort { !grouping.ascending } else { up_first };
    Grouping { sort, ascending, ..grouping.clone() }
}

/// Returns bytes as the unit if the name of the summed path contains "bytes".
pub fn unit_of(grouping: &Grouping) -> Unit {
    let is_bytes = grouping.number.as_ref().is_some_and(|name| name.to_ascii_lowercase().contains("bytes"));
    if is_bytes { Unit::Bytes } else { Unit::Count }
}

/// Returns the title of a chart or table of this grouping.
pub fn grouping_title(grouping: &Grouping) -> String {
    let of = match (grouping.measure(), &grouping.distinct, &grouping.number) {
        (Measure::Distinct, Some(name), _) => format!("Distinct values of {name}"),
        (Measure::Sum, _, Some(name)) => format!("Sum of {name}"),
        _ => "Events".to_owned(),
    };
    let step = grouping.time_step.map(|step| format!(", each {}", step.name())).unwrap_or_default();
    format!("{of} by {}{step}", grouping.by.join(", "))
}

/// Returns the numbers of groups and of events.
pub fn table_words(table: &GroupTable) -> String {
    format!(
        "{} of {}",
        text::counted(table.groups, "group", "groups"),
        text::counted(table.events, "event", "events")
    )
}

/// Returns the warning that events are in no group; `None` if all are.
pub fn left_out_words(table: &GroupTable) -> Option<String> {
    (table.left_out > 0).then(|| {
        let events = text::counted(table.left_out, "event is", "events are");
        format!("{events} in no group: there are too many; counts are at least so high")
    })
}

/// Returns the remark that a saved table has one line for many groups; `None` if it has them all.
pub fn saved_rest_words(table: &GroupTable) -> Option<String> {
    let rest = table.rest.as_ref()?;
    Some(format!(
        "The file has the first {} groups, and one line for the {} others together. Narrow the filter to have them all.",
        text::count(table.rows.len() as u64),
        text::count(rest.groups)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grouping::TimeStep;

    fn grouping(by: &[&str]) -> Grouping {
        Grouping { by: by.iter().map(|name| (*name).to_owned()).collect(), ..Grouping::default() }
    }

    #[test]
    fn an_empty_name_removes_a_key_and_the_order_by_it() {
        let mut changed = Grouping { sort: GroupSort::Key(1), ascending: true, ..grouping(&["a", "b"]) };
        set_key(&mut changed, 1, "");
        set_key(&mut changed, 1, "");
        assert_eq!(changed.by, ["a"]);
        let changed = known_order(changed);
        assert_eq!((changed.sort, changed.ascending), (GroupSort::Count, false));
        let mut more = grouping(&["a"]);
        set_key(&mut more, 1, "b");
        set_key(&mut more, 0, "c");
        assert_eq!(more.by, ["c", "b"]);
    }

    #[test]
    fn a_second_click_turns_the_order() {
        let by_name = sorted_by(&grouping(&["a"]), GroupSort::Key(0));
        assert!(by_name.ascending && !sorted_by(&by_name, GroupSort::Key(0)).ascending);
        assert!(!sorted_by(&by_name, GroupSort::Share).ascending);
    }

    #[test]
    fn the_title_says_what_is_counted() {
        let mut title = Grouping { time_step: Some(TimeStep::Day), ..grouping(&["a", "b"]) };
        assert_eq!(grouping_title(&title), format!("Events by a, b, each {}", TimeStep::Day.name()));
        title.number = Some("bytesTransferredOut".to_owned());
        title.sort = GroupSort::Sum;
        assert!(grouping_title(&title).starts_with("Sum of bytesTransferredOut by "));
        assert_eq!(unit_of(&title), Unit::Bytes);
        assert!(tops(30).contains(&30));
    }
}
