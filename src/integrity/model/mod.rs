//! Evidence, findings and their overview, as data.

pub mod evidence;
pub mod findings;
pub mod overview;
pub(super) mod times;
pub mod verdict;
