//! Consecutive events between two changes that had the same effect, folded into one line.

use trailglass::app_state::resource_history::{all_names, frequent_names, run_count, run_times};
use trailglass::resources::ResourceRun;
use yew::prelude::*;

use super::change::effect;
use crate::client::RowPlace;
use crate::contexts::{use_acts, use_times};
use crate::widgets::log_text::{shown, shown_text};

#[derive(Clone, PartialEq, Properties)]
pub struct RunLineProperties {
    pub run: ResourceRun,
    /// The place of the newest event.
    pub place: RowPlace,
    /// Whether that event is open.
    pub is_open: bool,
}

#[component]
pub fn RunLine(properties: &RunLineProperties) -> Html {
    let RunLineProperties { run, place, is_open } = properties;
    let (acts, times) = (use_acts(), use_times());
    let place = *place;
    html! {
        <li class={classes!("history__entry", "history__entry--run", is_open.then_some("history__entry--open"))}>
            { effect(run.effect) }
            <div class="history__what">
                <p class="history__line">
                    { run_count(run) }
                    <button type="button" class="link link--breaking history__open" aria-current={is_open.then_some("true")}
                        title={if run.events == 1 { "Open the event" } else { "Open the newest of these events" }}
                        onclick={acts.open_place.reform(move |_: MouseEvent| place)}>{ shown(&frequent_names(&run.calls)) }</button>
                    { " by " }<span class="history__who" title={shown_text(&all_names(&run.who))}>{ shown(&frequent_names(&run.who)) }</span>
                </p>
            </div>
            <time class="history__time" title={run_times(run, times)}>{ times.show(run.last_millis) }</time>
        </li>
    }
}
