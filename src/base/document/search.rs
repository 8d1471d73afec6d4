//! Searching a tree.

use super::tree::{NodeForm, NodeId, NodeName, RecordTree};

/// Maximum number of results of a search.
const MOST_FOUND: usize = 10_000;

/// The nodes whose name or value contains the search text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeMatches {
    /// The nodes, in the order of the text.
    pub nodes: Vec<NodeId>,
    /// Whether there are more than are listed.
    pub cut: bool,
}

impl RecordTree {
    /// Finds a text in names and values, ignoring case. Secrets are searched only by name, so that
    /// a search does not reveal them.
    pub fn find(&self, needle: &str) -> NodeMatches {
        let mut found = NodeMatches::default();
        if needle.is_empty() {
            return found;
        }
        for node in self.nodes() {
            let in_name = matches!(self.name(node), NodeName::Key(name) if contains(name, needle));
            let scalar = matches!(
                self.form(node),
                NodeForm::Null | NodeForm::Bool | NodeForm::Number | NodeForm::Text | NodeForm::TooDeep
            );
            if in_name || (scalar && !self.is_secret(node) && contains(self.text(node), needle)) {
                if found.nodes.len() == MOST_FOUND {
                    found.cut = true;
                    break;
                }
                found.nodes.push(node);
            }
        }
        found
    }
}

/// Whether a text contains another, ignoring case.
pub fn contains(hay: &str, needle: &str) -> bool {
    first(hay, needle).is_some()
}

/// Returns the occurrences of a text in another, ignoring case: byte ranges that do not overlap,
/// from the left.
pub fn occurrences(hay: &str, needle: &str) -> Vec<(usize, usize)> {
    let mut places = Vec::new();
    let mut from = 0;
    while let Some((start, end)) = first(&hay[from..], needle) {
        places.push((from + start, from + end));
        from += end;
    }
    places
}

fn first(hay: &str, needle: &str) -> Option<(usize, usize)> {
    let head = needle.chars().next()?;
    hay.char_indices()
        .filter(|&(_, character)| same(character, head))
        .find_map(|(start, _)| prefix_length(&hay[start..], needle).map(|length| (start, start + length)))
}

/// Returns the number of bytes of `hay` that match the needle at its start; `None` if it does not
/// match there.
fn prefix_length(hay: &str, needle: &str) -> Option<usize> {
    let mut rest = hay.chars();
    for wanted in needle.chars() {
        if !rest.next().is_some_and(|character| same(character, wanted)) {
            return None;
        }
    }
    Some(hay.len() - rest.as_str().len())
}

fn same(left: char, right: char) -> bool {
    left == right
        || left.eq_ignore_ascii_case(&right)
        || (!left.is_ascii() && left.to_lowercase().eq(right.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_found_in_order() {
        let tree =
            RecordTree::read(r#"{"userName":"alice","b":[1,"USER"],"policy":"{\"user\":2}"}"#).unwrap();
        let found = tree.find("user").nodes;
        let paths: Vec<_> = found.iter().map(|&node| tree.path(node)).collect();
        assert_eq!(paths, ["userName", "b", "policy.user"]);
        assert!(tree.find("").nodes.is_empty());
        assert!(tree.find("nobody").nodes.is_empty());
    }

    #[test]
    fn secrets_are_not_found_by_value() {
        let tree = RecordTree::read(r#"{"sessionToken":"FwoGZXIv"}"#).unwrap();
        assert!(tree.find("FwoG").nodes.is_empty());
        assert_eq!(tree.find("session").nodes.len(), 1);
    }

    #[test]
    fn places_ignore_case_and_do_not_overlap() {
        assert_eq!(occurrences("aAaA", "aa"), [(0, 2), (2, 4)]);
        assert_eq!(occurrences("Ärger über ÄRGER", "ärger"), [(0, 6), (13, 19)]);
        assert_eq!(occurrences("short", "longer than that"), []);
        assert_eq!(occurrences("x", ""), []);
    }
}
