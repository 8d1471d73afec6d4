//! The identity of the resource that an ARN names, which is the same for all its names.

use std::borrow::Cow;

use super::ids::kind_of_id;
use super::kinds::kinds;
use super::things::{ACCOUNT, LOG_STREAM, OBJECT, account, thing_of};
use crate::model::{Arn, is_account};

/// Whether an ARN matches several resources.
pub(super) fn is_pattern(arn: &Arn<'_>) -> bool {
    let resource = if arn.service == "logs" {
        arn.resource.strip_suffix(":*").unwrap_or(arn.resource)
    } else {
        arn.resource
    };
    resource.contains(['*', '?', '$'])
}

/// Returns the resource of an ARN without the parts that differ between records: the path of IAM
/// resources, a function's version, the letters that Secrets Manager appends, the id after the
/// name of a stack or a load balancer.
fn plain_resource<'a>(arn: &Arn<'a>) -> Cow<'a, str> {
    let resource = arn.resource;
    match arn.service {
        // Names are unique in an account regardless of their path (IAM User Guide, "IAM
        // identifiers"). AWS's own policies keep theirs.
        "iam" if arn.account != "aws" => {
            let kinds = ["role/", "user/", "group/", "policy/", "instance-profile/"];
            let kind = kinds.into_iter().find(|kind| resource.starts_with(kind));
            match (kind, resource.rsplit_once('/')) {
                (Some(kind), Some((before, name))) if before.len() + 1 > kind.len() && !name.is_empty() => {
                    format!("{kind}{name}").into()
                }
                _ => resource.into(),
            }
        }
        "lambda" if resource.starts_with("function:") => cut(resource, ':', 2),
        // A table's indexes and streams are parts of it.
        "dynamodb" if resource.starts_with("table/") => cut(resource, '/', 2),
        "secretsmanager" if resource.starts_with("secret:") => without_suffix(resource).into(),
        "logs" => resource.strip_suffix(":*").unwrap_or(resource).into(),
        "cloudformation" if resource.starts_with("stack/") => cut(resource, '/', 2),
        "cloudformation" if resource.starts_with("stackset/") => cut(resource, ':', 1),
        "elasticloadbalancing" if resource.starts_with("targetgroup/") => cut(resource, '/', 2),
        // `loadbalancer/app/name/id`; a classic load balancer has only a name.
        "elasticloadbalancing" if resource.starts_with("loadbalancer/") => cut(resource, '/', 3),
        // `autoScalingGroup:id:autoScalingGroupName/name`: calls have the name.
        "autoscaling" => match resource.splitn(3, ':').collect::<Vec<_>>()[..] {
            [kind, _, name] if name.contains("Name/") => format!("{kind}:{name}").into(),
            _ => resource.into(),
        },
        "s3" => resource.strip_suffix('/').filter(|bucket| !bucket.contains('/')).unwrap_or(resource).into(),
        _ => resource.into(),
    }
}

/// Returns the text up to the separator with this number, counted from 1.
fn cut(text: &str, separator: char, number: usize) -> Cow<'_, str> {
    match text.match_indices(separator).nth(number - 1) {
        Some((at, _)) => text[..at].into(),
        None => text.into(),
    }
}

/// Removes the hyphen and six random characters that Secrets Manager appends to the name of a
/// secret in its ARN ("What's in a secret?", its User Guide).
fn without_suffix(secret: &str) -> &str {
    match secret.rsplit_once('-') {
        Some((name, suffix))
            if suffix.len() == 6
                && suffix.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && name.len() > "secret:".len() =>
        {
            name
        }
        _ => secret,
    }
}

/// The resource that an ARN names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named<'a> {
    /// The identity: the same for all names of the resource.
    pub identity: Cow<'a, str>,
    /// Its kind: `AWS::Service::Kind` if it is known, otherwise the words of the ARN
    /// (`lambda runtime`).
    pub kind: Cow<'static, str>,
    /// Whether the kind is known.
    pub is_known: bool,
}

/// Returns the resource that an ARN names.
pub fn named<'a>(arn: &Arn<'a>, text: &'a str) -> Named<'a> {
    let known =
        |identity: Cow<'a, str>, kind: &'static str| Named { identity, kind: kind.into(), is_known: true };
    if arn.service == "ec2" || arn.service == "elasticfilesystem" {
        let last = arn.resource.rsplit('/').next().unwrap_or_default();
        if let Some(kind) = kind_of_id(last) {
            return known(last.into(), kind);
        }
    }
    let resource = plain_resource(arn);
    let identity = |resource: &str| -> Cow<'a, str> {
        if resource == arn.resource {
            return text.into();
        }
        format!("{}{resource}", &text[..text.len() - arn.resource.len()]).into()
    };
    let whole = identity(&resource);
    // Access points and jobs have an account; buckets and objects do not.
    let is_in_account = arn.service == "s3" && !arn.account.is_empty();
    if arn.service == "s3" && !is_in_account && resource.contains('/') {
        return known(whole, OBJECT);
    }
    if is_in_account && resource.starts_with("accesspoint/") && resource.contains("/object/") {
        return known(whole, OBJECT);
    }
    // `account/o-exampleorgid/111122223333`: calls have the account's id.
    if arn.service == "organizations" && resource.starts_with("account/") {
        let id = arn.resource.rsplit('/').next().unwrap_or_default();
        if is_account(id) {
            return known(account(id).into(), ACCOUNT);
        }
    }
    if arn.service == "logs" && resource.contains(":log-stream:") {
        return known(whole, LOG_STREAM);
    }
    match kind_of_end(arn.service, &resource, is_in_account) {
        Some(kind) => known(whole, kind),
        None => unknown(arn, whole),
    }
}

/// Returns the kind of the end of an ARN, from the manual rules or the table of kinds, whichever is
/// more specific.
fn kind_of_end(service: &str, resource: &str, is_in_account: bool) -> Option<&'static str> {
    let by_hand = thing_of(service, resource)
        .filter(|thing| !is_in_account && (thing.service != "sns" || !resource.contains(':')));
    match (by_hand, kinds().of_arn(service, resource)) {
        (Some(thing), Some((literals, _))) if thing.prefix.len() >= literals => Some(thing.kind),
        (_, Some((_, resource_type))) => Some(resource_type.kind),
        (by_hand, None) => by_hand.map(|thing| thing.kind),
    }
}

fn unknown<'a>(arn: &Arn<'a>, identity: Cow<'a, str>) -> Named<'a> {
    let word = arn.resource.split(['/', ':']).find(|word| !word.is_empty()).unwrap_or(arn.resource);
    let kind = match word == arn.resource {
        true if arn.service == "iam" && word == "root" => "iam account".to_owned(),
        true => arn.service.to_owned(),
        false => format!("{} {word}", arn.service),
    };
    Named { identity, kind: kind.into(), is_known: false }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<(String, String)> {
        let arn = Arn::parse(text)?;
        let named = named(&arn, text);
        Some((named.identity.into_owned(), named.kind.into_owned()))
    }

    #[test]
    fn one_thing_has_one_name() {
        for (text, identity, kind) in [
            ("arn:aws:iam::1:role/ops/Admin", "arn:aws:iam::1:role/Admin", "AWS::IAM::Role"),
            ("arn:aws:iam::1:role/Admin", "arn:aws:iam::1:role/Admin", "AWS::IAM::Role"),
            (
                "arn:aws:iam::aws:policy/service-role/AWSConfigRole",
                "arn:aws:iam::aws:policy/service-role/AWSConfigRole",
                "AWS::IAM::Policy",
            ),
            ("arn:aws:iam::1:root", "arn:aws:iam::1:root", "iam account"),
            (
                "arn:aws:lambda:eu-west-1:1:function:resize:PROD",
                "arn:aws:lambda:eu-west-1:1:function:resize",
                "AWS::Lambda::Function",
            ),
            (
                "arn:aws:dynamodb:eu-west-1:1:table/orders/index/by-day",
                "arn:aws:dynamodb:eu-west-1:1:table/orders",
                "AWS::DynamoDB::Table",
            ),
            (
                "arn:aws:secretsmanager:eu-west-1:1:secret:shop/database-a1B2c3",
                "arn:aws:secretsmanager:eu-west-1:1:secret:shop/database",
                "AWS::SecretsManager::Secret",
            ),
            (
                "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/x:*",
                "arn:aws:logs:eu-west-1:1:log-group:/aws/lambda/x",
                "AWS::Logs::LogGroup",
            ),
            (
                "arn:aws:logs:eu-west-1:1:log-group:g:log-stream:s",
                "arn:aws:logs:eu-west-1:1:log-group:g:log-stream:s",
                "AWS::Logs::LogStream",
            ),
            (
                "arn:aws:cloudformation:eu-west-1:1:stack/shop/19182870-5c9a-11ee",
                "arn:aws:cloudformation:eu-west-1:1:stack/shop",
                "AWS::CloudFormation::Stack",
            ),
            (
                "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web/84dc5457e450dba5",
                "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web",
                "AWS::ElasticLoadBalancingV2::LoadBalancer",
            ),
            (
                "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/old",
                "arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/old",
                "AWS::ElasticLoadBalancing::LoadBalancer",
            ),
            (
                "arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:0b1c-2d:autoScalingGroupName/web",
                "arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:autoScalingGroupName/web",
                "AWS::AutoScaling::AutoScalingGroup",
            ),
            ("arn:aws:s3:::logs", "arn:aws:s3:::logs", "AWS::S3::Bucket"),
            ("arn:aws:s3:::logs/", "arn:aws:s3:::logs", "AWS::S3::Bucket"),
            ("arn:aws:s3:::logs/a b/c", "arn:aws:s3:::logs/a b/c", "AWS::S3::Object"),
            ("arn:aws:ec2:eu-west-1:1:instance/i-0a1b2c3d", "i-0a1b2c3d", "AWS::EC2::Instance"),
            ("arn:aws:sns:eu-west-1:1:alarms", "arn:aws:sns:eu-west-1:1:alarms", "AWS::SNS::Topic"),
            ("arn:aws:sns:eu-west-1:1:alarms:0b1c", "arn:aws:sns:eu-west-1:1:alarms:0b1c", "sns alarms"),
            (
                "arn:aws:glue:eu-west-1:1:database/sales",
                "arn:aws:glue:eu-west-1:1:database/sales",
                "AWS::Glue::Database",
            ),
            (
                "arn:aws:apigateway:eu-west-1::/restapis/x",
                "arn:aws:apigateway:eu-west-1::/restapis/x",
                "AWS::ApiGateway::RestApi",
            ),
            ("arn:aws-cn:s3:::logs", "arn:aws-cn:s3:::logs", "AWS::S3::Bucket"),
        ] {
            assert_eq!(of(text), Some((identity.to_owned(), kind.to_owned())), "{text}");
        }
    }

    #[test]
    fn what_only_begins_like_an_arn_is_none() {
        for text in [
            "",
            "arn",
            "arn:aws",
            "arn:aws:iam:sample1",
            "arn:aws:s3:::",
            "arn:x:s3:::b",
            "arn:aws:iam::1:role/a b",
            "arn:aws:IAM::1:role/a",
            "arn:aws:iam::1:role/x is not allowed",
            "arn:aws:s3:::a\u{1}b",
        ] {
            assert_eq!(of(text), None, "{text}");
        }
        assert!(Arn::parse(&format!("arn:aws:s3:::{}", "x".repeat(5_000))).is_none());
        assert!(Arn::parse("arn:aws:s3:::logs/*").is_some_and(|arn| is_pattern(&arn)));
        assert!(Arn::parse("arn:aws:logs:r:1:log-group:g:*").is_some_and(|arn| !is_pattern(&arn)));
    }
}
