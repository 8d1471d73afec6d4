//! The nouns that all rooms share: fields, ARNs, selections, sort orders, files.

mod arn;
mod field;
mod file;
mod selection;
mod sort;

pub use arn::{Arn, end_of_arn, is_account, role_and_session};
pub(crate) use field::with_fields;
pub use field::{FIELDS, Field, FieldSource, FieldSpec, RedactionClass, StorageGroup};
pub use file::{FileDescriptor, FileNumber};
pub use selection::Selection;
pub use sort::{Sort, SortKey};
