//! Duplicate members of an object.

use std::collections::HashMap;

use super::{NodeForm, NodeId, NodeName, RecordTree};

/// A member whose name occurs more than once in its object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doubled {
    /// Number of occurrences of the name.
    pub times: u32,
    /// Whether this is the last occurrence, whose value counts in columns and filters.
    pub counts: bool,
}

impl RecordTree {
    /// Returns the duplicates of a member; `None` if its name occurs only once in its object.
    pub fn doubled(&self, id: NodeId) -> Option<Doubled> {
        let NodeName::Key(name) = self.name(id) else { return None };
        let (mut times, mut last) = (0, id);
        for sibling in self.children(self.parent(id)?) {
            if self.name(sibling) == NodeName::Key(name) {
                (times, last) = (times + 1, sibling);
            }
        }
        (times > 1).then_some(Doubled { times, counts: last == id })
    }

    /// Returns the paths of all members whose names occur more than once in their objects, with the
    /// number of occurrences: each path once, in the order of the text.
    pub fn doubled_members(&self) -> Vec<(String, u32)> {
        let mut found: Vec<(String, u32)> = Vec::new();
        for object in self.nodes().filter(|node| self.form(*node) == NodeForm::Object) {
            let mut seen: HashMap<&str, (NodeId, u32)> = HashMap::new();
            for child in self.children(object) {
                if let NodeName::Key(name) = self.name(child) {
                    seen.entry(name).or_insert((child, 0)).1 += 1;
                }
            }
            let mut doubled: Vec<(NodeId, u32)> =
                seen.into_values().filter(|(_, times)| *times > 1).collect();
            doubled.sort_unstable();
            for (node, times) in doubled {
                let path = self.path(node);
                if found.iter().all(|(known, _)| *known != path) {
                    found.push((path, times));
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubled_members_are_found_with_their_paths() {
        let text = r#"{"a":1,"b":{"c":[{"d":1,"\u0064":2,"e":3}]},"a":2,"A":3,"a":4}"#;
        let document = RecordTree::read(text).unwrap();
        assert_eq!(document.doubled_members(), [("a".to_owned(), 3), ("b.c.d".to_owned(), 2)]);
        let of = |name: &str| {
            document
                .nodes()
                .filter(|node| document.name(*node) == NodeName::Key(name))
                .map(|node| document.doubled(node))
                .collect::<Vec<_>>()
        };
        let doubled = |times, counts| Some(Doubled { times, counts });
        assert_eq!(of("a"), [doubled(3, false), doubled(3, false), doubled(3, true)]);
        assert_eq!(of("d"), [doubled(2, false), doubled(2, true)]);
        assert_eq!(of("A"), [None]);
        assert_eq!(of("e"), [None]);
    }
}
