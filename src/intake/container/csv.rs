//! CSV: downloads from Event history, results of Athena and CloudTrail Lake, exports of Splunk,
//! Sentinel and CloudWatch Logs Insights, and Trailglass's own exports (RFC 4180, with a header
//! row; also with semicolons, tabs or vertical bars).

use std::borrow::Cow;

use csv_core::ReadRecordResult;

use super::{Container, ContainerWalk, TextHead};
use crate::intake::report::Status;
use crate::intake::table::{EventTable, Refusal};
use crate::intake::window::MAX_VALUE;

/// Maximum number of columns; no table of events has more.
const MAX_COLUMNS: usize = 4096;

/// Possible delimiters. Spreadsheet programs write semicolons in many locales.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

pub(super) struct Csv;

impl Container for Csv {
    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        Layout::of(head.bytes)?.table.ok().map(|table| table.csv_name())
    }

    fn read(&self, head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        let Some(layout) = Layout::of(head.bytes) else { return walk.status() };
        let Ok(mut table) = layout.table else { return walk.status() };
        learn_dates(head.bytes, layout.delimiter, layout.skipped, &mut table);
        walk.window.consume(layout.skipped);
        let mut rows = CsvRows::new(layout.delimiter);
        let Some(columns) = rows.next(walk).map(|head| head.ends.len()) else { return walk.status() };
        loop {
            let at = walk.window.offset();
            let Some(row) = rows.next(walk) else { break };
            let cells = row.cells();
            if cells.iter().any(|cell| matches!(cell, Cow::Owned(_))) {
                walk.account.not_utf8(at);
            }
            let mut cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
            // White space before the header row was skipped, including a tab that ends a first cell
            // without a name.
            if layout.delimiter == b'\t' && cells.len() == columns + 1 {
                cells.remove(0);
            }
            match table.event(&cells) {
                Some(event) => {
                    walk.take_text(&event, at);
                    if cells.len() != columns && !table.has_whole_events() {
                        walk.account.problem(
                            &format!(
                                "a row has {} cells and the head has {columns}; it was read as far as it goes, and its values may be in wrong columns",
                                cells.len()
                            ),
                            Some(at),
                        );
                    }
                }
                None => walk.account.left_out("a row without an event; it was left out", at),
            }
        }
        for note in table.notes() {
            walk.account.note(&note);
        }
        walk.status()
    }
}

/// A table with some columns of events that lacks a column which an event needs.
pub(super) struct LackingCsv;

impl Container for LackingCsv {
    fn holds_events(&self) -> bool {
        false
    }

    /// The rest of JSON that lost its beginning may look like such a header row.
    fn is_last_resort(&self) -> bool {
        true
    }

    fn claims(&self, head: &TextHead<'_>) -> Option<&'static str> {
        Layout::of(head.bytes).map(|_| "CSV without what an event needs")
    }

    fn read(&self, head: &TextHead<'_>, walk: &mut ContainerWalk<'_, '_>) -> Status {
        if let Some(Layout { table: Err(why), .. }) = Layout::of(head.bytes) {
            walk.account.problem(&why, None);
        }
        Status::Refused
    }
}

/// The format of a table, and its columns.
struct Layout {
    delimiter: u8,
    /// Number of bytes before the header row: Excel's `sep=;`.
    skipped: usize,
    /// The table, or the reason why it has no events.
    table: Result<EventTable, String>,
}

impl Layout {
    /// Returns the layout that recognizes the most columns; `None` if no columns belong to events.
    fn of(bytes: &[u8]) -> Option<Layout> {
        let skipped = match bytes.get(..4) {
            Some(begin) if begin.eq_ignore_ascii_case(b"sep=") => memchr::memchr(b'\n', bytes)? + 1,
            _ => 0,
        };
        let bytes = bytes.get(skipped..)?;
        let line = &bytes[..memchr::memchr(b'\n', bytes).unwrap_or(bytes.len())];
        let mut best: Option<(usize, Layout)> = None;
        for delimiter in DELIMITERS {
            let mut rows = CsvRows::new(delimiter);
            let Some(row) = rows.first(bytes) else { continue };
            let cells = row.cells();
            let names: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
            let is_plain =
                delimiter == b',' && skipped == 0 && line.ends_with(b"\r") && !line.contains(&b'"');
            let (understood, table) = match EventTable::of(&names, is_plain) {
                Ok(table) => (1 + table.understood(), Ok(table)),
                Err(Refusal::Lacking(why)) => (0, Err(why)),
                Err(Refusal::OfSomethingElse) => continue,
            };
            if best.as_ref().is_none_or(|(most, _)| understood > *most) {
                best = Some((understood, Layout { delimiter, skipped, table }));
            }
        }
        best.map(|(_, layout)| layout)
    }
}

/// Determines the date format from the first rows.
fn learn_dates(bytes: &[u8], delimiter: u8, skipped: usize, table: &mut EventTable) {
    let mut bytes = bytes.get(skipped..).unwrap_or_default();
    let mut rows = CsvRows::new(delimiter);
    while let Some((row, length)) = rows.first_and_length(bytes) {
        let cells = row.cells();
        table.learn_dates(&cells.iter().map(AsRef::as_ref).collect::<Vec<_>>());
        bytes = bytes.get(length..).unwrap_or_default();
    }
}

/// A row of a CSV file: the text of all cells, and the end of each.
struct CsvRow<'r> {
    text: &'r [u8],
    ends: &'r [usize],
}

impl<'r> CsvRow<'r> {
    /// Returns the cells; invalid UTF-8 becomes U+FFFD.
    fn cells(&self) -> Vec<Cow<'r, str>> {
        let (text, ends) = (self.text, self.ends);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let cells = starts.zip(ends.iter().copied());
        cells.map(|(start, end)| String::from_utf8_lossy(text.get(start..end).unwrap_or_default())).collect()
    }
}

/// Reads rows from a window.
struct CsvRows {
    reader: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl CsvRows {
    fn new(delimiter: u8) -> CsvRows {
        let reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
        CsvRows { reader, text: vec![0; 4096], ends: vec![0; 64] }
    }

    /// Returns the first row of a text if it is complete.
    fn first(&mut self, bytes: &[u8]) -> Option<CsvRow<'_>> {
        self.first_and_length(bytes).map(|(row, _)| row)
    }

    /// Returns the first row and its length in bytes.
    fn first_and_length(&mut self, bytes: &[u8]) -> Option<(CsvRow<'_>, usize)> {
        self.text.resize(bytes.len().max(1), 0);
        self.ends.resize(MAX_COLUMNS, 0);
        let (result, read, text, ends) = self.reader.read_record(bytes, &mut self.text, &mut self.ends);
        (result == ReadRecordResult::Record)
            .then(|| (CsvRow { text: &self.text[..text], ends: &self.ends[..ends] }, read))
    }

    /// Returns the next row; `None` at the end, or if a row is too large, which is reported.
    fn next(&mut self, walk: &mut ContainerWalk<'_, '_>) -> Option<CsvRow<'_>> {
        let (mut texts, mut ends) = (0, 0);
        let at = walk.window.offset();
        loop {
            if walk.window.ahead().is_empty() {
                // Empty input tells the reader that the text has ended.
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
                    return Some(CsvRow { text: &self.text[..texts], ends: &self.ends[..ends] });
                }
                ReadRecordResult::End => return None,
            }
        }
    }
}
