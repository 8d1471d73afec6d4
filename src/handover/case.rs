//! Redacts cases. A redacted case opened beside the redacted logs finds the redacted events,
//! because event ids stay and everything else is replaced consistently.

use hashbrown::HashMap;

use super::Redact;
use super::names::{path, service_of};
use crate::casefile::{
    Bookmark, Case, KeptRecord, MarkedActor, MarkedEvent, MarkedFile, MarkedSession, MarkedThing, Others,
    content_of,
};
use crate::redaction::{Redactor, SecretKind};
use crate::sessions::ActorKind;

impl Redact for Case {
    /// Leaves out members written by a newer version, because their meaning is unknown.
    fn redacted(&self, by: &Redactor) -> Case {
        let Case { title, notes, view, marks, questions, records, others: _ } = self;
        let mut redacted = Case {
            title: by.redact_text(title),
            notes: by.redact_text(notes),
            view: view.as_deref().map(|view| by.redact_text(view)),
            marks: marks.redacted(by),
            questions: questions.redacted(by),
            records: Vec::new(),
            others: Others::new(),
        };
        // The redacted records by the account, the id and the content of the original.
        let mut contents: HashMap<(&str, &str, String), String> = HashMap::new();
        for kept in records {
            let Some(new) = redacted_record(kept, by) else { continue };
            let original = (kept.account.as_str(), kept.event_id.as_str(), content_of(&kept.record));
            contents.insert(original, content_of(&new.record));
            redacted.records.push(new);
        }
        for (mark, new) in marks.iter().zip(&mut redacted.marks) {
            let (MarkedThing::Event(event), MarkedThing::Event(new)) = (&mark.on, &mut new.on) else {
                continue;
            };
            let Some(content) = &event.content else { continue };
            // Disclosing the digest of the redacted record is harmless: the record itself is in the
            // same file.
            if let Some(redacted) =
                contents.get(&(event.account.as_str(), event.event_id.as_str(), content.clone()))
            {
                new.content = Some(redacted.clone());
            }
        }
        redacted
    }
}

/// Returns the redacted record; `None` if it is not JSON, because its structure is unknown.
fn redacted_record(kept: &KeptRecord, by: &Redactor) -> Option<KeptRecord> {
    let KeptRecord { account, event_id, record } = kept;
    serde_json::from_str::<serde::de::IgnoredAny>(record).ok()?;
    Some(KeptRecord {
        account: by.redact_name(account),
        event_id: by.redact_event_id(event_id),
        record: by.redact_record(record, service_of(record)).into_owned(),
    })
}

impl Redact for Bookmark {
    fn redacted(&self, by: &Redactor) -> Bookmark {
        let Bookmark { on, tags, note, marked_at_millis, others: _ } = self;
        Bookmark {
            on: on.redacted(by),
            tags: tags.iter().map(|tag| by.redact_text(tag)).collect(),
            note: by.redact_text(note),
            marked_at_millis: *marked_at_millis,
            others: Others::new(),
        }
    }
}

impl Redact for MarkedThing {
    fn redacted(&self, by: &Redactor) -> MarkedThing {
        let others = Others::new();
        match self {
            MarkedThing::Event(MarkedEvent {
                account,
                event_id,
                content,
                millis,
                event_name,
                who,
                file,
                record,
                others: _,
            }) => MarkedThing::Event(MarkedEvent {
                account: by.redact_name(account),
                event_id: by.redact_event_id(event_id),
                // The digest would confirm a guess at the record. A pseudonym of it still
                // distinguishes marks.
                content: content.as_deref().map(|content| by.pseudonym(SecretKind::Value, content)),
                millis: *millis,
                event_name: by.redact_event_name(event_name),
                who: by.redact_name(who),
                file: path(file, by),
                record: *record,
                others,
            }),
            MarkedThing::Session(MarkedSession { id, name, account, actor, first_millis, others: _ }) => {
                MarkedThing::Session(MarkedSession {
                    id: by.redact_name(id),
                    name: by.redact_name(name),
                    account: by.redact_name(account),
                    actor: by.redact_name(actor),
                    first_millis: *first_millis,
                    others,
                })
            }
            MarkedThing::Actor(MarkedActor { name, account, label, others: _ }) => {
                MarkedThing::Actor(MarkedActor {
                    name: by.redact_name(name),
                    account: by.redact_name(account),
                    // The label is untrusted, because a case can come from any source.
                    label: match ActorKind::ALL.iter().any(|kind| kind.label() == label) {
                        true => label.clone(),
                        false => by.redact_name(label),
                    },
                    others,
                })
            }
            MarkedThing::File(MarkedFile { path: of, bytes, sha256, others: _ }) => {
                MarkedThing::File(MarkedFile {
                    path: path(of, by),
                    bytes: *bytes,
                    sha256: sha256
                        .as_deref()
                        .filter(|_| !super::sources::gives_away(of))
                        .map(|hash| super::hexadecimal(hash, by)),
                    others,
                })
            }
        }
    }
}
