//! What a record holds, whatever way it is written.
//!
//! ```text
//! parse        JSON text -> values in the order of the text
//! digest       values -> a digest that spacing, order and escapes leave the same
//! difference   two texts -> the members that are different, with both values
//! ```

mod difference;
mod digest;
mod parse;

pub use difference::{Difference, Differences, compare, differences};
pub use digest::{Content, text_digest};
