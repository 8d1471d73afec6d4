//! One record as a tree for display.
//!
//! A [`RecordTree`] keeps a record's members in the order of the file, including duplicates, and
//! its numbers as written, unlike a map of values. Strings that contain JSON (policy documents,
//! often also URL-encoded) become branches of the tree, marked as such.
//!
//! Records are hostile input. The tree is one flat vector, in the order of the text, so that
//! nothing recurses, regardless of a record's nesting; [`visible`] spells out characters that would
//! hide or reorder text.

mod doubled;
mod escapes;
mod folds;
mod reader;
mod search;
mod tree;
mod visible;
mod write;

pub use doubled::Doubled;
pub use folds::{DrawnLine, Folds};
pub use reader::ReadError;
pub use search::{NodeMatches, contains, occurrences};
pub use tree::{Encoding, NodeForm, NodeId, NodeName, RecordTree, Withheld};
pub use visible::{Piece, visible, visible_text};
