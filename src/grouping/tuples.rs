//! Numbers combinations of codes in the order in which they occur.

use hashbrown::HashMap;

/// Combinations of `width` codes each.
#[derive(Debug, Default)]
pub(super) struct Tuples {
    width: usize,
    /// The number of each first code. `pairs` then maps each pair of the number so far and the next
    /// code: pairs of small numbers are hashed faster than lists of codes.
    first: Vec<u32>,
    pairs: Vec<HashMap<u64, u32>>,
    /// Number of different prefixes, by length.
    counts: Vec<u32>,
    /// The codes of all combinations, concatenated.
    codes: Vec<u32>,
}

const NONE: u32 = u32::MAX;

/// Returns two numbers packed into one.
pub(super) fn pair(one: u32, other: u32) -> u64 {
    u64::from(one) << 32 | u64::from(other)
}

impl Tuples {
    pub fn new(width: usize) -> Tuples {
        let width = width.max(1);
        Tuples {
            width,
            first: Vec::new(),
            pairs: (1..width).map(|_| HashMap::new()).collect(),
            counts: vec![0; width],
            codes: Vec::new(),
        }
    }

    /// Returns the number of combinations.
    pub fn len(&self) -> usize {
        self.codes.len() / self.width
    }

    /// Returns the codes of a combination.
    pub fn codes(&self, number: u32) -> &[u32] {
        let start = number as usize * self.width;
        self.codes.get(start..start + self.width).unwrap_or_default()
    }

    /// Returns the number of a combination, which must have the full width; `None` if it is new and
    /// there are already `most`. A new combination gets the highest number.
    #[inline]
    pub fn number(&mut self, codes: &[u32], most: usize) -> Option<u32> {
        if self.len() >= most {
            return self.find(codes);
        }
        let (first, rest) = codes.split_first()?;
        if self.first.len() <= *first as usize {
            self.first.resize(*first as usize + 1, NONE);
        }
        let mut is_new = false;
        let mut number = self.first[*first as usize];
        if number == NONE {
            number = self.counts[0];
            self.first[*first as usize] = number;
            self.counts[0] += 1;
            is_new = true;
        }
        for (level, code) in rest.iter().enumerate() {
            let count = &mut self.counts[level + 1];
            is_new = false;
            number = *self.pairs[level].entry(pair(number, *code)).or_insert_with(|| {
                is_new = true;
                *count += 1;
                *count - 1
            });
        }
        if is_new {
            self.codes.extend_from_slice(codes);
        }
        Some(number)
    }

    fn find(&self, codes: &[u32]) -> Option<u32> {
        let (first, rest) = codes.split_first()?;
        let mut number = *self.first.get(*first as usize).filter(|number| **number != NONE)?;
        for (pairs, code) in self.pairs.iter().zip(rest) {
            number = *pairs.get(&pair(number, *code))?;
        }
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_dense_and_remember(
            width in 1..5_usize, most in 1..60_usize, codes in proptest::collection::vec(0..4_u32, 0..300),
        ) {
            let mut tuples = Tuples::new(width);
            let mut known: std::collections::BTreeMap<Vec<u32>, u32> = Default::default();
            for codes in codes.chunks_exact(width) {
                let next = known.len() as u32;
                if known.len() >= most && !known.contains_key(codes) {
                    prop_assert_eq!(tuples.number(codes, most), None);
                    continue;
                }
                let expected = *known.entry(codes.to_vec()).or_insert(next);
                prop_assert_eq!(tuples.number(codes, most), Some(expected));
                prop_assert_eq!(tuples.codes(expected), codes);
            }
            prop_assert_eq!(tuples.len(), known.len());
        }
    }
}
