//! The list of facts, each with its actions.

use trailglass::app_state::event_facts::{FactLine, FactLook};
use yew::prelude::*;

use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::value_actions::ValueActions;

/// Draws a fact.
pub fn fact_line(fact: &FactLine) -> Html {
    let class = classes!(
        "event__value",
        match fact.look {
            FactLook::Words => None,
            FactLook::Identifier => Some("event__value--identifier"),
            FactLook::Failure => Some("event__value--failure"),
        }
    );
    let filter = fact.filter.clone().map(|(name, value)| (AttrValue::from(name), AttrValue::from(value)));
    html! {
        <>
            <dt class="event__label">{ fact.label }</dt>
            <dd class="event__fact">
                <span {class} title={(fact.look == FactLook::Identifier).then(|| shown_text(&fact.shown))}>
                    { shown(&fact.shown) }
                </span>
                if let Some(note) = &fact.note {
                    <span class="event__note">{ shown(note) }</span>
                }
                <span class="event__actions">
                    <ValueActions {filter} copy={AttrValue::from(fact.exact.clone())} of={fact.label} />
                </span>
            </dd>
        </>
    }
}
