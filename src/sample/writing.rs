//! Putting text together. Each of these is one function that is called, not
//! code that is copied to every place where text grows: the sample ships with
//! the page.

/// Appends texts one after the other.
#[inline(never)]
pub(super) fn append(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}

/// Texts one after the other.
#[inline(never)]
pub(super) fn joined(parts: &[&str]) -> String {
    let mut out = String::new();
    append(&mut out, parts);
    out
}

/// Appends bytes that are ASCII.
#[inline(never)]
pub(super) fn ascii(out: &mut String, bytes: &[u8]) {
    out.push_str(std::str::from_utf8(bytes).unwrap_or_default());
}

/// Appends text as the inside of a JSON string.
#[inline(never)]
pub(super) fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        if matches!(letter, '"' | '\\') {
            out.push('\\');
        }
        out.push(letter);
    }
}

/// Text with every occurrence of something put in another's place, at most
/// `limit` times.
#[inline(never)]
pub(super) fn replaced(text: &str, from: &str, to: &str, limit: usize) -> String {
    text.replacen(from, to, limit)
}
