//! The key file: the redaction key, and the value of each pseudonym.
//!
//! ```text
//! {"trailglass":"redaction key","version":1,"key":"…64 digits…","pseudonyms":[
//! {"kind":…,"pseudonym":…,"original":…},
//! …
//! ]}
//! ```
//!
//! Only the key is read back: with it, equal values get equal pseudonyms, whatever else other logs
//! contain.

use serde::{Deserialize, Serialize};

use super::RedactionKey;

/// The value of `trailglass` in a key file.
const KIND: &str = "redaction key";

/// The format version that is written and read.
const VERSION: u32 = 1;

/// The member that follows the head.
const PSEUDONYMS: &str = "\"pseudonyms\"";

/// Number of bytes that contain the head in any layout.
pub const HEAD_BYTES: usize = 4096;

/// The members of a key file before the pseudonyms.
#[derive(Serialize, Deserialize)]
struct KeyFileHeader {
    trailglass: String,
    version: u32,
    /// The key in hexadecimal.
    key: String,
}

/// The reasons why a file contains no usable key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// The file is not a key file.
    #[error("it is no key file of Trailglass: choose the trailglass-redaction-key.json that was saved")]
    NoKeyFile,
    /// The file has another format version.
    #[error("it is a key file of version {0}, which this page does not read: use a newer one")]
    Version(u32),
    /// The key is not 64 hexadecimal digits.
    #[error("its key is not 64 hexadecimal digits: the file was changed")]
    NoKey,
}

/// Returns the beginning of a key file, up to the first pseudonym. `]}` ends the file.
pub fn head(key: &RedactionKey) -> String {
    let head = KeyFileHeader { trailglass: KIND.to_owned(), version: VERSION, key: key.to_hex() };
    // Texts and numbers always serialise.
    let json = serde_json::to_string(&head).unwrap_or_default();
    format!("{},{PSEUDONYMS}:[", json.trim_end_matches('}'))
}

/// Returns the key in the first [`HEAD_BYTES`] or more of a key file. The file may have been
/// reformatted by another program, with white space between its members.
///
/// # Errors
///
/// If it is not a key file, has another version, or has no valid key.
pub fn key_of(head: &str) -> Result<RedactionKey, KeyFileError> {
    let members = head.split(PSEUDONYMS).next().unwrap_or_default();
    let members = members.trim_start_matches('\u{feff}').trim_end().trim_end_matches([',', '}']);
    let KeyFileHeader { trailglass, version, key } =
        serde_json::from_str(&format!("{members}}}")).map_err(|_| KeyFileError::NoKeyFile)?;
    if trailglass != KIND {
        return Err(KeyFileError::NoKeyFile);
    }
    if version != VERSION {
        return Err(KeyFileError::Version(version));
    }
    RedactionKey::of_hex(&key).ok_or(KeyFileError::NoKey)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_key_file_gives_its_key_again(bytes: [u8; 32], values in prop::collection::vec(".*", 0..3)) {
            let key = RedactionKey::new(bytes);
            let lines: Vec<String> =
                values.iter().map(|value| serde_json::json!({ "value": value }).to_string()).collect();
            let file = format!("{}\n{}\n]}}\n", head(&key), lines.join(",\n"));
            prop_assert!(serde_json::from_str::<serde_json::Value>(&file).is_ok());
            prop_assert_eq!(key_of(&file), Ok(key.clone()));
            prop_assert_eq!(key_of(&head(&key)), Ok(key.clone()), "cut after its head");
            let laid_out = file.replacen('{', "{\r\n  ", 1).replacen(',', ",\r\n  ", 3);
            prop_assert_eq!(key_of(&laid_out), Ok(key.clone()));
            prop_assert_eq!(key_of(&format!("\u{feff}{file}")), Ok(key.clone()));
        }

        #[test]
        fn anything_else_is_refused(text in ".*") {
            prop_assert!(key_of(&text).is_err());
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for text in ["", "{}", r#"{"Records":[]}"#, r#"{"trailglass":"case","version":1,"key":""}"#] {
            assert_eq!(key_of(text), Err(KeyFileError::NoKeyFile), "{text}");
        }
        let newer = r#"{"trailglass":"redaction key","version":2,"key":"00","pseudonyms":["#;
        assert_eq!(key_of(newer), Err(KeyFileError::Version(2)));
        for key in ["", "00", &"0g".repeat(32), &"é".repeat(32)] {
            let file = format!(r#"{{"trailglass":"redaction key","version":1,"key":"{key}","pseudonyms":["#);
            assert_eq!(key_of(&file), Err(KeyFileError::NoKey), "{key}");
        }
    }
}
