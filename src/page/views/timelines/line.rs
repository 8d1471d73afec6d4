//! A row of the lanes: its name, and a text for what is painted beside it.

use trailglass::app_state::lanes::{LaneRow, describe_lane};
use trailglass::sessions::{Certainty, SessionScope};
use yew::prelude::*;

use super::person;
use crate::widgets::log_text::shown_text;
use crate::widgets::times::TimeDisplay;

/// Draws the row at an index; `is_at` if it is the current one.
pub fn line(
    place: u64,
    row: Option<LaneRow<'_>>,
    focus: Option<SessionScope>,
    is_at: bool,
    times: TimeDisplay,
) -> Html {
    let row = row.unwrap_or(LaneRow::Waiting);
    let is_chosen = row.of().is_some() && row.of() == focus;
    let class = classes!(
        "lanes__row",
        matches!(row, LaneRow::Actor(_)).then_some("lanes__row--actor"),
        is_at.then_some("lanes__row--at")
    );
    let (depth, head) = match &row {
        LaneRow::Actor(row) => (0, html! { <>{ person::icon(row.kind) }{ person::name(&row.name) }</> }),
        LaneRow::Session(row) => {
            let head = html! {
                <>
                    { person::name(&row.name) }
                    if row.certainty != Certainty::Exact {
                        <span title={(!row.doubt.is_empty()).then(|| shown_text(&row.doubt.to_string()))}>{ person::certainty(row.certainty) }</span>
                    }
                </>
            };
            (row.depth.min(12) + 1, head)
        }
        LaneRow::Waiting => (0, html! {}),
    };
    html! {
        <div key={place} role="row" {class} aria-rowindex={(place + 1).to_string()} aria-selected={is_chosen.to_string()}>
            <div role="rowheader" class="lanes__head" data-place={place.to_string()} aria-colindex="1"
                style={format!("--depth:{depth}")}>{ head }</div>
            <div role="gridcell" id={cell_id(place)} class="lanes__cell" aria-colindex="2" aria-label={describe_lane(&row, times)}></div>
        </div>
    }
}

/// Returns the id of the cell beside a name.
pub fn cell_id(place: u64) -> String {
    format!("session-lane-{place}")
}
