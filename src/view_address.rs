//! The state of the page as the fragment of its address, so that a view can be bookmarked, shared
//! and returned to:
//! `#/events?v=1&q=service%3Aiam&from=2024-03-01T10:00:00Z&until=...&sort=-eventTime`.
//!
//! It contains only input of the user, never other data from the logs. Every part is optional and
//! has a default, which also replaces parts that cannot be parsed: a damaged link must still open.
//! [`VERSION`] increases only for changes that defaults cannot express.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::base::time::{TimeRange, parse_millis, to_text};
use crate::grouping::{GroupForm, GroupSort, Grouping, TimeStep};
use crate::model::{Field, Selection, Sort};

/// The version that [`ViewAddress::format`] writes.
pub const VERSION: u32 = 1;

/// The time range that is assumed for the missing end if an address has only one: year 0 to year
/// 10000, within which every time can be formatted and calculated with.
pub const ALL_TIME: TimeRange =
    TimeRange { from_millis: -62_167_219_200_000, until_millis: 253_402_300_800_000 };

/// The characters that `encodeURIComponent` escapes, except those that fragments allow and that
/// improve readability: `: / * ( ) , @ $`. The blank becomes `%20`: chat programs end a link at a
/// plain blank.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'=')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b'\'');

macro_rules! view_ids {
    ($($(#[$about:meta])* $view:ident $name:literal,)+) => {
        /// The views.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub enum ViewId { $($(#[$about])* $view,)+ }

        impl ViewId {
            /// All views, in the order of their tabs.
            pub const ALL: &[ViewId] = &[$(ViewId::$view),+];

            /// Returns the name in addresses.
            pub fn name(self) -> &'static str {
                match self { $(ViewId::$view => $name,)+ }
            }
        }
    };
}

// A view a row, in the order of their tabs: its name in the source and its name in addresses.
view_ids! {
    /// The list of events.
    #[default]
    Events "events",
    /// The questions, with the numbers of events that answer them.
    Questions "questions",
    /// Events in groups.
    Group "group",
    /// Actors and their sessions.
    Timelines "timelines",
    /// Resources and their histories.
    Resources "resources",
    /// The user's case.
    Case "case",
    /// The findings of the integrity checks.
    Integrity "integrity",
    /// Every file.
    Sources "sources",
}

impl ViewId {
    /// Returns the view with this name, or the first.
    fn of_name(name: &str) -> ViewId {
        ViewId::ALL.iter().copied().find(|view| view.name() == name).unwrap_or_default()
    }
}

/// The state of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ViewAddress {
    /// The view; an unknown name stands for the first.
    pub view: ViewId,
    /// The selected events.
    pub selection: Selection,
    /// The sort order.
    pub sort: Sort,
    /// The grouping; empty if none was chosen.
    pub grouping: Grouping,
    /// The form in which groups are displayed.
    pub form: GroupForm,
}

impl ViewAddress {
    /// Parses a fragment, with or without its `#`.
    ///
    /// # Examples
    ///
    /// ```
    /// use trailglass::view_address::{ViewAddress, ViewId};
    ///
    /// let address = ViewAddress::parse("#/timelines?v=1&q=who%3Aalice");
    /// assert_eq!((address.view, address.selection.filter.as_str()), (ViewId::Timelines, "who:alice"));
    /// assert_eq!(ViewAddress::parse("#/nothing-known?from=never"), ViewAddress::default());
    /// ```
    pub fn parse(fragment: &str) -> ViewAddress {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        let fragment = fragment.strip_prefix('/').unwrap_or(fragment);
        let (view, query) = fragment.split_once('?').unwrap_or((fragment, ""));
        let mut address = ViewAddress { view: ViewId::of_name(&decode(view)), ..ViewAddress::default() };
        let (mut from, mut until) = (None, None);
        for pair in query.split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(value);
            match name {
                "q" => address.selection.filter = value,
                "from" => from = parse_millis(&value),
                "until" => until = parse_millis(&value),
                "sort" => address.sort = parse_sort(&value).unwrap_or_default(),
                "as" => address.form = GroupForm::named(&value).unwrap_or_default(),
                // The version will be parsed when there is a second one.
                _ => {}
            }
        }
        address.grouping = parse_grouping(query);
        address.selection.time = time_range(from, until);
        address
    }

    /// Returns the fragment, including its `#`.
    pub fn format(&self) -> String {
        let mut fragment = format!("#/{}?v={VERSION}", self.view.name());
        let mut add = |name: &str, value: &str| {
            fragment.push('&');
            fragment.push_str(name);
            fragment.push('=');
            fragment.push_str(&encode(value));
        };
        if !self.selection.filter.is_empty() {
            add("q", &self.selection.filter);
        }
        if let Some(time) = self.selection.time {
            if time.from_millis > ALL_TIME.from_millis {
                add("from", &to_text(time.from_millis));
            }
            if time.until_millis < ALL_TIME.until_millis {
                add("until", &to_text(time.until_millis));
            }
        }
        if self.sort != Sort::default() {
            let sign = if self.sort.descending { "-" } else { "" };
            add("sort", &format!("{sign}{}", self.sort.field.spec().name));
        }
        write_grouping(&self.grouping, &mut add);
        if self.form != GroupForm::default() {
            add("as", self.form.name());
        }
        fragment
    }
}

fn time_range(from: Option<i64>, until: Option<i64>) -> Option<TimeRange> {
    if from.is_none() && until.is_none() {
        return None;
    }
    let range = TimeRange {
        from_millis: from.unwrap_or(ALL_TIME.from_millis),
        until_millis: until.unwrap_or(ALL_TIME.until_millis),
    };
    (range.from_millis < range.until_millis).then_some(range)
}

/// Writes the parts of a grouping: `by` for each of its keys, and all values other than the
/// default.
fn write_grouping(grouping: &Grouping, add: &mut impl FnMut(&str, &str)) {
    let usual = Grouping::default();
    grouping.by.iter().for_each(|name| add("by", name));
    if let Some(step) = grouping.time_step {
        add("step", step.name());
    }
    if let Some(name) = &grouping.distinct {
        add("distinct", name);
    }
    if let Some(name) = &grouping.number {
        add("number", name);
    }
    if (grouping.sort, grouping.ascending) != (usual.sort, usual.ascending) {
        let sign = if grouping.ascending { "" } else { "-" };
        add("order", &format!("{sign}{}", grouping.sort.name()));
    }
    if grouping.top != usual.top {
        add("top", &grouping.top.to_string());
    }
}

fn parse_grouping(query: &str) -> Grouping {
    let mut grouping = Grouping::default();
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let value = decode(value);
        match name {
            "by" => grouping.by.push(value),
            "step" => grouping.time_step = TimeStep::ALL.into_iter().find(|step| step.name() == value),
            "distinct" => grouping.distinct = Some(value),
            "number" => grouping.number = Some(value),
            "order" => {
                let (name, ascending) = match value.strip_prefix('-') {
                    Some(name) => (name, false),
                    None => (value.as_str(), true),
                };
                if let Some(sort) = GroupSort::named(name) {
                    (grouping.sort, grouping.ascending) = (sort, ascending);
                }
            }
            "top" => grouping.top = value.parse().unwrap_or(grouping.top),
            _ => {}
        }
    }
    grouping.by.truncate(crate::grouping::MOST_KEYS);
    grouping
}

fn parse_sort(text: &str) -> Option<Sort> {
    let (name, descending) = match text.strip_prefix('-') {
        Some(name) => (name, true),
        None => (text, false),
    };
    Some(Sort { field: Field::named(name)?, descending })
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ESCAPED).to_string()
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn range(from: &str, until: &str) -> Option<TimeRange> {
        Some(TimeRange { from_millis: parse_millis(from)?, until_millis: parse_millis(until)? })
    }

    #[test]
    fn a_whole_address_is_read() {
        let address = ViewAddress::parse(
            "#/sources?v=1&q=who%3Aalice%20-service:iam&from=2024-03-01T10:00:00Z&until=2024-03-01T10:20:00Z&sort=eventName",
        );
        assert_eq!(address.view, ViewId::Sources);
        assert_eq!(address.selection.filter, "who:alice -service:iam");
        assert_eq!(address.selection.time, range("2024-03-01T10:00:00Z", "2024-03-01T10:20:00Z"));
        assert_eq!(address.sort, Sort { field: Field::EventName, descending: false });
    }

    #[test]
    fn what_is_left_out_is_the_default() {
        for fragment in ["", "#", "#/", "/?", "#/?v=1", "#/?v=9&later=thing"] {
            assert_eq!(ViewAddress::parse(fragment), ViewAddress::default(), "{fragment}");
        }
        assert_eq!(ViewAddress::default().format(), "#/events?v=1");
    }

    #[test]
    fn garbage_is_the_default() {
        for fragment in [
            "#/events?v=1&from=yesterday&until=%FF%FE&sort=colour",
            "#/events?v=1&from=2024-03-02T00:00:00Z&until=2024-03-01T00:00:00Z",
            "#/events?&&&=&sort&from",
        ] {
            assert_eq!(ViewAddress::parse(fragment), ViewAddress::default(), "{fragment}");
        }
    }

    #[test]
    fn half_a_time_range_is_open_at_the_other_end() {
        let from = ViewAddress::parse("#/events?from=2024-03-01T10:00:00Z");
        assert_eq!(from.selection.time.map(|time| time.until_millis), Some(ALL_TIME.until_millis));
        assert_eq!(from.format(), "#/events?v=1&from=2024-03-01T10:00:00Z");
        let until = ViewAddress::parse("#/events?until=2024-03-01T10:00:00Z");
        assert_eq!(until.format(), "#/events?v=1&until=2024-03-01T10:00:00Z");
    }

    #[test]
    fn nothing_in_a_filter_breaks_out_of_it() {
        let mut address = ViewAddress::default();
        address.selection.filter = "a&from=2024-01-01T00:00:00Z#?v=2 +é%41\"".into();
        let fragment = address.format();
        assert!(!fragment[1..].contains('#') && !fragment.contains(' '));
        assert_eq!(ViewAddress::parse(&fragment), address);
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_again(
            view in 0..ViewId::ALL.len(), filter in ".*", from in any::<i32>(), length in 1..1_000_000i64, field in 0..20usize,
            descending: bool, ranged: bool, by in prop::collection::vec(".*", 0..4), more in prop::option::of(".*"),
            step in 0..6_usize, sort in 0..12_usize, ascending: bool, top: u32,
            form in 0..4_usize,
        ) {
            let grouping = Grouping {
                by,
                time_step: TimeStep::ALL.get(step).copied(),
                distinct: more.clone(),
                number: more,
                sort: GroupSort::ALL.get(sort).copied().unwrap_or_default(),
                ascending,
                top,
            };
            let from_millis = i64::from(from) * 1000;
            let address = ViewAddress {
                view: ViewId::ALL[view],
                selection: Selection {
                    filter,
                    time: ranged.then_some(TimeRange { from_millis, until_millis: from_millis + length }),
                },
                sort: Sort { field: crate::model::FIELDS[field].field, descending },
                grouping,
                form: GroupForm::ALL[form],
            };
            prop_assert_eq!(ViewAddress::parse(&address.format()), address);
        }

        #[test]
        fn anything_can_be_read(fragment in ".*") {
            ViewAddress::parse(&fragment);
        }
    }
}
