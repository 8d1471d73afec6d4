//! The report: gathers its contents, and saves it.

use std::collections::HashMap;

use gloo::timers::callback::Timeout;
use js_sys::Array;
use trailglass::accounts::problem_place;
use trailglass::base::time::TimeRange;
use trailglass::casefile::{Bookmark, Case, FileHash, MarkedActor, MarkedThing};
use trailglass::handover::{NameCollector, Redact};
use trailglass::intake::ContentHash;
use trailglass::model::{FileNumber, Selection};
use trailglass::query::coverage;
use trailglass::questions::{Question, library};
use trailglass::redaction::Redactor;
use trailglass::report::{
    AnsweredQuestion, CaseReport, ReportScope, ReportedEvent, ReportedFile, ReportedIntegrity, Timeline, html,
};
use trailglass::sessions::{LanesRequest, SessionScope, SessionsRequest};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::CaseViewProperties;
use super::file::name_of;
use super::keep::now_millis;
use super::marks::lost;
use crate::client::{Checking, ClientError, Following};
use crate::dialogs::redacting::{Saving, use_redacting};
use crate::platform::save::save_parts;
use crate::platform::turn::Turn;
use crate::state::Action;
use crate::widgets::icons::Icon;

/// Time for which the outcome is shown, in milliseconds.
const TOLD_MILLIS: u32 = 2_000;

/// Number of files redacted before the page may draw again.
const FILES_AT_ONCE: usize = 500;

/// Maximum number of sessions drawn per actor.
const MOST_SESSIONS: u32 = 40;

/// Maximum number of time slices in a drawing.
const SLICES: i64 = 240;

/// Maximum number of repetitions of a superseded request.
const TRIES: usize = 20;

/// The “Write the report” button, which also shows the progress.
#[component]
pub fn WriteReport(properties: &CaseViewProperties) -> Html {
    let told = use_state_eq(|| None::<AttrValue>);
    let is_busy = use_state_eq(|| false);
    let saving = use_redacting().saving();
    let onclick = {
        let (told, is_busy, properties) = (told.setter(), is_busy.clone(), properties.clone());
        let saving = saving.clone();
        Callback::from(move |_: MouseEvent| {
            if *is_busy {
                return;
            }
            is_busy.set(true);
            let (told, is_busy, properties) = (told.clone(), is_busy.setter(), properties.clone());
            let saving = saving.clone();
            spawn_local(async move {
                let say = |words: &str| told.set(Some(words.to_owned().into()));
                let mut report = gather(&properties, &say).await;
                if let Some(redactor) = saving.redactor() {
                    say("Redacting…");
                    report = redacted(report, &properties.case, redactor).await;
                }
                say("Writing…");
                let is_saved = write(&report, &saving).await;
                say(if is_saved { "Saved" } else { "Not saved" });
                is_busy.set(false);
                if !is_saved {
                    let words = "The browser did not take the report as a file";
                    properties.dispatch.emit(Action::Alert(words.into()));
                }
                Timeout::new(TOLD_MILLIS, move || told.set(None)).forget();
            });
        })
    };
    html! {
        <button type="button" class="button" disabled={saving.waits()} {onclick} aria-live="polite"
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
        title => format!("{}-report", name_of(&Case { title: title.to_owned(), ..Case::default() })),
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

async fn gather(properties: &CaseViewProperties, say: &impl Fn(&str)) -> CaseReport {
    let CaseViewProperties { client, case, case_ui, checking, .. } = properties;
    say("Files…");
    let mut report = CaseReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        written_at_millis: now_millis(),
        title: case.title.clone(),
        notes: case.notes.clone(),
        scope: scope(properties).await,
        integrity: match &**checking {
            Checking::Done(overview) => Some(ReportedIntegrity {
                sentences: overview.statement.clone(),
                counts: overview.counts,
                holes: overview.chains.iter().map(|chain| chain.holes.len() as u64).sum(),
            }),
            _ => None,
        },
        ..CaseReport::default()
    };
    say("Questions…");
    for question in case.questions.iter().chain(library()) {
        let count = async |filter: String| {
            let counted = client.count_matching(Selection { filter, time: None }).await;
            counted.map_err(|error| error.to_string())
        };
        let events = count(question.filter.clone()).await;
        let attempts = match question.attempts() {
            Some(filter) => Some(count(filter).await),
            None => None,
        };
        report.questions.push(AnsweredQuestion {
            question: Question::clone(question),
            count: events,
            attempts,
        });
    }
    say("Bookmarks…");
    let mut turn = Turn::new().ok();
    for mark in case.marks_by_time() {
        match &mark.on {
            MarkedThing::Event(event) => {
                let place = case_ui.found.events.get(&event.key()).and_then(|places| places.first());
                let record = match place {
                    Some(place) => client.record(*place).await.ok(),
                    None => None,
                };
                let integrity = record.as_ref().map(|record| record.integrity.clone()).unwrap_or_default();
                let record = record.map(|record| record.text);
                report.events.push(ReportedEvent { mark: mark.clone(), record, integrity });
            }
            MarkedThing::Actor(actor) => match timeline(properties, mark, actor).await {
                Ok(Some(timeline)) => report.timelines.push(timeline),
                Ok(None) => report.others.push((mark.clone(), lost(&mark.on, properties))),
                Err(error) => {
                    let words = format!("Its timeline could not be told: {error}.");
                    report.others.push((mark.clone(), Some(words)));
                }
            },
            MarkedThing::Session(_) | MarkedThing::File(_) => {
                report.others.push((mark.clone(), lost(&mark.on, properties)));
            }
        }
        if let Some(turn) = &mut turn {
            turn.pass().await;
        }
    }
    report
}

async fn scope(properties: &CaseViewProperties) -> ReportScope {
    let CaseViewProperties { client, file_table, totals, loading, address, alerts, .. } = properties;
    let mut alerts: Vec<String> = alerts.iter().map(|alert| alert.message.to_string()).collect();
    let hashes = match client.file_hashes(Vec::new()).await {
        Ok(hashes) => hashes,
        Err(error) => {
            alerts.push(format!("The hashes of files are not known: {error}."));
            Vec::new()
        }
    };
    let mut coverage = None;
    if let Some((first, last)) = totals.span_millis {
        let span = TimeRange { from_millis: first, until_millis: last + 1 };
        match patient(|| client.coverage(coverage::steps(span))).await {
            Ok(map) => coverage = Some(map),
            Err(error) => alerts.push(format!("The coverage is not known: {error}.")),
        }
    }
    let mut own: HashMap<FileNumber, ContentHash> = HashMap::new();
    let mut entries: HashMap<FileNumber, Vec<(String, Option<ContentHash>)>> = HashMap::new();
    for FileHash { file, entry, sha256, .. } in hashes {
        if entry.is_empty() {
            own.extend(sha256.map(|hash| (file, hash)));
        } else {
            entries.entry(file).or_default().push((entry, sha256));
        }
    }
    let mut files = Vec::with_capacity(file_table.sources.len());
    let mut turn = Turn::new().ok();
    for (number, source) in (0..).zip(&file_table.sources) {
        let told = source.report.as_ref();
        let first = told.and_then(|told| told.problems.first());
        files.push(ReportedFile {
            path: source.path.to_string(),
            bytes: source.bytes,
            kind: told.map(|told| told.container.clone()).unwrap_or_default(),
            status: told.map(|told| told.status),
            records: told.map_or(0, |told| told.records),
            repeats: source.repeats.iter().map(|repeated| repeated.records).sum(),
            problem: first
                .map(|problem| match problem_place(problem).as_str() {
                    "" => problem.message.clone(),
                    place => format!("{} ({place})", problem.message),
                })
                .unwrap_or_default(),
            problems: told.map_or(0, |told| told.problems.len() as u64 + told.more_problems),
            sha256: own.get(&number).copied(),
            entries: entries.remove(&number).unwrap_or_default(),
        });
        if number % 1_000 == 999
            && let Some(turn) = &mut turn
        {
            turn.pass().await;
        }
    }
    ReportScope {
        events: totals.events,
        repeats: totals.repeats,
        without_time: totals.without_time,
        span_millis: totals.span_millis,
        selection: address.selection.clone(),
        files,
        coverage,
        is_loading: *loading,
        alerts,
    }
}

/// Returns an actor's events over time; `None` if it is not among the traced actors.
async fn timeline(
    properties: &CaseViewProperties,
    mark: &Bookmark,
    actor: &MarkedActor,
) -> Result<Option<Timeline>, ClientError> {
    let CaseViewProperties { client, following, .. } = properties;
    if !matches!(**following, Following::Done(_)) {
        return Ok(None);
    }
    let Some(row) = client.actor_named(&actor.name).await? else { return Ok(None) };
    let of = SessionScope::Actor(row.actor);
    let ask = SessionsRequest { of, others: false, time: None, first: 0, limit: MOST_SESSIONS };
    let list = client.sessions(ask).await?;
    let tree = client.chain(of).await?;
    let first = row.count.first_millis.unwrap_or(0);
    let last = row.count.last_millis.unwrap_or(first);
    let length = (last - first).max(1);
    // Some room at both ends, so that no bar is cut off.
    let room = length / 50 + 1_000;
    let time = TimeRange { from_millis: first - room, until_millis: last + room };
    let step_millis = ((time.until_millis - time.from_millis) / SLICES).max(1);
    let ask = LanesRequest {
        lanes: list.rows.iter().map(|session| SessionScope::Session(session.session)).collect(),
        filter: String::new(),
        time,
        step_millis,
        marks: 0,
    };
    let lanes = patient(|| client.lanes(ask.clone())).await?;
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

/// Repeats a request while newer requests of the page supersede it.
async fn patient<T, F: Future<Output = Result<T, ClientError>>>(
    ask: impl Fn() -> F,
) -> Result<T, ClientError> {
    let mut answer = ask().await;
    for _ in 0..TRIES {
        if !matches!(answer, Err(ClientError::Superseded)) {
            break;
        }
        answer = ask().await;
    }
    answer
}
