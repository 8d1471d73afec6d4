//! Writes a tree, or a part of it, as text: for the "copy" command.

use super::tree::{NodeForm, NodeId, NodeName, RecordTree};

impl RecordTree {
    /// Returns the value for the clipboard: a string without quotes, any other value as JSON with
    /// an indentation of two blanks per level; names and numbers are as written.
    pub fn copied(&self, id: NodeId) -> String {
        if self.form(id) == NodeForm::Text {
            return self.text(id).to_owned();
        }
        self.json(id)
    }

    /// Returns the value as JSON with an indentation of two blanks per level. A branch that was a
    /// string is written as JSON if it is requested itself, and as that string if it is part of
    /// another value.
    pub fn json(&self, id: NodeId) -> String {
        let mut out = String::new();
        // The open branches: their ends, their closing brackets, and whether a member has been
        // written.
        let mut open: Vec<(u32, char, bool)> = Vec::new();
        let mut at = id.0;
        let end = self.node(id).end;
        while at < end {
            let node = NodeId(at);
            self.close_finished(&mut open, at, &mut out);
            if let Some((_, _, written)) = open.last_mut() {
                if *written {
                    out.push(',');
                }
                *written = true;
                new_line(&mut out, open.len());
                if let NodeName::Key(name) = self.name(node) {
                    quote(name, &mut out);
                    out.push_str(": ");
                }
            }
            let packed = node != id && self.encoding(node).is_some();
            at = match self.form(node) {
                _ if packed => {
                    quote(self.text(node), &mut out);
                    self.node(node).end
                }
                NodeForm::Object | NodeForm::Array => {
                    let (opening, closing) =
                        if self.form(node) == NodeForm::Object { ('{', '}') } else { ('[', ']') };
                    out.push(opening);
                    open.push((self.node(node).end, closing, false));
                    at + 1
                }
                NodeForm::Text => {
                    quote(self.text(node), &mut out);
                    at + 1
                }
                NodeForm::Null | NodeForm::Bool | NodeForm::Number | NodeForm::TooDeep => {
                    out.push_str(self.text(node));
                    at + 1
                }
            };
        }
        self.close_finished(&mut open, end, &mut out);
        out
    }

    fn close_finished(&self, open: &mut Vec<(u32, char, bool)>, at: u32, out: &mut String) {
        while let Some(&(end, closing, written)) = open.last() {
            if end > at {
                break;
            }
            open.pop();
            if written {
                new_line(out, open.len());
            }
            out.push(closing);
        }
    }
}

fn new_line(out: &mut String, level: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", level));
}

fn quote(text: &str, out: &mut String) {
    // Every string can be written as JSON.
    out.push_str(&serde_json::to_string(text).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_as_it_was_read() {
        let text = r#"{"z":1.50,"a":[],"o":{},"p":"{\"q\":[1]}","l":[{"x":null},true]}"#;
        let tree = RecordTree::read(text).unwrap();
        let written = tree.json(tree.root());
        let again: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(again, serde_json::from_str::<serde_json::Value>(text).unwrap());
        assert!(written.starts_with("{\n  \"z\": 1.50,\n  \"a\": [],\n  \"o\": {},\n"), "{written}");
        assert!(written.ends_with("    true\n  ]\n}"), "{written}");
    }

    #[test]
    fn parts_by_themselves() {
        let tree = RecordTree::read(r#"{"a":"x\ny","p":"{\"q\":[1]}"}"#).unwrap();
        assert_eq!(tree.copied(tree.at(&["a"]).unwrap()), "x\ny");
        assert_eq!(tree.copied(tree.at(&["p"]).unwrap()), "{\n  \"q\": [\n    1\n  ]\n}");
        assert_eq!(tree.copied(tree.at(&["p", "q"]).unwrap()), "[\n  1\n]");
    }
}
