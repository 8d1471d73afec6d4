//! The status line: how many events are shown, and the progress of loading.

use gloo::utils::window;
use trailglass::app_state::{FilterFor, LoadSpeed, loading_words};
use trailglass::base::text;
use trailglass::model::Field;
use trailglass::view_address::ViewId;
use yew::prelude::*;

use crate::client::LoadProgress;
use crate::contexts::{use_client, use_dispatch};
use crate::widgets::icons::Icon;
use crate::widgets::progress::{percent, progress};
use trailglass::app_state::{Action, Dialog};

#[derive(Clone, PartialEq, Properties)]
pub struct StatusProperties {
    /// Number of matching events.
    pub matching: u64,
    /// Number of all events.
    pub total: u64,
    /// Number of matching events that failed.
    pub failed: u64,
    pub progress: LoadProgress,
    /// Whether events were read that these numbers do not include yet.
    pub behind: bool,
    /// Number of files that were not read in full.
    pub unread: u64,
}

/// The status line.
#[component]
pub fn Status(properties: &StatusProperties) -> Html {
    let StatusProperties { matching, total, failed, progress, behind, unread, .. } = properties;
    let (client, dispatch) = (use_client(), use_dispatch());
    let loading = progress.loading || *behind;
    let speed = use_speed(progress);
    let counts = format!("{} of {}", text::count(*matching), text::counted(*total, "event", "events"));
    let failing = dispatch.reform(|_: MouseEvent| {
        Action::FilterFor(FilterFor {
            field: Field::Outcome.spec().name.to_owned(),
            value: "failed".to_owned(),
            exclude: false,
        })
    });
    let to_sources = dispatch.reform(|_: MouseEvent| Action::View(ViewId::Sources));
    let export = dispatch.reform(|_: MouseEvent| Action::Dialog(Some(Dialog::Export)));
    let cancel = Callback::from(move |_: MouseEvent| client.cancel());
    html! {
        <div class="status">
            if *unread > 0 {
                <button type="button" class="status__trouble" title="Show what was wrong" onclick={to_sources}>
                    { Icon::Warning.draw() }
                    { format!("{} not read in full", text::counted(*unread, "file", "files")) }
                </button>
            }
            if loading {
                <span class="status__speed">{ speed }</span>
            } else if *failed > 0 {
                <button type="button" class="status__failed" title="Show the failed ones only" onclick={failing}>
                    { format!("{} failed", text::count(*failed)) }
                </button>
            }
            <span role="status" class="status__counts" aria-busy={loading.to_string()}>
                if loading {
                    { format!("{}: {counts} so far", loading_words(progress)) }
                } else {
                    { counts }
                }
            </span>
            if !loading {
                <button type="button" class="button button--small" title="Write these events to a file" onclick={export}>
                    { "Export" }
                </button>
            }
            if loading {
                <button type="button" class="button button--small" disabled={!progress.loading} onclick={cancel}>
                    { "Cancel" }
                </button>
                <Progress progress={*progress} />
            }
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct ProgressProperties {
    progress: LoadProgress,
}

/// The line along the edge that fills as files are read.
#[component]
fn Progress(properties: &ProgressProperties) -> Html {
    let LoadProgress { bytes_done, bytes_total, listing, .. } = properties.progress;
    // While folders are being listed, the total is unknown.
    let known = (!listing).then(|| percent(bytes_done, bytes_total));
    let words = format!("{} of {}", text::bytes(bytes_done), text::bytes(bytes_total));
    html! { <div class="status__progress">{ progress("Loading", known, Some(words)) }</div> }
}

/// Returns the average reading speed since loading began.
#[hook]
fn use_speed(progress: &LoadProgress) -> String {
    let speed = use_mut_ref(LoadSpeed::default);
    let now_millis = window().performance().map_or(0.0, |clock| clock.now());
    speed.borrow_mut().words(progress, now_millis)
}
