//! Gathers the report of a case from the state and the workers.

use super::case_report::{FileHashes, actor_lanes_range, reported_integrity};
use super::{AppState, MarkSearch};
use crate::base::time::TimeRange;
use crate::base::time_display::TimeDisplay;
use crate::casefile::{Bookmark, Case, MarkedActor, MarkedThing};
use crate::client::{Client, ClientError, Following, Platform};
use crate::handover::{NameCollector, Redact};
use crate::model::Selection;
use crate::query::coverage;
use crate::questions::{Question, library};
use crate::redaction::Redactor;
use crate::report::{AnsweredQuestion, CaseReport, ReportScope, ReportedEvent, Timeline};
use crate::sessions::{LanesRequest, SessionScope, SessionsRequest};

/// Number of files redacted before the page may draw again.
const FILES_AT_ONCE: usize = 500;

/// Maximum number of sessions drawn per actor.
const MOST_SESSIONS: u32 = 40;

/// Returns the report with pseudonyms. Files are redacted in batches, as there may be many.
async fn redacted<P: Platform>(
    platform: &P,
    mut report: CaseReport,
    case: &Case,
    redactor: &Redactor,
) -> CaseReport {
    let mut names = NameCollector::default();
    names.case(case);
    let redactor = names.with(redactor);
    let files = std::mem::take(&mut report.scope.files);
    let mut redacted = report.redacted(&redactor);
    for some in files.chunks(FILES_AT_ONCE) {
        redacted.scope.files.extend(some.iter().map(|file| file.redacted(&redactor)));
        platform.next_turn().await;
    }
    redacted
}

/// What the report is made of: the state when the user asked for it, and the workers' answers.
#[derive(Debug)]
pub struct ReportSource<P: Platform> {
    /// In the background: what is on the screen must not supersede it.
    pub client: Client<P>,
    /// The state.
    pub state: AppState,
    /// The clock in which times are written.
    pub times: TimeDisplay,
    /// The time of writing, in milliseconds since 1970 UTC.
    pub written_at_millis: i64,
}

impl<P: Platform> ReportSource<P> {
    /// Gathers the report, with pseudonyms if there is a redactor. `say` is called with what is being
    /// done, in a word.
    pub async fn report(&self, redactor: Option<&Redactor>, say: &impl Fn(&str)) -> CaseReport {
        let report = self.gather(say).await;
        let Some(redactor) = redactor else { return report };
        say("Redacting…");
        redacted(self.client.platform(), report, &self.state.case.case, redactor).await
    }

    async fn gather(&self, say: &impl Fn(&str)) -> CaseReport {
        let case = &self.state.case.case;
        say("Files…");
        let mut report = CaseReport {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            written_at_millis: self.written_at_millis,
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
        for mark in case.marks_by_time() {
            self.add_mark(&mut report, mark).await;
            self.client.platform().next_turn().await;
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
                    let words = format!("Its timeline could not be loaded: {error}.");
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
        for (number, source) in (0..).zip(sources) {
            files.push(hashes.reported(number, source));
            if number % 1_000 == 999 {
                self.client.platform().next_turn().await;
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
