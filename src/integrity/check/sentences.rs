//! The sentences about each chain, and about its holes and breaks.

use crate::base::small_sort::SmallSort;
use crate::base::text;
use crate::integrity::model::findings::{
    Break, BreakKind, Chain, Class, DigestFinding, DigestVerdict, Findings, Hole, Lacking, LogFinding,
    LogVerdict,
};
use crate::integrity::model::times;

/// The words for a verdict by an untrusted key.
pub(in crate::integrity) const BY_FOUND_KEY: &str = "verified by a key found among the logs";

/// Rewrites the sentences of every chain, hole and break from the other members of the findings.
/// They quote no file; everything that they name is in another member, so that the sentences of
/// redacted findings contain only redacted names.
pub(crate) fn write_sentences(findings: &mut Findings) {
    for chain in &mut findings.chains {
        for hole in &mut chain.holes {
            hole.sentence = of_hole(hole, &chain.digests, chain.name.is_backfill);
        }
        for found in &mut chain.breaks {
            let earlier = found.before.and_then(|before| chain.digests.get(before as usize));
            if let Some(later) = chain.digests.get(found.after as usize) {
                found.sentence = of_break(found.kind, earlier, later);
            }
        }
        chain.sentences = of_chain(chain, &findings.logs);
    }
}

/// Returns the sentences about a chain, apart from its holes and breaks.
fn of_chain(chain: &Chain, logs: &[LogFinding]) -> Vec<String> {
    let mut out = Vec::new();
    match chain.proven.as_slice() {
        [] => out.push("No digest of this chain is verified, so it proves nothing.".to_owned()),
        proven => {
            let spans: Vec<String> = proven.iter().map(|span| times::span_in_words(*span)).collect();
            out.push(format!("Deliveries are proven for {}.", spans.join("; ")));
        }
    }
    if let Some(last) = chain.proven.last() {
        out.push(format!(
            "The verified digests end at {}; nothing later is proven.",
            times::in_words(last.until_millis)
        ));
    }
    let unproven = with_verdict(chain, &|verdict| *verdict == DigestVerdict::Unproven(Lacking::Signature));
    if unproven > 0 {
        out.push(format!(
            "{} unproven, not INVALID: nothing here holds {} signature. head-object of S3 tells it.",
            are_things(unproven, "digest"),
            if unproven == 1 { "its" } else { "their" }
        ));
    }
    let found_key = with_verdict(chain, &|verdict| matches!(verdict, DigestVerdict::FoundKey(_)));
    if found_key > 0 {
        out.push(format!("{} {BY_FOUND_KEY}, which proves nothing yet.", are_things(found_key, "digest")));
    }
    out.extend(of_times(chain));
    out.extend(chain.holes.iter().map(|hole| capital(&hole.sentence)));
    out.extend(chain.breaks.iter().map(|found: &Break| capital(&found.sentence)));
    let missing = chain
        .digests
        .iter()
        .flat_map(|digest| &digest.logs)
        .filter(|log| logs.get(**log as usize).is_some_and(|log| log.verdict == LogVerdict::Missing))
        .count() as u32;
    if missing > 0 {
        out.push(format!(
            "{} that its digests list {} not here.",
            count(missing, "log file"),
            if missing == 1 { "is" } else { "are" }
        ));
    }
    out
}

fn with_verdict(chain: &Chain, wanted: &dyn Fn(&DigestVerdict) -> bool) -> u32 {
    chain.digests.iter().filter(|digest| wanted(&digest.verdict)).count() as u32
}

/// Returns sentences about oddities in the periods that digests claim to cover.
fn of_times(chain: &Chain) -> Vec<String> {
    let (mut impossible, mut too_long) = (0, Vec::new());
    for digest in chain.digests.iter().filter(|digest| digest.verdict.class() == Class::Verified) {
        let Some((start, end)) = digest.start.as_ref().zip(digest.end.as_ref()) else { continue };
        match times::possible_interval(start, end) {
            None => impossible += 1,
            Some(interval) if times::is_too_long(interval) => too_long.push(interval),
            Some(_) => {}
        }
    }
    let mut out = Vec::new();
    if impossible > 0 {
        out.push(format!(
            "{} verified and says a time that no clock can have shown; it proves nothing about any time.",
            are_things(impossible, "digest")
        ));
    }
    if let Some(longest) = too_long.iter().max_by_key(|interval| interval.until_millis - interval.from_millis)
    {
        out.push(format!(
            "{} says that it covers more than an hour, which CloudTrail's digests do not: up to {}, {}.",
            count(too_long.len() as u32, "verified digest"),
            times::duration_in_words(*longest),
            times::span_in_words(*longest)
        ));
    }
    out
}

/// Returns the sentence about a hole, with the reasons for it.
fn of_hole(hole: &Hole, digests: &[DigestFinding], is_backfill: bool) -> String {
    let inside = |digest: &&DigestFinding| {
        let end = digest.end.as_ref().and_then(|end| end.millis);
        end.is_some_and(|end| end > hole.interval.from_millis && end <= hole.interval.until_millis)
    };
    let mut reasons: Vec<&str> = digests
        .iter()
        .filter(inside)
        .filter_map(|digest| match digest.verdict.class() {
            Class::Unproven => Some("unproven"),
            Class::FoundKey => Some(BY_FOUND_KEY),
            Class::Invalid => Some("INVALID"),
            Class::Missing => Some("missing"),
            Class::Verified | Class::NotCovered => None,
        })
        .collect();
    reasons.sort_small();
    reasons.dedup();
    let span = times::span_in_words(hole.interval);
    let kind = if is_backfill { "backfill digest" } else { "digest" };
    let because = if reasons.is_empty() {
        String::new()
    } else {
        format!(" (a digest of that time is {})", reasons.join(", another "))
    };
    let logs = hole.logs.len() as u32;
    let there = match logs {
        0 => "no log file that is here was delivered then".to_owned(),
        1 => "1 log file lies there".to_owned(),
        _ => format!("{logs} log files lie there"),
    };
    format!("no verified {kind} proves anything about {span}{because}; {there}.")
}

/// Returns the sentence about a break.
fn of_break(kind: BreakKind, before: Option<&DigestFinding>, after: &DigestFinding) -> String {
    let time = |digest: &DigestFinding| {
        let end = digest.end.as_ref();
        end.and_then(|end| end.millis).map_or_else(|| "unknown time".to_owned(), times::in_words)
    };
    let later = time(after);
    let earlier = before.map_or_else(|| "another time".to_owned(), time);
    match kind {
        BreakKind::Restart => format!(
            "the digest of {later} begins a new chain: validation was enabled, or logging started, again; nothing links it to the digest of {earlier}."
        ),
        BreakKind::Hash => {
            format!("the digest of {later} says another hash of the digest of {earlier} than that has.")
        }
        BreakKind::Signature => {
            format!(
                "the digest of {later} holds another signature of the digest of {earlier} than its own metadata."
            )
        }
        BreakKind::Time => format!("the digest of {later} does not begin when the digest of {earlier} ends."),
        BreakKind::Missing => {
            format!("the digest of {earlier}, which that of {later} continues, is not here.")
        }
        BreakKind::Bucket => format!("before the digest of {later} the trail delivered to another bucket."),
        BreakKind::Prefix => {
            format!("before the digest of {later} the trail delivered under another prefix.")
        }
        BreakKind::OtherChain => format!(
            "the digest of {later} names as the one before it a digest of another trail, account or Region: that is no link of this chain."
        ),
        BreakKind::NoName => format!(
            "the digest of {later} holds something of a digest before it, but not which that is: nothing links it to any."
        ),
    }
}

pub(in crate::integrity) fn count(number: u32, thing: &str) -> String {
    text::counted(number.into(), thing, &format!("{thing}s"))
}

pub(in crate::integrity) fn are_things(number: u32, thing: &str) -> String {
    format!("{} {}", count(number, thing), if number == 1 { "is" } else { "are" })
}

/// Returns a sentence with a capital first letter.
pub fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
