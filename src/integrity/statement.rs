//! States the findings in sentences that an auditor can quote. No sentence claims more than was
//! checked.

use super::findings::{
    Break, BreakKind, Chain, ChainName, Class, DigestFinding, DigestVerdict, Findings, Hole, KeyFinding,
    KeyOrigin, Lacking, LogFinding, LogVerdict,
};
use super::public_key::LEAST_BITS;
use super::times;
use crate::base::small_sort::SmallSort;
use crate::base::text;

/// Returns the statement of the overall result.
pub fn summary(findings: &Findings) -> Vec<String> {
    let counts = &findings.counts;
    let digests = counts.digests();
    let logs = findings.logs.len() as u32;
    if digests == 0 && logs == 0 && !findings.queries.is_empty() {
        let mut out = vec![of_queries(findings)];
        out.extend(of_lost(findings));
        out.extend(of_keys(findings));
        return out;
    }
    if digests == 0 {
        let nothing = format!(
            "No digest is here, so nothing is proven about {}: whether they are authentic and complete cannot be told.",
            count(logs, "log file")
        );
        let queries = (!findings.queries.is_empty()).then(|| of_queries(findings));
        return [nothing].into_iter().chain(of_lost(findings)).chain(queries).collect();
    }
    let mut out = vec![authenticity(findings)];
    out.extend(of_lost(findings));
    let are = |number: u32, what: &str| {
        (number > 0).then(|| {
            format!("{} {} {what}", text::count(number.into()), if number == 1 { "is" } else { "are" })
        })
    };
    out.push(parts(
        digests,
        "digest",
        [
            are(counts.digests_verified, "verified"),
            are(counts.digests_found_key, BY_FOUND_KEY),
            are(counts.digests_unproven, "unproven"),
            are(counts.digests_invalid, "INVALID"),
            are(counts.digests_missing, "missing"),
        ],
    ));
    out.push(parts(
        logs,
        "log file",
        [
            are(counts.logs_verified, "verified"),
            are(counts.logs_found_key, BY_FOUND_KEY),
            are(counts.logs_unproven, "unproven, because the digest that lists it is not verified"),
            are(counts.logs_invalid, "INVALID"),
            are(counts.logs_missing, "missing or unreadable"),
            are(counts.logs_not_covered, "not covered by any digest supplied"),
        ],
    ));
    if !findings.queries.is_empty() {
        out.push(of_queries(findings));
    }
    let keys = of_keys(findings);
    if !keys.is_empty() {
        out.extend(keys);
        out.push(
            "The bucket of each file is the one that its digest names; nothing here proves it.".to_owned(),
        );
    }
    out
}

const BY_FOUND_KEY: &str = "verified by a key found among the logs";

const KEYS_AS_SUPPLIED: &str = "The public keys were supplied with the files: that they are those of AWS is as certain as where they came from.";

/// Returns sentences about the origin of the keys, and about what keys among the logs prove.
fn of_keys(findings: &Findings) -> Vec<String> {
    if findings.keys.is_empty() {
        return Vec::new();
    }
    let mut out = vec![KEYS_AS_SUPPLIED.to_owned()];
    let (trusted, untrusted): (Vec<_>, Vec<_>) = findings.keys.iter().partition(|key| key.is_trusted);
    let trusted: Vec<_> = trusted.into_iter().filter(|key| key.origin != KeyOrigin::Apart).collect();
    if let Some(files) = files_of(&untrusted) {
        out.push(format!(
            "Public keys lie among the logs, in an archive or in a packed file ({files}): anyone who could write the logs could write these keys, so they prove nothing until you trust the file that they are in."
        ));
    }
    if let Some(files) = files_of(&trusted) {
        out.push(format!(
            "Public keys that lie among the logs, in an archive or in a packed file ({files}) were trusted by hand: what is verified by them is as certain as that decision."
        ));
    }
    out
}

/// Returns the first file of the keys and the number of the others; `None` without keys.
fn files_of(keys: &[&KeyFinding]) -> Option<String> {
    let mut places: Vec<&str> = keys.iter().map(|key| key.path.as_str()).collect();
    places.sort_small();
    places.dedup();
    let (first, others) = places.split_first()?;
    Some(match others.len() as u64 {
        0 => (*first).to_owned(),
        more => format!("{first} and {}", text::counted(more, "other file", "other files")),
    })
}

/// Returns a sentence about lost evidence; `None` if none was lost.
fn of_lost(findings: &Findings) -> Option<String> {
    let files = u64::from(findings.lost_files);
    (files > 0).then(|| {
        format!(
            "The worker that had read {} ended, and what it knew of them is gone: digests, log files, signatures and public keys may have been among them. Load the files again to have them judged.",
            text::counted(files, "file", "files")
        )
    })
}

/// Returns a sentence about the results of CloudTrail Lake queries.
fn of_queries(findings: &Findings) -> String {
    let total = findings.queries.len() as u64;
    let verified = findings.queries.iter().filter(|query| query.class() == Class::Verified).count() as u64;
    let queries = text::counted(total, "CloudTrail Lake query", "CloudTrail Lake queries");
    match (total, verified) {
        (1, 1) => "The results of the CloudTrail Lake query are verified.".to_owned(),
        (1, _) => "The results of the CloudTrail Lake query are not verified: see what is said of its files."
            .to_owned(),
        _ if verified == total => format!("The results of all {queries} are verified."),
        _ => format!(
            "Of {queries}, {} verified with all their results; see what is said of the others.",
            if verified == 1 { "1 is".to_owned() } else { format!("{} are", text::count(verified)) }
        ),
    }
}

fn authenticity(findings: &Findings) -> String {
    let counts = &findings.counts;
    let faults = counts.digests_invalid + counts.logs_invalid;
    let mut breaks = findings.chains.iter().flat_map(|chain| &chain.breaks);
    let differs = findings.logs.iter().any(|log| log.verdict == LogVerdict::DiffersFromUnproven);
    let contradicts =
        differs || breaks.any(|found| found.kind.is_fault() && found.kind != BreakKind::Missing);
    let gaps = counts.digests_missing + counts.logs_missing > 0
        || findings.chains.iter().any(|chain| !chain.holes.is_empty());
    if counts.digests_verified == 0 && counts.digests_found_key > 0 {
        return format!(
            "Verified only by public keys found among the logs, which proves nothing about who wrote them: {} signed with such keys. Supply the keys of AWS from a folder of their own, or say that you trust the file with these.",
            are_things(counts.digests_found_key, "digest")
        );
    }
    if counts.digests_verified == 0 {
        let why = without_verified(findings);
        return if faults == 0 && !contradicts {
            format!(
                "Consistent, not authenticated: {why}; digests and log files agree with each other, which proves nothing about who wrote them."
            )
        } else {
            format!("Neither consistent nor authenticated: {why}, and some files contradict others.")
        };
    }
    if faults > 0 {
        return format!(
            "Not intact: {} INVALID; the others are judged one by one.",
            are_things(faults, "file")
        );
    }
    if contradicts {
        return "Nothing that is here is INVALID by itself, but some digests or log files contradict each other: see where the chains break.".to_owned();
    }
    let not_verified = counts.digests_unproven
        + counts.digests_found_key
        + counts.logs_unproven
        + counts.logs_found_key
        + counts.logs_not_covered;
    if gaps || not_verified > 0 || findings.lost_files > 0 {
        return "Nothing that is here is INVALID, but not everything is proven: see what is unproven, missing or not covered.".to_owned();
    }
    if findings.queries.iter().any(|query| query.class() != Class::Verified) {
        return "Every digest and every log file here is verified, but not the results of every CloudTrail Lake query.".to_owned();
    }
    if !findings.chains.iter().all(is_plain) {
        return "Every digest and every log file here is verified; but a chain changes its bucket or prefix, or digests say times that are odd: see what is said of each chain.".to_owned();
    }
    "Every digest and every log file here is verified, without a hole between the first digest and the last of each chain.".to_owned()
}

/// Returns the reason why no digest is verified.
fn without_verified(findings: &Findings) -> &'static str {
    let trusted = || findings.keys.iter().filter(|key| key.is_trusted);
    if findings.keys.is_empty() && findings.lost_files > 0 {
        "the worker that had read some of the files ended, and public keys may have been among them"
    } else if findings.keys.is_empty() {
        "no public key was supplied"
    } else if findings.keys.iter().all(|key| key.bits.is_none()) {
        "none of the public keys supplied can be read"
    } else if trusted().next().is_none() {
        "public keys lie only among the logs, where they prove nothing"
    } else if trusted().all(|key| key.bits.is_none_or(|bits| bits < LEAST_BITS)) {
        "the public keys supplied are shorter than 2,048 bits, and prove nothing"
    } else {
        "no digest could be verified with the public keys supplied"
    }
}

/// Returns whether all links of a chain stay within one bucket and prefix, and every digest covers
/// a normal period.
fn is_plain(chain: &Chain) -> bool {
    let has_odd_time = |digest: &DigestFinding| {
        let times = digest.start.as_ref().zip(digest.end.as_ref());
        times.is_some_and(|(start, end)| times::possible_interval(start, end).is_none_or(times::is_too_long))
    };
    let moves = |found: &Break| matches!(found.kind, BreakKind::Bucket | BreakKind::Prefix);
    !chain.proven.is_empty() && !chain.breaks.iter().any(moves) && !chain.digests.iter().any(has_odd_time)
}

/// Returns the title of a chain: its name, and its bucket if other chains have the same name.
pub fn title(findings: &Findings, chain: &Chain) -> String {
    let words = name_in_words(&chain.name);
    let namesakes = findings.chains.iter().filter(|other| name_in_words(&other.name) == words).count();
    let ChainName { bucket, prefix, .. } = &chain.name;
    match (namesakes, bucket.is_empty(), prefix.is_empty()) {
        (..=1, ..) | (_, true, true) => words,
        (_, _, true) => format!("{words}, bucket {bucket}"),
        (_, _, false) => format!("{words}, bucket {bucket}, prefix {prefix}"),
    }
}

/// Returns a chain's name in words.
pub fn name_in_words(name: &ChainName) -> String {
    let kind = if name.is_backfill { " (backfill)" } else { "" };
    let organization =
        name.organization.as_ref().map(|id| format!(" of organisation {id}")).unwrap_or_default();
    let trail =
        if name.trail.is_empty() { "an unnamed trail".to_owned() } else { format!("trail {}", name.trail) };
    format!("{trail}{kind}, account {}{organization}, {}", name.account, name.region)
}

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

fn count(number: u32, thing: &str) -> String {
    text::counted(number.into(), thing, &format!("{thing}s"))
}

/// Returns a sentence such as "Of 3 digests, 2 are verified and 1 is missing."
fn parts(total: u32, thing: &str, parts: impl IntoIterator<Item = Option<String>>) -> String {
    let mut parts: Vec<String> = parts.into_iter().flatten().collect();
    let last = parts.pop();
    match (parts.is_empty(), last) {
        (_, None) => format!("There is no {thing}."),
        (true, Some(last)) => format!("Of {}, {last}.", count(total, thing)),
        (false, Some(last)) => format!("Of {}, {} and {last}.", count(total, thing), parts.join(", ")),
    }
}

fn are_things(number: u32, thing: &str) -> String {
    format!("{} {}", count(number, thing), if number == 1 { "is" } else { "are" })
}

/// Returns a sentence with a capital first letter.
pub fn capital(sentence: &str) -> String {
    let mut letters = sentence.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
