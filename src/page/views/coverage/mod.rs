//! Events by account, Region and time, so that a hole in a download is visible.
//! [`trailglass::query::coverage`] decides what a hole is.
//!
//! ```text
//! mod    the section                                      ask   the request
//! grid   the map: pointer, keys and rows                  paint its drawing
//! holes  the holes as text                                legend
//! ```

mod ask;
mod grid;
mod holes;
mod legend;
mod paint;

use std::rc::Rc;

use trailglass::app_state::coverage::{CoverageSpot, MOST_ROWS, describe_map, say_spot};
use trailglass::base::text;
use trailglass::query::coverage::CoverageMap;
use yew::prelude::*;

use self::ask::use_coverage;
use self::grid::Grid;
use self::holes::Holes;
use self::legend::Legend;
use crate::contexts::use_times;
use crate::widgets::icons::Icon;

#[derive(Clone, PartialEq, Properties)]
pub struct CoverageProperties {
    /// Goes up when the data change.
    pub generation: u32,
    /// The earliest and the latest time.
    pub span_millis: Option<(i64, i64)>,
    /// Whether files are still being read.
    pub loading: bool,
    /// Changes when colours do.
    pub look: u32,
}

/// The section. Draws nothing until there are events with a time.
#[component]
pub fn Coverage(properties: &CoverageProperties) -> Html {
    let CoverageProperties { generation, span_millis, loading, look } = properties;
    let open = use_state_eq(|| true);
    // A folded section requests nothing.
    let known = use_coverage(*generation, span_millis.filter(|_| *open));
    let pointed = use_state_eq(|| None::<CoverageSpot>);
    let on_point = {
        let setter = pointed.setter();
        use_callback((), move |spot: Option<CoverageSpot>, ()| setter.set(spot))
    };
    let times = use_times();
    if span_millis.is_none() {
        return html! {};
    }
    let fold = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| {
            let open = open.clone();
            open.set(!*open);
        })
    };
    let map = known.as_ref().ok().and_then(Option::as_ref).filter(|_| *open);
    html! {
        <section class="coverage" aria-labelledby="coverage-title">
            <div class="coverage__head">
                <h2 id="coverage-title" class="coverage__title">
                    <button type="button" class="fold" aria-expanded={open.to_string()} onclick={fold}>
                        { if *open { Icon::Down.draw() } else { Icon::Right.draw() } }
                        { "Coverage" }
                    </button>
                </h2>
                if let Some(map) = map {
                    <p class="coverage__readout">
                        if let Some(spot) = *pointed {
                            { say_spot(map, spot, times) }
                        } else {
                            <span class="coverage__rest">{ describe_map(map) }</span>
                        }
                    </p>
                    <Legend />
                }
            </div>
            if let (Err(message), true) = (&known, *open) {
                <p class="coverage__note">{ message }</p>
            }
            if let Some(map) = map {
                if *loading {
                    <p class="coverage__note">{ "Files are still being read: what is empty now may fill up." }</p>
                } else {
                    <Holes map={map.clone()} />
                }
                <Grid map={map.clone()} look={*look} {on_point} />
                { further(map) }
            }
        </section>
    }
}

/// Draws notes about rows that are not drawn.
fn further(map: &CoverageMap) -> Html {
    let more = map.rows.len().saturating_sub(MOST_ROWS) as u64;
    html! {
        <>
            if more > 0 {
                <p class="coverage__note">
                    { format!("and {} more; their holes are listed above", text::count(more)) }
                </p>
            }
            if map.events_elsewhere > 0 {
                <p class="coverage__note">
                    { text::counted(map.events_elsewhere, "event", "events") }
                    { " of further accounts and Regions are not in this map" }
                </p>
            }
        </>
    }
}

/// Shared, so that an unchanged map is not drawn again.
type SharedMap = Rc<CoverageMap>;
