//! The kinds of resources that ARNs name, and the ARN format of each.
//!
//! The table is used in both directions: it gives the kind of an ARN, and the ARN of a resource
//! that a record names by its name.

use super::arn_format::{ArnFormat, ArnScope};
use super::kinds::kinds;

macro_rules! things {
    ($($kind:literal $service:literal $prefix:literal $scope:ident;)*) => {
        /// Kinds whose ARNs or names differ from the table of kinds: names that contain separators,
        /// several ARN formats, other words for the kind. If several lines match, the one with the
        /// longest prefix counts.
        pub const THINGS: &[ArnFormat] =
            &[$(ArnFormat { kind: $kind, service: $service, prefix: $prefix, scope: ArnScope::$scope }),*];
    };
}

// "Service Authorization Reference", the resource types of each service; the names of the kinds are
// those of CloudFormation and of `resources[].type`.
things! {
    "AWS::IAM::Role" "iam" "role/" Account;
    "AWS::IAM::User" "iam" "user/" Account;
    "AWS::IAM::Group" "iam" "group/" Account;
    "AWS::IAM::Policy" "iam" "policy/" Account;
    "AWS::IAM::InstanceProfile" "iam" "instance-profile/" Account;
    "AWS::IAM::MFADevice" "iam" "mfa/" Account;
    "AWS::IAM::SAMLProvider" "iam" "saml-provider/" Account;
    "AWS::IAM::OIDCProvider" "iam" "oidc-provider/" Account;
    "AWS::IAM::ServerCertificate" "iam" "server-certificate/" Account;
    "AWS::STS::AssumedRole" "sts" "assumed-role/" Account;
    "AWS::STS::FederatedUser" "sts" "federated-user/" Account;
    "AWS::S3::Bucket" "s3" "" World;
    "AWS::SecretsManager::Secret" "secretsmanager" "secret:" Region;
    "AWS::Logs::LogGroup" "logs" "log-group:" Region;
    "AWS::SNS::Topic" "sns" "" Region;
    "AWS::SQS::Queue" "sqs" "" Region;
    "AWS::ECR::Repository" "ecr" "repository/" Region;
    "AWS::ECS::Service" "ecs" "service/" Region;
    "AWS::ECS::TaskDefinition" "ecs" "task-definition/" Region;
    "AWS::ECS::Task" "ecs" "task/" Region;
    "AWS::SSM::Parameter" "ssm" "parameter/" Region;
    "AWS::SSM::Document" "ssm" "document/" Region;
    "AWS::CloudFormation::Stack" "cloudformation" "stack/" Region;
    "AWS::Events::Rule" "events" "rule/" Region;
    "AWS::Events::EventBus" "events" "event-bus/" Region;
    "AWS::ElasticLoadBalancingV2::LoadBalancer" "elasticloadbalancing" "loadbalancer/app/" Region;
    "AWS::ElasticLoadBalancingV2::LoadBalancer" "elasticloadbalancing" "loadbalancer/net/" Region;
    "AWS::ElasticLoadBalancingV2::LoadBalancer" "elasticloadbalancing" "loadbalancer/gwy/" Region;
    "AWS::ElasticLoadBalancingV2::TargetGroup" "elasticloadbalancing" "targetgroup/" Region;
    "AWS::Organizations::OrganizationalUnit" "organizations" "ou/" Account;
    "AWS::Organizations::Policy" "organizations" "policy/" Account;
    "AWS::CloudFormation::StackSet" "cloudformation" "stackset/" Region;
    "AWS::CloudWatch::Alarm" "cloudwatch" "alarm:" Region;
    "AWS::WAFv2::WebACL" "wafv2" "regional/webacl/" Region;
    "AWS::WAFv2::WebACL" "wafv2" "global/webacl/" Region;
    "AWS::AutoScaling::AutoScalingGroup" "autoscaling" "autoScalingGroup:autoScalingGroupName/" Region;
    "AWS::AutoScaling::LaunchConfiguration" "autoscaling" "launchConfiguration:launchConfigurationName/" Region;
    "AWS::ElastiCache::CacheCluster" "elasticache" "cluster:" Region;
}

/// The kind of an object in a bucket.
pub const OBJECT: &str = "AWS::S3::Object";

/// The kind of a log stream, whose ARN begins with that of its group.
pub const LOG_STREAM: &str = "AWS::Logs::LogStream";

/// The kind of an account.
pub const ACCOUNT: &str = "AWS::Organizations::Account";

/// The kind of an access point.
pub(super) const ACCESS_POINT: &str = "AWS::S3::AccessPoint";

/// Whether a bucket name is the alias of an access point ("Access point aliases", S3 User Guide).
pub(super) fn is_access_point_alias(bucket: &str) -> bool {
    ["-s3alias", "--ol-s3"].iter().any(|end| bucket.len() > end.len() && bucket.ends_with(end))
}

/// Returns the identity of an account. Its bare id is the owner of resources in many places that do
/// not name the account as a resource.
pub fn account(id: &str) -> String {
    format!("account/{id}")
}

/// The kind of an access key.
pub const ACCESS_KEY: &str = "AWS::IAM::AccessKey";

/// Returns the first line of a kind, which determines its ARNs; from the table of kinds if there is
/// none here.
pub fn thing(kind: &str) -> Option<ArnFormat> {
    THINGS.iter().find(|thing| thing.kind == kind).copied().or_else(|| kinds().of_kind(kind))
}

/// Returns the line for the end of an ARN of a service.
pub fn thing_of(service: &str, resource: &str) -> Option<&'static ArnFormat> {
    THINGS
        .iter()
        .filter(|thing| thing.service == service && resource.starts_with(thing.prefix))
        .filter(|thing| resource.len() > thing.prefix.len())
        .max_by_key(|thing| thing.prefix.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found_by_its_arn() {
        let mut lines = std::collections::BTreeSet::new();
        for line in THINGS {
            assert!(lines.insert((line.service, line.prefix)), "{} has this line twice", line.kind);
            assert!(thing(line.kind).is_some_and(|thing| thing.service == line.service));
            let found = thing_of(line.service, &format!("{}name", line.prefix));
            assert_eq!(found.map(|thing| thing.kind), Some(line.kind));
        }
        assert!(thing_of("iam", "role/").is_none() && thing_of("nothing", "role/x").is_none());
    }
}
