//! The verdict on one digest, by its signatures.

use super::super::evidence::{ContentHash, Exhibit, Wrapping};
use super::super::findings::{
    Class, DigestEvidence, DigestFault, DigestVerdict, Lacking, Location, Moment, SignatureFinding,
    SignatureSource,
};
use super::super::signature::{self, TextError};
use super::{Case, Item};

/// What a signature says, and of whom.
struct Signed {
    finding: SignatureFinding,
    text_error: Option<TextError>,
    /// Of the digest in which it stands, for a copy.
    standing: Option<Class>,
    /// That digest says this hash.
    says_hash: Option<bool>,
}

impl Case {
    /// Judges a digest.
    pub(super) fn judge(&mut self, number: usize, exhibits: &[Exhibit]) {
        let (verdict, evidence, notes) = self.verdict(&self.items[number], exhibits);
        let item = &mut self.items[number];
        item.verdict = Some(verdict);
        item.evidence = evidence.map(Box::new);
        item.notes.extend(notes);
    }

    fn verdict(
        &self,
        item: &Item,
        exhibits: &[Exhibit],
    ) -> (DigestVerdict, Option<DigestEvidence>, Vec<String>) {
        let mut notes = Vec::new();
        let is_unread =
            matches!(item.wrapping, Wrapping::Unreadable | Wrapping::Unopened) || item.hash.is_none();
        let (Ok(digest), Some(hash)) = (&item.parsed, item.hash) else {
            let verdict = match &item.parsed {
                Err(why) if !is_unread => DigestVerdict::Invalid(DigestFault::Format(why.clone())),
                _ => DigestVerdict::Unproven(Lacking::Content),
            };
            return (verdict, None, notes);
        };
        let string_to_sign = digest.string_to_sign(hash);
        let signed_hash = ContentHash::of(string_to_sign.as_bytes());
        let mut signatures = self.own_signatures(item, exhibits);
        signatures.extend(self.copies(item, hash, exhibits));
        let fingerprint = &digest.key_fingerprint;
        let is_tried = self.try_signatures(fingerprint, signed_hash, &mut signatures);

        let contradiction = signatures
            .iter()
            .any(|signed| signed.standing == Some(Class::Verified) && signed.says_hash == Some(false));
        let verdict = if self.lacks_timestamp(item) {
            let why = "its metadata lack backfill-generation-timestamp".to_owned();
            DigestVerdict::Invalid(DigestFault::Format(why))
        } else if item.location == Location::Differs {
            DigestVerdict::Invalid(DigestFault::Moved)
        } else if is_tried {
            by_signatures(&signatures, contradiction, &mut notes)
        } else if self.has_unloadable_key(fingerprint) {
            DigestVerdict::Invalid(DigestFault::UnloadableKey(fingerprint.clone()))
        } else if contradiction {
            DigestVerdict::Invalid(DigestFault::Contradicted)
        } else if signatures.is_empty() {
            DigestVerdict::Unproven(Lacking::Signature)
        } else {
            DigestVerdict::Unproven(Lacking::PublicKey(fingerprint.clone()))
        };
        if !self.is_in_time_of_key(fingerprint, digest.end.millis) {
            notes.push(
                "it ends outside of the time for which its public key says that it is valid".to_owned(),
            );
        }
        let has_incomplete_metadata = self.has_incomplete_metadata(item);
        if has_incomplete_metadata {
            notes.push("its metadata are here and lack the signature or its algorithm".to_owned());
        }
        let evidence = DigestEvidence {
            string_to_sign,
            hash: Some(hash),
            hash_in_successor: self.hash_in_successor(item),
            key_fingerprint: fingerprint.clone(),
            signatures: signatures.into_iter().map(|signed| signed.finding).collect(),
            has_incomplete_metadata,
            location: item.location,
            wrapping: Some(item.wrapping),
        };
        (verdict, Some(evidence), notes)
    }

    fn own_signatures(&self, item: &Item, exhibits: &[Exhibit]) -> Vec<Signed> {
        let mut own: Vec<Signed> = Vec::new();
        for metadata in item.metadata.iter().map(|number| &self.metadata[*number]) {
            let Some(text) = metadata.metadata.usable_signature() else { continue };
            if own.iter().any(|signed| signed.finding.signature == text) {
                continue;
            }
            own.push(Signed {
                finding: SignatureFinding {
                    source: SignatureSource::OwnMetadata,
                    path: exhibits[metadata.exhibit].path.clone(),
                    signature: text.to_owned(),
                    is_right: None,
                },
                text_error: None,
                standing: None,
                says_hash: None,
            });
        }
        own
    }

    fn copies(&self, item: &Item, hash: ContentHash, exhibits: &[Exhibit]) -> Vec<Signed> {
        let copy = |successor: &usize| {
            let successor = &self.items[*successor];
            let digest = successor.parsed.as_ref().ok()?;
            let says_hash = digest.previous_hash.as_ref().map(|says| *says == hash.to_string());
            let path = successor.exhibits.first().map(|exhibit| exhibits[*exhibit].path.clone());
            Some(Signed {
                finding: SignatureFinding {
                    source: SignatureSource::Successor,
                    path: path.unwrap_or_default(),
                    signature: digest.previous_signature.clone()?,
                    is_right: None,
                },
                text_error: None,
                standing: Some(successor.class()),
                says_hash,
            })
        };
        item.successors.iter().filter_map(copy).collect()
    }

    /// Tries every signature with the keys of this fingerprint; false where
    /// there is none.
    fn try_signatures(&self, fingerprint: &str, hash: ContentHash, signatures: &mut [Signed]) -> bool {
        let supplied = self.keys.iter().filter(|supplied| supplied.key.answers_to(fingerprint));
        // A key that was dropped twice is one.
        let mut keys: Vec<_> = supplied.filter_map(|supplied| supplied.key.key.as_ref().ok()).collect();
        keys.dedup();
        for signed in signatures.iter_mut().filter(|_| !keys.is_empty()) {
            let bytes = signature::bytes_of(&signed.finding.signature);
            signed.text_error = bytes.as_ref().err().copied();
            let is_right =
                bytes.is_ok_and(|bytes| keys.iter().any(|key| signature::is_right(key, hash, &bytes)));
            signed.finding.is_right = Some(is_right);
        }
        !keys.is_empty()
    }

    /// A key with this fingerprint beside it was supplied, and is none.
    fn has_unloadable_key(&self, fingerprint: &str) -> bool {
        let fits = |key: &super::PublicKey| {
            key.key.is_err()
                && (key.stated_fingerprint.as_deref() == Some(fingerprint) || key.answers_to(fingerprint))
        };
        self.keys.iter().any(|supplied| fits(&supplied.key))
    }

    /// False where every key of this fingerprint is for another time.
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

    fn lacks_timestamp(&self, item: &Item) -> bool {
        let lacks = |number: &usize| {
            let metadata = &self.metadata[*number].metadata;
            metadata.usable_signature().is_some() && metadata.backfill_generation_timestamp.is_none()
        };
        item.name.is_backfill && item.metadata.iter().any(lacks)
    }

    fn has_incomplete_metadata(&self, item: &Item) -> bool {
        item.metadata.iter().any(|number| self.metadata[*number].metadata.usable_signature().is_none())
    }

    fn hash_in_successor(&self, item: &Item) -> Option<String> {
        let digests = item.successors.iter().filter_map(|number| self.items[*number].parsed.as_ref().ok());
        digests.filter_map(|digest| digest.previous_hash.clone()).next()
    }
}

/// The verdict where there is a key.
fn by_signatures(signatures: &[Signed], contradiction: bool, notes: &mut Vec<String>) -> DigestVerdict {
    let of =
        |source: SignatureSource| signatures.iter().filter(move |signed| signed.finding.source == source);
    let is_right = |signed: &Signed| signed.finding.is_right == Some(true);
    let copy_is_right = of(SignatureSource::Successor).any(is_right);
    if let Some(wrong) = of(SignatureSource::OwnMetadata).find(|signed| !is_right(signed)) {
        if copy_is_right {
            notes.push(
                "the digest after it holds another signature of it, which is right: its metadata were changed and not its content"
                    .to_owned(),
            );
        }
        return DigestVerdict::Invalid(match wrong.text_error {
            Some(TextError::OddLength) => DigestFault::SignatureOddLength,
            Some(TextError::NotHexadecimal) => DigestFault::SignatureNotHexadecimal,
            None => DigestFault::Signature,
        });
    }
    if of(SignatureSource::OwnMetadata).any(is_right) {
        if of(SignatureSource::Successor).any(|signed| !is_right(signed)) {
            notes.push("the digest after it holds another signature of it, which is wrong".to_owned());
        }
        return DigestVerdict::Verified(SignatureSource::OwnMetadata);
    }
    if copy_is_right {
        return DigestVerdict::Verified(SignatureSource::Successor);
    }
    // A wrong copy counts as far as the digest that holds it is to be believed.
    let speaks_against = |signed: &Signed| match signed.standing {
        Some(Class::Verified) => true,
        Some(Class::Unproven) => signed.says_hash == Some(false),
        _ => false,
    };
    if of(SignatureSource::Successor).any(speaks_against) {
        return DigestVerdict::Invalid(DigestFault::Signature);
    }
    if contradiction {
        return DigestVerdict::Invalid(DigestFault::Contradicted);
    }
    if signatures.iter().any(|signed| signed.finding.is_right == Some(false)) {
        notes.push(
            "the only signature of it stands in a digest that is not verified itself, and is wrong"
                .to_owned(),
        );
    }
    DigestVerdict::Unproven(Lacking::Signature)
}
