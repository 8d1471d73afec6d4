//! Console sign-ins and related events. A failed one has no error code: the result is in
//! `responseElements` under the event's name.

use serde_json::Value;

use super::{PhraseKind, Summary, flag, last_part, outcome, people, text, things};

/// Event names, with the words for success and for failure.
const VERBS: &[(&str, &str, &str)] = &[
    ("ConsoleLogin", "signed in to the console", "tried to sign in to the console"),
    ("CheckMfa", "was asked for a second factor", "failed the second factor"),
    ("GetSigninToken", "got a sign-in token for the console", "tried to get a sign-in token for the console"),
    ("SwitchRole", "switched role in the console", "tried to switch role in the console"),
    (
        "ExitRole",
        "switched back from a role in the console",
        "tried to switch back from a role in the console",
    ),
    ("PasswordUpdated", "changed the password", "tried to change the password"),
    ("PasswordRecoveryRequested", "asked to recover the password", "tried to have the password recovered"),
    ("PasswordRecoveryCompleted", "recovered the password", "tried to recover the password"),
    ("UserAuthentication", "signed in to Identity Center", "tried to sign in to Identity Center"),
    ("CredentialChallenge", "was asked for credentials", "failed a request for credentials"),
    ("CredentialVerification", "gave credentials", "gave wrong credentials"),
    ("RenewRole", "renewed a role in the console", "tried to renew a role in the console"),
];

/// Returns a sentence about a sign-in event.
pub(super) fn sign_in(record: &Value) -> Summary {
    let mut summary = Summary::default();
    let name = text(record, &["eventName"]).unwrap_or_default();
    let failed = failure(record, name);
    let who = people::who(record);
    // The identity of SwitchRole is the new role session.
    let switched_from = text(record, &["additionalEventData", "SwitchFrom"]).filter(|_| name == "SwitchRole");
    match (switched_from, &who) {
        (Some(from), _) => summary.say(PhraseKind::Who, last_part(from)),
        (None, Some(who)) => summary.say(PhraseKind::Who, who),
        (None, None) => summary.words("someone"),
    }
    match VERBS.iter().find(|(event, _, _)| *event == name) {
        Some((_, worked, tried)) => {
            summary.words(" ");
            summary.say(PhraseKind::Action, if failed.is_some() { *tried } else { *worked });
        }
        None => {
            summary.words(" called ");
            summary.say(PhraseKind::Action, things::action(record).unwrap_or_default());
        }
    }
    if let Some(role) = switched_from.and(who) {
        summary.words(" to ");
        summary.say(PhraseKind::Thing, role);
    }
    if name == "ConsoleLogin" && flag(record, &["additionalEventData", "MFAUsed"]) {
        summary.words(" with MFA");
    }
    if let Some(address) = text(record, &["sourceIPAddress"]) {
        summary.words(" from ");
        summary.say(PhraseKind::Address, address);
    }
    summary.region(record);
    if let Some(failure) = failed {
        summary.words(": ");
        summary.say(PhraseKind::Failure, failure);
    }
    summary.capitalise()
}

fn failure(record: &Value, name: &str) -> Option<String> {
    let result = text(record, &["responseElements", name]);
    let says_failure = result.is_some_and(|result| result.eq_ignore_ascii_case("Failure"));
    outcome::failure(record).or_else(|| says_failure.then(|| "failed".to_owned()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn login(extra: Value) -> String {
        let mut record = json!({
            "eventType": "AwsConsoleSignIn", "eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin",
            "awsRegion": "us-east-1", "sourceIPAddress": "192.0.2.7",
            "userIdentity": {"type": "IAMUser", "userName": "alice"},
        });
        for (name, value) in extra.as_object().into_iter().flatten() {
            record[name] = value.clone();
        }
        Summary::of(&record).to_string()
    }

    #[test]
    fn success_and_failure() {
        assert_eq!(
            login(
                json!({"responseElements": {"ConsoleLogin": "Success"}, "additionalEventData": {"MFAUsed": "Yes"}})
            ),
            "alice signed in to the console with MFA from 192.0.2.7 in us-east-1"
        );
        assert_eq!(
            login(
                json!({"responseElements": {"ConsoleLogin": "Failure"}, "errorMessage": "Failed authentication"})
            ),
            "alice tried to sign in to the console from 192.0.2.7 in us-east-1: failed, Failed authentication"
        );
        assert_eq!(
            login(json!({"responseElements": {"ConsoleLogin": "Failure"},
                "userIdentity": {"type": "IAMUser", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS"}})),
            "someone with a user name that is withheld tried to sign in to the console from 192.0.2.7 in us-east-1: failed"
        );
    }

    #[test]
    fn switching_roles_names_both() {
        assert_eq!(
            login(json!({"eventName": "SwitchRole", "responseElements": {"SwitchRole": "Success"},
                "additionalEventData": {"SwitchFrom": "arn:aws:iam::1:user/alice"},
                "userIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::2:assumed-role/Admin/alice"}})),
            "alice switched role in the console to session alice of role Admin from 192.0.2.7 in us-east-1"
        );
    }

    #[test]
    fn events_without_words_of_their_own() {
        assert_eq!(
            login(json!({"eventName": "NewThing"})),
            "alice called signin:NewThing from 192.0.2.7 in us-east-1"
        );
        assert_eq!(
            login(json!({"userIdentity": null})),
            "Someone signed in to the console from 192.0.2.7 in us-east-1"
        );
    }
}
