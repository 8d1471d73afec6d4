//! The search box above the tree.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::state::{TreeAction, TreeState};
use crate::widgets::icons::Icon;
use trailglass::base::text;

#[derive(Clone, PartialEq, Properties)]
pub struct TreeSearchProperties {
    /// The search text.
    pub needle: AttrValue,
    /// The number of matches.
    pub found: usize,
    /// Whether there are more matches than that.
    pub cut: bool,
    /// The match that is shown.
    pub current: Option<usize>,
    pub dispatch: Callback<TreeAction>,
}

impl TreeSearchProperties {
    /// Returns the properties of the search box for a tree.
    pub fn of(state: &TreeState, dispatch: Callback<TreeAction>) -> TreeSearchProperties {
        TreeSearchProperties {
            needle: state.needle.clone(),
            found: state.found.nodes.len(),
            cut: state.found.cut,
            current: state.current,
            dispatch,
        }
    }
}

/// The search box, the number of matches, and buttons to step through them.
#[component]
pub fn TreeSearch(properties: &TreeSearchProperties) -> Html {
    let TreeSearchProperties { needle, found, cut, current, dispatch } = properties;
    let oninput = dispatch.reform(|event: InputEvent| {
        let typed = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value());
        TreeAction::Search(typed.unwrap_or_default().into())
    });
    let onkeydown = {
        let (dispatch, needle) = (dispatch.clone(), needle.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" => {
                event.prevent_default();
                dispatch.emit(TreeAction::Find(if event.shift_key() { -1 } else { 1 }));
            }
            "Escape" if !needle.is_empty() => {
                event.prevent_default();
                event.stop_propagation();
                dispatch.emit(TreeAction::Search(AttrValue::Static("")));
            }
            _ => {}
        })
    };
    let go = |by: i64| dispatch.reform(move |_: MouseEvent| TreeAction::Find(by));
    let count = match (needle.is_empty(), *found, current) {
        (true, ..) => String::new(),
        (_, 0, _) => "not found".to_owned(),
        (_, found, None) => format!("{}{}", text::count(found as u64), if *cut { "+" } else { "" }),
        (_, found, Some(current)) => {
            let plus = if *cut { "+" } else { "" };
            format!("{} of {}{plus}", text::count(*current as u64 + 1), text::count(found as u64))
        }
    };
    html! {
        <div class="json__search">
            { Icon::Search.draw() }
            <input type="search" class="json__input" aria-label="Search the record" placeholder="Search the record"
                value={needle.clone()} autocomplete="off" spellcheck="false" {oninput} {onkeydown} />
            <span class="json__found" aria-live="polite">{ count }</span>
            <button type="button" class="value-actions__button" aria-label="Previous place" title="Previous place (Shift+Enter)"
                disabled={*found == 0} onclick={go(-1)}><span class="json__up">{ Icon::Down.draw() }</span></button>
            <button type="button" class="value-actions__button" aria-label="Next place" title="Next place (Enter)"
                disabled={*found == 0} onclick={go(1)}>{ Icon::Down.draw() }</button>
        </div>
    }
}
