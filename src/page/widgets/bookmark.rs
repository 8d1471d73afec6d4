//! A bookmark, wherever the thing is shown: the star, and the fields for its note and tags.

use trailglass::app_state::{CaseAction, tags_of};
use trailglass::casefile::{Bookmark, MAX_NOTE};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::contexts::use_dispatch;
use crate::widgets::icons::Icon;
use trailglass::app_state::Action;

/// The id of the open event's star, which a keyboard shortcut presses.
pub const EVENT_STAR_ID: &str = "event-star";

#[derive(Clone, PartialEq, Properties)]
pub struct StarProperties {
    /// Its element id.
    #[prop_or_default]
    pub id: Option<&'static str>,
    /// The kind of thing it marks: "event".
    pub of: &'static str,
    /// Whether the thing is marked.
    pub is_marked: bool,
    #[prop_or(classes!("icon-button"))]
    pub class: Classes,
    /// Whether to show a text label beside the icon.
    #[prop_or_default]
    pub label: bool,
    /// The key that presses it, shown in the tooltip.
    #[prop_or_default]
    pub key_name: &'static str,
    pub on_toggle: Callback<()>,
}

/// The button that marks a thing.
#[component]
pub fn Star(properties: &StarProperties) -> Html {
    let StarProperties { id, of, is_marked, class, label, key_name, on_toggle } = properties;
    let title = match (is_marked, *key_name) {
        (false, "") => format!("Bookmark this {of}"),
        (false, key) => format!("Bookmark this {of} ({key})"),
        (true, "") => "Remove the bookmark".to_owned(),
        (true, key) => format!("Remove the bookmark ({key})"),
    };
    let onclick = on_toggle.reform(|event: MouseEvent| event.stop_propagation());
    html! {
        <button type="button" id={*id} class={classes!(class.clone(), "star", is_marked.then_some("star--on"))}
            aria-label={format!("Bookmark this {of}")} aria-pressed={is_marked.to_string()} {title} {onclick}>
            { Icon::Star.draw() }
            if *label { { if *is_marked { "Bookmarked" } else { "Bookmark" } } }
        </button>
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct MarkEditorProperties {
    /// A class in addition to `mark-editor`.
    pub class: &'static str,
    pub mark: Bookmark,
}

/// The fields for the tags and the note of a mark.
#[component]
pub fn MarkEditor(properties: &MarkEditorProperties) -> Html {
    let MarkEditorProperties { class, mark } = properties;
    let dispatch = use_dispatch();
    let key = mark.on.key();
    // Text being typed may not be a complete list of tags yet.
    let typed = use_state_eq(|| None::<String>);
    let on_note = {
        let (dispatch, key) = (dispatch.clone(), key.clone());
        Callback::from(move |event: InputEvent| {
            let Some(area) = event.target_dyn_into::<HtmlTextAreaElement>() else { return };
            dispatch.emit(Action::Case(CaseAction::Note(key.clone(), area.value())));
        })
    };
    let on_tags = {
        let (dispatch, key, typed) = (dispatch.clone(), key.clone(), typed.clone());
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            dispatch.emit(Action::Case(CaseAction::Tags(key.clone(), tags_of(&input.value()))));
            typed.set(Some(input.value()));
        })
    };
    let on_leave = {
        let typed = typed.clone();
        Callback::from(move |_: FocusEvent| typed.set(None))
    };
    let tags = (*typed).clone().unwrap_or_else(|| mark.tags.join(", "));
    html! {
        <div class={classes!("mark-editor", *class)}>
            <label class="mark-editor__field">
                <span class="mark-editor__label">{ "Tags" }</span>
                <input type="text" class="mark-editor__tags" value={tags} placeholder="Add tags, with commas between them" autocomplete="off"
                    spellcheck="false" oninput={on_tags} onblur={on_leave} />
            </label>
            <label class="mark-editor__field">
                <span class="mark-editor__label">{ "Note" }</span>
                <textarea class="mark-editor__note" rows="2" maxlength={MAX_NOTE.to_string()} value={mark.note.clone()} oninput={on_note}
                    placeholder="Add a note" />
            </label>
        </div>
    }
}
