//! The chains of digests over time. Only the lanes on screen are drawn. The pointer and the arrow
//! keys move a cursor over their digests.

use std::rc::Rc;

use trailglass::base::buckets::TimeBuckets;
use trailglass::base::time::TimeRange;
use trailglass::integrity::findings::{Class, Interval, ObjectId};
use trailglass::integrity::overview::{ChainOverview, IntegrityOverview};
use trailglass::integrity::timeline::{order, span};
use trailglass::model::Selection;
use yew::prelude::*;

use super::chain::ChosenChain;
use super::lane::{ChainSpot, Lane, lane_id};
use crate::client::PageClient;
use crate::platform::resize::use_width;
use crate::views::events::histogram::axis::Axis;
use crate::widgets::integrity_badge::mark;
use crate::widgets::scroll::{ROW_HEIGHT, use_scroll};
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

/// Maximum number of lanes shown without scrolling.
const MOST_LANES: usize = 9;

#[derive(Clone, PartialEq, Properties)]
pub struct ChainsProperties {
    pub client: PageClient,
    pub overview: Rc<IntegrityOverview>,
    /// Changes when the colours change.
    pub look: u32,
    pub times: TimeDisplay,
    /// The file whose evidence is open.
    pub opened: Option<ObjectId>,
    /// Called with a digest to open its evidence.
    pub on_open: Callback<ObjectId>,
    /// Shows the events of a selection.
    pub on_events: Callback<Selection>,
}

/// The lanes, and below them the chosen chain in words.
#[component]
pub fn Chains(properties: &ChainsProperties) -> Html {
    let ChainsProperties { client, overview, look, times, opened, on_open, on_events } = properties;
    let order = use_memo(overview.clone(), |overview| order(&overview.chains));
    let shown = use_memo(overview.clone(), |overview| span(&overview.chains));
    let chosen = use_state_eq(|| None::<u32>);
    let hovered = use_state_eq(|| None::<ChainSpot>);
    let cursor = use_state_eq(|| None::<ChainSpot>);
    let ruler = use_node_ref();
    let width = use_width(&ruler);
    let scroll = use_scroll(order.len() as u64, 0.0);

    use_effect_with(overview.clone(), {
        let (chosen, hovered, cursor) = (chosen.setter(), hovered.setter(), cursor.setter());
        move |_| {
            chosen.set(None);
            hovered.set(None);
            cursor.set(None);
        }
    });
    let on_point = {
        let setter = hovered.setter();
        use_callback((), move |spot: Option<ChainSpot>, ()| setter.set(spot))
    };
    let on_lane = {
        let (chosen, on_open) = (chosen.setter(), on_open.clone());
        use_callback(on_open, move |spot: ChainSpot, on_open| {
            chosen.set(Some(spot.chain));
            if let Some(digest) = spot.digest {
                on_open.emit(ObjectId::Digest(spot.chain, digest));
            }
        })
    };
    let (Some(shown), Some(first)) = (*shown, order.first().copied()) else { return html! {} };
    let number = chosen.unwrap_or(first);
    let onkeydown = {
        let (order, overview, cursor, chosen) =
            (order.clone(), overview.clone(), cursor.clone(), chosen.clone());
        let (scroll, on_lane) = (scroll.clone(), on_lane.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.alt_key() || event.meta_key() {
                return;
            }
            let here = *cursor;
            if let (Some(spot), "Enter") = (here, event.key().as_str()) {
                event.prevent_default();
                on_lane.emit(spot);
            } else if let Some((place, spot)) =
                moved(here, chosen.unwrap_or(first), &event, &order, &overview.chains)
            {
                event.prevent_default();
                scroll.show(place as u64);
                cursor.set(Some(spot));
            }
        })
    };
    let onblur = {
        let cursor = cursor.setter();
        Callback::from(move |_: FocusEvent| cursor.set(None))
    };
    let marked = cursor.or(*hovered);
    let window = scroll.window().clone();
    let lanes = window.rows.clone().filter_map(|place| {
        let chain = *order.get(place as usize)?;
        let at = (*cursor).filter(|spot| spot.chain == chain).and_then(|spot| spot.digest);
        let pointed = marked.filter(|spot| spot.chain == chain).and_then(|spot| spot.digest);
        let open = match opened {
            Some(ObjectId::Digest(of, digest)) if *of == chain => Some(*digest),
            _ => None,
        };
        Some(html! {
            <Lane key={chain} {place} {chain} overview={overview.clone()} {shown} {width} look={*look} times={*times}
                {at} {pointed} {open} is_chosen={chain == number} on_point={on_point.clone()} on_open={on_lane.clone()} />
        })
    });
    let buckets = TimeBuckets {
        start_millis: shown.from_millis,
        step_millis: (shown.until_millis - shown.from_millis).max(1),
        count: 1,
    };
    let height = order.len().min(MOST_LANES) as f64 * ROW_HEIGHT;
    html! {
        <>
            <p class="integrity__readout" aria-hidden="true">
                if let Some(words) = marked.and_then(|spot| say(overview, spot, *times)) {
                    { words }
                } else {
                    <span class="muted">{ rest(overview, shown, *times) }</span>
                }
            </p>
            <div role="grid" class="integrity__lanes" aria-label="Chains of digests" aria-readonly="true" tabindex="0"
                aria-rowcount={order.len().to_string()} aria-activedescendant={cursor.map(|spot| lane_id(spot.chain))}
                ref={scroll.element.clone()} style={format!("block-size:{height}px")} {onkeydown} {onblur}>
                <div role="rowgroup" class="integrity__lane-list" style={format!("height:{}px", window.height)}>
                    <div ref={ruler} class="integrity__ruler" role="presentation"></div>
                    <div role="presentation" class="integrity__window" style={format!("top:{}px", window.top)}>
                        { for lanes }
                    </div>
                </div>
            </div>
            <div class="integrity__axis"><Axis {buckets} {width} times={*times} /></div>
            <ChosenChain key={number} {number} overview={overview.clone()} client={client.clone()} times={*times}
                on_events={on_events.clone()} />
        </>
    }
}

/// Draws the meanings of the shapes on the lanes.
pub fn legend() -> Html {
    let digests = [Class::Verified, Class::Unproven, Class::Invalid, Class::Missing];
    html! {
        <ul class="integrity__legend" aria-hidden="true">
            for class in digests {
                <li>{ mark(class) }{ class.words() }</li>
            }
            <li><span class="integrity__key integrity__key--proven"></span>{ "time proven" }</li>
            <li><span class="integrity__key integrity__key--hole"></span>{ "nothing proven" }</li>
        </ul>
    }
}

/// Returns where a key moves the cursor: the lane's index in `order`, and the digest. Without a
/// cursor, it moves to the last digest of the chosen chain.
fn moved(
    from: Option<ChainSpot>,
    chosen: u32,
    event: &KeyboardEvent,
    order: &[u32],
    chains: &[ChainOverview],
) -> Option<(usize, ChainSpot)> {
    let digests = |chain: u32| chains.get(chain as usize).map_or(0, |chain| chain.marks.len() as u32);
    let place_of = |chain: u32| order.iter().position(|number| *number == chain).unwrap_or(0);
    let (chain, digest) = match from {
        Some(ChainSpot { chain, digest }) => (chain, digest.unwrap_or(0)),
        None => (chosen, digests(chosen).saturating_sub(1)),
    };
    let (place, last) = (place_of(chain), digests(chain).saturating_sub(1));
    let end = chains.get(chain as usize).and_then(|chain| chain.marks.get(digest as usize)?.end_millis);
    let lane = |to: usize| {
        let to = to.min(order.len().saturating_sub(1));
        let chain = order.get(to).copied()?;
        Some((to, ChainSpot { chain, digest: nearest(chains.get(chain as usize)?, end) }))
    };
    let within = |digest: u32| Some((place, ChainSpot { chain, digest: Some(digest) }));
    match event.key().as_str() {
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" if from.is_none() => within(digest),
        "ArrowLeft" => within(digest.saturating_sub(1)),
        "ArrowRight" => within((digest + 1).min(last)),
        "Home" => within(0),
        "End" => within(last),
        "ArrowUp" => lane(place.saturating_sub(1)),
        "ArrowDown" => lane(place + 1),
        "PageUp" => lane(place.saturating_sub(MOST_LANES)),
        "PageDown" => lane(place + MOST_LANES),
        _ => None,
    }
}

/// Returns the digest of a chain that ends closest to a time.
fn nearest(chain: &ChainOverview, end: Option<i64>) -> Option<u32> {
    let far = |millis: Option<i64>| match (millis, end) {
        (Some(millis), Some(end)) => millis.abs_diff(end),
        _ => u64::MAX,
    };
    chain.marks.iter().zip(0..).min_by_key(|(mark, _)| far(mark.end_millis)).map(|(_, digest)| digest)
}

/// Returns a digest in words: `2024-03-01 10:00 to 11:00 UTC: digest verified`.
pub fn say_digest(chain: &ChainOverview, digest: u32, times: TimeDisplay) -> Option<String> {
    let mark = chain.marks.get(digest as usize)?;
    let time = match (mark.start_millis, mark.end_millis) {
        (Some(from_millis), Some(until_millis)) => times.show_range(TimeRange { from_millis, until_millis }),
        (None, Some(until)) => format!("until {}", times.show_with_zone(Some(until))),
        (Some(from), None) => format!("from {}", times.show_with_zone(Some(from))),
        (None, None) => "no time".to_owned(),
    };
    Some(format!("{time}: digest {}", word_within(mark.class)))
}

/// Returns the word for a class inside a sentence.
fn word_within(class: Class) -> String {
    match class {
        Class::Invalid => class.words().to_owned(),
        _ => class.words().to_lowercase(),
    }
}

fn say(overview: &IntegrityOverview, spot: ChainSpot, times: TimeDisplay) -> Option<String> {
    let chain = overview.chains.get(spot.chain as usize)?;
    match spot.digest {
        Some(digest) => Some(format!("{}, {}", say_digest(chain, digest, times)?, chain.title)),
        None => Some(format!("{}: {}", chain.title, say_lane(chain))),
    }
}

/// Returns a chain in a few words: `24 digests, 1 hole; 1 log file INVALID`.
pub fn say_lane(chain: &ChainOverview) -> String {
    let holes = match chain.holes.len() as u64 {
        0 => String::new(),
        holes => format!(", {}", text::counted(holes, "hole", "holes")),
    };
    let logs =
        Class::ALL.into_iter().zip(chain.logs).filter(|(_, count)| *count > 0).map(|(class, count)| {
            format!("{} {}", text::counted(u64::from(count), "log file", "log files"), word_within(class))
        });
    let logs: Vec<String> = logs.collect();
    let logs = if logs.is_empty() { "no log files".to_owned() } else { logs.join(", ") };
    format!("{}{holes}; {logs}", text::counted(chain.marks.len() as u64, "digest", "digests"))
}

/// Returns the text shown while nothing is pointed at.
fn rest(overview: &IntegrityOverview, shown: Interval, times: TimeDisplay) -> String {
    let range = TimeRange { from_millis: shown.from_millis, until_millis: shown.until_millis };
    format!(
        "{} of digests, {}; a mark opens its digest",
        text::counted(overview.chains.len() as u64, "chain", "chains"),
        times.show_range(range)
    )
}
