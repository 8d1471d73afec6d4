//! Services and their short names.

use std::borrow::Cow;

/// Returns the short name of an event source: `iam` for `iam.amazonaws.com`.
///
/// It is the prefix of the service's actions in IAM policies, which differs from the endpoint's
/// name in a few old cases (CloudTrail record contents, `eventSource`).
///
/// The domain is matched in any case; the name keeps its case.
pub fn service_name(event_source: &str) -> &str {
    let end = event_source.len().saturating_sub(DOMAIN.len());
    let is_domain = event_source.get(end..).is_some_and(|domain| domain.eq_ignore_ascii_case(DOMAIN));
    let name = if is_domain { event_source.get(..end).unwrap_or(event_source) } else { event_source };
    OTHER_NAMES
        .iter()
        .find(|(endpoint, _)| name.eq_ignore_ascii_case(endpoint))
        .map_or(name, |(_, service)| service)
}

/// Returns the short name of an event source as it is stored: in lower case if the source is an AWS
/// endpoint, so that one service has one name.
pub fn folded_service_name(event_source: &str) -> Cow<'_, str> {
    let name = service_name(event_source);
    let is_endpoint = name.len() < event_source.len();
    if is_endpoint && name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// The suffix of a service's endpoint.
const DOMAIN: &str = ".amazonaws.com";

/// Services whose endpoint has another name than the prefix of their actions.
const OTHER_NAMES: &[(&str, &str)] = &[("monitoring", "cloudwatch")];

/// Returns the value of `service:` for another name of a service: its endpoint, an old name, or its
/// name on AWS's pages. `None` for an unknown name.
pub fn known_service_name(typed: &str) -> Option<&'static str> {
    const NAMES: &[(&str, &str)] = &[
        ("monitoring", "cloudwatch"),
        ("cloudwatch-logs", "logs"),
        ("cloudwatchlogs", "logs"),
        ("cloudwatch logs", "logs"),
        ("eventbridge", "events"),
        ("cloudwatchevents", "events"),
        ("efs", "elasticfilesystem"),
        ("emr", "elasticmapreduce"),
        ("elb", "elasticloadbalancing"),
        ("elbv2", "elasticloadbalancing"),
        ("alb", "elasticloadbalancing"),
        ("nlb", "elasticloadbalancing"),
        ("loadbalancing", "elasticloadbalancing"),
        ("cognito", "cognito-idp"),
        ("identitycenter", "sso"),
        ("identity-center", "sso"),
        ("stepfunctions", "states"),
        ("step-functions", "states"),
        ("sfn", "states"),
        ("opensearch", "es"),
        ("certificatemanager", "acm"),
        ("systemsmanager", "ssm"),
        ("systems-manager", "ssm"),
        ("parameterstore", "ssm"),
        ("sessionmanager", "ssm"),
        ("secrets", "secretsmanager"),
        ("secrets-manager", "secretsmanager"),
        ("api-gateway", "apigateway"),
        ("documentdb", "rds"),
        ("aurora", "rds"),
        ("macie", "macie2"),
        ("msk", "kafka"),
        ("vpc", "ec2"),
        ("accessanalyzer", "access-analyzer"),
        ("auto-scaling", "autoscaling"),
        ("sign-in", "signin"),
    ];
    if let Some((_, service)) =
        OTHER_NAMES.iter().find(|(_, service)| typed.contains('.') && *service == service_name(typed))
    {
        return Some(service);
    }
    NAMES.iter().find(|(other, _)| other.eq_ignore_ascii_case(typed)).map(|(_, service)| *service)
}

#[cfg(test)]
mod tests {
    use super::{folded_service_name, known_service_name, service_name};

    #[test]
    fn names_in_capitals_are_the_same_services() {
        assert_eq!(service_name("IAM.AmazonAWS.com"), "IAM");
        assert_eq!(folded_service_name("IAM.AmazonAWS.com"), "iam");
        assert_eq!(folded_service_name("MONITORING.AMAZONAWS.COM"), "cloudwatch");
        assert_eq!(folded_service_name("My.Own.Source"), "My.Own.Source");
    }

    #[test]
    fn other_names_are_known() {
        assert_eq!(known_service_name("Monitoring"), Some("cloudwatch"));
        assert_eq!(known_service_name("monitoring.amazonaws.com"), Some("cloudwatch"));
        assert_eq!(known_service_name("eventbridge"), Some("events"));
        assert_eq!(known_service_name("s3"), None);
        assert_eq!(known_service_name(""), None);
    }

    #[test]
    fn endpoints_lose_their_domain() {
        assert_eq!(service_name("iam.amazonaws.com"), "iam");
        assert_eq!(service_name("monitoring.amazonaws.com"), "cloudwatch");
        assert_eq!(service_name("aws:s3"), "aws:s3");
    }
}
