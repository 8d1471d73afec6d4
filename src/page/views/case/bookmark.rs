//! A bookmark, wherever the thing is shown: the star, and its note and tags.

use std::rc::Rc;

use trailglass::casefile::{
    Bookmark, Case, MAX_NOTE, MAX_TAG, MAX_TAGS, MarkedActor, MarkedFile, MarkedSession, MarkedThing,
    ThingKey,
};
use trailglass::model::FileNumber;
use trailglass::sessions::{ActorDetail, SessionDetail};
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::case_ui::{CaseAction, MarkedLocations};
use super::keep::now_millis;
use crate::client::{PageClient, RowPlace};
use crate::file_table::FileTable;
use crate::state::Action;
use crate::widgets::icons::Icon;

/// The id of the open event's star, which a keyboard shortcut presses.
pub const EVENT_STAR_ID: &str = "event-star";

/// Marks an event, or removes its mark.
pub fn toggle_event(
    client: &PageClient,
    place: RowPlace,
    found: &MarkedLocations,
    case: &Case,
    file_table: &Rc<FileTable>,
    dispatch: &Callback<Action>,
) {
    if let Some(key) = found.by_place.get(&place).filter(|key| case.mark_of(key).is_some()) {
        dispatch.emit(Action::Case(CaseAction::Unmark(key.clone())));
        return;
    }
    let (client, file_table, dispatch) = (client.clone(), file_table.clone(), dispatch.clone());
    spawn_local(async move {
        match client.refer(place).await {
            Ok(Some((mut event, file))) => {
                if let Some(source) = file_table.sources.get(file as usize) {
                    event.file = source.path.to_string();
                }
                let mark = Bookmark::new(MarkedThing::Event(event), now_millis());
                dispatch.emit(Action::Case(CaseAction::Mark(Box::new(mark), Some(place))));
            }
            Ok(None) => dispatch.emit(Action::Alert("The event is no longer there to be marked".into())),
            Err(error) => {
                dispatch.emit(Action::Alert(format!("The event could not be marked: {error}").into()));
            }
        }
    });
}

/// Returns the reference that marks an actor.
pub fn actor(detail: &ActorDetail) -> MarkedThing {
    MarkedThing::Actor(MarkedActor {
        name: detail.actor.name.clone(),
        account: detail.actor.account.clone(),
        label: detail.actor.kind.label().to_owned(),
        ..MarkedActor::default()
    })
}

/// Returns the reference that marks a session.
pub fn session(detail: &SessionDetail) -> MarkedThing {
    MarkedThing::Session(MarkedSession {
        id: detail.session.id.clone(),
        name: detail.session.name.clone(),
        account: detail.session.account.clone(),
        actor: detail.actor.name.clone(),
        first_millis: detail.session.count.first_millis,
        ..MarkedSession::default()
    })
}

/// Returns the action that marks a thing, or removes its mark if `is_marked`.
pub fn toggled(thing: &MarkedThing, is_marked: bool) -> CaseAction {
    match is_marked {
        true => CaseAction::Unmark(thing.key()),
        false => CaseAction::Mark(Box::new(Bookmark::new(thing.clone(), now_millis())), None),
    }
}

/// Marks a file, or removes its mark.
pub fn toggle_file(
    client: &PageClient,
    file: FileNumber,
    file_table: &FileTable,
    case: &Case,
    dispatch: &Callback<Action>,
) {
    let Some(source) = file_table.sources.get(file as usize) else { return };
    let key = ThingKey::File(source.path.to_string());
    if case.mark_of(&key).is_some() {
        dispatch.emit(Action::Case(CaseAction::Unmark(key)));
        return;
    }
    let (client, dispatch) = (client.clone(), dispatch.clone());
    let (path, bytes) = (source.path.to_string(), source.bytes);
    spawn_local(async move {
        // Without a hash, the path and the size must identify the file.
        let hashes = client.file_hashes(vec![file]).await.unwrap_or_default();
        let own = hashes.into_iter().find(|known| known.file == file && known.entry.is_empty());
        let sha256 = own.and_then(|known| known.sha256).map(|hash| hash.to_string());
        let marked = MarkedFile { path, bytes, sha256, ..MarkedFile::default() };
        let mark = Bookmark::new(MarkedThing::File(marked), now_millis());
        dispatch.emit(Action::Case(CaseAction::Mark(Box::new(mark), None)));
    });
}

#[derive(Clone, PartialEq, Properties)]
pub struct StarProperties {
    /// Its element id.
    #[prop_or_default]
    pub id: Option<&'static str>,
    /// The kind of thing it marks: "event".
    pub of: &'static str,
    /// Whether the thing is marked.
    pub is_marked: bool,
    #[prop_or(classes!("event__button"))]
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
    pub mark: Bookmark,
    pub dispatch: Callback<Action>,
}

/// The fields for the tags and the note of a mark.
#[component]
pub fn MarkEditor(properties: &MarkEditorProperties) -> Html {
    let MarkEditorProperties { mark, dispatch } = properties;
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
        <div class="mark-editor">
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

/// Returns the comma-separated tags of a text, without duplicates.
fn tags_of(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        let tag: String = tag.chars().take(MAX_TAG).collect();
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags.truncate(MAX_TAGS);
    tags
}
