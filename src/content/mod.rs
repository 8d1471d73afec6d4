//! The content of a record, regardless of its formatting.
//!
//! ```text
//! parse        JSON text -> values in the order of the text
//! digest       values -> a digest that does not depend on spacing, order and escapes
//! difference   two texts -> the members that differ, with both values
//! ```

mod difference;
mod digest;
mod parse;

pub use difference::{Difference, Differences, compare, differences};
pub use digest::{ContentDigests, text_digest};
