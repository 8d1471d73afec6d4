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
    let mut values = |name: &str, what: &str| {
        let found = match named_path(name.trim()) {
            Ok(Path::Column(field)) => fields::text(dialect, field, uses)
                .map(|text| SqlValues::One(format!("nullif({text}, '')")))
                .map_err(str::to_owned),
            Ok(Path::Record(keys)) => {
                record::texts(dialect, &keys).map(SqlValues::List).map_err(str::to_owned)
            }
            Ok(Path::Resource | Path::Fact(_)) => Err("it is no single field".to_owned()),
            Err(error) => Err(error.message),
        };
        found
            .map_err(|reason| {
                left_out.push(LeftOut {
                    text: format!("{what} {name}"),
                    reason,
                    effect: Approximation::LeftOut,
                })
            })
            .ok()
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
        let column = quote::name(&quote::comment(name.trim()));
        key_columns.push(match values(name, "group by") {
            Some(SqlValues::One(text)) => Some(groups.key(text, &column)),
            Some(SqlValues::List(list)) => {
                let key = format!("key{}", place + 1);
                groups.joins.push(each_value(dialect, &list, &key));
                Some(groups.key(key, &column))
            }
            None => None,
        });
    }
    let distinct =
        grouping.distinct.as_deref().and_then(|name| Some((name, values(name, "distinct values of")?)));
    let number = grouping.number.as_deref().and_then(|name| Some((name, values(name, "sum of")?)));
    let time = time(dialect);
    if dialect == Dialect::DuckDb {
        uses.push(DerivedField::Time);
    }
    if let Some(step) = grouping.time_step {
        groups.key(format!("date_trunc('{}', {time})", step_name(step)), "\"time\"");
    }
    groups.measure("count(*)", "events");
    // Percentages are of events; one event can be in several groups.
    let all = match groups.joins.as_slice() {
        [] => "sum(count(*)) OVER ()".to_owned(),
        _ => format!("(SELECT count(*) FROM matching{})", only_first(dialect)),
    };
    groups.measure(&format!("round(100.0 * count(*) / {all}, 2)"), "percent");
    groups.measure(&format!("min({time})"), "first_seen");
    groups.measure(&format!("max({time})"), "last_seen");
    if let Some((_, values)) = distinct {
        groups.measure(&count_distinct(dialect, &values), "distinct_values");
    }
    let has_numbers = number.is_some();
    if let Some((_, values)) = number {
        for (function, name) in [("sum", "total"), ("min", "minimum"), ("max", "maximum")] {
            groups.measure(&of_numbers(dialect, &values, function), name);
        }
    }
    let by = match grouping.sort {
        GroupSort::Key(place) => key_columns.get(usize::from(place)).cloned().flatten(),
        GroupSort::Time => grouping.time_step.map(|_| "\"time\"".to_owned()),
        GroupSort::First => Some("first_seen".to_owned()),
        GroupSort::Last => Some("last_seen".to_owned()),
        GroupSort::Distinct => grouping.distinct.as_ref().map(|_| "distinct_values".to_owned()),
        GroupSort::Sum if has_numbers => Some("total".to_owned()),
        GroupSort::Minimum if has_numbers => Some("minimum".to_owned()),
        GroupSort::Maximum if has_numbers => Some("maximum".to_owned()),
        _ => None,
    };
    let direction = if grouping.ascending { "ASC" } else { "DESC" };
    groups.order = format!("{} {direction} NULLS LAST", by.as_deref().unwrap_or("events"));
    groups
}

impl GroupSelect {
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
