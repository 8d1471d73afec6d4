//! Moving within the tree of a chain.

use crate::sessions::{ChainNode, ChainTree, SessionScope};

/// What a key does in the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainKey {
    /// Moves the cursor to a node.
    Go(usize),
    /// Shows the actor or session of the node.
    Choose(usize),
}

/// Returns what a key does with the cursor on a node; `None` if it means nothing.
pub fn chain_key(key: &str, at: usize, tree: &ChainTree) -> Option<ChainKey> {
    let last = tree.nodes.len().saturating_sub(1);
    let here = at.min(last);
    let parent = |node: &ChainNode| node.above.map(|above| above as usize);
    Some(ChainKey::Go(match key {
        "ArrowDown" => (here + 1).min(last),
        "ArrowUp" => here.saturating_sub(1),
        "ArrowLeft" => tree.nodes.get(here).and_then(parent).unwrap_or(here),
        "ArrowRight" => tree.nodes.iter().position(|node| parent(node) == Some(here)).unwrap_or(here),
        "Home" => 0,
        "End" => last,
        "Enter" | " " => return Some(ChainKey::Choose(here)),
        _ => return None,
    }))
}

/// Returns the actor or session of a node.
pub fn scope_of(node: &ChainNode) -> SessionScope {
    node.session.map_or(SessionScope::Actor(node.actor), SessionScope::Session)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sessions::Certainty;

    fn node(above: Option<u32>, session: Option<u32>) -> ChainNode {
        ChainNode {
            above,
            session,
            actor: 1,
            name: String::new(),
            kind: String::new(),
            account: String::new(),
            obtained_by: String::new(),
            certainty: Certainty::Exact,
            doubt: Default::default(),
            gap: None,
            count: Default::default(),
            folded: 0,
        }
    }

    #[test]
    fn arrows_follow_the_links() {
        // A root with two children; the first has a child.
        let nodes =
            vec![node(None, None), node(Some(0), Some(5)), node(Some(1), Some(6)), node(Some(0), Some(7))];
        let tree = ChainTree { nodes, left_out: 0 };
        let go = |key: &str, at: usize| match chain_key(key, at, &tree) {
            Some(ChainKey::Go(to)) => to,
            other => panic!("{other:?}"),
        };
        assert_eq!((go("ArrowRight", 0), go("ArrowRight", 1), go("ArrowRight", 2)), (1, 2, 2));
        assert_eq!((go("ArrowLeft", 2), go("ArrowLeft", 3), go("ArrowLeft", 0)), (1, 0, 0));
        assert_eq!((go("ArrowDown", 3), go("ArrowUp", 3), go("Home", 3), go("End", 0)), (3, 2, 0, 3));
        assert_eq!(chain_key("Enter", 99, &tree), Some(ChainKey::Choose(3)));
        assert_eq!(chain_key("x", 0, &tree), None);
        assert_eq!(tree.depths(), [0, 1, 2, 1]);
        assert_eq!(scope_of(&tree.nodes[0]), SessionScope::Actor(1));
        assert_eq!(scope_of(&tree.nodes[2]), SessionScope::Session(6));
    }
}
