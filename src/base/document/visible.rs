//! Spells out characters that would hide, reorder or break text.
//!
//! An attacker chooses names and user agents: a right-to-left override displays `exe.jpg` as
//! `gpj.exe`, a zero-width space makes two names look equal.

use std::borrow::Cow;

/// A part of a text as it should be displayed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Text that is displayed unchanged.
    Plain(&'a str),
    /// An invisible character, as the name to display in its place.
    Mark(Cow<'static, str>),
}

/// Splits a text into visible parts and marks for invisible characters.
pub fn visible(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut plain_from = 0;
    for (place, character) in text.char_indices() {
        let Some(mark) = mark_of(character) else { continue };
        if plain_from < place {
            pieces.push(Piece::Plain(&text[plain_from..place]));
        }
        pieces.push(Piece::Mark(mark));
        plain_from = place + character.len_utf8();
    }
    if plain_from < text.len() {
        pieces.push(Piece::Plain(&text[plain_from..]));
    }
    pieces
}

/// Returns the same as one text, with marks between `⟨` and `⟩`: for places that cannot contain
/// elements, such as a cell of the grid or a tooltip.
pub fn visible_text(text: &str) -> Cow<'_, str> {
    // Nearly every text is plain ASCII and needs no allocation.
    if text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) || text.chars().all(|c| mark_of(c).is_none()) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for piece in visible(text) {
        match piece {
            Piece::Plain(plain) => shown.push_str(plain),
            Piece::Mark(mark) => {
                shown.push('⟨');
                shown.push_str(&mark);
                shown.push('⟩');
            }
        }
    }
    Cow::Owned(shown)
}

/// Returns the name of a character that is invisible; `None` for visible ones.
fn mark_of(character: char) -> Option<Cow<'static, str>> {
    let name = match character {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\0' => "\\0",
        '\u{1b}' => "ESC",
        '\u{ad}' => "soft hyphen",
        '\u{200b}' => "zero-width space",
        '\u{200c}' => "zero-width non-joiner",
        '\u{200d}' => "zero-width joiner",
        '\u{2060}' => "word joiner",
        '\u{feff}' => "byte order mark",
        '\u{200e}' => "left-to-right mark",
        '\u{200f}' => "right-to-left mark",
        '\u{61c}' => "Arabic letter mark",
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "end of direction",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "isolate",
        '\u{2069}' => "end of isolate",
        _ if is_unseen(character) => return Some(format!("U+{:04X}", u32::from(character)).into()),
        _ => return None,
    };
    Some(name.into())
}

fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
            | '\u{2028}' | '\u{2029}' | '\u{2061}'..='\u{2064}' | '\u{206a}'..='\u{206f}'
            | '\u{2065}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{fff9}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_texts_are_left_alone() {
        for text in ["", "arn:aws:iam::111122223333:user/alice", "Zoë, 東京, עברית"] {
            assert!(matches!(visible_text(text), Cow::Borrowed(shown) if shown == text));
        }
    }

    #[test]
    fn what_hides_or_reorders_is_spelled_out() {
        assert_eq!(visible_text("invoice\u{202e}gpj.exe"), "invoice⟨right-to-left override⟩gpj.exe");
        assert_eq!(visible_text("a\u{200b}b\u{7}"), "a⟨zero-width space⟩b⟨U+0007⟩");
        assert_eq!(visible_text("x\u{e0041}"), "x⟨U+E0041⟩");
        assert_eq!(visible("a\nb"), [Piece::Plain("a"), Piece::Mark("\\n".into()), Piece::Plain("b")]);
    }

    #[test]
    fn nothing_that_controls_gets_through() {
        for code in (0..0x3000).chain(0xe0000..0xe1000) {
            let Some(character) = char::from_u32(code) else { continue };
            if character.is_control() || (0xe0000..0xe1000).contains(&code) {
                let text = character.to_string();
                assert!(!visible_text(&text).contains(character), "U+{code:04X}");
            }
        }
    }
}
