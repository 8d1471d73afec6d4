//! Members of a record whose values AWS chooses, and the form of those values. A value of any other
//! form is not AWS's, and is replaced.

use super::harmless::{self, Joined};
use super::regions::is_region;
use super::{coats, forms, hosts};

/// A member whose AWS-chosen values stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Constant {
    /// A time, such as `eventTime` or `creationDate`.
    Time,
    /// `eventSource`, and the service in it.
    Source,
    /// `eventName`.
    EventName,
    /// `awsRegion`.
    Region,
    /// A word of AWS, such as `errorCode`, `eventType` or `userIdentity.type`.
    Word,
    /// A version, such as `eventVersion` or `apiVersion`.
    Version,
    /// An event id, such as `eventID` or `sharedEventID`.
    EventId,
    /// `requestID`.
    RequestId,
}

/// Returns the constant of a top-level member that AWS writes and that identifies no one
/// ("CloudTrail record contents", CloudTrail User Guide).
pub(super) fn at_top(key: &str) -> Option<Constant> {
    Some(match key {
        "eventTime" => Constant::Time,
        "eventSource" => Constant::Source,
        "eventName" => Constant::EventName,
        "awsRegion" => Constant::Region,
        "errorCode"
        | "eventType"
        | "eventCategory"
        | "readOnly"
        | "managementEvent"
        | "sessionCredentialFromConsole" => Constant::Word,
        "eventVersion" | "apiVersion" => Constant::Version,
        "eventID" | "eventId" | "sharedEventID" => Constant::EventId,
        "requestID" => Constant::RequestId,
        _ => return None,
    })
}

/// Returns the constant of a member at any depth below the top level.
pub(super) fn anywhere(key: &str) -> Option<Constant> {
    Some(match key {
        "creationDate" | "eventTime" => Constant::Time,
        "eventName" => Constant::EventName,
        "eventSource" => Constant::Source,
        "mfaAuthenticated" => Constant::Word,
        "originalEventID" => Constant::EventId,
        "originalRequestID" => Constant::RequestId,
        _ => return None,
    })
}

impl Constant {
    /// Returns whether a value has the form that AWS writes.
    pub(super) fn fits(self, text: &str) -> bool {
        if !text.bytes().any(|byte| byte.is_ascii_alphanumeric() || byte >= 0x80) {
            return true;
        }
        match self {
            // Templates in logs have words in place of times.
            Constant::Time => {
                let has_digits = text.bytes().any(|byte| byte.is_ascii_digit());
                is_words(text, if has_digits { Joined::Strict } else { Joined::Lenient })
            }
            Constant::Source => is_source(text),
            Constant::EventName => is_words(text, Joined::Strict) || is_event_name(text),
            Constant::Region => is_region(text) || is_words(text, Joined::Strict),
            Constant::Word | Constant::Version => is_words(text, Joined::Strict),
            Constant::EventId => is_event_id(text),
            Constant::RequestId => is_event_id(text) || is_request_id(text),
        }
    }
}

/// Returns whether a text is a source such as `ec2.amazonaws.com`, or the service alone.
fn is_source(text: &str) -> bool {
    hosts::own_bytes(text) == Some(0)
        || text
            .strip_suffix(".amazonaws.com")
            .is_some_and(|service| harmless::token(service, Joined::Strict).is_some())
        || is_words(text, Joined::Strict)
}

/// Returns whether every word of a text is harmless.
fn is_words(text: &str, joined: Joined) -> bool {
    if harmless::time(text.as_bytes()) == Some(text.len()) {
        return true;
    }
    let is_part = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_' | '.');
    text.len() <= 128
        && text
            .split(|letter| !is_part(letter))
            .map(|word| word.trim_matches(['-', '_', '.']))
            .filter(|word| !word.is_empty())
            .all(|word| harmless::token(word, joined).is_some())
}

/// Verbs that operations begin with, in addition to those in the vocabulary.
const OTHER_VERBS: &[&str] = &[
    "Admin",
    "Alter",
    "DB",
    "Db",
    "ES",
    "Enroll",
    "Expand",
    "Federate",
    "Fetch",
    "Harvest",
    "Hide",
    "Inquire",
    "Interrupt",
    "Introspect",
    "Is",
    "Mark",
    "Mutate",
    "Parti",
    "Persist",
    "Re",
    "Reschedule",
    "Reveal",
    "Toggle",
    "Train",
    "Un",
    "Unmask",
    "Unpublish",
    "Wipe",
];

/// Returns whether a text is the name of an operation, possibly newer than the vocabulary: several
/// words in `CamelCase` with a known first one. The other conditions exclude base64 text, which can
/// look similar.
fn is_event_name(text: &str) -> bool {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let (first, rest) = harmless::camel_word(text, 0);
    let is_verb = |word: &str| harmless::is_words(word) || OTHER_VERBS.contains(&word);
    is_plain
        && text.len() <= 64
        && text.bytes().filter(u8::is_ascii_digit).count() <= 8
        && (2..rest).contains(&first)
        && text.as_bytes()[0].is_ascii_uppercase()
        && is_verb(&text[..first])
        && !forms::holds_run_of_digits(text.as_bytes(), 9)
        && matches!(coats::unwrap(text, 0), Ok(None))
}

/// Returns whether a text is a GUID, including a masked one (`EXAMPLE`, `x`) or one with missing
/// digits.
fn is_event_id(text: &str) -> bool {
    let is_masked = |part: &str| {
        let rest = part.replace("EXAMPLE", "");
        rest.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'x')
    };
    let parts = text.split('-').count();
    forms::is_guid(text.as_bytes())
        || parts == 5
            && (28..=40).contains(&text.len())
            && text.split('-').all(|part| !part.is_empty() && is_masked(part))
        || parts == 2
            && text.len() <= 20
            && text.ends_with("-EXAMPLE")
            && is_masked(text.trim_end_matches("-EXAMPLE"))
        || is_words(text, Joined::Strict)
}

/// Returns whether a text is a request id that is not a GUID: capitals and digits of S3, DynamoDB
/// and SNS, or 32 hexadecimal digits.
fn is_request_id(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_capitals = text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let is_hexadecimal = text.bytes().all(|byte| byte.is_ascii_hexdigit());
    matches!(text.len(), 16 | 52) && is_capitals && (1..text.len() - 1).contains(&digits)
        || text.len() == 32 && is_hexadecimal && digits < 28
}

/// Returns whether the value at a key is a token, a signature or another credential, which is
/// removed as a whole whatever its form. `lower` is the key in lower case.
pub(super) fn is_dropped(lower: &str) -> bool {
    const PARTS: &[&str] = &[
        "password",
        "passwd",
        "passphrase",
        "privatekey",
        "secretkey",
        "secretaccesskey",
        "secretstring",
        "secretbinary",
        "clientsecret",
        "sharedsecret",
        "authtoken",
        "samlassertion",
        "signature",
        "keymaterial",
        "publickeybody",
        "certificatebody",
        "certificatechain",
        "x509data",
        "ciphertext",
        "plaintext",
        "authorizationcode",
        "devicecode",
        "usercode",
        "authenticationcode",
        "mfacode",
        "totpcode",
        "bootstraptoken",
        "encryptedkey",
        "datakey",
        "hmackey",
        "serializedpublickey",
        "sshpublickey",
        "codeverifier",
        "codechallenge",
        "dnssecsigningkey",
    ];
    const WHOLE: &[&str] = &[
        "authorization",
        "credential",
        "x-amz-credential",
        "cookie",
        "setcookie",
        "publickey",
        "seed",
        "mac",
        "importtoken",
        "userdata",
        "pin",
        "otp",
        "certificate",
        "signedrequest",
        "presignedurl",
        "assertion",
    ];
    let plain: String = lower.chars().filter(|letter| !matches!(letter, '-' | '_' | ' ')).collect();
    let is_token = plain.ends_with("token") || plain.ends_with("tokens") && !plain.ends_with("maxtokens");
    // `SignatureVersion` and `signatureAlgorithm` describe a method and contain no secret.
    if ["version", "algorithm", "method", "type"].iter().any(|end| plain.ends_with(end)) {
        return false;
    }
    is_token && !matches!(&*plain, "subjectfromwebidentitytoken" | "httptokens")
        || PARTS.iter().any(|part| plain.contains(part))
        || WHOLE.contains(&lower)
        || WHOLE.contains(&&*plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_aws_fit_and_others_do_not() {
        for (constant, text) in [
            (Constant::Time, "2024-03-01T10:00:00Z"),
            (Constant::Source, "ec2.amazonaws.com"),
            (Constant::Source, "iam"),
            (Constant::EventName, "ConsoleLogin"),
            (Constant::EventName, "CreateZapZorp"),
            (Constant::EventName, "Invoke20150331"),
            (Constant::EventName, "ESHttpGet"),
            (Constant::EventName, "AdminResetUserPassword"),
            (Constant::EventName, "GetFunction20150331v2"),
            (Constant::Region, "us-gov-east-1"),
            (Constant::Region, "global"),
            (Constant::Word, "AwsApiCall"),
            (Constant::Word, "Client.UnauthorizedOperation"),
            (Constant::Version, "1.08"),
            (Constant::Version, "2015-03-31"),
            (Constant::EventId, "00000000-0000-4000-8000-000000000012"),
            (Constant::EventId, "EXAMPLE8-9621-4d00-b913-beca2EXAMPLE"),
            (Constant::EventId, "..."),
            (Constant::RequestId, "79A59DF900B949E5"),
        ] {
            assert!(constant.fits(text), "{constant:?} {text}");
        }
        for constant in [
            Constant::Time,
            Constant::Source,
            Constant::EventName,
            Constant::Region,
            Constant::Word,
            Constant::Version,
            Constant::EventId,
            Constant::RequestId,
        ] {
            for text in [
                "kowalski",
                "Kowalski",
                "111122223333",
                "198.51.100.77",
                "zeppelin-corp",
                "YWxpY2VAZXhhbXBsZS5vcmc=",
                "alice@example.org",
                "AKIAIOSFODNN7EXAMPLE",
                "ConsoleLogin kowalski",
                "%61lice",
                "kowalski.amazonaws.com",
                "i-0a1b2c3d",
                "ZeppelinProd",
                // The JSON string of an e-mail address, in base64.
                "InBhbGljZUBleGFtcGxlLm9yZyI",
            ] {
                assert!(!constant.fits(text), "{constant:?} {text}");
            }
        }
    }

    #[test]
    fn tokens_and_credentials_are_dropped() {
        for key in [
            "sessiontoken",
            "x-amz-security-token",
            "nexttoken",
            "masteruserpassword",
            "x-amz-signature",
            "secretaccesskey",
        ] {
            assert!(is_dropped(key), "{key}");
        }
        for key in ["secretid", "secretarn", "tokens_used", "username", "keyid", "httptokens", "accesskeyid"]
        {
            assert!(!is_dropped(key), "{key}");
        }
    }
}
