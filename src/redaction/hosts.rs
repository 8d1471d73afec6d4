//! Host names of AWS, and the parts of them that a customer chose.

use super::regions::is_region;
use super::vocabulary;

/// The domains of AWS below which services and customers have hosts.
const DOMAINS: &[&str] = &[
    "amazonaws.com",
    "amazonaws.com.cn",
    "amazonaws.eu",
    "amazonaws-us-gov.com",
    "signin.aws.amazon.com",
    "signin.aws",
    "console.aws.amazon.com",
    "aws.amazon.com",
    "amazon.com",
    "awsapps.com",
    "cloudfront.net",
    "amazoncognito.com",
    "awsglobalaccelerator.com",
    "elasticbeanstalk.com",
    "on.aws",
    "api.aws",
    "app.aws",
    "ec2.internal",
    "compute.internal",
];

/// The hosts of public identity providers.
const PUBLIC_HOSTS: &[&str] = &[
    "accounts.google.com",
    "appleid.apple.com",
    "api.twitter.com",
    "cognito-identity.amazonaws.com",
    "gitlab.com",
    "graph.facebook.com",
    "token.actions.githubusercontent.com",
    "www.amazon.com",
];

/// Labels that precede a service in a host name.
const BEFORE_SERVICE: &[&str] = &["api", "compute", "data", "dkr", "ops", "portal", "runtime", "up"];

/// Returns the length in bytes of the part of an AWS host name that a customer chose, which is at
/// its start: 0 if there is none, `None` if it is not a host of AWS.
pub(super) fn own_bytes(host: &str) -> Option<usize> {
    let mut buffer = [0; 255];
    let lower = buffer.get_mut(..host.len())?;
    lower.copy_from_slice(host.as_bytes());
    lower.make_ascii_lowercase();
    let lower = std::str::from_utf8(lower).ok()?;
    if PUBLIC_HOSTS.contains(&lower) {
        return Some(0);
    }
    let mut rest = DOMAINS.iter().find_map(|domain| lower.strip_suffix(domain))?;
    if rest.is_empty() {
        return Some(0);
    }
    rest = rest.strip_suffix('.')?;
    // From right to left: Regions, one service, and the labels that belong to it.
    let mut has_service = false;
    let mut is_s3 = false;
    loop {
        let (before, label) = rest.rsplit_once('.').unwrap_or(("", rest));
        let is_place = is_region(label) || matches!(label, "global" | "dualstack" | "fips");
        let is_own = is_place
            || !has_service && is_service_label(label)
            || has_service
                && !is_s3
                && (BEFORE_SERVICE.contains(&label) || is_joined_service(label, &lower[rest.len()..]));
        if !is_own {
            return Some(rest.len());
        }
        has_service |= !is_place;
        is_s3 |= label.starts_with("s3");
        if before.is_empty() {
            return Some(0);
        }
        rest = before;
    }
}

/// Returns whether a label names a service: `s3`, `s3-eu-west-1`, `execute-api`, `kms-fips`,
/// `console`.
fn is_service_label(label: &str) -> bool {
    let plain = label.strip_suffix("-fips").unwrap_or(label);
    vocabulary::is_service(plain)
        || vocabulary::is_phrase(plain)
        || ["s3-website-", "s3-"].iter().any(|start| plain.strip_prefix(start).is_some_and(is_region))
        || ["elb", "vpce", "console", "www", "iot", "email"].contains(&plain)
}

/// Returns whether a label and the service after it form one service: `delivery.logs`.
fn is_joined_service(label: &str, behind: &str) -> bool {
    let service = behind.trim_start_matches('.').split('.').next().unwrap_or_default();
    vocabulary::is_service(&format!("{label}.{service}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_part_of_a_customer_is_found() {
        for (host, own) in [
            ("ec2.amazonaws.com", Some("")),
            ("s3.eu-west-1.amazonaws.com", Some("")),
            ("delivery.logs.amazonaws.com", Some("")),
            ("signin.aws.amazon.com", Some("")),
            ("eu-west-1.console.aws.amazon.com", Some("")),
            ("token.actions.githubusercontent.com", Some("")),
            ("acme.s3.amazonaws.com", Some("acme")),
            ("data.s3.amazonaws.com", Some("data")),
            ("runtime.sagemaker.eu-west-1.amazonaws.com", Some("")),
            ("acme.s3.dualstack.eu-west-1.amazonaws.com", Some("acme")),
            ("acme.logs.s3-eu-west-1.amazonaws.com", Some("acme.logs")),
            ("zeppelin-corp.signin.aws.amazon.com", Some("zeppelin-corp")),
            ("d-1234567890.awsapps.com", Some("d-1234567890")),
            ("abc123.execute-api.eu-west-1.amazonaws.com", Some("abc123")),
            ("kowalski.amazonaws.com", Some("kowalski")),
            ("111122223333.dkr.ecr.eu-west-1.amazonaws.com", Some("111122223333")),
            ("acme.example.com", None),
            ("kowalskiamazonaws.com", None),
        ] {
            assert_eq!(own_bytes(host).map(|length| &host[..length]), own, "{host}");
        }
    }
}
