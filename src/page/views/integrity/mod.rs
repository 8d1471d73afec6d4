//! The Integrity view: are the logs authentic and complete? It draws the verdicts of
//! [`trailglass::integrity`].
//!
//! ```text
//! mod       the view, and what is open in it
//! waiting   shown until there are verdicts
//! found     the findings, in the order of the view
//!   summary   sentences to quote, reports      class     verdicts as shapes
//!   chains    digests over time: lane is a chain's line, paint draws it
//!   chain     the chosen chain in words        printed   as the AWS CLI prints it
//!   files     every digest and log: table, listing fetches its rows
//!   commands  how to get what is missing       supplied  keys and documents
//! evidence  everything about one file: of_digest with listed, of_log, of_query,
//!           facts
//! ```

mod chain;
mod chains;
mod class;
mod commands;
mod evidence;
mod facts;
mod files;
mod fold;
mod found;
mod lane;
mod listed;
mod listing;
mod of_digest;
mod of_log;
mod of_query;
mod paint;
mod printed;
mod summary;
mod supplied;
mod table;
mod waiting;

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::utils::document;
use trailglass::integrity::findings::ObjectId;
use trailglass::model::{FileNumber, Selection};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use self::evidence::Evidence;
use self::found::IntegrityFindings;
use self::waiting::IntegrityWaiting;
use crate::client::{Checking, PageClient};
use crate::widgets::panes::{PaneSide, SidePane};
use crate::widgets::times::TimeDisplay;

/// Initial width of the evidence, in CSS pixels.
const EVIDENCE_PIXELS: i32 = 480;

#[derive(Clone, PartialEq, Properties)]
pub struct IntegrityProperties {
    pub client: PageClient,
    /// The state of integrity checks.
    pub checking: Rc<Checking>,
    /// Whether files are still being read.
    pub loading: bool,
    /// Whether any file was dropped.
    pub has_files: bool,
    /// Changes when the colours change.
    pub look: u32,
    pub times: TimeDisplay,
    /// Shows the events of a selection.
    pub on_events: Callback<Selection>,
    /// The record whose integrity evidence to open at once, as (file, index in file).
    pub evidence_of: Option<(FileNumber, u32)>,
}

#[component]
pub fn Integrity(properties: &IntegrityProperties) -> Html {
    let IntegrityProperties { client, checking, loading, has_files, look, times, on_events, evidence_of } =
        properties;
    let opened = use_state_eq(|| None::<ObjectId>);
    let wide = use_state_eq(|| EVIDENCE_PIXELS);
    use_effect_with(*evidence_of, {
        let (client, opened) = (client.clone(), opened.setter());
        move |evidence_of: &Option<(FileNumber, u32)>| {
            let Some((file, record)) = *evidence_of else { return };
            spawn_local(async move {
                // If nothing is known about the record, nothing opens.
                if let Ok(Some(which)) = client.integrity_of(file, record).await {
                    opened.set(Some(which));
                }
            });
        }
    });
    let on_open = {
        let opened = opened.setter();
        use_callback((), move |which: ObjectId, ()| opened.set(Some(which)))
    };
    let on_close = {
        let opened = opened.setter();
        use_callback((), move |(): (), ()| opened.set(None))
    };
    let on_wide = {
        let wide = wide.setter();
        use_callback((), move |pixels: i32, ()| wide.set(pixels))
    };
    // Another check renumbers its findings.
    let overview = match &**checking {
        Checking::Done(overview) => Some(overview.clone()),
        _ => None,
    };
    use_effect_with(overview.is_some(), {
        let opened = opened.setter();
        move |is_done: &bool| {
            if !is_done {
                opened.set(None);
            }
        }
    });
    use_escape(opened.is_some(), &on_close);

    let Some(overview) = overview else {
        return html! {
            <section class="integrity" aria-label="Integrity">
                <IntegrityWaiting client={client.clone()} checking={checking.clone()} loading={*loading} has_files={*has_files} />
            </section>
        };
    };
    html! {
        <section class="integrity" aria-label="Integrity">
            <IntegrityFindings client={client.clone()} overview={overview.clone()} look={*look} times={*times}
                opened={*opened} on_open={on_open.clone()} on_events={on_events.clone()} />
            if let Some(which) = *opened {
                <SidePane id="evidence" label="Width of the evidence" side={PaneSide::After} pixels={*wide}
                    limits={300..=900} usual={EVIDENCE_PIXELS} on_pixels={on_wide}>
                    <Evidence client={client.clone()} {overview} {which} times={*times} {on_open} {on_close} />
                </SidePane>
            }
        </section>
    }
}

/// Elements that handle Escape themselves.
const WITH_ESCAPE: &str = "input, dialog, .histogram, [role=listbox], [role=menu]";

/// Calls `on_close` when Escape is pressed anywhere, unless the focused element handles it.
#[hook]
fn use_escape(is_open: bool, on_close: &Callback<()>) {
    use_effect_with((is_open, on_close.clone()), |(is_open, on_close)| {
        let on_close = on_close.clone();
        let listener = is_open.then(|| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&document(), "keydown", options, move |event| {
                let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
                let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
                let is_elsewhere =
                    target.is_some_and(|target| target.closest(WITH_ESCAPE).ok().flatten().is_some());
                if event.key() == "Escape" && !is_elsewhere {
                    event.prevent_default();
                    on_close.emit(());
                }
            })
        });
        move || drop(listener)
    });
}
