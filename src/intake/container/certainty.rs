//! Whether a value is certainly an event, or holds events.

use super::unwrapped::{Unwrapped, Unwrapper};
use crate::base::json::scan;
use crate::intake::record::{DiscardingSink, RawRecord};
use crate::intake::report_builder::FileReportBuilder;

/// Maximum number of scans of a byte, on average over the file: more than the nesting depth of
/// values with events.
pub(super) const MOST_SCANS: u64 = 24;

/// Whether an array element anywhere in a value contains events: if text is lost from within an
/// array to the beginning of an event, the following events become elements of that array.
pub(super) fn swallows(value: &[u8], holds: &dyn Fn(&str) -> bool) -> bool {
    let mut scanned = 0_usize;
    memchr::memchr_iter(b'{', value).skip(1).any(|brace| {
        let before = value[..brace].trim_ascii_end().last();
        if !matches!(before, Some(b'[' | b',')) || scanned > value.len().saturating_mul(MOST_SCANS as usize) {
            return false;
        }
        let Ok(end) = scan::value(value, brace) else { return false };
        scanned += end - brace;
        std::str::from_utf8(&value[brace..end]).is_ok_and(holds)
    })
}

/// Whether a text is an event with more than the minimum of members.
pub(super) fn is_surely_event(json: &str) -> bool {
    RawRecord::parse(json).is_ok_and(|record| record.is_event() && record.is_surely_event())
}

/// Whether a value contains events.
pub(super) fn holds_events(unwrapper: Unwrapper<'_>, value: &str) -> bool {
    let mut account = FileReportBuilder::default();
    unwrapper(value, &mut Unwrapped::new(&mut account, &mut DiscardingSink, 0));
    account.records() > 0
}
