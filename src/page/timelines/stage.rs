//! What the lanes are drawn from, and when: everything moves at once, is drawn
//! at the next frame, and asked for anew when it has come to rest. What is not
//! here yet is drawn from what was asked before, scaled.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::{Rc, Weak};

use gloo::timers::callback::Timeout;
use trailglass::in_order::InOrder;
use trailglass::protocol::TimeRange;
use trailglass::sessions::{Certainty, EventMark, Lane, LanesAsk, Whose};
use trailglass::viewport::Stretch;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlCanvasElement;
use yew::NodeRef;

use super::paint;
use crate::engine::{Engine, EngineError};
use crate::times::TimeDisplay;

/// Workers are asked once nothing has moved for so long.
const REST_MILLIS: u32 = 70;

/// How wide a bucket is, in CSS pixels.
const BUCKET_PIXELS: f64 = 2.0;

/// Single events are told where there are no more than so many on all lanes.
const MOST_MARKS: u32 = 4_000;

/// Single events have at least so much room each, or they are drawn as density.
const MARK_PIXELS: f64 = 3.0;

/// How much is asked for beside what is seen, on either side.
const BESIDE: f64 = 0.5;

/// A line on screen.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Whose events; `None` where that is not known yet.
    pub of: Option<Whose>,
    /// From its first to its last event.
    pub span: Option<(i64, i64)>,
    /// Whether it is an actor's.
    pub is_actor: bool,
    /// The place of the line that it was obtained from, if that is on screen.
    pub above: Option<usize>,
    /// How sure that is.
    pub certainty: Certainty,
}

/// The events of a lane, and how time was cut for them.
pub struct Drawn {
    /// The beginning of the first bucket.
    pub from_millis: i64,
    /// How long a bucket is.
    pub step_millis: i64,
    /// The events.
    pub lane: Lane,
}

impl Drawn {
    /// Its single events, where they are known and have room on so many pixels.
    pub fn singles(&self, width: f64) -> Option<&[EventMark]> {
        let marks = self.lane.marks.as_ref()?;
        (marks.len() as f64 * MARK_PIXELS <= width).then_some(marks.as_slice())
    }
}

/// What is drawn.
pub struct Scene {
    /// What is seen of time.
    pub stretch: Stretch,
    /// The lines, from the top.
    pub lines: Vec<Line>,
    /// Their events, as far as they have come.
    pub lanes: HashMap<Whose, Drawn>,
    /// What is being brushed, in pixels.
    pub brush: Option<(f64, f64)>,
    /// The time that is selected.
    pub selected: Option<TimeRange>,
    /// How times are written.
    pub times: TimeDisplay,
}

/// The scene, its canvases, and who is asked.
pub struct Stage {
    /// What is drawn.
    pub scene: RefCell<Scene>,
    engine: Engine,
    filter: RefCell<String>,
    lanes: NodeRef,
    axis: NodeRef,
    frame_wanted: Cell<bool>,
    rest: RefCell<Option<Timeout>>,
    me: Weak<Stage>,
}

/// Two handles are equal if they are of one stage.
impl PartialEq for Stage {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Stage {
    /// An empty scene of all of a time.
    pub fn new(engine: Engine, all: TimeRange, lanes: NodeRef, axis: NodeRef) -> Rc<Stage> {
        Rc::new_cyclic(|me| Stage {
            scene: RefCell::new(Scene {
                stretch: Stretch::new(all),
                lines: Vec::new(),
                lanes: HashMap::new(),
                brush: None,
                selected: None,
                times: TimeDisplay::default(),
            }),
            engine,
            filter: RefCell::default(),
            lanes,
            axis,
            frame_wanted: Cell::new(false),
            rest: RefCell::default(),
            me: me.clone(),
        })
    }

    /// Other lines are on screen, or other events are meant.
    pub fn set(&self, lines: Vec<Line>, filter: &str) {
        self.scene.borrow_mut().lines = lines;
        filter.clone_into(&mut self.filter.borrow_mut());
        self.moved();
    }

    /// Changes what is seen of time.
    pub fn change(&self, change: impl FnOnce(&mut Stretch)) {
        change(&mut self.scene.borrow_mut().stretch);
        self.moved();
    }

    /// Draws at the next frame, and asks once nothing moves any longer.
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

    /// Draws at the next frame.
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
        let answer = self.engine.lanes(ask.clone()).await;
        match answer {
            Ok(lanes) => {
                let mut scene = self.scene.borrow_mut();
                let (from_millis, step_millis) = (ask.time.from_millis, ask.step_millis);
                let new = ask.lanes.iter().copied().zip(lanes.lanes);
                // Lanes that are no longer on screen are let go.
                scene.lanes = new.map(|(of, lane)| (of, Drawn { from_millis, step_millis, lane })).collect();
                drop(scene);
                self.draw_soon();
            }
            // A newer question is on its way.
            Err(EngineError::Superseded) => {}
            Err(error) => web_sys::console::error_1(&error.to_string().into()),
        }
    }

    fn question(&self) -> Option<LanesAsk> {
        let scene = self.scene.borrow();
        let mut lanes: Vec<Whose> = scene.lines.iter().filter_map(|line| line.of).collect();
        lanes.put_in_order();
        lanes.dedup();
        if lanes.is_empty() || scene.stretch.width() <= 1.0 {
            return None;
        }
        let step_millis = ((scene.stretch.millis_per_pixel() * BUCKET_PIXELS) as i64).max(1);
        let seen = scene.stretch.range();
        let beside = ((seen.until_millis - seen.from_millis) as f64 * BESIDE) as i64;
        // On whole steps: what is panned falls into the same buckets again.
        let from_millis = (seen.from_millis - beside).div_euclid(step_millis) * step_millis;
        let time = TimeRange { from_millis, until_millis: seen.until_millis + beside };
        let filter = self.filter.borrow().clone();
        Some(LanesAsk { lanes, filter, time, step_millis, marks: MOST_MARKS })
    }
}
