//! The choice of the columns of a table.

use trailglass::app_state::export_form::ExportChoices;
use trailglass::model::FIELDS;
use yew::prelude::*;

use crate::widgets::inputs::is_checked;

/// Draws a check box for every field of the catalogue.
pub fn columns(choices: &ExportChoices, on_choices: &Callback<ExportChoices>, is_disabled: bool) -> Html {
    let all = ExportChoices { fields: FIELDS.iter().map(|spec| spec.field).collect(), ..choices.clone() };
    html! {
        <fieldset class="export__columns" disabled={is_disabled}>
            <legend class="export__legend">
                { format!("Columns ({})", choices.fields.len()) }
                <button type="button" class="button button--small"
                    onclick={on_choices.reform(move |_: MouseEvent| all.clone())}>{ "All" }</button>
            </legend>
            <div class="export__fields" tabindex="0" role="group" aria-label="Columns">
                { for FIELDS.iter().map(|spec| {
                    let (field, before) = (spec.field, choices.clone());
                    let onchange = on_choices.reform(move |event: Event| before.with_field(field, is_checked(&event)));
                    html! {
                        <label class="export__field" key={spec.name} title={spec.about}>
                            <input type="checkbox" checked={choices.fields.contains(&field)} {onchange} />
                            { spec.label }
                        </label>
                    }
                }) }
            </div>
        </fieldset>
    }
}
