//! Sorting in little code, for lists that are short or seldom sorted.
//!
//! The standard library's sorts are fast because they are large: each kind of
//! item, and each way to compare, gets some 8 kB of WebAssembly of its own.
//! Fifty of them were a sixth of the worker. Here a few items change places
//! where they are, as every record's do while it is read, and longer lists
//! share one sort, of places, behind a call by pointer; it takes about twice as
//! long. What sorts a list as long as the log itself, or at every keystroke,
//! uses the standard library's still.

use std::cmp::Ordering;

/// The longest list that is sorted in place, without a list of positions.
const SHORT: usize = 16;

/// Sorting in little code.
pub trait InOrder<T> {
    /// Puts the items in order; what is equal stays as it was.
    fn put_in_order(&mut self)
    where
        T: Ord;

    /// Puts the items in the order of their keys; what is equal stays as it
    /// was. The key is made anew for every comparison.
    fn put_in_order_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);

    /// Puts the items in an order; what is equal stays as it was.
    fn put_in_order_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);
}

impl<T> InOrder<T> for [T] {
    fn put_in_order(&mut self)
    where
        T: Ord,
    {
        self.put_in_order_by(T::cmp);
    }

    fn put_in_order_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.put_in_order_by(|one, other| key(one).cmp(&key(other)));
    }

    fn put_in_order_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
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
        // What belongs at a place comes there by a swap; what was there goes
        // where the next of the same round came from.
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

/// The places of so many items in their order: the one sort there is.
#[inline(never)]
fn places(count: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|one, other| compare(*one, *other));
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::InOrder;

    proptest! {
        #[test]
        fn it_is_the_standard_librarys_order(
            items in proptest::collection::vec((0_u8..9, ".{0,3}"), 0..60),
        ) {
            let mut expected = items.clone();
            expected.sort();
            let mut ours = items.clone();
            ours.put_in_order();
            prop_assert_eq!(&ours, &expected);

            // What is equal stays as it was.
            expected = items.clone();
            expected.sort_by_key(|(number, _)| *number);
            ours = items.clone();
            ours.put_in_order_by_key(|(number, _)| *number);
            prop_assert_eq!(&ours, &expected);

            expected = items.clone();
            expected.sort_by(|(_, one), (_, other)| other.cmp(one));
            ours = items;
            ours.put_in_order_by(|(_, one), (_, other)| other.cmp(one));
            prop_assert_eq!(&ours, &expected);
        }
    }
}
