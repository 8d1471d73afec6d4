//! The containers that CloudTrail events arrive in, found by content and not
//! by name.
//!
//! A new container is one file in this folder with a [`Container`] and one
//! line in [`CONTAINERS`].

mod beginning;
mod carried;
mod carried_walk;
mod carriers;
mod cloudwatch_logs;
mod cloudwatch_output;
mod csv;
mod event_bridge;
mod events;
mod foreign;
mod head;
mod lambda_input;
mod log_file;
mod lookup_events;
mod mixture;
mod packed;
mod prefixed_lines;
mod query_results;
mod recover;
mod renamed;
mod search_documents;
mod trial;
mod unwrap;
mod walk;

pub(crate) use beginning::read_beyond;
pub use head::Head;
pub(crate) use unwrap::envelope;
pub(crate) use walk::{Unwrapped, Walk};

use super::exhibit::Document;
use super::report::Status;

/// A kind of file.
pub(crate) trait Container: Sync {
    /// The kind in words, if the file's beginning shows that it is of it.
    fn claims(&self, head: &Head<'_>) -> Option<&'static str>;

    /// Reads the events. The window stands at the first byte that is no white
    /// space (and after a byte order mark).
    fn read(&self, head: &Head<'_>, walk: &mut Walk<'_, '_>) -> Status;

    /// What the file says to the checks of integrity, if anything.
    fn document(&self, _head: &Head<'_>) -> Option<Document> {
        None
    }

    /// Whether files of this kind hold events.
    fn holds_events(&self) -> bool {
        true
    }

    /// Whether events are looked for further on where it finds none, because
    /// it claims little or what only looks like its kind.
    fn is_last_resort(&self) -> bool {
        false
    }

    /// Whether this is what CloudTrail delivers to S3.
    fn is_log(&self) -> bool {
        false
    }
}

/// All kinds, most particular first: the first that claims a file reads it.
const CONTAINERS: &[&dyn Container] = &[
    &foreign::Binary,
    &foreign::Documents,
    &foreign::PublicKey,
    &event_bridge::EventBridge,
    &lambda_input::LambdaInput,
    &carriers::Carriers,
    &log_file::LogFile,
    &lookup_events::LookupEvents,
    &cloudwatch_logs::CloudWatchLogs,
    &cloudwatch_output::LogEvents,
    &cloudwatch_output::InsightsResults,
    &query_results::LakeResults,
    &query_results::AthenaResults,
    &search_documents::Splunk,
    &events::Events,
    &search_documents::Elasticsearch,
    &prefixed_lines::PrefixedLines,
    &csv::Csv,
    &csv::LackingCsv,
    &carriers::OtherJson,
    &foreign::Text,
];

/// Finds the container of a text by its beginning.
pub(crate) fn recognise(head: &Head<'_>) -> Option<(&'static dyn Container, &'static str)> {
    CONTAINERS.iter().find_map(|container| Some((*container, container.claims(head)?)))
}

/// Finds the container of events that begins at a place within a text.
fn recognise_events(head: &Head<'_>) -> Option<(&'static dyn Container, &'static str)> {
    recognise(head).filter(|(container, _)| container.holds_events())
}
