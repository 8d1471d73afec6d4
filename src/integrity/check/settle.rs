//! Settles the verdicts on all digests after every signature has been tried. A digest is proven by
//! its own signature, or by its hash in a proven digest, and so on backwards. Unproven data is
//! never evidence against a file.

use super::{CheckContext, Item, Trust};
use crate::base::remark::Remark;
use crate::integrity::model::findings::{
    DigestEvidence, DigestFault, DigestVerdict, Lacking, Location, SignatureSource,
};

impl CheckContext {
    /// Assigns every digest its verdict.
    pub(super) fn settle(&mut self) {
        self.prove();
        for number in 0..self.items.len() {
            let (verdict, evidence, notes) = self.verdict(&self.items[number]);
            let item = &mut self.items[number];
            item.verdict = Some(verdict);
            item.evidence = evidence.map(Box::new);
            item.notes.extend(notes);
        }
    }

    fn prove(&mut self) {
        let mut line = Vec::new();
        for (number, item) in self.items.iter_mut().enumerate().filter(|(_, item)| item.can_be_proven()) {
            let by = |source| {
                let of_source = item.signatures.iter().filter(move |signed| signed.finding.source == source);
                of_source.filter_map(|signed| signed.right).max().map(|trust| (trust, source))
            };
            let (own, copy) = (by(SignatureSource::OwnMetadata), by(SignatureSource::Successor));
            item.proof = match (own, copy) {
                (Some(own), Some(copy)) => Some(if copy.0 > own.0 { copy } else { own }),
                (own, copy) => own.or(copy),
            };
            if item.proof.is_some() {
                line.push(number);
            }
        }
        while let Some(number) = line.pop() {
            let Some((trust, _)) = self.items[number].proof else { continue };
            for before in self.items[number].previous.clone() {
                let known = self.items[before].proof.map(|(trust, _)| trust);
                if known < Some(trust)
                    && self.items[before].can_be_proven()
                    && self.says_hash(number, &self.items[before]) == Some(true)
                {
                    self.items[before].proof = Some((trust, SignatureSource::SuccessorHash));
                    line.push(before);
                }
            }
        }
    }

    fn verdict(&self, item: &Item) -> (DigestVerdict, Option<DigestEvidence>, Vec<Remark>) {
        let digest = match &item.parsed {
            _ if item.is_unread() => return (DigestVerdict::Unproven(Lacking::Content), None, Vec::new()),
            Err(why) => return (DigestVerdict::Invalid(DigestFault::Format(why.clone())), None, Vec::new()),
            Ok(digest) => digest,
        };
        let mut notes: Vec<Remark> = Vec::new();
        let fingerprint = &digest.key_fingerprint;
        let has_key = self.has_key(fingerprint);
        let of = |source| item.signatures.iter().filter(move |signed| signed.finding.source == source);
        let own_is_wrong =
            of(SignatureSource::OwnMetadata).any(|signed| signed.finding.is_right == Some(false));
        let verdict = match item.proof {
            _ if item.location == Location::Differs => DigestVerdict::Invalid(DigestFault::Moved),
            Some((trust, source)) => {
                if own_is_wrong {
                    notes.push(
                        "the metadata beside it hold a signature that is not its own: the metadata are wrong, and its content is proven".into(),
                    );
                }
                if self.lacks_timestamp(item) {
                    notes.push(
                        "its metadata lack backfill-generation-timestamp, which the AWS CLI wants".into(),
                    );
                }
                if of(SignatureSource::Successor).any(|signed| signed.finding.is_right == Some(false)) {
                    notes.push("a digest after it holds another signature of it, which is wrong".into());
                }
                if source == SignatureSource::SuccessorHash {
                    notes.push(
                        "no signature of it could be checked; the verified digest after it holds its hash"
                            .into(),
                    );
                }
                match trust {
                    Trust::Trusted => DigestVerdict::Verified(source),
                    Trust::Found => DigestVerdict::FoundKey(source),
                }
            }
            None => match self.contradiction(item) {
                Some(fault) => DigestVerdict::Invalid(fault),
                None if item.signatures.is_empty() => DigestVerdict::Unproven(Lacking::Signature),
                None if !has_key => DigestVerdict::Unproven(Lacking::PublicKey(fingerprint.clone())),
                None => {
                    let are_own = of(SignatureSource::OwnMetadata).next().is_some();
                    notes.push(
                        if are_own {
                            "the signature in the metadata beside it opens with no key over its content, nor over anything else: it tells nothing"
                        } else {
                            "the only signature of it stands in a digest that is not verified itself, and is wrong"
                        }
                        .into(),
                    );
                    DigestVerdict::Unproven(Lacking::RightSignature)
                }
            },
        };
        if !has_key {
            notes.extend(self.useless_key(fingerprint).map(Remark::from));
        }
        let has_incomplete_metadata = self.has_incomplete_metadata(item);
        if has_incomplete_metadata {
            notes.push("its metadata are here and lack the signature or its algorithm".into());
        }
        let evidence = DigestEvidence {
            string_to_sign: item.hash.map(|hash| digest.string_to_sign(hash)).unwrap_or_default(),
            hash: item.hash,
            hash_in_successor: self.hash_in_successor(item),
            key_fingerprint: fingerprint.clone(),
            signatures: item.signatures.iter().map(|signed| signed.finding.clone()).collect(),
            has_incomplete_metadata,
            lacks_timestamp: self.lacks_timestamp(item),
            location: item.location,
            wrapping: Some(item.wrapping),
        };
        (verdict, Some(evidence), notes)
    }

    /// Returns the evidence that a digest is not what it claims to be; `None` if there is none.
    fn contradiction(&self, item: &Item) -> Option<DigestFault> {
        let opens_otherwise = |source| {
            let mut of_source = item.signatures.iter().filter(move |signed| signed.finding.source == source);
            of_source.any(|signed| signed.otherwise == Some(Trust::Trusted))
        };
        let mut proven = item
            .successors
            .iter()
            .filter(|successor| matches!(self.items[**successor].proof, Some((Trust::Trusted, _))));
        let copy_opens_otherwise =
            opens_otherwise(SignatureSource::Successor) && proven.clone().next().is_some();
        if opens_otherwise(SignatureSource::OwnMetadata) || copy_opens_otherwise || self.has_proven_twin(item)
        {
            return Some(DigestFault::Signature);
        }
        proven
            .any(|successor| self.says_hash(*successor, item) == Some(false))
            .then_some(DigestFault::Contradicted)
    }

    /// Returns whether another file is proven to be the object that this one claims to be.
    fn has_proven_twin(&self, item: &Item) -> bool {
        let twins = self.by_object.get(&item.object_key()).into_iter().flatten();
        twins
            .map(|number| &self.items[*number])
            .any(|twin| matches!(twin.proof, Some((Trust::Trusted, _))) && twin.hash != item.hash)
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

    /// Returns the hash that the next digest states; of several, the best proven one.
    fn hash_in_successor(&self, item: &Item) -> Option<String> {
        let said = item.successors.iter().filter_map(|number| {
            let successor = &self.items[*number];
            let hash = successor.parsed.as_ref().ok()?.previous_hash.clone()?;
            Some((successor.proof.map(|(trust, _)| trust), hash))
        });
        said.max_by_key(|(trust, _)| *trust).map(|(_, hash)| hash)
    }
}

impl Item {
    /// Returns whether it can be proven at all: its content is a digest, in its own place.
    fn can_be_proven(&self) -> bool {
        self.parsed.is_ok() && !self.is_unread() && self.location != Location::Differs
    }
}
