//! What there is to judge by: every file's fingerprint, and the documents.

use serde::{Deserialize, Serialize};

use crate::in_order::InOrder;

pub use crate::intake::{Content, ContentHash, Exhibit, Fingerprint, Role, Wrapping};

/// All files, in an order of their own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    exhibits: Vec<Exhibit>,
}

impl Evidence {
    /// The evidence of these files, in whatever order they come.
    pub fn new(mut exhibits: Vec<Exhibit>) -> Evidence {
        // The number of a file depends on the order of dropping; only files
        // that are alike in everything else are told apart by it.
        exhibits.put_in_order_by(|a, b| {
            let key = |exhibit: &Exhibit| (exhibit.fingerprint, exhibit.bytes, exhibit.file, exhibit.entry);
            a.path.cmp(&b.path).then_with(|| key(a).cmp(&key(b)))
        });
        Evidence { exhibits }
    }

    /// The evidence of several workers as one.
    pub fn merge(parts: impl IntoIterator<Item = Evidence>) -> Evidence {
        Evidence::new(parts.into_iter().flat_map(|part| part.exhibits).collect())
    }

    /// The files, by path.
    pub fn exhibits(&self) -> &[Exhibit] {
        &self.exhibits
    }
}
