//! Sorting with little code, for lists that are short or rarely sorted.
//!
//! The standard library's sorts are fast because they are large: each item type, and each
//! comparison, gets some 8 kB of WebAssembly of its own. Fifty of them were a sixth of the worker.
//! Here, a few items are swapped in place, as for every record while it is read, and longer lists
//! share one sort, of positions, which calls the comparison through a pointer; it takes about twice
//! as long. Code that sorts a list as long as the log itself, or at every keystroke, still uses the
//! standard library's.

use std::cmp::Ordering;

/// Maximum length of a list that is sorted in place, without a list of positions.
const SHORT: usize = 16;

/// Stable sorting with little code.
pub trait SmallSort<T> {
    /// Sorts the items; equal items keep their order.
    fn sort_small(&mut self)
    where
        T: Ord;

    /// Sorts the items by their keys; equal items keep their order. The key is computed for every
    /// comparison.
    fn sort_small_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);

    /// Sorts the items by a comparison; equal items keep their order.
    fn sort_small_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);
}

impl<T> SmallSort<T> for [T] {
    fn sort_small(&mut self)
    where
        T: Ord,
    {
        self.sort_small_by(T::cmp);
    }

    fn sort_small_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.sort_small_by(|one, other| key(one).cmp(&key(other)));
    }

    fn sort_small_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        if self.len() <= SHORT {
            for end in 1..self.len() {
                for place in (1..=end).rev() {
                    if compare(&self[place - 1], &self[place]).is_le() {
                        break;
                    }
                    self.swap(place - 1, place);
                }
            }
            return;
        }
        let mut order = places(self.len(), &mut |one, other| compare(&self[one], &self[other]));
        // Each cycle of the permutation is resolved by swaps: the item for a place is swapped in,
        // and the displaced item moves to the place that the cycle reaches next.
        for start in 0..order.len() {
            let mut place = start;
            loop {
                let from = std::mem::replace(&mut order[place], place);
                if from == start || from == place {
                    break;
                }
                self.swap(place, from);
                place = from;
            }
        }
    }
}

/// Returns the positions of `count` items in sorted order: the only instance of the sort.
#[inline(never)]
fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::SmallSort;

    proptest! {
        #[test]
        fn it_is_the_standard_librarys_order(
            items in proptest::collection::vec((0_u8..9, ".{0,3}"), 0..60),
        ) {
            let mut expected = items.clone();
            expected.sort();
            let mut ours = items.clone();
            ours.sort_small();
            prop_assert_eq!(&ours, &expected);

            // Equal items keep their order.
            expected = items.clone();
            expected.sort_by_key(|(number, _)| *number);
            ours = items.clone();
            ours.sort_small_by_key(|(number, _)| *number);
            prop_assert_eq!(&ours, &expected);

            expected = items.clone();
            expected.sort_by(|(_, one), (_, other)| other.cmp(one));
            ours = items;
            ours.sort_small_by(|(_, one), (_, other)| other.cmp(one));
            prop_assert_eq!(&ours, &expected);
        }
    }
}
