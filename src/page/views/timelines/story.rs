//! The story in order: runs of calls, and changes of address and user agent.
//! [`trailglass::app_state::activity`] has its words.

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::app_state::activity::{
    STORY_RUNS, StoryRuns, effect_verb, failed_words, has_more_things, run_duration, run_filter, run_time,
};
use trailglass::base::text;
use trailglass::base::time::TimeRange;
use trailglass::sessions::{ActivityRequest, CallEffect, SessionScope, StoryRun, TimelinesOverview};
use trailglass::view_address::ViewId;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{ClientError, PageClient};
use crate::contexts::{Acts, use_acts, use_client, use_times};
use crate::widgets::icons::Icon;
use crate::widgets::log_text::shown;
use crate::widgets::times::TimeDisplay;
use trailglass::app_state::Action;

#[derive(Clone, PartialEq, Properties)]
pub struct StoryProperties {
    /// The tracing run that `of` belongs to.
    pub overview: Rc<TimelinesOverview>,
    /// The actor or session whose story is shown.
    pub of: SessionScope,
    /// The same in the filter language.
    pub who: AttrValue,
    /// The time range of the story; `None` for all of it.
    pub time: Option<TimeRange>,
    /// Called with a session and its actor.
    pub on_session: Callback<(u32, u32)>,
}

type StoryWanted = (SessionScope, Option<TimeRange>, Rc<TimelinesOverview>);

/// The part of the story that has arrived.
#[derive(Clone, Default)]
struct StoryState {
    of: Option<StoryWanted>,
    story: StoryRuns,
    error: Option<AttrValue>,
}

/// Fetches the story page by page.
#[derive(Clone)]
struct StoryFetch {
    client: PageClient,
    newest: Rc<RefCell<StoryState>>,
    /// What is drawn: the previous story until the first page of another one arrives.
    drawn: UseStateSetter<Rc<StoryState>>,
}

impl StoryFetch {
    /// Requests the next page of a story.
    fn begin(&self, wanted: StoryWanted) {
        if !self.is_wanted(&wanted) {
            *self.newest.borrow_mut() = StoryState { of: Some(wanted.clone()), ..StoryState::default() };
        }
        spawn_local(self.clone().more(wanted));
    }

    async fn more(self, wanted: StoryWanted) {
        let first = self.newest.borrow().story.runs.len();
        let ask = ActivityRequest { first: first as u32, limit: STORY_RUNS };
        let answer = self.client.story(wanted.0, wanted.1, ask).await;
        if !self.is_wanted(&wanted) || self.newest.borrow().story.runs.len() != first {
            return;
        }
        let mut events = Vec::new();
        match answer {
            Ok(story) => {
                let mut newest = self.newest.borrow_mut();
                newest.error = None;
                events = newest.story.add(story);
            }
            Err(ClientError::Superseded) => return,
            Err(error) => self.newest.borrow_mut().error = Some(error.to_string().into()),
        }
        self.show();
        // The affected things are added once they are known.
        if let Ok(things) = self.client.things(&events).await
            && self.is_wanted(&wanted)
        {
            self.newest.borrow_mut().story.things.extend(things);
            self.show();
        }
    }

    fn is_wanted(&self, wanted: &StoryWanted) -> bool {
        self.newest.borrow().of.as_ref() == Some(wanted)
    }

    fn show(&self) {
        self.drawn.set(Rc::new(self.newest.borrow().clone()));
    }
}

#[component]
pub fn Story(properties: &StoryProperties) -> Html {
    let StoryProperties { overview, of, time, who, on_session } = properties;
    let drawn = use_state(Rc::<StoryState>::default);
    let newest = use_mut_ref(StoryState::default);
    let fetch = StoryFetch { client: use_client(), newest, drawn: drawn.setter() };
    let wanted = (*of, *time, overview.clone());
    use_effect_with(wanted.clone(), {
        let fetch = fetch.clone();
        move |wanted: &StoryWanted| fetch.begin(wanted.clone())
    });
    let drawing = StoryDrawing {
        story: &drawn.story,
        client: fetch.client.clone(),
        acts: use_acts(),
        times: use_times(),
        who,
        on_session,
    };
    let is_late = drawn.of.as_ref() != Some(&wanted);
    let rest = drawn.story.rest();
    html! {
        <>
            <h3 class="story__heading">
                { "What was done" }
                if !is_late { <span class="muted">{ " " }{ text::counted(drawn.story.calls, "call", "calls") }{ if time.is_some() { " in the selected time" } else { "" } }</span> }
            </h3>
            if let Some(error) = &drawn.error {
                <p role="alert" class="note">{ "The story could not be loaded: " }{ error }</p>
            }
            <ol class={classes!("story__calls", is_late.then_some("story__calls--late"))} aria-label="Calls" aria-busy={is_late.to_string()}>
                for (number, run) in drawn.story.runs.iter().enumerate() {
                    { drawing.line(number, run) }
                }
            </ol>
            if rest > 0 && !is_late {
                <button type="button" class="button" onclick={Callback::from(move |_: MouseEvent| fetch.begin(wanted.clone()))}>
                    { format!("Go on: {} more", text::counted(rest.into(), "line", "lines")) }
                </button>
            }
            if drawn.story.left_out > 0 {
                <p class="note">{ format!("{} more are not shown: select a shorter time", text::counted(drawn.story.left_out, "call", "calls")) }</p>
            }
        </>
    }
}

fn class_of(effect: CallEffect) -> &'static str {
    match effect {
        CallEffect::Reads => "story__run--reads",
        CallEffect::Deletes => "story__run--deletes",
        CallEffect::Obtains => "story__run--obtains",
        CallEffect::Creates | CallEffect::Changes => "story__run--changes",
    }
}

/// What a line of the story is drawn from.
struct StoryDrawing<'a> {
    story: &'a StoryRuns,
    client: PageClient,
    acts: Acts,
    times: TimeDisplay,
    who: &'a str,
    on_session: &'a Callback<(u32, u32)>,
}

impl StoryDrawing<'_> {
    fn line(&self, number: usize, run: &StoryRun) -> Html {
        match run {
            StoryRun::From { millis, address, user_agent } => html! {
                <li key={number} class="story__from">
                    <span class="story__time">{ self.times.show(Some(*millis)) }</span>
                    <span>{ "from " }<strong>{ shown(address) }</strong>{ " with " }{ if user_agent.is_empty() { "no user agent" } else { "" } }{ shown(user_agent) }</span>
                </li>
            },
            StoryRun::Calls { effect, first, services, .. } => html! {
                <li key={number} class={classes!("story__run", class_of(*effect))}>
                    <span class="story__time">{ self.times.show(Some(first.millis)) }</span>
                    <span class="story__did">
                        <span class="story__effect">{ effect_verb(*effect, services) }</span>{ " " }
                        { self.calls(run) }
                    </span>
                </li>
            },
        }
    }

    fn calls(&self, run: &StoryRun) -> Html {
        let StoryRun::Calls {
            name, services, calls, failed, errors, first, last_millis, some, opened, ..
        } = run
        else {
            return html! {};
        };
        let open =
            self.client.place_of(first).map(|place| self.acts.open_place.reform(move |_: MouseEvent| place));
        let things = self.story.things_of(run);
        html! {
            <>
                <button type="button" class="link link--breaking" title="Open the first of them" onclick={open}>
                    { shown(&services.join(", ")) }{ ":" }{ shown(name) }
                </button>
                if *calls > 1 {
                    { " " }
                    <button type="button" class="link link--breaking" title="Show these events" onclick={self.shows(name, run_time(first.millis, *last_millis))}>
                        { format!("× {}", text::count(*calls)) }
                    </button>
                    { run_duration(first.millis, *last_millis) }
                }
                if !things.is_empty() {
                    <span class="story__things">{ " " }{ for things.iter().map(|thing| html! { <code class="story__code">{ shown(thing) }</code> }) }{ if has_more_things(*calls, some) { "…" } else { "" } }</span>
                }
                if *failed > 0 {
                    <span class="failed story__failed">{ Icon::Close.draw() }{ failed_words(*failed, *calls) }{ ": " }{ shown(&errors.join(", ")) }</span>
                }
                if let Some(session) = *opened {
                    { " " }
                    <button type="button" class="link link--breaking story__opened" onclick={self.opens(session)}>{ "opened a session" }{ Icon::Right.draw() }</button>
                }
            </>
        }
    }

    /// Returns a callback that shows the events of a run.
    fn shows(&self, name: &str, time: TimeRange) -> Callback<MouseEvent> {
        let (dispatch, filter) = (self.acts.dispatch.clone(), run_filter(self.who, name));
        Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::Filter(filter.clone().into()));
            dispatch.emit(Action::Zoom(Some(time)));
            dispatch.emit(Action::View(ViewId::Events));
        })
    }

    /// Returns a callback that goes to a session, of whichever actor it is.
    fn opens(&self, session: u32) -> Callback<MouseEvent> {
        let (client, on_session) = (self.client.clone(), self.on_session.clone());
        Callback::from(move |_: MouseEvent| {
            let (client, on_session) = (client.clone(), on_session.clone());
            spawn_local(async move {
                if let Ok(Some(detail)) = client.session(session).await {
                    on_session.emit((session, detail.actor.actor));
                }
            });
        })
    }
}
