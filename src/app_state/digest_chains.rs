//! The chains of digests over time: the cursor over their digests, the shapes on a lane, and both
//! in words.

use crate::base::text;
use crate::base::time::TimeRange;
use crate::base::time_display::TimeDisplay;
use crate::integrity::findings::{Class, Interval};
use crate::integrity::overview::{ChainOverview, IntegrityOverview};
use crate::integrity::timeline::{Stripe, pixel};
use crate::model::Selection;
use crate::query::coverage::events_of;

/// Maximum number of lanes shown without scrolling.
pub const MOST_LANES: usize = 9;

/// A chain, or one of its digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainSpot {
    /// The number of the chain.
    pub chain: u32,
    /// The number of the digest in the chain; `None` for the whole chain.
    pub digest: Option<u32>,
}

impl ChainSpot {
    /// Returns the digest if it is one of this chain.
    pub fn digest_in(self, chain: u32) -> Option<u32> {
        self.digest.filter(|_| self.chain == chain)
    }
}

/// Returns where a key moves the cursor: the lane's index in `order`, and the digest; `None` for
/// keys that do not move it. Without a cursor, it moves to the last digest of the chosen chain.
pub fn moved_spot(
    from: Option<ChainSpot>,
    chosen: u32,
    key: &str,
    order: &[u32],
    chains: &[ChainOverview],
) -> Option<(usize, ChainSpot)> {
    let digests = |chain: u32| chains.get(chain as usize).map_or(0, |chain| chain.marks.len() as u32);
    let (chain, digest) = match from {
        Some(ChainSpot { chain, digest }) => (chain, digest.unwrap_or(0)),
        None => (chosen, digests(chosen).saturating_sub(1)),
    };
    let place = order.iter().position(|number| *number == chain).unwrap_or(0);
    let last = digests(chain).saturating_sub(1);
    let end = chains.get(chain as usize).and_then(|chain| chain.marks.get(digest as usize)?.end_millis);
    let lane = |to: usize| {
        let to = to.min(order.len().saturating_sub(1));
        let chain = order.get(to).copied()?;
        Some((to, ChainSpot { chain, digest: nearest(chains.get(chain as usize)?, end) }))
    };
    let within = |digest: u32| Some((place, ChainSpot { chain, digest: Some(digest) }));
    match key {
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" if from.is_none() => within(digest),
        "ArrowLeft" => within(digest.saturating_sub(1)),
        "ArrowRight" => within((digest + 1).min(last)),
        "Home" => within(0),
        "End" => within(last),
        "ArrowUp" => lane(place.saturating_sub(1)),
        "ArrowDown" => lane(place + 1),
        "PageUp" => lane(place.saturating_sub(MOST_LANES)),
        "PageDown" => lane(place + MOST_LANES),
        _ => None,
    }
}

/// Returns the digest of a chain that ends closest to a time.
fn nearest(chain: &ChainOverview, end: Option<i64>) -> Option<u32> {
    let far = |millis: Option<i64>| match (millis, end) {
        (Some(millis), Some(end)) => millis.abs_diff(end),
        _ => u64::MAX,
    };
    chain.marks.iter().zip(0..).min_by_key(|(mark, _)| far(mark.end_millis)).map(|(_, digest)| digest)
}

/// Returns the digest at a position, in pixels from the left end of the line; of several, the one
/// with the lowest class rank.
pub fn digest_at(marks: &[Stripe], x: f64) -> Option<u32> {
    let is_under = |stripe: &&Stripe| (f64::from(stripe.left)..=f64::from(stripe.right)).contains(&x);
    marks.iter().filter(is_under).min_by_key(|stripe| stripe.class.rank()).map(|stripe| stripe.digest)
}

/// Returns a digest in words: `2024-03-01 10:00 to 11:00 UTC: digest verified`.
pub fn digest_words(chain: &ChainOverview, digest: u32, times: TimeDisplay) -> Option<String> {
    let mark = chain.marks.get(digest as usize)?;
    let time = times.show_period(mark.start_millis, mark.end_millis);
    let time = time.unwrap_or_else(|| "no time".to_owned());
    Some(format!("{time}: digest {}", word_within(mark.class)))
}

/// Returns the word for a class inside a sentence.
fn word_within(class: Class) -> String {
    match class {
        Class::Invalid => class.words().to_owned(),
        _ => class.words().to_lowercase(),
    }
}

/// Returns a chain in a few words: `24 digests, 1 hole; 1 log file INVALID`.
pub fn lane_words(chain: &ChainOverview) -> String {
    let holes = match chain.holes.len() as u64 {
        0 => String::new(),
        holes => format!(", {}", text::counted(holes, "hole", "holes")),
    };
    let logs = Class::ALL.into_iter().zip(chain.logs).filter(|(_, count)| *count > 0);
    let logs = logs.map(|(class, count)| {
        format!("{} {}", text::counted(u64::from(count), "log file", "log files"), word_within(class))
    });
    let logs: Vec<String> = logs.collect();
    let logs = if logs.is_empty() { "no log files".to_owned() } else { logs.join(", ") };
    format!("{}{holes}; {logs}", text::counted(chain.marks.len() as u64, "digest", "digests"))
}

/// Returns what is at a spot, in words.
pub fn spot_words(overview: &IntegrityOverview, spot: ChainSpot, times: TimeDisplay) -> Option<String> {
    let chain = overview.chains.get(spot.chain as usize)?;
    match spot.digest {
        Some(digest) => Some(format!("{}, {}", digest_words(chain, digest, times)?, chain.title)),
        None => Some(format!("{}: {}", chain.title, lane_words(chain))),
    }
}

/// Returns the text shown while nothing is pointed at.
pub fn all_lanes_words(overview: &IntegrityOverview, shown: Interval, times: TimeDisplay) -> String {
    let range = TimeRange { from_millis: shown.from_millis, until_millis: shown.until_millis };
    let chains = text::counted(overview.chains.len() as u64, "chain", "chains");
    format!("{chains} of digests, {}; a mark opens its digest", times.show_range(range))
}

/// Returns the events of a time in a chain's account and Region; of all if they are not known.
pub fn chain_events(chain: &ChainOverview, time: TimeRange) -> Selection {
    let (account, region) = (&chain.name.account, &chain.name.region);
    if account.is_empty() || region.is_empty() {
        Selection { filter: String::new(), time: Some(time) }
    } else {
        events_of(account, region, Some(time))
    }
}

/// How a shape on a lane is painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainPaint {
    /// Filled, in the colour of verified digests.
    Verified,
    /// Filled, in the colour of what is not proven.
    Unproven,
    /// Filled, in the colour of failures.
    Failed,
    /// A dashed outline.
    Missing,
    /// A cross within a failure.
    Cross,
}

/// A shape on a lane, in CSS pixels from its left upper corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LaneShape {
    /// How it is painted.
    pub paint: ChainPaint,
    /// The left edge.
    pub left: f64,
    /// The upper edge.
    pub top: f64,
    /// The width.
    pub width: f64,
    /// The height.
    pub height: f64,
}

/// The offset of a mark in its lane, and its height.
const MARK: (f64, f64) = (4.0, 11.0);
/// The same for the band of proven time.
const BAND: (f64, f64) = (18.0, 3.0);
/// The distance between the strokes in a hole.
const HATCH_PIXELS: u32 = 4;
/// Minimum width of a mark with a cross.
const CROSS_PIXELS: u32 = 9;
/// Minimum width of a mark with a gap beside it.
const GAP_PIXELS: u32 = 5;
/// Half the size of a cross.
const ARM: f64 = 3.0;

/// Returns the shapes of a chain on a lane `width` pixels wide, in drawing order. Shapes tell the
/// classes apart without colours: verified is a block, unproven half a block, INVALID extends above
/// and below, missing is an empty outline.
pub fn lane_shapes(chain: &ChainOverview, marks: &[Stripe], span: Interval, width: u32) -> Vec<LaneShape> {
    let mut shapes = Vec::new();
    let mut add = |paint, left, top, width, height| {
        shapes.push(LaneShape { paint, left, top, width, height });
    };
    for proven in &chain.proven {
        let (left, wide) = placed(*proven, span, width);
        add(ChainPaint::Verified, left, BAND.0, wide, BAND.1);
    }
    for hole in &chain.holes {
        let (left, wide) = placed(hole.interval, span, width);
        for at in (0..wide.ceil() as u32).step_by(HATCH_PIXELS as usize) {
            add(ChainPaint::Unproven, left + f64::from(at), BAND.0, 2.0, BAND.1);
        }
    }
    for stripe in marks {
        let pixels = stripe.right - stripe.left;
        let left = f64::from(stripe.left);
        let wide = f64::from(pixels) - if pixels >= GAP_PIXELS { 1.0 } else { 0.0 };
        let (top, high) = MARK;
        match stripe.class {
            Class::Verified => add(ChainPaint::Verified, left, top, wide, high),
            Class::Unproven | Class::FoundKey | Class::NotCovered => {
                add(ChainPaint::Unproven, left, top + high / 2.0, wide, high / 2.0);
                add(ChainPaint::Unproven, left, top, wide, 1.0);
            }
            Class::Missing => {
                add(ChainPaint::Missing, left + 0.75, top + 0.75, (wide - 1.5).max(1.0), high - 1.5);
            }
            Class::Invalid => {
                add(ChainPaint::Failed, left, top - 3.0, wide, high + 5.0);
                if pixels >= CROSS_PIXELS {
                    let (x, y) = (left + wide / 2.0, top + high / 2.0 - 0.5);
                    add(ChainPaint::Cross, x - ARM, y - ARM, 2.0 * ARM, 2.0 * ARM);
                }
            }
        }
    }
    shapes
}

/// Returns the left end of a time on the line, and its width, at least one pixel.
fn placed(time: Interval, span: Interval, width: u32) -> (f64, f64) {
    let left = pixel(time.from_millis, span, width);
    let right = pixel(time.until_millis, span, width);
    (f64::from(left), f64::from(right.saturating_sub(left).max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integrity::findings::{CLASSES, ChainName};
    use crate::integrity::overview::{DigestMark, HoleOverview};

    const HOUR: i64 = 3_600_000;

    fn chain(title: &str, hours: std::ops::Range<i64>) -> ChainOverview {
        let mark = |hour: i64| DigestMark {
            start_millis: Some(hour * HOUR),
            end_millis: Some((hour + 1) * HOUR),
            class: Class::Verified,
        };
        ChainOverview {
            name: ChainName::default(),
            title: title.to_owned(),
            marks: hours.map(mark).collect(),
            proven: Vec::new(),
            holes: Vec::new(),
            breaks: Vec::new(),
            sentences: Vec::new(),
            logs: [0; CLASSES],
        }
    }

    fn spot(chain: u32, digest: u32) -> ChainSpot {
        ChainSpot { chain, digest: Some(digest) }
    }

    #[test]
    fn keys_move_the_cursor_along_and_between_chains() {
        // Chain 1 is drawn first, and begins two hours later.
        let chains = [chain("a", 0..5), chain("b", 2..5)];
        let step = |from, key| moved_spot(from, 0, key, &[1, 0], &chains);
        assert_eq!(step(None, "ArrowLeft"), Some((1, spot(0, 4))));
        assert_eq!(step(Some(spot(0, 4)), "ArrowRight"), Some((1, spot(0, 4))));
        assert_eq!(step(Some(spot(0, 4)), "ArrowLeft"), Some((1, spot(0, 3))));
        // The digest of the other chain that ends at the same time.
        assert_eq!(step(Some(spot(0, 3)), "ArrowUp"), Some((0, spot(1, 1))));
        assert_eq!(step(Some(spot(1, 1)), "PageDown"), Some((1, spot(0, 3))));
        assert_eq!((step(Some(spot(0, 3)), "Home"), step(None, "a")), (Some((1, spot(0, 0))), None));
    }

    #[test]
    fn a_chain_and_its_digests_are_words() {
        let mut chain = chain("chain a", 0..2);
        let times = TimeDisplay::default();
        assert_eq!(lane_words(&chain), "2 digests; no log files");
        chain.logs[Class::Invalid.rank()] = 1;
        let overview = IntegrityOverview { chains: vec![chain], ..IntegrityOverview::default() };
        let words = lane_words(&overview.chains[0]);
        assert!(words.starts_with("2 digests; 1 log file INVALID"), "{words}");
        let words = spot_words(&overview, spot(0, 1), times).unwrap();
        assert_eq!(words, "1970-01-01 01:00 to 02:00 UTC: digest verified, chain a");
        assert_eq!(spot_words(&overview, spot(0, 9), times), None);
    }

    #[test]
    fn a_lane_has_a_shape_for_each_mark_and_strokes_in_a_hole() {
        let mut chain = chain("a", 0..1);
        let hole = Interval { from_millis: 0, until_millis: HOUR };
        chain.holes = vec![HoleOverview { interval: hole, logs: 0, sentence: String::new() }];
        let span = Interval { from_millis: 0, until_millis: 10 * HOUR };
        let stripe = |left, class| Stripe { left, right: left + 12, class, digest: 0, digests: 1 };
        let marks = [stripe(0, Class::Verified), stripe(20, Class::Invalid)];
        let shapes = lane_shapes(&chain, &marks, span, 100);
        let paints: Vec<ChainPaint> = shapes.iter().map(|shape| shape.paint).collect();
        use ChainPaint::{Cross, Failed, Unproven, Verified};
        assert_eq!(paints, [Unproven, Unproven, Unproven, Verified, Failed, Cross]);
        assert_eq!((shapes[3].left, shapes[3].width), (0.0, 11.0));
        assert_eq!((digest_at(&marks, 5.0), digest_at(&marks, 15.0)), (Some(0), None));
    }
}
