//! An element that scrolls over a list of any length, and the rows of the list in it.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
pub use trailglass::base::viewport::ROW_HEIGHT;
use trailglass::base::viewport::{Scroller, wheel_pixels};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, WheelEvent};
use yew::prelude::*;

/// Time without a scroll event after which scrolling has ended.
const PAUSE_MILLIS: u32 = 160;

/// The part of the list to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct ScrollWindow {
    /// The rows to draw.
    pub rows: Range<u64>,
    /// The rows on screen.
    pub seen: Range<u64>,
    /// The offset of the first drawn row from the start of the list, in CSS pixels.
    pub top: f64,
    /// The height of the list, in CSS pixels.
    pub height: f64,
}

/// A list in an element that scrolls.
#[derive(Clone)]
pub struct Scroll {
    scroller: Rc<RefCell<Scroller>>,
    /// The element that scrolls.
    pub element: NodeRef,
    window: UseStateHandle<ScrollWindow>,
}

impl Scroll {
    pub fn window(&self) -> &ScrollWindow {
        &self.window
    }

    /// Scrolls as little as needed to show the whole row.
    pub fn show(&self, row: u64) {
        self.scroller.borrow_mut().show(row);
        self.apply();
    }

    /// Scrolls so that this row is the first on screen.
    pub fn start_at(&self, row: u64) {
        self.scroller.borrow_mut().start_at(row);
        self.apply();
    }

    /// Returns the number of whole rows that fit on the screen.
    pub fn screenful(&self) -> u64 {
        self.scroller.borrow().screenful()
    }

    /// Moves the element to the list's scroll position and redraws it.
    fn apply(&self) {
        let scroll_top = self.scroller.borrow().scroll_top();
        if let Some(element) = self.element.cast::<Element>() {
            element.set_scroll_top(scroll_top as i32);
        }
        self.redraw();
    }

    fn redraw(&self) {
        self.window.set(window_of(&self.scroller.borrow()));
    }

    fn scrolled(&self) {
        if let Some(element) = self.element.cast::<Element>() {
            self.scroller.borrow_mut().scrolled_to(f64::from(element.scroll_top()));
            self.redraw();
        }
    }
}

fn window_of(scroller: &Scroller) -> ScrollWindow {
    let rows = scroller.drawn();
    ScrollWindow {
        top: scroller.place(rows.start),
        rows,
        seen: scroller.seen(),
        height: scroller.element_height(),
    }
}

/// A list of `rows` rows in an element that scrolls. `head_height` is the height in CSS pixels of
/// the sticky part above the rows.
#[hook]
pub fn use_scroll(rows: u64, head_height: f64) -> Scroll {
    use_scroll_of(rows, head_height, ROW_HEIGHT)
}

/// A list with rows of another height; see [`use_scroll`].
#[hook]
pub fn use_scroll_of(rows: u64, head_height: f64, row_height: f64) -> Scroll {
    let element = use_node_ref();
    let scroller = use_mut_ref(|| Scroller::new(row_height));
    let window = use_state_eq(|| window_of(&scroller.borrow()));
    let scroll = Scroll { scroller, element, window };

    // The rows on screen must follow at once when their number changes; the element's scroll
    // position follows once the element has its new height.
    {
        let mut scroller = scroll.scroller.borrow_mut();
        scroller.set_rows(rows);
    }
    use_effect_with(rows, {
        let scroll = scroll.clone();
        move |_| scroll.apply()
    });
    use_effect_with(scroll.element.clone(), {
        let scroll = scroll.clone();
        move |_| {
            let listening = listen(&scroll, head_height);
            move || drop(listening)
        }
    });
    let scaled = scroll.scroller.borrow().is_scaled();
    use_effect_with(scaled, {
        let scroll = scroll.clone();
        // A listener that may prevent scrolling slows all scrolling down: it is added only where a
        // pixel of the wheel is not a pixel of the list.
        move |scaled| {
            let listener = scaled.then(|| listen_to_wheel(&scroll)).flatten();
            move || drop(listener)
        }
    });
    scroll
}

/// The values that must be kept for as long as the element has listeners.
type Listening = (EventListener, ResizeObserver, Closure<dyn Fn()>);

struct Watch(Option<Listening>);

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some((_, observer, _)) = &self.0 {
            observer.disconnect();
        }
    }
}

fn listen(scroll: &Scroll, head_height: f64) -> Watch {
    let Some(element) = scroll.element.cast::<Element>() else { return Watch(None) };
    let settle_later = Rc::new(RefCell::new(None::<Timeout>));
    let on_scroll = EventListener::new(&element, "scroll", {
        let scroll = scroll.clone();
        move |_| {
            scroll.scrolled();
            if !scroll.scroller.borrow().is_scaled() {
                return;
            }
            let scroll = scroll.clone();
            let settle = move || {
                scroll.scroller.borrow_mut().settle();
                scroll.apply();
            };
            *settle_later.borrow_mut() = Some(Timeout::new(PAUSE_MILLIS, settle));
        }
    });
    let measure = {
        let (scroll, element) = (scroll.clone(), element.clone());
        move || {
            let height = f64::from(element.client_height()) - head_height;
            scroll.scroller.borrow_mut().set_viewport(height);
            scroll.apply();
        }
    };
    measure();
    let measure = Closure::<dyn Fn()>::new(measure);
    let Ok(observer) = ResizeObserver::new(measure.as_ref().unchecked_ref()) else { return Watch(None) };
    observer.observe(&element);
    Watch(Some((on_scroll, observer, measure)))
}

fn listen_to_wheel(scroll: &Scroll) -> Option<EventListener> {
    let element = scroll.element.cast::<Element>()?;
    let scroll = scroll.clone();
    let options = EventListenerOptions::enable_prevent_default();
    Some(EventListener::new_with_options(&element, "wheel", options, move |event| {
        let Some(event) = event.dyn_ref::<WheelEvent>() else { return };
        // Zooming and sideways scrolling are left to the browser.
        if event.ctrl_key() || event.shift_key() || event.delta_y() == 0.0 {
            return;
        }
        event.prevent_default();
        let page = scroll.screenful() as f64 * ROW_HEIGHT;
        let pixels = wheel_pixels(event.delta_y(), event.delta_mode(), page);
        scroll.scroller.borrow_mut().move_by(pixels);
        scroll.apply();
    }))
}
