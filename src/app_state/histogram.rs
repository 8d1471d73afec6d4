//! The histogram: what the pointer and keys select, its words, and the geometry of its bars.

use super::plot::{PlotArea, PlotRect};
use crate::base::buckets::TimeBuckets;
use crate::base::text;
use crate::base::time::TimeRange;
use crate::base::time_display::TimeDisplay;

/// A press that moves less than this is a click, not a brush.
const BRUSH_PIXELS: f64 = 4.0;
/// Minimum height of a non-empty bar and of its failed part: one failure among a million must be
/// visible.
const LEAST_PIXELS: f64 = 2.0;
/// Number of buckets that a key of pages moves.
const PAGE_BUCKETS: u32 = 10;

/// A range of buckets, from the first one touched to the last one touched; either may be the
/// earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BucketSpan {
    /// The first one touched.
    pub anchor: u32,
    /// The last one touched.
    pub head: u32,
}

impl BucketSpan {
    fn of(bucket: u32) -> BucketSpan {
        BucketSpan { anchor: bucket, head: bucket }
    }

    /// Returns the earliest and the latest bucket.
    fn ends(self) -> (u32, u32) {
        (self.anchor.min(self.head), self.anchor.max(self.head))
    }

    /// Returns the place of the range in percent of the width, as CSS.
    pub fn style(self, buckets: TimeBuckets) -> String {
        let (first, last) = self.ends();
        let percent = 100.0 / f64::from(buckets.count.max(1));
        let (left, width) = (f64::from(first) * percent, f64::from(last - first + 1) * percent);
        format!("left:{left:.4}%;width:{width:.4}%")
    }
}

/// What remains to do after an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistogramAction {
    /// Nothing.
    Done,
    /// Select this time.
    Zoom(TimeRange),
    /// Return to the previous selection of a time.
    ZoomOut,
}

/// What the pointer and keys have selected.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct HistogramController {
    /// The bucket under the pointer.
    hovered: Option<u32>,
    /// The bucket or the range that is selected by keys.
    pub cursor: Option<BucketSpan>,
    /// The start of a press: its x coordinate on screen and its bucket.
    pressed: Option<(f64, u32)>,
    /// The range brushed since the press.
    brushed: Option<BucketSpan>,
}

impl HistogramController {
    /// The buckets are others now: nothing is selected.
    pub fn reset(&mut self) {
        (self.hovered, self.cursor, self.brushed) = (None, None, None);
    }

    /// Returns the marked range.
    pub fn marked(&self) -> Option<BucketSpan> {
        self.brushed.or(self.cursor).or(self.hovered.map(BucketSpan::of))
    }

    /// Whether the marked range is only under the pointer.
    pub fn is_only_hovered(&self) -> bool {
        self.brushed.is_none() && self.cursor.is_none()
    }

    /// The button is pressed at an x coordinate of the screen.
    pub fn press(&mut self, area: PlotArea, x: f64, buckets: TimeBuckets) {
        self.pressed = Some((x, area.step(x, buckets.count)));
    }

    /// The pointer moves.
    pub fn moved(&mut self, area: PlotArea, x: f64, buckets: TimeBuckets) {
        let head = area.step(x, buckets.count);
        self.hovered = Some(head);
        if let Some((from, anchor)) = self.pressed
            && (self.brushed.is_some() || (x - from).abs() >= BRUSH_PIXELS)
        {
            self.brushed = Some(BucketSpan { anchor, head });
        }
    }

    /// The button is released.
    pub fn release(&mut self, buckets: Option<TimeBuckets>) -> HistogramAction {
        self.pressed = None;
        match buckets.and_then(|buckets| Some((buckets, self.brushed.take()?))) {
            Some((buckets, span)) => HistogramAction::Zoom(buckets.span(span.anchor, span.head)),
            None => HistogramAction::Done,
        }
    }

    /// The browser takes the pointer away.
    pub fn give_up(&mut self) {
        (self.pressed, self.brushed) = (None, None);
    }

    /// The pointer leaves.
    pub fn leave(&mut self) {
        self.hovered = None;
    }

    /// The focus leaves.
    pub fn blur(&mut self) {
        self.cursor = None;
    }

    /// A key is pressed; `is_zoomed` if a time range is selected. Returns `None` if the key means
    /// nothing here.
    pub fn key(
        &mut self,
        key: &str,
        is_shift: bool,
        buckets: TimeBuckets,
        is_zoomed: bool,
    ) -> Option<HistogramAction> {
        let last = buckets.count.saturating_sub(1);
        let head = self.cursor.map(|span| span.head);
        let next = match key {
            "ArrowLeft" => head.map_or(last, |head| head.saturating_sub(1)),
            "ArrowRight" => head.map_or(0, |head| (head + 1).min(last)),
            "PageUp" => head.map_or(last, |head| head.saturating_sub(PAGE_BUCKETS)),
            "PageDown" => head.map_or(0, |head| (head + PAGE_BUCKETS).min(last)),
            "Home" => 0,
            "End" => last,
            "Enter" => {
                let span = self.cursor?;
                return Some(HistogramAction::Zoom(buckets.span(span.anchor, span.head)));
            }
            "Escape" if self.cursor.is_some_and(|span| span.anchor != span.head) => {
                self.cursor = None;
                return Some(HistogramAction::Done);
            }
            "Backspace" | "Escape" if is_zoomed => return Some(HistogramAction::ZoomOut),
            _ => return None,
        };
        let anchor = self.cursor.filter(|_| is_shift).map_or(next, |span| span.anchor);
        self.cursor = Some(BucketSpan { anchor, head: next });
        Some(HistogramAction::Done)
    }
}

/// The numbers of matching events and of failed ones in each bucket.
#[derive(Clone, Copy, Debug)]
pub struct BarCounts<'a> {
    /// The buckets.
    pub buckets: TimeBuckets,
    /// Number of matching events in each.
    pub matching: &'a [u32],
    /// Number of those that failed in each.
    pub failed: &'a [u32],
}

impl BarCounts<'_> {
    /// Returns the largest number of events in a bucket.
    pub fn most(&self) -> u32 {
        self.matching.iter().copied().max().unwrap_or(0)
    }

    /// Describes a range: "2024-03-01 10:05 to 10:10 UTC, 1,234 events, 56 failed".
    pub fn say(&self, span: BucketSpan, times: TimeDisplay) -> String {
        let (first, last) = span.ends();
        let sum = |counts: &[u32]| {
            let some = counts.iter().take(last as usize + 1).skip(first as usize);
            some.map(|count| u64::from(*count)).sum()
        };
        format!(
            "{}, {}, {} failed",
            times.show_range(self.buckets.span(first, last)),
            text::counted(sum(self.matching), "event", "events"),
            text::count(sum(self.failed)),
        )
    }

    /// Describes the histogram while nothing is under the pointer or cursor.
    pub fn describe(&self, times: TimeDisplay) -> String {
        let step = text::duration(self.buckets.step_millis);
        format!("{}, a bar is {step}", times.show_range(self.buckets.range()))
    }

    /// Returns the histogram as at most `rows` rows: the index of the first bucket, the time,
    /// matching events and failed ones. Neighbouring buckets are added up, and rows without events
    /// left out.
    pub fn rows(&self, rows: usize) -> Vec<(u32, TimeRange, u64, u64)> {
        let together = self.matching.len().div_ceil(rows).max(1);
        let sum = |counts: &[u32]| counts.iter().map(|count| u64::from(*count)).sum::<u64>();
        let parts = self.matching.chunks(together).zip(self.failed.chunks(together)).enumerate();
        let row = |(number, (matching, failed)): (usize, (&[u32], &[u32]))| {
            let first = (number * together) as u32;
            let time = self.buckets.span(first, first + matching.len() as u32 - 1);
            (first, time, sum(matching), sum(failed))
        };
        parts.map(row).filter(|(_, _, matching, _)| *matching > 0).collect()
    }

    /// Returns the bars of events that did not fail, and below them those of failed ones, in device
    /// pixels of a drawing that is `width` x `height` of them; `density` of them are a CSS pixel.
    pub fn bars(&self, width: f64, height: f64, density: f64) -> (Vec<PlotRect>, Vec<PlotRect>) {
        let count = f64::from(self.buckets.count.max(1));
        let most = f64::from(self.most().max(1));
        let high = |number: u32| match number {
            0 => 0.0,
            _ => (f64::from(number) / most * height).max(LEAST_PIXELS * density).round(),
        };
        // With a gap of one pixel to the next bar if there is space, on whole pixels so that edges
        // are sharp.
        let bar = |at: usize, from: f64, to: f64| {
            let left = (at as f64 * width / count).round();
            let right = ((at as f64 + 1.0) * width / count).round();
            let gap = if right - left > 3.0 * density { density.round() } else { 0.0 };
            // If the minimum height of the failed part leaves no height for the rest, the rest is
            // drawn on top of it.
            let to = to.max(from + if from > 0.0 { density } else { 0.0 });
            PlotRect::new(left, height - to, (right - left - gap).max(1.0), to - from)
        };
        let (mut passed, mut failures) = (Vec::new(), Vec::new());
        for (at, (matching, failed)) in self.matching.iter().zip(self.failed).enumerate() {
            if matching > failed {
                passed.push(bar(at, high(*failed), high(*matching)));
            }
            if *failed > 0 {
                failures.push(bar(at, 0.0, high(*failed)));
            }
        }
        (passed, failures)
    }
}

/// Describes events without a time: "1 event has no time, so no time range shows them".
pub fn without_time_words(number: u64, is_zoomed: bool) -> String {
    let has = if number == 1 { "has" } else { "have" };
    let here = if is_zoomed { ", so no time range shows them" } else { "" };
    format!("{} {has} no time{here}", text::counted(number, "event", "events"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUCKETS: TimeBuckets = TimeBuckets { start_millis: 0, step_millis: 60_000, count: 20 };
    const AREA: PlotArea = PlotArea { left: 10.0, top: 0.0, width: 200.0 };

    fn counts<'a>(matching: &'a [u32], failed: &'a [u32]) -> BarCounts<'a> {
        let count = matching.len() as u32;
        BarCounts { buckets: TimeBuckets { count, ..BUCKETS }, matching, failed }
    }

    #[test]
    fn dragging_selects_a_time_and_a_click_does_not() {
        let mut histogram = HistogramController::default();
        histogram.press(AREA, 115.0, BUCKETS);
        histogram.moved(AREA, 117.0, BUCKETS);
        assert_eq!(histogram.marked(), Some(BucketSpan::of(10)));
        assert_eq!(histogram.release(Some(BUCKETS)), HistogramAction::Done);
        histogram.press(AREA, 115.0, BUCKETS);
        histogram.moved(AREA, 85.0, BUCKETS);
        assert_eq!(histogram.marked(), Some(BucketSpan { anchor: 10, head: 7 }));
        histogram.moved(AREA, 114.0, BUCKETS);
        assert_eq!(histogram.marked(), Some(BucketSpan::of(10)), "back at its start, still a brush");
        assert!(!histogram.is_only_hovered());
        let zoom = HistogramAction::Zoom(TimeRange { from_millis: 600_000, until_millis: 660_000 });
        assert_eq!(histogram.release(Some(BUCKETS)), zoom);
        assert_eq!(histogram.marked(), Some(BucketSpan::of(10)));
        histogram.press(AREA, 115.0, BUCKETS);
        histogram.moved(AREA, 85.0, BUCKETS);
        histogram.give_up();
        histogram.leave();
        assert_eq!((histogram.release(Some(BUCKETS)), histogram.marked()), (HistogramAction::Done, None));
    }

    #[test]
    fn keys_select_buckets_and_ranges() {
        let mut histogram = HistogramController::default();
        let mut key = |key: &str, is_shift: bool, is_zoomed: bool| {
            let action = histogram.key(key, is_shift, BUCKETS, is_zoomed);
            (action, histogram.cursor.map(|span| (span.anchor, span.head)))
        };
        assert_eq!(key("Enter", false, false), (None, None));
        assert_eq!(key("ArrowLeft", false, false), (Some(HistogramAction::Done), Some((19, 19))));
        assert_eq!(key("PageUp", false, false).1, Some((9, 9)));
        assert_eq!(key("ArrowRight", true, false).1, Some((9, 10)));
        let zoom = HistogramAction::Zoom(TimeRange { from_millis: 540_000, until_millis: 660_000 });
        assert_eq!(key("Enter", false, false), (Some(zoom), Some((9, 10))));
        assert_eq!(key("Escape", false, true), (Some(HistogramAction::Done), None));
        assert_eq!(key("Escape", false, true), (Some(HistogramAction::ZoomOut), None));
        assert_eq!(key("Backspace", false, false).0, None);
        assert_eq!(key("PageDown", false, false).1, Some((0, 0)));
        assert_eq!(key("End", true, false).1, Some((0, 19)));
    }

    #[test]
    fn ranges_are_described_in_either_direction() {
        let counts = counts(&[1, 2, 3, 1_000], &[0, 1, 0, 0]);
        let times = TimeDisplay::default();
        let span = BucketSpan { anchor: 3, head: 1 };
        assert_eq!(counts.say(span, times), "1970-01-01 00:01 to 00:04 UTC, 1,005 events, 1 failed");
        assert_eq!(counts.describe(times), "1970-01-01 00:00 to 00:04 UTC, a bar is 1 min");
        assert_eq!(span.style(counts.buckets), "left:25.0000%;width:75.0000%");
        assert_eq!(without_time_words(1, false), "1 event has no time");
        assert_eq!(without_time_words(2, true), "2 events have no time, so no time range shows them");
    }

    #[test]
    fn rows_add_up_neighbours_and_leave_out_empty_ones() {
        let rows = counts(&[1, 2, 0, 0, 5], &[0, 1, 0, 0, 5]).rows(3);
        let range =
            |from: i64, until: i64| TimeRange { from_millis: from * 60_000, until_millis: until * 60_000 };
        assert_eq!(rows, [(0, range(0, 2), 3, 1), (4, range(4, 5), 5, 5)]);
    }

    #[test]
    fn one_failure_among_many_is_visible() {
        let (passed, failed) = counts(&[1_000_000, 1, 0], &[1, 1, 0]).bars(30.0, 100.0, 1.0);
        assert_eq!(passed, [PlotRect::new(0.0, 0.0, 9.0, 98.0)]);
        assert_eq!(failed, [PlotRect::new(0.0, 98.0, 9.0, 2.0), PlotRect::new(10.0, 98.0, 9.0, 2.0)]);
        let (passed, _) = counts(&[3, 1_000], &[2, 0]).bars(30.0, 100.0, 1.0);
        assert_eq!(passed[0], PlotRect::new(0.0, 97.0, 14.0, 1.0), "the rest is drawn on top of failures");
    }
}
