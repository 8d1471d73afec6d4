//! The map: a grid with painted cells, and a cursor that the pointer and the arrow keys move. Only
//! the rows are elements; the cursor's row contains one cell with its description.
//! [`trailglass::app_state::coverage`] has the geometry.

use std::rc::Rc;

use trailglass::app_state::coverage::{
    CoverageGrid, CoverageKey, CoveragePart, CoverageSpot, MOST_ROWS, describe_row, say_cell,
};
use trailglass::model::Selection;
use web_sys::{Element, HtmlCanvasElement, ScrollIntoViewOptions, ScrollLogicalPosition};
use yew::prelude::*;

use super::SharedMap;
use super::paint::paint;
use crate::contexts::{use_acts, use_times};
use crate::platform::canvas::area_of;
use crate::platform::resize::use_width;
use crate::views::events::histogram::axis::Axis;
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;

#[derive(Clone, PartialEq, Properties)]
pub struct GridProperties {
    pub map: SharedMap,
    /// Changes when colours do.
    pub look: u32,
    /// Called with the cell under the pointer or cursor; `None` if there is none.
    pub on_point: Callback<Option<CoverageSpot>>,
}

/// What an input on the map changes.
#[derive(Clone)]
struct CoverageInput {
    plot: NodeRef,
    map: SharedMap,
    rows: Rc<Vec<usize>>,
    hovered: UseStateHandle<Option<CoverageSpot>>,
    cursor: UseStateHandle<Option<CoverageSpot>>,
    on_events: Callback<Selection>,
}

impl CoverageInput {
    fn grid(&self) -> CoverageGrid<'_> {
        CoverageGrid { map: &self.map, rows: &self.rows }
    }

    fn under(&self, event: &MouseEvent) -> Option<CoveragePart> {
        let target = event.target_dyn_into::<Element>();
        let is_name = target.and_then(|target| target.closest("[role=rowheader]").ok()?).is_some();
        let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
        self.grid().hit(area_of(&self.plot)?, x, y, is_name)
    }

    fn point(&self, event: &MouseEvent) {
        self.hovered.set(match self.under(event) {
            Some(CoveragePart::Cell(spot)) => Some(spot),
            _ => None,
        });
    }

    fn open(&self, part: CoveragePart) {
        if let Some(selection) = part.selection(&self.map) {
            self.on_events.emit(selection);
        }
    }

    fn key(&self, event: &KeyboardEvent) {
        if event.alt_key() || event.meta_key() {
            return;
        }
        match self.grid().key(&event.key(), event.ctrl_key(), *self.cursor) {
            Some(CoverageKey::Open(spot)) => self.open(CoveragePart::Cell(spot)),
            Some(CoverageKey::Go(spot)) => self.cursor.set(Some(spot)),
            None => return,
        }
        event.prevent_default();
    }
}

#[component]
pub fn Grid(properties: &GridProperties) -> Html {
    let GridProperties { map, look, on_point } = properties.clone();
    let (plot, canvas) = (use_node_ref(), use_node_ref());
    let width = use_width(&plot);
    let rows = use_memo(map.clone(), |map| map.shown(MOST_ROWS));
    let hovered = use_state_eq(|| None::<CoverageSpot>);
    let cursor = use_state_eq(|| None::<CoverageSpot>);
    let marked = cursor.or(*hovered);
    use_effect_with((map.clone(), rows.clone(), width, look), {
        let canvas = canvas.clone();
        move |(map, rows, width, _): &(SharedMap, Rc<Vec<usize>>, u32, u32)| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                paint(&canvas, CoverageGrid { map, rows }, *width);
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
    let times = use_times();
    let on_events = use_acts().events_of;
    let input = CoverageInput { plot, map: map.clone(), rows, hovered, cursor, on_events };
    let cursor = *input.cursor;
    let on_mouse = |act: fn(&CoverageInput, &MouseEvent)| {
        let input = input.clone();
        move |event: &MouseEvent| act(&input, event)
    };
    let (point, leave) = (on_mouse(CoverageInput::point), on_mouse(|input, _| input.hovered.set(None)));
    let click = on_mouse(|input, event| {
        if let Some(part) = input.under(event) {
            input.open(part);
        }
    });
    let (keys, blurred) = (input.clone(), input.clone());
    let mark = marked.and_then(|spot| input.grid().style(spot));
    html! {
        <div class="coverage__scroll">
            <div role="grid" class="coverage__grid" aria-label="Coverage" aria-readonly="true" tabindex="0"
                aria-rowcount={input.rows.len().to_string()} aria-colcount={(map.steps.count + 1).to_string()}
                aria-activedescendant={cursor.map(|spot| cell_id(spot.row))}
                onpointermove={Callback::from(move |event: PointerEvent| point(&event))}
                onpointerleave={Callback::from(move |event: PointerEvent| leave(&event))}
                onclick={Callback::from(move |event: MouseEvent| click(&event))}
                onkeydown={Callback::from(move |event: KeyboardEvent| keys.key(&event))}
                onblur={Callback::from(move |_: FocusEvent| blurred.cursor.set(None))}>
                <div ref={&input.plot} class="coverage__plot" role="presentation">
                    <canvas ref={canvas} class="coverage__canvas" aria-hidden="true"></canvas>
                    <div class="coverage__mark" hidden={mark.is_none()} style={mark.clone()}></div>
                </div>
                // In an element of their own: as siblings of the plot, an additional row would
                // replace the plot's element.
                <div role="rowgroup">{ rows_of(&input, cursor, times) }</div>
            </div>
            <div class="coverage__axis"><Axis buckets={map.steps} {width} /></div>
        </div>
    }
}

fn rows_of(input: &CoverageInput, cursor: Option<CoverageSpot>, times: TimeDisplay) -> Html {
    let map = &input.map;
    let row = |(place, number): (usize, &usize)| {
        let row = map.rows.get(*number)?;
        let at = cursor.filter(|spot| spot.row == *number);
        let words = at.map_or_else(|| describe_row(row), |spot| say_cell(map, spot, times));
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
    };
    input.rows.iter().enumerate().filter_map(row).collect()
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
        line.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
