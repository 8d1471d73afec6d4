//! The comparison of two actors, or of one subject before and after a moment.

use std::cmp::Reverse;

use crate::base::small_sort::SmallSort;
use crate::base::text;
use crate::base::time::TimeRange;
use crate::query::quote;
use crate::sessions::{CompareRequest, Compared, Comparison, ComparisonSide, EventCounts, SessionScope};
use crate::view_address::ALL_TIME;

/// Maximum number of values listed per field.
const MOST_VALUES: usize = 40;

/// Returns the middle of the time of events.
pub fn middle(count: &EventCounts) -> Option<i64> {
    Some((count.first_millis? + count.last_millis?) / 2)
}

/// Returns the request that compares `of` with another actor, or else before and after a moment;
/// `None` with neither.
pub fn compare_request(
    of: SessionScope,
    other: Option<u32>,
    moment_millis: Option<i64>,
) -> Option<CompareRequest> {
    if let Some(actor) = other {
        let other = ComparisonSide { of: SessionScope::Actor(actor), time: None };
        return Some(CompareRequest { known: ComparisonSide { of, time: None }, other });
    }
    let at = moment_millis?;
    let side = |from_millis: i64, until_millis: i64| ComparisonSide {
        of,
        time: Some(TimeRange { from_millis, until_millis }),
    };
    Some(CompareRequest { known: side(ALL_TIME.from_millis, at), other: side(at, ALL_TIME.until_millis) })
}

/// Returns the sentence above the tables; `is_in_time` if the sides are before and after a moment.
pub fn compared_words((known, other): (u64, u64), is_in_time: bool) -> String {
    let (one, two) = if is_in_time { ("before", "after") } else { ("of the first", "of the second") };
    let events = |number: u64| text::counted(number, "event", "events");
    format!("{} {one}, {} {two}", events(known), events(other))
}

/// A table of compared values.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedTable<'a> {
    /// `Services, 2 new`.
    pub caption: String,
    /// The name of the field in the filter language; empty for calls, which are `service:Name`.
    field: &'static str,
    /// The values, new ones first, then by number of events.
    pub values: Vec<&'a Compared>,
    /// Number of values that are not listed.
    pub left_out: u64,
    /// The largest number of events of a value.
    pub most: u64,
}

impl ComparedTable<'_> {
    /// Returns the filter for the events of `who` with a value.
    pub fn filter(&self, who: &str, value: &str) -> String {
        match (self.field, value.split_once(':')) {
            ("", Some((service, name))) => {
                format!("{who} service:{} eventName:{}", quote(service), quote(name))
            }
            ("", None) => format!("{who} eventName:{}", quote(value)),
            (field, _) => format!("{who} {field}:{}", quote(value)),
        }
    }
}

/// Returns the tables of a comparison that have values.
pub fn compared_tables(found: &Comparison) -> Vec<ComparedTable<'_>> {
    let parts: [(&str, &'static str, &[Compared]); 6] = [
        ("Services", "service", &found.services),
        ("Calls", "", &found.calls),
        ("Addresses", "ip", &found.addresses),
        ("User agents", "userAgentFamily", &found.user_agents),
        ("Regions", "awsRegion", &found.regions),
        ("Errors", "errorCode", &found.errors),
    ];
    let parts = parts.into_iter().filter(|(_, _, values)| !values.is_empty());
    parts.map(|(title, field, values)| table(title, field, values)).collect()
}

fn table<'a>(title: &str, field: &'static str, values: &'a [Compared]) -> ComparedTable<'a> {
    let mut sorted: Vec<&Compared> = values.iter().collect();
    sorted.sort_small_by_key(|value| (!value.is_new(), Reverse(value.known + value.other)));
    sorted.truncate(MOST_VALUES);
    let caption = match values.iter().filter(|value| value.is_new()).count() as u64 {
        0 => title.to_owned(),
        new => format!("{title}, {} new", text::count(new)),
    };
    let left_out = (values.len() - sorted.len()) as u64;
    let most = values.iter().map(|value| value.known.max(value.other)).max().unwrap_or(1).max(1);
    ComparedTable { caption, field, values: sorted, left_out, most }
}

/// Returns the hours with events, each with the events of both sides, and the largest number.
pub fn compared_hours(found: &Comparison) -> (Vec<(usize, u64, u64)>, u64) {
    let most = found.hours.iter().map(|(known, other)| (*known).max(*other)).max().unwrap_or(1).max(1);
    let hours = found.hours.iter().enumerate().map(|(hour, (known, other))| (hour, *known, *other));
    (hours.filter(|(_, known, other)| known + other > 0).collect(), most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(value: &str, known: u64, other: u64) -> Compared {
        Compared { value: value.to_owned(), known, other }
    }

    #[test]
    fn another_actor_goes_before_a_moment() {
        let of = SessionScope::Session(4);
        let with = compare_request(of, Some(7), Some(5)).unwrap();
        assert_eq!(with.known, ComparisonSide { of, time: None });
        assert_eq!(with.other, ComparisonSide { of: SessionScope::Actor(7), time: None });
        let split = compare_request(of, None, Some(5)).unwrap();
        let [known, other] = [split.known, split.other].map(|side| side.time.unwrap());
        assert_eq!((known.until_millis, other.from_millis), (5, 5));
        assert_eq!(compare_request(of, None, None), None);
    }

    #[test]
    fn new_values_come_first_and_long_lists_end() {
        let mut calls: Vec<Compared> = (0..45).map(|number| compared("s3:GetObject", number, 1)).collect();
        calls.push(compared("", 0, 9));
        let found = Comparison { calls, hours: vec![(0, 0), (3, 0), (0, 8)], ..Comparison::default() };
        let tables = compared_tables(&found);
        let [table] = tables.as_slice() else { panic!("{tables:?}") };
        assert_eq!((table.caption.as_str(), table.left_out, table.most), ("Calls, 2 new", 6, 44));
        assert_eq!((table.values[0].other, table.values[1].known, table.values[2].known), (9, 0, 44));
        assert_eq!(table.filter("actor:a", "s3:GetObject"), "actor:a service:s3 eventName:GetObject");
        assert_eq!(table.filter("", "GetObject"), " eventName:GetObject");
        assert_eq!(compared_hours(&found), (vec![(1, 3, 0), (2, 0, 8)], 8));
    }

    #[test]
    fn both_sides_are_counted() {
        assert_eq!(compared_words((1, 2_000), true), "1 event before, 2,000 events after");
        assert_eq!(compared_words((1, 2), false), "1 event of the first, 2 events of the second");
    }
}
