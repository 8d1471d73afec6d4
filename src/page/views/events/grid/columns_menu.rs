//! The menu in which columns are chosen.

use std::rc::Rc;

use trailglass::app_state::columns::with_field;
use trailglass::model::{FIELDS, Field};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};
use yew::prelude::*;

use crate::contexts::use_acts;
use crate::widgets::handlers::{bound, flipping, setting};
use crate::widgets::inputs::is_checked;
use trailglass::app_state::ColumnState;

#[derive(Clone, PartialEq, Properties)]
pub struct ColumnsMenuProperties {
    pub columns: Rc<Vec<ColumnState>>,
}

/// A button, and below it a checkbox for every field of the catalogue.
#[component]
pub fn ColumnsMenu(properties: &ColumnsMenuProperties) -> Html {
    let ColumnsMenuProperties { columns } = properties;
    let on_columns = use_acts().columns;
    let open = use_state_eq(|| false);
    let container = use_node_ref();
    let button = use_node_ref();
    let onkeydown = bound(&(open.clone(), button.clone()), |(open, button), event: KeyboardEvent| {
        if **open && event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            open.set(false);
            if let Some(button) = button.cast::<HtmlElement>() {
                let _ = button.focus();
            }
        }
    });
    let onfocusout = bound(&(open.clone(), container.clone()), |(open, container), event: FocusEvent| {
        let to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
        let inside = container.cast::<Node>().is_some_and(|container| container.contains(to.as_ref()));
        // A click on a label briefly leaves the focus on no element.
        if to.is_some() && !inside {
            open.set(false);
        }
    });
    let toggle = bound(columns, move |columns, (field, chosen): (Field, bool)| {
        on_columns.emit(with_field(columns, field, chosen));
    });
    html! {
        <div class="columns-menu" ref={container} {onkeydown} {onfocusout}>
            <button type="button" class="columns-menu__button" aria-label="Columns" title="Choose columns"
                aria-expanded={open.to_string()} aria-haspopup="true" ref={button} onclick={flipping(&open)}>
                { columns_icon() }
            </button>
            if *open {
                <div class="columns-menu__veil" onclick={setting(&open, false)}></div>
                <fieldset class="columns-menu__list">
                    <legend class="unseen">{ "Columns" }</legend>
                    { for FIELDS.iter().map(|spec| {
                        let chosen = columns.iter().any(|column| column.field == spec.field);
                        let field = spec.field;
                        let onchange = toggle.reform(move |event: Event| (field, is_checked(&event)));
                        // The last column cannot be removed: a grid without columns offers no way
                        // back.
                        let last = chosen && columns.len() == 1;
                        html! {
                            <label class="columns-menu__choice" key={spec.name} title={spec.about}>
                                <input type="checkbox" checked={chosen} disabled={last} {onchange} />
                                <span>{ spec.label }</span>
                                <span class="columns-menu__name">{ spec.name }</span>
                            </label>
                        }
                    }) }
                </fieldset>
            }
        </div>
    }
}

fn columns_icon() -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor"
            stroke-width="1.5" stroke-linejoin="round" aria-hidden="true">
            <path d="M1.75 2.75h12.5v10.5h-12.5zM6 2.9v10.2M10 2.9v10.2" />
        </svg>
    }
}
