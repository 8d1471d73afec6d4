//! An event as a reference that finds it again: what a worker answers.

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use super::model::{MarkedEvent, Others};
use crate::event::Field;
use crate::in_order::InOrder;
use crate::intake::{ContentHash, Exhibit, Wrapping};
use crate::protocol::FileNumber;
use crate::query::sort_millis;
use crate::store::{Store, event_identity};

/// What the page asks a worker about cases.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CaseAsk {
    /// How an event is referred to. Answered by [`CaseTold::Reference`].
    Refer {
        /// The row's number in its worker.
        record: u32,
    },
    /// Where these events are, of every worker. Answered by
    /// [`CaseTold::Found`].
    Find(Vec<EventSought>),
    /// What is known of the bytes of the files that the worker has read.
    /// Answered by [`CaseTold::Hashes`].
    Hashes {
        /// Only of these, and of what is in them; of all where none is named.
        of: Vec<FileNumber>,
        /// From which on, in the order of reading: 0, and then as the answer
        /// says.
        from: u32,
    },
}

/// What a worker says to [`CaseAsk`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum CaseTold {
    /// The event, its file's path left empty, and the file's number. `None`
    /// where there is no such row.
    Reference(Option<(MarkedEvent, FileNumber)>),
    /// Which of the events that were sought are here, by their places among
    /// those, and the numbers of their rows: by place, and of one event the
    /// original before its corrections.
    Found(Vec<(u32, u32)>),
    /// Some files, and where the next ones begin.
    Hashes {
        /// The files, and those in archives.
        files: Vec<FileHash>,
        /// `None` after the last.
        next: Option<u32>,
    },
}

/// An event that is sought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventSought {
    /// By account and `eventID`.
    Id {
        /// The account in whose log it is.
        account: String,
        /// Its id.
        event_id: String,
    },
    /// By a file and its place there, for an event without an id.
    Place {
        /// The file.
        file: FileNumber,
        /// The place among its records, from 0.
        record: u32,
    },
}

/// What is known of the bytes of a file, or of one in an archive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHash {
    /// The dropped file.
    pub file: FileNumber,
    /// The path of a file in an archive, that of the archive before it; empty
    /// for the dropped file itself.
    pub entry: String,
    /// SHA-256 of the inflated bytes of its first gzip member; of all bytes
    /// where it is no gzip. `None` where it could not be opened.
    pub sha256: Option<ContentHash>,
    /// How it was wrapped.
    pub wrapping: Wrapping,
}

/// So many files are told of at once.
const FILES_AT_ONCE: usize = 4_000;

/// What is known of the bytes of some of a worker's files: see
/// [`CaseAsk::Hashes`].
pub fn hashes(exhibits: &[Exhibit], of: &[FileNumber], from: u32) -> CaseTold {
    let rest = exhibits.get(from as usize..).unwrap_or_default();
    let is_wanted = |exhibit: &&Exhibit| of.is_empty() || of.contains(&exhibit.file);
    let taken = rest.len().min(FILES_AT_ONCE);
    let files = rest[..taken].iter().filter(is_wanted).map(|exhibit| FileHash {
        file: exhibit.file,
        entry: exhibit.entry.map(|_| exhibit.path.clone()).unwrap_or_default(),
        sha256: exhibit.fingerprint.sha256,
        wrapping: exhibit.fingerprint.wrapping,
    });
    CaseTold::Hashes {
        files: files.collect(),
        next: (taken < rest.len()).then_some(from.saturating_add(taken as u32)),
    }
}

/// Answers what concerns events; `None` for what does not.
pub fn answer(store: &Store, ask: &CaseAsk) -> Option<CaseTold> {
    match ask {
        CaseAsk::Refer { record } => Some(CaseTold::Reference(refer(store, *record))),
        CaseAsk::Find(sought) => Some(CaseTold::Found(find(store, sought))),
        CaseAsk::Hashes { .. } => None,
    }
}

fn refer(store: &Store, record: u32) -> Option<(MarkedEvent, FileNumber)> {
    let row = store.row_of(record)?;
    let text = |field| store.value(field, row).unwrap_or_default().to_owned();
    let (file, place) = store.file_of(record);
    let event = MarkedEvent {
        account: text(Field::Account),
        event_id: store.event_id(row).unwrap_or_default(),
        millis: sort_millis(store.rows.millis[row]),
        event_name: text(Field::EventName),
        who: text(Field::Who),
        file: String::new(),
        record: place,
        others: Others::new(),
    };
    Some((event, file))
}

fn find(store: &Store, sought: &[EventSought]) -> Vec<(u32, u32)> {
    let mut ids: HashMap<u128, (u32, bool)> = HashMap::new();
    let mut places: HashMap<(FileNumber, u32), u32> = HashMap::new();
    for (number, event) in (0..).zip(sought) {
        match event {
            EventSought::Id { account, event_id } => {
                for is_correction in [false, true] {
                    ids.insert(event_identity(account, event_id, is_correction), (number, is_correction));
                }
            }
            EventSought::Place { file, record } => {
                places.insert((*file, *record), number);
            }
        }
    }
    let mut found: Vec<(u32, bool, u32)> = Vec::new();
    let rows = store.rows.len();
    for (record, call) in store.rows.record[..rows].iter().zip(&store.rows.call[..rows]) {
        if let Some((number, is_correction)) = ids.get(&store.id(*record, *call)) {
            found.push((*number, *is_correction, *record));
        } else if !places.is_empty()
            && let Some(number) = places.get(&store.file_of(*record))
        {
            found.push((*number, false, *record));
        }
    }
    found.put_in_order();
    found.into_iter().map(|(number, _, record)| (number, record)).collect()
}
