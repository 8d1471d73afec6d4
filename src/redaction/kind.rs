//! The kinds of what is replaced.

use serde::{Deserialize, Serialize};

/// What a value is. Of several kinds the first wins.
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
    /// An id that AWS gave: of EC2, or a GUID that names a resource.
    Id,
    /// A user, a role, a session or a person.
    User,
    /// An S3 bucket.
    Bucket,
    /// Anything else that an ARN or a parameter names.
    Resource,
    /// The key of an S3 object.
    Object,
    /// The value of a tag.
    Tag,
    /// Anything else that is not known to be harmless.
    Value,
    /// A token, a password or a signature.
    Credential,
}

impl Kind {
    /// All of them, the first to win first.
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

    /// Several of them, in words.
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

    /// Whether the value is found wherever it stands by its form alone.
    pub(super) fn has_form(self) -> bool {
        matches!(self, Kind::Account | Kind::KeyId | Kind::Address | Kind::Email)
    }

    /// Whether the value is looked for in texts.
    pub(super) fn is_looked_for(self) -> bool {
        !matches!(self, Kind::Object | Kind::Tag | Kind::Value)
    }
}
