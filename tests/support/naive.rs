//! A slow evaluation of the filter language over parsed JSON, directly by its definition, as a
//! reference for the real evaluation.

use serde_json::Value;
use trailglass::model::Field;
use trailglass::query::{Fact, Path, Predicate, RESOURCE_KEYS, Term, Tree, resource_names, resources_in};

/// Returns whether an event matches.
///
/// `columns` returns the value of a catalogue field as the store has it; absent and empty values
/// are equal. `millis` is the time of the event, if it has one.
pub fn matches(
    tree: &Tree,
    record: &Value,
    columns: &dyn Fn(Field) -> Option<String>,
    millis: Option<i64>,
) -> bool {
    let inner = |tree| matches(tree, record, columns, millis);
    match tree {
        Tree::All => true,
        Tree::And(parts) => parts.iter().all(inner),
        Tree::Or(parts) => parts.iter().any(inner),
        Tree::Not(part) => !inner(part),
        Tree::Term(Term::Text(text)) => any_text(record, &|found| text.matches(found)),
        Tree::Term(Term::Field { path, test }) => match path {
            Path::Column(Field::EventTime) => millis.is_some_and(|millis| test.matches_time(millis)),
            Path::Column(field) => columns(*field).is_some_and(|value| test.matches(&value)),
            Path::Resource => {
                let written = RESOURCE_KEYS.iter().any(|key| {
                    members(record, key).any(|value| {
                        any_scalar(value, &|scalar| match scalar {
                            Value::String(text) => resource_names(text).any(|name| test.matches(name)),
                            _ => false,
                        })
                    })
                });
                written || test.exact_text().is_some() && names_exactly(record, test)
            }
            Path::Fact(Fact::OpenPolicy) => {
                let is_open = members(record, "requestParameters").any(is_open);
                test.matches(if is_open { "true" } else { "false" })
            }
            Path::Fact(Fact::CrossAccount) => {
                let identity = |key: &str| {
                    members(record, "userIdentity").find_map(|identity| identity.get(key)?.as_str())
                };
                let caller = identity("accountId").filter(|caller| !caller.is_empty());
                let differs = |called: &Value| {
                    caller.is_some_and(|caller| {
                        called.as_str().is_some_and(|called| !called.is_empty() && called != caller)
                    })
                };
                let resources = record["resources"].as_array().into_iter().flatten();
                let crosses = identity("type") == Some("AWSAccount")
                    || differs(&record["recipientAccountId"])
                    || resources.into_iter().any(|resource| differs(&resource["accountId"]));
                test.matches(if crosses { "true" } else { "false" })
            }
            Path::Record(keys) => at_path(record, keys, test),
        },
    }
}

/// Returns whether a statement below a value allows something to everyone.
fn is_open(value: &Value) -> bool {
    match value {
        Value::Array(elements) => elements.iter().any(is_open),
        Value::Object(inner) => {
            let everybody = |principal: &Value| match principal {
                Value::Array(elements) => elements.contains(&Value::from("*")),
                other => other == "*",
            };
            let principals = members(value, "Principal")
                .chain(members(value, "Principal").flat_map(|kinds| members(kinds, "AWS")));
            members(value, "Effect").any(|effect| effect == "Allow") && principals.into_iter().any(everybody)
                || inner.values().any(is_open)
        }
        Value::String(text) => {
            serde_json::from_str::<Value>(text).is_ok_and(|inner| inner.is_object() && is_open(&inner))
        }
        _ => false,
    }
}

/// Returns whether the record names a resource of which some name passes.
fn names_exactly(record: &Value, test: &Predicate) -> bool {
    let mut found = false;
    resources_in(&record.to_string(), &mut |mention| {
        found = found || resource_names(&mention.identity).any(|name| test.matches(name));
    });
    found
}

fn at_path(value: &Value, keys: &[String], test: &Predicate) -> bool {
    match (value, keys.split_first()) {
        (Value::Array(elements), _) => elements.iter().any(|element| at_path(element, keys, test)),
        (Value::Object(_), None) if *test == Predicate::Present => true,
        (_, None) => any_scalar(value, &|scalar| scalar_text(scalar).is_some_and(|text| test.matches(&text))),
        (_, Some((key, below))) => members(value, key).any(|member| at_path(member, below, test)),
    }
}

/// Returns the members of an object with this key, ignoring ASCII case.
fn members<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    let members = value.as_object().into_iter().flatten();
    members.filter(move |(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, member)| member)
}

fn any_scalar(value: &Value, passes: &dyn Fn(&Value) -> bool) -> bool {
    match value {
        Value::Array(elements) => elements.iter().any(|element| any_scalar(element, passes)),
        Value::Object(members) => members.values().any(|member| any_scalar(member, passes)),
        scalar => passes(scalar),
    }
}

/// Returns a scalar as its JSON text, a string without its quotes; null is absent.
fn scalar_text(scalar: &Value) -> Option<String> {
    match scalar {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    }
}

fn any_text(value: &Value, passes: &dyn Fn(&str) -> bool) -> bool {
    match value {
        Value::Array(elements) => elements.iter().any(|element| any_text(element, passes)),
        Value::Object(members) => members.iter().any(|(key, member)| passes(key) || any_text(member, passes)),
        scalar => scalar_text(scalar).is_some_and(|text| passes(&text)),
    }
}
