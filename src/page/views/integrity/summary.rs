//! The result, in sentences that can be quoted and as a report to keep.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::integrity::ReportForm;
use trailglass::integrity::overview::IntegrityOverview;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::PageClient;
use crate::dialogs::redacting::{RedactionSwitch, use_redacting};
use crate::platform::save::save_bytes;
use crate::widgets::icons::Icon;
use crate::widgets::integrity_badge::mark;
use crate::widgets::log_text::shown;
use crate::widgets::value_actions::CopyButton;

/// Time for which the outcome of saving is shown, in milliseconds.
const TOLD_MILLIS: u32 = 2_500;

#[derive(Clone, PartialEq, Properties)]
pub struct IntegritySummaryProperties {
    pub client: PageClient,
    pub overview: Rc<IntegrityOverview>,
}

/// The sentences and the buttons.
#[component]
pub fn IntegritySummary(properties: &IntegritySummaryProperties) -> Html {
    let IntegritySummaryProperties { client, overview } = properties;
    let told = use_state_eq(|| None::<(ReportForm, &'static str)>);
    let saving = use_redacting().saving();
    let save = |form: ReportForm| {
        let (told, client, saving) = (told.setter(), client.clone(), saving.clone());
        Callback::from(move |_: MouseEvent| {
            let (told, client, saving) = (told.clone(), client.clone(), saving.clone());
            spawn_local(async move {
                let (ending, media_type) = match form {
                    ReportForm::Json => (".json", "application/json"),
                    ReportForm::Html => (".html", "text/html;charset=utf-8"),
                };
                let name = saving.file_name("trailglass-integrity", ending);
                let now = js_sys::Date::now() as i64;
                let report = client.integrity_report(form, now, saving.redaction()).await;
                let is_saved = report.is_ok_and(|bytes| save_bytes(&name, media_type, &bytes.0));
                told.set(Some((form, if is_saved { "Saved" } else { "Not saved" })));
                Timeout::new(TOLD_MILLIS, move || told.set(None)).forget();
            });
        })
    };
    let label = |form: ReportForm, label: &'static str| match *told {
        Some((told, outcome)) if told == form => outcome,
        _ => label,
    };
    let again = {
        let client = client.clone();
        Callback::from(move |_: MouseEvent| client.check_integrity())
    };
    let class = overview.class();
    let (first, others) = match overview.statement.split_first() {
        Some((first, others)) => (first.as_str(), others),
        None => ("", [].as_slice()),
    };
    html! {
        <div class="integrity__summary">
            <div class="integrity__statement" role="region" aria-label="Statement">
                <p class="integrity__first">
                    { mark(class) }<span>{ shown(first) }</span>
                </p>
                for sentence in others.iter() {
                    <p class="integrity__sentence">{ shown(sentence) }</p>
                }
            </div>
            <div class="integrity__buttons" aria-live="polite">
                <CopyButton text={overview.statement.join("\n")} of="these sentences" label="Copy" />
                <button type="button" class="button" disabled={saving.waits()} onclick={save(ReportForm::Json)}>
                    { Icon::File.draw() }{ label(ReportForm::Json, "Save as JSON") }
                </button>
                <button type="button" class="button" disabled={saving.waits()} onclick={save(ReportForm::Html)}>
                    { Icon::File.draw() }{ label(ReportForm::Html, "Save as HTML") }
                </button>
                <RedactionSwitch />
                <button type="button" class="button" onclick={again}>{ "Check again" }</button>
            </div>
        </div>
    }
}
