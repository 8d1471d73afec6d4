//! Sessions over time. Names are elements; events are painted beside them, on one canvas that
//! scrolls with its lines. Pointer and keys move the [`LaneStage`], which redraws nothing but the
//! canvases.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use trailglass::base::time::TimeRange;
use trailglass::base::viewport::TimeScale;
use trailglass::model::Selection;
use trailglass::sessions::{ActorRow, SessionScope, TimelinesOverview};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, WheelEvent};
use yew::prelude::*;

use super::line::{cell_id, line, lines_of};
use super::near::{Near, near};
use super::rows::use_rows;
use super::stage::{LaneStage, VisibleLane};
use super::words::{say, span_of};
use crate::client::{PageClient, RowPlace};
use crate::platform::resize::use_width;
use crate::state::Action;
use crate::widgets::icons::Icon;
use crate::widgets::scroll::{ROW_HEIGHT, use_scroll};
use crate::widgets::times::TimeDisplay;

/// A press that moves less than this is a click.
const DRAG_PIXELS: i32 = 4;
/// Zoom factor of one key press.
const KEY_ZOOM: f64 = 1.5;
/// Distance moved by one arrow key press, as a fraction of the visible time.
const KEY_PAN: f64 = 0.1;
/// The zoom per pixel of wheel movement, as an exponent of e.
const WHEEL_ZOOM: f64 = 0.0018;

#[derive(Clone, PartialEq, Properties)]
pub struct LanesProperties {
    pub client: PageClient,
    /// The tracing run that `actors` belong to.
    pub overview: Rc<TimelinesOverview>,
    /// The actors whose lanes are drawn.
    pub actors: Rc<Vec<ActorRow>>,
    /// The time from the first to the last event.
    pub all: TimeRange,
    /// The events to draw: those that match its filter. Its time range is shown in the lanes.
    pub selection: Rc<Selection>,
    /// The actor or session whose story is shown.
    pub focus: Option<SessionScope>,
    /// Changes when the colours change.
    pub look: u32,
    pub times: TimeDisplay,
    /// Called with the actor or session whose story to show.
    pub on_focus: Callback<SessionScope>,
    /// Opens an event.
    pub on_open: Callback<RowPlace>,
    /// Receives the time range that the user brushes.
    pub dispatch: Callback<Action>,
}

/// The state of a pointer press on the lanes.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Press {
    /// Pressed here and hardly moved yet; `brushes` if moving will select a time.
    Down { x: i32, y: i32, brushes: bool },
    /// Dragging; the last position.
    Drag { x: i32, y: i32 },
    /// Brushing; the pixel where it began.
    Brush { from: f64 },
}

#[component]
pub fn Lanes(properties: &LanesProperties) -> Html {
    let LanesProperties {
        client,
        overview,
        actors,
        all,
        selection,
        focus,
        look,
        times,
        on_focus,
        on_open,
        dispatch,
    } = properties;
    let (canvas, axis, plot, readout) = (use_node_ref(), use_node_ref(), use_node_ref(), use_node_ref());
    let count = use_state_eq(|| 0_u64);
    let scroll = use_scroll(*count, 0.0);
    let window = scroll.window().clone();
    let others = use_state_eq(|| true);
    let rows = use_rows(client, overview, actors, *others, window.rows.clone());
    use_effect_with(rows.len(), {
        let count = count.setter();
        move |len: &u64| count.set(*len)
    });
    let stage = use_memo((client.clone(), *all), |(client, all)| {
        LaneStage::new(client.clone(), *all, canvas.clone(), axis.clone())
    });
    let stage: Rc<LaneStage> = Rc::clone(&stage);
    let width = use_width(&plot);
    let at = use_state_eq(|| 0_u64);
    let brushes = use_state_eq(|| false);
    let press = use_mut_ref(|| None::<Press>);

    let lines = lines_of(&rows, window.rows.clone());
    use_effect_with((stage.clone(), lines, selection.clone(), width, *look, *times, window.rows.start), {
        move |(stage, lines, selection, width, _, times, _): &(
            Rc<LaneStage>,
            Vec<VisibleLane>,
            Rc<Selection>,
            u32,
            u32,
            TimeDisplay,
            u64,
        )| {
            {
                let mut scene = stage.scene.borrow_mut();
                scene.stretch.set_width(f64::from(*width));
                scene.selected = selection.time;
                scene.times = *times;
            }
            stage.set(lines.clone(), &selection.filter);
        }
    });
    use_effect_with((stage.clone(), selection.time), |(stage, time): &(Rc<LaneStage>, Option<TimeRange>)| {
        stage.change(|stretch| match time {
            Some(time) => stretch.show(*time),
            None => stretch.show_all(),
        });
    });
    // Scrolls the lane of the story into view.
    let place = focus.and_then(|of| rows.place_of(of));
    use_effect_with((*focus, place), {
        let (scroll, at) = (scroll.clone(), at.setter());
        move |(_, place): &(Option<SessionScope>, Option<u64>)| {
            if let Some(place) = *place {
                scroll.show(place);
                at.set(place);
            }
        }
    });
    use_effect_with((stage.clone(), plot.clone()), |(stage, plot): &(Rc<LaneStage>, NodeRef)| {
        let listener = listen_to_wheel(stage, plot);
        move || drop(listener)
    });

    let point = {
        let (stage, rows, readout, plot) = (stage.clone(), rows.clone(), readout.clone(), plot.clone());
        let (first, times) = (window.rows.start, *times);
        move |event: &PointerEvent| {
            let words = under(&plot, event).and_then(|(x, line)| {
                let scene = stage.scene.borrow();
                let of = scene.lines.get(line)?.of?;
                let drawn = scene.lanes.get(&of)?;
                let what = near(drawn, &scene.stretch, x);
                Some(say(rows.at(first + line as u64)?, what, scene.stretch.millis(x), times))
            });
            if let Some(readout) = readout.cast::<Element>() {
                readout.set_text_content(words.as_deref());
            }
        }
    };
    let onpointerdown = {
        let (press, is_brush) = (press.clone(), *brushes);
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                let brushes = is_brush != event.shift_key();
                *press.borrow_mut() = Some(Press::Down { x: event.client_x(), y: event.client_y(), brushes });
            }
        })
    };
    let onpointermove = {
        let (press, stage, plot, scroll) = (press.clone(), stage.clone(), plot.clone(), scroll.clone());
        Callback::from(move |event: PointerEvent| {
            let now = *press.borrow();
            let (x, y) = (event.client_x(), event.client_y());
            match now {
                None => point(&event),
                Some(Press::Down { x: from_x, y: from_y, brushes }) => {
                    if (x - from_x).abs() < DRAG_PIXELS && (y - from_y).abs() < DRAG_PIXELS {
                        return;
                    }
                    if let Some(element) = plot.cast::<Element>() {
                        let _ = element.set_pointer_capture(event.pointer_id());
                    }
                    *press.borrow_mut() = match under(&plot, &event) {
                        Some((pixel, _)) if brushes => {
                            Some(Press::Brush { from: pixel - f64::from(x - from_x) })
                        }
                        _ => Some(Press::Drag { x: from_x, y: from_y }),
                    };
                }
                Some(Press::Drag { x: last_x, y: last_y }) => {
                    stage.change(|stretch| stretch.pan(f64::from(last_x - x)));
                    if let Some(element) = scroll.element.cast::<Element>() {
                        element.set_scroll_top(element.scroll_top() + last_y - y);
                    }
                    *press.borrow_mut() = Some(Press::Drag { x, y });
                }
                Some(Press::Brush { from }) => {
                    let Some((pixel, _)) = under(&plot, &event) else { return };
                    let pixel = pixel.clamp(0.0, stage.scene.borrow().stretch.width());
                    stage.scene.borrow_mut().brush = Some((from, pixel));
                    stage.draw_soon();
                }
            }
        })
    };
    let onpointerup = {
        let (press, stage, plot, dispatch) = (press.clone(), stage.clone(), plot.clone(), dispatch.clone());
        let (rows, on_focus, on_open, client) =
            (rows.clone(), on_focus.clone(), on_open.clone(), client.clone());
        let first = window.rows.start;
        Callback::from(move |event: PointerEvent| {
            let ended = press.borrow_mut().take();
            match ended {
                Some(Press::Brush { .. }) => {
                    let mut scene = stage.scene.borrow_mut();
                    let brushed = scene.brush.take();
                    let range = brushed.map(|(one, other)| time_of(&scene.stretch, one, other));
                    drop(scene);
                    stage.draw_soon();
                    if let Some(range) = range {
                        dispatch.emit(Action::Zoom(Some(range)));
                    }
                }
                Some(Press::Down { .. }) => {
                    let Some((x, line)) = under(&plot, &event) else { return };
                    let Some(of) = rows.at(first + line as u64).and_then(|row| row.of()) else { return };
                    let scene = stage.scene.borrow();
                    let hit = scene.lanes.get(&of).and_then(|drawn| near(drawn, &scene.stretch, x));
                    drop(scene);
                    on_focus.emit(of);
                    if let Some(Near::Event(mark)) = hit
                        && let Some(place) = client.place_in(mark.worker, mark.record)
                    {
                        on_open.emit(place);
                    }
                }
                _ => {}
            }
        })
    };
    let give_up = {
        let (press, stage) = (press.clone(), stage.clone());
        move || {
            press.borrow_mut().take();
            stage.scene.borrow_mut().brush = None;
            stage.draw_soon();
        }
    };
    let onpointercancel = {
        let give_up = give_up.clone();
        Callback::from(move |_: PointerEvent| give_up())
    };
    let onpointerleave = {
        let readout = readout.clone();
        Callback::from(move |_: PointerEvent| {
            if let Some(readout) = readout.cast::<Element>() {
                readout.set_text_content(None);
            }
        })
    };
    let zoom = {
        let stage = stage.clone();
        move |times: f64| stage.change(|stretch| stretch.zoom(times, stretch.width() / 2.0))
    };
    let fit = {
        let (stage, rows, focus) = (stage.clone(), rows.clone(), *focus);
        move || {
            let row = focus.and_then(|of| rows.place_of(of)).and_then(|place| rows.at(place));
            if let Some((from, until)) = row.and_then(|row| span_of(&row)) {
                let attachments = (until - from) / 20 + 1_000;
                stage.change(|stretch| {
                    stretch.show(TimeRange {
                        from_millis: from - attachments,
                        until_millis: until + attachments,
                    });
                });
            }
        }
    };
    let onkeydown = {
        let (stage, scroll, rows, at) = (stage.clone(), scroll.clone(), rows.clone(), at.clone());
        let (zoom, fit, on_focus, dispatch) = (zoom.clone(), fit.clone(), on_focus.clone(), dispatch.clone());
        let is_zoomed = selection.time.is_some();
        let last = count.saturating_sub(1);
        Callback::from(move |event: KeyboardEvent| {
            if event.alt_key() || event.meta_key() || event.ctrl_key() {
                return;
            }
            let pan = |by: f64| stage.change(|stretch| stretch.pan(stretch.width() * by));
            let go = |place: u64| {
                at.set(place);
                scroll.show(place);
            };
            match event.key().as_str() {
                "+" | "=" => zoom(1.0 / KEY_ZOOM),
                "-" => zoom(KEY_ZOOM),
                "ArrowLeft" => pan(-KEY_PAN),
                "ArrowRight" => pan(KEY_PAN),
                "ArrowDown" | "j" => go((*at + 1).min(last)),
                "ArrowUp" | "k" => go(at.saturating_sub(1)),
                "PageDown" => go((*at + scroll.screenful()).min(last)),
                "PageUp" => go(at.saturating_sub(scroll.screenful())),
                "Home" => stage.change(|stretch| stretch.show_all()),
                "End" => fit(),
                "Enter" => {
                    if let Some(of) = rows.at(*at).and_then(|row| row.of()) {
                        on_focus.emit(of);
                    }
                }
                "Escape" if stage.scene.borrow().brush.is_some() => give_up(),
                "Escape" if !stage.scene.borrow().stretch.is_all() => {
                    stage.change(|stretch| stretch.show_all());
                    if is_zoomed {
                        dispatch.emit(Action::ZoomOut);
                    }
                }
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let on_names = {
        let (rows, on_focus) = (rows.clone(), on_focus.clone());
        Callback::from(move |event: MouseEvent| {
            let head =
                event.target_dyn_into::<Element>().and_then(|at| at.closest("[role=rowheader]").ok()?);
            let place = head.and_then(|head| head.get_attribute("data-place")?.parse().ok());
            if let Some(of) = place.and_then(|place| rows.at(place)).and_then(|row| row.of()) {
                on_focus.emit(of);
            }
        })
    };
    let act = |act: Rc<dyn Fn()>| Callback::from(move |_: MouseEvent| act());
    let toggle = {
        let brushes = brushes.clone();
        Rc::new(move || {
            let brushes = brushes.clone();
            brushes.set(!*brushes);
        })
    };
    let toggle_others = {
        let others = others.clone();
        Rc::new(move || {
            let others = others.clone();
            others.set(!*others);
        })
    };
    let all_times = {
        let stage = stage.clone();
        Rc::new(move || stage.change(|stretch| stretch.show_all()))
    };
    let (nearer, farther) = (zoom.clone(), zoom);
    html! {
        <div class="timelines__lanes">
            <div class="timelines__bar">
                <p class="timelines__readout" ref={readout} data-rest="The wheel zooms, dragging moves, Shift and dragging selects a time"></p>
                <ul class="timelines__legend" aria-hidden="true">
                    <li><span class="timelines__key timelines__key--event"></span>{ "call" }</li>
                    <li><span class="timelines__key timelines__key--write"></span>{ "change" }</li>
                    <li><span class="timelines__key timelines__key--failed">{ Icon::Close.draw() }</span>{ "failed" }</li>
                </ul>
                <button type="button" class="button button--small" aria-pressed={others.to_string()}
                    title="Include sessions of other identities in the same role chain" onclick={act(toggle_others)}>{ "Whole chains" }</button>
                <button type="button" class="button button--small" aria-pressed={brushes.to_string()}
                    title="Dragging chooses a time instead of moving; so does dragging with Shift" onclick={act(toggle)}>{ "Select time" }</button>
                <button type="button" class="button button--small" aria-label="Zoom out in the lanes" title="Zoom out (-)" onclick={act(Rc::new(move || farther(KEY_ZOOM)))}>{ Icon::Minus.draw() }</button>
                <button type="button" class="button button--small" aria-label="Zoom in in the lanes" title="Zoom in (+)" onclick={act(Rc::new(move || nearer(1.0 / KEY_ZOOM)))}>{ Icon::Plus.draw() }</button>
                <button type="button" class="button button--small" title="As long as the chosen lane (End)" onclick={act(Rc::new(fit))}>{ "Fit" }</button>
                <button type="button" class="button button--small" title="All times (Home)" onclick={act(all_times)}>{ "All" }</button>
            </div>
            <div class="timelines__axis" aria-hidden="true">
                <span class="timelines__zone">{ times.zone() }</span>
                <canvas ref={axis} class="timelines__canvas timelines__canvas--axis"></canvas>
            </div>
            if let Some(error) = &rows.error {
                <p role="alert" class="timelines__note">{ "The sessions could not be listed: " }{ error }</p>
            }
            <div role="grid" class="timelines__rows" aria-label="Sessions over time" aria-readonly="true" tabindex="0"
                ref={scroll.element.clone()} aria-rowcount={count.to_string()} aria-colcount="2"
                aria-activedescendant={(*count > 0).then(|| cell_id(*at))} {onkeydown}>
                <div role="presentation" class="timelines__list-body" style={format!("height:{}px", window.height)}>
                    <div role="presentation" class="timelines__window" style={format!("top:{}px", window.top)}>
                        <div role="rowgroup" onclick={on_names}>
                            for place in window.rows.clone() {
                                { line(place, rows.at(place), *focus, *at == place, *times) }
                            }
                        </div>
                        <div ref={plot} role="presentation" class={classes!("timelines__plot", brushes.then_some("timelines__plot--brush"))}
                            style={format!("height:{}px", (window.rows.end - window.rows.start) as f64 * ROW_HEIGHT)}
                            {onpointerdown} {onpointermove} {onpointerup} {onpointercancel} {onpointerleave}>
                            <canvas ref={canvas} class="timelines__canvas" aria-hidden="true"></canvas>
                        </div>
                    </div>
                </div>
                if actors.is_empty() {
                    <p class="timelines__none" role="presentation">{ "Choose an actor on the left; more than one with Ctrl, Shift or the boxes" }</p>
                }
            </div>
        </div>
    }
}

fn listen_to_wheel(stage: &Rc<LaneStage>, plot: &NodeRef) -> Option<EventListener> {
    let element = plot.cast::<Element>()?;
    let (stage, plot) = (stage.clone(), plot.clone());
    let options = EventListenerOptions::enable_prevent_default();
    let is_busy = Rc::new(Cell::new(false));
    Some(EventListener::new_with_options(&element, "wheel", options, move |event| {
        let Some(event) = event.dyn_ref::<WheelEvent>() else { return };
        let Some((x, _)) = under(&plot, event) else { return };
        // Changing the stage must not handle another wheel event within this one.
        if is_busy.replace(true) {
            return;
        }
        event.prevent_default();
        let unit = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => ROW_HEIGHT,
            WheelEvent::DOM_DELTA_PAGE => 400.0,
            _ => 1.0,
        };
        let (across, down) = (event.delta_x() * unit, event.delta_y() * unit);
        stage.change(|stretch| {
            if event.shift_key() {
                stretch.pan(if across == 0.0 { down } else { across });
            } else if across.abs() > down.abs() {
                stretch.pan(across);
            } else {
                stretch.zoom((down * WHEEL_ZOOM).clamp(-1.0, 1.0).exp(), x);
            }
        });
        is_busy.set(false);
    }))
}

/// Returns the x pixel and the line under the pointer.
fn under(plot: &NodeRef, event: &MouseEvent) -> Option<(f64, usize)> {
    let area = plot.cast::<HtmlElement>()?.unchecked_ref::<Element>().get_bounding_client_rect();
    let down = (f64::from(event.client_y()) - area.top()) / ROW_HEIGHT;
    Some((f64::from(event.client_x()) - area.left(), down.max(0.0) as usize))
}

fn time_of(stretch: &TimeScale, one: f64, other: f64) -> TimeRange {
    let from_millis = stretch.millis(one.min(other)).floor() as i64;
    TimeRange {
        from_millis,
        until_millis: (stretch.millis(one.max(other)).ceil() as i64).max(from_millis + 1),
    }
}
