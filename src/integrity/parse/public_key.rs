//! Public keys as users supply them: the output of `list-public-keys` in all its variants, PEM, or
//! raw DER (`cloudtrail.md` 3.5).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};
use rsa::RsaPublicKey;
use rsa::pkcs1::{DecodeRsaPublicKey as _, EncodeRsaPublicKey as _};
use rsa::pkcs8::DecodePublicKey as _;
use rsa::traits::PublicKeyParts as _;
use serde_json::Value;

use super::documents::{json_documents, text_of};
use crate::base::remark::Remark;
use crate::base::time::parse_millis;
use crate::integrity::model::findings::Moment;

/// A public key of CloudTrail, which verifies the signatures of digests.
#[derive(Clone, Debug)]
pub struct CloudTrailPublicKey {
    /// The MD5 hash of the supplied bytes, in hexadecimal: CloudTrail's fingerprint. Its
    /// documentation does not define it, but this holds for all keys in it.
    pub fingerprint: String,
    /// The MD5 hash of the PKCS#1 form, if the key was supplied as SubjectPublicKeyInfo.
    pub fingerprint_pkcs1: Option<String>,
    /// The fingerprint stated beside the key.
    pub stated_fingerprint: Option<String>,
    /// The start of its validity.
    pub valid_from: Option<Moment>,
    /// The end of its validity.
    pub valid_until: Option<Moment>,
    /// The key itself, or the reason why it cannot be used.
    pub key: Result<RsaPublicKey, KeyError>,
}

/// The reasons why a public key cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The value is not Base64.
    #[error("its Value is no Base64")]
    NotBase64,
    /// The value is neither PKCS#1 nor SubjectPublicKeyInfo.
    #[error("it is no RSA public key in PKCS#1 or SubjectPublicKeyInfo form")]
    NotRsa,
}

impl From<KeyError> for Remark {
    fn from(error: KeyError) -> Remark {
        match error {
            KeyError::NotBase64 => "its Value is no Base64",
            KeyError::NotRsa => "it is no RSA public key in PKCS#1 or SubjectPublicKeyInfo form",
        }
        .into()
    }
}

/// The result of reading a key file.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// The keys in it.
    pub keys: Vec<CloudTrailPublicKey>,
    /// Descriptions of the problems with the file.
    pub problems: Vec<Remark>,
}

impl CloudTrailPublicKey {
    fn from_der(der: &[u8]) -> CloudTrailPublicKey {
        let (key, fingerprint_pkcs1) = match RsaPublicKey::from_pkcs1_der(der) {
            Ok(key) => (Ok(key), None),
            Err(_) => match RsaPublicKey::from_public_key_der(der) {
                Ok(key) => {
                    let pkcs1 = key.to_pkcs1_der().ok().map(|pkcs1| md5(pkcs1.as_bytes()));
                    (Ok(key), pkcs1)
                }
                Err(_) => (Err(KeyError::NotRsa), None),
            },
        };
        CloudTrailPublicKey {
            fingerprint: md5(der),
            fingerprint_pkcs1,
            stated_fingerprint: None,
            valid_from: None,
            valid_until: None,
            key,
        }
    }

    /// Returns whether the fingerprint stated beside it is its own; `true` if none is stated.
    pub fn is_stated_right(&self) -> bool {
        self.stated_fingerprint.as_ref().is_none_or(|stated| self.answers_to(stated))
    }

    /// Returns whether a digest that names this fingerprint means this key.
    pub fn answers_to(&self, fingerprint: &str) -> bool {
        self.fingerprint == fingerprint || self.fingerprint_pkcs1.as_deref() == Some(fingerprint)
    }

    /// Returns the key if its signatures prove something: CloudTrail's keys have 2,048 bits, and a
    /// shorter one may have been broken.
    pub fn usable(&self) -> Option<&RsaPublicKey> {
        self.key.as_ref().ok().filter(|key| key.n().bits() >= LEAST_BITS as usize)
    }

    /// Returns the length of its modulus in bits.
    pub fn bits(&self) -> Option<u32> {
        self.key.as_ref().ok().map(|key| key.n().bits() as u32)
    }
}

/// Minimum length in bits of a key whose signatures prove something.
pub const LEAST_BITS: u32 = 2048;

/// Parses a key file.
pub fn parse(bytes: &[u8]) -> Keys {
    let mut keys = Keys::default();
    if matches!(bytes, [0x30, 0x82, ..]) {
        keys.keys.push(CloudTrailPublicKey::from_der(bytes));
        return keys;
    }
    let text = text_of(bytes);
    if text.contains("-----BEGIN ") {
        parse_pem(&text, &mut keys);
        return keys;
    }
    let (documents, is_whole) = json_documents(&text);
    for document in &documents {
        let list = document.get("PublicKeyList").or_else(|| document.get("publicKeyList"));
        for entry in list.and_then(Value::as_array).into_iter().flatten() {
            keys.keys.push(listed(entry));
        }
        let token = document.get("NextToken").or_else(|| document.get("nextToken"));
        if token.is_some_and(|token| !token.is_null()) {
            keys.problems.push(
                "the list of public keys goes on (NextToken); ask for the rest with --next-token".into(),
            );
        }
    }
    if !is_whole {
        keys.problems.push("the list of public keys is no JSON, or breaks off".into());
    }
    keys
}

fn listed(entry: &Value) -> CloudTrailPublicKey {
    // The API uses capitals, but an example in its documentation does not.
    let field = |names: [&str; 2]| names.iter().find_map(|name| entry.get(name));
    let value = field(["Value", "value"]).and_then(Value::as_str).unwrap_or_default();
    let mut key = match STANDARD.decode(value.split_ascii_whitespace().collect::<String>()) {
        Ok(der) => CloudTrailPublicKey::from_der(&der),
        Err(_) => CloudTrailPublicKey {
            key: Err(KeyError::NotBase64),
            ..CloudTrailPublicKey::from_der(value.as_bytes())
        },
    };
    key.stated_fingerprint =
        field(["Fingerprint", "fingerprint"]).and_then(Value::as_str).map(|text| text.to_ascii_lowercase());
    key.valid_from = field(["ValidityStartTime", "validityStartTime"]).map(moment);
    key.valid_until = field(["ValidityEndTime", "validityEndTime"]).map(moment);
    key
}

fn parse_pem(text: &str, keys: &mut Keys) {
    for part in text.split("-----BEGIN ").skip(1) {
        let body = part.split_once("-----").and_then(|(_, rest)| rest.split_once("-----END"));
        let der = body
            .and_then(|(body, _)| STANDARD.decode(body.split_ascii_whitespace().collect::<String>()).ok());
        match der {
            Some(der) => keys.keys.push(CloudTrailPublicKey::from_der(&der)),
            None => keys.problems.push("a block of PEM in it cannot be read".into()),
        }
    }
}

/// Parses a time given as ISO text, as seconds since 1970, or as text of such seconds.
fn moment(value: &Value) -> Moment {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let seconds = text.parse::<f64>().ok().filter(|seconds| seconds.abs() < 1e11);
    let millis = parse_millis(&text).or_else(|| seconds.map(|seconds| (seconds * 1000.0) as i64));
    Moment { millis, text }
}

fn md5(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{FINGERPRINT, PUBLIC_KEY};
    use rsa::pkcs8::EncodePublicKey as _;

    fn one(bytes: &[u8]) -> CloudTrailPublicKey {
        let keys = parse(bytes);
        assert_eq!((keys.keys.len(), keys.problems.len()), (1, 0), "{keys:?}");
        keys.keys.into_iter().next().expect("one")
    }

    #[test]
    fn a_key_is_read_in_every_form() {
        let pkcs1 = STANDARD.decode(PUBLIC_KEY).expect("Base64");
        let key = one(&pkcs1);
        assert_eq!((key.fingerprint.as_str(), key.bits()), (FINGERPRINT, Some(2048)));
        let spki = key.key.clone().expect("RSA").to_public_key_der().expect("DER");
        let pem = |label: &str, der: &[u8]| {
            format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der))
        };
        let listed = |value: &[u8]| {
            format!(
                r#"{{"publicKeyList":[{{"Value":"{}","Fingerprint":"{FINGERPRINT}","ValidityStartTime":"1436317441.0"}}]}}"#,
                STANDARD.encode(value)
            )
        };
        for bytes in [
            spki.as_bytes().to_vec(),
            pem("PUBLIC KEY", spki.as_bytes()).into_bytes(),
            pem("RSA PUBLIC KEY", &pkcs1).into_bytes(),
            listed(&pkcs1).into_bytes(),
            listed(spki.as_bytes()).replace("publicKeyList", "PublicKeyList").into_bytes(),
        ] {
            let key = one(&bytes);
            assert!(key.answers_to(FINGERPRINT) && key.key.is_ok() && key.is_stated_right(), "{key:?}");
        }
        let dated = one(listed(&pkcs1).as_bytes());
        assert_eq!(dated.valid_from.and_then(|from| from.millis), Some(1_436_317_441_000));
    }

    #[test]
    fn a_wrong_fingerprint_and_a_key_that_is_none_are_reported() {
        let text =
            format!(r#"{{"PublicKeyList":[{{"Value":"{PUBLIC_KEY}","Fingerprint":"00"}}],"NextToken":"x"}}"#);
        let keys = parse(text.as_bytes());
        assert!(!keys.keys[0].is_stated_right() && !keys.keys[0].answers_to("00"));
        assert!(keys.problems[0].to_string().contains("NextToken"));
        let keys = parse(br#"{"PublicKeyList":[{"Value":"YQo=","Fingerprint":"00"},{"Value":"!"}]} {"#);
        assert_eq!(keys.keys[0].key, Err(KeyError::NotRsa));
        assert_eq!(keys.keys[1].key, Err(KeyError::NotBase64));
        assert_eq!(keys.problems.len(), 1);
        for error in [KeyError::NotBase64, KeyError::NotRsa] {
            assert_eq!(Remark::from(error.clone()).to_string(), error.to_string());
        }
    }
}
