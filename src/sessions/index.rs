//! Events that issued credentials, indexed by the ids that they can be looked up by.

use hashbrown::HashMap;

use super::graph::{Graph, NONE};
use super::issuance::{Issuance, IssueKind};
use crate::base::small_sort::SmallSort;
use crate::store::bits::Bits;
use crate::store::rows::NO_TIME;

/// The use of an issued access key, over all sessions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeyUse {
    /// The first event made with it, in milliseconds, or [`NO_TIME`].
    pub first: i64,
    /// One session that uses it.
    session: u32,
    /// Whether records name more than one identity as its user.
    pub is_shared: bool,
}

/// An issue: hash, time in milliseconds, number of the issue.
pub(super) type Timed = (u64, i64, u32);

/// Issues that are not copies, by the ids that they can be looked up by.
#[derive(Debug, Default)]
pub(super) struct IssueIndex {
    /// Issues by the code of the key, sorted.
    by_key: Vec<(u32, u32)>,
    /// Calls and sign-ins that began a session, by the hash of the principal.
    pub by_principal: Vec<Timed>,
    /// The same issues, by the hash of the ARN.
    pub by_arn: Vec<Timed>,
    /// Issues of kind [`IssueKind::Token`], by the hash of the principal.
    pub by_token: Vec<Timed>,
    /// Issues of kind [`IssueKind::Portal`], by the hash of account and permission set.
    pub by_portal: Vec<Timed>,
    /// Keys that some session uses, by code.
    used: Bits,
    /// The uses of issued keys.
    uses: HashMap<u32, KeyUse>,
}

impl IssueIndex {
    /// Returns the issues that are not copies.
    fn originals(graph: &Graph) -> impl Iterator<Item = (u32, &Issuance<u32>)> {
        let all = (0..).zip(&graph.issues).filter(|(_, issuing)| issuing.copy_of == NONE);
        all.map(|(number, issuing)| (number, &issuing.issue))
    }

    /// Indexes the issued keys and their uses.
    pub fn read_keys(&mut self, graph: &Graph) {
        let keys = IssueIndex::originals(graph).filter(|(_, issue)| issue.words.key != 0);
        self.by_key = exact(graph.issues.len(), keys.map(|(number, issue)| (issue.words.key, number)));
        self.by_key.sort_unstable();
        self.used = Bits::none(graph.pool.texts().len());
        for (number, session) in (0..).zip(&graph.sessions) {
            let key = session.credential.words.key;
            if key == 0 {
                continue;
            }
            self.used.insert(key as usize);
            if self.of_key(key).next().is_none() {
                continue;
            }
            let first = session.tally.first;
            let new = KeyUse { first, session: number, is_shared: false };
            let known = self.uses.entry(key).or_insert(new);
            if known.first == NO_TIME || first != NO_TIME && first < known.first {
                known.first = first;
            }
            known.is_shared |= contradict(graph, known.session, number);
        }
    }

    /// Indexes the issues that began a session by principal.
    pub fn read_principals(&mut self, graph: &Graph) {
        let (begins, tokens) = (IssueIndex::begins, |issue: &Issuance<u32>| issue.kind == IssueKind::Token);
        self.by_principal = IssueIndex::sorted(graph, begins, |issue| issue.principal);
        self.by_token = IssueIndex::sorted(graph, tokens, |issue| issue.principal);
    }

    /// Indexes the issues that began a session by ARN, and calls at the access portal by permission
    /// set.
    pub fn read_arns(&mut self, graph: &Graph) {
        self.by_arn = IssueIndex::sorted(graph, IssueIndex::begins, |issue| issue.arn);
        let portals = |issue: &Issuance<u32>| issue.kind == IssueKind::Portal;
        self.by_portal = IssueIndex::sorted(graph, portals, |issue| issue.role);
    }

    fn begins(issue: &Issuance<u32>) -> bool {
        matches!(issue.kind, IssueKind::Issued | IssueKind::SignIn | IssueKind::Switch)
    }

    fn sorted(
        graph: &Graph,
        wanted: fn(&Issuance<u32>) -> bool,
        hash: fn(&Issuance<u32>) -> u64,
    ) -> Vec<Timed> {
        let known = IssueIndex::originals(graph)
            .filter(|(_, issue)| wanted(issue) && hash(issue) != 0)
            .map(|(number, issue)| (hash(issue), issue.millis, number));
        let mut sorted: Vec<Timed> = known.collect();
        sorted.shrink_to_fit();
        sorted.sort_small();
        sorted
    }

    /// Returns the issues of a key, by number; none for key 0, which stands for no key.
    pub fn of_key(&self, key: u32) -> impl Iterator<Item = u32> {
        let first =
            if key == 0 { self.by_key.len() } else { self.by_key.partition_point(|(other, _)| *other < key) };
        self.by_key[first..].iter().take_while(move |(other, _)| *other == key).map(|(_, issue)| *issue)
    }

    /// Whether any session uses a key.
    pub fn is_used(&self, key: u32) -> bool {
        self.used.has(key as usize)
    }

    /// Returns the use of an issued key; `None` if the key was not issued.
    pub fn key_use(&self, key: u32) -> Option<&KeyUse> {
        self.uses.get(&key)
    }
}

/// Returns the entries with a hash and a time from `from` to `to`, inclusive.
pub(super) fn between(list: &[Timed], hash: u64, from: i64, to: i64) -> &[Timed] {
    let begin = list.partition_point(|(other, millis, _)| (*other, *millis) < (hash, from));
    let end = list.partition_point(|(other, millis, _)| (*other, *millis) <= (hash, to));
    list.get(begin..end).unwrap_or_default()
}

/// Whether two sessions cannot have the same identity.
fn contradict(graph: &Graph, one: u32, other: u32) -> bool {
    let (one, other) = (&graph.sessions[one as usize].credential, &graph.sessions[other as usize].credential);
    let pairs = [
        (one.words.principal, other.words.principal),
        (one.words.session_name, other.words.session_name),
        (one.words.account, other.words.account),
    ];
    pairs.iter().any(|(one, other)| *one != 0 && *other != 0 && one != other)
}

/// Collects at most `most` items into a list that is allocated once, with exactly that capacity.
fn exact<T>(most: usize, things: impl Iterator<Item = T>) -> Vec<T> {
    let mut list = Vec::with_capacity(most);
    list.extend(things);
    list
}
