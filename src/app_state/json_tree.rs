//! A record as a tree on the page: its folds, its search, its current line, and its keys.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::key_press::KeyPress;
use super::reduce::Reduce;
use crate::base::document::{DrawnLine, Folds, NodeForm, NodeId, NodeMatches, RecordTree};
use crate::base::text;

/// A record as a tree, shared by components; two are equal if they are the same object.
#[derive(Clone, Debug)]
pub struct SharedTree(pub Rc<RecordTree>);

impl PartialEq for SharedTree {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

/// The folds, search and current line of a tree.
#[derive(Clone, Debug, PartialEq)]
pub struct TreeState {
    /// The record.
    pub tree: SharedTree,
    /// The open branches.
    pub folds: Folds,
    /// The lines, from the top.
    pub lines: Rc<Vec<DrawnLine>>,
    /// The current line.
    pub at: DrawnLine,
    /// The line under the pointer.
    pub hovered: Option<DrawnLine>,
    /// The search text.
    pub needle: Rc<str>,
    /// The matches of the search.
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
    Search(Rc<str>),
    /// Moves forward by this many matches; backward if negative.
    Find(i64),
}

impl TreeState {
    /// Creates the initial state of a record.
    pub fn new(tree: SharedTree, needle: Rc<str>) -> TreeState {
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

    /// Returns the line of a node, by the node's number; `more` stands for the line that draws more
    /// of it.
    pub fn line(&self, number: u32, more: bool) -> Option<DrawnLine> {
        self.lines.iter().copied().find(|line| match line {
            DrawnLine::Node(node) => !more && node.number() == number,
            DrawnLine::More { of, .. } => more && of.number() == number,
        })
    }

    /// Returns the effect of a click or Enter on a line, if it has one.
    pub fn activation(&self, line: DrawnLine) -> Option<TreeAction> {
        match line {
            DrawnLine::More { of, .. } => Some(TreeAction::More(of)),
            DrawnLine::Node(node) if self.tree.0.child_count(node) > 0 => Some(TreeAction::Toggle(node)),
            DrawnLine::Node(_) => None,
        }
    }

    /// Returns the text that says how many matches the search has, and which is shown.
    pub fn search_words(&self) -> String {
        let found = self.found.nodes.len();
        let all = format!("{}{}", text::count(found as u64), if self.found.cut { "+" } else { "" });
        match (self.needle.is_empty(), found, self.current) {
            (true, ..) => String::new(),
            (_, 0, _) => "not found".to_owned(),
            (_, _, None) => all,
            (_, _, Some(current)) => format!("{} of {all}", text::count(current as u64 + 1)),
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

impl Reduce for TreeState {
    type Action = TreeAction;

    fn reduced(&self, action: TreeAction) -> TreeState {
        let mut next = self.clone();
        match action {
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
        }
    }
}

/// The effect of a key on the tree.
#[derive(Clone, Debug)]
pub enum TreeKey {
    /// Changes the tree.
    Act(TreeAction),
    /// Filters for a value, or filters it out.
    Filter {
        /// The path of the value.
        field: String,
        /// The value.
        value: String,
        /// Whether to filter it out.
        exclude: bool,
    },
    /// Copies a text.
    Copy(String),
    /// Has no effect here, but is taken.
    Nothing,
}

impl TreeKey {
    /// Returns the effect of a key; `None` for a key that the tree does not take. Ctrl is taken
    /// only with `c`.
    pub fn of(press: &KeyPress, state: &TreeState) -> Option<TreeKey> {
        if press.alt || (press.control && press.key != "c") {
            return None;
        }
        let tree = &state.tree.0;
        let node = state.node();
        let branch = node.filter(|node| tree.child_count(*node) > 0);
        let open = branch.filter(|node| state.folds.is_open(*node));
        let closed = branch.filter(|node| !state.folds.is_open(*node));
        let whole = state.lines.len() as i64;
        Some(TreeKey::Act(match (press.key.as_str(), node) {
            ("ArrowDown" | "j", _) => TreeAction::Move(1),
            ("ArrowUp" | "k", _) => TreeAction::Move(-1),
            ("Home", _) => TreeAction::Move(-whole),
            ("End", _) => TreeAction::Move(whole),
            ("ArrowRight", _) => match (closed, open) {
                (Some(node), _) => TreeAction::Set(node, true),
                (None, Some(_)) => TreeAction::Move(1),
                (None, None) => return None,
            },
            ("ArrowLeft", _) => open.map_or(TreeAction::Parent, |node| TreeAction::Set(node, false)),
            ("*", Some(node)) => TreeAction::SetAll(node, true),
            ("Enter" | " ", Some(node)) if tree.is_secret(node) => TreeAction::Reveal(node),
            ("Enter" | " ", Some(node)) if !tree.is_branch(node) => TreeAction::Whole(node),
            ("Enter" | " ", _) => match state.activation(state.at) {
                Some(action) => action,
                None => return Some(TreeKey::Nothing),
            },
            ("f" | "x", Some(node)) => {
                let exclude = press.key == "x";
                return Some(tree.filter_target(node).map_or(TreeKey::Nothing, |(field, value)| {
                    TreeKey::Filter { field, value: value.to_owned(), exclude }
                }));
            }
            ("c", Some(node)) => return Some(TreeKey::Copy(tree.copied(node))),
            ("p", Some(node)) => return Some(TreeKey::Copy(tree.path(node))),
            _ => return None,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(text: &str) -> TreeState {
        TreeState::new(SharedTree(Rc::new(RecordTree::read(text).unwrap())), "".into())
    }

    fn pressed(state: &TreeState, key: &str) -> TreeState {
        match TreeKey::of(&KeyPress::plain(key), state) {
            Some(TreeKey::Act(action)) => state.reduced(action),
            other => panic!("{key}: {other:?}"),
        }
    }

    const TEXT: &str = r#"{"a":{"b":"one","c":"two"},"d":"one"}"#;

    #[test]
    fn arrows_move_and_fold() {
        let first = state(TEXT);
        assert_eq!(first.lines.len(), 5);
        let branch = pressed(&first, "ArrowDown");
        assert_eq!(branch.node().unwrap().number(), 1);
        let closed = pressed(&branch, "ArrowLeft");
        assert_eq!(closed.lines.len(), 3);
        assert_eq!(pressed(&closed, "ArrowRight").lines.len(), 5);
        assert_eq!(pressed(&pressed(&branch, "j"), "ArrowLeft").at, branch.at);
        assert_eq!(pressed(&first, "End").node().unwrap().number(), 4);
        assert!(TreeKey::of(&KeyPress::plain("ArrowRight"), &pressed(&first, "End")).is_none());
    }

    #[test]
    fn a_hidden_line_is_left_for_the_branch_that_hides_it() {
        let inside = pressed(&pressed(&state(TEXT), "j"), "j");
        let branch = inside.tree.0.parent(inside.node().unwrap()).unwrap();
        let closed = inside.reduced(TreeAction::Set(branch, false));
        assert_eq!(closed.at, DrawnLine::Node(branch));
    }

    #[test]
    fn a_search_goes_round_and_opens_what_it_finds() {
        let found = state(TEXT).reduced(TreeAction::Search("one".into()));
        assert_eq!(found.search_words(), "2");
        let folded = found.reduced(TreeAction::SetAll(found.tree.0.root(), false));
        let first = folded.reduced(TreeAction::Find(1));
        assert_eq!(first.search_words(), "1 of 2");
        assert_eq!((first.node().unwrap().number(), first.moves), (2, 1));
        let last = first.reduced(TreeAction::Find(-1));
        assert_eq!(last.search_words(), "2 of 2");
        assert_eq!(state(TEXT).reduced(TreeAction::Search("x1".into())).search_words(), "not found");
    }

    #[test]
    fn keys_filter_and_copy() {
        let last = pressed(&state(TEXT), "End");
        let key = |key: &str| TreeKey::of(&KeyPress::plain(key), &last);
        assert!(
            matches!(key("x"), Some(TreeKey::Filter { field, value, exclude: true }) if field == "d" && value == "one")
        );
        assert!(matches!(key("c"), Some(TreeKey::Copy(text)) if text == "one"));
        assert!(matches!(key("p"), Some(TreeKey::Copy(path)) if path == "d"));
        assert!(key("q").is_none());
        let with_control = KeyPress { control: true, ..KeyPress::plain("f") };
        assert!(TreeKey::of(&with_control, &last).is_none());
        assert!(matches!(TreeKey::of(&KeyPress::plain("f"), &state(TEXT)), Some(TreeKey::Nothing)));
    }

    #[test]
    fn a_repeated_hover_changes_nothing() {
        let first = state(TEXT);
        let hovered = first.reduced(TreeAction::Hover(first.line(1, false)));
        assert!(hovered != first);
        assert!(hovered.reduced(TreeAction::Hover(first.line(1, false))) == hovered);
    }
}
