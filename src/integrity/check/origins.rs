//! The origins of public key files. An attacker who can write the logs can write every file among
//! them, so keys from there prove nothing by themselves.

use std::collections::{BTreeSet, HashSet};

use super::Item;
use crate::integrity::model::evidence::{FileEvidence, Role, Wrapping};
use crate::integrity::model::findings::{KeyOrigin, Location};
use crate::integrity::parse::location::{self, agreement};

/// The folders that contain logs and digests.
#[derive(Debug, Default)]
pub(super) struct Origins<'e> {
    /// Folders that directly contain a log or a digest; files dropped without a folder are in "".
    holding: HashSet<&'e str>,
    /// The folders above those.
    above: HashSet<&'e str>,
    /// The roots of trees that belong to the bucket: the folder of an account, of a bucket, or of a
    /// Region.
    tops: BTreeSet<&'e str>,
    /// Folders that contain a folder `AWSLogs`: possibly a whole bucket, possibly a folder of the
    /// user.
    attachments: BTreeSet<&'e str>,
}

impl<'e> Origins<'e> {
    /// Collects the folders of all files.
    pub fn of(all_evidence: &'e [FileEvidence], items: &[Item]) -> Origins<'e> {
        let mut origins = Origins::default();
        for file_evidence in all_evidence.iter().filter(|file_evidence| is_of_trail(file_evidence)) {
            origins.add(&file_evidence.path);
        }
        for item in items {
            let Ok(digest) = &item.parsed else { continue };
            for path in item.all_evidence.iter().map(|number| all_evidence[*number].path.as_str()) {
                if agreement(path, &digest.object) == Location::Bucket {
                    let bucket = folder(path).strip_suffix(folder(&digest.object.key));
                    origins.tops.extend(bucket.map(|top| top.trim_end_matches('/')));
                }
            }
        }
        origins.tops.remove("");
        origins.attachments.remove("");
        origins
    }

    fn add(&mut self, path: &'e str) {
        let holding = folder(path);
        if !self.holding.insert(holding) {
            return;
        }
        let mut above = holding;
        while let Some((parent, _)) = above.rsplit_once('/') {
            self.above.insert(parent);
            above = parent;
        }
        if let Some(relative) = location::relative(path) {
            self.attachments.insert(path[..path.len() - relative.len()].trim_end_matches('/'));
            return;
        }
        // `ACCOUNT/CloudTrail-Digest/REGION/...`, without its parent folders.
        let mut at = 0;
        for part in holding.split('/') {
            if part.starts_with("CloudTrail") {
                self.tops.insert(holding[..at].trim_end_matches('/'));
                self.tops.insert(&holding[..at + part.len()]);
                return;
            }
            at += part.len() + 1;
        }
        // `REGION/2024/03/01`.
        let mut top = holding;
        while let Some((parent, last)) = top.rsplit_once('/') {
            if last.is_empty() || !last.bytes().all(|byte| byte.is_ascii_digit()) {
                break;
            }
            top = parent;
        }
        self.tops.insert(top);
    }

    /// Returns the origin of a file with keys.
    pub fn origin(&self, file_evidence: &FileEvidence) -> KeyOrigin {
        let own = folder(&file_evidence.path);
        if file_evidence.records > 0 {
            KeyOrigin::WithEvents
        } else if file_evidence.entry.is_some() {
            KeyOrigin::Archive
        } else if file_evidence.fingerprint.wrapping == Wrapping::Repacked {
            KeyOrigin::Packed
        } else if file_evidence.fingerprint.wrapping != Wrapping::Plain {
            KeyOrigin::Gzip
        } else if self.is_among_logs(own) {
            KeyOrigin::AmongLogs
        } else {
            KeyOrigin::Apart
        }
    }

    /// Returns whether the file is anywhere below a folder that contains `AWSLogs`. Such a folder
    /// may be the user's, or a copy of the whole bucket.
    pub fn is_beside_logs(&self, file_evidence: &FileEvidence) -> bool {
        self.attachments.iter().any(|top| is_below(folder(&file_evidence.path), top))
    }

    fn is_among_logs(&self, own: &str) -> bool {
        let is_in_aws_logs = own.split('/').any(|part| part.eq_ignore_ascii_case("AWSLogs"));
        is_in_aws_logs
            || self.holding.contains(own)
            || self.above.contains(own)
            || self.tops.iter().any(|top| is_below(own, top))
            || self.holding.iter().any(|holding| !holding.is_empty() && is_below(own, holding))
    }
}

/// Returns whether a folder is `top` or lies below it.
fn is_below(folder: &str, top: &str) -> bool {
    folder.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Returns whether a file is a log or a digest, by its content or by its name.
fn is_of_trail(file_evidence: &FileEvidence) -> bool {
    match file_evidence.role {
        Role::Log | Role::Digest(_) => true,
        // A list of keys that also contains events does not make its folder one of logs.
        Role::Keys(_) => false,
        _ => {
            file_evidence.records > 0
                || location::log(&file_evidence.path).is_some()
                || location::digest(&file_evidence.path).is_some()
        }
    }
}
