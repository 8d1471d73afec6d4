//! The frame of a statement around its conditions: it makes a row of each event, removes copies,
//! and selects the output.

use super::condition::{ConditionBounds, Sql, widest};
use super::definition::definition;
use super::derived::DerivedField;
use super::group::{GroupSelect, groups, only_first};
use super::table::ATHENA_TABLE;
use super::{Dialect, LeftOut, LogTable, Statement, anywhere, duckdb, fields, quote, record, value};
use crate::base::small_sort::SmallSort;
use crate::base::time::{Civil, DAY_MILLIS, TimeRange};
use crate::grouping::Grouping;
use crate::model::Field;
use crate::query::{Path, Term, Tree};

/// Builds the statement for a filter, a time range and an optional grouping.
///
/// # Examples
///
/// ```
/// use trailglass::query::parse;
/// use trailglass::sql::{Dialect, LogTable, statement};
///
/// let tree = parse("eventName:DeleteTrail").tree;
/// let of = statement(Dialect::Lake, &tree, None, None, &LogTable::default());
/// assert!(of.left_out.is_empty(), "it finds exactly the matching events");
/// ```
pub fn statement(
    dialect: Dialect,
    tree: &Tree,
    time: Option<TimeRange>,
    grouping: Option<&Grouping>,
    table: &LogTable,
) -> Statement {
    let mut uses = Vec::new();
    let mut left_out = Vec::new();
    let mut say = |term: &Term| said(dialect, term, &mut uses);
    let filter = widest(tree, &mut say, &mut left_out);
    let in_time = time.map(|range| in_time(dialect, range, &mut uses));
    let groups = grouping.map(|grouping| groups(dialect, grouping, &mut uses, &mut left_out));
    if dialect == Dialect::DuckDb {
        uses.push(DerivedField::Time);
    }
    uses.push(DerivedField::Account);
    uses.sort_small();
    uses.dedup();
    let condition = Sql::and(in_time.into_iter().chain([filter]));
    let frame = StatementFrame { dialect, uses, condition, groups, table, days: days(tree, time) };
    let body = match dialect {
        Dialect::DuckDb => frame.duckdb(),
        Dialect::Athena | Dialect::Lake => frame.trino(),
    };
    let text = format!("{}{body};\n", heading(dialect, tree, time, grouping, &left_out));
    let remarks = remarks(dialect, tree);
    Statement { text, left_out, remarks }
}

fn said(dialect: Dialect, term: &Term, uses: &mut Vec<DerivedField>) -> ConditionBounds {
    match term {
        Term::Text(text) => anywhere::text(dialect, text, uses),
        Term::Field { path: Path::Resource, test } => anywhere::resource(dialect, test, uses),
        Term::Field { path: Path::Fact(fact), .. } => ConditionBounds::unsaid(format!(
            "{} is worked out from several values of a record, here only",
            fact.name()
        )),
        Term::Field { path: Path::Column(field), test } => fields::test(dialect, *field, test, uses),
        Term::Field { path: Path::Record(keys), test } => record::test(dialect, keys, test),
    }
}

fn in_time(dialect: Dialect, range: TimeRange, uses: &mut Vec<DerivedField>) -> Sql {
    match dialect {
        Dialect::DuckDb => {
            uses.push(DerivedField::Time);
            value::within(DerivedField::Time.name(), range)
        }
        Dialect::Athena => value::text_within("eventtime", range),
        Dialect::Lake => value::within("eventTime", range),
    }
}

/// Returns the first and last day of the folders that can hold matching events, as `2024/03/01`.
/// Folders are named by the day of delivery, which is after the events.
fn days(tree: &Tree, time: Option<TimeRange>) -> (Option<String>, Option<String>) {
    let parts = match tree {
        Tree::And(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let asked = parts.iter().filter_map(|part| match part {
        Tree::Term(Term::Field { path: Path::Column(Field::EventTime), test }) => test.time_range(),
        _ => None,
    });
    let (from, until) = asked.chain(time).fold((i64::MIN, i64::MAX), |(from, until), range| {
        (from.max(range.from_millis), until.min(range.until_millis))
    });
    let within = |millis: i64| (0..253_000_000_000_000).contains(&millis);
    let day = |millis: i64| {
        let Civil { year, month, day, .. } = Civil::from_millis(millis);
        format!("{year:04}/{month:02}/{day:02}")
    };
    (
        within(from).then(|| day(from - DAY_MILLIS)),
        within(until).then(|| day(until.saturating_sub(1) + DAY_MILLIS)),
    )
}

/// Returns the leading comments: the request, and what the statement leaves out.
fn heading(
    dialect: Dialect,
    tree: &Tree,
    time: Option<TimeRange>,
    grouping: Option<&Grouping>,
    left_out: &[LeftOut],
) -> String {
    let mut lines = vec![format!("Trailglass: events of CloudTrail, for {}", dialect.name())];
    if *tree != Tree::All {
        lines.push(format!("Filter: {tree}"));
    }
    if let Some(TimeRange { from_millis, until_millis }) = time {
        let end = |millis: i64| {
            let is_far = !(-62_000_000_000_000..253_000_000_000_000).contains(&millis);
            if is_far { "any time".to_owned() } else { crate::base::time::to_text(millis) }
        };
        lines.push(format!("Time: from {} until before {}", end(from_millis), end(until_millis)));
    }
    if let Some(grouping) = grouping {
        lines.push(format!("Grouped by: {}", grouping.by.join(", ")));
    }
    for LeftOut { text, reason, effect } in left_out {
        let what = match effect {
            super::Approximation::LeftOut => "LEFT OUT",
            super::Approximation::Wider => "FINDS MORE",
        };
        lines.push(format!("{what}: {text} ({reason})"));
    }
    lines.iter().map(|line| format!("-- {}\n", quote::comment(line))).collect()
}

fn remarks(dialect: Dialect, tree: &Tree) -> Vec<&'static str> {
    if dialect == Dialect::DuckDb {
        return Vec::new();
    }
    let mut remarks = Vec::new();
    if has_path(tree) {
        remarks.push("Keys inside requestParameters and other JSON are compared with their case.");
        remarks.push("A path that ends at an object finds nothing in it: name the member.");
    }
    if dialect == Dialect::Athena {
        remarks.push("Folders are days of delivery, which may follow an event by more than a day.");
    }
    remarks
}

fn has_path(tree: &Tree) -> bool {
    match tree {
        Tree::All => false,
        Tree::And(parts) | Tree::Or(parts) => parts.iter().any(has_path),
        Tree::Not(part) => has_path(part),
        Tree::Term(Term::Field { path: Path::Record(keys), .. }) => keys.len() > 1,
        Tree::Term(_) => false,
    }
}

/// The members of the record that the output shows for an event.
const SHOWN: &[&str] = &[
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "userIdentity.arn",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
];

/// A regular expression of ids that identify events.
const GUID: &str = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";

/// The parts of a statement.
struct StatementFrame<'a> {
    dialect: Dialect,
    uses: Vec<DerivedField>,
    condition: Sql,
    groups: Option<GroupSelect>,
    table: &'a LogTable,
    days: (Option<String>, Option<String>),
}

impl StatementFrame<'_> {
    /// Returns the definitions of the derived columns, one per line, for a SELECT list.
    fn derived(&self) -> String {
        let define = |derived: &DerivedField| {
            format!(",\n    {} AS {}", definition(self.dialect, *derived), derived.name())
        };
        self.uses.iter().map(define).collect()
    }

    fn condition(&self) -> String {
        match &self.condition {
            Sql::True => String::new(),
            other => format!("\n  WHERE {}", other.lines(4)),
        }
    }

    fn duckdb(&self) -> String {
        let globs: Vec<String> = self.table.globs.iter().map(|glob| quote::text(glob)).collect();
        let files = match globs.as_slice() {
            [] => "'logs/**/*.json.gz'".to_owned(),
            [one] => one.clone(),
            many => format!("[{}]", many.join(", ")),
        };
        // Copies of an event have the same id, account, time, source and name, but a correction is
        // not a copy. An id that is not a GUID identifies nothing, so then the whole record is
        // compared. A record without an id has no copies.
        let id = "coalesce(record ->> '$.eventID', record ->> '$.eventId')";
        let last = match &self.groups {
            Some(groups) => groups.select(self.dialect),
            None => {
                let shown: Vec<String> = SHOWN
                    .iter()
                    .map(|path| {
                        let name = path.replace("userIdentity.", "user_").to_ascii_lowercase();
                        format!("record ->> '$.{path}' AS {name}")
                    })
                    .collect();
                format!(
                    "SELECT\n  {},\n  log_account,\n  event_id,\n  record\nFROM matching\nORDER BY event_time, event_id",
                    shown.join(",\n  ")
                )
            }
        };
        let body = format!(
            "WITH record AS (\n  -- Files as CloudTrail delivers them: {{\"Records\": [...]}}\n  \
             SELECT unnest(CAST(json -> '$.Records' AS JSON[])) AS record\n  \
             FROM read_json_objects({files}, maximum_object_size = 268435456)\n),\nevent AS (\n  \
             SELECT\n    record,\n    {id} AS event_id{}\n  FROM record\n),\nmatching AS (\n  \
             -- Each event once, however many files have it.\n  SELECT * FROM event{}\n  \
             QUALIFY event_id IS NULL OR row_number() OVER (PARTITION BY event_id, log_account,\n    \
             record ->> '$.eventTime', record ->> '$.eventSource', record ->> '$.eventName',\n    \
             CASE WHEN regexp_full_match(event_id, '{GUID}') THEN '' ELSE CAST(record AS VARCHAR) END,\n    \
             (record ->> '$.addendum.reason') IS NOT DISTINCT FROM 'UPDATED_DATA') = 1\n)\n{last}",
            self.derived(),
            self.condition(),
        );
        format!("{}\n{body}", duckdb::macros(&body))
    }

    fn trino(&self) -> String {
        let is_lake = self.dialect == Dialect::Lake;
        let (from, star) = if is_lake {
            ("EVENT_DATA_STORE_ID".to_owned(), "e.*")
        } else {
            (ATHENA_TABLE.to_owned(), "e.*")
        };
        let mut notes = String::new();
        let mut partitions = Vec::new();
        if is_lake {
            notes
                .push_str("-- Replace EVENT_DATA_STORE_ID by the last part of the event data store's ARN.\n");
        } else {
            match &self.days {
                (None, None) => notes.push_str(
                    "-- No time range: this reads the whole table, and Athena charges by what it reads.\n",
                ),
                (first, last) => {
                    partitions.extend(first.iter().map(|day| format!("\"day\" >= {}", quote::text(day))));
                    partitions.extend(last.iter().map(|day| format!("\"day\" <= {}", quote::text(day))));
                }
            }
        }
        let partitions = match partitions.as_slice() {
            [] => String::new(),
            some => format!(
                "\n  -- Folders are days of delivery, so there is a day more at either end.\n  WHERE {}",
                some.join(" AND ")
            ),
        };
        let case = |name: &str| if is_lake { name.to_owned() } else { name.to_ascii_lowercase() };
        let correction = fields::member(self.dialect, "addendum.reason");
        let event_id = case("eventID");
        let only_first = only_first(self.dialect);
        let last = match &self.groups {
            Some(groups) => groups.select(self.dialect),
            None => {
                let shown: Vec<String> = SHOWN.iter().map(|path| case(path)).collect();
                format!(
                    "SELECT\n  {},\n  log_account,\n  {event_id},\n  {},\n  {}\nFROM matching{only_first}\nORDER BY {}, {event_id}",
                    shown.join(",\n  "),
                    case("requestParameters"),
                    case("responseElements"),
                    case("eventTime")
                )
            }
        };
        format!(
            "{notes}WITH event AS (\n  SELECT\n    {star}{}\n  FROM {from} AS e{partitions}\n),\nmatching AS (\n  \
             -- Each event once, however many files have it.\n  SELECT *, row_number() OVER (PARTITION BY {event_id}, log_account,\n    \
             {time}, {source}, {name},\n    \
             coalesce({correction}, '') = 'UPDATED_DATA' ORDER BY {}) AS copy\n  FROM event{}\n)\n{last}",
            self.derived(),
            case("eventTime"),
            self.condition(),
            time = case("eventTime"),
            source = case("eventSource"),
            name = case("eventName"),
        )
    }
}
