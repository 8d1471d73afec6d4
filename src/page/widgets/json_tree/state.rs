//! The state of a tree on the page.

use std::collections::BTreeSet;
use std::rc::Rc;

use trailglass::base::document::{DrawnLine, Folds, NodeForm, NodeId, NodeMatches, RecordTree};
use yew::prelude::*;

/// A record as a tree, shared by components; two are equal if they are the same object.
#[derive(Clone, Debug)]
pub struct SharedTree(pub Rc<RecordTree>);

impl PartialEq for SharedTree {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The folds, search and current line of a tree.
#[derive(Clone)]
pub struct TreeState {
    pub tree: SharedTree,
    pub folds: Folds,
    pub lines: Rc<Vec<DrawnLine>>,
    /// The current line.
    pub at: DrawnLine,
    /// The line under the pointer.
    pub hovered: Option<DrawnLine>,
    pub needle: AttrValue,
    pub found: Rc<NodeMatches>,
    /// The match that is shown; `None` before the user asks for one.
    pub current: Option<usize>,
    /// Secret values that are revealed.
    pub revealed: BTreeSet<NodeId>,
    /// Long texts that are shown in full.
    pub whole: BTreeSet<NodeId>,
    /// Goes up when the page must scroll to the current line.
    pub moves: u32,
}

/// An action on a tree.
#[derive(Clone, Debug)]
pub enum TreeAction {
    /// Opens or closes a branch.
    Toggle(NodeId),
    /// Opens the branch if true, closes it otherwise.
    Set(NodeId, bool),
    /// Opens or closes a branch and all branches below it.
    SetAll(NodeId, bool),
    /// Draws more children.
    More(NodeId),
    /// Reveals a secret value.
    Reveal(NodeId),
    /// Expands or cuts a long text.
    Whole(NodeId),
    /// Moves to a line.
    At(DrawnLine),
    /// Moves down by this many lines; up if negative.
    Move(i64),
    /// Moves to the parent.
    Parent,
    /// The pointer moved to this line; `None` if it left the tree.
    Hover(Option<DrawnLine>),
    /// Changes the search text.
    Search(AttrValue),
    /// Moves forward by this many matches; backward if negative.
    Find(i64),
}

impl TreeState {
    /// Creates the initial state of a record.
    pub fn new(tree: SharedTree, needle: AttrValue) -> TreeState {
        let folds = Folds::at_first(&tree.0);
        let lines = Rc::new(folds.lines(&tree.0));
        let found = Rc::new(tree.0.find(&needle));
        let at = DrawnLine::Node(tree.0.root());
        TreeState {
            tree,
            folds,
            lines,
            at,
            hovered: None,
            needle,
            found,
            current: None,
            revealed: BTreeSet::new(),
            whole: BTreeSet::new(),
            moves: 0,
        }
    }

    /// Returns the current node; `None` on the line that loads more.
    pub fn node(&self) -> Option<NodeId> {
        match self.at {
            DrawnLine::Node(node) => Some(node),
            DrawnLine::More { .. } => None,
        }
    }

    /// Returns the node of the current match.
    pub fn current_node(&self) -> Option<NodeId> {
        self.found.nodes.get(self.current?).copied()
    }

    fn redrawn(mut self) -> TreeState {
        self.lines = Rc::new(self.folds.lines(&self.tree.0));
        // If the current line has disappeared, move to the branch that hides it.
        if !self.lines.contains(&self.at) {
            let mut node = match self.at {
                DrawnLine::Node(node) => Some(node),
                DrawnLine::More { of, .. } => Some(of),
            };
            while let Some(hidden) = node.filter(|&node| !self.lines.contains(&DrawnLine::Node(node))) {
                node = self.tree.0.parent(hidden);
            }
            self.at = DrawnLine::Node(node.unwrap_or(self.tree.0.root()));
        }
        self
    }

    fn went_to(mut self, line: DrawnLine) -> TreeState {
        self.at = line;
        self.moves += 1;
        self
    }

    fn moved(self, by: i64) -> TreeState {
        let place = self.lines.iter().position(|&line| line == self.at).unwrap_or(0);
        let place = place.saturating_add_signed(by as isize).min(self.lines.len().saturating_sub(1));
        let line = self.lines.get(place).copied().unwrap_or(self.at);
        self.went_to(line)
    }

    fn found(mut self, by: i64) -> TreeState {
        let count = self.found.nodes.len() as i64;
        if count == 0 {
            return self;
        }
        let next = match self.current {
            Some(current) => (current as i64 + by).rem_euclid(count),
            None if by < 0 => count - 1,
            None => 0,
        };
        self.current = Some(next as usize);
        let Some(node) = self.current_node() else { return self };
        self.folds.reveal(&self.tree.0, node);
        if self.tree.0.form(node) == NodeForm::Text {
            self.whole.insert(node);
        }
        self.redrawn().went_to(DrawnLine::Node(node))
    }
}

impl Reducible for TreeState {
    type Action = TreeAction;

    fn reduce(self: Rc<Self>, action: TreeAction) -> Rc<Self> {
        if let TreeAction::Hover(line) = &action
            && self.hovered == *line
        {
            return self;
        }
        let mut next = TreeState::clone(&self);
        Rc::new(match action {
            TreeAction::Toggle(node) => {
                next.folds.set(node, !next.folds.is_open(node));
                next.redrawn()
            }
            TreeAction::Set(node, open) => {
                next.folds.set(node, open);
                next.redrawn()
            }
            TreeAction::SetAll(node, open) => {
                if open {
                    next.folds.open_all(&next.tree.0, node);
                } else {
                    next.folds.close_all(&next.tree.0, node);
                    // A closed root would leave nothing to click on.
                    next.folds.set(next.tree.0.root(), true);
                }
                next.redrawn()
            }
            TreeAction::More(node) => {
                next.folds.draw_more(node);
                next.redrawn()
            }
            TreeAction::Reveal(node) => {
                next.revealed.insert(node);
                next
            }
            TreeAction::Whole(node) => {
                if !next.whole.remove(&node) {
                    next.whole.insert(node);
                }
                next
            }
            TreeAction::At(line) => {
                next.at = line;
                next
            }
            TreeAction::Move(by) => next.moved(by),
            TreeAction::Parent => {
                let parent = match next.at {
                    DrawnLine::Node(node) => next.tree.0.parent(node),
                    DrawnLine::More { of, .. } => Some(of),
                };
                match parent {
                    Some(parent) => next.went_to(DrawnLine::Node(parent)),
                    None => next,
                }
            }
            TreeAction::Hover(line) => {
                next.hovered = line;
                next
            }
            TreeAction::Search(needle) => {
                next.found = Rc::new(next.tree.0.find(&needle));
                next.needle = needle;
                next.current = None;
                next
            }
            TreeAction::Find(by) => next.found(by),
        })
    }
}
