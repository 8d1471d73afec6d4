//! Redacts reports.

use super::fields::{Redact, TextRole, TextVisitor, Texts, redact_fields, visit_fields};
use super::sources::gives_away;
use crate::model::Selection;
use crate::query::coverage::{CoverageMap, MapRow};
use crate::report::{
    AnsweredQuestion, CaseReport, ReportScope, ReportedEvent, ReportedFile, ReportedIntegrity, Timeline,
};

impl Redact for CaseReport {
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        for (mark, missing) in &mut self.others {
            mark.visit(visit);
            missing.visit_as(TextRole::Sentence, visit);
        }
        visit_fields!(self, visit, CaseReport {
            Sentence: title, notes;
            Inner: scope, integrity, questions, events, timelines;
            Elsewhere: others;
            Keep: version, written_at_millis;
        });
    }
}

redact_fields! {
    ReportedIntegrity {
        Sentence: sentences;
        Keep: counts, holes;
    }
    ReportScope {
        Sentence: alerts;
        Inner: selection, files, coverage;
        Keep: events, repeats, without_time, span_millis, is_loading;
    }
    Selection {
        Sentence: filter;
        Keep: time;
    }
    CoverageMap {
        Inner: rows;
        Keep: steps, holes, most, events_elsewhere;
    }
    MapRow {
        Name: account;
        Region: region;
        Keep: events, counts, cells;
    }
    AnsweredQuestion {
        Sentence: count, attempts;
        Inner: question;
    }
    ReportedEvent {
        Record: record;
        Inner: mark;
        Keep: integrity;
    }
    Timeline {
        Inner: mark, actor, tree, sessions;
        Keep: all_sessions, lanes, time, step_millis;
    }
}

impl Redact for ReportedFile {
    fn visit(&mut self, visit: &mut TextVisitor<'_>) {
        self.sha256 = self.sha256.filter(|_| !gives_away(&self.path));
        for (path, sha256) in &mut self.entries {
            *sha256 = sha256.filter(|_| !gives_away(path));
            path.visit_as(TextRole::Path, visit);
        }
        visit_fields!(self, visit, ReportedFile {
            Sentence: problem;
            Path: path;
            Elsewhere: sha256, entries;
            Keep: bytes, kind, status, records, repeats, problems;
        });
    }
}
