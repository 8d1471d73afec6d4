//! Links from the story to events.

use trailglass::sessions::EventPlace;
use trailglass::view_address::ViewId;
use yew::prelude::*;

use crate::client::PageClient;
use crate::contexts::Acts;
use trailglass::app_state::Action;

/// Returns a callback that shows the events of a filter.
pub fn show_events(dispatch: &Callback<Action>, filter: String) -> Callback<MouseEvent> {
    let dispatch = dispatch.clone();
    Callback::from(move |_: MouseEvent| {
        dispatch.emit(Action::Filter(filter.clone().into()));
        dispatch.emit(Action::View(ViewId::Events));
    })
}

/// Draws a link to an event; `None` if it is not known any more.
pub fn event_link(client: &PageClient, acts: &Acts, event: &EventPlace, words: Html) -> Option<Html> {
    let place = client.place_of(event)?;
    let onclick = acts.open_place.reform(move |_: MouseEvent| place);
    Some(html! { <button type="button" class="link link--breaking" {onclick}>{ words }</button> })
}
