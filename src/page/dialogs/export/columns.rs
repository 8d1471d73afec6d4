//! The choice of the columns of a table.

use trailglass::model::{FIELDS, Field};
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub struct ColumnsProperties {
    /// The chosen columns, in order.
    pub fields: Vec<Field>,
    /// Called with the new choice.
    pub on_fields: Callback<Vec<Field>>,
    pub disabled: bool,
}

/// A check box for every field of the catalogue.
#[component]
pub fn Columns(properties: &ColumnsProperties) -> Html {
    let ColumnsProperties { fields, on_fields, disabled } = properties;
    let all = {
        let on_fields = on_fields.clone();
        Callback::from(move |_: MouseEvent| on_fields.emit(FIELDS.iter().map(|spec| spec.field).collect()))
    };
    html! {
        <fieldset class="export__columns" disabled={*disabled}>
            <legend class="export__legend">
                { format!("Columns ({})", fields.len()) }
                <button type="button" class="button button--small" onclick={all}>{ "All" }</button>
            </legend>
            <div class="export__fields" tabindex="0" role="group" aria-label="Columns">
                { for FIELDS.iter().map(|spec| {
                    let (field, chosen, on_fields) = (spec.field, fields.clone(), on_fields.clone());
                    let onchange = Callback::from(move |event: Event| {
                        let is_wanted =
                            event.target_dyn_into::<HtmlInputElement>().is_some_and(|input| input.checked());
                        let mut fields = chosen.clone();
                        fields.retain(|other| *other != field);
                        if is_wanted {
                            fields.push(field);
                        }
                        on_fields.emit(fields);
                    });
                    html! {
                        <label class="export__field" key={spec.name} title={spec.about}>
                            <input type="checkbox" checked={fields.contains(&field)} {onchange} />
                            { spec.label }
                        </label>
                    }
                }) }
            </div>
        </fieldset>
    }
}
