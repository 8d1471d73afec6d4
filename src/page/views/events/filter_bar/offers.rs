//! The list below the filter: completions, or filters of this session.

use trailglass::app_state::completion::{Offers, typed_range};
use trailglass::base::text;
use yew::prelude::*;

use crate::widgets::log_text::shown;

/// The id of the list, for `aria-controls`.
pub const LIST_ID: &str = "filter-offers";

#[derive(Clone, PartialEq, Properties)]
pub struct OfferListProperties {
    pub offers: Offers,
    /// The column of the filter, in characters, at the list's left edge.
    pub column: usize,
    /// Called with the line that was clicked.
    pub on_take: Callback<usize>,
}

#[component]
pub fn OfferList(properties: &OfferListProperties) -> Html {
    let OfferListProperties { offers, column, on_take } = properties;
    let list = use_node_ref();
    use_effect_with((offers.active, list.clone()), |(active, list)| {
        let line = (*active).and_then(|at| list.cast::<web_sys::Element>()?.children().item(at as u32));
        if let Some(line) = line {
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            line.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
    let label = if offers.history { "Filters of this session" } else { "Completions" };
    html! {
        <ul ref={list} id={LIST_ID} class="offers" role="listbox" aria-label={label} tabindex="0"
            onmousedown={Callback::from(|event: MouseEvent| event.prevent_default())}
            style={format!("--column: {column}")}>
            for (at, offer) in offers.lines.iter().enumerate() {
                <li key={offer.insert.clone()} id={line_id(at)} role="option" class="offers__line"
                    aria-selected={if offers.active == Some(at) { "true" } else { "false" }}
                    onmousedown={take(on_take, at)}>
                    <span class="offers__label">{ marked(&offer.label, &offers.typed) }</span>
                    if let Some(count) = offer.count {
                        <span class="offers__count">{ text::count(count) }</span>
                    } else if !offer.about.is_empty() {
                        <span class="offers__about">{ offer.about }</span>
                    }
                </li>
            }
        </ul>
    }
}

/// Returns the id of a line, for `aria-activedescendant`.
pub fn line_id(at: usize) -> String {
    format!("{LIST_ID}-{at}")
}

fn take(on_take: &Callback<usize>, at: usize) -> Callback<MouseEvent> {
    let on_take = on_take.clone();
    Callback::from(move |event: MouseEvent| {
        // Keeps the focus in the filter.
        event.prevent_default();
        if event.button() == 0 {
            on_take.emit(at);
        }
    })
}

/// The label with the typed text highlighted.
fn marked(label: &str, typed: &str) -> Html {
    match typed_range(label, typed) {
        Some(range) => html! {
            <>{ shown(&label[..range.start]) }<b>{ shown(&label[range.clone()]) }</b>{ shown(&label[range.end..]) }</>
        },
        None => shown(label),
    }
}
