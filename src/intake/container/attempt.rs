//! The state of a recovery, and the outcome of one attempt in it.

/// The state of a recovery.
#[derive(Debug, Default)]
pub(super) struct Trial {
    /// Up to this byte, values are parts of a broken value: an event there must have more of an
    /// event's members.
    pub(super) strict_until: u64,
    /// The byte before which places are tried; `None` for the whole text.
    pub(super) until: Option<u64>,
    /// Whether the current value was taken; if not, how many bytes of it were scanned.
    pub(super) outcome: TrialOutcome,
    /// The last bytes before the window.
    pub(super) behind: Vec<u8>,
    /// The beginning of the bytes that were skipped since the last value, without white space and
    /// separators.
    pub(super) passed: Vec<u8>,
    /// Number of bytes scanned so far.
    pub(super) scanned: u64,
    /// Whether the limit was exceeded, so that not every place was tried.
    pub(super) is_bounded: bool,
}

impl Trial {
    /// Creates a trial of the places before a byte of the text; `None` for all places.
    pub(super) fn of_places_before(until: Option<u64>) -> Trial {
        Trial { until, ..Trial::default() }
    }
}

/// Whether a value was taken; if not, how many bytes of it were scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TrialOutcome {
    Taken,
    Rejected(usize),
}

impl Default for TrialOutcome {
    fn default() -> TrialOutcome {
        TrialOutcome::Rejected(0)
    }
}
