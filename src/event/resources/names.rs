//! Parameters that name a thing: which, of what service, and what they name.

use std::borrow::Cow;

use super::Call;
use super::arn::{Arn, named};
use super::effect::noun_of;
use super::things::{OBJECT, Scope, thing};

/// Where below the request or the response a parameter counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    /// Right below, where short words such as `name` mean the thing itself.
    Top,
    /// Wherever it stands.
    Anywhere,
    /// Right below, in calls whose name has the last word of the kind: several
    /// kinds of the service are called `name` or `id`.
    Named,
}

/// A parameter.
#[derive(Debug)]
struct Parameter {
    /// The service's short name.
    service: &'static str,
    /// The key, in any case.
    key: &'static str,
    place: Where,
    /// What its value names.
    kind: &'static str,
}

macro_rules! parameters {
    ($($service:literal $key:literal $place:ident $kind:literal;)*) => {
        const PARAMETERS: &[Parameter] = &[$(Parameter {
            service: $service, key: $key, place: Where::$place, kind: $kind,
        }),*];
    };
}

// Keys as CloudTrail writes them: those of the API with a small first letter.
parameters! {
    "iam" "roleName" Anywhere "AWS::IAM::Role";
    "iam" "userName" Anywhere "AWS::IAM::User";
    "iam" "groupName" Anywhere "AWS::IAM::Group";
    "iam" "instanceProfileName" Anywhere "AWS::IAM::InstanceProfile";
    "iam" "serverCertificateName" Anywhere "AWS::IAM::ServerCertificate";
    "s3" "bucketName" Anywhere "AWS::S3::Bucket";
    "cloudtrail" "s3BucketName" Anywhere "AWS::S3::Bucket";
    "config" "s3BucketName" Anywhere "AWS::S3::Bucket";
    "lambda" "s3Bucket" Anywhere "AWS::S3::Bucket";
    "dynamodb" "tableName" Anywhere "AWS::DynamoDB::Table";
    "dynamodb" "globalTableName" Anywhere "AWS::DynamoDB::Table";
    "lambda" "functionName" Anywhere "AWS::Lambda::Function";
    "kms" "keyId" Anywhere "AWS::KMS::Key";
    "kms" "targetKeyId" Anywhere "AWS::KMS::Key";
    "kms" "destinationKeyId" Anywhere "AWS::KMS::Key";
    "kms" "sourceKeyId" Anywhere "AWS::KMS::Key";
    "kms" "aliasName" Anywhere "AWS::KMS::Alias";
    "secretsmanager" "secretId" Anywhere "AWS::SecretsManager::Secret";
    "secretsmanager" "name" Top "AWS::SecretsManager::Secret";
    "logs" "logGroupName" Anywhere "AWS::Logs::LogGroup";
    "cloudtrail" "name" Top "AWS::CloudTrail::Trail";
    "cloudtrail" "trailName" Anywhere "AWS::CloudTrail::Trail";
    "cloudtrail" "trailNameList" Anywhere "AWS::CloudTrail::Trail";
    "rds" "dBInstanceIdentifier" Anywhere "AWS::RDS::DBInstance";
    "rds" "sourceDBInstanceIdentifier" Anywhere "AWS::RDS::DBInstance";
    "rds" "dBClusterIdentifier" Anywhere "AWS::RDS::DBCluster";
    "rds" "dBSnapshotIdentifier" Anywhere "AWS::RDS::DBSnapshot";
    "rds" "dBClusterSnapshotIdentifier" Anywhere "AWS::RDS::DBClusterSnapshot";
    "sqs" "queueName" Anywhere "AWS::SQS::Queue";
    "sns" "name" Top "AWS::SNS::Topic";
    "ecr" "repositoryName" Anywhere "AWS::ECR::Repository";
    "ecs" "cluster" Top "AWS::ECS::Cluster";
    "ecs" "clusterName" Anywhere "AWS::ECS::Cluster";
    "ecs" "serviceName" Top "AWS::ECS::Service";
    "ecs" "service" Top "AWS::ECS::Service";
    "eks" "name" Top "AWS::EKS::Cluster";
    "eks" "clusterName" Anywhere "AWS::EKS::Cluster";
    "ssm" "name" Top "AWS::SSM::Parameter";
    "ssm" "documentName" Anywhere "AWS::SSM::Document";
    "kinesis" "streamName" Anywhere "AWS::Kinesis::Stream";
    "firehose" "deliveryStreamName" Anywhere "AWS::KinesisFirehose::DeliveryStream";
    "codebuild" "projectName" Anywhere "AWS::CodeBuild::Project";
    "guardduty" "detectorId" Anywhere "AWS::GuardDuty::Detector";
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
    "elasticloadbalancing" "loadBalancerName" Anywhere "AWS::ElasticLoadBalancing::LoadBalancer";
    "elasticloadbalancing" "loadBalancerNames" Anywhere "AWS::ElasticLoadBalancing::LoadBalancer";
    "route53" "hostedZoneId" Anywhere "AWS::Route53::HostedZone";
    "route53" "id" Anywhere "AWS::Route53::HostedZone";
    "cloudfront" "id" Named "AWS::CloudFront::Distribution";
    "cloudfront" "distributionId" Anywhere "AWS::CloudFront::Distribution";
    "waf" "webACLId" Anywhere "AWS::WAF::WebACL";
    "waf-regional" "webACLId" Anywhere "AWS::WAFRegional::WebACL";
    "autoscaling" "autoScalingGroupName" Anywhere "AWS::AutoScaling::AutoScalingGroup";
    "autoscaling" "autoScalingGroupNames" Anywhere "AWS::AutoScaling::AutoScalingGroup";
    "autoscaling" "launchConfigurationName" Anywhere "AWS::AutoScaling::LaunchConfiguration";
    "cognito-idp" "userPoolId" Anywhere "AWS::Cognito::UserPool";
    "backup" "backupVaultName" Anywhere "AWS::Backup::BackupVault";
    "glacier" "vaultName" Anywhere "AWS::Glacier::Vault";
    "identitystore" "groupId" Anywhere "AWS::IdentityStore::Group";
    "identitystore" "userId" Anywhere "AWS::IdentityStore::User";
    "sso-directory" "groupId" Anywhere "AWS::IdentityStore::Group";
    "sso-directory" "userId" Anywhere "AWS::IdentityStore::User";
    "rds" "targetDBInstanceIdentifier" Anywhere "AWS::RDS::DBInstance";
    "rds" "sourceDBClusterIdentifier" Anywhere "AWS::RDS::DBCluster";
    "rds" "sourceDBSnapshotIdentifier" Anywhere "AWS::RDS::DBSnapshot";
    "rds" "targetDBSnapshotIdentifier" Anywhere "AWS::RDS::DBSnapshot";
    "rds" "sourceDBClusterSnapshotIdentifier" Anywhere "AWS::RDS::DBClusterSnapshot";
    "rds" "targetDBClusterSnapshotIdentifier" Anywhere "AWS::RDS::DBClusterSnapshot";
    "rds" "dBSubnetGroupName" Anywhere "AWS::RDS::DBSubnetGroup";
    "rds" "dBParameterGroupName" Anywhere "AWS::RDS::DBParameterGroup";
    "rds" "dBClusterParameterGroupName" Anywhere "AWS::RDS::DBClusterParameterGroup";
    "rds" "optionGroupName" Anywhere "AWS::RDS::OptionGroup";
    "dynamodb" "sourceTableName" Anywhere "AWS::DynamoDB::Table";
    "dynamodb" "targetTableName" Anywhere "AWS::DynamoDB::Table";
    "redshift" "clusterIdentifier" Anywhere "AWS::Redshift::Cluster";
    "elasticache" "cacheClusterId" Anywhere "AWS::ElastiCache::CacheCluster";
    "rds" "finalDBSnapshotIdentifier" Top "AWS::RDS::DBSnapshot";
    "rds" "snapshotIdentifier" Top "AWS::RDS::DBClusterSnapshot";
    "ec2" "groupName" Named "AWS::EC2::PlacementGroup";
    "ec2" "launchTemplateName" Anywhere "AWS::EC2::LaunchTemplate";
    "identitystore" "memberId" Anywhere "AWS::IdentityStore::User";
    "sso-directory" "memberId" Anywhere "AWS::IdentityStore::User";
    "sso-directory" "memberIds" Anywhere "AWS::IdentityStore::User";
}

/// SSM says "name" of documents, too.
const DOCUMENT_CALLS: &str = "Document";

/// A name longer than this is none.
const LONGEST_BYTES: usize = 512;

/// An S3 key has up to 1,024 bytes.
const LONGEST_KEY_BYTES: usize = 1_024;

/// What a parameter's value names, if the parameter names anything.
pub(super) fn by_parameter<'a>(
    call: &Call<'_>,
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
    // Alarms have names of several words.
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
        // The alias of an access point stands in the place of a bucket.
        "AWS::S3::Bucket" if is_access_point_alias(value) => Some((value.into(), ACCESS_POINT)),
        "AWS::Route53::HostedZone" => {
            let id = hosted_zone(value)?;
            Some((built(call, parameter.kind, id)?, parameter.kind))
        }
        kind => Some((built(call, kind, value)?, kind)),
    }
}

/// The kind of an access point.
const ACCESS_POINT: &str = "AWS::S3::AccessPoint";

/// Whether the name of a bucket is the alias of an access point ("Access point
/// aliases", S3 User Guide).
fn is_access_point_alias(bucket: &str) -> bool {
    ["-s3alias", "--ol-s3"].iter().any(|end| bucket.len() > end.len() && bucket.ends_with(end))
}

/// The id of a hosted zone, `Z0123...`, with or without `/hostedzone/` before
/// it: other things have ids in the same places.
fn hosted_zone(value: &str) -> Option<&str> {
    let id = value.trim_start_matches('/');
    let id = id.strip_prefix("hostedzone/").unwrap_or(id);
    let is_id = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit();
    (id.len() > 4 && id.starts_with('Z') && id.bytes().all(is_id)).then_some(id)
}

/// The kind of what a parameter names.
pub(super) fn kind_named_by(service: &str, key: &str, is_top: bool) -> Option<&'static str> {
    let parameter = PARAMETERS.iter().find(|parameter| {
        parameter.service == service
            && parameter.key.eq_ignore_ascii_case(key)
            && (is_top || parameter.place == Where::Anywhere)
    });
    parameter.map(|parameter| parameter.kind)
}

/// An object, from its bucket and its key. The bucket may be the ARN of an
/// access point; behind the alias of one the object of no bucket is known.
pub(super) fn object(call: &Call<'_>, bucket: &str, key: &str) -> Option<(String, &'static str)> {
    if key.is_empty() || key.len() > LONGEST_KEY_BYTES {
        return None;
    }
    if let Some(arn) = Arn::parse(bucket) {
        let is_access_point = arn.resource.starts_with("accesspoint/") && !arn.is_pattern();
        return is_access_point.then(|| (format!("{bucket}/object/{key}"), OBJECT));
    }
    (is_name(bucket) && !is_access_point_alias(bucket))
        .then(|| (format!("arn:{}:s3:::{bucket}/{key}", partition(call.region)), OBJECT))
}

/// The object that a copy is made of: `bucket/key` as a part of a URL, or an
/// object's ARN by an access point, with a version behind it where one is
/// meant.
pub(super) fn copied_object(call: &Call<'_>, source: &str) -> Option<(String, &'static str)> {
    let source = source.trim_start_matches('/');
    let source = source.split_once("?versionId=").map_or(source, |(source, _)| source);
    let source = decoded(source)?;
    match source.split_once("/object/").filter(|_| source.starts_with("arn:")) {
        Some((bucket, key)) => object(call, bucket, key),
        None => source.split_once('/').and_then(|(bucket, key)| object(call, bucket, key)),
    }
}

/// A part of a URL without its `%` escapes. `None` if it is none.
fn decoded(text: &str) -> Option<Cow<'_, str>> {
    if !text.contains('%') {
        return Some(text.into());
    }
    let mut parts = text.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(part.get(..2).filter(|hex| !hex.starts_with('+'))?, 16).ok()?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok().map(Cow::from)
}

/// The thing of WAF that a name and an id mean, whose ARN holds both.
pub(super) fn web_acl(call: &Call<'_>, scope: &str, name: &str, id: &str) -> Option<(String, &'static str)> {
    const KINDS: &[(&str, &str, &str)] = &[
        ("WebACL", "webacl", "AWS::WAFv2::WebACL"),
        ("IPSet", "ipset", "AWS::WAFv2::IPSet"),
        ("RegexPatternSet", "regexpatternset", "AWS::WAFv2::RegexPatternSet"),
        ("RuleGroup", "rulegroup", "AWS::WAFv2::RuleGroup"),
    ];
    let (_, word, kind) = KINDS.iter().find(|(noun, ..)| call.event_name.contains(noun))?;
    let is_plain = is_name(name) && is_name(id) && !name.contains('/') && !id.contains('/');
    is_plain.then_some(())?;
    let place = if scope.eq_ignore_ascii_case("CLOUDFRONT") { "global" } else { "regional" };
    let resource = format!("{place}/{word}/{name}/{id}");
    Some((arn_of(call.region, call.account, Scope::Region, "wafv2", &resource).unwrap_or(resource), kind))
}

/// The thing of a kind that a text means: its name, or the end of its ARN.
pub(super) fn of_kind<'a>(call: &Call<'_>, kind: &str, text: &'a str) -> Option<Cow<'a, str>> {
    let thing = thing(kind)?;
    let name = text.strip_prefix(thing.prefix).unwrap_or(text);
    // A name with parts may be a part of another kind's.
    let is_whole = !name.contains(['/', ':']) || name.len() < text.len();
    (is_name(name) && is_whole).then(|| built(call, kind, name))?
}

/// Whether a text can be a name: one word, and no pattern or mask
/// (`<sensitiveDataRemoved>`, `HIDDEN_DUE_TO_SECURITY_REASONS`).
pub(super) fn is_name(text: &str) -> bool {
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "*?<>\"'{}".contains(letter);
    !text.is_empty()
        && text.len() <= LONGEST_BYTES
        && !text.contains(odd)
        && !text.starts_with("arn:")
        && text != "HIDDEN_DUE_TO_SECURITY_REASONS"
}

/// The ARN of a thing of this name, in the account and Region of the call.
/// Where the record does not say the account, the end of the ARN.
fn built<'a>(call: &Call<'_>, kind: &str, name: &str) -> Option<Cow<'a, str>> {
    built_in(call, call.account, kind, name)
}

fn built_in<'a>(call: &Call<'_>, account: &str, kind: &str, name: &str) -> Option<Cow<'a, str>> {
    let thing = thing(kind)?;
    let resource = format!("{}{name}", thing.prefix);
    let arn = match arn_of(call.region, account, thing.scope, thing.service, &resource) {
        Ok(arn) => arn,
        Err(()) => return Some(resource.into()),
    };
    // What the ARN leaves out, the name must leave out as well.
    let identity = Arn::parse(&arn).map(|parsed| match kind {
        // By name a secret comes without the six letters.
        "AWS::SecretsManager::Secret" => arn.clone(),
        _ => named(&parsed, &arn).identity.into_owned(),
    });
    identity.map(Cow::from)
}

/// An ARN from its parts. An error where it must have a Region or an account
/// that is not known.
pub(super) fn arn_of(
    region: &str,
    account: &str,
    scope: Scope,
    service: &str,
    resource: &str,
) -> Result<String, ()> {
    let partition = partition(region);
    let (has_region, has_account) = match scope {
        Scope::World => (false, false),
        Scope::Account => (false, true),
        Scope::RegionAlone => (true, false),
        Scope::Region => (true, true),
    };
    // Accounts that somebody masked have other numbers of digits.
    let is_account = !account.is_empty() && account.bytes().all(|byte| byte.is_ascii_digit());
    if has_region && region.is_empty() || has_account && !is_account {
        return Err(());
    }
    let region = if has_region { region } else { "" };
    let account = if has_account { account } else { "" };
    Ok(format!("arn:{partition}:{service}:{region}:{account}:{resource}"))
}

/// The partition of a Region.
fn partition(region: &str) -> &'static str {
    match region {
        _ if region.starts_with("cn-") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// `name`, `name:version`, or `account:function:name:version` (Lambda API,
/// "FunctionName").
fn function<'a>(call: &Call<'_>, value: &str) -> Option<(Cow<'a, str>, &'static str)> {
    let (account, name) = match value.split_once(":function:") {
        Some((before, name)) => (before.rsplit(':').next().unwrap_or_default(), name),
        None => (call.account, value.strip_prefix("function:").unwrap_or(value)),
    };
    let name = name.split(':').next().filter(|name| !name.is_empty())?;
    let kind = "AWS::Lambda::Function";
    Some((built_in(call, account, kind, name)?, kind))
}

/// `alias/name`, or a key's id: a GUID, or `mrk-` and 32 digits (KMS API,
/// "KeyId").
fn key_or_alias<'a>(call: &Call<'_>, value: &str) -> Option<(Cow<'a, str>, &'static str)> {
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

/// `https://sqs.REGION.amazonaws.com/ACCOUNT/NAME`.
fn queue<'a>(call: &Call<'_>, url: &str) -> Option<(Cow<'a, str>, &'static str)> {
    let (host, path) = url.strip_prefix("https://")?.split_once('/')?;
    let (account, name) = path.split_once('/')?;
    let region = host.strip_prefix("sqs.").and_then(|rest| rest.split('.').next()).unwrap_or(call.region);
    let here = Call { region, ..*call };
    let is_plain = is_name(name) && !name.contains('/') && is_name(account);
    is_plain.then_some(())?;
    Some((built_in(&here, account, "AWS::SQS::Queue", name)?, "AWS::SQS::Queue"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: Call<'static> = Call {
        event_name: "X",
        service: "iam",
        region: "eu-west-1",
        account: "111122223333",
        read_only: None,
        failed: false,
    };

    fn told(service: &'static str, key: &str, value: &str) -> Option<(String, &'static str)> {
        by_parameter(&Call { service, ..CALL }, key, true, value)
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
            let call = Call { service: parameter.service, event_name: &event_name, ..CALL };
            let (identity, kind) = by_parameter(&call, parameter.key, true, value).expect(parameter.key);
            assert_eq!(kind, parameter.kind, "{}", parameter.key);
            let arn = Arn::parse(&identity).expect(&identity);
            let by_arn = named(&arn, &identity);
            assert_eq!((&*by_arn.identity, &*by_arn.kind), (&*identity, kind), "{}", parameter.key);
            let is_alarm = parameter.kind == "AWS::CloudWatch::Alarm";
            assert_eq!(by_parameter(&call, parameter.key, true, "two words").is_some(), is_alarm);
            assert_eq!(told("nobody", parameter.key, value), None);
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
            assert_eq!(told(service, key, value).map(|(name, _)| name).as_deref(), Some(identity), "{value}");
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
            assert_eq!(told(service, key, value), None, "{key} {value}");
        }
        assert_eq!(
            object(&CALL, "logs", "a b/c").map(|(name, _)| name).as_deref(),
            Some("arn:aws:s3:::logs/a b/c")
        );
        let nowhere = Call { account: "", ..CALL };
        assert_eq!(
            by_parameter(&nowhere, "roleName", true, "x").map(|(name, _)| name).as_deref(),
            Some("role/x")
        );
        assert_eq!(by_parameter(&CALL, "NAME", false, "x"), None, "short words count at the top only");
    }
}
