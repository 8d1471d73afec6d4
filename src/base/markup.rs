//! An HTML page that is written piece by piece: without scripts and external resources, and in
//! which no text of a log can be markup.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::base::document::{Piece, visible};

/// The HTML written so far.
#[derive(Debug, Default)]
pub(crate) struct HtmlPage(String);

impl HtmlPage {
    /// Returns the page as text.
    pub(crate) fn finish(self) -> String {
        self.0
    }

    /// Appends trusted markup.
    pub(crate) fn raw(&mut self, markup: &str) {
        self.0.push_str(markup);
    }

    /// Appends a text, without interpreting markup. Invisible characters and those that change the
    /// writing direction are spelled out.
    pub(crate) fn text(&mut self, text: &str) {
        for piece in visible(text) {
            match piece {
                Piece::Plain(plain) => self.0.push_str(&escaped(plain)),
                // The page lays out lines and indentation.
                Piece::Mark(mark) if mark == "\\n" => self.0.push('\n'),
                Piece::Mark(mark) if mark == "\\t" => self.0.push('\t'),
                Piece::Mark(mark) => {
                    let _ = write!(self.0, "⟨{mark}⟩");
                }
            }
        }
    }

    /// Appends an element with a text.
    pub(crate) fn element(&mut self, name: &str, text: &str) {
        self.classed(name, "", text);
    }

    /// Appends an element with a class; without one if it is empty.
    pub(crate) fn classed(&mut self, name: &str, class: &str, text: &str) {
        let _ = match class {
            "" => write!(self.0, "<{name}>"),
            class => write!(self.0, "<{name} class=\"{class}\">"),
        };
        self.text(text);
        let _ = writeln!(self.0, "</{name}>");
    }

    /// Appends a heading that can be linked to.
    pub(crate) fn heading(&mut self, name: &str, id: &str, text: &str) {
        let _ = write!(self.0, "<{name} id=\"{id}\">");
        self.text(text);
        let _ = writeln!(self.0, "</{name}>");
    }

    /// Appends a cell of a table.
    pub(crate) fn cell(&mut self, class: &str, text: &str) {
        let _ = match class {
            "" => write!(self.0, "<td>"),
            class => write!(self.0, "<td class=\"{class}\">"),
        };
        self.text(text);
        self.raw("</td>");
    }

    /// Appends a row of a table.
    pub(crate) fn row(&mut self, cells: &[&str]) {
        self.raw("<tr>");
        for cell in cells {
            self.cell("", cell);
        }
        self.raw("</tr>\n");
    }

    /// Appends a table with column headings and rows.
    pub(crate) fn table(&mut self, heads: &[&str], rows: impl FnOnce(&mut HtmlPage)) {
        self.begin_table("", heads);
        rows(self);
        self.end_table();
    }

    /// Appends the beginning of a table: a caption (none if it is empty), and the column headings.
    /// Rows follow, and [`HtmlPage::end_table`].
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

    /// Appends the end of a table.
    pub(crate) fn end_table(&mut self) {
        self.raw("</tbody>\n</table>\n");
    }

    /// Appends an identifier.
    pub(crate) fn code(&mut self, text: &str) {
        self.raw("<code>");
        self.text(text);
        self.raw("</code>");
    }

    /// Appends a path or another identifier that may be wrapped only after its slashes.
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

    /// Appends lines below the existing text.
    pub(crate) fn lines(&mut self, lines: &[impl ToString]) {
        for line in lines {
            self.raw("<br>");
            self.text(&line.to_string());
        }
    }
}

/// Escapes text for XML and spells out invisible characters. Control characters are not allowed in
/// XML, not even escaped.
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

/// Escapes the special characters of markup.
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
            let mut page = HtmlPage::default();
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
            let mut page = HtmlPage::default();
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
