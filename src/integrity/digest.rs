//! A digest file: what CloudTrail says each hour of the log files that it
//! delivered (`cloudtrail.md` 3.1).

use serde_json::{Map, Value};

use super::evidence::ContentHash;
use super::findings::{Moment, Object};
use crate::event::time::parse_millis;

/// Why a file is no digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// No JSON object.
    #[error("it is no JSON object")]
    NotAnObject,
    /// Something that every digest has is not there.
    #[error("its key {0} is missing")]
    Missing(&'static str),
    /// Something is of another kind than in every digest.
    #[error("its key {0} has a value that no digest has")]
    OfAnotherKind(&'static str),
    /// An entry of the list of log files lacks something.
    #[error("entry {0} of its logFiles lacks s3Bucket, s3Object or hashValue")]
    LogFile(usize),
}

/// A digest. All texts are exactly as written: they are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The account that it is for; empty where that is not said.
    pub account: String,
    /// The beginning of the time that it covers.
    pub start: Moment,
    /// The end.
    pub end: Moment,
    /// The object that it says it is.
    pub object: Object,
    /// MD5 of the public key, in hexadecimal.
    pub key_fingerprint: String,
    /// The digest before it; `None` for a starting digest.
    pub previous: Option<Object>,
    /// The hash of that digest, in hexadecimal.
    pub previous_hash: Option<String>,
    /// The signature of that digest, in hexadecimal.
    pub previous_signature: Option<String>,
    /// The log files delivered in its time.
    pub logs: Vec<ListedLog>,
}

/// A log file as a digest lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedLog {
    /// The object.
    pub object: Object,
    /// SHA-256 of its inflated bytes, in hexadecimal.
    pub hash: String,
}

impl Digest {
    /// Reads the inflated bytes of a digest.
    ///
    /// # Errors
    /// Where something is missing that is needed to check it.
    pub fn parse(bytes: &[u8]) -> Result<Digest, FormatError> {
        let Ok(Value::Object(map)) = serde_json::from_slice(bytes) else {
            return Err(FormatError::NotAnObject);
        };
        // In the order in which the AWS CLI asks for them.
        let key_fingerprint = required(&map, "digestPublicKeyFingerprint")?;
        let bucket = required(&map, "digestS3Bucket")?;
        let key = required(&map, "digestS3Object")?;
        let previous_signature = match map.get("previousDigestSignature") {
            None => return Err(FormatError::Missing("previousDigestSignature")),
            Some(value) => nullable(value, "previousDigestSignature")?,
        };
        let end = required(&map, "digestEndTime")?;
        let start = required(&map, "digestStartTime")?;
        let optional = |name: &'static str| map.get(name).map_or(Ok(None), |value| nullable(value, name));
        let previous_bucket = optional("previousDigestS3Bucket")?;
        let previous_key = optional("previousDigestS3Object")?;
        Ok(Digest {
            account: map.get("awsAccountId").and_then(Value::as_str).unwrap_or_default().to_owned(),
            start: moment(start),
            end: moment(end),
            object: Object { bucket, key },
            key_fingerprint,
            previous: previous_bucket.zip(previous_key).map(|(bucket, key)| Object { bucket, key }),
            previous_hash: optional("previousDigestHashValue")?,
            previous_signature,
            logs: logs(&map)?,
        })
    }

    /// The four lines that CloudTrail signs, joined by line feeds, with none
    /// at the end.
    pub fn string_to_sign(&self, hash: ContentHash) -> String {
        let previous = self.previous_signature.as_deref().unwrap_or("null");
        format!("{}\n{}/{}\n{hash}\n{previous}", self.end.text, self.object.bucket, self.object.key)
    }
}

fn logs(map: &Map<String, Value>) -> Result<Vec<ListedLog>, FormatError> {
    let listed = match map.get("logFiles") {
        None => return Err(FormatError::Missing("logFiles")),
        Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(listed)) => listed,
        Some(_) => return Err(FormatError::OfAnotherKind("logFiles")),
    };
    let log = |(place, entry): (usize, &Value)| {
        let text = |name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
        let parts = (text("s3Bucket"), text("s3Object"), text("hashValue"));
        let (Some(bucket), Some(key), Some(hash)) = parts else { return Err(FormatError::LogFile(place)) };
        Ok(ListedLog { object: Object { bucket, key }, hash })
    };
    listed.iter().enumerate().map(log).collect()
}

fn required(map: &Map<String, Value>, name: &'static str) -> Result<String, FormatError> {
    let value = map.get(name).ok_or(FormatError::Missing(name))?;
    value.as_str().map(str::to_owned).ok_or(FormatError::OfAnotherKind(name))
}

fn nullable(value: &Value, name: &'static str) -> Result<Option<String>, FormatError> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        _ => Err(FormatError::OfAnotherKind(name)),
    }
}

/// A time as a digest writes it.
pub fn moment(text: String) -> Moment {
    Moment { millis: parse_millis(&text), text }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"{"awsAccountId":"111122223333","digestStartTime":"2024-03-01T10:00:00Z","digestEndTime":"2024-03-01T11:00:00Z","digestS3Bucket":"b","digestS3Object":"c","digestPublicKeyFingerprint":"ab","previousDigestS3Bucket":null,"previousDigestS3Object":null,"previousDigestHashValue":null,"previousDigestSignature":null,"logFiles":[{"s3Bucket":"b","s3Object":"l","hashValue":"00"}]}"#;

    #[test]
    fn the_string_to_sign_is_that_of_the_test_of_the_aws_cli() {
        let digest = Digest::parse(TEXT.as_bytes()).expect("a digest");
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(
            digest.string_to_sign(ContentHash::of(b"abc")),
            format!("2024-03-01T11:00:00Z\nb/c\n{abc}\nnull")
        );
        assert_eq!((digest.previous, digest.logs.len()), (None, 1));
    }

    #[test]
    fn every_key_that_is_needed_is_missed() {
        for name in [
            "digestPublicKeyFingerprint",
            "digestS3Bucket",
            "digestS3Object",
            "previousDigestSignature",
            "digestEndTime",
            "digestStartTime",
            "logFiles",
        ] {
            let text = TEXT.replace(&format!("\"{name}\""), "\"another\"");
            assert_eq!(Digest::parse(text.as_bytes()), Err(FormatError::Missing(name)));
        }
        assert_eq!(Digest::parse(b"[]"), Err(FormatError::NotAnObject));
        assert_eq!(Digest::parse(b"{{{"), Err(FormatError::NotAnObject));
        let text = TEXT.replace("hashValue\":\"00", "hash\":\"00");
        assert_eq!(Digest::parse(text.as_bytes()), Err(FormatError::LogFile(0)));
    }
}
