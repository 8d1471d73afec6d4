//! How each derived field is defined in SQL.

use super::derived::DerivedField;
use super::fields::{is_insight, member};
use super::{Dialect, anywhere, people, quote, value};
use crate::event::families;

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
        DerivedField::Who => people::who(dialect),
        DerivedField::Family => family(dialect),
        DerivedField::Everything => anywhere::everything(),
        DerivedField::Named => anywhere::named(dialect),
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
