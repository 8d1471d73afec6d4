//! Combines the answers of several workers.

use std::collections::BTreeMap;

use super::MOST_PAIRS;
use crate::query::{Coverage, CoveredPair, StepCounts};

/// Adds up the coverage of all workers; all must have been asked for the same steps.
pub fn add(parts: &[Coverage]) -> Coverage {
    let mut all = StepCounts::default();
    let mut pairs: BTreeMap<(&str, &str), StepCounts> = BTreeMap::new();
    for part in parts {
        all.add(part.all.first, &part.all.counts);
        for CoveredPair { account, region, counts } in &part.pairs {
            pairs.entry((account, region)).or_default().add(counts.first, &counts.counts);
        }
    }
    // A worker may have left out pairs beyond these.
    let pairs = pairs.into_iter().take(MOST_PAIRS).map(|((account, region), counts)| CoveredPair {
        account: account.to_owned(),
        region: region.to_owned(),
        counts,
    });
    Coverage { all, pairs: pairs.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn coverage_of(names: std::ops::Range<usize>) -> Coverage {
        let mut coverage = Coverage::default();
        for name in names {
            let mut counts = StepCounts::default();
            counts.add(3, &[1]);
            coverage.all.add(3, &[1]);
            if coverage.pairs.len() < MOST_PAIRS {
                coverage.pairs.push(CoveredPair {
                    account: format!("{name:012}"),
                    region: String::new(),
                    counts,
                });
            }
        }
        coverage
    }

    #[test]
    fn of_too_many_pairs_the_first_are_kept_and_exact() {
        let sum = add(&[coverage_of(0..MOST_PAIRS + 10), coverage_of(5..MOST_PAIRS + 500)]);
        assert_eq!(sum.pairs.len(), MOST_PAIRS);
        assert!(sum.pairs[..5].iter().all(|pair| pair.counts.sum() == 1));
        assert!(sum.pairs[5..].iter().all(|pair| pair.counts.sum() == 2));
        assert_eq!(sum.all.sum(), (MOST_PAIRS + 10 + MOST_PAIRS + 495) as u64);
    }
}
