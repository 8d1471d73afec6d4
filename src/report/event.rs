//! Describes one event.

use serde_json::Value;

use crate::casefile::MarkedEvent;
use crate::event::summary::Summary;
use crate::integrity::findings::Class;

/// The description of an event: a sentence, and named facts.
pub(super) struct EventDescription {
    /// The sentence.
    pub(super) sentence: String,
    /// The facts: name, value, and whether it is an identifier.
    pub(super) facts: Vec<(&'static str, String, bool)>,
}

/// The members of a record that are shown, by label.
const MEMBERS: &[(&str, &[&str], bool)] = &[
    ("Action", &["eventName"], true),
    ("Service", &["eventSource"], true),
    ("Region", &["awsRegion"], true),
    ("Source address", &["sourceIPAddress"], true),
    ("User agent", &["userAgent"], true),
    ("Identity", &["userIdentity", "arn"], true),
    ("Access key", &["userIdentity", "accessKeyId"], true),
    ("Error", &["errorCode"], true),
    ("Error message", &["errorMessage"], false),
];

/// Describes a marked event from its record, or from its reference if the record is missing or
/// invalid.
pub(super) fn description(event: &MarkedEvent, record: Option<&str>, integrity: &str) -> EventDescription {
    let record: Option<Value> = record.and_then(|text| serde_json::from_str(text).ok());
    let mut facts = Vec::new();
    let mut add_fact = |name, value: &str, is_identifier| {
        if !value.is_empty() {
            facts.push((name, value.to_owned(), is_identifier));
        }
    };
    add_fact("Who", &event.who, false);
    if let Some(record) = &record {
        for (name, path, is_identifier) in MEMBERS {
            let value = path.iter().try_fold(record, |value, member| value.get(member));
            add_fact(name, value.and_then(Value::as_str).unwrap_or_default(), *is_identifier);
        }
    } else {
        add_fact("Action", &event.event_name, true);
    }
    add_fact("Account", &event.account, true);
    add_fact("Event ID", &event.event_id, true);
    if !event.file.is_empty() {
        add_fact("Source file", &format!("{}, record {}", event.file, u64::from(event.record) + 1), true);
    }
    if let Some(class) = Class::of_name(integrity) {
        add_fact("Integrity", &format!("{}: {}", class.words(), class.of_events()), false);
    }
    let sentence =
        record.as_ref().map(|record| Summary::of(record).to_string()).filter(|text| !text.is_empty());
    let sentence = sentence.unwrap_or_else(|| match (event.event_name.as_str(), event.who.as_str()) {
        ("", _) => "An event".to_owned(),
        (name, "") => name.to_owned(),
        (name, who) => format!("{name} by {who}"),
    });
    EventDescription { sentence, facts }
}
