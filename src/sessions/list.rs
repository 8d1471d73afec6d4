//! Actors and sessions for the page, one page of a list at a time.

use super::answers::{
    ActorDetail, ActorKind, ActorList, ActorMark, ActorRow, AddressUse, Candidate, Certainty, Obtained,
    Proof, SessionDetail, SessionList, SessionRow, TimelinesOverview,
};
use super::asks::{ActorSort, ActorsRequest, SessionScope, SessionsRequest};
use super::credential::IdentityClass;
use super::graph::{Actor, Doubt, EventTally, Graph, Issuing, Link, NONE, Session};
use super::issuance::IssueKind;
use super::{candidates, marks};
use crate::base::remark::{Remark, RemarkPart};
use crate::base::small_sort::SmallSort;
use crate::store::rows::NO_TIME;

/// Maximum number of addresses, or of opened sessions, in a detail.
const IN_DETAIL: usize = 100;

/// Returns the overview that the page shows first.
pub(super) fn overview(graph: &Graph) -> TimelinesOverview {
    let mut overview =
        TimelinesOverview { actors: graph.actors.len() as u32, ..TimelinesOverview::default() };
    for actor in &graph.actors {
        let events = u64::from(actor.tally.events);
        overview.events += events;
        if !matches!(actor.kind, ActorKind::Unknown | ActorKind::RoleSession) {
            overview.events_with_somebody += events;
        }
    }
    let kinds = ActorKind::ALL
        .iter()
        .map(|kind| (*kind, graph.actors.iter().filter(|actor| actor.kind == *kind).count() as u32));
    overview.kinds = kinds.filter(|(_, count)| *count > 0).collect();
    let has = |actor: &Actor, mark: ActorMark| actor.marks.iter().any(|(other, _)| *other == mark);
    let marks = ActorMark::ALL
        .iter()
        .map(|mark| (*mark, graph.actors.iter().filter(|actor| has(actor, *mark)).count() as u32));
    overview.marks = marks.filter(|(_, count)| *count > 0).collect();
    overview.issued =
        graph.issues.iter().filter(|issuing| issuing.copy_of == NONE && issuing.issue.words.key != 0).count()
            as u32;
    for session in graph.sessions.iter().filter(|session| session.tally.events > 0) {
        overview.sessions += 1;
        if let Some(link) =
            session.link.filter(|link| session.parent != NONE || link.certainty != Certainty::Exact)
        {
            overview.links[link.certainty as usize] += 1;
        }
    }
    overview
}

/// Returns the tallies of the events that match a filter, by actor.
pub(super) fn tallies(graph: &Graph, counted: &[Vec<u8>]) -> Vec<EventTally> {
    let mut tallies = vec![EventTally::default(); graph.actors.len()];
    for part in counted {
        for (actor, tally) in super::count::read(part) {
            if let Some(sum) = tallies.get_mut(actor as usize) {
                sum.add(&tally);
            }
        }
    }
    tallies
}

/// Returns a page of the actors. If tallies are given, only actors with events in them are listed.
pub(super) fn actors(graph: &Graph, tallies: Option<&[EventTally]>, ask: &ActorsRequest) -> ActorList {
    let needle = ask.containing.trim().to_ascii_lowercase();
    let tally =
        |place: u32| tallies.map_or(&graph.actors[place as usize].tally, |tallies| &tallies[place as usize]);
    let wanted = |place: &u32| {
        let actor = &graph.actors[*place as usize];
        let has = |text: &str| text.to_ascii_lowercase().contains(&needle);
        tally(*place).events > 0
            && (ask.kinds.is_empty() || ask.kinds.contains(&actor.kind))
            && ask.mark.is_none_or(|mark| actor.marks.iter().any(|(other, _)| *other == mark))
            && (needle.is_empty() || has(&actor.name) || has(&actor.id) || has(&actor.account))
    };
    let weight = |actor: &Actor| -> i64 {
        actor
            .marks
            .iter()
            .map(|(mark, _)| 1 << (8 - ActorMark::ALL.iter().position(|other| other == mark).unwrap_or(8)))
            .sum()
    };
    let key = |place: u32| {
        let actor = &graph.actors[place as usize];
        let tally = tally(place);
        match ask.sort {
            ActorSort::Marks => (weight(actor), i64::from(tally.events)),
            // Ties are sorted by name in any case.
            ActorSort::Name => (0, 0),
            ActorSort::Events => (i64::from(tally.events), 0),
            ActorSort::Failed => (i64::from(tally.failed), 0),
            ActorSort::Writes => (i64::from(tally.writes), 0),
            ActorSort::First => (tally.first, 0),
            ActorSort::Last => (tally.last, 0),
            ActorSort::Sessions => (i64::from(actor.sessions), 0),
            ActorSort::Addresses => (i64::from(actor.addresses.1 - actor.addresses.0), 0),
            ActorSort::Accounts => (actor.accounts.len() as i64, 0),
        }
    };
    let mut places: Vec<((i64, i64), &str, u32)> = (0..graph.actors.len() as u32)
        .filter(wanted)
        .map(|place| (key(place), graph.actors[place as usize].name.as_str(), place))
        .collect();
    places.sort_small_by(|(one, one_name, _), (other, other_name, _)| {
        let by_name = one_name.cmp(other_name);
        match (ask.sort, ask.descending) {
            (ActorSort::Name, true) => by_name.reverse(),
            (_, true) => other.cmp(one).then(by_name),
            (_, false) => one.cmp(other).then(by_name),
        }
    });
    let places: Vec<u32> = places.into_iter().map(|(.., place)| place).collect();
    let some = places.iter().skip(ask.first as usize).take(ask.limit as usize);
    let rows = some.map(|place| actor_row(graph, *place, tally(*place))).collect();
    ActorList { total: places.len() as u32, rows }
}

fn actor_row(graph: &Graph, number: u32, tally: &EventTally) -> ActorRow {
    let actor = &graph.actors[number as usize];
    ActorRow {
        actor: number,
        name: actor.name.clone(),
        kind: actor.kind,
        id: actor.id.clone(),
        account: actor.account.clone(),
        certainty: actor.certainty,
        count: tally.count(),
        sessions: actor.sessions,
        addresses: actor.addresses.1 - actor.addresses.0,
        accounts: actor.accounts.iter().map(|code| graph.text(*code).to_owned()).collect(),
        marks: actor.marks.iter().map(|(mark, _)| *mark).collect(),
    }
}

/// Returns the details of an actor.
pub(super) fn actor_detail(graph: &Graph, number: u32) -> Option<ActorDetail> {
    let actor = graph.actors.get(number as usize)?;
    let (begin, end) = actor.addresses;
    let addresses = graph.addresses.get(begin as usize..end as usize).unwrap_or_default();
    Some(ActorDetail {
        actor: actor_row(graph, number, &actor.tally),
        marks: actor.marks.iter().map(|(mark, proof)| marks::detail(graph, actor, *mark, *proof)).collect(),
        addresses: addresses
            .iter()
            .take(IN_DETAIL)
            .map(|used| AddressUse {
                address: graph.text(used.address).to_owned(),
                events: u64::from(used.events),
                first_millis: (used.first != NO_TIME).then_some(used.first),
                is_new: used.is_new,
            })
            .collect(),
    })
}

/// Returns the sessions in scope, each followed by those below it.
pub(super) fn sessions_of(graph: &Graph, of: SessionScope, others: bool) -> Vec<u32> {
    let mut order = Vec::new();
    let mut open: Vec<u32> = match of {
        SessionScope::Session(session) => {
            return graph.session(session).map(|_| session).into_iter().collect();
        }
        SessionScope::Chain(session) => graph.session(session).map(|_| session).into_iter().collect(),
        SessionScope::Actor(actor) => {
            let is_top = |session: &Session| {
                let above = graph.session(graph.above(session));
                session.actor == actor && above.is_none_or(|above| above.actor != actor)
            };
            let tops = graph.sessions.iter().enumerate().filter(|(_, session)| is_top(session));
            let mut tops: Vec<u32> = tops.map(|(number, _)| number as u32).collect();
            tops.sort_small_by_key(|session| (graph.sessions[*session as usize].tally.first, *session));
            tops
        }
    };
    open.reverse();
    while let Some(session) = open.pop() {
        order.push(session);
        let below = graph.below(session).iter().rev().copied();
        open.extend(below.filter(|below| match of {
            SessionScope::Actor(actor) => others || graph.sessions[*below as usize].actor == actor,
            SessionScope::Chain(_) | SessionScope::Session(_) => true,
        }));
    }
    order.retain(|session| graph.sessions[*session as usize].tally.events > 0);
    order
}

/// Returns a page of the sessions.
pub(super) fn sessions(graph: &Graph, ask: &SessionsRequest) -> SessionList {
    let mut all = sessions_of(graph, ask.of, ask.others);
    if let Some(time) = ask.time {
        all.retain(|session| {
            let tally = &graph.sessions[*session as usize].tally;
            tally.first != NO_TIME && tally.first < time.until_millis && tally.last >= time.from_millis
        });
    }
    let some = all.iter().skip(ask.first as usize).take(ask.limit as usize);
    SessionList { total: all.len() as u32, rows: some.map(|session| row(graph, *session)).collect() }
}

/// Returns a row of the list of sessions.
pub(super) fn row(graph: &Graph, number: u32) -> SessionRow {
    let session = &graph.sessions[number as usize];
    let words = &session.credential.words;
    let link = graph.link(session);
    let issue = link.and_then(|link| graph.issue(link.issue));
    SessionRow {
        session: number,
        actor: session.actor,
        name: graph.session_name(session),
        id: graph.session_id(session),
        kind: graph.kind(session),
        account: graph.text(words.account).to_owned(),
        access_key_id: graph.text(words.key).to_owned(),
        depth: graph.depth.get(number as usize).copied().unwrap_or_default(),
        parent: graph.session(graph.above(session)).map(|_| graph.above(session)),
        certainty: link.map_or(Certainty::Exact, |link| link.certainty),
        doubt: doubt(graph, session),
        obtained_by: issue
            .map(|issuing| graph.text(issuing.issue.words.event_name).to_owned())
            .unwrap_or_default(),
        opened: graph.below(number).len() as u32,
        count: session.tally.count(),
    }
}

/// Returns how a session was obtained; `None` for credentials that belong to the actor itself.
fn obtained(graph: &Graph, session: &Session) -> Option<Obtained> {
    let link = graph.link(session).filter(|link| link.proof != Proof::Record)?;
    let Link { certainty, proof, others, issue: number, .. } = link;
    let issuing = graph.issue(number);
    let text = |code: fn(&Issuing) -> u32| {
        issuing.map(|issuing| graph.text(code(issuing)).to_owned()).unwrap_or_default()
    };
    let copies = graph.issues.iter().filter(|other| number != NONE && other.copy_of == number);
    let tags = text(|issuing| issuing.issue.words.tags);
    Some(Obtained {
        certainty,
        proof,
        doubt: doubt(graph, session),
        evidence: issuing.map(|issuing| graph.place(issuing)),
        copies: copies.map(|copy| graph.place(copy)).collect(),
        others,
        event_name: text(|issuing| issuing.issue.words.event_name),
        address: text(|issuing| issuing.issue.words.address),
        mfa: issuing.and_then(|issuing| issuing.issue.mfa),
        provider: text(|issuing| issuing.issue.words.provider),
        client: text(|issuing| match issuing.issue.kind {
            IssueKind::Token => issuing.issue.words.subject,
            _ => 0,
        }),
        transitive_tags: tags
            .lines()
            .filter_map(|line| line.split_once('='))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
    })
}

/// Returns a sentence that states why a session's link is not exact although the keys match; empty
/// if there is no doubt.
pub(super) fn doubt(graph: &Graph, session: &Session) -> Remark {
    let link = graph.link(session).and_then(|link| Some((link.doubt?, graph.issue(link.issue)?)));
    link.map_or_else(Remark::default, |(doubt, issuing)| doubt.sentence(graph, session, issuing))
}

/// Describes what is missing above a session and what is known of it.
pub(super) fn gap(graph: &Graph, session: &Session) -> Option<Remark> {
    let words = &session.credential.words;
    let text = |code: u32| graph.text(code);
    if session.parent != NONE || session.made.is_some() {
        return None;
    }
    let is_person =
        graph.actors.get(session.actor as usize).is_some_and(|actor| actor.kind == ActorKind::Person);
    let missing = if session.has_candidates {
        "calls in these files may have issued it, none of them for certain"
    } else {
        "the issuing call is not in these files"
    };
    match session.credential.class {
        IdentityClass::Session if is_person && !session.has_candidates => None,
        IdentityClass::Session | IdentityClass::Federated => {
            let role = if words.issuer == 0 { text(words.name) } else { text(words.issuer) };
            let what =
                if session.credential.class == IdentityClass::Session { ", role " } else { ", issuer " };
            let mut parts = vec![
                RemarkPart::words("account "),
                RemarkPart::name(text(words.account)),
                RemarkPart::words(what),
                RemarkPart::name(role),
                RemarkPart::words("; "),
            ];
            match switched_from(graph, session) {
                Some(from) => parts.extend([
                    RemarkPart::words("it was switched to in the console from "),
                    RemarkPart::name(from),
                    RemarkPart::words(", of which nothing else is in these files"),
                ]),
                None => parts.push(RemarkPart::words(missing)),
            }
            Some(Remark::of(parts))
        }
        IdentityClass::Account if session.link.is_none_or(|link| link.proof != Proof::SamePrincipal) => {
            Some(Remark::of([
                RemarkPart::words("account "),
                RemarkPart::name(text(words.account)),
                RemarkPart::words(", principal "),
                RemarkPart::name(text(words.principal)),
                RemarkPart::words("; that account's own log is not in these files"),
            ]))
        }
        IdentityClass::User if session.has_candidates => Some(missing.into()),
        IdentityClass::Root | IdentityClass::User if session.credential.created.is_some() => {
            Some(if session.has_candidates {
                missing.into()
            } else {
                "the call or sign-in that began this session is not in these files".into()
            })
        }
        _ => None,
    }
}

/// Returns the ARN that a session was switched from, if its own SwitchRole event names one.
fn switched_from<'g>(graph: &'g Graph, session: &Session) -> Option<&'g str> {
    let is_own = |issuing: &&Issuing| {
        issuing.issue.kind == IssueKind::Switch
            && graph.session(issuing.caller).is_some_and(|caller| std::ptr::eq(caller, session))
    };
    let switch = graph.issues.iter().find(is_own)?;
    Some(graph.text(switch.issue.words.subject)).filter(|from| !from.is_empty())
}

/// Returns the calls that may have issued a session's credentials.
fn candidates(graph: &Graph, number: u32) -> Vec<Candidate> {
    let Some(session) = graph.session(number) else { return Vec::new() };
    let candidate = |(issue, doubt): (u32, Doubt)| {
        let issuing = graph.issue(issue)?;
        let caller = graph.session(issuing.caller).map(|caller| graph.session_name(caller));
        Some(Candidate {
            event: graph.place(issuing),
            event_name: graph.text(issuing.issue.words.event_name).to_owned(),
            caller: caller.unwrap_or_default(),
            doubt: doubt.sentence(graph, session, issuing),
        })
    };
    candidates::list(graph, number).into_iter().filter_map(candidate).collect()
}

/// Returns the details of a session.
pub(super) fn session_detail(graph: &Graph, number: u32) -> Option<SessionDetail> {
    let session = graph.session(number)?;
    let actor = graph.actors.get(session.actor as usize)?;
    let mut path = Vec::new();
    let mut above = graph.above(session);
    let (mut top, mut top_number) = (session, number);
    while let Some(parent) = graph.session(above) {
        // A forged chain may have any length.
        if path.len() < IN_DETAIL {
            path.push(row(graph, above));
        }
        (top, top_number) = (parent, above);
        above = graph.above(parent);
    }
    path.reverse();
    let words = &session.credential.words;
    let below = graph.below(number).iter().take(IN_DETAIL);
    Some(SessionDetail {
        session: row(graph, number),
        actor: actor_row(graph, session.actor, &actor.tally),
        obtained: obtained(graph, session),
        gap: gap(graph, top),
        candidates: candidates(graph, top_number),
        path,
        opened: below.map(|below| row(graph, *below)).collect(),
        issuer: graph.text(words.issuer).to_owned(),
        source_identity: graph.text(words.source).to_owned(),
        created_millis: session.credential.created,
    })
}
