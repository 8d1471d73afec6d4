//! Events over time: bars of matching events with the failed ones at the bottom, a range to brush
//! and zoom into, and the same data as a table.

pub mod axis;
mod paint;
mod table;

use std::rc::Rc;

use trailglass::base::buckets::TimeBuckets;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

use self::axis::Axis;
use self::table::HistogramTable;
use crate::platform::resize::use_width;
use crate::state::Action;
use crate::views::events::overview::Bars;
use crate::widgets::icons::Icon;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

/// A press that moves less than this is a click, not a brush.
const BRUSH_PIXELS: i32 = 4;

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
    pub times: TimeDisplay,
    /// Called with the width of the drawing.
    pub on_width: Callback<u32>,
    pub dispatch: Callback<Action>,
}

/// A range of buckets, from the first one touched to the last one touched; either may be the
/// earlier.
#[derive(Clone, Copy, Debug, PartialEq)]
struct BucketSpan {
    anchor: u32,
    head: u32,
}

#[component]
pub fn Histogram(properties: &HistogramProperties) -> Html {
    let HistogramProperties { bars, zoomed, without_time, late, look, times, on_width, dispatch } =
        properties.clone();
    let plot = use_node_ref();
    let canvas = use_node_ref();
    let width = use_width(&plot);
    let hovered = use_state_eq(|| None::<u32>);
    // The bucket or the range that is selected by keys.
    let cursor = use_state_eq(|| None::<BucketSpan>);
    // The start of a press: its x coordinate and its bucket.
    let pressed = use_mut_ref(|| None::<(i32, u32)>);
    // The range brushed since the press.
    let brushed = use_state_eq(|| None::<BucketSpan>);

    use_effect_with((width, on_width), |(width, on_width)| on_width.emit(*width));
    use_effect_with((bars.clone(), width, look), {
        let canvas = canvas.clone();
        move |(bars, width, _): &(Option<Rc<Bars>>, u32, u32)| {
            if let (Some(canvas), Some(bars)) = (canvas.cast::<HtmlCanvasElement>(), bars) {
                paint::paint(&canvas, bars, *width);
            }
        }
    });
    let buckets = bars.as_ref().map(|bars| bars.buckets);
    use_effect_with(buckets, {
        let (hovered, cursor, brushed) = (hovered.clone(), cursor.clone(), brushed.clone());
        move |_| {
            hovered.set(None);
            cursor.set(None);
            brushed.set(None);
        }
    });

    let zoom = {
        let dispatch = dispatch.clone();
        move |buckets: TimeBuckets, span: BucketSpan| {
            dispatch.emit(Action::Zoom(Some(buckets.span(span.anchor, span.head))));
        }
    };
    let onpointerdown = {
        let (plot, pressed) = (plot.clone(), pressed.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(buckets) = buckets.filter(|_| event.button() == 0) else { return };
            let Some((element, at)) = bucket_under(&plot, &event, buckets) else { return };
            let _ = element.set_pointer_capture(event.pointer_id());
            *pressed.borrow_mut() = Some((event.client_x(), at));
        })
    };
    let onpointermove = {
        let (plot, pressed) = (plot.clone(), pressed.clone());
        let (hovered, brushed) = (hovered.clone(), brushed.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(buckets) = buckets else { return };
            let Some((_, at)) = bucket_under(&plot, &event, buckets) else { return };
            hovered.set(Some(at));
            let began = *pressed.borrow();
            if let Some((x, anchor)) = began
                && (brushed.is_some() || (event.client_x() - x).abs() >= BRUSH_PIXELS)
            {
                brushed.set(Some(BucketSpan { anchor, head: at }));
            }
        })
    };
    let onpointerup = {
        let (pressed, brushed, zoom) = (pressed.clone(), brushed.clone(), zoom.clone());
        Callback::from(move |_: PointerEvent| {
            pressed.borrow_mut().take();
            let span = *brushed.clone();
            if let (Some(buckets), Some(span)) = (buckets, span) {
                brushed.set(None);
                zoom(buckets, span);
            }
        })
    };
    let onpointercancel = {
        let (pressed, brushed) = (pressed.clone(), brushed.clone());
        Callback::from(move |_: PointerEvent| {
            pressed.borrow_mut().take();
            brushed.set(None);
        })
    };
    let onpointerleave = {
        let hovered = hovered.clone();
        Callback::from(move |_: PointerEvent| hovered.set(None))
    };
    let zoom_out = {
        let dispatch = dispatch.clone();
        move || {
            if zoomed {
                dispatch.emit(Action::ZoomOut);
            }
        }
    };
    let ondblclick = {
        let zoom_out = zoom_out.clone();
        Callback::from(move |_: MouseEvent| zoom_out())
    };
    let onkeydown = {
        let (cursor, zoom, zoom_out) = (cursor.clone(), zoom.clone(), zoom_out.clone());
        Callback::from(move |event: KeyboardEvent| {
            let Some(buckets) = buckets else { return };
            let span = *cursor.clone();
            let last = buckets.count.saturating_sub(1);
            let head = span.map(|span| span.head);
            let next = match event.key().as_str() {
                "ArrowLeft" => head.map_or(last, |head| head.saturating_sub(1)),
                "ArrowRight" => head.map_or(0, |head| (head + 1).min(last)),
                "PageUp" => head.map_or(last, |head| head.saturating_sub(10)),
                "PageDown" => head.map_or(0, |head| (head + 10).min(last)),
                "Home" => 0,
                "End" => last,
                "Enter" => {
                    if let Some(span) = span {
                        event.prevent_default();
                        zoom(buckets, span);
                    }
                    return;
                }
                "Escape" if span.is_some_and(|span| span.anchor != span.head) => {
                    event.prevent_default();
                    cursor.set(None);
                    return;
                }
                "Backspace" | "Escape" if zoomed => {
                    event.prevent_default();
                    zoom_out();
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            let anchor = span.filter(|_| event.shift_key()).map_or(next, |span| span.anchor);
            cursor.set(Some(BucketSpan { anchor, head: next }));
        })
    };
    let onblur = {
        let cursor = cursor.clone();
        Callback::from(move |_: FocusEvent| cursor.set(None))
    };

    let marked = brushed.or(*cursor).or(hovered.map(|at| BucketSpan { anchor: at, head: at }));
    let said = bars.as_ref().zip(marked).map(|(bars, span)| say(bars, span, times));
    // Always present: an element that comes and goes would shift its siblings, and the canvas would
    // be recreated, empty.
    let mark = html! {
        <div class={classes!("histogram__mark", (brushed.is_none() && cursor.is_none()).then_some("histogram__mark--hover"))}
            hidden={marked.is_none()} style={buckets.zip(marked).map(|(buckets, span)| style_of(buckets, span))}></div>
    };
    let unplaced = bars.as_ref().map_or(0, |bars| if zoomed { without_time } else { bars.elsewhere });
    let class = classes!("histogram", late.then_some("histogram--late"));
    html! {
        <section {class} aria-label="Events over time">
            <div class="histogram__head">
                <p class="histogram__readout">
                    if let Some(said) = &said {
                        { said }
                    } else if let Some(bars) = &bars {
                        <span class="histogram__rest">{ describe(bars, times) }</span>
                    }
                </p>
                if unplaced > 0 {
                    <p class="histogram__unplaced">
                        { Icon::Warning.draw() }
                        { without_time_words(unplaced, zoomed) }
                    </p>
                }
                <button type="button" class="button button--small" disabled={!zoomed}
                    onclick={Callback::from(move |_: MouseEvent| zoom_out())}>
                    { Icon::ZoomOut.draw() }{ "Zoom out" }
                </button>
            </div>
            <div ref={plot} class="histogram__plot" role="slider" tabindex="0" aria-label="Slice of time"
                aria-orientation="horizontal" aria-valuemin="1"
                aria-valuemax={buckets.map_or(1, |buckets| buckets.count).to_string()}
                aria-valuenow={(cursor.map_or(0, |span| span.head) + 1).to_string()}
                aria-valuetext={said.clone().unwrap_or_else(|| "none chosen".to_owned())}
                {onpointerdown} {onpointermove} {onpointerup} {onpointercancel} {onpointerleave}
                {ondblclick} {onkeydown} {onblur}>
                <canvas ref={canvas} class="histogram__canvas" aria-hidden="true"></canvas>
                if let Some(bars) = &bars {
                    <span class="histogram__most" aria-hidden="true">{ most(bars) }</span>
                }
                { mark }
            </div>
            if let Some(bars) = bars {
                <Axis buckets={bars.buckets} {width} {times} />
                <HistogramTable {bars} {times} />
            } else {
                <div class="histogram__axis"></div>
            }
        </section>
    }
}

/// Returns the plot and the bucket under the pointer; the nearest bucket if the pointer is outside
/// the plot.
fn bucket_under(plot: &NodeRef, event: &PointerEvent, buckets: TimeBuckets) -> Option<(HtmlElement, u32)> {
    let element = plot.cast::<HtmlElement>()?;
    let area = element.unchecked_ref::<Element>().get_bounding_client_rect();
    let part = (f64::from(event.client_x()) - area.left()) / area.width().max(1.0);
    let at = (part * f64::from(buckets.count)).floor().clamp(0.0, f64::from(buckets.count.saturating_sub(1)));
    Some((element, at as u32))
}

fn style_of(buckets: TimeBuckets, span: BucketSpan) -> String {
    let (first, last) = (span.anchor.min(span.head), span.anchor.max(span.head));
    let percent = 100.0 / f64::from(buckets.count.max(1));
    format!("left:{:.4}%;width:{:.4}%", f64::from(first) * percent, f64::from(last - first + 1) * percent)
}

/// Describes a range: "2024-03-01 10:05 to 10:10 UTC, 1,234 events, 56 failed".
fn say(bars: &Bars, span: BucketSpan, times: TimeDisplay) -> String {
    let (first, last) = (span.anchor.min(span.head) as usize, span.anchor.max(span.head) as usize);
    let sum = |counts: &[u32]| counts.iter().take(last + 1).skip(first).map(|count| u64::from(*count)).sum();
    format!(
        "{}, {}, {} failed",
        times.show_range(bars.buckets.span(span.anchor, span.head)),
        text::counted(sum(&bars.matching), "event", "events"),
        text::count(sum(&bars.failed)),
    )
}

/// Describes the histogram while nothing is under the pointer or cursor.
fn describe(bars: &Bars, times: TimeDisplay) -> String {
    format!(
        "{}, a bar is {}",
        times.show_range(bars.buckets.range()),
        text::duration(bars.buckets.step_millis)
    )
}

fn most(bars: &Bars) -> String {
    text::count(u64::from(bars.matching.iter().copied().max().unwrap_or(0)))
}

fn without_time_words(number: u64, zoomed: bool) -> String {
    let has = if number == 1 { "has" } else { "have" };
    let here = if zoomed { ", so no time range shows them" } else { "" };
    format!("{} {has} no time{here}", text::counted(number, "event", "events"))
}
