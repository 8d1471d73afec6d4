//! Finds every word of a text that is not known to be harmless.

use std::ops::Range;

use super::forms::{Finds, SecretMatch};
use super::harmless::{self, Harmless, Joined};
use super::kind::SecretKind;
use super::{hosts, names};

/// Maximum length of a name that is searched for in other texts; a longer run of letters and digits
/// is some hash or token.
const LONGEST_NAME: usize = 64;

/// Finds words that were not found by their form or as a known name, and are not harmless.
pub(super) fn find(bytes: &[u8], joined: Joined, finds: &mut Finds) {
    let is_text = memchr::memchr(b' ', bytes).is_some();
    if is_telephone(bytes) && finds.found.is_empty() {
        return finds.found.push(SecretMatch::new(0..bytes.len(), SecretKind::Value, true));
    }
    let taken = taken(finds);
    let mut taken = taken.iter().peekable();
    let mut at = 0;
    while at < bytes.len() {
        while taken.peek().is_some_and(|range| range.end <= at) {
            taken.next();
        }
        let until = match taken.peek() {
            Some(range) if range.start <= at => {
                at = range.end;
                continue;
            }
            Some(range) => range.start,
            None => bytes.len(),
        };
        if bytes[at] == b'+'
            && let Some(length) = telephone(&bytes[at + 1..until])
        {
            finds.found.push(SecretMatch::new(at..at + 1 + length, SecretKind::Value, true));
            at += 1 + length;
            continue;
        }
        if !is_part(bytes[at]) {
            at += 1;
            continue;
        }
        let is_start = at == 0 || !is_part(bytes[at - 1]) && bytes[at - 1] != b'+';
        if is_start
            && bytes[at].is_ascii_digit()
            && let Some(length) = harmless::time(&bytes[at..])
            && at + length <= until
        {
            finds.stays(at..at + length, Harmless::Time);
            at += length;
            continue;
        }
        if is_start && let Some(length) = random(&bytes[at..until]) {
            finds.found.push(SecretMatch::new(at..at + length, SecretKind::Value, false));
            at += length;
            continue;
        }
        let length = bytes[at..until].iter().take_while(|byte| is_part(**byte)).count();
        judge(bytes, at..at + length, joined, is_text, finds);
        at += length;
    }
}

/// Number of digits of a telephone number, up to 15 (E.164). Numbers with fewer than 7 digits are
/// not treated as one.
const TELEPHONE_DIGITS: Range<usize> = 7..16;

/// Returns the length of the telephone number after a plus sign.
fn telephone(bytes: &[u8]) -> Option<usize> {
    let held = bytes.iter().take_while(|byte| byte.is_ascii_digit() || b" ()/.-".contains(byte)).count();
    let length = bytes[..held].iter().rposition(u8::is_ascii_digit)? + 1;
    let digits = bytes[..length].iter().filter(|byte| byte.is_ascii_digit()).count();
    (bytes[0].is_ascii_digit() && TELEPHONE_DIGITS.contains(&digits)).then_some(length)
}

/// Returns whether a whole text is a telephone number with spaces, dashes or brackets.
fn is_telephone(bytes: &[u8]) -> bool {
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    TELEPHONE_DIGITS.contains(&digits)
        && bytes.iter().all(|byte| byte.is_ascii_digit() || b" ()/-".contains(byte))
        && bytes.iter().any(|byte| b" ()-".contains(byte))
        && harmless::time(bytes) != Some(bytes.len())
}

/// Returns the length of the base64 text that begins here; `None` if there is none. No part of it
/// is judged on its own: `In` and `AS` in it are not words.
fn random(bytes: &[u8]) -> Option<usize> {
    const SHORTEST: usize = 40;
    let is_digit_of_base64 = |byte: &u8| byte.is_ascii_alphanumeric() || b"+/=_-".contains(byte);
    let length = bytes.iter().take_while(|byte| is_digit_of_base64(byte)).count();
    let text = &bytes[..length];
    let has = |is_one: fn(&u8) -> bool| text.iter().any(is_one);
    (length >= SHORTEST
        && has(|byte| b"+/=".contains(byte))
        && has(u8::is_ascii_digit)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase))
    .then_some(length)
}

/// Judges one run of letters, digits, dashes, underscores and dots.
fn judge(bytes: &[u8], run: Range<usize>, joined: Joined, is_text: bool, finds: &mut Finds) {
    let Some(range) = trimmed(bytes, run) else { return };
    let text = String::from_utf8_lossy(&bytes[range.clone()]);
    // A plus sign begins a telephone number.
    let is_signed =
        range.start > 0 && bytes[range.start - 1] == b'+' && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(own) = text.contains('.').then(|| hosts::own_bytes(&text)).flatten() {
        if own > 0 {
            let host = range.start..range.start + own;
            finds.found.push(SecretMatch::new(host, SecretKind::Value, true));
        }
        return finds.stays(range.start + own..range.end, Harmless::Service);
    }
    match harmless::token(&text, joined) {
        Some(why) if !is_signed || text.len() < 3 => finds.stays(range, why),
        // A sentence may contain the word, and it names nothing there.
        None if is_text && names::is_common(&text) => finds.stays(range, Harmless::Word),
        _ => {
            let is_name = (!is_text || has_shape_of_name(&text))
                && text.len() <= LONGEST_NAME
                && names::is_distinctive(&text);
            finds.found.push(SecretMatch::new(range, SecretKind::Value, is_name));
        }
    }
}

/// Returns whether a word in a sentence does not look like a word of a language, and may therefore
/// be searched for in other texts.
fn has_shape_of_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next();
    text.contains(|letter: char| !letter.is_ascii_alphabetic())
        || letters.any(|letter| letter.is_ascii_uppercase())
}

/// Returns the ranges already found or claimed, in order.
fn taken(finds: &Finds) -> Vec<Range<usize>> {
    let found = finds.found.iter().map(|found| found.range.clone());
    let mut taken: Vec<Range<usize>> = found.chain(finds.claimed.iter().cloned()).collect();
    taken.sort_unstable_by_key(|range| (range.start, range.end));
    taken
}

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') || byte >= 0x80
}

/// Returns a run without dashes and dots at its ends; `None` if nothing is left.
fn trimmed(bytes: &[u8], run: Range<usize>) -> Option<Range<usize>> {
    let is_inner = |byte: &u8| byte.is_ascii_alphanumeric() || *byte >= 0x80;
    let start = run.start + bytes[run.clone()].iter().position(is_inner)?;
    let end = run.start + bytes[run.clone()].iter().rposition(is_inner)? + 1;
    Some(start..end)
}
