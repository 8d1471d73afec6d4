//! One chain over time: its name, and its digests as marks.

use std::rc::Rc;

use trailglass::integrity::findings::Interval;
use trailglass::integrity::overview::IntegrityOverview;
use trailglass::integrity::timeline::{Stripe, extent, pixels_of, stripes};
use web_sys::{Element, HtmlCanvasElement};
use yew::prelude::*;

use super::chains::{say_digest, say_lane};
use super::paint::paint;
use crate::widgets::integrity_badge::mark;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::times::TimeDisplay;

/// A chain, or one of its digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainSpot {
    /// The number of the chain.
    pub chain: u32,
    /// The number of the digest in the chain; `None` for the whole chain.
    pub digest: Option<u32>,
}

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
    pub times: TimeDisplay,
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
    let LaneProperties {
        chain, overview, shown: span, width, look, times, at, pointed, open, on_open, ..
    } = properties.clone();
    let canvas = use_node_ref();
    let marks = use_memo((overview.clone(), chain, span, width), |(overview, chain, span, width)| {
        overview
            .chains
            .get(*chain as usize)
            .map(|chain| stripes(&chain.marks, *span, *width))
            .unwrap_or_default()
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
    let onpointermove = {
        let (marks, on_point) = (marks.clone(), properties.on_point.clone());
        Callback::from(move |event: PointerEvent| {
            on_point.emit(Some(ChainSpot { chain, digest: under(&marks, &event) }));
        })
    };
    let onpointerleave = properties.on_point.reform(|_: PointerEvent| None);
    let onclick = {
        let (marks, on_open) = (marks.clone(), on_open.clone());
        Callback::from(move |event: MouseEvent| {
            on_open.emit(ChainSpot { chain, digest: under(&marks, &event) });
        })
    };
    let on_name = on_open.reform(move |_: MouseEvent| ChainSpot { chain, digest: None });
    let Some(found) = overview.chains.get(chain as usize) else { return html! {} };
    let words = at.and_then(|digest| say_digest(found, digest, times)).unwrap_or_else(|| say_lane(found));
    let frame = |digest: Option<u32>| {
        let (left, right) = pixels_of(extent(&found.marks, digest?)?, span, width);
        Some(format!("left:{left}px;width:{}px", right - left))
    };
    let name = &found.name;
    let kind = if name.is_backfill { " (backfill)" } else { "" };
    html! {
        <div role="row" class={classes!("integrity__lane", properties.is_chosen.then_some("integrity__lane--chosen"))}
            aria-rowindex={(properties.place + 1).to_string()} aria-selected={properties.is_chosen.to_string()}>
            <div role="rowheader" class="integrity__name" title={shown_text(&found.title)} aria-label={shown_text(&found.title)}
                onclick={on_name}>
                { mark(found.worst()) }
                <span class="integrity__account">{ shown(&name.account) }</span>
                <span class="integrity__region">{ shown(&name.region) }</span>
                <span class="integrity__trail">{ shown(&name.trail) }{ kind }</span>
            </div>
            <div role="gridcell" id={lane_id(chain)} class="integrity__line" aria-label={words}
                {onpointermove} {onpointerleave} {onclick}>
                <canvas ref={canvas} class="integrity__canvas" aria-hidden="true"></canvas>
                if let Some(style) = frame(open) {
                    <span class="integrity__frame integrity__frame--open" {style}></span>
                }
                if let Some(style) = frame(pointed) {
                    <span class="integrity__frame" {style}></span>
                }
            </div>
        </div>
    }
}

/// Returns the digest under the pointer; of several, the one with the lowest class rank.
fn under(marks: &[Stripe], event: &MouseEvent) -> Option<u32> {
    let target = event.target_dyn_into::<Element>()?;
    let area = target.closest("[role=gridcell]").ok()??.get_bounding_client_rect();
    let at = f64::from(event.client_x()) - area.left();
    let is_under = |stripe: &&Stripe| (f64::from(stripe.left)..=f64::from(stripe.right)).contains(&at);
    marks.iter().filter(is_under).min_by_key(|stripe| stripe.class.rank()).map(|stripe| stripe.digest)
}
