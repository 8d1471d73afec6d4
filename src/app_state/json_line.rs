//! What a line of a record's tree says beside its name and value.

use crate::base::document::{DrawnLine, Encoding, NodeForm, NodeId, NodeName, RecordTree, visible_text};
use crate::base::text;

/// Maximum length of a text in characters; a longer one is cut until the user expands it.
const CUT_CHARACTERS: usize = 300;

/// Maximum length of the preview of a closed branch, in characters.
const PREVIEW_CHARACTERS: usize = 72;

/// Returns the id of a line, for the tree's `aria-activedescendant`.
pub fn line_id(line: DrawnLine) -> String {
    match line {
        DrawnLine::Node(node) => format!("record-{}", node.number()),
        DrawnLine::More { of, .. } => format!("record-{}-more", of.number()),
    }
}

/// A badge for what a value's text does not show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineBadge {
    /// The text.
    pub words: String,
    /// Whether it warns.
    pub is_warning: bool,
    /// The tooltip, if it has one.
    pub title: Option<&'static str>,
}

/// Returns the badges of a node: repeated member, encoded JSON, withheld by size, nested too deep.
pub fn badges(tree: &RecordTree, node: NodeId) -> Vec<LineBadge> {
    let warning = |words: String, title: Option<&'static str>| LineBadge { words, is_warning: true, title };
    let doubled = tree.doubled(node).map(|doubled| {
        let times = if doubled.times == 2 { "twice".to_owned() } else { format!("{} times", doubled.times) };
        let which = if doubled.counts { "this one counts" } else { "the last one counts" };
        let title =
            "This object has several members of the same name. Columns and filters take the last of them";
        warning(format!("occurs {times}, {which}"), Some(title))
    });
    let packed = tree.encoding(node).map(|encoding| {
        let words = match encoding {
            Encoding::Json => "JSON in text",
            Encoding::UrlEncodedJson => "URL-encoded JSON",
        };
        LineBadge { words: words.to_owned(), is_warning: false, title: None }
    });
    let withheld = tree.withheld(node).map(|withheld| {
        let size = withheld.original_size.as_deref().and_then(|size| size.parse().ok()).map(text::bytes);
        let words = size.map_or("withheld by size".to_owned(), |size| format!("withheld by size: {size}"));
        let title = "CloudTrail left this out because it was too large: a known way to hide a policy";
        warning(words, Some(title))
    });
    let too_deep = (tree.form(node) == NodeForm::TooDeep)
        .then(|| warning("nested too deep, shown as text".to_owned(), None));
    [doubled, packed, withheld, too_deep].into_iter().flatten().collect()
}

/// The ways in which a text may wrap. An identifier never does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextWrapping {
    /// At its blanks.
    Prose,
    /// Anywhere.
    Long,
}

/// Returns how a text wraps; `None` if it does not.
pub fn wrapping(text: &str) -> Option<TextWrapping> {
    if text.len() > CUT_CHARACTERS {
        Some(TextWrapping::Long)
    } else {
        (text.len() > 60 && text.contains(char::is_whitespace)).then_some(TextWrapping::Prose)
    }
}

/// Returns the end of the first part of a long text, in bytes; `None` if the text is shown in full.
pub fn cut_at(text: &str) -> Option<usize> {
    text.char_indices().nth(CUT_CHARACTERS).map(|(end, _)| end)
}

/// Returns the number of children of a branch in words; of an empty one, its brackets.
pub fn children_words(tree: &RecordTree, node: NodeId) -> String {
    let (brackets, one, many) = match tree.form(node) {
        NodeForm::Object => ("{}", "member", "members"),
        _ => ("[]", "element", "elements"),
    };
    match tree.child_count(node) {
        0 => brackets.to_owned(),
        count => text::counted(u64::from(count), one, many),
    }
}

/// Returns a short text with the first members of a closed branch.
pub fn preview(tree: &RecordTree, node: NodeId) -> String {
    let mut preview = String::new();
    for child in tree.children(node) {
        if !preview.is_empty() {
            preview.push_str(", ");
        }
        if let NodeName::Key(name) = tree.name(child) {
            preview.push_str(&visible_text(name));
            preview.push_str(": ");
        }
        match tree.form(child) {
            NodeForm::Object => preview.push_str("{…}"),
            NodeForm::Array => preview.push_str("[…]"),
            NodeForm::TooDeep => preview.push('…'),
            NodeForm::Text if tree.is_secret(child) => preview.push_str("••••"),
            _ => {
                let text: String = tree.text(child).chars().take(PREVIEW_CHARACTERS).collect();
                preview.push_str(&visible_text(&text));
            }
        }
        if let Some((end, _)) = preview.char_indices().nth(PREVIEW_CHARACTERS) {
            preview.truncate(end);
            preview.push('…');
            break;
        }
    }
    preview
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(text: &str) -> RecordTree {
        RecordTree::read(text).unwrap()
    }

    #[test]
    fn badges_say_what_the_text_hides() {
        let tree = tree(r#"{"a":1,"a":2,"b":"{\"c\":[]}"}"#);
        let words =
            |node: NodeId| badges(&tree, node).into_iter().map(|badge| badge.words).collect::<Vec<_>>();
        let nodes: Vec<NodeId> = tree.children(tree.root()).collect();
        assert_eq!(words(nodes[0]), ["occurs twice, the last one counts"]);
        assert_eq!(words(nodes[1]), ["occurs twice, this one counts"]);
        assert_eq!(words(nodes[2]), ["JSON in text"]);
        assert_eq!(words(tree.root()), [""; 0]);
    }

    #[test]
    fn a_closed_branch_shows_its_first_members_but_no_secret() {
        let tree = tree(r#"{"a":{"x":1},"sessionToken":"t0p","b":[],"c":"é"}"#);
        assert_eq!(preview(&tree, tree.root()), "a: {…}, sessionToken: ••••, b: […], c: é");
        assert_eq!(children_words(&tree, tree.root()), "4 members");
        let empty = tree.children(tree.root()).nth(2).unwrap();
        assert_eq!(children_words(&tree, empty), "[]");
    }

    #[test]
    fn a_preview_ends() {
        let tree = tree(&format!(r#"{{"a":"{}"}}"#, "é".repeat(100)));
        assert_eq!(preview(&tree, tree.root()).chars().count(), 73);
    }

    #[test]
    fn only_long_texts_wrap_and_are_cut() {
        assert_eq!(wrapping(&"a".repeat(61)), None);
        assert_eq!(wrapping(&"a ".repeat(31)), Some(TextWrapping::Prose));
        assert_eq!(wrapping(&"a".repeat(301)), Some(TextWrapping::Long));
        assert_eq!(cut_at(&"é".repeat(300)), None);
        assert_eq!(cut_at(&"é".repeat(301)), Some(600));
    }
}
