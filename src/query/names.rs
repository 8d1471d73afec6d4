//! The known names: the top-level keys of a record, common paths, and suggestions for mistyped
//! names.

use super::fact::{FACTS, Fact};
use super::tree::Path;
use crate::model::{FIELDS, Field};

/// The short name of [`Path::Resource`].
pub(super) const RESOURCE: &str = "resource";

/// One sentence about [`RESOURCE`].
pub(super) const RESOURCE_ABOUT: &str = "Any name, ARN or id that the event touched or made";

/// The top-level keys of a record, from the User Guide's pages on record contents: ordinary,
/// aggregated and Insights events, and the additions of event data stores. A path that starts with
/// another key is taken for a typing error.
const RECORD_KEYS: &[&str] = &[
    // Management, data and network activity events.
    "eventVersion",
    "userIdentity",
    "eventTime",
    "eventSource",
    "eventName",
    "awsRegion",
    "sourceIPAddress",
    "userAgent",
    "errorCode",
    "errorMessage",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "requestID",
    "eventID",
    "readOnly",
    "resources",
    "apiVersion",
    "eventType",
    "recipientAccountId",
    "sharedEventID",
    "vpcEndpointId",
    "serviceEventDetails",
    "managementEvent",
    "eventCategory",
    "addendum",
    "sessionCredentialFromConsole",
    "edgeDeviceDetails",
    "tlsDetails",
    "vpcEndpointAccountId",
    "eventContext",
    "annotation",
    // Aggregated events.
    "accountId",
    "timeWindow",
    "summary",
    // Insights events, of trails and of event data stores.
    "insightDetails",
    "insightSource",
    "insightState",
    "insightEventSource",
    "insightEventName",
    "insightErrorCode",
    "insightType",
    "insightContext",
    // Event data stores only.
    "eventData",
    "metadata",
];

/// Paths without a column that are used often or worth knowing, and descriptions. A path that has
/// become a field is skipped.
const COMMON_PATHS: &[(&str, &str)] = &[
    ("eventID", "The unique id of the event"),
    ("requestID", "The service's id of the request"),
    ("sharedEventID", "The same on all accounts' copies of one action"),
    ("resources.ARN", "The ARNs of the resources that the event names"),
    ("resources.type", "The types of these resources, such as AWS::S3::Bucket"),
    ("resources.accountId", "The owners of these resources"),
    ("requestParameters.bucketName", "The S3 bucket"),
    ("requestParameters.key", "The S3 object"),
    ("requestParameters.userName", "The IAM user acted upon"),
    ("requestParameters.roleName", "The IAM role acted upon"),
    ("requestParameters.groupName", "The IAM or security group acted upon"),
    ("requestParameters.groupId", "The security group acted upon"),
    ("requestParameters.policyArn", "The managed policy attached or changed"),
    ("requestParameters.policyName", "The inline policy put or changed"),
    ("requestParameters.policyDocument", "The policy's text"),
    ("requestParameters.accessKeyId", "The access key acted upon"),
    ("requestParameters.roleArn", "The role assumed or passed"),
    ("requestParameters.roleSessionName", "The name given to a session"),
    ("requestParameters.externalId", "The external id of a role assumption"),
    ("requestParameters.targetPrincipal", "The account whose root was assumed"),
    ("requestParameters.instanceId", "The EC2 instance"),
    ("requestParameters.instancesSet.items.instanceId", "The EC2 instances acted upon"),
    ("requestParameters.instanceType", "The type of the instances asked for"),
    ("requestParameters.imageId", "The machine image"),
    ("requestParameters.snapshotId", "The snapshot"),
    ("requestParameters.volumeId", "The volume"),
    ("requestParameters.vpcId", "The VPC"),
    ("requestParameters.subnetId", "The subnet"),
    ("requestParameters.cidrBlock", "The address block asked for"),
    (
        "requestParameters.ipPermissions.items.ipRanges.items.cidrIp",
        "The addresses that a security group lets in",
    ),
    ("requestParameters.createVolumePermission.add.items.userId", "The account a snapshot was shared with"),
    ("requestParameters.functionName", "The Lambda function"),
    ("requestParameters.secretId", "The secret"),
    ("requestParameters.name", "The name of the thing acted upon, for many services"),
    ("requestParameters.keyId", "The KMS key"),
    ("requestParameters.tableName", "The DynamoDB table"),
    ("requestParameters.trailName", "The trail"),
    ("requestParameters.detectorId", "The GuardDuty detector"),
    ("requestParameters.dBInstanceIdentifier", "The RDS database"),
    ("requestParameters.clusterName", "The ECS or EKS cluster"),
    ("requestParameters.stackName", "The CloudFormation stack"),
    ("requestParameters.logGroupName", "The log group"),
    ("requestParameters.topicArn", "The SNS topic"),
    ("requestParameters.queueUrl", "The SQS queue"),
    ("requestParameters.Host", "The host name that the S3 request was sent to"),
    ("responseElements.ConsoleLogin", "Success or Failure of a console sign-in"),
    ("responseElements.credentials.accessKeyId", "The temporary access key that was issued"),
    ("responseElements.credentials.expiration", "When these credentials expire"),
    ("responseElements.assumedRoleUser.arn", "The session that was made"),
    ("responseElements.accessKey.accessKeyId", "The access key that was made"),
    ("responseElements.accessKey.userName", "Whom it was made for"),
    ("responseElements.user.arn", "The IAM user that was made"),
    ("responseElements.role.arn", "The IAM role that was made"),
    ("responseElements.instancesSet.items.instanceId", "The EC2 instances that were started"),
    ("additionalEventData.MFAUsed", "Whether a console sign-in used MFA"),
    ("additionalEventData.LoginTo", "The address that a console sign-in went to"),
    ("additionalEventData.SwitchFrom", "Whom a role was switched to from"),
    ("additionalEventData.AuthenticationMethod", "How an S3 request was signed"),
    ("additionalEventData.SignatureVersion", "The version of an S3 request's signature"),
    ("additionalEventData.bytesTransferredIn", "Bytes sent to S3"),
    ("additionalEventData.bytesTransferredOut", "Bytes read from S3"),
    ("additionalEventData.AuthWorkflowID", "The same on all steps of an Identity Center sign-in"),
    ("userIdentity.onBehalfOf.userId", "The Identity Center user behind a session"),
    ("userIdentity.onBehalfOf.identityStoreArn", "The identity store of that user"),
    ("userIdentity.credentialId", "The bearer token that was used"),
    ("userIdentity.identityProvider", "The identity provider of a federated user"),
    ("userIdentity.sessionContext.attributes.creationDate", "When the session's credentials were issued"),
    ("userIdentity.sessionContext.sessionIssuer.type", "What issued the session's credentials"),
    ("userIdentity.sessionContext.sessionIssuer.accountId", "The account of what issued them"),
    ("userIdentity.sessionContext.sessionIssuer.principalId", "The unique id of what issued them"),
    ("userIdentity.sessionContext.webIdFederationData.federatedProvider", "Who vouched for the web identity"),
    (
        "userIdentity.sessionContext.ec2RoleDelivery",
        "1.0 or 2.0: the version of the instance metadata service",
    ),
    ("userIdentity.sessionContext.assumedRoot", "true for the assumption of a member account's root"),
    ("userIdentity.sessionContext.signInSessionArn", "The console sign-in session"),
    ("tlsDetails.cipherSuite", "The cipher suite of the request"),
    ("tlsDetails.clientProvidedHostHeader", "The host name that the client asked for"),
    ("tlsDetails.keyExchange", "The key exchange of the request"),
    ("apiVersion", "The version of the API"),
    ("addendum.reason", "Why the event was delivered late or again"),
    ("addendum.originalEventID", "The event that this one corrects"),
    ("serviceEventDetails", "What the service says about an event of its own"),
    ("insightDetails.insightType", "The kind of an Insights event"),
    ("insightDetails.state", "Start or End of an Insights event"),
];

/// Returns the paths without a column that can be offered, each with a description.
pub(super) fn common_paths() -> impl Iterator<Item = (&'static str, &'static str)> {
    COMMON_PATHS.iter().copied().filter(|(path, _)| Field::named(path).is_none())
}

/// Returns the names that can be offered for a field, each with a description: the catalogue, and
/// then the common paths.
pub fn known_names() -> impl Iterator<Item = (&'static str, &'static str)> {
    FIELDS.iter().map(|spec| (spec.name, spec.about)).chain(common_paths())
}

/// Whether `key` is a top-level key of CloudTrail records.
pub(super) fn is_record_key(key: &str) -> bool {
    RECORD_KEYS.iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// Returns a path as records spell it, as far as its keys are known; other engines are
/// case-sensitive.
pub fn spelled(keys: &[String]) -> Vec<String> {
    let tops = RECORD_KEYS.iter().map(|key| vec![*key]);
    let paths = all_names().map(|path| path.split('.').collect::<Vec<_>>());
    let known = |path: &Vec<&str>| {
        path.iter().zip(keys).take_while(|(known, key)| known.eq_ignore_ascii_case(key)).count()
    };
    // The known path that shares the most keys.
    let best = tops.chain(paths).map(|path| (known(&path), path)).max_by_key(|(shared, _)| *shared);
    let (shared, path) = best.unwrap_or_default();
    let spelling = path.into_iter().take(shared).map(str::to_owned);
    spelling.chain(keys.iter().skip(shared).cloned()).collect()
}

/// Returns the path for a name that was typed without quotes.
pub(super) fn short_path(keys: Vec<String>) -> Path {
    let joined = keys.join(".");
    if joined.eq_ignore_ascii_case(RESOURCE) {
        return Path::Resource;
    }
    if let Some(fact) = Fact::named(&joined) {
        return Path::Fact(fact);
    }
    // A key with a dot in it is not a catalogue name, even if it looks like one.
    let dots = joined.bytes().filter(|&byte| byte == b'.').count();
    match Field::named(&joined).filter(|_| dots + 1 == keys.len()) {
        Some(field) => Path::Column(field),
        None => Path::Record(keys),
    }
}

/// Returns the path for a name in quotes: short names have no meaning there.
pub(super) fn literal_path(keys: Vec<String>) -> Path {
    let joined = keys.join(".");
    let full_name =
        |path: &Path| matches!(path, Path::Column(field) if field.spec().name.eq_ignore_ascii_case(&joined));
    match short_path(keys.clone()) {
        path if full_name(&path) => path,
        _ => Path::Record(keys),
    }
}

/// Suggests a name for `keys`, the first of which is not a key of a record.
pub(super) fn suggestion(keys: &[String]) -> Option<String> {
    let (first, below) = keys.split_first()?;
    if !below.is_empty() {
        // Only an error in the first key is corrected; the keys below are not known.
        let first = closest(first, RECORD_KEYS.iter().copied(), |key| key)?;
        return Some(
            std::iter::once(first).chain(below.iter().map(String::as_str)).collect::<Vec<_>>().join("."),
        );
    }
    // Users may remember only the last key of a long path.
    let last_key = |path: &&str| path.rsplit('.').next().is_some_and(|key| key.eq_ignore_ascii_case(first));
    if let Some(path) = all_names().find(last_key) {
        return Some(path.to_owned());
    }
    // Or they stop early.
    let begins = |name: &&str| {
        first.len() > 3 && name.get(..first.len()).is_some_and(|start| start.eq_ignore_ascii_case(first))
    };
    if let Some(name) = all_names().find(begins) {
        return Some(name.to_owned());
    }
    let aliases = FIELDS.iter().flat_map(|spec| spec.aliases.iter().copied());
    let names = aliases
        .chain(RECORD_KEYS.iter().copied())
        .chain([RESOURCE])
        .chain(FACTS.map(Fact::name))
        .chain(all_names());
    closest(first, names, |name| name.rsplit('.').next().unwrap_or(name)).map(str::to_owned)
}

fn all_names() -> impl Iterator<Item = &'static str> {
    known_names().map(|(name, _)| name)
}

/// Returns the name whose `key` differs least from `typed`, if the difference is small.
fn closest<'n>(
    typed: &str,
    names: impl Iterator<Item = &'n str>,
    key: fn(&'n str) -> &'n str,
) -> Option<&'n str> {
    let length = typed.chars().count();
    // Longer than any name: not a typing error, and not worth the time.
    if !(3..=64).contains(&length) {
        return None;
    }
    let most = (length / 3).min(3);
    names
        .map(|name| (slips(typed, key(name)), name))
        .filter(|(slips, _)| *slips <= most)
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, name)| name)
}

/// Returns the edit distance of two words, ignoring case: insertions, deletions, substitutions, and
/// swaps of neighboring letters.
fn slips(one: &str, other: &str) -> usize {
    let lower = |text: &str| text.chars().map(|letter| letter.to_ascii_lowercase()).collect::<Vec<_>>();
    let (one, other) = (lower(one), lower(other));
    let mut before_last = Vec::new();
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut next = Vec::with_capacity(last.len());
        next.push(row + 1);
        for (column, other_letter) in other.iter().enumerate() {
            let wrong = last[column] + usize::from(letter != other_letter);
            let mut least = wrong.min(last[column + 1] + 1).min(next[column] + 1);
            if row > 0 && column > 0 && *letter == other[column - 1] && one[row - 1] == *other_letter {
                let swapped: &Vec<usize> = &before_last;
                least = least.min(swapped[column - 1] + 1);
            }
            next.push(least);
        }
        before_last = std::mem::replace(&mut last, next);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggested(name: &str) -> Option<String> {
        suggestion(&name.split('.').map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn slips_are_counted() {
        assert_eq!(slips("eventName", "EVENTNAME"), 0);
        assert_eq!(slips("evntName", "eventName"), 1);
        assert_eq!(slips("eventNmae", "eventName"), 1);
        assert_eq!(slips("", "abc"), 3);
    }

    #[test]
    fn suggests_what_was_meant() {
        for (typed, meant) in [
            ("evntName", "eventName"),
            ("eventname_", "eventName"),
            ("sourceIp", "sourceIPAddress"),
            ("bucketName", "requestParameters.bucketName"),
            ("buketName", "requestParameters.bucketName"),
            ("requestParamters.bucketName", "requestParameters.bucketName"),
            ("ConsoleLogin", "responseElements.ConsoleLogin"),
            ("resorce", "resource"),
            ("servce", "service"),
        ] {
            assert_eq!(suggested(typed).as_deref(), Some(meant), "{typed}");
        }
        for typed in ["x", "zzzzzzzz", "x.y"] {
            assert_eq!(suggested(typed), None, "{typed}");
        }
    }

    #[test]
    fn known_keys_are_spelled_as_records_do() {
        for (typed, spelling) in [
            ("REQUESTPARAMETERS.BUCKETNAME", "requestParameters.bucketName"),
            ("requestparameters.Other.bucketName", "requestParameters.Other.bucketName"),
            ("useridentity.onbehalfof.USERID", "userIdentity.onBehalfOf.userId"),
            ("unknown.Key", "unknown.Key"),
        ] {
            let keys: Vec<String> = typed.split('.').map(str::to_owned).collect();
            assert_eq!(spelled(&keys).join("."), spelling);
        }
    }

    #[test]
    fn common_paths_are_paths() {
        for (path, about) in common_paths() {
            assert!(is_record_key(path.split('.').next().unwrap()), "{path}");
            assert!(
                matches!(short_path(path.split('.').map(str::to_owned).collect()), Path::Record(_)),
                "{path}"
            );
            assert!(!about.ends_with('.'), "{about}");
        }
    }
}
