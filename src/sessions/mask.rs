//! Masked access keys and ids: placeholders that were put into a file in place of the real ones.
//! Different credentials get the same placeholder, so it identifies nothing.

/// Words that are used in place of an access key or an id.
const WORDS: [&str; 14] = [
    "masked",
    "redacted",
    "hidden",
    "removed",
    "anonym",
    "sanitiz",
    "sanitis",
    "obfuscat",
    "placeholder",
    "withheld",
    "censored",
    "scrubbed",
    "omitted",
    "replaced",
];

/// Complete texts that are not ids, in lower case.
const WHOLE: [&str; 9] =
    ["null", "none", "unknown", "n/a", "na", "-", "string", "accesskeyid", "access_key_id"];

/// Whether an id was masked, such as `AKIA****************`.
pub(super) fn is_masked(id: &str) -> bool {
    let lower = id.to_ascii_lowercase();
    let is_filler = |byte: &u8| matches!(byte, b'x' | b'.' | b'-' | b'_');
    let longest_filler = lower
        .as_bytes()
        .chunk_by(|one, other| one == other)
        .filter(|run| run.first().is_some_and(is_filler))
        .map(<[u8]>::len)
        .max()
        .unwrap_or_default();
    is_masked_name(id)
        || longest_filler >= 4
        || WHOLE.contains(&lower.as_str())
        || WORDS.iter().any(|word| lower.contains(word))
}

/// Whether a name was masked. A name may be any word, so this looks for characters that no name of
/// a role or session can contain.
pub(super) fn is_masked_name(name: &str) -> bool {
    name.chars().any(|letter| letter.is_control() || "*?#<>[]{}()…•·█■".contains(letter))
}

/// Whether an access key identifies nothing: it was masked, or it is a key from the documentation;
/// those end in `EXAMPLE` and are copied everywhere.
pub(super) fn is_masked_key(key: &str) -> bool {
    let upper = key.to_ascii_uppercase();
    let bare = ["_ID", "ID", "_KEY", "KEY"]
        .iter()
        .fold(upper.as_str(), |text, end| text.strip_suffix(end).unwrap_or(text));
    is_masked(key) || bare.ends_with("EXAMPLE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_differ_from_keys() {
        for masked in [
            "AKIA****************",
            "ASIA2***",
            "*",
            "masked",
            "ASIA-REDACTED",
            "<redacted>",
            "HIDDEN_DUE_TO_SECURITY_REASONS",
            "AKIAXXXXXXXXXXXXXXXX",
            "xxxxxxxxxxx",
            "AKIA............",
            "…",
            "AKIAIOSFODNN7EXAMPLE",
            "EXAMPLE_KEY_ID",
            "EXAMPLE",
            "AKIAEXAMPLEKEY",
            "null",
        ] {
            assert!(is_masked_key(masked), "{masked}");
        }
        for key in [
            "AKIA0000000000000000",
            "ASIAEXAMPLEKEY000001",
            "AKIAalice",
            "ASIAX",
            "ASIA52RQV4232GGDZ2HL",
            "ASIASSOISSUED0000001",
        ] {
            assert!(!is_masked_key(key), "{key}");
        }
        assert!(!is_masked("AIDAEXAMPLE"));
        assert!(is_masked("AROA****************"));
    }
}
