//! The action and the resources in a sentence.

use serde_json::Value;

use super::{PhraseKind, Summary, account_of, last_part, text};
use crate::event::service_name;
use crate::model::Arn;

/// Request parameters that name a resource, and the word for it. If a record has several, the first
/// two in this order are included; a line with a service applies only to that service.
const THINGS: &[(&str, &str, &str)] = &[
    ("cloudtrail", "name", "trail"),
    ("cloudtrail", "trailName", "trail"),
    ("ssm", "name", "parameter"),
    ("ssm", "documentName", "document"),
    ("ssm", "target", "instance"),
    ("eks", "name", "cluster"),
    ("events", "name", "rule"),
    ("secretsmanager", "name", "secret"),
    ("rds", "dBClusterSnapshotIdentifier", "snapshot"),
    ("ec2", "groupId", "security group"),
    ("ec2", "groupName", "security group"),
    ("ec2", "keyName", "key pair"),
    ("guardduty", "detectorId", "detector"),
    ("", "bucketName", "bucket"),
    ("", "userName", "user"),
    ("", "roleName", "role"),
    ("", "groupName", "group"),
    ("", "instanceProfileName", "instance profile"),
    ("", "roleArn", "role"),
    ("", "policyArn", "policy"),
    ("", "policyName", "policy"),
    ("", "accessKeyId", "access key"),
    ("", "serialNumber", "MFA device"),
    ("", "virtualMFADeviceName", "MFA device"),
    ("", "sAMLProviderArn", "SAML provider"),
    ("", "openIDConnectProviderArn", "OIDC provider"),
    ("", "functionName", "function"),
    ("", "layerName", "layer"),
    ("", "secretId", "secret"),
    ("", "keyId", "key"),
    ("", "aliasName", "alias"),
    ("", "tableName", "table"),
    ("", "queueUrl", "queue"),
    ("", "queueName", "queue"),
    ("", "topicArn", "topic"),
    ("", "streamName", "stream"),
    ("", "logGroupName", "log group"),
    ("", "stackName", "stack"),
    ("", "clusterName", "cluster"),
    ("", "clusterIdentifier", "cluster"),
    ("", "cluster", "cluster"),
    ("", "dBInstanceIdentifier", "database"),
    ("", "dBClusterIdentifier", "database cluster"),
    ("", "dBSnapshotIdentifier", "snapshot"),
    ("", "repositoryName", "repository"),
    ("", "instanceId", "instance"),
    ("", "volumeId", "volume"),
    ("", "snapshotId", "snapshot"),
    ("", "imageId", "image"),
    ("", "vpcId", "VPC"),
    ("", "subnetId", "subnet"),
    ("", "networkInterfaceId", "network interface"),
    ("", "allocationId", "address"),
    ("", "hostedZoneId", "hosted zone"),
    ("", "domainName", "domain"),
    ("", "certificateArn", "certificate"),
    ("", "loadBalancerArn", "load balancer"),
    ("", "restApiId", "API"),
    ("", "projectName", "project"),
    ("", "stateMachineArn", "state machine"),
    ("", "userPoolId", "user pool"),
    ("", "identityPoolId", "identity pool"),
    ("", "modelId", "model"),
    ("", "targetPrincipal", "account"),
    ("", "accountId", "account"),
    ("", "eventDataStore", "event data store"),
    ("", "resourceArn", "resource"),
];

/// Lists of resources in EC2's requests: the list, the member of each item, the word for it.
const SETS: &[(&str, &str, &str)] = &[
    ("instancesSet", "instanceId", "instance"),
    ("groupSet", "groupId", "security group"),
    ("volumeSet", "volumeId", "volume"),
    ("snapshotSet", "snapshotId", "snapshot"),
    ("imagesSet", "imageId", "image"),
    ("resourcesSet", "resourceId", ""),
];

/// Maximum number of resources in a sentence.
const MOST_THINGS: usize = 2;

/// Maximum length of a name in a sentence.
const LONGEST_NAME: usize = 120;

/// Returns the action as IAM policies write it: `iam:CreateUser`.
pub(super) fn action(record: &Value) -> Option<String> {
    let name = text(record, &["eventName"]);
    let service = text(record, &["eventSource"]).map(service_name);
    match (service, name) {
        (Some(service), Some(name)) => Some(format!("{service}:{name}")),
        (service, name) => name.or(service).map(str::to_owned),
    }
}

impl Summary {
    /// Adds the resources that were acted on: " on bucket prod-logs".
    pub(super) fn things(&mut self, record: &Value, before: &str) {
        let things = things(record);
        for (position, (kind, name)) in things.iter().enumerate() {
            self.words(if position == 0 { before } else { " and " });
            self.words(kind);
            self.say(PhraseKind::Thing, shortened(name));
        }
    }
}

/// The word for a kind, with a blank after it, and a name.
type KindAndName = (String, String);

fn things(record: &Value) -> Vec<KindAndName> {
    let service = text(record, &["eventSource"]).map(service_name).unwrap_or_default();
    let Some(request) = record.get("requestParameters").filter(|value| value.is_object()) else {
        return resources(record);
    };
    let mut things = Vec::new();
    if let Some((bucket, key)) = text(request, &["bucketName"]).zip(text(request, &["key"])) {
        return vec![("object ".to_owned(), key.to_owned()), ("bucket ".to_owned(), bucket.to_owned())];
    }
    let own_log = text(record, &["recipientAccountId"]);
    for &(only, parameter, kind) in THINGS {
        if things.len() == MOST_THINGS {
            break;
        }
        let Some(name) = text(request, &[parameter]).filter(|_| only.is_empty() || only == service) else {
            continue;
        };
        let mut shown = last_part(name).to_owned();
        // A role in another account is important to the reader.
        if let Some(account) =
            account_of(name).filter(|account| kind == "role" && own_log.is_some_and(|own| own != *account))
        {
            shown = format!("{shown} of account {account}");
        }
        if !things.iter().any(|(_, other)| *other == shown) {
            things.push((format!("{kind} "), shown));
        }
    }
    if things.is_empty() {
        things.extend(SETS.iter().find_map(|set| in_set(request, *set)));
    }
    if things.is_empty() { resources(record) } else { things }
}

fn in_set(request: &Value, (set, member, kind): (&str, &str, &str)) -> Option<KindAndName> {
    let items = request.get(set)?.get("items")?.as_array()?;
    let mut names = items.iter().filter_map(|item| text(item, &[member]));
    let first = names.next()?;
    let more = names.count();
    let kind = if kind.is_empty() { String::new() } else { format!("{kind} ") };
    Some((kind, if more == 0 { first.to_owned() } else { format!("{first} and {more} more") }))
}

/// Returns the resources in the record's own list.
fn resources(record: &Value) -> Vec<KindAndName> {
    let listed = record.get("resources").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    listed
        .iter()
        .find_map(|resource| {
            let arn = text(resource, &["ARN"]).or_else(|| text(resource, &["arn"]))?;
            let kind = text(resource, &["type"]).and_then(|kind| kind.rsplit("::").next()).map(spaced);
            let kind = kind.or_else(|| kind_in_arn(arn).map(str::to_owned));
            let kind = kind.map_or_else(String::new, |kind| format!("{kind} "));
            Some((kind, last_part(arn).to_owned()))
        })
        .into_iter()
        .collect()
}

/// Returns the kind in an ARN: `parameter` for `arn:aws:ssm:us-east-1:1:parameter/x`.
fn kind_in_arn(arn: &str) -> Option<&str> {
    let (kind, _) = Arn::split(arn).resource.split_once(['/', ':'])?;
    kind.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-').then_some(kind)
}

/// Splits a kind into words: "log group" for `LogGroup`; a kind in all capitals stays unchanged.
fn spaced(kind: &str) -> String {
    if kind.chars().all(|letter| !letter.is_lowercase()) {
        return kind.to_owned();
    }
    let mut words = String::new();
    for letter in kind.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

fn shortened(name: &str) -> String {
    let name = name.trim();
    match name.char_indices().nth(LONGEST_NAME) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn summary_of(record: Value) -> String {
        let mut summary = Summary::default();
        summary.things(&record, "on ");
        summary.to_string()
    }

    fn request(source: &str, parameters: Value) -> Value {
        json!({"eventSource": source, "recipientAccountId": "1", "requestParameters": parameters})
    }

    #[test]
    fn things_are_named_by_the_request() {
        let cases = [
            (request("s3.amazonaws.com", json!({"bucketName": "logs"})), "on bucket logs"),
            (
                request("s3.amazonaws.com", json!({"bucketName": "logs", "key": "a/b"})),
                "on object a/b and bucket logs",
            ),
            (
                request(
                    "iam.amazonaws.com",
                    json!({"userName": "bob", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}),
                ),
                "on user bob and policy AdministratorAccess",
            ),
            (
                request("sts.amazonaws.com", json!({"roleArn": "arn:aws:iam::2:role/x/Audit"})),
                "on role Audit of account 2",
            ),
            (request("cloudtrail.amazonaws.com", json!({"name": "main"})), "on trail main"),
            (request("other.amazonaws.com", json!({"name": "main"})), ""),
            (
                request(
                    "ec2.amazonaws.com",
                    json!({"instancesSet": {"items": [{"instanceId": "i-1"}, {"instanceId": "i-2"}]}}),
                ),
                "on instance i-1 and 1 more",
            ),
            (json!({"requestParameters": null}), ""),
            (
                json!({"resources": [{"ARN": "arn:aws:kms:us-east-1:1:key/k-1", "type": "AWS::KMS::Key"}]}),
                "on key k-1",
            ),
            (
                json!({"resources": [{"ARN": "arn:aws:logs:r:1:log-group", "type": "AWS::Logs::LogGroup"}]}),
                "on log group log-group",
            ),
        ];
        for (record, words) in cases {
            assert_eq!(summary_of(record.clone()), words, "{record}");
        }
    }

    #[test]
    fn endless_names_are_cut_between_characters() {
        let words = summary_of(request("s3.amazonaws.com", json!({"bucketName": "é".repeat(500)})));
        assert_eq!(words.chars().count(), "on bucket ".len() + LONGEST_NAME + 1);
    }
}
