//! A set of small numbers, one bit each: matching rows, matching entries.

/// A set of numbers below a fixed length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
    length: usize,
}

impl Bits {
    /// The empty set of numbers below `length`.
    pub fn none(length: usize) -> Bits {
        Bits { words: vec![0; length.div_ceil(64)], length }
    }

    /// The set of all numbers below `length`.
    pub fn all(length: usize) -> Bits {
        let mut bits = Bits { words: vec![u64::MAX; length.div_ceil(64)], length };
        bits.trim();
        bits
    }

    /// The numbers below `length` for which `holds` returns true.
    pub fn of(length: usize, mut holds: impl FnMut(usize) -> bool) -> Bits {
        let mut bits = Bits::none(length);
        for (index, word) in bits.words.iter_mut().enumerate() {
            let start = index * 64;
            let mut set = 0;
            for bit in 0..(length - start).min(64) {
                set |= u64::from(holds(start + bit)) << bit;
            }
            *word = set;
        }
        bits
    }

    /// All numbers from `start` up to, but not including, `end`.
    pub fn span(length: usize, start: usize, end: usize) -> Bits {
        let mut bits = Bits::none(length);
        let (start, end) = (start.min(length), end.min(length));
        for (index, word) in bits.words.iter_mut().enumerate() {
            let from = start.saturating_sub(index * 64).min(64);
            let until = end.saturating_sub(index * 64).min(64);
            if from < until {
                *word = (u64::MAX >> (64 - (until - from))) << from;
            }
        }
        bits
    }

    /// The exclusive upper bound of the numbers.
    pub fn length(&self) -> usize {
        self.length
    }

    /// Returns how many numbers are in the set.
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Returns how many numbers from `start` up to, but not including, `end` are in the set.
    pub fn count_in(&self, start: usize, end: usize) -> usize {
        let (start, end) = (start.min(self.length), end.min(self.length));
        if start >= end {
            return 0;
        }
        let (first, last) = (start / 64, (end - 1) / 64);
        let head = u64::MAX << (start % 64);
        let tail = u64::MAX >> (63 - (end - 1) % 64);
        if first == last {
            return (self.words[first] & head & tail).count_ones() as usize;
        }
        let between: usize = self.words[first + 1..last].iter().map(|word| word.count_ones() as usize).sum();
        between
            + (self.words[first] & head).count_ones() as usize
            + (self.words[last] & tail).count_ones() as usize
    }

    /// Whether the set is empty.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Whether the set contains a number.
    #[inline]
    pub fn has(&self, number: usize) -> bool {
        self.words.get(number / 64).is_some_and(|word| word >> (number % 64) & 1 == 1)
    }

    /// Adds a number.
    #[inline]
    pub fn insert(&mut self, number: usize) {
        debug_assert!(number < self.length);
        self.words[number / 64] |= 1 << (number % 64);
    }

    /// Keeps the numbers for which `holds` returns true.
    pub fn retain(&mut self, mut holds: impl FnMut(usize) -> bool) {
        for (index, word) in self.words.iter_mut().enumerate() {
            let start = index * 64;
            let mut kept = 0;
            if *word == u64::MAX {
                // Without searching for the next set bit, this takes half as long.
                for bit in 0..64 {
                    kept |= u64::from(holds(start + bit)) << bit;
                }
            } else {
                let mut rest = *word;
                while rest != 0 {
                    let bit = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    kept |= u64::from(holds(start + bit)) << bit;
                }
            }
            *word = kept;
        }
    }

    /// Keeps the numbers that are in both sets.
    pub fn and(&mut self, other: &Bits) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Adds the numbers of the other set.
    pub fn or(&mut self, other: &Bits) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Removes the numbers of the other set.
    pub fn and_not(&mut self, other: &Bits) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    /// Replaces the set with its complement.
    pub fn not(&mut self) {
        for word in &mut self.words {
            *word = !*word;
        }
        self.trim();
    }

    /// Returns the numbers in the set, ascending.
    pub fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let bit = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    index * 64 + bit
                })
            })
        })
    }

    /// The words, 64 numbers each, ascending from the lowest bit.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    fn trim(&mut self) {
        if !self.length.is_multiple_of(64)
            && let Some(last) = self.words.last_mut()
        {
            *last &= u64::MAX >> (64 - self.length % 64);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn bits_are_sets(length in 0_usize..300, a in proptest::collection::btree_set(0_usize..300, 0..80),
            b in proptest::collection::btree_set(0_usize..300, 0..80), from in 0_usize..310, until in 0_usize..310) {
            let a: BTreeSet<usize> = a.into_iter().filter(|n| *n < length).collect();
            let b: BTreeSet<usize> = b.into_iter().filter(|n| *n < length).collect();
            let b: BTreeSet<usize> = b.into_iter().filter(|n| *n < length).collect();
            let (left, right) = (Bits::of(length, |n| a.contains(&n)), Bits::of(length, |n| b.contains(&n)));
            let set = |bits: &Bits| bits.iter().collect::<BTreeSet<_>>();
            prop_assert_eq!(set(&left), a.clone());
            prop_assert_eq!(left.count(), a.len());
            prop_assert_eq!(left.count_in(from, until), a.iter().filter(|n| (from..until).contains(*n)).count());
            prop_assert_eq!(set(&Bits::span(length, from, until)), (from..until.min(length)).collect::<BTreeSet<_>>());
            let combine = |operation: fn(&mut Bits, &Bits)| { let mut bits = left.clone(); operation(&mut bits, &right); set(&bits) };
            prop_assert_eq!(combine(Bits::and), &a & &b);
            prop_assert_eq!(combine(Bits::or), &a | &b);
            prop_assert_eq!(combine(Bits::and_not), &a - &b);
            let mut kept = left.clone();
            kept.retain(|n| b.contains(&n));
            prop_assert_eq!(set(&kept), &a & &b);
            let mut kept = Bits::all(length);
            kept.retain(|n| b.contains(&n));
            prop_assert_eq!(set(&kept), b.clone());
            let mut not = left.clone();
            not.not();
            prop_assert_eq!(not.count(), length - a.len());
        }
    }
}
