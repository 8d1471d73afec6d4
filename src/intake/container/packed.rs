//! Bytes that JSON carries as base64, with or without gzip.

use std::borrow::Cow;
use std::io::Read;

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Maximum number of bytes that one value unpacks to. The input of a Lambda function is at most 6
/// MB, which inflates to no more than this.
const MAX_UNPACKED: u64 = 256 << 20;

/// Maximum number of gzip layers of a value.
const MAX_LAYERS: usize = 3;

const ANY_PADDING: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// Decodes base64, and inflates it if it is gzip, up to `limit` bytes.
///
/// # Errors
/// If there is no text: the reason, for the report.
pub(super) fn text_of(data: &str, limit: u64) -> Result<String, &'static str> {
    let mut bytes = decode(data.trim()).ok_or("it is not base64")?;
    // Firehose compresses data again that CloudWatch Logs has already compressed.
    for _ in 0..MAX_LAYERS {
        if bytes.starts_with(&[0x1f, 0x8b]) {
            bytes = inflate(&bytes, limit)?;
        }
    }
    String::from_utf8(bytes).map_err(|_| "it is not UTF-8")
}

/// Whether a text begins like base64 of gzip or of JSON.
pub(super) fn is_likely(data: &str) -> bool {
    let begins = ["H4sI", "eyI", "eyJ", "eyA", "ewo", "ewA", "ew0", "W3s", "WyI", "WyJ", "Wwo"];
    begins.iter().any(|begin| data.starts_with(begin))
}

fn decode(data: &str) -> Option<Vec<u8>> {
    // Some tools insert line breaks, as the base64 command does.
    let data = if data.bytes().any(|byte| byte.is_ascii_whitespace()) {
        Cow::Owned(data.split_ascii_whitespace().collect::<String>())
    } else {
        Cow::Borrowed(data)
    };
    let is_url_safe = data.bytes().any(|byte| matches!(byte, b'-' | b'_'));
    let alphabet = if is_url_safe { &URL_SAFE } else { &STANDARD };
    GeneralPurpose::new(alphabet, ANY_PADDING).decode(data.as_bytes()).ok()
}

fn inflate(packed: &[u8], limit: u64) -> Result<Vec<u8>, &'static str> {
    let limit = limit.min(MAX_UNPACKED);
    let mut text = Vec::new();
    flate2::read::MultiGzDecoder::new(packed)
        .take(limit + 1)
        .read_to_end(&mut text)
        .map_err(|_| "it is not whole gzip")?;
    if text.len() as u64 > limit { Err("it unpacks to more than any log does") } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn base64_of_either_alphabet_is_read_with_and_without_padding() {
        for (data, text) in [("eyJhIjoiPz8+In0=", r#"{"a":"??>"}"#), ("eyJhIjoiPz8-In0", r#"{"a":"??>"}"#)] {
            assert_eq!(text_of(data, 100).as_deref(), Ok(text));
        }
        assert_eq!(text_of("eyJh\r\nIjoiPz8+\nIn0=", 100).as_deref(), Ok(r#"{"a":"??>"}"#));
        assert!(is_likely("eyJhIjoiPz8+In0=") && !is_likely("eye"));
        assert_eq!(text_of("!!!!", 100), Err("it is not base64"));
        assert_eq!(text_of("/w==", 100), Err("it is not UTF-8"));
    }

    #[test]
    fn gzip_is_inflated_up_to_the_limit() {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        encoder.write_all(&[b' '; 1000]).expect("memory");
        let packed = encoder.finish().expect("memory");
        let data = GeneralPurpose::new(&STANDARD, ANY_PADDING).encode(&packed);
        assert!(is_likely(&data));
        assert_eq!(text_of(&data, 1000).map(|text| text.len()), Ok(1000));
        assert!(text_of(&data, 999).is_err_and(|why| why.contains("more than any log")));
        assert_eq!(text_of(&data[..16], 1000), Err("it is not whole gzip"));
    }
}
