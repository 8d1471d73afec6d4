//! The outcome of an event in words.

use serde_json::Value;

use super::{PhraseKind, Summary, text};

/// Parts of error codes for missing permissions.
const DENIED: &[&str] = &["AccessDenied", "Unauthorized", "NotAuthorized", "AuthorizationError", "Forbidden"];

/// Parts of error codes for throttling.
const THROTTLED: &[&str] = &["Throttl", "RequestLimitExceeded", "TooManyRequests", "SlowDown"];

/// AWS's wording for the policy that denied a call, and the wording in the sentence.
const DENIED_BY: &[(&str, &str)] = &[
    ("explicit deny in a service control policy", "denied by a service control policy"),
    ("explicit deny in a resource control policy", "denied by a resource control policy"),
    ("explicit deny in a permissions boundary", "denied by a permissions boundary"),
    ("explicit deny in a session policy", "denied by a session policy"),
    ("explicit deny in a resource-based policy", "denied by a resource-based policy"),
    ("explicit deny in an identity-based policy", "denied by an identity-based policy"),
    ("explicit deny in a VPC endpoint policy", "denied by a VPC endpoint policy"),
    ("denied due to a VPC endpoint policy", "denied by a VPC endpoint policy"),
];

/// Maximum length of a message in a sentence; longer ones are only in the facts below it.
const LONGEST_MESSAGE: usize = 160;

/// Returns the error in words; `None` if there is none.
pub(super) fn failure(record: &Value) -> Option<String> {
    let message = text(record, &["errorMessage"]);
    let Some(code) = text(record, &["errorCode"]) else {
        return message.map(|message| {
            let short = message.chars().count() <= LONGEST_MESSAGE;
            if short { format!("failed, {message}") } else { "failed".to_owned() }
        });
    };
    let means = |parts: &[&str]| parts.iter().any(|part| code.contains(part));
    if means(DENIED) {
        let by = message.and_then(|message| DENIED_BY.iter().find(|(words, _)| message.contains(words)));
        Some(by.map_or("denied", |(_, words)| words).to_owned())
    } else if means(THROTTLED) {
        Some("throttled".to_owned())
    } else if code.ends_with("DryRunOperation") {
        Some("only a dry run, it would have worked".to_owned())
    } else {
        Some(format!("failed with {code}"))
    }
}

impl Summary {
    /// Adds the outcome of a failed event, such as ": denied".
    pub(super) fn outcome(&mut self, record: &Value) {
        if let Some(failure) = failure(record) {
            self.words(": ");
            self.say(PhraseKind::Failure, failure);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn failures_say_what_they_mean() {
        let cases = [
            (json!({"errorCode": "AccessDenied"}), Some("denied")),
            (json!({"errorCode": "Client.UnauthorizedOperation"}), Some("denied")),
            (
                json!({"errorCode": "AccessDenied", "errorMessage": "x with an explicit deny in a service control policy"}),
                Some("denied by a service control policy"),
            ),
            (
                json!({"errorCode": "VpceAccessDenied", "errorMessage": "The request was denied due to a VPC endpoint policy"}),
                Some("denied by a VPC endpoint policy"),
            ),
            (json!({"errorCode": "ThrottlingException"}), Some("throttled")),
            (json!({"errorCode": "NoSuchBucket"}), Some("failed with NoSuchBucket")),
            (json!({"errorCode": "Client.DryRunOperation"}), Some("only a dry run, it would have worked")),
            (json!({"errorMessage": "Failed authentication"}), Some("failed, Failed authentication")),
            (json!({"errorCode": "", "errorMessage": null}), None),
            (json!({}), None),
        ];
        for (record, words) in cases {
            assert_eq!(failure(&record).as_deref(), words, "{record}");
        }
    }
}
