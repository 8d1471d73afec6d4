//! Links sessions to the session that they were obtained from: by the issued key, or else by the
//! ids that the call returned and the time at which the session began.
//!
//! A link is exact only where one call issued the key, to this session, before its first use. Any
//! evidence against that is a [`Doubt`]. A call that fits no better than another made with other
//! credentials is not a link but a candidate.

use hashbrown::HashMap;

use super::answers::{Certainty, Proof};
use super::candidates::{self, Addresses, CANDIDATES, One};
use super::copies::{SLACK_MILLIS, same_caller};
use super::credential::IdentityClass;
use super::fit::{Ids, RecipientFit, fit};
use super::graph::{Doubt, Graph, Issuing, Link, NONE, SESSIONS_A_STEP, Session};
use super::index::{IssueIndex, between};
use super::issuance::IssueKind;
use super::tie;
use crate::base::small_sort::SmallSort;
use crate::store::rows::NO_TIME;

/// Links every session to the session that it was obtained from, step by step.
#[derive(Debug, Default)]
pub(super) struct Linker {
    stage: LinkerStage,
    /// The next session.
    at: usize,
    index: IssueIndex,
    switches: Vec<u32>,
    by_arn: HashMap<u64, Vec<u32>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum LinkerStage {
    #[default]
    Keys,
    Principals,
    Arns,
    Sessions,
    SignIns,
    Arn,
    Switches,
    Strangers,
    Cycles,
    Done,
}

impl Linker {
    /// Does one step. Returns whether all is done.
    pub fn step(&mut self, graph: &mut Graph, addresses: &Addresses) -> bool {
        self.stage = match self.stage {
            LinkerStage::Keys => {
                self.index.read_keys(graph);
                LinkerStage::Principals
            }
            LinkerStage::Principals => {
                self.index.read_principals(graph);
                LinkerStage::Arns
            }
            LinkerStage::Arns => {
                self.index.read_arns(graph);
                LinkerStage::Sessions
            }
            LinkerStage::Sessions => {
                let some = self.some(graph);
                some.for_each(|number| link_one(graph, &self.index, addresses, number));
                if self.at < graph.sessions.len() {
                    return false;
                }
                self.index = IssueIndex::default();
                self.at = 0;
                LinkerStage::SignIns
            }
            LinkerStage::SignIns => {
                tie::sign_ins(graph);
                self.switches = tie::switches(graph);
                if self.switches.is_empty() { LinkerStage::Strangers } else { LinkerStage::Arn }
            }
            LinkerStage::Arn => {
                for number in self.some(graph) {
                    let arn = tie::arn_of(graph, &graph.sessions[number as usize]);
                    self.by_arn.entry(arn).or_default().push(number);
                }
                if self.at < graph.sessions.len() { LinkerStage::Arn } else { LinkerStage::Switches }
            }
            LinkerStage::Switches => {
                tie::link_switches(graph, &std::mem::take(&mut self.switches), &self.by_arn);
                self.by_arn = HashMap::new();
                LinkerStage::Strangers
            }
            LinkerStage::Strangers => {
                tie::strangers(graph);
                LinkerStage::Cycles
            }
            LinkerStage::Cycles => {
                tie::break_cycles(graph);
                LinkerStage::Done
            }
            LinkerStage::Done => LinkerStage::Done,
        };
        self.stage == LinkerStage::Done
    }

    /// Returns the sessions of this step.
    fn some(&mut self, graph: &Graph) -> std::ops::Range<u32> {
        let begin = self.at;
        self.at = (begin + SESSIONS_A_STEP).min(graph.sessions.len());
        begin as u32..self.at as u32
    }
}

fn link_one(graph: &mut Graph, index: &IssueIndex, addresses: &Addresses, number: u32) {
    let session = &graph.sessions[number as usize];
    let one = One { graph, index, addresses, number, session, ids: Ids::of(graph, session) };
    let made = one.by_key(true);
    let portal = one.portal();
    let link = one.by_key(false).or_else(|| one.by_token()).or_else(|| one.by_time()).or_else(|| {
        portal.map(|issue| Link { issue, ..Link::without_event(Certainty::Inferred, Proof::Portal) })
    });
    let has_candidates = made.is_none() && link.is_none() && candidates::any(&one);
    let ids = one.ids.principal;
    let parent = link.map_or(NONE, |link| graph.issues[link.issue as usize].caller);
    let session = &mut graph.sessions[number as usize];
    session.ids = ids;
    session.made = made;
    session.portal = portal.unwrap_or(NONE);
    session.has_candidates = has_candidates;
    session.parent = parent;
    session.link = link;
}

impl One<'_> {
    /// Finds a link by the key that a call returned, long-term or temporary: the only link that may
    /// be exact.
    fn by_key(&self, is_long_term: bool) -> Option<Link> {
        let (mut fitting, mut calls) = (Vec::new(), 0);
        for issue in self.calls() {
            let Issuing { issue: call, caller, .. } = self.issuing(issue);
            calls += 1;
            if !self.is_own(issue) && (call.kind == IssueKind::Made) == is_long_term {
                let fit = fit(self.graph, &self.ids, self.session, call, *caller);
                fitting.extend((fit != RecipientFit::Other).then_some((fit == RecipientFit::Silent, issue)));
            }
        }
        if fitting.is_empty() {
            return None;
        }
        let use_of_key = self.index.key_use(self.session.credential.words.key)?;
        let is_named = fitting.iter().any(|(is_silent, _)| !is_silent);
        if use_of_key.is_shared && !is_named {
            return None;
        }
        fitting.retain(|(is_silent, _)| is_named != *is_silent);
        let created = self.session.credential.created;
        let distance =
            |issue: u32| created.map_or(0, |created| created.abs_diff(self.issuing(issue).issue.millis));
        let mut fitting: Vec<u32> = fitting.into_iter().map(|(_, issue)| issue).collect();
        fitting.sort_small_by_key(|issue| (distance(*issue), *issue));
        let issue = self.first_alone(&fitting, distance)?;
        let millis = self.issuing(issue).issue.millis;
        let doubt = if calls > 1 {
            Some(Doubt::SeveralIssuers(calls))
        } else if use_of_key.is_shared {
            Some(Doubt::OtherBearers)
        } else if millis == 0 || use_of_key.first == NO_TIME {
            Some(Doubt::NoTime)
        } else if use_of_key.first < millis {
            Some(Doubt::UsedBefore(millis - use_of_key.first))
        } else {
            None
        };
        let certainty = match doubt {
            None => Certainty::Exact,
            Some(Doubt::UsedBefore(millis)) if millis > SLACK_MILLIS => Certainty::Claimed,
            Some(_) => Certainty::Inferred,
        };
        let proof = if is_long_term { Proof::MadeKey } else { Proof::IssuedKey };
        Some(Link { certainty, proof, issue, others: 0, doubt })
    }

    /// Returns the first of several calls, which are in order, if all calls of equal rank were made
    /// with the same credentials.
    fn first_alone<T: PartialEq>(&self, calls: &[u32], rank: impl Fn(u32) -> T) -> Option<u32> {
        let first = *calls.first()?;
        let caller = self.issuing(first).caller;
        let mut equals = calls.iter().filter(|other| rank(**other) == rank(first));
        equals.all(|other| same_caller(self.graph, caller, self.issuing(*other).caller)).then_some(first)
    }

    /// Whether the session was used before a time, by more than the clock tolerance.
    fn is_used_before(&self, millis: i64) -> bool {
        let first = self.session.tally.first;
        first != NO_TIME && first + SLACK_MILLIS < millis
    }

    /// Whether a call whose ids and time match may have begun the session.
    pub fn may_begin(&self, number: u32) -> bool {
        let Issuing { issue, caller, .. } = self.issuing(number);
        let key = self.session.credential.words.key;
        let is_other_key = issue.words.key != 0 && key != 0 && issue.words.key != key;
        // An issued key that appears in events belongs to that session. A key that no event uses
        // may have been exchanged: the console, and services that assume roles for others, do so.
        let exchanges = issue.for_person
            || self.graph.text(issue.words.event_name) == "GetSigninToken"
            || self.graph.sessions[*caller as usize].credential.class == IdentityClass::Service;
        let is_its = !is_other_key || exchanges && !self.index.is_used(issue.words.key);
        *caller != self.number
            && is_its
            && !self.is_used_before(issue.millis)
            && fit(self.graph, &self.ids, self.session, issue, *caller) != RecipientFit::Other
    }

    /// Finds a link by ids and the time at which the session began.
    fn by_time(&self) -> Option<Link> {
        let by_id = self.around(&self.index.by_principal, self.ids.principal, SLACK_MILLIS);
        let by_arn = || self.around(&self.index.by_arn, self.ids.arn, SLACK_MILLIS);
        match self.choose(by_id, Proof::RoleIdAndTime) {
            CallChoice::None => match self.choose(by_arn(), Proof::ArnAndTime) {
                CallChoice::One(link) => Some(link),
                CallChoice::None | CallChoice::Equals => None,
            },
            CallChoice::One(link) => Some(link),
            CallChoice::Equals => None,
        }
    }

    fn choose(&self, mut calls: Vec<u32>, proof: Proof) -> CallChoice {
        let Some(created) = self.session.credential.created else { return CallChoice::None };
        calls.retain(|issue| self.may_begin(*issue));
        let rank = |number: u32| {
            let issue = &self.issuing(number).issue;
            (issue.kind, created.abs_diff(issue.millis))
        };
        calls.sort_small_by_key(|number| (rank(*number), *number));
        if calls.is_empty() {
            return CallChoice::None;
        }
        let Some(issue) = self.first_alone(&calls, rank) else { return CallChoice::Equals };
        let proof = match self.issuing(issue).issue.kind {
            IssueKind::SignIn => Proof::SignIn,
            IssueKind::Switch => Proof::SwitchRole,
            _ => proof,
        };
        let others = calls.iter().filter(|other| rank(**other) == rank(issue)).count() as u32 - 1;
        CallChoice::One(Link { certainty: Certainty::Inferred, proof, issue, others, doubt: None })
    }

    /// Finds a link by token: the last one that a program obtained in the console session of the
    /// same principal and beginning, before the first call of this session.
    fn by_token(&self) -> Option<Link> {
        let Session { credential, tally, .. } = self.session;
        let has_key = credential.words.key != 0 || credential.masked_key;
        let created =
            credential.created.filter(|_| has_key && tally.by_program && self.ids.principal != 0)?;
        let until = if tally.first == NO_TIME { return None } else { tally.first + SLACK_MILLIS };
        let tokens = between(&self.index.by_token, self.ids.principal, created - SLACK_MILLIS, until);
        let is_its = |number: &u32| {
            let Issuing { caller, .. } = self.issuing(*number);
            let from = &self.graph.sessions[*caller as usize].credential;
            *caller != self.number && from.class == credential.class && from.created == Some(created)
        };
        let mut tokens: Vec<u32> =
            tokens.iter().rev().take(CANDIDATES).map(|(.., issue)| *issue).filter(is_its).collect();
        tokens.sort_small_by_key(|issue| (std::cmp::Reverse(self.issuing(*issue).issue.millis), *issue));
        let issue = self.first_alone(&tokens, |_| ())?;
        Some(Link { issue, ..Link::without_event(Certainty::Inferred, Proof::Token) })
    }

    /// Finds the call at the access portal at the time when the session began, within the
    /// tolerance, with the same account and permission set, from an address that the session was
    /// used from.
    fn portal(&self) -> Option<u32> {
        let mut calls = self.around(&self.index.by_portal, self.ids.permission_set, SLACK_MILLIS);
        calls.retain(|issue| self.portal_doubt(*issue).is_none());
        let created = self.session.credential.created?;
        let rank = |issue: u32| created.abs_diff(self.issuing(issue).issue.millis);
        calls.sort_small_by_key(|issue| (rank(*issue), *issue));
        self.first_alone(&calls, rank)
    }

    /// Returns the evidence against a call at the access portal.
    pub fn portal_doubt(&self, issue: u32) -> Option<Doubt> {
        let Issuing { issue: call, caller, .. } = self.issuing(issue);
        let begin = self.addresses.partition_point(|(session, ..)| *session < self.number);
        let own = self.addresses[begin..].iter().take_while(|(session, ..)| *session == self.number);
        let has_address = own.clone().any(|(_, address, ..)| *address == call.words.address);
        let person = self.graph.sessions[*caller as usize].credential.words.behalf;
        let own_person = self.session.credential.words.behalf;
        if person != 0 && own_person != 0 && person != own_person {
            Some(Doubt::OtherPerson)
        } else if call.words.address == 0 || !has_address {
            Some(Doubt::OtherAddress)
        } else if self.is_used_before(call.millis) {
            Some(Doubt::UsedBefore(call.millis - self.session.tally.first))
        } else {
            None
        }
    }
}

/// The result of a choice among several calls that may have issued a credential.
enum CallChoice {
    None,
    One(Link),
    /// Calls with different credentials fit equally well.
    Equals,
}
