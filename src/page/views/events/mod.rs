//! The list of events, and what is drawn around it.

pub mod event_pane;
pub mod facets;
pub mod filter_bar;
pub mod grid;
pub mod histogram;
pub mod overview;
