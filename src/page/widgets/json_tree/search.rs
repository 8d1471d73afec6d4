//! The search box above the tree.

use trailglass::app_state::json_tree::{TreeAction, TreeState};
use yew::prelude::*;

use crate::widgets::handlers::bound;
use crate::widgets::icons::Icon;
use crate::widgets::inputs::typed;

/// Draws the search box, the number of matches, and buttons to step through them.
pub fn search_box(state: &TreeState, dispatch: &Callback<TreeAction>) -> Html {
    let is_empty = state.needle.is_empty();
    let nothing = state.found.nodes.is_empty();
    let oninput = dispatch.reform(|event: InputEvent| TreeAction::Search(typed(&event).into()));
    let onkeydown = bound(dispatch, move |dispatch, event: KeyboardEvent| match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            dispatch.emit(TreeAction::Find(if event.shift_key() { -1 } else { 1 }));
        }
        "Escape" if !is_empty => {
            event.prevent_default();
            event.stop_propagation();
            dispatch.emit(TreeAction::Search("".into()));
        }
        _ => {}
    });
    let go = |by: i64| dispatch.reform(move |_: MouseEvent| TreeAction::Find(by));
    html! {
        <div class="json__search">
            { Icon::Search.draw() }
            <input type="search" class="json__input" aria-label="Search the record" placeholder="Search the record"
                value={state.needle.to_string()} autocomplete="off" spellcheck="false" {oninput} {onkeydown} />
            <span class="json__found" aria-live="polite">{ state.search_words() }</span>
            <button type="button" class="value-actions__button" aria-label="Previous place" title="Previous place (Shift+Enter)"
                disabled={nothing} onclick={go(-1)}><span class="upside-down">{ Icon::Down.draw() }</span></button>
            <button type="button" class="value-actions__button" aria-label="Next place" title="Next place (Enter)"
                disabled={nothing} onclick={go(1)}>{ Icon::Down.draw() }</button>
        </div>
    }
}
