//! API calls, which nearly all events are.

use serde_json::Value;

use super::{PhraseKind, Summary, flag, people, text, things};

/// Returns a sentence about a call.
pub(super) fn call(record: &Value) -> Summary {
    let mut summary = Summary::default();
    let action = things::action(record);
    let who = people::who(record);
    let asides = asides(record, who.as_deref());
    match (&who, &action) {
        (None, None) => return summary,
        (Some(who), _) => {
            summary.say(PhraseKind::Who, who);
            for (words, part, name) in &asides {
                summary.words(words);
                summary.say(*part, name);
            }
            summary.words(if asides.is_empty() { " called " } else { ", called " });
            summary.say(PhraseKind::Action, action.as_deref().unwrap_or("an API that is not named"));
        }
        (None, Some(action)) => {
            summary.say(PhraseKind::Action, action);
            summary.words(" was called");
            for (words, part, name) in &asides {
                summary.words(words.trim_start_matches(','));
                summary.say(*part, name);
            }
        }
    }
    summary.things(record, " on ");
    summary.region(record);
    summary.outcome(record);
    summary
}

/// An additional fact about the caller: words, and a name after them.
type Aside = (&'static str, PhraseKind, String);

fn asides(record: &Value, who: Option<&str>) -> Vec<Aside> {
    let mut asides = Vec::new();
    if flag(record, &["userIdentity", "sessionContext", "attributes", "mfaAuthenticated"]) {
        asides.push((", signed in with MFA", PhraseKind::Words, String::new()));
    }
    let is_caller = |name: &str| who.is_some_and(|who| who == name);
    let through = text(record, &["userIdentity", "invokedBy"]).filter(|service| !is_caller(service));
    if let Some(service) = through {
        asides.push(aside(", through ", service));
    }
    let address = text(record, &["sourceIPAddress"]);
    if let Some(address) = address.filter(|address| !is_caller(address) && Some(*address) != through) {
        asides.push(aside(", from ", address));
    }
    if let Some(endpoint) = text(record, &["vpcEndpointId"]).filter(|id| id.starts_with("vpce-")) {
        asides.push((", through VPC endpoint ", PhraseKind::Address, endpoint.to_owned()));
    }
    asides
}

fn aside(words: &'static str, name: &str) -> Aside {
    if name.starts_with("AWS Internal") {
        let inside = if words.contains("from") { ", from inside AWS" } else { ", through AWS itself" };
        (inside, PhraseKind::Words, String::new())
    } else {
        (words, PhraseKind::Address, name.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sentence(record: Value) -> String {
        Summary::of(&record).to_string()
    }

    #[test]
    fn the_model_sentence() {
        let record = json!({
            "eventType": "AwsApiCall", "eventSource": "iam.amazonaws.com", "eventName": "CreateUser",
            "awsRegion": "us-east-1", "sourceIPAddress": "203.0.113.9", "errorCode": "AccessDenied",
            "userIdentity": {"type": "IAMUser", "userName": "alice",
                "sessionContext": {"attributes": {"mfaAuthenticated": "true"}}},
        });
        let model = "alice, signed in with MFA, from 203.0.113.9, called iam:CreateUser in us-east-1: denied";
        assert_eq!(sentence(record), model);
    }

    #[test]
    fn a_service_acting_for_someone() {
        let record = json!({
            "eventSource": "ec2.amazonaws.com", "eventName": "RunInstances", "awsRegion": "eu-west-1",
            "sourceIPAddress": "cloudformation.amazonaws.com",
            "userIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/Admin/alice",
                "invokedBy": "cloudformation.amazonaws.com"},
        });
        assert_eq!(
            sentence(record),
            "session alice of role Admin, through cloudformation.amazonaws.com, called ec2:RunInstances in eu-west-1"
        );
    }

    #[test]
    fn a_service_by_itself_is_not_named_twice() {
        let record = json!({
            "eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "awsRegion": "us-east-1",
            "sourceIPAddress": "lambda.amazonaws.com",
            "userIdentity": {"type": "AWSService", "invokedBy": "lambda.amazonaws.com"},
            "requestParameters": {"roleArn": "arn:aws:iam::1:role/fn"}, "recipientAccountId": "1",
        });
        assert_eq!(sentence(record), "lambda.amazonaws.com called sts:AssumeRole on role fn in us-east-1");
    }

    #[test]
    fn network_activity_names_the_endpoint() {
        let record = json!({
            "eventSource": "s3.amazonaws.com", "eventName": "GetObject", "sourceIPAddress": "10.0.0.7",
            "vpcEndpointId": "vpce-1", "errorCode": "VpceAccessDenied",
            "userIdentity": {"type": "AWSAccount", "accountId": "2", "principalId": "AIDAX"},
        });
        assert_eq!(
            sentence(record),
            "AIDAX of account 2, from 10.0.0.7, through VPC endpoint vpce-1, called s3:GetObject: denied"
        );
    }

    #[test]
    fn nobody_known() {
        let record = json!({"eventSource": "s3.amazonaws.com", "eventName": "GetObject", "sourceIPAddress": "192.0.2.1"});
        assert_eq!(sentence(record), "s3:GetObject was called from 192.0.2.1");
    }
}
