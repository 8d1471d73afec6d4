//! CSV: downloads from Event history, results of Athena and CloudTrail Lake,
//! exports of Splunk and CloudWatch Logs Insights (RFC 4180, with a header).

use std::borrow::Cow;

use csv_core::ReadRecordResult;

use super::columns::{CAST_IDENTITY, Columns, is_printed_structure};
use super::{Container, Head, Walk};
use crate::intake::report::Status;
use crate::intake::window::MAX_VALUE;

/// No table of events has more columns.
const MAX_COLUMNS: usize = 4096;

pub(super) struct Csv;

impl Container for Csv {
    fn claims(&self, head: &Head<'_>) -> Option<&'static str> {
        let mut rows = Rows::default();
        let header = rows.first(head.bytes)?;
        let names = header.cells();
        let columns = Columns::of(names.iter().map(AsRef::as_ref))?;
        let has = |name: &str| names.iter().any(|cell| cell.trim().eq_ignore_ascii_case(name));
        Some(match columns {
            Columns::Whole(_) if has("eventjson") => "CloudTrail Lake CSV",
            Columns::Whole(_) if has("_raw") => "Splunk CSV",
            Columns::Whole(_) => "CSV with events as text",
            Columns::Parts(_) if columns.are_of_event_history() => "Event history CSV",
            Columns::Parts(_) => "CSV of query results",
        })
    }

    fn read(&self, _head: &Head<'_>, walk: &mut Walk<'_, '_>) -> Status {
        let mut rows = Rows::default();
        let Some(columns) =
            rows.next(walk).and_then(|header| Columns::of(header.cells().iter().map(AsRef::as_ref)))
        else {
            return walk.status();
        };
        if columns.are_of_event_history() {
            walk.account.note(
                "Event history in CSV tells neither the ARN of who it was nor requests nor responses; \
                 download it as JSON for these. Its usual filter hides read-only events, and it covers \
                 one Region, 90 days, management events",
            );
        }
        let mut has_structures = false;
        loop {
            let at = walk.window.offset();
            let Some(row) = rows.next(walk) else { break };
            let cells = row.cells();
            if cells.iter().any(|cell| matches!(cell, Cow::Owned(_))) {
                walk.account.not_utf8(at);
            }
            match columns.event(cells.iter().map(AsRef::as_ref)) {
                Some(event) => {
                    has_structures |= is_printed_structure(&event);
                    walk.take_text(&event, at);
                }
                None => walk.account.left_out("a row without an event; it was left out", at),
            }
        }
        if has_structures {
            walk.account.note(CAST_IDENTITY);
        }
        walk.status()
    }
}

/// A row: its cells one after another, and where each ends.
struct Row<'r> {
    text: &'r [u8],
    ends: &'r [usize],
}

impl<'r> Row<'r> {
    /// The unreadable bytes of a cell that is not UTF-8 become U+FFFD.
    fn cells(&self) -> Vec<Cow<'r, str>> {
        let (text, ends) = (self.text, self.ends);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let cells = starts.zip(ends.iter().copied());
        cells.map(|(start, end)| String::from_utf8_lossy(text.get(start..end).unwrap_or_default())).collect()
    }
}

/// Reads rows out of a window.
struct Rows {
    reader: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Default for Rows {
    fn default() -> Self {
        Rows { reader: csv_core::Reader::new(), text: vec![0; 4096], ends: vec![0; 64] }
    }
}

impl Rows {
    /// The first row of a text, if all of it is there.
    fn first(&mut self, bytes: &[u8]) -> Option<Row<'_>> {
        self.text.resize(bytes.len().max(1), 0);
        self.ends.resize(MAX_COLUMNS, 0);
        let (result, _, text, ends) = self.reader.read_record(bytes, &mut self.text, &mut self.ends);
        (result == ReadRecordResult::Record)
            .then(|| Row { text: &self.text[..text], ends: &self.ends[..ends] })
    }

    /// The next row; `None` at the end, and where a row is too large to be
    /// one, which is told.
    fn next(&mut self, walk: &mut Walk<'_, '_>) -> Option<Row<'_>> {
        let (mut texts, mut ends) = (0, 0);
        let at = walk.window.offset();
        loop {
            if walk.window.ahead().is_empty() {
                // At the end the reader is told so by empty input.
                walk.window.grow();
            }
            let (result, read, wrote, ended) =
                self.reader.read_record(walk.window.ahead(), &mut self.text[texts..], &mut self.ends[ends..]);
            walk.window.consume(read);
            texts += wrote;
            ends += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull if self.text.len() <= MAX_VALUE => {
                    self.text.resize(self.text.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull if self.ends.len() <= MAX_COLUMNS => {
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::OutputFull | ReadRecordResult::OutputEndsFull => {
                    walk.account.problem("a row is too large to be one; reading stopped there", Some(at));
                    return None;
                }
                ReadRecordResult::Record => {
                    return Some(Row { text: &self.text[..texts], ends: &self.ends[..ends] });
                }
                ReadRecordResult::End => return None,
            }
        }
    }
}
