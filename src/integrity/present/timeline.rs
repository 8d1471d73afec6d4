//! Lays out chains of digests on a common time axis: their order, the span of the axis, and the
//! grouping of digests that are too close for separate marks.

use crate::base::small_sort::SmallSort;
use crate::integrity::model::findings::{Class, Interval};
use crate::integrity::model::overview::{ChainOverview, DigestMark};

/// Minimum width of a visible mark in pixels; digests within the same slot of this width share a
/// mark.
pub const SLOT_PIXELS: u32 = 3;

/// A mark on the axis: one digest, or neighbours that are too close to be drawn separately.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stripe {
    /// The left edge in pixels.
    pub left: u32,
    /// The right edge in pixels.
    pub right: u32,
    /// The most severe class among its digests.
    pub class: Class,
    /// A digest of that class, which a click on the mark opens.
    pub digest: u32,
    /// Number of digests in the mark.
    pub digests: u32,
}

/// Returns the indices of the chains in the order of review, the most severe first.
pub fn order(chains: &[ChainOverview]) -> Vec<u32> {
    let mut all: Vec<(usize, u32)> =
        chains.iter().zip(0..).map(|(chain, number)| (chain.worst().rank(), number)).collect();
    all.sort_small();
    all.into_iter().map(|(_, number)| number).collect()
}

/// Returns the period from the first digest to the last of all chains.
///
/// An INVALID digest can state any time and would stretch the axis beyond use, so it is ignored
/// unless there are no others.
pub fn span(chains: &[ChainOverview]) -> Option<Interval> {
    let span_of = |wanted: &dyn Fn(&DigestMark) -> bool| {
        let marks = || chains.iter().flat_map(|chain| &chain.marks).filter(|mark| wanted(mark));
        let from_millis = marks().filter_map(|mark| mark.start_millis.or(mark.end_millis)).min()?;
        let until_millis = marks().filter_map(|mark| mark.end_millis.or(mark.start_millis)).max()?;
        Some(Interval { from_millis, until_millis: until_millis.max(from_millis.saturating_add(1)) })
    };
    span_of(&|mark| mark.class != Class::Invalid).or_else(|| span_of(&|_| true))
}

/// The assumed period of a digest of which only the end is known, such as a missing one.
const HOUR_MILLIS: i64 = 3_600_000;

/// Returns the period in which a digest is drawn; `None` if it states no time at all.
///
/// Only the end of a missing digest is known: it is assumed to cover an hour, as digests do, but
/// not to overlap the previous digest.
pub fn extent(marks: &[DigestMark], digest: u32) -> Option<Interval> {
    let mark = marks.get(digest as usize)?;
    let until_millis = mark.end_millis.or(mark.start_millis)?;
    let from_millis = mark.start_millis.unwrap_or_else(|| {
        let before = (digest as usize).checked_sub(1).and_then(|before| marks.get(before)?.end_millis);
        let hour = until_millis.saturating_sub(HOUR_MILLIS);
        before.map_or(hour, |before| hour.max(before))
    });
    Some(Interval { from_millis: from_millis.min(until_millis), until_millis })
}

/// Returns the left and right edge of a period on an axis of `pixels` pixels, wide enough to be
/// visible.
pub fn pixels_of(time: Interval, shown: Interval, pixels: u32) -> (u32, u32) {
    let left = pixel(time.from_millis, shown, pixels).min(pixels.saturating_sub(SLOT_PIXELS));
    (left, pixel(time.until_millis, shown, pixels).max(left + SLOT_PIXELS))
}

/// Returns the marks of a chain on an axis of `pixels` pixels that shows the period `shown`, from
/// left to right. Digests without any time have no mark.
pub fn stripes(marks: &[DigestMark], shown: Interval, pixels: u32) -> Vec<Stripe> {
    let mut placed: Vec<Stripe> = marks
        .iter()
        .zip(0..)
        .filter_map(|(mark, digest)| {
            let (left, right) = pixels_of(extent(marks, digest)?, shown, pixels);
            Some(Stripe { left, right, class: mark.class, digest, digests: 1 })
        })
        .collect();
    placed.sort_small_by_key(|stripe| (stripe.left, stripe.digest));
    let mut out: Vec<Stripe> = Vec::with_capacity(placed.len().min(pixels as usize));
    for stripe in placed {
        match out.last_mut() {
            Some(last) if last.left / SLOT_PIXELS == stripe.left / SLOT_PIXELS => {
                last.right = last.right.max(stripe.right);
                last.digests += 1;
                if stripe.class.rank() < last.class.rank() {
                    (last.class, last.digest) = (stripe.class, stripe.digest);
                }
            }
            _ => out.push(stripe),
        }
    }
    out
}

/// Returns the position of a time on an axis of `pixels` pixels.
pub fn pixel(millis: i64, shown: Interval, pixels: u32) -> u32 {
    let length = (shown.until_millis - shown.from_millis).max(1) as f64;
    let part = (millis.saturating_sub(shown.from_millis)) as f64 / length;
    (part.clamp(0.0, 1.0) * f64::from(pixels)).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integrity::model::findings::{CLASSES, ChainName};

    fn mark(start: i64, end: i64, class: Class) -> DigestMark {
        DigestMark { start_millis: Some(start), end_millis: Some(end), class }
    }

    fn chain(marks: Vec<DigestMark>) -> ChainOverview {
        ChainOverview {
            name: ChainName::default(),
            title: String::new(),
            marks,
            proven: Vec::new(),
            holes: Vec::new(),
            breaks: Vec::new(),
            sentences: Vec::new(),
            logs: [0; CLASSES],
        }
    }

    #[test]
    fn what_has_no_room_falls_together_and_the_worst_is_seen() {
        let marks: Vec<DigestMark> = (0..1000)
            .map(|hour| {
                let class = if hour == 501 { Class::Invalid } else { Class::Verified };
                mark(hour, hour + 1, class)
            })
            .collect();
        let shown = Interval { from_millis: 0, until_millis: 1000 };
        let stripes = stripes(&marks, shown, 300);
        assert!(stripes.len() <= 100, "{}", stripes.len());
        assert_eq!(stripes.iter().map(|stripe| stripe.digests).sum::<u32>(), 1000);
        let invalid: Vec<_> = stripes.iter().filter(|stripe| stripe.class == Class::Invalid).collect();
        assert!(matches!(invalid.as_slice(), [one] if one.digest == 501));
        assert!(stripes.is_sorted_by_key(|stripe| stripe.left));
        assert!(stripes.iter().all(|stripe| stripe.right <= 300));
    }

    #[test]
    fn with_room_every_digest_has_its_own_mark() {
        let marks = [mark(0, 10, Class::Verified), mark(10, 20, Class::Missing)];
        let stripes = stripes(&marks, Interval { from_millis: 0, until_millis: 20 }, 100);
        let places: Vec<_> =
            stripes.iter().map(|stripe| (stripe.left, stripe.right, stripe.digest)).collect();
        assert_eq!(places, [(0, 50, 0), (50, 100, 1)]);
    }

    #[test]
    fn a_missing_digest_lies_before_the_one_that_names_it() {
        let hour = HOUR_MILLIS;
        let missing = DigestMark { start_millis: None, end_millis: Some(3 * hour), class: Class::Missing };
        let next = mark(3 * hour, 4 * hour, Class::Verified);
        let marks = [mark(0, hour, Class::Verified), missing, next];
        assert_eq!(extent(&marks, 1), Some(Interval { from_millis: 2 * hour, until_millis: 3 * hour }));
        let shown = Interval { from_millis: 0, until_millis: 4 * hour };
        let drawn: Vec<_> =
            stripes(&marks, shown, 400).iter().map(|one| (one.left, one.right, one.class)).collect();
        let classes = [(0, 100, Class::Verified), (200, 300, Class::Missing), (300, 400, Class::Verified)];
        assert_eq!(drawn, classes);
        let late = DigestMark { end_millis: Some(hour + 1), ..missing };
        assert_eq!(
            extent(&[marks[0], late], 1),
            Some(Interval { from_millis: hour, until_millis: hour + 1 })
        );
    }

    #[test]
    fn a_digest_without_a_time_is_on_no_line() {
        let none = DigestMark { start_millis: None, end_millis: None, class: Class::Invalid };
        assert_eq!(stripes(&[none], Interval { from_millis: 0, until_millis: 1 }, 100), []);
        assert_eq!(span(&[chain(vec![none])]), None);
    }

    #[test]
    fn an_invalid_digest_of_another_age_does_not_stretch_the_line() {
        let chains = [chain(vec![mark(100, 200, Class::Verified), mark(i64::MIN, i64::MAX, Class::Invalid)])];
        let shown = Interval { from_millis: 100, until_millis: 200 };
        assert_eq!(span(&chains), Some(shown));
        let stripes = stripes(&chains[0].marks, shown, 100);
        assert_eq!(stripes.len(), 1);
        assert_eq!((stripes[0].left, stripes[0].right, stripes[0].class), (0, 100, Class::Invalid));
    }

    #[test]
    fn the_worst_chain_is_looked_at_first() {
        let good = chain(vec![mark(0, 1, Class::Verified)]);
        let mut altered = good.clone();
        altered.logs[Class::Invalid.rank()] = 1;
        let missing = chain(vec![mark(0, 1, Class::Missing)]);
        assert_eq!(good.worst(), Class::Verified);
        assert_eq!(chain(Vec::new()).worst(), Class::Unproven);
        assert_eq!(order(&[good, missing, altered]), [2, 1, 0]);
    }
}
