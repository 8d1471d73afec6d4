//! The containers of CloudTrail events, recognized by content and not by name.
//!
//! A new container is one file in this folder with a [`Container`] and one
//! line in [`CONTAINERS`].

mod attempt;
mod beginning;
mod carried;
mod carried_walk;
mod carriers;
mod certainty;
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
mod take;
mod trial;
mod unwrap;
mod unwrapped;
mod walk;

pub(crate) use beginning::read_beyond;
pub use head::TextHead;
use unwrapped::Unwrapped;
pub(crate) use walk::ContainerWalk;

use super::file_evidence::DocumentKind;
use super::report::Status;

/// A kind of file.
pub(crate) trait Container: Sync {
    /// Returns the kind in words if the beginning belongs to a file of this kind.
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str>;

    /// Reads the events. The window starts at the first byte that is not white space (after a byte
    /// order mark).
    fn read(&self, head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status;

    /// Returns the role of the file in the integrity checks, if it has one.
    fn document(&self, _head: &TextHead<'_>) -> Option<DocumentKind> {
        None
    }

    /// Whether files of this kind contain events.
    fn holds_events(&self) -> bool {
        true
    }

    /// Whether events are searched for further on if this container finds none, because its mark is
    /// weak.
    fn is_last_resort(&self) -> bool {
        false
    }

    /// Whether CloudTrail delivers this kind to S3.
    fn is_log(&self) -> bool {
        false
    }
}

/// All kinds, the most specific first: the first that recognizes a file reads it.
const CONTAINERS: &[&dyn Container] = &[
    &foreign::Binary,
    &foreign::Documents,
    &foreign::PublicKeyFile,
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
    &foreign::OtherText,
];

/// Returns the container of a text, from its beginning.
pub(crate) fn recognise(head: &TextHead<'_>) -> Option<(&'static dyn Container, &'static str)> {
    CONTAINERS.iter().find_map(|container| Some((*container, container.claims(head)?)))
}

/// Returns the container of events that begins at a place within a text.
fn recognise_events(head: &TextHead<'_>) -> Option<(&'static dyn Container, &'static str)> {
    recognise(head).filter(|(container, _)| container.holds_events())
}
