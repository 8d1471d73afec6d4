//! Parses JSON text to a tree, without recursion and keeping the order.

use percent_encoding::percent_decode_str;

use super::escapes::unescape;
use super::tree::{Encoding, Label, NodeForm, RecordTree, Span, TreeNode};
use crate::base::json::end_of_string;
use crate::base::json::scan::skip_space;

/// Maximum depth of a branch; deeper ones are kept as text.
const DEEPEST: u16 = 200;

/// Maximum nesting of strings that are expanded.
const DEEPEST_TEXT: u8 = 4;

/// The error for text that is not JSON.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not JSON at byte {at}: {expected} expected")]
pub struct ReadError {
    /// Byte offset of the error.
    pub at: usize,
    /// The text that was expected there.
    pub expected: &'static str,
}

impl RecordTree {
    /// Parses the text of a record.
    ///
    /// # Errors
    ///
    /// If the text is not JSON; the error states the position.
    pub fn read(text: &str) -> Result<RecordTree, ReadError> {
        let mut document = RecordTree { nodes: Vec::new(), heap: String::with_capacity(text.len()) };
        if text.len() > (u32::MAX / 4) as usize {
            return Err(ReadError { at: 0, expected: "a text of less than a gigabyte" });
        }
        TreeParser { text, at: 0, document: &mut document, texts_deep: 0 }.read_whole(Label::Root, 0, 0)?;
        Ok(document)
    }
}

struct TreeParser<'t, 'd> {
    text: &'t str,
    at: usize,
    document: &'d mut RecordTree,
    /// Number of strings that contain this one.
    texts_deep: u8,
}

impl TreeParser<'_, '_> {
    /// Reads one value and checks that no text follows it.
    fn read_whole(mut self, label: Label, parent: u32, level: u16) -> Result<(), ReadError> {
        self.read_value(label, parent, level)?;
        self.skip_blanks();
        if self.at < self.text.len() { Err(self.error("the end of the text")) } else { Ok(()) }
    }

    fn read_value(&mut self, label: Label, parent: u32, level: u16) -> Result<(), ReadError> {
        // The branches that are still open, the outermost first.
        let mut open: Vec<u32> = Vec::new();
        let mut label = label;
        loop {
            let above = open.last().copied().unwrap_or(parent);
            let depth = level.saturating_add(open.len() as u16);
            self.skip_blanks();
            match self.peek() {
                Some(b'{' | b'[') if depth >= DEEPEST => self.keep_as_written(label, above, depth)?,
                Some(byte @ (b'{' | b'[')) => {
                    let form = if byte == b'{' { NodeForm::Object } else { NodeForm::Array };
                    self.at += 1;
                    open.push(self.push(label, above, depth, form, Span::default()));
                    self.skip_blanks();
                    if self.peek() == Some(closing(form)) {
                        self.close(&mut open);
                    } else {
                        label = self.read_label(form, 0)?;
                        continue;
                    }
                }
                Some(b'"') => self.read_text(label, above, depth)?,
                Some(_) => self.read_word(label, above, depth)?,
                None => return Err(self.error("a value")),
            }
            // A value has ended: close the branches that end with it, or continue after a comma.
            loop {
                let Some(&top) = open.last() else { return Ok(()) };
                let TreeNode { form, children, .. } = self.document.nodes[top as usize];
                self.skip_blanks();
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        label = self.read_label(form, children)?;
                        break;
                    }
                    Some(byte) if byte == closing(form) => self.close(&mut open),
                    _ if form == NodeForm::Object => return Err(self.error("',' or '}'")),
                    _ => return Err(self.error("',' or ']'")),
                }
            }
        }
    }

    fn close(&mut self, open: &mut Vec<u32>) {
        self.at += 1;
        let end = self.document.nodes.len() as u32;
        if let Some(top) = open.pop() {
            self.document.nodes[top as usize].end = end;
        }
    }

    /// Reads `"name":` in an object; counts in an array.
    fn read_label(&mut self, form: NodeForm, index: u32) -> Result<Label, ReadError> {
        if form == NodeForm::Array {
            return Ok(Label::Index(index));
        }
        self.skip_blanks();
        if self.peek() != Some(b'"') {
            return Err(self.error("a name in quotes"));
        }
        let span = self.read_string()?;
        self.skip_blanks();
        if self.peek() != Some(b':') {
            return Err(self.error("':'"));
        }
        self.at += 1;
        Ok(Label::Key(span))
    }

    fn read_text(&mut self, label: Label, parent: u32, level: u16) -> Result<(), ReadError> {
        let span = self.read_string()?;
        if !self.unfold(span, label, parent, level) {
            self.push(label, parent, level, NodeForm::Text, span);
        }
        Ok(())
    }

    /// Replaces a string that contains JSON by a branch. Returns whether it did.
    fn unfold(&mut self, span: Span, label: Label, parent: u32, level: u16) -> bool {
        if self.texts_deep >= DEEPEST_TEXT {
            return false;
        }
        let Some((encoding, inner)) = packed(self.document.stretch(span)) else { return false };
        let nodes = self.document.nodes.len();
        let heap = self.document.heap.len();
        let siblings = self.document.nodes.get(parent as usize).map(|node| node.children);
        let reader = TreeParser {
            text: &inner,
            at: 0,
            document: &mut *self.document,
            texts_deep: self.texts_deep + 1,
        };
        let read = reader.read_whole(label, parent, level);
        let filled = self.document.nodes.get(nodes).is_some_and(|node| node.children > 0);
        if read.is_err() || !filled {
            self.document.nodes.truncate(nodes);
            self.document.heap.truncate(heap);
            if let (Some(siblings), Some(node)) = (siblings, self.document.nodes.get_mut(parent as usize)) {
                node.children = siblings;
            }
            return false;
        }
        let node = &mut self.document.nodes[nodes];
        node.text = span;
        node.encoding = Some(encoding);
        true
    }

    fn read_word(&mut self, label: Label, parent: u32, level: u16) -> Result<(), ReadError> {
        let rest = &self.text[self.at..];
        let length =
            rest.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c))).unwrap_or(rest.len());
        let word = &rest[..length];
        let form = match word {
            "null" => NodeForm::Null,
            "true" | "false" => NodeForm::Bool,
            _ if word.parse::<serde_json::Number>().is_ok() || is_number(word) => NodeForm::Number,
            _ => return Err(self.error("a value")),
        };
        let span = self.keep(word);
        self.at += length;
        self.push(label, parent, level, form, span);
        Ok(())
    }

    /// Keeps a branch that is too deep as text.
    fn keep_as_written(&mut self, label: Label, parent: u32, level: u16) -> Result<(), ReadError> {
        let start = self.at;
        let mut depth = 0usize;
        loop {
            match self.peek() {
                Some(b'{' | b'[') => depth += 1,
                Some(b'}' | b']') => depth -= 1,
                Some(b'"') => {
                    self.at = self.end_of_string()?;
                    continue;
                }
                Some(_) => {}
                None => return Err(self.error("'}' or ']'")),
            }
            self.at += 1;
            if depth == 0 {
                break;
            }
        }
        let text = self.text;
        let span = self.keep(&text[start..self.at]);
        self.push(label, parent, level, NodeForm::TooDeep, span);
        Ok(())
    }

    /// Returns the position after the closing quote of the string that begins here.
    fn end_of_string(&self) -> Result<usize, ReadError> {
        end_of_string(self.text.as_bytes(), self.at).ok_or(self.error("a closing quote after this one"))
    }

    fn read_string(&mut self) -> Result<Span, ReadError> {
        let end = self.end_of_string()?;
        let text = self.text;
        let inner = &text[self.at + 1..end - 1];
        let start = self.document.heap.len();
        unescape(inner, &mut self.document.heap);
        self.at = end;
        Ok(Span { start: start as u32, end: self.document.heap.len() as u32 })
    }

    fn keep(&mut self, text: &str) -> Span {
        let start = self.document.heap.len() as u32;
        self.document.heap.push_str(text);
        Span { start, end: self.document.heap.len() as u32 }
    }

    fn push(&mut self, label: Label, parent: u32, level: u16, form: NodeForm, text: Span) -> u32 {
        let id = self.document.nodes.len() as u32;
        self.count_child(label, parent);
        self.document.nodes.push(TreeNode {
            label,
            parent,
            end: id + 1,
            children: 0,
            level,
            form,
            text,
            encoding: None,
        });
        id
    }

    fn count_child(&mut self, label: Label, parent: u32) {
        if label != Label::Root
            && let Some(node) = self.document.nodes.get_mut(parent as usize)
        {
            node.children += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        self.at = skip_space(self.text.as_bytes(), self.at);
    }

    fn error(&self, expected: &'static str) -> ReadError {
        ReadError { at: self.at, expected }
    }
}

fn closing(form: NodeForm) -> u8 {
    if form == NodeForm::Object { b'}' } else { b']' }
}

/// Numbers that exceed the range of machine types are still numbers.
fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('-').unwrap_or(word);
    digits.starts_with(|c: char| c.is_ascii_digit())
        && word.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
}

/// Returns the JSON that a string appears to contain, if it does.
fn packed(text: &str) -> Option<(Encoding, String)> {
    let start = text.trim_start();
    if start.starts_with(['{', '[']) {
        return Some((Encoding::Json, text.to_owned()));
    }
    let head = start.get(..3)?;
    if !head.eq_ignore_ascii_case("%7B") && !head.eq_ignore_ascii_case("%5B") {
        return None;
    }
    let decoded = percent_decode_str(start).decode_utf8().ok()?;
    Some((Encoding::UrlEncodedJson, decoded.into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::document::{NodeId, NodeName};

    fn texts(text: &str) -> Vec<(String, NodeForm, String)> {
        let tree = RecordTree::read(text).unwrap();
        tree.nodes()
            .map(|node| {
                let name = match tree.name(node) {
                    NodeName::Root => "root".to_owned(),
                    NodeName::Key(name) => name.to_owned(),
                    NodeName::Index(index) => index.to_string(),
                };
                (name, tree.form(node), tree.text(node).to_owned())
            })
            .collect()
    }

    #[test]
    fn order_repeated_names_and_numbers_stay_as_written() {
        let found = texts(r#"{"b":1.50,"a":[true,null],"b":1e999,"c":{}}"#);
        let expected = [
            ("root", NodeForm::Object, ""),
            ("b", NodeForm::Number, "1.50"),
            ("a", NodeForm::Array, ""),
            ("0", NodeForm::Bool, "true"),
            ("1", NodeForm::Null, "null"),
            ("b", NodeForm::Number, "1e999"),
            ("c", NodeForm::Object, ""),
        ];
        let expected = expected.map(|(name, form, text)| (name.to_owned(), form, text.to_owned()));
        assert_eq!(found, expected);
    }

    #[test]
    fn children_are_counted_and_skipped_over() {
        let tree = RecordTree::read(r#"{"a":{"x":1,"y":[1,2]},"p":"{\"q\":[1]}","z":3}"#).unwrap();
        assert_eq!(tree.child_count(tree.root()), 3);
        let names: Vec<_> = tree.children(tree.root()).map(|child| tree.name(child)).collect();
        assert_eq!(names, [NodeName::Key("a"), NodeName::Key("p"), NodeName::Key("z")]);
        let policy = tree.at(&["p"]).unwrap();
        assert_eq!(tree.child_count(policy), 1);
        assert_eq!(tree.parent(policy), Some(tree.root()));
    }

    #[test]
    fn texts_that_are_json_become_branches() {
        let tree = RecordTree::read(
            r#"{"plain":"{\"Version\":\"2012-10-17\"}","coded":"%7B%22Version%22%3A%222012%22%7D","twice":"[\"{\\\"a\\\":1}\"]"}"#,
        )
        .unwrap();
        let plain = tree.at(&["plain"]).unwrap();
        assert_eq!(tree.encoding(plain), Some(Encoding::Json));
        assert_eq!(tree.text(plain), r#"{"Version":"2012-10-17"}"#);
        assert_eq!(tree.text_at(&["plain", "Version"]), Some("2012-10-17"));
        assert_eq!(tree.encoding(tree.at(&["coded"]).unwrap()), Some(Encoding::UrlEncodedJson));
        assert_eq!(tree.text_at(&["coded", "Version"]), Some("2012"));
        let inner = tree.children(tree.at(&["twice"]).unwrap()).next().unwrap();
        assert_eq!(tree.encoding(inner), Some(Encoding::Json));
        assert_eq!(tree.level(inner), 2);
    }

    #[test]
    fn texts_that_only_look_like_json_stay_texts() {
        for text in [
            r#"{"a":"{not json"}"#,
            r#"{"a":"[]"}"#,
            r#"{"a":"{}"}"#,
            r#"{"a":"%7B%22"}"#,
            r#"{"a":"{\"b\":1} and more"}"#,
        ] {
            let tree = RecordTree::read(text).unwrap();
            assert_eq!(tree.len(), 2, "{text}");
            assert_eq!(tree.child_count(tree.root()), 1, "{text}");
            assert_eq!(tree.form(tree.at(&["a"]).unwrap()), NodeForm::Text, "{text}");
        }
    }

    #[test]
    fn any_depth_is_read_and_the_deepest_kept_as_written() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        let tree = RecordTree::read(&deep).unwrap();
        let last = tree.nodes().last().unwrap();
        assert_eq!(tree.form(last), NodeForm::TooDeep);
        assert_eq!(tree.level(last), usize::from(DEEPEST));
        assert_eq!(tree.text(last).len(), deep.len() - 2 * usize::from(DEEPEST));
        assert_eq!(tree.to_value(1_000, 1).as_array().map(Vec::len), Some(1));
    }

    #[test]
    fn broken_texts_are_errors_with_a_place() {
        for (text, at) in [
            ("", 0),
            ("{", 1),
            (r#"{"a""#, 4),
            (r#"{"a":}"#, 5),
            (r#"{"a":1,}"#, 7),
            ("[1 2]", 3),
            ("[1}", 2),
            ("nul", 0),
            ("{} x", 3),
            (r#"{"a":"b"#, 5),
            ("-", 0),
        ] {
            assert_eq!(
                RecordTree::read(text).map(|tree| tree.len()).map_err(|error| error.at),
                Err(at),
                "{text}"
            );
        }
    }

    #[test]
    fn agrees_with_serde_json() {
        let text = r#" {"a":[1,-2.5e3,{"b":"\u0041"}],"c":{"d":[[],{}]},"e":false} "#;
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(RecordTree::read(text).unwrap().to_value(100, 100), value);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "[\\[\\]{}\",:\\\\u0-9a-f%7B .eE+-]{0,60}") {
            let _ = RecordTree::read(&text);
            let quoted = serde_json::to_string(&text).unwrap();
            let tree = RecordTree::read(&quoted).unwrap();
            proptest::prop_assert_eq!(tree.text(NodeId(0)), text);
        }
    }
}
