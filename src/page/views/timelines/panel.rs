//! The panel beside the lanes: the story of the chosen actor or session, the tree of its chain, and
//! a comparison with another actor.

use std::rc::Rc;

use trailglass::casefile::Case;
use trailglass::model::Selection;
use trailglass::query::quote;
use trailglass::sessions::{ActorDetail, ActorRow, SessionDetail, SessionScope, TimelinesOverview};
use trailglass::view_address::ViewId;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::chain::Chain;
use super::compare::Compare;
use super::origin::{of_actor, of_session};
use super::person;
use super::story::Story;
use crate::client::{PageClient, RowPlace};
use crate::state::Action;
use crate::views::case::{self, MarkEditor, Star};
use crate::widgets::times::TimeDisplay;

/// The part of the panel that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum PanelPart {
    #[default]
    Story,
    Chain,
    Compare,
}

const PARTS: [(PanelPart, &str); 3] =
    [(PanelPart::Story, "Story"), (PanelPart::Chain, "Chain"), (PanelPart::Compare, "Compare")];

/// The details of the chosen actor or session.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    Actor(Box<ActorDetail>),
    Session(Box<SessionDetail>),
}

#[derive(Clone, PartialEq, Properties)]
pub struct PanelProperties {
    pub client: PageClient,
    /// The tracing run that `of` belongs to.
    pub overview: Rc<TimelinesOverview>,
    /// The chosen actor or session.
    pub of: SessionScope,
    /// All actors whose lanes are drawn.
    pub actors: Rc<Vec<ActorRow>>,
    pub selection: Rc<Selection>,
    pub times: TimeDisplay,
    /// Called with the actor whose story to show.
    pub on_focus: Callback<SessionScope>,
    /// Called with a session and its actor.
    pub on_session: Callback<(u32, u32)>,
    /// Opens an event.
    pub on_open: Callback<RowPlace>,
    /// The case in which actors and sessions are marked.
    pub case: Rc<Case>,
    pub dispatch: Callback<Action>,
}

#[component]
pub fn Panel(properties: &PanelProperties) -> Html {
    let PanelProperties {
        client, overview, of, actors, selection, times, on_session, on_open, dispatch, ..
    } = properties;
    let part = use_state_eq(PanelPart::default);
    let detail = use_state_eq(|| None::<(SessionScope, Rc<Detail>)>);
    let asked = use_mut_ref(|| None::<SessionScope>);
    use_effect_with((client.clone(), overview.clone(), *of), {
        let detail = detail.setter();
        move |(client, _, of): &(PageClient, Rc<TimelinesOverview>, SessionScope)| {
            let (client, of) = (client.clone(), *of);
            *asked.borrow_mut() = Some(of);
            spawn_local(async move {
                let found = match of {
                    SessionScope::Actor(actor) => client.actor(actor).await.ok().flatten().map(Detail::Actor),
                    SessionScope::Session(session) | SessionScope::Chain(session) => {
                        client.session(session).await.ok().flatten().map(Detail::Session)
                    }
                };
                if *asked.borrow() == Some(of)
                    && let Some(found) = found
                {
                    detail.set(Some((of, Rc::new(found))));
                }
            });
        }
    });
    let known = (*detail).clone().filter(|(whose, _)| whose == of).map(|(_, detail)| detail);
    let who = AttrValue::from(match known.as_deref() {
        Some(Detail::Actor(detail)) => format!("actor:{}", quote(&detail.actor.name)),
        Some(Detail::Session(detail)) => format!("session:{}", quote(&detail.session.id)),
        None => String::new(),
    });
    let show = |filter: String| {
        let dispatch = dispatch.clone();
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::Filter(filter.clone().into()));
            dispatch.emit(Action::View(ViewId::Events));
        })
    };
    let thing = known.as_ref().map(|detail| match &**detail {
        Detail::Actor(detail) => case::actor(detail),
        Detail::Session(detail) => case::session(detail),
    });
    let mark = thing.as_ref().and_then(|thing| properties.case.mark_of(&thing.key())).cloned();
    let star = thing.map(|thing| {
        let (dispatch, is_marked, of) = (dispatch.clone(), mark.is_some(), thing.kind());
        let on_toggle = Callback::from(move |()| {
            dispatch.emit(Action::Case(case::toggled(&thing, is_marked)));
        });
        html! { <Star {of} {is_marked} {on_toggle} class="button button--small" label={true} /> }
    });
    let head = known.as_ref().map(|detail| match &**detail {
        Detail::Actor(detail) => html! {
            <>
                <h2 class="timelines__title">{ person::icon(detail.actor.kind) }{ person::name(&detail.actor.name) }</h2>
                <p class="timelines__muted">{ detail.actor.kind.label() }{ ", " }{ person::certainty(detail.actor.certainty) }</p>
                <div class="timelines__buttons">
                    { star.clone() }
                    <button type="button" class="button button--small" onclick={show(format!("actor:{}", quote(&detail.actor.name)))}>{ "Show these events" }</button>
                    <button type="button" class="button button--small" title="The events of this actor and of all sessions that were obtained from it"
                        onclick={show(format!("chain:{}", quote(&detail.actor.name)))}>{ "Show the chain's events" }</button>
                </div>
            </>
        },
        Detail::Session(detail) => {
            let id = quote(&detail.session.id);
            html! {
                <>
                    <h2 class="timelines__title">{ person::name(&detail.session.name) }</h2>
                    <p class="timelines__muted">
                        { detail.session.kind.label() }{ ", " }{ person::certainty(detail.session.certainty) }{ ", of " }
                        <button type="button" class="timelines__link" onclick={let actor = detail.actor.actor; properties.on_focus.reform(move |_: MouseEvent| SessionScope::Actor(actor))}>
                            { person::name(&detail.actor.name) }
                        </button>
                    </p>
                    <div class="timelines__buttons">
                        { star.clone() }
                        <button type="button" class="button button--small" onclick={show(format!("session:{id}"))}>{ "Show these events" }</button>
                        <button type="button" class="button button--small" title="The events of this session and of all that were obtained from it"
                            onclick={show(format!("chain:{id}"))}>{ "Show the chain's events" }</button>
                    </div>
                </>
            }
        }
    });
    html! {
        <aside class="timelines__panel" aria-label="Story">
            <div class="timelines__panel-head">
                { head }
                if let Some(mark) = mark {
                    <MarkEditor key={format!("{:?}", mark.on.key())} mark={mark.clone()} />
                }
                <div class="choice" role="radiogroup" aria-label="What is shown">
                    for (choice, label) in PARTS {
                        <label class="choice__option">
                            <input type="radio" class="choice__input" name="timelines-part" checked={*part == choice}
                                onchange={let part = part.setter(); Callback::from(move |_: Event| part.set(choice))} />
                            { label }
                        </label>
                    }
                </div>
            </div>
            <div class="timelines__panel-body" tabindex="0" role="region" aria-label={match *part { PanelPart::Story => "What was done", PanelPart::Chain => "Chain", PanelPart::Compare => "Comparison" }}>
                if *part == PanelPart::Story {
                    if let Some(detail) = &known {
                        { match &**detail {
                            Detail::Actor(detail) => of_actor(detail, *times, dispatch),
                            Detail::Session(detail) => of_session(detail, *times, client, on_session, on_open),
                        } }
                    }
                    <Story client={client.clone()} overview={overview.clone()} of={*of} {who} time={selection.time} times={*times}
                        on_session={on_session.clone()} on_open={on_open.clone()} dispatch={dispatch.clone()} />
                } else if *part == PanelPart::Chain {
                    <Chain client={client.clone()} overview={overview.clone()} of={*of} times={*times}
                        on_focus={properties.on_focus.clone()} on_session={on_session.clone()} />
                } else {
                    <Compare client={client.clone()} overview={overview.clone()} of={*of} detail={known.clone()} actors={actors.clone()}
                        dispatch={dispatch.clone()} />
                }
            </div>
        </aside>
    }
}
