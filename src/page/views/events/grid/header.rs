//! The heads of the columns: a click sorts, dragging resizes and reorders.

use std::rc::Rc;

use trailglass::model::{Field, Sort};
use web_sys::Element;
use yew::prelude::*;

use crate::state::ColumnState;
use crate::widgets::times::TimeDisplay;

/// The allowed widths of a column, in pixels.
const WIDTHS: std::ops::RangeInclusive<u32> = 48..=1_200;

/// A press that moves less than this is a click.
const DRAG_PIXELS: i32 = 6;

/// The width of the signs before a row: that of `.grid__mark`.
pub const SIGNS_PIXELS: u32 = 52;

/// Returns the id of a head, for the grid's `aria-activedescendant`.
pub fn head_id(column: usize) -> String {
    format!("events-head-{column}")
}

/// Returns the columns with one resized, within [`WIDTHS`].
pub fn resized(columns: &[ColumnState], column: usize, width_px: i64) -> Vec<ColumnState> {
    let (least, most) = (i64::from(*WIDTHS.start()), i64::from(*WIDTHS.end()));
    let mut columns = columns.to_vec();
    if let Some(column) = columns.get_mut(column) {
        column.width_px = u32::try_from(width_px.clamp(least, most)).unwrap_or(*WIDTHS.start());
    }
    columns
}

/// Returns the columns with one moved to another place.
pub fn moved(columns: &[ColumnState], from: usize, to: usize) -> Vec<ColumnState> {
    let mut columns = columns.to_vec();
    if from < columns.len() && to < columns.len() {
        let column = columns.remove(from);
        columns.insert(to, column);
    }
    columns
}

/// Returns the order after a click on a column. The column that is sorted by is reversed; any other
/// starts with the newest for times, and ascending otherwise.
pub fn sort_after_click(sort: Sort, field: Field) -> Sort {
    if sort.field == field {
        Sort { field, descending: !sort.descending }
    } else {
        Sort { field, descending: field == Field::EventTime }
    }
}

/// Returns the value of `grid-template-columns`: the last column takes the remaining width.
pub fn template(columns: &[ColumnState]) -> String {
    let mut template = format!("{SIGNS_PIXELS}px");
    for (place, column) in columns.iter().enumerate() {
        let width = column.width_px;
        template += &if place + 1 == columns.len() {
            format!(" minmax({width}px, 1fr)")
        } else {
            format!(" {width}px")
        };
    }
    template
}

#[derive(Clone, PartialEq, Properties)]
pub struct GridHeaderProperties {
    pub columns: Rc<Vec<ColumnState>>,
    pub sort: Sort,
    /// The column whose head is the current cell.
    pub at: Option<usize>,
    /// Called with the order after a click.
    pub on_sort: Callback<Sort>,
    /// Called with the intermediate columns during a drag.
    pub on_drag: Callback<Vec<ColumnState>>,
    /// Called with the columns after a drag.
    pub on_columns: Callback<Vec<ColumnState>>,
    /// Called with a column to resize to the width of its values.
    pub on_fit: Callback<usize>,
    pub times: TimeDisplay,
}

/// The drag that a press on a head has started.
#[derive(Clone, Copy, Debug, PartialEq)]
enum HeaderDrag {
    Resize { column: usize, from_x: i32, width_px: u32 },
    Move { column: usize, from_x: i32, dragging: bool },
}

#[component]
pub fn GridHeader(properties: &GridHeaderProperties) -> Html {
    let GridHeaderProperties { columns, sort, at, times, .. } = properties;
    let drag = use_mut_ref(|| None::<HeaderDrag>);
    let target = use_state_eq(|| None::<usize>);

    let onpointerdown = {
        let (drag, columns) = (drag.clone(), columns.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(part) = event.target_dyn_into::<Element>().filter(|_| event.button() == 0) else {
                return;
            };
            let Some(column) = column_of(&part) else { return };
            let on_edge = part.has_attribute("data-edge");
            let Some(state) = columns.get(column) else { return };
            let from_x = event.client_x();
            *drag.borrow_mut() = Some(if on_edge {
                HeaderDrag::Resize { column, from_x, width_px: state.width_px }
            } else {
                HeaderDrag::Move { column, from_x, dragging: false }
            });
            // Capture on this element, not on the row: the capturing element also receives
            // `dblclick`.
            let _ = part.set_pointer_capture(event.pointer_id());
        })
    };
    let onpointermove = {
        let (drag, columns, target) = (drag.clone(), columns.clone(), target.clone());
        let on_drag = properties.on_drag.clone();
        Callback::from(move |event: PointerEvent| {
            let mut drag = drag.borrow_mut();
            match drag.as_mut() {
                Some(HeaderDrag::Resize { column, from_x, width_px }) => {
                    let width = i64::from(*width_px) + i64::from(event.client_x() - *from_x);
                    on_drag.emit(resized(&columns, *column, width));
                }
                Some(HeaderDrag::Move { from_x, dragging, .. }) => {
                    *dragging |= (event.client_x() - *from_x).abs() >= DRAG_PIXELS;
                    if *dragging {
                        target.set(head_at(&event));
                    }
                }
                None => {}
            }
        })
    };
    let onpointerup = {
        let (drag, columns, target) = (drag.clone(), columns.clone(), target.clone());
        let GridHeaderProperties { on_sort, on_columns, sort, .. } = properties.clone();
        Callback::from(move |event: PointerEvent| {
            target.set(None);
            match drag.borrow_mut().take() {
                Some(HeaderDrag::Resize { column, from_x, width_px }) => {
                    let width = i64::from(width_px) + i64::from(event.client_x() - from_x);
                    on_columns.emit(resized(&columns, column, width));
                }
                Some(HeaderDrag::Move { column, dragging: true, .. }) => {
                    if let Some(to) = head_at(&event).filter(|to| *to != column) {
                        on_columns.emit(moved(&columns, column, to));
                    }
                }
                Some(HeaderDrag::Move { column, dragging: false, .. }) => {
                    if let Some(column) = columns.get(column) {
                        on_sort.emit(sort_after_click(sort, column.field));
                    }
                }
                None => {}
            }
        })
    };
    let onpointercancel = {
        let (drag, target, columns) = (drag.clone(), target.clone(), columns.clone());
        let on_drag = properties.on_drag.clone();
        Callback::from(move |_: PointerEvent| {
            drag.borrow_mut().take();
            target.set(None);
            on_drag.emit(Vec::clone(&columns));
        })
    };
    let ondblclick = {
        let on_fit = properties.on_fit.clone();
        Callback::from(move |event: MouseEvent| {
            let Some(part) =
                event.target_dyn_into::<Element>().filter(|part| part.has_attribute("data-edge"))
            else {
                return;
            };
            if let Some(column) = column_of(&part) {
                on_fit.emit(column);
            }
        })
    };

    html! {
        <div role="rowgroup" class="grid__head">
            <div role="row" class="grid__heads" aria-rowindex="1" {onpointerdown} {onpointermove} {onpointerup}
                {onpointercancel} {ondblclick}>
                <div role="columnheader" class="grid__mark" aria-colindex="1">
                    <span class="unseen">{ "Outcome" }</span>
                </div>
                { for columns.iter().enumerate().map(|(place, column)| {
                    let spec = column.field.spec();
                    let sorted = (sort.field == column.field).then_some(sort.descending);
                    let direction = match sorted {
                        Some(true) => "descending",
                        Some(false) => "ascending",
                        None => "none",
                    };
                    let class = classes!(
                        "grid__heading",
                        sorted.map(|_| "grid__heading--sorted"),
                        (*at == Some(place)).then_some("grid__heading--at"),
                        (*target == Some(place)).then_some("grid__heading--target"),
                    );
                    html! {
                        <div role="columnheader" {class} id={head_id(place)} aria-sort={direction}
                            aria-colindex={(place + 2).to_string()} data-column={place.to_string()}
                            title={spec.about} key={spec.name}>
                            <span class="grid__label">
                                { spec.label }
                                if column.field == Field::EventTime {
                                    <span class="grid__zone">{ " " }{ times.zone() }</span>
                                }
                            </span>
                            if let Some(descending) = sorted {
                                <span class="grid__arrow" aria-hidden="true">
                                    { if descending { "↓" } else { "↑" } }
                                </span>
                            }
                            <span class="grid__edge" data-edge="" aria-hidden="true"></span>
                        </div>
                    }
                }) }
            </div>
        </div>
    }
}

/// Returns the head under the pointer, which is not the event's target while the pointer is
/// captured.
fn head_at(event: &PointerEvent) -> Option<usize> {
    let document = gloo::utils::document();
    let part = document.element_from_point(event.client_x() as f32, event.client_y() as f32)?;
    column_of(&part)
}

fn column_of(part: &Element) -> Option<usize> {
    let head = part.closest("[role=columnheader][data-column]").ok().flatten()?;
    head.get_attribute("data-column")?.parse().ok()
}
