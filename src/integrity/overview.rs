//! The findings in the form that the page requests: totals and marks at once, files in screenfuls,
//! and the details of one file when it is opened.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::commands::{Suggestion, suggestions};
use super::findings::{
    Break, CLASSES, Chain, ChainName, Class, DigestFinding, DocumentProblem, Findings, Interval, KeyFinding,
    LogFinding, ObjectId, QueryFinding, VerdictCounts,
};
use super::{statement, times};
use crate::base::small_sort::SmallSort;
use crate::model::FileNumber;

/// The part of the findings that is shown before anything is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityOverview {
    /// Totals by verdict.
    pub counts: VerdictCounts,
    /// Sentences that an auditor can quote.
    pub statement: Vec<String>,
    /// Commands that fetch what is missing.
    pub suggestions: Vec<Suggestion>,
    /// The chains.
    pub chains: Vec<ChainOverview>,
    /// The supplied public keys.
    pub keys: Vec<KeyFinding>,
    /// Documents that could not be used.
    pub problems: Vec<DocumentProblem>,
    /// CloudTrail Lake queries.
    pub queries: Vec<QueryFinding>,
    /// Number of files whose evidence was lost.
    pub lost_files: u32,
}

impl IntegrityOverview {
    /// Returns the overall result; it is verified only if everything is.
    pub fn class(&self) -> Class {
        let VerdictCounts { digests_invalid, logs_invalid, logs_not_covered, .. } = self.counts;
        let of_queries = self.queries.iter().map(QueryFinding::class);
        if digests_invalid + logs_invalid > 0 || of_queries.clone().any(|class| class == Class::Invalid) {
            return Class::Invalid;
        }
        let mut classes: Vec<Class> =
            self.chains.iter().map(ChainOverview::worst).chain(of_queries).collect();
        if logs_not_covered > 0 || self.lost_files > 0 || self.chains.is_empty() && self.counts.logs() > 0 {
            classes.push(Class::Unproven);
        }
        // Nothing is known about files that are missing or not covered.
        match classes.into_iter().min_by_key(|class| class.rank()) {
            Some(class @ (Class::Verified | Class::FoundKey)) => class,
            _ => Class::Unproven,
        }
    }
}

/// A chain of digests over time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainOverview {
    /// The name of the chain.
    pub name: ChainName,
    /// The title in words.
    pub title: String,
    /// A mark for each digest, in the order of [`Chain::digests`].
    pub marks: Vec<DigestMark>,
    /// The periods that verified digests prove.
    pub proven: Vec<Interval>,
    /// The periods that no verified digest proves.
    pub holes: Vec<HoleOverview>,
    /// The places where digests do not fit together.
    pub breaks: Vec<Break>,
    /// Statements about the chain, except those about its holes.
    pub sentences: Vec<String>,
    /// Number of log files that its digests list, by class, in the order of [`Class::ALL`].
    pub logs: [u32; CLASSES],
}

/// A digest as a mark on the time axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestMark {
    /// The start of the period that it covers, in milliseconds since 1970 UTC.
    pub start_millis: Option<i64>,
    /// The end of that period.
    pub end_millis: Option<i64>,
    /// The class of its verdict.
    pub class: Class,
}

/// A period about which nothing is proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoleOverview {
    /// The period.
    pub interval: Interval,
    /// Number of log files delivered in it.
    pub logs: u32,
    /// The hole in a sentence.
    pub sentence: String,
}

/// A request for part of the list of files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityListRequest {
    /// Only digests, or only logs; `None` for both.
    pub kind: Option<FileKind>,
    /// Only files of this class.
    pub class: Option<Class>,
    /// Only log files that this digest lists.
    pub listed_by: Option<ObjectId>,
    /// Only files whose object or path contains this text, ignoring ASCII case.
    pub containing: String,
    /// Number of rows to skip.
    pub first: u32,
    /// Maximum number of rows to return.
    pub limit: u32,
}

/// A digest or a log file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FileKind {
    /// A digest.
    Digest,
    /// A log file.
    Log,
}

/// A part of the list of files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityList {
    /// Total number of matching files.
    pub total: u32,
    /// The requested rows, by class: INVALID, missing, not covered, unproven, verified by a found
    /// key, verified; within one class by object.
    pub rows: Vec<IntegrityRow>,
}

/// A file in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityRow {
    /// Identifies the file's finding.
    pub which: ObjectId,
    /// The kind of file.
    pub kind: FileKind,
    /// The key of the S3 object; the path if the key is unknown.
    pub object: String,
    /// The verdict.
    pub verdict: String,
    /// The class of the verdict.
    pub class: Class,
    /// The time of delivery of a log, or the end of a digest's period.
    pub millis: Option<i64>,
    /// The number of the dropped file; `None` if it is missing.
    pub file: Option<FileNumber>,
}

/// The details of one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IntegrityDetail {
    /// A digest, and the name of its chain.
    Digest(ChainName, Box<DigestFinding>),
    /// A log, and the digests that list it.
    Log(Box<LogFinding>, Vec<ListedBy>),
    /// The files of a query.
    Query(Box<QueryFinding>),
}

/// A digest that lists a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedBy {
    /// Identifies the digest's finding.
    pub which: ObjectId,
    /// Its object's key.
    pub object: String,
    /// Its verdict.
    pub verdict: String,
    /// The class of its verdict.
    pub class: Class,
}

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
    let millis = |moment: &Option<super::findings::Moment>| {
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
    let of_holes: HashSet<String> =
        chain.holes.iter().map(|hole| statement::capital(&hole.sentence)).collect();
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
    places: &'f [super::findings::FilePlace],
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
