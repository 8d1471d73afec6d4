//! The resources that an event names, each with a link to its history.

use trailglass::app_state::event_copies::more_words;
use trailglass::app_state::event_facts::{MOST_NAMED, NamedResource};
use trailglass::base::text;
use yew::prelude::*;

use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::value_actions::ValueActions;

/// Draws one line per resource.
pub fn draw(named: &[NamedResource], on_resource: &Callback<Option<AttrValue>>) -> Html {
    html! {
        <>
            { for named.iter().take(MOST_NAMED).map(|one| line(one, on_resource)) }
            if let Some(more) = more_words(named.len() as u64, MOST_NAMED) {
                <dt class="event__label">{ "Resources" }</dt>
                <dd class="event__fact"><span class="event__note">{ format!("{more} in the record") }</span></dd>
            }
        </>
    }
}

fn line(named: &NamedResource, on_resource: &Callback<Option<AttrValue>>) -> Html {
    let identity = AttrValue::from(named.identity.clone());
    let (start, end) = text::cut_for_elision(&named.identity);
    let title = format!("{} {}: show its history", shown_text(&named.kind), shown_text(&named.identity));
    let filter = (AttrValue::Static("resource"), identity.clone());
    html! {
        <>
            <dt class="event__label">{ "Resource" }</dt>
            <dd class="event__fact">
                <button type="button" class="link event__named" {title}
                    onclick={let identity = identity.clone(); on_resource.reform(move |_: MouseEvent| Some(identity.clone()))}>
                    // Screen readers read the whole name: its pieces are no words.
                    <span class="unseen">{ shown(&named.identity) }</span>
                    <span class="resource-name" aria-hidden="true">
                        <span class="resource-name__start">{ shown(start) }</span><span class="resource-name__end">{ shown(end) }</span>
                    </span>
                </button>
                <span class="event__note">{ named.effect.word() }</span>
                <span class="event__actions">
                    <ValueActions {filter} copy={identity} of="Resource" />
                </span>
            </dd>
        </>
    }
}
