//! A case: bookmarks with tags and notes, questions, the view.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::json::{moment, optional_moment};
use super::refer::content_of;
use crate::in_order::InOrder;
use crate::questions::Question;

/// Members of a file that this version does not know. They are kept, so that
/// a newer program's file that went through this one has lost nothing.
pub type Others = Map<String, Value>;

/// What somebody thinks of some logs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Case {
    /// What it is called; empty for a case without a name.
    pub title: String,
    /// What there is to say of it as a whole.
    pub notes: String,
    /// What was shown when it was saved: a [`ViewAddress`] as text.
    ///
    /// [`ViewAddress`]: crate::view_address::ViewAddress
    #[serde(skip_serializing_if = "Option::is_none")]
    pub view: Option<String>,
    /// What was marked, in the order of marking; no thing twice.
    pub marks: Vec<Mark>,
    /// The reader's own questions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<Question>,
    /// The records of marked events, where somebody asked for them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<KeptRecord>,
    /// What a newer version has written beside that.
    #[serde(flatten)]
    pub others: Others,
}

/// Something that was marked, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Mark {
    /// What.
    pub on: MarkedThing,
    /// Words to sort by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Why.
    #[serde(default)]
    pub note: String,
    /// When it was marked, in milliseconds since 1970 UTC.
    #[serde(rename = "markedAt", with = "moment")]
    pub marked_at_millis: i64,
    /// What a newer version has written beside that.
    #[serde(flatten)]
    pub others: Others,
}

/// What can be marked. Beside what finds it again stands enough to know it by
/// where it is missing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum MarkedThing {
    /// An event.
    Event(MarkedEvent),
    /// A session, or a long-term key.
    Session(MarkedSession),
    /// Whoever is behind sessions.
    Actor(MarkedActor),
    /// A file.
    File(MarkedFile),
}

/// An event that was marked. It is found by account, id and content; where it
/// has no id, by its file and its place in that.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MarkedEvent {
    /// The account in whose log it is; empty where it names none.
    pub account: String,
    /// Its `eventID`; empty where it has none.
    #[serde(rename = "eventID")]
    pub event_id: String,
    /// What its record holds, as [`content_of`](super::content_of) writes it: it
    /// tells records apart that share an id. `None` where the mark was made
    /// before this was kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    /// When it happened, in milliseconds since 1970 UTC.
    #[serde(rename = "eventTime", with = "optional_moment", skip_serializing_if = "Option::is_none")]
    pub millis: Option<i64>,
    /// What was called.
    pub event_name: String,
    /// Who did it, as the list of events names them.
    pub who: String,
    /// The path of the file it was in, below what was dropped.
    pub file: String,
    /// Its place among the records of that file, from 0.
    pub record: u32,
    /// What a newer version has written beside that.
    #[serde(flatten)]
    pub others: Others,
}

/// A session that was marked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MarkedSession {
    /// The value that `session:` finds it by.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The account of its credentials; empty where that is not known.
    pub account: String,
    /// The name of its actor.
    pub actor: String,
    /// Its first event, in milliseconds since 1970 UTC.
    #[serde(rename = "firstEvent", with = "optional_moment", skip_serializing_if = "Option::is_none")]
    pub first_millis: Option<i64>,
    /// What a newer version has written beside that.
    #[serde(flatten)]
    pub others: Others,
}

/// An actor that was marked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MarkedActor {
    /// The name that `actor:` finds it by.
    pub name: String,
    /// Its account; empty where it has none.
    pub account: String,
    /// Of what kind it is, in words.
    pub label: String,
    /// What a newer version has written beside that.
    #[serde(flatten)]
    pub others: Others,
}

/// A file that was marked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct MarkedFile {
    /// Its path below what was dropped.
    pub path: String,
    /// Its bytes on disk.
    pub bytes: u64,
    /// SHA-256 of its content: of the inflated bytes of its first gzip member,
    /// as CloudTrail's digests have it. `None` where it was not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// What a newer version has written beside that.
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
    /// The record's JSON text, as the file had it.
    pub record: String,
}

impl KeptRecord {
    /// Whether it is the record of a marked event.
    pub fn is_of(&self, event: &MarkedEvent) -> bool {
        self.account == event.account
            && self.event_id == event.event_id
            && event.content.as_ref().is_none_or(|content| content_of(&self.record) == *content)
    }
}

/// What tells marked things apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ThingKey {
    /// An event, by account, id and content.
    Event(String, String, Option<String>),
    /// An event without an id, by file and place.
    Record(String, u32),
    /// A session, by id.
    Session(String),
    /// An actor, by name and account.
    Actor(String, String),
    /// A file, by path.
    File(String),
}

impl MarkedEvent {
    /// What tells it from others.
    pub fn key(&self) -> ThingKey {
        if self.event_id.is_empty() {
            ThingKey::Record(self.file.clone(), self.record)
        } else {
            ThingKey::Event(self.account.clone(), self.event_id.clone(), self.content.clone())
        }
    }
}

impl MarkedThing {
    /// What tells it from others.
    pub fn key(&self) -> ThingKey {
        match self {
            MarkedThing::Event(event) => event.key(),
            MarkedThing::Session(session) => ThingKey::Session(session.id.clone()),
            MarkedThing::Actor(actor) => ThingKey::Actor(actor.name.clone(), actor.account.clone()),
            MarkedThing::File(file) => ThingKey::File(file.path.clone()),
        }
    }

    /// What it is, in a word.
    pub fn kind(&self) -> &'static str {
        match self {
            MarkedThing::Event(_) => "event",
            MarkedThing::Session(_) => "session",
            MarkedThing::Actor(_) => "actor",
            MarkedThing::File(_) => "file",
        }
    }

    /// A few words to know it by.
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

    /// When it begins, where it has a time.
    pub fn millis(&self) -> Option<i64> {
        match self {
            MarkedThing::Event(event) => event.millis,
            MarkedThing::Session(session) => session.first_millis,
            MarkedThing::Actor(_) | MarkedThing::File(_) => None,
        }
    }
}

impl Mark {
    /// A mark without tags and note.
    pub fn new(on: MarkedThing, marked_at_millis: i64) -> Mark {
        Mark { on, tags: Vec::new(), note: String::new(), marked_at_millis, others: Others::new() }
    }
}

impl Case {
    /// Whether there is nothing in it that would be lost.
    pub fn is_empty(&self) -> bool {
        *self == Case { view: self.view.clone(), ..Case::default() }
    }

    /// The mark of a thing.
    pub fn mark_of(&self, key: &ThingKey) -> Option<&Mark> {
        self.marks.iter().find(|mark| mark.on.key() == *key)
    }

    /// Adds a mark; a thing that is marked already keeps what it has.
    pub fn add(&mut self, mark: Mark) {
        if self.mark_of(&mark.on.key()).is_none() {
            self.marks.push(mark);
        }
    }

    /// Takes the mark off a thing; gives back what it was.
    pub fn remove(&mut self, key: &ThingKey) -> Option<Mark> {
        let place = self.marks.iter().position(|mark| mark.on.key() == *key)?;
        let mark = self.marks.remove(place);
        // The records of another mark with the same id stay.
        let kept: Vec<MarkedEvent> = self.events().cloned().collect();
        self.records.retain(|record| {
            !matches!(key, ThingKey::Event(account, event_id, _) if record.account == *account && record.event_id == *event_id)
                || kept.iter().any(|event| record.is_of(event))
        });
        Some(mark)
    }

    /// Changes the mark of a thing, if it has one.
    pub fn change(&mut self, key: &ThingKey, change: impl FnOnce(&mut Mark)) {
        if let Some(mark) = self.marks.iter_mut().find(|mark| mark.on.key() == *key) {
            change(mark);
        }
    }

    /// The marks in the order of what they are on: by time, and what has none
    /// behind that, in the order of marking.
    pub fn in_order(&self) -> Vec<&Mark> {
        let mut marks: Vec<&Mark> = self.marks.iter().collect();
        marks.put_in_order_by_key(|mark| mark.on.millis().map_or((1, 0), |millis| (0, millis)));
        marks
    }

    /// Every tag with how many marks have it, in the order of their texts.
    pub fn tags(&self) -> BTreeMap<&str, usize> {
        let mut tags = BTreeMap::new();
        for tag in self.marks.iter().flat_map(|mark| &mark.tags) {
            *tags.entry(tag.as_str()).or_insert(0) += 1;
        }
        tags
    }

    /// The events that are marked, in the order of marking.
    pub fn events(&self) -> impl Iterator<Item = &MarkedEvent> {
        self.marks.iter().filter_map(|mark| match &mark.on {
            MarkedThing::Event(event) => Some(event),
            _ => None,
        })
    }

    /// Whether sessions have to be followed to find everything again.
    pub fn asks_for_sessions(&self) -> bool {
        let is_one = |mark: &Mark| matches!(mark.on, MarkedThing::Session(_) | MarkedThing::Actor(_));
        self.marks.iter().any(is_one)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(event_id: &str, millis: Option<i64>) -> Mark {
        let event = MarkedEvent { event_id: event_id.to_owned(), millis, ..MarkedEvent::default() };
        Mark::new(MarkedThing::Event(event), 0)
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
        case.add(Mark::new(MarkedThing::Actor(actor), 1));
        for (id, millis) in [("late", Some(9)), ("early", Some(3)), ("timeless", None)] {
            case.add(event(id, millis));
        }
        case.marks[1].tags = vec!["exfiltration".to_owned(), "s3".to_owned()];
        case.marks[2].tags = vec!["s3".to_owned()];
        let titles: Vec<ThingKey> = case.in_order().iter().map(|mark| mark.on.key()).collect();
        let event = |id: &str| ThingKey::Event(String::new(), id.to_owned(), None);
        let actor = ThingKey::Actor("alice".to_owned(), String::new());
        assert_eq!(titles, [event("early"), event("late"), actor, event("timeless")]);
        assert_eq!(case.tags().into_iter().collect::<Vec<_>>(), [("exfiltration", 1), ("s3", 2)]);
        assert!(case.asks_for_sessions());
    }
}
