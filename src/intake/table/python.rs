//! Dictionaries and lists in Python's print format, which a data frame writes into a CSV cell that
//! contains an object.

use super::{add, json_text};
use crate::base::json::scan::MAX_DEPTH;

/// Returns the value as JSON; `None` if the text does not have this format.
pub(super) fn to_json(text: &str) -> Option<String> {
    let mut reader = PythonLiteralReader { rest: text.trim() };
    let value = reader.value(0)?;
    reader.rest.is_empty().then_some(value)
}

/// Parses a literal of Python.
struct PythonLiteralReader<'t> {
    rest: &'t str,
}

impl PythonLiteralReader<'_> {
    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    fn value(&mut self, depth: usize) -> Option<String> {
        if depth > MAX_DEPTH {
            return None;
        }
        self.skip_space();
        for (word, json) in [("None", "null"), ("True", "true"), ("False", "false"), ("nan", "null")] {
            if self.eat(word) {
                return Some(json.to_owned());
            }
        }
        match self.rest.chars().next()? {
            '{' => self.members(depth),
            '[' => self.elements(depth),
            '\'' | '"' => self.text().map(|text| json_text(&text)),
            _ => self.number(),
        }
    }

    fn members(&mut self, depth: usize) -> Option<String> {
        self.eat("{");
        let mut out = String::from("{");
        self.skip_space();
        while !self.eat("}") {
            let key = self.text()?;
            self.skip_space();
            if !self.eat(":") {
                return None;
            }
            add(&mut out, &key, &self.value(depth + 1)?);
            self.skip_space();
            if !self.eat(",") && !self.rest.starts_with('}') {
                return None;
            }
            self.skip_space();
        }
        out.push('}');
        Some(out)
    }

    fn elements(&mut self, depth: usize) -> Option<String> {
        self.eat("[");
        let mut elements = Vec::new();
        self.skip_space();
        while !self.eat("]") {
            elements.push(self.value(depth + 1)?);
            self.skip_space();
            if !self.eat(",") && !self.rest.starts_with(']') {
                return None;
            }
            self.skip_space();
        }
        Some(format!("[{}]", elements.join(",")))
    }

    fn text(&mut self) -> Option<String> {
        let quote = self.rest.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
        let mut letters = self.rest[1..].char_indices();
        let mut out = String::new();
        while let Some((at, letter)) = letters.next() {
            match letter {
                letter if letter == quote => {
                    self.rest = self.rest.get(1 + at + 1..)?;
                    return Some(out);
                }
                '\\' => {
                    let (_, escaped) = letters.next()?;
                    let digits = match escaped {
                        'x' => 2,
                        'u' => 4,
                        'U' => 8,
                        _ => 0,
                    };
                    out.push(match escaped {
                        'n' => '\n',
                        't' => '\t',
                        'r' => '\r',
                        '\\' | '\'' | '"' => escaped,
                        _ if digits > 0 => {
                            let hex: String = letters.by_ref().take(digits).map(|(_, digit)| digit).collect();
                            char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?
                        }
                        _ => return None,
                    });
                }
                letter => out.push(letter),
            }
        }
        None
    }

    fn number(&mut self) -> Option<String> {
        let length = self.rest.bytes().take_while(|byte| b"+-.0123456789eE".contains(byte)).count();
        let number = self.rest.get(..length)?;
        let is_number =
            crate::base::json::scan::value(format!("{number} ").as_bytes(), 0).is_ok_and(|end| end == length);
        if !is_number {
            return None;
        }
        let number = number.to_owned();
        self.rest = &self.rest[length..];
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_python_prints_is_read() {
        for (text, json) in [
            (
                r#"{'type': 'IAMUser', 'userName': "o'neil", 'mfa': True, 'x': None}"#,
                r#"{"type":"IAMUser","userName":"o'neil","mfa":true,"x":null}"#,
            ),
            (r"[{'a': -1.5, 'b': [1, 2]}, {}]", r#"[{"a":-1.5,"b":[1,2]},{}]"#),
            (r"{'a': 'x\'y\\\n\x41\u00e9'}", "{\"a\":\"x'y\\\\\\nAé\"}"),
            ("{}", "{}"),
        ] {
            assert_eq!(to_json(text).as_deref(), Some(json), "{text}");
        }
        for text in [
            "",
            "{",
            "{'a'}",
            "{'a': }",
            "{'a': 1} x",
            "{a: 1}",
            "{'a': 'b}",
            "{'a': 1 'b': 2}",
            "['\\q']",
            "{'a': --1}",
        ] {
            assert_eq!(to_json(text), None, "{text}");
        }
        assert_eq!(to_json(&"[".repeat(100_000)), None);
    }
}
