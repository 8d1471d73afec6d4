//! The holes in words, so that nobody has to find them by their looks.

use trailglass::protocol::Selection;
use yew::prelude::*;

use super::SharedMap;
use crate::icons::Icon;
use crate::text;
use crate::times::TimeDisplay;

/// More than this are no longer read one by one.
const MOST_LISTED: usize = 100;

/// What [`Holes`] needs.
#[derive(Clone, PartialEq, Properties)]
pub struct HolesProperties {
    /// Where they are.
    pub map: SharedMap,
    /// How times are written.
    pub times: TimeDisplay,
    /// Called with the events around a hole.
    pub on_events: Callback<Selection>,
}

/// The list, or a sentence where there are none.
#[component]
pub fn Holes(properties: &HolesProperties) -> Html {
    let HolesProperties { map, times, on_events } = properties;
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
