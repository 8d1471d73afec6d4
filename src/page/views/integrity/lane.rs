//! One chain over time: its name, and its digests as marks.

use std::rc::Rc;

use trailglass::app_state::digest_chains::{ChainSpot, digest_at, digest_words, lane_words};
use trailglass::integrity::findings::Interval;
use trailglass::integrity::overview::IntegrityOverview;
use trailglass::integrity::timeline::{Stripe, extent, pixels_of, stripes};
use web_sys::{Element, HtmlCanvasElement};
use yew::prelude::*;

use super::paint::paint;
use crate::contexts::use_times;
use crate::widgets::integrity_badge::mark;
use crate::widgets::log_text::{shown, shown_text};

#[derive(Clone, PartialEq, Properties)]
pub struct LaneProperties {
    /// Its index in the order of lanes.
    pub place: u64,
    /// The number of the chain.
    pub chain: u32,
    pub overview: Rc<IntegrityOverview>,
    /// The time range of the whole line.
    pub shown: Interval,
    /// The length of the line, in CSS pixels.
    pub width: u32,
    /// Changes when the colours change.
    pub look: u32,
    /// The digest at the keyboard cursor.
    pub at: Option<u32>,
    /// The digest at the keyboard cursor or, without one, under the pointer.
    pub pointed: Option<u32>,
    /// The digest whose evidence is open.
    pub open: Option<u32>,
    /// Whether the chain is shown in words below.
    pub is_chosen: bool,
    /// Called with the spot under the pointer; `None` when the pointer leaves.
    pub on_point: Callback<Option<ChainSpot>>,
    /// Called with the clicked spot.
    pub on_open: Callback<ChainSpot>,
}

/// Returns the id of the cell that holds a chain's marks.
pub fn lane_id(chain: u32) -> String {
    format!("lane-{chain}")
}

#[component]
pub fn Lane(properties: &LaneProperties) -> Html {
    let LaneProperties { chain, overview, shown: span, width, look, is_chosen, on_point, on_open, .. } =
        properties.clone();
    let times = use_times();
    let canvas = use_node_ref();
    let marks = use_memo((overview.clone(), chain, span, width), |(overview, chain, span, width)| {
        let chain = overview.chains.get(*chain as usize);
        chain.map(|chain| stripes(&chain.marks, *span, *width)).unwrap_or_default()
    });
    use_effect_with((overview.clone(), marks.clone(), span, width, look), {
        let canvas = canvas.clone();
        move |(overview, marks, span, width, _)| {
            let chain = overview.chains.get(chain as usize);
            if let (Some(canvas), Some(chain)) = (canvas.cast::<HtmlCanvasElement>(), chain) {
                paint(&canvas, chain, marks, *span, *width);
            }
        }
    });
    let Some(found) = overview.chains.get(chain as usize) else { return html! {} };
    let onpointermove = {
        let marks = marks.clone();
        on_point.reform(move |event: PointerEvent| Some(ChainSpot { chain, digest: under(&marks, &event) }))
    };
    let onpointerleave = on_point.reform(|_: PointerEvent| None);
    let onclick = on_open.reform(move |event: MouseEvent| ChainSpot { chain, digest: under(&marks, &event) });
    let on_name = on_open.reform(move |_: MouseEvent| ChainSpot { chain, digest: None });
    let words = properties.at.and_then(|digest| digest_words(found, digest, times));
    let frame = |digest: Option<u32>| {
        let (left, right) = pixels_of(extent(&found.marks, digest?)?, span, width);
        Some(format!("left:{left}px;width:{}px", right - left))
    };
    let name = &found.name;
    let kind = if name.is_backfill { " (backfill)" } else { "" };
    html! {
        <div role="row" class={classes!("chains__lane", is_chosen.then_some("chains__lane--chosen"))}
            aria-rowindex={(properties.place + 1).to_string()} aria-selected={is_chosen.to_string()}>
            <div role="rowheader" class="chains__name" title={shown_text(&found.title)} aria-label={shown_text(&found.title)}
                onclick={on_name}>
                { mark(found.worst()) }
                <span class="chains__account">{ shown(&name.account) }</span>
                <span class="chains__region">{ shown(&name.region) }</span>
                <span class="chains__trail">{ shown(&name.trail) }{ kind }</span>
            </div>
            <div role="gridcell" id={lane_id(chain)} class="chains__line" aria-label={words.unwrap_or_else(|| lane_words(found))}
                {onpointermove} {onpointerleave} {onclick}>
                <canvas ref={canvas} class="chains__canvas" aria-hidden="true"></canvas>
                if let Some(style) = frame(properties.open) {
                    <span class="chains__frame chains__frame--open" {style}></span>
                }
                if let Some(style) = frame(properties.pointed) {
                    <span class="chains__frame" {style}></span>
                }
            </div>
        </div>
    }
}

/// Returns the digest under the pointer.
fn under(marks: &[Stripe], event: &MouseEvent) -> Option<u32> {
    let target = event.target_dyn_into::<Element>()?;
    let area = target.closest("[role=gridcell]").ok()??.get_bounding_client_rect();
    digest_at(marks, f64::from(event.client_x()) - area.left())
}
