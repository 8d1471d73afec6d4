//! Whole trails, and the small edition that ships with the page.

use super::background::{FEWEST, Teller};
use super::delivery::{Files, Packing};

/// The seed of the small edition.
pub const SMALL_SEED: u64 = 20_250_311;
/// Number of events in the small edition.
pub const SMALL_EVENTS: u64 = 4200;
/// Number of files of every kind in the small edition.
pub const SMALL_FILES: u32 = 705;
/// Number of log files in the small edition.
pub const SMALL_LOG_FILES: u32 = 614;

/// A trail of a given seed, size and packing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition {
    seed: u64,
    events: u64,
    packing: Packing,
}

impl Edition {
    /// Returns the trail with this seed and `events` events, but at least six hundred.
    pub fn new(seed: u64, events: u64, packing: Packing) -> Edition {
        Edition { seed, events: events.max(FEWEST), packing }
    }

    /// Returns the number of events.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Returns the seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Returns every `parts`-th file from file `part` on, in order of delivery. The files and their
    /// numbers do not depend on `parts`.
    pub fn files(&self, part: u32, parts: u32) -> Files {
        Files::new(self.seed, self.events, self.packing, part, parts)
    }
}

/// Returns the small edition, which ships with the page: half a day, a few thousand events.
pub fn small() -> Edition {
    Edition::new(SMALL_SEED, SMALL_EVENTS, Packing { every_signature: false, ..Packing::default() })
}

/// Returns the first `count` records of the trail with this seed and `count` events, roughly by
/// time, without files or digests.
pub fn records(seed: u64, count: u64) -> impl Iterator<Item = String> {
    let mut teller = Teller::new(seed, count);
    std::iter::from_fn(move || teller.next_slot())
        .flat_map(|(events, _)| events)
        .map(|event| event.text)
        .take(usize::try_from(count).unwrap_or(usize::MAX))
}
