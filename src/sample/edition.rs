//! The trail as a whole, and the small edition of it that ships with the page.

use super::background::{FEWEST, Teller};
use super::delivery::{Files, Packing, SampleFile};
use super::digest::{SIGNATURE_BYTES, Signer};

/// The seed of the small edition.
pub const SMALL_SEED: u64 = 20_250_311;
/// Events in the small edition.
pub const SMALL_EVENTS: u64 = 4200;
/// Files of every kind in the small edition.
pub const SMALL_FILES: u32 = 0;

/// The signatures of the small edition's digests, one after the other:
/// `sample-trail --write-signatures` makes them.
const SMALL_SIGNATURES: &[u8] = include_bytes!("small-signatures.bin");

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

    /// Every `parts`-th file from file `part` on, in the order of delivery,
    /// with digests signed by `signer`. The list and its numbers are the same
    /// for every `parts`.
    pub fn signed_files<S: Signer>(&self, signer: S, part: u32, parts: u32) -> Files<S> {
        Files::new(self.seed, self.events, self.packing, signer, part, parts)
    }
}

/// The small edition: half a day, a few thousand events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Small(Edition);

/// The small edition, which ships with the page.
pub fn small() -> Small {
    let packing = Packing { every_signature: false, ..Packing::default() };
    Small(Edition::new(SMALL_SEED, SMALL_EVENTS, packing))
}

impl Small {
    /// Every `parts`-th file from file `part` on; the list and its numbers are
    /// the same for every `parts`.
    pub fn files(&self, part: u32, parts: u32) -> impl Iterator<Item = SampleFile> + use<> {
        self.0.signed_files(Stored, part, parts)
    }

    /// The trail behind it.
    pub fn edition(&self) -> Edition {
        self.0
    }
}

/// Knows the signatures of the small edition's digests.
struct Stored;

impl Signer for Stored {
    fn sign(&mut self, number: usize, _text: &str) -> Vec<u8> {
        let start = number * SIGNATURE_BYTES;
        SMALL_SIGNATURES.get(start..start + SIGNATURE_BYTES).unwrap_or_default().to_vec()
    }
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
