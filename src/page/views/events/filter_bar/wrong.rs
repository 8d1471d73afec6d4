//! The errors in the filter: marked in the text, and explained below it.

use trailglass::app_state::filter_errors::{FilterPiece, corrected, pieces, sentence_of};
use trailglass::base::text;
use trailglass::query::SyntaxError;
use yew::prelude::*;

use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;

/// Draws a second copy of the text behind the input, invisible except for the underlines of errors:
/// an input cannot mark parts of its text. The caller scrolls `node` with the input.
pub fn mirror(text: &str, errors: &[SyntaxError], node: &NodeRef) -> Html {
    let pieces = pieces(text, errors).into_iter().map(|piece| match piece {
        FilterPiece::Right(text) => html! { { text } },
        FilterPiece::Wrong(text) => html! { <span class="filter__wrong">{ text }</span> },
    });
    html! { <div ref={node.clone()} class="filter__mirror" aria-hidden="true">{ for pieces }</div> }
}

/// Draws the first error, its correction, and the filter `applied`, whose events are shown in the
/// meantime. `id` is for `aria-describedby`, and `on_mend` gets the corrected filter.
pub fn explanation(
    id: &'static str,
    text: &str,
    errors: &[SyntaxError],
    applied: &str,
    on_mend: &Callback<String>,
) -> Html {
    let Some(error) = errors.first() else { return html! {} };
    let mended = error.suggestion.as_ref().zip(corrected(text, error)).map(|(suggestion, corrected)| {
        let onclick = on_mend.reform(move |_: MouseEvent| corrected.clone());
        html! {
            <button type="button" class="filter__suggestion" {onclick}>
                { "Use " }<code>{ shown(suggestion) }</code>
            </button>
        }
    });
    let others = errors.len() - 1;
    html! {
        <div {id} class="filter__explanation" aria-live="polite">
            { Icon::Warning.draw() }
            <span class="filter__message">{ shown(&sentence_of(error)) }</span>
            { mended }
            if others > 0 {
                <span class="filter__meanwhile">
                    { format!("and {} more", text::count(others as u64)) }
                </span>
            }
            <span class="filter__meanwhile">
                if applied.is_empty() {
                    { "Not applied: all events are shown" }
                } else {
                    { "Not applied: shown is " }<code>{ applied }</code>
                }
            </span>
        </div>
    }
}
