//! Evaluates the signatures of one digest.

use super::{CheckContext, Item, Signed, SuppliedKey, Trust};
use crate::base::remark::{Remark, RemarkPart};
use crate::integrity::model::evidence::{ContentHash, FileEvidence, Wrapping};
use crate::integrity::model::findings::{Moment, SignatureFinding, SignatureSource};
use crate::integrity::parse::signature::{self, SignatureContent};

/// Maximum number of signatures of one digest that are tried. A genuine digest has two or three.
const MOST_SIGNATURES: usize = 24;
/// Maximum number of keys that each signature is tried with. A genuine one has one.
const MOST_KEYS: usize = 8;

impl CheckContext {
    /// Tries the signatures of a digest.
    pub(super) fn judge(&mut self, number: usize, all_evidence: &[FileEvidence]) {
        let item = &self.items[number];
        let (Some(signed_hash), Ok(digest)) = (item.signed_hash, &item.parsed) else { return };
        let mut signatures = self.own_signatures(item, all_evidence);
        signatures.extend(self.copies(item, all_evidence));
        let left_out = signatures.len().saturating_sub(MOST_SIGNATURES);
        signatures.truncate(MOST_SIGNATURES);
        let keys = self.keys_of(&digest.key_fingerprint);
        let keys_left_out = keys.len().saturating_sub(MOST_KEYS);
        for signed in signatures.iter_mut().filter(|_| !keys.is_empty()) {
            self.try_signature(signed, number, signed_hash, &keys[..keys.len().min(MOST_KEYS)]);
        }
        let mut notes: Vec<Remark> = Vec::new();
        if left_out > 0 && !signatures.iter().any(|signed| signed.right == Some(Trust::Trusted)) {
            notes.push(Remark::of([
                RemarkPart::Number(left_out as u64),
                RemarkPart::words(" more signatures are said to be its own and were not tried"),
            ]));
        }
        if keys_left_out > 0 {
            notes.push(Remark::of([
                RemarkPart::Number(keys_left_out as u64),
                RemarkPart::words(" more public keys have the fingerprint that it names and were not tried"),
            ]));
        }
        let right: Vec<_> = signatures.iter().filter_map(|signed| signed.right_key.as_ref()).collect();
        if right.windows(2).any(|pair| pair[0] != pair[1]) {
            notes.push("different public keys of one fingerprint open its signatures".into());
        }
        if !self.is_in_time_of_key(&digest.key_fingerprint, digest.end.millis) {
            notes.push("it ends outside of the time for which its public key says that it is valid".into());
        }
        let item = &mut self.items[number];
        item.signatures = signatures;
        item.notes.extend(notes);
    }

    fn own_signatures(&self, item: &Item, all_evidence: &[FileEvidence]) -> Vec<Signed> {
        let mut own: Vec<Signed> = Vec::new();
        for metadata in item.metadata.iter().map(|number| &self.metadata[*number]) {
            let Some(text) = metadata.metadata.usable_signature() else { continue };
            if own.iter().any(|signed| signed.finding.signature == text) {
                continue;
            }
            own.push(Signed::new(SignatureFinding {
                source: SignatureSource::OwnMetadata,
                path: all_evidence[metadata.file_evidence].path.clone(),
                signature: text.to_owned(),
                is_right: None,
            }));
        }
        own
    }

    /// Returns the copies of its signature in digests that name it as the previous one, those from
    /// digests that also contain its hash first.
    fn copies(&self, item: &Item, all_evidence: &[FileEvidence]) -> Vec<Signed> {
        let copy = |successor: &usize| {
            let successor = &self.items[*successor];
            let digest = successor.parsed.as_ref().ok()?;
            let path =
                successor.all_evidence.first().map(|file_evidence| all_evidence[*file_evidence].path.clone());
            Some(Signed::new(SignatureFinding {
                source: SignatureSource::Successor,
                path: path.unwrap_or_default(),
                signature: digest.previous_signature.clone()?,
                is_right: None,
            }))
        };
        let (with_hash, others): (Vec<usize>, Vec<usize>) =
            item.successors.iter().partition(|successor| self.says_hash(**successor, item) == Some(true));
        let mut copies: Vec<Signed> = with_hash.iter().chain(&others).filter_map(copy).collect();
        // Each signature is tried once, however many digests contain it.
        let mut seen = std::collections::HashSet::new();
        copies.retain(|signed| seen.insert(signed.finding.signature.clone()));
        copies
    }

    /// Returns whether the previous hash that `successor` states is this item's; `None` if either
    /// is unknown.
    pub(super) fn says_hash(&self, successor: usize, item: &Item) -> Option<bool> {
        let said = self.items[successor].parsed.as_ref().ok()?.previous_hash.as_ref()?;
        Some(said.eq_ignore_ascii_case(&item.hash?.to_string()))
    }

    fn try_signature(&self, signed: &mut Signed, number: usize, hash: ContentHash, keys: &[&SuppliedKey]) {
        signed.finding.is_right = Some(false);
        let Ok(bytes) = signature::bytes_of(&signed.finding.signature) else { return };
        for supplied in keys {
            let Some(key) = supplied.key.usable() else { continue };
            let Some(opened) = signature::open(key, &bytes) else { continue };
            if opened == SignatureContent::Of(hash) && signature::is_right(key, hash, &bytes) {
                signed.finding.is_right = Some(true);
                signed.right = signed.right.max(Some(supplied.trust));
                signed.right_key = Some(supplied.key.fingerprint.clone());
            } else if !self.is_of_another(number, &signed.finding, opened) {
                signed.otherwise = signed.otherwise.max(Some(supplied.trust));
            }
        }
    }

    /// Returns whether a signature in the metadata beside a digest belongs to another digest. If
    /// so, the metadata are wrong and the digest is not to blame.
    fn is_of_another(&self, number: usize, finding: &SignatureFinding, opened: SignatureContent) -> bool {
        let own = &self.items[number];
        let is_another = |other: &usize| self.items[*other].object != own.object;
        let is_copied_elsewhere = || {
            let named = self.named_by_copy.get(&finding.signature.to_ascii_lowercase());
            named.is_some_and(|objects| objects.iter().all(|object| *object != own.object))
        };
        let found = match opened {
            SignatureContent::Of(hash) => self.by_signed_hash.get(&hash),
            SignatureContent::OfAnotherKind => None,
        };
        finding.source == SignatureSource::OwnMetadata
            && (found.is_some_and(|items| items.iter().all(is_another)) || is_copied_elsewhere())
    }

    /// Returns the usable keys with a fingerprint, without duplicates and the trusted ones first.
    fn keys_of(&self, fingerprint: &str) -> Vec<&SuppliedKey> {
        let mut keys: Vec<&SuppliedKey> = Vec::new();
        for trust in [Trust::Trusted, Trust::Found] {
            for supplied in self.keys.iter().filter(|supplied| supplied.trust == trust) {
                let Some(key) = supplied.key.usable() else { continue };
                let is_new = || keys.iter().all(|known| known.key.usable() != Some(key));
                if supplied.key.answers_to(fingerprint) && is_new() {
                    keys.push(supplied);
                }
            }
        }
        keys
    }

    /// Returns whether there is a usable key with this fingerprint.
    pub(super) fn has_key(&self, fingerprint: &str) -> bool {
        self.keys
            .iter()
            .any(|supplied| supplied.key.usable().is_some() && supplied.key.answers_to(fingerprint))
    }

    /// Returns the reason why a supplied key with this fingerprint is useless; `None` if there is
    /// no such key.
    pub(super) fn useless_key(&self, fingerprint: &str) -> Option<&'static str> {
        let mut keys = self.keys.iter().map(|supplied| &supplied.key).filter(|key| {
            key.stated_fingerprint.as_deref() == Some(fingerprint) || key.answers_to(fingerprint)
        });
        let first = keys.next()?;
        Some(match &first.key {
            Err(_) => "a public key of its fingerprint was supplied and cannot be used",
            Ok(_) if !first.answers_to(fingerprint) => {
                "another public key was supplied with its fingerprint beside it"
            }
            Ok(_) => "the public key of its fingerprint is shorter than 2,048 bits, which proves nothing",
        })
    }

    /// Returns `false` if no key with this fingerprint is valid at `end`.
    fn is_in_time_of_key(&self, fingerprint: &str, end: Option<i64>) -> bool {
        let mut keys =
            self.keys.iter().map(|supplied| &supplied.key).filter(|key| key.answers_to(fingerprint));
        let Some(end) = end.filter(|_| keys.clone().next().is_some()) else { return true };
        keys.any(|key| {
            let millis = |moment: &Option<Moment>| moment.as_ref().and_then(|moment| moment.millis);
            millis(&key.valid_from).is_none_or(|from| from <= end)
                && millis(&key.valid_until).is_none_or(|until| end <= until)
        })
    }
}

impl Item {
    /// Returns whether its content could not be read.
    pub(super) fn is_unread(&self) -> bool {
        matches!(self.wrapping, Wrapping::Unreadable | Wrapping::Unopened)
            || self.hash.is_none()
            || self.is_too_long
    }
}
