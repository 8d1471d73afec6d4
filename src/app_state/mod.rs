//! What the user has chosen and what the client has reported: the state of the page, its actions,
//! and what views compute from it. It knows no browser.
//!
//! ```text
//! completion       the list below the filter     filter_errors    errors as they are marked
//! grid             keys and cells of the list of events
//! grid_rows        its rows: which have arrived, and which to request
//! columns          its columns: widths, order, presses on their heads
//! facet_lines      the values of a facet
//! event_facts      what the open event shows     event_copies     what is said about its copies
//! json_tree        a record as a tree            json_line        what its lines say
//! question_list    the cards of questions        question_counts  their numbers of events
//! own_questions    the questions that users save
//! query_state      a request that follows its inputs
//! key_press        a key with its modifiers      reduce           a state with its actions
//! ```

pub mod columns;
pub mod completion;
pub mod event_copies;
pub mod event_facts;
pub mod facet_lines;
pub mod filter_errors;
pub mod grid;
pub mod grid_rows;
pub mod json_line;
pub mod json_tree;
pub mod key_press;
pub mod own_questions;
pub mod query_state;
pub mod question_counts;
pub mod question_list;
pub mod reduce;
