//! Texts with a truncated, damaged or foreign beginning: a file that starts within a record, or
//! with a line of other text. Reading begins at the first place that a container recognizes; the
//! text before it is reported.

use super::attempt::{Trial, TrialOutcome};
use super::trial::Before;
use super::{Container, ContainerWalk, TextHead, recognise_events};
use crate::intake::report::Status;

/// Maximum number of lines at the beginning that may be the first line of a table or of a log in
/// another form.
const MAX_LINES: usize = 64;

/// Number of bytes from a place on that determine what begins there.
const HEAD_BYTES: usize = 16 << 10;

/// A substring of the name of every member that identifies an event, and of the envelopes of
/// events.
const MARK: &[u8] = b"vent";

/// Reads events from the first place at which they begin; `None` if there are none, in which case
/// the account is unchanged. The text began at byte `started`.
pub(crate) fn read_beyond(walk: &mut ContainerWalk<'_, '_>, started: u64) -> Option<(Status, &'static str)> {
    let said = std::mem::take(&mut walk.account.problems);
    let unlisted = walk.account.more_problems;
    let records = walk.account.records();
    if walk.window.skip_space().is_none() {
        walk.account.problems = said;
        return None;
    }
    let line = first_line(walk);
    // An event may precede that line, after the rest of another event.
    let found = first_object(walk, line.map(|(at, _)| at)).or(line.map(|(_, found)| found));
    let begins = walk.window.offset();
    let name = match found {
        Some((container, name)) => {
            walk.begins_inside = true;
            let head = walk.window.ahead()[..walk.window.ahead().len().min(HEAD_BYTES)].to_vec();
            container.read(&TextHead::new(&head), walk);
            walk.begins_inside = false;
            name
        }
        None => "JSON with events in it",
    };
    if walk.account.records() == records {
        walk.account.problems = said;
        walk.account.more_problems = unlisted;
        return None;
    }
    let rest = std::mem::take(&mut walk.account.problems);
    walk.account.problem(
        &format!(
            "the beginning is cut, damaged or no CloudTrail: the bytes from {started} to {begins} were left out"
        ),
        Some(started),
    );
    walk.account.problems.extend(rest);
    Some((walk.status(), name))
}

/// The container that recognizes a text, and the name of the kind of file.
type ContainerMatch = (&'static dyn Container, &'static str);

/// Finds the first line that a container recognizes, among the first lines. Returns the byte offset
/// in the text at which it begins.
fn first_line(walk: &ContainerWalk<'_, '_>) -> Option<(u64, ContainerMatch)> {
    let bytes = walk.window.ahead();
    let bytes = &bytes[..bytes.len().min(HEAD_BYTES)];
    let lines = memchr::memchr_iter(b'\n', bytes).take(MAX_LINES);
    let starts = std::iter::once(0).chain(lines.map(|end| end + 1));
    starts.take(MAX_LINES).find_map(|at| {
        let line = bytes[at..].trim_ascii_start();
        let begins = bytes.len() - line.len();
        // Indented text is inside another value.
        let is_outside = begins == at || !matches!(line.first(), Some(b'{' | b'['));
        let found = is_outside.then(|| recognise_events(&TextHead::new(line))).flatten()?;
        Some((walk.window.offset() + begins as u64, found))
    })
}

/// Moves to the first object before byte `until` that a container recognizes, or to that byte if
/// there is none. Events on the way, in members of truncated envelopes, are taken.
fn first_object(walk: &mut ContainerWalk<'_, '_>, until: Option<u64>) -> Option<ContainerMatch> {
    walk.begin_trial(Trial::of_places_before(until));
    walk.is_wrapped = true;
    let found = search(walk);
    walk.is_wrapped = false;
    walk.end_trial();
    found
}

fn search(walk: &mut ContainerWalk<'_, '_>) -> Option<ContainerMatch> {
    // Offset of the next `MARK`; objects before it need not be examined.
    let mut mark = 0;
    while let Some(is_text) = walk.next_candidate() {
        let at = walk.window.offset();
        while walk.window.ahead().len() < HEAD_BYTES && walk.window.grow() {}
        let ahead = walk.window.ahead();
        if mark < at {
            let found = memchr::memmem::find(ahead, MARK);
            mark = at + found.unwrap_or(ahead.len().saturating_sub(MARK.len())) as u64;
        }
        let head = &ahead[..ahead.len().min(HEAD_BYTES)];
        if mark >= at + head.len() as u64 {
            walk.reject(1);
            continue;
        }
        let outcome = match walk.before() {
            _ if is_text => walk.attempt_text(),
            Before::Key(_) => walk.attempt_event(),
            Before::Separator | Before::Other => {
                if let Some(found) = recognise_events(&TextHead::new(head)) {
                    return Some(found);
                }
                TrialOutcome::Rejected(head.len())
            }
        };
        match outcome {
            TrialOutcome::Taken => walk.note_taken(),
            TrialOutcome::Rejected(bytes) => walk.reject(bytes),
        }
    }
    None
}
