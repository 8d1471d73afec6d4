//! The trail as a whole, and the small edition of it that ships with the page.

use super::background::{FEWEST, Teller};
use super::delivery::{Files, Packing};

/// The seed of the small edition.
pub const SMALL_SEED: u64 = 20_250_311;
/// Events in the small edition.
pub const SMALL_EVENTS: u64 = 4200;
/// Files of every kind in the small edition.
pub const SMALL_FILES: u32 = 705;
/// Log files among them.
pub const SMALL_LOG_FILES: u32 = 614;

/// A trail that can be delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edition {
    seed: u64,
    events: u64,
    packing: Packing,
}

impl Edition {
    /// The trail with this seed and so many events, of which it has at least
    /// six hundred.
    pub fn new(seed: u64, events: u64, packing: Packing) -> Edition {
        Edition { seed, events: events.max(FEWEST), packing }
    }

    /// How many events it has.
    pub fn events(&self) -> u64 {
        self.events
    }

    /// Its seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Every `parts`-th file from file `part` on, in the order of delivery.
    /// The list and its numbers are the same for every `parts`.
    pub fn files(&self, part: u32, parts: u32) -> Files {
        Files::new(self.seed, self.events, self.packing, part, parts)
    }
}

/// The small edition, which ships with the page: half a day, a few thousand
/// events.
pub fn small() -> Edition {
    Edition::new(SMALL_SEED, SMALL_EVENTS, Packing { every_signature: false, ..Packing::default() })
}

/// The first `count` records of the trail with this seed and so many events,
/// roughly by time: no files, no digests.
pub fn records(seed: u64, count: u64) -> impl Iterator<Item = String> {
    let mut teller = Teller::new(seed, count);
    std::iter::from_fn(move || teller.next_slot())
        .flat_map(|(events, _)| events)
        .map(|event| event.text)
        .take(usize::try_from(count).unwrap_or(usize::MAX))
}
