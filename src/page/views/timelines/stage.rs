//! When the canvases of the lanes are drawn. Every change takes effect at once, is drawn in the
//! next frame, and is requested from the workers when movement stops. Until the reply arrives,
//! earlier data are drawn, scaled.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use gloo::timers::callback::Timeout;
use trailglass::app_state::lanes::{LanesController, VisibleLane};
use trailglass::base::time::TimeRange;
use trailglass::model::Selection;
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

/// The lanes, their canvases, and the client that is asked.
pub struct LaneStage {
    pub lanes: RefCell<LanesController>,
    client: PageClient,
    filter: RefCell<String>,
    times: Cell<TimeDisplay>,
    canvas: NodeRef,
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
    /// Creates a stage without lanes that shows the time range `all`.
    pub fn new(client: PageClient, all: TimeRange, canvas: NodeRef, axis: NodeRef) -> Rc<LaneStage> {
        Rc::new_cyclic(|me| LaneStage {
            lanes: RefCell::new(LanesController::new(all)),
            client,
            filter: RefCell::default(),
            times: Cell::default(),
            canvas,
            axis,
            frame_wanted: Cell::new(false),
            rest: RefCell::default(),
            me: me.clone(),
        })
    }

    /// Replaces the lanes on screen, the width of the drawing in pixels, the selection and the
    /// clock.
    pub fn set(&self, lines: Vec<VisibleLane>, width: u32, selection: &Selection, times: TimeDisplay) {
        let mut lanes = self.lanes.borrow_mut();
        lanes.scale.set_width(f64::from(width));
        lanes.selected = selection.time;
        lanes.lines = lines;
        drop(lanes);
        self.times.set(times);
        selection.filter.clone_into(&mut self.filter.borrow_mut());
        self.moved();
    }

    /// Draws in the next frame, and asks the workers once movement stops.
    pub fn moved(&self) {
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
        let (lanes, clock) = (self.lanes.borrow(), self.times.get().clock());
        if let Some(canvas) = self.canvas.cast::<HtmlCanvasElement>() {
            paint::lanes(&canvas, &lanes, clock);
        }
        if let Some(canvas) = self.axis.cast::<HtmlCanvasElement>() {
            paint::axis(&canvas, &lanes, clock);
        }
    }

    async fn ask(self: Rc<Self>) {
        let ask = self.lanes.borrow().request(&self.filter.borrow());
        let Some(ask) = ask else { return };
        match self.client.lanes(ask.clone()).await {
            Ok(lanes) => {
                self.lanes.borrow_mut().arrived(&ask, lanes);
                self.draw_soon();
            }
            // A newer request is running.
            Err(ClientError::Superseded) => {}
            Err(error) => web_sys::console::error_1(&error.to_string().into()),
        }
    }
}
