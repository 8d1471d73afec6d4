//! The evidence for integrity checks: every file's fingerprint, and the documents.

use serde::{Deserialize, Serialize};

use crate::in_order::InOrder;

pub use crate::intake::{Content, ContentHash, Exhibit, Fingerprint, Role, Wrapping};

/// The evidence of all files, in an order that does not depend on how they were read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    exhibits: Vec<Exhibit>,
}

impl Evidence {
    /// Returns the evidence of these files, given in any order.
    pub fn new(mut exhibits: Vec<Exhibit>) -> Evidence {
        // A file's number depends on the order of dropping, so it only breaks ties between files
        // that are otherwise equal.
        exhibits.put_in_order_by(|a, b| {
            let key = |exhibit: &Exhibit| (exhibit.fingerprint, exhibit.bytes, exhibit.file, exhibit.entry);
            a.path.cmp(&b.path).then_with(|| key(a).cmp(&key(b)))
        });
        Evidence { exhibits }
    }

    /// Merges the evidence of several workers.
    pub fn merge(parts: impl IntoIterator<Item = Evidence>) -> Evidence {
        Evidence::new(parts.into_iter().flat_map(|part| part.exhibits).collect())
    }

    /// Returns the files by path.
    pub fn exhibits(&self) -> &[Exhibit] {
        &self.exhibits
    }
}
