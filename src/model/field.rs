//! The catalogue of fields, which determines columns, filter names, completion, facets, grid
//! columns and exports.
//!
//! A new field is a row of [`FIELDS`], and, if it is not derived from others: its member in
//! `intake/record.rs`, its place among the values that are cut out of texts (`store/cuts.rs`) and
//! in the filling of columns (`store/shard/filling.rs`), its column in SQL (`sql/fields.rs`,
//! `sql/columns.rs`) and its place for redaction (`redaction/redactor.rs`).

use serde::{Deserialize, Serialize};

/// A field of an event that has a column.
///
/// All other members of a record are accessed by their path in the stored text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Field {
    /// The time at which the request completed.
    EventTime,
    /// The API action or other event name.
    EventName,
    /// The service's endpoint, such as `iam.amazonaws.com`.
    EventSource,
    /// The service's short name, such as `iam`.
    Service,
    /// The Region that received the request.
    AwsRegion,
    /// The account that the log belongs to.
    Account,
    /// `recipientAccountId` as written.
    RecipientAccountId,
    /// `eventType` as written.
    EventType,
    /// `eventCategory`, inferred for old records without it.
    Category,
    /// `eventCategory` as written.
    EventCategory,
    /// `readOnly`: `true` or `false`.
    ReadOnly,
    /// `managementEvent`: `true` or `false`.
    ManagementEvent,
    /// `eventVersion` as written.
    EventVersion,
    /// The caller as a readable name, from the record alone.
    Who,
    /// The originating identity, resolved through all role sessions in the chain.
    Actor,
    /// The session in which the call was made.
    Session,
    /// The identity at the root of the chain of credentials.
    Chain,
    /// The access key that the call was made with, or that it issued.
    Key,
    /// `userIdentity.type`.
    IdentityType,
    /// `userIdentity.userName`.
    UserName,
    /// `userIdentity.arn`.
    UserArn,
    /// `userIdentity.principalId`.
    PrincipalId,
    /// `userIdentity.accountId`.
    UserAccountId,
    /// `userIdentity.accessKeyId`.
    AccessKeyId,
    /// `userIdentity.invokedBy`.
    InvokedBy,
    /// `userIdentity.sessionContext.sessionIssuer.arn`.
    SessionIssuerArn,
    /// `userIdentity.sessionContext.sessionIssuer.userName`.
    SessionIssuerUserName,
    /// `userIdentity.sessionContext.sourceIdentity`.
    SourceIdentity,
    /// `userIdentity.sessionContext.attributes.mfaAuthenticated`.
    MfaAuthenticated,
    /// `sourceIPAddress`: an address or a service's name.
    SourceIpAddress,
    /// `userAgent` as written.
    UserAgent,
    /// The program behind `userAgent`, such as `aws-cli` or `Terraform`.
    UserAgentFamily,
    /// `vpcEndpointId` as written.
    VpcEndpointId,
    /// `tlsDetails.tlsVersion`.
    TlsVersion,
    /// `errorCode` as written.
    ErrorCode,
    /// `errorMessage` as written.
    ErrorMessage,
    /// `failed` or `succeeded`; a failed sign-in has no `errorCode`.
    Outcome,
    /// The result of the integrity check of the file that contains the event.
    Integrity,
    /// Whether the event has copies, and whether their content is the same.
    Copies,
    /// Whether another event has the same id.
    SameId,
}

/// The storage of a field's values in a shard.
///
/// Text fields are stored in *groups*: fields that repeat together are interned together, so that a
/// row has one code for the whole group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StorageGroup {
    /// A number in every row.
    Time,
    /// The API call, its account and Region, and the kind of event.
    Call,
    /// The `userIdentity` element.
    Identity,
    /// The address and the program that the call came from.
    Origin,
    /// The success of the call, and its error.
    Outcome,
    /// The file that contains the record; known after an integrity check.
    File,
}

/// A row of the catalogue.
#[derive(Debug)]
pub struct FieldSpec {
    /// The field.
    pub field: Field,
    /// Its name in the filter and in exports: the path in the record, or Trailglass's own name for
    /// a derived field.
    pub name: &'static str,
    /// Other names that the filter accepts.
    pub aliases: &'static [&'static str],
    /// Its name on the page, in sentence case.
    pub label: &'static str,
    /// A description in one sentence, for tooltips and completion.
    pub about: &'static str,
    /// The storage of its values.
    pub home: StorageGroup,
    /// Whether it is a facet; facets are in the order of the table.
    pub facet: bool,
    /// Whether the grid shows it by default.
    pub column: bool,
}

macro_rules! fields {
    ($($field:ident $name:literal [$($alias:literal),*] $label:literal $home:ident $facet:literal $column:literal $about:literal;)*) => {
        /// All fields, in the display order of facets and columns.
        pub const FIELDS: &[FieldSpec] = &[$(FieldSpec {
            field: Field::$field, name: $name, aliases: &[$($alias),*], label: $label,
            about: $about, home: StorageGroup::$home, facet: $facet, column: $column,
        }),*];
    };
}

// Sources of the descriptions: the CloudTrail User Guide, "CloudTrail record contents" and
// "CloudTrail userIdentity element".
fields! {
    EventTime "eventTime" ["time"] "Time" Time false true "When the request completed, UTC";
    EventName "eventName" ["event"] "Event name" Call true true "The API action or other event; of an Insights event the call that it is about";
    EventSource "eventSource" [] "Event source" Call false false "The service's endpoint, such as iam.amazonaws.com";
    Service "service" [] "Service" Call true true "The service's short name, such as iam";
    Who "who" ["user"] "Who" Identity true true "The person, role session, service or account that the event names";
    Actor "actor" [] "Actor" Identity true false "Whoever obtained the credentials, over all sessions on the way";
    Session "session" [] "Session" Identity false false "The session of the event, by its access key, or by who and since when";
    Chain "chain" [] "Chain" Identity false false "Any name, key or session that the credentials of the event come from";
    Key "key" [] "Key" Identity false false "The access key of the event, or the one that it issued";
    IdentityType "userIdentity.type" ["identityType"] "Identity type" Identity true false "The kind of credentials used";
    SourceIpAddress "sourceIPAddress" ["ip"] "Source address" Origin true true "An IP address, or the name of an AWS service";
    ErrorCode "errorCode" ["error"] "Error code" Outcome true true "The service's error code, absent on success";
    AwsRegion "awsRegion" ["region"] "Region" Call true true "The Region the request was made to";
    Account "account" [] "Account" Call true true "The account whose log this is";
    ReadOnly "readOnly" [] "Read or write" Call true false "true for an operation that changes nothing";
    Category "category" [] "Category" Call true false "Management, Data, NetworkActivity or Insight";
    AccessKeyId "userIdentity.accessKeyId" ["accessKeyId"] "Access key" Identity true false "The access key that signed the request";
    UserAgentFamily "userAgentFamily" ["agent"] "User agent" Origin true true "The program behind the user agent";
    Outcome "outcome" [] "Outcome" Outcome true false "failed or succeeded; knows failed sign-ins, which carry no error code; Insights events have none";
    Integrity "integrity" [] "Integrity" File true false "verified, foundkey, invalid, unproven, missing or notcovered: what the digests say of the file that holds the event; foundkey is verified by a key found among the logs";
    Copies "copies" [] "Copies" File true false "identical or differing: whether the files hold copies of the event, and whether the content of a copy differs";
    SameId "sameId" [] "Same id" File true false "othercontent: another event in the same account has the same id, but other content";
    UserAgent "userAgent" [] "User agent, whole" Origin false false "The user agent as sent by the caller, who can write anything there";
    ErrorMessage "errorMessage" [] "Error message" Outcome false false "The service's error message";
    EventType "eventType" [] "Event type" Call false false "AwsApiCall, AwsConsoleSignIn, AwsServiceEvent and so on";
    EventCategory "eventCategory" [] "Event category" Call false false "The category as written; old records have none";
    RecipientAccountId "recipientAccountId" [] "Recipient account" Call false false "The account that received this copy of the event";
    ManagementEvent "managementEvent" [] "Management event" Call false false "true for a management event";
    EventVersion "eventVersion" [] "Event version" Call false false "The version of the record format";
    UserName "userIdentity.userName" ["userName"] "User name" Identity false false "The friendly name of the identity";
    UserArn "userIdentity.arn" ["arn"] "Identity ARN" Identity false false "The ARN of the principal that made the call";
    PrincipalId "userIdentity.principalId" ["principalId"] "Principal id" Identity false false "The unique id of the identity";
    UserAccountId "userIdentity.accountId" [] "Identity account" Identity false false "The account that owns the identity";
    InvokedBy "userIdentity.invokedBy" ["invokedBy"] "Invoked by" Identity false false "The AWS service that made the request on the identity's behalf";
    SessionIssuerArn "userIdentity.sessionContext.sessionIssuer.arn" ["roleArn"] "Role ARN" Identity false false "Where the session's credentials came from";
    SessionIssuerUserName "userIdentity.sessionContext.sessionIssuer.userName" ["role"] "Role" Identity false false "The name of the role or user that issued the session";
    SourceIdentity "userIdentity.sessionContext.sourceIdentity" ["sourceIdentity"] "Source identity" Identity false false "The identity that stays the same through role chaining";
    MfaAuthenticated "userIdentity.sessionContext.attributes.mfaAuthenticated" ["mfa"] "MFA" Identity false false "true if the session's user signed in with MFA";
    VpcEndpointId "vpcEndpointId" [] "VPC endpoint" Origin false false "The VPC endpoint the request came through";
    TlsVersion "tlsDetails.tlsVersion" [] "TLS version" Origin false false "The TLS version of the request";
}

impl Field {
    /// Returns the field's row in the catalogue.
    pub fn spec(self) -> &'static FieldSpec {
        &FIELDS[self.position()]
    }

    /// Returns the field with the name `name`, ignoring case; `None` if the name is a path without
    /// a column.
    pub fn named(name: &str) -> Option<Field> {
        FIELDS
            .iter()
            .find(|spec| {
                spec.name.eq_ignore_ascii_case(name)
                    || spec.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
            })
            .map(|spec| spec.field)
    }

    /// Returns the facets, in the display order of the page.
    pub fn facets() -> impl Iterator<Item = Field> {
        FIELDS.iter().filter(|spec| spec.facet).map(|spec| spec.field)
    }

    fn position(self) -> usize {
        // A linear search over thirty entries; with constant arguments, the compiler evaluates it.
        FIELDS.iter().position(|spec| spec.field == self).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_has_its_own_line_and_name() {
        let mut names = std::collections::BTreeSet::new();
        for spec in FIELDS {
            assert_eq!(spec.field.spec().name, spec.name);
            for name in spec.aliases.iter().chain([&spec.name]) {
                assert!(names.insert(name.to_ascii_lowercase()), "{name} is used twice");
                assert_eq!(Field::named(&name.to_ascii_uppercase()), Some(spec.field));
            }
        }
    }
}
