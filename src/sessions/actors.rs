//! Who is behind each session: the root of its chain, or what is known of it.

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};

use super::bearer::{Bearer, Class, SSO_ROLE, Words, account_of, last_part};
use super::follow::SESSIONS_A_STEP;
use super::graph::{Actor, Graph, Link, NONE, Session, Tally};
use super::issue::IssueKind;
use super::told::{ActorKind, Certainty, Proof};

/// What a session says of who is behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Behind {
    kind: ActorKind,
    key: String,
    name: String,
    id: String,
    account: String,
    certainty: Certainty,
    proof: Proof,
}

/// What tells people of IAM Identity Center from other SAML subjects, and
/// which user id is whose.
#[derive(Debug, Default)]
struct People {
    /// SAML sessions that assumed a role of IAM Identity Center.
    saml: HashSet<u32>,
    /// Of each user id, the name, and whether somebody typed it to sign in:
    /// that may be in other words than the user's name.
    names: BTreeMap<String, (bool, String)>,
}

impl People {
    fn of(graph: &Graph) -> People {
        let mut people = People::default();
        for issuing in &graph.issues {
            let caller = &graph.sessions[issuing.caller as usize].bearer;
            if issuing.issue.for_person && caller.class == Class::Saml {
                people.saml.insert(issuing.caller);
            }
            let name = graph.text(issuing.issue.words.subject);
            if issuing.issue.kind == IssueKind::SignIn && caller.words.behalf != 0 && !name.is_empty() {
                people.name(graph.text(caller.words.behalf), true, name);
            }
        }
        for session in &graph.sessions {
            let Bearer { class, words, .. } = &session.bearer;
            let is_named = match class {
                Class::Session => graph.text(words.name).starts_with(SSO_ROLE),
                _ => false,
            };
            if is_named && words.behalf != 0 && words.session_name != 0 {
                people.name(graph.text(words.behalf), false, graph.text(words.session_name));
            }
        }
        people
    }

    /// The first name of several is the name: of a session, if there is one,
    /// since sessions without the id are known by it.
    fn name(&mut self, id: &str, is_typed: bool, name: &str) {
        let known = self.names.entry(id.to_owned()).or_insert_with(|| (is_typed, name.to_owned()));
        if (is_typed, name) < (known.0, known.1.as_str()) {
            *known = (is_typed, name.to_owned());
        }
    }
}

/// Who a session is by its own words.
fn behind(graph: &Graph, people: &People, number: u32, session: &Session) -> Behind {
    let Bearer { class, words, from_ec2, .. } = &session.bearer;
    let Words { account, principal, session_name, name, issuer, source, behalf, provider, issued_to, .. } =
        words.map(|code| graph.text(*code));
    let own = |text: &str| text.to_owned();
    let is = |kind: ActorKind, key: String, name: &str, id: &str, certainty: Certainty, proof: Proof| {
        Behind { kind, key, name: own(name), id: own(id), account: own(account), certainty, proof }
    };
    let exact = |kind: ActorKind, key: String, name: &str, id: &str| {
        is(kind, key, name, id, Certainty::Exact, Proof::Record)
    };
    let person = |name: &str, certainty: Certainty| {
        let key = format!("person/{}", name.to_lowercase());
        // A person is the same in every account.
        Behind {
            account: String::new(),
            ..is(ActorKind::Person, key, name, behalf, certainty, Proof::Record)
        }
    };
    let person_by_id = |certainty: Certainty| match people.names.get(behalf) {
        Some((_, name)) => person(name, certainty),
        None => Behind {
            account: String::new(),
            ..is(ActorKind::Person, format!("person-id/{behalf}"), behalf, behalf, certainty, Proof::Record)
        },
    };
    match class {
        Class::Root => exact(ActorKind::Root, format!("root/{account}"), "root", issuer),
        Class::User if name.is_empty() => {
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
        Class::User => exact(ActorKind::User, format!("user/{account}/{name}"), name, issuer),
        Class::Session => {
            let role_session = || [name, session_name].join("/");
            if name.starts_with(SSO_ROLE) {
                return if behalf.is_empty() && !session_name.is_empty() {
                    person(session_name, Certainty::Inferred)
                } else {
                    person_by_id(Certainty::Inferred)
                };
            }
            if !behalf.is_empty() {
                return person_by_id(Certainty::Inferred);
            }
            if let Some(machine) = machine(account, session_name, issued_to, *from_ec2, None) {
                return machine;
            }
            if !source.is_empty() {
                let key = format!("named/{source}");
                return Behind {
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
        Class::Role => exact(ActorKind::RoleSession, format!("role/{issuer}/{principal}"), name, issuer),
        Class::Federated => {
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
        Class::Account => {
            let shown = [account, principal].join("/");
            exact(ActorKind::OtherAccount, format!("account/{shown}"), shown.trim_matches('/'), principal)
        }
        Class::Anonymous => {
            let shown = "anonymous";
            Behind { account: String::new(), ..exact(ActorKind::Anonymous, own(shown), shown, "") }
        }
        Class::Service => service_behind(name, Certainty::Exact, Proof::Record),
        Class::Person => person_by_id(Certainty::Exact),
        Class::Saml if provider.contains("saml-provider/AWSSSO_") || people.saml.contains(&number) => {
            person(name, Certainty::Exact)
        }
        Class::Saml => {
            let name = if name.is_empty() { principal } else { name };
            exact(ActorKind::Saml, format!("saml/{provider}/{name}"), name, provider)
        }
        Class::WebIdentity => {
            let shown = if name.is_empty() { principal } else { name };
            exact(ActorKind::WebIdentity, format!("web/{principal}/{name}"), shown, provider)
        }
        Class::Directory => {
            exact(ActorKind::Directory, format!("directory/{account}/{name}"), name, principal)
        }
        Class::Other => {
            exact(ActorKind::Other, format!("other/{account}/{principal}/{name}"), name, principal)
        }
        Class::Unknown if !behalf.is_empty() => person_by_id(Certainty::Exact),
        Class::Unknown => {
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

fn service_behind(service: &str, certainty: Certainty, proof: Proof) -> Behind {
    Behind {
        kind: ActorKind::Service,
        key: format!("service/{service}"),
        name: service.to_owned(),
        id: service.to_owned(),
        account: String::new(),
        certainty,
        proof,
    }
}

/// The instance or function that holds a role's credentials, by the name of
/// the session, which the service gives. `issuer` is the service, where it is
/// known to have issued them.
fn machine(
    account: &str,
    session_name: &str,
    issued_to: &str,
    from_ec2: bool,
    issuer: Option<&str>,
) -> Option<Behind> {
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
    Some(Behind {
        kind,
        key: format!("{word}/{account}/{name}"),
        name: name.to_owned(),
        id: issued_to.to_owned(),
        account: account.to_owned(),
        certainty,
        proof: if certainty == Certainty::Claimed { Proof::SessionName } else { Proof::Record },
    })
}

/// Actors while they are found.
#[derive(Debug, Default)]
struct Found {
    by_key: HashMap<String, u32>,
    actors: Vec<Behind>,
}

impl Found {
    fn number(&mut self, behind: Behind) -> u32 {
        let next = self.actors.len() as u32;
        let number = *self.by_key.entry_ref(behind.key.as_str()).or_insert(next);
        match self.actors.get_mut(number as usize) {
            // The name that is first in the alphabet, so that no order counts.
            Some(known) => {
                let rank = |behind: &Behind| (behind.id.is_empty(), behind.name.clone(), behind.id.clone());
                if rank(&behind) < rank(known) {
                    known.name = behind.name;
                    known.id = behind.id;
                }
            }
            None => self.actors.push(behind),
        }
        number
    }
}

/// Gives every session its actor, step by step.
#[derive(Debug, Default)]
pub(super) struct Assigner {
    /// All sessions, each after what it was obtained from; none at first.
    order: Option<Vec<u32>>,
    at: usize,
    people: People,
    found: Found,
}

impl Assigner {
    /// Goes on; whether all is done.
    pub fn step(&mut self, graph: &mut Graph) -> bool {
        let Some(order) = &self.order else {
            self.people = People::of(graph);
            self.order = Some(in_order(graph));
            return false;
        };
        let some = order[self.at..].iter().take(SESSIONS_A_STEP);
        self.at += some.len();
        some.for_each(|session| one(graph, &self.people, &mut self.found, *session));
        if self.at < order.len() {
            return false;
        }
        let mut found = std::mem::take(&mut self.found);
        by_source_identity(graph, &mut found);
        by_principal(graph);
        drop_unused(graph, &mut found);
        finish(graph, found);
        true
    }
}

/// All sessions, each after what it was obtained from.
fn in_order(graph: &Graph) -> Vec<u32> {
    let depth = depths(graph, |session| session.parent);
    let mut order: Vec<u32> = (0..graph.sessions.len() as u32).collect();
    order.sort_by_key(|session| depth[*session as usize]);
    order
}

/// How many sessions are above each.
pub(super) fn depths(graph: &Graph, above: impl Fn(&Session) -> u32) -> Vec<u32> {
    let mut depth = vec![NONE; graph.sessions.len()];
    let mut way = Vec::new();
    for start in 0..graph.sessions.len() {
        let mut at = start as u32;
        while at != NONE && depth[at as usize] == NONE {
            way.push(at);
            at = above(&graph.sessions[at as usize]);
        }
        let mut next = if at == NONE { 0 } else { depth[at as usize] + 1 };
        while let Some(session) = way.pop() {
            depth[session as usize] = next;
            next += 1;
        }
    }
    depth
}

fn one(graph: &mut Graph, people: &People, found: &mut Found, number: u32) {
    let session = &graph.sessions[number as usize];
    let parent = graph.session(session.parent);
    let (actor, certainty, proof) = match (parent, session.link) {
        (Some(parent), Some(link)) => {
            let Bearer { class, words, .. } = &parent.bearer;
            let text = |code: u32| graph.text(code);
            let of_machine = (*class == Class::Service && session.bearer.class == Class::Session)
                .then(|| {
                    let own = &session.bearer;
                    let (account, name) = (text(own.words.account), text(own.words.session_name));
                    machine(account, name, text(own.words.issued_to), own.from_ec2, Some(text(words.name)))
                })
                .flatten();
            // Somebody named by a source identity is more than a session of
            // unknown origin.
            let of_parent = found.actors.get(parent.actor as usize);
            let is_nobody = of_parent.is_some_and(|actor| actor.kind == ActorKind::RoleSession);
            match of_machine {
                Some(machine) => (found.number(machine), link.certainty, link.proof),
                None => {
                    let own = is_nobody.then(|| behind(graph, people, number, session));
                    match own.filter(|own| own.kind != ActorKind::RoleSession) {
                        Some(own) => {
                            let certainty = own.certainty.max(link.certainty);
                            (found.number(own), certainty, link.proof)
                        }
                        None => (parent.actor, link.certainty.max(parent.certainty), link.proof),
                    }
                }
            }
        }
        _ => {
            let behind = behind(graph, people, number, session);
            let (certainty, proof) = (behind.certainty, behind.proof);
            (found.number(behind), certainty, proof)
        }
    };
    let session = &mut graph.sessions[number as usize];
    session.actor = actor;
    session.certainty = certainty;
    if session.link.is_none() {
        session.link = Some(Link { certainty, proof, issue: NONE, others: 0 });
    }
}

/// A source identity stays the same through role chaining: where all sessions
/// that carry one and are followed to their root have the same root, those
/// that could not be followed have it, too.
fn by_source_identity(graph: &mut Graph, found: &mut Found) {
    let is_somebody = |actor: u32| {
        let kind = found.actors.get(actor as usize).map(|actor| actor.kind);
        !matches!(kind, None | Some(ActorKind::Named | ActorKind::RoleSession | ActorKind::Unknown))
    };
    let mut roots: HashMap<u32, Option<u32>> = HashMap::new();
    for session in &graph.sessions {
        let source = session.bearer.words.source;
        if source != 0 && is_somebody(session.actor) {
            let root = roots.entry(source).or_insert(Some(session.actor));
            if *root != Some(session.actor) {
                *root = None;
            }
        }
    }
    let changes: HashMap<u32, u32> = roots
        .into_iter()
        .filter_map(|(source, root)| {
            let named = found.by_key.get(format!("named/{}", graph.text(source)).as_str())?;
            Some((*named, root?))
        })
        .collect();
    for session in &mut graph.sessions {
        if let Some(root) = changes.get(&session.actor) {
            session.actor = *root;
            session.certainty = session.certainty.max(Certainty::Inferred);
        }
    }
}

/// The copies of an event in other accounts' logs name its caller by account
/// and id only; where that id is known, they are the same one.
fn by_principal(graph: &mut Graph) {
    let mut known: HashMap<u64, Option<u32>> = HashMap::new();
    for session in &graph.sessions {
        if !matches!(session.bearer.class, Class::Account | Class::Anonymous) && session.tally.events > 0 {
            let actor = known.entry(session.ids).or_insert(Some(session.actor));
            if *actor != Some(session.actor) {
                *actor = None;
            }
        }
    }
    let mut changes = Vec::new();
    for (number, session) in graph.sessions.iter().enumerate() {
        if session.bearer.class == Class::Account && session.bearer.words.principal != 0 {
            let hash = session.ids;
            if let Some(Some(actor)) = known.get(&hash).filter(|_| hash != 0) {
                let is_session = graph.text(session.bearer.words.principal).contains(':');
                let certainty = if is_session { Certainty::Inferred } else { Certainty::Exact };
                changes.push((number, *actor, certainty));
            }
        }
    }
    let mut moved: HashMap<u32, u32> = HashMap::new();
    for (number, actor, certainty) in changes {
        let session = &mut graph.sessions[number];
        moved.insert(session.actor, actor);
        session.actor = actor;
        session.certainty = certainty;
        session.link = Some(Link { certainty, proof: Proof::SamePrincipal, issue: NONE, others: 0 });
    }
    // What was obtained by those copies goes with them.
    for session in &mut graph.sessions {
        if let Some(actor) = moved.get(&session.actor) {
            session.actor = *actor;
        }
    }
}

/// Takes out actors that lost all their sessions, and those that no event
/// names, and numbers the rest by kind and key.
fn drop_unused(graph: &mut Graph, found: &mut Found) {
    let mut order: Vec<u32> = graph
        .sessions
        .iter()
        .filter(|session| session.tally.events > 0)
        .map(|session| session.actor)
        .collect::<HashSet<u32>>()
        .into_iter()
        .collect();
    let key = |actor: &u32| {
        let Behind { kind, key, .. } = &found.actors[*actor as usize];
        (*kind, key.as_str())
    };
    order.sort_unstable_by(|one, other| key(one).cmp(&key(other)));
    let mut place = vec![NONE; found.actors.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old as usize] = new as u32;
    }
    for session in &mut graph.sessions {
        session.actor = place.get(session.actor as usize).copied().unwrap_or(NONE);
    }
    found.actors = order.into_iter().map(|actor| found.actors[actor as usize].clone()).collect();
    found.by_key = HashMap::new();
}

/// Gives the actors names that no two share.
fn finish(graph: &mut Graph, found: Found) {
    let mut names: HashMap<String, u32> = HashMap::new();
    for behind in &found.actors {
        *names.entry_ref(behind.name.as_str()).or_default() += 1;
    }
    let mut taken: HashSet<String> = HashSet::new();
    for (number, behind) in found.actors.into_iter().enumerate() {
        let Behind { kind, name, id, account, certainty, .. } = behind;
        let mut unique = match names.get(name.as_str()) {
            // Roots are all called root.
            _ if kind == ActorKind::Root => format!("root of {account}"),
            Some(1) | None => name,
            Some(_) if !account.is_empty() => format!("{name} of {account}"),
            Some(_) => format!("{name} ({})", kind.label()),
        };
        if taken.contains(&unique) {
            unique = format!("{unique} #{number}");
        }
        taken.insert(unique.clone());
        graph.actors.push(Actor {
            kind,
            name: unique,
            id,
            account,
            certainty,
            tally: Tally::default(),
            sessions: 0,
            accounts: Vec::new(),
            addresses: (0, 0),
            marks: Vec::new(),
        });
    }
}
