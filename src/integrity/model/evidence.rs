//! The evidence for integrity checks: every file's fingerprint, and the documents.

use serde::{Deserialize, Serialize};

use crate::base::small_sort::SmallSort;

pub use crate::intake::{ContentHash, DocumentContent, FileEvidence, Fingerprint, Role, Wrapping};

/// The evidence of all files, in an order that does not depend on how they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    all_evidence: Vec<FileEvidence>,
}

impl Evidence {
    /// Returns the evidence of these files, given in any order.
    pub fn new(mut all_evidence: Vec<FileEvidence>) -> Evidence {
        // A file's number depends on the order of dropping, so it only breaks ties between files
        // that are otherwise equal.
        all_evidence.sort_small_by(|a, b| {
            let key = |file_evidence: &FileEvidence| {
                (file_evidence.fingerprint, file_evidence.bytes, file_evidence.file, file_evidence.entry)
            };
            a.path.cmp(&b.path).then_with(|| key(a).cmp(&key(b)))
        });
        Evidence { all_evidence }
    }

    /// Merges the evidence of several workers.
    pub fn merge(parts: impl IntoIterator<Item = Evidence>) -> Evidence {
        Evidence::new(parts.into_iter().flat_map(|part| part.all_evidence).collect())
    }

    /// Returns the files by path.
    pub fn all_evidence(&self) -> &[FileEvidence] {
        &self.all_evidence
    }
}
