//! The identity that a session's own records state.

use super::credential::{Credential, CredentialTexts, IdentityClass, account_of, last_part};
use super::graph::{Graph, Session};
use super::persons::{People, Person, is_of_identity_center};
use super::told::{ActorKind, Certainty, Proof};

/// The identity behind a session, as its own records state it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Principal {
    pub(super) kind: ActorKind,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) id: String,
    pub(super) account: String,
    pub(super) certainty: Certainty,
    pub(super) proof: Proof,
}

/// Returns the identity that a session's own records state.
pub(super) fn behind(graph: &Graph, people: &People, number: u32, session: &Session) -> Principal {
    let Credential { class, words, from_ec2, .. } = &session.credential;
    let CredentialTexts {
        account,
        principal,
        session_name,
        name,
        issuer,
        source,
        behalf,
        provider,
        issued_to,
        ..
    } = words.map(|code| graph.text(*code));
    let own = |text: &str| text.to_owned();
    let is = |kind: ActorKind, key: String, name: &str, id: &str, certainty: Certainty, proof: Proof| {
        Principal { kind, key, name: own(name), id: own(id), account: own(account), certainty, proof }
    };
    let exact = |kind: ActorKind, key: String, name: &str, id: &str| {
        is(kind, key, name, id, Certainty::Exact, Proof::Record)
    };
    // A person is the same in every account.
    let of_person = |Person { key, name, id }: Person, certainty: Certainty, proof: Proof| Principal {
        kind: ActorKind::Person,
        key,
        name,
        id,
        account: String::new(),
        certainty,
        proof,
    };
    let person_by_id = |certainty: Certainty, proof: Proof| of_person(people.by_id(behalf), certainty, proof);
    match class {
        IdentityClass::Root => exact(ActorKind::Root, format!("root/{account}"), "root", issuer),
        IdentityClass::User if name.is_empty() => {
            let shown = "user name withheld";
            is(
                ActorKind::Unknown,
                format!("withheld/{account}"),
                shown,
                "",
                Certainty::Unknown,
                Proof::Record,
            )
        }
        IdentityClass::User => {
            // Some records have only the id; others have the name for it.
            let of_id = people.user(principal).filter(|_| name == principal);
            let (account, name) = of_id.unwrap_or((account, name));
            exact(ActorKind::User, format!("user/{account}/{name}"), name, issuer)
        }
        IdentityClass::Session => {
            let role_session = || [name, session_name].join("/");
            if is_of_identity_center(name, issuer) {
                return if behalf.is_empty() && !session_name.is_empty() {
                    let person = people.by_name(session_name, account, issuer);
                    of_person(person, Certainty::Inferred, Proof::IdentityCenter)
                } else {
                    person_by_id(Certainty::Inferred, Proof::Record)
                };
            }
            if !behalf.is_empty() {
                return person_by_id(Certainty::Inferred, Proof::Record);
            }
            if let Some(machine) = machine(account, session_name, issued_to, *from_ec2, None) {
                return machine;
            }
            if !source.is_empty() {
                let key = format!("named/{source}");
                return Principal {
                    account: String::new(),
                    ..is(ActorKind::Named, key, source, "", Certainty::Inferred, Proof::SourceIdentity)
                };
            }
            let linked =
                issuer.split_once(":role/aws-service-role/").and_then(|(_, rest)| rest.split_once('/'));
            if let Some((service, _)) = linked {
                return service_behind(service, Certainty::Inferred, Proof::Issuer);
            }
            let role = if issuer.is_empty() { principal } else { issuer };
            let key = format!("session/{role}/{account}/{session_name}");
            is(ActorKind::RoleSession, key, &role_session(), role, Certainty::Claimed, Proof::SessionName)
        }
        IdentityClass::Role => {
            exact(ActorKind::RoleSession, format!("role/{issuer}/{principal}"), name, issuer)
        }
        IdentityClass::Federated => {
            let account = if account.is_empty() { account_of(issuer) } else { account };
            if issuer.ends_with(":root") {
                return is(
                    ActorKind::Root,
                    format!("root/{account}"),
                    "root",
                    issuer,
                    Certainty::Inferred,
                    Proof::Issuer,
                );
            }
            let user = last_part(issuer);
            if issuer.contains(":user/") {
                let key = format!("user/{account}/{user}");
                return is(ActorKind::User, key, user, issuer, Certainty::Inferred, Proof::Issuer);
            }
            let key = format!("federated/{account}/{session_name}");
            is(ActorKind::RoleSession, key, session_name, issuer, Certainty::Claimed, Proof::SessionName)
        }
        IdentityClass::Account => {
            let shown = [account, principal].join("/");
            exact(ActorKind::OtherAccount, format!("account/{shown}"), shown.trim_matches('/'), principal)
        }
        IdentityClass::Anonymous => {
            let shown = "anonymous";
            Principal { account: String::new(), ..exact(ActorKind::Anonymous, own(shown), shown, "") }
        }
        IdentityClass::Service => service_behind(name, Certainty::Exact, Proof::Record),
        IdentityClass::Person => person_by_id(Certainty::Exact, Proof::Record),
        IdentityClass::Saml if provider.contains("saml-provider/AWSSSO_") || people.is_person(number) => {
            of_person(people.by_name(name, account, ""), Certainty::Exact, Proof::Record)
        }
        IdentityClass::Saml => {
            let name = if name.is_empty() { principal } else { name };
            exact(ActorKind::Saml, format!("saml/{provider}/{name}"), name, provider)
        }
        IdentityClass::WebIdentity => {
            let shown = if name.is_empty() { principal } else { name };
            exact(ActorKind::WebIdentity, format!("web/{principal}/{name}"), shown, provider)
        }
        IdentityClass::Directory => {
            exact(ActorKind::Directory, format!("directory/{account}/{name}"), name, principal)
        }
        IdentityClass::Other => {
            exact(ActorKind::Other, format!("other/{account}/{principal}/{name}"), name, principal)
        }
        IdentityClass::Unknown if !behalf.is_empty() => person_by_id(Certainty::Exact, Proof::Record),
        IdentityClass::Unknown => {
            let name = if name.is_empty() { "unknown" } else { name };
            is(
                ActorKind::Unknown,
                format!("unknown/{account}/{name}"),
                name,
                principal,
                Certainty::Unknown,
                Proof::Record,
            )
        }
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
    let Person { key, name, id } = person;
    Some(Principal {
        kind: ActorKind::Person,
        key,
        name,
        id,
        account: String::new(),
        certainty: Certainty::Inferred,
        proof: Proof::IdentityCenter,
    })
}

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
