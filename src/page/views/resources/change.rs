//! A change of a resource: its time, actor and parameters, and the difference that it made.

use trailglass::app_state::resource_history::shows_difference;
use trailglass::base::text;
use trailglass::event::resources::ResourceEffect;
use trailglass::resources::Change;
use yew::prelude::*;

use super::difference::Difference;
use crate::client::RowPlace;
use crate::contexts::{use_acts, use_times};
use crate::widgets::icons::Icon;
use crate::widgets::log_text::{shown, shown_text};

#[derive(Clone, PartialEq, Properties)]
pub struct ChangeLineProperties {
    pub identity: AttrValue,
    pub change: Change,
    /// The place of the change's event.
    pub place: RowPlace,
    /// The documents in the change, each with the place of its previous version, if known.
    pub documents: Vec<(String, Option<RowPlace>)>,
    /// Whether the difference is shown at first.
    pub unfolded: bool,
    /// Whether there are older changes that have not been fetched.
    pub further: bool,
    /// Whether the change's event is open.
    pub is_open: bool,
}

#[component]
pub fn ChangeLine(properties: &ChangeLineProperties) -> Html {
    let ChangeLineProperties { identity, change, place, documents, unfolded, further, is_open } = properties;
    let (acts, times) = (use_acts(), use_times());
    let unfolded = use_state_eq(|| *unfolded);
    let at = *place;
    html! {
        <li class={classes!("history__entry", is_open.then_some("history__entry--open"))}>
            { effect(change.effect) }
            <div class="history__what">
                <p class="history__line">
                    <button type="button" class="link link--breaking history__open" aria-current={is_open.then_some("true")}
                        title="Open the event" onclick={acts.open_place.reform(move |_: MouseEvent| at)}>
                        { shown(&change.event_name) }
                    </button>
                    { " by " }<strong class="history__who">{ shown(&change.who) }</strong>
                    if !change.address.is_empty() {
                        { " from " }<code>{ shown(&change.address) }</code>
                    }
                </p>
                { parameters(change) }
                if shows_difference(change) {
                    <button type="button" class="history__fold" aria-expanded={unfolded.to_string()}
                        onclick={let unfolded = unfolded.clone(); move |_: MouseEvent| unfolded.set(!*unfolded)}>
                        { if *unfolded { Icon::Down.draw() } else { Icon::Right.draw() } }
                        { "What was different afterwards" }
                    </button>
                    if *unfolded {
                        <Difference identity={identity.clone()} place={*place} documents={documents.clone()} further={*further} />
                    }
                }
            </div>
            <time class="history__time">{ times.show(change.millis) }</time>
        </li>
    }
}

fn parameters(change: &Change) -> Html {
    if change.parameters.is_empty() {
        return html! {};
    }
    html! {
        <dl class="history__parameters" aria-label="Parameters">
            for (name, value) in change.parameters.iter() {
                <div class="history__parameter">
                    <dt title={shown_text(name)}>{ shown(name) }</dt>
                    <dd>{ shown(value) }</dd>
                </div>
            }
            if change.more_parameters > 0 {
                <div class="history__parameter muted">
                    <dt>{ "more" }</dt>
                    <dd>{ format!("{} in the event", text::counted(change.more_parameters.into(), "value", "values")) }</dd>
                </div>
            }
        </dl>
    }
}

/// Draws an effect. Each has its own icon, so that effects do not differ by colour alone.
pub fn effect(effect: ResourceEffect) -> Html {
    let icon = match effect {
        ResourceEffect::Created => Icon::Plus,
        ResourceEffect::Deleted => Icon::Close,
        ResourceEffect::Changed => Icon::Pencil,
        ResourceEffect::Failed => Icon::Warning,
        ResourceEffect::Read => Icon::Search,
        ResourceEffect::Used => Icon::Play,
    };
    let word = effect.word();
    html! { <span class={classes!("effect", format!("effect--{word}"))}>{ icon.draw() }{ word }</span> }
}
