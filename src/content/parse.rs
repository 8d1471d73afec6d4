//! Parses JSON text to a flat list of values, without recursion: records are hostile input, and may
//! be nested as deep as they are long.

use std::borrow::Cow;
use std::ops::Range;

use crate::base::json::scan::skip_space;
use crate::base::json::{Escaped, end_of_string, escape};

/// The form of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ValueForm {
    /// A number, `true`, `false` or `null`, as written.
    Word,
    /// A string.
    Text,
    /// An object.
    Object,
    /// An array.
    Array,
}

/// A value of a JSON text.
#[derive(Clone, Debug)]
pub(super) struct Value<'t> {
    /// The name of the member, without escapes; empty in an array.
    pub name: Cow<'t, [u8]>,
    /// Its form.
    pub form: ValueForm,
    /// The scalar without escapes; empty for objects and arrays.
    pub scalar: Cow<'t, [u8]>,
    /// The range of the value in the text.
    pub span: Range<usize>,
    /// Index of the first value after the values nested in this one.
    pub end: usize,
}

/// Returns the values of a text in order, each before those nested in it; `None` if the text is not
/// JSON.
pub(super) fn values(text: &str) -> Option<Vec<Value<'_>>> {
    let mut reader = ContentParser { text: text.as_bytes(), at: 0 };
    let mut values: Vec<Value<'_>> = Vec::with_capacity(text.len() / 16);
    let mut open: Vec<usize> = Vec::new();
    let mut name = Cow::Borrowed(&[][..]);
    loop {
        reader.skip_blanks();
        let start = reader.at;
        let mut is_opened = false;
        let (form, scalar) = match reader.peek()? {
            byte @ (b'{' | b'[') => {
                reader.at += 1;
                is_opened = true;
                (if byte == b'{' { ValueForm::Object } else { ValueForm::Array }, Cow::Borrowed(&[][..]))
            }
            b'"' => (ValueForm::Text, reader.string()?),
            _ => (ValueForm::Word, Cow::Borrowed(reader.word()?)),
        };
        let place = values.len();
        values.push(Value {
            name: std::mem::take(&mut name),
            form,
            scalar,
            span: start..reader.at,
            end: place + 1,
        });
        if is_opened {
            open.push(place);
            reader.skip_blanks();
            if reader.peek()? != closing(form) {
                if form == ValueForm::Object {
                    name = reader.name()?;
                }
                continue;
            }
        }
        // A value has ended: close the values that end with it, or read the next one.
        loop {
            let Some(&top) = open.last() else {
                reader.skip_blanks();
                return (reader.at == text.len()).then_some(values);
            };
            reader.skip_blanks();
            let form = values[top].form;
            match reader.peek()? {
                b',' if values.len() > top + 1 => {
                    reader.at += 1;
                    if form == ValueForm::Object {
                        name = reader.name()?;
                    }
                    break;
                }
                byte if byte == closing(form) => {
                    reader.at += 1;
                    open.pop();
                    values[top].end = values.len();
                    values[top].span.end = reader.at;
                }
                _ => return None,
            }
        }
    }
}

/// Returns the indices of the values directly inside a value.
pub(super) fn inside<'v>(values: &'v [Value<'_>], place: usize) -> impl Iterator<Item = usize> + 'v {
    let end = values[place].end;
    let first = Some(place + 1).filter(|first| *first < end);
    std::iter::successors(first, move |at| Some(values[*at].end).filter(|next| *next < end))
}

fn closing(form: ValueForm) -> u8 {
    if form == ValueForm::Object { b'}' } else { b']' }
}

struct ContentParser<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> ContentParser<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        self.at = skip_space(self.text, self.at);
    }

    /// Parses `"name":`.
    fn name(&mut self) -> Option<Cow<'t, [u8]>> {
        self.skip_blanks();
        let name = self.string()?;
        self.skip_blanks();
        (self.peek()? == b':').then(|| self.at += 1)?;
        Some(name)
    }

    fn word(&mut self) -> Option<&'t [u8]> {
        let rest = &self.text[self.at..];
        let is_of_word = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        let length = rest.iter().position(|byte| !is_of_word(byte)).unwrap_or(rest.len());
        self.at += length;
        (length > 0).then_some(&rest[..length])
    }

    fn string(&mut self) -> Option<Cow<'t, [u8]>> {
        (self.peek()? == b'"').then_some(())?;
        let end = end_of_string(self.text, self.at)?;
        let inner = &self.text[self.at + 1..end - 1];
        self.at = end;
        Some(if inner.contains(&b'\\') { Cow::Owned(unescaped(inner)?) } else { Cow::Borrowed(inner) })
    }
}

/// Returns the bytes of a string without its escapes. An unpaired surrogate, which is not a
/// character, becomes the three bytes that UTF-8 would have for it, so that different texts stay
/// different.
fn unescaped(inner: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'\\', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at..];
        let (escaped, length) = escape(rest)?;
        match escaped {
            Escaped::Char(letter) => out.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
            Escaped::Surrogate(code) => out.extend([
                0xE0 | (code >> 12) as u8,
                0x80 | (code >> 6 & 0x3F) as u8,
                0x80 | (code & 0x3F) as u8,
            ]),
        }
        rest = &rest[length..];
    }
    out.extend_from_slice(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_come_in_the_order_of_the_text() {
        let text = r#" {"a": [1, {"b\u0041": "x\n"}], "c": null, "d": {}, "e": []} "#;
        let values = values(text).unwrap();
        let names: Vec<String> =
            values.iter().map(|value| String::from_utf8_lossy(&value.name).into_owned()).collect();
        assert_eq!(names, ["", "a", "", "", "bA", "c", "d", "e"]);
        assert_eq!(inside(&values, 0).collect::<Vec<_>>(), [1, 5, 6, 7]);
        assert_eq!(inside(&values, 1).collect::<Vec<_>>(), [2, 3]);
        assert_eq!(&text[values[3].span.clone()], r#"{"b\u0041": "x\n"}"#);
        assert_eq!(&*values[4].scalar, b"x\n");
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in ["", "{", "[1,]x", "{\"a\"}", "{\"a\":1}}", "\"a", "\"\\", "\"\\u12\"", "[,1]", "1 2"] {
            assert!(values(text).is_none(), "{text}");
        }
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        assert_eq!(values(&deep).unwrap().len(), 100_000);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}\",:\\\\u0-9a-f ]{0,40}") {
            if serde_json::from_str::<serde_json::Value>(&text).is_ok() {
                prop_assert!(values(&text).is_some());
            } else {
                let _ = values(&text);
            }
        }
    }
}
