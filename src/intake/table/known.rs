//! The meaning of the columns of known tables: one row for each name.
//!
//! Names are compared in lower case by their letters and digits only, so that `userIdentity.arn`,
//! `user_identity_arn` and `UserIdentityArn` are one name. The paths of CloudTrail's own members
//! come from the table of members; this file has the names that other programs use.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::schema::{self, MemberKind, RECORD, SchemaMember};

/// The meaning of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A value at a path of the record.
    At(&'static KnownColumn),
    /// A value below one of the members whose own members have no fixed names, such as
    /// `requestParameters.bucketName`.
    Below(&'static KnownColumn, Vec<String>),
    /// Any other value, under the column's own name.
    Other,
}

/// A known name of a column.
#[derive(Debug)]
pub(super) struct KnownColumn {
    pub path: Vec<&'static str>,
    pub kind: MemberKind,
    /// If several columns stand for one member, the one with the lowest rank fills it: 0 for
    /// CloudTrail's own names, 1 for those of tables of CloudTrail events, 2 for words that other
    /// tables also use.
    pub rank: u8,
    /// The values that the column can have with this meaning; `None` for any.
    pub only: Option<&'static [&'static str]>,
}

impl PartialEq for KnownColumn {
    fn eq(&self, other: &KnownColumn) -> bool {
        self.path == other.path
    }
}

impl Eq for KnownColumn {}

const IDENTITY_TYPES: &[&str] = &[
    "Root",
    "IAMUser",
    "AssumedRole",
    "Role",
    "FederatedUser",
    "Directory",
    "AWSAccount",
    "AWSService",
    "IdentityCenterUser",
    "SAMLUser",
    "WebIdentityUser",
    "Unknown",
];

const CATEGORIES: &[&str] =
    &["Management", "Data", "NetworkActivity", "Insight", "Aggregated", "ConfigurationItem", "Evidence"];

const ISSUER: &str = "userIdentity.sessionContext.sessionIssuer";

/// Name, path, rank, and the values that a column with this meaning can have.
type Alias = (&'static str, &'static str, u8, Option<&'static [&'static str]>);

const ALIASES: &[Alias] = &[
    // Athena and Lake name a selected member by its last part.
    ("type", "userIdentity.type", 2, Some(IDENTITY_TYPES)),
    ("arn", "userIdentity.arn", 1, None),
    ("principalid", "userIdentity.principalId", 1, None),
    ("accountid", "userIdentity.accountId", 1, None),
    ("accesskeyid", "userIdentity.accessKeyId", 1, None),
    ("invokedby", "userIdentity.invokedBy", 1, None),
    ("identityprovider", "userIdentity.identityProvider", 1, None),
    ("credentialid", "userIdentity.credentialId", 1, None),
    ("onbehalfof", "userIdentity.onBehalfOf", 1, None),
    ("sessioncontext", "userIdentity.sessionContext", 1, None),
    ("sourceidentity", "userIdentity.sessionContext.sourceIdentity", 1, None),
    ("ec2roledelivery", "userIdentity.sessionContext.ec2RoleDelivery", 1, None),
    ("sessionissuer", ISSUER, 1, None),
    ("mfaauthenticated", "userIdentity.sessionContext.attributes.mfaAuthenticated", 1, None),
    ("creationdate", "userIdentity.sessionContext.attributes.creationDate", 1, None),
    ("tlsversion", "tlsDetails.tlsVersion", 1, None),
    ("ciphersuite", "tlsDetails.cipherSuite", 1, None),
    ("clientprovidedhostheader", "tlsDetails.clientProvidedHostHeader", 1, None),
    // The partitions of Athena's tables.
    ("region", "awsRegion", 2, None),
    ("account", "recipientAccountId", 2, None),
    ("timestamp", "eventTime", 2, None),
    // Event history, lookup-events and steampipe.
    ("username", "userIdentity.userName", 1, None),
    ("awsaccesskey", "userIdentity.accessKeyId", 1, None),
    // Microsoft Sentinel, table AWSCloudTrail.
    ("timegenerated", "eventTime", 1, None),
    ("awseventid", "eventID", 1, None),
    ("eventtypename", "eventType", 1, None),
    ("awsrequestid", "requestID", 1, None),
    ("sessionmfaauthenticated", "userIdentity.sessionContext.attributes.mfaAuthenticated", 1, None),
    ("sessioncreationdate", "userIdentity.sessionContext.attributes.creationDate", 1, None),
    ("sessionissuertype", "userIdentity.sessionContext.sessionIssuer.type", 1, None),
    ("sessionissuerprincipalid", "userIdentity.sessionContext.sessionIssuer.principalId", 1, None),
    ("sessionissuerarn", "userIdentity.sessionContext.sessionIssuer.arn", 1, None),
    ("sessionissueraccountid", "userIdentity.sessionContext.sessionIssuer.accountId", 1, None),
    ("sessionissuerusername", "userIdentity.sessionContext.sessionIssuer.userName", 1, None),
    ("category", "eventCategory", 2, Some(CATEGORIES)),
    // suzaku's timeline, and tables with consecutive columns for the user's members.
    ("srcip", "sourceIPAddress", 1, None),
    ("usertype", "userIdentity.type", 1, Some(IDENTITY_TYPES)),
    ("identitytype", "userIdentity.type", 1, Some(IDENTITY_TYPES)),
    ("useraccountid", "userIdentity.accountId", 1, None),
    ("userarn", "userIdentity.arn", 1, None),
    ("userprincipalid", "userIdentity.principalId", 1, None),
    ("useraccesskeyid", "userIdentity.accessKeyId", 1, None),
    // Insights in CloudTrail Lake.
    ("insightstate", "insightDetails.state", 1, None),
    ("insighteventsource", "insightDetails.eventSource", 1, None),
    ("insighteventname", "insightDetails.eventName", 1, None),
    ("insighttype", "insightDetails.insightType", 1, None),
    ("insighterrorcode", "insightDetails.errorCode", 1, None),
    ("insightcontext", "insightDetails.insightContext", 1, None),
    // The Elastic Common Schema, and words of other SIEMs.
    (
        "useridentitysessioncontextmfaauthenticated",
        "userIdentity.sessionContext.attributes.mfaAuthenticated",
        1,
        None,
    ),
    (
        "useridentitysessioncontextcreationdate",
        "userIdentity.sessionContext.attributes.creationDate",
        1,
        None,
    ),
    ("eventaction", "eventName", 1, None),
    ("eventprovider", "eventSource", 1, None),
    ("cloudregion", "awsRegion", 1, None),
    ("cloudaccountid", "recipientAccountId", 1, None),
    ("sourceip", "sourceIPAddress", 1, None),
    ("sourceaddress", "sourceIPAddress", 1, None),
    ("useragentoriginal", "userAgent", 1, None),
    ("time", "eventTime", 2, None),
    ("eventtimestamp", "eventTime", 1, None),
    ("tptimestamp", "eventTime", 1, None),
];

/// Prefixes of a member's path in tables where a record was a member of another object.
const PREFIXES: &[&str] =
    &["awscloudtrail", "dataaws", "records", "detail", "cloudtrail", "record", "source"];

/// Returns all known names.
fn names() -> &'static BTreeMap<String, KnownColumn> {
    static NAMES: OnceLock<BTreeMap<String, KnownColumn>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = BTreeMap::new();
        for (name, path, rank, only) in ALIASES {
            let path: Vec<&'static str> = path.split('.').collect();
            let kind = kind_at(&path);
            names.insert((*name).to_owned(), KnownColumn { path, kind, rank: *rank, only: *only });
        }
        collect(RECORD, &mut Vec::new(), &mut names);
        names
    })
}

fn collect(
    members: &'static [SchemaMember],
    path: &mut Vec<&'static str>,
    names: &mut BTreeMap<String, KnownColumn>,
) {
    for SchemaMember { name, kind } in members {
        path.push(name);
        let known = KnownColumn { path: path.clone(), kind: *kind, rank: 0, only: None };
        names.insert(schema::plain(&path.concat()), known);
        if let MemberKind::Object(members) = kind {
            collect(members, path, names);
        }
        path.pop();
    }
}

/// Returns the kind of the member at a path; text if there is none.
fn kind_at(path: &[&str]) -> MemberKind {
    let whole = MemberKind::Object(RECORD);
    path.iter().fold(whole, |kind, name| match kind {
        MemberKind::Object(members) => {
            schema::member(members, name).map_or(MemberKind::Text, |member| member.kind)
        }
        _ => MemberKind::Text,
    })
}

/// Returns the meaning of a column with this name.
pub(super) fn meaning(name: &str) -> Meaning {
    let plain = schema::plain(without_zone(name));
    let without_prefix = |plain: &str| {
        PREFIXES.iter().find_map(|prefix| names().get(plain.strip_prefix(prefix)?).filter(|at| at.rank == 0))
    };
    if let Some(known) = names().get(&plain).or_else(|| without_prefix(&plain)) {
        return Meaning::At(known);
    }
    for open in names().values().filter(|known| known.rank == 0 && matches!(known.kind, MemberKind::Open)) {
        if let Some(path) = path_below(name, &open.path.concat()) {
            return Meaning::Below(open, path);
        }
    }
    Meaning::Other
}

/// Removes the suffix of Sentinel's `TimeGenerated [UTC]`.
fn without_zone(name: &str) -> &str {
    let name = name.trim();
    name.strip_suffix("[UTC]").map_or(name, str::trim_end)
}

/// Returns the path below a member that a column's name states: `["bucketName"]` for
/// `requestParameters.bucketName`.
fn path_below(name: &str, member: &str) -> Option<Vec<String>> {
    let name = name.trim();
    let mut letters = member.chars();
    let mut wanted = letters.next();
    let mut begun = false;
    let (at, separator) = name.char_indices().find_map(|(at, letter)| match wanted {
        None => Some(Some((at, letter))),
        Some(next) if next.eq_ignore_ascii_case(&letter) => {
            begun = true;
            wanted = letters.next();
            None
        }
        // Words in the name may be separated, and others may precede it.
        Some(_) if !letter.is_alphanumeric() && begun => None,
        Some(_) if !begun => None,
        Some(_) => Some(None),
    })??;
    if !['.', '_', '/', ':', '[', '-'].contains(&separator) {
        return None;
    }
    let rest = name.get(at..)?.trim_start_matches(separator);
    let rest = rest.replace("{}", "").replace('[', ".").replace(']', "");
    let path: Vec<String> = rest
        .split(if separator == '[' { '.' } else { separator })
        .flat_map(|part| part.split('.'))
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    (!path.is_empty()).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str) -> String {
        match meaning(name) {
            Meaning::At(known) => known.path.join("."),
            Meaning::Below(open, path) => format!("{}: {}", open.path.join("."), path.join(" ")),
            Meaning::Other => "other".to_owned(),
        }
    }

    #[test]
    fn names_are_known_in_any_spelling() {
        for (name, meant) in [
            ("eventname", "eventName"),
            ("Event name", "eventName"),
            ("event_name", "eventName"),
            ("AWS-Region", "awsRegion"),
            ("UserIdentityArn", "userIdentity.arn"),
            ("userIdentity.arn", "userIdentity.arn"),
            (
                "useridentity_sessioncontext_sessionissuer_username",
                "userIdentity.sessionContext.sessionIssuer.userName",
            ),
            ("userIdentity/type", "userIdentity.type"),
            ("TimeGenerated [UTC]", "eventTime"),
            ("TimeGenerated [Local Time]", "other"),
            ("AwsRequestId_", "requestID"),
            ("detail.eventName", "eventName"),
            ("aws.cloudtrail.user_identity.arn", "userIdentity.arn"),
            ("arn", "userIdentity.arn"),
            ("requestParameters.bucketName", "requestParameters: bucketName"),
            ("request_parameters.bucketName", "requestParameters: bucketName"),
            ("requestParameters_bucketName", "requestParameters: bucketName"),
            (
                "requestParameters.ipPermissions.items[0].cidrIp",
                "requestParameters: ipPermissions items 0 cidrIp",
            ),
            ("requestParameters.items{}.name", "requestParameters: items name"),
            ("requestParameters", "requestParameters"),
            (
                "insightDetails.insightContext.attributions.0.attribute",
                "insightDetails.insightContext.attributions: 0 attribute",
            ),
            ("requestParametersName", "other"),
            ("RuleTitle", "other"),
            ("", "other"),
        ] {
            assert_eq!(path(name), meant, "{name}");
        }
    }

    #[test]
    fn aliases_name_members_that_there_are() {
        for (name, path, ..) in ALIASES {
            let parts: Vec<&str> = path.split('.').collect();
            let known = &names()[&schema::plain(path)];
            assert_eq!((known.path.clone(), known.rank), (parts, 0), "{name}");
            assert_eq!(*name, schema::plain(name));
        }
    }
}
