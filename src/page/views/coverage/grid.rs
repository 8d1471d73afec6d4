//! The map: a grid with painted cells, and a cursor that the pointer and the arrow keys move. Only
//! the rows are elements; the cursor's row contains one cell with its description.

use trailglass::model::Selection;
use trailglass::query::coverage::{CoverageCell, MapRow, events_of};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlCanvasElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use super::paint::{ROW_PIXELS, paint};
use super::{SharedMap, say_cell};
use crate::platform::resize::use_width;
use crate::views::events::histogram::axis::Axis;
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

/// Maximum number of rows that are drawn.
pub const MOST_ROWS: usize = 60;

/// A cell of the map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoverageSpot {
    /// The index of the row in the map.
    pub row: usize,
    /// The index of the step.
    pub step: u32,
}

#[derive(Clone, PartialEq, Properties)]
pub struct GridProperties {
    pub map: SharedMap,
    /// Changes when colours do.
    pub look: u32,
    pub times: TimeDisplay,
    /// Called with the cell under the pointer or cursor; `None` if there is none.
    pub on_point: Callback<Option<CoverageSpot>>,
    /// Called to show the events of a cell.
    pub on_events: Callback<Selection>,
}

#[component]
pub fn Grid(properties: &GridProperties) -> Html {
    let GridProperties { map, look, times, on_point, on_events } = properties.clone();
    let plot = use_node_ref();
    let canvas = use_node_ref();
    let width = use_width(&plot);
    let rows = use_memo(map.clone(), |map| map.shown(MOST_ROWS));
    let hovered = use_state_eq(|| None::<CoverageSpot>);
    let cursor = use_state_eq(|| None::<CoverageSpot>);
    let marked = cursor.or(*hovered);

    use_effect_with((map.clone(), rows.clone(), width, look), {
        let canvas = canvas.clone();
        move |(map, rows, width, _)| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                paint(&canvas, map, rows, *width);
            }
        }
    });
    use_effect_with(map.clone(), {
        let (hovered, cursor) = (hovered.clone(), cursor.clone());
        move |_| {
            hovered.set(None);
            cursor.set(None);
        }
    });
    use_effect_with((marked, on_point), |(marked, on_point)| on_point.emit(*marked));
    use_effect_with(*cursor, |cursor| {
        if let Some(spot) = cursor {
            bring_into_view(spot.row);
        }
    });

    let onpointermove = {
        let (plot, map, rows, hovered) = (plot.clone(), map.clone(), rows.clone(), hovered.clone());
        Callback::from(move |event: PointerEvent| {
            hovered.set(match under(&plot, &event, &rows, map.steps.count) {
                Some(Under::Cell(spot)) => Some(spot),
                _ => None,
            });
        })
    };
    let onpointerleave = {
        let hovered = hovered.clone();
        Callback::from(move |_: PointerEvent| hovered.set(None))
    };
    let open = {
        let map = map.clone();
        move |under: Under| {
            let (Under::Cell(CoverageSpot { row, .. }) | Under::Name(row)) = under;
            let Some(MapRow { account, region, .. }) = map.rows.get(row) else { return };
            let time = match under {
                Under::Cell(CoverageSpot { step, .. }) => Some(map.steps.span(step, step)),
                Under::Name(_) => None,
            };
            on_events.emit(events_of(account, region, time));
        }
    };
    let onclick = {
        let (plot, map, rows, open) = (plot.clone(), map.clone(), rows.clone(), open.clone());
        Callback::from(move |event: MouseEvent| {
            if let Some(under) = under(&plot, &event, &rows, map.steps.count) {
                open(under);
            }
        })
    };
    let onkeydown = {
        let (map, rows, cursor) = (map.clone(), rows.clone(), cursor.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.alt_key() || event.meta_key() {
                return;
            }
            let here = *cursor.clone();
            if let (Some(spot), "Enter") = (here, event.key().as_str()) {
                event.prevent_default();
                open(Under::Cell(spot));
            } else if let Some(next) = moved(here, &event, &rows, map.steps.count) {
                event.prevent_default();
                cursor.set(Some(next));
            }
        })
    };
    let onblur = {
        let cursor = cursor.clone();
        Callback::from(move |_: FocusEvent| cursor.set(None))
    };

    let place = marked.and_then(|spot| Some((spot, rows.iter().position(|row| *row == spot.row)?)));
    let mark = place.map(|(spot, place)| {
        let part = 100.0 / f64::from(map.steps.count.max(1));
        format!(
            "left:{:.4}%;width:{part:.4}%;top:{}px;height:{}px",
            f64::from(spot.step) * part,
            place as u32 * ROW_PIXELS,
            ROW_PIXELS - 1
        )
    });
    let lines = rows.iter().enumerate().filter_map(|(place, number)| {
        let row = map.rows.get(*number)?;
        let at = (*cursor).filter(|spot| spot.row == *number);
        let words = at.map_or_else(|| summary(row), |spot| say_cell(&map, spot, times));
        Some(html! {
            <div key={*number} role="row" class="coverage__row" aria-rowindex={(place + 1).to_string()}>
                <div role="rowheader" class="coverage__name" title="Show its events" aria-colindex="1">
                    <span class="coverage__account">{ shown(row.account_name()) }</span>{ " " }
                    <span class="coverage__region">{ shown(row.region_name()) }</span>
                </div>
                <div role="gridcell" id={cell_id(*number)} class="coverage__cells" aria-label={words}
                    aria-colindex={at.map(|spot| (spot.step + 2).to_string())}></div>
            </div>
        })
    });
    html! {
        <div class="coverage__scroll">
            <div role="grid" class="coverage__grid" aria-label="Coverage" aria-readonly="true" tabindex="0"
                aria-rowcount={rows.len().to_string()} aria-colcount={(map.steps.count + 1).to_string()}
                aria-activedescendant={cursor.map(|spot| cell_id(spot.row))}
                {onpointermove} {onpointerleave} {onclick} {onkeydown} {onblur}>
                <div ref={plot} class="coverage__plot" role="presentation">
                    <canvas ref={canvas} class="coverage__canvas" aria-hidden="true"></canvas>
                    <div class="coverage__mark" hidden={place.is_none()} style={mark}></div>
                </div>
                // In an element of their own: as siblings of the plot, an additional row would
                // replace the plot's element.
                <div role="rowgroup">{ for lines }</div>
            </div>
            <div class="coverage__axis"><Axis buckets={map.steps} {width} {times} /></div>
        </div>
    }
}

/// The part of the map under the pointer.
#[derive(Clone, Copy)]
enum Under {
    Cell(CoverageSpot),
    Name(usize),
}

fn under(plot: &NodeRef, event: &MouseEvent, rows: &[usize], steps: u32) -> Option<Under> {
    let area = plot.cast::<Element>()?.get_bounding_client_rect();
    let down = f64::from(event.client_y()) - area.top();
    if down < 0.0 {
        return None;
    }
    let row = *rows.get((down / f64::from(ROW_PIXELS)) as usize)?;
    let target = event.target_dyn_into::<Element>();
    // A row's name covers cells if the plot is scrolled below it.
    if target.and_then(|target| target.closest("[role=rowheader]").ok()?).is_some() {
        return Some(Under::Name(row));
    }
    let part = (f64::from(event.client_x()) - area.left()) / area.width().max(1.0);
    let step = ((part * f64::from(steps)) as u32).min(steps.saturating_sub(1));
    Some(Under::Cell(CoverageSpot { row, step }))
}

/// Returns the cell that a key leads to; the first cell if there was none before.
fn moved(
    from: Option<CoverageSpot>,
    event: &KeyboardEvent,
    rows: &[usize],
    steps: u32,
) -> Option<CoverageSpot> {
    let last_row = rows.len().checked_sub(1)?;
    let last_step = steps.checked_sub(1)?;
    let known = from.and_then(|spot| Some((rows.iter().position(|row| *row == spot.row)?, spot.step)));
    let (place, step) = known.unwrap_or((0, 0));
    let all = event.ctrl_key();
    let (place, step) = match event.key().as_str() {
        "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" if known.is_none() => (0, 0),
        "ArrowUp" => (place.saturating_sub(1), step),
        "ArrowDown" => ((place + 1).min(last_row), step),
        "ArrowLeft" => (place, step.saturating_sub(1)),
        "ArrowRight" => (place, (step + 1).min(last_step)),
        "PageUp" => (place.saturating_sub(10), step),
        "PageDown" => ((place + 10).min(last_row), step),
        "Home" => (if all { 0 } else { place }, 0),
        "End" => (if all { last_row } else { place }, last_step),
        _ => return None,
    };
    Some(CoverageSpot { row: *rows.get(place)?, step })
}

/// Formats the summary of a row: `1,234 events, 2 likely holes`.
fn summary(row: &MapRow) -> String {
    let events = text::counted(row.events, "event", "events");
    let missing = row.cells.chunk_by(|one, next| one == next);
    let holes =
        missing.filter(|run| run.first().is_some_and(|cell: &CoverageCell| cell.is_missing())).count();
    match holes as u64 {
        0 => events,
        holes => format!("{events}, {}", text::counted(holes, "likely hole", "likely holes")),
    }
}

fn cell_id(row: usize) -> String {
    format!("coverage-{row}")
}

fn bring_into_view(row: usize) {
    let element = gloo::utils::document().get_element_by_id(&cell_id(row));
    if let Some(line) = element.and_then(|cell| cell.parent_element()) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(ScrollLogicalPosition::Nearest);
        options.set_inline(ScrollLogicalPosition::Nearest);
        line.unchecked_into::<Element>().scroll_into_view_with_scroll_into_view_options(&options);
    }
}
