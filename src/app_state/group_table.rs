//! The table of groups: its columns and the words of its cells.

use crate::base::document::visible_text;
use crate::base::time_display::TimeDisplay;
use crate::grouping::chart::NO_VALUE;
use crate::grouping::{GroupCell, GroupRow, GroupSort, Grouping, Slice};

/// A column of the table.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupColumn {
    /// The heading.
    pub head: String,
    /// What it shows.
    pub title: String,
    /// The order by it.
    pub sort: GroupSort,
    /// Its class in the style sheet.
    pub class: &'static str,
    /// Its width in a template of CSS grid.
    pub width: &'static str,
}

/// Returns the columns for a grouping.
pub fn group_columns(grouping: &Grouping, times: TimeDisplay) -> Vec<GroupColumn> {
    let mut columns: Vec<GroupColumn> = Vec::new();
    let mut add = |head: String, title: String, sort, class, width| {
        columns.push(GroupColumn { head, title, sort, class, width });
    };
    const NUMBER: &str = "group__number";
    for (key, name) in (0..).zip(&grouping.by) {
        add(name.clone(), format!("By {name}"), GroupSort::Key(key), "", "minmax(120px, 2fr)");
    }
    if let Some(step) = grouping.time_step {
        let head = format!("{} {}", capital(step.name()), times.zone());
        add(head, "Slices of the calendar in UTC".to_owned(), GroupSort::Time, "", "minmax(120px, 1fr)");
    }
    add("Events".into(), "How many events".into(), GroupSort::Count, NUMBER, "88px");
    add("Share".into(), "Of the events that are shown".into(), GroupSort::Share, NUMBER, "minmax(88px, 1fr)");
    if let Some(name) = &grouping.distinct {
        let title = format!("How many distinct values of {name}");
        add(format!("Distinct {}", last_key(name)), title, GroupSort::Distinct, NUMBER, "120px");
    }
    if let Some(name) = &grouping.number {
        for (head, sort) in
            [("Sum", GroupSort::Sum), ("Minimum", GroupSort::Minimum), ("Maximum", GroupSort::Maximum)]
        {
            add(head.to_owned(), format!("{head} of {name}"), sort, NUMBER, "84px");
        }
    }
    for (head, sort) in [("First", GroupSort::First), ("Last", GroupSort::Last)] {
        let title = format!("The {} event", head.to_lowercase());
        add(format!("{head} {}", times.zone()), title, sort, "group__time", "148px");
    }
    columns
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Returns the last key of a path, by which users know it.
fn last_key(name: &str) -> &str {
    name.trim_matches('"').rsplit('.').next().unwrap_or(name)
}

/// A value or a time by which a row is grouped, as a button.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupValue {
    /// The events that a click filters for.
    pub cell: GroupCell,
    /// The value itself; empty if the events have none.
    pub value: String,
    /// The accessible name.
    pub name: String,
    /// What a click does.
    pub title: String,
}

/// Returns the values by which a row is grouped, then its time slice.
pub fn group_values(row: &GroupRow, grouping: &Grouping, times: TimeDisplay) -> Vec<GroupValue> {
    let keys = row.values.iter().zip(&grouping.by).zip(0_u8..).map(|((value, by), key)| {
        let name = visible_text(if value.is_empty() { NO_VALUE } else { value }).into_owned();
        GroupValue {
            cell: GroupCell { values: vec![(key, value.clone())], slice: Slice::Any },
            value: value.clone(),
            title: format!("{name}\nClick filters for this {by}, Alt + click filters it out"),
            name,
        }
    });
    let slice = grouping.time_step.map(|step| {
        let name = match row.slice_millis {
            Some(start) => times.clock().show_range(step.slice(start)),
            None => "no time".to_owned(),
        };
        GroupValue {
            cell: GroupCell { values: Vec::new(), slice: GroupCell::of_row(grouping, row).slice },
            value: name.clone(),
            title: format!("{name}\nClick chooses this time, Alt + click filters it out"),
            name,
        }
    });
    keys.chain(slice).collect()
}

/// Returns whether a key on a value filters it out rather than for it; `None` for keys that do
/// neither.
pub fn excludes(key: &str, is_alt: bool) -> Option<bool> {
    match key {
        "x" => Some(true),
        "f" => Some(false),
        "Enter" if is_alt => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grouping::{GroupCount, TimeStep};

    #[test]
    fn the_columns_are_what_is_counted() {
        let mut grouping = Grouping { by: vec!["service".to_owned()], ..Grouping::default() };
        let heads = |grouping: &Grouping| {
            let columns = group_columns(grouping, TimeDisplay::default()).into_iter();
            columns.map(|column| column.head).collect::<Vec<_>>()
        };
        assert_eq!(heads(&grouping), ["service", "Events", "Share", "First UTC", "Last UTC"]);
        grouping.distinct = Some("requestParameters.bucketName".to_owned());
        grouping.time_step = Some(TimeStep::Day);
        assert_eq!(
            heads(&grouping),
            ["service", "Day UTC", "Events", "Share", "Distinct bucketName", "First UTC", "Last UTC"]
        );
    }

    #[test]
    fn a_group_without_a_value_can_be_filtered_for() {
        let grouping = Grouping {
            by: vec!["errorCode".to_owned()],
            time_step: Some(TimeStep::Day),
            ..Grouping::default()
        };
        let row = GroupRow {
            values: vec![String::new()],
            slice_millis: None,
            count: GroupCount::default(),
            distinct: None,
            numbers: None,
        };
        let values = group_values(&row, &grouping, TimeDisplay::default());
        assert_eq!(values[0].name, NO_VALUE);
        assert_eq!(values[0].cell.values, [(0, String::new())]);
        assert_eq!((values[1].name.as_str(), values[1].cell.slice), ("no time", Slice::None));
    }

    #[test]
    fn alt_and_x_filter_out() {
        assert_eq!((excludes("x", false), excludes("f", false)), (Some(true), Some(false)));
        assert_eq!((excludes("Enter", true), excludes("Enter", false)), (Some(true), None));
    }
}
