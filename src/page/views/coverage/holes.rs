//! The likely holes as text, so that no user depends on spotting them in the map.

use trailglass::base::text;
use yew::prelude::*;

use super::SharedMap;
use crate::contexts::{use_acts, use_times};
use crate::widgets::icons::Icon;

/// Maximum number of holes that are listed.
const MOST_LISTED: usize = 100;

#[derive(Clone, PartialEq, Properties)]
pub struct HolesProperties {
    /// The map that contains the holes.
    pub map: SharedMap,
}

/// The list, or a sentence if there are no holes.
#[component]
pub fn Holes(properties: &HolesProperties) -> Html {
    let HolesProperties { map } = properties;
    let (times, on_events) = (use_times(), use_acts().events_of);
    if map.holes.is_empty() {
        return html! {
            <p class="coverage__note">
                { "No likely holes: where events are missing, pauses like that are not unusual. Only digest files prove that nothing is missing." }
            </p>
        };
    }
    let lines = map.holes.iter().take(MOST_LISTED).map(|hole| {
        let time = map.time_of(hole);
        let around = map.around(hole);
        let onclick = on_events.reform(move |_: MouseEvent| around.clone());
        html! {
            <li key={format!("{}-{}", hole.first, hole.last)} class="coverage__hole">
                { Icon::Warning.draw() }
                <button type="button" class="coverage__time" title="Show the events around it" {onclick}>
                    { times.show_range(time) }
                </button>
                <span>{ format!(" ({}): {}", text::duration(time.until_millis - time.from_millis), map.words(hole)) }</span>
            </li>
        }
    });
    let more = map.holes.len().saturating_sub(MOST_LISTED) as u64;
    html! {
        <ul class="coverage__holes" aria-label="Likely holes" tabindex="0">
            { for lines }
            if more > 0 {
                <li class="coverage__hole">{ format!("and {} more", text::count(more)) }</li>
            }
        </ul>
    }
}
