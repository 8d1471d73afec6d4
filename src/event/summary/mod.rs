//! An event in one sentence: "alice, signed in with MFA, from 203.0.113.9,
//! called iam:CreateUser in us-east-1: denied".
//!
//! A sentence consists of [`Phrase`]s, so that a page can style each kind of words; concatenated,
//! they are the sentence. Facts that a record does not contain are omitted, and unexpected values
//! count as absent: records are hostile input.

mod calls;
mod outcome;
mod people;
mod reports;
mod sign_in;
mod things;

use std::fmt;

use serde_json::Value;

use crate::model::Arn;

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The kind of the part.
    pub part: PhraseKind,
    /// The text, including the blanks and commas around it.
    pub text: String,
}

/// The kind of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhraseKind {
    /// The caller.
    Who,
    /// Words between the other parts.
    Words,
    /// The origin: an address or a service.
    Address,
    /// The action that was called or reported.
    Action,
    /// The resource that was acted on.
    Thing,
    /// The Region.
    Region,
    /// The failure and its reason.
    Failure,
}

/// A sentence about an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    phrases: Vec<Phrase>,
}

impl Summary {
    /// Returns the sentence about a record of any kind that CloudTrail writes.
    pub fn of(record: &Value) -> Summary {
        let is = |name: &str, wanted: &str| {
            text(record, &[name]).is_some_and(|value| value.eq_ignore_ascii_case(wanted))
        };
        let has = |name: &str| record.get(name).is_some_and(|value| !value.is_null());
        let insight = is("eventType", "AwsCloudTrailInsight") || is("eventCategory", "Insight");
        if insight || has("insightDetails") || has("insightContext") {
            reports::insight(record)
        } else if is("eventType", "AwsAggregatedEvent") || is("eventCategory", "Aggregated") {
            reports::aggregated(record)
        } else if is("eventType", "AwsConsoleSignIn") || is("eventSource", "signin.amazonaws.com") {
            sign_in::sign_in(record)
        } else if is("eventType", "AwsServiceEvent") {
            reports::service_event(record)
        } else {
            calls::call(record)
        }
    }

    /// Returns the parts of the sentence in order.
    pub fn phrases(&self) -> &[Phrase] {
        &self.phrases
    }

    fn say(&mut self, part: PhraseKind, text: impl Into<String>) {
        let text = text.into();
        if !text.is_empty() {
            self.phrases.push(Phrase { part, text });
        }
    }

    fn words(&mut self, text: &str) {
        self.say(PhraseKind::Words, text);
    }

    fn region(&mut self, record: &Value) {
        if let Some(region) = text(record, &["awsRegion"]) {
            self.words(" in ");
            self.say(PhraseKind::Region, region);
        }
    }

    /// Capitalizes the first letter if the sentence begins with words and not with a name.
    fn capitalise(mut self) -> Summary {
        if let Some(phrase) = self.phrases.first_mut().filter(|phrase| phrase.part == PhraseKind::Words) {
            let mut letters = phrase.text.chars();
            if let Some(first) = letters.next() {
                phrase.text = first.to_uppercase().chain(letters).collect();
            }
        }
        self
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.phrases.iter().try_for_each(|phrase| formatter.write_str(&phrase.text))
    }
}

/// Returns the text at a path; empty text counts as absent.
fn text<'a>(record: &'a Value, path: &[&str]) -> Option<&'a str> {
    let value = path.iter().try_fold(record, |value, name| value.get(name))?;
    value.as_str().filter(|text| !text.is_empty())
}

/// Whether a flag is set, written as `true`, `"true"` or `"Yes"`.
fn flag(record: &Value, path: &[&str]) -> bool {
    match path.iter().try_fold(record, |value, name| value.get(name)) {
        Some(Value::Bool(set)) => *set,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("yes"),
        _ => false,
    }
}

/// Returns the last part of an ARN or a URL, which is the common name; any other text unchanged.
fn last_part(name: &str) -> &str {
    if !name.starts_with("arn:") && !name.starts_with("https://") {
        return name;
    }
    let last = name.rsplit(['/', ':']).next().unwrap_or_default();
    if last.is_empty() { name } else { last }
}

/// Returns the account in an ARN.
fn account_of(arn: &str) -> Option<&str> {
    let Arn { account, .. } = Arn::split(arn);
    (arn.starts_with("arn:") && !account.is_empty()).then_some(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_at_the_end_of_arns() {
        assert_eq!(last_part("arn:aws:iam::aws:policy/AdministratorAccess"), "AdministratorAccess");
        assert_eq!(last_part("arn:aws:sns:us-east-1:111122223333:alarms"), "alarms");
        assert_eq!(last_part("https://sqs.us-east-1.amazonaws.com/1/jobs"), "jobs");
        assert_eq!(last_part("a/b:c"), "a/b:c");
        assert_eq!(last_part("arn:aws:s3:::"), "arn:aws:s3:::");
        assert_eq!(account_of("arn:aws:iam::111122223333:role/x"), Some("111122223333"));
        assert_eq!(account_of("arn:aws:s3:::bucket"), None);
    }

    #[test]
    fn anything_has_a_sentence_or_none_and_nothing_panics() {
        use serde_json::json;
        for record in
            [json!(null), json!([]), json!({}), json!("x"), json!({"eventType": 7, "userIdentity": []})]
        {
            let _ = Summary::of(&record).to_string();
        }
        assert_eq!(Summary::of(&json!({"eventName": "X"})).to_string(), "X was called");
    }
}
