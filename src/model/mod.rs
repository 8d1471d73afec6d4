//! The nouns that all rooms share: fields, selections, sort orders, files.

mod field;
mod file;
mod selection;
mod sort;

pub(crate) use field::with_fields;
pub use field::{FIELDS, Field, FieldSource, FieldSpec, RedactionClass, StorageGroup};
pub use file::{FileDescriptor, FileNumber};
pub use selection::Selection;
pub use sort::{Sort, SortKey};
