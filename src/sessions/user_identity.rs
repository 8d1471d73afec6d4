//! Reads `userIdentity` elements as credentials, by the table of identity types in the CloudTrail
//! User Guide.

use super::credential::{Credential, CredentialTexts, IdentityClass, account_of, last_part};
use super::mask::{is_masked_key, is_masked_name};
use crate::base::time::parse_millis;
use crate::event::Identity;
use crate::model::role_and_session;

/// The text that CloudTrail writes in place of a name that it withholds.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

impl Credential<String> {
    /// Reads a `userIdentity` element. `who` is the name that the whole record gives if the element
    /// names none.
    pub fn read(json: &str, who: &str) -> Credential<String> {
        let identity = Identity::parse(json);
        let class = class_of(&identity, who);
        let mut words = texts_of_any_type(&identity);
        read_principal(class, &identity, who, &mut words);
        Credential {
            class,
            words,
            created: identity.created.as_deref().and_then(parse_millis),
            mfa: identity.mfa_authenticated.as_deref().map(|flag| flag.eq_ignore_ascii_case("true")),
            from_ec2: identity.ec2_role_delivery.is_some(),
            assumed_root: identity.assumed_root.as_deref() == Some("true"),
            masked_key: is_masked_key(text(&identity.access_key_id)),
        }
    }
}

/// Returns the class of an identity. An undocumented type, or none, is classified by the ARN, then by
/// other members. `who` is the caller as the whole record names it.
fn class_of(identity: &Identity, who: &str) -> IdentityClass {
    let arn = text(&identity.arn);
    let anonymous = |text: &Option<String>| {
        text.as_deref()
            .is_some_and(|text| text.eq_ignore_ascii_case("anonymous") || text == "ANONYMOUS_PRINCIPAL")
    };
    match text(&identity.kind) {
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

/// Returns the texts of the members that mean the same for every type of identity. Masked keys and
/// sign-in sessions are left out.
fn texts_of_any_type(identity: &Identity) -> CredentialTexts<String> {
    let own = |member: &Option<String>| member.clone().unwrap_or_default();
    let account = identity.account_id.clone();
    CredentialTexts {
        account: account.unwrap_or_else(|| account_of(text(&identity.arn)).to_owned()),
        principal: own(&identity.principal_id),
        key: identity.access_key_id.clone().filter(|key| !is_masked_key(key)).unwrap_or_default(),
        sign_in: identity.sign_in_session.clone().filter(|arn| !is_masked_name(arn)).unwrap_or_default(),
        source: own(&identity.source_identity),
        behalf: own(&identity.on_behalf_of),
        store: own(&identity.identity_store),
        issued_to: own(&identity.issued_to),
        provider: own(&identity.identity_provider),
        ..CredentialTexts::default()
    }
}

/// Adds the texts whose place in the element depends on the type of the identity: the name, the
/// issuer, the session's name, and an account that `accountId` and `arn` do not state.
fn read_principal(class: IdentityClass, identity: &Identity, who: &str, words: &mut CredentialTexts<String>) {
    let named = stated_name(identity);
    let arn = text(&identity.arn);
    match class {
        IdentityClass::Session => read_role_session(identity, words),
        IdentityClass::Federated => read_federated_user(identity, words),
        IdentityClass::Root => words.name = "root".to_owned(),
        IdentityClass::Anonymous => words.name = "anonymous".to_owned(),
        IdentityClass::Service => {
            let names = [text(&identity.invoked_by), named, text(&identity.principal_id), who];
            words.name = first_present(names).to_owned();
        }
        IdentityClass::User => {
            words.name = iam_user_name(identity).to_owned();
            words.issuer = arn.to_owned();
        }
        IdentityClass::Role
        | IdentityClass::Account
        | IdentityClass::Person
        | IdentityClass::Saml
        | IdentityClass::WebIdentity => {
            words.name = first_present([named, last_part(arn)]).to_owned();
            words.issuer = arn.to_owned();
            if words.account.is_empty() {
                // The provider is a resource in the account that trusts it.
                words.account = account_of(&words.provider).to_owned();
            }
        }
        IdentityClass::Other => {
            words.name = identity.who().unwrap_or_default();
            words.issuer = arn.to_owned();
        }
        IdentityClass::Directory | IdentityClass::Unknown => {
            words.name = first_present([named, who]).to_owned();
            words.issuer = arn.to_owned();
        }
    }
}

/// Reads a role session, whose `principalId` is `AROA...:SESSION`. The ARN takes precedence over
/// `principalId` for the session's name, and over `sessionIssuer` for the role's.
fn read_role_session(identity: &Identity, words: &mut CredentialTexts<String>) {
    let (role, session) = role_and_session(text(&identity.arn)).unwrap_or_default();
    let principal_id = text(&identity.principal_id);
    let (role_id, session_of_id) = principal_id.split_once(':').unwrap_or((principal_id, ""));
    words.principal = role_id.to_owned();
    words.session_name = first_present([session, session_of_id]).to_owned();
    let issuer = text(&identity.issuer_arn);
    words.issuer = issuer.to_owned();
    words.name = first_present([role, text(&identity.issuer_name), last_part(issuer)]).to_owned();
    if words.account.is_empty() {
        words.account = account_of(issuer).to_owned();
    }
}

/// Reads a session of GetFederationToken, whose `principalId` is `ACCOUNT:NAME`.
fn read_federated_user(identity: &Identity, words: &mut CredentialTexts<String>) {
    let of_principal = text(&identity.principal_id).split_once(':');
    words.session_name =
        of_principal.map_or_else(|| last_part(text(&identity.arn)), |(_, name)| name).to_owned();
    words.issuer = text(&identity.issuer_arn).to_owned();
    words.name = first_present([stated_name(identity), &words.session_name]).to_owned();
}

/// Returns the name of an IAM user, or its id if the element has no name and no ARN; empty if the name
/// is withheld and there is no ARN.
fn iam_user_name(identity: &Identity) -> &str {
    let named = stated_name(identity);
    let arn = text(&identity.arn);
    if !named.is_empty() {
        named
    } else if !arn.is_empty() {
        last_part(arn)
    } else if identity.user_name.is_some() {
        // Withheld: a sign-in with a wrong user name.
        ""
    } else {
        text(&identity.principal_id)
    }
}

/// Returns `userName`; empty if it is absent or withheld.
fn stated_name(identity: &Identity) -> &str {
    identity.user_name.as_deref().filter(|name| *name != HIDDEN).unwrap_or_default()
}

/// Returns the text of a member; empty if it is absent.
fn text(member: &Option<String>) -> &str {
    member.as_deref().unwrap_or_default()
}

/// Returns the first text that is not empty; empty if all are.
fn first_present<const COUNT: usize>(texts: [&str; COUNT]) -> &str {
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_session_is_taken_apart() {
        let credential = Credential::read(
            r#"{"type":"AssumedRole","principalId":"AROAX:build","arn":"arn:aws:sts::1:assumed-role/deploy/build",
            "accountId":"1","accessKeyId":"ASIAX","sessionContext":{"sessionIssuer":{"type":"Role",
            "arn":"arn:aws:iam::1:role/ci/deploy","userName":"deploy"},
            "attributes":{"creationDate":"20131102T010628Z","mfaAuthenticated":"false"},"sourceIdentity":"carol"}}"#,
            "",
        );
        assert_eq!(credential.class, IdentityClass::Session);
        let CredentialTexts { principal, session_name, name, issuer, source, .. } = &credential.words;
        assert_eq!([principal, session_name, name], ["AROAX", "build", "deploy"]);
        assert_eq!([issuer, source], ["arn:aws:iam::1:role/ci/deploy", "carol"]);
        assert_eq!(credential.created, parse_millis("2013-11-02T01:06:28Z"));
        assert_eq!(credential.mfa, Some(false));
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
