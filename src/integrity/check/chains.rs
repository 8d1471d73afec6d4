//! The digests of each chain in order, and what they prove together.

use std::collections::{BTreeMap, HashMap};

use super::super::evidence::Exhibit;
use super::super::findings::{
    Break, BreakKind, Chain, ChainName, Class, DigestFinding, DigestVerdict, FileFinding, Findings, Hole,
    Interval, Location, Moment, Object, Which,
};
use super::super::statement;
use super::super::{location, times};
use super::documents::chain_name;
use super::{Case, Item, place};
use crate::in_order::InOrder;

/// CloudTrail delivers a digest every hour.
const HOUR_MILLIS: i64 = 3_600_000;

/// Puts every digest into its chain; the logs are not known yet.
pub(super) fn collect(case: &Case, exhibits: &[Exhibit], findings: &mut Findings) {
    let mut chains: BTreeMap<ChainName, Vec<(DigestFinding, Option<usize>)>> = BTreeMap::new();
    for (number, item) in case.items.iter().enumerate() {
        chains.entry(item.name.clone()).or_default().push((finding(item, exhibits), Some(number)));
    }
    for (object, after) in missing(case) {
        let end = location::digest(&object.key)
            .map(|found| Moment { millis: Some(found.end_millis), text: times::iso(found.end_millis) });
        let name = match location::digest(&object.key) {
            Some(_) => chain_name(&object.key, ""),
            None => case.items[after].name.clone(),
        };
        let digest = DigestFinding {
            places: Vec::new(),
            object,
            start: None,
            end,
            verdict: DigestVerdict::Missing,
            is_starting: false,
            evidence: None,
            logs: Vec::new(),
            notes: Vec::new(),
        };
        chains.entry(name).or_default().push((digest, None));
    }
    for (name, mut digests) in chains {
        digests.put_in_order_by(|(a, _), (b, _)| {
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
            let numbers = item.iter().flat_map(|item| &case.items[*item].exhibits);
            findings.files.extend(numbers.map(|number| FileFinding {
                file: exhibits[*number].file,
                entry: exhibits[*number].entry,
                first_record: exhibits[*number].first_record,
                records: exhibits[*number].records,
                class: digest.verdict.class(),
                finding: Which::Digest(chain_number, place as u32),
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

/// Says in words what the holes are, once the logs are known.
pub(super) fn explain(findings: &mut Findings) {
    // Log files by where and when they were delivered.
    let mut delivered: BTreeMap<(String, String), Vec<(i64, u32)>> = BTreeMap::new();
    for (number, log) in findings.logs.iter().enumerate().filter(|(_, log)| !log.places.is_empty()) {
        if let Some(found) = location::log(&log.object.key) {
            let stream = (found.account.to_owned(), found.region.to_owned());
            delivered.entry(stream).or_default().push((found.delivered_millis, number as u32));
        }
    }
    for logs in delivered.values_mut() {
        logs.put_in_order();
    }
    let mut chains = std::mem::take(&mut findings.chains);
    for chain in &mut chains {
        let stream = (chain.name.account.clone(), chain.name.region.clone());
        let logs = delivered.get(&stream).map_or(&[][..], Vec::as_slice);
        for hole in &mut chain.holes {
            let from = logs.partition_point(|(millis, _)| *millis < hole.interval.from_millis);
            let until = logs.partition_point(|(millis, _)| *millis < hole.interval.until_millis);
            hole.logs = logs[from..until.max(from)].iter().map(|(_, log)| *log).collect();
            hole.sentence = statement::of_hole(hole, &chain.digests, chain.name.is_backfill);
        }
        chain.sentences = statement::of_chain(chain, &findings.logs);
    }
    findings.chains = chains;
}

fn finding(item: &Item, exhibits: &[Exhibit]) -> DigestFinding {
    // What lies in another's place tells nothing of the time of that place.
    let parsed = item.parsed.as_ref().ok().filter(|_| item.location != Location::Differs);
    let by_name = location::digest(&item.object.key)
        .map(|found| Moment { millis: Some(found.end_millis), text: times::iso(found.end_millis) });
    let mut places: Vec<_> = item.exhibits.iter().map(|number| place(&exhibits[*number])).collect();
    places.put_in_order();
    DigestFinding {
        places,
        object: item.object.clone(),
        start: parsed.map(|digest| digest.start.clone()),
        end: parsed.map(|digest| digest.end.clone()).or(by_name),
        // Every item has been judged by now.
        verdict: item.verdict.clone().unwrap_or(DigestVerdict::Missing),
        is_starting: parsed.is_some_and(|digest| digest.previous.is_none()),
        evidence: item.evidence.clone(),
        logs: Vec::new(),
        notes: item.notes.clone(),
    }
}

/// Objects that a digest names as the one before it and that are not there,
/// and who names them. What an INVALID digest says does not count.
fn missing(case: &Case) -> BTreeMap<Object, usize> {
    let mut missing = BTreeMap::new();
    for (number, item) in case.items.iter().enumerate() {
        let Ok(digest) = &item.parsed else { continue };
        let Some(previous) = &digest.previous else { continue };
        let is_here = case.by_slot.contains_key(&location::plain_name(&previous.key));
        if !is_here && item.class() != Class::Invalid {
            missing.entry(previous.clone()).or_insert(number);
        }
    }
    missing
}

fn breaks(
    case: &Case,
    digests: &[(DigestFinding, Option<usize>)],
    places: &HashMap<usize, u32>,
) -> Vec<Break> {
    let mut breaks = Vec::new();
    for (place, (finding, item)) in digests.iter().enumerate() {
        let Some(item) = item.map(|item| &case.items[item]) else { continue };
        let Ok(digest) = &item.parsed else { continue };
        let after = place as u32;
        let mut add = |before: Option<u32>, kind: BreakKind| {
            let earlier = before.and_then(|before| digests.get(before as usize)).map(|(digest, _)| digest);
            let sentence = statement::of_break(kind, earlier, finding);
            breaks.push(Break { before, after, kind, sentence });
        };
        let Some(previous) = &digest.previous else {
            if place > 0 && finding.verdict.class() != Class::Invalid {
                add(Some(after - 1), BreakKind::Restart);
            }
            continue;
        };
        if previous.bucket != digest.object.bucket {
            add(None, BreakKind::Bucket);
        } else if location::prefix(&previous.key) != location::prefix(&digest.object.key) {
            add(None, BreakKind::Prefix);
        }
        let slot = location::plain_name(&previous.key);
        let Some(before) = case.by_slot.get(&slot) else {
            let missing = digests.iter().position(|(earlier, _)| earlier.object == *previous);
            if finding.verdict.class() != Class::Invalid {
                add(missing.map(|missing| missing as u32), BreakKind::Missing);
            }
            continue;
        };
        for number in before {
            let earlier = &case.items[*number];
            let at = places.get(number).copied();
            let differs = |text: &Option<String>, own: &str| {
                text.as_ref().is_some_and(|text| !text.eq_ignore_ascii_case(own))
            };
            if earlier.hash.is_some_and(|hash| differs(&digest.previous_hash, &hash.to_string())) {
                add(at, BreakKind::Hash);
            }
            let mut own = earlier
                .metadata
                .iter()
                .filter_map(|number| case.metadata[*number].metadata.usable_signature());
            if own.any(|own| differs(&digest.previous_signature, own)) {
                add(at, BreakKind::Signature);
            }
            if earlier.location != Location::Differs
                && let Ok(earlier) = &earlier.parsed
                && earlier.end.millis != digest.start.millis
            {
                add(at, BreakKind::Time);
            }
        }
    }
    breaks
}

fn proven(digests: &[DigestFinding]) -> Vec<Interval> {
    let verified = digests.iter().filter(|digest| digest.verdict.class() == Class::Verified);
    let mut intervals: Vec<Interval> = verified.filter_map(interval).collect();
    intervals.put_in_order();
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

/// The time of a digest, if it is one.
fn interval(digest: &DigestFinding) -> Option<Interval> {
    let from_millis = digest.start.as_ref().and_then(|start| start.millis)?;
    let until_millis = digest.end.as_ref().and_then(|end| end.millis)?;
    (from_millis < until_millis).then_some(Interval { from_millis, until_millis })
}

fn holes(digests: &[DigestFinding], proven: &[Interval]) -> Vec<Hole> {
    // Of what is missing or unreadable only the end is known.
    let known = digests.iter().filter_map(|digest| {
        let end = digest.end.as_ref().and_then(|end| end.millis)?;
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
