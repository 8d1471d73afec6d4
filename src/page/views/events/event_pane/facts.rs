//! The facts of an event that readers look for first.

use trailglass::base::document::RecordTree;
use trailglass::base::time;
use trailglass::model::Field;
use trailglass::query::Record;

use crate::widgets::times::TimeDisplay;

/// A line of the list of facts about an event.
#[derive(Clone, Debug, PartialEq)]
pub struct FactLine {
    pub label: &'static str,
    /// The value as it is shown.
    pub shown: String,
    /// The value as it is copied.
    pub exact: String,
    /// The name and the value of a filter for this fact; `None` if there is none.
    pub filter: Option<(String, String)>,
    pub look: Look,
    /// An explanation after the value.
    pub note: Option<String>,
}

/// The style of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    Words,
    /// An identifier: monospace, not broken.
    Identifier,
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

/// Returns the facts of a record.
pub fn facts(document: &RecordTree, record: &Record, times: TimeDisplay) -> Vec<FactLine> {
    let said = |path: &[&str]| document.text_at(path).filter(|text| !text.is_empty());
    let mut facts = Vec::new();
    facts.extend(when(document, times));
    if !record.who.is_empty() {
        let kind = said(&["userIdentity", "type"]);
        let word =
            kind.map(|kind| KINDS.iter().find(|(name, _)| *name == kind).map_or(kind, |(_, word)| word));
        facts.push(FactLine {
            note: word.map(str::to_owned),
            ..of_field(Field::Who, &record.who, Look::Words)
        });
    }
    let lines: [(Field, &[&[&str]], Look); 9] = [
        (Field::UserArn, &[&["userIdentity", "arn"]], Look::Identifier),
        (Field::AccessKeyId, &[&["userIdentity", "accessKeyId"]], Look::Identifier),
        (Field::InvokedBy, &[&["userIdentity", "invokedBy"]], Look::Identifier),
        (
            Field::Account,
            &[&["recipientAccountId"], &["userIdentity", "accountId"], &["accountId"]],
            Look::Identifier,
        ),
        (Field::AwsRegion, &[&["awsRegion"]], Look::Identifier),
        (Field::SourceIpAddress, &[&["sourceIPAddress"]], Look::Identifier),
        (Field::UserAgent, &[&["userAgent"]], Look::Words),
        (Field::ErrorCode, &[&["errorCode"]], Look::Failure),
        (Field::ErrorMessage, &[&["errorMessage"]], Look::Failure),
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

fn when(document: &RecordTree, times: TimeDisplay) -> Option<FactLine> {
    let written = document.text_at(&["eventTime"])?;
    let millis = time::parse_millis(written);
    Some(FactLine {
        label: Field::EventTime.spec().label,
        shown: millis.map_or_else(|| written.to_owned(), |millis| times.show_with_zone(Some(millis))),
        exact: written.to_owned(),
        filter: None,
        look: Look::Words,
        note: millis.is_none().then(|| "not a time that could be read".to_owned()),
    })
}

fn of_field(field: Field, text: &str, look: Look) -> FactLine {
    let spec = field.spec();
    FactLine { label: spec.label, look, ..of_path("", spec.name, text) }
}

fn of_path(label: &'static str, path: &str, text: &str) -> FactLine {
    FactLine {
        label,
        shown: text.to_owned(),
        exact: text.to_owned(),
        filter: Some((path.to_owned(), text.to_owned())),
        look: Look::Identifier,
        note: None,
    }
}
