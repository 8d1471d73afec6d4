//! The identity behind each session: the root of its chain, or what its own records state.

use hashbrown::{HashMap, HashSet};

use super::answers::{ActorKind, Certainty, Proof};
use super::copies::same_caller;
use super::credential::{Credential, IdentityClass};
use super::graph::{Actor, EventTally, Graph, Link, NONE, SESSIONS_A_STEP, Session};
use super::persons::{People, assumes_for_people};
use super::principal::{Principal, behind, machine, person_of_service};
use crate::base::small_sort::SmallSort;

/// The actors found so far, by their keys.
#[derive(Debug, Default)]
struct FoundActors {
    by_key: HashMap<String, u32>,
    actors: Vec<Principal>,
}

impl FoundActors {
    fn number(&mut self, behind: Principal) -> u32 {
        let next = self.actors.len() as u32;
        let number = *self.by_key.entry_ref(behind.key.as_str()).or_insert(next);
        match self.actors.get_mut(number as usize) {
            // The alphabetically first name, so that the order of sessions does not matter.
            Some(known) => {
                let rank =
                    |behind: &Principal| (behind.id.is_empty(), behind.name.clone(), behind.id.clone());
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

/// Assigns an actor to every session, step by step.
#[derive(Debug, Default)]
pub(super) struct Assigner {
    /// All sessions, each after the session that it was obtained from; `None` before the first
    /// step.
    order: Option<Vec<u32>>,
    at: usize,
    people: People,
    found: FoundActors,
}

impl Assigner {
    /// Does one step. Returns whether all is done.
    pub fn step(&mut self, graph: &mut Graph) -> bool {
        let Some(order) = &self.order else {
            self.people = People::of(graph);
            self.order = Some(small_sort(graph));
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

/// Returns all sessions, each after the session that it was obtained from.
fn small_sort(graph: &Graph) -> Vec<u32> {
    let depth = depths(graph, |session| session.parent);
    let mut order: Vec<u32> = (0..graph.sessions.len() as u32).collect();
    order.sort_small_by_key(|session| depth[*session as usize]);
    order
}

/// Returns the number of sessions above each session.
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

fn one(graph: &mut Graph, people: &People, found: &mut FoundActors, number: u32) {
    let session = &graph.sessions[number as usize];
    let parent = graph.session(session.parent);
    let (actor, certainty, proof) = match (parent, session.link) {
        (Some(parent), Some(link)) => {
            let Credential { class, words, .. } = &parent.credential;
            let text = |code: u32| graph.text(code);
            let of_machine = (*class == IdentityClass::Service
                && session.credential.class == IdentityClass::Session)
                .then(|| {
                    let own = &session.credential;
                    let (account, name) = (text(own.words.account), text(own.words.session_name));
                    machine(account, name, text(own.words.issued_to), own.from_ec2, Some(text(words.name)))
                })
                .flatten();
            let of_service = (*class == IdentityClass::Service
                && session.credential.class == IdentityClass::Session)
                .then(|| text(words.name))
                .filter(|service| assumes_for_people(service))
                .and_then(|_| person_of_service(graph, people, session));
            let of_machine = of_service.or(of_machine);
            // An actor named by a source identity is more precise than a session of unknown origin.
            let of_parent = found.actors.get(parent.actor as usize);
            let is_nobody = of_parent.is_some_and(|actor| actor.kind == ActorKind::RoleSession);
            match of_machine {
                Some(own) => {
                    let certainty = match own.kind {
                        ActorKind::Person => own.certainty.max(link.certainty),
                        _ => link.certainty,
                    };
                    (found.number(own), certainty, link.proof)
                }
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
        session.link = Some(Link::without_event(certainty, proof));
    }
}

/// Assigns actors by source identity, which stays the same through role chaining. If all sessions
/// that carry one and were followed to their root have the same root, the sessions that could not
/// be followed have that root, too.
fn by_source_identity(graph: &mut Graph, found: &mut FoundActors) {
    let is_somebody = |actor: u32| {
        let kind = found.actors.get(actor as usize).map(|actor| actor.kind);
        !matches!(kind, None | Some(ActorKind::Named | ActorKind::RoleSession | ActorKind::Unknown))
    };
    let mut roots: HashMap<u32, Option<u32>> = HashMap::new();
    for session in &graph.sessions {
        let source = session.credential.words.source;
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

/// Assigns actors by principal id. The copies of an event in other accounts' logs name its caller
/// only by account and id; if that id is known, it is the same caller.
fn by_principal(graph: &mut Graph) {
    // The actor and one of its sessions, by id; `None` if several actors have the id.
    let mut known: HashMap<u64, Option<(u32, u32)>> = HashMap::new();
    for (number, session) in (0..).zip(&graph.sessions) {
        if !matches!(session.credential.class, IdentityClass::Account | IdentityClass::Anonymous)
            && session.tally.events > 0
        {
            let actor = known.entry(session.ids).or_insert(Some((session.actor, number)));
            if actor.is_some_and(|(actor, _)| actor != session.actor) {
                *actor = None;
            }
        }
    }
    let mut changes = Vec::new();
    for (number, session) in graph.sessions.iter().enumerate() {
        if session.credential.class == IdentityClass::Account && session.credential.words.principal != 0 {
            let hash = session.ids;
            if let Some(Some((actor, own))) = known.get(&hash).filter(|_| hash != 0)
                && same_caller(graph, number as u32, *own)
            {
                let is_session = graph.text(session.credential.words.principal).contains(':');
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
        session.link = Some(Link::without_event(certainty, Proof::SamePrincipal));
    }
    // Sessions obtained by those copies move with them.
    for session in &mut graph.sessions {
        if let Some(actor) = moved.get(&session.actor) {
            session.actor = *actor;
        }
    }
}

/// Removes actors without sessions or events, and numbers the rest by kind and key.
fn drop_unused(graph: &mut Graph, found: &mut FoundActors) {
    let mut order: Vec<u32> = graph
        .sessions
        .iter()
        .filter(|session| session.tally.events > 0)
        .map(|session| session.actor)
        .collect::<HashSet<u32>>()
        .into_iter()
        .collect();
    let key = |actor: &u32| {
        let Principal { kind, key, .. } = &found.actors[*actor as usize];
        (*kind, key.as_str())
    };
    order.sort_small_by(|one, other| key(one).cmp(&key(other)));
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

/// Assigns unique names to the actors.
fn finish(graph: &mut Graph, found: FoundActors) {
    let mut names: HashMap<String, u32> = HashMap::new();
    for behind in &found.actors {
        *names.entry_ref(behind.name.as_str()).or_default() += 1;
    }
    let mut taken: HashSet<String> = HashSet::new();
    for (number, behind) in found.actors.into_iter().enumerate() {
        let Principal { kind, name, id, account, certainty, .. } = behind;
        let mut unique = match names.get(name.as_str()) {
            // All root users have the name "root".
            _ if kind == ActorKind::Root => format!("root of {account}"),
            Some(1) | None => name,
            Some(_) if !account.is_empty() => format!("{name} of {account}"),
            Some(_) if kind == ActorKind::Person && !id.is_empty() && id != name => format!("{name} ({id})"),
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
            tally: EventTally::default(),
            sessions: 0,
            accounts: Vec::new(),
            addresses: (0, 0),
            marks: Vec::new(),
        });
    }
}
