//! Everything secret in a text at a place: by place, by form, by name, in
//! every layer of the text.

use std::ops::Range;

use super::forms::{Dots, Finds, Found, find, kind_of_whole, worth_looking_for};
use super::kind::Kind;
use super::layers::{Layer, layers};
use super::names;
use super::places::Place;
use crate::in_order::InOrder;

/// What is known beyond the text.
pub(super) trait Known {
    /// Whether this is an account, or an address, by other evidence.
    fn is(&self, kind: Kind, text: &str) -> bool;
    /// Finds names that were learned elsewhere.
    fn names(&self, bytes: &[u8], finds: &mut Finds);
}

/// Something secret in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Secret {
    /// Where it stands in the text.
    pub range: Range<usize>,
    /// What it is.
    pub kind: Kind,
    /// It, without escapes.
    pub value: String,
    /// Whether it is a name that is to be looked for elsewhere.
    pub is_name: bool,
    /// Whether dashes stand for the dots of an address.
    pub is_dashed: bool,
}

/// Everything secret in a text, in order; no two overlap.
pub(super) fn seek(place: Place, text: &str, known: &dyn Known) -> Vec<Secret> {
    if let Some(found) = whole(place, text) {
        return found
            .into_iter()
            .map(|found| secret(text.as_bytes(), found, |range| range.clone()))
            .collect();
    }
    let dots = match place {
        Place::Kept if memchr::memchr(b'@', text.as_bytes()).is_none() && !text.contains("arn:") => {
            return Vec::new();
        }
        Place::Agent => Dots::Agent,
        Place::Version => Dots::Version,
        _ => Dots::Address,
    };
    let mut secrets: Vec<Secret> = Vec::new();
    // What stands in the outermost text is taken by what was seen furthest in.
    let mut taken: Vec<Range<usize>> = Vec::new();
    for layer in layers(text) {
        let mut finds = Finds::default();
        find(&layer.bytes, dots, &|kind, text| known.is(kind, text), &mut finds);
        known.names(&layer.bytes, &mut finds);
        take(&layer, finds, &mut secrets, &mut taken);
    }
    secrets.put_in_order_by_key(|secret| secret.range.start);
    secrets
}

fn take(layer: &Layer<'_>, finds: Finds, secrets: &mut Vec<Secret>, taken: &mut Vec<Range<usize>>) {
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

fn secret(bytes: &[u8], found: Found, outside: impl Fn(&Range<usize>) -> Range<usize>) -> Secret {
    let Found { range, kind, is_name, is_dashed } = found;
    let value = String::from_utf8_lossy(&bytes[range.clone()]);
    let value = if is_dashed { value.replace('-', ".") } else { value.into_owned() };
    Secret { range: outside(&range), kind, value, is_name, is_dashed }
}

/// What a text is that is a name as a whole, or is made of names; `None` where
/// its place does not say.
fn whole(place: Place, text: &str) -> Option<Vec<Found>> {
    match place {
        Place::Kept | Place::Agent | Place::Version | Place::Free => None,
        // An ARN, or an address of the web, says itself what it names.
        _ if text.contains("arn:") || text.contains("://") => None,
        Place::Name(kind) => Some(named(text, 0..text.len(), kind, true)),
        Place::NameHere(kind) => Some(named(text, 0..text.len(), kind, false)),
        Place::Key => Some(named(text, 0..text.len(), Kind::User, true)),
        Place::Principal => Some(principal(text)),
        Place::Object => {
            let start = text.len() - text.trim_start_matches('/').len();
            let bucket = start + text[start..].find('/').unwrap_or(text.len() - start);
            let mut found = named(text, start..bucket, Kind::Bucket, true);
            found.extend(named(text, bucket..text.len(), Kind::Object, false));
            Some(found)
        }
    }
}

/// A name that stands at `range`: its core is replaced.
fn named(text: &str, range: Range<usize>, kind: Kind, is_name: bool) -> Vec<Found> {
    let Some(core) = text.get(range.clone()).and_then(worth_looking_for) else { return Vec::new() };
    let start = core.as_ptr() as usize - text.as_ptr() as usize;
    let found = match kind_of_whole(core) {
        Some(form) if kind != Kind::Object => Found::new(start..start + core.len(), form, is_name),
        _ => Found::new(start..start + core.len(), kind, is_name),
    };
    vec![found]
}

/// `AROA...:session`, `111122223333:name`, `issuer:application:user`,
/// `qualifier:subject` (User Guide, "CloudTrail userIdentity element").
fn principal(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    for (number, part) in text.split(':').enumerate() {
        let range = from..from + part.len();
        from = range.end + 1;
        // The host of an identity provider.
        let is_host = number == 0 && part.contains('.') && !part.contains('@') && !names::is_public(part);
        if !is_host {
            found.extend(named(text, range, Kind::User, true));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nothing;

    impl Known for Nothing {
        fn is(&self, _: Kind, _: &str) -> bool {
            false
        }

        fn names(&self, _: &[u8], _: &mut Finds) {}
    }

    fn seen(place: Place, text: &str) -> Vec<(Kind, String, &str)> {
        let secrets = seek(place, text, &Nothing).into_iter();
        secrets.map(|secret| (secret.kind, secret.value, &text[secret.range])).collect()
    }

    #[test]
    fn places_say_what_stands_there() {
        let name = Place::Name(Kind::User);
        for (place, text, expected) in [
            (name, "alice", vec![(Kind::User, "alice")]),
            (name, "alice@example.org", vec![(Kind::Email, "alice@example.org")]),
            (name, "i-0a1b2c3d", vec![(Kind::Id, "i-0a1b2c3d")]),
            (name, "ec2.amazonaws.com", vec![]),
            (name, "HIDDEN_DUE_TO_SECURITY_REASONS", vec![]),
            (name, "/ops/", vec![(Kind::User, "ops")]),
            (
                name,
                "arn:aws:iam::111122223333:role/x",
                vec![(Kind::Account, "111122223333"), (Kind::User, "x")],
            ),
            (
                Place::Principal,
                "AROAEXAMPLEEXAMPLE123:bob",
                vec![(Kind::KeyId, "AROAEXAMPLEEXAMPLE123"), (Kind::User, "bob")],
            ),
            (Place::Principal, "accounts.google.com:app1:me", vec![(Kind::User, "app1"), (Kind::User, "me")]),
            (Place::Principal, "111122223333", vec![(Kind::Account, "111122223333")]),
            (Place::Object, "/acme/a/b.csv", vec![(Kind::Bucket, "acme"), (Kind::Object, "a/b.csv")]),
            (Place::Key, "ASIAIOSFODNN7EXAMPLE", vec![(Kind::KeyId, "ASIAIOSFODNN7EXAMPLE")]),
            (Place::Key, "", vec![]),
            (Place::Kept, "CreateUser", vec![]),
            (Place::Kept, "al@example.org", vec![(Kind::Email, "al@example.org")]),
        ] {
            let seen = seen(place, text);
            let short: Vec<(Kind, &str)> =
                seen.iter().map(|(kind, value, _)| (*kind, value.as_str())).collect();
            assert_eq!(short, expected, "{text}");
        }
    }

    #[test]
    fn escapes_are_seen_through_and_the_innermost_wins() {
        assert_eq!(
            seen(Place::Free, "to%3Dalice%40example.org%26x"),
            [(Kind::Email, "alice@example.org".to_owned(), "alice%40example.org")]
        );
        assert_eq!(
            seen(Place::Free, r#"{\"a\":\"arn:aws:s3:::acme\/x%20y\" 203.0.113.9"#),
            [
                (Kind::Bucket, "acme".to_owned(), "acme"),
                (Kind::Object, "x y".to_owned(), "x%20y"),
                (Kind::Address, "203.0.113.9".to_owned(), "203.0.113.9"),
            ]
        );
        assert_eq!(seen(Place::Free, "203%2E0%2e113.9").len(), 1);
    }
}
