//! Services by their short names.

/// The short name of an event source: `iam` for `iam.amazonaws.com`.
///
/// It is the prefix that the service's actions have in IAM policies, which
/// differs from the endpoint's name in a few old cases (CloudTrail record
/// contents, `eventSource`).
pub fn service_name(event_source: &str) -> &str {
    match event_source.strip_suffix(".amazonaws.com").unwrap_or(event_source) {
        "monitoring" => "cloudwatch",
        name => name,
    }
}

#[cfg(test)]
mod tests {
    use super::service_name;

    #[test]
    fn endpoints_lose_their_domain() {
        assert_eq!(service_name("iam.amazonaws.com"), "iam");
        assert_eq!(service_name("monitoring.amazonaws.com"), "cloudwatch");
        assert_eq!(service_name("aws:s3"), "aws:s3");
    }
}
