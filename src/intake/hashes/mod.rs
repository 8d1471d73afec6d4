//! The SHA-256 of every file's content, four files at a time.
//!
//! A trail delivers thousands of small files, and all of them are hashed while they are loaded. One
//! message cannot be hashed in parallel with itself, but four messages can be in the four lanes of
//! a register, which takes half the time of hashing them in sequence (with a library, with SIMD,
//! measured in WebAssembly). Therefore the contents of small files wait until there are four. Large
//! ones are hashed as they are read, and so is everything on machines with SHA-256 instructions,
//! which the library uses: all but WebAssembly.

mod four;
mod sha256;

use self::sha256::{BLOCK, States};
use super::fingerprint::ContentHash;

/// Maximum size in bytes of contents that wait for others.
const LONGEST: usize =
    if cfg!(all(target_arch = "wasm32", target_feature = "simd128")) { 1 << 20 } else { 0 };

const LANES: usize = 4;

/// Hashes contents, each of which is identified by its index.
pub(crate) struct Hashes {
    /// Maximum size in bytes of contents that must be passed as a whole.
    pub longest: usize,
    lanes: [Option<HashLane>; LANES],
    states: States,
    found: Vec<Option<ContentHash>>,
    /// Buffers of finished contents, for reuse.
    buffers: Vec<Vec<u8>>,
}

/// The index of a content in the order of [`Hashes::add`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ContentIndex(usize);

struct HashLane {
    place: ContentIndex,
    /// The content with its padding.
    content: Vec<u8>,
    taken: usize,
}

impl HashLane {
    /// Returns the next block; after the end a block of zeros, whose result is ignored.
    fn block(&self, ahead: usize) -> &[u8; BLOCK] {
        self.content.as_chunks().0.get(self.taken + ahead).unwrap_or(&[0; BLOCK])
    }

    fn left(&self) -> usize {
        self.content.len() / BLOCK - self.taken
    }
}

impl Default for Hashes {
    fn default() -> Hashes {
        Hashes::with_longest(LONGEST)
    }
}

impl Hashes {
    /// Creates a hasher in which contents up to this size, in bytes, wait for others.
    pub fn with_longest(longest: usize) -> Hashes {
        Hashes {
            longest,
            lanes: [const { None }; LANES],
            states: States::default(),
            found: Vec::new(),
            buffers: Vec::new(),
        }
    }

    /// Returns an empty buffer for a content.
    pub fn buffer(&mut self) -> Vec<u8> {
        self.buffers.pop().unwrap_or_default()
    }

    /// Returns a buffer for reuse.
    pub fn give_back(&mut self, mut buffer: Vec<u8>) {
        if buffer.capacity() > 0 && self.buffers.len() <= LANES {
            buffer.clear();
            self.buffers.push(buffer);
        }
    }

    /// Adds a whole content. It is hashed now or later.
    pub fn add(&mut self, mut content: Vec<u8>) -> ContentIndex {
        let place = ContentIndex(self.found.len());
        self.found.push(None);
        let bits = content.len() as u64 * 8;
        content.push(0x80);
        let whole = (content.len() + size_of::<u64>()).next_multiple_of(BLOCK);
        content.resize(whole - size_of::<u64>(), 0);
        content.extend(bits.to_be_bytes());
        // Every step frees a lane.
        if let Some(lane) = self.lanes.iter().position(Option::is_none) {
            self.states.begin(lane);
            self.lanes[lane] = Some(HashLane { place, content, taken: 0 });
        }
        if self.lanes.iter().all(Option::is_some) {
            self.step();
        }
        place
    }

    /// Returns the hashes of all contents that were added, by their places, and forgets them.
    pub fn take(&mut self) -> ContentHashes {
        while self.lanes.iter().any(Option::is_some) {
            self.step();
        }
        ContentHashes(std::mem::take(&mut self.found))
    }

    /// Hashes up to the end of the content that ends first.
    fn step(&mut self) {
        let blocks = self.lanes.iter().flatten().map(HashLane::left).min().unwrap_or(0);
        for ahead in 0..blocks {
            let block = |lane: usize| match &self.lanes[lane] {
                Some(lane) => lane.block(ahead),
                None => &[0; BLOCK],
            };
            self.states.take(std::array::from_fn(block));
        }
        for number in 0..LANES {
            let Some(lane) = &mut self.lanes[number] else { continue };
            lane.taken += blocks;
            if lane.left() == 0
                && let Some(lane) = self.lanes[number].take()
            {
                self.found[lane.place.0] = Some(ContentHash(self.states.hash(number)));
                self.give_back(lane.content);
            }
        }
    }
}

/// The hashes of the contents, by index.
pub(crate) struct ContentHashes(Vec<Option<ContentHash>>);

impl ContentHashes {
    /// Returns the hash of the content at this place.
    pub fn of(&self, place: ContentIndex) -> Option<ContentHash> {
        self.0.get(place.0).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hashes(contents: &[Vec<u8>]) -> Vec<Option<ContentHash>> {
        let mut hashes = Hashes::default();
        let places: Vec<ContentIndex> = contents
            .iter()
            .map(|content| {
                let mut buffer = hashes.buffer();
                assert!(buffer.is_empty(), "a buffer comes back empty");
                buffer.extend(content);
                hashes.add(buffer)
            })
            .collect();
        let found = hashes.take();
        places.into_iter().map(|place| found.of(place)).collect()
    }

    #[test]
    fn every_length_about_the_border_of_a_block() {
        let contents: Vec<Vec<u8>> = (0..260).map(|length| vec![length as u8; length]).collect();
        let expected: Vec<_> = contents.iter().map(|content| Some(ContentHash::of(content))).collect();
        assert_eq!(hashes(&contents), expected);
    }

    proptest! {
        /// Contents of any number and length do not affect each other: the library computes the
        /// same hashes one by one.
        #[test]
        fn lanes_keep_apart(
            contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..1000), 0..20),
        ) {
            let expected: Vec<_> = contents.iter().map(|content| Some(ContentHash::of(content))).collect();
            prop_assert_eq!(hashes(&contents), expected);
        }
    }
}
