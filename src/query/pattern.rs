//! Text with wildcards, compared ignoring ASCII case.

use super::needle::Needle;

/// A text in which `*` stands for any sequence of characters, including none.
///
/// It is matched against dictionaries of a hundred thousand values, so [`Pattern::new`] does all
/// work that can be done once, and matching allocates nothing.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The texts between the wildcards, as typed: one more than there are wildcards. Only the first
    /// and the last may be empty.
    pieces: Vec<String>,
    /// The inner pieces, prepared for searching.
    inner: Vec<Needle>,
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.pieces == other.pieces
    }
}

impl Eq for Pattern {}

impl Pattern {
    /// Creates a pattern of `pieces` with a wildcard between each two. Adjacent wildcards count as
    /// one.
    pub fn new(pieces: Vec<String>) -> Pattern {
        let last = pieces.len().saturating_sub(1);
        let mut pieces: Vec<String> = pieces
            .into_iter()
            .enumerate()
            .filter(|(at, piece)| *at == 0 || *at == last || !piece.is_empty())
            .map(|(_, piece)| piece)
            .collect();
        if pieces.is_empty() {
            pieces.push(String::new());
        }
        let inner = pieces.iter().take(pieces.len() - 1).skip(1).map(|piece| Needle::new(piece)).collect();
        Pattern { pieces, inner }
    }

    /// Creates a pattern without wildcards: equal to `text`, ignoring case.
    pub fn exact(text: impl Into<String>) -> Pattern {
        Pattern::new(vec![text.into()])
    }

    /// Creates a pattern that matches anywhere inside a value.
    pub fn within(mut pieces: Vec<String>) -> Pattern {
        pieces.insert(0, String::new());
        pieces.push(String::new());
        Pattern::new(pieces)
    }

    /// Returns the texts between the wildcards, as typed. A single piece means that there are no
    /// wildcards.
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    /// Returns the pieces that have a wildcard on both sides, prepared for searching: in free text
    /// these are all pieces. Every value that matches contains each of them.
    pub fn needles(&self) -> &[Needle] {
        &self.inner
    }

    /// Returns the text that a value must equal; `None` if there are wildcards.
    pub fn as_exact(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [text] => Some(text),
            _ => None,
        }
    }

    /// Whether the pattern matches every value.
    pub fn is_anything(&self) -> bool {
        matches!(self.pieces.as_slice(), [first, last] if first.is_empty() && last.is_empty())
    }

    /// Whether `value` as a whole matches the pattern.
    pub fn matches(&self, value: &str) -> bool {
        let value = value.as_bytes();
        let (head, tail) = match self.pieces.as_slice() {
            [text] => return value.eq_ignore_ascii_case(text.as_bytes()),
            [head, .., tail] => (head.as_bytes(), tail.as_bytes()),
            [] => return value.is_empty(),
        };
        let Some(inner_length) = value.len().checked_sub(head.len() + tail.len()) else { return false };
        let (start, rest) = value.split_at(head.len());
        let (mut rest, end) = rest.split_at(inner_length);
        if !start.eq_ignore_ascii_case(head) || !end.eq_ignore_ascii_case(tail) {
            return false;
        }
        for needle in &self.inner {
            // The first match of a piece leaves the most text for the next.
            let Some(at) = needle.find(rest) else { return false };
            rest = &rest[at + needle.lower().len()..];
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pattern(text: &str) -> Pattern {
        Pattern::new(text.split('*').map(str::to_owned).collect())
    }

    #[test]
    fn wildcards_stand_anywhere() {
        for (text, value, expected) in [
            ("DeleteBucket", "deletebucket", true),
            ("DeleteBucket", "DeleteBuckets", false),
            ("Delete*", "deleteBucket", true),
            ("Delete*", "Delete", true),
            ("Delete*", "Undelete", false),
            ("*Bucket", "DeleteBUCKET", true),
            ("*Bucket", "BucketPolicy", false),
            ("*ele*", "DeleteBucket", true),
            ("*ele*", "PutBucket", false),
            ("D*e*t", "DeleteBucket", true),
            ("D*t*t", "Dt", false),
            ("ab*ba", "aba", false),
            ("ab*ba", "abba", true),
            ("a**b", "ab", true),
            ("*", "", true),
            ("*", "x", true),
            ("é*", "éa", true),
            ("é*", "Éa", false),
        ] {
            assert_eq!(pattern(text).matches(value), expected, "{text} on {value}");
        }
    }

    #[test]
    fn within_looks_anywhere() {
        let within = Pattern::within(vec!["foo".into(), "bar".into()]);
        assert!(within.matches("a FOO and a Bar."));
        assert!(!within.matches("bar foo"));
        assert_eq!(within.needles().len(), 2);
        assert!(Pattern::within(vec![String::new()]).is_anything());
    }

    /// The slow algorithm, directly from the definition.
    fn slow(pattern: &[char], value: &[char]) -> bool {
        match pattern.split_first() {
            None => value.is_empty(),
            Some(('*', rest)) => (0..=value.len()).any(|skipped| slow(rest, &value[skipped..])),
            Some((letter, rest)) => value
                .split_first()
                .is_some_and(|(first, left)| first.eq_ignore_ascii_case(letter) && slow(rest, left)),
        }
    }

    proptest! {
        #[test]
        fn agrees_with_the_slow_way(text in "[abAB*\u{e9}]{0,7}", value in "[abAB\u{e9}]{0,9}") {
            let slowly = slow(&text.chars().collect::<Vec<_>>(), &value.chars().collect::<Vec<_>>());
            prop_assert_eq!(pattern(&text).matches(&value), slowly);
        }
    }
}
