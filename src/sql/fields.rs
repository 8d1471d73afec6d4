//! The fields of the catalogue in SQL: where each dialect's table holds a record's own members, and
//! the fields that Trailglass derives by the rules of [`crate::event`] and [`crate::store`].

use super::condition::{ConditionBounds, Sql};
use super::derived::DerivedField;
use super::{Dialect, quote, value};
use crate::model::{Field, FieldSource};
use crate::query::Predicate;

/// Returns the member of the record at `path` as a text expression. The path must lead to a scalar
/// that every dialect's table has.
pub(super) fn member(dialect: Dialect, path: &str) -> String {
    match (dialect, path) {
        // An Insights event has the name and source of its call at a deeper level. Athena's tables
        // and Lake keep such events apart from calls.
        (Dialect::DuckDb, "eventName" | "eventSource") => {
            let flat = if path == "eventName" { "insightEventName" } else { "insightEventSource" };
            format!(
                "coalesce(nullif(record ->> '$.{path}', ''), record ->> '$.insightDetails.{path}', record ->> '$.{flat}')"
            )
        }
        (Dialect::DuckDb, _) => format!("(record ->> '$.{path}')"),
        (Dialect::Athena, _) => match path.split_once('.') {
            Some(("additionalEventData", key)) => {
                format!("json_extract_scalar(additionaleventdata, '$.{key}')")
            }
            _ => path.to_ascii_lowercase(),
        },
        // In Lake these are booleans, a timestamp and maps.
        (Dialect::Lake, "readOnly" | "managementEvent") => format!("CAST({path} AS varchar)"),
        (Dialect::Lake, "eventTime") => "date_format(eventTime, '%Y-%m-%dT%H:%i:%sZ')".to_owned(),
        (Dialect::Lake, "accountId") => "json_extract_scalar(eventJson, '$.accountId')".to_owned(),
        (Dialect::Lake, _) => match path.split_once('.') {
            Some((map @ ("additionalEventData" | "addendum"), key)) => format!("element_at({map}, '{key}')"),
            _ => path.to_owned(),
        },
    }
}

/// Returns the path of a field that is a plain member of the record.
fn own_path(field: Field) -> Option<&'static str> {
    let spec = field.spec();
    match spec.source {
        FieldSource::Member | FieldSource::Path => Some(spec.name),
        FieldSource::Derived => None,
    }
}

fn derived(field: Field) -> Option<DerivedField> {
    Some(match field {
        Field::Service => DerivedField::Service,
        Field::Account => DerivedField::Account,
        Field::Category => DerivedField::Category,
        Field::Who => DerivedField::Who,
        Field::UserAgentFamily => DerivedField::Family,
        Field::Outcome => DerivedField::Outcome,
        _ => return None,
    })
}

/// Returns the reason why no table has a field.
pub(super) fn why_not(field: Field) -> &'static str {
    match field {
        Field::Actor | Field::Session | Field::Chain => {
            "Trailglass knows it by following credentials from event to event, which no single statement does"
        }
        Field::Integrity => "it is the verdict of Trailglass on the files, which no table holds",
        Field::Copies | Field::SameId => {
            "Trailglass knows it by comparing the records of all files, and the statement counts each event once"
        }
        _ => "no table has it",
    }
}

/// Returns a field as a text expression.
///
/// # Errors
///
/// If there is no such expression; the error is the reason.
pub(super) fn text(
    dialect: Dialect,
    field: Field,
    uses: &mut Vec<DerivedField>,
) -> Result<String, &'static str> {
    if let Some(path) = own_path(field) {
        return Ok(member(dialect, path));
    }
    if field == Field::Key {
        return Ok(member(dialect, Field::AccessKeyId.spec().name));
    }
    let derived = derived(field).ok_or_else(|| why_not(field))?;
    uses.push(derived);
    Ok(derived.name().to_owned())
}

/// Tests a field of an event.
pub(super) fn test(
    dialect: Dialect,
    field: Field,
    test: &Predicate,
    uses: &mut Vec<DerivedField>,
) -> ConditionBounds {
    match field {
        Field::EventTime => return time(dialect, test, uses),
        Field::Key => return key(dialect, test),
        _ => {}
    }
    match text(dialect, field, uses) {
        Ok(text) => value::test(dialect, &text, test),
        Err(reason) => ConditionBounds::unsaid(reason),
    }
}

/// Tests the event's time; see [`Predicate::matches_time`].
fn time(dialect: Dialect, test: &Predicate, uses: &mut Vec<DerivedField>) -> ConditionBounds {
    if dialect == Dialect::DuckDb {
        uses.push(DerivedField::Time);
    }
    match (dialect, test.time_range()) {
        (Dialect::DuckDb, Some(range)) => {
            ConditionBounds::exact(value::within(DerivedField::Time.name(), range))
        }
        (Dialect::Athena, Some(range)) => ConditionBounds::exact(value::text_within("eventtime", range)),
        (Dialect::Lake, Some(range)) => ConditionBounds::exact(value::within("eventTime", range)),
        (Dialect::DuckDb, None) => {
            value::test(dialect, &format!("time_text({})", DerivedField::Time.name()), test)
        }
        (_, None) => value::test(dialect, &member(dialect, "eventTime"), test),
    }
}

/// Tests the event's access key and the keys that it issued. Whether an event issues a key is known
/// only after following sessions, but the place of a key in the response is fixed.
fn key(dialect: Dialect, test: &Predicate) -> ConditionBounds {
    let used = value::test(dialect, &member(dialect, Field::AccessKeyId.spec().name), test);
    let issued = match dialect {
        Dialect::DuckDb => {
            let inner = value::test(dialect, "t", test);
            let keys = "texts(deep_below(json_extract(record, '$.responseElements'), 'accesskeyid'))";
            inner.wrapped(|sql| format!("len(list_filter({keys}, lambda t: {sql})) > 0")).upper
        }
        _ => match test {
            Predicate::Text(pattern) if super::anywhere::is_plain(&pattern.pieces().concat()) => {
                let response = match dialect {
                    Dialect::Lake => "json_query(eventJson, 'lax $.responseElements')",
                    _ => "responseelements",
                };
                let within = crate::query::Pattern::within(pattern.pieces().to_vec());
                Sql::Leaf(format!("lower({response}) {}", quote::like(&within)))
            }
            _ => Sql::True,
        },
    };
    ConditionBounds::between(
        used.lower,
        Sql::or([used.upper, issued]),
        "which events issue a key is known by following sessions; here every response that holds it counts",
    )
}

/// Returns the condition that a record is an Insights event.
pub(super) fn is_insight(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::DuckDb => "(record ->> '$.insightDetails') IS NOT NULL",
        Dialect::Athena => "insightdetails IS NOT NULL",
        Dialect::Lake => "insightDetails IS NOT NULL",
    }
}
