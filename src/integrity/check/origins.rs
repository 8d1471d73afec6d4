//! Where files with public keys lie. Whoever can write the logs can write every
//! file among them, so keys from there prove nothing by themselves.

use std::collections::{BTreeSet, HashSet};

use super::super::evidence::{Exhibit, Role, Wrapping};
use super::super::findings::{KeyOrigin, Location};
use super::super::location::{self, agreement};
use super::Item;

/// The folders in which logs and digests lie.
#[derive(Debug, Default)]
pub(super) struct Origins<'e> {
    /// Those that hold a log or a digest themselves; files that were dropped
    /// without a folder lie in "".
    holding: HashSet<&'e str>,
    /// Those above them.
    above: HashSet<&'e str>,
    /// The tops of trees that are the bucket's: an account's folder, a bucket's,
    /// a Region's.
    tops: BTreeSet<&'e str>,
    /// Folders that hold a folder `AWSLogs`: maybe a whole bucket, maybe a folder
    /// of the user.
    beside: BTreeSet<&'e str>,
}

impl<'e> Origins<'e> {
    /// Looks at all files.
    pub fn of(exhibits: &'e [Exhibit], items: &[Item]) -> Origins<'e> {
        let mut origins = Origins::default();
        for exhibit in exhibits.iter().filter(|exhibit| is_of_trail(exhibit)) {
            origins.add(&exhibit.path);
        }
        for item in items {
            let Ok(digest) = &item.parsed else { continue };
            for path in item.exhibits.iter().map(|number| exhibits[*number].path.as_str()) {
                if agreement(path, &digest.object) == Location::Bucket {
                    let bucket = folder(path).strip_suffix(folder(&digest.object.key));
                    origins.tops.extend(bucket.map(|top| top.trim_end_matches('/')));
                }
            }
        }
        origins.tops.remove("");
        origins.beside.remove("");
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
            self.beside.insert(path[..path.len() - relative.len()].trim_end_matches('/'));
            return;
        }
        // `ACCOUNT/CloudTrail-Digest/REGION/...` without what is above it.
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

    /// Where this file with keys lies.
    pub fn origin(&self, exhibit: &Exhibit) -> KeyOrigin {
        let own = folder(&exhibit.path);
        if exhibit.records > 0 {
            KeyOrigin::WithEvents
        } else if exhibit.entry.is_some() {
            KeyOrigin::Archive
        } else if exhibit.fingerprint.wrapping == Wrapping::Repacked {
            KeyOrigin::Packed
        } else if exhibit.fingerprint.wrapping != Wrapping::Plain {
            KeyOrigin::Gzip
        } else if self.is_among_logs(own) {
            KeyOrigin::AmongLogs
        } else {
            KeyOrigin::Apart
        }
    }

    /// Whether the file lies beside a folder `AWSLogs` somewhere below one folder,
    /// which may be the user's or a copy of the whole bucket.
    pub fn is_beside_logs(&self, exhibit: &Exhibit) -> bool {
        self.beside.iter().any(|top| is_below(folder(&exhibit.path), top))
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

/// Whether a folder is another one or lies in it.
fn is_below(folder: &str, top: &str) -> bool {
    folder.strip_prefix(top).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether a file is a log or a digest, by its content or by its name.
fn is_of_trail(exhibit: &Exhibit) -> bool {
    match exhibit.role {
        Role::Log | Role::Digest(_) => true,
        // A list of keys that holds events, too, makes no folder one of logs.
        Role::Keys(_) => false,
        _ => {
            exhibit.records > 0
                || location::log(&exhibit.path).is_some()
                || location::digest(&exhibit.path).is_some()
        }
    }
}
