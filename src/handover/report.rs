//! Redacts reports.

use super::names::{path, service_of};
use super::sources::gives_away;
use super::{Redact, texts};
use crate::model::Field;
use crate::query::coverage::{CoverageMap, MapRow};
use crate::redaction::Redactor;
use crate::report::{
    AnsweredQuestion, CaseReport, ReportScope, ReportedEvent, ReportedFile, ReportedIntegrity, Timeline,
};

impl Redact for CaseReport {
    fn redacted(&self, by: &Redactor) -> CaseReport {
        let CaseReport {
            version,
            written_at_millis,
            title,
            notes,
            scope,
            integrity,
            questions,
            events,
            timelines,
            others,
        } = self;
        CaseReport {
            version: version.clone(),
            written_at_millis: *written_at_millis,
            title: by.redact_text(title),
            notes: by.redact_text(notes),
            scope: scope.redacted(by),
            integrity: integrity.redacted(by),
            questions: questions.redacted(by),
            events: events.redacted(by),
            timelines: timelines.redacted(by),
            others: others
                .iter()
                .map(|(mark, missing)| {
                    (mark.redacted(by), missing.as_deref().map(|missing| by.redact_text(missing)))
                })
                .collect(),
        }
    }
}

impl Redact for ReportedIntegrity {
    fn redacted(&self, by: &Redactor) -> ReportedIntegrity {
        let ReportedIntegrity { sentences, counts, holes } = self;
        ReportedIntegrity { sentences: texts(sentences, by), counts: *counts, holes: *holes }
    }
}

impl Redact for ReportScope {
    fn redacted(&self, by: &Redactor) -> ReportScope {
        let ReportScope {
            events,
            repeats,
            without_time,
            span_millis,
            selection,
            files,
            coverage,
            is_loading,
            alerts,
        } = self;
        let mut selection = selection.clone();
        selection.filter = by.redact_text(&selection.filter);
        ReportScope {
            events: *events,
            repeats: *repeats,
            without_time: *without_time,
            span_millis: *span_millis,
            selection,
            files: files.redacted(by),
            coverage: coverage.redacted(by),
            is_loading: *is_loading,
            alerts: texts(alerts, by),
        }
    }
}

impl Redact for CoverageMap {
    fn redacted(&self, by: &Redactor) -> CoverageMap {
        let CoverageMap { steps, rows, holes, most, events_elsewhere } = self;
        let row = |MapRow { account, region, events, counts, cells }: &MapRow| MapRow {
            account: by.redact_name(account),
            region: by.redact_field(Field::AwsRegion, region),
            events: *events,
            counts: counts.clone(),
            cells: cells.clone(),
        };
        CoverageMap {
            steps: *steps,
            rows: rows.iter().map(row).collect(),
            holes: holes.clone(),
            most: *most,
            events_elsewhere: *events_elsewhere,
        }
    }
}

impl Redact for ReportedFile {
    fn redacted(&self, by: &Redactor) -> ReportedFile {
        let ReportedFile {
            path: of,
            bytes,
            kind,
            status,
            records,
            repeats,
            problem,
            problems,
            sha256,
            entries,
        } = self;
        let entry = |(of, sha256): &(String, Option<_>)| (path(of, by), sha256.filter(|_| !gives_away(of)));
        ReportedFile {
            path: path(of, by),
            bytes: *bytes,
            kind: kind.clone(),
            status: *status,
            records: *records,
            repeats: *repeats,
            problem: by.redact_text(problem),
            problems: *problems,
            sha256: sha256.filter(|_| !gives_away(of)),
            entries: entries.iter().map(entry).collect(),
        }
    }
}

impl Redact for AnsweredQuestion {
    fn redacted(&self, by: &Redactor) -> AnsweredQuestion {
        let AnsweredQuestion { question, count, attempts } = self;
        let number = |number: &Result<u64, String>| number.clone().map_err(|reason| by.redact_text(&reason));
        AnsweredQuestion {
            question: question.redacted(by),
            count: number(count),
            attempts: attempts.as_ref().map(number),
        }
    }
}

impl Redact for ReportedEvent {
    fn redacted(&self, by: &Redactor) -> ReportedEvent {
        let ReportedEvent { mark, record, integrity } = self;
        let record =
            record.as_deref().map(|record| by.redact_record(record, service_of(record)).into_owned());
        ReportedEvent { mark: mark.redacted(by), record, integrity: integrity.clone() }
    }
}

impl Redact for Timeline {
    fn redacted(&self, by: &Redactor) -> Timeline {
        let Timeline { mark, actor, tree, sessions, all_sessions, lanes, time, step_millis } = self;
        Timeline {
            mark: mark.redacted(by),
            actor: actor.redacted(by),
            tree: tree.redacted(by),
            sessions: sessions.redacted(by),
            all_sessions: *all_sessions,
            lanes: lanes.clone(),
            time: *time,
            step_millis: *step_millis,
        }
    }
}
