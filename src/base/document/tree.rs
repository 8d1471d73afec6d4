//! The tree: its nodes in the order of the text.

use serde_json::{Map, Number, Value};

/// Members with credentials, compared ignoring case: they are masked initially.
const SECRET_NAMES: &[&str] = &["sessionToken", "secretAccessKey", "x-amz-security-token"];

/// Texts that CloudTrail writes in place of a secret; they need not be masked.
const REMOVED: &[&str] = &["HIDDEN_DUE_TO_SECURITY_REASONS", "<sensitiveDataRemoved>", "***"];

/// Maximum length of a text that is used in a filter.
const LONGEST_FILTER_VALUE: usize = 2_000;

/// A node of a [`RecordTree`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// Returns the node's number in the order of the text, from 0 for the root.
    pub fn number(self) -> u32 {
        self.0
    }

    pub(super) fn position(self) -> usize {
        self.0 as usize
    }
}

/// A range of [`RecordTree`]'s own text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub start: u32,
    pub end: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    Root,
    Key(Span),
    Index(u32),
}

#[derive(Clone, Debug)]
pub(super) struct TreeNode {
    pub label: Label,
    pub parent: u32,
    /// Number of the first node after the nodes below this one.
    pub end: u32,
    pub children: u32,
    pub level: u16,
    pub form: NodeForm,
    /// The text of a scalar; for a branch that was a string, that string.
    pub text: Span,
    pub encoding: Option<Encoding>,
}

/// The kind of a node's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeForm {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number, as written.
    Number,
    /// A string.
    Text,
    /// An object.
    Object,
    /// An array.
    Array,
    /// Nested too deep for the tree: JSON as written.
    TooDeep,
}

/// The encoding of a branch that was a string.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// JSON in a JSON string.
    Json,
    /// URL-encoded JSON in a JSON string.
    UrlEncodedJson,
}

/// The name of a node in its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeName<'a> {
    /// The node has no parent.
    Root,
    /// A member of an object.
    Key(&'a str),
    /// An element of an array, from 0.
    Index(u32),
}

/// A value that CloudTrail omitted because of its size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// Its length in bytes.
    pub original_size: Option<String>,
    /// The stated reason.
    pub reason: Option<String>,
}

/// A record as a tree.
#[derive(Clone, Debug)]
pub struct RecordTree {
    pub(super) nodes: Vec<TreeNode>,
    /// Names and scalars, without their escapes.
    pub(super) heap: String,
}

impl RecordTree {
    /// Returns the root, which is the whole record.
    pub fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// Returns the number of nodes.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Always false: even `null` is a node.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    pub(super) fn node(&self, id: NodeId) -> &TreeNode {
        &self.nodes[id.position()]
    }

    pub(super) fn stretch(&self, span: Span) -> &str {
        self.heap.get(span.start as usize..span.end as usize).unwrap_or_default()
    }

    /// Returns all nodes in the order of the text.
    pub fn nodes(&self) -> impl Iterator<Item = NodeId> + use<> {
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// Returns the kind of a node's value.
    pub fn form(&self, id: NodeId) -> NodeForm {
        self.node(id).form
    }

    /// Whether a node is an object or an array.
    pub fn is_branch(&self, id: NodeId) -> bool {
        matches!(self.form(id), NodeForm::Object | NodeForm::Array)
    }

    /// Returns the name of a node in its parent.
    pub fn name(&self, id: NodeId) -> NodeName<'_> {
        match self.node(id).label {
            Label::Root => NodeName::Root,
            Label::Key(span) => NodeName::Key(self.stretch(span)),
            Label::Index(index) => NodeName::Index(index),
        }
    }

    /// Returns the text of a scalar, without quotes and escapes; for a branch that was a string,
    /// that string; empty for other branches.
    pub fn text(&self, id: NodeId) -> &str {
        self.stretch(self.node(id).text)
    }

    /// Returns the encoding of a branch that was a string; otherwise `None`.
    pub fn encoding(&self, id: NodeId) -> Option<Encoding> {
        self.node(id).encoding
    }

    /// Returns the depth of a node; 0 for the root.
    pub fn level(&self, id: NodeId) -> usize {
        usize::from(self.node(id).level)
    }

    /// Returns the parent of a node.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        let node = self.node(id);
        (node.label != Label::Root).then_some(NodeId(node.parent))
    }

    /// Returns the number of children of a node.
    pub fn child_count(&self, id: NodeId) -> u32 {
        self.node(id).children
    }

    /// Returns the children of a node in the order of the text.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let end = self.node(id).end;
        let mut next = id.0 + 1;
        std::iter::from_fn(move || {
            let child = (next < end).then_some(NodeId(next))?;
            next = self.node(child).end.max(next + 1);
            Some(child)
        })
    }

    /// Returns the member of an object with this name: the last of several, as in every JSON
    /// reader. A member with the name in another case is returned only if there is none in this
    /// case, like in the engine.
    pub fn member(&self, id: NodeId, name: &str) -> Option<NodeId> {
        if self.form(id) != NodeForm::Object {
            return None;
        }
        let (mut exact, mut other) = (None, None);
        for child in self.children(id) {
            match self.name(child) {
                NodeName::Key(key) if key == name => exact = Some(child),
                NodeName::Key(key) if key.eq_ignore_ascii_case(name) => other = Some(child),
                _ => {}
            }
        }
        exact.or(other)
    }

    /// Returns the node at a path of names.
    pub fn at(&self, path: &[&str]) -> Option<NodeId> {
        path.iter().try_fold(self.root(), |node, name| self.member(node, name))
    }

    /// Returns the text of the scalar at a path; `None` for absent members, `null` and branches.
    pub fn text_at(&self, path: &[&str]) -> Option<&str> {
        let node = self.at(path)?;
        let scalar = matches!(self.form(node), NodeForm::Bool | NodeForm::Number | NodeForm::Text);
        scalar.then(|| self.text(node))
    }

    /// Returns the nodes from the root to this one, inclusive.
    pub fn line_of(&self, id: NodeId) -> Vec<NodeId> {
        let mut line = vec![id];
        let mut at = id;
        while let Some(parent) = self.parent(at) {
            line.push(parent);
            at = parent;
        }
        line.reverse();
        line
    }

    /// Returns the path of a node in the filter language: names joined by dots, without the indices
    /// of array elements, since a filter searches all elements.
    pub fn path(&self, id: NodeId) -> String {
        let names = self.line_of(id).into_iter().filter_map(|node| match self.name(node) {
            NodeName::Key(name) => Some(name),
            NodeName::Root | NodeName::Index(_) => None,
        });
        names.collect::<Vec<_>>().join(".")
    }

    /// Returns the path and the value by which a filter finds events with the same value. A value
    /// inside a string is found by the whole string, because filters do not examine JSON in
    /// strings. `None` if there is no value to filter by.
    pub fn filter_target(&self, id: NodeId) -> Option<(String, &str)> {
        let node = self.holder(id);
        let by_text = self.encoding(node).is_some()
            || matches!(self.form(node), NodeForm::Bool | NodeForm::Number | NodeForm::Text);
        let text = self.text(node);
        let fits = !text.is_empty() && text.len() <= LONGEST_FILTER_VALUE;
        let path = self.path(node);
        (by_text && fits && !path.is_empty()).then_some((path, text))
    }

    /// Returns the outermost node that was a string and contains this node; the node itself if
    /// there is none.
    pub fn holder(&self, id: NodeId) -> NodeId {
        let line = self.line_of(id);
        line.into_iter().find(|&node| self.encoding(node).is_some()).unwrap_or(id)
    }

    /// Whether the text of a node is a credential and should be masked initially.
    pub fn is_secret(&self, id: NodeId) -> bool {
        let NodeName::Key(name) = self.name(id) else { return false };
        let text = self.text(id);
        self.form(id) == NodeForm::Text
            && SECRET_NAMES.iter().any(|secret| secret.eq_ignore_ascii_case(name))
            && !text.is_empty()
            && !REMOVED.contains(&text)
    }

    /// Whether the node or any node below it is a secret.
    pub fn holds_secret(&self, id: NodeId) -> bool {
        (id.0..self.node(id).end).any(|below| self.is_secret(NodeId(below)))
    }

    /// Returns the size and reason if CloudTrail omitted this value because of its size. That is a
    /// known way to hide a policy, so it must not look like empty parameters.
    pub fn withheld(&self, id: NodeId) -> Option<Withheld> {
        let omitted = self.member(id, "omitted")?;
        let says_so = self.text(omitted).eq_ignore_ascii_case("true");
        let member = |name| self.member(id, name).map(|node| self.text(node).to_owned());
        let withheld = Withheld { original_size: member("originalSize"), reason: member("reason") };
        let explained = withheld.original_size.is_some() || withheld.reason.is_some();
        (says_so && explained).then_some(withheld)
    }

    /// Returns the record as a value, limited to `levels` levels and to `most` children (keys, in
    /// an object) per branch; deeper branches are `null`. Strings that contain JSON stay strings.
    pub fn to_value(&self, levels: usize, most: usize) -> Value {
        self.value_of(self.root(), levels, most)
    }

    // Recurses no deeper than `levels`.
    fn value_of(&self, id: NodeId, levels: usize, most: usize) -> Value {
        if self.encoding(id).is_some() {
            return Value::String(self.text(id).to_owned());
        }
        match self.form(id) {
            NodeForm::Null | NodeForm::TooDeep => Value::Null,
            NodeForm::Bool => Value::Bool(self.text(id) == "true"),
            NodeForm::Number => {
                let number = self.text(id).parse::<Number>();
                number.map_or_else(|_| Value::String(self.text(id).to_owned()), Value::Number)
            }
            NodeForm::Text => Value::String(self.text(id).to_owned()),
            NodeForm::Object | NodeForm::Array if levels == 0 => Value::Null,
            NodeForm::Array => {
                let children = self.children(id).take(most);
                Value::Array(children.map(|child| self.value_of(child, levels - 1, most)).collect())
            }
            NodeForm::Object => {
                let mut members = Map::new();
                for child in self.children(id) {
                    let NodeName::Key(name) = self.name(child) else { continue };
                    // The last of equal keys takes precedence, even beyond the limit.
                    if members.len() < most || members.contains_key(name) {
                        members.insert(name.to_owned(), self.value_of(child, levels - 1, most));
                    }
                }
                Value::Object(members)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> RecordTree {
        RecordTree::read(text).unwrap()
    }

    #[test]
    fn paths_leave_the_numbers_of_elements_out() {
        let tree = document(r#"{"a":{"b":[{"c":1},{"c":"x"}]}}"#);
        let last = tree.nodes().last().unwrap();
        assert_eq!(tree.path(last), "a.b.c");
        assert_eq!(tree.filter_target(last), Some(("a.b.c".to_owned(), "x")));
        assert_eq!(tree.level(last), 4);
    }

    #[test]
    fn a_value_inside_a_text_is_filtered_by_the_whole_text() {
        let tree = document(r#"{"policy":"{\"Action\":\"s3:*\"}"}"#);
        let action = tree.nodes().last().unwrap();
        assert_eq!(tree.path(action), "policy.Action");
        assert_eq!(tree.filter_target(action), Some(("policy".to_owned(), r#"{"Action":"s3:*"}"#)));
    }

    #[test]
    fn nothing_to_filter_by_in_null_and_branches() {
        let tree = document(r#"{"a":null,"b":{},"c":""}"#);
        assert!(tree.nodes().all(|node| tree.filter_target(node).is_none()));
    }

    #[test]
    fn the_last_of_equal_keys_is_meant_and_case_is_no_other_key() {
        let tree = document(r#"{"eventName":"A","EVENTNAME":"C","eventName":"B","USERAGENT":"x"}"#);
        assert_eq!(tree.text_at(&["eventName"]), Some("B"));
        assert_eq!(tree.text_at(&["userAgent"]), Some("x"));
        assert_eq!(tree.text_at(&["eventname"]), Some("B"));
    }

    #[test]
    fn secrets_are_known_by_name_unless_already_removed() {
        let tree = document(r#"{"credentials":{"sessionToken":"FwoG","accessKeyId":"ASIA"}}"#);
        assert!(tree.is_secret(tree.at(&["credentials", "sessionToken"]).unwrap()));
        assert!(!tree.is_secret(tree.at(&["credentials", "accessKeyId"]).unwrap()));
        assert!(tree.holds_secret(tree.root()));
        assert!(!document(r#"{"sessionToken":"<sensitiveDataRemoved>"}"#).holds_secret(NodeId(0)));
        assert!(!document(r#"{"sessionToken":null}"#).holds_secret(NodeId(0)));
    }

    #[test]
    fn parameters_withheld_by_size_are_not_just_an_object() {
        let tree = document(
            r#"{"requestParameters":{"reason":"requestParameters too large","omitted":"true","originalSize":"149893"}}"#,
        );
        let parameters = tree.at(&["requestParameters"]).unwrap();
        assert_eq!(tree.withheld(parameters).unwrap().original_size.as_deref(), Some("149893"));
        let innocent = document(r#"{"omitted":"true","colour":"red"}"#);
        assert_eq!(innocent.withheld(innocent.root()), None);
    }

    #[test]
    fn a_value_for_other_eyes_is_cut_below_its_levels() {
        let tree = document(r#"{"a":{"b":{"c":1}},"n":12345678901234567890123,"t":"{\"x\":1}"}"#);
        assert_eq!(tree.to_value(2, 1).as_object().map(Map::len), Some(1));
        assert_eq!(document(r#"{"a":1,"b":2,"a":3}"#).to_value(1, 1), serde_json::json!({"a": 3}));
        let value = tree.to_value(2, 10);
        assert_eq!(value["a"]["b"], Value::Null);
        assert_eq!(value["t"], Value::String(r#"{"x":1}"#.to_owned()));
    }
}
