//! Words that are never names, or never a customer's.

use super::{harmless, hosts};

/// Values that identify no one in particular, or AWS; they stay even in the place of a name.
const PUBLIC: &[&str] = &[
    "*",
    "-",
    "***",
    "hidden_due_to_security_reasons",
    "<sensitivedataremoved>",
    "anonymous",
    "anonymous_principal",
    "aws internal",
    "aws root user",
    "root",
    "<root_account>",
    "amazon",
    "aws",
    "aws-marketplace",
    "self",
    "all",
    "none",
    "null",
    "default",
    "true",
    "false",
    "enabled",
    "disabled",
];

/// Words that are too common to be searched for in texts: those of AWS, of its APIs, of JSON
/// documents about it, and everyday names of resources.
const COMMON: &[&str] = &[
    "access",
    "account",
    "accounts",
    "action",
    "actions",
    "active",
    "add",
    "address",
    "allow",
    "amazonaws",
    "amazon",
    "anonymous",
    "api",
    "apigateway",
    "app",
    "application",
    "archive",
    "arn",
    "attach",
    "aurora",
    "autoscaling",
    "aws",
    "backup",
    "backups",
    "bedrock",
    "boto3",
    "botocore",
    "bucket",
    "bucketname",
    "buckets",
    "build",
    "call",
    "client",
    "cloudformation",
    "cloudfront",
    "cloudtrail",
    "cloudwatch",
    "cluster",
    "code",
    "com",
    "command",
    "condition",
    "config",
    "configuration",
    "console",
    "content",
    "context",
    "create",
    "data",
    "database",
    "date",
    "default",
    "delete",
    "deny",
    "describe",
    "dev",
    "disabled",
    "document",
    "documents",
    "domain",
    "dynamodb",
    "ebs",
    "ec2",
    "ecr",
    "ecs",
    "effect",
    "efs",
    "eks",
    "elasticache",
    "element",
    "elements",
    "email",
    "enabled",
    "environment",
    "error",
    "event",
    "events",
    "exec",
    "execution",
    "exists",
    "false",
    "file",
    "files",
    "filter",
    "firehose",
    "found",
    "function",
    "functions",
    "get",
    "glue",
    "group",
    "groups",
    "guardduty",
    "host",
    "http",
    "https",
    "iam",
    "image",
    "images",
    "index",
    "info",
    "input",
    "instance",
    "instances",
    "internal",
    "invalid",
    "item",
    "items",
    "job",
    "key",
    "keyid",
    "keys",
    "kinesis",
    "kms",
    "lambda",
    "layer",
    "level",
    "linux",
    "list",
    "local",
    "log",
    "login",
    "logs",
    "main",
    "management",
    "message",
    "metadata",
    "mfa",
    "mode",
    "name",
    "names",
    "network",
    "not",
    "null",
    "object",
    "objects",
    "operation",
    "opensearch",
    "organization",
    "organizations",
    "output",
    "owner",
    "parameter",
    "parameters",
    "password",
    "path",
    "permissions",
    "policies",
    "policy",
    "policydocument",
    "policyname",
    "port",
    "principal",
    "prod",
    "production",
    "project",
    "public",
    "put",
    "python",
    "queue",
    "rds",
    "read",
    "record",
    "redshift",
    "region",
    "request",
    "requestparameters",
    "reports",
    "resource",
    "resources",
    "response",
    "responseelements",
    "result",
    "role",
    "rolename",
    "roles",
    "root",
    "route53",
    "rule",
    "rules",
    "s3",
    "sagemaker",
    "secret",
    "secrets",
    "secretsmanager",
    "security",
    "server",
    "service",
    "services",
    "session",
    "sessions",
    "set",
    "shop",
    "signin",
    "size",
    "sns",
    "source",
    "sqs",
    "ssm",
    "stack",
    "stage",
    "staging",
    "start",
    "state",
    "statement",
    "status",
    "stop",
    "storage",
    "store",
    "stream",
    "string",
    "sts",
    "subnet",
    "system",
    "table",
    "tables",
    "tag",
    "tags",
    "target",
    "temp",
    "test",
    "tests",
    "text",
    "the",
    "time",
    "tmp",
    "token",
    "topic",
    "trail",
    "true",
    "type",
    "types",
    "update",
    "uploads",
    "user",
    "useridentity",
    "username",
    "users",
    "value",
    "values",
    "version",
    "volume",
    "vpc",
    "web",
    "windows",
    "with",
    "write",
    "you",
    "your",
    "and",
    "are",
    "for",
    "because",
    "based",
    "identity",
    "authorized",
    "perform",
    "explicit",
    "denied",
    "cannot",
    "does",
    "exist",
    "this",
    "that",
    "from",
    "has",
    "have",
    "was",
    "been",
    "more",
    "lang",
    "exe",
    "env",
    "cfg",
    "retry",
    "standard",
    "darwin",
    "java",
    "sdk",
    "cli",
    "terraform",
    "chrome",
    "mozilla",
    "safari",
];

/// Returns whether a name stays unchanged wherever it occurs.
pub(super) fn is_public(name: &str) -> bool {
    let lower = name.trim().to_ascii_lowercase();
    lower.is_empty()
        || PUBLIC.contains(&lower.as_str())
        || lower.contains('.') && hosts::own_bytes(&lower) == Some(0)
        || is_role_of_service(name)
        || is_region(&lower)
}

/// Returns whether a role is one that AWS creates for a service, without a customer's suffix:
/// `AWSServiceRoleForSupport`.
fn is_role_of_service(name: &str) -> bool {
    name.strip_prefix("AWSServiceRoleFor").is_some_and(|service| {
        let is_plain = service.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_plain && harmless::is_words(service)
    })
}

/// Returns whether a name is searched for in texts: it must not be too short, a common word or a
/// small number.
pub(super) fn is_distinctive(core: &str) -> bool {
    let is_number = core.bytes().all(|byte| byte.is_ascii_digit());
    core.chars().count() >= 3 && (!is_number || core.len() >= 6) && !is_region(core) && !is_common(core)
}

/// Returns whether a word, in any case, is too common to count as a name in a sentence.
pub(super) fn is_common(word: &str) -> bool {
    COMMON.contains(&word.to_ascii_lowercase().as_str())
}

/// Returns whether a text has the form of a Region: `eu-west-1`, `us-gov-east-1`, or of a zone,
/// with a letter appended.
pub(crate) fn is_region(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    // `eusc-de-east-1` is in the European Sovereign Cloud.
    let is_first = first.len() == 2 || matches!(first.get(2..), Some("gov" | "iso" | "sc"));
    let (Some(last), Some(middle)) = (parts.next_back(), parts.next()) else { return false };
    let digits = last.trim_end_matches(|letter: char| letter.is_ascii_lowercase());
    let is_middle = is_directions(middle) || first == "eusc" && middle == "de";
    is_first
        && first.bytes().all(|byte| byte.is_ascii_lowercase())
        && is_middle
        && parts.next().is_none_or(is_directions)
        && parts.next().is_none()
        && digits.len() == 1
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && last.len() <= 2
}

/// Returns whether a part of a Region's name consists of directions: `northeast`.
fn is_directions(part: &str) -> bool {
    let mut rest = part;
    while let Some(shorter) = DIRECTIONS.iter().find_map(|word| rest.strip_prefix(word)) {
        if shorter.is_empty() {
            return true;
        }
        rest = shorter;
    }
    false
}

/// The words that Region names consist of.
const DIRECTIONS: &[&str] =
    &["gov", "isob", "isoe", "isof", "iso", "north", "south", "east", "west", "central"];

/// Returns the range of a name without leading and trailing punctuation, such as the outer slashes
/// of a path; slashes inside stay.
pub(super) fn core(name: &str) -> std::ops::Range<usize> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || !letter.is_ascii();
    let Some(start) = name.find(is_part) else { return 0..0 };
    let end = name.rfind(is_part).and_then(|at| Some(at + name[at..].chars().next()?.len_utf8()));
    start..end.unwrap_or(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_words() {
        for text in ["eu-west-1", "us-gov-east-1", "us-east-1a", "ap-southeast-2"] {
            assert!(is_region(text), "{text}");
        }
        for text in ["eu-west", "alice-bob-1", "eu-bob-1", "eu-west-12", "us-east-1abc", ""] {
            assert!(!is_region(text), "{text}");
        }
        for text in ["admin", "alice", "bob", "acme-logs", "123456", "日本語"] {
            assert!(is_distinctive(text), "{text}");
        }
        for text in ["s3", "ab", "Test", "12345", "eu-west-1", "policyName"] {
            assert!(!is_distinctive(text), "{text}");
        }
        assert!(
            is_public("ec2.amazonaws.com") && is_public("AWSServiceRoleForSupport") && !is_public("admin")
        );
        assert_eq!(&"/acme/prod/"[core("/acme/prod/")], "acme/prod");
        assert_eq!(&"<Zoë>"[core("<Zoë>")], "Zoë");
        assert_eq!(core("//"), 0..0);
    }
}
