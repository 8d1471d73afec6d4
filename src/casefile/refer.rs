//! An event as a reference that finds it again: what a worker answers.

use hashbrown::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

use super::model::{MarkedEvent, Others};
use crate::content::Content;
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
    /// The records with the ids of the events that were sought: by the places
    /// of those, originals before corrections, then by row. Of many that share
    /// an id and are not the one that was sought, only some. [`choose`] says
    /// which of those of all workers are meant.
    Found(Vec<EventFound>),
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
        /// What its record holds; `None` where that was not kept.
        content: Option<String>,
        /// When it happened.
        millis: Option<i64>,
        /// What was called.
        event_name: String,
    },
    /// By a file and its place there, for an event without an id.
    Place {
        /// The file.
        file: FileNumber,
        /// The place among its records, from 0.
        record: u32,
    },
}

impl EventSought {
    /// A marked event that has an id.
    pub fn by_id(event: &MarkedEvent) -> EventSought {
        EventSought::Id {
            account: event.account.clone(),
            event_id: event.event_id.clone(),
            content: event.content.clone(),
            millis: event.millis,
            event_name: event.event_name.clone(),
        }
    }

    /// Whether it is known what the record holds, or where it stands.
    fn knows_content(&self) -> bool {
        !matches!(self, EventSought::Id { content: None, .. })
    }
}

/// A record that may be an event that is sought.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventFound {
    /// The place of the event among those that are sought.
    pub sought: u32,
    /// Whether it is a correction of the event that first had its id.
    pub is_correction: bool,
    /// The number of its row.
    pub row: u32,
    /// How far it is what is sought.
    pub fit: Fit,
}

/// How far a record is the event that is sought, beside its account and id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Fit {
    /// It holds the same, or stands in the same place.
    Content,
    /// Its time and its name are the same.
    Call,
    /// Nothing else is the same.
    Id,
}

/// Which of the records with its id a marked event is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice<T> {
    /// These: one, and its corrections.
    Found(Vec<T>),
    /// None of them.
    Missing,
    /// Several could be it, and nothing tells which.
    Several,
}

/// Chooses among the records that were found for one event, in the order of
/// finding. Where only one record has the id it is the event, unless the mark
/// knows its content and neither that nor its time and name agree; where
/// several have it, only the content tells.
pub fn choose<T>(sought: &EventSought, found: Vec<(EventFound, T)>) -> Choice<T> {
    let is_content = |found: &EventFound| found.fit == Fit::Content;
    let places =
        |found: Vec<(EventFound, T)>| Choice::Found(found.into_iter().map(|(_, place)| place).collect());
    let originals = found.iter().filter(|(found, _)| !found.is_correction).count();
    match originals {
        0 if found.is_empty() => Choice::Missing,
        0 | 1 if sought.knows_content() && found.iter().all(|(found, _)| found.fit == Fit::Id) => {
            Choice::Missing
        }
        0 | 1 => places(found),
        _ if found.iter().any(|(found, _)| is_content(found)) => {
            places(found.into_iter().filter(|(found, _)| is_content(found)).collect())
        }
        _ => Choice::Several,
    }
}

/// What a record holds, in 32 hexadecimal digits: the same however its members
/// are ordered, spaced and escaped.
pub fn content_of(record: &str) -> String {
    format!("{:032x}", Content::of(record).digest())
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

/// The highest number of records of one worker that are told of only because
/// they share an id, originals and corrections each: two say that there are
/// several.
const MOST_OTHERS: u32 = 8;

/// Events of one identity that are sought.
#[derive(Default)]
struct Namesakes {
    /// Their places among all that are sought.
    numbers: Vec<u32>,
    /// Those whose content is known, by it.
    by_content: HashMap<String, Vec<u32>>,
    /// When those happened: a record of another time holds something else.
    /// `None` for one of which the time is not known.
    times: HashSet<Option<i64>>,
    /// How many records were told of to all.
    told: u32,
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
            found.push(EventFound { sought: *number, is_correction: false, row: *record, fit: Fit::Content });
        }
    }
    found.put_in_order();
    found
}

/// Notes a row for the events that have its id.
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
        note(*number, Fit::Content);
    }
    if names.told >= MOST_OTHERS {
        return;
    }
    names.told += 1;
    let name = store.value(Field::EventName, row).unwrap_or_default();
    for number in &names.numbers {
        if same.is_some_and(|same| same.contains(number)) {
            continue;
        }
        let is_call = matches!(
            sought.get(*number as usize),
            Some(EventSought::Id { millis, event_name, .. }) if *millis == time && *event_name == name
        );
        note(*number, if is_call { Fit::Call } else { Fit::Id });
    }
}
