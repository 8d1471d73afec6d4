//! A page for people that is written piece by piece: no scripts, nothing from
//! elsewhere, and no text of a log that is ever markup.

use std::fmt::Write as _;

/// A piece of a page.
#[derive(Debug, Default)]
pub(crate) struct Page(String);

impl Page {
    /// The page as text.
    pub(crate) fn finish(self) -> String {
        self.0
    }

    /// Markup of our own.
    pub(crate) fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// A text, in which nothing is markup. Characters that turn the direction
    /// of writing or cannot be seen are shown and not obeyed.
    pub(crate) fn text(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                '\'' => self.raw("&#39;"),
                '\n' | '\t' => self.0.push(letter),
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}' | '\u{feff}' => {
                    let _ = write!(self.0, "\\u{{{:x}}}", u32::from(letter));
                }
                _ if letter.is_control() => {
                    let _ = write!(self.0, "\\u{{{:x}}}", u32::from(letter));
                }
                _ => self.0.push(letter),
            }
        }
    }

    /// An element that holds a text.
    pub(crate) fn element(&mut self, name: &str, text: &str) {
        self.classed(name, "", text);
    }

    /// The same with a class; with none where it is empty.
    pub(crate) fn classed(&mut self, name: &str, class: &str, text: &str) {
        let _ = match class {
            "" => write!(self.0, "<{name}>"),
            class => write!(self.0, "<{name} class=\"{class}\">"),
        };
        self.text(text);
        let _ = writeln!(self.0, "</{name}>");
    }

    /// A heading that a link can lead to.
    pub(crate) fn heading(&mut self, name: &str, id: &str, text: &str) {
        let _ = write!(self.0, "<{name} id=\"{id}\">");
        self.text(text);
        let _ = writeln!(self.0, "</{name}>");
    }

    /// A cell of a table.
    pub(crate) fn cell(&mut self, class: &str, text: &str) {
        let _ = match class {
            "" => write!(self.0, "<td>"),
            class => write!(self.0, "<td class=\"{class}\">"),
        };
        self.text(text);
        self.raw("</td>");
    }

    /// A row of a table.
    pub(crate) fn row(&mut self, cells: &[&str]) {
        self.raw("<tr>");
        for cell in cells {
            self.cell("", cell);
        }
        self.raw("</tr>\n");
    }

    /// A table with heads and rows.
    pub(crate) fn table(&mut self, heads: &[&str], rows: impl FnOnce(&mut Page)) {
        self.begin_table("", heads);
        rows(self);
        self.end_table();
    }

    /// The beginning of a table: a caption (none where it is empty), and the
    /// heads. Rows follow, and [`Page::end_table`].
    pub(crate) fn begin_table(&mut self, caption: &str, heads: &[&str]) {
        self.raw("<table>\n");
        if !caption.is_empty() {
            self.element("caption", caption);
        }
        self.raw("<thead><tr>");
        for head in heads {
            self.raw("<th scope=\"col\">");
            self.text(head);
            self.raw("</th>");
        }
        self.raw("</tr></thead>\n<tbody>\n");
    }

    /// The end of a table.
    pub(crate) fn end_table(&mut self) {
        self.raw("</tbody>\n</table>\n");
    }

    /// An identifier.
    pub(crate) fn code(&mut self, text: &str) {
        self.raw("<code>");
        self.text(text);
        self.raw("</code>");
    }

    /// A path or another identifier, which breaks behind its slashes only.
    pub(crate) fn path(&mut self, text: &str) {
        if !text.contains('/') {
            return self.code(text);
        }
        self.raw("<code class=\"path\">");
        for part in text.split_inclusive('/') {
            self.raw("<span>");
            self.text(part);
            self.raw("</span>");
        }
        self.raw("</code>");
    }

    /// Lines below what is there.
    pub(crate) fn lines(&mut self, lines: &[String]) {
        for line in lines {
            self.raw("<br>");
            self.text(line);
        }
    }
}

/// Text for XML. Control characters have no place in it, not even escaped.
pub(crate) fn escaped_for_xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' => safe.push('\n'),
            '\t' => safe.push(' '),
            character if character.is_control() => safe.push('\u{fffd}'),
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            character => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_is_markup(text in "(\\PC|[<>&\"'\u{202e}\u{0}\n]){0,40}") {
            let mut page = Page::default();
            page.text(&text);
            let written = page.finish();
            prop_assert!(!written.contains(['<', '>', '"', '\'', '\u{202e}', '\u{0}']), "{written}");
            for (at, _) in written.match_indices('&') {
                let entity = &written[at..];
                prop_assert!(["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].iter().any(|known| entity.starts_with(known)));
            }
        }
    }
}
