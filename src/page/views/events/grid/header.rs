//! The heads of the columns: a click sorts, dragging resizes and reorders.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::app_state::columns::{ColumnState, HeadEffect, HeadPress};
use trailglass::model::{Field, Sort};
use web_sys::Element;
use yew::prelude::*;

use crate::contexts::{use_acts, use_times};
use crate::widgets::handlers::bound;

/// Returns the id of a head, for the grid's `aria-activedescendant`.
pub fn head_id(column: usize) -> String {
    format!("events-head-{column}")
}

#[derive(Clone, PartialEq, Properties)]
pub struct GridHeaderProperties {
    pub columns: Rc<Vec<ColumnState>>,
    pub sort: Sort,
    /// The column whose head is the current cell.
    pub at: Option<usize>,
    /// Called with the columns to draw during a drag; `None` after it.
    pub on_drag: Callback<Option<Vec<ColumnState>>>,
    /// Called with a column to resize to the width of its values.
    pub on_fit: Callback<usize>,
}

/// The press on a head that has not ended, and its effects.
#[derive(Clone)]
struct Pressing {
    properties: GridHeaderProperties,
    press: Rc<RefCell<Option<HeadPress>>>,
    /// The head that a column is being moved to.
    target: UseStateHandle<Option<usize>>,
    on_columns: Callback<Vec<ColumnState>>,
    on_sort: Callback<Sort>,
}

impl Pressing {
    fn down(&self, event: PointerEvent) {
        let part = event.target_dyn_into::<Element>().filter(|_| event.button() == 0);
        let Some((part, column)) = part.and_then(|part| column_of(&part).map(|column| (part, column))) else {
            return;
        };
        let is_edge = part.has_attribute("data-edge");
        let begun = HeadPress::begin(&self.properties.columns, column, is_edge, f64::from(event.client_x()));
        let Some(begun) = begun else { return };
        *self.press.borrow_mut() = Some(begun);
        // Capture on this element, not on the row: the capturing element also receives `dblclick`.
        let _ = part.set_pointer_capture(event.pointer_id());
    }

    fn pull(&self, event: PointerEvent) {
        let mut press = self.press.borrow_mut();
        let Some(press) = press.as_mut() else { return };
        if let Some(columns) = press.pull(&self.properties.columns, f64::from(event.client_x())) {
            self.properties.on_drag.emit(Some(columns));
        }
        if press.is_move() {
            self.target.set(head_at(&event));
        }
    }

    fn up(&self, event: PointerEvent) {
        self.target.set(None);
        let Some(press) = self.press.borrow_mut().take() else { return };
        let GridHeaderProperties { columns, sort, on_drag, .. } = &self.properties;
        match press.end(columns, *sort, f64::from(event.client_x()), head_at(&event)) {
            Some(HeadEffect::Columns(columns)) => {
                on_drag.emit(None);
                self.on_columns.emit(columns);
            }
            Some(HeadEffect::Sort(sort)) => self.on_sort.emit(sort),
            None => {}
        }
    }

    fn cancel(&self, _: PointerEvent) {
        self.press.borrow_mut().take();
        self.target.set(None);
        self.properties.on_drag.emit(Some(Vec::clone(&self.properties.columns)));
    }

    fn double_click(&self, event: MouseEvent) {
        let edge = event.target_dyn_into::<Element>().filter(|part| part.has_attribute("data-edge"));
        if let Some(column) = edge.and_then(|edge| column_of(&edge)) {
            self.properties.on_fit.emit(column);
        }
    }
}

#[component]
pub fn GridHeader(properties: &GridHeaderProperties) -> Html {
    let acts = use_acts();
    let zone = use_times().zone();
    let pressing = Pressing {
        properties: properties.clone(),
        press: use_mut_ref(|| None),
        target: use_state_eq(|| None),
        on_columns: acts.columns,
        on_sort: acts.sort,
    };
    let heads = properties.columns.iter().enumerate();
    html! {
        <div role="rowgroup" class="grid__head">
            <div role="row" class="grid__heads" aria-rowindex="1" onpointerdown={bound(&pressing, Pressing::down)}
                onpointermove={bound(&pressing, Pressing::pull)} onpointerup={bound(&pressing, Pressing::up)}
                onpointercancel={bound(&pressing, Pressing::cancel)} ondblclick={bound(&pressing, Pressing::double_click)}>
                <div role="columnheader" class="grid__mark" aria-colindex="1">
                    <span class="unseen">{ "Outcome" }</span>
                </div>
                { for heads.map(|(place, column)| {
                    let zone = (column.field == Field::EventTime).then_some(zone);
                    head(properties, place, column.field, *pressing.target == Some(place), zone)
                }) }
            </div>
        </div>
    }
}

/// Draws a head. `zone` is the name of the clock after the label.
fn head(
    properties: &GridHeaderProperties,
    place: usize,
    field: Field,
    is_target: bool,
    zone: Option<&str>,
) -> Html {
    let spec = field.spec();
    let sorted = (properties.sort.field == field).then_some(properties.sort.descending);
    let direction = match sorted {
        Some(true) => "descending",
        Some(false) => "ascending",
        None => "none",
    };
    let class = classes!(
        "grid__heading",
        sorted.map(|_| "grid__heading--sorted"),
        (properties.at == Some(place)).then_some("grid__heading--at"),
        is_target.then_some("grid__heading--target"),
    );
    html! {
        <div role="columnheader" {class} id={head_id(place)} aria-sort={direction}
            aria-colindex={(place + 2).to_string()} data-column={place.to_string()}
            title={spec.about} key={spec.name}>
            <span class="grid__label">
                { spec.label }
                if let Some(zone) = zone {
                    <span class="table__zone">{ " " }{ zone }</span>
                }
            </span>
            if let Some(descending) = sorted {
                <span class="table__arrow" aria-hidden="true">
                    { if descending { "↓" } else { "↑" } }
                </span>
            }
            <span class="grid__edge" data-edge="" aria-hidden="true"></span>
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
