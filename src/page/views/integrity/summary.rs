//! The result, in sentences that can be quoted and as a report to keep.

use std::rc::Rc;

use trailglass::integrity::ReportForm;
use trailglass::integrity::overview::IntegrityOverview;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::PageClient;
use crate::contexts::use_client;
use crate::platform::save::save_bytes;
use crate::widgets::action_outcome::use_action_outcome;
use crate::widgets::icons::Icon;
use crate::widgets::integrity_badge::mark;
use crate::widgets::log_text::shown;
use crate::widgets::redacting::{RedactionSwitch, Saving, use_redacting};
use crate::widgets::value_actions::CopyButton;

/// Time for which the outcome of saving is shown, in milliseconds.
const OUTCOME_MILLIS: u32 = 2_500;

#[derive(Clone, PartialEq, Properties)]
pub struct IntegritySummaryProperties {
    pub overview: Rc<IntegrityOverview>,
}

/// The sentences and the buttons.
#[component]
pub fn IntegritySummary(properties: &IntegritySummaryProperties) -> Html {
    let overview = &properties.overview;
    let client = use_client();
    let outcome = use_action_outcome::<ReportForm>(OUTCOME_MILLIS);
    let saving = use_redacting().saving();
    let save = |form: ReportForm, label: &'static str| {
        let (label, is_disabled) = (outcome.label(form, label), saving.waits());
        let (outcome, client, saving) = (outcome.clone(), client.clone(), saving.clone());
        let onclick = Callback::from(move |_: MouseEvent| {
            let (outcome, client, saving) = (outcome.clone(), client.clone(), saving.clone());
            spawn_local(async move {
                let is_saved = save_report(&client, form, &saving).await;
                outcome.show(form, if is_saved { "Saved" } else { "Not saved" });
            });
        });
        html! { <button type="button" class="button" disabled={is_disabled} {onclick}>{ Icon::File.draw() }{ label }</button> }
    };
    let saves = [save(ReportForm::Json, "Save as JSON"), save(ReportForm::Html, "Save as HTML")];
    let again = Callback::from(move |_: MouseEvent| client.check_integrity());
    let mut sentences = overview.statement.iter();
    let first = sentences.next().map(String::as_str).unwrap_or_default();
    html! {
        <div class="integrity__summary">
            <div class="integrity__statement" role="region" aria-label="Statement">
                <p class="integrity__first">
                    { mark(overview.class()) }<span>{ shown(first) }</span>
                </p>
                for sentence in sentences {
                    <p class="integrity__sentence">{ shown(sentence) }</p>
                }
            </div>
            <div class="integrity__buttons" aria-live="polite">
                <CopyButton text={overview.statement.join("\n")} of="these sentences" label="Copy" />
                { for saves }
                <RedactionSwitch />
                <button type="button" class="button" onclick={again}>{ "Check again" }</button>
            </div>
        </div>
    }
}

/// Saves a report; returns whether the browser took it.
async fn save_report(client: &PageClient, form: ReportForm, saving: &Saving) -> bool {
    let (ending, media_type) = match form {
        ReportForm::Json => (".json", "application/json"),
        ReportForm::Html => (".html", "text/html;charset=utf-8"),
    };
    let name = saving.file_name("trailglass-integrity", ending);
    let now = js_sys::Date::now() as i64;
    let report = client.integrity_report(form, now, saving.redaction()).await;
    report.is_ok_and(|bytes| save_bytes(&name, media_type, &bytes.0))
}
