//! The fields of the catalogue in SQL: where each dialect's table holds a record's own members, and
//! the fields that Trailglass derives by the rules of [`crate::event`] and [`crate::store`].

use super::condition::{ConditionBounds, Sql};
use super::{Dialect, quote, value};
use crate::event::families;
use crate::model::{Field, FieldSource};
use crate::query::Predicate;

/// A derived field: a column that the statement defines before it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DerivedField {
    /// The time of the event as a timestamp; DuckDB only.
    Time,
    /// The field [`Field::Service`].
    Service,
    /// The field [`Field::Account`].
    Account,
    /// The field [`Field::Category`].
    Category,
    /// The field [`Field::Outcome`].
    Outcome,
    /// The field [`Field::Who`].
    Who,
    /// The field [`Field::UserAgentFamily`].
    Family,
    /// All texts of all columns, in lower case; Athena only.
    Everything,
    /// The texts that name resources, in lower case; not in DuckDB.
    Named,
}

impl DerivedField {
    /// Returns the column's name.
    pub fn name(self) -> &'static str {
        match self {
            DerivedField::Time => "event_time",
            DerivedField::Service => "service",
            DerivedField::Account => "log_account",
            DerivedField::Category => "category",
            DerivedField::Outcome => "outcome",
            DerivedField::Who => "who",
            DerivedField::Family => "user_agent_family",
            DerivedField::Everything => "everything",
            DerivedField::Named => "named",
        }
    }
}

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

/// Returns the SQL expression that defines a derived column.
pub(super) fn definition(dialect: Dialect, derived: DerivedField) -> String {
    let member = |path| member(dialect, path);
    let filled = |path| format!("nullif({}, '')", member(path));
    match derived {
        DerivedField::Time => {
            format!("instant(coalesce({}, record ->> '$.timeWindow.windowStart'))", member("eventTime"))
        }
        DerivedField::Service => {
            let source = member("eventSource");
            let name = format!("regexp_replace({source}, '(?i)\\.amazonaws\\.com$', '')");
            format!(
                "CASE lower({source}) WHEN 'monitoring.amazonaws.com' THEN 'cloudwatch' WHEN 'monitoring' THEN 'cloudwatch' ELSE {name} END"
            )
        }
        DerivedField::Account => format!(
            "coalesce({}, nullif(coalesce({}, {}), ''))",
            filled("recipientAccountId"),
            member("userIdentity.accountId"),
            member("accountId")
        ),
        DerivedField::Category => format!(
            "coalesce({}, CASE WHEN {} THEN 'Insight' WHEN {} = 'false' THEN 'Data' ELSE 'Management' END)",
            member("eventCategory"),
            is_insight(dialect),
            member("managementEvent")
        ),
        DerivedField::Outcome => format!(
            "CASE WHEN {} OR coalesce({}, '') = 'Insight' THEN NULL WHEN {} IS NOT NULL OR {} IS NOT NULL OR (lower({}) = 'signin.amazonaws.com' AND {}) THEN 'failed' ELSE 'succeeded' END",
            is_insight(dialect),
            member("eventCategory"),
            filled("errorCode"),
            filled("errorMessage"),
            member("eventSource"),
            failed_sign_in(dialect)
        ),
        DerivedField::Who => super::people::who(dialect),
        DerivedField::Family => family(dialect),
        DerivedField::Everything => super::anywhere::everything(),
        DerivedField::Named => super::anywhere::named(dialect),
    }
}

/// Returns the condition that a record is an Insights event.
pub(super) fn is_insight(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::DuckDb => "(record ->> '$.insightDetails') IS NOT NULL",
        Dialect::Athena => "insightdetails IS NOT NULL",
        Dialect::Lake => "insightDetails IS NOT NULL",
    }
}

/// Returns the condition that a record is a failed sign-in. Such a record has no error code; its
/// response says `{"ConsoleLogin": "Failure"}`.
fn failed_sign_in(dialect: Dialect) -> String {
    match dialect {
        Dialect::DuckDb => {
            "len(list_filter(below([record -> 'responseElements'], fold(record ->> '$.eventName')), lambda v: (v ->> '$') = 'Failure')) > 0".to_owned()
        }
        Dialect::Athena => "responseelements LIKE '%\"' || eventname || '\":\"Failure\"%'".to_owned(),
        Dialect::Lake => "element_at(responseElements, eventName) = 'Failure'".to_owned(),
    }
}

/// Returns the expression of the program behind the user agent, by [`families`].
fn family(dialect: Dialect) -> String {
    let agent = member(dialect, "userAgent");
    let trimmed = match dialect {
        Dialect::DuckDb => format!("trim(trim({agent}), '[]')"),
        _ => format!("regexp_replace(trim({agent}), '^[\\[\\]]+|[\\[\\]]+$', '')"),
    };
    let lower = value::folded(dialect, &trimmed, "");
    let mut lines = vec!["CASE".to_owned(), format!("      WHEN {agent} IS NULL THEN NULL")];
    for (part, family) in families() {
        lines.push(format!(
            "      WHEN strpos({lower}, {}) > 0 THEN {}",
            quote::text(part),
            quote::text(family)
        ));
    }
    lines.push(format!(
        "      WHEN {lower} LIKE '%.amazonaws.com' AND strpos({trimmed}, ' ') = 0 THEN 'AWS service'"
    ));
    lines.push(format!(
        "      ELSE coalesce(nullif(regexp_extract({trimmed}, '^[^ /;,]+'), ''), {trimmed})\n    END"
    ));
    lines.join("\n")
}
