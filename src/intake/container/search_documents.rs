//! Documents of search engines: Elasticsearch and OpenSearch (dumps, search results, arrays of
//! documents) and Splunk (exports). The original event is preferred to the fields that a pipeline
//! derived from it, if it was kept.

use super::carried::{ValuePlace, take_events};
use super::{Container, ContainerWalk, TextHead, Unwrapped};
use crate::base::json::member_of;
use crate::intake::report::Status;

pub(super) struct Elasticsearch;

impl Container for Elasticsearch {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        let is_dump = head.has("_index") || head.has("_source");
        let is_search = head.has("hits") || head.has("took");
        (is_dump || is_search || head.has("@timestamp")).then_some("documents of a search engine")
    }

    fn read(&self, head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        let is_search = !head.in_array && (head.has("hits") || head.has("took"));
        if is_search {
            walk.take_objects_with(&["hits", "hits"], &|walk| walk.take_wrapped(&document))
        } else {
            walk.take_values(&|walk| walk.take_wrapped(&document))
        }
    }
}

fn document(value: &str, out: &mut Unwrapped<'_>) {
    // The original event: as text, before any pipeline (`event.original` of the Elastic Common
    // Schema, the line that a shipper sent), or as an object under its own names (`aws.cloudtrail`
    // of OpenSearch, `data.aws` of Wazuh).
    let outcome = take_events(value, ValuePlace::Known, out);
    if outcome.events == 0 && !outcome.is_empty_by_design {
        out.left_out(outcome.reason.unwrap_or(
            "a document without the event as it came (event.original, message, full_log, data.aws); what a pipeline made of it is not read",
        ));
    }
}

pub(super) struct Splunk;

impl Container for Splunk {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        (head.has("result") && (head.has("preview") || head.has("offset"))).then_some("Splunk export")
    }

    fn read(&self, _head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        walk.take_values(&|walk| walk.take_wrapped(&result))
    }
}

fn result(value: &str, out: &mut Unwrapped<'_>) {
    match member_of(value, "result").and_then(|result| member_of(result, "_raw")) {
        Some(raw) => out.event_in_string(raw),
        // The last line of an export may only mark its end.
        None if member_of(value, "lastrow").is_some() && member_of(value, "result").is_none() => {}
        None => out.left_out("a result without the field _raw, which is the event; export raw events"),
    }
}
