//! The panel beside the lanes: the story of the chosen actor or session, the tree of its chain, and
//! a comparison with another actor.

use std::rc::Rc;

use trailglass::casefile::Case;
use trailglass::model::Selection;
use trailglass::sessions::{ActorRow, SessionScope, TimelinesOverview};
use yew::prelude::*;

use super::chain::Chain;
use super::compare::Compare;
use super::detail::{Detail, use_detail};
use super::links::show_events;
use super::origin::{OriginDrawing, of_actor};
use super::person;
use super::story::Story;
use crate::contexts::{use_acts, use_client, use_times};
use crate::views::case::{self, MarkEditor, Star};
use crate::widgets::radio_group::{RadioOption, radio_group};
use trailglass::app_state::Action;

/// The part of the panel that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum PanelPart {
    #[default]
    Story,
    Chain,
    Compare,
}

/// The parts with their labels and their names for screen readers.
const PARTS: [(PanelPart, &str, &str); 3] = [
    (PanelPart::Story, "Story", "What was done"),
    (PanelPart::Chain, "Chain", "Chain"),
    (PanelPart::Compare, "Compare", "Comparison"),
];

#[derive(Clone, PartialEq, Properties)]
pub struct PanelProperties {
    /// The tracing run that `of` belongs to.
    pub overview: Rc<TimelinesOverview>,
    /// The chosen actor or session.
    pub of: SessionScope,
    /// All actors whose lanes are drawn.
    pub actors: Rc<Vec<ActorRow>>,
    pub selection: Rc<Selection>,
    /// Called with the actor whose story to show.
    pub on_focus: Callback<SessionScope>,
    /// Called with a session and its actor.
    pub on_session: Callback<(u32, u32)>,
    /// The case in which actors and sessions are marked.
    pub case: Rc<Case>,
}

#[component]
pub fn Panel(properties: &PanelProperties) -> Html {
    let part = use_state_eq(PanelPart::default);
    let known = use_detail(&properties.overview, properties.of);
    let dispatch = use_acts().dispatch;
    let thing = known.as_deref().map(|detail| match detail {
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
    let options = PARTS.map(|(part, label, _)| RadioOption::new(part, label));
    let on_part = {
        let part = part.setter();
        Callback::from(move |chosen: PanelPart| part.set(chosen))
    };
    let body_label = PARTS.iter().find(|(other, ..)| other == &*part).map(|(.., label)| *label);
    html! {
        <aside class="story" aria-label="Story">
            <div class="story__head">
                if let Some(detail) = &known {
                    { head(detail, star.unwrap_or_default(), &properties.on_focus, &dispatch) }
                }
                if let Some(mark) = mark {
                    <MarkEditor key={format!("{:?}", mark.on.key())} class="story__editor" mark={mark.clone()} />
                }
                { radio_group(("What is shown", "timelines-part", None), options, *part, &on_part) }
            </div>
            <div class="story__body" tabindex="0" role="region" aria-label={body_label}>
                <PanelBody part={*part} detail={known} of={properties.clone()} />
            </div>
        </aside>
    }
}

/// Draws the name, with buttons.
fn head(detail: &Detail, star: Html, on_focus: &Callback<SessionScope>, dispatch: &Callback<Action>) -> Html {
    let (title, about, chain) = match detail {
        Detail::Actor(detail) => (
            html! { <>{ person::icon(detail.actor.kind) }{ person::name(&detail.actor.name) }</> },
            html! { <>{ detail.actor.kind.label() }{ ", " }{ person::certainty(detail.actor.certainty) }</> },
            "The events of this actor and of all sessions that were obtained from it",
        ),
        Detail::Session(detail) => {
            let actor = detail.actor.actor;
            let onclick = on_focus.reform(move |_: MouseEvent| SessionScope::Actor(actor));
            let about = html! {
                <>
                    { detail.session.kind.label() }{ ", " }{ person::certainty(detail.session.certainty) }{ ", of " }
                    <button type="button" class="link link--breaking" {onclick}>{ person::name(&detail.actor.name) }</button>
                </>
            };
            let chain = "The events of this session and of all that were obtained from it";
            (person::name(&detail.session.name), about, chain)
        }
    };
    let show = |filter: String| show_events(dispatch, filter);
    html! {
        <>
            <h2 class="story__title">{ title }</h2>
            <p class="muted story__about">{ about }</p>
            <div class="story__buttons">
                { star }
                <button type="button" class="button button--small" onclick={show(detail.filter())}>{ "Show these events" }</button>
                <button type="button" class="button button--small" title={chain}
                    onclick={show(format!("chain:{}", detail.quoted()))}>{ "Show the chain's events" }</button>
            </div>
        </>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct PanelBodyProperties {
    part: PanelPart,
    detail: Option<Rc<Detail>>,
    of: PanelProperties,
}

/// The part of the panel that is chosen.
#[component]
fn PanelBody(properties: &PanelBodyProperties) -> Html {
    let PanelBodyProperties { part, detail, of: panel } = properties.clone();
    let PanelProperties { overview, of, actors, selection, on_focus, on_session, .. } = panel;
    let (client, acts, times) = (use_client(), use_acts(), use_times());
    match part {
        PanelPart::Story => {
            let who = AttrValue::from(detail.as_deref().map(Detail::filter).unwrap_or_default());
            let drawing = OriginDrawing { times, client: &client, acts: &acts, on_session: &on_session };
            html! {
                <>
                    if let Some(detail) = &detail {
                        { match &**detail {
                            Detail::Actor(detail) => of_actor(detail, times, &acts.dispatch),
                            Detail::Session(detail) => drawing.of_session(detail),
                        } }
                    }
                    <Story {overview} {of} {who} time={selection.time} on_session={on_session.clone()} />
                </>
            }
        }
        PanelPart::Chain => html! { <Chain {overview} {of} {on_focus} {on_session} /> },
        PanelPart::Compare => html! { <Compare {overview} {of} {detail} {actors} /> },
    }
}
