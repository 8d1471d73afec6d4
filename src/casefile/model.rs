//! The model of a case: bookmarks with tags and notes, questions, and the view.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::moments::{moment, optional_moment};
use crate::base::small_sort::SmallSort;
use crate::content::ContentDigests;
use crate::questions::Question;

/// Members of a file that this version does not know. They are kept, so that a newer program's file
/// loses nothing when this version rewrites it.
pub type Others = Map<String, Value>;

/// An analyst's bookmarks, notes and questions about some logs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Case {
    /// The title; empty if the case has none.
    pub title: String,
    /// Notes on the case as a whole.
    pub notes: String,
    /// The view when the case was saved: a [`ViewAddress`] as text.
    ///
    /// [`ViewAddress`]: crate::view_address::ViewAddress
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
    /// The marks in the order of marking, at most one per thing.
    pub marks: Vec<Bookmark>,
    /// The analyst's own questions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// The records of marked events; empty unless the analyst asked for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<KeptRecord>,
    /// Members written by a newer version.
    #[serde(flatten)]
    pub others: Others,
}

/// A bookmark: a marked thing with tags and a note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Bookmark {
    /// The marked thing.
    pub on: MarkedThing,
    /// Tags to sort marks by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The reason for the mark.
    #[serde(default)]
    pub note: String,
    /// The time of marking, in milliseconds since 1970 UTC.
    #[serde(rename = "markedAt", with = "moment")]
    pub marked_at_millis: i64,
    /// Members written by a newer version.
    #[serde(flatten)]
    pub others: Others,
}

/// A thing that can be marked. In addition to what identifies it, a reference holds enough to
/// describe the thing when it is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum MarkedThing {
    /// An event.
    Event(MarkedEvent),
    /// A session, or a long-term key.
    Session(MarkedSession),
    /// An actor behind sessions.
    Actor(MarkedActor),
    /// A file.
    File(MarkedFile),
}

/// A reference to a marked event. It is found by account, id and content; if it has no id, by its
/// file and its index in that file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MarkedEvent {
    /// The account in whose log it is recorded; empty if the log names none.
    pub account: String,
    /// Its `eventID`; empty if it has none.
    #[serde(rename = "eventID")]
    pub event_id: String,
    /// The digest of its content by [`content_of`](super::content_of), which distinguishes records
    /// that share an id. `None` if the mark is from a version that did not keep it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// The time of the event, in milliseconds since 1970 UTC.
    #[serde(rename = "eventTime", with = "optional_moment", skip_serializing_if = "Option::is_none")]
    pub millis: Option<i64>,
    /// The name of the API call.
    pub event_name: String,
    /// The actor's name, as the list of events shows it.
    pub who: String,
    /// The path of its file, relative to the dropped folder.
    pub file: String,
    /// Its index among the records of that file, from 0.
    pub record: u32,
    /// Members written by a newer version.
    #[serde(flatten)]
    pub others: Others,
}

/// A reference to a marked session.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MarkedSession {
    /// The value that `session:` finds it by.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The account of its credentials; empty if unknown.
    pub account: String,
    /// The name of its actor.
    pub actor: String,
    /// The time of its first event, in milliseconds since 1970 UTC.
    #[serde(rename = "firstEvent", with = "optional_moment", skip_serializing_if = "Option::is_none")]
    pub first_millis: Option<i64>,
    /// Members written by a newer version.
    #[serde(flatten)]
    pub others: Others,
}

/// A reference to a marked actor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MarkedActor {
    /// The name that `actor:` finds it by.
    pub name: String,
    /// Its account; empty if it has none.
    pub account: String,
    /// The name of its kind.
    pub label: String,
    /// Members written by a newer version.
    #[serde(flatten)]
    pub others: Others,
}

/// A reference to a marked file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MarkedFile {
    /// Its path, relative to the dropped folder.
    pub path: String,
    /// Size on disk in bytes.
    pub bytes: u64,
    /// The SHA-256 hash of its content: of the inflated bytes of its first gzip member, as in
    /// CloudTrail's digests. `None` if it was not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Members written by a newer version.
    #[serde(flatten)]
    pub others: Others,
}

/// The record of a marked event.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct KeptRecord {
    /// The account of the mark.
    pub account: String,
    /// The `eventID` of the mark.
    #[serde(rename = "eventID")]
    pub event_id: String,
    /// The record's JSON text, exactly as in the file.
    pub record: String,
}

/// The key that identifies a marked thing.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ThingKey {
    /// An event, by account, id and content.
    Event(String, String, Option<String>),
    /// An event without an id, by file and index.
    Record(String, u32),
    /// A session, by id.
    Session(String),
    /// An actor, by name and account.
    Actor(String, String),
    /// A file, by path.
    File(String),
}

impl MarkedEvent {
    /// Returns the key that identifies it.
    pub fn key(&self) -> ThingKey {
        if self.event_id.is_empty() {
            ThingKey::Record(self.file.clone(), self.record)
        } else {
            ThingKey::Event(self.account.clone(), self.event_id.clone(), self.content.clone())
        }
    }
}

impl MarkedThing {
    /// Returns the key that identifies it.
    pub fn key(&self) -> ThingKey {
        match self {
            MarkedThing::Event(event) => event.key(),
            MarkedThing::Session(session) => ThingKey::Session(session.id.clone()),
            MarkedThing::Actor(actor) => ThingKey::Actor(actor.name.clone(), actor.account.clone()),
            MarkedThing::File(file) => ThingKey::File(file.path.clone()),
        }
    }

    /// Returns the name of its kind, in one word.
    pub fn kind(&self) -> &'static str {
        match self {
            MarkedThing::Event(_) => "event",
            MarkedThing::Session(_) => "session",
            MarkedThing::Actor(_) => "actor",
            MarkedThing::File(_) => "file",
        }
    }

    /// Returns a short description.
    pub fn title(&self) -> String {
        let or = |text: &str, other: &str| if text.is_empty() { other.to_owned() } else { text.to_owned() };
        match self {
            MarkedThing::Event(event) if event.who.is_empty() => or(&event.event_name, "An event"),
            MarkedThing::Event(event) => format!("{} by {}", or(&event.event_name, "An event"), event.who),
            MarkedThing::Session(session) => or(&session.name, &session.id),
            MarkedThing::Actor(actor) => actor.name.clone(),
            MarkedThing::File(file) => file.path.clone(),
        }
    }

    /// Returns the time of the event, or of the session's first event; `None` if there is none.
    pub fn millis(&self) -> Option<i64> {
        match self {
            MarkedThing::Event(event) => event.millis,
            MarkedThing::Session(session) => session.first_millis,
            MarkedThing::Actor(_) | MarkedThing::File(_) => None,
        }
    }
}

impl Bookmark {
    /// Returns a mark without tags or a note.
    pub fn new(on: MarkedThing, marked_at_millis: i64) -> Bookmark {
        Bookmark { on, tags: Vec::new(), note: String::new(), marked_at_millis, others: Others::new() }
    }
}

impl Case {
    /// Returns whether discarding the case would lose nothing; the view does not count.
    pub fn is_empty(&self) -> bool {
        *self == Case { view: self.view.clone(), ..Case::default() }
    }

    /// Returns the mark on a thing.
    pub fn mark_of(&self, key: &ThingKey) -> Option<&Bookmark> {
        self.marks.iter().find(|mark| mark.on.key() == *key)
    }

    /// Adds a mark; if the thing is already marked, its existing mark stays unchanged.
    pub fn add(&mut self, mark: Bookmark) {
        if self.mark_of(&mark.on.key()).is_none() {
            self.marks.push(mark);
        }
    }

    /// Removes and returns the mark on a thing; for an event, also removes its kept record.
    pub fn remove(&mut self, key: &ThingKey) -> Option<Bookmark> {
        let place = self.marks.iter().position(|mark| mark.on.key() == *key)?;
        let mark = self.marks.remove(place);
        let ThingKey::Event(account, event_id, _) = key else { return Some(mark) };
        // Records that belong to another mark with the same id stay.
        let same_id = self.events().filter(|event| event.account == *account && event.event_id == *event_id);
        let contents: BTreeSet<Option<String>> = same_id.map(|event| event.content.clone()).collect();
        let is_marked =
            |record: &str| contents.contains(&None) || contents.contains(&Some(content_of(record)));
        self.records
            .retain(|kept| kept.account != *account || kept.event_id != *event_id || is_marked(&kept.record));
        Some(mark)
    }

    /// Changes the mark on a thing, if there is one.
    pub fn change(&mut self, key: &ThingKey, change: impl FnOnce(&mut Bookmark)) {
        if let Some(mark) = self.marks.iter_mut().find(|mark| mark.on.key() == *key) {
            change(mark);
        }
    }

    /// Returns the marks in order of time; those without a time come last, in the order of marking.
    pub fn marks_by_time(&self) -> Vec<&Bookmark> {
        let mut marks: Vec<&Bookmark> = self.marks.iter().collect();
        marks.sort_small_by_key(|mark| mark.on.millis().map_or((1, 0), |millis| (0, millis)));
        marks
    }

    /// Returns every tag with the number of marks that have it, in alphabetical order.
    pub fn tags(&self) -> BTreeMap<&str, usize> {
        let mut tags = BTreeMap::new();
        for tag in self.marks.iter().flat_map(|mark| &mark.tags) {
            *tags.entry(tag.as_str()).or_insert(0) += 1;
        }
        tags
    }

    /// Returns the marked events, in the order of marking.
    pub fn events(&self) -> impl Iterator<Item = &MarkedEvent> {
        self.marks.iter().filter_map(|mark| match &mark.on {
            MarkedThing::Event(event) => Some(event),
            _ => None,
        })
    }

    /// Returns whether sessions must be followed to resolve every mark.
    pub fn asks_for_sessions(&self) -> bool {
        let is_one = |mark: &Bookmark| matches!(mark.on, MarkedThing::Session(_) | MarkedThing::Actor(_));
        self.marks.iter().any(is_one)
    }
}

/// Returns a digest of a record's content in 32 hexadecimal digits. It does not depend on the
/// order, spacing and escaping of members.
pub fn content_of(record: &str) -> String {
    format!("{:032x}", ContentDigests::of(record).digest())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(event_id: &str, millis: Option<i64>) -> Bookmark {
        let event = MarkedEvent { event_id: event_id.to_owned(), millis, ..MarkedEvent::default() };
        Bookmark::new(MarkedThing::Event(event), 0)
    }

    #[test]
    fn a_thing_is_marked_once_and_keeps_its_note() {
        let mut case = Case::default();
        case.add(event("a", Some(2)));
        let key = case.marks[0].on.key();
        case.change(&key, |mark| mark.note = "why".to_owned());
        case.add(event("a", Some(2)));
        assert_eq!((case.marks.len(), case.marks[0].note.as_str()), (1, "why"));
        assert_eq!(case.remove(&key).map(|mark| mark.note).as_deref(), Some("why"));
        assert!(case.is_empty() && case.remove(&key).is_none());
    }

    #[test]
    fn records_that_share_an_id_are_marked_apart() {
        let record = |number: u32| format!("{{\"eventID\":\"masked\",\"number\":{number}}}");
        let mut case = Case::default();
        for number in [1, 2] {
            let mut mark = event("masked", Some(2));
            if let MarkedThing::Event(event) = &mut mark.on {
                event.content = Some(content_of(&record(number)));
            }
            case.add(mark);
            let (account, event_id) = (String::new(), "masked".to_owned());
            case.records.push(KeptRecord { account, event_id, record: record(number) });
        }
        assert_eq!(case.marks.len(), 2);
        let key = case.marks[0].on.key();
        assert!(case.remove(&key).is_some());
        let left: Vec<&str> = case.records.iter().map(|kept| kept.record.as_str()).collect();
        assert_eq!((case.marks.len(), left), (1, vec![record(2).as_str()]));
    }

    #[test]
    fn marks_stand_in_the_order_of_time_and_tags_are_counted() {
        let mut case = Case::default();
        let actor = MarkedActor { name: "alice".to_owned(), ..MarkedActor::default() };
        case.add(Bookmark::new(MarkedThing::Actor(actor), 1));
        for (id, millis) in [("late", Some(9)), ("early", Some(3)), ("timeless", None)] {
            case.add(event(id, millis));
        }
        case.marks[1].tags = vec!["exfiltration".to_owned(), "s3".to_owned()];
        case.marks[2].tags = vec!["s3".to_owned()];
        let titles: Vec<ThingKey> = case.marks_by_time().iter().map(|mark| mark.on.key()).collect();
        let event = |id: &str| ThingKey::Event(String::new(), id.to_owned(), None);
        let actor = ThingKey::Actor("alice".to_owned(), String::new());
        assert_eq!(titles, [event("early"), event("late"), actor, event("timeless")]);
        assert_eq!(case.tags().into_iter().collect::<Vec<_>>(), [("exfiltration", 1), ("s3", 2)]);
        assert!(case.asks_for_sessions());
    }
}
