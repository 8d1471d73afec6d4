//! What the open event shows of its record: the facts that readers look for first, the resources
//! that it names, and a warning about members that occur more than once.

use std::cmp::Reverse;

use crate::base::document::RecordTree;
use crate::base::small_sort::SmallSort;
use crate::base::time;
use crate::base::time::TimeRange;
use crate::event::resources::ResourceEffect;
use crate::event::summary::Summary;
use crate::model::Field;
use crate::query::{Record, quote, resources_in};
use crate::sessions::SessionDetail;

/// A line of the list of facts about an event.
#[derive(Clone, Debug, PartialEq)]
pub struct FactLine {
    /// The name of the fact.
    pub label: &'static str,
    /// The value as it is shown.
    pub shown: String,
    /// The value as it is copied.
    pub exact: String,
    /// The name and the value of a filter for this fact; `None` if there is none.
    pub filter: Option<(String, String)>,
    /// The style of the value.
    pub look: FactLook,
    /// An explanation after the value.
    pub note: Option<String>,
}

/// The style of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactLook {
    /// Text.
    Words,
    /// An identifier: monospace, not broken.
    Identifier,
    /// An error.
    Failure,
}

/// The types of identity, and their names on the page.
const KINDS: &[(&str, &str)] = &[
    ("Root", "root user"),
    ("IAMUser", "IAM user"),
    ("AssumedRole", "role session"),
    ("Role", "role"),
    ("FederatedUser", "federated user"),
    ("Directory", "directory user"),
    ("AWSAccount", "another account"),
    ("AWSService", "AWS service"),
    ("IdentityCenterUser", "Identity Center user"),
    ("SAMLUser", "SAML user"),
    ("WebIdentityUser", "web identity"),
    ("Unknown", "unknown"),
];

/// Returns the facts of a record. `show_time` formats the time of the event, in milliseconds since
/// 1970 UTC.
pub fn facts(document: &RecordTree, record: &Record, show_time: impl FnOnce(i64) -> String) -> Vec<FactLine> {
    let said = |path: &[&str]| document.text_at(path).filter(|text| !text.is_empty());
    let mut facts = Vec::new();
    facts.extend(when(document, show_time));
    if !record.who.is_empty() {
        let kind = said(&["userIdentity", "type"]);
        let word =
            kind.map(|kind| KINDS.iter().find(|(name, _)| *name == kind).map_or(kind, |(_, word)| word));
        facts.push(FactLine {
            note: word.map(str::to_owned),
            ..of_field(Field::Who, &record.who, FactLook::Words)
        });
    }
    let lines: [(Field, &[&[&str]], FactLook); 9] = [
        (Field::UserArn, &[&["userIdentity", "arn"]], FactLook::Identifier),
        (Field::AccessKeyId, &[&["userIdentity", "accessKeyId"]], FactLook::Identifier),
        (Field::InvokedBy, &[&["userIdentity", "invokedBy"]], FactLook::Identifier),
        (
            Field::Account,
            &[&["recipientAccountId"], &["userIdentity", "accountId"], &["accountId"]],
            FactLook::Identifier,
        ),
        (Field::AwsRegion, &[&["awsRegion"]], FactLook::Identifier),
        (Field::SourceIpAddress, &[&["sourceIPAddress"]], FactLook::Identifier),
        (Field::UserAgent, &[&["userAgent"]], FactLook::Words),
        (Field::ErrorCode, &[&["errorCode"]], FactLook::Failure),
        (Field::ErrorMessage, &[&["errorMessage"]], FactLook::Failure),
    ];
    for (field, paths, look) in lines {
        if let Some(text) = paths.iter().find_map(|path| said(path)) {
            facts.push(of_field(field, text, look));
        }
    }
    for id in ["eventID", "requestID", "sharedEventID"] {
        if let Some(text) = said(&[id]) {
            facts.push(of_path(label_of(id), id, text));
        }
    }
    facts
}

fn label_of(id: &str) -> &'static str {
    match id {
        "eventID" => "Event id",
        "requestID" => "Request id",
        _ => "Shared event id",
    }
}

fn when(document: &RecordTree, show_time: impl FnOnce(i64) -> String) -> Option<FactLine> {
    let written = document.text_at(&["eventTime"])?;
    let millis = time::parse_millis(written);
    Some(FactLine {
        label: Field::EventTime.spec().label,
        shown: millis.map_or_else(|| written.to_owned(), show_time),
        exact: written.to_owned(),
        filter: None,
        look: FactLook::Words,
        note: millis.is_none().then(|| "not a time that could be read".to_owned()),
    })
}

fn of_field(field: Field, text: &str, look: FactLook) -> FactLine {
    let spec = field.spec();
    FactLine { label: spec.label, look, ..of_path("", spec.name, text) }
}

fn of_path(label: &'static str, path: &str, text: &str) -> FactLine {
    FactLine {
        label,
        shown: text.to_owned(),
        exact: text.to_owned(),
        filter: Some((path.to_owned(), text.to_owned())),
        look: FactLook::Identifier,
        note: None,
    }
}

/// Maximum depth of the record that its sentence is made from.
const SENTENCE_LEVELS: usize = 12;
/// Maximum number of children per branch of that record.
const SENTENCE_CHILDREN: usize = 100;

/// Returns the sentence about a record.
pub fn sentence_about(record: &RecordTree) -> Summary {
    Summary::of(&record.to_value(SENTENCE_LEVELS, SENTENCE_CHILDREN))
}

/// Returns the 5 minutes before and after a record; `None` if its time cannot be read.
pub fn time_around(record: &RecordTree) -> Option<TimeRange> {
    const AROUND_MILLIS: i64 = 5 * 60_000;
    let millis = record.text_at(&["eventTime"]).and_then(time::parse_millis)?;
    Some(TimeRange { from_millis: millis - AROUND_MILLIS, until_millis: millis + AROUND_MILLIS + 1_000 })
}

/// Maximum number of members that the warning names.
const NAMED_DOUBLES: usize = 5;

/// Returns the warning about objects that contain the same member more than once; `None` if there
/// are none.
pub fn doubled_warning(record: &RecordTree) -> Option<String> {
    let members = record.doubled_members();
    let named = members.iter().take(NAMED_DOUBLES).map(|(path, times)| match times {
        2 => format!("member {path} occurs twice"),
        times => format!("member {path} occurs {times} times"),
    });
    let more = members.len().saturating_sub(NAMED_DOUBLES);
    let more = (more > 0).then(|| format!("and {more} more"));
    let named: Vec<String> = named.chain(more).collect();
    let named = (!named.is_empty()).then(|| named.join(", "))?;
    Some(format!("In this record {named}. The last of them counts in columns and filters."))
}

/// Maximum number of resources that are listed; the tree contains all of them.
pub const MOST_NAMED: usize = 8;

/// A resource that an event names.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedResource {
    /// Its canonical name.
    pub identity: String,
    /// Its type.
    pub kind: String,
    /// What the event does to it.
    pub effect: ResourceEffect,
}

/// Returns the resources that the text of a record names, those with the strongest effect first.
pub fn named_resources(record: &str) -> Vec<NamedResource> {
    let mut found: Vec<NamedResource> = Vec::new();
    resources_in(record, &mut |mention| match found
        .iter_mut()
        .find(|known| known.identity == *mention.identity)
    {
        Some(known) => known.effect = known.effect.max(mention.effect),
        None => found.push(NamedResource {
            identity: mention.identity.into_owned(),
            kind: mention.kind.into_owned(),
            effect: mention.effect,
        }),
    });
    found.sort_small_by_key(|named| Reverse(named.effect));
    found
}

/// Returns the reasons why the actor behind an event is uncertain: the doubt in the session's link,
/// the gap, and the doubt in the first candidate.
pub fn doubts(detail: &SessionDetail) -> Vec<String> {
    let doubt = Some(detail.session.doubt.to_string()).filter(|doubt| !doubt.is_empty());
    let gap = detail.gap.as_ref().map(|gap| format!("Gap: {gap}"));
    let first = detail.candidates.first().map(|candidate| candidate.doubt.to_string());
    [doubt, gap, first].into_iter().flatten().collect()
}

/// Returns the links to all events of the key, the actor and the address of an event, as what they
/// are called and their filter. An empty key or address has no link.
pub fn touched_by(
    key_id: &str,
    detail: Option<&SessionDetail>,
    address: &str,
) -> impl Iterator<Item = (&'static str, String)> {
    let key = (!key_id.is_empty()).then(|| ("this key", format!("chain:{}", quote(key_id))));
    let actor = detail.map(|detail| {
        let whom = if detail.actor.kind.is_human() { "this person" } else { "this actor" };
        (whom, format!("actor:{}", quote(&detail.actor.name)))
    });
    let address = (!address.is_empty()).then(|| ("this address", format!("ip:{}", quote(address))));
    [key, actor, address].into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"eventTime":"2024-03-01T10:00:00Z","eventID":"e-1","awsRegion":"",
        "userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::1:assumed-role/a/b"},
        "recipientAccountId":"222","accountId":"111","errorCode":"AccessDenied",
        "requestParameters":{"bucketName":"b1"},"eventSource":"s3.amazonaws.com","eventName":"DeleteBucket"}"#;

    fn record(who: &str) -> Record {
        Record {
            text: RECORD.to_owned(),
            who: who.to_owned(),
            file: 0,
            index: 0,
            integrity: String::new(),
            is_hidden: false,
        }
    }

    fn tree(text: &str) -> RecordTree {
        RecordTree::read(text).unwrap()
    }

    #[test]
    fn facts_are_those_that_the_record_states() {
        let found = facts(&tree(RECORD), &record("alice"), |millis| format!("at {millis}"));
        let lines: Vec<(&str, &str)> = found.iter().map(|fact| (fact.label, fact.shown.as_str())).collect();
        assert_eq!(lines[0], (Field::EventTime.spec().label, "at 1709287200000"));
        assert_eq!(lines[1].1, "alice");
        assert_eq!(found[1].note.as_deref(), Some("role session"));
        assert!(lines.contains(&(Field::Account.spec().label, "222")));
        assert!(lines.contains(&("Event id", "e-1")));
        assert!(!lines.iter().any(|(label, _)| *label == Field::AwsRegion.spec().label));
        let error = found.iter().find(|fact| fact.look == FactLook::Failure).unwrap();
        assert_eq!(error.filter, Some(("errorCode".to_owned(), "AccessDenied".to_owned())));
    }

    #[test]
    fn an_unreadable_time_is_shown_as_written() {
        let found = facts(&tree(r#"{"eventTime":"noon"}"#), &record(""), |_| String::new());
        assert_eq!((found.len(), found[0].shown.as_str()), (1, "noon"));
        assert!(found[0].note.is_some());
        assert_eq!(time_around(&tree(r#"{"eventTime":"noon"}"#)), None);
    }

    #[test]
    fn the_time_around_covers_the_whole_second() {
        let around = time_around(&tree(RECORD)).unwrap();
        assert_eq!(around.until_millis - around.from_millis, 601_000);
    }

    #[test]
    fn a_warning_names_members_that_occur_more_than_once() {
        assert_eq!(doubled_warning(&tree(RECORD)), None);
        let warning = doubled_warning(&tree(r#"{"a":1,"a":2,"b":1,"b":2,"b":3}"#)).unwrap();
        assert_eq!(
            warning,
            "In this record member a occurs twice, member b occurs 3 times. The last of them counts in columns and filters."
        );
        let many: Vec<String> = (0..7).map(|number| format!("\"m{number}\":1,\"m{number}\":2")).collect();
        let warning = doubled_warning(&tree(&format!("{{{}}}", many.join(",")))).unwrap();
        assert!(warning.contains("member m4 occurs twice, and 2 more."), "{warning}");
    }

    #[test]
    fn a_resource_is_named_once() {
        let named = named_resources(RECORD);
        assert_eq!(named.iter().filter(|one| one.identity.contains("b1")).count(), 1, "{named:?}");
    }

    #[test]
    fn what_an_event_lacks_has_no_link() {
        let links: Vec<_> = touched_by("AKIA1", None, "").collect();
        assert_eq!(links, [("this key", "chain:AKIA1".to_owned())]);
    }
}
