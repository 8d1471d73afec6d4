//! Events over time: bars of matching events with the failed ones at the bottom, a range to brush
//! and zoom into, and the same data as a table.
//! [`trailglass::app_state::histogram`] decides what the pointer and keys select.

pub mod axis;
mod paint;
mod table;

use std::rc::Rc;

use trailglass::app_state::histogram::{
    BucketSpan, HistogramAction, HistogramController, without_time_words,
};
use trailglass::app_state::plot::PlotArea;
use trailglass::base::buckets::TimeBuckets;
use trailglass::base::text;
use web_sys::{Element, HtmlCanvasElement};
use yew::prelude::*;

use self::axis::Axis;
use self::table::HistogramTable;
use crate::contexts::{use_dispatch, use_times};
use crate::platform::canvas::area_of;
use crate::platform::resize::use_width;
use crate::views::events::overview::Bars;
use crate::widgets::handlers::bound;
use crate::widgets::icons::Icon;
use crate::widgets::machine::{Machine, use_machine};
use trailglass::app_state::Action;

#[derive(Clone, PartialEq, Properties)]
pub struct HistogramProperties {
    /// The bars; `None` before the first answer.
    pub bars: Option<Rc<Bars>>,
    /// Whether a time range is selected.
    pub zoomed: bool,
    /// The number of events without a readable time, over all events.
    pub without_time: u64,
    /// Whether a newer answer is late.
    pub late: bool,
    /// Changes when colours do.
    pub look: u32,
    /// Called with the width of the drawing.
    pub on_width: Callback<u32>,
}

/// What an input on the histogram changes.
#[derive(Clone)]
struct HistogramInput {
    plot: NodeRef,
    buckets: Option<TimeBuckets>,
    is_zoomed: bool,
    machine: Machine<HistogramController>,
    dispatch: Callback<Action>,
}

impl HistogramInput {
    /// Returns the plot, the pointer's x coordinate and the buckets.
    fn place(&self, event: &PointerEvent) -> Option<(PlotArea, f64, TimeBuckets)> {
        Some((area_of(&self.plot)?, f64::from(event.client_x()), self.buckets?))
    }

    fn act(&self, action: HistogramAction) {
        match action {
            HistogramAction::Done => {}
            HistogramAction::Zoom(time) => self.dispatch.emit(Action::Zoom(Some(time))),
            HistogramAction::ZoomOut => self.dispatch.emit(Action::ZoomOut),
        }
    }

    fn zoom_out(&self) {
        if self.is_zoomed {
            self.act(HistogramAction::ZoomOut);
        }
    }

    fn press(&self, event: &PointerEvent) {
        if let (0, Some((area, x, buckets))) = (event.button(), self.place(event)) {
            if let Some(element) = self.plot.cast::<Element>() {
                let _ = element.set_pointer_capture(event.pointer_id());
            }
            self.machine.change(|histogram| histogram.press(area, x, buckets));
        }
    }

    fn moved(&self, event: &PointerEvent) {
        if let Some((area, x, buckets)) = self.place(event) {
            self.machine.change(|histogram| histogram.moved(area, x, buckets));
        }
    }

    fn release(&self) {
        self.act(self.machine.change(|histogram| histogram.release(self.buckets)));
    }

    fn key(&self, event: &KeyboardEvent) {
        let Some(buckets) = self.buckets else { return };
        let (key, is_shift) = (event.key(), event.shift_key());
        let action = self.machine.change(|histogram| histogram.key(&key, is_shift, buckets, self.is_zoomed));
        if let Some(action) = action {
            event.prevent_default();
            self.act(action);
        }
    }
}

#[component]
pub fn Histogram(properties: &HistogramProperties) -> Html {
    let HistogramProperties { bars, zoomed, without_time, late, look, on_width } = properties.clone();
    let (plot, canvas) = (use_node_ref(), use_node_ref());
    let width = use_width(&plot);
    let machine = use_machine::<HistogramController>();
    use_effect_with((width, on_width), |(width, on_width)| on_width.emit(*width));
    use_effect_with((bars.clone(), width, look), {
        let canvas = canvas.clone();
        move |(bars, width, _): &(Option<Rc<Bars>>, u32, u32)| {
            if let (Some(canvas), Some(bars)) = (canvas.cast::<HtmlCanvasElement>(), bars) {
                paint::paint(&canvas, bars.counts(), *width);
            }
        }
    });
    let buckets = bars.as_ref().map(|bars| bars.buckets);
    use_effect_with(buckets, {
        let machine = machine.clone();
        move |_| machine.change(HistogramController::reset)
    });
    let times = use_times();
    let dispatch = use_dispatch();
    let controller = machine.get();
    let said = bars.as_ref().zip(controller.marked()).map(|(bars, span)| bars.counts().say(span, times));
    let input = HistogramInput { plot, buckets, is_zoomed: zoomed, machine, dispatch };
    let unplaced = bars.as_ref().map_or(0, |bars| if zoomed { without_time } else { bars.elsewhere });
    let zoom_out = input.clone();
    html! {
        <section class={classes!("histogram", late.then_some("histogram--late"))} aria-label="Events over time">
            <div class="histogram__head">
                <p class="histogram__readout">
                    if let Some(said) = &said {
                        { said }
                    } else if let Some(bars) = &bars {
                        <span class="histogram__rest">{ bars.counts().describe(times) }</span>
                    }
                </p>
                if unplaced > 0 {
                    <p class="histogram__unplaced">
                        { Icon::Warning.draw() }
                        { without_time_words(unplaced, zoomed) }
                    </p>
                }
                <button type="button" class="button button--small" disabled={!zoomed}
                    onclick={Callback::from(move |_: MouseEvent| zoom_out.zoom_out())}>
                    { Icon::ZoomOut.draw() }{ "Zoom out" }
                </button>
            </div>
            { drawing(&input, &controller, canvas, bars.as_deref(), said) }
            if let Some(bars) = bars {
                <Axis buckets={bars.buckets} {width} />
                <HistogramTable {bars} />
            } else {
                <div class="histogram__axis"></div>
            }
        </section>
    }
}

/// Draws the slider with the canvas.
fn drawing(
    input: &HistogramInput,
    controller: &HistogramController,
    canvas: NodeRef,
    bars: Option<&Bars>,
    said: Option<String>,
) -> Html {
    let on_pointer = |act: fn(&HistogramInput, &PointerEvent)| {
        bound(input, move |input, event: PointerEvent| act(input, &event))
    };
    let onkeydown = bound(input, |input, event: KeyboardEvent| input.key(&event));
    let ondblclick = bound(input, |input, _: MouseEvent| input.zoom_out());
    let onblur = {
        let machine = input.machine.clone();
        Callback::from(move |_: FocusEvent| machine.change(HistogramController::blur))
    };
    let marked = controller.marked();
    let style = input.buckets.zip(marked).map(|(buckets, span)| span.style(buckets));
    let head = controller.cursor.map_or(0, |BucketSpan { head, .. }| head);
    html! {
        <div ref={&input.plot} class="histogram__plot" role="slider" tabindex="0" aria-label="Slice of time"
            aria-orientation="horizontal" aria-valuemin="1"
            aria-valuemax={input.buckets.map_or(1, |buckets| buckets.count).to_string()}
            aria-valuenow={(head + 1).to_string()}
            aria-valuetext={said.unwrap_or_else(|| "none chosen".to_owned())}
            onpointerdown={on_pointer(HistogramInput::press)}
            onpointermove={on_pointer(HistogramInput::moved)}
            onpointerup={on_pointer(|input, _| input.release())}
            onpointercancel={on_pointer(|input, _| input.machine.change(HistogramController::give_up))}
            onpointerleave={on_pointer(|input, _| input.machine.change(HistogramController::leave))}
            {ondblclick} {onkeydown} {onblur}>
            <canvas ref={canvas} class="histogram__canvas" aria-hidden="true"></canvas>
            if let Some(bars) = bars {
                <span class="histogram__most" aria-hidden="true">{ text::count(bars.counts().most().into()) }</span>
            }
            // Always present: an element that comes and goes would shift its siblings, and the
            // canvas would be recreated, empty.
            <div class={classes!("histogram__mark", controller.is_only_hovered().then_some("histogram__mark--hover"))}
                hidden={marked.is_none()} {style}></div>
        </div>
    }
}
