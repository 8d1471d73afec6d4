//! What stands in place of a view until there is something to show.

use trailglass::model::Selection;
use yew::prelude::*;

use super::progress::progress;
use trailglass::app_state::Action;

#[derive(Clone, PartialEq, Properties)]
pub struct JobProgressProperties {
    pub title: &'static str,
    /// The accessible name of the bar.
    pub label: &'static str,
    /// `None` while the whole is unknown.
    pub percent: Option<u64>,
    /// The progress as text for screen readers; `None` if the percentage says enough.
    #[prop_or_default]
    pub spoken: Option<String>,
    /// The text below the bar.
    pub words: AttrValue,
    pub on_stop: Callback<()>,
}

/// The progress of a job that the view waits for, and a button that stops it.
#[component]
pub fn JobProgress(properties: &JobProgressProperties) -> Html {
    let JobProgressProperties { title, label, percent, spoken, words, on_stop } = properties;
    html! {
        <div class="waiting">
            <h2>{ *title }</h2>
            { progress(label, *percent, spoken.clone()) }
            <p class="muted">{ words }</p>
            <button type="button" class="button" onclick={on_stop.reform(|_: MouseEvent| ())}>{ "Stop" }</button>
        </div>
    }
}

/// Draws a heading, a remark below it, and what the user can do about it.
pub fn waiting(role: Option<&'static str>, title: Html, remark: Html, way: Html) -> Html {
    html! { <div class="waiting" {role}><h2>{ title }</h2><p class="muted">{ remark }</p>{ way }</div> }
}

/// Draws buttons that remove the filter and the time range, those that are there.
pub fn ways_to_all(selection: &Selection, dispatch: &Callback<Action>) -> Html {
    let act = |action: Action| dispatch.reform(move |_: MouseEvent| action.clone());
    html! {
        <>
            if !selection.filter.is_empty() {
                <button type="button" class="button" onclick={act(Action::Filter("".into()))}>{ "Show without filter" }</button>
            }
            if selection.time.is_some() {
                <button type="button" class="button" onclick={act(Action::Zoom(None))}>{ "Show all times" }</button>
            }
        </>
    }
}
