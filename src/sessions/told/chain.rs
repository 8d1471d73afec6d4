//! A root with everything that was obtained from it.

use serde::{Deserialize, Serialize};

use super::people::Count;
use super::terms::Certainty;
use crate::remark::Remark;

/// The tree of a chain: from an actor through sessions to every leaf.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainTree {
    /// The nodes, each before those below it; the first is the actor at the
    /// root.
    pub nodes: Vec<ChainNode>,
    /// Sessions that were left out because there are too many.
    pub left_out: u32,
}

/// A node of a chain's tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainNode {
    /// The place of the node above; `None` for the root.
    pub above: Option<u32>,
    /// The session; `None` for an actor.
    pub session: Option<u32>,
    /// Whose it is.
    pub actor: u32,
    /// A name to read.
    pub name: String,
    /// What it is, in a word or two.
    pub kind: String,
    /// The account.
    pub account: String,
    /// By which call it was obtained.
    pub obtained_by: String,
    /// How sure the link to the node above is.
    pub certainty: Certainty,
    /// A sentence for why it is not exact although a key is the same; empty for
    /// nothing to say.
    pub doubt: Remark,
    /// Where something is missing above it: what is known.
    pub gap: Option<Remark>,
    /// Its own events.
    pub count: Count,
    /// So many sessions are folded into this node, which are alike.
    pub folded: u32,
}
