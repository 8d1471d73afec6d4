//! The resources that an event names: one table of rules, for the filter word
//! `resource:`, for the view of resources and for the open event.
//!
//! ```text
//! a record's texts, each with its key
//!   -> an ARN, or an id of a known shape            arn, ids
//!   -> the value of a parameter that names things   names, members
//!   -> what several texts, or the place of one, say objects, places
//!   -> one name and the kind of the thing           things, kinds
//!   -> what the event did to it                     effect, exceptions
//! ```
//!
//! `kinds.txt` has every kind of AWS's Service Authorization Reference, with
//! its ARN and the members of requests that name it. What is written by hand
//! is what differs from it.
//!
//! A thing has one name here, its *identity*, however records call it: its
//! ARN without what varies (an IAM path, a function's version), or the id of
//! what EC2 gives an id to. Records are hostile input: a text counts only as a
//! whole, never a part of it.

mod arn;
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

pub use arn::Arn;
use arn::named;
use effect::effect;
use ids::kind_of_id;

/// What a record says of the call around its parameters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Call<'a> {
    /// `eventName`.
    pub event_name: &'a str,
    /// The short name of `eventSource`.
    pub service: &'a str,
    /// `awsRegion`.
    pub region: &'a str,
    /// Whose things a name without an account means: the account whose log it
    /// is.
    pub account: &'a str,
    /// `readOnly`, where the record has it.
    pub read_only: Option<bool>,
    /// Whether the call failed.
    pub failed: bool,
}

/// What an event did to a resource, the weightier the larger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Effect {
    /// It was named, and nothing says that anything happened to it.
    Used,
    /// It was read.
    Read,
    /// The call failed.
    Failed,
    /// It was changed, or a part of it.
    Changed,
    /// It was made.
    Created,
    /// It was deleted.
    Deleted,
}

impl Effect {
    /// All of them, the lightest first.
    pub const ALL: [Effect; 6] =
        [Effect::Used, Effect::Read, Effect::Failed, Effect::Changed, Effect::Created, Effect::Deleted];

    /// Whether the resource is another after it.
    pub fn is_change(self) -> bool {
        matches!(self, Effect::Changed | Effect::Created | Effect::Deleted)
    }

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Effect::Used => "used",
            Effect::Read => "read",
            Effect::Failed => "failed",
            Effect::Changed => "changed",
            Effect::Created => "created",
            Effect::Deleted => "deleted",
        }
    }
}

/// A resource that an event names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention<'a> {
    /// Its one name.
    pub identity: Cow<'a, str>,
    /// `AWS::Service::Kind`, or the record's own words.
    pub kind: Cow<'a, str>,
    /// How sure the kind is: of several, the largest counts.
    pub certainty: Certainty,
    /// As the record has it.
    pub written: &'a str,
    /// The account that owns it, where the record says so.
    pub account: &'a str,
    /// What the event did to it.
    pub effect: Effect,
}

/// The name by which people know a resource, out of its identity: `prod/db` of
/// a secret, bucket and key of an object. The last part of what is of an
/// unknown kind.
pub fn plain_name(identity: &str) -> &str {
    let arn = Arn::parse(identity);
    if let Some(arn) = arn {
        let by_hand = things::thing_of(arn.service, arn.resource).map(|thing| thing.prefix.len());
        let by_table = kinds::kinds().of_arn(arn.service, arn.resource);
        let start = match (by_hand, by_table) {
            (Some(start), Some((literals, _))) if start >= literals => Some(start),
            (_, Some((_, shape))) => Some(shape.name_starts_at()),
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

/// The kind of thing that a parameter of a service names: by its key, in any
/// case, and whether it stands right below the request or the response.
pub fn kind_named_by(service: &str, key: &str, is_top: bool) -> Option<&'static str> {
    names::kind_named_by(service, key, is_top).or_else(|| members::kind_named_by(service, key))
}

/// Whether a text is an id that EC2 or EFS gave to something, and nothing
/// else.
pub fn is_id(text: &str) -> bool {
    kind_of_id(text).is_some_and(|kind| kind != things::ACCESS_KEY)
}

/// Where a kind is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// The words of an ARN.
    Words,
    /// `resources[].type`.
    Listed,
    /// The table of kinds.
    Known,
}

/// What names things in a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written<'a> {
    /// An entry of `resources`: its ARN (or the beginning of several), its
    /// type and its account.
    Listed {
        /// `ARN` or `ARNPrefix`.
        arn: &'a str,
        /// `type`; empty where absent.
        kind: &'a str,
        /// `accountId`; empty where absent.
        account: &'a str,
    },
    /// A text in the request or the response.
    Parameter {
        /// The key it stands at; for an element of an array, the array's.
        key: &'a str,
        /// Whether the key is right below the request or the response.
        is_top: bool,
        /// The text.
        text: &'a str,
        /// From the object of JSON that holds it on: a thing may have its name
        /// in several members.
        around: &'a str,
        /// The keys below which that object stands, the outermost first.
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
    /// An ARN that an aggregated event or one of Insights counts events of.
    Counted(&'a str),
    /// Scope, name and id of what WAF has, which name it together.
    WebAcl {
        /// `REGIONAL` or `CLOUDFRONT`.
        scope: &'a str,
        /// The name.
        name: &'a str,
        /// The id.
        id: &'a str,
    },
}

/// Tells the resources that a piece of a record names: none, one, or an id
/// and the ARN that ends in it.
pub fn mentions<'a>(call: &Call<'_>, written: Written<'a>, tell: &mut dyn FnMut(Mention<'a>)) {
    match written {
        Written::Listed { arn, kind, account } => listed(call, arn, kind, account, tell),
        Written::Object { bucket, key } => {
            together(call, objects::object(call, bucket, key), key, false, tell)
        }
        Written::CopySource(source) => {
            together(call, objects::copied_object(call, source), source, true, tell);
        }
        Written::WebAcl { scope, name, id } => {
            together(call, objects::web_acl(call, scope, name, id), id, false, tell);
        }
        Written::Parameter { key, is_top, text, around, above } => {
            parameter(call, key, is_top, text, (around, above), tell);
        }
        Written::Counted(arn) => counted(call, arn, tell),
    }
}

/// Tells of a thing that several texts name together.
fn together<'a>(
    call: &Call<'_>,
    found: Option<(String, &'static str)>,
    written: &'a str,
    is_source: bool,
    tell: &mut dyn FnMut(Mention<'a>),
) {
    let Some((identity, kind)) = found else { return };
    tell(Mention {
        identity: identity.into(),
        kind: kind.into(),
        certainty: Certainty::Known,
        written,
        account: "",
        effect: effect(call, kind, is_source),
    });
}

fn listed<'a>(
    call: &Call<'_>,
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
        Some((named, arn)) if named.is_known => (named.identity, named.kind, Certainty::Known, arn.account),
        Some((named, arn)) if kind.is_empty() => (named.identity, named.kind, Certainty::Words, arn.account),
        Some((named, arn)) => (named.identity, kind.into(), Certainty::Listed, arn.account),
        None => match kind_of_id(text) {
            Some(kind) => (text.into(), kind.into(), Certainty::Known, ""),
            None if things::is_account(text) && kind == things::ACCOUNT => {
                (things::account(text).into(), kind.into(), Certainty::Known, "")
            }
            None if kind.is_empty() => (text.into(), "unknown".into(), Certainty::Words, ""),
            None => match names::of_kind(call, kind, text) {
                Some(identity) => (identity, kind.into(), Certainty::Known, ""),
                None => (text.into(), kind.into(), Certainty::Listed, ""),
            },
        },
    };
    let account = if own_account.is_empty() { account } else { own_account };
    let effect = effect(call, &found_kind, false);
    tell(Mention { identity, kind: found_kind, certainty, written: text, account, effect });
}

fn parameter<'a>(
    call: &Call<'_>,
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
        if arn.is_pattern() {
            return;
        }
        let found = named(&arn, text);
        let certainty = if found.is_known { Certainty::Known } else { Certainty::Words };
        // A session named after the instance that holds it, an instance that
        // Systems Manager manages: the id means the thing there as well.
        let last = arn.resource.rsplit(['/', ':']).next().unwrap_or_default();
        if let Some(kind) = kind_of_id(last).filter(|_| last != found.identity) {
            let effect = Effect::Used.max(if call.failed { Effect::Failed } else { Effect::Used });
            let mention = Mention {
                identity: last.into(),
                kind: kind.into(),
                certainty: Certainty::Known,
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
        tell_of(text.into(), kind.into(), Certainty::Known, "");
    } else if let Some((identity, kind)) = places::by_place(call, key, text, around, above) {
        tell_of(identity, kind.into(), Certainty::Known, "");
    } else if let Some((identity, kind)) = names::by_parameter(call, key, is_top, text) {
        tell_of(identity, kind.into(), Certainty::Known, "");
    } else if let Some((identity, kind)) = members::by_member(call, key, is_top, text, around) {
        tell_of(identity.into(), kind.into(), Certainty::Known, "");
    } else if let Some((identity, kind)) = places::end_of_arn(call, key, text, around) {
        tell_of(identity, kind.into(), Certainty::Known, "");
    }
}

/// What is counted was used, by events that are not here.
fn counted<'a>(call: &Call<'_>, text: &'a str, tell: &mut dyn FnMut(Mention<'a>)) {
    let Some(arn) = Arn::parse(text).filter(|arn| !arn.is_pattern()) else { return };
    let found = named(&arn, text);
    let certainty = if found.is_known { Certainty::Known } else { Certainty::Words };
    let effect = if call.read_only == Some(true) { Effect::Read } else { Effect::Used };
    tell(Mention {
        identity: found.identity,
        kind: found.kind,
        certainty,
        written: text,
        account: arn.account,
        effect,
    });
}

/// A longer text names nothing.
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
