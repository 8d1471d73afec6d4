//! Derives the overview, the list of files and the details of a file from the findings.

use std::collections::HashSet;

use super::commands::suggestions;
use super::statement;
use crate::base::small_sort::SmallSort;
use crate::integrity::check::sentences::capital;
use crate::integrity::model::findings::{CLASSES, Chain, Class, FilePlace, Findings, Moment, ObjectId};
use crate::integrity::model::overview::{
    ChainOverview, DigestMark, FileKind, HoleOverview, IntegrityDetail, IntegrityList, IntegrityListRequest,
    IntegrityOverview, IntegrityRow, ListedBy,
};
use crate::integrity::model::times;

/// The digests and logs of the findings, in the order of the list.
#[derive(Debug, Default)]
pub struct ListedFindings(Vec<ObjectId>);

/// Returns the overview of the findings.
pub fn overview(findings: &Findings) -> IntegrityOverview {
    IntegrityOverview {
        counts: findings.counts,
        statement: statement::summary(findings),
        suggestions: suggestions(findings),
        chains: findings.chains.iter().map(|chain| chain_overview(findings, chain)).collect(),
        keys: findings.keys.clone(),
        problems: findings.problems.clone(),
        queries: findings.queries.clone(),
        lost_files: findings.lost_files,
    }
}

fn chain_overview(findings: &Findings, chain: &Chain) -> ChainOverview {
    let mut logs = [0; CLASSES];
    let mut listed: Vec<u32> = chain.digests.iter().flat_map(|digest| digest.logs.iter().copied()).collect();
    listed.sort_small();
    listed.dedup();
    for log in listed.iter().filter_map(|log| findings.logs.get(*log as usize)) {
        logs[log.verdict.class().rank()] += 1;
    }
    // A time that no clock can have shown would stretch the time axis beyond use.
    let millis = |moment: &Option<Moment>| {
        moment.as_ref().and_then(|moment| moment.millis).filter(|millis| times::is_possible(*millis))
    };
    ChainOverview {
        name: chain.name.clone(),
        title: statement::title(findings, chain),
        marks: chain
            .digests
            .iter()
            .map(|digest| DigestMark {
                start_millis: millis(&digest.start),
                end_millis: millis(&digest.end),
                class: digest.verdict.class(),
            })
            .collect(),
        proven: chain.proven.clone(),
        holes: chain
            .holes
            .iter()
            .map(|hole| HoleOverview {
                interval: hole.interval,
                logs: hole.logs.len() as u32,
                sentence: hole.sentence.clone(),
            })
            .collect(),
        breaks: chain.breaks.clone(),
        sentences: beside_holes(chain),
        logs,
    }
}

/// Returns the sentences about a chain without those about its holes, which are shown with the
/// holes.
fn beside_holes(chain: &Chain) -> Vec<String> {
    let of_holes: HashSet<String> = chain.holes.iter().map(|hole| capital(&hole.sentence)).collect();
    chain.sentences.iter().filter(|sentence| !of_holes.contains(*sentence)).cloned().collect()
}

impl ListedFindings {
    /// Lists all digests and logs, the most severe class first.
    pub fn of(findings: &Findings) -> ListedFindings {
        let digests = findings.chains.iter().enumerate().flat_map(|(chain, found)| {
            (0..found.digests.len()).map(move |digest| ObjectId::Digest(chain as u32, digest as u32))
        });
        let mut all: Vec<ObjectId> =
            digests.chain((0..findings.logs.len()).map(|log| ObjectId::Log(log as u32))).collect();
        all.sort_by_cached_key(|which| {
            file(findings, *which).map(|file| (file.class.rank(), file.kind, file.object))
        });
        ListedFindings(all)
    }

    /// Returns the part of the list that a request asks for.
    pub fn list(&self, findings: &Findings, ask: &IntegrityListRequest) -> IntegrityList {
        let needle = ask.containing.trim().to_ascii_lowercase();
        let listed = ask.listed_by.map(|digest| logs_of(findings, digest).collect::<HashSet<u32>>());
        let (mut total, mut rows) = (0, Vec::new());
        for which in &self.0 {
            let Some(file) = file(findings, *which) else { continue };
            let is_listed =
                |listed: &HashSet<u32>| matches!(which, ObjectId::Log(log) if listed.contains(log));
            let is_wanted = listed.as_ref().is_none_or(is_listed)
                && ask.kind.is_none_or(|kind| kind == file.kind)
                && ask.class.is_none_or(|class| class == file.class)
                && (needle.is_empty() || file.contains(&needle));
            if !is_wanted {
                continue;
            }
            if total >= ask.first && (rows.len() as u32) < ask.limit {
                rows.push(file.row(*which));
            }
            total += 1;
        }
        IntegrityList { total, rows }
    }
}

/// Returns the indices of the logs that a digest lists.
fn logs_of(findings: &Findings, digest: ObjectId) -> impl Iterator<Item = u32> {
    let ObjectId::Digest(chain, digest) = digest else { return [].iter().copied() };
    let found = findings.chains.get(chain as usize).and_then(|chain| chain.digests.get(digest as usize));
    found.map_or(&[][..], |digest| &digest.logs).iter().copied()
}

/// The facts about a digest or log that the list needs.
struct ListedFile<'f> {
    kind: FileKind,
    object: &'f str,
    places: &'f [FilePlace],
    class: Class,
    verdict: &'f dyn std::fmt::Display,
    millis: Option<i64>,
}

fn file(findings: &Findings, which: ObjectId) -> Option<ListedFile<'_>> {
    match which {
        ObjectId::Digest(chain, digest) => {
            let digest = findings.chains.get(chain as usize)?.digests.get(digest as usize)?;
            Some(ListedFile {
                kind: FileKind::Digest,
                object: &digest.object.key,
                places: &digest.places,
                class: digest.verdict.class(),
                verdict: &digest.verdict,
                millis: digest.end.as_ref().and_then(|moment| moment.millis),
            })
        }
        ObjectId::Log(log) => {
            let log = findings.logs.get(log as usize)?;
            Some(ListedFile {
                kind: FileKind::Log,
                object: &log.object.key,
                places: &log.places,
                class: log.verdict.class(),
                verdict: &log.verdict,
                millis: log.delivered_millis,
            })
        }
        ObjectId::Query(_) => None,
    }
}

impl ListedFile<'_> {
    fn contains(&self, needle: &str) -> bool {
        let has = |text: &str| text.to_ascii_lowercase().contains(needle);
        has(self.object) || self.places.iter().any(|place| has(&place.path))
    }

    fn row(&self, which: ObjectId) -> IntegrityRow {
        let place = self.places.first();
        let path = || place.map(|place| place.path.clone()).unwrap_or_default();
        IntegrityRow {
            which,
            kind: self.kind,
            object: if self.object.is_empty() { path() } else { self.object.to_owned() },
            verdict: self.verdict.to_string(),
            class: self.class,
            millis: self.millis,
            file: place.map(|place| place.file),
        }
    }
}

/// Returns the details of one file; `None` if it does not exist.
pub fn detail(findings: &Findings, which: ObjectId) -> Option<IntegrityDetail> {
    Some(match which {
        ObjectId::Digest(chain, digest) => {
            let chain = findings.chains.get(chain as usize)?;
            IntegrityDetail::Digest(chain.name.clone(), Box::new(chain.digests.get(digest as usize)?.clone()))
        }
        ObjectId::Log(log) => {
            let log = findings.logs.get(log as usize)?;
            let listed_by = log.listed_by.iter().filter_map(|&(chain, digest)| {
                let which = ObjectId::Digest(chain, digest);
                let file = file(findings, which)?;
                Some(ListedBy {
                    which,
                    object: file.object.to_owned(),
                    verdict: file.verdict.to_string(),
                    class: file.class,
                })
            });
            IntegrityDetail::Log(Box::new(log.clone()), listed_by.collect())
        }
        ObjectId::Query(query) => {
            IntegrityDetail::Query(Box::new(findings.queries.get(query as usize)?.clone()))
        }
    })
}
