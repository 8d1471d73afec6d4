//! Builds text. These are functions that must not be inlined wherever text grows, because the
//! sample ships with the page.

/// Appends texts one after another.
#[inline(never)]
pub(super) fn append(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}

/// Returns texts one after another.
#[inline(never)]
pub(super) fn joined(parts: &[&str]) -> String {
    let mut out = String::new();
    append(&mut out, parts);
    out
}

/// Appends ASCII bytes.
#[inline(never)]
pub(super) fn ascii(out: &mut String, bytes: &[u8]) {
    out.push_str(std::str::from_utf8(bytes).unwrap_or_default());
}

/// Appends text as the content of a JSON string.
#[inline(never)]
pub(super) fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            out.push('\\');
        }
        out.push(letter);
    }
}

/// Returns `text` with at most `limit` occurrences of `from` replaced with `to`.
#[inline(never)]
pub(super) fn replaced(text: &str, from: &str, to: &str, limit: usize) -> String {
    text.replacen(from, to, limit)
}
