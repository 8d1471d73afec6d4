//! The views, one folder each.

pub mod case;
pub mod coverage;
pub mod events;
pub mod group;
pub mod hidden_copies;
pub mod integrity;
pub mod questions;
pub mod resources;
pub mod sources;
pub mod timelines;
