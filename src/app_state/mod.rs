//! What the user has chosen and what the client has reported: the state of the page, its actions,
//! and what views compute from it. It knows no browser.

pub mod activity;
pub mod actor_list;
pub mod axis;
pub mod chain_tree;
pub mod comparison;
pub mod coverage;
pub mod digest_chains;
pub mod export_form;
pub mod group_chart;
pub mod group_form;
pub mod group_table;
pub mod histogram;
pub mod integrity_words;
pub mod lanes;
pub mod list_keys;
pub mod paged_list;
pub mod pane;
pub mod plot;
pub mod query_state;
pub mod recipe;
pub mod redaction;
pub mod resource_history;
pub mod resource_list;
pub mod sql_dialog;
