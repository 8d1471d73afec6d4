//! Copies of one action in the logs of several accounts.

use super::credential::IdentityClass;
use super::fit::Ids;
use super::graph::{Graph, Issuing, NONE};
use crate::base::small_sort::SmallSort;

/// Tolerance between the time of the issuing call and the beginning of its session, in
/// milliseconds: the two times come from two clocks and are truncated to seconds.
pub(super) const SLACK_MILLIS: i64 = 2_000;

/// Maximum number of different actions recognized under one shared id. Forged records may give the
/// same id to any number of actions.
const ACTIONS: usize = 8;

/// Finds, among the events that issued credentials, copies of one action in the logs of several
/// accounts. The copy with the caller's full identity becomes the original. Events that share an id
/// but name different callers, keys, sessions or times are not copies.
pub(super) fn find(graph: &mut Graph) {
    by(graph, |issuing| issuing.issue.shared);
    by(graph, |issuing| if issuing.is_guid { (issuing.id >> 64) as u64 ^ issuing.id as u64 } else { 0 });
}

fn by(graph: &mut Graph, id: fn(&Issuing) -> u64) {
    let mut order: Vec<u32> = (0..graph.issues.len() as u32)
        .filter(|issue| {
            let issuing = &graph.issues[*issue as usize];
            issuing.copy_of == NONE && id(issuing) != 0
        })
        .collect();
    let same = |graph: &Graph, issue: u32| {
        let issuing = &graph.issues[issue as usize];
        (id(issuing), issuing.issue.kind, issuing.issue.words.key)
    };
    // The issue number breaks ties: it depends only on the events.
    order.sort_small_by_key(|issue| {
        let issuing = &graph.issues[*issue as usize];
        let caller = graph.sessions[issuing.caller as usize].credential.class;
        let is_strange =
            matches!(caller, IdentityClass::Account | IdentityClass::Anonymous | IdentityClass::Unknown);
        (same(graph, *issue), is_strange, *issue)
    });
    let mut firsts: Vec<u32> = Vec::new();
    for issue in order {
        if firsts.first().is_some_and(|first| same(graph, *first) != same(graph, issue)) {
            firsts.clear();
        }
        match firsts.iter().copied().find(|first| is_copy(graph, *first, issue)) {
            Some(first) => graph.issues[issue as usize].copy_of = first,
            None if firsts.len() < ACTIONS => firsts.push(issue),
            None => {}
        }
    }
}

/// Whether no fact contradicts that two events are the same action.
fn is_copy(graph: &Graph, first: u32, other: u32) -> bool {
    let (one, other) = (&graph.issues[first as usize], &graph.issues[other as usize]);
    let agrees = |one: u64, other: u64| one == 0 || other == 0 || one == other;
    one.issue.words.event_name == other.issue.words.event_name
        && one.issue.millis.abs_diff(other.issue.millis) <= SLACK_MILLIS as u64
        && agrees(one.issue.principal, other.issue.principal)
        && agrees(one.issue.arn, other.issue.arn)
        && agrees(one.issue.role, other.issue.role)
        && same_caller(graph, one.caller, other.caller)
}

/// Whether two callers are, or may be, the same. Another account's log names only the caller's
/// account and id.
pub(super) fn same_caller(graph: &Graph, one: u32, other: u32) -> bool {
    if one == other {
        return true;
    }
    let (one, other) = (&graph.sessions[one as usize], &graph.sessions[other as usize]);
    let text = |code: u32| graph.text(code);
    let is_strange = |class: IdentityClass| {
        matches!(class, IdentityClass::Account | IdentityClass::Anonymous | IdentityClass::Unknown)
    };
    if is_strange(one.credential.class) == is_strange(other.credential.class) {
        return false;
    }
    let (stranger, own) = if is_strange(one.credential.class) { (one, other) } else { (other, one) };
    let (account, own_account) =
        (text(stranger.credential.words.account), text(own.credential.words.account));
    let same_account = account.is_empty() || own_account.is_empty() || account == own_account;
    let principal = text(stranger.credential.words.principal);
    let (id, own_id) = (Ids::of(graph, stranger).principal, Ids::of(graph, own).principal);
    let is_root = own.credential.class == IdentityClass::Root && principal == own_account;
    same_account && (id == 0 || own_id == 0 || id == own_id || is_root)
}
