//! Walks a chain as the AWS CLI does, from the newest digest back.

use super::bucket::EvidenceBucket;
use super::digest_check::DigestOutcome;
use super::{CommandOutput, OutputPart, Stream, ValidateRequest};
use crate::base::time::parse_millis;
use crate::integrity::model::evidence::Evidence;
use crate::integrity::model::findings::{Class, Findings, LogFault, Object};
use crate::integrity::model::times;
use crate::integrity::parse::location;

/// The walk along a chain, and what the command has printed so far.
pub(super) struct ChainWalk<'a> {
    findings: &'a Findings,
    request: &'a ValidateRequest,
    bucket: EvidenceBucket<'a>,
    printed: CommandOutput,
    is_after_empty_line: bool,
    /// Numbers of valid and invalid files: digests, backfill digests, logs.
    counts: [(u32, u32); 3],
    found: Option<(i64, i64)>,
}

/// The command gives up with this message.
struct Abort(String);

impl<'a> ChainWalk<'a> {
    pub fn new(
        evidence: &'a Evidence,
        findings: &'a Findings,
        request: &'a ValidateRequest,
    ) -> ChainWalk<'a> {
        ChainWalk {
            findings,
            request,
            bucket: EvidenceBucket::new(evidence, findings, request),
            printed: CommandOutput::default(),
            is_after_empty_line: true,
            counts: [(0, 0); 3],
            found: None,
        }
    }

    pub fn print(mut self) -> CommandOutput {
        let ValidateRequest { trail_arn, start_millis, end_millis, .. } = self.request;
        let (start, end) = (times::iso(*start_millis), times::iso(*end_millis));
        let text = format!("Validating log files for trail {trail_arn} between {start} and {end}\n\n");
        self.write(Stream::Output, text, None);
        let walked = self.walk(false).and_then(|()| self.walk(true));
        match walked {
            Ok(()) => {
                self.write_summary(&start, &end);
                let is_invalid = self.counts.iter().any(|(_, invalid)| *invalid > 0);
                self.printed.exit_code = u8::from(is_invalid);
            }
            Err(Abort(text)) => {
                let note = "the AWS CLI gives up here; we judge every file".to_owned();
                self.write(Stream::Error, format!("\n{text}\n"), Some(note));
                self.printed.exit_code = 255;
            }
        }
        self.printed
    }

    fn walk(&mut self, is_backfill: bool) -> Result<(), Abort> {
        let request = self.request;
        let mut bucket = request.bucket.clone();
        let mut listed = self.bucket.list(&bucket, is_backfill);
        if !is_backfill && !self.findings.keys.iter().any(|key| key.is_trusted) {
            let until = times::iso(request.end_millis + 2 * 3_600_000);
            return Err(Abort(format!(
                "No public keys found between {} and {until}",
                times::iso(request.start_millis)
            )));
        }
        let kind = if is_backfill { "(backfill) " } else { "" };
        let mut next = listed.pop();
        let mut last_start = next.as_deref().and_then(time_of).unwrap_or(i64::MIN);
        let mut steps = 0;
        while let Some(key) = next {
            steps += 1;
            // Digests that refer to each other in a cycle would never end.
            if last_start < request.start_millis || steps > 1_000_000 {
                break;
            }
            let object = Object { bucket: bucket.clone(), key };
            let line = format!("{kind}Digest file\ts3://{}/{}\t", object.bucket, object.key);
            let checked = self.bucket.digest(&object);
            match checked.outcome {
                DigestOutcome::Valid(digest) => {
                    let start = digest.start.millis.unwrap_or(last_start);
                    last_start = start;
                    let end = digest.end.millis.unwrap_or(start);
                    let (from, until) = (start.max(request.start_millis), end.min(request.end_millis));
                    let (first, last) = self.found.unwrap_or((from, until));
                    self.found = Some((first.min(from), last.max(until)));
                    self.counts[usize::from(is_backfill)].0 += 1;
                    self.status(format!("{line}valid"), false, checked.note);
                    for log in &digest.logs {
                        self.log(&log.object, &log.hash);
                    }
                    match digest.previous {
                        Some(previous) => {
                            if previous.bucket != bucket {
                                bucket = previous.bucket;
                                listed = self.bucket.list(&bucket, is_backfill);
                            }
                            next = Some(previous.key);
                        }
                        None => {
                            next = before(&mut listed, &object.key);
                            if let Some(end) = next.as_deref().and_then(time_of) {
                                self.gap(kind, end, last_start);
                            }
                        }
                    }
                }
                DigestOutcome::WithoutLogs => {
                    self.counts[usize::from(is_backfill)].0 += 1;
                    self.status(format!("{line}valid"), false, checked.note);
                    return Err(Abort("'logFiles'".to_owned()));
                }
                DigestOutcome::NotFound => {
                    next = before(&mut listed, &object.key);
                    self.counts[usize::from(is_backfill)].1 += 1;
                    self.status(format!("{line}INVALID: not found"), true, checked.note);
                }
                DigestOutcome::Invalid(why) => {
                    next = before(&mut listed, &object.key);
                    self.counts[usize::from(is_backfill)].1 += 1;
                    self.status(format!("{line}INVALID: {why}"), true, checked.note);
                }
            }
        }
        Ok(())
    }

    fn log(&mut self, object: &Object, expected: &str) {
        let verdict = match self.bucket.log(object, expected) {
            Ok(None) => "valid",
            Ok(Some(LogFault::Hash)) => "INVALID: hash value doesn't match",
            Ok(Some(LogFault::Format)) => "INVALID: invalid format",
            Ok(Some(LogFault::TrailingData)) => "INVALID: unexpected data after end of compressed stream",
            Err(_) => "INVALID: not found",
        };
        let is_valid = verdict == "valid";
        let count = &mut self.counts[2];
        *(if is_valid { &mut count.0 } else { &mut count.1 }) += 1;
        self.status(format!("Log file\ts3://{}/{}\t{verdict}", object.bucket, object.key), !is_valid, None);
    }

    fn gap(&mut self, kind: &str, from: i64, until: i64) {
        let holes = self.findings.chains.iter().flat_map(|chain| &chain.holes);
        let inside =
            holes.filter(|hole| hole.interval.from_millis < until && hole.interval.until_millis > from);
        let logs: usize = inside.map(|hole| hole.logs.len()).max().unwrap_or(0);
        let note = format!(
            "we say that no digest proves anything about that time: a digest that was taken away leaves the same gap; log files here that were delivered then: {logs}"
        );
        let (from, until) = (times::iso(from), times::iso(until));
        self.status(
            format!("{kind}No log files were delivered by CloudTrail between {from} and {until}"),
            true,
            Some(note),
        );
    }

    fn write_summary(&mut self, start: &str, end: &str) {
        let mut text = String::new();
        if !self.is_after_empty_line {
            text.push('\n');
        }
        text += &format!("Results requested for {start} to {end}\n");
        let [digests, backfill, logs] = self.counts;
        let uncovered =
            self.findings.logs.iter().filter(|log| log.verdict.class() == Class::NotCovered).count();
        let note = (uncovered > 0).then(|| {
            format!("log files here that no digest covers, which the AWS CLI does not mention: {uncovered}")
        });
        if digests.0 + digests.1 + backfill.0 + backfill.1 == 0 {
            text += "No digests found\n";
            return self.write(Stream::Output, text, note);
        }
        match self.found {
            None => text += "No valid digests found in range\n",
            Some((from, until)) => {
                text += &format!("Results found for {} to {}:\n", times::iso(from), times::iso(until));
            }
        }
        for ((valid, invalid), name) in [(digests, "digest"), (backfill, "backfill digest"), (logs, "log")] {
            let total = valid + invalid;
            if total > 0 {
                text += &format!("\n{valid}/{total} {name} files valid");
                if invalid > 0 {
                    text += &format!(", {invalid}/{total} {name} files INVALID");
                }
            }
        }
        text.push('\n');
        self.write(Stream::Output, text, note);
    }

    fn status(&mut self, text: String, is_error: bool, note: Option<String>) {
        if is_error {
            let before = if self.is_after_empty_line { "" } else { "\n" };
            self.write(Stream::Error, format!("{before}{text}\n\n"), note);
        } else {
            self.write(Stream::Output, format!("{text}\n"), note);
        }
        self.is_after_empty_line = is_error;
    }

    fn write(&mut self, stream: Stream, text: String, note: Option<String>) {
        self.printed.parts.push(OutputPart { stream, text, note });
    }
}

/// Returns the newest listed key that is older than `key`, and removes it and the newer ones from
/// the list.
fn before(listed: &mut Vec<String>, key: &str) -> Option<String> {
    let limit = time_of(key)?;
    while let Some(next) = listed.pop() {
        if time_of(&next).is_some_and(|time| time < limit) {
            return Some(next);
        }
    }
    None
}

fn time_of(key: &str) -> Option<i64> {
    location::digest(key).and_then(|found| parse_millis(found.time))
}
