//! A line of the lanes: its name, and a text for what is painted beside it.

use std::ops::Range;

use trailglass::sessions::{Certainty, SessionScope};
use yew::prelude::*;

use super::person;
use super::rows::{LaneRow, LaneRows};
use super::stage::VisibleLane;
use super::words::{describe, span_of};
use crate::widgets::log_text::shown_text;
use crate::widgets::times::TimeDisplay;

/// Returns the lines to paint.
pub fn lines_of(rows: &LaneRows, shown: Range<u64>) -> Vec<VisibleLane> {
    let all: Vec<Option<LaneRow<'_>>> = shown.map(|place| rows.at(place)).collect();
    let line = |row: &Option<LaneRow<'_>>| {
        let Some(row) = row else {
            return VisibleLane {
                of: None,
                span: None,
                is_actor: false,
                above: None,
                certainty: Certainty::Exact,
            };
        };
        let parent = match row {
            LaneRow::Session(row) => row.parent,
            _ => None,
        };
        let above = parent.and_then(|parent| {
            all.iter()
                .position(|other| matches!(other, Some(LaneRow::Session(other)) if other.session == parent))
        });
        let certainty = match row {
            LaneRow::Session(row) => row.certainty,
            _ => Certainty::Exact,
        };
        VisibleLane {
            of: row.of(),
            span: span_of(row),
            is_actor: matches!(row, LaneRow::Actor(_)),
            above,
            certainty,
        }
    };
    all.iter().map(line).collect()
}

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
        "timelines__row",
        matches!(row, LaneRow::Actor(_)).then_some("timelines__row--actor"),
        is_at.then_some("timelines__row--at")
    );
    let head = match &row {
        LaneRow::Actor(row) => html! { <>{ person::icon(row.kind) }{ person::name(&row.name) }</> },
        LaneRow::Session(row) => html! {
            <>
                { person::name(&row.name) }
                if row.certainty != Certainty::Exact {
                    <span title={(!row.doubt.is_empty()).then(|| shown_text(&row.doubt.to_string()))}>{ person::certainty(row.certainty) }</span>
                }
            </>
        },
        LaneRow::Waiting => html! {},
    };
    let depth = match &row {
        LaneRow::Session(row) => row.depth.min(12) + 1,
        _ => 0,
    };
    html! {
        <div key={place} role="row" {class} aria-rowindex={(place + 1).to_string()} aria-selected={is_chosen.to_string()}>
            <div role="rowheader" class="timelines__head" data-place={place.to_string()} aria-colindex="1"
                style={format!("--depth:{depth}")}>{ head }</div>
            <div role="gridcell" id={cell_id(place)} class="timelines__cell" aria-colindex="2" aria-label={shown_text(&describe(&row, times))}></div>
        </div>
    }
}

/// Returns the id of the cell beside a name.
pub fn cell_id(place: u64) -> String {
    format!("session-lane-{place}")
}
