//! Connects documents that belong together.

use std::collections::HashMap;

use super::origins::Origins;
use super::{CheckContext, Item, Metadata, Trust, object_key};
use crate::base::remark::{Remark, RemarkPart};
use crate::base::small_sort::SmallSort;
use crate::integrity::model::evidence::{FileEvidence, Wrapping};
use crate::integrity::model::findings::{ChainName, DocumentProblem, KeyFile, KeyOrigin, Location};
use crate::integrity::parse::location;
use crate::integrity::parse::object_metadata::SIDECAR;
use crate::integrity::parse::signature::{self, SignatureContent};

/// Maximum number of detached signatures that are opened, each with one key; one takes a few
/// milliseconds at most.
const MOST_OPENED: usize = 2_000;

impl CheckContext {
    /// Connects documents that belong together.
    pub(super) fn connect(&mut self, all_evidence: &[FileEvidence]) {
        self.join_copies();
        self.trust_keys(all_evidence);
        for (number, item) in self.items.iter().enumerate() {
            self.by_object.entry(item.object_key()).or_default().push(number);
            if let Some(hash) = item.signed_hash {
                self.by_signed_hash.entry(hash).or_default().push(number);
            }
            let Ok(digest) = &item.parsed else { continue };
            if let Some((copy, object)) = digest.previous_signature.as_ref().zip(digest.previous.as_ref()) {
                let named = self.named_by_copy.entry(copy.to_ascii_lowercase()).or_default();
                if !named.contains(object) {
                    named.push(object.clone());
                }
            }
        }
        self.name_organizations();
        self.find_successors();
        self.place_metadata_by_name(all_evidence);
        self.place_metadata_by_content();
        for metadata in self.metadata.iter().filter(|metadata| !metadata.is_placed) {
            if metadata.metadata.signature.is_some() {
                self.problems.push(DocumentProblem {
                    path: all_evidence[metadata.file_evidence].path.clone(),
                    message: "no digest is here to which the signature in it belongs".into(),
                });
            }
        }
    }

    /// Returns the items by end time, the newest last, so that it is judged first.
    pub(super) fn in_order_of_judgement(&self) -> Vec<usize> {
        let mut line: Vec<usize> = (0..self.items.len()).collect();
        line.sort_small_by_key(|item| (self.items[*item].end_millis(), *item));
        line
    }

    /// Joins copies of the same digest at several places, compressed or not.
    fn join_copies(&mut self) {
        let mut seen = HashMap::new();
        let mut joined: Vec<Item> = Vec::new();
        for item in std::mem::take(&mut self.items) {
            let differs = item.location == Location::Differs;
            // Files that are not valid digests are also distinguished by their compression.
            let wrapping = if item.parsed.is_ok() { Wrapping::Plain } else { item.wrapping };
            let key = (item.object_key(), item.hash, wrapping, differs, item.parsed.is_ok());
            match seen.get(&key) {
                Some(&first) => {
                    let first: &mut Item = &mut joined[first];
                    if first.location != item.location {
                        first.location = first.location.min(item.location);
                    }
                    first.root = first.root.take().or(item.root);
                    first.all_evidence.extend(item.all_evidence);
                    first.notes.extend(item.notes);
                    first.notes.sort_small();
                    first.notes.dedup();
                }
                None => {
                    seen.insert(key, joined.len());
                    joined.push(item);
                }
            }
        }
        self.items = joined;
    }

    /// Determines which keys are trusted.
    fn trust_keys(&mut self, all_evidence: &[FileEvidence]) {
        let origins = Origins::of(all_evidence, &self.items);
        for supplied in &mut self.keys {
            supplied.origin = origins.origin(&all_evidence[supplied.file_evidence]);
        }
        // Keys beside a folder `AWSLogs` may be the user's, or part of a copy of the whole bucket.
        // If other keys lie apart from all that, the ones beside the logs are not trusted.
        let is_beside = |file_evidence: usize| origins.is_beside_logs(&all_evidence[file_evidence]);
        let has_others = self
            .keys
            .iter()
            .any(|supplied| supplied.origin == KeyOrigin::Apart && !is_beside(supplied.file_evidence));
        for supplied in &mut self.keys {
            let FileEvidence { file, entry, .. } = all_evidence[supplied.file_evidence];
            if has_others && supplied.origin == KeyOrigin::Apart && is_beside(supplied.file_evidence) {
                supplied.origin = KeyOrigin::AmongLogs;
            }
            if supplied.origin == KeyOrigin::Apart || self.trusted.contains(&KeyFile { file, entry }) {
                supplied.trust = Trust::Trusted;
            }
        }
    }

    /// Completes the chain name of digests outside their folders, which lack the organisation. The
    /// other digests of the chain supply it if they agree.
    fn name_organizations(&mut self) {
        let bare = |name: &ChainName| ChainName { organization: None, ..name.clone() };
        let mut known: HashMap<ChainName, Option<ChainName>> = HashMap::new();
        for item in self.items.iter().filter(|item| location::relative(&item.object.key).is_some()) {
            let name = known.entry(bare(&item.name)).or_insert_with(|| Some(item.name.clone()));
            if name.as_ref().is_some_and(|name| *name != item.name) {
                *name = None;
            }
        }
        for item in &mut self.items {
            if location::relative(&item.object.key).is_none()
                && let Some(Some(name)) = known.get(&item.name)
            {
                item.name = name.clone();
            }
        }
    }

    /// Links each digest to the object that it names as the previous one: to files that claim to be
    /// that object, or that lie in its place.
    fn find_successors(&mut self) {
        let mut in_place: HashMap<(Option<&str>, String), Vec<usize>> = HashMap::new();
        for (number, item) in self.items.iter().enumerate() {
            if let Some(relative) = location::relative(&item.object.key) {
                let place = (item.root.as_deref(), location::plain_path(relative));
                in_place.entry(place).or_default().push(number);
            } else if item.parsed.is_err() {
                let place = (None, location::plain_name(&item.object.key));
                in_place.entry(place).or_default().push(number);
            }
        }
        let mut links = Vec::new();
        for (number, item) in self.items.iter().enumerate() {
            let Some(previous) = item.parsed.as_ref().ok().and_then(|digest| digest.previous.as_ref()) else {
                continue;
            };
            let mut before = self.by_object.get(&object_key(previous)).cloned().unwrap_or_default();
            if before.is_empty() {
                let key = location::relative(&previous.key);
                let place = match (&item.root, key) {
                    (Some(root), Some(key)) => (Some(root.as_str()), location::plain_path(key)),
                    _ => (None, location::plain_name(&previous.key)),
                };
                before = in_place.get(&place).cloned().unwrap_or_default();
            }
            links
                .extend(before.into_iter().filter(|before| *before != number).map(|before| (before, number)));
        }
        for (before, after) in links {
            self.items[before].successors.push(after);
            self.items[after].previous.push(before);
        }
    }

    /// Assigns metadata by file name: `<name of the digest>.head.json` beside the digest, or
    /// elsewhere.
    fn place_metadata_by_name(&mut self, all_evidence: &[FileEvidence]) {
        let mut by_path: HashMap<&str, usize> = HashMap::new();
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, item) in self.items.iter().enumerate() {
            by_name.entry(location::plain_name(&item.object.key)).or_default().push(number);
            by_path.extend(
                item.all_evidence
                    .iter()
                    .map(|file_evidence| (all_evidence[*file_evidence].path.as_str(), number)),
            );
        }
        let mut placed = Vec::new();
        for (number, metadata) in self.metadata.iter().enumerate().filter(|(_, metadata)| metadata.is_alone) {
            let Some(stem) = all_evidence[metadata.file_evidence].path.strip_suffix(SIDECAR) else {
                continue;
            };
            match by_path.get(stem) {
                Some(item) => placed.push((number, *item)),
                None => {
                    let items = by_name.get(&location::plain_name(stem)).into_iter().flatten();
                    placed.extend(items.map(|item| (number, *item)));
                }
            }
        }
        self.place(placed);
    }

    /// Assigns metadata by signature: by the copy of the signature in the next digest, or by
    /// opening the signature with the keys that digests name and looking up the signed hash.
    fn place_metadata_by_content(&mut self) {
        let left = |metadata: &Metadata| !metadata.is_placed && metadata.metadata.signature.is_some();
        if !self.metadata.iter().any(left) {
            return;
        }
        let mut by_copy: HashMap<String, Vec<usize>> = HashMap::new();
        for (number, item) in self.items.iter().enumerate() {
            for successor in &item.successors {
                let copy = self.items[*successor].parsed.as_ref().ok();
                if let Some(copy) = copy.and_then(|copy| copy.previous_signature.as_ref()) {
                    by_copy.entry(copy.to_ascii_lowercase()).or_default().push(number);
                }
            }
        }
        let keys = self.keys_that_are_named();
        let (mut opened, mut left_out) = (0, 0);
        let mut placed = Vec::new();
        for (number, metadata) in self.metadata.iter().enumerate().filter(|(_, metadata)| left(metadata)) {
            let text = metadata.metadata.signature.as_deref().unwrap_or_default();
            if let Some(items) = by_copy.get(&text.to_ascii_lowercase()) {
                placed.extend(items.iter().map(|item| (number, *item)));
                continue;
            }
            let Ok(bytes) = signature::bytes_of(text) else { continue };
            if opened + keys.len() > MOST_OPENED {
                left_out += 1;
                continue;
            }
            opened += keys.len();
            let mut hashes = keys.iter().filter_map(|key| match signature::open(key, &bytes)? {
                SignatureContent::Of(hash) => Some(hash),
                SignatureContent::OfAnotherKind => None,
            });
            let items: Option<&Vec<usize>> = hashes.find_map(|hash| self.by_signed_hash.get(&hash));
            placed.extend(items.into_iter().flatten().map(|item| (number, *item)));
        }
        drop(keys);
        if left_out > 0 {
            self.problems.push(DocumentProblem {
                path: "metadata of S3 objects".to_owned(),
                message: Remark::of([
                    RemarkPart::Number(left_out as u64),
                    RemarkPart::words(
                        " signatures lie beside no digest, and there are too many public keys to try them; name each file as its digest and .head.json",
                    ),
                ]),
            });
        }
        self.place(placed);
    }

    /// Returns the usable keys that digests name, without duplicates and the trusted ones first.
    fn keys_that_are_named(&self) -> Vec<rsa::RsaPublicKey> {
        let named: std::collections::HashSet<&str> = self
            .items
            .iter()
            .filter_map(|item| Some(item.parsed.as_ref().ok()?.key_fingerprint.as_str()))
            .collect();
        let mut keys: Vec<rsa::RsaPublicKey> = Vec::new();
        for trust in [Trust::Trusted, Trust::Found] {
            for supplied in self.keys.iter().filter(|supplied| supplied.trust == trust) {
                let key = &supplied.key;
                let is_named = named.contains(key.fingerprint.as_str())
                    || key.fingerprint_pkcs1.as_deref().is_some_and(|other| named.contains(other));
                if let Some(usable) = key.usable().filter(|usable| is_named && !keys.contains(usable)) {
                    keys.push(usable.clone());
                }
            }
        }
        // More keys would leave no budget for signatures.
        keys.truncate(MOST_OPENED / 4);
        keys
    }

    fn place(&mut self, placed: Vec<(usize, usize)>) {
        for (metadata, item) in placed {
            self.metadata[metadata].is_placed = true;
            self.items[item].metadata.push(metadata);
        }
    }
}
