//! Where the marked things are in the loaded data.

use std::collections::{HashMap, HashSet};

use crate::casefile::{EventSought, FileHash, MarkedEvent, MarkedThing, ThingKey};
use crate::client::RowPlace;
use crate::model::FileNumber;

use super::file_table::FileTable;

/// The locations of the marked things in the loaded data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkedLocations {
    /// The generation of the data in which events were searched for; 0 if they never were.
    pub generation: u32,
    /// The locations of the events found.
    pub events: HashMap<ThingKey, Vec<RowPlace>>,
    /// The same, by location.
    pub by_place: HashMap<RowPlace, ThingKey>,
    /// Marked events that could be any of several records: the records share the event's id, and
    /// what the mark says about the content matches none of them, or is missing.
    pub ambiguous: HashSet<ThingKey>,
    /// Marked files whose path now has another file: its content has a different hash.
    pub changed_files: HashSet<ThingKey>,
    /// Whether sessions and actors were searched for in the traced sessions.
    pub knows_people: bool,
    /// The sessions and actors found: the number of the session (of an actor, its first session, if
    /// it has one) and the number of the actor.
    pub people: HashMap<ThingKey, (Option<u32>, u32)>,
}

impl MarkedLocations {
    /// Stores the locations of an event. If two marks are on one event, as after a merge, its star
    /// removes the one stored first.
    pub fn insert(&mut self, key: ThingKey, places: Vec<RowPlace>) {
        for place in &places {
            self.by_place.entry(*place).or_insert_with(|| key.clone());
        }
        self.events.insert(key, places);
    }

    /// Removes the locations of an event whose mark was removed.
    pub(super) fn forget(&mut self, key: &ThingKey) {
        if self.events.remove(key).is_some() {
            let events = std::mem::take(&mut self.events);
            self.by_place.clear();
            events.into_iter().for_each(|(key, places)| self.insert(key, places));
        }
    }

    /// Returns the first location of a marked thing, if it is an event that was found.
    pub fn place_of(&self, key: &ThingKey) -> Option<RowPlace> {
        self.events.get(key).and_then(|places| places.first()).copied()
    }

    /// Returns whether things with these keys must be searched for, in this generation of the data
    /// and, if sessions were followed, in those.
    pub fn is_outdated(&self, keys: &[ThingKey], generation: u32, is_followed: bool) -> bool {
        self.generation != generation
            || self.knows_people != is_followed
            || keys.iter().any(|key| !self.events.contains_key(key))
    }
}

/// Returns the events among marked things, and how each is searched for. Events without an id whose
/// file is not loaded are left out.
pub fn event_searches(things: &[MarkedThing], file_table: &FileTable) -> Vec<(ThingKey, EventSought)> {
    let files = files_by_path(things, file_table);
    let sought = |event: &MarkedEvent| {
        if event.event_id.is_empty() {
            let file = *files.get(event.file.as_str())?;
            return Some(EventSought::Place { file, record: event.record });
        }
        Some(EventSought::by_id(event))
    };
    let events = things.iter().filter_map(|thing| match thing {
        MarkedThing::Event(event) => Some((event.key(), sought(event)?)),
        _ => None,
    });
    events.collect()
}

/// Returns the marked files whose path is loaded and whose hash is known, with that hash.
pub fn file_searches(things: &[MarkedThing], file_table: &FileTable) -> Vec<(ThingKey, FileNumber, String)> {
    let files = files_by_path(things, file_table);
    let marked = things.iter().filter_map(|thing| match thing {
        MarkedThing::File(file) => Some((thing.key(), *files.get(file.path.as_str())?, file.sha256.clone()?)),
        _ => None,
    });
    marked.collect()
}

/// Returns the sought files that have other hashes now.
pub fn files_changed(
    sought: Vec<(ThingKey, FileNumber, String)>,
    hashes: Vec<FileHash>,
) -> HashSet<ThingKey> {
    let now: HashMap<FileNumber, String> = hashes
        .into_iter()
        .filter(|known| known.entry.is_empty())
        .filter_map(|known| Some((known.file, known.sha256?.to_string())))
        .collect();
    let is_other = |file: &FileNumber, hash: &str| now.get(file).is_some_and(|now| now != hash);
    sought.into_iter().filter(|(_, file, hash)| is_other(file, hash)).map(|(key, ..)| key).collect()
}

/// Returns the numbers of the files that marked things name, by path; the first of files with the
/// same path.
fn files_by_path<'a>(things: &'a [MarkedThing], file_table: &FileTable) -> HashMap<&'a str, FileNumber> {
    let mut wanted: HashMap<&str, Option<FileNumber>> = HashMap::new();
    for thing in things {
        match thing {
            MarkedThing::Event(event) => wanted.insert(&event.file, None),
            MarkedThing::File(file) => wanted.insert(&file.path, None),
            MarkedThing::Session(_) | MarkedThing::Actor(_) => None,
        };
    }
    for (number, source) in (0..).zip(&file_table.sources) {
        if let Some(place) = wanted.get_mut(&*source.path) {
            place.get_or_insert(number);
        }
    }
    wanted.into_iter().filter_map(|(path, number)| Some((path, number?))).collect()
}
