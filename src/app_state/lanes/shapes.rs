//! The shapes of the lanes, in the order of painting. They are readable without colours: zoomed
//! out, failures are a band above the other events and changes one below; zoomed in, a call is a
//! stroke, a change a diamond, a failure a cross.

use super::controller::LanesController;
use super::events::DrawnLane;
use super::rows::VisibleLane;
use crate::app_state::axis::new_day;
use crate::app_state::plot::PlotRect;
use crate::base::buckets::{self, Ticks};
use crate::base::clock::Clock;
use crate::base::viewport::ROW_HEIGHT;
use crate::sessions::{Certainty, EventMark, LaneBucket};

/// The height of the axis, in CSS pixels.
pub const AXIS_PIXELS: f64 = 32.0;
/// The offset of a session's bar in its lane.
const BAR_TOP: f64 = 4.0;
/// The height of the bar.
const BAR_PIXELS: f64 = 16.0;
/// The height of the bands of failures and changes.
const BAND_PIXELS: f64 = 4.0;
/// Approximate minimum distance of ticks; not all of them have room for a label.
const TICK_PIXELS: f64 = 40.0;
/// The room that a label on the axis needs, with the gap to the next.
const LABEL_PIXELS: f64 = 56.0;
/// Minimum distance of a label from the right end, where it would be cut off.
const END_PIXELS: f64 = 40.0;

/// A colour of the style sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaneColour {
    /// Bars from the first event to the last.
    Bar,
    /// Events that neither failed nor changed anything.
    Event,
    /// Changes, and the brushed range.
    Write,
    /// Failures.
    Failed,
    /// Links and ticks.
    Line,
    /// Texts, and what dims the time outside the selected one.
    Text,
}

/// Something to paint.
#[derive(Clone, Debug, PartialEq)]
pub enum LanesShape {
    /// Filled rectangles, with their opacity.
    Rects(LaneColour, f64, Vec<PlotRect>),
    /// A vertical line at `x`, one pixel wide, with the lengths of its dashes and gaps.
    Link {
        /// The x coordinate.
        x: f64,
        /// The upper end.
        from: f64,
        /// The lower end.
        until: f64,
        /// The length of a dash and of a gap; `None` for an unbroken line.
        dashes: Option<(u32, u32)>,
    },
    /// A triangle that points to what is out of sight: its tip, and the x coordinate of its base.
    Arrow {
        /// The tip.
        tip: (f64, f64),
        /// The x coordinate of the base.
        base: f64,
    },
    /// Diamonds at these centres: changes.
    Diamonds(Vec<(f64, f64)>),
    /// Crosses at these centres: failures.
    Crosses(Vec<(f64, f64)>),
}

/// A tick of the axis.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneTick {
    /// Its pixel.
    pub x: f64,
    /// The time and the day, which is empty where it does not change; `None` without room.
    pub label: Option<(String, String)>,
}

/// Returns the lengths of the dashes and gaps in a line of this certainty; `None` if it is
/// unbroken.
pub fn dashes(certainty: Certainty) -> Option<(u32, u32)> {
    match certainty {
        Certainty::Exact => None,
        Certainty::Inferred => Some((5, 2)),
        Certainty::Claimed => Some((2, 2)),
        Certainty::Unknown => Some((1, 4)),
    }
}

impl LanesController {
    /// Returns the width and the height of the drawing.
    pub fn size(&self) -> (f64, f64) {
        (self.scale.width(), self.lines.len() as f64 * ROW_HEIGHT)
    }

    /// Returns everything to paint.
    pub fn shapes(&self, clock: Clock) -> Vec<LanesShape> {
        let (width, height) = self.size();
        let x_of = |millis: i64| self.scale.pixel(millis as f64);
        let tick = |millis: &i64| PlotRect::new(x_of(*millis).floor(), 0.0, 1.0, height);
        let ticks = self.ticks(clock).at_millis.iter().map(tick).collect();
        let mut shapes = vec![LanesShape::Rects(LaneColour::Line, 0.35, ticks)];
        for (at, line) in self.lines.iter().enumerate() {
            self.add_bar(&mut shapes, at, line);
        }
        for (at, line) in self.lines.iter().enumerate() {
            let Some(drawn) = line.of.and_then(|of| self.lanes.get(&of)) else { continue };
            let top = at as f64 * ROW_HEIGHT;
            match drawn.singles(width) {
                Some(marks) => self.add_singles(&mut shapes, marks, top),
                None => self.add_density(&mut shapes, drawn, top),
            }
        }
        if let Some(time) = self.selected {
            let from = x_of(time.from_millis).clamp(0.0, width);
            let until = x_of(time.until_millis).clamp(0.0, width);
            let outside =
                vec![PlotRect::new(0.0, 0.0, from, height), PlotRect::new(until, 0.0, width - until, height)];
            shapes.push(LanesShape::Rects(LaneColour::Text, 0.12, outside));
        }
        if let Some((one, other)) = self.brush {
            let between = PlotRect::new(one.min(other), 0.0, (one - other).abs(), height);
            let ends = [one, other].map(|end| PlotRect::new(end - 0.5, 0.0, 1.0, height));
            shapes.push(LanesShape::Rects(LaneColour::Write, 0.2, vec![between]));
            shapes.push(LanesShape::Rects(LaneColour::Write, 1.0, ends.to_vec()));
        }
        shapes
    }

    /// Returns the ticks of the axis above the lanes.
    pub fn axis(&self, clock: Clock) -> Vec<LaneTick> {
        let ticks = self.ticks(clock);
        let mut day_before = String::new();
        let mut free_from = f64::NEG_INFINITY;
        let tick = |millis: i64| {
            let x = self.scale.pixel(millis as f64).floor();
            let has_room = self.scale.width() - x >= END_PIXELS && x >= free_from;
            let label = has_room.then(|| {
                free_from = x + LABEL_PIXELS;
                let (time, day) = clock.tick(millis, ticks.unit);
                (time, new_day(&mut day_before, day))
            });
            LaneTick { x, label }
        };
        ticks.at_millis.into_iter().map(tick).collect()
    }

    fn ticks(&self, clock: Clock) -> Ticks {
        let range = self.scale.range();
        let at_most = (self.scale.width() / TICK_PIXELS).clamp(2.0, 24.0) as u32;
        buckets::ticks(range, at_most, clock.ahead_millis(range.from_millis))
    }

    /// Adds the bar from the first event to the last, and the link to the lane it was obtained
    /// from.
    fn add_bar(&self, shapes: &mut Vec<LanesShape>, at: usize, line: &VisibleLane) {
        let Some((first, last)) = line.span else { return };
        let width = self.scale.width();
        let (from, until) = (self.scale.pixel(first as f64), self.scale.pixel(last as f64));
        let top = at as f64 * ROW_HEIGHT;
        let middle = top + ROW_HEIGHT / 2.0;
        if let Some(above) = line.above
            && (-2.0..=width).contains(&from)
        {
            shapes.push(LanesShape::Link {
                x: from.floor() + 0.5,
                from: above as f64 * ROW_HEIGHT + BAR_TOP + BAR_PIXELS,
                until: top + BAR_TOP,
                dashes: dashes(line.certainty),
            });
        }
        if until < 0.0 || from > width {
            let (tip, base) = if until < 0.0 { (2.0, 8.0) } else { (width - 2.0, width - 8.0) };
            shapes.push(LanesShape::Arrow { tip: (tip, middle), base });
            return;
        }
        let (from, until) = (from.max(-4.0), until.min(width + 4.0));
        let (top, height) = if line.is_actor { (middle - 1.0, 2.0) } else { (top + BAR_TOP, BAR_PIXELS) };
        let bar = PlotRect::new(from, top, (until - from).max(3.0), height);
        shapes.push(LanesShape::Rects(LaneColour::Bar, 1.0, vec![bar]));
    }

    /// Adds many events as densities: all of them, and of these the changes and the failures.
    fn add_density(&self, shapes: &mut Vec<LanesShape>, drawn: &DrawnLane, top: f64) {
        let width = self.scale.width();
        let most = drawn.lane.buckets.iter().map(|bucket| bucket.events).max().unwrap_or(1);
        let scale = f64::from(1 + most).ln();
        let place = |bucket: u32| self.scale.pixel(drawn.start_of(bucket) as f64);
        let step = place(1) - place(0);
        let first = drawn.lane.buckets.partition_point(|bucket| place(bucket.bucket) + step < 0.0);
        let seen = drawn.lane.buckets.get(first..).unwrap_or_default();
        let seen = &seen[..seen.partition_point(|bucket| place(bucket.bucket) <= width)];
        let wide = step.max(1.5);
        let middle = BAR_PIXELS - 2.0 * BAND_PIXELS;
        let events = |bucket: &LaneBucket| {
            let high = 2.0 + (middle - 2.0) * (f64::from(1 + bucket.events).ln() / scale);
            let top = top + BAR_TOP + BAND_PIXELS + (middle - high) / 2.0;
            PlotRect::new(place(bucket.bucket), top, wide, high)
        };
        let band = |is_in: fn(&LaneBucket) -> bool, top: f64| {
            let seen = seen.iter().filter(|bucket| is_in(bucket));
            seen.map(|bucket| PlotRect::new(place(bucket.bucket), top, wide.max(2.0), BAND_PIXELS)).collect()
        };
        let writes = band(|bucket| bucket.writes > 0, top + BAR_TOP + BAR_PIXELS - BAND_PIXELS);
        let failed = band(|bucket| bucket.failed > 0, top + BAR_TOP - 1.0);
        shapes.push(LanesShape::Rects(LaneColour::Event, 1.0, seen.iter().map(events).collect()));
        shapes.push(LanesShape::Rects(LaneColour::Write, 1.0, writes));
        shapes.push(LanesShape::Rects(LaneColour::Failed, 1.0, failed));
    }

    /// Adds few events, each with its shape.
    fn add_singles(&self, shapes: &mut Vec<LanesShape>, marks: &[EventMark], top: f64) {
        let width = self.scale.width();
        let middle = top + ROW_HEIGHT / 2.0;
        let centres = |is_in: fn(&EventMark) -> bool| {
            let places = marks.iter().filter(move |mark| is_in(mark));
            let places = places.map(|mark| (self.scale.pixel(mark.millis as f64), middle));
            places.filter(|(x, _)| (-6.0..=width + 6.0).contains(x))
        };
        let strokes = centres(|mark| !mark.failed && !mark.write);
        let strokes = strokes.map(|(x, y)| PlotRect::new(x - 1.0, y - 5.0, 2.0, 10.0)).collect();
        shapes.push(LanesShape::Rects(LaneColour::Event, 1.0, strokes));
        shapes.push(LanesShape::Diamonds(centres(|mark| mark.write && !mark.failed).collect()));
        shapes.push(LanesShape::Crosses(centres(|mark| mark.failed).collect()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::TimeRange;
    use crate::sessions::{SessionLane, SessionScope};

    fn lane(session: u32, span: (i64, i64), above: Option<usize>) -> VisibleLane {
        let of = Some(SessionScope::Session(session));
        VisibleLane { of, span: Some(span), is_actor: false, above, certainty: Certainty::Claimed }
    }

    fn controller(lines: Vec<VisibleLane>) -> LanesController {
        let mut lanes = LanesController::new(TimeRange { from_millis: 0, until_millis: 1_000_000 });
        lanes.scale.set_width(100.0);
        lanes.show(Some(TimeRange { from_millis: 0, until_millis: 100_000 }));
        lanes.lines = lines;
        lanes
    }

    #[test]
    fn bars_are_linked_and_arrows_point_to_what_is_out_of_sight() {
        let lanes = controller(vec![
            lane(1, (10_000, 50_000), None),
            lane(2, (20_500, 20_600), Some(0)),
            lane(3, (200_000, 300_000), None),
        ]);
        let shapes = lanes.shapes(Clock::UTC);
        let bar = |rect| LanesShape::Rects(LaneColour::Bar, 1.0, vec![rect]);
        assert_eq!(
            shapes[1..],
            [
                bar(PlotRect::new(10.0, 4.0, 40.0, 16.0)),
                LanesShape::Link { x: 20.5, from: 20.0, until: 28.0, dashes: Some((2, 2)) },
                bar(PlotRect::new(20.5, 28.0, 3.0, 16.0)),
                LanesShape::Arrow { tip: (98.0, 60.0), base: 92.0 },
            ]
        );
    }

    #[test]
    fn few_events_have_shapes_and_many_are_bands() {
        let mut lanes = controller(vec![lane(1, (0, 100_000), None)]);
        let event = |millis: i64, failed: bool, write: bool| EventMark {
            millis,
            worker: 0,
            record: 0,
            failed,
            write,
        };
        let marks = vec![event(1_000, false, false), event(2_000, false, true), event(3_000, true, false)];
        let buckets = vec![
            LaneBucket { bucket: 0, events: 1, failed: 1, writes: 0 },
            LaneBucket { bucket: 5, events: 9, failed: 0, writes: 2 },
            LaneBucket { bucket: 99, events: 9, failed: 0, writes: 2 },
        ];
        let mut set = |marks: Option<Vec<EventMark>>| {
            let lane = SessionLane { buckets: buckets.clone(), marks };
            let drawn = DrawnLane { from_millis: 0, step_millis: 2_000, lane };
            lanes.lanes.insert(SessionScope::Session(1), drawn);
            lanes.shapes(Clock::UTC)[2..].to_vec()
        };
        assert_eq!(
            set(Some(marks)),
            [
                LanesShape::Rects(LaneColour::Event, 1.0, vec![PlotRect::new(0.0, 7.0, 2.0, 10.0)]),
                LanesShape::Diamonds(vec![(2.0, 12.0)]),
                LanesShape::Crosses(vec![(3.0, 12.0)]),
            ]
        );
        let bands = set(None);
        let rects = |number: usize| match &bands[number] {
            LanesShape::Rects(_, _, rects) => rects.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(rects(0).len(), 2, "the third is out of sight");
        assert_eq!(rects(0)[1], PlotRect::new(10.0, 8.0, 2.0, 8.0), "the most events are the highest");
        assert_eq!(rects(1), [PlotRect::new(10.0, 16.0, 2.0, 4.0)]);
        assert_eq!(rects(2), [PlotRect::new(0.0, 3.0, 2.0, 4.0)]);
    }

    #[test]
    fn what_is_not_selected_is_dimmed_and_the_brush_has_two_ends() {
        let mut lanes = controller(vec![lane(1, (0, 1), None)]);
        lanes.selected = Some(TimeRange { from_millis: 25_000, until_millis: 900_000 });
        lanes.brush = Some((30.0, 20.0));
        let shapes = lanes.shapes(Clock::UTC);
        let [.., dimmed, brushed, ends] = shapes.as_slice() else { panic!("{shapes:?}") };
        let rect = |left: f64, width: f64| PlotRect::new(left, 0.0, width, 24.0);
        assert_eq!(
            *dimmed,
            LanesShape::Rects(LaneColour::Text, 0.12, vec![rect(0.0, 25.0), rect(100.0, 0.0)])
        );
        assert_eq!(*brushed, LanesShape::Rects(LaneColour::Write, 0.2, vec![rect(20.0, 10.0)]));
        assert_eq!(*ends, LanesShape::Rects(LaneColour::Write, 1.0, vec![rect(29.5, 1.0), rect(19.5, 1.0)]));
    }

    #[test]
    fn labels_of_the_axis_do_not_overlap() {
        let mut lanes = controller(Vec::new());
        lanes.scale.set_width(300.0);
        let ticks = lanes.axis(Clock::UTC);
        let labelled: Vec<&LaneTick> = ticks.iter().filter(|tick| tick.label.is_some()).collect();
        assert!(labelled.len() > 1 && labelled.len() < ticks.len());
        assert!(labelled.windows(2).all(|pair| pair[1].x - pair[0].x >= LABEL_PIXELS));
        assert!(labelled.iter().all(|tick| tick.x <= 300.0 - END_PIXELS));
        assert_eq!(labelled[0].label.as_ref().unwrap().1, "Jan 1, 1970");
        assert_eq!(labelled[1].label.as_ref().unwrap().1, "");
    }
}
