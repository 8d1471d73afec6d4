//! The state behind the canvases of the lanes, and when it is drawn. Every change takes effect at
//! once, is drawn in the next frame, and is requested from the workers when movement stops. Until
//! the reply arrives, earlier data are drawn, scaled.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use gloo::timers::callback::Timeout;
use trailglass::base::small_sort::SmallSort;
use trailglass::base::time::TimeRange;
use trailglass::base::viewport::TimeScale;
use trailglass::sessions::{Certainty, EventMark, LanesRequest, SessionLane, SessionScope};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlCanvasElement;
use yew::NodeRef;

use super::paint;
use crate::client::{ClientError, PageClient};
use crate::widgets::times::TimeDisplay;

/// The pause without movement after which workers are asked, in milliseconds.
const REST_MILLIS: u32 = 70;

/// The width of a bucket, in CSS pixels.
const BUCKET_PIXELS: f64 = 2.0;

/// Maximum number of events on all lanes for which workers return single events.
const MOST_MARKS: u32 = 4_000;

/// Minimum room for a single event, in CSS pixels. With less, events are drawn as densities.
const MARK_PIXELS: f64 = 3.0;

/// The fraction of the visible time that is requested in addition, on either side.
const BESIDE: f64 = 0.5;

/// A lane on screen.
#[derive(Clone, Debug, PartialEq)]
pub struct VisibleLane {
    /// The actor or session; `None` if not known yet.
    pub of: Option<SessionScope>,
    /// The times of its first and last event.
    pub span: Option<(i64, i64)>,
    pub is_actor: bool,
    /// The index of the line that it was obtained from, if that is on screen.
    pub above: Option<usize>,
    /// The certainty of that link.
    pub certainty: Certainty,
}

/// The events of a lane, and the buckets that time is divided into.
pub struct Drawn {
    /// The start of the first bucket.
    pub from_millis: i64,
    /// The length of a bucket.
    pub step_millis: i64,
    pub lane: SessionLane,
}

impl Drawn {
    /// Returns its single events if they are known and have room on `width` pixels.
    pub fn singles(&self, width: f64) -> Option<&[EventMark]> {
        let marks = self.lane.marks.as_ref()?;
        (marks.len() as f64 * MARK_PIXELS <= width).then_some(marks.as_slice())
    }
}

/// The data to draw.
pub struct LaneScene {
    /// The visible time.
    pub stretch: TimeScale,
    /// The lines, from the top.
    pub lines: Vec<VisibleLane>,
    /// Their events, as far as they have arrived.
    pub lanes: HashMap<SessionScope, Drawn>,
    /// The two ends of the brushed range, in pixels.
    pub brush: Option<(f64, f64)>,
    /// The selected time range.
    pub selected: Option<TimeRange>,
    pub times: TimeDisplay,
}

/// The scene, its canvases, and the client that is asked.
pub struct LaneStage {
    pub scene: RefCell<LaneScene>,
    client: PageClient,
    filter: RefCell<String>,
    lanes: NodeRef,
    axis: NodeRef,
    frame_wanted: Cell<bool>,
    rest: RefCell<Option<Timeout>>,
    me: Weak<LaneStage>,
}

/// Stages are equal if they are the same one.
impl PartialEq for LaneStage {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl LaneStage {
    /// Creates an empty scene that shows the time range `all`.
    pub fn new(client: PageClient, all: TimeRange, lanes: NodeRef, axis: NodeRef) -> Rc<LaneStage> {
        Rc::new_cyclic(|me| LaneStage {
            scene: RefCell::new(LaneScene {
                stretch: TimeScale::new(all),
                lines: Vec::new(),
                lanes: HashMap::new(),
                brush: None,
                selected: None,
                times: TimeDisplay::default(),
            }),
            client,
            filter: RefCell::default(),
            lanes,
            axis,
            frame_wanted: Cell::new(false),
            rest: RefCell::default(),
            me: me.clone(),
        })
    }

    /// Replaces the lines on screen and the filter of the events.
    pub fn set(&self, lines: Vec<VisibleLane>, filter: &str) {
        self.scene.borrow_mut().lines = lines;
        filter.clone_into(&mut self.filter.borrow_mut());
        self.moved();
    }

    /// Changes the visible time.
    pub fn change(&self, change: impl FnOnce(&mut TimeScale)) {
        change(&mut self.scene.borrow_mut().stretch);
        self.moved();
    }

    /// Draws in the next frame, and asks the workers once movement stops.
    fn moved(&self) {
        self.draw_soon();
        let me = self.me.clone();
        let rest = Timeout::new(REST_MILLIS, move || {
            if let Some(stage) = me.upgrade() {
                spawn_local(async move { stage.ask().await });
            }
        });
        *self.rest.borrow_mut() = Some(rest);
    }

    /// Draws in the next frame.
    pub fn draw_soon(&self) {
        if self.frame_wanted.replace(true) {
            return;
        }
        let me = self.me.clone();
        let draw = Closure::once_into_js(move || {
            if let Some(stage) = me.upgrade() {
                stage.draw();
            }
        });
        let _ = gloo::utils::window().request_animation_frame(draw.unchecked_ref());
    }

    fn draw(&self) {
        self.frame_wanted.set(false);
        let scene = self.scene.borrow();
        if let Some(canvas) = self.lanes.cast::<HtmlCanvasElement>() {
            paint::lanes(&canvas, &scene);
        }
        if let Some(canvas) = self.axis.cast::<HtmlCanvasElement>() {
            paint::axis(&canvas, &scene);
        }
    }

    async fn ask(self: Rc<Self>) {
        let Some(ask) = self.question() else { return };
        let answer = self.client.lanes(ask.clone()).await;
        match answer {
            Ok(lanes) => {
                let mut scene = self.scene.borrow_mut();
                let (from_millis, step_millis) = (ask.time.from_millis, ask.step_millis);
                let new = ask.lanes.iter().copied().zip(lanes.lanes);
                // Lanes no longer on screen are dropped.
                scene.lanes = new.map(|(of, lane)| (of, Drawn { from_millis, step_millis, lane })).collect();
                drop(scene);
                self.draw_soon();
            }
            // A newer request is running.
            Err(ClientError::Superseded) => {}
            Err(error) => web_sys::console::error_1(&error.to_string().into()),
        }
    }

    fn question(&self) -> Option<LanesRequest> {
        let scene = self.scene.borrow();
        let mut lanes: Vec<SessionScope> = scene.lines.iter().filter_map(|line| line.of).collect();
        lanes.sort_small();
        lanes.dedup();
        if lanes.is_empty() || scene.stretch.width() <= 1.0 {
            return None;
        }
        let step_millis = ((scene.stretch.millis_per_pixel() * BUCKET_PIXELS) as i64).max(1);
        let seen = scene.stretch.range();
        let attachments = ((seen.until_millis - seen.from_millis) as f64 * BESIDE) as i64;
        // Start on a whole step, so that events fall into the same buckets after panning.
        let from_millis = (seen.from_millis - attachments).div_euclid(step_millis) * step_millis;
        let time = TimeRange { from_millis, until_millis: seen.until_millis + attachments };
        let filter = self.filter.borrow().clone();
        Some(LanesRequest { lanes, filter, time, step_millis, marks: MOST_MARKS })
    }
}
