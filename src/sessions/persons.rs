//! Matches records of IAM Identity Center, and of IAM users, that belong to one person: some name a
//! user by id, some by name.

use std::collections::{BTreeMap, BTreeSet};

use hashbrown::HashSet;

use super::credential::{Credential, IdentityClass, SSO_ROLE};
use super::graph::{Graph, Session};
use super::issuance::IssueKind;

/// The path of the roles that IAM Identity Center makes; it is followed by the Region of the
/// Identity Center, except for us-east-1.
const RESERVED_PATH: &str = ":role/aws-reserved/sso.amazonaws.com/";

/// The people and users that the records name.
#[derive(Debug, Default)]
pub(super) struct People {
    /// SAML sessions that assumed a role of IAM Identity Center.
    saml: HashSet<u32>,
    /// The name by user id, and whether it was typed at sign-in: a typed name may differ from the
    /// user's name.
    names: BTreeMap<String, (bool, String)>,
    /// The user ids by name in lower case.
    ids: BTreeMap<String, BTreeSet<String>>,
    /// The identity store by user id.
    stores: BTreeMap<String, String>,
    /// The identity stores whose people have sessions in an account, by account.
    of_account: BTreeMap<String, BTreeSet<String>>,
    /// The Regions of the Identity Centers whose sessions have a name, by the name in lower case.
    regions: BTreeMap<String, BTreeSet<String>>,
    /// The account and name by IAM user id; empty where records contradict each other.
    users: BTreeMap<String, (String, String)>,
}

/// A person, as told apart from others by its records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    /// A key that is equal for the same person only.
    pub key: String,
    /// The name, or the id if no name is known.
    pub name: String,
    /// The user id; empty if it is not known.
    pub id: String,
}

impl People {
    /// Collects the people that sessions and issues name.
    pub fn of(graph: &Graph) -> People {
        let mut people = People::default();
        for issuing in &graph.issues {
            let caller = &graph.sessions[issuing.caller as usize].credential;
            if issuing.issue.for_person && caller.class == IdentityClass::Saml {
                people.saml.insert(issuing.caller);
            }
            let name = graph.text(issuing.issue.words.subject);
            if issuing.issue.kind == IssueKind::SignIn && caller.words.behalf != 0 && !name.is_empty() {
                people.name(graph.text(caller.words.behalf), true, name);
            }
        }
        for session in &graph.sessions {
            people.read(graph, session);
        }
        people
    }

    fn read(&mut self, graph: &Graph, session: &Session) {
        let Credential { class, words, .. } = &session.credential;
        let text = |code: u32| graph.text(code);
        let (behalf, store) = (text(words.behalf), text(words.store));
        if !behalf.is_empty() && !store.is_empty() {
            self.stores.insert(behalf.to_owned(), store.to_owned());
        }
        match class {
            IdentityClass::Session if is_of_identity_center(text(words.name), text(words.issuer)) => {
                let name = text(words.session_name);
                if !store.is_empty() {
                    self.of_account
                        .entry(text(words.account).to_owned())
                        .or_default()
                        .insert(store.to_owned());
                }
                if name.is_empty() {
                    return;
                }
                if let Some(region) = region(text(words.issuer)) {
                    self.regions.entry(name.to_lowercase()).or_default().insert(region.to_owned());
                }
                // The call at the portal has the id; the session that it opened has the name.
                let of_portal = graph.issue(session.portal).and_then(|issuing| graph.session(issuing.caller));
                let of_portal = of_portal.map_or("", |caller| text(caller.credential.words.behalf));
                for id in [behalf, of_portal].into_iter().filter(|id| !id.is_empty()) {
                    self.name(id, false, name);
                }
            }
            IdentityClass::User
                if words.principal != 0 && words.name != words.principal && words.name != 0 =>
            {
                let user = (text(words.account).to_owned(), text(words.name).to_owned());
                let known =
                    self.users.entry(text(words.principal).to_owned()).or_insert_with(|| user.clone());
                if *known != user {
                    *known = Default::default();
                }
            }
            _ => {}
        }
    }

    /// Notes a name of a user id. Of several names, one from a session wins over one that was
    /// typed, since sessions without the id are known by it; then the alphabetically first.
    fn name(&mut self, id: &str, is_typed: bool, name: &str) {
        self.ids.entry(name.to_lowercase()).or_default().insert(id.to_owned());
        let known = self.names.entry(id.to_owned()).or_insert_with(|| (is_typed, name.to_owned()));
        if (is_typed, name) < (known.0, known.1.as_str()) {
            *known = (is_typed, name.to_owned());
        }
    }

    /// Whether a SAML session is of a person of IAM Identity Center.
    pub fn is_person(&self, session: u32) -> bool {
        self.saml.contains(&session)
    }

    /// Returns the person with a user id.
    pub fn by_id(&self, id: &str) -> Person {
        let name = self.names.get(id).map_or(id, |(_, name)| name);
        Person { key: format!("person-id/{id}"), name: name.to_owned(), id: id.to_owned() }
    }

    /// Returns the person with a name that has a session in an account; `issuer` is the ARN of the
    /// session's role. If several people have the name, it is the one of the account's identity
    /// store, or else a person identified only by name, account or Region.
    pub fn by_name(&self, name: &str, account: &str, issuer: &str) -> Person {
        let lower = name.to_lowercase();
        let ids = self.ids.get(&lower);
        let stores = self.of_account.get(account);
        let is_here = |id: &&String| match (stores, self.stores.get(*id)) {
            (Some(stores), Some(store)) => stores.contains(store),
            _ => true,
        };
        let mut here = ids.into_iter().flatten().filter(is_here);
        if let (Some(id), None) = (here.next(), here.next()) {
            return Person { name: name.to_owned(), ..self.by_id(id) };
        }
        let is_ambiguous = ids.is_some_and(|ids| !ids.is_empty());
        let regions = self.regions.get(&lower).map_or(0, BTreeSet::len);
        let key = match region(issuer) {
            _ if is_ambiguous => format!("person/{lower}/{account}"),
            Some(region) if regions > 1 => format!("person/{lower}/{region}"),
            _ => format!("person/{lower}"),
        };
        Person { key, name: name.to_owned(), id: String::new() }
    }

    /// Returns the account and the name of an IAM user by id, if all records agree.
    pub fn user(&self, id: &str) -> Option<(&str, &str)> {
        let (account, name) = self.users.get(id)?;
        (!name.is_empty()).then_some((account, name))
    }
}

/// Whether a role belongs to IAM Identity Center, by its name or its ARN.
pub(super) fn is_of_identity_center(role: &str, arn: &str) -> bool {
    role.starts_with(SSO_ROLE) || arn.contains(RESERVED_PATH)
}

/// Returns the Region of the Identity Center that made a role; `None` if the ARN does not contain
/// the path of those roles.
fn region(arn: &str) -> Option<&str> {
    let (_, rest) = arn.split_once(RESERVED_PATH)?;
    Some(rest.split_once('/').map_or("us-east-1", |(region, _)| region))
}

/// Whether a service assumes roles for people of IAM Identity Center and names the sessions after
/// them: account access manager, and Identity Center itself.
pub(super) fn assumes_for_people(service: &str) -> bool {
    matches!(
        service,
        "account-access.amazonaws.com" | "account-access-preview.amazonaws.com" | "sso.amazonaws.com"
    )
}
