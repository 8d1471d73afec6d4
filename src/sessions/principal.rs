//! The identity that a session's own records state.

use super::answers::{ActorKind, Certainty, Proof};
use super::credential::{Credential, CredentialTexts, IdentityClass, account_of, last_part};
use super::graph::{Graph, Session};
use super::persons::{People, Person, is_of_identity_center};

/// The identity behind a session, as its own records state it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Principal {
    pub(super) kind: ActorKind,
    /// A key that is equal for the same identity only.
    pub(super) key: String,
    pub(super) name: String,
    pub(super) id: String,
    /// The account that the records state; empty if they state none, or if the identity is the same
    /// in every account.
    pub(super) account: String,
    pub(super) certainty: Certainty,
    pub(super) proof: Proof,
}

impl Principal {
    /// Returns an identity that the record itself states, thus with exact certainty.
    fn stated(kind: ActorKind, key: String, name: &str, id: &str, account: &str) -> Principal {
        Principal {
            kind,
            key,
            name: name.to_owned(),
            id: id.to_owned(),
            account: account.to_owned(),
            certainty: Certainty::Exact,
            proof: Proof::Record,
        }
    }

    /// Returns a person of IAM Identity Center, who is the same in every account.
    fn person(person: Person, certainty: Certainty, proof: Proof) -> Principal {
        let Person { key, name, id } = person;
        Principal { kind: ActorKind::Person, key, name, id, account: String::new(), certainty, proof }
    }
}

/// Returns the identity that a session's own records state. `number` is the session's number in the
/// graph.
pub(super) fn behind(graph: &Graph, people: &People, number: u32, session: &Session) -> Principal {
    let Credential { class, words, from_ec2, .. } = &session.credential;
    let words = words.map(|code| graph.text(*code));
    let CredentialTexts { account, principal, name, issuer, behalf, provider, .. } = words;
    let stated =
        |kind: ActorKind, key: String, name: &str, id: &str| Principal::stated(kind, key, name, id, account);
    let name_or_id = if name.is_empty() { principal } else { name };
    match class {
        IdentityClass::Root => stated(ActorKind::Root, format!("root/{account}"), "root", issuer),
        IdentityClass::User => iam_user(people, &words),
        IdentityClass::Session => role_session(people, &words, *from_ec2),
        IdentityClass::Role => {
            stated(ActorKind::RoleSession, format!("role/{issuer}/{principal}"), name, issuer)
        }
        IdentityClass::Federated => federated_user(&words),
        IdentityClass::Account => {
            let shown = [account, principal].join("/");
            stated(ActorKind::OtherAccount, format!("account/{shown}"), shown.trim_matches('/'), principal)
        }
        IdentityClass::Anonymous => {
            let shown = "anonymous";
            Principal::stated(ActorKind::Anonymous, shown.to_owned(), shown, "", "")
        }
        IdentityClass::Service => service_behind(name, Certainty::Exact, Proof::Record),
        IdentityClass::Person => Principal::person(people.by_id(behalf), Certainty::Exact, Proof::Record),
        IdentityClass::Saml if provider.contains("saml-provider/AWSSSO_") || people.is_person(number) => {
            Principal::person(people.by_name(name, account, ""), Certainty::Exact, Proof::Record)
        }
        IdentityClass::Saml => {
            stated(ActorKind::Saml, format!("saml/{provider}/{name_or_id}"), name_or_id, provider)
        }
        IdentityClass::WebIdentity => {
            stated(ActorKind::WebIdentity, format!("web/{principal}/{name}"), name_or_id, provider)
        }
        IdentityClass::Directory => {
            stated(ActorKind::Directory, format!("directory/{account}/{name}"), name, principal)
        }
        IdentityClass::Other => {
            stated(ActorKind::Other, format!("other/{account}/{principal}/{name}"), name, principal)
        }
        IdentityClass::Unknown if !behalf.is_empty() => {
            Principal::person(people.by_id(behalf), Certainty::Exact, Proof::Record)
        }
        IdentityClass::Unknown => {
            let name = if name.is_empty() { "unknown" } else { name };
            let key = format!("unknown/{account}/{name}");
            Principal { certainty: Certainty::Unknown, ..stated(ActorKind::Unknown, key, name, principal) }
        }
    }
}

/// Returns an IAM user; an unknown identity of the account if CloudTrail withholds the name.
fn iam_user(people: &People, words: &CredentialTexts<&str>) -> Principal {
    let CredentialTexts { account, principal, name, issuer, .. } = *words;
    if name.is_empty() {
        let key = format!("withheld/{account}");
        return Principal {
            certainty: Certainty::Unknown,
            ..Principal::stated(ActorKind::Unknown, key, "user name withheld", "", account)
        };
    }
    // Some records have only the id; others have the name for it.
    let of_id = people.user(principal).filter(|_| name == principal);
    let (account_of_user, name) = of_id.unwrap_or((account, name));
    let key = format!("user/{account_of_user}/{name}");
    Principal::stated(ActorKind::User, key, name, issuer, account)
}

/// Returns the first identity that the records of a role session name, in this order: a person, an
/// instance or function, a source identity, the service of a service-linked role; else the session
/// itself.
fn role_session(people: &People, words: &CredentialTexts<&str>, from_ec2: bool) -> Principal {
    let CredentialTexts { account, session_name, name, issuer, source, behalf, issued_to, .. } = *words;
    if is_of_identity_center(name, issuer) {
        return person_of_permission_set(people, words);
    }
    if !behalf.is_empty() {
        return Principal::person(people.by_id(behalf), Certainty::Inferred, Proof::Record);
    }
    if let Some(machine) = machine(account, session_name, issued_to, from_ec2, None) {
        return machine;
    }
    if !source.is_empty() {
        return named_by_source_identity(source);
    }
    match service_of_linked_role(issuer) {
        Some(service) => service_behind(service, Certainty::Inferred, Proof::Issuer),
        None => named_by_session(words),
    }
}

/// Returns the person of a session of an Identity Center role: by `onBehalfOf.userId`, or else by
/// the session's name, which Identity Center chooses.
fn person_of_permission_set(people: &People, words: &CredentialTexts<&str>) -> Principal {
    let CredentialTexts { account, session_name, issuer, behalf, .. } = *words;
    if behalf.is_empty() && !session_name.is_empty() {
        let person = people.by_name(session_name, account, issuer);
        Principal::person(person, Certainty::Inferred, Proof::IdentityCenter)
    } else {
        Principal::person(people.by_id(behalf), Certainty::Inferred, Proof::Record)
    }
}

/// Returns the identity that a `sourceIdentity` names. It is the same in every account.
fn named_by_source_identity(source: &str) -> Principal {
    let key = format!("named/{source}");
    Principal {
        certainty: Certainty::Inferred,
        proof: Proof::SourceIdentity,
        ..Principal::stated(ActorKind::Named, key, source, "", "")
    }
}

/// Returns the service that alone may assume a service-linked role, such as
/// `autoscaling.amazonaws.com`; `None` if the ARN is not of such a role.
fn service_of_linked_role(role_arn: &str) -> Option<&str> {
    let (_, rest) = role_arn.split_once(":role/aws-service-role/")?;
    rest.split_once('/').map(|(service, _)| service)
}

/// Returns a role session as an identity of its own. Only its name, which the caller chose, tells it
/// from other sessions of the role.
fn named_by_session(words: &CredentialTexts<&str>) -> Principal {
    let CredentialTexts { account, principal, session_name, name, issuer, .. } = *words;
    let role = if issuer.is_empty() { principal } else { issuer };
    let key = format!("session/{role}/{account}/{session_name}");
    let shown = [name, session_name].join("/");
    Principal {
        certainty: Certainty::Claimed,
        proof: Proof::SessionName,
        ..Principal::stated(ActorKind::RoleSession, key, &shown, role, account)
    }
}

/// Returns the root user or IAM user that called GetFederationToken, which the session's issuer is;
/// without an issuer, the session as its caller named it.
fn federated_user(words: &CredentialTexts<&str>) -> Principal {
    let CredentialTexts { account, session_name, issuer, .. } = *words;
    let account_of_caller = if account.is_empty() { account_of(issuer) } else { account };
    let issued_by = |kind: ActorKind, key: String, name: &str| Principal {
        certainty: Certainty::Inferred,
        proof: Proof::Issuer,
        ..Principal::stated(kind, key, name, issuer, account)
    };
    if issuer.ends_with(":root") {
        return issued_by(ActorKind::Root, format!("root/{account_of_caller}"), "root");
    }
    if issuer.contains(":user/") {
        let user = last_part(issuer);
        return issued_by(ActorKind::User, format!("user/{account_of_caller}/{user}"), user);
    }
    let key = format!("federated/{account_of_caller}/{session_name}");
    Principal {
        certainty: Certainty::Claimed,
        proof: Proof::SessionName,
        ..Principal::stated(ActorKind::RoleSession, key, session_name, issuer, account)
    }
}

/// Returns the person for whom a service of Identity Center assumed a role: the service names the
/// session after the person.
pub(super) fn person_of_service(graph: &Graph, people: &People, session: &Session) -> Option<Principal> {
    let words = &session.credential.words;
    let name = graph.text(words.session_name);
    if name.is_empty() {
        return None;
    }
    let person = match graph.text(words.behalf) {
        "" => people.by_name(name, graph.text(words.account), graph.text(words.issuer)),
        id => people.by_id(id),
    };
    Some(Principal::person(person, Certainty::Inferred, Proof::IdentityCenter))
}

/// Returns an AWS service, named by its domain (`ec2.amazonaws.com`). It is the same in every
/// account.
pub(super) fn service_behind(service: &str, certainty: Certainty, proof: Proof) -> Principal {
    Principal {
        kind: ActorKind::Service,
        key: format!("service/{service}"),
        name: service.to_owned(),
        id: service.to_owned(),
        account: String::new(),
        certainty,
        proof,
    }
}

/// Returns the instance or function that holds a role's credentials, by the name of the session,
/// which the service chooses. `issuer` is the service, if it is known to have issued the
/// credentials.
pub(super) fn machine(
    account: &str,
    session_name: &str,
    issued_to: &str,
    from_ec2: bool,
    issuer: Option<&str>,
) -> Option<Principal> {
    let is_instance = session_name
        .strip_prefix("i-")
        .is_some_and(|id| id.len() >= 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let is_function = issued_to.contains(":function:") || issuer == Some("lambda.amazonaws.com");
    let (kind, word) = match (is_function, is_instance) {
        (true, _) => (ActorKind::Function, "function"),
        (_, true) => (ActorKind::Instance, "instance"),
        _ => return None,
    };
    let certainty = match issuer {
        Some(_) => Certainty::Exact,
        None if from_ec2 || !issued_to.is_empty() => Certainty::Inferred,
        None => Certainty::Claimed,
    };
    let name = match issued_to.split_once(":function:") {
        Some((_, name)) => name.split(':').next().unwrap_or(name),
        None => session_name,
    };
    Some(Principal {
        kind,
        key: format!("{word}/{account}/{name}"),
        name: name.to_owned(),
        id: issued_to.to_owned(),
        account: account.to_owned(),
        certainty,
        proof: if certainty == Certainty::Claimed { Proof::SessionName } else { Proof::Record },
    })
}
