//! Orders the digests of each chain, and derives what they prove together.

use std::collections::{BTreeMap, HashMap};

use super::breaks::breaks;
use super::documents::chain_name;
use super::sentences::write_sentences;
use super::{CheckContext, Item, place};
use crate::base::small_sort::SmallSort;
use crate::integrity::model::evidence::FileEvidence;
use crate::integrity::model::findings::{
    Chain, ChainName, Class, DigestFinding, DigestVerdict, FileFinding, Findings, Hole, Interval, Location,
    Moment, Object, ObjectId,
};
use crate::integrity::model::times;
use crate::integrity::parse::location;

/// The interval at which CloudTrail delivers digests.
const HOUR_MILLIS: i64 = 3_600_000;

/// Assigns every digest to its chain. The logs are not known yet.
pub(super) fn collect(case: &CheckContext, all_evidence: &[FileEvidence], findings: &mut Findings) {
    let mut sources: Vec<UnassignedDigest> = case
        .items
        .iter()
        .enumerate()
        .map(|(number, item)| UnassignedDigest {
            name: item.name.clone(),
            object: item.object.clone(),
            finding: finding(item, all_evidence),
            item: Some(number),
        })
        .collect();
    let present = sources.len();
    sources.extend(missing(case).into_iter().map(|(object, after)| {
        let by_name = location::digest(&object.key);
        let end = by_name
            .as_ref()
            .map(|found| Moment { millis: Some(found.end_millis), text: times::iso(found.end_millis) });
        let name = match by_name {
            Some(_) => chain_name(&object.key, ""),
            None => case.items[after].name.clone(),
        };
        let finding = DigestFinding {
            places: Vec::new(),
            object: object.clone(),
            start: None,
            end,
            verdict: DigestVerdict::Missing,
            is_starting: false,
            evidence: None,
            logs: Vec::new(),
            notes: Vec::new(),
        };
        UnassignedDigest { name, object, finding, item: None }
    }));
    let mut chains: BTreeMap<ChainName, Vec<(DigestFinding, Option<usize>)>> = BTreeMap::new();
    let names = names_with_buckets(case, &sources, present);
    for (source, name) in sources.into_iter().zip(names) {
        chains.entry(name).or_default().push((source.finding, source.item));
    }
    for (name, mut digests) in chains {
        digests.sort_small_by(|(a, _), (b, _)| {
            let key = |digest: &DigestFinding| digest.end.as_ref().and_then(|end| end.millis);
            key(a).cmp(&key(b)).then_with(|| a.object.cmp(&b.object)).then_with(|| a.places.cmp(&b.places))
        });
        let places: HashMap<usize, u32> = digests
            .iter()
            .enumerate()
            .filter_map(|(place, (_, item))| Some(((*item)?, place as u32)))
            .collect();
        let chain_number = findings.chains.len() as u32;
        for (place, (digest, item)) in digests.iter().enumerate() {
            let numbers = item.iter().flat_map(|item| &case.items[*item].all_evidence);
            findings.files.extend(numbers.map(|number| FileFinding {
                file: all_evidence[*number].file,
                entry: all_evidence[*number].entry,
                first_record: all_evidence[*number].first_record,
                records: all_evidence[*number].records,
                class: digest.verdict.class(),
                finding: ObjectId::Digest(chain_number, place as u32),
            }));
        }
        let breaks = breaks(case, &digests, &places);
        let digests: Vec<DigestFinding> = digests.into_iter().map(|(digest, _)| digest).collect();
        let proven = proven(&digests);
        findings.chains.push(Chain {
            name,
            holes: holes(&digests, &proven),
            proven,
            breaks,
            digests,
            sentences: Vec::new(),
        });
    }
}

/// A digest that is about to be assigned to a chain.
struct UnassignedDigest {
    name: ChainName,
    object: Object,
    finding: DigestFinding,
    item: Option<usize>,
}

/// Returns the chain name of each source. Digests of one trail, account and Region in two buckets,
/// or under two prefixes, form two chains, unless one continues the other: a trail may be moved to
/// another bucket.
fn names_with_buckets(case: &CheckContext, sources: &[UnassignedDigest], present: usize) -> Vec<ChainName> {
    type ChainPlace = (ChainName, String, String);
    let place = |source: &UnassignedDigest| -> ChainPlace {
        let prefix = location::prefix(&source.object.key).to_owned();
        (source.name.clone(), source.object.bucket.clone(), prefix)
    };
    let mut places: Vec<ChainPlace> = sources.iter().map(place).collect();
    // A file that is not a valid digest names no bucket; it is assigned to the only known place.
    let mut known: HashMap<ChainName, Option<ChainPlace>> = HashMap::new();
    for place in places.iter().filter(|(_, bucket, _)| !bucket.is_empty()) {
        let only = known.entry(place.0.clone()).or_insert_with(|| Some(place.clone()));
        if only.as_ref().is_some_and(|only| only != place) {
            *only = None;
        }
    }
    for place in places.iter_mut().filter(|(_, bucket, _)| bucket.is_empty()) {
        if let Some(Some(only)) = known.get(&place.0) {
            *place = only.clone();
        }
    }
    // The representative of each group of places (a union-find forest).
    let mut groups: HashMap<ChainPlace, ChainPlace> = HashMap::new();
    fn top<'g>(groups: &'g HashMap<ChainPlace, ChainPlace>, of: &'g ChainPlace) -> &'g ChainPlace {
        let mut at = of;
        while let Some(above) = groups.get(at).filter(|above| *above != at) {
            at = above;
        }
        at
    }
    let mut join = |one: &ChainPlace, other: &ChainPlace| {
        let (one, other) = (top(&groups, one).clone(), top(&groups, other).clone());
        if one != other && one.0 == other.0 {
            groups.insert(one, other);
        }
    };
    let mut missing: HashMap<&Object, usize> = HashMap::new();
    for (number, source) in sources.iter().enumerate().skip(present) {
        missing.insert(&source.object, number);
    }
    for (number, item) in case.items.iter().enumerate() {
        let Some(previous) = item.parsed.as_ref().ok().and_then(|digest| digest.previous.as_ref()) else {
            continue;
        };
        for before in &item.previous {
            if case.says_hash(number, &case.items[*before]) == Some(true) {
                join(&places[number], &places[*before]);
            }
        }
        if item.class() == Class::Verified
            && let Some(before) = missing.get(previous)
        {
            join(&places[number], &places[*before]);
        }
    }
    // A chain is named after the bucket of its newest digest.
    let mut newest: HashMap<ChainPlace, (Option<i64>, String, String)> = HashMap::new();
    for (source, place) in sources.iter().zip(&places) {
        let end = source.finding.end.as_ref().and_then(|end| end.millis);
        let this = (end, place.1.clone(), place.2.clone());
        let held = newest.entry(top(&groups, place).clone()).or_insert_with(|| this.clone());
        if *held < this {
            *held = this;
        }
    }
    let name = |place: &ChainPlace| {
        let (bucket, prefix) = newest
            .get(top(&groups, place))
            .map_or_else(Default::default, |(_, bucket, prefix)| (bucket.clone(), prefix.clone()));
        ChainName { bucket, prefix, ..place.0.clone() }
    };
    places.iter().map(name).collect()
}

/// Writes the sentences about holes, once the logs are known.
pub(super) fn explain(findings: &mut Findings) {
    // Delivery times of log files, by account and Region.
    let mut delivered: BTreeMap<(String, String), Vec<(i64, u32)>> = BTreeMap::new();
    for (number, log) in findings.logs.iter().enumerate().filter(|(_, log)| !log.places.is_empty()) {
        if let Some(found) = location::log(&log.object.key) {
            let stream = (found.account.to_owned(), found.region.to_owned());
            delivered.entry(stream).or_default().push((found.delivered_millis, number as u32));
        }
    }
    for logs in delivered.values_mut() {
        logs.sort_small();
    }
    let mut chains = std::mem::take(&mut findings.chains);
    for chain in &mut chains {
        let stream = (chain.name.account.clone(), chain.name.region.clone());
        let logs = delivered.get(&stream).map_or(&[][..], Vec::as_slice);
        for hole in &mut chain.holes {
            let from = logs.partition_point(|(millis, _)| *millis < hole.interval.from_millis);
            let until = logs.partition_point(|(millis, _)| *millis < hole.interval.until_millis);
            hole.logs = logs[from..until.max(from)].iter().map(|(_, log)| *log).collect();
        }
    }
    findings.chains = chains;
    write_sentences(findings);
}

fn finding(item: &Item, all_evidence: &[FileEvidence]) -> DigestFinding {
    // A file in another object's place says nothing about the time of that place.
    let parsed = item.parsed.as_ref().ok().filter(|_| item.location != Location::Differs);
    let by_name = location::digest(&item.object.key)
        .map(|found| Moment { millis: Some(found.end_millis), text: times::iso(found.end_millis) });
    let mut places: Vec<_> = item.all_evidence.iter().map(|number| place(&all_evidence[*number])).collect();
    places.sort_small();
    DigestFinding {
        places,
        object: item.object.clone(),
        start: parsed.map(|digest| digest.start.clone()),
        end: parsed.map(|digest| digest.end.clone()).or(by_name),
        // Every item has been judged at this point.
        verdict: item.verdict.clone().unwrap_or(DigestVerdict::Missing),
        is_starting: parsed.is_some_and(|digest| digest.is_starting),
        evidence: item.evidence.clone(),
        logs: Vec::new(),
        notes: item.notes.clone(),
    }
}

/// Returns the objects that a digest names as the previous one and that are not there, each with
/// the digest that names it. Claims of INVALID digests are ignored.
fn missing(case: &CheckContext) -> BTreeMap<Object, usize> {
    let mut missing = BTreeMap::new();
    for (number, item) in case.items.iter().enumerate() {
        let Ok(digest) = &item.parsed else { continue };
        let Some(previous) = &digest.previous else { continue };
        if item.previous.is_empty() && *previous != item.object && item.class() != Class::Invalid {
            missing.entry(previous.clone()).or_insert(number);
        }
    }
    missing
}

fn proven(digests: &[DigestFinding]) -> Vec<Interval> {
    let verified = digests.iter().filter(|digest| digest.verdict.class() == Class::Verified);
    let mut intervals: Vec<Interval> = verified.filter_map(interval).collect();
    intervals.sort_small();
    let mut joined: Vec<Interval> = Vec::new();
    for interval in intervals {
        match joined.last_mut() {
            Some(last) if interval.from_millis <= last.until_millis => {
                last.until_millis = last.until_millis.max(interval.until_millis);
            }
            _ => joined.push(interval),
        }
    }
    joined
}

/// Returns the period of a digest, if a clock can have shown it.
fn interval(digest: &DigestFinding) -> Option<Interval> {
    times::possible_interval(digest.start.as_ref()?, digest.end.as_ref()?)
}

fn holes(digests: &[DigestFinding], proven: &[Interval]) -> Vec<Hole> {
    // Only the end of a missing or unreadable digest is known.
    let known = digests.iter().filter_map(|digest| {
        let end = digest.end.as_ref().and_then(|end| end.millis);
        let end = end.filter(|end| times::is_possible(*end))?;
        Some(interval(digest).unwrap_or(Interval { from_millis: end - HOUR_MILLIS, until_millis: end }))
    });
    let (mut first, mut last) = (i64::MAX, i64::MIN);
    for interval in known {
        first = first.min(interval.from_millis);
        last = last.max(interval.until_millis);
    }
    let mut holes = Vec::new();
    let mut at = first;
    for interval in proven.iter().copied().chain([Interval { from_millis: last, until_millis: last }]) {
        if at < interval.from_millis && first < last {
            holes.push(Hole {
                interval: Interval { from_millis: at, until_millis: interval.from_millis },
                logs: Vec::new(),
                sentence: String::new(),
            });
        }
        at = at.max(interval.until_millis);
    }
    holes
}
