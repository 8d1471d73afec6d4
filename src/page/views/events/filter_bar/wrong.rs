//! The errors in the filter: marked in the text, and explained below it.

use std::rc::Rc;

use trailglass::query::SyntaxError;
use yew::prelude::*;

use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;

#[derive(Clone, PartialEq, Properties)]
pub struct MirrorProperties {
    pub text: AttrValue,
    /// The errors in the filter.
    pub errors: Rc<Vec<SyntaxError>>,
    /// Scrolled together with the input by the caller.
    pub node: NodeRef,
}

/// A second copy of the text behind the input, invisible except for the underlines of errors: an
/// input cannot mark parts of its text.
#[component]
pub fn Mirror(properties: &MirrorProperties) -> Html {
    let MirrorProperties { text, errors, node } = properties;
    let mut pieces = Vec::new();
    let mut at = 0;
    for error in errors.iter() {
        let (start, end) = place(text, error);
        if start < at {
            continue;
        }
        pieces.push(html! { { &text[at..start] } });
        // An error at the very end has no letter to underline.
        let marked = if start == end { "\u{a0}" } else { &text[start..end] };
        pieces.push(html! { <span class="filter__wrong">{ marked }</span> });
        at = end;
    }
    pieces.push(html! { { &text[at..] } });
    html! { <div ref={node} class="filter__mirror" aria-hidden="true">{ for pieces }</div> }
}

/// Returns the range of an error in bytes, extended to character boundaries.
fn place(text: &str, error: &SyntaxError) -> (usize, usize) {
    let mut start = error.start.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let mut end = error.end.clamp(start, text.len());
    while !text.is_char_boundary(end) {
        end += 1;
    }
    (start, end)
}

#[derive(Clone, PartialEq, Properties)]
pub struct ExplanationProperties {
    /// The id for `aria-describedby`.
    pub id: &'static str,
    pub text: AttrValue,
    /// The errors in the filter.
    pub errors: Rc<Vec<SyntaxError>>,
    /// The filter whose events are shown in the meantime.
    pub applied: AttrValue,
    /// Called with the corrected filter.
    pub on_mend: Callback<AttrValue>,
}

/// The first error, its correction, and the filter that applies in the meantime.
#[component]
pub fn Explanation(properties: &ExplanationProperties) -> Html {
    let ExplanationProperties { id, text, errors, applied, on_mend } = properties;
    let Some(error) = errors.first() else { return html! {} };
    let mended = error.suggestion.as_ref().map(|suggestion| {
        let (start, end) = place(text, error);
        let mended = AttrValue::from(format!("{}{suggestion}{}", &text[..start], &text[end..]));
        let onclick = on_mend.reform(move |_: MouseEvent| mended.clone());
        html! {
            <button type="button" class="filter__suggestion" {onclick}>
                { "Use " }<code>{ shown(suggestion) }</code>
            </button>
        }
    });
    let others = errors.len() - 1;
    html! {
        <div id={*id} class="filter__explanation" aria-live="polite">
            { Icon::Warning.draw() }
            <span class="filter__message">{ shown(&capitalised(&error.message)) }</span>
            { mended }
            if others > 0 {
                <span class="filter__meanwhile">
                    { format!("and {} more", trailglass::base::text::count(others as u64)) }
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

fn capitalised(message: &str) -> String {
    let mut letters = message.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
