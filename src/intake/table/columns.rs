//! The columns of a table, and its rows as events.

use std::collections::{BTreeMap, BTreeSet};

use super::known::{Meaning, meaning};
use super::own::{self, DerivedColumn};
use super::schema::{self, MemberKind};
use super::structure::Orders;
use super::times::{self, DateOrder};

/// The findings in the rows.
#[derive(Debug, Default)]
pub(super) struct RowTally {
    /// Number of rows that were assembled to events.
    pub rows: u64,
    /// Number of times that could not be parsed.
    pub times: u64,
    /// Known columns with values of another meaning, or with other values than a column of higher
    /// precedence.
    pub kept_apart: BTreeSet<usize>,
    /// Number of structures that could not be parsed, by the column's index.
    pub(super) structures: BTreeMap<usize, u64>,
}

impl RowTally {
    pub fn unread_in(&mut self, column: usize) {
        *self.structures.entry(column).or_default() += 1;
    }
}

/// Columns that contain a whole event as text: CloudTrail Lake, Splunk, CloudWatch Logs Insights,
/// lookup-events, the Elastic Common Schema, steampipe.
const WHOLE: &[&str] = &[
    "eventJson",
    "_raw",
    "@message",
    "CloudTrailEvent",
    "event.original",
    "cloud_trail_event",
    "cloudtrail_event",
];

/// The columns of a download from Event history, in their order (`cloudtrail.md` 2.3).
const EVENT_HISTORY: [&str; 16] = [
    "User name",
    "AWS access key",
    "Event time",
    "Event source",
    "Event name",
    "AWS region",
    "Source IP address",
    "User agent",
    "Error code",
    "Resources",
    "Request ID",
    "Event ID",
    "Read-only",
    "Event type",
    "Recipient Account Id",
    "Event category",
];

/// Number of Event history's 16 columns that a table must have to count as one: AWS may add or
/// remove some.
const MAJORITY: usize = 13;

/// Maximum depth of a path in a column's name.
const DEEPEST: usize = 32;

/// Members whose value is a policy's JSON as text. `bucketPolicy` is an object.
const POLICY_TEXTS: &[&str] = &["policydocument", "assumerolepolicydocument", "policy", "policytext"];

/// The reason why a table has no events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Its columns are not those of CloudTrail events.
    OfSomethingElse,
    /// Some are, but required ones are missing: the reason, with advice.
    Lacking(String),
}

/// The program that wrote a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Maker {
    EventHistory,
    /// An export of Trailglass.
    Own,
    Sentinel,
    Suzaku,
    Other,
}

/// A column of a table of events.
#[derive(Debug)]
pub(super) struct TableColumn {
    pub name: String,
    pub meaning: Meaning,
    /// The value that Trailglass derived when it wrote the table.
    pub derived: Option<DerivedColumn>,
    /// The key that its values get in the record if they have no place of their own; empty for a
    /// column without a name.
    pub(super) key: String,
    /// The key orders of structures that were printed in it.
    pub(super) orders: Orders,
}

/// A table of events.
#[derive(Debug)]
pub(crate) struct EventTable {
    pub(super) columns: Vec<TableColumn>,
    pub(super) maker: Maker,
    /// The indices of the columns, those first that take precedence in filling a member.
    pub(super) by_rank: Vec<usize>,
    /// Maximum depth of the members among flattened parameters and responses; 0 if there are none.
    pub(super) flattened: usize,
    /// The column that contains whole events.
    pub(super) whole: Option<usize>,
    /// Whether events can be assembled from the columns.
    pub(super) has_parts: bool,
    pub(super) day_or_month: Option<DateOrder>,
    pub(super) is_order_contradicted: bool,
    pub(super) tally: RowTally,
}

impl EventTable {
    /// Creates a table with columns of these names, if they belong to events. `is_plain` states
    /// whether its header row is written as Trailglass writes CSV.
    ///
    /// # Errors
    /// [`Refusal`] if they do not.
    pub fn of(names: &[&str], is_plain: bool) -> Result<EventTable, Refusal> {
        let is_own = own::is_head(names, is_plain);
        let mut keys = std::collections::BTreeSet::new();
        let columns: Vec<TableColumn> =
            names.iter().map(|name| TableColumn::of(name, is_own, &mut keys)).collect();
        let whole = columns
            .iter()
            .position(|column| WHOLE.iter().any(|whole| whole.eq_ignore_ascii_case(&column.name)));
        let has_parts = are_events(&columns);
        if let (None, Err(refusal)) = (whole, &has_parts) {
            return Err(refusal.clone());
        }
        let mut by_rank: Vec<usize> = (0..columns.len()).collect();
        // A member before its own members.
        by_rank.sort_by_key(|place| (columns[*place].rank(), columns[*place].depth()));
        let below = columns.iter().filter(|column| matches!(column.meaning, Meaning::Below(..)));
        let flattened = below.map(TableColumn::depth).max().unwrap_or_default();
        Ok(EventTable {
            flattened,
            maker: maker(&columns, is_own),
            by_rank,
            whole,
            has_parts: has_parts.is_ok(),
            columns,
            day_or_month: None,
            is_order_contradicted: false,
            tally: RowTally::default(),
        })
    }

    /// Returns the kind of a CSV file with this header row.
    pub fn csv_name(&self) -> &'static str {
        let whole = self.whole.and_then(|place| self.columns.get(place)).map(|column| column.name.as_str());
        match (whole, self.maker) {
            (Some(name), _) if name.eq_ignore_ascii_case("eventjson") => "CloudTrail Lake CSV",
            (Some(name), _) if name.eq_ignore_ascii_case("_raw") => "Splunk CSV",
            (Some(_), _) => "CSV with events as text",
            (None, Maker::EventHistory) => "Event history CSV",
            (None, Maker::Own) => "Trailglass CSV export",
            (None, Maker::Sentinel) => "Microsoft Sentinel CSV",
            (None, Maker::Suzaku) => "suzaku timeline CSV",
            (None, Maker::Other) => "CSV of query results",
        }
    }

    /// Whether a column contains whole events.
    pub fn has_whole_events(&self) -> bool {
        self.whole.is_some()
    }

    /// Returns the number of columns that are recognized.
    pub fn understood(&self) -> usize {
        self.columns.iter().filter(|column| column.meaning != Meaning::Other).count()
    }

    /// Returns the order of days and months in the table's dates, if all examined rows agree.
    pub(super) fn date_order(&self) -> Option<DateOrder> {
        self.day_or_month.filter(|_| !self.is_order_contradicted)
    }

    /// Examines a row for whether days or months come first in dates.
    pub fn learn_dates(&mut self, cells: &[&str]) {
        for (column, cell) in self.columns.iter().zip(cells) {
            let Some(shown) = column.is_time().then(|| times::order_shown_by(cell)).flatten() else {
                // The Azure portal writes AM and PM in capitals only in US English, where months
                // come first.
                let is_american = self.maker == Maker::Sentinel
                    && column.is_time()
                    && times::is_numeric_date(cell)
                    && (cell.ends_with(" AM") || cell.ends_with(" PM"));
                if is_american && self.day_or_month.is_none() {
                    self.day_or_month = Some(DateOrder::Month);
                }
                continue;
            };
            self.is_order_contradicted |= self.day_or_month.is_some_and(|order| order != shown);
            self.day_or_month = Some(shown);
        }
    }
}

impl TableColumn {
    fn of(name: &str, is_own: bool, keys: &mut BTreeSet<String>) -> TableColumn {
        let name = name.trim().to_owned();
        let derived = if is_own { DerivedColumn::named(&name) } else { None };
        let meaning = match meaning(&name) {
            Meaning::Below(_, path) if path.len() > DEEPEST => Meaning::Other,
            _ if derived.is_some() => Meaning::Other,
            meaning => meaning,
        };
        // Two members of a record cannot have the same key.
        let mut key = name.clone();
        let mut number = 1;
        while !key.is_empty() && !keys.insert(key.clone()) {
            number += 1;
            key = format!("{name} ({number})");
        }
        TableColumn { name, meaning, derived, key, orders: Orders::default() }
    }

    fn rank(&self) -> u8 {
        match &self.meaning {
            Meaning::At(known) => known.rank,
            Meaning::Below(..) => 1,
            Meaning::Other => u8::MAX,
        }
    }

    /// Returns the depth of the member that it fills.
    pub(super) fn depth(&self) -> usize {
        match &self.meaning {
            Meaning::At(known) => known.path.len(),
            Meaning::Below(open, path) => open.path.len() + path.len(),
            Meaning::Other => 0,
        }
    }

    /// Whether its member is the text of a policy.
    pub(super) fn is_policy_text(&self) -> bool {
        let Meaning::Below(_, path) = &self.meaning else { return false };
        path.last().is_some_and(|name| POLICY_TEXTS.iter().any(|text| text.eq_ignore_ascii_case(name)))
    }

    /// Whether it fills the member at this path.
    pub fn fills(&self, path: &str) -> bool {
        matches!(&self.meaning, Meaning::At(known) if known.path.iter().copied().eq(path.split('.')))
    }

    fn is_below(&self, member: &str) -> bool {
        matches!(&self.meaning, Meaning::At(known) if known.path.first() == Some(&member))
    }

    fn is_time(&self) -> bool {
        matches!(&self.meaning, Meaning::At(known) if matches!(known.kind, MemberKind::Time))
    }
}

/// Checks whether events can be assembled from columns.
fn are_events(columns: &[TableColumn]) -> Result<(), Refusal> {
    let has = |path: &str| columns.iter().any(|column| column.fills(path));
    let own_names = columns.iter().filter(|column| column.rank() == 0).count();
    let own_names =
        own_names + columns.iter().filter(|column| matches!(column.meaning, Meaning::Below(..))).count();
    let is_insight = columns.iter().any(|column| column.is_below("insightDetails"));
    if own_names > 0 && has("eventName") && has("eventSource")
        || own_names >= 3 && has("eventTime") && (has("eventName") || is_insight)
    {
        return Ok(());
    }
    // An export of Trailglass may have the service instead of the source.
    if columns.iter().any(|column| column.derived.is_some()) && (has("eventName") || has("eventTime")) {
        return Ok(());
    }
    if own_names < 3 {
        return Err(Refusal::OfSomethingElse);
    }
    let missing: Vec<&str> =
        ["eventName", "eventSource", "eventTime"].into_iter().filter(|name| !has(name)).collect();
    Err(Refusal::Lacking(format!(
        "some columns are those of CloudTrail events, but {} missing: an event needs eventName, and eventSource or eventTime; add them to the query",
        match missing.as_slice() {
            [one] => format!("{one} is"),
            _ => format!("{} are", missing.join(", ")),
        }
    )))
}

fn maker(columns: &[TableColumn], is_own: bool) -> Maker {
    let has = |name: &str| columns.iter().any(|column| schema::plain(&column.name) == name);
    let of_history = EVENT_HISTORY.iter().filter(|name| columns.iter().any(|column| column.name == **name));
    match () {
        () if is_own => Maker::Own,
        () if of_history.count() >= MAJORITY => Maker::EventHistory,
        () if has("awseventid") && has("eventtypename") => Maker::Sentinel,
        () if has("ruletitle") && has("ruleid") => Maker::Suzaku,
        () => Maker::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &str) -> Result<EventTable, Refusal> {
        EventTable::of(&names.split(',').collect::<Vec<_>>(), false)
    }

    #[test]
    fn only_its_own_columns_make_a_table_event_history() {
        let history = EVENT_HISTORY.join(",");
        assert_eq!(of(&history).expect("events").csv_name(), "Event history CSV");
        assert_eq!(
            of(&history.replace(",Event category", "")).expect("events").csv_name(),
            "Event history CSV"
        );
        for names in
            ["eventtime,eventsource,eventname,username,arn", "User name,Event name,Event source,Read-only"]
        {
            assert_eq!(of(names).expect("events").csv_name(), "CSV of query results");
        }
    }

    #[test]
    fn tables_of_other_things_are_not_taken() {
        for names in [
            "a,b",
            "",
            "timestamp,username,srcip,type,region,account",
            "event_date,event_timestamp,event_name,user_id,device",
            "time,level,message",
        ] {
            assert_eq!(of(names).err(), Some(Refusal::OfSomethingElse), "{names}");
        }
        let Err(Refusal::Lacking(why)) = of("eventtime,sourceipaddress,useragent,errorcode") else {
            panic!("refused for what is missing")
        };
        assert!(why.contains("eventName, eventSource are missing"), "{why}");
        assert!(of("eventtime,eventname,sourceipaddress,errorcode,useragent").is_ok());
    }

    #[test]
    fn columns_of_one_name_are_kept_apart() {
        let mut table = of("eventName,eventSource,x,x,").expect("events");
        let event = table.event(&["A", "b", "1", "2", "3"]).expect("an event");
        assert_eq!(event, r#"{"eventSource":"b","eventName":"A","x":1,"x (2)":2}"#);
    }
}
