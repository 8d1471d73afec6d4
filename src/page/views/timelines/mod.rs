//! The Timelines view: actors, their sessions over time, and the story of each. The facts come from
//! [`trailglass::sessions`]; this module draws them.
//!
//! ```text
//! mod       the view and its selection            waiting  shown until there are results
//! actors    the list of actors                    person   kinds, certainties, marks
//! lanes     sessions over time: rows fetches them, stage draws and fetches events,
//!           paint paints, line is a row; trailglass::app_state::lanes decides
//! panel     beside the lanes; detail is fetched for it, links lead to events:
//!   story   runs of calls                         origin   how it was obtained
//!   chain   the tree of a chain                   compare  two sides
//! ```

mod actors;
mod chain;
mod compare;
mod detail;
mod lanes;
mod line;
mod links;
mod origin;
mod paint;
mod panel;
pub mod person;
mod rows;
mod stage;
mod story;
mod waiting;

use std::cell::RefCell;
use std::rc::Rc;

use trailglass::base::time::TimeRange;
use trailglass::casefile::Case;
use trailglass::model::Selection;
use trailglass::sessions::{ActorRow, SessionScope, TimelinesOverview};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use self::actors::Actors;
use self::lanes::Lanes;
use self::panel::Panel;
use self::waiting::TimelinesWaiting;
use crate::client::Following;
use crate::contexts::use_client;
use crate::widgets::panes::{PaneSide, SidePane};

/// Initial width of the actors' pane, in CSS pixels.
const ACTORS_PIXELS: i32 = 320;
/// Initial width of the story's pane, in CSS pixels.
const PANEL_PIXELS: i32 = 420;

/// A tracing run, the chosen actors in it, and the one whose story is shown.
type ChosenActors = (Rc<TimelinesOverview>, Rc<Vec<ActorRow>>, Option<SessionScope>);

/// The last choice, kept for the user's return to the view.
#[derive(Clone, Default)]
pub struct Remembered(Rc<RefCell<Option<ChosenActors>>>);

impl PartialEq for Remembered {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Remembered {
    /// Returns the remembered choice if it belongs to this tracing run.
    fn of(&self, overview: &Rc<TimelinesOverview>) -> Option<(Rc<Vec<ActorRow>>, Option<SessionScope>)> {
        let known = self.0.borrow();
        let (of, chosen, focus) = known.as_ref()?;
        Rc::ptr_eq(of, overview).then(|| (chosen.clone(), *focus))
    }
}

#[derive(Clone, PartialEq, Properties)]
pub struct TimelinesProperties {
    /// The state of session tracing.
    pub following: Rc<Following>,
    pub loading: bool,
    /// The total number of events.
    pub events: u64,
    /// The times of the earliest and the latest event.
    pub span_millis: Option<(i64, i64)>,
    pub selection: Rc<Selection>,
    /// A session and its actor to show at once.
    pub timeline_of: Option<(u32, u32)>,
    /// The choice made in an earlier visit.
    pub remembered: Remembered,
    /// Changes when the colours change.
    pub look: u32,
    /// The case in which actors and sessions are marked.
    pub case: Rc<Case>,
}

#[component]
pub fn Timelines(properties: &TimelinesProperties) -> Html {
    let TimelinesProperties { following, loading, events, .. } = properties;
    html! {
        <section class="timelines" aria-label="Timelines">
            if let (Following::Done(overview), Some((first, last))) = (&**following, properties.span_millis) {
                <TracedTimelines overview={overview.clone()} all={TimeRange { from_millis: first, until_millis: last + 1 }}
                    of={properties.clone()} />
            } else {
                <TimelinesWaiting following={following.clone()} loading={*loading} events={*events} />
            }
        </section>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct TracedTimelinesProperties {
    overview: Rc<TimelinesOverview>,
    all: TimeRange,
    of: TimelinesProperties,
}

type ChosenRows = UseStateHandle<Rc<Vec<ActorRow>>>;
type Focus = UseStateHandle<Option<SessionScope>>;

/// The results, and what is chosen among them.
#[component]
fn TracedTimelines(properties: &TracedTimelinesProperties) -> Html {
    let TracedTimelinesProperties { overview, all, of } = properties;
    let TimelinesProperties { selection, timeline_of, look, case, .. } = of;
    let before = || of.remembered.of(overview).unwrap_or_default();
    let chosen: ChosenRows = use_state_eq(|| before().0);
    let focus: Focus = use_state_eq(|| before().1);
    use_effect_with((overview.clone(), (*chosen).clone(), *focus), {
        let Remembered(remembered) = of.remembered.clone();
        move |now: &ChosenActors| *remembered.borrow_mut() = Some(now.clone())
    });
    let actors_wide = use_state_eq(|| ACTORS_PIXELS);
    let panel_wide = use_state_eq(|| PANEL_PIXELS);
    let on_choose = {
        let (chosen, focus) = (chosen.setter(), focus.setter());
        use_callback((), move |rows: Vec<ActorRow>, ()| {
            focus.set(rows.last().map(|row| SessionScope::Actor(row.actor)));
            chosen.set(Rc::new(rows));
        })
    };
    let on_focus = {
        let focus = focus.setter();
        use_callback((), move |of: SessionScope, ()| focus.set(Some(of)))
    };
    let on_session = use_on_session(&chosen, &focus);
    use_effect_with(*timeline_of, {
        let on_session = on_session.clone();
        move |timeline_of: &Option<(u32, u32)>| {
            if let Some(both) = *timeline_of {
                on_session.emit(both);
            }
        }
    });
    let set = |handle: &UseStateHandle<i32>| {
        let setter = handle.setter();
        Callback::from(move |pixels: i32| setter.set(pixels))
    };
    html! {
        <>
            <SidePane id="actors" label="Width of the actors" side={PaneSide::Before} pixels={*actors_wide}
                limits={220..=520} usual={ACTORS_PIXELS} on_pixels={set(&actors_wide)}>
                <Actors overview={overview.clone()} selection={selection.clone()}
                    chosen={(*chosen).clone()} is_awaited={timeline_of.is_some()} on_choose={on_choose} />
            </SidePane>
            <div class="timelines__middle">
                <Lanes overview={overview.clone()} actors={(*chosen).clone()} all={*all}
                    selection={selection.clone()} focus={*focus} look={*look} on_focus={on_focus.clone()} />
                if let Some(focus) = *focus {
                    <SidePane id="story" label="Width of the story" side={PaneSide::After} variant="pane--below" pixels={*panel_wide}
                        limits={300..=900} usual={PANEL_PIXELS} on_pixels={set(&panel_wide)}>
                        <Panel overview={overview.clone()} of={focus} actors={(*chosen).clone()}
                            selection={selection.clone()} {on_focus} {on_session} case={case.clone()} />
                    </SidePane>
                }
            </div>
        </>
    }
}

/// Returns a callback that shows the story of a session, given with its actor. The session may
/// belong to an actor that is not chosen. The actor at the root of its chain is then chosen instead.
#[hook]
fn use_on_session(chosen: &ChosenRows, focus: &Focus) -> Callback<(u32, u32)> {
    let (client, focus) = (use_client(), focus.setter());
    use_callback(chosen.clone(), move |(session, actor): (u32, u32), chosen: &ChosenRows| {
        focus.set(Some(SessionScope::Session(session)));
        if chosen.iter().any(|row| row.actor == actor) {
            return;
        }
        let (client, chosen) = (client.clone(), chosen.clone());
        spawn_local(async move {
            let Ok(Some(detail)) = client.session(session).await else { return };
            // The session's lane is among those of the root actor.
            let root = detail.path.first().map_or(actor, |first| first.actor);
            if chosen.iter().any(|row| row.actor == root) {
                return;
            }
            if let Ok(Some(detail)) = client.actor(root).await {
                chosen.set(Rc::new(vec![detail.actor]));
            }
        });
    })
}
