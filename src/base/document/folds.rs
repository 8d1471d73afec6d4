//! The expanded branches of a tree, and the resulting lines.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{NodeId, RecordTree};

/// Maximum number of lines of a tree that is expanded initially.
const FIRST_LINES: usize = 400;

/// Maximum number of lines after "expand all".
const MOST_LINES: usize = 1_200;

/// Number of children of a branch that are drawn initially.
const FIRST_CHILDREN: u32 = 200;

/// Number of further children that are drawn on each request.
const MORE_CHILDREN: u32 = 1_000;

/// The expanded branches of a tree.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folds {
    open: BTreeSet<NodeId>,
    /// Number of drawn children of each branch with more than the initial number.
    drawn: BTreeMap<NodeId, u32>,
}

/// A line of the tree as drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DrawnLine {
    /// A node.
    Node(NodeId),
    /// The children of a node that are not yet drawn.
    More {
        /// The node.
        of: NodeId,
        /// Number of these children.
        hidden: u32,
    },
}

impl Folds {
    /// Returns the initial state of a tree: expanded level by level while it stays readable.
    pub fn at_first(document: &RecordTree) -> Folds {
        let mut folds = Folds::default();
        folds.open_up_to(document, document.root(), FIRST_LINES);
        folds
    }

    /// Whether a branch is expanded.
    pub fn is_open(&self, node: NodeId) -> bool {
        self.open.contains(&node)
    }

    /// Expands or collapses a branch.
    pub fn set(&mut self, node: NodeId, open: bool) {
        if open {
            self.open.insert(node);
        } else {
            self.open.remove(&node);
        }
    }

    /// Expands a branch and everything below it, up to a limit.
    pub fn open_all(&mut self, document: &RecordTree, node: NodeId) {
        self.open_up_to(document, node, MOST_LINES);
    }

    /// Collapses a branch and everything below it.
    pub fn close_all(&mut self, document: &RecordTree, node: NodeId) {
        let below = node..NodeId(document.node(node).end);
        self.open.retain(|open| !below.contains(open));
    }

    /// Draws more children of a branch.
    pub fn draw_more(&mut self, node: NodeId) {
        *self.drawn.entry(node).or_insert(FIRST_CHILDREN) += MORE_CHILDREN;
    }

    /// Expands all branches that hide a node.
    pub fn reveal(&mut self, document: &RecordTree, node: NodeId) {
        let mut at = node;
        while let Some(parent) = document.parent(at) {
            self.open.insert(parent);
            let before = document.children(parent).take_while(|&child| child < at).count() as u32;
            if before >= self.drawn_children(parent) {
                self.drawn.insert(parent, before + FIRST_CHILDREN);
            }
            at = parent;
        }
    }

    /// Returns the lines to draw, from the top.
    pub fn lines(&self, document: &RecordTree) -> Vec<DrawnLine> {
        let mut lines = Vec::new();
        // A stack: the last line is drawn next.
        let mut waiting = vec![DrawnLine::Node(document.root())];
        while let Some(line) = waiting.pop() {
            lines.push(line);
            let DrawnLine::Node(node) = line else { continue };
            if !self.is_open(node) {
                continue;
            }
            let drawn = self.drawn_children(node);
            let hidden = document.child_count(node).saturating_sub(drawn);
            let first = waiting.len();
            waiting.extend(document.children(node).take(drawn as usize).map(DrawnLine::Node));
            if hidden > 0 {
                waiting.push(DrawnLine::More { of: node, hidden });
            }
            waiting[first..].reverse();
        }
        lines
    }

    fn drawn_children(&self, node: NodeId) -> u32 {
        self.drawn.get(&node).copied().unwrap_or(FIRST_CHILDREN)
    }

    fn open_up_to(&mut self, document: &RecordTree, node: NodeId, most: usize) {
        let mut lines = 1;
        let mut level = vec![node];
        while !level.is_empty() {
            let mut next = Vec::new();
            for &branch in level.iter().filter(|&&branch| document.child_count(branch) > 0) {
                let added = document.child_count(branch).min(self.drawn_children(branch)) as usize;
                // A branch that is too long to expand must not keep its siblings collapsed.
                if lines + added > most {
                    continue;
                }
                lines += added;
                self.open.insert(branch);
                next.extend(document.children(branch).take(added).filter(|&child| document.is_branch(child)));
            }
            level = next;
        }
        // A tree that shows only its root is not useful.
        self.open.insert(node);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(count: usize) -> String {
        (0..count).map(|number| number.to_string()).collect::<Vec<_>>().join(",")
    }

    #[test]
    fn an_ordinary_record_is_open_from_the_start() {
        let tree = RecordTree::read(r#"{"a":{"b":[1,{"c":2}]},"d":3}"#).unwrap();
        let folds = Folds::at_first(&tree);
        assert_eq!(folds.lines(&tree).len(), tree.len());
        assert_eq!(folds.lines(&tree)[0], DrawnLine::Node(tree.root()));
    }

    #[test]
    fn a_huge_branch_stays_closed_and_its_neighbours_open() {
        let many: Vec<_> = (0..5).map(|_| format!("[{}]", numbers(150))).collect();
        let tree = RecordTree::read(&format!(r#"{{"a":[{}],"b":{{"c":1}}}}"#, many.join(","))).unwrap();
        let folds = Folds::at_first(&tree);
        assert!(folds.is_open(tree.at(&["b"]).unwrap()));
        assert!(folds.lines(&tree).len() <= FIRST_LINES);
    }

    #[test]
    fn children_come_in_portions() {
        let tree = RecordTree::read(&format!("[{}]", numbers(3_000))).unwrap();
        let mut folds = Folds::at_first(&tree);
        let lines = folds.lines(&tree);
        assert_eq!(lines.len(), 1 + 200 + 1);
        assert_eq!(lines.last(), Some(&DrawnLine::More { of: tree.root(), hidden: 2_800 }));
        folds.draw_more(tree.root());
        assert_eq!(folds.lines(&tree).last(), Some(&DrawnLine::More { of: tree.root(), hidden: 1_800 }));
    }

    #[test]
    fn revealing_opens_the_way_to_a_node() {
        let tree = RecordTree::read(&format!(r#"{{"a":{{"b":[{}]}}}}"#, numbers(1_000))).unwrap();
        let mut folds = Folds::default();
        let last = tree.nodes().last().unwrap();
        assert!(!folds.lines(&tree).contains(&DrawnLine::Node(last)));
        folds.reveal(&tree, last);
        assert!(folds.lines(&tree).contains(&DrawnLine::Node(last)));
        folds.close_all(&tree, tree.root());
        assert_eq!(folds.lines(&tree).len(), 1);
        folds.open_all(&tree, tree.root());
        assert!(folds.lines(&tree).len() > 900);
    }
}
