//! The list of facts, each with its actions.

use std::rc::Rc;

use yew::prelude::*;

use super::facts::{FactLine, Look};
use crate::state::FilterFor;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::value_actions::ValueActions;

#[derive(Clone, PartialEq, Properties)]
pub struct FactListProperties {
    pub facts: Rc<Vec<FactLine>>,
    /// Content below the facts.
    #[prop_or_default]
    pub children: Html,
    pub on_filter: Callback<FilterFor>,
}

#[component]
pub fn FactList(properties: &FactListProperties) -> Html {
    html! {
        <dl class="event__facts">
            { for properties.facts.iter().map(|fact| line(fact, &properties.on_filter)) }
            { properties.children.clone() }
        </dl>
    }
}

fn line(fact: &FactLine, on_filter: &Callback<FilterFor>) -> Html {
    let class = classes!(
        "event__value",
        match fact.look {
            Look::Words => None,
            Look::Identifier => Some("event__value--identifier"),
            Look::Failure => Some("event__value--failure"),
        }
    );
    let filter = fact.filter.clone().map(|(name, value)| (AttrValue::from(name), AttrValue::from(value)));
    html! {
        <>
            <dt class="event__label">{ fact.label }</dt>
            <dd class="event__fact">
                <span {class} title={(fact.look == Look::Identifier).then(|| shown_text(&fact.shown))}>
                    { shown(&fact.shown) }
                </span>
                if let Some(note) = &fact.note {
                    <span class="event__note">{ shown(note) }</span>
                }
                <span class="event__actions">
                    <ValueActions {filter} copy={AttrValue::from(fact.exact.clone())} of={fact.label}
                        on_filter={on_filter.clone()} />
                </span>
            </dd>
        </>
    }
}
