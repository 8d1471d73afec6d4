//! Checks one digest as the AWS CLI does, with a note where Trailglass's own result differs.

use crate::integrity::model::findings::{
    DigestFault, DigestFinding, DigestVerdict, KeyFinding, Lacking, Object, SignatureFinding, SignatureSource,
};
use crate::integrity::parse::digest::{Digest, FormatError};
use crate::integrity::parse::signature::{self, TextError};

/// The AWS CLI's result for an object that should be a digest.
pub(super) struct DigestCheck {
    pub outcome: DigestOutcome,
    /// A note on where Trailglass's result differs; `None` if it agrees.
    pub note: Option<String>,
}

/// The outcome of the AWS CLI's check of a digest.
pub(super) enum DigestOutcome {
    NotFound,
    /// Invalid; holds the text after "INVALID: ".
    Invalid(String),
    Valid(Box<Digest>),
    /// Valid, but the AWS CLI then gives up because the digest lacks logFiles.
    WithoutLogs,
}

impl DigestCheck {
    pub fn not_found() -> DigestCheck {
        DigestCheck { outcome: DigestOutcome::NotFound, note: None }
    }

    /// Returns the result for an object whose file cannot be read as a digest.
    pub fn not_a_digest() -> DigestCheck {
        invalid("invalid format", None)
    }
}

/// Returns the AWS CLI's result for an object whose file holds these bytes, checked in the same
/// order. `keys` may hold keys that prove nothing; `home_region` is the trail's.
pub(super) fn check_digest(
    object: &Object,
    bytes: &[u8],
    finding: &DigestFinding,
    keys: &[KeyFinding],
    home_region: &str,
) -> DigestCheck {
    let parsed = Digest::parse(bytes);
    if parsed == Err(FormatError::Missing("logFiles")) {
        let note = "we say INVALID: invalid format, of this digest only";
        return DigestCheck { outcome: DigestOutcome::WithoutLogs, note: Some(note.to_owned()) };
    }
    let is_format = matches!(finding.verdict, DigestVerdict::Invalid(DigestFault::Format(_)));
    let (Ok(digest), Some(evidence), false) = (parsed, &finding.evidence, is_format) else {
        return DigestCheck::not_a_digest();
    };
    if evidence.lacks_timestamp {
        let note = ours(finding, "a missing timestamp says nothing of its content");
        return invalid("invalid format", Some(note));
    }
    let own: Vec<&SignatureFinding> = evidence
        .signatures
        .iter()
        .filter(|signature| signature.source == SignatureSource::OwnMetadata)
        .collect();
    if own.is_empty() {
        return without_metadata(digest, finding, evidence.has_incomplete_metadata);
    }
    if digest.object != *object {
        return moved(finding);
    }
    let Some(key) = trusted_key(keys, &digest.key_fingerprint) else {
        return without_key(&digest.key_fingerprint, home_region, finding);
    };
    if key.bits.is_none() || key.fingerprint_pkcs1.is_some() {
        return unusable_key(key, &digest.key_fingerprint, finding);
    }
    match own.into_iter().find(|signature| signature.is_right != Some(true)) {
        None => {
            let differs = !matches!(finding.verdict, DigestVerdict::Verified(_));
            DigestCheck {
                outcome: DigestOutcome::Valid(Box::new(digest)),
                note: differs.then(|| ours(finding, "")),
            }
        }
        Some(wrong) => wrong_signature(wrong, finding),
    }
}

fn invalid(text: &str, note: Option<String>) -> DigestCheck {
    DigestCheck { outcome: DigestOutcome::Invalid(text.to_owned()), note }
}

/// Returns the note that states Trailglass's own verdict and the reason why it differs, which may be
/// empty.
fn ours(finding: &DigestFinding, reason: &str) -> String {
    let verdict = &finding.verdict;
    format!("we say {verdict}{}{reason}", if reason.is_empty() { "" } else { ": " })
}

/// Returns the result for a digest whose metadata, which hold its signature, are absent or
/// incomplete.
fn without_metadata(digest: Digest, finding: &DigestFinding, is_incomplete: bool) -> DigestCheck {
    let is_verified = matches!(finding.verdict, DigestVerdict::Verified(_));
    if !is_incomplete && is_verified {
        let note = "its metadata are not here; this supposes that S3 still holds them";
        return DigestCheck { outcome: DigestOutcome::Valid(Box::new(digest)), note: Some(note.to_owned()) };
    }
    let reason = if is_verified {
        "the AWS CLI does not look at the copy of the signature in the digest after it"
    } else {
        "its own signature is not here; with it the AWS CLI may say something else"
    };
    invalid("signature verification failed", Some(ours(finding, reason)))
}

/// Returns the result for a digest that claims to be another object.
fn moved(finding: &DigestFinding) -> DigestCheck {
    let note = match finding.verdict {
        DigestVerdict::Verified(_) => {
            Some(ours(finding, "the bucket of a folder on a disk is as the digest claims"))
        }
        _ => None,
    };
    invalid("has been moved from its original location", note)
}

/// Returns the key that the AWS CLI would find for a fingerprint. The AWS CLI gets its keys from AWS,
/// and does not know keys among the logs.
fn trusted_key<'k>(keys: &'k [KeyFinding], fingerprint: &str) -> Option<&'k KeyFinding> {
    keys.iter().filter(|key| key.is_trusted).find(|key| match &key.stated_fingerprint {
        Some(stated) => stated == fingerprint,
        None => key.fingerprint == fingerprint || key.fingerprint_pkcs1.as_deref() == Some(fingerprint),
    })
}

/// Returns the result for a digest whose public key is not known.
fn without_key(fingerprint: &str, home_region: &str, finding: &DigestFinding) -> DigestCheck {
    let text = format!("public key not found in region {home_region} for fingerprint {fingerprint}");
    let note = match &finding.verdict {
        DigestVerdict::Verified(_) | DigestVerdict::FoundKey(_) => Some(ours(finding, "")),
        DigestVerdict::Unproven(Lacking::PublicKey(lacking)) if lacking == fingerprint => {
            Some(ours(finding, "without the key nothing can be said"))
        }
        _ => None,
    };
    invalid(&text, note)
}

/// Returns the result for a digest whose public key the AWS CLI cannot load: it reads RSA keys in
/// PKCS#1 form only.
fn unusable_key(key: &KeyFinding, fingerprint: &str, finding: &DigestFinding) -> DigestCheck {
    let text = format!("Unable to load PKCS #1 key with fingerprint {fingerprint}");
    let reason = match key.fingerprint_pkcs1 {
        Some(_) => "the AWS CLI does not read keys in SubjectPublicKeyInfo form, we do",
        None => "a key that cannot be used says nothing of the file",
    };
    invalid(&text, Some(ours(finding, reason)))
}

/// Returns the result for a digest with a signature in its metadata that the key does not confirm.
fn wrong_signature(wrong: &SignatureFinding, finding: &DigestFinding) -> DigestCheck {
    let note = match finding.verdict {
        DigestVerdict::Invalid(_) => None,
        _ => {
            Some(ours(finding, "a signature in its metadata that is not its own says nothing of its content"))
        }
    };
    match signature::bytes_of(&wrong.signature) {
        Err(error @ (TextError::OddLength | TextError::NotHexadecimal)) => invalid(&error.to_string(), note),
        Ok(_) => invalid("signature verification failed", note),
    }
}
