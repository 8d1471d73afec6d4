//! One record: its fields, who did it, what program it came from, when.

mod catalogue;

pub use catalogue::{FIELDS, Field, FieldSpec, Home};
