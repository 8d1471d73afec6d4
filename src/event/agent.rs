//! The program behind a user agent.
//!
//! The caller writes the user agent and can write anything, so the family is an interpretation, not
//! a fact.

/// Parts of user agents, compared ignoring case, and the families that they indicate. Earlier lines
/// take precedence: a Terraform run also names the SDK that it uses.
const FAMILIES: &[(&str, &str)] = &[
    ("pacu", "Pacu"),
    ("stratus-red-team", "Stratus Red Team"),
    ("kali", "Kali Linux"),
    ("parrot", "Parrot OS"),
    ("scoutsuite", "ScoutSuite"),
    ("prowler", "Prowler"),
    ("cloudfox", "CloudFox"),
    ("trufflehog", "TruffleHog"),
    ("terraform", "Terraform"),
    ("opentofu", "OpenTofu"),
    ("pulumi", "Pulumi"),
    ("ansible", "Ansible"),
    ("crossplane", "Crossplane"),
    ("aws-cdk", "AWS CDK"),
    ("karpenter", "Karpenter"),
    ("eksctl", "eksctl"),
    ("kubernetes", "Kubernetes"),
    ("k8s.io", "Kubernetes"),
    ("fluent-bit", "Fluent Bit"),
    ("grafana", "Grafana"),
    ("datadog", "Datadog"),
    ("amazon-ssm-agent", "SSM Agent"),
    ("amazonssmagent", "SSM Agent"),
    ("amazon-ecs-agent", "ECS Agent"),
    ("cloudwatchagent", "CloudWatch Agent"),
    ("s3console", "AWS console"),
    ("aws-internal", "AWS internal"),
    ("aws internal", "AWS internal"),
    ("awsconsole", "AWS console"),
    ("console.amazonaws.com", "AWS console"),
    ("signin.amazonaws.com", "AWS console"),
    ("console.aws", "AWS console"),
    ("aws console", "AWS console"),
    ("cloudshell", "AWS CloudShell"),
    ("aws-cli", "AWS CLI"),
    ("awscli", "AWS CLI"),
    ("powershell", "PowerShell"),
    ("boto3", "Boto3"),
    ("botocore", "Botocore"),
    ("boto/", "Boto"),
    ("aws-sdk-go", "AWS SDK for Go"),
    ("aws-sdk-java", "AWS SDK for Java"),
    ("aws-sdk-js", "AWS SDK for JavaScript"),
    ("aws-sdk-nodejs", "AWS SDK for JavaScript"),
    ("aws-sdk-php", "AWS SDK for PHP"),
    ("aws-sdk-ruby", "AWS SDK for Ruby"),
    ("aws-sdk-rust", "AWS SDK for Rust"),
    ("aws-sdk-net", "AWS SDK for .NET"),
    ("aws-sdk-dotnet", "AWS SDK for .NET"),
    ("aws-sdk-swift", "AWS SDK for Swift"),
    ("aws-sdk-kotlin", "AWS SDK for Kotlin"),
    ("aws-sdk-cpp", "AWS SDK for C++"),
    ("mozilla/", "Browser"),
    ("opera/", "Browser"),
    ("curl/", "curl"),
    ("python-requests", "Python Requests"),
    ("python-urllib", "Python urllib"),
    ("go-http-client", "Go HTTP client"),
];

/// Returns parts of user agents, in lower case, and the families that they indicate; earlier pairs
/// take precedence.
pub(crate) fn families() -> impl Iterator<Item = (&'static str, &'static str)> {
    FAMILIES.iter().copied()
}

/// Returns the family of a user agent, such as `AWS CLI` for `aws-cli/2.15.0 Python/3.11`. An AWS
/// service is `AWS service`; for an unknown program it is the name before the first slash.
pub fn user_agent_family(user_agent: &str) -> String {
    let agent = user_agent.trim().trim_matches(['[', ']']);
    let lower = agent.to_ascii_lowercase();
    if let Some((_, family)) = FAMILIES.iter().find(|(part, _)| lower.contains(part)) {
        return (*family).to_owned();
    }
    if lower.ends_with(".amazonaws.com") && !lower.contains(' ') {
        return "AWS service".to_owned();
    }
    let name = agent.split([' ', '/', ';', ',']).next().unwrap_or_default();
    if name.is_empty() { agent.to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::user_agent_family;

    #[test]
    fn agents_go_to_families() {
        for (agent, family) in [
            ("aws-cli/2.15.0 Python/3.11.6 Linux/5.10 botocore/2.4.5", "AWS CLI"),
            ("Boto3/1.26.3 Python/3.10 Botocore/1.29.3", "Boto3"),
            (
                "APN/1.0 HashiCorp/1.0 Terraform/1.5.0 (+https://www.terraform.io) aws-sdk-go/1.44",
                "Terraform",
            ),
            ("[S3Console/0.4, aws-internal/3 aws-sdk-java/1.11]", "AWS console"),
            ("ec2.amazonaws.com", "AWS service"),
            ("signin.amazonaws.com", "AWS console"),
            ("AWS Internal", "AWS internal"),
            ("Mozilla/5.0 (X11; Linux x86_64)", "Browser"),
            ("my-tool/1.0 x", "my-tool"),
            ("/", "/"),
        ] {
            assert_eq!(user_agent_family(agent), family, "{agent}");
        }
    }
}
