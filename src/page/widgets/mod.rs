//! Parts that several views share.

pub mod dialog;
pub mod drop;
pub mod handlers;
pub mod icons;
pub mod inputs;
pub mod integrity_badge;
pub mod json_tree;
pub mod log_text;
pub mod paged;
pub mod panes;
pub mod progress;
pub mod query;
pub mod reduced;
pub mod scroll;
pub mod times;
pub mod value_actions;
