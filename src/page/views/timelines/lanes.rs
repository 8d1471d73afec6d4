//! Sessions over time. Names are elements; events are painted beside them, on one canvas that
//! scrolls with its rows. Pointer and keys move the
//! [`LanesController`](trailglass::app_state::lanes::LanesController), which redraws nothing but
//! the canvases.

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use trailglass::app_state::lanes::{
    LaneKeys, LaneRows, LaneWheel, LanesAction, LanesChoice, LanesController, VisibleLane, ZOOM_IN, ZOOM_OUT,
};
use trailglass::base::time::TimeRange;
use trailglass::model::Selection;
use trailglass::sessions::{ActorRow, SessionScope, TimelinesOverview};
use wasm_bindgen::JsCast;
use web_sys::{Element, WheelEvent};
use yew::prelude::*;

use super::line::{cell_id, line};
use super::rows::use_rows;
use super::stage::LaneStage;
use crate::client::PageClient;
use crate::contexts::{Acts, use_acts, use_client, use_times};
use crate::platform::canvas::area_of;
use crate::platform::resize::use_width;
use crate::widgets::handlers::bound;
use crate::widgets::icons::Icon;
use crate::widgets::scroll::{ROW_HEIGHT, Scroll, use_scroll};
use crate::widgets::times::TimeDisplay;
use trailglass::app_state::Action;

#[derive(Clone, PartialEq, Properties)]
pub struct LanesProperties {
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
    /// Called with the actor or session whose story to show.
    pub on_focus: Callback<SessionScope>,
}

/// The elements of the lanes that are changed without a render.
#[derive(Clone, Default, PartialEq)]
struct LaneNodes {
    canvas: NodeRef,
    axis: NodeRef,
    plot: NodeRef,
    readout: NodeRef,
}

/// What an input on the lanes changes.
#[derive(Clone)]
struct LanesInput {
    stage: Rc<LaneStage>,
    rows: Rc<LaneRows>,
    scroll: Scroll,
    /// The current row.
    at: UseStateHandle<u64>,
    /// Whether dragging selects a time.
    brushes: UseStateHandle<bool>,
    nodes: LaneNodes,
    focus: Option<SessionScope>,
    on_focus: Callback<SessionScope>,
    client: PageClient,
    acts: Acts,
    times: TimeDisplay,
}

impl LanesInput {
    fn keys(&self) -> LaneKeys<'_> {
        LaneKeys {
            rows: &self.rows,
            first: self.scroll.window().rows.start,
            at: *self.at,
            screenful: self.scroll.screenful(),
            focus: self.focus,
        }
    }

    /// Passes an input to the controller, and does what remains to do.
    fn pass(&self, input: impl FnOnce(&mut LanesController, &LaneKeys<'_>) -> LanesAction) {
        let action = input(&mut self.stage.lanes.borrow_mut(), &self.keys());
        self.act(action);
    }

    fn act(&self, action: LanesAction) {
        match action {
            LanesAction::Done | LanesAction::Hover | LanesAction::Capture => {}
            LanesAction::Draw => self.stage.draw_soon(),
            LanesAction::Moved => self.stage.moved(),
            LanesAction::Dragged(down) => {
                self.stage.moved();
                if let Some(element) = self.scroll.element.cast::<Element>() {
                    element.set_scroll_top(element.scroll_top() + down as i32);
                }
            }
            LanesAction::ZoomedOut => {
                self.stage.moved();
                self.acts.dispatch.emit(Action::ZoomOut);
            }
            LanesAction::Select(time) => {
                self.stage.draw_soon();
                self.acts.time.emit(time);
            }
            LanesAction::Go(place) => {
                self.at.set(place);
                self.scroll.show(place);
            }
            LanesAction::Show(of, event) => {
                self.on_focus.emit(of);
                let place = event.and_then(|mark| self.client.place_in(mark.worker, mark.record));
                if let Some(place) = place {
                    self.acts.open_place.emit(place);
                }
            }
        }
    }

    fn press(&self, event: &PointerEvent) {
        if event.button() == 0 {
            let (x, y) = place_of(event);
            self.stage.lanes.borrow_mut().press(x, y, *self.brushes != event.shift_key());
        }
    }

    fn moved(&self, event: &PointerEvent) {
        let Some(area) = area_of(&self.nodes.plot) else { return };
        let (x, y) = place_of(event);
        let action = self.stage.lanes.borrow_mut().moved(area, x, y);
        match (action, self.nodes.plot.cast::<Element>()) {
            (LanesAction::Hover, _) => {
                let words = self.stage.lanes.borrow().readout(area, x, y, &self.keys(), self.times);
                self.say(words.as_deref());
            }
            (LanesAction::Capture, Some(plot)) => {
                let _ = plot.set_pointer_capture(event.pointer_id());
            }
            _ => self.act(action),
        }
    }

    fn release(&self, event: &PointerEvent) {
        let Some(area) = area_of(&self.nodes.plot) else { return };
        let (x, y) = place_of(event);
        self.pass(|lanes, keys| lanes.release(area, x, y, keys));
    }

    fn say(&self, words: Option<&str>) {
        if let Some(readout) = self.nodes.readout.cast::<Element>() {
            readout.set_text_content(words);
        }
    }

    fn key(&self, event: &KeyboardEvent) {
        if event.alt_key() || event.meta_key() || event.ctrl_key() {
            return;
        }
        let action = self.stage.lanes.borrow_mut().key(&event.key(), &self.keys());
        if let Some(action) = action {
            self.act(action);
            event.prevent_default();
            event.stop_propagation();
        }
    }

    fn click_on_names(&self, event: &MouseEvent) {
        let head = event.target_dyn_into::<Element>().and_then(|at| at.closest("[role=rowheader]").ok()?);
        let place = head.and_then(|head| head.get_attribute("data-place")?.parse().ok());
        if let Some(of) = place.and_then(|place| self.rows.scope_at(place)) {
            self.on_focus.emit(of);
        }
    }
}

#[component]
pub fn Lanes(properties: &LanesProperties) -> Html {
    let LanesProperties { overview, actors, all, focus, on_focus, .. } = properties;
    let (client, acts, times) = (use_client(), use_acts(), use_times());
    let nodes = (*use_memo((), |()| LaneNodes::default())).clone();
    let count = use_state_eq(|| 0_u64);
    let scroll = use_scroll(*count, 0.0);
    let window = scroll.window().clone();
    let others = use_state_eq(|| true);
    let choice = LanesChoice { overview: overview.clone(), others: *others, actors: actors.clone() };
    let rows = use_rows(choice, window.rows.clone());
    use_effect_with(rows.len(), {
        let count = count.setter();
        move |len: &u64| count.set(*len)
    });
    let stage = use_memo((client.clone(), *all), |(client, all)| {
        LaneStage::new(client.clone(), *all, nodes.canvas.clone(), nodes.axis.clone())
    });
    let stage: Rc<LaneStage> = Rc::clone(&stage);
    use_drawing(properties, &stage, rows.visible(window.rows.clone()), window.rows.start, &nodes.plot);
    let at = use_state_eq(|| 0_u64);
    let brushes = use_state_eq(|| false);
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
    use_effect_with((stage.clone(), nodes.plot.clone()), |(stage, plot): &(Rc<LaneStage>, NodeRef)| {
        let listener = listen_to_wheel(stage, plot);
        move || drop(listener)
    });
    let (focus, on_focus) = (*focus, on_focus.clone());
    let input = LanesInput { stage, rows, scroll, at, brushes, nodes, focus, on_focus, client, acts, times };
    html! {
        <div class="lanes">
            { bar(&input, &others) }
            <div class="lanes__axis" aria-hidden="true">
                <span class="lanes__zone">{ times.zone() }</span>
                <canvas ref={&input.nodes.axis} class="lanes__canvas lanes__canvas--axis"></canvas>
            </div>
            if let Some(error) = &input.rows.error {
                <p role="alert" class="note">{ "The sessions could not be listed: " }{ error }</p>
            }
            { grid(&input, *count, actors.is_empty()) }
        </div>
    }
}

/// Draws the lanes whenever they, the selection, the colours or the clock change.
#[hook]
fn use_drawing(
    of: &LanesProperties,
    stage: &Rc<LaneStage>,
    lines: Vec<VisibleLane>,
    first: u64,
    plot: &NodeRef,
) {
    type Drawn = (Rc<LaneStage>, Vec<VisibleLane>, Rc<Selection>, u32, u32, TimeDisplay, u64);
    let (width, times) = (use_width(plot), use_times());
    let drawn = (stage.clone(), lines, of.selection.clone(), width, of.look, times, first);
    use_effect_with(drawn, |(stage, lines, selection, width, _, times, _): &Drawn| {
        stage.set(lines.clone(), *width, selection, *times);
    });
    let shown = (stage.clone(), of.selection.time);
    use_effect_with(shown, |(stage, time): &(Rc<LaneStage>, Option<TimeRange>)| {
        stage.lanes.borrow_mut().show(*time);
        stage.moved();
    });
}

/// Draws the readout, the legend and the buttons above the lanes.
fn bar(input: &LanesInput, others: &UseStateHandle<bool>) -> Html {
    let on_click = |act: fn(&mut LanesController, &LaneKeys<'_>) -> LanesAction| {
        let input = input.clone();
        Callback::from(move |_: MouseEvent| input.pass(act))
    };
    let toggle = |handle: &UseStateHandle<bool>| {
        let handle = handle.clone();
        Callback::from(move |_: MouseEvent| handle.set(!*handle))
    };
    html! {
        <div class="lanes__bar">
            <p class="lanes__readout" ref={&input.nodes.readout} data-rest="The wheel zooms, dragging moves, Shift and dragging selects a time"></p>
            <ul class="legend" aria-hidden="true">
                <li><span class="lanes__key lanes__key--event"></span>{ "call" }</li>
                <li><span class="lanes__key lanes__key--write"></span>{ "change" }</li>
                <li><span class="lanes__key lanes__key--failed">{ Icon::Close.draw() }</span>{ "failed" }</li>
            </ul>
            <button type="button" class="button button--small" aria-pressed={others.to_string()}
                title="Include sessions of other identities in the same role chain" onclick={toggle(others)}>{ "Whole chains" }</button>
            <button type="button" class="button button--small" aria-pressed={input.brushes.to_string()}
                title="Dragging chooses a time instead of moving; so does dragging with Shift" onclick={toggle(&input.brushes)}>{ "Select time" }</button>
            <button type="button" class="button button--small" aria-label="Zoom out in the lanes" title="Zoom out (-)" onclick={on_click(|lanes, _| lanes.zoom(ZOOM_OUT))}>{ Icon::Minus.draw() }</button>
            <button type="button" class="button button--small" aria-label="Zoom in in the lanes" title="Zoom in (+)" onclick={on_click(|lanes, _| lanes.zoom(ZOOM_IN))}>{ Icon::Plus.draw() }</button>
            <button type="button" class="button button--small" title="As long as the chosen lane (End)" onclick={on_click(LanesController::fit)}>{ "Fit" }</button>
            <button type="button" class="button button--small" title="All times (Home)" onclick={on_click(|lanes, _| lanes.show(None))}>{ "All" }</button>
        </div>
    }
}

/// Draws the names with the canvas beside them.
fn grid(input: &LanesInput, count: u64, is_empty: bool) -> Html {
    let on_pointer = |act: fn(&LanesInput, &PointerEvent)| {
        bound(input, move |input, event: PointerEvent| act(input, &event))
    };
    let onkeydown = bound(input, |input, event: KeyboardEvent| input.key(&event));
    let on_names = bound(input, |input, event: MouseEvent| input.click_on_names(&event));
    let (window, rows, at) = (input.scroll.window(), &input.rows, *input.at);
    html! {
        <div role="grid" class="lanes__rows" aria-label="Sessions over time" aria-readonly="true" tabindex="0"
            ref={&input.scroll.element} aria-rowcount={count.to_string()} aria-colcount="2"
            aria-activedescendant={(count > 0).then(|| cell_id(at))} {onkeydown}>
            <div role="presentation" class="virtual-list__body" style={format!("height:{}px", window.height)}>
                <div role="presentation" class="virtual-list__window" style={format!("top:{}px", window.top)}>
                    <div role="rowgroup" onclick={on_names}>
                        for place in window.rows.clone() {
                            { line(place, rows.at(place), input.focus, at == place, input.times) }
                        }
                    </div>
                    <div ref={&input.nodes.plot} role="presentation" class={classes!("lanes__plot", input.brushes.then_some("lanes__plot--brush"))}
                        style={format!("height:{}px", (window.rows.end - window.rows.start) as f64 * ROW_HEIGHT)}
                        onpointerdown={on_pointer(LanesInput::press)} onpointermove={on_pointer(LanesInput::moved)}
                        onpointerup={on_pointer(LanesInput::release)}
                        onpointercancel={on_pointer(|input, _| input.pass(|lanes, _| lanes.give_up()))}
                        onpointerleave={on_pointer(|input, _| input.say(None))}>
                        <canvas ref={&input.nodes.canvas} class="lanes__canvas" aria-hidden="true"></canvas>
                    </div>
                </div>
            </div>
            if is_empty {
                <p class="note" role="presentation">{ "Choose an actor on the left; more than one with Ctrl, Shift or the boxes" }</p>
            }
        </div>
    }
}

fn listen_to_wheel(stage: &Rc<LaneStage>, plot: &NodeRef) -> Option<EventListener> {
    let element = plot.cast::<Element>()?;
    let (stage, plot) = (stage.clone(), plot.clone());
    let options = EventListenerOptions::enable_prevent_default();
    Some(EventListener::new_with_options(&element, "wheel", options, move |event| {
        let (Some(event), Some(area)) = (event.dyn_ref::<WheelEvent>(), area_of(&plot)) else { return };
        event.prevent_default();
        let wheel = LaneWheel {
            across: event.delta_x(),
            down: event.delta_y(),
            mode: event.delta_mode(),
            is_shift: event.shift_key(),
        };
        // An event within the handling of another one is ignored.
        if let Ok(mut lanes) = stage.lanes.try_borrow_mut() {
            lanes.wheel(area, f64::from(event.client_x()), wheel);
            stage.moved();
        }
    }))
}

/// Returns the coordinates of the pointer on screen.
fn place_of(event: &MouseEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}
