//! Whether a marked thing is in the loaded data, and what is missing, in words.

use crate::base::text;
use crate::casefile::{MarkedActor, MarkedEvent, MarkedFile, MarkedThing, ThingKey};
use crate::client::RowPlace;
use crate::model::FileNumber;
use crate::query::quote;
use crate::view_address::ViewId;

use super::file_table::FileTable;
use super::marked_locations::MarkedLocations;
use super::state::Action;

/// The target of a link to a marked thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkTarget {
    /// An event.
    Event(RowPlace),
    /// The timeline of a session and its actor.
    Timeline(u32, u32),
    /// A file in Sources.
    File(FileNumber),
    /// A view.
    View(ViewId),
}

impl From<MarkTarget> for Action {
    fn from(target: MarkTarget) -> Action {
        match target {
            MarkTarget::Event(place) => Action::Open(place),
            MarkTarget::Timeline(session, actor) => Action::Timeline(session, actor),
            MarkTarget::File(file) => Action::File(file),
            MarkTarget::View(view) => Action::View(view),
        }
    }
}

/// Whether a marked thing is in the loaded data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// It is loaded; this links to it.
    Here(MarkTarget),
    /// It has not been searched for yet.
    Unknown(Wait),
    /// It is not in the loaded data; what is missing, in words.
    Missing(String),
    /// A file with its path is loaded, but it is a different one.
    Differs(String, MarkTarget),
}

/// The condition for searching for a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    /// All files must be read.
    Files,
    /// Sessions must be traced.
    Sessions,
}

impl Wait {
    /// Returns when it will be searched for.
    pub fn words(self) -> &'static str {
        match self {
            Wait::Files => "looked for when all files are read",
            Wait::Sessions => "found once sessions have been followed",
        }
    }

    /// Returns why it was not searched for.
    fn reason(self) -> &'static str {
        match self {
            Wait::Files => "Not looked for: files were still being read",
            Wait::Sessions => "Not looked for: sessions were not followed",
        }
    }
}

impl Availability {
    /// Returns whether the thing was searched for and not found.
    pub fn is_missing(&self) -> bool {
        matches!(self, Availability::Missing(_) | Availability::Differs(..))
    }

    /// Returns the target of a link to the thing; `None` if nothing can be shown.
    pub fn target(&self) -> Option<MarkTarget> {
        match self {
            Availability::Here(target) | Availability::Differs(_, target) => Some(*target),
            Availability::Unknown(_) | Availability::Missing(_) => None,
        }
    }

    /// Returns what is missing, in words; `None` if nothing is.
    pub fn lost(self) -> Option<String> {
        match self {
            Availability::Here(_) => None,
            Availability::Unknown(wait) => Some(wait.reason().to_owned()),
            Availability::Missing(words) | Availability::Differs(words, _) => Some(words),
        }
    }
}

/// The data in which marked things were searched for.
#[derive(Clone, Copy, Debug)]
pub struct MarkSearch<'a, Show: Fn(Option<i64>) -> String> {
    /// The outcome of the search.
    pub found: &'a MarkedLocations,
    /// The loaded files.
    pub file_table: &'a FileTable,
    /// Whether files are being read.
    pub is_loading: bool,
    /// Formats a time, in milliseconds since 1970 UTC, with its clock.
    pub show_time: Show,
}

impl<Show: Fn(Option<i64>) -> String> MarkSearch<'_, Show> {
    /// Returns whether a marked thing is in the loaded data.
    pub fn availability(&self, thing: &MarkedThing) -> Availability {
        if self.is_loading {
            return Availability::Unknown(Wait::Files);
        }
        match thing {
            MarkedThing::Event(event) => self.of_event(event),
            MarkedThing::File(file) => self.of_file(file),
            MarkedThing::Session(_) | MarkedThing::Actor(_) if !self.found.knows_people => {
                match self.file_table.sources.is_empty() {
                    true => Availability::Missing(format!("Not in the loaded files: {}", thing.title())),
                    false => Availability::Unknown(Wait::Sessions),
                }
            }
            MarkedThing::Session(session) => self.person(thing).unwrap_or_else(|| {
                let actor = named(&session.actor);
                Availability::Missing(format!("Not in the loaded files: session {} of {actor}", session.id))
            }),
            MarkedThing::Actor(actor) => {
                self.person(thing).unwrap_or_else(|| Availability::Missing(lost_actor(actor)))
            }
        }
    }

    fn person(&self, thing: &MarkedThing) -> Option<Availability> {
        let (session, actor) = self.found.people.get(&thing.key())?;
        Some(Availability::Here(match session {
            Some(session) => MarkTarget::Timeline(*session, *actor),
            None => MarkTarget::View(ViewId::Timelines),
        }))
    }

    fn of_event(&self, event: &MarkedEvent) -> Availability {
        let id = named(&event.event_id);
        if let Some(place) = self.found.place_of(&event.key()) {
            return Availability::Here(MarkTarget::Event(place));
        }
        if self.found.ambiguous.contains(&event.key()) {
            return Availability::Missing(format!(
                "Several different records have the id {id}, and which of them this bookmark is on is not known: find them with the filter eventID:{}, and bookmark the one that is meant",
                quote(&event.event_id)
            ));
        }
        let when = match event.millis {
            Some(_) => format!(" of {}", (self.show_time)(event.millis)),
            None => String::new(),
        };
        let mut words = format!("Not in the loaded files: event {id}{when}");
        if !event.account.is_empty() {
            words += &format!(" in account {}", event.account);
        }
        if !event.file.is_empty() {
            words += &format!("; it was record {} of {}", event.record + 1, event.file);
        }
        Availability::Missing(words)
    }

    fn of_file(&self, file: &MarkedFile) -> Availability {
        let key = ThingKey::File(file.path.clone());
        match (0..).zip(&self.file_table.sources).find(|(_, source)| *source.path == *file.path) {
            Some((number, source)) if source.bytes != file.bytes => Availability::Differs(
                format!(
                    "Another file has this path: it has {}, and the marked one had {}",
                    text::counted(source.bytes, "byte", "bytes"),
                    text::count(file.bytes)
                ),
                MarkTarget::File(number),
            ),
            Some((number, _)) if self.found.changed_files.contains(&key) => Availability::Differs(
                "Another file has this path and this size: the SHA-256 of its content is another".to_owned(),
                MarkTarget::File(number),
            ),
            Some((number, _)) => Availability::Here(MarkTarget::File(number)),
            None => Availability::Missing(format!(
                "Not among the loaded files: {} of {}",
                file.path,
                text::counted(file.bytes, "byte", "bytes")
            )),
        }
    }
}

fn lost_actor(actor: &MarkedActor) -> String {
    let account = match actor.account.as_str() {
        "" => String::new(),
        account => format!(" of account {account}"),
    };
    format!("Not in the loaded files: actor {}{account}", actor.name)
}

fn named(text: &str) -> &str {
    if text.is_empty() { "without a name" } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::AcceptedFile;

    const PLACE: RowPlace = RowPlace { worker: 1, row: 7 };

    fn availability(found: &MarkedLocations, file_table: &FileTable, thing: &MarkedThing) -> Availability {
        let show_time = |_: Option<i64>| "noon UTC".to_owned();
        MarkSearch { found, file_table, is_loading: false, show_time }.availability(thing)
    }

    fn file(path: &str, bytes: u64) -> MarkedThing {
        MarkedThing::File(MarkedFile { path: path.to_owned(), bytes, ..MarkedFile::default() })
    }

    fn one_file() -> FileTable {
        let mut file_table = FileTable::default();
        file_table.list(&AcceptedFile { file: 0, path: "a.json".to_owned(), bytes: 10 });
        file_table
    }

    #[test]
    fn nothing_is_known_while_files_are_read() {
        let (found, file_table) = (MarkedLocations::default(), FileTable::default());
        let show_time = |_: Option<i64>| String::new();
        let search = MarkSearch { found: &found, file_table: &file_table, is_loading: true, show_time };
        let availability = search.availability(&file("a.json", 10));
        assert_eq!(availability, Availability::Unknown(Wait::Files));
        assert_eq!(availability.lost().unwrap(), "Not looked for: files were still being read");
    }

    #[test]
    fn an_event_is_linked_if_it_was_found_and_else_says_where_it_was() {
        let event = MarkedEvent {
            event_id: "id-1".to_owned(),
            account: "111122223333".to_owned(),
            millis: Some(0),
            file: "a.json".to_owned(),
            record: 4,
            ..MarkedEvent::default()
        };
        let (key, thing) = (event.key(), MarkedThing::Event(event));
        let mut found = MarkedLocations::default();
        let missing = availability(&found, &FileTable::default(), &thing);
        assert!(missing.is_missing() && missing.target().is_none());
        let words = "Not in the loaded files: event id-1 of noon UTC in account 111122223333; it was record 5 of a.json";
        assert_eq!(missing.lost().unwrap(), words);
        found.ambiguous.insert(key.clone());
        let several = availability(&found, &FileTable::default(), &thing).lost().unwrap();
        assert!(several.starts_with("Several different records have the id id-1"), "{several}");
        found.insert(key, vec![PLACE]);
        let here = availability(&found, &FileTable::default(), &thing);
        assert_eq!(here, Availability::Here(MarkTarget::Event(PLACE)));
    }

    #[test]
    fn a_file_differs_by_its_size_or_its_hash() {
        let mut found = MarkedLocations::default();
        let target = MarkTarget::File(0);
        assert_eq!(availability(&found, &one_file(), &file("a.json", 10)), Availability::Here(target));
        let larger = availability(&found, &one_file(), &file("a.json", 11));
        assert_eq!(larger.target(), Some(target));
        let words = "Another file has this path: it has 10 bytes, and the marked one had 11";
        assert_eq!(larger.lost().unwrap(), words);
        found.changed_files.insert(ThingKey::File("a.json".to_owned()));
        assert!(availability(&found, &one_file(), &file("a.json", 10)).is_missing());
        assert!(availability(&found, &one_file(), &file("b.json", 10)).target().is_none());
    }

    #[test]
    fn people_are_known_once_sessions_were_followed() {
        let thing = MarkedThing::Actor(MarkedActor { name: "alice".to_owned(), ..MarkedActor::default() });
        let mut found = MarkedLocations::default();
        assert!(availability(&found, &FileTable::default(), &thing).is_missing());
        let waits = availability(&found, &one_file(), &thing);
        assert_eq!(waits, Availability::Unknown(Wait::Sessions));
        found.knows_people = true;
        let words = availability(&found, &one_file(), &thing).lost().unwrap();
        assert_eq!(words, "Not in the loaded files: actor alice");
        found.people.insert(thing.key(), (None, 3));
        let view = Availability::Here(MarkTarget::View(ViewId::Timelines));
        assert_eq!(availability(&found, &one_file(), &thing), view);
        found.people.insert(thing.key(), (Some(5), 3));
        let timeline = Availability::Here(MarkTarget::Timeline(5, 3));
        assert_eq!(availability(&found, &one_file(), &thing), timeline);
    }
}
