//! The visible time of the lanes, and what the pointer, the wheel and keys do to it. Coordinates of
//! the screen are converted to pixels of the drawing here and nowhere else.

use std::collections::HashMap;

use super::events::{DrawnLane, LaneHit, drawn_lanes, lanes_request};
use super::rows::{LaneRows, VisibleLane};
use super::words::say_hit;
use crate::app_state::list_keys::list_step;
use crate::app_state::plot::PlotArea;
use crate::base::time::TimeRange;
use crate::base::time_display::TimeDisplay;
use crate::base::viewport::{ROW_HEIGHT, TimeScale, wheel_pixels};
use crate::sessions::{EventMark, Lanes, LanesRequest, SessionScope};

/// A press that moves less than this is a click.
const DRAG_PIXELS: f64 = 4.0;
/// Zoom factor of one key press: the visible time becomes shorter.
pub const ZOOM_IN: f64 = 1.0 / ZOOM_OUT;
/// Zoom factor of one key press: the visible time becomes longer.
pub const ZOOM_OUT: f64 = 1.5;
/// Distance moved by one arrow key press, as a fraction of the visible time.
const KEY_PAN: f64 = 0.1;
/// The zoom per pixel of wheel movement, as an exponent of e.
const WHEEL_ZOOM: f64 = 0.0018;
/// The distance of a wheel that turns by pages.
const PAGE_PIXELS: f64 = 400.0;

/// The state of a press.
#[derive(Clone, Copy, Debug, PartialEq)]
enum LanePress {
    /// Pressed here on screen and hardly moved yet; `brushes` if moving will select a time.
    Down { x: f64, y: f64, brushes: bool },
    /// Dragging; the last position on screen.
    Drag { x: f64, y: f64 },
    /// Brushing; the pixel of the drawing where it began.
    Brush { from: f64 },
}

/// What remains to do after an input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LanesAction {
    /// Nothing.
    Done,
    /// The pointer moves without a press: say what is under it.
    Hover,
    /// A drag or brush begins: keep receiving the pointer's events outside the drawing.
    Capture,
    /// Draw.
    Draw,
    /// The visible time has changed: draw, and request events when movement stops.
    Moved,
    /// The same, and scroll the lanes down by this number of pixels.
    Dragged(f64),
    /// The whole time is visible: as [`LanesAction::Moved`], and return to the previous selection
    /// of a time.
    ZoomedOut,
    /// Select this time.
    Select(TimeRange),
    /// Make this row the current one, and scroll it into view.
    Go(u64),
    /// Show the story of an actor or session, and open an event.
    Show(SessionScope, Option<EventMark>),
}

/// What keys and clicks depend on beside the controller.
#[derive(Clone, Copy, Debug)]
pub struct LaneKeys<'a> {
    /// All rows.
    pub rows: &'a LaneRows,
    /// The first row of the drawing.
    pub first: u64,
    /// The current row.
    pub at: u64,
    /// Number of whole rows on screen.
    pub screenful: u64,
    /// The actor or session whose story is shown.
    pub focus: Option<SessionScope>,
}

/// A turn of the wheel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LaneWheel {
    /// The distance to the right, in units of the mode.
    pub across: f64,
    /// The distance downwards, in units of the mode.
    pub down: f64,
    /// The unit as browsers number it: 0 for pixels, 1 for lines, 2 for pages.
    pub mode: u32,
    /// Whether Shift is pressed.
    pub is_shift: bool,
}

/// The visible time, the data that are drawn, and a press in progress.
#[derive(Clone, Debug)]
pub struct LanesController {
    /// The visible time, and the width of the drawing.
    pub scale: TimeScale,
    /// The rows of the drawing, from the top.
    pub lines: Vec<VisibleLane>,
    /// Their events, as far as they have arrived.
    pub lanes: HashMap<SessionScope, DrawnLane>,
    /// The two ends of the brushed range, in pixels.
    pub brush: Option<(f64, f64)>,
    /// The selected time.
    pub selected: Option<TimeRange>,
    press: Option<LanePress>,
}

impl LanesController {
    /// Creates a controller without lanes that shows the time range `all`.
    pub fn new(all: TimeRange) -> LanesController {
        LanesController {
            scale: TimeScale::new(all),
            lines: Vec::new(),
            lanes: HashMap::new(),
            brush: None,
            selected: None,
            press: None,
        }
    }

    /// Shows a time; `None` shows all.
    pub fn show(&mut self, time: Option<TimeRange>) -> LanesAction {
        match time {
            Some(time) => self.scale.show(time),
            None => self.scale.show_all(),
        }
        LanesAction::Moved
    }

    /// Zooms by a factor around the middle.
    pub fn zoom(&mut self, times: f64) -> LanesAction {
        self.scale.zoom(times, self.scale.width() / 2.0);
        LanesAction::Moved
    }

    /// Shows the time of the lane of the story, with a margin.
    pub fn fit(&mut self, keys: &LaneKeys<'_>) -> LanesAction {
        let row = keys.focus.and_then(|of| keys.rows.at(keys.rows.place_of(of)?));
        let Some((from, until)) = row.and_then(|row| row.span()) else { return LanesAction::Done };
        let margin = (until - from) / 20 + 1_000;
        self.show(Some(TimeRange { from_millis: from - margin, until_millis: until + margin }))
    }

    /// The button is pressed; `brushes` if moving will select a time.
    pub fn press(&mut self, x: f64, y: f64, brushes: bool) {
        self.press = Some(LanePress::Down { x, y, brushes });
    }

    /// The pointer moves.
    pub fn moved(&mut self, area: PlotArea, x: f64, y: f64) -> LanesAction {
        match self.press {
            None => LanesAction::Hover,
            Some(LanePress::Down { x: from_x, y: from_y, brushes }) => {
                if (x - from_x).abs() < DRAG_PIXELS && (y - from_y).abs() < DRAG_PIXELS {
                    return LanesAction::Done;
                }
                self.press = Some(match brushes {
                    true => LanePress::Brush { from: self.pixel(area, from_x) },
                    false => LanePress::Drag { x: from_x, y: from_y },
                });
                LanesAction::Capture
            }
            Some(LanePress::Drag { x: last_x, y: last_y }) => {
                self.scale.pan(self.pixel(area, last_x) - self.pixel(area, x));
                self.press = Some(LanePress::Drag { x, y });
                LanesAction::Dragged(last_y - y)
            }
            Some(LanePress::Brush { from }) => {
                let until = self.pixel(area, x).clamp(0.0, self.scale.width());
                self.brush = Some((from, until));
                LanesAction::Draw
            }
        }
    }

    /// The button is released.
    pub fn release(&mut self, area: PlotArea, x: f64, y: f64, keys: &LaneKeys<'_>) -> LanesAction {
        match self.press.take() {
            Some(LanePress::Brush { .. }) => match self.brush.take() {
                Some((one, other)) => LanesAction::Select(self.time_between(one, other)),
                None => LanesAction::Draw,
            },
            Some(LanePress::Down { .. }) => {
                let place = keys.first + line_at(area, y) as u64;
                let Some(of) = keys.rows.scope_at(place) else { return LanesAction::Done };
                match self.lanes.get(&of).and_then(|lane| lane.hit(&self.scale, self.pixel(area, x))) {
                    Some(LaneHit::Event(mark)) => LanesAction::Show(of, Some(mark)),
                    _ => LanesAction::Show(of, None),
                }
            }
            _ => LanesAction::Done,
        }
    }

    /// Ends a press without an effect.
    pub fn give_up(&mut self) -> LanesAction {
        self.press = None;
        self.brush = None;
        LanesAction::Draw
    }

    /// The wheel turns over an x coordinate of the screen.
    pub fn wheel(&mut self, area: PlotArea, x: f64, wheel: LaneWheel) -> LanesAction {
        let [across, down] =
            [wheel.across, wheel.down].map(|delta| wheel_pixels(delta, wheel.mode, PAGE_PIXELS));
        if wheel.is_shift {
            self.scale.pan(if across == 0.0 { down } else { across });
        } else if across.abs() > down.abs() {
            self.scale.pan(across);
        } else {
            let pixel = self.pixel(area, x);
            self.scale.zoom((down * WHEEL_ZOOM).clamp(-1.0, 1.0).exp(), pixel);
        }
        LanesAction::Moved
    }

    /// A key is pressed. Returns `None` if it means nothing here.
    pub fn key(&mut self, key: &str, keys: &LaneKeys<'_>) -> Option<LanesAction> {
        let width = self.scale.width();
        Some(match key {
            "+" | "=" => self.zoom(ZOOM_IN),
            "-" => self.zoom(ZOOM_OUT),
            "ArrowLeft" | "ArrowRight" => {
                self.scale.pan(if key == "ArrowLeft" { -KEY_PAN } else { KEY_PAN } * width);
                LanesAction::Moved
            }
            "Home" => self.show(None),
            "End" => self.fit(keys),
            "Enter" => {
                keys.rows.scope_at(keys.at).map_or(LanesAction::Done, |of| LanesAction::Show(of, None))
            }
            "Escape" if self.brush.is_some() => self.give_up(),
            "Escape" if !self.scale.is_all() => {
                self.scale.show_all();
                if self.selected.is_some() { LanesAction::ZoomedOut } else { LanesAction::Moved }
            }
            _ => {
                let last = keys.rows.len().saturating_sub(1);
                LanesAction::Go(list_step(key, Some(keys.at), last, keys.screenful)?)
            }
        })
    }

    /// Returns what is under the pointer, in words.
    pub fn readout(
        &self,
        area: PlotArea,
        x: f64,
        y: f64,
        keys: &LaneKeys<'_>,
        times: TimeDisplay,
    ) -> Option<String> {
        let (pixel, line) = (self.pixel(area, x), line_at(area, y));
        let of = self.lines.get(line)?.of?;
        let hit = self.lanes.get(&of)?.hit(&self.scale, pixel);
        let row = keys.rows.at(keys.first + line as u64)?;
        Some(say_hit(&row, hit, self.scale.millis(pixel), times))
    }

    /// Returns the request for the events of the lanes; `None` if nothing can be drawn yet.
    pub fn request(&self, filter: &str) -> Option<LanesRequest> {
        lanes_request(&self.lines, &self.scale, filter)
    }

    /// Replaces the events by an answer. Lanes no longer on screen are dropped.
    pub fn arrived(&mut self, asked: &LanesRequest, lanes: Lanes) {
        self.lanes = drawn_lanes(asked, lanes);
    }

    /// Returns the pixel of the drawing under an x coordinate of the screen. The drawing is a whole
    /// number of pixels wide, and the browser stretches it over the area, whose width may have
    /// fractions: without the ratio, the time under the pointer moves while zooming.
    fn pixel(&self, area: PlotArea, x: f64) -> f64 {
        area.part(x) * self.scale.width()
    }

    fn time_between(&self, one: f64, other: f64) -> TimeRange {
        let from_millis = self.scale.millis(one.min(other)).floor() as i64;
        let until_millis = self.scale.millis(one.max(other)).ceil() as i64;
        TimeRange { from_millis, until_millis: until_millis.max(from_millis + 1) }
    }
}

/// Returns the index of the line under a y coordinate of the screen.
fn line_at(area: PlotArea, y: f64) -> usize {
    ((y - area.top) / ROW_HEIGHT).max(0.0) as usize
}

#[cfg(test)]
mod tests {
    use super::super::rows::tests::rows;
    use super::*;
    use crate::sessions::{LaneBucket, SessionLane};

    const AREA: PlotArea = PlotArea { left: 200.0, top: 100.0, width: 1_000.0 };
    const ACTOR: SessionScope = SessionScope::Actor(1);

    fn controller() -> LanesController {
        let mut lanes = LanesController::new(TimeRange { from_millis: 0, until_millis: 100_000 });
        lanes.scale.set_width(1_000.0);
        lanes.show(Some(TimeRange { from_millis: 0, until_millis: 100_000 }));
        lanes.lines = rows().0.visible(0..6);
        lanes
    }

    fn keys(rows: &LaneRows) -> LaneKeys<'_> {
        LaneKeys { rows, first: 0, at: 1, screenful: 3, focus: Some(SessionScope::Session(10)) }
    }

    fn mark(millis: i64) -> EventMark {
        EventMark { millis, worker: 0, record: 7, failed: false, write: false }
    }

    fn drawn(marks: Option<Vec<EventMark>>) -> DrawnLane {
        let bucket = LaneBucket { bucket: 10, events: 5, ..LaneBucket::default() };
        DrawnLane { from_millis: 0, step_millis: 200, lane: SessionLane { buckets: vec![bucket], marks } }
    }

    #[test]
    fn the_time_under_the_pointer_stays_there_while_the_wheel_zooms() {
        // The area is half a pixel wider than the drawing in it: the browser stretches the drawing.
        for width in [1_000.0, 1_000.5, 999.5] {
            let area = PlotArea { width, ..AREA };
            let mut lanes = controller();
            let x = area.left + 0.9 * width;
            let on_screen = |lanes: &LanesController, millis: f64| {
                area.left + lanes.scale.pixel(millis) / lanes.scale.width() * width
            };
            let millis = lanes.scale.millis(0.9 * lanes.scale.width());
            for down in [-200.0, -300.0, 100.0, -500.0] {
                let wheel = LaneWheel { across: 0.0, down, mode: 0, is_shift: false };
                assert_eq!(lanes.wheel(area, x, wheel), LanesAction::Moved);
                assert!((on_screen(&lanes, millis) - x).abs() < 1e-3, "{width} {down}");
            }
        }
    }

    #[test]
    fn the_wheel_moves_sideways_and_with_shift() {
        let mut lanes = controller();
        lanes.zoom(0.5);
        let from = lanes.scale.range().from_millis;
        lanes.wheel(AREA, 0.0, LaneWheel { across: 0.0, down: 10.0, mode: 0, is_shift: true });
        assert_eq!(lanes.scale.range().from_millis, from + 500);
        lanes.wheel(AREA, 0.0, LaneWheel { across: -10.0, down: 1.0, mode: 0, is_shift: false });
        assert_eq!(lanes.scale.range().from_millis, from);
        lanes.wheel(AREA, 0.0, LaneWheel { across: 1.0, down: 0.0, mode: 1, is_shift: false });
        assert_eq!(lanes.scale.range().from_millis, from + 50 * ROW_HEIGHT as i64);
    }

    #[test]
    fn dragging_keeps_the_time_under_the_pointer() {
        let mut lanes = controller();
        lanes.zoom(0.5);
        let from = lanes.scale.range().from_millis;
        lanes.press(500.0, 110.0, false);
        assert_eq!(lanes.moved(AREA, 502.0, 110.0), LanesAction::Done, "hardly moved");
        assert_eq!(lanes.moved(AREA, 480.0, 110.0), LanesAction::Capture);
        assert_eq!(lanes.moved(AREA, 480.0, 107.0), LanesAction::Dragged(3.0));
        assert_eq!(lanes.scale.range().from_millis, from + 20 * 50);
        assert_eq!(lanes.release(AREA, 480.0, 107.0, &keys(&rows().0)), LanesAction::Done);
        assert_eq!(lanes.moved(AREA, 480.0, 107.0), LanesAction::Hover);
    }

    #[test]
    fn a_brush_selects_its_time_in_either_direction() {
        let rows = rows().0;
        let mut lanes = controller();
        lanes.press(500.0, 110.0, true);
        assert_eq!(lanes.moved(AREA, 510.0, 110.0), LanesAction::Capture);
        assert_eq!(lanes.moved(AREA, 400.0, 110.0), LanesAction::Draw);
        assert_eq!(lanes.brush, Some((300.0, 200.0)));
        let time = TimeRange { from_millis: 20_000, until_millis: 30_000 };
        assert_eq!(lanes.release(AREA, 400.0, 110.0, &keys(&rows)), LanesAction::Select(time));
        assert_eq!(lanes.brush, None);
        lanes.press(500.0, 110.0, true);
        lanes.moved(AREA, 510.0, 110.0);
        lanes.moved(AREA, 9_000.0, 110.0);
        assert_eq!(lanes.brush, Some((300.0, 1_000.0)), "no farther than the drawing");
        assert_eq!(lanes.key("Escape", &keys(&rows)), Some(LanesAction::Draw));
        assert_eq!(lanes.release(AREA, 400.0, 110.0, &keys(&rows)), LanesAction::Done);
    }

    #[test]
    fn a_click_shows_a_lane_and_opens_the_event_under_it() {
        let rows = rows().0;
        let mut lanes = controller();
        lanes.lanes.insert(ACTOR, drawn(Some(vec![mark(2_000), mark(30_000)])));
        let mut click = |x: f64, y: f64| {
            lanes.press(x, y, false);
            lanes.release(AREA, x, y, &keys(&rows))
        };
        assert_eq!(click(224.0, 110.0), LanesAction::Show(ACTOR, Some(mark(2_000))));
        assert_eq!(click(300.0, 110.0), LanesAction::Show(ACTOR, None));
        assert_eq!(click(224.0, 130.0), LanesAction::Show(SessionScope::Session(10), None));
        assert_eq!(click(224.0, 100.0 + 7.0 * ROW_HEIGHT), LanesAction::Done);
    }

    #[test]
    fn the_readout_finds_events_and_buckets() {
        let rows = rows().0;
        let (keys, times) = (keys(&rows), TimeDisplay::default());
        let mut lanes = controller();
        assert_eq!(lanes.readout(AREA, 221.0, 110.0, &keys, times), None, "nothing has arrived");
        lanes.lanes.insert(ACTOR, drawn(None));
        let bucket = lanes.readout(AREA, 221.0, 110.0, &keys, times).unwrap();
        assert!(bucket.contains("5 events"), "{bucket}");
        lanes.lanes.insert(ACTOR, drawn(Some(vec![mark(2_000); 400])));
        let crowded = lanes.readout(AREA, 221.0, 110.0, &keys, times).unwrap();
        assert!(crowded.contains("5 events"), "no room for single events: {crowded}");
        let beside = lanes.readout(AREA, 400.0, 110.0, &keys, times).unwrap();
        assert_eq!(beside, "actor 1: 1970-01-01 00:00:20 UTC");
    }

    #[test]
    fn keys_move_zoom_and_return() {
        let rows = rows().0;
        let keys = keys(&rows);
        let mut lanes = controller();
        lanes.show(None);
        assert_eq!(lanes.key("Escape", &keys), None, "nothing to return from");
        assert_eq!(lanes.key("+", &keys), Some(LanesAction::Moved));
        assert!(!lanes.scale.is_all());
        assert_eq!(lanes.key("Escape", &keys), Some(LanesAction::Moved));
        assert!(lanes.scale.is_all());
        assert_eq!(lanes.key("End", &keys), Some(LanesAction::Moved));
        assert_eq!(lanes.scale.range(), TimeRange { from_millis: 950, until_millis: 4_050 });
        lanes.selected = Some(lanes.scale.range());
        assert_eq!(lanes.key("Escape", &keys), Some(LanesAction::ZoomedOut));
        assert_eq!(lanes.key("ArrowDown", &keys), Some(LanesAction::Go(2)));
        assert_eq!(lanes.key("PageDown", &keys), Some(LanesAction::Go(4)));
        assert_eq!(lanes.key("k", &keys), Some(LanesAction::Go(0)));
        assert_eq!(lanes.key("Enter", &keys), Some(LanesAction::Show(SessionScope::Session(10), None)));
        assert_eq!(lanes.key("x", &keys), None);
    }
}
