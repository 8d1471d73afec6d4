//! Groups events by the values of one to three fields and by time slices, with counts, distinct
//! values and sums.
//!
//! ```text
//! a worker's matching rows, a grouping    ask
//!   -> the codes of each row's values     source
//!   -> numbers of their combinations      tuples    time slices     slice
//!   -> counts, distinct values, sums      count     measures        measure, decimal
//!   -> bytes, sent to one worker          pack
//! in that worker -> groups of all         merge
//!   -> sorted, the rest in one line       table
//!   -> in rows and columns                matrix    display forms   form
//!   -> pictures: bars, lines, heat maps   chart     CSV export      csv
//! a group -> the filter of its events     narrowing
//! ```
//!
//! # What is counted
//!
//! - An event counts **once for each distinct value** that it has at a path: one that names two
//!   buckets is in both groups, and shares are relative to the number of events. With several keys
//!   it is in the groups of all combinations.
//! - **No value** is a group of its own, the one of `not field:*`. With time slices, so are events
//!   without a readable time. Null, an empty text, and an object or array without a value count as
//!   no value.
//! - A path that ends at an **object** stands for every value in it, as in the filter.
//! - Values are **case-sensitive**, as in facets; the filter ignores case.
//! - The values of `key` are the key that was used and the keys that were issued.
//! - **Numbers** are those at the path, each as often as it occurs, including texts that contain a
//!   number; they are summed exactly, to nine decimal places. An event in several groups adds its
//!   numbers to each.
//! - **Time slices** follow the UTC calendar, whatever clock the page shows; weeks begin on Monday.
//!
//! The number of groups, texts and distinct values is limited; what exceeds a limit is counted and
//! reported ([`GroupTable`]).

mod ask;
pub mod chart;
mod count;
mod csv;
mod decimal;
mod form;
mod limits;
mod matrix;
mod measure;
mod merge;
mod messages;
mod narrowing;
mod pack;
mod presets;
mod service;
mod slice;
mod source;
mod table;
mod tuples;

pub use ask::{GroupSort, Grouping, GroupingError, MOST_KEYS, MOST_TOP, Paths, TimeStep, USUAL_TOP};
pub use count::{Counter, Grouped};
pub use csv::csv;
pub use decimal::Decimal;
pub use form::GroupForm;
pub use matrix::{Axis, Heading, MOST_SLICES, Matrix, MatrixRequest, Measure};
pub use measure::{GroupCount, NumberStatistics};
pub use merge::Merged;
pub use messages::{GroupReply, GroupRequest, GroupRow, GroupTable, RestOfGroups};
pub use narrowing::{GroupCell, Slice};
pub use presets::{PRESETS, Preset};
pub use service::GroupService;
