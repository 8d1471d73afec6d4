//! Events by account, Region and time, so that a hole in a download is visible.
//! [`trailglass::query::coverage`] decides what a hole is.
//!
//! ```text
//! mod    the section, and the description of a cell       ask   the request
//! grid   the map: pointer, keys and rows                  paint its drawing
//! holes  the holes as text                                legend
//! ```

mod ask;
mod grid;
mod holes;
mod legend;
mod paint;

use std::rc::Rc;

use trailglass::model::Selection;
use trailglass::query::coverage::CoverageMap;
use yew::prelude::*;

use self::ask::use_coverage;
use self::grid::{CoverageSpot, Grid};
use self::holes::Holes;
use self::legend::Legend;
use crate::client::PageClient;
use crate::widgets::icons::Icon;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

#[derive(Clone, PartialEq, Properties)]
pub struct CoverageProperties {
    pub client: PageClient,
    /// Goes up when the data change.
    pub generation: u32,
    /// The earliest and the latest time.
    pub span_millis: Option<(i64, i64)>,
    /// Whether files are still being read.
    pub loading: bool,
    /// Changes when colours do.
    pub look: u32,
    pub times: TimeDisplay,
    /// Called to show events.
    pub on_events: Callback<Selection>,
}

/// The section. Draws nothing until there are events with a time.
#[component]
pub fn Coverage(properties: &CoverageProperties) -> Html {
    let CoverageProperties { client, generation, span_millis, loading, look, times, on_events } = properties;
    let open = use_state_eq(|| true);
    // A folded section requests nothing.
    let known = use_coverage(client, *generation, span_millis.filter(|_| *open));
    let pointed = use_state_eq(|| None::<CoverageSpot>);
    let on_point = {
        let setter = pointed.setter();
        use_callback((), move |spot: Option<CoverageSpot>, ()| setter.set(spot))
    };
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
                    <button type="button" class="coverage__fold" aria-expanded={open.to_string()} onclick={fold}>
                        { if *open { Icon::Down.draw() } else { Icon::Right.draw() } }
                        { "Coverage" }
                    </button>
                </h2>
                if let Some(map) = map {
                    <p class="coverage__readout">
                        if let Some(spot) = *pointed {
                            { say(map, spot, *times) }
                        } else {
                            <span class="coverage__rest">{ describe(map) }</span>
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
                    <Holes map={map.clone()} times={*times} on_events={on_events.clone()} />
                }
                <Grid map={map.clone()} look={*look} times={*times} {on_point} on_events={on_events.clone()} />
                { further(map) }
            }
        </section>
    }
}

/// Describes a cell: `111122223333 us-east-1, 2024-03-01 10:00 to 11:00 UTC: 1,234 events`.
fn say(map: &CoverageMap, spot: CoverageSpot, times: TimeDisplay) -> String {
    let Some(row) = map.rows.get(spot.row) else { return String::new() };
    format!("{}, {}", row.name(), say_cell(map, spot, times))
}

/// Describes a cell without the account and Region.
fn say_cell(map: &CoverageMap, spot: CoverageSpot, times: TimeDisplay) -> String {
    let Some(row) = map.rows.get(spot.row) else { return String::new() };
    let time = times.show_range(map.steps.span(spot.step, spot.step));
    let count = u64::from(row.counts.at(spot.step));
    match row.cells.get(spot.step as usize) {
        Some(cell) if count == 0 => format!("{time}: no events, {}", cell.words()),
        _ => format!("{time}: {}", text::counted(count, "event", "events")),
    }
}

/// Describes the map while no cell is under the pointer or cursor.
fn describe(map: &CoverageMap) -> String {
    let pairs = text::counted(map.rows.len() as u64, "account and Region", "accounts and Regions");
    format!("{pairs}, a column is {}", text::duration(map.steps.step_millis))
}

/// Draws notes about rows that are not drawn.
fn further(map: &CoverageMap) -> Html {
    let more = map.rows.len().saturating_sub(grid::MOST_ROWS) as u64;
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
