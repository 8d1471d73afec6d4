//! A page for people that is written piece by piece: no scripts, nothing from
//! elsewhere, and no text of a log that is ever markup.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::document::{Piece, visible};

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
        for piece in visible(text) {
            match piece {
                Piece::Plain(plain) => self.0.push_str(&escaped(plain)),
                // Lines and indents are laid out by the page.
                Piece::Mark(mark) if mark == "\\n" => self.0.push('\n'),
                Piece::Mark(mark) if mark == "\\t" => self.0.push('\t'),
                Piece::Mark(mark) => {
                    let _ = write!(self.0, "⟨{mark}⟩");
                }
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
    pub(crate) fn lines(&mut self, lines: &[impl ToString]) {
        for line in lines {
            self.raw("<br>");
            self.text(&line.to_string());
        }
    }
}

/// Text for XML, in which nothing is markup and what cannot be seen is spelled
/// out. Control characters have no place in XML, not even escaped.
pub(crate) fn escaped_for_xml(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for piece in visible(text) {
        match piece {
            Piece::Plain(plain) => safe.extend(escaped(plain).chars().map(|letter| match letter {
                '\u{fffe}' | '\u{ffff}' => '\u{fffd}',
                letter => letter,
            })),
            Piece::Mark(mark) if mark == "\\n" => safe.push('\n'),
            Piece::Mark(mark) if mark == "\\t" => safe.push(' '),
            Piece::Mark(mark) => {
                let _ = write!(safe, "⟨{mark}⟩");
            }
        }
    }
    safe
}

/// Text with the characters of markup as entities.
fn escaped(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\'']) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            letter => safe.push(letter),
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_cannot_be_seen_is_spelled_out() {
        for letter in [
            '\u{202e}',
            '\u{61c}',
            '\u{ad}',
            '\u{2028}',
            '\u{2060}',
            '\u{3164}',
            '\u{e0041}',
            '\u{feff}',
            '\u{200b}',
            '\u{115f}',
            '\u{2800}',
            '\u{fe0f}',
            '\u{1b}',
            '\u{0}',
            '\u{85}',
        ] {
            let text = format!("a{letter}b");
            let mut page = Page::default();
            page.text(&text);
            for written in [page.finish(), escaped_for_xml(&text)] {
                assert!(!written.contains(letter), "U+{:04X}", u32::from(letter));
                assert!(written.starts_with("a⟨") && written.ends_with("⟩b"), "{written}");
            }
        }
    }

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
