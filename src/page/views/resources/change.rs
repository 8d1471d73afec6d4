//! A change of a resource: its time, actor and parameters, and the difference that it made.

use trailglass::event::resources::ResourceEffect;
use trailglass::resources::Change;
use yew::prelude::*;

use super::difference::Difference;
use crate::client::{PageClient, RowPlace};
use crate::widgets::icons::Icon;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

#[derive(Clone, PartialEq, Properties)]
pub struct ChangeLineProperties {
    pub client: PageClient,
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
    pub times: TimeDisplay,
    /// Whether the change's event is open.
    pub is_open: bool,
    pub on_open: Callback<RowPlace>,
}

pub struct ChangeLine {
    unfolded: bool,
}

impl ChangeLine {
    /// Returns whether the difference shows more than the parameters do.
    pub fn shows_difference(change: &Change) -> bool {
        !change.documents.is_empty() || {
            let name = &change.event_name;
            name.starts_with("AuthorizeSecurityGroup") || name.starts_with("RevokeSecurityGroup")
        }
    }
}

impl Component for ChangeLine {
    type Message = ();
    type Properties = ChangeLineProperties;

    fn create(context: &Context<Self>) -> Self {
        ChangeLine { unfolded: context.props().unfolded }
    }

    fn update(&mut self, _: &Context<Self>, (): ()) -> bool {
        self.unfolded = !self.unfolded;
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let ChangeLineProperties {
            client,
            identity,
            change,
            place,
            documents,
            further,
            times,
            is_open,
            on_open,
            ..
        } = context.props();
        let at = *place;
        let shows = ChangeLine::shows_difference(change);
        html! {
            <li class={classes!("history__entry", is_open.then_some("history__entry--open"))}>
                <span class={classes!("effect", format!("effect--{}", change.effect.word()))}>
                    { effect_icon(change.effect) }{ change.effect.word() }
                </span>
                <div class="history__what">
                    <p class="history__line">
                        <button type="button" class="history__open" aria-current={is_open.then_some("true")}
                            title="Open the event" onclick={on_open.reform(move |_: MouseEvent| at)}>
                            { shown(&change.event_name) }
                        </button>
                        { " by " }<strong class="history__who">{ shown(&change.who) }</strong>
                        if !change.address.is_empty() {
                            { " from " }<code>{ shown(&change.address) }</code>
                        }
                    </p>
                    if !change.parameters.is_empty() {
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
                    if shows {
                        <button type="button" class="history__fold" aria-expanded={self.unfolded.to_string()}
                            onclick={context.link().callback(|_: MouseEvent| ())}>
                            { if self.unfolded { Icon::Down.draw() } else { Icon::Right.draw() } }
                            { "What was different afterwards" }
                        </button>
                        if self.unfolded {
                            <Difference client={client.clone()} identity={identity.clone()} place={*place} documents={documents.clone()}
                                further={*further} />
                        }
                    }
                </div>
                <time class="history__time">{ times.show(change.millis) }</time>
            </li>
        }
    }
}

/// The icon of an effect. Each has its own shape, so that effects do not differ by colour alone.
pub fn effect_icon(effect: ResourceEffect) -> Html {
    match effect {
        ResourceEffect::Created => Icon::Plus.draw(),
        ResourceEffect::Deleted => Icon::Close.draw(),
        ResourceEffect::Changed => Icon::Pencil.draw(),
        ResourceEffect::Failed => Icon::Warning.draw(),
        ResourceEffect::Read => Icon::Search.draw(),
        ResourceEffect::Used => Icon::Play.draw(),
    }
}
