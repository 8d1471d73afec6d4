//! Substring search that ignores ASCII case.

/// A text prepared for searching in many others.
///
/// ASCII letters match in either case; every other character matches only itself. This is the rule
/// for the whole filter language: it needs no character table and no copy of the searched text, and
/// it is the same for a dictionary value, a scalar of a record and the raw bytes of a file.
#[derive(Clone, Debug)]
pub struct Needle {
    lower: Box<[u8]>,
    /// Position of the byte that is expected to be rarest in logs: searching for it alone skips
    /// most of the text at memory speed.
    rare: usize,
}

impl Needle {
    /// Prepares `text`.
    pub fn new(text: &str) -> Needle {
        let lower = text.to_ascii_lowercase().into_bytes().into_boxed_slice();
        let rare = (0..lower.len()).min_by_key(|&at| commonness(lower[at])).unwrap_or(0);
        Needle { lower, rare }
    }

    /// Returns the text, with ASCII letters in lower case.
    pub fn lower(&self) -> &[u8] {
        &self.lower
    }

    /// Returns the first position of the text in `haystack`; 0 for an empty text.
    pub fn find(&self, haystack: &[u8]) -> Option<usize> {
        let length = self.lower.len();
        let Some(&rare) = self.lower.get(self.rare) else { return Some(0) };
        let last_start = haystack.len().checked_sub(length)?;
        let window = &haystack[self.rare..=last_start + self.rare];
        let upper = rare.to_ascii_uppercase();
        let mut from = 0;
        loop {
            let rest = &window[from..];
            let offset =
                if rare == upper { memchr::memchr(rare, rest)? } else { memchr::memchr2(rare, upper, rest)? };
            let start = from + offset;
            if haystack[start..start + length].eq_ignore_ascii_case(&self.lower) {
                return Some(start);
            }
            from = start + 1;
        }
    }

    /// Whether the text occurs in `haystack`.
    pub fn is_in(&self, haystack: &[u8]) -> bool {
        self.find(haystack).is_some()
    }
}

/// Returns a rank of how common a byte is in CloudTrail records; 0 for the rarest.
fn commonness(byte: u8) -> usize {
    // Counted over the events of public sample files, rarest first.
    const COMMON: &[u8] = br#"'=><%\][;+)(_*jxkqz}{6y/5 h9gbw4f87v.p3l0um2,1-doci:nrstae""#;
    COMMON.iter().position(|&common| common == byte).map_or(0, |position| position + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_in_any_ascii_case() {
        let needle = Needle::new("Bucket-é");
        assert_eq!(needle.find("my bUCKET-é".as_bytes()), Some(3));
        assert_eq!(needle.find("my bucket-É".as_bytes()), None, "only ASCII letters have two cases");
        assert_eq!(Needle::new("").find(b"anything"), Some(0));
        assert_eq!(Needle::new("long").find(b"lon"), None);
    }

    proptest! {
        #[test]
        fn agrees_with_lowering_both(needle in "[abAB.\u{e9}]{0,4}", haystack in "[abAB.\u{e9}]{0,24}") {
            let expected = haystack.to_ascii_lowercase().find(&needle.to_ascii_lowercase());
            prop_assert_eq!(Needle::new(&needle).find(haystack.as_bytes()), expected);
        }
    }
}
