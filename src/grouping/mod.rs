//! Events counted by the values of fields: by one to three of them, by slices
//! of time, with distinct values and sums.
//!
//! ```text
//! a worker's rows that match, a grouping  ask
//!   -> the codes of each row's values     source
//!   -> numbers of their combinations      tuples    slices of time  slice
//!   -> counts, distinct values, sums      count     measure, decimal
//!   -> bytes, to one worker               pack
//! that one -> the groups of all           merge
//!   -> in an order, the rest in one line  table
//!   -> in rows and columns                matrix    shown as  form
//!   -> pictures: bars, lines, heat maps   chart    a file  csv
//! a group -> the filter of its events     narrowing
//! ```
//!
//! # What is counted
//!
//! - An event counts **once for each distinct value** that it has at a path:
//!   one that names two buckets is in the groups of both, and shares are of
//!   the events. With several keys it is in the groups of all combinations.
//! - **No value** is a group of its own, that of `not field:*`. So are events
//!   without a readable time, where there are slices of time. Null, an empty
//!   text and an object or array with no value in it count as none.
//! - A path that ends at an **object** stands for every value in it, as it does
//!   in the filter.
//! - Values are told apart by **case**, as in facets; the filter ignores it.
//! - `key` has the key that was used and the keys that were issued.
//! - **Numbers** are those at the path, each as often as it stands there, texts
//!   that are numbers included; they are added up exactly, to nine decimal
//!   places. An event in several groups adds its numbers to each.
//! - **Slices of time** are those of the calendar in UTC, whatever clock the
//!   page shows; weeks begin on Monday.
//!
//! There are limits to the groups, texts and distinct values that are kept;
//! what lies beyond is counted and said ([`GroupTable`](crate::protocol::GroupTable)).

mod ask;
pub mod chart;
mod clerk;
mod count;
mod csv;
mod decimal;
mod form;
mod limits;
mod matrix;
mod measure;
mod merge;
mod narrowing;
mod pack;
mod presets;
mod slice;
mod source;
mod table;
mod tuples;

pub use ask::{GroupSort, Grouping, GroupingError, MOST_KEYS, MOST_TOP, Paths, TimeStep, USUAL_TOP};
pub use clerk::Clerk;
pub use count::Counter;
pub use csv::csv;
pub use decimal::Decimal;
pub use form::Form;
pub use matrix::{Axis, Heading, MOST_SLICES, Matrix, MatrixAsk, Measure};
pub use measure::{Count, Numbers};
pub use merge::Merged;
pub use narrowing::{Cell, Slice};
pub use presets::{PRESETS, Preset};
