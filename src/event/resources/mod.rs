//! The resources that an event names: one set of rules for the filter word `resource:`, for the
//! Resources view and for the open event.
//!
//! ```text
//! a record's texts, each with its key
//!   -> an ARN, or an id of a known form              arn, ids
//!   -> the value of a parameter that names things   names, members
//!   -> several texts, or the place of one             objects, places
//!   -> the identity and the kind of the resource      things, kinds
//!   -> the effect of the event on it                  effect, exceptions
//! ```
//!
//! `kinds.txt` contains every kind of AWS's Service Authorization Reference, with its ARN and the
//! members of requests that name it. The manual rules are only for differences from it.
//!
//! A resource has one *identity*, regardless of how records name it: its ARN without variable parts
//! (an IAM path, a function's version), or its id for resources to which EC2 gives an id. Records
//! are hostile input: a text counts only as a whole, never a part of it.

mod arn;
mod arn_format;
mod effect;
mod exceptions;
mod ids;
mod kinds;
mod members;
mod names;
mod objects;
mod places;
mod things;

use std::borrow::Cow;

use arn::{is_pattern, named};
use effect::effect;
use ids::kind_of_id;

use crate::model::{Arn, is_account};

/// The members of a record that determine the context of its parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CallContext<'a> {
    /// `eventName`.
    pub event_name: &'a str,
    /// The short name of `eventSource`.
    pub service: &'a str,
    /// `awsRegion`.
    pub region: &'a str,
    /// The account to which a name without an account belongs: the account that owns the log.
    pub account: &'a str,
    /// `readOnly`; `None` if absent.
    pub read_only: Option<bool>,
    /// Whether the call failed.
    pub failed: bool,
}

/// The effect of an event on a resource, in ascending order of importance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum ResourceEffect {
    /// The resource was named, and nothing shows an effect on it.
    Used,
    /// The resource was read.
    Read,
    /// The call failed.
    Failed,
    /// The resource, or a part of it, was changed.
    Changed,
    /// The resource was created.
    Created,
    /// The resource was deleted.
    Deleted,
}

impl ResourceEffect {
    /// All effects, in ascending order of importance.
    pub const ALL: [ResourceEffect; 6] = [
        ResourceEffect::Used,
        ResourceEffect::Read,
        ResourceEffect::Failed,
        ResourceEffect::Changed,
        ResourceEffect::Created,
        ResourceEffect::Deleted,
    ];

    /// Whether the effect changes the resource.
    pub fn is_change(self) -> bool {
        matches!(self, ResourceEffect::Changed | ResourceEffect::Created | ResourceEffect::Deleted)
    }

    /// Returns the word for the effect.
    pub fn word(self) -> &'static str {
        match self {
            ResourceEffect::Used => "used",
            ResourceEffect::Read => "read",
            ResourceEffect::Failed => "failed",
            ResourceEffect::Changed => "changed",
            ResourceEffect::Created => "created",
            ResourceEffect::Deleted => "deleted",
        }
    }
}

/// A resource that an event names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention<'a> {
    /// Its identity.
    pub identity: Cow<'a, str>,
    /// `AWS::Service::Kind`, or the words of the record.
    pub kind: Cow<'a, str>,
    /// The certainty of the kind: of several kinds, the most certain counts.
    pub certainty: KindCertainty,
    /// The name as written in the record.
    pub written: &'a str,
    /// The account that owns it; empty if the record does not state it.
    pub account: &'a str,
    /// The effect of the event on it.
    pub effect: ResourceEffect,
}

/// Returns the common name of a resource from its identity: `prod/db` for a secret, bucket and key
/// for an object. For an unknown kind it is the last part.
pub fn plain_name(identity: &str) -> &str {
    let arn = Arn::parse(identity);
    if let Some(arn) = arn {
        let by_hand = things::thing_of(arn.service, arn.resource).map(|thing| thing.prefix.len());
        let by_table = kinds::kinds().of_arn(arn.service, arn.resource);
        let start = match (by_hand, by_table) {
            (Some(start), Some((literals, _))) if start >= literals => Some(start),
            (_, Some((_, resource_type))) => Some(resource_type.name_starts_at()),
            (start, None) => start,
        };
        if let Some(name) = start.and_then(|start| arn.resource.get(start..)) {
            return name;
        }
    }
    let name = identity.trim_end_matches(['/', ':']);
    let start = name.rfind(['/', ':']).map_or(0, |at| at + 1);
    identity.get(start..).filter(|last| !last.is_empty()).unwrap_or(identity)
}

/// Returns the kind of resource that a parameter of a service names: by its key, in any case, and
/// whether it is directly below the request or the response.
pub fn kind_named_by(service: &str, key: &str, is_top: bool) -> Option<&'static str> {
    names::kind_named_by(service, key, is_top).or_else(|| members::kind_named_by(service, key))
}

/// Whether a text is exactly one id of an EC2 or EFS resource.
pub fn is_id(text: &str) -> bool {
    kind_of_id(text).is_some_and(|kind| kind != things::ACCESS_KEY)
}

/// How certain the kind of a resource is, by the source that gave it, in ascending order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KindCertainty {
    /// The words of an ARN.
    Words,
    /// `resources[].type`.
    Listed,
    /// The table of kinds.
    Known,
}

/// A part of a record that names resources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceMention<'a> {
    /// An entry of `resources`: its ARN (or the prefix of several), its type and its account.
    Listed {
        /// `ARN` or `ARNPrefix`.
        arn: &'a str,
        /// `type`; empty if absent.
        kind: &'a str,
        /// `accountId`; empty if absent.
        account: &'a str,
    },
    /// A string in the request or the response.
    Parameter {
        /// Its key; for an element of an array, the key of the array.
        key: &'a str,
        /// Whether the key is directly below the request or the response.
        is_top: bool,
        /// The text.
        text: &'a str,
        /// The text from the start of the enclosing JSON object: several members may form the name
        /// of a resource.
        around: &'a str,
        /// The keys above that object, the outermost first.
        above: &'a [&'a str],
    },
    /// Bucket and key of a request to S3.
    Object {
        /// The bucket.
        bucket: &'a str,
        /// The key.
        key: &'a str,
    },
    /// The object that a request to S3 copies: `bucket/key`.
    CopySource(&'a str),
    /// An ARN whose events an aggregated event or an Insights event counts.
    Counted(&'a str),
    /// Scope, name and id of a WAF resource, which together name it.
    WebAcl {
        /// `REGIONAL` or `CLOUDFRONT`.
        scope: &'a str,
        /// The name.
        name: &'a str,
        /// The id.
        id: &'a str,
    },
}

/// Passes the resources that a part of a record names to `tell`: none, one, or an id and the ARN
/// that ends in it.
pub fn mentions<'a>(call: &CallContext<'_>, written: ResourceMention<'a>, tell: &mut dyn FnMut(Mention<'a>)) {
    match written {
        ResourceMention::Listed { arn, kind, account } => listed(call, arn, kind, account, tell),
        ResourceMention::Object { bucket, key } => {
            together(call, objects::object(call, bucket, key), key, false, tell)
        }
        ResourceMention::CopySource(source) => {
            together(call, objects::copied_object(call, source), source, true, tell);
        }
        ResourceMention::WebAcl { scope, name, id } => {
            together(call, objects::web_acl(call, scope, name, id), id, false, tell);
        }
        ResourceMention::Parameter { key, is_top, text, around, above } => {
            parameter(call, key, is_top, text, (around, above), tell);
        }
        ResourceMention::Counted(arn) => counted(call, arn, tell),
    }
}

/// Reports a resource that several texts name together.
fn together<'a>(
    call: &CallContext<'_>,
    found: Option<(String, &'static str)>,
    written: &'a str,
    is_source: bool,
    tell: &mut dyn FnMut(Mention<'a>),
) {
    let Some((identity, kind)) = found else { return };
    tell(Mention {
        identity: identity.into(),
        kind: kind.into(),
        certainty: KindCertainty::Known,
        written,
        account: "",
        effect: effect(call, kind, is_source),
    });
}

fn listed<'a>(
    call: &CallContext<'_>,
    text: &'a str,
    kind: &'a str,
    account: &'a str,
    tell: &mut dyn FnMut(Mention<'a>),
) {
    if text.is_empty() || text.len() > MOST_BYTES {
        return;
    }
    let found = Arn::parse(text).map(|arn| (named(&arn, text), arn));
    let (identity, found_kind, certainty, own_account) = match found {
        Some((named, arn)) if named.is_known => {
            (named.identity, named.kind, KindCertainty::Known, arn.account)
        }
        Some((named, arn)) if kind.is_empty() => {
            (named.identity, named.kind, KindCertainty::Words, arn.account)
        }
        Some((named, arn)) => (named.identity, kind.into(), KindCertainty::Listed, arn.account),
        None => match kind_of_id(text) {
            Some(kind) => (text.into(), kind.into(), KindCertainty::Known, ""),
            None if is_account(text) && kind == things::ACCOUNT => {
                (things::account(text).into(), kind.into(), KindCertainty::Known, "")
            }
            None if kind.is_empty() => (text.into(), "unknown".into(), KindCertainty::Words, ""),
            None => match names::of_kind(call, kind, text) {
                Some(identity) => (identity, kind.into(), KindCertainty::Known, ""),
                None => (text.into(), kind.into(), KindCertainty::Listed, ""),
            },
        },
    };
    let account = if own_account.is_empty() { account } else { own_account };
    let effect = effect(call, &found_kind, false);
    tell(Mention { identity, kind: found_kind, certainty, written: text, account, effect });
}

fn parameter<'a>(
    call: &CallContext<'_>,
    key: &str,
    is_top: bool,
    text: &'a str,
    (around, above): (&str, &[&str]),
    tell: &mut dyn FnMut(Mention<'a>),
) {
    if text.len() > MOST_BYTES {
        return;
    }
    let is_source = key.get(..6).is_some_and(|start| start.eq_ignore_ascii_case("source"))
        || key.eq_ignore_ascii_case("x-amz-copy-source");
    let mut tell_of = |identity: Cow<'a, str>, kind: Cow<'a, str>, certainty, account| {
        let effect = effect(call, &kind, is_source);
        tell(Mention { identity, kind, certainty, written: text, account, effect });
    };
    if let Some(arn) = Arn::parse(text) {
        if is_pattern(&arn) {
            return;
        }
        let found = named(&arn, text);
        let certainty = if found.is_known { KindCertainty::Known } else { KindCertainty::Words };
        // A session named after its instance, an instance managed by Systems Manager: the id stands
        // for the instance there, too.
        let last = arn.resource.rsplit(['/', ':']).next().unwrap_or_default();
        if let Some(kind) = kind_of_id(last).filter(|_| last != found.identity) {
            let effect = ResourceEffect::Used.max(if call.failed {
                ResourceEffect::Failed
            } else {
                ResourceEffect::Used
            });
            let mention = Mention {
                identity: last.into(),
                kind: kind.into(),
                certainty: KindCertainty::Known,
                written: text,
                account: "",
                effect,
            };
            tell_of(found.identity, found.kind, certainty, arn.account);
            return tell(mention);
        }
        return tell_of(found.identity, found.kind, certainty, arn.account);
    }
    if let Some(kind) = kind_of_id(text) {
        tell_of(text.into(), kind.into(), KindCertainty::Known, "");
    } else if let Some((identity, kind)) = places::by_place(call, key, text, around, above) {
        tell_of(identity, kind.into(), KindCertainty::Known, "");
    } else if let Some((identity, kind)) = names::by_parameter(call, key, is_top, text) {
        tell_of(identity, kind.into(), KindCertainty::Known, "");
    } else if let Some((identity, kind)) = members::by_member(call, key, is_top, text, around) {
        tell_of(identity.into(), kind.into(), KindCertainty::Known, "");
    } else if let Some((identity, kind)) = places::end_of_arn(call, key, text, around) {
        tell_of(identity, kind.into(), KindCertainty::Known, "");
    }
}

/// The counted resource was used, by events that are not in the record.
fn counted<'a>(call: &CallContext<'_>, text: &'a str, tell: &mut dyn FnMut(Mention<'a>)) {
    let Some(arn) = Arn::parse(text).filter(|arn| !is_pattern(arn)) else { return };
    let found = named(&arn, text);
    let certainty = if found.is_known { KindCertainty::Known } else { KindCertainty::Words };
    let effect = if call.read_only == Some(true) { ResourceEffect::Read } else { ResourceEffect::Used };
    tell(Mention {
        identity: found.identity,
        kind: found.kind,
        certainty,
        written: text,
        account: arn.account,
        effect,
    });
}

/// Maximum length of a text that names a resource.
const MOST_BYTES: usize = 2_048;

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn a_name_is_what_tells_a_thing_from_others() {
        for (identity, name) in [
            ("arn:aws:secretsmanager:eu-west-1:1:secret:prod/db", "prod/db"),
            ("arn:aws:s3:::logs/a/b", "logs/a/b"),
            ("arn:aws:s3:::logs", "logs"),
            ("arn:aws:iam::1:role/Admin", "Admin"),
            ("arn:aws:cloudformation:eu-west-1:1:stack/shop", "shop"),
            ("arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/web", "web"),
            ("arn:aws:ssm:eu-west-1:1:parameter/prod/url", "prod/url"),
            ("arn:aws:glue:eu-west-1:1:database/sales", "sales"),
            ("i-0a1b2c3d", "i-0a1b2c3d"),
            ("role/Admin", "Admin"),
            ("", ""),
        ] {
            assert_eq!(plain_name(identity), name);
        }
    }
}
