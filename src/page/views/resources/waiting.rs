//! The content in place of resources: the progress of the index, or why there is none.

use std::rc::Rc;

use trailglass::resources::Indexed;
use yew::prelude::*;

use crate::client::{IndexState, PageClient};
use crate::widgets::icons::Icon;
use crate::widgets::progress::{percent, progress};
use trailglass::base::text;

#[derive(Clone, PartialEq, Properties)]
pub struct ResourcesWaitingProperties {
    pub client: PageClient,
    pub index: Rc<IndexState>,
    /// Whether files are still being read.
    pub loading: bool,
    /// The number of all events.
    pub events: u64,
}

/// The content in place of the list.
#[component]
pub fn ResourcesWaiting(properties: &ResourcesWaitingProperties) -> Html {
    let ResourcesWaitingProperties { client, index, loading, events } = properties;
    let go_on = |label: &'static str| {
        let client = client.clone();
        let onclick = Callback::from(move |_: MouseEvent| client.index_resources());
        html! { <button type="button" class="button" {onclick}>{ label }</button> }
    };
    match &**index {
        IndexState::UnderWay(so_far) => {
            let words = match so_far.total {
                0 => "Getting ready…".to_owned(),
                total => {
                    format!("{} of {}", text::count(so_far.done), text::counted(total, "record", "records"))
                }
            };
            let stop = {
                let client = client.clone();
                Callback::from(move |_: MouseEvent| client.stop_indexing())
            };
            html! {
                <div class="waiting">
                    <h2>{ "Looking for the resources that events name" }</h2>
                    { progress("Looking for resources", Some(percent(so_far.done, so_far.total)), Some(words.clone())) }
                    <p class="muted">{ words }</p>
                    <button type="button" class="button" onclick={stop}>{ "Stop" }</button>
                </div>
            }
        }
        IndexState::Stopped => html! {
            <div class="waiting" role="status">
                <h2>{ "Stopped" }</h2>
                <p class="muted">{ "Resources are listed when all records have been looked through: a list of a part would pass for the whole." }</p>
                { go_on("Go on") }
            </div>
        },
        IndexState::Failed(reason) => html! {
            <div class="waiting" role="alert">
                <h2 class="integrity__class--invalid">{ Icon::Warning.draw() }{ "The resources could not be listed" }</h2>
                <p>{ reason }</p>
                <p class="muted">{ "The events themselves are not touched by this." }</p>
                { go_on("Try again") }
            </div>
        },
        IndexState::Never | IndexState::Done(_) if *loading => html! {
            <div class="waiting" role="status">
                <h2>{ "Files are still being read" }</h2>
                <p class="muted">{ "Resources are listed when all are read." }</p>
            </div>
        },
        IndexState::Never | IndexState::Done(_) if *events == 0 => nothing_named(),
        IndexState::Never | IndexState::Done(_) => html! {},
    }
}

/// The content if no event names a resource.
pub fn nothing_named() -> Html {
    html! {
        <div class="waiting">
            <h2>{ "No event names a resource" }</h2>
            <p class="muted">
                { "Resources are taken from what requests, responses and " }<code>{ "resources" }</code>
                { " say: ARNs, ids such as " }<code>{ "sg-…" }</code>
                { ", names of buckets, roles, tables and the like. Read calls without parameters name none, and objects in S3 are named only by data events, which a trail records when it is told to." }
            </p>
        </div>
    }
}

/// The content if no resource is chosen.
pub fn nothing_chosen(indexed: &Indexed) -> Html {
    html! {
        <div class="waiting resources__choose">
            <h2>{ "Choose a resource to see its history" }</h2>
            <p class="muted">
                { format!(
                    "{} of {} name {}. Each has its changes here, newest first: who made them, with which parameters, and what was different in policies and security groups afterwards.",
                    text::count(indexed.naming),
                    text::counted(indexed.events, "event", "events"),
                    text::counted(indexed.resources, "resource", "resources"),
                ) }
            </p>
            if indexed.cut > 0 {
                <p role="note" class="resources__cut">
                    { Icon::Warning.draw() }
                    { format!("{} more texts than are searched for resources.", text::counted(indexed.cut, "event has", "events have")) }
                </p>
            }
        </div>
    }
}
