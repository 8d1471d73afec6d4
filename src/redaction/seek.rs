//! Finds all secrets in a text: by place, by form and by name, in every layer of the text.

use std::ops::Range;

use super::forms::{self, Dots, Finds, SecretMatch, find, kind_of_whole, worth_looking_for};
use super::harmless::{Harmless, Joined};
use super::kind::SecretKind;
use super::layers::{DecodedLayer, layers};
use super::places::PlaceKind;
use super::{arn, harmless, tokens};
use crate::base::small_sort::SmallSort;

/// A callback for values that stay, with the reason.
pub(super) type Hears<'t> = &'t dyn Fn(Harmless, &str);

/// Names, accounts and addresses that are known from other sources than the text.
pub(super) trait KnownNames {
    /// Returns whether a text is known from other evidence to be an account or an address.
    fn is(&self, kind: SecretKind, text: &str) -> bool;
    /// Finds names that were learned elsewhere.
    fn names(&self, bytes: &[u8], finds: &mut Finds);
    /// Returns the callback for values that stay in a text in which everything else is replaced;
    /// `None` if they are not collected.
    fn harmless(&self) -> Option<Hears<'_>> {
        None
    }
}

/// A secret in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Secret {
    /// The position in the text.
    pub range: Range<usize>,
    /// The kind.
    pub kind: SecretKind,
    /// The value without escapes.
    pub value: String,
    /// Whether it is a name that must be searched for elsewhere.
    pub is_name: bool,
    /// Whether the dots of an address are written as dashes.
    pub is_dashed: bool,
}

/// Returns all secrets in a text, in order and without overlaps.
pub(super) fn seek(place: PlaceKind, text: &str, known: &dyn KnownNames) -> Vec<Secret> {
    if let Some(found) = whole(place, text) {
        return found
            .into_iter()
            .map(|found| secret(text.as_bytes(), found, |range| range.clone()))
            .collect();
    }
    let (dots, words) = match place {
        PlaceKind::Constant(constant) if constant.fits(text) => return Vec::new(),
        // A value that is not AWS's is replaced completely.
        PlaceKind::Constant(_) => {
            let kind = kind_of_whole(text).unwrap_or(SecretKind::Value);
            return vec![Secret { kind, is_name: true, ..opaque(text) }];
        }
        PlaceKind::Quantity if is_quantity(text) => return Vec::new(),
        PlaceKind::Free => (Dots::Address, None),
        PlaceKind::Agent => (Dots::Agent, Some(Joined::Lenient)),
        PlaceKind::Version => (Dots::Version, Some(Joined::Lenient)),
        _ => (Dots::Address, Some(Joined::Strict)),
    };
    let (layers, is_cut) = layers(text);
    if is_cut && words.is_some() {
        // Anything below the last layer would go unnoticed.
        return vec![opaque(text)];
    }
    let mut secrets: Vec<Secret> = Vec::new();
    // Ranges of the outermost text; the innermost layer takes precedence.
    let mut taken: Vec<Range<usize>> = Vec::new();
    for (depth, layer) in layers.into_iter().enumerate() {
        let mut finds = Finds { tells_harmless: known.harmless().is_some(), ..Finds::default() };
        arn::find(&layer.bytes, &mut finds);
        find(&layer.bytes, dots, &|kind, text| known.is(kind, text), &mut finds);
        known.names(&layer.bytes, &mut finds);
        if let Some(joined) = words.filter(|_| depth == 0) {
            tokens::find(&layer.bytes, joined, &mut finds);
        }
        if let Some(tell) = known.harmless() {
            for (range, why) in std::mem::take(&mut finds.harmless) {
                tell(why, &String::from_utf8_lossy(&layer.bytes[range]));
            }
        }
        take(&layer, finds, &mut secrets, &mut taken);
    }
    secrets.sort_small_by_key(|secret| secret.range.start);
    secrets
}

/// Returns a secret that covers the whole text.
pub(super) fn opaque(text: &str) -> Secret {
    Secret {
        range: 0..text.len(),
        kind: SecretKind::Value,
        value: text.to_owned(),
        is_name: false,
        is_dashed: false,
    }
}

/// Returns whether a text is a quantity or a time, and not the number of an account or a telephone.
fn is_quantity(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && !text.ends_with('.')
        && text.split('.').count() <= 2;
    is_number && digits <= 10 || harmless::time(text.as_bytes()) == Some(text.len())
}

fn take(layer: &DecodedLayer<'_>, finds: Finds, secrets: &mut Vec<Secret>, taken: &mut Vec<Range<usize>>) {
    let before = taken.len();
    for found in finds.found {
        let secret = secret(&layer.bytes, found, |range| layer.outside(range));
        let Range { start, end } = secret.range;
        if start < end && !taken[..before].iter().any(|other| start < other.end && other.start < end) {
            taken.push(start..end);
            secrets.push(secret);
        }
    }
    taken.extend(finds.claimed.iter().map(|claimed| layer.outside(claimed)));
}

fn secret(bytes: &[u8], found: SecretMatch, outside: impl Fn(&Range<usize>) -> Range<usize>) -> Secret {
    let SecretMatch { range, kind, is_name, is_dashed } = found;
    let value = String::from_utf8_lossy(&bytes[range.clone()]);
    let value = if is_dashed { value.replace('-', ".") } else { value.into_owned() };
    let value = match forms::dotted(&value).filter(|_| kind == SecretKind::Address) {
        // Without leading zeros.
        Some(address) => address.to_string(),
        None => value,
    };
    Secret { range: outside(&range), kind, value, is_name, is_dashed }
}

/// Returns the finds in a text that is a name as a whole, or consists of names; `None` if its place
/// does not determine that.
fn whole(place: PlaceKind, text: &str) -> Option<Vec<SecretMatch>> {
    match place {
        PlaceKind::Constant(_)
        | PlaceKind::Agent
        | PlaceKind::Version
        | PlaceKind::Quantity
        | PlaceKind::Words
        | PlaceKind::Free => None,
        // An ARN or a URL identifies its own contents.
        _ if text.contains("arn:") || text.contains("://") => None,
        PlaceKind::Dropped => Some(dropped(text)),
        PlaceKind::Name(kind) => Some(named(text, 0..text.len(), kind, true)),
        PlaceKind::NameHere(kind) => Some(named(text, 0..text.len(), kind, false)),
        PlaceKind::Key => Some(named(text, 0..text.len(), SecretKind::User, true)),
        PlaceKind::Principal => Some(principal(text)),
        PlaceKind::Object => {
            let start = text.len() - text.trim_start_matches('/').len();
            let bucket = start + text[start..].find('/').unwrap_or(text.len() - start);
            let mut found = named(text, start..bucket, SecretKind::Bucket, true);
            found.extend(named(text, bucket..text.len(), SecretKind::Object, false));
            Some(found)
        }
    }
}

/// Marks the core of the name at `range`.
fn named(text: &str, range: Range<usize>, kind: SecretKind, is_name: bool) -> Vec<SecretMatch> {
    let Some(core) = text.get(range.clone()).and_then(worth_looking_for) else { return Vec::new() };
    let start = core.as_ptr() as usize - text.as_ptr() as usize;
    let found = match kind_of_whole(core) {
        Some(form) if kind != SecretKind::Object => {
            SecretMatch::new(start..start + core.len(), form, is_name)
        }
        _ => SecretMatch::new(start..start + core.len(), kind, is_name),
    };
    vec![found]
}

/// Marks a whole credential, unless it says that AWS has hidden it.
fn dropped(text: &str) -> Vec<SecretMatch> {
    let is_there = worth_looking_for(text).is_some();
    is_there.then(|| SecretMatch::new(0..text.len(), SecretKind::Credential, false)).into_iter().collect()
}

/// Marks the parts of a principal: `AROA...:session`, `111122223333:name`,
/// `issuer:application:user`, `qualifier:subject` (User Guide, "CloudTrail userIdentity element").
fn principal(text: &str) -> Vec<SecretMatch> {
    let mut found = Vec::new();
    let mut from = 0;
    for part in text.split(':') {
        let range = from..from + part.len();
        from = range.end + 1;
        found.extend(named(text, range, SecretKind::User, true));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redaction::members::Constant;

    struct NoNames;

    impl KnownNames for NoNames {
        fn is(&self, _: SecretKind, _: &str) -> bool {
            false
        }

        fn names(&self, _: &[u8], _: &mut Finds) {}
    }

    fn seen(place: PlaceKind, text: &str) -> Vec<(SecretKind, String, &str)> {
        let secrets = seek(place, text, &NoNames).into_iter();
        secrets.map(|secret| (secret.kind, secret.value, &text[secret.range])).collect()
    }

    #[test]
    fn places_say_what_stands_there() {
        let name = PlaceKind::Name(SecretKind::User);
        for (place, text, expected) in [
            (name, "alice", vec![(SecretKind::User, "alice")]),
            (name, "alice@example.org", vec![(SecretKind::Email, "alice@example.org")]),
            (name, "i-0a1b2c3d", vec![(SecretKind::Id, "i-0a1b2c3d")]),
            (name, "ec2.amazonaws.com", vec![]),
            (name, "HIDDEN_DUE_TO_SECURITY_REASONS", vec![]),
            (name, "/ops/", vec![(SecretKind::User, "ops")]),
            (
                name,
                "arn:aws:iam::111122223333:role/x",
                vec![(SecretKind::Account, "111122223333"), (SecretKind::User, "x")],
            ),
            (
                PlaceKind::Principal,
                "AROAEXAMPLEEXAMPLE123:bob",
                vec![(SecretKind::KeyId, "AROAEXAMPLEEXAMPLE123"), (SecretKind::User, "bob")],
            ),
            (
                PlaceKind::Principal,
                "accounts.google.com:app1:me",
                vec![(SecretKind::User, "app1"), (SecretKind::User, "me")],
            ),
            (PlaceKind::Principal, "111122223333", vec![(SecretKind::Account, "111122223333")]),
            (
                PlaceKind::Object,
                "/acme/a/b.csv",
                vec![(SecretKind::Bucket, "acme"), (SecretKind::Object, "a/b.csv")],
            ),
            (PlaceKind::Key, "ASIAIOSFODNN7EXAMPLE", vec![(SecretKind::KeyId, "ASIAIOSFODNN7EXAMPLE")]),
            (PlaceKind::Key, "", vec![]),
            (PlaceKind::Constant(Constant::EventName), "CreateUser", vec![]),
            (
                PlaceKind::Constant(Constant::EventName),
                "al@example.org",
                vec![(SecretKind::Email, "al@example.org")],
            ),
            (PlaceKind::Words, "ENABLED by kowalski", vec![(SecretKind::Value, "kowalski")]),
            (
                PlaceKind::Words,
                "https://zeppelin.signin.aws.amazon.com/console",
                vec![(SecretKind::Value, "zeppelin")],
            ),
            (
                PlaceKind::Words,
                "ec2-198-051-100-077.eu-west-1.compute.amazonaws.com",
                vec![(SecretKind::Address, "198.51.100.77")],
            ),
            (PlaceKind::Words, "+4915112345678", vec![(SecretKind::Value, "+4915112345678")]),
            (PlaceKind::Words, "call +1 555 010 0199.", vec![(SecretKind::Value, "+1 555 010 0199")]),
            (PlaceKind::Words, "(555) 010-0199", vec![(SecretKind::Value, "(555) 010-0199")]),
            (PlaceKind::Words, "0a:1B:2c:3d:4e:5f", vec![(SecretKind::Id, "0a:1B:2c:3d:4e:5f")]),
            (PlaceKind::Quantity, "1073741824", vec![]),
        ] {
            let seen = seen(place, text);
            let short: Vec<(SecretKind, &str)> =
                seen.iter().map(|(kind, value, _)| (*kind, value.as_str())).collect();
            assert_eq!(short, expected, "{text}");
        }
    }

    #[test]
    fn escapes_are_seen_through_and_the_innermost_wins() {
        assert_eq!(
            seen(PlaceKind::Free, "to%3Dalice%40example.org%26x"),
            [(SecretKind::Email, "alice@example.org".to_owned(), "alice%40example.org")]
        );
        assert_eq!(
            seen(PlaceKind::Free, r#"{\"a\":\"arn:aws:s3:::acme\/x%20y\" 203.0.113.9"#),
            [
                (SecretKind::Bucket, "acme".to_owned(), "acme"),
                (SecretKind::Object, "x y".to_owned(), "x%20y"),
                (SecretKind::Address, "203.0.113.9".to_owned(), "203.0.113.9"),
            ]
        );
        assert_eq!(seen(PlaceKind::Free, "203%2E0%2e113.9").len(), 1);
    }
}
