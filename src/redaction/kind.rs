//! The kinds of replaced values.

use serde::{Deserialize, Serialize};

/// The kind of a value to replace. If several apply, the first one wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SecretKind {
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

impl SecretKind {
    /// All kinds, in descending order of priority.
    pub const ALL: [SecretKind; 12] = [
        SecretKind::Account,
        SecretKind::KeyId,
        SecretKind::Address,
        SecretKind::Email,
        SecretKind::Id,
        SecretKind::User,
        SecretKind::Bucket,
        SecretKind::Resource,
        SecretKind::Object,
        SecretKind::Tag,
        SecretKind::Value,
        SecretKind::Credential,
    ];

    /// Returns the plural name.
    pub fn words(self) -> &'static str {
        match self {
            SecretKind::Account => "Accounts",
            SecretKind::KeyId => "Access keys and unique ids",
            SecretKind::Address => "Addresses",
            SecretKind::Email => "E-mail addresses",
            SecretKind::Id => "Ids of resources",
            SecretKind::User => "Users, roles and sessions",
            SecretKind::Bucket => "Buckets",
            SecretKind::Resource => "Other resources",
            SecretKind::Object => "Object keys",
            SecretKind::Tag => "Values of tags",
            SecretKind::Value => "Other names and values",
            SecretKind::Credential => "Tokens, passwords and signatures",
        }
    }

    pub(super) fn number(self) -> u8 {
        self as u8
    }

    pub(super) fn of_number(number: u8) -> Option<SecretKind> {
        SecretKind::ALL.get(number as usize).copied()
    }

    /// Returns whether the value is found by its form alone, wherever it occurs.
    pub(super) fn has_form(self) -> bool {
        matches!(self, SecretKind::Account | SecretKind::KeyId | SecretKind::Address | SecretKind::Email)
    }

    /// Returns whether the value is searched for in texts.
    pub(super) fn is_looked_for(self) -> bool {
        !matches!(self, SecretKind::Object | SecretKind::Tag | SecretKind::Value)
    }
}
