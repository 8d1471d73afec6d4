//! The chains of digests over time. Only the lanes on screen are drawn. The pointer and the arrow
//! keys move a cursor over their digests.

use std::rc::Rc;

use trailglass::app_state::digest_chains::{ChainSpot, MOST_LANES, all_lanes_words, moved_spot, spot_words};
use trailglass::base::buckets::TimeBuckets;
use trailglass::integrity::findings::{Class, Interval, ObjectId};
use trailglass::integrity::overview::IntegrityOverview;
use trailglass::integrity::timeline::{order, span};
use yew::prelude::*;

use super::ShownFindings;
use super::chain::ChosenChain;
use super::lane::{Lane, lane_id};
use crate::contexts::use_times;
use crate::platform::resize::use_width;
use crate::views::events::histogram::axis::Axis;
use crate::widgets::integrity_badge::mark;
use crate::widgets::scroll::{ROW_HEIGHT, Scroll, use_scroll};
use crate::widgets::states::use_setter;

#[derive(Clone, PartialEq, Properties)]
pub struct ChainsProperties {
    pub findings: ShownFindings,
    /// Changes when the colours change.
    pub look: u32,
}

/// The lanes, and below them the chosen chain in words.
#[component]
pub fn Chains(properties: &ChainsProperties) -> Html {
    let ChainsProperties { findings, look } = properties;
    let overview = &findings.overview;
    let times = use_times();
    let order = use_memo(overview.clone(), |overview| order(&overview.chains));
    let shown = use_memo(overview.clone(), |overview| span(&overview.chains));
    let ruler = use_node_ref();
    let width = use_width(&ruler);
    let scroll = use_scroll(order.len() as u64, 0.0);
    let spots = use_spots(findings);
    let (Some(shown), Some(first)) = (*shown, order.first().copied()) else { return html! {} };
    let number = spots.chosen.unwrap_or(first);
    let marked = spots.cursor.or(*spots.hovered);
    let window = scroll.window();
    let lanes = window.rows.clone().filter_map(|place| {
        let chain = *order.get(place as usize)?;
        let open = match findings.opened {
            Some(ObjectId::Digest(of, digest)) if of == chain => Some(digest),
            _ => None,
        };
        Some(html! {
            <Lane key={chain} {place} {chain} overview={overview.clone()} {shown} {width} look={*look} {open}
                at={spots.cursor.and_then(|spot| spot.digest_in(chain))} pointed={marked.and_then(|spot| spot.digest_in(chain))}
                is_chosen={chain == number} on_point={spots.on_point.clone()} on_open={spots.on_lane.clone()} />
        })
    });
    let height = order.len().min(MOST_LANES) as f64 * ROW_HEIGHT;
    let onblur = {
        let cursor = spots.cursor.setter();
        Callback::from(move |_: FocusEvent| cursor.set(None))
    };
    html! {
        <>
            <p class="chains__readout" aria-hidden="true">
                if let Some(words) = marked.and_then(|spot| spot_words(overview, spot, times)) {
                    { words }
                } else {
                    <span class="muted">{ all_lanes_words(overview, shown, times) }</span>
                }
            </p>
            <div role="grid" class="chains__lanes" aria-label="Chains of digests" aria-readonly="true" tabindex="0"
                aria-rowcount={order.len().to_string()} aria-activedescendant={spots.cursor.map(|spot| lane_id(spot.chain))}
                ref={scroll.element.clone()} style={format!("block-size:{height}px")}
                onkeydown={on_key(&spots, number, &order, overview, &scroll)} {onblur}>
                <div role="rowgroup" class="chains__lane-list" style={format!("height:{}px", window.height)}>
                    <div ref={ruler} class="chains__ruler" role="presentation"></div>
                    <div role="presentation" class="virtual-list__window" style={format!("top:{}px", window.top)}>
                        { for lanes }
                    </div>
                </div>
            </div>
            <div class="chains__axis"><Axis buckets={whole(shown)} {width} /></div>
            <ChosenChain key={number} {number} overview={overview.clone()} />
        </>
    }
}

/// The chosen chain, and the spots under the pointer and at the keyboard cursor.
struct ChainSpots {
    chosen: UseStateHandle<Option<u32>>,
    hovered: UseStateHandle<Option<ChainSpot>>,
    cursor: UseStateHandle<Option<ChainSpot>>,
    on_point: Callback<Option<ChainSpot>>,
    /// Chooses a chain, and opens the evidence of its digest.
    on_lane: Callback<ChainSpot>,
}

/// The spots; each check renumbers the chains.
#[hook]
fn use_spots(findings: &ShownFindings) -> ChainSpots {
    let chosen = use_state_eq(|| None::<u32>);
    let hovered = use_state_eq(|| None::<ChainSpot>);
    let cursor = use_state_eq(|| None::<ChainSpot>);
    use_effect_with(findings.overview.clone(), {
        let (chosen, hovered, cursor) = (chosen.setter(), hovered.setter(), cursor.setter());
        move |_| {
            chosen.set(None);
            hovered.set(None);
            cursor.set(None);
        }
    });
    let on_point = use_setter(&hovered);
    let on_lane = {
        let chosen = chosen.setter();
        use_callback(findings.on_open.clone(), move |spot: ChainSpot, on_open| {
            chosen.set(Some(spot.chain));
            if let Some(digest) = spot.digest {
                on_open.emit(ObjectId::Digest(spot.chain, digest));
            }
        })
    };
    ChainSpots { chosen, hovered, cursor, on_point, on_lane }
}

fn on_key(
    spots: &ChainSpots,
    chosen: u32,
    order: &Rc<Vec<u32>>,
    overview: &Rc<IntegrityOverview>,
    scroll: &Scroll,
) -> Callback<KeyboardEvent> {
    let (cursor, on_lane, scroll) = (spots.cursor.clone(), spots.on_lane.clone(), scroll.clone());
    let (order, overview) = (order.clone(), overview.clone());
    Callback::from(move |event: KeyboardEvent| {
        if event.alt_key() || event.meta_key() {
            return;
        }
        let key = event.key();
        if let (Some(spot), "Enter") = (*cursor, key.as_str()) {
            event.prevent_default();
            on_lane.emit(spot);
        } else if let Some((place, spot)) = moved_spot(*cursor, chosen, &key, &order, &overview.chains) {
            event.prevent_default();
            scroll.show(place as u64);
            cursor.set(Some(spot));
        }
    })
}

/// Returns a time range as one bucket, for the axis.
fn whole(range: Interval) -> TimeBuckets {
    let step_millis = (range.until_millis - range.from_millis).max(1);
    TimeBuckets { start_millis: range.from_millis, step_millis, count: 1 }
}

/// Draws the meanings of the shapes on the lanes.
pub fn legend() -> Html {
    let digests = [Class::Verified, Class::Unproven, Class::Invalid, Class::Missing];
    html! {
        <ul class="chains__legend" aria-hidden="true">
            for class in digests {
                <li>{ mark(class) }{ class.words() }</li>
            }
            <li><span class="chains__key"></span>{ "time proven" }</li>
            <li><span class="chains__key chains__key--hole"></span>{ "nothing proven" }</li>
        </ul>
    }
}
