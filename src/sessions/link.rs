//! Which session was obtained from which: by the issued key, else by the ids
//! that the call returned and the time at which the session began.

use hashbrown::HashMap;

use super::bearer::{Bearer, Class};
use super::graph::{Graph, Issuing, Link, NONE, Session};
use super::issue::{IssueKind, arn_hash, id_hash, root_hash, session_hash};
use super::told::{Certainty, Proof};
use crate::store::rows::NO_TIME;

/// A session begins when its credentials are issued, give or take this: the
/// two times are taken by two clocks and cut to seconds.
const SLACK_MILLIS: i64 = 2_000;

/// So many candidates are looked at for one link: more than any real log has,
/// and few enough that a forged one takes no time.
const CANDIDATES: usize = 1_000;

/// Finds, among the events that issued credentials, copies of one action in
/// the logs of several accounts. The copy with the caller's full identity
/// stays.
pub(super) fn find_copies(graph: &mut Graph) {
    let mut order: Vec<u32> = (0..graph.issues.len() as u32)
        .filter(|issue| graph.issues[*issue as usize].issue.shared != 0)
        .collect();
    let same = |graph: &Graph, issue: u32| {
        let Issuing { issue, .. } = &graph.issues[issue as usize];
        (issue.shared, issue.kind, issue.words.key)
    };
    // Numbers of issues are in an order of their own, which breaks ties.
    order.sort_unstable_by_key(|issue| {
        let issuing = &graph.issues[*issue as usize];
        let caller = graph.sessions[issuing.caller as usize].bearer.class;
        let is_strange = matches!(caller, Class::Account | Class::Anonymous | Class::Unknown);
        (same(graph, *issue), is_strange, *issue)
    });
    let mut first = None;
    for issue in order {
        match first.filter(|first| same(graph, *first) == same(graph, issue)) {
            Some(first) => graph.issues[issue as usize].copy_of = first,
            None => first = Some(issue),
        }
    }
}

/// The ids by which a session is compared with what calls returned.
fn ids(graph: &Graph, session: &Session) -> (u64, u64) {
    let Bearer { class, words, .. } = &session.bearer;
    let text = |code: u32| graph.text(code);
    let principal = text(words.principal);
    match class {
        Class::Session => (
            session_hash(principal, text(words.session_name)),
            arn_hash(text(words.account), text(words.name), text(words.session_name)),
        ),
        Class::Federated => (session_hash(text(words.account), text(words.session_name)), 0),
        Class::Root => (root_hash(text(words.account)), 0),
        _ if !principal.is_empty() => {
            let (id, name) = principal.split_once(':').unwrap_or((principal, ""));
            (session_hash(id, name), 0)
        }
        _ => (0, 0),
    }
}

/// The hash by which an account's copy of an identity is the same as another.
pub(super) fn principal_hash(graph: &Graph, session: &Session) -> u64 {
    ids(graph, session).0
}

/// Issues by what they may be found by.
struct Index {
    /// By the code of the key.
    by_key: HashMap<u32, Vec<u32>>,
    /// By the principal's hash, by the ARN's, and by time.
    by_principal: Vec<(u64, i64, u32)>,
    by_arn: Vec<(u64, i64, u32)>,
    /// Keys that some session uses.
    used: hashbrown::HashSet<u32>,
}

impl Index {
    fn of(graph: &Graph) -> Index {
        let mut index = Index {
            by_key: HashMap::new(),
            by_principal: Vec::new(),
            by_arn: Vec::new(),
            used: graph.sessions.iter().map(|session| session.bearer.words.key).collect(),
        };
        for (number, Issuing { issue, copy_of, .. }) in graph.issues.iter().enumerate() {
            if *copy_of != NONE {
                continue;
            }
            let number = number as u32;
            if issue.words.key != 0 {
                index.by_key.entry(issue.words.key).or_default().push(number);
            }
            if issue.kind != IssueKind::Made && issue.principal != 0 {
                index.by_principal.push((issue.principal, issue.millis, number));
            }
            if issue.kind != IssueKind::Made && issue.arn != 0 {
                index.by_arn.push((issue.arn, issue.millis, number));
            }
        }
        index.by_principal.sort_unstable();
        index.by_arn.sort_unstable();
        index
    }
}

/// Links every session to what it was obtained from.
pub(super) fn link(graph: &mut Graph) {
    let index = Index::of(graph);
    let mut found = Vec::with_capacity(graph.sessions.len());
    for (number, session) in graph.sessions.iter().enumerate() {
        let number = number as u32;
        found.push((made_by(graph, &index, number, session), obtained(graph, &index, number, session)));
    }
    for (session, (made_by, obtained)) in graph.sessions.iter_mut().zip(found) {
        session.made_by = made_by;
        if let Some((parent, link)) = obtained {
            session.parent = parent;
            session.link = Some(link);
        }
    }
    drop(index);
    switches(graph);
    strangers(graph);
    break_cycles(graph);
}

/// The event that made a long-term key.
fn made_by(graph: &Graph, index: &Index, number: u32, session: &Session) -> u32 {
    let made = index.by_key.get(&session.bearer.words.key).into_iter().flatten().copied().take(CANDIDATES);
    let made = made.filter(|issue| {
        let issuing = &graph.issues[*issue as usize];
        issuing.issue.kind == IssueKind::Made && issuing.caller != number
    });
    made.min().unwrap_or(NONE)
}

fn obtained(graph: &Graph, index: &Index, number: u32, session: &Session) -> Option<(u32, Link)> {
    let own = ids(graph, session);
    by_key(graph, index, number, session, own.0).or_else(|| by_time(graph, index, number, session, own))
}

/// By the issued key: the only exact link.
fn by_key(graph: &Graph, index: &Index, number: u32, session: &Session, own: u64) -> Option<(u32, Link)> {
    let key = session.bearer.words.key;
    if key == 0 {
        return None;
    }
    let candidates = index.by_key.get(&key)?.iter().copied().take(CANDIDATES).filter(|issue| {
        let issuing = &graph.issues[*issue as usize];
        let caller = &graph.sessions[issuing.caller as usize];
        let fits = issuing.issue.principal == 0 || own == 0 || issuing.issue.principal == own;
        // GetSigninToken may hand on the key that it was called with.
        issuing.issue.kind != IssueKind::Made
            && issuing.caller != number
            && caller.bearer.words.key != key
            && fits
    });
    let mut candidates: Vec<u32> = candidates.collect();
    let time = |issue: u32| {
        let millis = graph.issues[issue as usize].issue.millis;
        session.bearer.created.map_or(0, |created| created.abs_diff(millis))
    };
    candidates.sort_unstable_by_key(|issue| (time(*issue), *issue));
    let issue = *candidates.first()?;
    let link = Link {
        certainty: Certainty::Exact,
        proof: Proof::IssuedKey,
        issue,
        others: candidates.len() as u32 - 1,
    };
    Some((graph.issues[issue as usize].caller, link))
}

/// By ids and the time at which the session began.
fn by_time(
    graph: &Graph,
    index: &Index,
    number: u32,
    session: &Session,
    own: (u64, u64),
) -> Option<(u32, Link)> {
    let created = session.bearer.created?;
    let around = |list: &'_ [(u64, i64, u32)], id: u64| -> Vec<u32> {
        let from = list.partition_point(|(hash, millis, _)| (*hash, *millis) < (id, created - SLACK_MILLIS));
        let fits = |(hash, millis, _): &&(u64, i64, u32)| *hash == id && *millis <= created + SLACK_MILLIS;
        list[from..].iter().take_while(fits).take(CANDIDATES).map(|(.., issue)| *issue).collect()
    };
    let key = session.bearer.words.key;
    let may_be = |issue: &u32| {
        let Issuing { issue, caller, .. } = &graph.issues[*issue as usize];
        let other_key = issue.words.key != 0 && key != 0 && issue.words.key != key;
        // An issued key that somebody uses is that session's.
        *caller != number && !(other_key && index.used.contains(&issue.words.key))
    };
    let choose = |candidates: Vec<u32>, proof: Proof| {
        let mut candidates: Vec<u32> = candidates.into_iter().filter(may_be).collect();
        candidates.sort_unstable_by_key(|number| {
            let Issuing { issue, .. } = &graph.issues[*number as usize];
            (issue.kind, created.abs_diff(issue.millis), *number)
        });
        let issue = *candidates.first()?;
        let kind = graph.issues[issue as usize].issue.kind;
        let same = |other: &&u32| {
            let (one, other) = (&graph.issues[issue as usize].issue, &graph.issues[**other as usize].issue);
            one.kind == other.kind && created.abs_diff(one.millis) == created.abs_diff(other.millis)
        };
        let proof = match kind {
            IssueKind::SignIn => Proof::SignIn,
            IssueKind::Switch => Proof::SwitchRole,
            IssueKind::Issued | IssueKind::Made => proof,
        };
        let others = candidates.iter().filter(same).count() as u32 - 1;
        let link = Link { certainty: Certainty::Inferred, proof, issue, others };
        Some((graph.issues[issue as usize].caller, link))
    };
    let by_id =
        || if own.0 == 0 { None } else { choose(around(&index.by_principal, own.0), Proof::RoleIdAndTime) };
    let by_arn = || if own.1 == 0 { None } else { choose(around(&index.by_arn, own.1), Proof::ArnAndTime) };
    by_id().or_else(by_arn)
}

/// The ARN of a session or user, as a hash.
fn arn_of(graph: &Graph, session: &Session) -> u64 {
    let words = &session.bearer.words;
    match session.bearer.class {
        Class::Session => {
            arn_hash(graph.text(words.account), graph.text(words.name), graph.text(words.session_name))
        }
        Class::User | Class::Role => id_hash(&["user", graph.text(words.issuer)]),
        Class::Root => root_hash(graph.text(words.account)),
        _ => 0,
    }
}

/// The same of an ARN in a record.
fn hash_of_arn(arn: &str) -> u64 {
    let account = super::bearer::account_of(arn);
    match arn.split_once(":assumed-role/").and_then(|(_, rest)| rest.split_once('/')) {
        Some((role, session)) => arn_hash(account, role, session),
        None if arn.ends_with(":root") => root_hash(account),
        None => id_hash(&["user", arn]),
    }
}

/// Role sessions of the console, from whose session they were switched to: the
/// one of that ARN which was seen last before.
fn switches(graph: &mut Graph) {
    let is_switch =
        |issuing: &Issuing| issuing.issue.kind == IssueKind::Switch && issuing.issue.words.subject != 0;
    let switches: Vec<u32> =
        (0..graph.issues.len() as u32).filter(|issue| is_switch(&graph.issues[*issue as usize])).collect();
    if switches.is_empty() {
        return;
    }
    let mut by_arn: HashMap<u64, Vec<u32>> = HashMap::new();
    for (number, session) in graph.sessions.iter().enumerate() {
        by_arn.entry(arn_of(graph, session)).or_default().push(number as u32);
    }
    for issue in switches {
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
            // A long-term key signs in to no console.
            let is_console = !graph.text(session.bearer.words.key).starts_with("AKIA");
            (is_console, session.tally.first, std::cmp::Reverse(*number))
        };
        let mut count = 0;
        let parent = candidates.inspect(|_| count += 1).max_by_key(rank);
        let link = Link { certainty: Certainty::Inferred, proof: Proof::SwitchRole, issue, others: 0 };
        if let Some(parent) = parent {
            let session = &mut graph.sessions[caller as usize];
            session.parent = parent;
            session.link = Some(Link { others: count - 1, ..link });
        }
    }
}

/// In another account's log a caller is only an account and an id. It is the
/// session that the caller's own copy of the same action names, or else the
/// only one with that id.
fn strangers(graph: &mut Graph) {
    let mut known: HashMap<u32, Option<u32>> = HashMap::new();
    let mut note = |stranger: u32, own: u32| {
        let found = known.entry(stranger).or_insert(Some(own));
        if *found != Some(own) {
            *found = None;
        }
    };
    let is_stranger = |session: &Session| session.bearer.class == Class::Account;
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
        let id = if is_stranger(session) || session.tally.events == 0 {
            0
        } else {
            principal_hash(graph, session)
        };
        if id != 0 {
            by_id.entry(id).and_modify(|known| *known = None).or_insert(Some(number as u32));
        }
    }
    for (number, session) in graph.sessions.iter().enumerate().filter(|(_, session)| is_stranger(session)) {
        if !known.contains_key(&(number as u32))
            && let Some(Some(own)) = by_id.get(&principal_hash(graph, session))
        {
            known.insert(number as u32, Some(*own));
        }
    }
    for (stranger, own) in known {
        let Some(own) = own else { continue };
        let is_session = graph.sessions[own as usize].bearer.class == Class::Session;
        let session = &mut graph.sessions[stranger as usize];
        session.parent = own;
        // A user's id is its own; a role session's name may be used again.
        let certainty = if is_session { Certainty::Inferred } else { Certainty::Exact };
        session.link = Some(Link { certainty, proof: Proof::SamePrincipal, issue: NONE, others: 0 });
    }
}

/// Records may be forged: a chain that bites its own tail is cut at the
/// session with the lowest number.
fn break_cycles(graph: &mut Graph) {
    const ON_THE_WAY: u32 = u32::MAX - 1;
    const FINE: u32 = u32::MAX - 2;
    let mut state = vec![NONE; graph.sessions.len()];
    for start in 0..graph.sessions.len() as u32 {
        let mut way = Vec::new();
        let mut at = start;
        while at != NONE && state[at as usize] == NONE {
            state[at as usize] = ON_THE_WAY;
            way.push(at);
            at = graph.above(&graph.sessions[at as usize]);
        }
        if at != NONE && state[at as usize] == ON_THE_WAY {
            let tail = way.iter().position(|session| *session == at).unwrap_or_default();
            if let Some(cut) = way[tail..].iter().min() {
                let session = &mut graph.sessions[*cut as usize];
                if session.parent == NONE {
                    session.made_by = NONE;
                } else {
                    session.parent = NONE;
                    session.link = None;
                    // Below what made its key it could bite again.
                    session.made_by = NONE;
                }
            }
        }
        way.iter().for_each(|session| state[*session as usize] = FINE);
    }
}
