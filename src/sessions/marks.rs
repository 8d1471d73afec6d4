//! Marks: reasons to look at an actor more closely, and the evidence for each.
//!
//! - **root**: the root user was used at all, with long-term or short-term credentials, except
//!   through AssumeRoot, whose chain leads to its caller.
//! - **denied burst**: at least [`DENIED_BURST`] calls were denied in one slot
//!   of five minutes by the clock.
//! - **new address**: an IP address that the actor first used after the first half of the time in
//!   which it is seen, or after the first seven days of it if that is earlier; only for actors with
//!   at least [`FEW_EVENTS`] events that were seen for an hour or longer and had used at most
//!   [`FEW_ADDRESSES`] addresses until then. Services, functions, pipelines and anonymous callers
//!   use arbitrary addresses and are not marked.
//! - **no MFA**: a console sign-in, or a session of a user or root, whose records state that no MFA
//!   was used. People who sign in through an identity provider use MFA there, and CloudTrail does
//!   not record it.
//! - **made a key for another**: CreateAccessKey for a user other than the caller.

use std::net::IpAddr;

use hashbrown::HashMap;

use super::answers::{ActorKind, ActorMark, MarkDetail};
use super::credential::IdentityClass;
use super::graph::{Graph, MarkProof, NONE};
use super::issuance::IssueKind;
use crate::base::small_sort::SmallSort;
use crate::base::text::counted;
use crate::base::time::to_text;
use crate::query::quote;
use crate::store::rows::NO_TIME;

/// Width of the slots in which denied calls are counted.
pub(super) const DENIED_SLOT_MILLIS: i64 = 5 * 60_000;

/// Minimum number of denied calls in a slot that make a burst.
pub const DENIED_BURST: u32 = 10;

/// Minimum number of events of an actor for the new-address mark; with fewer, every address is new.
pub const FEW_EVENTS: u32 = 20;

/// Maximum number of known addresses of an actor for the new-address mark; with more, the actor
/// uses arbitrary addresses.
pub const FEW_ADDRESSES: usize = 4;

const HOUR_MILLIS: i64 = 3_600_000;
const WEEK_MILLIS: i64 = 7 * 24 * HOUR_MILLIS;

/// Finds the marks that follow from one actor's own totals and addresses.
pub(super) fn find_of_one(graph: &mut Graph, place: usize) {
    if graph.actors[place].kind == ActorKind::Root {
        let events = graph.actors[place].tally.events;
        graph.actors[place].marks.push((ActorMark::Root, MarkProof::Events(events)));
    }
    new_addresses(graph, place);
}

/// Finds all other marks.
pub(super) fn find(graph: &mut Graph, denied: &[(u32, i64, u32)]) {
    denied_bursts(graph, denied);
    without_mfa(graph);
    keys_for_others(graph);
    for actor in &mut graph.actors {
        actor.marks.sort_small_by_key(|(mark, _)| ActorMark::ALL.iter().position(|other| other == mark));
    }
}

fn new_addresses(graph: &mut Graph, place: usize) {
    let Graph { actors, addresses, pool, .. } = graph;
    let actor = &mut actors[place];
    let (first, last) = (actor.tally.first, actor.tally.last);
    let is_marked = actor.kind.is_human()
        || matches!(actor.kind, ActorKind::OtherAccount | ActorKind::RoleSession | ActorKind::Instance);
    if first == NO_TIME || last - first < HOUR_MILLIS || actor.tally.events < FEW_EVENTS || !is_marked {
        return;
    }
    let known_until = first + ((last - first) / 2).min(WEEK_MILLIS);
    let (begin, end) = actor.addresses;
    let mut new = Vec::new();
    let known = addresses[begin as usize..end as usize].iter().filter(|address| address.first <= known_until);
    if known.count() > FEW_ADDRESSES {
        return;
    }
    for address in &mut addresses[begin as usize..end as usize] {
        let is_address = pool.text(address.address).parse::<IpAddr>().is_ok();
        address.is_new = is_address && address.first > known_until;
        if address.is_new {
            new.push((address.first, pool.text(address.address), address.address));
        }
    }
    if let Some((_, _, code)) = new.iter().min() {
        actor.marks.push((ActorMark::NewAddress, MarkProof::Address(*code, new.len() as u32)));
    }
}

fn denied_bursts(graph: &mut Graph, denied: &[(u32, i64, u32)]) {
    let mut slots: HashMap<(u32, i64), u32> = HashMap::new();
    for (session, slot, calls) in denied {
        *slots.entry((graph.sessions[*session as usize].actor, *slot)).or_default() += calls;
    }
    let mut worst: HashMap<u32, (u32, std::cmp::Reverse<i64>)> = HashMap::new();
    for ((actor, slot), calls) in slots.into_iter().filter(|(_, calls)| *calls >= DENIED_BURST) {
        let found = (calls, std::cmp::Reverse(slot));
        let most = worst.entry(actor).or_insert(found);
        *most = found.max(*most);
    }
    for (actor, (calls, slot)) in worst {
        if let Some(actor) = graph.actors.get_mut(actor as usize) {
            actor.marks.push((ActorMark::DeniedBurst, MarkProof::Denied(calls, slot.0 * DENIED_SLOT_MILLIS)));
        }
    }
}

fn without_mfa(graph: &mut Graph) {
    let mut found: Vec<(u32, u32)> = Vec::new();
    for (number, session) in graph.sessions.iter().enumerate() {
        let is_own = matches!(session.credential.class, IdentityClass::Root | IdentityClass::User);
        let is_member_root = graph.kind(session) == super::answers::SessionKind::AssumedRoot;
        if is_own && !is_member_root && session.credential.mfa == Some(false) && session.tally.events > 0 {
            found.push((session.actor, number as u32));
        }
    }
    for issuing in &graph.issues {
        let session = &graph.sessions[issuing.caller as usize];
        let is_own = matches!(session.credential.class, IdentityClass::Root | IdentityClass::User);
        let is_login = issuing.issue.kind == IssueKind::SignIn;
        if is_own && is_login && issuing.issue.mfa == Some(false) {
            found.push((session.actor, issuing.caller));
        }
    }
    found.sort_small();
    found.dedup_by_key(|(actor, _)| *actor);
    for (actor, session) in found {
        if let Some(actor) = graph.actors.get_mut(actor as usize).filter(|actor| actor.kind.is_human()) {
            actor.marks.push((ActorMark::NoMfa, MarkProof::Session(session)));
        }
    }
}

fn keys_for_others(graph: &mut Graph) {
    let mut found: Vec<(u32, u32)> = Vec::new();
    for (number, issuing) in graph.issues.iter().enumerate() {
        let session = &graph.sessions[issuing.caller as usize];
        let subject = graph.text(issuing.issue.words.subject);
        let own = session.credential.class == IdentityClass::User
            && graph.text(session.credential.words.name) == subject;
        if issuing.issue.kind == IssueKind::Made && issuing.copy_of == NONE && !subject.is_empty() && !own {
            found.push((session.actor, number as u32));
        }
    }
    found.sort_small();
    found.dedup_by_key(|(actor, _)| *actor);
    for (actor, issue) in found {
        if let Some(actor) = graph.actors.get_mut(actor as usize) {
            actor.marks.push((ActorMark::KeyForAnother, MarkProof::Issuance(issue)));
        }
    }
}

/// Returns a mark with its sentence and the filter that shows the evidence.
pub(super) fn detail(
    graph: &Graph,
    actor: &super::graph::Actor,
    mark: ActorMark,
    proof: MarkProof,
) -> MarkDetail {
    let who = format!("actor:{}", quote(&actor.name));
    let (sentence, more) = match proof {
        MarkProof::Events(events) => {
            (format!("The root user did {}.", counted(u64::from(events), "thing", "things")), String::new())
        }
        MarkProof::Denied(calls, from) => (
            format!("{} were denied within five minutes.", counted(u64::from(calls), "call", "calls")),
            format!(
                " errorCode:* eventTime >= \"{}\" eventTime < \"{}\"",
                to_text(from),
                to_text(from + DENIED_SLOT_MILLIS)
            ),
        ),
        MarkProof::Address(code, count) => {
            let address = graph.text(code);
            let others = match count {
                1 => String::new(),
                more => format!(" and {}", counted(u64::from(more - 1), "other", "others")),
            };
            (
                format!("It came from {address}{others}, which it had not used before."),
                format!(" ip:{}", quote(address)),
            )
        }
        MarkProof::Session(session) => {
            let session = graph.session(session);
            let name = session.map(|session| graph.session_name(session)).unwrap_or_default();
            let id = session.map(|session| graph.session_id(session)).unwrap_or_default();
            (format!("{name} was used without MFA."), format!(" session:{}", quote(&id)))
        }
        MarkProof::Issuance(issue) => {
            let subject = graph.issue(issue).map_or("", |issuing| graph.text(issuing.issue.words.subject));
            (
                format!("It made a long-term access key for {subject}."),
                " eventName:CreateAccessKey".to_owned(),
            )
        }
    };
    MarkDetail { mark, sentence, filter: who + &more }
}
