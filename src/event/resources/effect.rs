//! The effect of an event on the resources that it names: rules and exceptions.

use super::exceptions::EXCEPTIONS;
use super::kinds::kinds;
use super::{CallContext, ResourceEffect, ids};

/// Verbs of calls that read, for records without `readOnly`.
const READING: &[&str] = &[
    "Get",
    "List",
    "Describe",
    "Head",
    "Lookup",
    "Search",
    "Query",
    "Scan",
    "Select",
    "Download",
    "View",
    "Check",
    "Test",
    "Simulate",
    "Validate",
    "Filter",
    "Preview",
    "Estimate",
    "Detect",
    "Discover",
    "Is",
    "Count",
    "Read",
    "Calculate",
    "Render",
    "Analyze",
    "Infer",
    "Resolve",
    "Sample",
];

/// Words before the verb that state the number of resources or the kind of caller.
const BEFORE_VERB: &[&str] = &["Batch", "Admin"];

/// Verbs that use the resource without changing it.
const USING: &[&str] = &[
    "Invoke", "Send", "Notify", "Connect", "Pass", "Poll", "Execute", "Evaluate", "Verify", "Test",
    "Preview", "Signal", "Call", "Use", "Assume", "Converse", "Receive", "Publish", "Export",
];

/// Verbs that create the resource named by the rest of the name.
const MAKING: &[&str] = &[
    "Create",
    "Run",
    "Allocate",
    "Register",
    "Import",
    "Request",
    "Provision",
    "Copy",
    "Upload",
    "Restore",
    "Launch",
    "Purchase",
    "Clone",
    "Issue",
    "Submit",
];

/// Resources that are created by starting them; others exist before.
const STARTED: &[&str] =
    &["Job", "Task", "Execution", "Run", "Build", "Session", "Query", "Replay", "Export"];

/// Results that are derived from a resource but are not a part of it.
const OF_ITS_OWN: &[&str] =
    &["Snapshot", "Backup", "Task", "Run", "Execution", "Export", "Job", "Url", "URL", "Token", "Report"];

/// Verbs that delete the resource.
const ENDING: &[&str] = &["Delete", "Terminate", "Release", "Deregister", "Remove", "Destroy", "Deprovision"];

/// Verbs that create or delete the noun before the next preposition:
/// `RestoreDBInstanceFromDBSnapshot` creates an instance. This does not hold for other verbs
/// (`DeregisterInstancesFromLoadBalancer`).
const WHOLE: &[&str] = &["Create", "Copy", "Import", "Restore", "Run", "Terminate"];

/// Words that end the name of the resource that was created or deleted.
const PREPOSITIONS: &[&str] = &["From", "To", "In", "With", "For", "On", "Of", "By"];

/// Returns the effect of the call on a resource of a kind. `is_source` states that the resource was
/// the source of a copy or of another resource.
pub(super) fn effect(call: &CallContext<'_>, kind: &str, is_source: bool) -> ResourceEffect {
    let name = without_version(call.event_name);
    let exception = EXCEPTIONS
        .iter()
        .find(|(event, of, _)| *event == name && (of.is_empty() || *of == kind))
        .map(|(_, _, effect)| *effect);
    let (verb, noun) = verb_and_noun(without_prefix(name));
    let reads = || call.read_only.unwrap_or_else(|| READING.contains(&verb));
    let effect = match exception {
        // The source stays unchanged, whatever the call creates.
        Some(_) if is_source => ResourceEffect::Used,
        Some(effect) => effect,
        None if reads() => ResourceEffect::Read,
        None if is_source => ResourceEffect::Used,
        None => by_name(verb, noun, kind),
    };
    // A failed call changed nothing.
    if call.failed { ResourceEffect::Failed } else { effect }
}

fn by_name(verb: &str, noun: &str, kind: &str) -> ResourceEffect {
    let thing = noun_of(kind);
    if thing.is_empty() {
        return ResourceEffect::Used;
    }
    let singular_of = |noun: &str| noun.strip_suffix('s').unwrap_or(noun).to_ascii_lowercase();
    let is_thing = |noun: &str| noun.eq_ignore_ascii_case(thing) || singular_of(noun) == singular_of(thing);
    let whole = noun;
    let noun = if WHOLE.contains(&verb) { before_preposition(noun) } else { noun };
    let singular = noun.strip_suffix('s').unwrap_or(noun);
    let starts = noun.get(..thing.len()).is_some_and(|start| start.eq_ignore_ascii_case(thing));
    let is_other = || is_kind(kind, singular) || is_kind(kind, noun);
    if is_thing(noun) {
        if MAKING.contains(&verb) || verb == "Start" && STARTED.iter().any(|end| thing.ends_with(end)) {
            ResourceEffect::Created
        } else if ENDING.contains(&verb) {
            ResourceEffect::Deleted
        } else if USING.contains(&verb) {
            ResourceEffect::Used
        } else {
            ResourceEffect::Changed
        }
    } else if starts && !OF_ITS_OWN.iter().any(|end| singular.ends_with(end)) && !is_other() {
        // A bucket's policy, a role's, a version of a policy: a part of it.
        if USING.contains(&verb) { ResourceEffect::Used } else { ResourceEffect::Changed }
    } else if ends_with(singular, thing) && !is_other() && is_qualified(singular, thing) {
        // A service-linked role, a default VPC.
        match verb {
            "Create" => ResourceEffect::Created,
            "Delete" => ResourceEffect::Deleted,
            _ => ResourceEffect::Used,
        }
    } else if !WHOLE.contains(&verb)
        && !USING.contains(&verb)
        && after_preposition(whole).is_some_and(is_thing)
    {
        // Tags to a stream, a policy to a permission set.
        ResourceEffect::Changed
    } else {
        ResourceEffect::Used
    }
}

fn ends_with(noun: &str, thing: &str) -> bool {
    let start = noun.len().saturating_sub(thing.len());
    noun.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(thing))
}

/// Whether the text before the noun only qualifies it.
fn is_qualified(noun: &str, thing: &str) -> bool {
    let before = noun.get(..noun.len().saturating_sub(thing.len())).unwrap_or_default();
    [
        "ServiceLinked",
        "Default",
        "Virtual",
        "Custom",
        "Managed",
        "Service",
        "Public",
        "Private",
        "Composite",
        "Metric",
        "Graphql",
        "OnPremises",
    ]
    .contains(&before)
}

/// Returns the text after the last preposition.
fn after_preposition(noun: &str) -> Option<&str> {
    let starts = noun.char_indices().skip(1).filter(|(_, letter)| letter.is_ascii_uppercase());
    let of = |(at, _): (usize, char)| {
        let rest = noun.get(at..)?;
        PREPOSITIONS.iter().find_map(|word| {
            rest.strip_prefix(word)
                .filter(|rest| rest.starts_with(|letter: char| letter.is_ascii_uppercase()))
        })
    };
    starts.filter_map(of).last()
}

/// Returns the text before a preposition: `Instance` for `InstanceInAutoScalingGroup`.
fn before_preposition(noun: &str) -> &str {
    let begins = |at: usize, word: &str| {
        noun.get(at..)
            .and_then(|rest| rest.strip_prefix(word))
            .is_some_and(|rest| rest.starts_with(|letter: char| letter.is_ascii_uppercase()))
    };
    let at = noun
        .char_indices()
        .map(|(at, _)| at)
        .skip(1)
        .find(|at| PREPOSITIONS.iter().any(|word| begins(*at, word)));
    at.map_or(noun, |at| &noun[..at])
}

/// Returns the last word of a kind.
pub(super) fn noun_of(kind: &str) -> &str {
    kind.rsplit_once("::").map_or("", |(_, noun)| noun)
}

/// Whether a noun is that of another kind of the same service: an instance profile is not a part of
/// an instance.
fn is_kind(kind: &str, noun: &str) -> bool {
    let service = kind.split("::").nth(1).unwrap_or_default();
    let mut by_id = ids::kinds().chain([super::things::OBJECT]).map(noun_of);
    by_id.any(|known| known.eq_ignore_ascii_case(noun))
        || kinds().has_noun(service, noun)
        || service == "EC2" && kinds().has_noun("IAM", noun)
}

/// Removes the API version that some services append to the name: `CreateFunction` for
/// `CreateFunction20150331v2`.
fn without_version(name: &str) -> &str {
    let is_year = |at: usize| {
        name[at..].starts_with("20") && name[at..].bytes().take(4).filter(u8::is_ascii_digit).count() == 4
    };
    name.char_indices().map(|(at, _)| at).find(|at| *at > 0 && is_year(*at)).map_or(name, |at| &name[..at])
}

/// Removes a word before the verb: `DeleteImage` for `BatchDeleteImage`.
fn without_prefix(name: &str) -> &str {
    let rest = BEFORE_VERB.iter().find_map(|word| name.strip_prefix(word));
    rest.filter(|rest| rest.starts_with(|letter: char| letter.is_ascii_uppercase())).unwrap_or(name)
}

/// Splits `PutBucketPolicy` into `Put` and `BucketPolicy`.
fn verb_and_noun(name: &str) -> (&str, &str) {
    let second = name.char_indices().skip(1).find(|(_, letter)| letter.is_ascii_uppercase());
    second.map_or((name, ""), |(at, _)| name.split_at(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn did(event_name: &str, kind: &str, read_only: Option<bool>) -> ResourceEffect {
        let call = CallContext { event_name, service: "", region: "", account: "", read_only, failed: false };
        effect(&call, kind, false)
    }

    #[test]
    fn what_calls_do() {
        use ResourceEffect::{Changed, Created, Deleted, Read, Used};
        for (name, kind, expected) in [
            ("CreateBucket", "AWS::S3::Bucket", Created),
            ("RestoreDBInstanceFromDBSnapshot", "AWS::RDS::DBInstance", Created),
            ("RestoreDBInstanceFromDBSnapshot", "AWS::RDS::DBSnapshot", Used),
            ("RestoreDBClusterToPointInTime", "AWS::RDS::DBCluster", Created),
            ("RestoreTableFromBackup", "AWS::DynamoDB::Table", Created),
            ("CreateDistributionWithTags", "AWS::CloudFront::Distribution", Created),
            ("TerminateInstanceInAutoScalingGroup", "AWS::EC2::Instance", Deleted),
            ("DeregisterInstancesFromLoadBalancer", "AWS::EC2::Instance", Changed),
            ("RegisterInstancesWithLoadBalancer", "AWS::EC2::Instance", Changed),
            ("RegisterInstancesWithLoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer", Changed),
            ("AttachManagedPolicyToPermissionSet", "AWS::SSO::PermissionSet", Changed),
            ("BatchDeleteImage", "AWS::ECR::Image", Deleted),
            ("BatchGetImage", "AWS::ECR::Image", Read),
            ("AdminDeleteUser", "AWS::Cognito::User", Deleted),
            ("InvokeModel", "AWS::Bedrock::Model", Used),
            ("StartExecution", "AWS::StepFunctions::Execution", Created),
            ("StartInstances", "AWS::EC2::Instance", Changed),
            ("CreateServiceLinkedRole", "AWS::IAM::Role", Created),
            ("CreateDefaultVpc", "AWS::EC2::VPC", Created),
            ("CreateDBSnapshot", "AWS::RDS::DBInstance", Used),
            ("CreateClusterSnapshot", "AWS::Redshift::Cluster", Used),
            ("CreateVolumeFromSnapshot", "AWS::EC2::Snapshot", Used),
            ("DisableRule", "AWS::Events::Rule", Changed),
            ("DeleteAlarms", "AWS::CloudWatch::Alarm", Deleted),
            ("DeleteBucket", "AWS::S3::Bucket", Deleted),
            ("PutBucketPolicy", "AWS::S3::Bucket", Changed),
            ("DeleteBucketPolicy", "AWS::S3::Bucket", Changed),
            ("PutObject", "AWS::S3::Bucket", Used),
            ("PutObject", "AWS::S3::Object", Changed),
            ("DeleteObjects", "AWS::S3::Object", Deleted),
            ("GetObject", "AWS::S3::Object", Read),
            ("RunInstances", "AWS::EC2::Instance", Created),
            ("RunInstances", "AWS::EC2::Subnet", Used),
            ("TerminateInstances", "AWS::EC2::Instance", Deleted),
            ("StopInstances", "AWS::EC2::Instance", Changed),
            ("ModifyInstanceAttribute", "AWS::EC2::Instance", Changed),
            ("CreateInstanceProfile", "AWS::EC2::Instance", Used),
            ("CreateVpcEndpoint", "AWS::EC2::VPC", Used),
            ("CreateVpcEndpoint", "AWS::EC2::VPCEndpoint", Created),
            ("AuthorizeSecurityGroupIngress", "AWS::EC2::SecurityGroup", Changed),
            ("CreateFunction20150331", "AWS::Lambda::Function", Created),
            ("CreateFunction20150331", "AWS::IAM::Role", Used),
            ("UpdateFunctionCode20150331v2", "AWS::Lambda::Function", Changed),
            ("GetDistribution2020_05_31", "AWS::CloudFront::Distribution", Read),
            ("CreateRole", "AWS::IAM::Role", Created),
            ("AttachRolePolicy", "AWS::IAM::Role", Changed),
            ("AttachRolePolicy", "AWS::IAM::Policy", Used),
            ("DeleteRolePolicy", "AWS::IAM::Role", Changed),
            ("CreatePolicyVersion", "AWS::IAM::Policy", Changed),
            ("PutKeyPolicy", "AWS::KMS::Key", Changed),
            ("CreateAccessKey", "AWS::IAM::AccessKey", Created),
            ("CreateAccessKey", "AWS::IAM::User", Changed),
            ("ModifyDBInstance", "AWS::RDS::DBInstance", Changed),
            ("RegisterImage", "AWS::EC2::Image", Created),
            ("AssumeRole", "AWS::IAM::Role", Used),
            ("CreateDatabase", "glue database", Used),
            ("", "AWS::IAM::Role", Used),
        ] {
            assert_eq!(did(name, kind, None), expected, "{name} on {kind}");
        }
        for (name, kind, expected) in EXCEPTIONS {
            let kind = if kind.is_empty() { "AWS::EC2::Instance" } else { kind };
            assert_eq!(did(name, kind, Some(true)), *expected, "{name} on {kind}");
        }
        assert_eq!(did("Weird", "AWS::IAM::Role", Some(true)), Read);
        assert_eq!(did("GetRole", "AWS::IAM::Role", Some(false)), Changed, "the record knows best");
    }

    #[test]
    fn failures_and_sources_change_nothing() {
        let call = CallContext {
            event_name: "DeleteBucket",
            service: "s3",
            region: "",
            account: "",
            read_only: Some(false),
            failed: true,
        };
        assert_eq!(effect(&call, "AWS::S3::Bucket", false), ResourceEffect::Failed);
        let copy = CallContext { event_name: "CopySnapshot", failed: false, ..call };
        assert_eq!(effect(&copy, "AWS::EC2::Snapshot", true), ResourceEffect::Used);
        assert_eq!(effect(&copy, "AWS::EC2::Snapshot", false), ResourceEffect::Created);
    }
}
