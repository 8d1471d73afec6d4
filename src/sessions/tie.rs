//! Links between sessions that no issuing call shows: sign-ins to the console, switches of role,
//! and copies in another account's log.

use std::cmp::Reverse;

use hashbrown::HashMap;

use super::answers::{Certainty, Proof};
use super::candidates::CANDIDATES;
use super::copies::same_caller;
use super::credential::{IdentityClass, account_of};
use super::graph::{Graph, Issuing, Link, NONE, Session};
use super::issuance::{IssueKind, arn_hash, id_hash, root_hash};
use crate::base::small_sort::SmallSort;
use crate::model::role_and_session;
use crate::store::rows::NO_TIME;

/// Links sessions of one sign-in that no call leads to. They were obtained from the session that
/// the sign-in began: the one that is linked to a sign-in, or else the first.
pub(super) fn sign_ins(graph: &mut Graph) {
    let mut groups: Vec<(u32, u32)> = (0..)
        .zip(&graph.sessions)
        .filter(|(_, session)| session.credential.words.sign_in != 0)
        .map(|(number, session)| (session.credential.words.sign_in, number))
        .collect();
    groups.sort_small();
    for group in groups.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1) {
        let account = account_of(graph.text(group[0].0));
        let rank = |number: u32| {
            let Session { credential, tally, link, .. } = &graph.sessions[number as usize];
            let is_elsewhere = graph.text(credential.words.account) != account;
            let is_open = link.is_none_or(|link| link.proof != Proof::SignIn);
            (is_open, is_elsewhere, credential.created.unwrap_or(i64::MAX), tally.first, number)
        };
        let Some(first) = group.iter().map(|(_, number)| *number).min_by_key(|number| rank(*number)) else {
            continue;
        };
        for (_, number) in group {
            let session = &mut graph.sessions[*number as usize];
            let is_free = session.parent == NONE && session.link.is_none() && !session.has_candidates;
            if *number != first && is_free {
                session.parent = first;
                session.link = Some(Link::without_event(Certainty::Inferred, Proof::SignInSession));
            }
        }
    }
}

/// Returns the hash of the ARN of a session or user.
pub(super) fn arn_of(graph: &Graph, session: &Session) -> u64 {
    let words = &session.credential.words;
    match session.credential.class {
        IdentityClass::Session => {
            arn_hash(graph.text(words.account), graph.text(words.name), graph.text(words.session_name))
        }
        IdentityClass::User | IdentityClass::Role => id_hash(&["user", graph.text(words.issuer)]),
        IdentityClass::Root => root_hash(graph.text(words.account)),
        _ => 0,
    }
}

/// Returns the same hash for an ARN in a record.
fn hash_of_arn(arn: &str) -> u64 {
    let account = account_of(arn);
    match role_and_session(arn) {
        Some((role, session)) => arn_hash(account, role, session),
        None if arn.ends_with(":root") => root_hash(account),
        None => id_hash(&["user", arn]),
    }
}

/// Returns the switches of role that name their origin.
pub(super) fn switches(graph: &Graph) -> Vec<u32> {
    let is_switch =
        |issuing: &Issuing| issuing.issue.kind == IssueKind::Switch && issuing.issue.words.subject != 0;
    (0..graph.issues.len() as u32).filter(|issue| is_switch(&graph.issues[*issue as usize])).collect()
}

/// Links role sessions of the console to the session that they were switched from: of those with
/// that ARN, preferably one without a long-term key, the one whose first event is the latest before
/// the switch.
pub(super) fn link_switches(graph: &mut Graph, switches: &[u32], by_arn: &HashMap<u64, Vec<u32>>) {
    for issue in switches.iter().copied() {
        let Issuing { issue: event, caller, .. } = &graph.issues[issue as usize];
        let (caller, millis) = (*caller, event.millis);
        if graph.sessions[caller as usize].link.is_some() {
            continue;
        }
        let from = by_arn.get(&hash_of_arn(graph.text(event.words.subject)));
        let candidates = from.into_iter().flatten().copied().take(CANDIDATES).filter(|number| {
            let tally = &graph.sessions[*number as usize].tally;
            *number != caller && tally.first != NO_TIME && tally.first <= millis
        });
        let rank = |number: &u32| {
            let session = &graph.sessions[*number as usize];
            // A long-term key cannot sign in to the console.
            let is_console = !graph.text(session.credential.words.key).starts_with("AKIA");
            (is_console, session.tally.first, Reverse(*number))
        };
        let mut count = 0;
        let parent = candidates.inspect(|_| count += 1).max_by_key(rank);
        let link = Link { issue, ..Link::without_event(Certainty::Inferred, Proof::SwitchRole) };
        if let Some(parent) = parent {
            let session = &mut graph.sessions[caller as usize];
            session.parent = parent;
            session.link = Some(Link { others: count - 1, ..link });
        }
    }
}

/// Links callers that another account's log names only by account and id. Such a caller is the
/// session that the caller's own copy of the same action names, or else the only session with that
/// id.
pub(super) fn strangers(graph: &mut Graph) {
    let mut known: HashMap<u32, Option<u32>> = HashMap::new();
    let mut note = |stranger: u32, own: u32| {
        let found = known.entry(stranger).or_insert(Some(own));
        if *found != Some(own) {
            *found = None;
        }
    };
    let is_stranger = |session: &Session| session.credential.class == IdentityClass::Account;
    for issuing in &graph.issues {
        if let Some(first) = graph.issue(issuing.copy_of)
            && is_stranger(&graph.sessions[issuing.caller as usize])
            && !is_stranger(&graph.sessions[first.caller as usize])
        {
            note(issuing.caller, first.caller);
        }
    }
    let mut by_id: HashMap<u64, Option<u32>> = HashMap::new();
    for (number, session) in graph.sessions.iter().enumerate() {
        let id = if is_stranger(session) || session.tally.events == 0 { 0 } else { session.ids };
        if id != 0 {
            by_id.entry(id).and_modify(|known| *known = None).or_insert(Some(number as u32));
        }
    }
    for (number, session) in graph.sessions.iter().enumerate().filter(|(_, session)| is_stranger(session)) {
        if !known.contains_key(&(number as u32))
            && let Some(Some(own)) = by_id.get(&session.ids)
            && same_caller(graph, number as u32, *own)
        {
            known.insert(number as u32, Some(*own));
        }
    }
    for (stranger, own) in known {
        let Some(own) = own else { continue };
        let ids = graph.sessions[own as usize].ids;
        let is_session = graph.sessions[own as usize].credential.class == IdentityClass::Session;
        let session = &mut graph.sessions[stranger as usize];
        session.parent = own;
        // A user's id is unique; a role session's name may be reused.
        let is_its = ids != 0 && ids == session.ids && !is_session;
        let certainty = if is_its { Certainty::Exact } else { Certainty::Inferred };
        session.link = Some(Link::without_event(certainty, Proof::SamePrincipal));
    }
}

/// Breaks cycles in the session graph. Forged records can produce them, and a caller that another
/// account's log names may be an earlier session of the same name. Each cycle loses its least
/// certain link; ties go to the lowest session id.
pub(super) fn break_cycles(graph: &mut Graph) {
    const ON_THE_WAY: u32 = u32::MAX - 1;
    const FINE: u32 = u32::MAX - 2;
    let mut state = vec![NONE; graph.sessions.len()];
    let mut way = Vec::new();
    for start in 0..graph.sessions.len() as u32 {
        way.clear();
        let mut at = start;
        while at != NONE && state[at as usize] == NONE {
            state[at as usize] = ON_THE_WAY;
            way.push(at);
            at = graph.above(&graph.sessions[at as usize]);
        }
        if at != NONE && state[at as usize] == ON_THE_WAY {
            let tail = way.iter().position(|session| *session == at).unwrap_or_default();
            let weakness = |session: &u32| {
                let session = &graph.sessions[*session as usize];
                let link = if session.parent == NONE { session.made } else { session.link };
                link.map_or(0, |link| link.certainty as usize)
            };
            let weakest =
                way[tail..].iter().copied().min_by_key(|session| (Reverse(weakness(session)), *session));
            if let Some(cut) = weakest {
                let session = &mut graph.sessions[cut as usize];
                if session.parent == NONE {
                    session.made = None;
                } else {
                    session.parent = NONE;
                    session.link = None;
                    // Otherwise the link to the maker of its key could close the cycle again.
                    session.made = None;
                }
            }
        }
        way.iter().for_each(|session| state[*session as usize] = FINE);
    }
}
