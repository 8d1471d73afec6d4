//! Reading every digest, key and sidecar, and which belongs to which.

use std::collections::HashMap;

use super::super::digest::Digest;
use super::super::evidence::{Content, ContentHash, Exhibit, Role, Wrapping};
use super::super::findings::{ChainName, DocumentProblem, Location, Object};
use super::super::location::{self, agreement, is_named_gzip};
use super::super::object_metadata::{self, SIDECAR};
use super::super::{public_key, signature};
use super::{Case, Item, Metadata, SuppliedKey};
use crate::in_order::InOrder;

pub(super) fn is_digest(exhibit: &Exhibit) -> bool {
    matches!(exhibit.role, Role::Digest(_))
}

impl Case {
    /// Takes in a file.
    pub(super) fn read(&mut self, number: usize, exhibit: &Exhibit) {
        let mut problem = |message: String| {
            self.problems.push(DocumentProblem { path: exhibit.path.clone(), message });
        };
        match &exhibit.role {
            Role::Digest(content) => self.items.push(item(number, exhibit, content)),
            Role::Keys(content) => {
                let keys = public_key::parse(&content.bytes);
                keys.problems.into_iter().for_each(&mut problem);
                for key in keys.keys {
                    if let Err(error) = &key.key {
                        problem(format!("the public key {} cannot be used: {error}", key.fingerprint));
                    } else if !key.is_stated_right() {
                        let stated = key.stated_fingerprint.as_deref().unwrap_or_default();
                        let own = key.fingerprint_pkcs1.as_ref().unwrap_or(&key.fingerprint);
                        problem(format!(
                            "the fingerprint {stated} stands beside the public key {own}; it is used under its own"
                        ));
                    }
                    self.keys.push(SuppliedKey { key, path: exhibit.path.clone() });
                }
            }
            Role::ObjectMetadata(content) => {
                let all = object_metadata::parse(&content.bytes);
                if all.is_empty() {
                    problem("the metadata of an S3 object in it cannot be read".to_owned());
                }
                let is_alone = all.len() == 1;
                self.metadata.extend(all.into_iter().map(|metadata| Metadata {
                    metadata,
                    exhibit: number,
                    is_alone,
                    is_placed: false,
                }));
            }
            Role::SignFile(_) => self.sign_files.push(number),
            Role::TrailDescription(_) | Role::Log | Role::Other => {}
        }
    }

    /// Finds out which document belongs to which.
    pub(super) fn connect(&mut self, exhibits: &[Exhibit]) {
        self.join_copies();
        for (number, item) in self.items.iter().enumerate() {
            self.by_slot.entry(item.slot.clone()).or_default().push(number);
        }
        self.name_organizations();
        self.find_successors();
        self.place_metadata_by_name(exhibits);
        self.place_metadata_by_content();
        for metadata in self.metadata.iter().filter(|metadata| !metadata.is_placed) {
            if metadata.metadata.signature.is_some() {
                self.problems.push(DocumentProblem {
                    path: exhibits[metadata.exhibit].path.clone(),
                    message: "no digest is here to which the signature in it belongs".to_owned(),
                });
            }
        }
    }

    /// The newest first, so that a digest is judged after those that name it.
    pub(super) fn in_order_of_judgement(&self) -> Vec<usize> {
        let mut line: Vec<usize> = (0..self.items.len()).collect();
        line.put_in_order_by_key(|item| (self.items[*item].end_millis(), *item));
        line
    }

    /// The same digest at several places is one.
    fn join_copies(&mut self) {
        let mut seen: HashMap<(String, Option<ContentHash>, Wrapping, bool, bool), usize> = HashMap::new();
        let mut joined: Vec<Item> = Vec::new();
        for item in std::mem::take(&mut self.items) {
            let differs = item.location == Location::Differs;
            let key = (item.slot.clone(), item.hash, item.wrapping, differs, item.parsed.is_ok());
            match seen.get(&key) {
                Some(&first) => {
                    let first = &mut joined[first];
                    first.location = first.location.min(item.location);
                    first.exhibits.extend(item.exhibits);
                    first.notes.extend(item.notes);
                    first.notes.put_in_order();
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

    /// A digest outside its folders does not tell the organisation; others of
    /// its chain may.
    fn name_organizations(&mut self) {
        let bare = |name: &ChainName| ChainName { organization: None, ..name.clone() };
        let known: HashMap<ChainName, ChainName> = self
            .items
            .iter()
            .filter(|item| item.name.organization.is_some())
            .map(|item| (bare(&item.name), item.name.clone()))
            .collect();
        for item in &mut self.items {
            if item.name.organization.is_none()
                && location::relative(&item.object.key).is_none()
                && let Some(name) = known.get(&item.name)
            {
                item.name = name.clone();
            }
        }
    }

    fn find_successors(&mut self) {
        for number in 0..self.items.len() {
            let Ok(digest) = &self.items[number].parsed else { continue };
            let Some(previous) = &digest.previous else { continue };
            let slot = location::plain_name(&previous.key);
            for before in self.by_slot.get(&slot).cloned().unwrap_or_default() {
                if before != number {
                    self.items[before].successors.push(number);
                }
            }
        }
    }

    /// `<name of the digest>.head.json` beside the digest, or elsewhere.
    fn place_metadata_by_name(&mut self, exhibits: &[Exhibit]) {
        let by_path: HashMap<&str, usize> = self
            .items
            .iter()
            .enumerate()
            .flat_map(|(number, item)| item.exhibits.iter().map(move |exhibit| (*exhibit, number)))
            .map(|(exhibit, number)| (exhibits[exhibit].path.as_str(), number))
            .collect();
        let mut placed = Vec::new();
        for (number, metadata) in self.metadata.iter().enumerate().filter(|(_, metadata)| metadata.is_alone) {
            let Some(stem) = exhibits[metadata.exhibit].path.strip_suffix(SIDECAR) else { continue };
            match by_path.get(stem) {
                Some(item) => placed.push((number, *item)),
                None => {
                    let items = self.by_slot.get(&location::plain_name(stem)).into_iter().flatten();
                    placed.extend(items.map(|item| (number, *item)));
                }
            }
        }
        self.place(placed);
    }

    /// By the copy of the signature in the digest after it, or by opening it
    /// with every key and looking for the hash in it.
    fn place_metadata_by_content(&mut self) {
        let left = |metadata: &&Metadata| !metadata.is_placed && metadata.metadata.signature.is_some();
        if self.metadata.iter().filter(left).count() == 0 {
            return;
        }
        let (mut by_copy, mut by_hash): (HashMap<String, Vec<usize>>, HashMap<ContentHash, Vec<usize>>) =
            Default::default();
        for (number, item) in self.items.iter().enumerate() {
            let Ok(digest) = &item.parsed else { continue };
            if let Some(hash) = item.hash {
                let signed = ContentHash::of(digest.string_to_sign(hash).as_bytes());
                by_hash.entry(signed).or_default().push(number);
            }
            for successor in &item.successors {
                let copy = self.items[*successor].parsed.as_ref().ok();
                if let Some(copy) = copy.and_then(|copy| copy.previous_signature.as_ref()) {
                    by_copy.entry(copy.to_ascii_lowercase()).or_default().push(number);
                }
            }
        }
        let mut placed = Vec::new();
        for (number, metadata) in self.metadata.iter().enumerate().filter(|(_, metadata)| left(metadata)) {
            let text = metadata.metadata.signature.as_deref().unwrap_or_default();
            let items = by_copy.get(&text.to_ascii_lowercase()).cloned().or_else(|| {
                let bytes = signature::bytes_of(text).ok()?;
                let keys = self.keys.iter().filter_map(|supplied| supplied.key.key.as_ref().ok());
                keys.filter_map(|key| signature::signed_hash(key, &bytes))
                    .find_map(|hash| by_hash.get(&hash).cloned())
            });
            placed.extend(items.into_iter().flatten().map(|item| (number, item)));
        }
        self.place(placed);
    }

    fn place(&mut self, placed: Vec<(usize, usize)>) {
        for (metadata, item) in placed {
            self.metadata[metadata].is_placed = true;
            self.items[item].metadata.push(metadata);
        }
    }
}

fn item(number: usize, exhibit: &Exhibit, content: &Content) -> Item {
    let mut notes = Vec::new();
    let fingerprint = &exhibit.fingerprint;
    let parsed = match fingerprint.wrapping {
        Wrapping::Plain if is_named_gzip(&exhibit.path) => Err("it is named .gz and is no gzip".to_owned()),
        Wrapping::GzipNoTrailer => Err("its gzip lacks the checksum at its end".to_owned()),
        Wrapping::GzipCut => Err("its gzip breaks off".to_owned()),
        Wrapping::GzipChecksum => Err("the checksum of its gzip is wrong".to_owned()),
        Wrapping::GzipBroken => Err("its gzip is damaged".to_owned()),
        Wrapping::Unreadable | Wrapping::Unopened => Err("it could not be read".to_owned()),
        Wrapping::Plain | Wrapping::Gzip => Digest::parse(&content.bytes).map_err(|error| error.to_string()),
    };
    if fingerprint.wrapping == Wrapping::Plain && !is_named_gzip(&exhibit.path) {
        notes.push("it was unpacked before it came here; CloudTrail delivers gzip".to_owned());
    }
    if fingerprint.trailing_bytes > 0 {
        let what = if fingerprint.has_second_member { "another gzip member" } else { "no gzip" };
        notes.push(format!(
            "{} bytes follow the end of its gzip data ({what}); they are no part of what was signed and were left out",
            fingerprint.trailing_bytes
        ));
    }
    let here = Object {
        bucket: String::new(),
        key: location::relative(&exhibit.path).unwrap_or(location::name(&exhibit.path)).to_owned(),
    };
    let (object, found) = match &parsed {
        Ok(digest) => match agreement(&exhibit.path, &digest.object) {
            Location::Differs => {
                notes.push(format!("it says that it is s3://{}/{}", digest.object.bucket, digest.object.key));
                (Object { bucket: digest.object.bucket.clone(), ..here }, Location::Differs)
            }
            found => (digest.object.clone(), found),
        },
        Err(_) => (here, Location::Unknown),
    };
    let account = parsed.as_ref().map_or("", |digest| digest.account.as_str());
    Item {
        exhibits: vec![number],
        slot: location::plain_name(&object.key),
        name: chain_name(&object.key, account),
        object,
        parsed,
        hash: fingerprint.sha256,
        wrapping: fingerprint.wrapping,
        location: found,
        metadata: Vec::new(),
        successors: Vec::new(),
        verdict: None,
        evidence: None,
        notes,
    }
}

/// The chain that a digest of this key belongs to.
pub(super) fn chain_name(key: &str, account: &str) -> ChainName {
    match location::digest(key) {
        Some(found) => ChainName {
            organization: found.organization.map(str::to_owned),
            account: found.account.to_owned(),
            region: found.region.to_owned(),
            trail: found.trail.to_owned(),
            home_region: found.home_region.to_owned(),
            is_backfill: found.is_backfill,
        },
        None => ChainName { account: account.to_owned(), ..ChainName::default() },
    }
}
