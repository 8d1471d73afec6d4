//! Documents of search engines: Elasticsearch and OpenSearch (dumps, search
//! results, arrays of documents) and Splunk (exports). What a pipeline made of
//! an event is passed over for the event as it came, where that was kept.

use super::{Container, Head, Unwrapped, Walk};
use crate::intake::report::Status;
use crate::intake::{member_of, plain_text};

pub(super) struct Elasticsearch;

impl Container for Elasticsearch {
    fn claims(&self, head: &Head<'_>) -> Option<&'static str> {
        let is_dump = head.has("_index") || head.has("_source");
        let is_search = head.has("hits") || head.has("took");
        (is_dump || is_search || head.has("@timestamp")).then_some("documents of a search engine")
    }

    fn read(&self, head: &Head<'_>, walk: &mut Walk<'_, '_>) -> Status {
        let is_search = !head.in_array && (head.has("hits") || head.has("took"));
        if is_search {
            walk.take_objects_with(&["hits", "hits"], &|walk| walk.take_wrapped(&document))
        } else {
            walk.take_values(&|walk| walk.take_wrapped(&document))
        }
    }
}

fn document(value: &str, out: &mut Unwrapped<'_>) {
    let source = member_of(value, "_source").unwrap_or(value);
    // As text, before any pipeline: `event.original` of the Elastic Common
    // Schema, or the line that a shipper sent.
    let original = member_of(source, "event").and_then(|event| member_of(event, "original"));
    let texts = [original, member_of(source, "event.original"), member_of(source, "message")];
    if texts.into_iter().flatten().any(|text| out.event_if_any(plain_text(text).trim())) {
        return;
    }
    // As an object under its own names: OpenSearch keeps it there.
    let nested = member_of(source, "aws").and_then(|aws| member_of(aws, "cloudtrail"));
    if !out.event_if_any(nested.unwrap_or(source)) {
        out.left_out(
            "a document without the event as it came (event.original or message); what a pipeline made of it is not read",
        );
    }
}

pub(super) struct Splunk;

impl Container for Splunk {
    fn claims(&self, head: &Head<'_>) -> Option<&'static str> {
        (head.has("result") && (head.has("preview") || head.has("offset"))).then_some("Splunk export")
    }

    fn read(&self, _head: &Head<'_>, walk: &mut Walk<'_, '_>) -> Status {
        walk.take_values(&|walk| walk.take_wrapped(&result))
    }
}

fn result(value: &str, out: &mut Unwrapped<'_>) {
    match member_of(value, "result").and_then(|result| member_of(result, "_raw")) {
        Some(raw) => out.event_in_string(raw),
        // The last line of an export may only say that it is the last.
        None if member_of(value, "lastrow").is_some() && member_of(value, "result").is_none() => {}
        None => out.left_out("a result without the field _raw, which is the event; export raw events"),
    }
}
