//! One record as a tree to look at.
//!
//! A [`Document`] keeps a record's members in the order of the file, twice
//! where they stand twice, and its numbers as they were written, which a map
//! of values would not. Texts that are JSON themselves (policy documents,
//! often URL-encoded on top) become branches of the tree, marked as such.
//!
//! Records are hostile input. The tree lies flat in one vector, in the order
//! of the text, so that nothing here recurses however deep a record nests;
//! [`visible`] spells out characters that would hide or reorder a text.

mod doubled;
mod escapes;
mod folds;
mod reader;
mod search;
mod tree;
mod visible;
mod write;

pub use doubled::Doubled;
pub use folds::{Folds, Line};
pub use reader::ReadError;
pub use search::{Found, contains, occurrences};
pub use tree::{Document, Encoding, Form, Name, NodeId, Withheld};
pub use visible::{Piece, visible, visible_text};
