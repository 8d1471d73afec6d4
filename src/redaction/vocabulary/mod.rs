//! Words that identify no one: those of the APIs of AWS, and of English texts about them.
//!
//! `words.txt` contains the words that make up the names of operations, members and enumerated
//! values of several services in botocore 1.43 (each `CamelCase` and `UPPER_CASE` name is split),
//! the frequent words of its documentation, and those of common user agents. Words that are first
//! names, colours or names of environments (`prod`, `staging`) are left out, because they are often
//! part of names that a customer chose. `phrases.txt` contains enumerated values of several words
//! with dashes between them, and `services.txt` the names that precede `.amazonaws.com` and that
//! occur in ARNs.

use std::sync::LazyLock;

use hashbrown::HashSet;

type WordSet = LazyLock<HashSet<&'static str>>;

static WORDS: WordSet = LazyLock::new(|| include_str!("words.txt").lines().collect());
static PHRASES: WordSet = LazyLock::new(|| include_str!("phrases.txt").lines().collect());
static SERVICES: WordSet = LazyLock::new(|| include_str!("services.txt").lines().collect());

/// Maximum length in bytes of a word in the three lists.
const LONGEST_BYTES: usize = 40;

/// Returns whether a word, in any case, is a word of an API or of English.
pub(super) fn is_word(word: &str) -> bool {
    holds(&WORDS, word)
}

/// Returns whether words joined by dashes or underscores, in any case, are an enumerated value of
/// an API.
pub(super) fn is_phrase(text: &str) -> bool {
    holds(&PHRASES, text)
}

/// Returns whether a text in lower case is the name of a service: `s3`, `application-autoscaling`.
pub(super) fn is_service(text: &str) -> bool {
    SERVICES.contains(text)
}

fn holds(words: &HashSet<&'static str>, word: &str) -> bool {
    let mut buffer = [0; LONGEST_BYTES];
    let Some(lower) = buffer.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    std::str::from_utf8(lower).is_ok_and(|lower| words.contains(lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_small_letters_and_fit() {
        for list in [include_str!("words.txt"), include_str!("phrases.txt"), include_str!("services.txt")] {
            assert!(list.lines().is_sorted_by(|one, other| one < other));
            for word in list.lines() {
                assert!(word.len() <= LONGEST_BYTES && word == word.to_ascii_lowercase(), "{word}");
            }
        }
    }

    #[test]
    fn words_of_apis_are_known_and_names_are_not() {
        assert!(is_word("Describe") && is_word("ENABLED") && is_word("authorized"));
        assert!(is_phrase("bucket-owner-full-control") && is_service("s3") && is_service("delivery.logs"));
        for name in ["alice", "kowalski", "zeppelin", "prod", "staging", "admin", "acme", ""] {
            assert!(!is_word(name) && !is_service(name), "{name}");
        }
    }
}
