//! What the user has chosen and what the client has reported: the state of the page, its actions,
//! and what views compute from it. It knows no browser.
//!
//! ```text
//! state               the state in four parts, and the actions that change it
//! filter              text, errors and time range of the filter; order and columns of the events
//! data                what the client has reported
//! view                what is shown: view, open things, dialogs, alerts, grouping
//! case                the case                     case_actions    the actions on it
//! file_table          every dropped file, with its report  file_list    the list as text
//! mark_search         looks for marked things
//! marked_locations    where the marked things are in the loaded data
//! marking             what a bookmark says about an actor or a session
//! availability        whether a marked thing is loaded, and what is missing, in words
//! case_words          texts and file names of a case
//! report_source       gathers the report of a case      case_report  what it takes from the state
//! overview            the request for everything around the list of events
//! loading             the words of the status line while files are read
//! history             how addresses enter the browser's history
//! settings            the choices that are kept between visits
//! keys                the keys, and which of them work anywhere
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

pub mod activity;
pub mod actor_list;
mod availability;
pub mod axis;
mod case;
mod case_actions;
mod case_report;
#[cfg(test)]
mod case_tests;
mod case_words;
pub mod chain_tree;
pub mod columns;
pub mod comparison;
pub mod completion;
pub mod coverage;
mod data;
mod detail;
pub mod digest_chains;
pub mod event_copies;
pub mod event_facts;
pub mod export_form;
pub mod facet_lines;
mod file_list;
mod file_table;
mod filter;
pub mod filter_errors;
pub mod grid;
pub mod grid_rows;
pub mod group_chart;
pub mod group_form;
pub mod group_table;
pub mod histogram;
mod history;
pub mod integrity_words;
pub mod json_line;
pub mod json_tree;
pub mod key_press;
pub mod keys;
pub mod lanes;
pub mod list_keys;
pub mod list_queries;
mod loading;
mod mark_search;
mod marked_locations;
mod marking;
mod overview;
pub mod own_questions;
pub mod paged_list;
pub mod pane;
pub mod plot;
pub mod query_state;
mod question_counting;
pub mod question_counts;
pub mod question_list;
pub mod recipe;
pub mod redaction;
pub mod reduce;
mod report_source;
pub mod resource_history;
pub mod resource_list;
mod settings;
pub mod sql_dialog;
mod state;
#[cfg(test)]
mod state_tests;
mod view;

pub use availability::{Availability, MarkSearch, MarkTarget, Wait};
pub use case::{Arrived, CaseAction, CaseMessage, CaseState, CaseUiState, OnConflict};
pub use case_words::{
    MOST_IN_FILTER, case_contents, case_file_stem, case_status, events_filter, marked_event, records_as_log,
    show_events_label, tags_of,
};
pub use columns::ColumnState;
pub use data::DataState;
pub use detail::Detail;
pub use file_list::{collect_names, file_list_csv, file_list_text};
pub use file_table::{FileTable, SourceFile};
pub use filter::{FilterFor, FilterState};
pub use history::{AddressHistory, HistoryEntry};
pub use loading::{LoadSpeed, loading_words};
pub use mark_search::{bookmark_of_event, bookmark_of_file, find_marked};
pub use marked_locations::MarkedLocations;
pub use marking::{marked_actor, marked_session};
pub use overview::{
    AskOutcome, AskStart, Bars, OverviewAnswer, OverviewAsker, OverviewQuestion, OverviewState,
    asks_for_sessions,
};
pub use question_counting::count_questions;
pub use report_source::ReportSource;
pub use settings::{Setting, Theme, TimeChoice};
pub use state::{Action, AppState};
pub use view::{Alert, Dialog, HistoryStep, ViewState};
