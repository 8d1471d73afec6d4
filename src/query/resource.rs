//! The texts that `resource:` examines: the names in a record, and the resources that they stand
//! for by the rules of [`crate::event::resources`].

use std::borrow::Cow;

use crate::base::json::{JsonToken, elements, members, plain_text, tokens};
use crate::event::resources::{CallContext, Mention, ResourceMention, mentions};
use crate::event::service_name;

/// The top-level keys of a record below which every text is taken for a resource's name, ARN or id
/// by `resource:`.
///
/// Keys are compared ignoring ASCII case, and only strings count: a number among the parameters is
/// a size or a limit far more often than an id.
pub const RESOURCE_KEYS: [&str; 5] =
    ["resources", "requestParameters", "responseElements", "additionalEventData", "serviceEventDetails"];

/// Returns the names of a text below [`RESOURCE_KEYS`]: the text itself, and for an ARN also the
/// part after the account (`role/ops/Admin`) and the last part of that (`Admin`). A condition on
/// the resource is met if one of them passes.
pub fn resource_names(text: &str) -> impl Iterator<Item = &str> {
    let is_arn = text.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("arn:"));
    let local = if is_arn { text.splitn(6, ':').nth(5) } else { None };
    let last = local.and_then(|local| local.rsplit(['/', ':']).next()).filter(|last| Some(*last) != local);
    [Some(text), local, last].into_iter().flatten()
}

/// Returns the part of a resource's identity that occurs in every record that names it, in any
/// form.
pub fn name_in(identity: &str) -> &str {
    let name = identity.trim_end_matches(['/', ':']);
    name.rsplit(['/', ':']).next().unwrap_or(name)
}

/// Maximum number of texts of a record that are examined: CloudTrail's own records have far fewer.
const MOST_TEXTS: usize = 20_000;

/// Maximum depth of keys: deeper values are assigned to the last key above that depth.
const MOST_LEVELS: usize = 64;

/// Passes the resources that a record names to `tell`, in their order in the record, some of them
/// more than once. Returns whether the whole record was examined.
pub fn resources_in(record: &str, tell: &mut dyn FnMut(Mention<'_>)) -> bool {
    let mut around: [Option<Cow<'_, str>>; AROUND.len()] = Default::default();
    let mut own_account = None;
    let mut failed = false;
    members(record, |name, value| {
        if value == "null" || value == "\"\"" {
            return;
        }
        if let Some(at) = AROUND.iter().position(|known| known.eq_ignore_ascii_case(name)) {
            around[at] = Some(plain_text(value));
        } else if name.eq_ignore_ascii_case("userIdentity") {
            members(value, |name, value| {
                if name.eq_ignore_ascii_case("accountId") {
                    own_account = Some(plain_text(value).into_owned());
                }
            });
        }
        failed |= name.eq_ignore_ascii_case("errorCode") || name.eq_ignore_ascii_case("errorMessage");
    });
    let said = |at: usize| around[at].as_deref().unwrap_or_default();
    let call = CallContext {
        event_name: said(0),
        service: service_name(said(1)),
        region: said(2),
        account: if said(3).is_empty() { own_account.as_deref().unwrap_or_default() } else { said(3) },
        read_only: match said(4) {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        failed,
    };
    resources_of(&call, record, tell)
}

/// The members that determine a call, in the order of their use.
const AROUND: [&str; 5] = ["eventName", "eventSource", "awsRegion", "recipientAccountId", "readOnly"];

/// Passes the resources of a record to `tell`, for a record whose call is already known.
pub fn resources_of(call: &CallContext<'_>, record: &str, tell: &mut dyn FnMut(Mention<'_>)) -> bool {
    let mut left = MOST_TEXTS;
    members(record, |name, value| {
        if name.eq_ignore_ascii_case(RESOURCE_KEYS[0]) {
            elements(value, |entry| listed(call, entry, &mut left, tell));
        } else if name.eq_ignore_ascii_case(RESOURCE_KEYS[1]) {
            match call.service {
                "s3" => object(call, value, tell),
                "wafv2" => web_acl(call, value, tell),
                _ => {}
            }
            match container(call, value) {
                None => parameters(call, value, &mut left, tell),
                Some((kind, prefix, name)) => parameters(call, value, &mut left, &mut |mut mention| {
                    if mention.kind == kind && !mention.written.starts_with("arn:") {
                        mention.identity =
                            mention.identity.replacen(prefix, &format!("{prefix}{name}/"), 1).into();
                    }
                    tell(mention);
                }),
            }
        } else if RESOURCE_KEYS[2..].iter().any(|key| name.eq_ignore_ascii_case(key)) {
            parameters(call, value, &mut left, tell);
        } else if name.eq_ignore_ascii_case("summary") {
            members(value, |name, dimension| match name {
                "primaryDimension" => counted(call, dimension, &mut left, tell),
                "details" => elements(dimension, |one| counted(call, one, &mut left, tell)),
                _ => {}
            });
        } else if name.eq_ignore_ascii_case("insightDetails") {
            members(value, |name, context| {
                let is_context = name.eq_ignore_ascii_case("insightContext");
                members(if is_context { context } else { "" }, |name, list| {
                    if name.eq_ignore_ascii_case("attributions") {
                        elements(list, |one| counted(call, one, &mut left, tell));
                    }
                });
            });
        }
    });
    left > 0
}

/// Reports the ARNs of a dimension of an aggregated event, or of an attribution of an Insights
/// event.
fn counted(call: &CallContext<'_>, json: &str, left: &mut usize, tell: &mut dyn FnMut(Mention<'_>)) {
    let [dimension, attribute] = texts(json, ["dimension", "attribute"]);
    if !dimension.eq_ignore_ascii_case("resourceARN") && !attribute.eq_ignore_ascii_case("resourceArn") {
        return;
    }
    members(json, |_, list| {
        elements(list, |one| {
            let [name, value] = texts(one, ["name", "value"]);
            let arn = if name.is_empty() { value } else { name };
            if *left > 0 && !arn.is_empty() {
                *left -= 1;
                mentions(call, ResourceMention::Counted(&arn), tell);
            }
        });
    });
}

/// Reports an entry of `resources`.
fn listed(call: &CallContext<'_>, entry: &str, left: &mut usize, tell: &mut dyn FnMut(Mention<'_>)) {
    let (mut arn, mut kind, mut account): (Cow<str>, Cow<str>, Cow<str>) = Default::default();
    members(entry, |name, value| {
        if !value.starts_with('"') {
            return;
        }
        if name.eq_ignore_ascii_case("ARN") || name.eq_ignore_ascii_case("ARNPrefix") && arn.is_empty() {
            arn = plain_text(value);
        } else if name.eq_ignore_ascii_case("type") {
            kind = plain_text(value);
        } else if name.eq_ignore_ascii_case("accountId") {
            account = plain_text(value);
        }
    });
    if *left > 0 {
        *left -= 1;
        mentions(call, ResourceMention::Listed { arn: &arn, kind: &kind, account: &account }, tell);
    }
}

/// Reports the object that bucket and key of an S3 request name together.
fn object(call: &CallContext<'_>, request: &str, tell: &mut dyn FnMut(Mention<'_>)) {
    let [bucket, key, source] = texts(request, ["bucketName", "key", "x-amz-copy-source"]);
    if !bucket.is_empty() && !key.is_empty() {
        mentions(call, ResourceMention::Object { bucket: &bucket, key: &key }, tell);
    }
    if !source.is_empty() {
        mentions(call, ResourceMention::CopySource(&source), tell);
    }
}

/// Returns the container of the resources that the request names, if their ARNs include the
/// container's name: the kind, the text before the name, and the name.
fn container(call: &CallContext<'_>, request: &str) -> Option<(&'static str, &'static str, String)> {
    let last = |text: &str| text.rsplit('/').next().unwrap_or_default().to_owned();
    match call.service {
        "events" => {
            let [bus] = texts(request, ["eventBusName"]);
            let bus = last(&bus);
            (!matches!(&*bus, "" | "default")).then_some(("AWS::Events::Rule", "rule/", bus))
        }
        "ecs" => {
            let [cluster] = texts(request, ["cluster"]);
            let cluster = if cluster.is_empty() { "default".to_owned() } else { last(&cluster) };
            Some(("AWS::ECS::Service", ":service/", cluster))
        }
        _ => None,
    }
}

/// Reports the web ACL that scope, name and id of a WAF request name together.
fn web_acl(call: &CallContext<'_>, request: &str, tell: &mut dyn FnMut(Mention<'_>)) {
    let [scope, name, id] = texts(request, ["scope", "name", "id"]);
    if !name.is_empty() && !id.is_empty() {
        mentions(call, ResourceMention::WebAcl { scope: &scope, name: &name, id: &id }, tell);
    }
}

/// Returns the texts of members of an object; empty if absent.
fn texts<'j, const N: usize>(object: &'j str, names: [&str; N]) -> [Cow<'j, str>; N] {
    let mut found = [const { Cow::Borrowed("") }; N];
    members(object, |name, value| {
        let at = names.iter().position(|known| name.eq_ignore_ascii_case(known));
        if let Some(at) = at.filter(|_| value.starts_with('"')) {
            found[at] = plain_text(value);
        }
    });
    found
}

/// The key of an instance profile, which is given by its `arn` or its `name` below it.
const PROFILE: &str = "iamInstanceProfile";

/// Reports every text below the request or the response, with its key.
fn parameters(call: &CallContext<'_>, json: &str, left: &mut usize, tell: &mut dyn FnMut(Mention<'_>)) {
    // The key and the start of each enclosing object and array, the outermost first; an array has
    // the start of the object that contains it.
    let mut keys: Vec<&str> = Vec::new();
    let mut starts: Vec<usize> = Vec::new();
    let mut is_list = false;
    let mut key = "";
    let mut depth = 0_usize;
    for (token, span) in tokens(json) {
        let (start, part) = (span.start, json.get(span).unwrap_or_default());
        match token {
            JsonToken::Object | JsonToken::Array => {
                if depth < MOST_LEVELS {
                    keys.push(key);
                    let object =
                        if token == JsonToken::Object { Some(start) } else { starts.last().copied() };
                    starts.push(object.unwrap_or(start));
                }
                if depth == 1 {
                    is_list = token == JsonToken::Array;
                }
                depth += 1;
            }
            JsonToken::End => {
                depth = depth.saturating_sub(1);
                if depth < MOST_LEVELS {
                    // The next element of an array belongs to the array's key.
                    key = keys.pop().unwrap_or_default();
                    starts.pop();
                }
            }
            JsonToken::Key => key = part.trim_matches('"'),
            JsonToken::Text => {
                if *left == 0 {
                    return;
                }
                *left -= 1;
                let text = plain_text(part);
                let is_profile = key.eq_ignore_ascii_case("name")
                    && keys.last().is_some_and(|above| above.eq_ignore_ascii_case(PROFILE));
                let key = if is_profile { PROFILE } else { key };
                // The elements of an array at the top level count as top-level.
                let is_top = depth == 1 || depth == 2 && is_list;
                let around = starts.last().and_then(|start| json.get(*start..)).unwrap_or_default();
                mentions(
                    call,
                    ResourceMention::Parameter { key, is_top, text: &text, around, above: &keys },
                    tell,
                );
            }
            JsonToken::Number | JsonToken::Word => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::resources::ResourceEffect;

    #[test]
    fn an_arn_is_known_by_its_parts() {
        let names = |text| resource_names(text).collect::<Vec<_>>();
        assert_eq!(names("sg-0123"), ["sg-0123"]);
        assert_eq!(names("arn:aws:s3:::logs"), ["arn:aws:s3:::logs", "logs"]);
        assert_eq!(
            names("arn:aws:iam::111122223333:role/ops/Admin"),
            ["arn:aws:iam::111122223333:role/ops/Admin", "role/ops/Admin", "Admin"]
        );
        assert_eq!(
            names("arn:aws:lambda:eu-west-1:111122223333:function:resize"),
            ["arn:aws:lambda:eu-west-1:111122223333:function:resize", "function:resize", "resize"]
        );
        assert_eq!(names("arn:aws"), ["arn:aws"]);
    }

    fn found(record: &str) -> Vec<(String, String, ResourceEffect)> {
        let mut found = Vec::new();
        resources_in(record, &mut |mention| {
            found.push((mention.identity.into_owned(), mention.kind.into_owned(), mention.effect));
        });
        found
    }

    #[test]
    fn names_ids_and_arns_of_a_record() {
        let record = r#"{"eventName":"RunInstances","eventSource":"ec2.amazonaws.com","awsRegion":"eu-west-1",
            "recipientAccountId":"111122223333","readOnly":false,
            "requestParameters":{"instancesSet":{"items":[{"imageId":"ami-0a1b2c3d","keyName":"ops"}]},
              "iamInstanceProfile":{"arn":"arn:aws:iam::111122223333:instance-profile/web/Server"},
              "userData":"<sensitiveDataRemoved>","description":"like i-0a1b2c3d, but new","tags":["sg-0a1b2c3d",["vpc-0a1b2c3d"]]},
            "responseElements":{"instancesSet":{"items":[{"instanceId":"i-0123456789abcdef0"}]}},
            "resources":[{"accountId":"111122223333","type":"AWS::Foo::Bar","ARN":"arn:aws:foo:eu-west-1:111122223333:bar/x"}]}"#;
        let expected = [
            ("ami-0a1b2c3d", "AWS::EC2::Image", ResourceEffect::Used),
            ("arn:aws:ec2:eu-west-1:111122223333:key-pair/ops", "AWS::EC2::KeyPair", ResourceEffect::Used),
            (
                "arn:aws:iam::111122223333:instance-profile/Server",
                "AWS::IAM::InstanceProfile",
                ResourceEffect::Used,
            ),
            ("sg-0a1b2c3d", "AWS::EC2::SecurityGroup", ResourceEffect::Used),
            ("vpc-0a1b2c3d", "AWS::EC2::VPC", ResourceEffect::Used),
            ("i-0123456789abcdef0", "AWS::EC2::Instance", ResourceEffect::Created),
            ("arn:aws:foo:eu-west-1:111122223333:bar/x", "AWS::Foo::Bar", ResourceEffect::Used),
        ];
        let expected = expected.map(|(name, kind, effect)| (name.to_owned(), kind.to_owned(), effect));
        assert_eq!(found(record), expected);
    }

    #[test]
    fn the_two_names_of_a_thing_are_one() {
        let by_name = found(
            r#"{"eventName":"PutRolePolicy","eventSource":"iam.amazonaws.com","awsRegion":"us-east-1",
            "userIdentity":{"accountId":"111122223333"},"requestParameters":{"roleName":"Admin"}}"#,
        );
        let by_arn = found(
            r#"{"eventName":"AssumeRole","eventSource":"sts.amazonaws.com","recipientAccountId":"9",
            "requestParameters":{"roleArn":"arn:aws:iam::111122223333:role/ops/Admin"}}"#,
        );
        assert_eq!((&by_name[0].0, &by_name[0].1), (&by_arn[0].0, &by_arn[0].1));
        assert_eq!((by_name[0].2, by_arn[0].2), (ResourceEffect::Changed, ResourceEffect::Used));
        let object = found(
            r#"{"eventName":"GetObject","eventSource":"s3.amazonaws.com","readOnly":true,
            "requestParameters":{"bucketName":"logs","key":"a/b"},
            "resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::logs/a/b"},
              {"accountId":"1","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::logs"}]}"#,
        );
        let names: Vec<&str> = object.iter().map(|(name, ..)| name.as_str()).collect();
        assert_eq!(
            names,
            ["arn:aws:s3:::logs/a/b", "arn:aws:s3:::logs", "arn:aws:s3:::logs/a/b", "arn:aws:s3:::logs"]
        );
    }

    #[test]
    fn hostile_records_are_looked_at_up_to_a_limit() {
        let deep = format!(
            r#"{{"requestParameters":{}"i-0a1b2c3d"{},"resources":[1,null,{{"ARN":7}},[]]}}"#,
            "[".repeat(100),
            "]".repeat(100)
        );
        assert_eq!(found(&deep).len(), 1);
        let many = format!(r#"{{"requestParameters":{{"x":[{}"y"]}}}}"#, r#""i-0a1b2c3d","#.repeat(30_000));
        let mut reported = 0;
        assert!(!resources_in(&many, &mut |_| reported += 1));
        assert_eq!(reported, MOST_TEXTS);
        for odd in ["", "{", "[]", "null", r#"{"requestParameters":"arn"}"#, r#"{"resources":{}}"#] {
            assert_eq!(found(odd), []);
        }
    }
}
