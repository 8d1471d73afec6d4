//! States the findings in sentences that an auditor can quote. No sentence claims more than was
//! checked.

use crate::base::small_sort::SmallSort;
use crate::base::text;
pub use crate::integrity::check::sentences::capital;
use crate::integrity::check::sentences::{BY_FOUND_KEY, are_things, count};
use crate::integrity::model::findings::{
    Break, BreakKind, Chain, ChainName, Class, DigestFinding, Findings, KeyFinding, KeyOrigin, LogVerdict,
};
use crate::integrity::model::times;
use crate::integrity::parse::public_key::LEAST_BITS;

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
            "No digest is here, so nothing is proven about {}: whether they are authentic and complete cannot be determined.",
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
