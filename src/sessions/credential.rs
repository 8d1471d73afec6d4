//! A credential: what one `userIdentity` element states about the identity and its credentials.
//!
//! Elements that differ only in transient members (such as `invokedBy`) are one credential. A credential is
//! identified by its [`Credential::hash`], which is the same in every worker.

use crate::model::{Arn, end_of_arn};
use crate::store::dictionary::Interner;
use crate::store::repeats::stable_hash;

/// Prefix of the names of IAM Identity Center roles.
pub(super) const SSO_ROLE: &str = "AWSReservedSSO_";

/// The type of an identity, as far as following needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum IdentityClass {
    Root,
    User,
    /// A role session, regardless of the stated type.
    Session,
    /// A role as an identity of its own, not a session of it.
    Role,
    Federated,
    Account,
    Anonymous,
    Service,
    Person,
    Saml,
    WebIdentity,
    Directory,
    /// An identity of an undocumented type, but with a name.
    Other,
    Unknown,
}

impl IdentityClass {
    const ALL: [IdentityClass; 14] = [
        IdentityClass::Root,
        IdentityClass::User,
        IdentityClass::Session,
        IdentityClass::Role,
        IdentityClass::Federated,
        IdentityClass::Account,
        IdentityClass::Anonymous,
        IdentityClass::Service,
        IdentityClass::Person,
        IdentityClass::Saml,
        IdentityClass::WebIdentity,
        IdentityClass::Directory,
        IdentityClass::Other,
        IdentityClass::Unknown,
    ];

    /// Returns the class with this number.
    pub fn of(number: u8) -> IdentityClass {
        IdentityClass::ALL.get(usize::from(number)).copied().unwrap_or(IdentityClass::Unknown)
    }
}

/// The texts of a credential, as strings or as codes of a pool. Empty where absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct CredentialTexts<T> {
    /// The account of the credentials.
    pub account: T,
    /// `AIDA...`, for a role session `AROA...` without the session's name, or another id that tells
    /// principals apart.
    pub principal: T,
    /// The session's name, for a role session or a federated user.
    pub session_name: T,
    /// The name of a user, service or subject; for a role session, of the role.
    pub name: T,
    /// The ARN of the role or user that issued the session; for a user, its own.
    pub issuer: T,
    /// The access key.
    pub key: T,
    /// `signInSessionArn`
    pub sign_in: T,
    /// `sourceIdentity`
    pub source: T,
    /// `onBehalfOf.userId`
    pub behalf: T,
    /// `onBehalfOf.identityStoreArn`
    pub store: T,
    /// `identityProvider`
    pub provider: T,
    /// `inScopeOf.credentialsIssuedTo`
    pub issued_to: T,
}

impl<T> CredentialTexts<T> {
    /// Number of words.
    pub const COUNT: usize = 12;

    /// Converts each word.
    pub fn map<U>(&self, mut change: impl FnMut(&T) -> U) -> CredentialTexts<U> {
        CredentialTexts {
            account: change(&self.account),
            principal: change(&self.principal),
            session_name: change(&self.session_name),
            name: change(&self.name),
            issuer: change(&self.issuer),
            key: change(&self.key),
            sign_in: change(&self.sign_in),
            source: change(&self.source),
            behalf: change(&self.behalf),
            store: change(&self.store),
            provider: change(&self.provider),
            issued_to: change(&self.issued_to),
        }
    }

    /// Returns all words, in the order of [`CredentialTexts::from_list`].
    pub fn list(&self) -> [&T; 12] {
        [
            &self.account,
            &self.principal,
            &self.session_name,
            &self.name,
            &self.issuer,
            &self.key,
            &self.sign_in,
            &self.source,
            &self.behalf,
            &self.store,
            &self.provider,
            &self.issued_to,
        ]
    }

    /// Creates the words from their list.
    pub fn from_list(list: [T; 12]) -> CredentialTexts<T> {
        let [
            account,
            principal,
            session_name,
            name,
            issuer,
            key,
            sign_in,
            source,
            behalf,
            store,
            provider,
            issued_to,
        ] = list;
        CredentialTexts {
            account,
            principal,
            session_name,
            name,
            issuer,
            key,
            sign_in,
            source,
            behalf,
            store,
            provider,
            issued_to,
        }
    }
}

/// An identity with its credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Credential<T> {
    /// The type of the identity.
    pub class: IdentityClass,
    /// Its texts.
    pub words: CredentialTexts<T>,
    /// The time in milliseconds at which the credentials were issued.
    pub created: Option<i64>,
    /// The value of `mfaAuthenticated`; `None` if absent.
    pub mfa: Option<bool>,
    /// Whether EC2 states that it delivered the credentials to an instance.
    pub from_ec2: bool,
    /// Whether these are root credentials from AssumeRoot, as far as the element says.
    pub assumed_root: bool,
    /// Whether the element has a masked access key, so that [`CredentialTexts::key`] is empty.
    pub masked_key: bool,
}

impl Credential<String> {
    /// Returns a hash that is equal only for the same credentials. A console session is identified
    /// by its sign-in session, or else by its key, or else by identity and time; a session of the
    /// access portal by the person that it acts for.
    pub fn hash(&self) -> u128 {
        let CredentialTexts { account, principal, session_name, name, key, sign_in, .. } = &self.words;
        let created = self.created.unwrap_or_default().to_le_bytes();
        let who = [account, principal, session_name, name].map(|word| word.as_bytes());
        let [account, principal, session_name, name] = who;
        let class = [self.class as u8];
        if !sign_in.is_empty() {
            // One sign-in may switch roles.
            return stable_hash(&[b"sign-in", sign_in.as_bytes(), &class, principal, session_name]);
        }
        if !key.is_empty() {
            // Sample records of different people share keys, and a forger may use any key.
            return stable_hash(&[b"key", key.as_bytes(), &class, principal, session_name]);
        }
        // Nothing else tells people of Identity Center apart.
        let behalf = match self.class {
            IdentityClass::Person | IdentityClass::Unknown => self.words.behalf.as_bytes(),
            _ => b"",
        };
        let kind: &[u8] = if self.masked_key { b"masked" } else { b"bare" };
        stable_hash(&[kind, &class, account, principal, session_name, name, &created, behalf])
    }
}

/// Returns the permission set of an IAM Identity Center role, `AWSReservedSSO_PERMISSIONSET_HASH`;
/// `None` for any other role.
pub(super) fn permission_set(role: &str) -> Option<&str> {
    let (set, _hash) = role.strip_prefix(SSO_ROLE)?.rsplit_once('_')?;
    Some(set)
}

/// Returns the account in an ARN; empty if there is none.
pub(super) fn account_of(arn: &str) -> &str {
    Arn::split(arn).account
}

/// Returns the name at the end of an ARN; any other text without separators unchanged.
pub(super) fn last_part(arn: &str) -> &str {
    end_of_arn(arn).unwrap_or(arn)
}

impl Credential<u32> {
    /// Adds what another element of the same credential states; the result does not depend on the
    /// order.
    pub fn merge(&mut self, other: &Credential<u32>, texts: &Interner) {
        let better = |own: &u32, other: &u32| match (texts.bytes(*own), texts.bytes(*other)) {
            (own_text, other_text)
                if own_text.is_empty() || !other_text.is_empty() && other_text < own_text =>
            {
                *other
            }
            _ => *own,
        };
        // A name replaces an id that was used in place of a name.
        let named = |words: &CredentialTexts<u32>| if words.name == words.principal { 0 } else { words.name };
        let name = match (named(&self.words), named(&other.words)) {
            (0, 0) => better(&self.words.name, &other.words.name),
            (0, name) | (name, 0) => name,
            (own, other) => better(&own, &other),
        };
        let (own, others) = (self.words.list().map(|code| *code), other.words.list().map(|code| *code));
        let mut merged = own;
        for (place, (own, other)) in own.iter().zip(&others).enumerate() {
            merged[place] = better(own, other);
        }
        self.words = CredentialTexts { name, ..CredentialTexts::from_list(merged) };
        self.created = match (self.created, other.created) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.mfa = self.mfa.max(other.mfa);
        self.from_ec2 |= other.from_ec2;
        self.assumed_root |= other.assumed_root;
        self.masked_key |= other.masked_key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Credential<String> {
        Credential::read(json, "")
    }

    #[test]
    fn who_calls_through_a_service_is_the_same() {
        let with = |more: &str| {
            read(&format!(r#"{{"type":"AssumedRole","principalId":"AROAX:b","accessKeyId":"ASIAX"{more}}}"#))
                .hash()
        };
        assert_eq!(with(""), with(r#","invokedBy":"cloudformation.amazonaws.com""#));
        assert_ne!(with(""), with(r#","accessKeyId":"ASIAY""#));
    }

    #[test]
    fn sessions_without_a_key_differ_by_when_they_began() {
        let at = |second: u32| {
            read(&format!(
                r#"{{"type":"AssumedRole","principalId":"AROAX:b","sessionContext":{{"attributes":{{"creationDate":"2024-01-01T00:00:{second:02}Z"}}}}}}"#
            ))
            .hash()
        };
        assert_ne!(at(1), at(2));
        assert_eq!(at(1), at(1));
    }

    #[test]
    fn a_sign_in_session_is_one_whatever_its_keys() {
        let with = |key: &str| {
            read(&format!(
                r#"{{"type":"IAMUser","userName":"a","accessKeyId":"{key}","sessionContext":{{"signInSessionArn":"arn:aws:signin:us-east-1:1:session/u"}}}}"#
            ))
            .hash()
        };
        assert_eq!(with("ASIAX"), with("ASIAY"));
    }
}
