//! Reads every digest, key file and sidecar.

use super::{CheckContext, Item, Metadata, SuppliedKey, Trust};
use crate::base::remark::{Remark, RemarkPart};
use crate::integrity::model::evidence::{ContentHash, DocumentContent, FileEvidence, Role, Wrapping};
use crate::integrity::model::findings::{ChainName, DocumentProblem, KeyOrigin, Location, Object};
use crate::integrity::model::times;
use crate::integrity::parse::digest::Digest;
use crate::integrity::parse::location::{self, agreement, is_named_gzip};
use crate::integrity::parse::object_metadata;
use crate::integrity::parse::public_key::{self, CloudTrailPublicKey};

pub(super) fn is_digest(file_evidence: &FileEvidence) -> bool {
    matches!(file_evidence.role, Role::Digest(_))
}

impl CheckContext {
    /// Adds a file to the case.
    pub(super) fn read(&mut self, number: usize, file_evidence: &FileEvidence) {
        if file_evidence.records > 0 && !matches!(file_evidence.role, Role::Log | Role::Other) {
            let message = Remark::of([
                RemarkPart::words("it holds "),
                RemarkPart::Number(file_evidence.records),
                RemarkPart::words(" events beside what it is: no file of CloudTrail or of its commands does"),
            ]);
            self.add_problem(file_evidence, message);
        }
        let is_unread =
            matches!(file_evidence.fingerprint.wrapping, Wrapping::Unreadable | Wrapping::Unopened);
        if let Role::Keys(content) | Role::ObjectMetadata(content) | Role::SignFile(content) =
            &file_evidence.role
            && (is_unread || content.is_too_long)
        {
            let message = "it could not be read, so nothing in it counts";
            return self.add_problem(file_evidence, message.into());
        }
        match &file_evidence.role {
            Role::Digest(content) => {
                let item = item(number, file_evidence, content);
                // A log file with a member of a digest is still a log file.
                if item.parsed.is_ok()
                    || file_evidence.records == 0
                    || location::digest(&file_evidence.path).is_some()
                {
                    self.items.push(item);
                }
            }
            Role::Keys(content) => self.read_keys(number, file_evidence, content),
            Role::ObjectMetadata(content) => self.read_object_metadata(number, file_evidence, content),
            Role::SignFile(_) => self.sign_files.push(number),
            Role::Other if is_unread && location::log(&file_evidence.path).is_none() => {
                self.add_problem(file_evidence, "it could not be read: what it holds is not known".into());
            }
            Role::TrailDescription(_) | Role::Log | Role::Other => {}
        }
    }

    /// Adds the public keys of a file. They prove nothing until their origin is known.
    fn read_keys(&mut self, number: usize, file_evidence: &FileEvidence, content: &DocumentContent) {
        let keys = public_key::parse(&content.bytes);
        for message in keys.problems {
            self.add_problem(file_evidence, message);
        }
        for key in keys.keys {
            if let Some(message) = problem_of_key(&key) {
                self.add_problem(file_evidence, message);
            }
            self.keys.push(SuppliedKey {
                key,
                file_evidence: number,
                origin: KeyOrigin::Apart,
                trust: Trust::Found,
            });
        }
    }

    /// Adds the metadata of S3 objects that a sidecar holds. The objects are found later.
    fn read_object_metadata(
        &mut self,
        number: usize,
        file_evidence: &FileEvidence,
        content: &DocumentContent,
    ) {
        let all = object_metadata::parse(&content.bytes);
        if all.is_empty() {
            let message = "the metadata of an S3 object in it cannot be read";
            self.add_problem(file_evidence, message.into());
        }
        let is_alone = all.len() == 1;
        self.metadata.extend(all.into_iter().map(|metadata| Metadata {
            metadata,
            file_evidence: number,
            is_alone,
            is_placed: false,
        }));
    }

    fn add_problem(&mut self, file_evidence: &FileEvidence, message: Remark) {
        self.problems.push(DocumentProblem { path: file_evidence.path.clone(), message });
    }
}

/// Returns why a public key cannot be used, or that the fingerprint beside it is not its own; `None`
/// if neither is so.
fn problem_of_key(key: &CloudTrailPublicKey) -> Option<Remark> {
    if let Err(error) = &key.key {
        let mut parts = vec![
            RemarkPart::words("the public key "),
            RemarkPart::Fingerprint(key.fingerprint.clone()),
            RemarkPart::words(" cannot be used: "),
        ];
        parts.extend_from_slice(Remark::from(error.clone()).parts());
        return Some(Remark::of(parts));
    }
    if key.is_stated_right() {
        return None;
    }
    let stated = key.stated_fingerprint.clone().unwrap_or_default();
    let own = key.fingerprint_pkcs1.as_ref().unwrap_or(&key.fingerprint);
    Some(Remark::of([
        RemarkPart::words("the fingerprint "),
        RemarkPart::Fingerprint(stated),
        RemarkPart::words(" stands beside the public key "),
        RemarkPart::Fingerprint(own.clone()),
        RemarkPart::words("; it is used under its own"),
    ]))
}

fn item(number: usize, file_evidence: &FileEvidence, content: &DocumentContent) -> Item {
    let mut notes: Vec<Remark> = Vec::new();
    let fingerprint = &file_evidence.fingerprint;
    let parsed = match fingerprint.wrapping {
        wrapping if wrapping.is_without_gzip() && is_named_gzip(&file_evidence.path) => {
            Err("it is named .gz and is no gzip".into())
        }
        Wrapping::GzipNoTrailer => Err("its gzip lacks the checksum at its end".into()),
        Wrapping::GzipCut => Err("its gzip breaks off".into()),
        Wrapping::GzipChecksum => Err("the checksum of its gzip is wrong".into()),
        Wrapping::GzipBroken => Err("its gzip is damaged".into()),
        Wrapping::Unreadable | Wrapping::Unopened => Err("it could not be read".into()),
        _ if content.is_too_long => Err("it is too long to be read".into()),
        Wrapping::Plain | Wrapping::Repacked | Wrapping::Gzip => {
            Digest::parse(&content.bytes).map_err(Remark::from)
        }
    };
    if !is_named_gzip(&file_evidence.path) {
        notes.extend(fingerprint.wrapping.note_of_unpacking().map(Remark::from));
    }
    if fingerprint.trailing_bytes > 0 {
        notes.push(Remark::of([
            RemarkPart::Number(fingerprint.trailing_bytes),
            RemarkPart::words(" bytes follow the end of its gzip data ("),
            RemarkPart::words(if fingerprint.has_second_member { "another gzip member" } else { "no gzip" }),
            RemarkPart::words("); they are no part of what was signed and were left out"),
        ]));
    }
    let here = Object {
        bucket: String::new(),
        key: location::relative(&file_evidence.path)
            .unwrap_or(location::name(&file_evidence.path))
            .to_owned(),
    };
    let (object, found) = match &parsed {
        Ok(digest) => match agreement(&file_evidence.path, &digest.object) {
            Location::Differs => {
                notes.push(Remark::of([
                    RemarkPart::words("it says that it is "),
                    RemarkPart::from(digest.object.clone()),
                ]));
                (Object { bucket: digest.object.bucket.clone(), ..here }, Location::Differs)
            }
            found => (digest.object.clone(), found),
        },
        Err(_) => (here, Location::Unknown),
    };
    let signed_hash = fingerprint.sha256.zip(parsed.as_ref().ok());
    let signed_hash =
        signed_hash.map(|(hash, digest)| ContentHash::of(digest.string_to_sign(hash).as_bytes()));
    let root = location::relative(&file_evidence.path)
        .map(|relative| file_evidence.path[..file_evidence.path.len() - relative.len()].to_owned());
    if let Ok(digest) = &parsed {
        notes.extend(notes_on_times(digest));
    }
    let account = parsed.as_ref().map_or("", |digest| digest.account.as_str());
    Item {
        all_evidence: vec![number],
        name: chain_name(&object.key, account),
        object,
        parsed,
        hash: fingerprint.sha256,
        signed_hash,
        is_too_long: content.is_too_long,
        root,
        wrapping: fingerprint.wrapping,
        location: found,
        metadata: Vec::new(),
        successors: Vec::new(),
        previous: Vec::new(),
        signatures: Vec::new(),
        proof: None,
        verdict: None,
        evidence: None,
        notes,
    }
}

/// Returns the name of the chain to which a digest with this key belongs.
pub(super) fn chain_name(key: &str, account: &str) -> ChainName {
    match location::digest(key) {
        Some(found) => ChainName {
            organization: found.organization.map(str::to_owned),
            account: found.account.to_owned(),
            region: found.region.to_owned(),
            trail: found.trail.to_owned(),
            home_region: found.home_region.to_owned(),
            is_backfill: found.is_backfill,
            ..ChainName::default()
        },
        None => ChainName { account: account.to_owned(), ..ChainName::default() },
    }
}

/// Returns notes on oddities of the period that a digest claims to cover.
fn notes_on_times(digest: &Digest) -> Vec<Remark> {
    let Digest { start, end, .. } = digest;
    let mut notes: Vec<Remark> = Vec::new();
    match times::possible_interval(start, end) {
        None => notes.push(Remark::of([
            RemarkPart::words("it says that it covers "),
            RemarkPart::Time(start.text.clone()),
            RemarkPart::words(" to "),
            RemarkPart::Time(end.text.clone()),
            RemarkPart::words(", which no clock can have shown: it proves nothing about any time"),
        ])),
        Some(interval) if times::is_too_long(interval) => notes.push(Remark::of(
            [RemarkPart::words("it says that it covers ")]
                .into_iter()
                .chain(times::duration(interval))
                .chain([RemarkPart::words(", where CloudTrail's digests cover one hour")]),
        )),
        Some(_) => {}
    }
    let by_name = location::digest(&digest.object.key).map(|found| found.end_millis);
    if by_name.is_some_and(|by_name| Some(by_name) != end.millis) {
        notes.push(Remark::of([
            RemarkPart::words("its name says another end than its content, "),
            RemarkPart::Time(end.text.clone()),
        ]));
    }
    notes
}
