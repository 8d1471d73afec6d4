//! Parameters that name a resource: their keys, their services and the kinds.

use std::borrow::Cow;

use super::CallContext;
use super::arn::named;
use super::arn_format::ArnScope;
use super::effect::noun_of;
use super::things::{ACCESS_POINT, is_access_point_alias, thing};
use crate::model::Arn;

/// The place below the request or the response in which a parameter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    /// Directly below, where short words such as `name` stand for the resource itself.
    Top,
    /// Anywhere below.
    Anywhere,
    /// Directly below, in calls whose name has the last word of the kind: several kinds of the
    /// service have a `name` or `id`.
    Named,
}

/// A parameter.
#[derive(Debug)]
struct Parameter {
    /// The service's short name.
    service: &'static str,
    /// The key, compared ignoring case.
    key: &'static str,
    place: Where,
    /// The kind that its value names.
    kind: &'static str,
}

macro_rules! parameters {
    ($($service:literal $key:literal $place:ident $kind:literal;)*) => {
        const PARAMETERS: &[Parameter] = &[$(Parameter {
            service: $service, key: $key, place: Where::$place, kind: $kind,
        }),*];
    };
}

// Keys as CloudTrail writes them: those of the API with a lower-case first letter. Parameters that
// the table of kinds has are not repeated here.
parameters! {
    "iam" "userName" Anywhere "AWS::IAM::User";
    "s3" "bucketName" Anywhere "AWS::S3::Bucket";
    "cloudtrail" "s3BucketName" Anywhere "AWS::S3::Bucket";
    "config" "s3BucketName" Anywhere "AWS::S3::Bucket";
    "lambda" "s3Bucket" Anywhere "AWS::S3::Bucket";
    "dynamodb" "globalTableName" Anywhere "AWS::DynamoDB::Table";
    "lambda" "functionName" Anywhere "AWS::Lambda::Function";
    "kms" "keyId" Anywhere "AWS::KMS::Key";
    "kms" "targetKeyId" Anywhere "AWS::KMS::Key";
    "kms" "destinationKeyId" Anywhere "AWS::KMS::Key";
    "kms" "sourceKeyId" Anywhere "AWS::KMS::Key";
    "kms" "aliasName" Anywhere "AWS::KMS::Alias";
    "secretsmanager" "secretId" Anywhere "AWS::SecretsManager::Secret";
    "secretsmanager" "name" Top "AWS::SecretsManager::Secret";
    "cloudtrail" "name" Top "AWS::CloudTrail::Trail";
    "cloudtrail" "trailNameList" Anywhere "AWS::CloudTrail::Trail";
    "rds" "dBSnapshotIdentifier" Anywhere "AWS::RDS::DBSnapshot";
    "sns" "name" Top "AWS::SNS::Topic";
    "ecs" "cluster" Top "AWS::ECS::Cluster";
    "ecs" "serviceName" Top "AWS::ECS::Service";
    "ecs" "service" Top "AWS::ECS::Service";
    "eks" "name" Top "AWS::EKS::Cluster";
    "ssm" "name" Top "AWS::SSM::Parameter";
    "ec2" "keyName" Anywhere "AWS::EC2::KeyPair";
    "ec2" "iamInstanceProfile" Anywhere "AWS::IAM::InstanceProfile";
    "autoscaling" "iamInstanceProfile" Anywhere "AWS::IAM::InstanceProfile";
    "ssm" "names" Anywhere "AWS::SSM::Parameter";
    "events" "name" Named "AWS::Events::Rule";
    "events" "name" Named "AWS::Events::EventBus";
    "events" "rule" Top "AWS::Events::Rule";
    "cloudwatch" "alarmName" Anywhere "AWS::CloudWatch::Alarm";
    "cloudwatch" "alarmNames" Anywhere "AWS::CloudWatch::Alarm";
    "cloudformation" "stackName" Anywhere "AWS::CloudFormation::Stack";
    "cloudformation" "stackSetName" Anywhere "AWS::CloudFormation::StackSet";
    "route53" "hostedZoneId" Anywhere "AWS::Route53::HostedZone";
    "route53" "id" Anywhere "AWS::Route53::HostedZone";
    "cloudfront" "id" Named "AWS::CloudFront::Distribution";
    "cloudfront" "distributionId" Anywhere "AWS::CloudFront::Distribution";
    "autoscaling" "autoScalingGroupName" Anywhere "AWS::AutoScaling::AutoScalingGroup";
    "autoscaling" "autoScalingGroupNames" Anywhere "AWS::AutoScaling::AutoScalingGroup";
    "autoscaling" "launchConfigurationName" Anywhere "AWS::AutoScaling::LaunchConfiguration";
    "identitystore" "groupId" Anywhere "AWS::IdentityStore::Group";
    "identitystore" "userId" Anywhere "AWS::IdentityStore::User";
    "sso-directory" "groupId" Anywhere "AWS::IdentityStore::Group";
    "sso-directory" "userId" Anywhere "AWS::IdentityStore::User";
    "rds" "sourceDBSnapshotIdentifier" Anywhere "AWS::RDS::DBSnapshot";
    "rds" "targetDBSnapshotIdentifier" Anywhere "AWS::RDS::DBSnapshot";
    "elasticache" "cacheClusterId" Anywhere "AWS::ElastiCache::CacheCluster";
    "rds" "finalDBSnapshotIdentifier" Top "AWS::RDS::DBSnapshot";
    "rds" "snapshotIdentifier" Top "AWS::RDS::DBClusterSnapshot";
    "ec2" "groupName" Named "AWS::EC2::PlacementGroup";
    "ec2" "launchTemplateName" Anywhere "AWS::EC2::LaunchTemplate";
    "identitystore" "memberId" Anywhere "AWS::IdentityStore::User";
    "sso-directory" "memberId" Anywhere "AWS::IdentityStore::User";
    "sso-directory" "memberIds" Anywhere "AWS::IdentityStore::User";
}

/// SSM also uses "name" for documents.
const DOCUMENT_CALLS: &str = "Document";

/// Maximum length of a name in bytes.
const LONGEST_BYTES: usize = 512;

/// Returns the resource that a parameter's value names, if the parameter names any.
pub(super) fn by_parameter<'a>(
    call: &CallContext<'_>,
    key: &str,
    is_top: bool,
    value: &'a str,
) -> Option<(Cow<'a, str>, &'static str)> {
    if key.eq_ignore_ascii_case("queueUrl") {
        return queue(call, value);
    }
    let parameter = PARAMETERS.iter().find(|parameter| {
        parameter.service == call.service
            && parameter.key.eq_ignore_ascii_case(key)
            && match parameter.place {
                Where::Anywhere => true,
                Where::Top => is_top,
                Where::Named => is_top && call.event_name.contains(noun_of(parameter.kind)),
            }
    })?;
    // Names of alarms may have several words.
    let is_words = parameter.kind == "AWS::CloudWatch::Alarm" && is_name(&value.replace(' ', "_"));
    if !is_words && !is_name(value) {
        return None;
    }
    match parameter.kind {
        "AWS::Lambda::Function" => function(call, value),
        "AWS::KMS::Key" => key_or_alias(call, value),
        "AWS::KMS::Alias" => key_or_alias(call, value).filter(|(_, kind)| *kind == parameter.kind),
        "AWS::SSM::Parameter" => {
            let is_document = call.event_name.contains(DOCUMENT_CALLS);
            let kind = if is_document { "AWS::SSM::Document" } else { parameter.kind };
            Some((built(call, kind, value.trim_start_matches('/'))?, kind))
        }
        "AWS::RDS::DBSnapshot" if call.event_name.contains("DBCluster") => {
            let kind = "AWS::RDS::DBClusterSnapshot";
            Some((built(call, kind, value)?, kind))
        }
        // The alias of an access point can be used in place of a bucket.
        "AWS::S3::Bucket" if is_access_point_alias(value) => Some((value.into(), ACCESS_POINT)),
        "AWS::Route53::HostedZone" => {
            let id = hosted_zone(value)?;
            Some((built(call, parameter.kind, id)?, parameter.kind))
        }
        kind => Some((built(call, kind, value)?, kind)),
    }
}

/// Returns the id of a hosted zone, `Z0123...`, with or without `/hostedzone/` before it; other
/// resources have ids in the same places.
fn hosted_zone(value: &str) -> Option<&str> {
    let id = value.trim_start_matches('/');
    let id = id.strip_prefix("hostedzone/").unwrap_or(id);
    let is_id = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    (id.len() > 4 && id.starts_with('Z') && id.bytes().all(is_id)).then_some(id)
}

/// Returns the kind of resource that a parameter names.
pub(super) fn kind_named_by(service: &str, key: &str, is_top: bool) -> Option<&'static str> {
    let parameter = PARAMETERS.iter().find(|parameter| {
        parameter.service == service
            && parameter.key.eq_ignore_ascii_case(key)
            && (is_top || parameter.place == Where::Anywhere)
    });
    parameter.map(|parameter| parameter.kind)
}

/// Returns the resource of a kind that a text stands for: its name, or the end of its ARN.
pub(super) fn of_kind<'a>(call: &CallContext<'_>, kind: &str, text: &'a str) -> Option<Cow<'a, str>> {
    let thing = thing(kind)?;
    let name = text.strip_prefix(thing.prefix).unwrap_or(text);
    // A name with separators may be a part of another kind's name.
    let is_whole = !name.contains(['/', ':']) || name.len() < text.len();
    (is_name(name) && is_whole).then(|| built(call, kind, name))?
}

/// Whether a text can be a name: one word, and not a pattern or placeholder
/// (`<sensitiveDataRemoved>`, `HIDDEN_DUE_TO_SECURITY_REASONS`).
pub(super) fn is_name(text: &str) -> bool {
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "*?<>\"'{}".contains(letter);
    !text.is_empty()
        && text.len() <= LONGEST_BYTES
        && !text.contains(odd)
        && !text.starts_with("arn:")
        && text != "HIDDEN_DUE_TO_SECURITY_REASONS"
}

/// Returns the ARN of a resource with this name, in the account and Region of the call, or the end
/// of the ARN if the record does not state the account.
fn built<'a>(call: &CallContext<'_>, kind: &str, name: &str) -> Option<Cow<'a, str>> {
    built_in(call, call.account, kind, name)
}

fn built_in<'a>(call: &CallContext<'_>, account: &str, kind: &str, name: &str) -> Option<Cow<'a, str>> {
    let thing = thing(kind)?;
    let resource = format!("{}{name}", thing.prefix);
    let arn = match arn_of(call.region, account, thing.scope, thing.service, &resource) {
        Ok(arn) => arn,
        Err(()) => return Some(resource.into()),
    };
    // The identity omits the same parts as for an ARN.
    let identity = Arn::parse(&arn).map(|parsed| match kind {
        // A secret's name does not include the six letters.
        "AWS::SecretsManager::Secret" => arn.clone(),
        _ => named(&parsed, &arn).identity.into_owned(),
    });
    identity.map(Cow::from)
}

/// Builds an ARN from its parts. Fails if it requires a Region or an account that is not known.
pub(super) fn arn_of(
    region: &str,
    account: &str,
    scope: ArnScope,
    service: &str,
    resource: &str,
) -> Result<String, ()> {
    let partition = partition(region);
    let (has_region, has_account) = match scope {
        ArnScope::World => (false, false),
        ArnScope::Account => (false, true),
        ArnScope::RegionAlone => (true, false),
        ArnScope::Region => (true, true),
    };
    // The length is not checked: masked account ids are shorter or longer than 12 digits.
    let is_account = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit());
    if has_region && region.is_empty() || has_account && !is_account {
        return Err(());
    }
    let region = if has_region { region } else { "" };
    let account = if has_account { account } else { "" };
    Ok(format!("arn:{partition}:{service}:{region}:{account}:{resource}"))
}

/// Returns the partition of a Region.
pub(super) fn partition(region: &str) -> &'static str {
    match region {
        _ if region.starts_with("cn-") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// Parses `name`, `name:version`, or `account:function:name:version` (Lambda API, "FunctionName").
fn function<'a>(call: &CallContext<'_>, value: &str) -> Option<(Cow<'a, str>, &'static str)> {
    let (account, name) = match value.split_once(":function:") {
        Some((before, name)) => (before.rsplit(':').next().unwrap_or_default(), name),
        None => (call.account, value.strip_prefix("function:").unwrap_or(value)),
    };
    let name = name.split(':').next().filter(|name| !name.is_empty())?;
    let kind = "AWS::Lambda::Function";
    Some((built_in(call, account, kind, name)?, kind))
}

/// Parses `alias/name`, or a key's id: a GUID, or `mrk-` and 32 digits (KMS API, "KeyId").
fn key_or_alias<'a>(call: &CallContext<'_>, value: &str) -> Option<(Cow<'a, str>, &'static str)> {
    if let Some(name) = value.strip_prefix("alias/").filter(|name| !name.is_empty()) {
        return Some((built(call, "AWS::KMS::Alias", name)?, "AWS::KMS::Alias"));
    }
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_guid = value.len() == 36
        && value.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && value.split('-').all(is_hex);
    let is_multi_region = value.strip_prefix("mrk-").is_some_and(|id| id.len() == 32 && is_hex(id));
    (is_guid || is_multi_region).then_some(())?;
    Some((built(call, "AWS::KMS::Key", value)?, "AWS::KMS::Key"))
}

/// Parses `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`.
fn queue<'a>(call: &CallContext<'_>, url: &str) -> Option<(Cow<'a, str>, &'static str)> {
    let (host, path) = url.strip_prefix("https://")?.split_once('/')?;
    let (account, name) = path.split_once('/')?;
    let region = host.strip_prefix("sqs.").and_then(|rest| rest.split('.').next()).unwrap_or(call.region);
    let here = CallContext { region, ..*call };
    let is_plain = is_name(name) && !name.contains('/') && is_name(account);
    is_plain.then_some(())?;
    Some((built_in(&here, account, "AWS::SQS::Queue", name)?, "AWS::SQS::Queue"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: CallContext<'static> = CallContext {
        event_name: "X",
        service: "iam",
        region: "eu-west-1",
        account: "111122223333",
        read_only: None,
        failed: false,
    };

    fn resource(service: &'static str, key: &str, value: &str) -> Option<(String, &'static str)> {
        by_parameter(&CallContext { service, ..CALL }, key, true, value)
            .map(|(name, kind)| (name.into_owned(), kind))
    }

    #[test]
    fn every_line_makes_the_name_that_its_arn_has() {
        for parameter in PARAMETERS {
            let value = match parameter.kind {
                "AWS::KMS::Key" => "1234abcd-12ab-34cd-56ef-1234567890ab",
                "AWS::KMS::Alias" => "alias/shop",
                "AWS::Route53::HostedZone" => "Z0123456789ABC",
                _ => "shop_orders",
            };
            let event_name = format!("Update{}", noun_of(parameter.kind));
            let call = CallContext { service: parameter.service, event_name: &event_name, ..CALL };
            let (identity, kind) = by_parameter(&call, parameter.key, true, value).expect(parameter.key);
            assert_eq!(kind, parameter.kind, "{}", parameter.key);
            let arn = Arn::parse(&identity).expect(&identity);
            let by_arn = named(&arn, &identity);
            assert_eq!((&*by_arn.identity, &*by_arn.kind), (&*identity, kind), "{}", parameter.key);
            let is_alarm = parameter.kind == "AWS::CloudWatch::Alarm";
            assert_eq!(by_parameter(&call, parameter.key, true, "two words").is_some(), is_alarm);
            assert_eq!(resource("nobody", parameter.key, value), None);
        }
    }

    #[test]
    fn names_in_their_own_shapes() {
        let full = "arn:aws:lambda:eu-west-1:111122223333:function:resize";
        for (service, key, value, identity) in [
            ("lambda", "functionName", "resize", full),
            ("lambda", "functionName", "resize:PROD", full),
            ("lambda", "functionName", "111122223333:function:resize", full),
            ("kms", "keyId", "alias/shop", "arn:aws:kms:eu-west-1:111122223333:alias/shop"),
            (
                "sqs",
                "queueUrl",
                "https://sqs.us-east-1.amazonaws.com/444455556666/jobs",
                "arn:aws:sqs:us-east-1:444455556666:jobs",
            ),
            ("ssm", "name", "/shop/url", "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/url"),
            ("s3", "bucketName", "logs", "arn:aws:s3:::logs"),
        ] {
            assert_eq!(
                resource(service, key, value).map(|(name, _)| name).as_deref(),
                Some(identity),
                "{value}"
            );
        }
        for (service, key, value) in [
            ("kms", "keyId", "some words"),
            ("kms", "keyId", "1234"),
            ("kms", "aliasName", "1234abcd-12ab-34cd-56ef-1234567890ab"),
            ("iam", "userName", "HIDDEN_DUE_TO_SECURITY_REASONS"),
            ("iam", "userName", ""),
            ("sqs", "queueUrl", "http://elsewhere/1/jobs"),
            ("sqs", "queueUrl", "https://sqs.r.amazonaws.com/1/"),
        ] {
            assert_eq!(resource(service, key, value), None, "{key} {value}");
        }
        let nowhere = CallContext { account: "", ..CALL };
        assert_eq!(
            by_parameter(&nowhere, "userName", true, "x").map(|(name, _)| name).as_deref(),
            Some("user/x")
        );
        assert_eq!(by_parameter(&CALL, "NAME", false, "x"), None, "short words count at the top only");
    }
}
