//! References to events, and the worker's part in resolving them.

use hashbrown::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

use super::model::{MarkedEvent, Others, content_of};
use crate::base::small_sort::SmallSort;
use crate::intake::{ContentHash, FileEvidence, Wrapping};
use crate::model::{Field, FileNumber};
use crate::query::sort_millis;
use crate::store::{Store, event_identity};

/// The requests about cases that the page sends to a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CaseRequest {
    /// Requests a reference to an event. The reply is [`CaseReply::Reference`].
    Refer {
        /// The row's number in its worker.
        record: u32,
    },
    /// Requests the locations of events of any worker. The reply is [`CaseReply::Found`].
    Find(Vec<EventSought>),
    /// Requests the hashes of the files that the worker has read. The reply is
    /// [`CaseReply::Hashes`].
    Hashes {
        /// Only these files and the files in them; all files if empty.
        of: Vec<FileNumber>,
        /// Index of the first file in the order of reading: 0 at first, then as the reply says.
        from: u32,
    },
}

/// A worker's reply to [`CaseRequest`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CaseReply {
    /// The event, with an empty file path, and the file's number; `None` if there is no such row.
    Reference(#[serde(with = "crate::base::json::text_of")] Option<(MarkedEvent, FileNumber)>),
    /// The records that have the ids of the sought events: by index of the sought event, originals
    /// before corrections, then by row. Of many records that share an id and do not match
    /// otherwise, only some are included. [`choose`] selects from the replies of all workers.
    Found(Vec<EventFound>),
    /// Some files, and the index of the next ones.
    Hashes {
        /// The files, including those in archives.
        files: Vec<FileHash>,
        /// The index to continue from; `None` after the last file.
        next: Option<u32>,
    },
}

/// An event to find.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventSought {
    /// An event with an id.
    Id {
        /// The account in whose log it is recorded.
        account: String,
        /// Its `eventID`.
        event_id: String,
        /// The digest of its content; `None` if it was not kept.
        content: Option<String>,
        /// The time of the event, in milliseconds since 1970 UTC.
        millis: Option<i64>,
        /// The name of the API call.
        event_name: String,
    },
    /// An event without an id, by its file and its index there.
    Place {
        /// The file.
        file: FileNumber,
        /// Its index among the file's records, from 0.
        record: u32,
    },
}

impl EventSought {
    /// Creates a query for a marked event that has an id.
    pub fn by_id(event: &MarkedEvent) -> EventSought {
        EventSought::Id {
            account: event.account.clone(),
            event_id: event.event_id.clone(),
            content: event.content.clone(),
            millis: event.millis,
            event_name: event.event_name.clone(),
        }
    }

    /// Returns whether the record's content or its position is known.
    fn knows_content(&self) -> bool {
        !matches!(self, EventSought::Id { content: None, .. })
    }
}

/// A record that may be the sought event.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventFound {
    /// The index of the event among the sought ones.
    pub sought: u32,
    /// Whether the record is a correction of the event that first had its id.
    pub is_correction: bool,
    /// The number of its row.
    pub row: u32,
    /// The quality of the match.
    pub fit: ReferenceFit,
}

/// How well a record matches a reference beyond account and id, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ReferenceFit {
    /// The content or the position is equal.
    Content,
    /// The time and the name are equal.
    Call,
    /// Only the account and id are equal.
    Id,
}

/// The records that a marked event resolves to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution<T> {
    /// One record and its corrections.
    Found(Vec<T>),
    /// No record matches.
    Missing,
    /// Several records match, and nothing decides between them.
    Several,
}

/// Chooses among the records found for one event, given in the order in which they were found. If
/// only one record has the id, it is the event, unless the mark has the record's content and
/// neither that nor its time and name match. If several have the id, only the content decides.
pub fn choose<T>(sought: &EventSought, found: Vec<(EventFound, T)>) -> Resolution<T> {
    let is_content = |found: &EventFound| found.fit == ReferenceFit::Content;
    let places =
        |found: Vec<(EventFound, T)>| Resolution::Found(found.into_iter().map(|(_, place)| place).collect());
    let originals = found.iter().filter(|(found, _)| !found.is_correction).count();
    match originals {
        0 if found.is_empty() => Resolution::Missing,
        0 | 1 if sought.knows_content() && found.iter().all(|(found, _)| found.fit == ReferenceFit::Id) => {
            Resolution::Missing
        }
        0 | 1 => places(found),
        _ if found.iter().any(|(found, _)| is_content(found)) => {
            places(found.into_iter().filter(|(found, _)| is_content(found)).collect())
        }
        _ => Resolution::Several,
    }
}

/// The hash of a file, or of a file in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHash {
    /// The dropped file.
    pub file: FileNumber,
    /// The path of a file in an archive, preceded by that of the archive; empty for the dropped
    /// file itself.
    pub entry: String,
    /// The SHA-256 hash of the inflated bytes of its first gzip member, or of all bytes if it is
    /// not gzip. `None` if it could not be opened.
    pub sha256: Option<ContentHash>,
    /// The compression around the content.
    pub wrapping: Wrapping,
}

/// Maximum number of files in one reply.
const FILES_AT_ONCE: usize = 4_000;

/// Returns the hashes of some of a worker's files; see [`CaseRequest::Hashes`].
pub fn hashes(all_evidence: &[FileEvidence], of: &[FileNumber], from: u32) -> CaseReply {
    let rest = all_evidence.get(from as usize..).unwrap_or_default();
    let is_wanted = |file_evidence: &&FileEvidence| of.is_empty() || of.contains(&file_evidence.file);
    let taken = rest.len().min(FILES_AT_ONCE);
    let files = rest[..taken].iter().filter(is_wanted).map(|file_evidence| FileHash {
        file: file_evidence.file,
        entry: file_evidence.entry.map(|_| file_evidence.path.clone()).unwrap_or_default(),
        sha256: file_evidence.fingerprint.sha256,
        wrapping: file_evidence.fingerprint.wrapping,
    });
    CaseReply::Hashes {
        files: files.collect(),
        next: (taken < rest.len()).then_some(from.saturating_add(taken as u32)),
    }
}

/// Answers requests about events; returns `None` for others.
pub fn answer(store: &Store, ask: &CaseRequest) -> Option<CaseReply> {
    match ask {
        CaseRequest::Refer { record } => Some(CaseReply::Reference(refer(store, *record))),
        CaseRequest::Find(sought) => Some(CaseReply::Found(find(store, sought))),
        CaseRequest::Hashes { .. } => None,
    }
}

fn refer(store: &Store, record: u32) -> Option<(MarkedEvent, FileNumber)> {
    let row = store.row_of(record)?;
    let text = |field| store.value(field, row).unwrap_or_default().to_owned();
    let (file, place) = store.file_of(record);
    let event = MarkedEvent {
        account: text(Field::Account),
        event_id: store.event_id(row).unwrap_or_default(),
        content: Some(content_of(&String::from_utf8_lossy(&store.text(row)))),
        millis: sort_millis(store.rows.millis[row]),
        event_name: text(Field::EventName),
        who: text(Field::Who),
        file: String::new(),
        record: place,
        others: Others::new(),
    };
    Some((event, file))
}

/// Maximum number of records per worker that are reported only because they share an id, counted
/// separately for originals and corrections. Two are enough to show that there are several.
const MOST_OTHERS: u32 = 8;

/// The sought events with one identity.
#[derive(Default)]
struct Namesakes {
    /// Their indices among all sought events.
    numbers: Vec<u32>,
    /// Indices of those whose content is known, by content.
    by_content: HashMap<String, Vec<u32>>,
    /// The times of those; a record with another time has other content. `None` for an event
    /// without a known time.
    times: HashSet<Option<i64>>,
    /// Number of records reported for all of them.
    reported: u32,
}

fn find(store: &Store, sought: &[EventSought]) -> Vec<EventFound> {
    let mut ids: HashMap<u128, (bool, Namesakes)> = HashMap::new();
    let mut places: HashMap<(FileNumber, u32), u32> = HashMap::new();
    for (number, event) in (0..).zip(sought) {
        match event {
            EventSought::Id { account, event_id, content, millis, event_name: _ } => {
                for is_correction in [false, true] {
                    let identity = event_identity(account, event_id, is_correction);
                    let (_, names) =
                        ids.entry(identity).or_insert_with(|| (is_correction, Namesakes::default()));
                    names.numbers.push(number);
                    if let Some(content) = content {
                        names.by_content.entry(content.clone()).or_default().push(number);
                        names.times.insert(*millis);
                    }
                }
            }
            EventSought::Place { file, record } => {
                places.insert((*file, *record), number);
            }
        }
    }
    let mut found: Vec<EventFound> = Vec::new();
    let rows = store.rows.len();
    for (row, (record, call)) in store.rows.record[..rows].iter().zip(&store.rows.call[..rows]).enumerate() {
        if let Some((is_correction, names)) = ids.get_mut(&store.id(*record, *call)) {
            found_by_id(store, row, *is_correction, names, sought, &mut found);
        } else if !places.is_empty()
            && let Some(number) = places.get(&store.file_of(*record))
        {
            found.push(EventFound {
                sought: *number,
                is_correction: false,
                row: *record,
                fit: ReferenceFit::Content,
            });
        }
    }
    found.sort_small();
    found
}

/// Adds a row to the results for the events that have its id.
fn found_by_id(
    store: &Store,
    row: usize,
    is_correction: bool,
    names: &mut Namesakes,
    sought: &[EventSought],
    found: &mut Vec<EventFound>,
) {
    let record = store.rows.record[row];
    let time = sort_millis(store.rows.millis[row]);
    let mut note = |sought, fit| found.push(EventFound { sought, is_correction, row: record, fit });
    let content = (names.times.contains(&time) || names.times.contains(&None))
        .then(|| content_of(&String::from_utf8_lossy(&store.text(row))));
    let same = content.and_then(|content| names.by_content.get(&content));
    for number in same.into_iter().flatten() {
        note(*number, ReferenceFit::Content);
    }
    if names.reported >= MOST_OTHERS {
        return;
    }
    names.reported += 1;
    let name = store.value(Field::EventName, row).unwrap_or_default();
    for number in &names.numbers {
        if same.is_some_and(|same| same.contains(number)) {
            continue;
        }
        let is_call = matches!(
            sought.get(*number as usize),
            Some(EventSought::Id { millis, event_name, .. }) if *millis == time && *event_name == name
        );
        note(*number, if is_call { ReferenceFit::Call } else { ReferenceFit::Id });
    }
}
