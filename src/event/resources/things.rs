//! The kinds of things that ARNs name, and how the ARN of each is put
//! together.
//!
//! One table serves both ways: it says the kind of an ARN, and it makes the
//! ARN of a thing that a record calls by its name.

use super::kinds::kinds;

/// What of account and Region stands in an ARN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Neither: names are unique in all of AWS.
    World,
    /// The account alone.
    Account,
    /// The Region alone.
    RegionAlone,
    /// Both.
    Region,
}

/// A kind of thing.
#[derive(Clone, Copy, Debug)]
pub struct Thing {
    /// `AWS::Service::Kind`.
    pub kind: &'static str,
    /// The service in its ARN.
    pub service: &'static str,
    /// What stands before the name in its ARN.
    pub prefix: &'static str,
    /// What else its ARN holds.
    pub scope: Scope,
}

macro_rules! things {
    ($($kind:literal $service:literal $prefix:literal $scope:ident;)*) => {
        /// Kinds whose ARNs or names differ from the table of kinds: names with
        /// separators in them, several forms of ARNs, other words for the kind.
        /// Of several lines that fit, the one with the longest prefix counts.
        pub const THINGS: &[Thing] =
            &[$(Thing { kind: $kind, service: $service, prefix: $prefix, scope: Scope::$scope }),*];
    };
}

// "Service Authorization Reference", the resource types of each service; the
// words of the kinds are those of CloudFormation and of `resources[].type`.
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

/// Whether a text is the id of an account.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The one name of an account. Its id alone is the owner of things in many
/// places that do not name it as a thing.
pub fn account(id: &str) -> String {
    format!("account/{id}")
}

/// The kind of an access key.
pub const ACCESS_KEY: &str = "AWS::IAM::AccessKey";

/// The first line of a kind, by which its ARNs are made; of the table of kinds
/// where none is here.
pub fn thing(kind: &str) -> Option<Thing> {
    THINGS.iter().find(|thing| thing.kind == kind).copied().or_else(|| kinds().of_kind(kind))
}

/// The line for the end of an ARN of a service.
pub fn thing_of(service: &str, resource: &str) -> Option<&'static Thing> {
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
