//! The findings as the page gets them: sums and marks at once, files by the
//! screenful, and everything about one file when it is opened.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use super::commands::{Suggestion, suggestions};
use super::findings::{
    Break, CLASSES, Chain, ChainName, Class, Counts, DigestFinding, DocumentProblem, Findings, Interval,
    KeyFinding, LogFinding, QueryFinding, Which,
};
use super::{statement, times};
use crate::in_order::InOrder;
use crate::protocol::FileNumber;

/// What is drawn of the findings before anything is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityOverview {
    /// How many of everything.
    pub counts: Counts,
    /// Sentences that an auditor may quote.
    pub statement: Vec<String>,
    /// What would get what is missing.
    pub suggestions: Vec<Suggestion>,
    /// Each chain.
    pub chains: Vec<ChainOverview>,
    /// The public keys that were supplied.
    pub keys: Vec<KeyFinding>,
    /// Documents that could not be used.
    pub problems: Vec<DocumentProblem>,
    /// CloudTrail Lake queries.
    pub queries: Vec<QueryFinding>,
    /// Files whose evidence is gone.
    pub lost_files: u32,
}

impl IntegrityOverview {
    /// The result as a whole in a word: verified only where everything is.
    pub fn class(&self) -> Class {
        let Counts { digests_invalid, logs_invalid, logs_not_covered, .. } = self.counts;
        let of_queries = self.queries.iter().map(QueryFinding::class);
        if digests_invalid + logs_invalid > 0 || of_queries.clone().any(|class| class == Class::Invalid) {
            return Class::Invalid;
        }
        let mut classes: Vec<Class> =
            self.chains.iter().map(ChainOverview::worst).chain(of_queries).collect();
        if logs_not_covered > 0 || self.lost_files > 0 || self.chains.is_empty() && self.counts.logs() > 0 {
            classes.push(Class::Unproven);
        }
        // Of what is missing or not covered nothing is known.
        match classes.into_iter().min_by_key(|class| class.rank()) {
            Some(class @ (Class::Verified | Class::FoundKey)) => class,
            _ => Class::Unproven,
        }
    }
}

/// A chain of digests along time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainOverview {
    /// Which.
    pub name: ChainName,
    /// In words.
    pub title: String,
    /// A mark for each digest, in the order of [`Chain::digests`].
    pub marks: Vec<DigestMark>,
    /// The times that verified digests prove.
    pub proven: Vec<Interval>,
    /// The times that none does.
    pub holes: Vec<HoleOverview>,
    /// Where digests do not fit each other.
    pub breaks: Vec<Break>,
    /// What is to be said of it beside its holes.
    pub sentences: Vec<String>,
    /// Of the log files that its digests list, how many are of each class, in
    /// the order of [`Class::ALL`].
    pub logs: [u32; CLASSES],
}

/// A digest as a mark on a line of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestMark {
    /// From when on it covers deliveries; milliseconds since 1970 UTC.
    pub start_millis: Option<i64>,
    /// Until when.
    pub end_millis: Option<i64>,
    /// The verdict in a word.
    pub class: Class,
}

/// A time about which nothing is proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoleOverview {
    /// When.
    pub interval: Interval,
    /// How many log files lie in it.
    pub logs: u32,
    /// In a sentence.
    pub sentence: String,
}

/// Which files are to be listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityListAsk {
    /// Only digests, or only logs; both where neither is said.
    pub kind: Option<FileKind>,
    /// Only those of a class.
    pub class: Option<Class>,
    /// Only the log files that this digest lists.
    pub listed_by: Option<Which>,
    /// Only those whose object or path contains this, ignoring ASCII case.
    pub containing: String,
    /// How many to pass over.
    pub first: u32,
    /// How many at most.
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

/// Some of the files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityList {
    /// How many there are in all.
    pub total: u32,
    /// Those that were asked for: INVALID ones first, then missing, not
    /// covered, unproven and verified ones, and of one class by object.
    pub rows: Vec<IntegrityRow>,
}

/// A file in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IntegrityRow {
    /// Which.
    pub which: Which,
    /// What it is.
    pub kind: FileKind,
    /// The key of the S3 object; the path where that is not known.
    pub object: String,
    /// The verdict.
    pub verdict: String,
    /// In a word.
    pub class: Class,
    /// When it was delivered, or until when the digest covers deliveries.
    pub millis: Option<i64>,
    /// The dropped file.
    pub file: Option<FileNumber>,
}

/// Everything about one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum IntegrityDetail {
    /// Of a digest, and the chain that it is in.
    Digest(ChainName, Box<DigestFinding>),
    /// Of a log, and the digests that list it.
    Log(Box<LogFinding>, Vec<ListedBy>),
    /// Of a query's files.
    Query(Box<QueryFinding>),
}

/// A digest that lists a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedBy {
    /// The digest.
    pub which: Which,
    /// Its object's key.
    pub object: String,
    /// Its verdict.
    pub verdict: String,
    /// In a word.
    pub class: Class,
}

/// The files of the findings, in the order of the list.
#[derive(Debug, Default)]
pub struct Listing(Vec<Which>);

/// What is drawn first.
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
    listed.put_in_order();
    listed.dedup();
    for log in listed.iter().filter_map(|log| findings.logs.get(*log as usize)) {
        logs[log.verdict.class().rank()] += 1;
    }
    // What no clock can have shown would make the line of time a desert.
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

/// What is said of a chain, without the sentences of its holes: those stand
/// with the holes.
fn beside_holes(chain: &Chain) -> Vec<String> {
    let of_holes: HashSet<String> =
        chain.holes.iter().map(|hole| statement::capital(&hole.sentence)).collect();
    chain.sentences.iter().filter(|sentence| !of_holes.contains(*sentence)).cloned().collect()
}

impl Listing {
    /// All digests and logs, the worst first.
    pub fn of(findings: &Findings) -> Listing {
        let digests = findings.chains.iter().enumerate().flat_map(|(chain, found)| {
            (0..found.digests.len()).map(move |digest| Which::Digest(chain as u32, digest as u32))
        });
        let mut all: Vec<Which> =
            digests.chain((0..findings.logs.len()).map(|log| Which::Log(log as u32))).collect();
        all.sort_by_cached_key(|which| {
            file(findings, *which).map(|file| (file.class.rank(), file.kind, file.object))
        });
        Listing(all)
    }

    /// Some of them.
    pub fn list(&self, findings: &Findings, ask: &IntegrityListAsk) -> IntegrityList {
        let needle = ask.containing.trim().to_ascii_lowercase();
        let listed = ask.listed_by.map(|digest| logs_of(findings, digest).collect::<HashSet<u32>>());
        let (mut total, mut rows) = (0, Vec::new());
        for which in &self.0 {
            let Some(file) = file(findings, *which) else { continue };
            let is_listed = |listed: &HashSet<u32>| matches!(which, Which::Log(log) if listed.contains(log));
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

/// The logs that a digest lists, as indices.
fn logs_of(findings: &Findings, digest: Which) -> impl Iterator<Item = u32> {
    let Which::Digest(chain, digest) = digest else { return [].iter().copied() };
    let found = findings.chains.get(chain as usize).and_then(|chain| chain.digests.get(digest as usize));
    found.map_or(&[][..], |digest| &digest.logs).iter().copied()
}

/// What the list needs of a digest or a log.
struct File<'f> {
    kind: FileKind,
    object: &'f str,
    places: &'f [super::findings::Place],
    class: Class,
    verdict: &'f dyn std::fmt::Display,
    millis: Option<i64>,
}

fn file(findings: &Findings, which: Which) -> Option<File<'_>> {
    match which {
        Which::Digest(chain, digest) => {
            let digest = findings.chains.get(chain as usize)?.digests.get(digest as usize)?;
            Some(File {
                kind: FileKind::Digest,
                object: &digest.object.key,
                places: &digest.places,
                class: digest.verdict.class(),
                verdict: &digest.verdict,
                millis: digest.end.as_ref().and_then(|moment| moment.millis),
            })
        }
        Which::Log(log) => {
            let log = findings.logs.get(log as usize)?;
            Some(File {
                kind: FileKind::Log,
                object: &log.object.key,
                places: &log.places,
                class: log.verdict.class(),
                verdict: &log.verdict,
                millis: log.delivered_millis,
            })
        }
        Which::Query(_) => None,
    }
}

impl File<'_> {
    fn contains(&self, needle: &str) -> bool {
        let has = |text: &str| text.to_ascii_lowercase().contains(needle);
        has(self.object) || self.places.iter().any(|place| has(&place.path))
    }

    fn row(&self, which: Which) -> IntegrityRow {
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

/// Everything about one file; `None` where there is none.
pub fn detail(findings: &Findings, which: Which) -> Option<IntegrityDetail> {
    Some(match which {
        Which::Digest(chain, digest) => {
            let chain = findings.chains.get(chain as usize)?;
            IntegrityDetail::Digest(chain.name.clone(), Box::new(chain.digests.get(digest as usize)?.clone()))
        }
        Which::Log(log) => {
            let log = findings.logs.get(log as usize)?;
            let listed_by = log.listed_by.iter().filter_map(|&(chain, digest)| {
                let which = Which::Digest(chain, digest);
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
        Which::Query(query) => {
            IntegrityDetail::Query(Box::new(findings.queries.get(query as usize)?.clone()))
        }
    })
}
