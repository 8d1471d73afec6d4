//! What any program could use: nothing here knows CloudTrail.

pub mod buckets;
pub mod clock;
pub mod csv;
pub mod document;
pub mod json;
pub(crate) mod markup;
pub mod remark;
pub mod small_sort;
pub(crate) mod spreadsheet;
pub mod step;
pub mod text;
pub mod time;
pub mod time_display;
pub mod viewport;
