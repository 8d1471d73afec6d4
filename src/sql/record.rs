//! Paths into the record in SQL: the equivalent of `record_test`, over columns, structs and JSON.

use super::columns::{COLUMNS, SqlColumn, SqlType, named};
use super::condition::{ConditionBounds, Sql};
use super::{Dialect, quote, value};
use crate::query::{Operand, Predicate, spelled};

/// Tests whether some value at a path passes a test.
pub(super) fn test(dialect: Dialect, keys: &[String], test: &Predicate) -> ConditionBounds {
    let keys = spelled(keys);
    let Some((first, rest)) = keys.split_first() else { return ConditionBounds::exact(Sql::False) };
    match dialect {
        Dialect::DuckDb => match nodes(&keys) {
            Some(nodes) => in_nodes(&nodes, test),
            None => ConditionBounds::unsaid(ODD_KEY),
        },
        Dialect::Athena => match named(COLUMNS, first) {
            Some(column) => member(&column.lower(), &column.kind, rest, test),
            None => ConditionBounds::unsaid(NO_COLUMN),
        },
        Dialect::Lake => json_path("eventJson", &keys, test),
    }
}

const ODD_KEY: &str = "a key of the path has letters that no statement can name";

/// Returns an expression of the list of texts at a path of an event, by which groups are formed. No
/// text is absent or empty, but one may occur twice.
///
/// # Errors
///
/// If there is no such expression; the error is the reason.
pub(super) fn texts(dialect: Dialect, keys: &[String]) -> Result<String, &'static str> {
    let keys = spelled(keys);
    let in_json = |json: &str, keys: &[String]| {
        let path = json_keys(keys).ok_or(ODD_KEY)?;
        let values = format!("transform({}, v -> json_extract_scalar(v, '$'))", json_values(json, &path));
        Ok(format!("filter({values}, t -> t <> '')"))
    };
    let mut at = match dialect {
        Dialect::DuckDb => return Ok(format!("texts({})", nodes(&keys).ok_or(ODD_KEY)?)),
        Dialect::Lake => return in_json("eventJson", &keys),
        Dialect::Athena => COLUMNS,
    };
    let mut path = String::new();
    for (depth, key) in keys.iter().enumerate() {
        let column = named(at, key).ok_or(NO_COLUMN)?;
        path = if depth == 0 { column.lower() } else { format!("{path}.{}", column.lower()) };
        let rest = keys.get(depth + 1..).unwrap_or_default();
        match (&column.kind, rest) {
            (SqlType::Text, []) => return Ok(format!("filter(ARRAY[{path}], t -> t <> '')")),
            (SqlType::Json, [_, ..]) => return in_json(&path, rest),
            (SqlType::Struct(members), [_, ..]) => at = members,
            (SqlType::Map, [key]) => {
                return Ok(format!("filter(ARRAY[element_at({path}, {})], t -> t <> '')", quote::text(key)));
            }
            (SqlType::List(members), [key]) => {
                let member = named(members, key).ok_or(NO_COLUMN)?.lower();
                return Ok(format!("filter(transform({path}, r -> r.{member}), t -> t <> '')"));
            }
            (SqlType::Text | SqlType::Map | SqlType::List(_), [_, ..]) => return Err(NO_COLUMN),
            (_, []) => break,
        }
    }
    Err("the path ends at an object, which is no list of values there")
}

const NO_COLUMN: &str = "the table has no such column";

/// Returns a DuckDB expression of the list of values at a path, looking through arrays; `None` if a
/// statement cannot contain one of the keys.
fn nodes(keys: &[String]) -> Option<String> {
    let (first, rest) = keys.split_first()?;
    if keys.iter().any(|key| !quote::can_be_said(key)) {
        return None;
    }
    let is_known = named(COLUMNS, first).is_some();
    let start = match quote::path_key(first).filter(|_| is_known) {
        Some(key) => format!("[record -> '$.{key}']"),
        None => below("[record]", first),
    };
    Some(rest.iter().fold(start, |above, key| below(&above, key)))
}

fn below(above: &str, key: &str) -> String {
    format!("below({above}, {})", quote::text(&key.to_ascii_lowercase()))
}

fn in_nodes(nodes: &str, test: &Predicate) -> ConditionBounds {
    if *test == Predicate::Present {
        return ConditionBounds::leaf(format!("len(present({nodes})) > 0"));
    }
    let any = |sql: &str| format!("len(list_filter(texts({nodes}), lambda t: {sql})) > 0");
    with_numbers(value::test(Dialect::DuckDb, "t", test), "number(t)", test).wrapped(any)
}

/// Bounds an exact test of a number's text: the page compares the number as the record writes it,
/// but an engine may write the same number differently (`9.8E-5` as `0.000098`).
fn with_numbers(said: ConditionBounds, number: &str, test: &Predicate) -> ConditionBounds {
    let Predicate::Text(pattern) = test else { return said };
    let Some(text) = pattern.as_exact().filter(|text| text.contains(['.', 'e', 'E']) || text.len() > 15)
    else {
        return said;
    };
    match Operand::parse(text) {
        Operand::Number(limit, _) => ConditionBounds::between(
            Sql::False,
            Sql::or([said.upper, Sql::Leaf(format!("{number} = {}", value::number(limit)))]),
            "the same number may be written in another way there",
        ),
        _ => said,
    }
}

/// Tests a value at `rest` below an Athena expression of this kind.
fn member(expression: &str, kind: &SqlType, rest: &[String], test: &Predicate) -> ConditionBounds {
    match (kind, rest.split_first()) {
        (SqlType::Text, None) => value::test(Dialect::Athena, expression, test),
        (SqlType::Text, Some(_)) => ConditionBounds::exact(Sql::False),
        (SqlType::Json, None) if *test == Predicate::Present => {
            ConditionBounds::leaf(format!("{expression} <> ''"))
        }
        (SqlType::Json, None) => whole_json(expression, test),
        (SqlType::Json, Some(_)) => json_path(expression, rest, test),
        (SqlType::Struct(_), None) if *test == Predicate::Present => {
            ConditionBounds::leaf(format!("{expression} IS NOT NULL"))
        }
        (SqlType::Struct(members), None) => any_member(expression, members, test),
        (SqlType::Struct(members), Some((key, below))) => match named(members, key) {
            Some(column) => member(&format!("{expression}.{}", column.lower()), &column.kind, below, test),
            None => ConditionBounds::unsaid(NO_COLUMN),
        },
        (SqlType::List(_), None) if *test == Predicate::Present => {
            ConditionBounds::leaf(format!("cardinality({expression}) > 0"))
        }
        (SqlType::List(members), rest) => {
            let element = match rest {
                None => any_member("r", members, test),
                Some((key, below)) => match named(members, key) {
                    Some(column) => member(&format!("r.{}", column.lower()), &column.kind, below, test),
                    None => ConditionBounds::unsaid(NO_COLUMN),
                },
            };
            element.wrapped(|sql| format!("any_match({expression}, r -> {sql})"))
        }
        (SqlType::Map, None) => value::test(Dialect::Athena, "t", test)
            .wrapped(|sql| format!("any_match(map_values({expression}), t -> {sql})")),
        (SqlType::Map, Some((key, []))) => {
            value::test(Dialect::Athena, &format!("element_at({expression}, {})", quote::text(key)), test)
        }
        (SqlType::Map, Some(_)) => ConditionBounds::exact(Sql::False),
    }
}

fn any_member(expression: &str, members: &[SqlColumn], test: &Predicate) -> ConditionBounds {
    let each =
        |column: &SqlColumn| member(&format!("{expression}.{}", column.lower()), &column.kind, &[], test);
    ConditionBounds::or(members.iter().map(each).collect())
}

/// Tests every scalar of an object whose JSON text is a column. Only text can be searched for, in
/// keys and values alike.
fn whole_json(expression: &str, test: &Predicate) -> ConditionBounds {
    let reason = "a path that ends at an object means every text in it, and there it is one text";
    match test {
        Predicate::Text(pattern) if super::anywhere::is_plain(&pattern.pieces().concat()) => {
            let within = crate::query::Pattern::within(pattern.pieces().to_vec());
            ConditionBounds::between(
                Sql::False,
                Sql::Leaf(format!("lower({expression}) {}", quote::like(&within))),
                reason,
            )
        }
        _ => ConditionBounds::unsaid(reason),
    }
}

fn json_keys(keys: &[String]) -> Option<String> {
    let keys: Option<Vec<String>> = keys.iter().map(|key| quote::path_key(key)).collect();
    keys.map(|keys| keys.join("."))
}

fn json_values(json: &str, path: &str) -> String {
    let path = quote::text(&format!("lax $.{path}[*]"));
    format!("CAST(json_parse(json_query({json}, {path} WITH ARRAY WRAPPER)) AS array(json))")
}

/// Tests a value at a path in a JSON text, in Athena and Lake. Paths in SQL's lax mode look through
/// arrays, as the page's do.
fn json_path(json: &str, keys: &[String], test: &Predicate) -> ConditionBounds {
    let Some(path) = json_keys(keys) else { return ConditionBounds::unsaid(ODD_KEY) };
    let values = json_values(json, &path);
    let scalar = "json_extract_scalar(v, '$')";
    if *test == Predicate::Present {
        // An object has no scalar, but counts as present. An array in an array has none either, and
        // does not count.
        return ConditionBounds::leaf(format!(
            "any_match({values}, v -> {scalar} <> '' OR json_array_length(v) IS NULL AND json_format(v) LIKE '{{%')"
        ));
    }
    let said = value::test(Dialect::Athena, scalar, test);
    let number = format!("try_cast({scalar} AS double)");
    with_numbers(said, &number, test).wrapped(|sql| format!("any_match({values}, v -> {sql})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Path, Term, Tree, parse};

    fn said(dialect: Dialect, filter: &str) -> ConditionBounds {
        match parse(filter).tree {
            Tree::Term(Term::Field { path: Path::Record(keys), test: asked }) => test(dialect, &keys, &asked),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn paths_follow_columns_structs_and_json() {
        for (dialect, filter, sql) in [
            (
                Dialect::DuckDb,
                "requestParameters.bucketname:prod-*",
                "len(list_filter(texts(below([record -> '$.requestParameters'], 'bucketname')), lambda t: fold(t) LIKE 'prod-%')) > 0",
            ),
            (
                Dialect::Athena,
                "useridentity.onBehalfOf.userId:x",
                "lower(useridentity.onbehalfof.userid) = 'x'",
            ),
            (Dialect::Athena, "resources.ARN:*logs", "any_match(resources, r -> lower(r.arn) LIKE '%logs')"),
            (
                Dialect::Athena,
                "REQUESTPARAMETERS.BUCKETNAME:x",
                "any_match(CAST(json_parse(json_query(requestparameters, 'lax $.bucketName[*]' WITH ARRAY WRAPPER)) AS array(json)), v -> lower(json_extract_scalar(v, '$')) = 'x')",
            ),
            (Dialect::Athena, "eventID.x:1", "FALSE"),
            (Dialect::Athena, "requestParameters:*", "requestparameters <> ''"),
        ] {
            assert_eq!(said(dialect, filter).upper.inline(), sql, "{filter}");
        }
        assert!(said(Dialect::Athena, "userIdentity.newMember:x").reason.is_some());
        let wide = said(Dialect::Athena, "requestParameters:secret");
        assert_eq!(
            (wide.upper.inline().as_str(), wide.lower),
            ("lower(requestparameters) LIKE '%secret%'", Sql::False)
        );
        assert!(
            said(Dialect::Lake, "requestParameters.a.b:x")
                .upper
                .inline()
                .contains("'lax $.requestParameters.a.b[*]'")
        );
    }
}
