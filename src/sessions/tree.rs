//! The tree of a chain: from the actor at its root through roles and accounts to every leaf.

use super::answers::{Certainty, ChainNode, ChainTree, Proof};
use super::asks::SessionScope;
use super::graph::{EventTally, Graph, NONE};
use super::list::{doubt, gap, row};
use crate::base::remark::Remark;
use crate::base::small_sort::SmallSort;

/// Similar sessions obtained from the same session are folded into one node if there are more than
/// this many.
const ALIKE: usize = 3;

/// Maximum number of nodes.
const NODES: usize = 400;

/// Returns the tree that contains a session, from the root of its chain with all branches, or the
/// tree of an actor: its sessions and all below.
pub(super) fn tree(graph: &Graph, of: SessionScope) -> ChainTree {
    let tops = match of {
        SessionScope::Actor(actor) => tops_of(graph, actor),
        SessionScope::Session(session) | SessionScope::Chain(session) => {
            let Some(mut top) = graph.session(session).map(|_| session) else { return ChainTree::default() };
            while let Some(above) =
                graph.session(top).map(|at| graph.above(at)).filter(|above| *above != NONE)
            {
                top = above;
            }
            let actor = graph.sessions[top as usize].actor;
            // The actor's other credentials belong in the tree, too.
            let tops = tops_of(graph, actor);
            if tops.contains(&top) { tops } else { vec![top] }
        }
    };
    let Some(actor) = tops.first().map(|top| graph.sessions[*top as usize].actor) else {
        return ChainTree::default();
    };
    let Some(root) = graph.actors.get(actor as usize) else { return ChainTree::default() };
    let mut tree = ChainTree::default();
    tree.nodes.push(ChainNode {
        above: None,
        session: None,
        actor,
        name: root.name.clone(),
        kind: root.kind.label().to_owned(),
        account: root.account.clone(),
        obtained_by: String::new(),
        certainty: root.certainty,
        doubt: Remark::default(),
        gap: None,
        count: root.tally.count(),
        folded: 0,
    });
    // A stack of the groups below each node that are still to be written. A node comes before its
    // children; siblings keep their order.
    let mut open = vec![(0, groups(graph, &tops).into_iter())];
    while let Some((above, rest)) = open.last_mut() {
        let above = *above;
        let Some(group) = rest.next() else {
            open.pop();
            continue;
        };
        if tree.nodes.len() >= NODES {
            tree.left_out += group.len() as u32;
            continue;
        }
        let place = tree.nodes.len() as u32;
        tree.nodes.push(node(graph, above, &group));
        let below: Vec<u32> = group.iter().flat_map(|session| graph.below(*session)).copied().collect();
        open.push((place, groups(graph, &below).into_iter()));
    }
    tree
}

fn tops_of(graph: &Graph, actor: u32) -> Vec<u32> {
    let mut tops: Vec<u32> = (0..graph.sessions.len() as u32)
        .filter(|session| {
            let session = &graph.sessions[*session as usize];
            let above = graph.session(graph.above(session));
            session.actor == actor
                && session.tally.events > 0
                && above.is_none_or(|above| above.actor != actor)
        })
        .collect();
    tops.sort_small_by_key(|session| (graph.sessions[*session as usize].tally.first, *session));
    tops
}

/// The key of similar sessions: account, role, role id, call, actor.
type Alike = (u32, u32, u32, u32, u32);

/// Groups similar sessions: those of the same role, obtained by the same call.
fn groups(graph: &Graph, sessions: &[u32]) -> Vec<Vec<u32>> {
    let alike = |session: u32| {
        let session = &graph.sessions[session as usize];
        let words = &session.credential.words;
        let issue = session.link.and_then(|link| graph.issue(link.issue));
        let call = issue.map_or(0, |issuing| issuing.issue.words.event_name);
        (words.account, words.name, words.principal, call, session.actor)
    };
    let mut groups: Vec<(Alike, Vec<u32>)> = Vec::new();
    let mut place: hashbrown::HashMap<Alike, usize> = hashbrown::HashMap::new();
    let is_drawn = |session: &&u32| {
        let session = &graph.sessions[**session as usize];
        // A caller in another account's copies is not a session of its own.
        let is_copy = session.link.is_some_and(|link| link.proof == Proof::SamePrincipal);
        session.tally.events > 0 && !is_copy
    };
    for session in sessions.iter().filter(is_drawn) {
        let key = alike(*session);
        let at = *place.entry(key).or_insert_with(|| {
            groups.push((key, Vec::new()));
            groups.len() - 1
        });
        groups[at].1.push(*session);
    }
    let split = |(_, group): (Alike, Vec<u32>)| {
        if group.len() > ALIKE { vec![group] } else { group.into_iter().map(|one| vec![one]).collect() }
    };
    groups.into_iter().flat_map(split).collect()
}

fn node(graph: &Graph, above: u32, group: &[u32]) -> ChainNode {
    let first = row(graph, group[0]);
    let session = &graph.sessions[group[0] as usize];
    let mut tally = EventTally::default();
    group.iter().for_each(|session| tally.add(&graph.sessions[*session as usize].tally));
    let certainty = |session: &u32| {
        let link = graph.link(&graph.sessions[*session as usize]);
        link.map_or(Certainty::Exact, |link| link.certainty)
    };
    let doubts = group.iter().map(|session| doubt(graph, &graph.sessions[*session as usize]));
    let name = match (group.len(), graph.text(session.credential.words.name)) {
        (1, _) | (_, "") => first.name,
        (_, name) => name.to_owned(),
    };
    ChainNode {
        above: Some(above),
        session: Some(group[0]),
        actor: session.actor,
        name,
        kind: first.kind.label().to_owned(),
        account: first.account,
        obtained_by: first.obtained_by,
        certainty: group.iter().map(certainty).max().unwrap_or(Certainty::Exact),
        doubt: doubts.into_iter().find(|doubt| !doubt.is_empty()).unwrap_or_default(),
        gap: gap(graph, session),
        count: tally.count(),
        folded: group.len() as u32 - 1,
    }
}
