//! The members of a CloudTrail record in their original spelling, as a tree.
//!
//! One table serves all readers of changed records: columns with joined names, JSON with keys in
//! another case, and structures as Athena prints them. Source: CloudTrail User Guide, record
//! contents and `userIdentity` element; Athena User Guide, table for CloudTrail logs.

/// The kind of a member's value.
#[derive(Clone, Copy, Debug)]
pub(super) enum MemberKind {
    /// A string.
    Text,
    /// A boolean.
    Flag,
    /// A time.
    Time,
    /// JSON of any form, whose members have no fixed names.
    Open,
    /// An object with these members.
    Object(&'static [SchemaMember]),
    /// An array of objects with these members.
    List(&'static [SchemaMember]),
}

/// A member of an object.
#[derive(Debug)]
pub(super) struct SchemaMember {
    /// Its key as CloudTrail writes it.
    pub name: &'static str,
    pub kind: MemberKind,
}

const fn text(name: &'static str) -> SchemaMember {
    SchemaMember { name, kind: MemberKind::Text }
}

const fn flag(name: &'static str) -> SchemaMember {
    SchemaMember { name, kind: MemberKind::Flag }
}

const fn time(name: &'static str) -> SchemaMember {
    SchemaMember { name, kind: MemberKind::Time }
}

const fn open(name: &'static str) -> SchemaMember {
    SchemaMember { name, kind: MemberKind::Open }
}

const fn object(name: &'static str, members: &'static [SchemaMember]) -> SchemaMember {
    SchemaMember { name, kind: MemberKind::Object(members) }
}

const fn list(name: &'static str, members: &'static [SchemaMember]) -> SchemaMember {
    SchemaMember { name, kind: MemberKind::List(members) }
}

/// The members of a whole record.
pub(super) const RECORD: &[SchemaMember] = &[
    text("eventVersion"),
    object("userIdentity", IDENTITY),
    time("eventTime"),
    text("eventSource"),
    text("eventName"),
    text("awsRegion"),
    text("sourceIPAddress"),
    text("userAgent"),
    text("errorCode"),
    text("errorMessage"),
    open("requestParameters"),
    open("responseElements"),
    open("additionalEventData"),
    text("requestID"),
    text("eventID"),
    flag("readOnly"),
    list("resources", &[text("ARN"), text("accountId"), text("type"), text("ARNPrefix")]),
    text("eventType"),
    text("apiVersion"),
    flag("managementEvent"),
    text("recipientAccountId"),
    open("serviceEventDetails"),
    text("sharedEventID"),
    text("vpcEndpointId"),
    text("vpcEndpointAccountId"),
    text("eventCategory"),
    object(
        "addendum",
        &[text("reason"), text("updatedFields"), text("originalRequestID"), text("originalEventID")],
    ),
    text("sessionCredentialFromConsole"),
    open("edgeDeviceDetails"),
    object("insightDetails", INSIGHT),
    object(
        "tlsDetails",
        &[text("tlsVersion"), text("cipherSuite"), text("clientProvidedHostHeader"), text("keyExchange")],
    ),
    open("eventContext"),
    text("annotation"),
    object("timeWindow", &[time("windowStart"), time("windowEnd"), text("windowSize")]),
    open("summary"),
];

const IDENTITY: &[SchemaMember] = &[
    text("type"),
    text("principalId"),
    text("arn"),
    text("accountId"),
    text("invokedBy"),
    object("invokedByDelegate", &[text("accountId")]),
    text("accessKeyId"),
    text("userName"),
    object("onBehalfOf", &[text("userId"), text("identityStoreArn")]),
    object(
        "inScopeOf",
        &[text("sourceArn"), text("sourceAccount"), text("issuerType"), text("credentialsIssuedTo")],
    ),
    text("credentialId"),
    text("identityProvider"),
    object("sessionContext", SESSION_CONTEXT),
];

const SESSION_CONTEXT: &[SchemaMember] = &[
    object("attributes", &[text("mfaAuthenticated"), time("creationDate")]),
    object(
        "sessionIssuer",
        &[text("type"), text("principalId"), text("arn"), text("accountId"), text("userName")],
    ),
    text("ec2RoleDelivery"),
    text("ec2IssuedInVpc"),
    object("webIdFederationData", &[text("federatedProvider"), open("attributes")]),
    text("sourceIdentity"),
    text("assumedRoot"),
    text("signInSessionArn"),
];

const INSIGHT: &[SchemaMember] = &[
    text("state"),
    text("eventSource"),
    text("eventName"),
    text("insightType"),
    text("errorCode"),
    object("insightContext", &[object("statistics", STATISTICS), open("attributions")]),
];

const STATISTICS: &[SchemaMember] = &[
    object("baseline", &[text("average")]),
    object("insight", &[text("average")]),
    text("insightDuration"),
    text("baselineDuration"),
];

/// Returns the letters and digits of a name in lower case: `Read-only`, `read_only` and `readonly`
/// are one name.
pub(super) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// Returns the member that a key stands for, in any case and with any separators.
pub(super) fn member<'m>(members: &'m [SchemaMember], key: &str) -> Option<&'m SchemaMember> {
    let exact = members.iter().find(|member| member.name == key);
    exact.or_else(|| {
        let is_same = |member: &&SchemaMember| {
            let letters = key.bytes().filter(u8::is_ascii_alphanumeric);
            letters
                .map(|letter| letter.to_ascii_lowercase())
                .eq(member.name.bytes().map(|letter| letter.to_ascii_lowercase()))
        };
        members.iter().find(is_same)
    })
}
