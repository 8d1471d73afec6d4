//! Shown in place of groups: suggestions for a grouping.

use trailglass::grouping::{Grouping, PRESETS};
use trailglass::model::Selection;
use yew::prelude::*;

use crate::widgets::waiting::ways_to_all;
use trailglass::app_state::Action;

/// Shown while no grouping is chosen.
pub fn nothing_chosen(on_grouping: &Callback<Grouping>) -> Html {
    html! {
        <div class="waiting">
            <h2>{ "Count events by their values" }</h2>
            <p class="muted">
                { "Choose one to three fields, or any path into the record, such as " }
                <code>{ "requestParameters.bucketName" }</code>
                { "; a time step, distinct values and sums if you like. Or begin with one of these:" }
            </p>
            <div class="group__presets">
                for preset in PRESETS {
                    <button type="button" class="group__preset" onclick={on_grouping.reform(move |_: MouseEvent| preset.grouping())}>
                        <strong>{ preset.title }</strong>
                        <span class="muted">{ preset.about }</span>
                    </button>
                }
            </div>
        </div>
    }
}

/// Shown when no event is selected.
pub fn no_events(selection: &Selection, dispatch: &Callback<Action>) -> Html {
    html! {
        <div class="waiting">
            <h2>{ "No event matches" }</h2>
            <div class="nothing__ways">{ ways_to_all(selection, dispatch) }</div>
        </div>
    }
}
