//! The layers of a text under its escapes. Each layer maps its bytes to their positions in the
//! outermost text.

use std::borrow::Cow;
use std::ops::Range;

use crate::base::json::{self, Escaped};

/// Maximum number of layers below the outermost.
const MOST_LAYERS: usize = 5;

/// One layer of a text, decoded.
#[derive(Debug)]
pub(super) struct DecodedLayer<'t> {
    pub bytes: Cow<'t, [u8]>,
    /// The position of each byte in the outermost text, followed by that text's length; `None` for
    /// the outermost layer itself.
    places: Option<Vec<u32>>,
}

impl<'t> DecodedLayer<'t> {
    fn outermost(text: &'t str) -> DecodedLayer<'t> {
        DecodedLayer { bytes: Cow::Borrowed(text.as_bytes()), places: None }
    }

    /// Returns the position of a range of the layer in the outermost text.
    pub fn outside(&self, range: &Range<usize>) -> Range<usize> {
        match &self.places {
            None => range.clone(),
            Some(places) => {
                let place = |at: usize| places.get(at).or(places.last()).copied().unwrap_or(0) as usize;
                place(range.start)..place(range.end)
            }
        }
    }

    /// Returns the layer below, with `%41`, `\"` and `\u0041` decoded; `None` if there is nothing
    /// to decode.
    fn below(&self) -> Option<DecodedLayer<'t>> {
        memchr::memchr2(b'%', b'\\', &self.bytes)?;
        let mut bytes = Vec::with_capacity(self.bytes.len());
        let mut places = Vec::with_capacity(self.bytes.len() + 1);
        let mut at = 0;
        let mut buffer = [0; 4];
        while at < self.bytes.len() {
            let here = self.outside(&(at..at)).start as u32;
            match escape(&self.bytes[at..], &mut buffer) {
                Some((length, stood_for)) => {
                    bytes.extend_from_slice(stood_for);
                    places.extend(std::iter::repeat_n(here, stood_for.len()));
                    at += length;
                }
                None => {
                    bytes.push(self.bytes[at]);
                    places.push(here);
                    at += 1;
                }
            }
        }
        if bytes.len() == self.bytes.len() {
            return None;
        }
        places.push(self.outside(&(at..at)).start as u32);
        Some(DecodedLayer { bytes: Cow::Owned(bytes), places: Some(places) })
    }
}

/// Returns all layers of a text, the innermost first, and whether there are more that are not
/// decoded.
pub(super) fn layers(text: &str) -> (Vec<DecodedLayer<'_>>, bool) {
    let mut layers = vec![DecodedLayer::outermost(text)];
    // Positions are 32-bit numbers; no text of a record is that long.
    if u32::try_from(text.len()).is_err() {
        return (layers, true);
    }
    let mut is_cut = false;
    while let Some(below) = layers.last().and_then(DecodedLayer::below) {
        is_cut = layers.len() > MOST_LAYERS;
        if is_cut {
            break;
        }
        layers.push(below);
    }
    layers.reverse();
    (layers, is_cut)
}

/// Returns the length of the escape at the start, and the bytes that it stands for.
fn escape<'b>(bytes: &[u8], buffer: &'b mut [u8; 4]) -> Option<(usize, &'b [u8])> {
    match bytes {
        [b'%', high, low, ..] => {
            buffer[0] = hex(&[*high, *low])? as u8;
            Some((3, &buffer[..1]))
        }
        [b'\\', b'u', ..] => match json::escape(bytes)? {
            (Escaped::Char(letter), length) => Some((length, letter.encode_utf8(buffer).as_bytes())),
            (Escaped::Surrogate(_), _) => None,
        },
        [b'\\', letter, ..] => {
            buffer[0] = match letter {
                b'"' | b'\\' | b'/' | b'\'' => *letter,
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                _ => return None,
            };
            Some((2, &buffer[..1]))
        }
        _ => None,
    }
}

fn hex(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| Some(number << 4 | char::from(*digit).to_digit(16)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns, for every layer that contains the word, the corresponding part of the outermost
    /// text.
    fn seen(text: &str, word: &str) -> Vec<String> {
        let found = layers(text).0.into_iter().filter_map(|layer| {
            let at = memchr::memmem::find(&layer.bytes, word.as_bytes())?;
            Some(text[layer.outside(&(at..at + word.len()))].to_owned())
        });
        found.collect()
    }

    #[test]
    fn words_are_seen_through_escapes() {
        assert_eq!(seen("see alice", "alice"), ["alice"]);
        assert_eq!(seen("a%6Cice=1", "alice"), ["a%6Cice"]);
        assert_eq!(seen("%2561lice", "alice"), ["%2561lice"]);
        assert_eq!(seen(r#"{\"n\":\"\u0061lice\"}"#, "alice"), [r"\u0061lice"]);
        assert_eq!(seen(r#"{\\\"n\\\":\\\"a b\\\"}"#, "\"a b\""), [r#"\\\"a b\\\""#]);
        assert_eq!(seen("Zo%C3%AB", "Zoë"), ["Zo%C3%AB"]);
        assert_eq!(seen(r"\ud83d\ude00", "😀"), [r"\ud83d\ude00"]);
        assert_eq!(seen("100% of 5%", "100%"), ["100%"]);
        assert_eq!(seen(r"C:\x \ud800 %zz", "x"), ["x"]);
    }

    #[test]
    fn there_is_an_end() {
        let text = format!("%{}41", "25".repeat(50));
        let (seen, is_cut) = layers(&text);
        assert!(is_cut && seen.len() == MOST_LAYERS + 1);
        let (seen, is_cut) = layers("plain");
        assert!(!is_cut && seen.len() == 1);
    }
}
