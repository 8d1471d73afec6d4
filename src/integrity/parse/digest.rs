//! Digest files: CloudTrail's hourly list of the log files that it delivered (`cloudtrail.md` 3.1).

use std::collections::HashMap;
use std::ops::Range;

use super::deep_json;
use crate::base::json::scan;
use crate::base::remark::{Remark, RemarkPart};
use crate::base::time::parse_millis;
use crate::integrity::model::evidence::ContentHash;
use crate::integrity::model::findings::{Moment, Object};

/// The reasons why a file is not a digest.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// The file is not a JSON object.
    #[error("it is no JSON object")]
    NotAnObject,
    /// A member that every digest has is missing.
    #[error("its key {0} is missing")]
    Missing(&'static str),
    /// A member has a value of a type that no digest has.
    #[error("its key {0} has a value that no digest has")]
    OfAnotherKind(&'static str),
    /// An entry of the list of log files is incomplete; holds its position.
    #[error("entry {0} of its logFiles lacks s3Bucket, s3Object or hashValue")]
    LogFile(usize),
}

impl From<FormatError> for Remark {
    fn from(error: FormatError) -> Remark {
        match error {
            FormatError::NotAnObject => "it is no JSON object".into(),
            FormatError::Missing(key) => Remark::of([
                RemarkPart::words("its key "),
                RemarkPart::words(key),
                RemarkPart::words(" is missing"),
            ]),
            FormatError::OfAnotherKind(key) => {
                let has = RemarkPart::words(" has a value that no digest has");
                Remark::of([RemarkPart::words("its key "), RemarkPart::words(key), has])
            }
            FormatError::LogFile(place) => Remark::of([
                RemarkPart::words("entry "),
                RemarkPart::Number(place as u64),
                RemarkPart::words(" of its logFiles lacks s3Bucket, s3Object or hashValue"),
            ]),
        }
    }
}

/// A digest. All texts are exactly as written, because they are signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The account that it is for; empty if not stated.
    pub account: String,
    /// The start of the period that it covers.
    pub start: Moment,
    /// The end of that period.
    pub end: Moment,
    /// The object that it claims to be.
    pub object: Object,
    /// The fingerprint of the public key: an MD5 hash in hexadecimal.
    pub key_fingerprint: String,
    /// The previous digest; `None` for a starting digest, and if its bucket or key is not stated.
    pub previous: Option<Object>,
    /// Whether nothing at all is stated about a previous digest.
    pub is_starting: bool,
    /// The hash of the previous digest, in hexadecimal.
    pub previous_hash: Option<String>,
    /// The signature of the previous digest, in hexadecimal.
    pub previous_signature: Option<String>,
    /// The log files delivered in its period.
    pub logs: Vec<ListedLog>,
}

/// A log file as a digest lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedLog {
    /// The object.
    pub object: Object,
    /// The SHA-256 hash of its inflated bytes, in hexadecimal.
    pub hash: String,
}

impl Digest {
    /// Parses the inflated bytes of a digest.
    ///
    /// # Errors
    /// If a member that is needed for checking is missing.
    pub fn parse(bytes: &[u8]) -> Result<Digest, FormatError> {
        let fields = Fields::of(bytes).ok_or(FormatError::NotAnObject)?;
        // In the order in which the AWS CLI reads them.
        let key_fingerprint = fields.required("digestPublicKeyFingerprint")?;
        let bucket = fields.required("digestS3Bucket")?;
        let key = fields.required("digestS3Object")?;
        if !fields.has("previousDigestSignature") {
            return Err(FormatError::Missing("previousDigestSignature"));
        }
        let previous_signature = fields.nullable("previousDigestSignature")?;
        let end = fields.required("digestEndTime")?;
        let start = fields.required("digestStartTime")?;
        let previous_bucket = fields.nullable("previousDigestS3Bucket")?;
        let previous_key = fields.nullable("previousDigestS3Object")?;
        let previous_hash = fields.nullable("previousDigestHashValue")?;
        let is_starting = previous_bucket.is_none()
            && previous_key.is_none()
            && previous_hash.is_none()
            && previous_signature.is_none();
        Ok(Digest {
            account: fields.text("awsAccountId").unwrap_or_default(),
            start: moment(start),
            end: moment(end),
            object: Object { bucket, key },
            key_fingerprint,
            previous: previous_bucket.zip(previous_key).map(|(bucket, key)| Object { bucket, key }),
            is_starting,
            previous_hash,
            previous_signature,
            logs: fields.logs()?,
        })
    }

    /// Returns the four lines that CloudTrail signs, joined by line feeds, without one at the end.
    pub fn string_to_sign(&self, hash: ContentHash) -> String {
        let previous = self.previous_signature.as_deref().unwrap_or("null");
        format!("{}\n{}/{}\n{hash}\n{previous}", self.end.text, self.object.bucket, self.object.key)
    }
}

/// The spans of a digest's members. If a name occurs several times, the last one counts, as in the
/// AWS CLI.
struct Fields<'b> {
    bytes: &'b [u8],
    members: HashMap<String, Range<usize>>,
}

impl<'b> Fields<'b> {
    fn of(bytes: &'b [u8]) -> Option<Fields<'b>> {
        std::str::from_utf8(bytes).ok()?;
        let mut members = HashMap::new();
        let end = deep_json::members(bytes, scan::skip_space(bytes, 0), |key, span| {
            members.insert(key, span);
        })?;
        (scan::skip_space(bytes, end) == bytes.len()).then_some(Fields { bytes, members })
    }

    fn json(&self, name: &str) -> Option<&'b [u8]> {
        self.bytes.get(self.members.get(name)?.clone())
    }

    fn has(&self, name: &str) -> bool {
        self.members.contains_key(name)
    }

    fn text(&self, name: &str) -> Option<String> {
        deep_json::text(self.json(name)?)
    }

    fn required(&self, name: &'static str) -> Result<String, FormatError> {
        let json = self.json(name).ok_or(FormatError::Missing(name))?;
        deep_json::text(json).ok_or(FormatError::OfAnotherKind(name))
    }

    fn nullable(&self, name: &'static str) -> Result<Option<String>, FormatError> {
        match self.json(name) {
            None | Some(b"null") => Ok(None),
            Some(json) => deep_json::text(json).map(Some).ok_or(FormatError::OfAnotherKind(name)),
        }
    }

    fn logs(&self) -> Result<Vec<ListedLog>, FormatError> {
        let name = "logFiles";
        let span = self.members.get(name).ok_or(FormatError::Missing(name))?;
        if self.json(name) == Some(b"null") {
            return Ok(Vec::new());
        }
        let mut logs = Vec::new();
        let mut broken = None;
        let walked = deep_json::elements(self.bytes, span.start, |at| match self.log(at) {
            Some(log) => logs.push(log),
            None => broken = broken.or(Some(logs.len())),
        });
        match (walked, broken) {
            (None, _) => Err(FormatError::OfAnotherKind(name)),
            (_, Some(place)) => Err(FormatError::LogFile(place)),
            _ => Ok(logs),
        }
    }

    fn log(&self, at: usize) -> Option<ListedLog> {
        let (mut bucket, mut key, mut hash) = (None, None, None);
        deep_json::members(self.bytes, at, |name, span| {
            let text = || deep_json::text(&self.bytes[span.clone()]);
            match name.as_str() {
                "s3Bucket" => bucket = text(),
                "s3Object" => key = text(),
                "hashValue" => hash = text(),
                _ => {}
            }
        })?;
        Some(ListedLog { object: Object { bucket: bucket?, key: key? }, hash: hash? })
    }
}

/// Returns a time that a digest states.
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
    fn errors_have_one_wording() {
        for error in [
            FormatError::NotAnObject,
            FormatError::Missing("a"),
            FormatError::OfAnotherKind("a"),
            FormatError::LogFile(3),
        ] {
            assert_eq!(Remark::from(error.clone()).to_string(), error.to_string());
        }
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
        let odd = TEXT.replacen('{', "{\"x\":[1e400,\"\\ud800\"],", 1);
        assert_eq!(Digest::parse(odd.as_bytes()), Digest::parse(TEXT.as_bytes()));
        let nameless = TEXT.replace("HashValue\":null", "HashValue\":\"00\"");
        let nameless = Digest::parse(nameless.as_bytes()).expect("a digest");
        assert!(nameless.previous.is_none() && !nameless.is_starting);
        let text = TEXT.replace("hashValue\":\"00", "hash\":\"00");
        assert_eq!(Digest::parse(text.as_bytes()), Err(FormatError::LogFile(0)));
    }
}
