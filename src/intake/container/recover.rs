//! Recovery after a defect.
//!
//! The state of brackets and quotes is unknown there, so every brace may begin the next value. A
//! value is taken if the JSON from its brace on is complete, if it contains an event, and if it is
//! in a place where events occur: not as a member of another value. The bytes between such values
//! are reported with their position.
//!
//! A brace without a complete value costs at most the bytes that were scanned from it. The sum of
//! these is limited to [`MOST_SCANS`] times the bytes of the file; beyond that, scanned bytes are
//! skipped.

use super::attempt::{Trial, TrialOutcome};
use super::certainty::MOST_SCANS;
use super::walk::{ContainerWalk, Damage, Take};
use crate::base::json::scan;

/// Number of bytes that may be scanned again in a file of any size.
const FREE_BYTES: u64 = 4 << 20;

/// Number of bytes before a value that are examined for its context.
const BEHIND: usize = 96;

/// Names of arrays with events, which may be between events without being reported as lost.
const ARRAYS: &[&str] = &["\"Records\"", "\"Events\"", "\"logEvents\"", "\"events\"", "\"results\""];

impl<'w, 's> ContainerWalk<'w, 's> {
    /// Reports a defect and takes all complete values after it.
    pub(super) fn recover(&mut self, take: Take<'_, 'w, 's>, damage: &Damage) {
        let is_noted = self.note(damage);
        let strict_until = match damage {
            Damage::Truncated => self.window.read_so_far(),
            Damage::Broken { at, .. } => *at,
        };
        self.read_on(take, strict_until, is_noted);
    }

    /// Takes all complete values from the window's start to the end of the text. With `is_noted`,
    /// the last problem of the account is about the defect, and the lost bytes are added to it.
    pub(super) fn read_on(&mut self, take: Take<'_, 'w, 's>, strict_until: u64, is_noted: bool) {
        self.in_array = false;
        let mut is_noted = is_noted;
        let mut lost_from = self.window.offset();
        self.trial = Some(Trial { strict_until, ..Trial::default() });
        while let Some(is_text) = self.next_candidate() {
            let at = self.window.offset();
            match self.attempt(take, is_text) {
                TrialOutcome::Taken => {
                    self.note_taken();
                    self.note_lost(lost_from, at, &mut is_noted);
                    lost_from = self.window.offset();
                }
                TrialOutcome::Rejected(bytes) => self.reject(bytes),
            }
        }
        let end = self.window.offset();
        self.note_lost(lost_from, end, &mut is_noted);
        self.end_trial();
    }

    pub(super) fn begin_trial(&mut self, trial: Trial) {
        self.trial = Some(trial);
    }

    /// Returns to normal reading, and reports if not every place was tried.
    pub(super) fn end_trial(&mut self) {
        if self.trial.take().is_some_and(|trial| trial.is_bounded) {
            self.account.problem(
                "so much looks like the beginning of an event there and is none that not every place was tried",
                Some(self.window.offset()),
            );
        }
    }

    /// Notes that a value was taken.
    pub(super) fn note_taken(&mut self) {
        if let Some(trial) = &mut self.trial {
            trial.behind = vec![b'}'];
        }
    }

    /// Skips the beginning of a value that is not taken, of which `bytes` bytes were scanned.
    pub(super) fn reject(&mut self, bytes: usize) {
        let most = FREE_BYTES + MOST_SCANS.saturating_mul(self.window.read_so_far());
        let Some(trial) = &mut self.trial else { return };
        trial.scanned += bytes as u64;
        let is_over = trial.scanned > most;
        trial.is_bounded |= is_over;
        self.pass(if is_over { bytes.max(1) } else { 1 });
    }

    /// Reports the bytes that were skipped between two positions, if they are more than separators.
    fn note_lost(&mut self, from: u64, to: u64, is_noted: &mut bool) {
        let Some(trial) = &mut self.trial else { return };
        let passed = std::mem::take(&mut trial.passed);
        let is_separator = passed.is_empty() || ARRAYS.iter().any(|name| passed == name.as_bytes());
        let was_noted = std::mem::take(is_noted);
        if is_separator || from >= to {
            return;
        }
        if was_noted {
            self.account.add_to_last(&format!("; the bytes from {from} to {to} were left out"));
        } else if self.window.failure().is_none() || !self.window.ahead().is_empty() {
            // Otherwise the reader of the file reports that it is truncated.
            self.account.problem(
                &format!("the bytes from {from} to {to} hold no whole event and were left out"),
                Some(from),
            );
        }
    }

    /// Skips bytes of the window.
    fn pass(&mut self, count: usize) {
        let bytes = self.window.ahead();
        let bytes = &bytes[..count.min(bytes.len())];
        if let Some(trial) = &mut self.trial {
            let most = ARRAYS.iter().map(|name| name.len()).max().unwrap_or_default() + 1;
            for byte in bytes {
                if trial.passed.len() >= most {
                    break;
                }
                if !byte.is_ascii_whitespace() && !b",:{}[]".contains(byte) {
                    trial.passed.push(*byte);
                }
            }
            let kept = &bytes[bytes.len().saturating_sub(BEHIND)..];
            let surplus = (trial.behind.len() + kept.len()).saturating_sub(BEHIND).min(trial.behind.len());
            trial.behind.drain(..surplus);
            trial.behind.extend_from_slice(kept);
        }
        self.window.consume(count);
    }

    /// Moves to the next place at which a value may begin. Returns whether it is a string with JSON
    /// in it; `None` at the end of the text or of the range.
    pub(super) fn next_candidate(&mut self) -> Option<bool> {
        loop {
            let until = self.trial.as_ref().and_then(|trial| trial.until);
            let room = until.map_or(usize::MAX, |until| until.saturating_sub(self.window.offset()) as usize);
            let bytes = self.window.ahead();
            let tried = &bytes[..bytes.len().min(room)];
            let found =
                if self.has_rows { memchr::memchr2(b'{', b'[', tried) } else { memchr::memchr(b'{', tried) };
            if found.is_none() && room <= bytes.len() {
                self.pass(room);
                return None;
            }
            let Some(found) = found else {
                // A quote may belong to a brace after the window's end.
                let count = bytes.len();
                let keep = usize::from(bytes.last() == Some(&b'"'));
                self.pass(count - keep);
                if self.window.grow() {
                    continue;
                }
                self.pass(keep);
                return None;
            };
            let next = scan::skip_space(bytes, found + 1);
            let next = bytes.get(next).copied();
            if next.is_none() && self.window.grow() {
                continue;
            }
            let bytes = self.window.ahead();
            let is_text = self.is_wrapped
                && found > 0
                && bytes[found - 1] == b'"'
                && bytes.get(found + 1) == Some(&b'\\');
            let is_value = match bytes[found] {
                b'{' => next == Some(b'"'),
                _ => matches!(next, Some(b'{' | b'[')),
            };
            match (is_text, is_value) {
                (true, _) => {
                    self.pass(found - 1);
                    return Some(true);
                }
                (false, true) => {
                    self.pass(found);
                    return Some(false);
                }
                (false, false) => self.pass(found + 1),
            }
        }
    }

    /// Tries the value at the window's start.
    fn attempt(&mut self, take: Take<'_, 'w, 's>, is_text: bool) -> TrialOutcome {
        if is_text {
            return self.attempt_text();
        }
        let start = self.window.offset();
        let result = take(self);
        let is_whole = result.is_ok();
        let outcome = self.outcome_of(result, start);
        if outcome != TrialOutcome::Taken && is_whole && self.is_wrapped {
            return self.attempt_event();
        }
        outcome
    }

    pub(super) fn attempt_text(&mut self) -> TrialOutcome {
        let start = self.window.offset();
        let result = self.try_text();
        self.outcome_of(result, start)
    }

    pub(super) fn attempt_event(&mut self) -> TrialOutcome {
        let start = self.window.offset();
        let result = self.try_event();
        self.outcome_of(result, start)
    }

    fn outcome_of(&mut self, result: Result<(), Damage>, start: u64) -> TrialOutcome {
        match result {
            Ok(()) => self.trial.as_ref().map_or(TrialOutcome::Taken, |trial| trial.outcome),
            Err(Damage::Truncated) => TrialOutcome::Rejected(self.window.ahead().len()),
            Err(Damage::Broken { at, .. }) => TrialOutcome::Rejected(at.saturating_sub(start) as usize),
        }
    }
}
