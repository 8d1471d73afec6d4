//! The nouns that all rooms share: fields, selections, sort orders, files.

mod field;
mod file;
mod selection;
mod sort;

pub use field::{FIELDS, Field, FieldSpec, StorageGroup};
pub use file::{FileDescriptor, FileNumber};
pub use selection::Selection;
pub use sort::{Sort, SortKey};
