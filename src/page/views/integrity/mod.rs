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
//!   files     every digest and log: table
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
use trailglass::integrity::overview::IntegrityOverview;
use trailglass::model::FileNumber;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::Element;
use yew::prelude::*;

use self::evidence::Evidence;
use self::found::IntegrityFindings;
use self::waiting::integrity_waiting;
use crate::client::Checking;
use crate::contexts::use_client;
use crate::widgets::panes::{PaneSide, SidePane};
use crate::widgets::states::use_setter;

/// Initial width of the evidence, in CSS pixels.
const EVIDENCE_PIXELS: i32 = 480;

#[derive(Clone, PartialEq, Properties)]
pub struct IntegrityProperties {
    /// The state of integrity checks.
    pub checking: Rc<Checking>,
    /// Whether files are still being read.
    pub loading: bool,
    /// Whether any file was dropped.
    pub has_files: bool,
    /// Changes when the colours change.
    pub look: u32,
    /// The record whose integrity evidence to open at once, as (file, index in file).
    pub evidence_of: Option<(FileNumber, u32)>,
}

/// The findings of the last check, and the file of them whose evidence is open.
#[derive(Clone, PartialEq)]
pub struct ShownFindings {
    pub overview: Rc<IntegrityOverview>,
    /// The file whose evidence is open.
    pub opened: Option<ObjectId>,
    /// Called with a file to open its evidence.
    pub on_open: Callback<ObjectId>,
}

#[component]
pub fn Integrity(properties: &IntegrityProperties) -> Html {
    let IntegrityProperties { checking, loading, has_files, look, evidence_of } = properties;
    let overview = match &**checking {
        Checking::Done(overview) => Some(overview.clone()),
        _ => None,
    };
    let client = use_client();
    let opened = use_opened(*evidence_of, overview.is_some());
    let wide = use_state_eq(|| EVIDENCE_PIXELS);
    let on_open = use_callback(opened.setter(), |which: ObjectId, opened| opened.set(Some(which)));
    let on_close = use_callback(opened.setter(), |(): (), opened| opened.set(None));
    let on_wide = use_setter(&wide);
    use_escape(opened.is_some(), &on_close);

    let Some(overview) = overview else {
        return html! {
            <section class="integrity" aria-label="Integrity">
                { integrity_waiting(&client, checking, *loading, *has_files) }
            </section>
        };
    };
    let findings = ShownFindings { overview: overview.clone(), opened: *opened, on_open: on_open.clone() };
    html! {
        <section class="integrity" aria-label="Integrity">
            <IntegrityFindings {findings} look={*look} />
            if let Some(which) = *opened {
                <SidePane id="evidence" label="Width of the evidence" side={PaneSide::After} pixels={*wide}
                    limits={300..=900} usual={EVIDENCE_PIXELS} on_pixels={on_wide}>
                    <Evidence {overview} {which} {on_open} {on_close} />
                </SidePane>
            }
        </section>
    }
}

/// The file whose evidence is open; initially the one that holds `evidence_of`.
#[hook]
fn use_opened(evidence_of: Option<(FileNumber, u32)>, is_done: bool) -> UseStateHandle<Option<ObjectId>> {
    let client = use_client();
    let opened = use_state_eq(|| None::<ObjectId>);
    use_effect_with(evidence_of, {
        let opened = opened.setter();
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
    // Another check renumbers its findings.
    use_effect_with(is_done, {
        let opened = opened.setter();
        move |is_done: &bool| {
            if !is_done {
                opened.set(None);
            }
        }
    });
    opened
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
