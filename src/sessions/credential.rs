//! A credential: one `userIdentity` element, read by the table of identity types in
//! the CloudTrail User Guide.
//!
//! Elements that differ only in transient members (such as `invokedBy`) are one credential. A credential is
//! identified by its [`Credential::hash`], which is the same in every worker.

use super::mask::{is_masked_key, is_masked_name};
use crate::base::time::parse_millis;
use crate::event::Identity;
use crate::model::{Arn, end_of_arn, role_and_session};
use crate::store::dictionary::Interner;
use crate::store::repeats::stable_hash;

/// The text that CloudTrail writes in place of a name that it withholds.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

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
    /// Reads a `userIdentity` element. `who` is the name that the whole record gives if the element
    /// names none.
    pub fn read(json: &str, who: &str) -> Credential<String> {
        let identity = Identity::parse(json);
        let own = |value: &Option<String>| value.clone().unwrap_or_default();
        let principal_id = own(&identity.principal_id);
        let arn = own(&identity.arn);
        let named = identity.user_name.clone().filter(|name| name != HIDDEN).unwrap_or_default();
        let class = class_of(&identity, &arn, who);
        let key = identity.access_key_id.as_deref().unwrap_or_default();
        let masked_key = is_masked_key(key);
        let key = if masked_key { "" } else { key };
        let mut words = CredentialTexts {
            account: identity.account_id.clone().unwrap_or_else(|| account_of(&arn).to_owned()),
            principal: principal_id.clone(),
            key: key.to_owned(),
            sign_in: identity.sign_in_session.clone().filter(|arn| !is_masked_name(arn)).unwrap_or_default(),
            source: own(&identity.source_identity),
            behalf: own(&identity.on_behalf_of),
            store: own(&identity.identity_store),
            issued_to: own(&identity.issued_to),
            provider: own(&identity.identity_provider),
            ..CredentialTexts::default()
        };
        match class {
            IdentityClass::Session => {
                let (role, session) = role_and_session(&arn).unwrap_or_default();
                let of_principal = principal_id.split_once(':');
                words.principal = of_principal.map_or(principal_id.clone(), |(role, _)| role.to_owned());
                words.session_name = if session.is_empty() {
                    of_principal.map(|(_, session)| session.to_owned()).unwrap_or_default()
                } else {
                    session.to_owned()
                };
                words.issuer = own(&identity.issuer_arn);
                words.name = identity.issuer_name.clone().filter(|_| role.is_empty()).unwrap_or_else(|| {
                    if role.is_empty() { last_part(&words.issuer) } else { role }.to_owned()
                });
                if words.account.is_empty() {
                    words.account = account_of(&words.issuer).to_owned();
                }
            }
            IdentityClass::Federated => {
                words.session_name = principal_id
                    .split_once(':')
                    .map_or_else(|| last_part(&arn).to_owned(), |(_, name)| name.to_owned());
                words.issuer = own(&identity.issuer_arn);
                words.name = if named.is_empty() { words.session_name.clone() } else { named };
            }
            IdentityClass::Root => words.name = "root".to_owned(),
            IdentityClass::User => {
                words.name = if !named.is_empty() {
                    named
                } else if !arn.is_empty() {
                    last_part(&arn).to_owned()
                } else if identity.user_name.is_some() {
                    // Withheld: a sign-in with a wrong user name.
                    String::new()
                } else {
                    principal_id.clone()
                };
                words.issuer = arn;
            }
            IdentityClass::Service => {
                words.name =
                    identity.invoked_by.clone().filter(|name| !name.is_empty()).unwrap_or_else(|| {
                        if !named.is_empty() {
                            named
                        } else if !principal_id.is_empty() {
                            principal_id.clone()
                        } else {
                            who.to_owned()
                        }
                    });
            }
            IdentityClass::Anonymous => words.name = "anonymous".to_owned(),
            IdentityClass::Role
            | IdentityClass::Account
            | IdentityClass::Person
            | IdentityClass::Saml
            | IdentityClass::WebIdentity => {
                words.name = if named.is_empty() { last_part(&arn).to_owned() } else { named };
                words.issuer = arn;
                if words.account.is_empty() {
                    // The provider is a resource in the account that trusts it.
                    words.account = account_of(&words.provider).to_owned();
                }
            }
            IdentityClass::Other => {
                words.name = identity.who().unwrap_or_default();
                words.issuer = arn;
            }
            IdentityClass::Directory | IdentityClass::Unknown => {
                words.name = if named.is_empty() { who.to_owned() } else { named };
                words.issuer = arn;
            }
        }
        Credential {
            class,
            words,
            created: identity.created.as_deref().and_then(parse_millis),
            mfa: identity.mfa_authenticated.as_deref().map(|flag| flag.eq_ignore_ascii_case("true")),
            from_ec2: identity.ec2_role_delivery.is_some(),
            assumed_root: identity.assumed_root.as_deref() == Some("true"),
            masked_key,
        }
    }

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

fn class_of(identity: &Identity, arn: &str, who: &str) -> IdentityClass {
    let anonymous = |text: &Option<String>| {
        text.as_deref()
            .is_some_and(|text| text.eq_ignore_ascii_case("anonymous") || text == "ANONYMOUS_PRINCIPAL")
    };
    match identity.kind.as_deref().unwrap_or_default() {
        "Root" => IdentityClass::Root,
        "IAMUser" => IdentityClass::User,
        "AssumedRole" => IdentityClass::Session,
        "Role" => IdentityClass::Role,
        "FederatedUser" => IdentityClass::Federated,
        "AWSAccount" if anonymous(&identity.account_id) || anonymous(&identity.principal_id) => {
            IdentityClass::Anonymous
        }
        "AWSAccount" => IdentityClass::Account,
        "AWSService" => IdentityClass::Service,
        "IdentityCenterUser" => IdentityClass::Person,
        "SAMLUser" => IdentityClass::Saml,
        "WebIdentityUser" => IdentityClass::WebIdentity,
        "Directory" => IdentityClass::Directory,
        _ if arn.contains(":assumed-role/") => IdentityClass::Session,
        _ if arn.contains(":federated-user/") => IdentityClass::Federated,
        _ if arn.contains(":user/") => IdentityClass::User,
        _ if arn.ends_with(":root") => IdentityClass::Root,
        _ if identity.on_behalf_of.is_some() => IdentityClass::Person,
        "" if identity.invoked_by.is_some() => IdentityClass::Service,
        // The rest of the record identifies an event of a service.
        _ if identity.who().is_none() && who.ends_with(".amazonaws.com") => IdentityClass::Service,
        _ if identity.who().is_some() => IdentityClass::Other,
        _ => IdentityClass::Unknown,
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
    fn a_role_session_is_taken_apart() {
        let credential = read(
            r#"{"type":"AssumedRole","principalId":"AROAX:build","arn":"arn:aws:sts::1:assumed-role/deploy/build",
            "accountId":"1","accessKeyId":"ASIAX","sessionContext":{"sessionIssuer":{"type":"Role",
            "arn":"arn:aws:iam::1:role/ci/deploy","userName":"deploy"},
            "attributes":{"creationDate":"20131102T010628Z","mfaAuthenticated":"false"},"sourceIdentity":"carol"}}"#,
        );
        assert_eq!(credential.class, IdentityClass::Session);
        let CredentialTexts { principal, session_name, name, issuer, source, .. } = &credential.words;
        assert_eq!([principal, session_name, name], ["AROAX", "build", "deploy"]);
        assert_eq!([issuer, source], ["arn:aws:iam::1:role/ci/deploy", "carol"]);
        assert_eq!(credential.created, parse_millis("2013-11-02T01:06:28Z"));
        assert_eq!(credential.mfa, Some(false));
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

    #[test]
    fn classes_of_odd_identities() {
        for (json, who, class) in [
            (r#"{"type":"Unknown","arn":"arn:aws:sts::1:assumed-role/r/s"}"#, "", IdentityClass::Session),
            (r#"{"type":"Unknown","onBehalfOf":{"userId":"u"}}"#, "", IdentityClass::Person),
            (r#"{"accountId":"1","invokedBy":"kms.amazonaws.com"}"#, "", IdentityClass::Service),
            (r#"{"type":"AWSAccount","principalId":"Anonymous"}"#, "", IdentityClass::Anonymous),
            ("", "cloudtrail.amazonaws.com", IdentityClass::Service),
            (r#"{"type":"Unknown"}"#, "unknown at 192.0.2.1", IdentityClass::Unknown),
            (r#"{"type":"Martian","userName":"m"}"#, "", IdentityClass::Other),
        ] {
            assert_eq!(Credential::read(json, who).class, class, "{json}");
        }
    }
}
