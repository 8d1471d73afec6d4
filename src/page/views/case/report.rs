//! The report: gathers its contents, and saves it.

use gloo::timers::callback::Timeout;
use js_sys::Array;
use trailglass::app_state::{
    AppState, FileHashes, MarkSearch, actor_lanes_range, case_file_stem, reported_integrity,
};
use trailglass::base::time::TimeRange;
use trailglass::casefile::{Bookmark, Case, MarkedActor, MarkedThing};
use trailglass::handover::{NameCollector, Redact};
use trailglass::model::Selection;
use trailglass::query::coverage;
use trailglass::questions::{Question, library};
use trailglass::redaction::Redactor;
use trailglass::report::{AnsweredQuestion, CaseReport, ReportScope, ReportedEvent, Timeline, html};
use trailglass::sessions::{LanesRequest, SessionScope, SessionsRequest};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{ClientError, Following, PageClient};
use crate::contexts::{use_client, use_current_state, use_dispatch, use_times};
use crate::dialogs::redacting::{Saving, use_redacting};
use crate::platform::clock::unix_time_millis;
use crate::platform::save::save_parts;
use crate::platform::turn::Turn;
use crate::state::Action;
use crate::widgets::icons::Icon;
use crate::widgets::times::TimeDisplay;

/// Time for which the outcome is shown, in milliseconds.
const TOLD_MILLIS: u32 = 2_000;

/// Number of files redacted before the page may draw again.
const FILES_AT_ONCE: usize = 500;

/// Maximum number of sessions drawn per actor.
const MOST_SESSIONS: u32 = 40;

/// The “Write the report” button, which also shows the progress.
#[component]
pub fn WriteReport() -> Html {
    let (client, dispatch, times, current) = (use_client(), use_dispatch(), use_times(), use_current_state());
    let told = use_state_eq(|| None::<AttrValue>);
    let is_busy = use_state_eq(|| false);
    let saving = use_redacting().saving();
    let is_waiting = saving.waits();
    let onclick = {
        let (told, is_busy) = (told.setter(), is_busy.clone());
        Callback::from(move |_: MouseEvent| {
            if *is_busy {
                return;
            }
            is_busy.set(true);
            let source = ReportSource { client: client.in_background(), state: current.get(), times };
            let (told, is_busy, dispatch) = (told.clone(), is_busy.setter(), dispatch.clone());
            let saving = saving.clone();
            spawn_local(async move {
                let say = |words: &str| told.set(Some(words.to_owned().into()));
                let is_saved = source.save(&saving, &say).await;
                say(if is_saved { "Saved" } else { "Not saved" });
                is_busy.set(false);
                if !is_saved {
                    dispatch.emit(Action::Alert("The browser did not take the report as a file".into()));
                }
                Timeout::new(TOLD_MILLIS, move || told.set(None)).forget();
            });
        })
    };
    html! {
        <button type="button" class="button" disabled={is_waiting} {onclick} aria-live="polite"
            title="One HTML file to print or hand on: files, coverage, integrity, questions, bookmarks and timelines">
            { Icon::File.draw() }{ (*told).clone().unwrap_or(AttrValue::Static("Write the report")) }
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

/// Returns the report with pseudonyms. Files are redacted in batches, as there may be many.
async fn redacted(mut report: CaseReport, case: &Case, redactor: &Redactor) -> CaseReport {
    let mut names = NameCollector::default();
    names.case(case);
    let redactor = names.with(redactor);
    let files = std::mem::take(&mut report.scope.files);
    let mut redacted = report.redacted(&redactor);
    let mut turn = Turn::new().ok();
    for some in files.chunks(FILES_AT_ONCE) {
        redacted.scope.files.extend(some.iter().map(|file| file.redacted(&redactor)));
        if let Some(turn) = &mut turn {
            turn.pass().await;
        }
    }
    redacted
}

/// What the report is made of: the state when the user asked for it, and the workers' answers.
struct ReportSource {
    /// In the background: what is on the screen must not supersede it.
    client: PageClient,
    state: AppState,
    times: TimeDisplay,
}

impl ReportSource {
    /// Gathers the report and saves it; returns whether the browser took the file.
    async fn save(&self, saving: &Saving, say: &impl Fn(&str)) -> bool {
        let mut report = self.gather(say).await;
        if let Some(redactor) = saving.redactor() {
            say("Redacting…");
            report = redacted(report, &self.state.case.case, redactor).await;
        }
        say("Writing…");
        write(&report, saving).await
    }

    async fn gather(&self, say: &impl Fn(&str)) -> CaseReport {
        let case = &self.state.case.case;
        say("Files…");
        let mut report = CaseReport {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            written_at_millis: unix_time_millis(),
            title: case.title.clone(),
            notes: case.notes.clone(),
            scope: self.scope().await,
            integrity: reported_integrity(&self.state.data.checking),
            ..CaseReport::default()
        };
        say("Questions…");
        for question in case.questions.iter().chain(library()) {
            report.questions.push(self.answered(question).await);
        }
        say("Bookmarks…");
        let mut turn = Turn::new().ok();
        for mark in case.marks_by_time() {
            self.add_mark(&mut report, mark).await;
            if let Some(turn) = &mut turn {
                turn.pass().await;
            }
        }
        report
    }

    async fn answered(&self, question: &Question) -> AnsweredQuestion {
        let count = async |filter: String| {
            let counted = self.client.count_matching(Selection { filter, time: None }).await;
            counted.map_err(|error| error.to_string())
        };
        let events = count(question.filter.clone()).await;
        let attempts = match question.attempts() {
            Some(filter) => Some(count(filter).await),
            None => None,
        };
        AnsweredQuestion { question: Question::clone(question), count: events, attempts }
    }

    async fn add_mark(&self, report: &mut CaseReport, mark: &Bookmark) {
        match &mark.on {
            MarkedThing::Event(event) => {
                let record = match self.state.case.case_ui.found.place_of(&event.key()) {
                    Some(place) => self.client.record(place).await.ok(),
                    None => None,
                };
                let integrity = record.as_ref().map(|record| record.integrity.clone()).unwrap_or_default();
                let record = record.map(|record| record.text);
                report.events.push(ReportedEvent { mark: mark.clone(), record, integrity });
            }
            MarkedThing::Actor(actor) => match self.timeline(mark, actor).await {
                Ok(Some(timeline)) => report.timelines.push(timeline),
                Ok(None) => report.others.push((mark.clone(), self.lost(&mark.on))),
                Err(error) => {
                    let words = format!("Its timeline could not be told: {error}.");
                    report.others.push((mark.clone(), Some(words)));
                }
            },
            MarkedThing::Session(_) | MarkedThing::File(_) => {
                report.others.push((mark.clone(), self.lost(&mark.on)));
            }
        }
    }

    /// Returns what is missing of a marked thing, in words; `None` if nothing is.
    fn lost(&self, thing: &MarkedThing) -> Option<String> {
        let AppState { case, data, .. } = &self.state;
        let search = MarkSearch {
            found: &case.case_ui.found,
            file_table: &data.file_table,
            is_loading: data.progress.loading,
            show_time: |millis| self.times.show_with_zone(millis),
        };
        search.availability(thing).lost()
    }

    async fn scope(&self) -> ReportScope {
        let AppState { filter, data, view, .. } = &self.state;
        let mut alerts: Vec<String> = view.alerts.iter().map(|alert| alert.message.to_string()).collect();
        let hashes = self.client.file_hashes(Vec::new()).await.unwrap_or_else(|error| {
            alerts.push(format!("The hashes of files are not known: {error}."));
            Vec::new()
        });
        let mut coverage = None;
        if let Some((first, last)) = data.totals.span_millis {
            let span = TimeRange { from_millis: first, until_millis: last + 1 };
            match self.client.coverage(coverage::steps(span)).await {
                Ok(map) => coverage = Some(map),
                Err(error) => alerts.push(format!("The coverage is not known: {error}.")),
            }
        }
        let mut hashes = FileHashes::new(hashes);
        let sources = &data.file_table.sources;
        let mut files = Vec::with_capacity(sources.len());
        let mut turn = Turn::new().ok();
        for (number, source) in (0..).zip(sources) {
            files.push(hashes.reported(number, source));
            if number % 1_000 == 999
                && let Some(turn) = &mut turn
            {
                turn.pass().await;
            }
        }
        ReportScope {
            events: data.totals.events,
            repeats: data.totals.repeats,
            without_time: data.totals.without_time,
            span_millis: data.totals.span_millis,
            selection: Selection::clone(&filter.selection),
            files,
            coverage,
            is_loading: data.progress.loading,
            alerts,
        }
    }

    /// Returns an actor's events over time; `None` if it is not among the traced actors.
    async fn timeline(&self, mark: &Bookmark, actor: &MarkedActor) -> Result<Option<Timeline>, ClientError> {
        let client = &self.client;
        if !matches!(*self.state.data.following, Following::Done(_)) {
            return Ok(None);
        }
        let Some(row) = client.actor_named(&actor.name).await? else { return Ok(None) };
        let of = SessionScope::Actor(row.actor);
        let ask = SessionsRequest { of, others: false, time: None, first: 0, limit: MOST_SESSIONS };
        let list = client.sessions(ask).await?;
        let tree = client.chain(of).await?;
        let (time, step_millis) = actor_lanes_range(&row);
        let ask = LanesRequest {
            lanes: list.rows.iter().map(|session| SessionScope::Session(session.session)).collect(),
            filter: String::new(),
            time,
            step_millis,
            marks: 0,
        };
        let lanes = client.lanes(ask).await?;
        Ok(Some(Timeline {
            mark: mark.clone(),
            actor: row,
            tree,
            sessions: list.rows,
            all_sessions: list.total,
            lanes: lanes.lanes,
            time,
            step_millis,
        }))
    }
}
