//! Tests on a record's text: paths without a column, `resource:`, and free text. They walk the JSON
//! as written and build no tree.

use std::borrow::Cow;

use super::{
    FreeText, Needle, Path, Pattern, Predicate, RESOURCE_KEYS, Term, name_in, resource_names, resources_in,
};
use crate::base::json::{JsonToken, elements, members, plain_key, plain_text, scan, tokens};
use crate::store::cuts::may_be_cut;

/// Whether a record meets a condition.
pub(super) fn record_matches(term: &Term, record: &str) -> bool {
    match term {
        Term::Text(text) => any_key_or_scalar(record, &mut |part| text.matches(part)),
        Term::Field { path: Path::Record(keys), test } => value_matches(record, keys, test),
        Term::Field { path: Path::Resource, test } => {
            let mut found = false;
            members(record, |name, value| {
                if !found && RESOURCE_KEYS.iter().any(|key| name.eq_ignore_ascii_case(key)) {
                    found = any_text(value, &mut |text| resource_names(text).any(|name| test.matches(name)));
                }
            });
            // A role named by its name is the role of this ARN, too. A text with wildcards matches
            // names only as they are written.
            if !found && test.exact_text().is_some() {
                resources_in(record, &mut |mention| {
                    found = found || resource_names(&mention.identity).any(|name| test.matches(name));
                });
            }
            found
        }
        Term::Field { path: Path::Fact(fact), test } => {
            test.matches(if fact.holds(record) { "true" } else { "false" })
        }
        // Columns never reach this function: they are tested by their dictionaries.
        Term::Field { path: Path::Column(_), .. } => false,
    }
}

/// Whether a value at the path `keys` below `json` passes the test.
pub(super) fn value_matches(json: &str, keys: &[String], test: &Predicate) -> bool {
    match json.as_bytes().first() {
        Some(b'[') => {
            let mut found = false;
            elements(json, |element| found = found || value_matches(element, keys, test));
            found
        }
        Some(b'{') => match keys.split_first() {
            // A path that ends at an object stands for every scalar in it.
            None => matches!(test, Predicate::Present) || any_scalar(json, &mut |text| test.matches(text)),
            Some((key, rest)) => {
                let mut found = false;
                each_member_that_counts(json, key, |value| {
                    found = found || value_matches(value, rest, test);
                });
                found
            }
        },
        _ if !keys.is_empty() || json == "null" || json == "\"\"" => false,
        _ => test.matches(&plain_text(json)),
    }
}

/// Passes every value at the path `keys` below `json` to `tell`, once for each occurrence: the
/// values by which `value_matches` decides. An object or an array at the end of the path stands
/// for every scalar in it; `null` and an empty text are not values.
pub fn values_at(json: &str, keys: &[String], tell: &mut dyn FnMut(&str)) {
    match (json.as_bytes().first(), keys.split_first()) {
        (Some(b'['), _) => elements(json, |element| values_at(element, keys, tell)),
        (Some(b'{'), Some((key, rest))) => {
            each_member_that_counts(json, key, |value| values_at(value, rest, tell));
        }
        (Some(b'{'), None) => {
            any_scalar(json, &mut |text| {
                tell(text);
                false
            });
        }
        (_, Some(_)) => {}
        (_, None) if json == "null" || json == "\"\"" => {}
        (_, None) => tell(&plain_text(json)),
    }
}

/// Passes the values of the members with this name, in any case, to `tell`. Of several members with
/// exactly the same name, only the last counts, as in every JSON reader.
fn each_member_that_counts<'j>(json: &'j str, key: &str, mut tell: impl FnMut(&'j str)) {
    let mut found: Vec<(Cow<'j, [u8]>, &'j str)> = Vec::new();
    // The text was scanned when it was read, so there is no error to report.
    let _ = scan::object(json.as_bytes(), 0, |written, span| {
        let name = plain_key(written);
        if !name.eq_ignore_ascii_case(key.as_bytes()) {
            return;
        }
        let value = json.get(span).unwrap_or_default();
        match found.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = value,
            None => found.push((name, value)),
        }
    });
    for (_, value) in found {
        tell(value);
    }
}

/// Whether some scalar at or below a value passes; `null` and empty texts do not count.
fn any_scalar(json: &str, passes: &mut dyn FnMut(&str) -> bool) -> bool {
    parts(json).any(|(token, part)| token != JsonToken::Key && passes(&part))
}

/// Whether some string at or below a value passes; numbers and booleans do not count.
fn any_text(json: &str, passes: &mut dyn FnMut(&str) -> bool) -> bool {
    parts(json).any(|(token, part)| token == JsonToken::Text && passes(&part))
}

/// Whether some key or scalar at or below a value passes.
pub(super) fn any_key_or_scalar(json: &str, passes: &mut dyn FnMut(&str) -> bool) -> bool {
    parts(json).any(|(_, part)| passes(&part))
}

/// Returns the keys and scalars at or below a value, without `null` and empty texts.
fn parts(json: &str) -> impl Iterator<Item = (JsonToken, Cow<'_, str>)> {
    tokens(json).filter_map(|(token, span)| match (token, json.get(span)?) {
        (JsonToken::Object | JsonToken::Array | JsonToken::End, _)
        | (JsonToken::Text, "\"\"")
        | (JsonToken::Word, "null") => None,
        (token, part) => Some((token, plain_text(part))),
    })
}

/// Whether an occurrence of a free text in the raw text of a record without backslashes is inside a
/// single key or scalar; `None` if only walking the record can tell.
pub(super) fn hit_is_inside(needle: &[u8], record: &[u8], at: usize) -> Option<bool> {
    if needle.iter().any(|byte| matches!(byte, b'"' | b'\\'))
        || b"null".windows(needle.len().clamp(1, 4)).any(|part| part == needle)
    {
        return None;
    }
    let is_structural =
        |byte: &u8| matches!(byte, b'{' | b'}' | b'[' | b']' | b',' | b':' | b' ' | b'\n' | b'\r' | b'\t');
    if !needle.iter().any(is_structural) {
        return Some(true);
    }
    // An odd number of quotes before it: it is inside a string.
    let inside = memchr::memchr_iter(b'"', &record[..at]).count() % 2 == 1;
    // Outside, the next occurrence may still be inside.
    if inside { Some(true) } else { None }
}

/// Returns texts of which one must occur in a record's raw text, ignoring case, for a condition to
/// be met, if the record has no escapes; empty if none are known.
pub(super) fn required(term: &Term) -> Vec<Needle> {
    // The longest of several pieces is the best to search for.
    let longest =
        |pattern: &Pattern| pattern.needles().iter().max_by_key(|needle| needle.lower().len()).cloned();
    match term {
        Term::Text(FreeText::Contains(pattern)) => longest(pattern).into_iter().collect(),
        Term::Text(FreeText::Expression(expression)) => expression.needles().to_vec(),
        Term::Field { path, test } => {
            let value = match test {
                // The text may contain only the name of a resource, not its ARN.
                Predicate::Text(pattern) if *path == Path::Resource && pattern.as_exact().is_some() => {
                    pattern.as_exact().map(name_in).map(Needle::new).filter(|needle| needle.lower().len() > 2)
                }
                // Only the key of a cut member is in the text.
                Predicate::Text(pattern) if !matches!(path, Path::Fact(_)) && !leads_to_cut(path) => {
                    longest(pattern).filter(|needle| needle.lower().len() > 2)
                }
                _ => None,
            };
            let key = || match path {
                Path::Record(keys) => keys.last().map(|key| Needle::new(key)),
                // The plan reads texts only for facts that hold.
                Path::Fact(fact) => Some(fact.needle()),
                Path::Resource | Path::Column(_) => None,
            };
            value.or_else(key).into_iter().collect()
        }
    }
}

fn leads_to_cut(path: &Path) -> bool {
    let Path::Record(keys) = path else { return false };
    keys.first().is_some_and(|key| may_be_cut(key))
}

/// Whether a free text could occur in a GUID: ids are not stored as text, so such a text is
/// searched for in the ids.
pub(super) fn may_be_in_guid(text: &FreeText) -> bool {
    match text {
        FreeText::Contains(pattern) => pattern.needles().iter().all(|needle| {
            needle.lower().len() <= 36
                && needle.lower().iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'-'))
        }),
        FreeText::Expression(_) => true,
    }
}
