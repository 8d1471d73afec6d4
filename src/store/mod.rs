//! Storage of records: dictionaries, columns and stored texts of one shard.
//!
//! ```text
//! record -> four group entries (call, identity, origin, outcome)   group, dictionary
//!        -> a row of codes and a time                              rows
//!        -> its text, without what the groups keep, packed         cuts, text
//! rows of all workers -> repeats found and hidden                  repeats, event_id
//! files checked for integrity -> a word for each row               marks
//! sessions followed -> each identity's session, actor and chain    lineage
//! ```

pub mod bits;
pub mod cuts;
pub mod dictionary;
mod event_id;
pub mod group;
pub mod lineage;
mod marks;
pub mod packing;
pub mod repeats;
pub mod rows;
mod shard;
pub mod text;
mod totals;

pub use event_id::event_identity;
pub use shard::{Shard, Store};
pub use totals::{Repeats, SameIds, Totals};
