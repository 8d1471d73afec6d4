//! What the report of a case takes from the state.

use std::collections::HashMap;

use crate::accounts::problem_place;
use crate::base::time::TimeRange;
use crate::casefile::FileHash;
use crate::client::Checking;
use crate::intake::ContentHash;
use crate::model::FileNumber;
use crate::report::{ReportedFile, ReportedIntegrity};
use crate::sessions::ActorRow;

use super::file_table::SourceFile;

/// Maximum number of time slices in a drawing.
const SLICES: i64 = 240;

/// The hashes of the loaded files, and of the files in archives.
#[derive(Debug, Default)]
pub struct FileHashes {
    own: HashMap<FileNumber, ContentHash>,
    entries: HashMap<FileNumber, Vec<(String, Option<ContentHash>)>>,
}

impl FileHashes {
    /// Sorts hashes by file.
    pub fn new(hashes: Vec<FileHash>) -> FileHashes {
        let mut sorted = FileHashes::default();
        for FileHash { file, entry, sha256, .. } in hashes {
            if entry.is_empty() {
                sorted.own.extend(sha256.map(|hash| (file, hash)));
            } else {
                sorted.entries.entry(file).or_default().push((entry, sha256));
            }
        }
        sorted
    }

    /// Returns a file as the report lists it, and gives away the hashes of the files in it.
    pub fn reported(&mut self, number: FileNumber, source: &SourceFile) -> ReportedFile {
        let report = source.report.as_ref();
        let first = report.and_then(|report| report.problems.first());
        ReportedFile {
            path: source.path.to_string(),
            bytes: source.bytes,
            kind: report.map(|report| report.container.clone()).unwrap_or_default(),
            status: report.map(|report| report.status),
            records: report.map_or(0, |report| report.records),
            repeats: source.repeats.iter().map(|repeated| repeated.records).sum(),
            problem: first
                .map(|problem| match problem_place(problem).as_str() {
                    "" => problem.message.clone(),
                    place => format!("{} ({place})", problem.message),
                })
                .unwrap_or_default(),
            problems: report.map_or(0, |report| report.problems.len() as u64 + report.more_problems),
            sha256: self.own.get(&number).copied(),
            entries: self.entries.remove(&number).unwrap_or_default(),
        }
    }
}

/// Returns the findings of the integrity checks as the report states them; `None` if they are not
/// complete.
pub fn reported_integrity(checking: &Checking) -> Option<ReportedIntegrity> {
    let Checking::Done(overview) = checking else { return None };
    Some(ReportedIntegrity {
        sentences: overview.statement.clone(),
        counts: overview.counts,
        holes: overview.chains.iter().map(|chain| chain.holes.len() as u64).sum(),
    })
}

/// Returns the time range of a drawing of an actor's events, with some room at both ends so that no
/// bar is cut off, and the width of a time slice in milliseconds.
pub fn actor_lanes_range(actor: &ActorRow) -> (TimeRange, i64) {
    let first = actor.count.first_millis.unwrap_or(0);
    let last = actor.count.last_millis.unwrap_or(first);
    let room = (last - first).max(1) / 50 + 1_000;
    let time = TimeRange { from_millis: first - room, until_millis: last + room };
    (time, ((time.until_millis - time.from_millis) / SLICES).max(1))
}
