//! The content in place of resources: the progress of the index, or why there is none.

use trailglass::app_state::resource_history::index_words;
use trailglass::base::text;
use trailglass::resources::Indexed;
use yew::prelude::*;

use crate::client::{IndexState, PageClient};
use crate::widgets::icons::Icon;
use crate::widgets::progress::percent;
use crate::widgets::waiting::{JobProgress, waiting};

/// Draws the content in place of the list. `loading` says whether files are still being read,
/// `events` is the number of all events.
pub fn resources_waiting(client: &PageClient, index: &IndexState, loading: bool, events: u64) -> Html {
    let go_on = |label: &'static str| {
        let client = client.clone();
        let onclick = Callback::from(move |_: MouseEvent| client.index_resources());
        html! { <button type="button" class="button" {onclick}>{ label }</button> }
    };
    match index {
        IndexState::UnderWay(so_far) => {
            let client = client.clone();
            let words = match so_far.total {
                0 => "Getting ready…".to_owned(),
                total => text::done_of(so_far.done, total, "record", "records"),
            };
            html! {
                <JobProgress title="Looking for the resources that events name" label="Looking for resources"
                    percent={Some(percent(so_far.done, so_far.total))} spoken={words.clone()} {words}
                    on_stop={Callback::from(move |()| client.stop_indexing())} />
            }
        }
        IndexState::Stopped => waiting(
            Some("status"),
            html! { { "Stopped" } },
            html! { { "Resources are listed when all records have been looked through: a list of a part would pass for the whole." } },
            go_on("Go on"),
        ),
        IndexState::Failed(reason) => html! {
            <div class="waiting" role="alert">
                <h2 class="verdict--invalid">{ Icon::Warning.draw() }{ "The resources could not be listed" }</h2>
                <p>{ reason }</p>
                <p class="muted">{ "The events themselves are not touched by this." }</p>
                { go_on("Try again") }
            </div>
        },
        IndexState::Never | IndexState::Done(_) if loading => waiting(
            Some("status"),
            html! { { "Files are still being read" } },
            html! { { "Resources are listed when all are read." } },
            html! {},
        ),
        IndexState::Never | IndexState::Done(_) if events == 0 => nothing_named(),
        IndexState::Never | IndexState::Done(_) => html! {},
    }
}

/// The content if no event names a resource.
pub fn nothing_named() -> Html {
    let remark = html! {
        <>
            { "Resources are taken from what requests, responses and " }<code>{ "resources" }</code>
            { " say: ARNs, ids such as " }<code>{ "sg-…" }</code>
            { ", names of buckets, roles, tables and the like. Read calls without parameters name none, and objects in S3 are named only by data events, which a trail records when it is configured to." }
        </>
    };
    waiting(None, html! { { "No event names a resource" } }, remark, html! {})
}

/// The content if no resource is chosen.
pub fn nothing_chosen(indexed: &Indexed) -> Html {
    html! {
        <div class="waiting resources__choose">
            <h2>{ "Choose a resource to see its history" }</h2>
            <p class="muted">{ index_words(indexed) }</p>
            if indexed.cut > 0 {
                <p role="note" class="resources__cut">
                    { Icon::Warning.draw() }
                    { format!("{} more texts than are searched for resources.", text::counted(indexed.cut, "event has", "events have")) }
                </p>
            }
        </div>
    }
}
