//! Calls that may have issued a session's credentials, none of them certainly, and the evidence
//! against each.

use super::copies::SLACK_MILLIS;
use super::credential::IdentityClass;
use super::fit::{Ids, RecipientFit, fit};
use super::graph::{Doubt, Graph, Issuing, NONE, Session};
use super::index::{IssueIndex, Timed, between};
use super::issuance::IssueKind;
use crate::store::rows::NO_TIME;

/// Maximum number of candidates that are examined for one link: more than any real log has, and few
/// enough that a forged log takes no noticeable time.
pub(super) const CANDIDATES: usize = 1_000;

/// Session, address, number of events, first time; sorted.
pub(super) type Addresses = [(u32, u32, u32, i64)];

/// A call this far from the session's beginning is still listed: clocks may be wrong.
const APART_MILLIS: i64 = 60_000;

/// Maximum duration of a role session.
const LONGEST_SESSION_MILLIS: i64 = 12 * 3_600_000;

/// Maximum number of candidates that are listed.
const LISTED: usize = 20;

/// A session whose issuing call is sought.
pub(super) struct One<'g> {
    pub graph: &'g Graph,
    pub index: &'g IssueIndex,
    pub addresses: &'g Addresses,
    pub number: u32,
    pub session: &'g Session,
    pub ids: Ids,
}

impl One<'_> {
    pub(super) fn issuing(&self, issue: u32) -> &Issuing {
        &self.graph.issues[issue as usize]
    }

    /// Returns the calls that returned the session's key.
    pub(super) fn calls(&self) -> impl Iterator<Item = u32> {
        self.index.of_key(self.session.credential.words.key).take(CANDIDATES).filter(|issue| {
            // GetSigninToken may return the key that it was called with.
            let name = self.graph.text(self.issuing(*issue).issue.words.event_name);
            name != "GetSigninToken" || !self.is_own(*issue)
        })
    }

    /// Whether a call was made with the session's key. No key issues itself, but the record of such
    /// a call contradicts the other calls that return the key.
    pub(super) fn is_own(&self, issue: u32) -> bool {
        let caller = self.issuing(issue).caller;
        let key = self.graph.sessions[caller as usize].credential.words.key;
        caller == self.number || key == self.session.credential.words.key
    }

    /// Returns the calls, made with other credentials, that returned the session's key.
    pub(super) fn issuers(&self) -> impl Iterator<Item = u32> {
        self.calls().filter(|issue| !self.is_own(*issue))
    }

    /// Returns the calls around the session's beginning whose ids match.
    pub(super) fn around(&self, list: &[Timed], id: u64, slack: i64) -> Vec<u32> {
        let (Some(created), true) = (self.session.credential.created, id != 0) else { return Vec::new() };
        let some = between(list, id, created - slack, created + slack);
        some.iter().take(CANDIDATES).map(|(.., issue)| *issue).collect()
    }
}

/// Whether a session that is not linked has any candidate.
pub(super) fn any(one: &One<'_>) -> bool {
    let is_one = |issue: &u32| {
        let is_used = |key: u32| one.index.is_used(key);
        candidate(one.graph, one.number, one.session, &one.ids, &one.graph.issues[*issue as usize], &is_used)
            .is_some()
    };
    let around = |list: &[Timed], id: u64| one.around(list, id, APART_MILLIS).iter().any(is_one);
    let before = |list: &[Timed], id: u64| {
        let first = one.session.tally.first;
        let is_open = one.session.credential.created.is_none() && first != NO_TIME && id != 0;
        let some = if is_open {
            between(list, id, first - LONGEST_SESSION_MILLIS, first + SLACK_MILLIS)
        } else {
            &[]
        };
        some.iter().take(CANDIDATES).any(|(.., issue)| is_one(issue))
    };
    let Ids { principal, arn, permission_set, .. } = one.ids;
    one.issuers().next().is_some()
        || around(&one.index.by_principal, principal)
        || around(&one.index.by_arn, arn)
        || around(&one.index.by_portal, permission_set)
        || before(&one.index.by_principal, principal)
        || before(&one.index.by_arn, arn)
}

/// Returns the candidates of a session that is not linked, with the evidence against each.
pub(super) fn list(graph: &Graph, number: u32) -> Vec<(u32, Doubt)> {
    let Some(session) = graph.session(number).filter(|session| session.has_candidates) else {
        return Vec::new();
    };
    let ids = Ids::of(graph, session);
    let is_used = |key: u32| graph.sessions.iter().any(|session| session.credential.words.key == key);
    let originals = (0..).zip(&graph.issues).filter(|(_, issuing)| issuing.copy_of == NONE);
    let doubts = originals.filter_map(|(issue, issuing)| {
        Some((issue, candidate(graph, number, session, &ids, issuing, &is_used)?))
    });
    let mut found: Vec<(u32, Doubt)> = doubts.take(LISTED).collect();
    let calls = found.iter().filter(|(_, doubt)| matches!(doubt, Doubt::SeveralIssuers(_))).count() as u32;
    for (_, doubt) in &mut found {
        match doubt {
            Doubt::SeveralIssuers(count) if calls > 1 => *count = calls,
            Doubt::SeveralIssuers(_) => *doubt = Doubt::OtherBearers,
            _ => {}
        }
    }
    found
}

/// Returns the evidence against a call that may have issued a session's credentials; `None` if
/// nothing suggests that it did.
fn candidate(
    graph: &Graph,
    number: u32,
    session: &Session,
    ids: &Ids,
    issuing: &Issuing,
    is_used: &dyn Fn(u32) -> bool,
) -> Option<Doubt> {
    let Issuing { issue, caller, .. } = issuing;
    let from = graph.session(*caller).filter(|_| *caller != number)?;
    let key = session.credential.words.key;
    let (created, first) = (session.credential.created, session.tally.first);
    if key != 0 && issue.words.key == key && from.credential.words.key != key {
        return Some(match fit(graph, ids, session, issue, *caller) {
            RecipientFit::Other => Doubt::OtherOwner,
            RecipientFit::Named | RecipientFit::Silent => Doubt::SeveralIssuers(1),
        });
    }
    let same = |one: u64, other: u64| one != 0 && one == other;
    let is_at = |slack: i64| created.is_some_and(|created| created.abs_diff(issue.millis) <= slack as u64);
    match issue.kind {
        IssueKind::Made => return None,
        IssueKind::Portal => {
            let (person, own) = (from.credential.words.behalf, session.credential.words.behalf);
            let doubt = if person != 0 && own != 0 && person != own {
                Doubt::OtherPerson
            } else {
                Doubt::OtherAddress
            };
            return (same(issue.role, ids.permission_set) && is_at(SLACK_MILLIS)).then_some(doubt);
        }
        IssueKind::Token => {
            let is_its = same(issue.principal, ids.principal)
                && created.is_some()
                && from.credential.created == created
                && session.tally.by_program
                && issue.millis <= first.saturating_add(SLACK_MILLIS);
            return is_its.then_some(Doubt::Equals);
        }
        IssueKind::Issued | IssueKind::SignIn | IssueKind::Switch => {}
    }
    let is_named = same(issue.principal, ids.principal) || same(issue.arn, ids.arn);
    if !is_named || fit(graph, ids, session, issue, *caller) == RecipientFit::Other {
        return None;
    }
    let is_other_key = issue.words.key != 0 && key != 0;
    if issue.words.key != 0 && is_used(issue.words.key) {
        // Its key belongs to another credential. A session without a key that began at the same time may be
        // that credential's, so the call is listed nevertheless.
        return (key == 0 && is_at(SLACK_MILLIS)).then_some(Doubt::OtherKey);
    }
    match created {
        Some(_) if !is_at(APART_MILLIS) => None,
        // Long-term keys, and identities without a key, have no beginning.
        None if !matches!(session.credential.class, IdentityClass::Session | IdentityClass::Federated)
            || first == NO_TIME
            || !(first - LONGEST_SESSION_MILLIS..=first + SLACK_MILLIS).contains(&issue.millis) =>
        {
            None
        }
        _ if is_other_key => Some(Doubt::OtherKey),
        None => Some(Doubt::NoBeginning),
        Some(created) if !is_at(SLACK_MILLIS) => Some(Doubt::OtherTime(created - issue.millis)),
        Some(_) if first != NO_TIME && first + SLACK_MILLIS < issue.millis => {
            Some(Doubt::UsedBefore(issue.millis - first))
        }
        Some(_) => Some(Doubt::Equals),
    }
}
