//! Parts that several views share.

pub mod bookmark;
pub mod cli_instructions;
pub mod dialog;
pub mod drop;
pub mod icons;
pub mod inputs;
pub mod integrity_badge;
pub mod json_tree;
pub mod lists;
pub mod log_text;
pub mod machine;
pub mod paged;
pub mod panes;
pub mod progress;
pub mod query;
pub mod radio_group;
pub mod redacting;
pub mod scroll;
pub mod search_box;
pub mod states;
pub mod times;
pub mod told;
pub mod value_actions;
pub mod virtual_list;
pub mod waiting;
