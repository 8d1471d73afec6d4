//! Writes the report of a case to a file.

use gloo::timers::callback::Timeout;
use js_sys::Array;
use trailglass::app_state::{ReportSource, case_file_stem};
use trailglass::report::{CaseReport, html};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::contexts::{use_client, use_current_state, use_dispatch, use_times};
use crate::platform::clock::unix_time_millis;
use crate::platform::save::save_parts;
use crate::platform::turn::Turn;
use crate::widgets::icons::Icon;
use crate::widgets::redacting::{Saving, use_redacting};
use trailglass::app_state::Action;

/// Time for which the outcome is shown, in milliseconds.
const OUTCOME_MILLIS: u32 = 2_000;

/// The “Write the report” button, which also shows the progress.
#[component]
pub fn WriteReport() -> Html {
    let (client, dispatch, times, current) = (use_client(), use_dispatch(), use_times(), use_current_state());
    let status = use_state_eq(|| None::<AttrValue>);
    let is_busy = use_state_eq(|| false);
    let saving = use_redacting().saving();
    let is_waiting = saving.waits();
    let onclick = {
        let (status, is_busy) = (status.setter(), is_busy.clone());
        Callback::from(move |_: MouseEvent| {
            if *is_busy {
                return;
            }
            is_busy.set(true);
            let source = ReportSource {
                client: client.in_background(),
                state: current.get(),
                times,
                written_at_millis: unix_time_millis(),
            };
            let (status, is_busy, dispatch) = (status.clone(), is_busy.setter(), dispatch.clone());
            let saving = saving.clone();
            spawn_local(async move {
                let say = |words: &str| status.set(Some(words.to_owned().into()));
                let report = source.report(saving.redactor(), &say).await;
                say("Writing…");
                let is_saved = write(&report, &saving).await;
                say(if is_saved { "Saved" } else { "Not saved" });
                is_busy.set(false);
                if !is_saved {
                    dispatch.emit(Action::Alert("The browser did not take the report as a file".into()));
                }
                Timeout::new(OUTCOME_MILLIS, move || status.set(None)).forget();
            });
        })
    };
    html! {
        <button type="button" class="button" disabled={is_waiting} {onclick} aria-live="polite"
            title="One HTML file to print or hand on: files, coverage, integrity, questions, bookmarks and timelines">
            { Icon::File.draw() }{ (*status).clone().unwrap_or(AttrValue::Static("Write the report")) }
        </button>
    }
}

async fn write(report: &CaseReport, saving: &Saving) -> bool {
    let mut turn = Turn::new().ok();
    let parts = Array::new();
    for part in html(report) {
        parts.push(&part.into());
        if let Some(turn) = &mut turn {
            turn.pass().await;
        }
    }
    let stem = match report.title.as_str() {
        "" => "trailglass-report".to_owned(),
        title => format!("{}-report", case_file_stem(title)),
    };
    save_parts(&saving.file_name(&stem, ".html"), "text/html;charset=utf-8", &parts)
}
