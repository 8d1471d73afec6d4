//! The differences between two records.

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::digest::ContentDigests;
use super::parse::{ValueForm, inside};

/// Maximum number of differences that are listed.
const MOST_LISTED: usize = 100;

/// Maximum length of a displayed value in bytes; longer ones are cut.
const LONGEST_VALUE: usize = 2_000;

/// Maximum depth; values below it are compared as a whole.
const DEEPEST: usize = 32;

/// A member that differs between two records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// Its path, such as `userIdentity.arn` or `resources[0].ARN`; empty for the whole record.
    pub path: String,
    /// Its JSON in the first record; `None` if that does not have the member.
    pub one: Option<String>,
    /// Its JSON in the second record; `None` if that does not have the member.
    pub other: Option<String>,
}

/// The differences between two records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differences {
    /// The first differences, in the order of the first record.
    pub listed: Vec<Difference>,
    /// Number of all differences.
    pub total: u64,
}

impl Differences {
    /// Whether the records have the same content.
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    fn push(&mut self, path: &str, one: Option<&str>, other: Option<&str>) {
        self.total += 1;
        if self.listed.len() < MOST_LISTED {
            let cut = |text: &str| {
                let end = text.floor_char_boundary(LONGEST_VALUE);
                if end < text.len() { format!("{}…", &text[..end]) } else { text.to_owned() }
            };
            let (one, other) = (one.map(cut), other.map(cut));
            self.listed.push(Difference { path: path.to_owned(), one, other });
        }
    }
}

/// Returns the differences of the second record from the first. If one of them is not JSON, the
/// whole record is one difference.
pub fn differences(one: &str, other: &str) -> Differences {
    compare(&ContentDigests::of(one), other)
}

/// Returns the [`differences`] from a first record that was already parsed.
pub fn compare(one: &ContentDigests<'_>, other: &str) -> Differences {
    let other = ContentDigests::of(other);
    let mut found = Differences::default();
    if one.values.is_empty() || other.values.is_empty() {
        if one.text != other.text {
            found.push("", Some(one.text), Some(other.text));
        }
        return found;
    }
    // A stack: the last pair is compared next.
    let mut pairs = vec![Pair { one: Some(0), other: Some(0), path: String::new(), depth: 0 }];
    while let Some(pair) = pairs.pop() {
        let (Some(here), Some(there)) = (pair.one, pair.other) else {
            let text = |content: &ContentDigests<'_>, place: Option<usize>| {
                place
                    .and_then(|place| content.text.get(content.values[place].span.clone()).map(str::to_owned))
            };
            found.push(&pair.path, text(one, pair.one).as_deref(), text(&other, pair.other).as_deref());
            continue;
        };
        if one.is_same(here, &other, there) {
            continue;
        }
        let (form, other_form) = (one.values[here].form, other.values[there].form);
        if form == other_form && pair.depth < DEEPEST && matches!(form, ValueForm::Object | ValueForm::Array)
        {
            let mut within = inner_pairs(one, here, &other, there, &pair);
            within.reverse();
            pairs.extend(within);
        } else {
            let text = |content: &ContentDigests<'_>, place: usize| {
                content.text.get(content.values[place].span.clone()).unwrap_or_default().to_owned()
            };
            found.push(&pair.path, Some(&text(one, here)), Some(&text(&other, there)));
        }
    }
    found
}

struct Pair {
    one: Option<usize>,
    other: Option<usize>,
    path: String,
    depth: usize,
}

/// Pairs members with the same name, or elements with the same index; the second occurrence of a
/// name is paired with the second occurrence in the other record.
fn inner_pairs(
    one: &ContentDigests<'_>,
    here: usize,
    other: &ContentDigests<'_>,
    there: usize,
    of: &Pair,
) -> Vec<Pair> {
    let is_object = one.values[here].form == ValueForm::Object;
    let keyed = |content: &ContentDigests<'_>, place: usize| {
        let mut counts: HashMap<Vec<u8>, u32> = HashMap::new();
        let named = inside(&content.values, place).enumerate().map(|(index, at)| {
            if !is_object {
                return (Vec::new(), index as u32, at);
            }
            let name = content.values[at].name.to_vec();
            let count = counts.entry(name.clone()).or_default();
            *count += 1;
            (name, *count - 1, at)
        });
        named.collect::<Vec<_>>()
    };
    let (ours, theirs) = (keyed(one, here), keyed(other, there));
    let mut left: HashMap<(&[u8], u32), usize> =
        theirs.iter().map(|(name, count, at)| ((name.as_slice(), *count), *at)).collect();
    let path = |name: &[u8], count: u32| {
        if !is_object {
            return format!("{}[{count}]", of.path);
        }
        let name = String::from_utf8_lossy(name);
        let doubled = if count > 0 { format!(" ({})", count + 1) } else { String::new() };
        let dot = if of.path.is_empty() { "" } else { "." };
        format!("{}{dot}{name}{doubled}", of.path)
    };
    let pair = |name: &[u8], count: u32, one: Option<usize>, other: Option<usize>| Pair {
        one,
        other,
        path: path(name, count),
        depth: of.depth + 1,
    };
    let mut pairs = Vec::new();
    for (name, count, at) in &ours {
        let theirs = left.remove(&(name.as_slice(), *count));
        // The path is built only if it may be reported.
        if theirs.is_none_or(|theirs| !one.is_same(*at, other, theirs)) {
            pairs.push(pair(name, *count, Some(*at), theirs));
        }
    }
    for (name, count, at) in &theirs {
        if left.contains_key(&(name.as_slice(), *count)) {
            pairs.push(pair(name, *count, None, Some(*at)));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn listed(one: &str, other: &str) -> Vec<(String, Option<String>, Option<String>)> {
        let found = differences(one, other);
        assert_eq!(found.total, found.listed.len() as u64);
        found.listed.into_iter().map(|found| (found.path, found.one, found.other)).collect()
    }

    #[test]
    fn both_values_are_listed() {
        let one = r#"{"a":1,"b":{"c":[1,2,{"d":"x"}]},"e":"gone","f":1,"f":2}"#;
        let other = r#"{"f":1,"b":{"c":[1,3,{"d":"y"},4]},"a":1,"f":3,"g":null}"#;
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            listed(one, other),
            [
                ("b.c[1]".to_owned(), text("2"), text("3")),
                ("b.c[2].d".to_owned(), text("\"x\""), text("\"y\"")),
                ("b.c[3]".to_owned(), None, text("4")),
                ("e".to_owned(), text("\"gone\""), None),
                ("f (2)".to_owned(), text("2"), text("3")),
                ("g".to_owned(), None, text("null")),
            ]
        );
        assert_eq!(listed(one, one), []);
        assert_eq!(listed("x", "x"), []);
        assert_eq!(listed("x", "{}"), [(String::new(), text("x"), text("{}"))]);
    }

    #[test]
    fn many_long_and_deep_differences_are_counted_all_the_same() {
        let many = |value: u32| {
            let members: Vec<String> = (0..1_000).map(|number| format!("\"m{number}\":{value}")).collect();
            format!("{{{}}}", members.join(","))
        };
        let found = differences(&many(1), &many(2));
        assert_eq!((found.total, found.listed.len()), (1_000, MOST_LISTED));
        let deep = |value: &str| format!("{}{value}{}", "[".repeat(50_000), "]".repeat(50_000));
        let found = differences(&deep("1"), &deep("2"));
        assert_eq!(found.total, 1);
        assert!(found.listed[0].one.as_ref().unwrap().len() < LONGEST_VALUE + 10);
    }

    proptest! {
        #[test]
        fn no_difference_is_the_same_content(one in "\\{(\"[ab]\":[12],){0,3}\"c\":[12]\\}",
            other in "\\{(\"[ab]\":[12],){0,3}\"c\":[12]\\}") {
            let is_same = ContentDigests::of(&one).digest() == ContentDigests::of(&other).digest();
            prop_assert_eq!(differences(&one, &other).is_empty(), is_same);
        }
    }
}
