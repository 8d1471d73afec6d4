//! The story in order: runs of calls, and changes of address and user agent.

use std::collections::HashMap;
use std::rc::Rc;

use trailglass::base::time::TimeRange;
use trailglass::query::quote;
use trailglass::sessions::{ActivityRequest, CallEffect, SessionScope, StoryRun, TimelinesOverview};
use trailglass::view_address::ViewId;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{ClientError, PageClient, RowPlace};
use crate::state::Action;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

/// Number of runs per request.
const RUNS: u32 = 150;
/// Maximum number of affected things named per run.
const THINGS: usize = 3;

#[derive(Clone, PartialEq, Properties)]
pub struct StoryProperties {
    pub client: PageClient,
    /// The tracing run that `of` belongs to.
    pub overview: Rc<TimelinesOverview>,
    /// The actor or session whose story is shown.
    pub of: SessionScope,
    /// The same in the filter language.
    pub who: AttrValue,
    /// The time range of the story; `None` for all of it.
    pub time: Option<TimeRange>,
    pub times: TimeDisplay,
    /// Called with a session and its actor.
    pub on_session: Callback<(u32, u32)>,
    /// Opens an event.
    pub on_open: Callback<RowPlace>,
    pub dispatch: Callback<Action>,
}

/// The part of the story that has arrived.
#[derive(Clone, Default, PartialEq)]
struct StoryState {
    of: Option<(SessionScope, Option<TimeRange>, Rc<TimelinesOverview>)>,
    calls: u64,
    total: u32,
    left_out: u64,
    runs: Vec<StoryRun>,
    things: HashMap<(u32, u32), Vec<String>>,
    error: Option<AttrValue>,
}

#[component]
pub fn Story(properties: &StoryProperties) -> Html {
    let StoryProperties { client, overview, of, time, .. } = properties;
    let told = use_state(Rc::<StoryState>::default);
    let newest = use_mut_ref(Rc::<StoryState>::default);
    let wanted = (*of, *time, overview.clone());
    let more = {
        let (client, told, newest) = (client.clone(), told.setter(), newest.clone());
        move |wanted: (SessionScope, Option<TimeRange>, Rc<TimelinesOverview>)| {
            let (client, told, newest) = (client.clone(), told.clone(), newest.clone());
            if newest.borrow().of.as_ref() != Some(&wanted) {
                *newest.borrow_mut() =
                    Rc::new(StoryState { of: Some(wanted.clone()), ..StoryState::default() });
            }
            spawn_local(async move {
                let first = newest.borrow().runs.len() as u32;
                let answer = client.story(wanted.0, wanted.1, ActivityRequest { first, limit: RUNS }).await;
                let is_current = |known: &StoryState| {
                    known.of.as_ref() == Some(&wanted) && known.runs.len() as u32 == first
                };
                if !is_current(&newest.borrow()) {
                    return;
                }
                let mut next = StoryState::clone(&newest.borrow());
                let mut events = Vec::new();
                match answer {
                    Ok(story) => {
                        (next.calls, next.total, next.left_out) = (story.calls, story.total, story.left_out);
                        events.extend(story.runs.iter().filter_map(touched).flatten().copied());
                        next.runs.extend(story.runs);
                        next.error = None;
                    }
                    Err(ClientError::Superseded) => return,
                    Err(error) => next.error = Some(error.to_string().into()),
                }
                *newest.borrow_mut() = Rc::new(next);
                told.set(newest.borrow().clone());
                // The affected things are added once they are known.
                if let Ok(things) = client.things(&events).await
                    && newest.borrow().of.as_ref() == Some(&wanted)
                {
                    let mut next = StoryState::clone(&newest.borrow());
                    next.things.extend(things);
                    *newest.borrow_mut() = Rc::new(next);
                    told.set(newest.borrow().clone());
                }
            });
        }
    };
    use_effect_with(wanted.clone(), {
        let more = more.clone();
        move |wanted: &(SessionScope, Option<TimeRange>, Rc<TimelinesOverview>)| more(wanted.clone())
    });
    let is_late = told.of.as_ref() != Some(&wanted);
    let shown_so_far = told.runs.len() as u32;
    let rest = told.total.saturating_sub(shown_so_far);
    html! {
        <>
            <h3 class="timelines__heading">
                { "What was done" }
                if !is_late { <span class="timelines__muted">{ " " }{ text::counted(told.calls, "call", "calls") }{ if time.is_some() { " in the selected time" } else { "" } }</span> }
            </h3>
            if let Some(error) = &told.error {
                <p role="alert" class="timelines__note">{ "The story could not be told: " }{ error }</p>
            }
            <ol class={classes!("timelines__story", is_late.then_some("timelines__story--late"))} aria-label="Calls" aria-busy={is_late.to_string()}>
                for (number, run) in told.runs.iter().enumerate() {
                    { line(number, run, &told, properties) }
                }
            </ol>
            if rest > 0 && !is_late {
                <button type="button" class="button" onclick={Callback::from(move |_: MouseEvent| more(wanted.clone()))}>
                    { format!("Go on: {} more", text::counted(rest.into(), "line", "lines")) }
                </button>
            }
            if told.left_out > 0 {
                <p class="timelines__note">{ format!("{} more are not told: select a shorter time", text::counted(told.left_out, "call", "calls")) }</p>
            }
        </>
    }
}

/// Returns the events whose affected things are named; `None` for calls that only read.
fn touched(run: &StoryRun) -> Option<&[(u32, u32)]> {
    match run {
        StoryRun::Calls { effect, some, .. } if *effect != CallEffect::Reads => {
            Some(&some[..some.len().min(THINGS)])
        }
        _ => None,
    }
}

fn word(effect: CallEffect, services: &[String]) -> &'static str {
    match effect {
        // A console or a portal session: its credentials are never seen.
        CallEffect::Obtains if services.iter().all(|service| service == "signin") => "signed in by",
        CallEffect::Reads => "read",
        CallEffect::Creates => "created",
        CallEffect::Changes => "changed",
        CallEffect::Deletes => "deleted",
        CallEffect::Obtains => "obtained",
    }
}

fn class_of(effect: CallEffect) -> &'static str {
    match effect {
        CallEffect::Reads => "timelines__run--reads",
        CallEffect::Deletes => "timelines__run--deletes",
        CallEffect::Obtains => "timelines__run--obtains",
        CallEffect::Creates | CallEffect::Changes => "timelines__run--changes",
    }
}

fn line(number: usize, run: &StoryRun, told: &StoryState, properties: &StoryProperties) -> Html {
    let StoryProperties { client, times, on_session, on_open, dispatch, who, .. } = properties;
    match run {
        StoryRun::From { millis, address, user_agent } => html! {
            <li key={number} class="timelines__from">
                <span class="timelines__time">{ times.show(Some(*millis)) }</span>
                <span>{ "from " }<strong>{ shown(address) }</strong>{ " with " }{ if user_agent.is_empty() { "no user agent" } else { "" } }{ shown(user_agent) }</span>
            </li>
        },
        StoryRun::Calls {
            name,
            services,
            calls,
            failed,
            errors,
            effect,
            first,
            last_millis,
            some,
            opened,
        } => {
            let place = client.place_of(first);
            let open = place.map(|place| on_open.reform(move |_: MouseEvent| place));
            let length = last_millis - first.millis;
            let mut things: Vec<&str> = Vec::new();
            for event in touched(run).unwrap_or_default() {
                for thing in told.things.get(event).into_iter().flatten() {
                    if things.len() < THINGS && !things.contains(&thing.as_str()) {
                        things.push(thing);
                    }
                }
            }
            let more =
                (*calls as usize).saturating_sub(some.len().min(THINGS)).min(usize::from(!things.is_empty()));
            let filter = filter_of(who, name);
            let show = {
                let dispatch = dispatch.clone();
                let range = TimeRange { from_millis: first.millis, until_millis: last_millis + 1 };
                Callback::from(move |_: MouseEvent| {
                    dispatch.emit(Action::Filter(filter.clone().into()));
                    dispatch.emit(Action::Zoom(Some(range)));
                    dispatch.emit(Action::View(ViewId::Events));
                })
            };
            html! {
                <li key={number} class={classes!("timelines__run", class_of(*effect))}>
                    <span class="timelines__time">{ times.show(Some(first.millis)) }</span>
                    <span class="timelines__did">
                        <span class="timelines__effect">{ word(*effect, services) }</span>{ " " }
                        <button type="button" class="timelines__link timelines__call" title="Open the first of them" onclick={open}>
                            { shown(&services.join(", ")) }{ ":" }{ shown(name) }
                        </button>
                        if *calls > 1 {
                            { " " }
                            <button type="button" class="timelines__link" title="Show these events" onclick={show}>
                                { format!("× {}", text::count(*calls)) }
                            </button>
                            { if length >= 1_000 { format!(" over {}", text::duration(length / 1_000 * 1_000)) } else { String::new() } }
                        }
                        if !things.is_empty() {
                            <span class="timelines__things">{ " " }{ for things.iter().map(|thing| html! { <code class="timelines__code">{ shown(thing) }</code> }) }{ if more > 0 { "…" } else { "" } }</span>
                        }
                        if *failed > 0 {
                            <span class="timelines__failed">{ Icon::Close.draw() }{ if *failed == *calls { "failed".to_owned() } else { format!("{} failed", text::count(*failed)) } }{ ": " }{ shown(&errors.join(", ")) }</span>
                        }
                        if let Some(session) = *opened {
                            { " " }
                            <button type="button" class="timelines__link timelines__opened" onclick={opens(client, on_session, session)}>{ "opened a session" }{ Icon::Right.draw() }</button>
                        }
                    </span>
                </li>
            }
        }
    }
}

/// Goes to a session, of whichever actor it is.
fn opens(client: &PageClient, on_session: &Callback<(u32, u32)>, session: u32) -> Callback<MouseEvent> {
    let (client, on_session) = (client.clone(), on_session.clone());
    Callback::from(move |_: MouseEvent| {
        let (client, on_session) = (client.clone(), on_session.clone());
        spawn_local(async move {
            if let Ok(Some(detail)) = client.session(session).await {
                on_session.emit((session, detail.actor.actor));
            }
        });
    })
}

/// Returns the filter for the calls of a run.
fn filter_of(who: &str, name: &str) -> String {
    match name.strip_suffix('*') {
        Some(start) => format!("{who} eventName:{start}*"),
        None => format!("{who} eventName:{}", quote(name)),
    }
}
