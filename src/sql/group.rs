//! Groups in SQL, counted by the rules of [`crate::grouping`].

use super::derived::DerivedField;
use super::{Approximation, Dialect, LeftOut, fields, quote, record};
use crate::grouping::{GroupSort, Grouping, TimeStep};
use crate::query::{Path, named_path};

/// The SELECT that counts the matching events by group.
#[derive(Debug)]
pub(super) struct GroupSelect {
    /// The selected expressions.
    columns: Vec<String>,
    /// Joins to the events, with a row for each value at a path.
    joins: Vec<String>,
    /// Number of leading columns that are keys.
    keys: usize,
    order: String,
    top: u32,
}

/// A field or path as an SQL expression.
enum SqlValues {
    /// An expression of one text, or NULL.
    One(String),
    /// An expression of a list of texts.
    List(String),
}

/// Translates a grouping. Names that no statement can express are added to `left_out`.
pub(super) fn groups(
    dialect: Dialect,
    grouping: &Grouping,
    uses: &mut Vec<DerivedField>,
    left_out: &mut Vec<LeftOut>,
) -> GroupSelect {
    let mut values_or_left_out = |name: &str, what: &str| match values(dialect, name, uses) {
        Ok(values) => Some(values),
        Err(reason) => {
            let text = format!("{what} {name}");
            left_out.push(LeftOut { text, reason, effect: Approximation::LeftOut });
            None
        }
    };
    let mut groups = GroupSelect {
        columns: Vec::new(),
        joins: Vec::new(),
        keys: 0,
        order: String::new(),
        top: grouping.top,
    };
    let mut key_columns = Vec::new();
    for (place, name) in grouping.by.iter().enumerate() {
        let values = values_or_left_out(name, "group by");
        key_columns.push(values.map(|values| groups.key_of_values(dialect, values, place, name)));
    }
    let distinct =
        grouping.distinct.as_deref().and_then(|name| values_or_left_out(name, "distinct values of"));
    let number = grouping.number.as_deref().and_then(|name| values_or_left_out(name, "sum of"));
    if dialect == Dialect::DuckDb {
        uses.push(DerivedField::Time);
    }
    if let Some(step) = grouping.time_step {
        groups.key(format!("date_trunc('{}', {})", step_name(step), time(dialect)), "\"time\"");
    }
    groups.measure_events(dialect);
    if let Some(values) = &distinct {
        groups.measure(&count_distinct(dialect, values), "distinct_values");
    }
    if let Some(values) = &number {
        for (function, name) in [("sum", "total"), ("min", "minimum"), ("max", "maximum")] {
            groups.measure(&of_numbers(dialect, values, function), name);
        }
    }
    groups.order = sort_expression(grouping, &key_columns, distinct.is_some(), number.is_some());
    groups
}

/// Returns the expression of a field or path by its name in the filter language.
///
/// # Errors
///
/// If there is no such expression; the error is the reason.
fn values(dialect: Dialect, name: &str, uses: &mut Vec<DerivedField>) -> Result<SqlValues, String> {
    match named_path(name.trim()) {
        Ok(Path::Column(field)) => fields::text(dialect, field, uses)
            .map(|text| SqlValues::One(format!("nullif({text}, '')")))
            .map_err(str::to_owned),
        Ok(Path::Record(keys)) => record::texts(dialect, &keys).map(SqlValues::List).map_err(str::to_owned),
        Ok(Path::Resource | Path::Fact(_)) => Err("it is no single field".to_owned()),
        Err(error) => Err(error.message),
    }
}

/// Returns the first expression of ORDER BY, with its direction: the count of events if the statement
/// has no column for the sort criterion. `key_columns` are in the order of [`Grouping::by`], `None`
/// for a key that is left out.
fn sort_expression(
    grouping: &Grouping,
    key_columns: &[Option<String>],
    has_distinct: bool,
    has_numbers: bool,
) -> String {
    let column = match grouping.sort {
        GroupSort::Key(place) => key_columns.get(usize::from(place)).and_then(Option::as_deref),
        GroupSort::Time => grouping.time_step.map(|_| "\"time\""),
        GroupSort::First => Some("first_seen"),
        GroupSort::Last => Some("last_seen"),
        GroupSort::Distinct if has_distinct => Some("distinct_values"),
        GroupSort::Sum if has_numbers => Some("total"),
        GroupSort::Minimum if has_numbers => Some("minimum"),
        GroupSort::Maximum if has_numbers => Some("maximum"),
        _ => None,
    };
    let direction = if grouping.ascending { "ASC" } else { "DESC" };
    format!("{} {direction} NULLS LAST", column.unwrap_or("events"))
}

impl GroupSelect {
    /// Adds the key with an index into [`Grouping::by`], and returns its column. An event with several
    /// values at a path is in the group of each.
    fn key_of_values(&mut self, dialect: Dialect, values: SqlValues, place: usize, name: &str) -> String {
        let column = quote::name(&quote::comment(name.trim()));
        match values {
            SqlValues::One(text) => self.key(text, &column),
            SqlValues::List(list) => {
                let key = format!("key{}", place + 1);
                self.joins.push(each_value(dialect, &list, &key));
                self.key(key, &column)
            }
        }
    }

    /// Adds the measures that every grouping has. All keys must have been added: their joins determine
    /// how percentages are computed.
    fn measure_events(&mut self, dialect: Dialect) {
        self.measure("count(*)", "events");
        // Percentages are of events; one event can be in several groups.
        let all = match self.joins.as_slice() {
            [] => "sum(count(*)) OVER ()".to_owned(),
            _ => format!("(SELECT count(*) FROM matching{})", only_first(dialect)),
        };
        self.measure(&format!("round(100.0 * count(*) / {all}, 2)"), "percent");
        let time = time(dialect);
        self.measure(&format!("min({time})"), "first_seen");
        self.measure(&format!("max({time})"), "last_seen");
    }

    fn key(&mut self, text: String, column: &str) -> String {
        self.columns.push(format!("{text} AS {column}"));
        self.keys += 1;
        column.to_owned()
    }

    fn measure(&mut self, text: &str, column: &str) {
        self.columns.push(format!("{text} AS {column}"));
    }

    /// Returns the last SELECT of the statement, over the matching events.
    pub fn select(&self, dialect: Dialect) -> String {
        let places: Vec<String> = (1..=self.keys).map(|place| place.to_string()).collect();
        let mut text =
            format!("SELECT\n  {}\nFROM matching{}", self.columns.join(",\n  "), self.joins.concat());
        text.push_str(only_first(dialect));
        if self.keys > 0 {
            text.push_str(&format!("\nGROUP BY {}", places.join(", ")));
        }
        // Ties are broken by key, so that the order is total.
        let ties: String = places.iter().map(|place| format!(", {place}")).collect();
        text.push_str(&format!("\nORDER BY {}{ties}\nLIMIT {}", self.order, self.top.max(1)));
        text
    }
}

/// Returns the condition that keeps the first copy of an event only. DuckDB has already removed the
/// others.
pub(super) fn only_first(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::DuckDb => "",
        Dialect::Athena => "\nWHERE copy = 1 OR eventid IS NULL",
        Dialect::Lake => "\nWHERE copy = 1 OR eventID IS NULL",
    }
}

/// Returns the join that puts an event into the group of each distinct value at a path, or into the
/// group without a value.
fn each_value(dialect: Dialect, list: &str, key: &str) -> String {
    match dialect {
        Dialect::DuckDb => format!(
            "\nCROSS JOIN LATERAL (SELECT unnest(CASE WHEN len({list}) > 0 THEN list_distinct({list}) ELSE [NULL] END)) AS of_{key}({key})"
        ),
        _ => format!(
            "\nCROSS JOIN UNNEST(CASE WHEN cardinality({list}) > 0 THEN array_distinct({list}) ELSE ARRAY[CAST(NULL AS varchar)] END) AS of_{key}({key})"
        ),
    }
}

/// Returns the event's time in a form that can be truncated to time steps.
fn time(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::DuckDb => "event_time",
        // An event without a readable time must not make the query fail.
        Dialect::Athena => "try(from_iso8601_timestamp(eventtime))",
        Dialect::Lake => "eventTime",
    }
}

fn step_name(step: TimeStep) -> &'static str {
    match step {
        TimeStep::Minute => "minute",
        TimeStep::Hour => "hour",
        TimeStep::Day => "day",
        TimeStep::Week => "week",
        TimeStep::Month => "month",
    }
}

fn count_distinct(dialect: Dialect, values: &SqlValues) -> String {
    match (values, dialect) {
        (SqlValues::One(text), _) => format!("count(DISTINCT {text})"),
        (SqlValues::List(list), Dialect::DuckDb) => format!("len(list_distinct(flatten(list({list}))))"),
        (SqlValues::List(list), _) => format!("cardinality(array_distinct(flatten(array_agg({list}))))"),
    }
}

/// Returns an aggregate over all numbers at a path; a repeated number counts each time.
fn of_numbers(dialect: Dialect, values: &SqlValues, function: &str) -> String {
    match (values, dialect) {
        (SqlValues::One(text), Dialect::DuckDb) => format!("{function}(number({text}))"),
        (SqlValues::One(text), _) => format!("{function}(try_cast({text} AS double))"),
        (SqlValues::List(list), Dialect::DuckDb) => {
            format!("{function}(list_{function}(list_transform({list}, lambda t: number(t))))")
        }
        (SqlValues::List(list), _) => {
            let numbers =
                format!("filter(transform({list}, t -> try_cast(t AS double)), n -> n IS NOT NULL)");
            match function {
                // The sum of no numbers is NULL.
                "sum" => format!("sum(reduce(nullif({numbers}, ARRAY[]), 0e0, (s, n) -> s + n, s -> s))"),
                _ => format!("{function}(array_{function}({numbers}))"),
            }
        }
    }
}
