//! Which session was obtained from which: by the issued key, else by the ids
//! that the call returned and the time at which the session began.

use std::cmp::Reverse;

use hashbrown::HashMap;

use super::bearer::{Bearer, Class};
use super::follow::SESSIONS_A_STEP;
use super::graph::{Graph, Issuing, Link, NONE, Session};
use super::issue::{Issue, IssueKind, arn_hash, id_hash, root_hash, session_hash};
use super::told::{Certainty, Proof};
use crate::in_order::InOrder;
use crate::store::bits::Bits;
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
    order.put_in_order_by_key(|issue| {
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

/// Issues by what they may be found by.
#[derive(Debug, Default)]
struct Index {
    /// By the code of the key.
    by_key: Vec<(u32, u32)>,
    /// By the principal's hash, by the ARN's, and by time.
    by_principal: Vec<(u64, i64, u32)>,
    by_arn: Vec<(u64, i64, u32)>,
    /// Keys that some session uses, by their codes.
    used: Bits,
}

impl Index {
    /// Those that are no copies.
    fn originals(graph: &Graph) -> impl Iterator<Item = (u32, &Issue<u32>)> {
        let all = (0..).zip(&graph.issues).filter(|(_, issuing)| issuing.copy_of == NONE);
        all.map(|(number, issuing)| (number, &issuing.issue))
    }

    fn read_keys(&mut self, graph: &Graph) {
        self.used = Bits::none(graph.pool.texts().len());
        graph.sessions.iter().for_each(|session| self.used.insert(session.bearer.words.key as usize));
        let keys = Index::originals(graph).filter(|(_, issue)| issue.words.key != 0);
        self.by_key = exact(graph.issues.len(), keys.map(|(number, issue)| (issue.words.key, number)));
        self.by_key.sort_unstable();
    }

    fn sorted(graph: &Graph, hash: fn(&Issue<u32>) -> u64) -> Vec<(u64, i64, u32)> {
        let known = Index::originals(graph)
            .filter(|(_, issue)| issue.kind != IssueKind::Made && hash(issue) != 0)
            .map(|(number, issue)| (hash(issue), issue.millis, number));
        let mut sorted = exact(graph.issues.len(), known);
        sorted.put_in_order();
        sorted
    }

    /// The issues of a key, by number.
    fn of_key(&self, key: u32) -> impl Iterator<Item = u32> {
        let first =
            if key == 0 { self.by_key.len() } else { self.by_key.partition_point(|(other, _)| *other < key) };
        self.by_key[first..].iter().take_while(move |(other, _)| *other == key).map(|(_, issue)| *issue)
    }
}

/// A list that takes no more memory than it must.
fn exact<T>(most: usize, things: impl Iterator<Item = T>) -> Vec<T> {
    let mut list = Vec::with_capacity(most);
    list.extend(things);
    list
}

/// Links every session to what it was obtained from, step by step.
#[derive(Debug, Default)]
pub(super) struct Linker {
    stage: Stage,
    /// The next session.
    at: usize,
    index: Index,
    switches: Vec<u32>,
    by_arn: HashMap<u64, Vec<u32>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    #[default]
    Keys,
    Principals,
    Arns,
    Sessions,
    Arn,
    Switches,
    Strangers,
    Cycles,
    Done,
}

impl Linker {
    /// Goes on; whether all is done.
    pub fn step(&mut self, graph: &mut Graph) -> bool {
        self.stage = match self.stage {
            Stage::Keys => {
                self.index.read_keys(graph);
                Stage::Principals
            }
            Stage::Principals => {
                self.index.by_principal = Index::sorted(graph, |issue| issue.principal);
                Stage::Arns
            }
            Stage::Arns => {
                self.index.by_arn = Index::sorted(graph, |issue| issue.arn);
                Stage::Sessions
            }
            Stage::Sessions => {
                let some = self.some(graph);
                some.for_each(|number| link_one(graph, &self.index, number));
                if self.at < graph.sessions.len() {
                    return false;
                }
                self.index = Index::default();
                self.at = 0;
                self.switches = switches(graph);
                if self.switches.is_empty() { Stage::Strangers } else { Stage::Arn }
            }
            Stage::Arn => {
                for number in self.some(graph) {
                    let arn = arn_of(graph, &graph.sessions[number as usize]);
                    self.by_arn.entry(arn).or_default().push(number);
                }
                if self.at < graph.sessions.len() { Stage::Arn } else { Stage::Switches }
            }
            Stage::Switches => {
                link_switches(graph, &std::mem::take(&mut self.switches), &self.by_arn);
                self.by_arn = HashMap::new();
                Stage::Strangers
            }
            Stage::Strangers => {
                strangers(graph);
                Stage::Cycles
            }
            Stage::Cycles => {
                break_cycles(graph);
                Stage::Done
            }
            Stage::Done => Stage::Done,
        };
        self.stage == Stage::Done
    }

    /// The sessions of this step.
    fn some(&mut self, graph: &Graph) -> std::ops::Range<u32> {
        let begin = self.at;
        self.at = (begin + SESSIONS_A_STEP).min(graph.sessions.len());
        begin as u32..self.at as u32
    }
}

fn link_one(graph: &mut Graph, index: &Index, number: u32) {
    let session = &graph.sessions[number as usize];
    let own = ids(graph, session);
    let made_by = made_by(graph, index, number, session);
    let obtained =
        by_key(graph, index, number, session, own.0).or_else(|| by_time(graph, index, number, session, own));
    let session = &mut graph.sessions[number as usize];
    session.ids = own.0;
    session.made_by = made_by;
    if let Some((parent, link)) = obtained {
        session.parent = parent;
        session.link = Some(link);
    }
}

/// The event that made a long-term key.
fn made_by(graph: &Graph, index: &Index, number: u32, session: &Session) -> u32 {
    let made = index.of_key(session.bearer.words.key).take(CANDIDATES);
    let made = made.filter(|issue| {
        let issuing = &graph.issues[*issue as usize];
        issuing.issue.kind == IssueKind::Made && issuing.caller != number
    });
    made.min().unwrap_or(NONE)
}

/// By the issued key: the only exact link.
fn by_key(graph: &Graph, index: &Index, number: u32, session: &Session, own: u64) -> Option<(u32, Link)> {
    let key = session.bearer.words.key;
    if key == 0 {
        return None;
    }
    let candidates = index.of_key(key).take(CANDIDATES).filter(|issue| {
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
    candidates.put_in_order_by_key(|issue| (time(*issue), *issue));
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
        *caller != number && !(other_key && index.used.has(issue.words.key as usize))
    };
    let choose = |candidates: Vec<u32>, proof: Proof| {
        let mut candidates: Vec<u32> = candidates.into_iter().filter(may_be).collect();
        candidates.put_in_order_by_key(|number| {
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

/// The switches of role that say from where.
fn switches(graph: &Graph) -> Vec<u32> {
    let is_switch =
        |issuing: &Issuing| issuing.issue.kind == IssueKind::Switch && issuing.issue.words.subject != 0;
    (0..graph.issues.len() as u32).filter(|issue| is_switch(&graph.issues[*issue as usize])).collect()
}

/// Role sessions of the console, from whose session they were switched to: the
/// one of that ARN which was seen last before.
fn link_switches(graph: &mut Graph, switches: &[u32], by_arn: &HashMap<u64, Vec<u32>>) {
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
            // A long-term key signs in to no console.
            let is_console = !graph.text(session.bearer.words.key).starts_with("AKIA");
            (is_console, session.tally.first, Reverse(*number))
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
        let id = if is_stranger(session) || session.tally.events == 0 { 0 } else { session.ids };
        if id != 0 {
            by_id.entry(id).and_modify(|known| *known = None).or_insert(Some(number as u32));
        }
    }
    for (number, session) in graph.sessions.iter().enumerate().filter(|(_, session)| is_stranger(session)) {
        if !known.contains_key(&(number as u32))
            && let Some(Some(own)) = by_id.get(&session.ids)
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

/// Records may be forged, and a caller that another account's log names may be
/// an earlier session of the same name: a chain that bites its own tail is cut
/// at its weakest link, and of several at the session with the lowest number.
fn break_cycles(graph: &mut Graph) {
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
                // What made a key is as certain as what issued one.
                let link = session.link.filter(|_| session.parent != NONE);
                link.map_or(0, |link| link.certainty as usize)
            };
            let weakest =
                way[tail..].iter().copied().min_by_key(|session| (Reverse(weakness(session)), *session));
            if let Some(cut) = weakest {
                let session = &mut graph.sessions[cut as usize];
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
