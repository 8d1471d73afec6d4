//! The key file: the key, and who is behind each pseudonym.
//!
//! ```text
//! {"trailglass":"redaction key","version":1,"key":"…64 digits…","pseudonyms":[
//! {"kind":…,"pseudonym":…,"value":…},
//! …
//! ]}
//! ```
//!
//! Only the key is read again: with it the same values get the same pseudonyms,
//! whatever else there is in other logs.

use serde::{Deserialize, Serialize};

use super::RedactionKey;

/// What a key file says it is.
const KIND: &str = "redaction key";

/// The version that is written and read.
const VERSION: u32 = 1;

/// The member that ends the head.
const PSEUDONYMS: &str = "\"pseudonyms\"";

/// So many bytes hold the head, however it was laid out.
pub const HEAD_BYTES: usize = 4096;

/// The members before the pseudonyms.
#[derive(Serialize, Deserialize)]
struct Head {
    trailglass: String,
    version: u32,
    /// In hexadecimal digits.
    key: String,
}

/// Why a file gives no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFileError {
    /// It is something else.
    #[error("it is no key file of Trailglass: choose the trailglass-redaction-key.json that was saved")]
    NoKeyFile,
    /// It is of another version.
    #[error("it is a key file of version {0}, which this page does not read: use a newer one")]
    Version(u32),
    /// Its key is not one.
    #[error("its key is not 64 hexadecimal digits: the file was changed")]
    NoKey,
}

/// The beginning of a key file, up to the first pseudonym. `]}` ends the file.
pub fn head(key: &RedactionKey) -> String {
    let head = Head { trailglass: KIND.to_owned(), version: VERSION, key: key.to_hex() };
    // Texts and numbers are always JSON.
    let json = serde_json::to_string(&head).unwrap_or_default();
    format!("{},{PSEUDONYMS}:[", json.trim_end_matches('}'))
}

/// The key of a key file, of its first [`HEAD_BYTES`] or more. Whatever else
/// wrote it anew may have put blanks between its members.
///
/// # Errors
///
/// Where it is no key file, of another version, or has no key.
pub fn key_of(head: &str) -> Result<RedactionKey, KeyFileError> {
    let members = head.split(PSEUDONYMS).next().unwrap_or_default();
    let members = members.trim_start_matches('\u{feff}').trim_end().trim_end_matches([',', '}']);
    let Head { trailglass, version, key } =
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
