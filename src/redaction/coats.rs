//! Texts that are encoded as a whole: as a JSON string, by percent encoding, or in base64.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::general_purpose::GeneralPurpose;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// An encoding around a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coat {
    /// A JSON string with its quotes.
    Quoted,
    /// Percent encoding.
    Percent,
    /// Base64.
    Base64 {
        /// Whether `-` and `_` replace `+` and `/`.
        is_url_safe: bool,
        /// Whether `=` pads the last group.
        is_padded: bool,
    },
}

/// A text after its encodings were removed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Inner<'t> {
    /// The decoded text.
    pub text: Cow<'t, str>,
    /// The encodings, outermost first; empty for plain JSON.
    pub coats: Vec<Coat>,
    /// Whether the decoded text is a JSON object or array.
    pub is_json: bool,
}

impl Inner<'_> {
    /// Returns a text with the encodings of this one applied.
    pub fn wrapped(&self, text: String) -> String {
        self.coats.iter().rev().fold(text, |text, coat| coat.wrap(&text))
    }
}

/// The characters that RFC 3986 reserves, and that AWS encodes in policy documents.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~').remove(b'*');

/// Minimum length of a base64 text that is decoded; shorter ones are likely to be words.
const SHORTEST_BASE64: usize = 8;

impl Coat {
    /// Applies the encoding to a text.
    pub fn wrap(self, text: &str) -> String {
        match self {
            // Every text can be written as a JSON string.
            Coat::Quoted => serde_json::to_string(text).unwrap_or_default(),
            Coat::Percent => utf8_percent_encode(text, ENCODED).to_string(),
            Coat::Base64 { is_url_safe, is_padded } => base64_engine(is_url_safe, is_padded).encode(text),
        }
    }
}

/// Removes all encodings of a text; `None` if the text as a whole is not encoded.
///
/// # Errors
///
/// If there are more than `most` encodings.
pub(super) fn unwrap(text: &str, most: usize) -> Result<Option<Inner<'_>>, TooManyCoats> {
    let mut inner = Inner { text: Cow::Borrowed(text), coats: Vec::new(), is_json: false };
    loop {
        if is_json(&inner.text) {
            inner.is_json = true;
            return Ok(Some(inner));
        }
        let Some((coat, plain)) = taken_off(&inner.text) else { break };
        if inner.coats.len() >= most {
            return Err(TooManyCoats);
        }
        inner.coats.push(coat);
        inner.text = Cow::Owned(plain);
    }
    Ok((!inner.coats.is_empty()).then_some(inner))
}

/// A text has more encodings than may be removed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooManyCoats;

/// Returns whether a text is a JSON object or array.
fn is_json(text: &str) -> bool {
    matches!(text.trim_start().as_bytes().first(), Some(b'{' | b'['))
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Returns the outermost encoding of a text, and the text without it.
fn taken_off(text: &str) -> Option<(Coat, String)> {
    let bytes = text.as_bytes();
    if bytes.len() >= 2 && bytes[0] == b'"' && bytes[bytes.len() - 1] == b'"' {
        return serde_json::from_str(text).ok().map(|plain| (Coat::Quoted, plain));
    }
    if memchr::memchr(b'%', bytes).is_some() {
        // An HTML form encodes spaces as `+`; decoders accept both.
        let plain = text.replace('+', " ");
        let plain = percent_decode_str(&plain).decode_utf8().ok()?;
        // Only a text that is encoded as a whole is decoded. One that is encoded in part, such as a
        // URL, stays as it is outside the encoded parts.
        let is_whole = matches!(plain.trim_start().as_bytes().first(), Some(b'{' | b'[' | b'"'))
            || plain.contains('%')
                && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"%-_.~*+".contains(byte))
            || taken_off_base64(&plain).is_some();
        return (is_whole && plain != text).then(|| (Coat::Percent, plain.into_owned()));
    }
    taken_off_base64(text)
}

fn taken_off_base64(text: &str) -> Option<(Coat, String)> {
    let bytes = text.as_bytes();
    if bytes.len() < SHORTEST_BASE64
        || !bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_=".contains(byte))
    {
        return None;
    }
    let is_url_safe = bytes.iter().any(|byte| b"-_".contains(byte));
    let is_padded = bytes.len().is_multiple_of(4);
    let plain = base64_engine(is_url_safe, is_padded).decode(text).ok()?;
    let plain = String::from_utf8(plain).ok()?;
    let is_printed = |letter: char| !letter.is_control() || matches!(letter, '\n' | '\r' | '\t');
    let plain_letters = plain.bytes().filter(u8::is_ascii).count();
    // Random bytes decode to letters of many alphabets.
    (plain.chars().all(is_printed) && plain_letters * 10 >= plain.len() * 7)
        .then_some((Coat::Base64 { is_url_safe, is_padded }, plain))
}

fn base64_engine(is_url_safe: bool, is_padded: bool) -> GeneralPurpose {
    let config = GeneralPurposeConfig::new()
        .with_encode_padding(is_padded)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    GeneralPurpose::new(if is_url_safe { &URL_SAFE } else { &STANDARD }, config)
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str = r#"{"aws:s3:arn":"arn:aws:s3:::acme/x"}"#;

    #[test]
    fn coats_come_off_and_go_on_again() {
        let base64 = |is_url_safe, is_padded| Coat::Base64 { is_url_safe, is_padded };
        for coats in [
            vec![],
            vec![Coat::Percent],
            vec![Coat::Percent, Coat::Percent],
            vec![base64(false, true)],
            vec![base64(false, false), base64(false, false)],
            vec![Coat::Percent, base64(false, true)],
            vec![base64(false, true), Coat::Percent],
            vec![Coat::Quoted],
            vec![Coat::Quoted, base64(false, false)],
            vec![base64(false, false), Coat::Quoted, Coat::Percent],
        ] {
            let wrapped = coats.iter().rev().fold(JSON.to_owned(), |text, coat| coat.wrap(&text));
            let inner = unwrap(&wrapped, 4).unwrap().unwrap();
            assert_eq!(inner.text, JSON, "{wrapped}");
            let again = inner.coats.iter().rev().fold(inner.text.into_owned(), |text, coat| coat.wrap(&text));
            assert_eq!(again, wrapped);
        }
    }

    #[test]
    fn other_texts_have_none() {
        for text in [
            "alice",
            "",
            "https://example.org/?a=%20b",
            "100%",
            "i-0a1b2c3d4e5f60718",
            "\"",
            "{",
            "AKIAIOSFODNN7EXAMPLE",
            "{broken",
        ] {
            assert_eq!(unwrap(text, 4), Ok(None), "{text}");
        }
        let deep = (0..6).fold("kowalski@example.org".to_owned(), |text, _| {
            Coat::Base64 { is_url_safe: false, is_padded: true }.wrap(&text)
        });
        assert_eq!(unwrap(&deep, 4), Err(TooManyCoats));
    }
}
