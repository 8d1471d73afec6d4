//! The texts in the fields of an artefact, each with its role. One visit both collects names
//! ([`NameCollector`](super::NameCollector)) and replaces them ([`Redact::redacted`]).

use super::paths::path;
use crate::base::json::member_of;
use crate::event::service_name;
use crate::model::Field;
use crate::redaction::{Redactor, SecretKind};
use crate::sessions::ActorKind;

/// What a text in an artefact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextRole {
    /// A sentence, a title, a note or a filter.
    Sentence,
    /// A name that occurs in a record, or with another role elsewhere in the artefact.
    Name,
    /// The name of a person, or of a role and a session.
    Person,
    /// The name of a bucket that need not occur in any record.
    Bucket,
    /// The name of another resource that need not occur in any record.
    Resource,
    /// The path of a file.
    Path,
    /// The beginning of a path that occurs elsewhere in the artefact.
    Prefix,
    /// The JSON of a record.
    Record,
    /// The name of an event.
    EventName,
    /// The id of an event.
    EventId,
    /// A Region.
    Region,
    /// A time as a file states it.
    Time,
    /// A hash or a fingerprint as a file states it.
    Hash,
    /// The digest of a record's content.
    ContentDigest,
    /// The name of an actor's kind.
    ActorLabel,
}

/// A function that is called with each text of an artefact.
pub type TextVisitor<'v> = dyn FnMut(TextRole, &mut String) + 'v;

/// A type that can be redacted, and then handed on without revealing whom it is about.
pub trait Redact: Clone {
    /// Passes each text to `visit`, and removes what is never handed on.
    fn visit(&mut self, visit: &mut TextVisitor<'_>);

    /// Returns a copy with pseudonyms in place of secrets.
    fn redacted(&self, by: &Redactor) -> Self {
        let mut copy = self.clone();
        copy.visit(&mut |role, text| *text = replacement(role, text, by));
        copy
    }
}

/// Returns the text to hand on instead of a text.
fn replacement(role: TextRole, text: &str, by: &Redactor) -> String {
    match role {
        TextRole::Sentence => by.redact_text(text),
        TextRole::Name | TextRole::Person | TextRole::Bucket | TextRole::Resource => by.redact_name(text),
        TextRole::Path | TextRole::Prefix => path(text, by),
        TextRole::Record => by.redact_record(text, service_of(text)).into_owned(),
        TextRole::EventName => by.redact_event_name(text),
        TextRole::EventId => by.redact_event_id(text),
        TextRole::Region => by.redact_field(Field::AwsRegion, text),
        TextRole::Time => by.redact_field(Field::EventTime, text),
        TextRole::Hash => hexadecimal(text, by),
        // The digest would confirm a guess at the record. A pseudonym of it still distinguishes
        // marks.
        TextRole::ContentDigest => by.pseudonym(SecretKind::Value, text),
        // The label is untrusted, because a case can come from any source.
        TextRole::ActorLabel if ActorKind::ALL.iter().any(|kind| kind.label() == text) => text.to_owned(),
        TextRole::ActorLabel => by.redact_name(text),
    }
}

/// Returns the service of a record, from its `eventSource`.
pub(super) fn service_of(record: &str) -> &str {
    let source = member_of(record.trim_start(), "eventSource").unwrap_or_default();
    service_name(source.trim_matches('"'))
}

/// Returns a hash or fingerprint that a file states, unchanged if it has the form of one.
fn hexadecimal(text: &str, by: &Redactor) -> String {
    let is_hash = matches!(text.len(), 32 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash { text.to_owned() } else { by.redact_name(text) }
}

/// The texts of a field.
pub(super) trait Texts {
    /// Passes each text to `visit` with a role.
    fn visit_as(&mut self, role: TextRole, visit: &mut TextVisitor<'_>);
}

impl Texts for String {
    fn visit_as(&mut self, role: TextRole, visit: &mut TextVisitor<'_>) {
        visit(role, self);
    }
}

impl<T: Texts> Texts for Vec<T> {
    fn visit_as(&mut self, role: TextRole, visit: &mut TextVisitor<'_>) {
        self.iter_mut().for_each(|each| each.visit_as(role, visit));
    }
}

impl<T: Texts> Texts for Option<T> {
    fn visit_as(&mut self, role: TextRole, visit: &mut TextVisitor<'_>) {
        self.iter_mut().for_each(|each| each.visit_as(role, visit));
    }
}

impl Texts for Result<u64, String> {
    fn visit_as(&mut self, role: TextRole, visit: &mut TextVisitor<'_>) {
        if let Err(reason) = self {
            reason.visit_as(role, visit);
        }
    }
}

impl<T: Redact> Redact for Vec<T> {
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        self.iter_mut().for_each(|each| each.visit(visit));
    }
}

impl<T: Redact> Redact for Option<T> {
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        self.iter_mut().for_each(|each| each.visit(visit));
    }
}

/// Visits the fields of a value, which are listed by role. Instead of a role: `Keep` for a field
/// without texts, `Inner` for one whose type is [`Redact`], `Clear` for one that is not handed on,
/// and `Elsewhere` for one that the surrounding code handles.
///
/// Every field must be listed: one that is added later does not compile until it is.
macro_rules! visit_fields {
    ($value:expr, $visit:expr, $type:ident { $($role:ident: $($field:ident),+;)* }) => {
        let $type { $($($field),+),* } = $value;
        $($($crate::handover::fields::visit_fields!(@ $role $field $visit);)+)*
    };
    (@ Keep $field:ident $visit:expr) => { let _ = $field; };
    (@ Elsewhere $field:ident $visit:expr) => { let _ = $field; };
    (@ Clear $field:ident $visit:expr) => { *$field = Default::default(); };
    (@ Inner $field:ident $visit:expr) => { $crate::handover::fields::Redact::visit($field, $visit); };
    (@ $role:ident $field:ident $visit:expr) => {
        $crate::handover::fields::Texts::visit_as($field, $crate::handover::fields::TextRole::$role, $visit);
    };
}

/// Implements [`Redact`] for structs by [`visit_fields`].
macro_rules! redact_fields {
    ($($type:ident $fields:tt)*) => {
        $(impl $crate::handover::fields::Redact for $type {
            fn visit(&mut self, visit: &mut $crate::handover::fields::TextVisitor<'_>) {
                let _ = &visit;
                $crate::handover::fields::visit_fields!(self, visit, $type $fields);
            }
        })*
    };
}

pub(super) use {redact_fields, visit_fields};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_service_of_a_record_is_read_from_its_text() {
        assert_eq!(service_of(r#"{"eventSource" : "s3.amazonaws.com","x":1}"#), "s3");
        assert_eq!(service_of(r#"{"x":1}"#), "");
    }
}
