//! The kinds of replaced values.

use serde::{Deserialize, Serialize};

/// The kind of a value. If several apply, the first one wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// An account's twelve digits.
    Account,
    /// An access key id, or the unique id of a user, role and so on.
    KeyId,
    /// An IP address.
    Address,
    /// An e-mail address.
    Email,
    /// An id assigned by AWS: an EC2 id, or a GUID that names a resource.
    Id,
    /// A user, a role, a session or a person.
    User,
    /// An S3 bucket.
    Bucket,
    /// Any other resource that an ARN or a parameter names.
    Resource,
    /// The key of an S3 object.
    Object,
    /// The value of a tag.
    Tag,
    /// Any other value that is not known to be harmless.
    Value,
    /// A token, a password or a signature.
    Credential,
}

impl Kind {
    /// All kinds, in descending order of priority.
    pub const ALL: [Kind; 12] = [
        Kind::Account,
        Kind::KeyId,
        Kind::Address,
        Kind::Email,
        Kind::Id,
        Kind::User,
        Kind::Bucket,
        Kind::Resource,
        Kind::Object,
        Kind::Tag,
        Kind::Value,
        Kind::Credential,
    ];

    /// Returns the plural name.
    pub fn words(self) -> &'static str {
        match self {
            Kind::Account => "Accounts",
            Kind::KeyId => "Access keys and unique ids",
            Kind::Address => "Addresses",
            Kind::Email => "E-mail addresses",
            Kind::Id => "Ids of resources",
            Kind::User => "Users, roles and sessions",
            Kind::Bucket => "Buckets",
            Kind::Resource => "Other resources",
            Kind::Object => "Object keys",
            Kind::Tag => "Values of tags",
            Kind::Value => "Other names and values",
            Kind::Credential => "Tokens, passwords and signatures",
        }
    }

    pub(super) fn number(self) -> u8 {
        self as u8
    }

    pub(super) fn of_number(number: u8) -> Option<Kind> {
        Kind::ALL.get(number as usize).copied()
    }

    /// Returns whether the value is found by its form alone, wherever it occurs.
    pub(super) fn has_form(self) -> bool {
        matches!(self, Kind::Account | Kind::KeyId | Kind::Address | Kind::Email)
    }

    /// Returns whether the value is searched for in texts.
    pub(super) fn is_looked_for(self) -> bool {
        !matches!(self, Kind::Object | Kind::Tag | Kind::Value)
    }
}
