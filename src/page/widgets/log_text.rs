//! Texts from logs on the page: never as markup, and with invisible and reordering characters
//! spelled out.

use std::borrow::Cow;

use trailglass::base::document::{Piece, occurrences, visible, visible_text};
use yew::prelude::*;

/// A text as elements, with marks for invisible characters.
pub fn shown(text: &str) -> Html {
    shown_with(text, "")
}

/// A text like [`shown`], with every occurrence of `needle` marked.
pub fn shown_with(text: &str, needle: &str) -> Html {
    // Nearly every text is plain and needs one node only.
    if needle.is_empty() && matches!(visible_text(text), Cow::Borrowed(_)) {
        return html! { { text } };
    }
    visible(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(plain) => marked(plain, needle),
            Piece::Mark(mark) => html! { <span class="unseen-mark">{ mark.into_owned() }</span> },
        })
        .collect()
}

fn marked(text: &str, needle: &str) -> Html {
    if needle.is_empty() {
        return html! { { text } };
    }
    let mut pieces: Vec<Html> = Vec::new();
    let mut from = 0;
    for (start, end) in occurrences(text, needle) {
        pieces.push(html! { { &text[from..start] } });
        pieces.push(html! { <mark>{ &text[start..end] }</mark> });
        from = end;
    }
    pieces.push(html! { { &text[from..] } });
    pieces.into_iter().collect()
}

/// Returns the text for an attribute, which cannot hold elements.
pub fn shown_text(text: &str) -> AttrValue {
    AttrValue::from(visible_text(text).into_owned())
}
