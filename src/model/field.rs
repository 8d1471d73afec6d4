//! The catalogue of fields, which determines columns, filter names, completion, facets, grid
//! columns, storage, SQL, redaction and exports.
//!
//! A field that is a member at the top level of a record is a row of [`FIELDS`] and nothing else. A
//! field below the top level, or one that is derived, is also set where the entries of its group are
//! filled (`store/shard/filling.rs`); a derived one needs an expression in SQL (`sql/fields.rs`).

use serde::{Deserialize, Serialize};

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

/// The origin of a field's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldSource {
    /// A member at the top level of the record, with the name of the field.
    Member,
    /// A member further below, at the path that is the name of the field.
    Path,
    /// Computed by Trailglass.
    Derived,
}

/// What a field may disclose, which decides how its values are redacted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedactionClass {
    /// A time.
    Time,
    /// The name of an API call or event.
    EventName,
    /// The name of a service.
    EventSource,
    /// A Region.
    Region,
    /// A word from a fixed list.
    Constant,
    /// The version of the record format.
    RecordVersion,
    /// Another version.
    Version,
    /// The name of a user or role.
    UserName,
    /// A principal id, perhaps with a session name.
    PrincipalId,
    /// An access key.
    Key,
    /// A user agent.
    UserAgent,
    /// Any other text: accounts, ARNs, addresses, ids and names are found in it.
    Text,
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
    pub storage: StorageGroup,
    /// The origin of its values.
    pub source: FieldSource,
    /// What it may disclose.
    pub redaction: RedactionClass,
    /// Whether it is a facet; facets are in the order of the table.
    pub facet: bool,
    /// Whether the grid shows it by default.
    pub column: bool,
}

/// Passes the rows of the catalogue to a macro. A row has the field, its name, its aliases, its
/// label, storage, source, redaction class, whether it is a facet, whether it is a column of the
/// grid by default, and its description. The rows are in the display order of facets and columns.
// Sources of the descriptions: the CloudTrail User Guide, "CloudTrail record contents" and
// "CloudTrail userIdentity element".
macro_rules! with_fields {
    ($then:ident) => {
        $then! {
            /// The time at which the request completed.
            EventTime "eventTime" ["time"] "Time" Time Member Time false true
                "When the request completed, UTC";
            /// The API action or other event name.
            EventName "eventName" ["event"] "Event name" Call Member EventName true true
                "The API action or other event; of an Insights event the call that it is about";
            /// The service's endpoint, such as `iam.amazonaws.com`.
            EventSource "eventSource" [] "Event source" Call Member EventSource false false
                "The service's endpoint, such as iam.amazonaws.com";
            /// The service's short name, such as `iam`.
            Service "service" [] "Service" Call Derived EventSource true true
                "The service's short name, such as iam";
            /// The caller as a readable name, from the record alone.
            Who "who" ["user"] "Who" Identity Derived Text true true
                "The person, role session, service or account that the event names";
            /// The originating identity, resolved through all role sessions in the chain.
            Actor "actor" [] "Actor" Identity Derived Text true false
                "The originating identity, over all sessions on the way";
            /// The session in which the call was made.
            Session "session" [] "Session" Identity Derived Text false false
                "The session of the event, by its access key, or by who and since when";
            /// The identity at the root of the chain of credentials.
            Chain "chain" [] "Chain" Identity Derived Text false false
                "Any name, key or session that the credentials of the event come from";
            /// The access key that the call was made with, or that it issued.
            Key "key" [] "Key" Identity Derived Key false false
                "The access key of the event, or the one that it issued";
            /// `userIdentity.type`.
            IdentityType "userIdentity.type" ["identityType"] "Identity type" Identity Path Constant true false
                "The kind of credentials used";
            /// `sourceIPAddress`: an address or a service's name.
            SourceIpAddress "sourceIPAddress" ["ip"] "Source address" Origin Member Text true true
                "An IP address, or the name of an AWS service";
            /// `errorCode` as written.
            ErrorCode "errorCode" ["error"] "Error code" Outcome Member Constant true true
                "The service's error code, absent on success";
            /// The Region that received the request.
            AwsRegion "awsRegion" ["region"] "Region" Call Member Region true true
                "The Region the request was made to";
            /// The account that the log belongs to.
            Account "account" [] "Account" Call Derived Text true true
                "The account whose log this is";
            /// `readOnly`: `true` or `false`.
            ReadOnly "readOnly" [] "Read or write" Call Member Constant true false
                "true for an operation that changes nothing";
            /// `eventCategory`, inferred for old records without it.
            Category "category" [] "Category" Call Derived Constant true false
                "Management, Data, NetworkActivity or Insight";
            /// `userIdentity.accessKeyId`.
            AccessKeyId "userIdentity.accessKeyId" ["accessKeyId"] "Access key" Identity Path Key true false
                "The access key that signed the request";
            /// The program behind `userAgent`, such as `aws-cli` or `Terraform`.
            UserAgentFamily "userAgentFamily" ["agent"] "User agent" Origin Derived UserAgent true true
                "The program behind the user agent";
            /// `failed` or `succeeded`; a failed sign-in has no `errorCode`.
            Outcome "outcome" [] "Outcome" Outcome Derived Constant true false
                "failed or succeeded; knows failed sign-ins, which carry no error code; Insights events have none";
            /// The result of the integrity check of the file that contains the event.
            Integrity "integrity" [] "Integrity" File Derived Constant true false
                "verified, foundkey, invalid, unproven, missing or notcovered: what the digests say of the file that holds the event; foundkey is verified by a key found among the logs";
            /// Whether the event has copies, and whether their content is the same.
            Copies "copies" [] "Copies" File Derived Constant true false
                "identical or differing: whether the files hold copies of the event, and whether the content of a copy differs";
            /// Whether another event has the same id.
            SameId "sameId" [] "Same id" File Derived Constant true false
                "othercontent: another event in the same account has the same id, but other content";
            /// `userAgent` as written.
            UserAgent "userAgent" [] "User agent, whole" Origin Member UserAgent false false
                "The user agent as sent by the caller, who can write anything there";
            /// `errorMessage` as written.
            ErrorMessage "errorMessage" [] "Error message" Outcome Member Text false false
                "The service's error message";
            /// `eventType` as written.
            EventType "eventType" [] "Event type" Call Member Constant false false
                "AwsApiCall, AwsConsoleSignIn, AwsServiceEvent and so on";
            /// `eventCategory` as written.
            EventCategory "eventCategory" [] "Event category" Call Member Constant false false
                "The category as written; old records have none";
            /// `recipientAccountId` as written.
            RecipientAccountId "recipientAccountId" [] "Recipient account" Call Member Text false false
                "The account that received this copy of the event";
            /// `managementEvent`: `true` or `false`.
            ManagementEvent "managementEvent" [] "Management event" Call Member Constant false false
                "true for a management event";
            /// `eventVersion` as written.
            EventVersion "eventVersion" [] "Event version" Call Member RecordVersion false false
                "The version of the record format";
            /// `userIdentity.userName`.
            UserName "userIdentity.userName" ["userName"] "User name" Identity Path UserName false false
                "The friendly name of the identity";
            /// `userIdentity.arn`.
            UserArn "userIdentity.arn" ["arn"] "Identity ARN" Identity Path Text false false
                "The ARN of the principal that made the call";
            /// `userIdentity.principalId`.
            PrincipalId "userIdentity.principalId" ["principalId"] "Principal id" Identity Path PrincipalId false false
                "The unique id of the identity";
            /// `userIdentity.accountId`.
            UserAccountId "userIdentity.accountId" [] "Identity account" Identity Path Text false false
                "The account that owns the identity";
            /// `userIdentity.invokedBy`.
            InvokedBy "userIdentity.invokedBy" ["invokedBy"] "Invoked by" Identity Path Text false false
                "The AWS service that made the request on the identity's behalf";
            /// `userIdentity.sessionContext.sessionIssuer.arn`.
            SessionIssuerArn "userIdentity.sessionContext.sessionIssuer.arn" ["roleArn"] "Role ARN" Identity Path Text false false
                "Where the session's credentials came from";
            /// `userIdentity.sessionContext.sessionIssuer.userName`.
            SessionIssuerUserName "userIdentity.sessionContext.sessionIssuer.userName" ["role"] "Role" Identity Path UserName false false
                "The name of the role or user that issued the session";
            /// `userIdentity.sessionContext.sourceIdentity`.
            SourceIdentity "userIdentity.sessionContext.sourceIdentity" ["sourceIdentity"] "Source identity" Identity Path UserName false false
                "The identity that stays the same through role chaining";
            /// `userIdentity.sessionContext.attributes.mfaAuthenticated`.
            MfaAuthenticated "userIdentity.sessionContext.attributes.mfaAuthenticated" ["mfa"] "MFA" Identity Path Constant false false
                "true if the session's user signed in with MFA";
            /// `vpcEndpointId` as written.
            VpcEndpointId "vpcEndpointId" [] "VPC endpoint" Origin Member Text false false
                "The VPC endpoint the request came through";
            /// `vpcEndpointAccountId` as written, in network activity events.
            VpcEndpointAccountId "vpcEndpointAccountId" [] "VPC endpoint account" Origin Member Text false false
                "The account that owns the VPC endpoint, in network activity events";
            /// `sessionCredentialFromConsole` as written.
            SessionCredentialFromConsole "sessionCredentialFromConsole" ["fromConsole"] "From the console" Origin Member Constant false false
                "true if the console made the call on the user's behalf";
            /// `tlsDetails.tlsVersion`.
            TlsVersion "tlsDetails.tlsVersion" [] "TLS version" Origin Path Version false false
                "The TLS version of the request";
        }
    };
}
pub(crate) use with_fields;

macro_rules! define_fields {
    ($($(#[$doc:meta])* $field:ident $name:literal [$($alias:literal),*] $label:literal $storage:ident $source:ident $redaction:ident $facet:literal $column:literal $about:literal;)*) => {
        /// A field of an event that has a column.
        ///
        /// All other members of a record are accessed by their path in the stored text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Field {
            $($(#[$doc])* $field,)*
        }

        /// All fields, in the display order of facets and columns.
        pub const FIELDS: &[FieldSpec] = &[$(FieldSpec {
            field: Field::$field, name: $name, aliases: &[$($alias),*], label: $label,
            about: $about, storage: StorageGroup::$storage, source: FieldSource::$source,
            redaction: RedactionClass::$redaction, facet: $facet, column: $column,
        }),*];
    };
}

with_fields!(define_fields);

impl Field {
    /// Returns the field's row in the catalogue.
    pub fn spec(self) -> &'static FieldSpec {
        &FIELDS[self as usize]
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
