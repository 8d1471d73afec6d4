//! The known gaps of a report, stated before anything else so that a part is not mistaken for the
//! whole.

use super::{CaseReport, ReportScope, ReportedIntegrity};
use crate::base::text::{count, counted};
use crate::intake::Status;

/// Returns sentences about what is missing; none if nothing is known to be.
pub fn partial(report: &CaseReport) -> Vec<String> {
    let CaseReport { scope, integrity, questions, events, others, .. } = report;
    let mut said = Vec::new();
    if scope.is_loading {
        said.push("Files were still being read when this was written: every number may grow.".to_owned());
    }
    said.extend(of_files(scope));
    if let Some(coverage) = &scope.coverage {
        let holes = coverage.holes.len() as u64;
        if holes > 0 {
            said.push(format!(
                "{} in the download: times without events that are unusual for the account and Region; see Coverage.",
                counted(holes, "likely hole", "likely holes")
            ));
        }
    }
    if scope.without_time > 0 {
        said.push(format!(
            "{} no time that can be read, and no place on a time line.",
            counted(scope.without_time, "event has", "events have")
        ));
    }
    match integrity {
        Some(integrity) => said.extend(of_integrity(integrity)),
        None => said.push(
            "Integrity was not checked: whether the logs are authentic and complete is not known.".to_owned(),
        ),
    }
    let lost = events.iter().filter(|event| event.record.is_none()).count()
        + others.iter().filter(|(_, missing)| missing.is_some()).count();
    if lost > 0 {
        said.push(format!(
            "{} not in the files that were loaded; each says where it was.",
            counted(lost as u64, "bookmark is", "bookmarks are")
        ));
    }
    let failed = questions
        .iter()
        .filter(|answered| answered.count.is_err() || matches!(answered.attempts, Some(Err(_))))
        .count() as u64;
    if failed > 0 {
        said.push(format!("{} not answered.", counted(failed, "question was", "questions were")));
    }
    said.extend(scope.alerts.iter().cloned());
    said
}

/// Returns sentences about files that are not verified.
fn of_integrity(integrity: &ReportedIntegrity) -> Vec<String> {
    let ReportedIntegrity { counts, holes, .. } = integrity;
    let (digests, logs) = (counts.digests().into(), counts.logs().into());
    let mut said = Vec::new();
    if digests == 0 {
        said.push(
            "No digest was loaded: whether the logs are authentic and complete cannot be determined."
                .to_owned(),
        );
    }
    let parts = [
        (counts.digests_invalid.into(), "INVALID"),
        (counts.digests_missing.into(), "missing"),
        (counts.digests_unproven.into(), "unproven"),
        (counts.digests_found_key.into(), "verified only by a key found among the logs"),
    ];
    said.extend(of_all(digests, ("digest", "digests"), &parts, "Integrity"));
    let parts = [
        (counts.logs_invalid.into(), "INVALID"),
        (counts.logs_missing.into(), "missing or unreadable"),
        (counts.logs_unproven.into(), "unproven"),
        (counts.logs_found_key.into(), "verified only by a key found among the logs"),
        (counts.logs_not_covered.into(), "not covered by any digest"),
    ];
    if digests > 0 {
        said.extend(of_all(logs, ("log file", "log files"), &parts, "Integrity"));
    }
    if *holes > 0 {
        said.push(format!(
            "{} by no verified digest; see Integrity.",
            counted(*holes, "stretch of time is proven", "stretches of time are proven")
        ));
    }
    said
}

fn of_files(scope: &ReportScope) -> Option<String> {
    let with =
        |wanted: Option<Status>| scope.files.iter().filter(|file| file.status == wanted).count() as u64;
    let parts = [
        (with(Some(Status::Refused)), "refused"),
        (with(Some(Status::Partial)), "read only in part"),
        (with(Some(Status::Skipped)), "skipped"),
        (with(None), "not read yet"),
    ];
    of_all(scope.files.len() as u64, ("file", "files"), &parts, "Files")
}

/// Returns a sentence that some of all files are affected, and which section has details; `None` if
/// no file is.
fn of_all(all: u64, (one, many): (&str, &str), parts: &[(u64, &str)], section: &str) -> Option<String> {
    let affected: Vec<String> = parts
        .iter()
        .filter(|(files, _)| *files > 0)
        .map(|(files, words)| format!("{} {words}", count(*files)))
        .collect();
    (!affected.is_empty())
        .then(|| format!("Of {}: {}; see {section}.", counted(all, one, many), affected.join(", ")))
}
