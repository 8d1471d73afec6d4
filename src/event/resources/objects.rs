//! Resources that several texts of a request name together: objects in buckets, sources of copies,
//! WAF resources.

use std::borrow::Cow;

use super::CallContext;
use super::arn::is_pattern;
use super::arn_format::ArnScope;
use super::names::{arn_of, is_name, partition};
use super::things::{OBJECT, is_access_point_alias};
use crate::model::Arn;

/// Maximum length of an S3 key in bytes.
const LONGEST_KEY_BYTES: usize = 1_024;

/// Returns an object, from its bucket and its key. The bucket may be the ARN of an access point;
/// for the alias of an access point, the bucket is unknown, and so is the object.
pub(super) fn object(call: &CallContext<'_>, bucket: &str, key: &str) -> Option<(String, &'static str)> {
    if key.is_empty() || key.len() > LONGEST_KEY_BYTES {
        return None;
    }
    if let Some(arn) = Arn::parse(bucket) {
        let is_access_point = arn.resource.starts_with("accesspoint/") && !is_pattern(&arn);
        return is_access_point.then(|| (format!("{bucket}/object/{key}"), OBJECT));
    }
    (is_name(bucket) && !is_access_point_alias(bucket))
        .then(|| (format!("arn:{}:s3:::{bucket}/{key}", partition(call.region)), OBJECT))
}

/// Returns the source object of a copy: `bucket/key` as a part of a URL, or an object's ARN with an
/// access point, followed by a version if one is specified.
pub(super) fn copied_object(call: &CallContext<'_>, source: &str) -> Option<(String, &'static str)> {
    let source = source.trim_start_matches('/');
    let source = source.split_once("?versionId=").map_or(source, |(source, _)| source);
    let source = decoded(source)?;
    match source.split_once("/object/").filter(|_| source.starts_with("arn:")) {
        Some((bucket, key)) => object(call, bucket, key),
        None => source.split_once('/').and_then(|(bucket, key)| object(call, bucket, key)),
    }
}

/// Decodes the `%` escapes in a part of a URL; `None` if they are malformed.
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

/// Returns the WAF resource with a name and an id, both of which are in its ARN.
pub(super) fn web_acl(
    call: &CallContext<'_>,
    scope: &str,
    name: &str,
    id: &str,
) -> Option<(String, &'static str)> {
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
    Some((arn_of(call.region, call.account, ArnScope::Region, "wafv2", &resource).unwrap_or(resource), kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_and_sources_of_copies() {
        let call = CallContext { region: "eu-west-1", account: "111122223333", ..CallContext::default() };
        let name = |found: Option<(String, &str)>| found.map(|(name, _)| name);
        let point = "arn:aws:s3:eu-west-1:111122223333:accesspoint/p";
        assert_eq!(name(object(&call, "logs", "a b/c")).as_deref(), Some("arn:aws:s3:::logs/a b/c"));
        assert_eq!(name(object(&call, point, "a/b")), Some(format!("{point}/object/a/b")));
        for (bucket, key) in [("", "a"), ("logs", ""), ("p-1234-s3alias", "a"), ("arn:aws:s3:::logs", "a")] {
            assert_eq!(object(&call, bucket, key), None, "{bucket} {key}");
        }
        for (source, expected) in [
            ("logs/a/b", Some("arn:aws:s3:::logs/a/b")),
            ("/logs/a%2Fb%20%C3%A4?versionId=x", Some("arn:aws:s3:::logs/a/b \u{e4}")),
            ("logs%2Fa", Some("arn:aws:s3:::logs/a")),
            ("logs/a%zz", None),
            ("logs/a%+1", None),
            ("logs/a%C3", None),
            ("logs/a%", None),
            ("logs", None),
        ] {
            assert_eq!(name(copied_object(&call, source)).as_deref(), expected, "{source}");
        }
        let source = format!("{point}/object/a%2Fb").replace(':', "%3A");
        assert_eq!(name(copied_object(&call, &source)), Some(format!("{point}/object/a/b")));
    }
}
