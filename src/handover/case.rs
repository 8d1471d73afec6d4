//! Redacts cases. A redacted case opened beside the redacted logs finds the redacted events,
//! because event ids stay and everything else is replaced consistently.

use hashbrown::HashMap;

use super::fields::{Redact, TextVisitor, redact_fields, visit_fields};
use super::sources::gives_away;
use crate::casefile::{
    Bookmark, Case, KeptRecord, MarkedActor, MarkedEvent, MarkedFile, MarkedSession, MarkedThing, content_of,
};

/// The account, the id and the digest of the content of a record.
type RecordKey = (String, String, String);

impl Redact for Case {
    /// Clears members written by a newer version, because their meaning is unknown, and removes
    /// records that are not JSON, because their structure is.
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        let marked: Vec<Option<RecordKey>> = self.marks.iter().map(|mark| marked_record(&mark.on)).collect();
        let mut originals = self.records.iter().map(record_key).collect::<Vec<_>>().into_iter();
        visit_fields!(&mut *self, visit, Case {
            Sentence: title, notes, view;
            Inner: marks, questions, records;
            Clear: others;
        });
        let mut contents: HashMap<RecordKey, String> = HashMap::new();
        self.records.retain(|kept| match originals.next().flatten() {
            Some(original) => {
                contents.insert(original, content_of(&kept.record));
                true
            }
            None => false,
        });
        for (mark, original) in self.marks.iter_mut().zip(marked) {
            // Disclosing the digest of the redacted record is harmless: the record itself is in the
            // same file.
            if let MarkedThing::Event(event) = &mut mark.on
                && let Some(content) = original.and_then(|original| contents.get(&original))
            {
                event.content = Some(content.clone());
            }
        }
    }
}

/// Returns the key of the record of a marked event, if the mark has one.
fn marked_record(thing: &MarkedThing) -> Option<RecordKey> {
    let MarkedThing::Event(event) = thing else { return None };
    Some((event.account.clone(), event.event_id.clone(), event.content.clone()?))
}

/// Returns the key of a record; `None` if it is not JSON.
fn record_key(kept: &KeptRecord) -> Option<RecordKey> {
    serde_json::from_str::<serde::de::IgnoredAny>(&kept.record).ok()?;
    Some((kept.account.clone(), kept.event_id.clone(), content_of(&kept.record)))
}

impl Redact for MarkedThing {
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        match self {
            MarkedThing::Event(event) => event.visit(visit),
            MarkedThing::Session(session) => session.visit(visit),
            MarkedThing::Actor(actor) => actor.visit(visit),
            MarkedThing::File(file) => file.visit(visit),
        }
    }
}

redact_fields! {
    KeptRecord {
        Name: account;
        EventId: event_id;
        Record: record;
    }
    Bookmark {
        Sentence: tags, note;
        Inner: on;
        Keep: marked_at_millis;
        Clear: others;
    }
    MarkedEvent {
        Name: account;
        Person: who;
        EventId: event_id;
        EventName: event_name;
        ContentDigest: content;
        Path: file;
        Keep: millis, record;
        Clear: others;
    }
    MarkedSession {
        Name: id, account;
        Person: name, actor;
        Keep: first_millis;
        Clear: others;
    }
    MarkedActor {
        Name: account;
        Person: name;
        ActorLabel: label;
        Clear: others;
    }
}

impl Redact for MarkedFile {
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        self.sha256 = self.sha256.take().filter(|_| !gives_away(&self.path));
        visit_fields!(self, visit, MarkedFile {
            Path: path;
            Hash: sha256;
            Keep: bytes;
            Clear: others;
        });
    }
}
