//! The small menu beside the cell that the pointer rests on.
//!
//! It comes only when the pointer has come to rest and never under it: a
//! click that was meant for the row must not filter.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use web_sys::Element;
use yew::prelude::*;

use super::control::{At, Control};
use crate::value_actions::ValueActions;

/// How long the pointer rests on a cell before the menu comes.
const REST_MILLIS: u32 = 300;

/// How wide the menu is, and how far it keeps from the pointer.
const MENU_PIXELS: f64 = 76.0;
const CLEAR_PIXELS: f64 = 10.0;

/// A cell that the pointer rests on, and where its menu belongs.
#[derive(Clone, Debug, PartialEq)]
struct Hovered {
    at: At,
    right: f64,
    top: f64,
}

/// What is known of the pointer.
#[derive(Default)]
struct Pointer {
    at: Option<At>,
    x: f64,
    waiting: Option<Timeout>,
}

/// The pointer over the cells.
#[derive(Clone)]
pub struct Hover {
    hovered: UseStateHandle<Option<Hovered>>,
    pointer: Rc<RefCell<Pointer>>,
}

/// Follows the pointer; forgets it when other rows are drawn.
#[hook]
pub fn use_hover(first_row: u64) -> Hover {
    let hover = Hover { hovered: use_state_eq(|| None), pointer: use_mut_ref(Pointer::default) };
    use_effect_with(first_row, {
        let hover = hover.clone();
        move |_| hover.leave()
    });
    hover
}

impl Hover {
    /// The pointer has moved, maybe onto another cell.
    pub fn moved(&self, event: &PointerEvent) {
        let Some(target) = event.target_dyn_into::<Element>() else { return };
        let mut pointer = self.pointer.borrow_mut();
        pointer.x = f64::from(event.client_x());
        if target.closest(".grid__cell-menu").ok().flatten().is_some() {
            return;
        }
        let cell = super::cell_under(&target).filter(|(_, cell)| cell.has_attribute("data-column"));
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

    /// The pointer has left, or the rows have moved under it.
    pub fn leave(&self) {
        *self.pointer.borrow_mut() = Pointer::default();
        self.hovered.set(None);
    }

    /// The menu, if there is one; the rows begin so many pixels down.
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
                    tabbable={false} on_filter={control.properties.on_filter.clone()} />
            </div>
        }
    }
}

/// Where the menu of a cell belongs: at its right end, but left of the
/// pointer where that is in the way, and right of it where there is no room.
fn place(at: At, cell: &Element, pointer_x: f64) -> Option<Hovered> {
    let bounds = cell.get_bounding_client_rect();
    let rows = cell.closest(".grid__rows").ok().flatten()?.get_bounding_client_rect();
    let frame = cell.closest(".grid__scroll").ok().flatten()?.get_bounding_client_rect();
    let end = bounds.right().min(frame.right());
    let before = pointer_x - CLEAR_PIXELS;
    let right = if pointer_x < end - MENU_PIXELS - CLEAR_PIXELS {
        end
    } else if before - MENU_PIXELS > frame.left() {
        before
    } else {
        pointer_x + CLEAR_PIXELS + MENU_PIXELS
    };
    Some(Hovered { at, right: right - rows.left(), top: bounds.top() - rows.top() })
}
