//! Translates free text and `resource:` into SQL.

use super::columns::{COLUMNS, SqlColumn, SqlType, names};
use super::condition::{ConditionBounds, Sql};
use super::derived::DerivedField;
use super::{Dialect, expression, quote, value};
use crate::query::{FreeText, Pattern, Predicate, RESOURCE_KEYS, name_in};

/// Returns whether every JSON writer writes the text unescaped.
pub(super) fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b" -_.:/@+*,;()[]{}!?#$%^|~".contains(&byte))
}

/// Returns whether a plain text, if it occurs in a JSON text, certainly lies within a single key or
/// scalar.
fn is_inside(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(':')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/@+".contains(&byte))
        && !"null".contains(&text.to_ascii_lowercase())
}

/// Tests whether some key or scalar of the record contains the text.
pub(super) fn text(dialect: Dialect, text: &FreeText, uses: &mut Vec<DerivedField>) -> ConditionBounds {
    match dialect {
        Dialect::DuckDb => in_record(text),
        Dialect::Athena => {
            let FreeText::Contains(pattern) = text else { return ConditionBounds::unsaid(NO_EXPRESSION) };
            let stands_in_name = |known: &str| {
                let lower = known.to_ascii_lowercase();
                pattern
                    .needles()
                    .iter()
                    .all(|needle| lower.contains(&*String::from_utf8_lossy(needle.lower())))
            };
            let mut in_name = None;
            names(COLUMNS, &mut |name| in_name = in_name.or(stands_in_name(name).then_some(name)));
            if let Some(name) = in_name {
                return ConditionBounds::unsaid(format!(
                    "it is part of the name {name}, which records have in them"
                ));
            }
            uses.push(DerivedField::Everything);
            in_json(DerivedField::Everything.name(), pattern)
        }
        Dialect::Lake => match text {
            FreeText::Contains(pattern) => in_json("lower(eventJson)", pattern),
            FreeText::Expression(_) => ConditionBounds::unsaid(NO_EXPRESSION),
        },
    }
}

const NO_EXPRESSION: &str = "a regular expression over whole records would see the JSON around their texts";

/// Wraps an SQL expression into a condition on it.
type Passes = Box<dyn Fn(&str) -> String>;

/// Returns the test in DuckDB, which walks the record.
fn in_record(text: &FreeText) -> ConditionBounds {
    let (prefilter, passes): (Option<Sql>, Passes) = match text {
        FreeText::Contains(pattern) => {
            if !quote::can_be_said(&pattern.pieces().concat()) {
                return ConditionBounds::unsaid("a NUL character can stand in no statement");
            }
            // Searching the whole text first is much faster; it is possible if no character of the
            // needle can be escaped.
            let longest = pattern.pieces().iter().max_by_key(|piece| piece.len());
            let prefilter = longest.filter(|piece| is_plain(piece)).map(|piece| {
                let needle = quote::text(&piece.to_ascii_lowercase());
                Sql::Leaf(format!("contains(fold(CAST(record AS VARCHAR)), {needle})"))
            });
            let like = quote::like(pattern);
            (prefilter, Box::new(move |value| format!("fold({value}) {like}")))
        }
        FreeText::Expression(found) => match expression::translated(Dialect::DuckDb, found.source()) {
            Ok(source) => {
                let source = quote::text(&source);
                (None, Box::new(move |value| format!("regexp_matches(nullif({value}, ''), {source})")))
            }
            Err(reason) => return ConditionBounds::unsaid(format!("DuckDB has another flavour: {reason}")),
        },
    };
    // The key of an array element is its index.
    let walk = Sql::Leaf(format!(
        "EXISTS (SELECT 1 FROM json_tree(record) AS part WHERE (part.fullkey NOT LIKE '%]' AND {}) OR {})",
        passes("part.key"),
        passes("(part.atom ->> '$')")
    ));
    ConditionBounds::exact(Sql::and(prefilter.into_iter().chain([walk])))
}

/// Returns the test in Athena and Lake, which search texts that contain JSON.
fn in_json(json: &str, pattern: &Pattern) -> ConditionBounds {
    let needle: String = pattern.pieces().concat();
    if !is_plain(&needle) {
        return ConditionBounds::unsaid("JSON may write some of its letters in another way");
    }
    let found = Sql::Leaf(format!("{json} {}", quote::like(pattern)));
    let is_single = pattern.needles().len() == 1;
    if is_single && is_inside(&needle) {
        return ConditionBounds::exact(found);
    }
    ConditionBounds::between(Sql::False, found, "there, it may also stand across the texts of a record")
}

/// Returns an Athena expression of all texts of all columns, one per line, in lower case.
pub(super) fn everything() -> String {
    let mut parts = Vec::new();
    for column in COLUMNS {
        parts_of(&column.lower(), column, &mut parts);
    }
    format!("lower(concat_ws(chr(10), {}))", parts.join(",\n      "))
}

fn parts_of(expression: &str, column: &SqlColumn, parts: &mut Vec<String>) {
    match &column.kind {
        SqlType::Text | SqlType::Json => parts.push(expression.to_owned()),
        SqlType::Struct(members) => {
            for member in *members {
                parts_of(&format!("{expression}.{}", member.lower()), member, parts);
            }
        }
        SqlType::List(members) => {
            let each: Vec<String> = members.iter().map(|member| format!("r.{}", member.lower())).collect();
            parts.push(format!(
                "array_join(transform({expression}, r -> concat_ws(chr(10), {})), chr(10))",
                each.join(", ")
            ));
        }
        SqlType::Map => parts.push(format!(
            "array_join(map_keys({expression}), chr(10)), array_join(map_values({expression}), chr(10))"
        )),
    }
}

/// Returns an Athena or Lake expression of the texts that can name resources, in lower case.
pub(super) fn named(dialect: Dialect) -> String {
    match dialect {
        Dialect::Lake => {
            let part = |key: &str| format!("json_query(eventJson, 'lax $.{key}' WITH ARRAY WRAPPER)");
            format!("lower(concat_ws(chr(10), {}))", RESOURCE_KEYS.map(part).join(", "))
        }
        _ => "lower(concat_ws(chr(10), requestparameters, responseelements, additionaleventdata, serviceeventdetails, array_join(transform(resources, r -> concat_ws(chr(10), r.arn, r.accountid, r.type, r.arnprefix)), chr(10))))".to_owned(),
    }
}

/// Tests whether the record names a resource: any text below [`RESOURCE_KEYS`], whole or from an
/// ARN's last parts. A whole name is bounded only, because the rules of [`crate::event::resources`]
/// decide which names mean the same resource.
pub(super) fn resource(dialect: Dialect, test: &Predicate, uses: &mut Vec<DerivedField>) -> ConditionBounds {
    // Whatever the rules are, the name itself occurs in the record.
    let exact = test.exact_text();
    let name = exact.as_deref().map(|text| name_in(text).to_owned());
    let by_rules =
        "which names mean the same thing is known to Trailglass; here every name with these letters counts";
    match dialect {
        Dialect::DuckDb => {
            let any = |sql: &str| format!("len(list_filter(resource_names(record), lambda t: {sql})) > 0");
            let written = value::test(dialect, "t", test).wrapped(any);
            match name {
                None => written,
                Some(name) if name.len() > 2 && quote::can_be_said(&name) => {
                    let holds = quote::like(&Pattern::within(vec![name]));
                    let wide = Sql::Leaf(any(&format!("fold(t) {holds}")));
                    ConditionBounds::between(written.lower, wide, by_rules)
                }
                Some(_) => ConditionBounds::between(written.lower, Sql::True, by_rules),
            }
        }
        _ => {
            let longest = match (test, name) {
                (_, Some(name)) => Some(name),
                (Predicate::Text(pattern), None) => {
                    pattern.pieces().iter().max_by_key(|piece| piece.len()).cloned()
                }
                _ => None,
            };
            match longest.filter(|piece| piece.len() > 2 && is_plain(piece)) {
                None => ConditionBounds::unsaid(
                    "it is too short, or written in too many ways, to be found in a text of JSON",
                ),
                Some(piece) => {
                    uses.push(DerivedField::Named);
                    let holds = quote::like(&Pattern::within(vec![piece]));
                    ConditionBounds::between(
                        Sql::False,
                        Sql::Leaf(format!("{} {holds}", DerivedField::Named.name())),
                        by_rules,
                    )
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_inside_one_text_is_known() {
        for (text, inside) in [
            ("AKIAEXAMPLE", true),
            ("arn:aws:s3", true),
            (":1", false),
            ("null", false),
            ("ul", false),
            ("a b", false),
            ("a,b", false),
            ("", false),
        ] {
            assert_eq!(is_inside(text), inside, "{text}");
        }
        assert!(is_plain("a b") && !is_plain("a\"b") && !is_plain("é") && !is_plain("<x>"));
    }

    #[test]
    fn free_text_is_said_as_far_as_it_is_certain() {
        let contains = |text: &str| FreeText::Contains(Pattern::within(vec![text.to_owned()]));
        let mut uses = Vec::new();
        let lake = text(Dialect::Lake, &contains("ASIAX"), &mut uses);
        assert_eq!(lake, ConditionBounds::leaf("lower(eventJson) LIKE '%asiax%'"));
        assert!(text(Dialect::Athena, &contains("Name"), &mut uses).reason.is_some());
        assert!(uses.is_empty());
        assert!(text(Dialect::Athena, &contains("ASIAX"), &mut uses).reason.is_none());
        assert_eq!(uses, [DerivedField::Everything]);
        assert!(text(Dialect::Lake, &contains("a b"), &mut uses).reason.is_some());
    }
}
