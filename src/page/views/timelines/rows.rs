//! The lanes of the chosen actors: each actor, and below it its sessions, fetched page by page as
//! they come into view.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use trailglass::sessions::{
    ActorRow, SessionList, SessionRow, SessionScope, SessionsRequest, TimelinesOverview,
};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::PageClient;

/// Number of sessions per request.
const PAGE_ROWS: u64 = 100;

/// The tracing run, whether sessions of other actors in the chains are included, and the chosen
/// actors.
type LanesWanted = (Rc<TimelinesOverview>, bool, Rc<Vec<ActorRow>>);

/// All lanes, as far as they have been fetched.
#[derive(Clone, Default)]
pub struct LaneRows {
    actors: Rc<Vec<ActorRow>>,
    of: Option<LanesWanted>,
    totals: BTreeMap<u32, u64>,
    pages: BTreeMap<(u32, u64), Rc<Vec<SessionRow>>>,
    /// Why a request failed.
    pub error: Option<AttrValue>,
}

/// A lane.
#[derive(Clone, Copy)]
pub enum LaneRow<'a> {
    /// An actor, with all its events.
    Actor(&'a ActorRow),
    Session(&'a SessionRow),
    /// A session that has not arrived yet.
    Waiting,
}

impl LaneRow<'_> {
    /// Returns the actor or session of the lane; `None` if it has not arrived yet.
    pub fn of(&self) -> Option<SessionScope> {
        match self {
            LaneRow::Actor(row) => Some(SessionScope::Actor(row.actor)),
            LaneRow::Session(row) => Some(SessionScope::Session(row.session)),
            LaneRow::Waiting => None,
        }
    }
}

impl LaneRows {
    /// Returns the number of lanes.
    pub fn len(&self) -> u64 {
        self.actors.iter().map(|actor| 1 + self.sessions(actor)).sum()
    }

    /// Returns the lane at an index.
    pub fn at(&self, place: u64) -> Option<LaneRow<'_>> {
        let (actor, below) = self.locate(place)?;
        let Some(number) = below else { return Some(LaneRow::Actor(actor)) };
        let page = self.pages.get(&(actor.actor, number / PAGE_ROWS));
        Some(
            page.and_then(|page| page.get((number % PAGE_ROWS) as usize))
                .map_or(LaneRow::Waiting, LaneRow::Session),
        )
    }

    /// Returns the index of a lane; `None` if it has not been fetched.
    pub fn place_of(&self, of: SessionScope) -> Option<u64> {
        let mut before = 0;
        for actor in self.actors.iter() {
            if of == SessionScope::Actor(actor.actor) {
                return Some(before);
            }
            for ((_, page), rows) in self.pages.range((actor.actor, 0)..=(actor.actor, u64::MAX)) {
                if let Some(at) = rows.iter().position(|row| of == SessionScope::Session(row.session)) {
                    return Some(before + 1 + page * PAGE_ROWS + at as u64);
                }
            }
            before += 1 + self.sessions(actor);
        }
        None
    }

    fn sessions(&self, actor: &ActorRow) -> u64 {
        self.totals.get(&actor.actor).copied().unwrap_or(0)
    }

    fn locate(&self, place: u64) -> Option<(&ActorRow, Option<u64>)> {
        let mut rest = place;
        for actor in self.actors.iter() {
            let below = self.sessions(actor);
            if rest <= below {
                return Some((actor, rest.checked_sub(1)));
            }
            rest -= 1 + below;
        }
        None
    }

    /// Returns the missing pages of sessions that these lanes need: the first of every actor, and
    /// those in view.
    fn wanted(&self, seen: Range<u64>) -> BTreeSet<(u32, u64)> {
        let mut wanted: BTreeSet<(u32, u64)> = self.actors.iter().map(|actor| (actor.actor, 0)).collect();
        for place in seen {
            if let Some((actor, Some(number))) = self.locate(place) {
                wanted.insert((actor.actor, number / PAGE_ROWS));
            }
        }
        wanted.retain(|page| !self.pages.contains_key(page));
        wanted
    }
}

/// The lanes of `actors`; requests the pages that the lanes in view need.
#[hook]
pub fn use_rows(
    client: &PageClient,
    overview: &Rc<TimelinesOverview>,
    actors: &Rc<Vec<ActorRow>>,
    others: bool,
    seen: Range<u64>,
) -> Rc<LaneRows> {
    let rows = use_mut_ref(Rc::<LaneRows>::default);
    let pending = use_mut_ref(BTreeSet::<(u32, u64)>::new);
    let drawn = use_force_update();
    let wanted: LanesWanted = (overview.clone(), others, actors.clone());
    if rows.borrow().of.as_ref() != Some(&wanted) {
        // Keep what is known of the actors that stay.
        let mut next = LaneRows::clone(&rows.borrow());
        if next.of.as_ref().is_none_or(|before| (&before.0, before.1) != (overview, others)) {
            next = LaneRows::default();
            pending.borrow_mut().clear();
        }
        next.actors = actors.clone();
        next.of = Some(wanted.clone());
        *rows.borrow_mut() = Rc::new(next);
    }
    let known = rows.borrow().clone();
    let missing = known.wanted(seen);
    use_effect_with((wanted, missing), {
        let client = client.clone();
        move |((overview, others, _), missing): &(LanesWanted, BTreeSet<(u32, u64)>)| {
            for (actor, page) in missing.iter().copied() {
                if !pending.borrow_mut().insert((actor, page)) {
                    continue;
                }
                let (client, overview, others) = (client.clone(), overview.clone(), *others);
                let (rows, pending, drawn) = (rows.clone(), pending.clone(), drawn.clone());
                spawn_local(async move {
                    let first = (page * PAGE_ROWS) as u32;
                    let ask = SessionsRequest {
                        of: SessionScope::Actor(actor),
                        others,
                        time: None,
                        first,
                        limit: PAGE_ROWS as u32,
                    };
                    let answer = client.sessions(ask).await;
                    let mut next = LaneRows::clone(&rows.borrow());
                    if next.of.as_ref().is_none_or(|now| (&now.0, now.1) != (&overview, others)) {
                        return;
                    }
                    pending.borrow_mut().remove(&(actor, page));
                    match answer {
                        Ok(SessionList { total, rows }) => {
                            next.totals.insert(actor, total.into());
                            next.pages.insert((actor, page), Rc::new(rows));
                        }
                        Err(error) => next.error = Some(error.to_string().into()),
                    }
                    *rows.borrow_mut() = Rc::new(next);
                    drawn.force_update();
                });
            }
        }
    });
    known
}
