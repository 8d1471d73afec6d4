//! The small menu beside the cell under the pointer.
//!
//! It appears only when the pointer has come to rest, and never under it: a click meant for the row
//! must not filter.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use trailglass::app_state::grid::{CellPosition, menu_right};
use web_sys::Element;
use yew::prelude::*;

use super::control::{Control, cell_under};
use crate::widgets::value_actions::ValueActions;

/// Time for which the pointer must rest on a cell before the menu appears.
const REST_MILLIS: u32 = 300;

/// The hovered cell, and the position of its menu in the rows' coordinates.
#[derive(Clone, Debug, PartialEq)]
struct Hovered {
    at: CellPosition,
    right: f64,
    top: f64,
}

#[derive(Default)]
struct Pointer {
    at: Option<CellPosition>,
    x: f64,
    waiting: Option<Timeout>,
}

#[derive(Clone)]
pub struct Hover {
    hovered: UseStateHandle<Option<Hovered>>,
    pointer: Rc<RefCell<Pointer>>,
}

/// Tracks the pointer; resets when other rows are drawn.
#[hook]
pub fn use_hover(first_row: u64) -> Hover {
    let hover = Hover { hovered: use_state_eq(|| None), pointer: use_mut_ref(Pointer::default) };
    use_effect_with(first_row, {
        let hover = hover.clone();
        move |_| hover.leave(())
    });
    hover
}

impl Hover {
    /// Handles a move of the pointer, possibly onto another cell.
    pub fn moved(&self, event: PointerEvent) {
        let Some(target) = event.target_dyn_into::<Element>() else { return };
        let mut pointer = self.pointer.borrow_mut();
        pointer.x = f64::from(event.client_x());
        if target.closest(".grid__cell-menu").ok().flatten().is_some() {
            return;
        }
        let cell = cell_under(&target).filter(|(_, cell)| cell.has_attribute("data-column"));
        let at = cell.as_ref().map(|(at, _)| *at);
        if pointer.at == at {
            return;
        }
        pointer.at = at;
        self.hovered.set(None);
        pointer.waiting = cell.map(|(at, cell)| {
            let hover = self.clone();
            Timeout::new(REST_MILLIS, move || {
                let x = hover.pointer.borrow().x;
                hover.hovered.set(place(at, &cell, x));
            })
        });
    }

    /// Handles that the pointer has left, or that the rows have moved under it.
    pub fn leave<E>(&self, _: E) {
        *self.pointer.borrow_mut() = Pointer::default();
        self.hovered.set(None);
    }

    /// Draws the menu, if there is one. `rows_top` is the offset of the rows, in pixels.
    pub fn menu(&self, control: &Control, rows_top: f64) -> Html {
        let Some(hovered) = &*self.hovered else { return Html::default() };
        let Some((field, value)) = control.value(hovered.at).filter(|(_, value)| !value.is_empty()) else {
            return Html::default();
        };
        let spec = field.spec();
        let style = format!("left: {}px; top: {}px", hovered.right, rows_top + hovered.top);
        let value = AttrValue::from(value);
        html! {
            <div class="grid__cell-menu" {style} aria-hidden="true">
                <ValueActions filter={(AttrValue::Static(spec.name), value.clone())} copy={value} of={spec.label}
                    tabbable={false} />
            </div>
        }
    }
}

/// Returns the position of a cell's menu.
fn place(at: CellPosition, cell: &Element, pointer_x: f64) -> Option<Hovered> {
    let bounds = cell.get_bounding_client_rect();
    let rows = cell.closest(".grid__rows").ok().flatten()?.get_bounding_client_rect();
    let frame = cell.closest(".grid__scroll").ok().flatten()?.get_bounding_client_rect();
    let right = menu_right(pointer_x, bounds.right(), frame.left(), frame.right());
    Some(Hovered { at, right: right - rows.left(), top: bounds.top() - rows.top() })
}
