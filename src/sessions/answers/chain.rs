//! A chain's tree, from its root to everything obtained from it.

use serde::{Deserialize, Serialize};

use super::people::EventCounts;
use super::terms::Certainty;
use crate::base::remark::Remark;

/// The tree of a chain: from an actor through sessions to every leaf.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainTree {
    /// The nodes, each before its children; the first is the actor at the root.
    pub nodes: Vec<ChainNode>,
    /// Number of sessions that were left out because there are too many.
    pub left_out: u32,
}

impl ChainTree {
    /// Returns the depth of each node: 0 for the root.
    pub fn depths(&self) -> Vec<u32> {
        let mut depths: Vec<u32> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let above = node.above.and_then(|above| depths.get(above as usize));
            depths.push(above.map_or(0, |depth| depth + 1));
        }
        depths
    }
}

/// A node of a chain's tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainNode {
    /// Index of the parent node; `None` for the root.
    pub above: Option<u32>,
    /// The session; `None` for an actor.
    pub session: Option<u32>,
    /// The actor of the session.
    pub actor: u32,
    /// A name for display.
    pub name: String,
    /// The kind of actor or session, in a word or two.
    pub kind: String,
    /// The account.
    pub account: String,
    /// Name of the call that it was obtained by.
    pub obtained_by: String,
    /// The certainty of the link to the parent.
    pub certainty: Certainty,
    /// A sentence that states why the link is not exact although the keys match; empty if there is
    /// no doubt.
    pub doubt: Remark,
    /// If something is missing above the node: what is known of it.
    pub gap: Option<Remark>,
    /// Its own events.
    pub count: EventCounts,
    /// Number of similar sessions that are folded into this node.
    pub folded: u32,
}
