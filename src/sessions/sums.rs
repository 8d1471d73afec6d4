//! The totals of every actor, added up over its sessions.

use super::actors::depths;
use super::graph::{ActorAddress, Graph, NONE};
use super::marks;
use crate::base::small_sort::SmallSort;
use crate::store::rows::NO_TIME;

/// Facts about sessions that are kept until their actors are known.
#[derive(Debug, Default)]
pub(super) struct Pairs {
    /// Session, address, number of events, first time.
    pub addresses: Vec<(u32, u32, u32, i64)>,
    /// Session, account.
    pub accounts: Vec<(u32, u32)>,
    /// Session, slot of five minutes, number of denied calls.
    pub denied: Vec<(u32, i64, u32)>,
}

/// Adds up the totals of every actor's sessions and finds its marks, step by step.
#[derive(Debug)]
pub(super) struct Summer {
    stage: SummerStage,
    /// The next address use, then the next actor.
    at: usize,
    pairs: Pairs,
    /// Address uses: actor, address, number of events, first time.
    uses: Vec<(u32, u32, u32, i64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SummerStage {
    Children,
    Depths,
    Tallies,
    Accounts,
    Uses,
    Addresses,
    NewAddresses,
    Marks,
    Done,
}

/// Maximum number of address uses in one step, except that an actor's uses are never split.
const USES_A_STEP: usize = 8_000;
/// Maximum number of actors whose addresses are examined in one step.
const ACTORS_A_STEP: usize = 50;

impl Summer {
    /// Creates a summer for these pairs.
    pub fn new(pairs: Pairs) -> Summer {
        Summer { stage: SummerStage::Children, at: 0, pairs, uses: Vec::new() }
    }

    /// Does one step. Returns whether all is done.
    pub fn step(&mut self, graph: &mut Graph) -> bool {
        self.stage = match self.stage {
            SummerStage::Children => {
                children(graph);
                SummerStage::Depths
            }
            SummerStage::Depths => {
                graph.depth = depths(graph, |session| graph.above(session));
                SummerStage::Tallies
            }
            SummerStage::Tallies => {
                tallies(graph);
                SummerStage::Accounts
            }
            SummerStage::Accounts => {
                accounts(graph, std::mem::take(&mut self.pairs.accounts));
                SummerStage::Uses
            }
            SummerStage::Uses => {
                self.uses = std::mem::take(&mut self.pairs.addresses);
                self.uses.iter_mut().for_each(|(who, ..)| *who = graph.sessions[*who as usize].actor);
                self.uses.retain(|(actor, address, ..)| *actor != NONE && *address != 0);
                self.uses.sort_unstable();
                SummerStage::Addresses
            }
            SummerStage::Addresses => {
                let end = (self.at + USES_A_STEP).min(self.uses.len());
                while self.at < end {
                    let rest = &self.uses[self.at..];
                    let same = &rest[..rest.partition_point(|(actor, ..)| *actor == rest[0].0)];
                    self.at += same.len();
                    addresses(graph, same);
                }
                if self.at < self.uses.len() {
                    return false;
                }
                self.uses = Vec::new();
                self.at = 0;
                graph.addresses.shrink_to_fit();
                SummerStage::NewAddresses
            }
            SummerStage::NewAddresses => {
                let end = (self.at + ACTORS_A_STEP).min(graph.actors.len());
                (self.at..end).for_each(|actor| marks::find_of_one(graph, actor));
                self.at = end;
                if end < graph.actors.len() { SummerStage::NewAddresses } else { SummerStage::Marks }
            }
            SummerStage::Marks => {
                marks::find(graph, &std::mem::take(&mut self.pairs.denied));
                SummerStage::Done
            }
            SummerStage::Done => SummerStage::Done,
        };
        self.stage == SummerStage::Done
    }
}

fn tallies(graph: &mut Graph) {
    let Graph { sessions, actors, .. } = graph;
    for session in sessions.iter() {
        if let Some(actor) = actors.get_mut(session.actor as usize) {
            actor.tally.add(&session.tally);
            actor.sessions += u32::from(session.tally.events > 0);
            actor.certainty = actor.certainty.max(session.certainty);
        }
    }
}

fn accounts(graph: &mut Graph, mut accounts: Vec<(u32, u32)>) {
    let Graph { sessions, actors, pool, .. } = graph;
    accounts.iter_mut().for_each(|(who, _)| *who = sessions[*who as usize].actor);
    accounts.sort_small();
    accounts.dedup();
    for (actor, account) in accounts {
        if let Some(actor) = actors.get_mut(actor as usize).filter(|_| account != 0) {
            actor.accounts.push(account);
        }
    }
    for actor in actors.iter_mut() {
        actor.accounts.sort_small_by(|a, b| pool.text(*a).cmp(pool.text(*b)));
    }
}

/// Adds up the address uses of one actor.
fn addresses(graph: &mut Graph, same: &[(u32, u32, u32, i64)]) {
    let Graph { actors, pool, addresses, .. } = graph;
    let begin = addresses.len();
    for uses in same.chunk_by(|one, other| one.1 == other.1) {
        let timed = uses.iter().map(|(.., first)| *first).filter(|first| *first != NO_TIME);
        addresses.push(ActorAddress {
            address: uses[0].1,
            events: uses.iter().map(|(_, _, events, _)| events).sum(),
            first: timed.min().unwrap_or(NO_TIME),
            is_new: false,
        });
    }
    addresses[begin..].sort_small_by(|a, b| {
        b.events.cmp(&a.events).then_with(|| pool.text(a.address).cmp(pool.text(b.address)))
    });
    if let Some(actor) = actors.get_mut(same[0].0 as usize) {
        actor.addresses = (begin as u32, addresses.len() as u32);
    }
}

/// Fills the list of children of each session.
fn children(graph: &mut Graph) {
    let above: Vec<u32> = graph.sessions.iter().map(|session| graph.above(session)).collect();
    let mut first = vec![0_u32; graph.sessions.len() + 1];
    for parent in above.iter().filter(|parent| **parent != NONE) {
        first[*parent as usize + 1] += 1;
    }
    for place in 1..first.len() {
        first[place] += first[place - 1];
    }
    let mut order: Vec<u32> =
        (0..graph.sessions.len() as u32).filter(|session| above[*session as usize] != NONE).collect();
    order.sort_small_by_key(|session| {
        let tally = &graph.sessions[*session as usize].tally;
        (above[*session as usize], tally.first, *session)
    });
    graph.first_child = first;
    graph.children = order;
}
