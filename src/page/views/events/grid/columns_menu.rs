//! The menu in which columns are chosen.

use std::rc::Rc;

use trailglass::model::{FIELDS, Field};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement, Node};
use yew::prelude::*;

use crate::state::ColumnState;

/// The width of a column that has just been added.
const NEW_WIDTH_PX: u32 = 180;

#[derive(Clone, PartialEq, Properties)]
pub struct ColumnsMenuProperties {
    pub columns: Rc<Vec<ColumnState>>,
    /// Called with the new columns.
    pub on_columns: Callback<Vec<ColumnState>>,
}

/// A button, and below it a checkbox for every field of the catalogue.
#[component]
pub fn ColumnsMenu(properties: &ColumnsMenuProperties) -> Html {
    let ColumnsMenuProperties { columns, on_columns } = properties;
    let open = use_state_eq(|| false);
    let container = use_node_ref();
    let button = use_node_ref();

    let close = {
        let (open, button) = (open.clone(), button.clone());
        move || {
            open.set(false);
            if let Some(button) = button.cast::<HtmlElement>() {
                let _ = button.focus();
            }
        }
    };
    let onkeydown = {
        let (open, close) = (open.clone(), close.clone());
        Callback::from(move |event: KeyboardEvent| {
            if *open && event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                close();
            }
        })
    };
    let onfocusout = {
        let (open, container) = (open.clone(), container.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target().and_then(|target| target.dyn_into::<Node>().ok());
            let inside = container.cast::<Node>().is_some_and(|container| container.contains(to.as_ref()));
            // A click on a label briefly leaves the focus on no element.
            if to.is_some() && !inside {
                open.set(false);
            }
        })
    };
    let onclick = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let veil = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(false))
    };
    let toggle = {
        let (columns, on_columns) = (columns.clone(), on_columns.clone());
        Callback::from(move |(field, chosen): (Field, bool)| {
            on_columns.emit(chosen_columns(&columns, field, chosen))
        })
    };
    html! {
        <div class="columns-menu" ref={container} {onkeydown} {onfocusout}>
            <button type="button" class="columns-menu__button" aria-label="Columns" title="Choose columns"
                aria-expanded={open.to_string()} aria-haspopup="true" ref={button} {onclick}>
                <ColumnsIcon />
            </button>
            if *open {
                <div class="columns-menu__veil" onclick={veil}></div>
                <fieldset class="columns-menu__list">
                    <legend class="unseen">{ "Columns" }</legend>
                    { for FIELDS.iter().map(|spec| {
                        let chosen = columns.iter().any(|column| column.field == spec.field);
                        let field = spec.field;
                        let onchange = toggle.reform(move |event: Event| {
                            let input = event.target_dyn_into::<HtmlInputElement>();
                            (field, input.is_some_and(|input| input.checked()))
                        });
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

/// Returns the columns with a field appended or removed.
fn chosen_columns(columns: &[ColumnState], field: Field, chosen: bool) -> Vec<ColumnState> {
    let mut columns = columns.to_vec();
    columns.retain(|column| column.field != field);
    if chosen {
        columns.push(ColumnState { field, width_px: NEW_WIDTH_PX });
    }
    columns
}

#[component]
fn ColumnsIcon() -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor"
            stroke-width="1.5" stroke-linejoin="round" aria-hidden="true">
            <path d="M1.75 2.75h12.5v10.5h-12.5zM6 2.9v10.2M10 2.9v10.2" />
        </svg>
    }
}
