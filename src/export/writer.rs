//! Writes one worker's share of an export.

use std::borrow::Cow;

use super::merger::{PLACE_BYTES, write_place};
use super::unpacked::BlockCache;
use crate::base::{csv, time};
use crate::export::{ExportForm, ExportReply, ExportRequest};
use crate::intake::{RawRecord, RecordMember};
use crate::model::{Field, Selection};
use crate::query::ShardQuery;
use crate::redaction::{Learner, Redactor};
use crate::store::Store;
use crate::store::rows::NO_TIME;

/// Approximate bytes of text that are searched for secrets or redacted per request: a few
/// milliseconds of work.
const PORTION_BYTES: usize = 384 << 10;

/// Approximate bytes written per request when nothing is redacted.
const PLAIN_PORTION_BYTES: usize = 1 << 20;

/// Approximate size in bytes of a buffer of the dictionary.
const DICTIONARY_BYTES: usize = 128 << 10;

/// Writes out events, a portion per request.
#[derive(Debug, Default)]
pub struct ExportWriter {
    work: Option<RunningExport>,
}

/// An export in progress.
#[derive(Debug)]
struct RunningExport {
    /// The rows to export, by time.
    rows: Vec<u32>,
    blocks: BlockCache,
    learner: Learner,
    learned: usize,
    redactor: Option<Redactor>,
    written: usize,
}

impl ExportWriter {
    /// Drops the export in progress; must be called when the rows have changed.
    pub fn clear(&mut self) {
        self.work = None;
    }

    /// Does one portion of work. Returns the reply and the buffers to send along with it.
    pub fn answer(
        &mut self,
        shard_query: &mut ShardQuery,
        ask: &ExportRequest,
        attachments: &[Vec<u8>],
    ) -> (ExportReply, Vec<Vec<u8>>) {
        match (ask, &mut self.work) {
            (ExportRequest::Begin(selection), work) => {
                let rows = by_time(shard_query, selection);
                let events = rows.len() as u64;
                *work = Some(RunningExport::new(rows));
                (ExportReply::Begun(events), Vec::new())
            }
            (ExportRequest::End, work) => {
                *work = None;
                (ExportReply::Ended, Vec::new())
            }
            (_, None) => (ExportReply::Stale, Vec::new()),
            (ExportRequest::Learn, Some(work)) => (work.learn(shard_query.store()), Vec::new()),
            (ExportRequest::ShareDictionary, Some(work)) => {
                (ExportReply::Dictionary, work.learner.dictionary().buffers(DICTIONARY_BYTES).collect())
            }
            (ExportRequest::Redact, Some(work)) => (work.redact(attachments), Vec::new()),
            (ExportRequest::Write(form), Some(work)) => work.write(shard_query.store(), form),
        }
    }
}

/// Returns the selected rows; a store keeps rows in order of time.
fn by_time(shard_query: &mut ShardQuery, selection: &Selection) -> Vec<u32> {
    let (_, matching) = shard_query.matching(selection);
    matching.iter().map(|row| row as u32).collect()
}

impl RunningExport {
    fn new(rows: Vec<u32>) -> RunningExport {
        RunningExport {
            rows,
            blocks: BlockCache::default(),
            learner: Learner::default(),
            learned: 0,
            redactor: None,
            written: 0,
        }
    }

    fn learn(&mut self, store: &Store) -> ExportReply {
        let mut bytes = 0;
        while bytes < PORTION_BYTES
            && let Some(&row) = self.rows.get(self.learned)
        {
            let text = self.blocks.text(store, row as usize);
            bytes += text.len();
            self.learner.record(text, store.value(Field::Service, row as usize).unwrap_or_default());
            self.learned += 1;
        }
        ExportReply::Learned(self.learned as u64)
    }

    fn redact(&mut self, attachments: &[Vec<u8>]) -> ExportReply {
        let Some(redactor) = Redactor::of_buffers(attachments) else { return ExportReply::Stale };
        self.redactor = Some(redactor);
        // The learner is no longer needed: free its memory.
        self.learner = Learner::default();
        ExportReply::Ready
    }

    fn write(&mut self, store: &Store, form: &ExportForm) -> (ExportReply, Vec<Vec<u8>>) {
        let portion = if self.redactor.is_some() { PORTION_BYTES } else { PLAIN_PORTION_BYTES };
        let mut places = Vec::with_capacity(1_000 * PLACE_BYTES);
        let mut pieces = Vec::with_capacity(portion + portion / 4);
        let mut line = String::new();
        while pieces.len() < portion
            && let Some(&row) = self.rows.get(self.written)
        {
            let (row, start) = (row as usize, pieces.len());
            match form {
                ExportForm::Csv(fields) => {
                    line.clear();
                    // Most ids are stored as numbers, which avoids unpacking the text.
                    let id = store.guid_event_id(store.rows.record[row]);
                    let id = id.unwrap_or_else(|| event_id(self.blocks.text(store, row)));
                    csv_row(store, row, fields, &id, self.redactor.as_ref(), &mut line);
                    pieces.extend_from_slice(line.as_bytes());
                }
                ExportForm::JsonLines | ExportForm::Records => {
                    let text = self.blocks.text(store, row);
                    let service = store.value(Field::Service, row).unwrap_or_default();
                    let redacted =
                        self.redactor.as_ref().map(|redactor| redactor.redact_record(text, service));
                    let text = redacted.as_deref().unwrap_or(text);
                    pieces.extend_from_slice(text.as_bytes());
                    if *form == ExportForm::JsonLines {
                        on_one_line(&mut pieces[start..]);
                    }
                }
            }
            let id = store.id(store.rows.record[row], store.rows.call[row]);
            let place = store.file_of(store.rows.record[row]);
            write_place(&mut places, store.rows.millis[row], id, place, pieces.len() - start);
            self.written += 1;
        }
        (ExportReply::Written { is_last: self.written >= self.rows.len() }, vec![places, pieces])
    }
}

/// Returns `eventID` of a record, or `eventId` of an aggregated event; empty if it has neither.
fn event_id(record: &str) -> String {
    let record = RawRecord::parse(record).ok();
    let id = |member| record.as_ref().and_then(|record| record.plain(member)).map(Cow::into_owned);
    id(RecordMember::EventId).or_else(|| id(RecordMember::AggregatedEventId)).unwrap_or_default()
}

fn csv_row(
    store: &Store,
    row: usize,
    fields: &[Field],
    id: &str,
    redactor: Option<&Redactor>,
    line: &mut String,
) {
    let cells = fields.iter().map(|field| {
        if *field == Field::EventTime {
            let millis = store.rows.millis[row];
            return if millis == NO_TIME { String::new() } else { time::to_text(millis) };
        }
        let value = store.value(*field, row).unwrap_or_default();
        match redactor {
            Some(redactor) => redactor.redact_field(*field, value),
            None => value.to_owned(),
        }
    });
    let id = redactor.map_or_else(|| id.to_owned(), |redactor| redactor.redact_event_id(id));
    csv::push_row(line, cells.chain([id]));
}

/// Replaces line breaks between the members of a record with spaces. Its strings contain none,
/// because JSON escapes them.
fn on_one_line(record: &mut [u8]) {
    for byte in record {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
}
