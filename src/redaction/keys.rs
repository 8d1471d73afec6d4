//! Classifies JSON keys. Keys that an API defines stay; keys that users choose, such as tag keys
//! and environment variables, are treated as values.

use super::harmless::{self, Joined};
use super::places::{PlaceKind, Section};

/// Common tag keys, which do not identify anyone.
const COMMON_TAGS: &[&str] = &[
    "application",
    "costcenter",
    "created",
    "createdby",
    "department",
    "env",
    "environment",
    "name",
    "owner",
    "project",
    "stage",
    "team",
    "service",
    "component",
    "version",
    "managedby",
];

/// Returns the place of a key: [`PlaceKind::Free`] if it stays, except for names that are known
/// from elsewhere.
pub(super) fn place(section: Section, key: &str) -> PlaceKind {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let is_common_tag = || {
        let plain: String = key.chars().filter(|letter| letter.is_ascii_alphanumeric()).collect();
        COMMON_TAGS.contains(&&*plain.to_ascii_lowercase())
    };
    match section {
        Section::Tags if is_common_tag() => PlaceKind::Free,
        Section::Inside if key.chars().all(is_plain) && is_member(key) => PlaceKind::Free,
        Section::Inside if is_header_or_condition(key) => PlaceKind::Free,
        _ => PlaceKind::Words,
    }
}

/// Returns whether a key is an S3 header or an AWS condition key made of known words:
/// `x-amz-server-side-encryption-context`, `aws:SourceIp`.
fn is_header_or_condition(key: &str) -> bool {
    let words = ["x-amz-", "X-Amz-", "aws:"].iter().find_map(|start| key.strip_prefix(start));
    words.is_some_and(|words| {
        words.split(['-', ':', '/']).all(|word| harmless::token(word, Joined::Strict).is_some())
    })
}

/// Returns whether letters and digits form the name of an API member: words of which at least one
/// of several is known.
fn is_member(key: &str) -> bool {
    let is_short = key.len() <= 64 && key.bytes().filter(u8::is_ascii_digit).count() <= 4;
    let begins_word =
        |at: &usize| key.as_bytes()[*at].is_ascii_uppercase() || key.as_bytes()[*at - 1] == b'_';
    let mut borders: Vec<usize> = (1..key.len()).filter(begins_word).collect();
    borders.push(key.len());
    let mut from = 0;
    let mut known = 0;
    for border in &borders {
        known += usize::from(harmless::token(key[from..*border].trim_matches('_'), Joined::Strict).is_some());
        from = *border;
    }
    is_short && (harmless::token(key, Joined::Lenient).is_some() || borders.len() >= 2 && known >= 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_apis_stay() {
        for key in [
            "instancesSet",
            "publicIp",
            "kmsKeyId",
            "userName",
            "Statement",
            "NotAction",
            "x509Id",
            "x-amz-server-side-encryption-context",
        ] {
            assert_eq!(place(Section::Inside, key), PlaceKind::Free, "{key}");
        }
        for key in
            ["kowalski", "zeppelin-corp", "about alice", "111122223333", "alice@example.org", "Zeppelin"]
        {
            assert_eq!(place(Section::Inside, key), PlaceKind::Words, "{key}");
            assert_eq!(place(Section::Tags, key), PlaceKind::Words, "{key}");
        }
        assert_eq!(place(Section::Tags, "Cost-Center"), PlaceKind::Free);
    }
}
