//! The actors of the list, asked for by the page as they come into view.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use trailglass::protocol::Selection;
use trailglass::sessions::{ActorList, ActorRow, ActorSort, ActorsAsk, Mark, TimelinesOverview};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::engine::Engine;

/// How many rows are asked for at once.
const PAGE_ROWS: u64 = 100;

/// Which actors are listed.
#[derive(Clone, PartialEq)]
pub struct Wanted {
    /// Of which following.
    pub overview: Rc<TimelinesOverview>,
    /// Of which events.
    pub selection: Rc<Selection>,
    /// By what they are sorted.
    pub sort: ActorSort,
    /// The largest, latest or last first.
    pub descending: bool,
    /// Only those with this mark.
    pub mark: Option<Mark>,
    /// Only those that have this in their name.
    pub containing: String,
}

/// The actors that have come so far.
#[derive(Clone, Default)]
pub struct Listing {
    /// How many there are in all; `None` before the first answer.
    pub total: Option<u64>,
    /// Why there are none.
    pub error: Option<AttrValue>,
    of: Option<Wanted>,
    pages: BTreeMap<u64, Rc<Vec<ActorRow>>>,
}

impl Listing {
    /// A row, if it has come.
    pub fn row(&self, place: u64) -> Option<&ActorRow> {
        self.pages.get(&(place / PAGE_ROWS))?.get((place % PAGE_ROWS) as usize)
    }
}

/// What has been asked for and has not come.
#[derive(Default)]
struct Pending {
    wanted: Option<Wanted>,
    pages: BTreeSet<u64>,
}

/// The wanted actors, of which these rows are in view. The last list stays to
/// be seen until the first rows of another have come.
#[hook]
pub fn use_actors(engine: &Engine, wanted: &Wanted, seen: Range<u64>) -> Rc<Listing> {
    let listing = use_mut_ref(Rc::<Listing>::default);
    let pending = use_mut_ref(Pending::default);
    let drawn = use_force_update();
    let pages = seen.start / PAGE_ROWS..seen.end.div_ceil(PAGE_ROWS).max(1);
    let known = listing.borrow().clone();
    use_effect_with((wanted.clone(), pages), {
        let engine = engine.clone();
        move |(wanted, pages): &(Wanted, Range<u64>)| {
            let is_other = pending.borrow().wanted.as_ref() != Some(wanted);
            if is_other {
                *pending.borrow_mut() = Pending { wanted: Some(wanted.clone()), pages: BTreeSet::new() };
            }
            // Where the list is another, its beginning is wanted.
            for page in if is_other { 0..1 } else { pages.clone() } {
                let is_here = listing.borrow().of.as_ref() == Some(wanted)
                    && listing.borrow().pages.contains_key(&page);
                if is_here || !pending.borrow_mut().pages.insert(page) {
                    continue;
                }
                let ask = ActorsAsk {
                    sort: wanted.sort,
                    descending: wanted.descending,
                    kinds: Vec::new(),
                    mark: wanted.mark,
                    containing: wanted.containing.clone(),
                    first: (page * PAGE_ROWS) as u32,
                    limit: PAGE_ROWS as u32,
                };
                let (engine, wanted) = (engine.clone(), wanted.clone());
                let (listing, pending, drawn) = (listing.clone(), pending.clone(), drawn.clone());
                spawn_local(async move {
                    let answer = engine.actors(&wanted.selection, ask).await;
                    if pending.borrow().wanted.as_ref() != Some(&wanted) {
                        return;
                    }
                    pending.borrow_mut().pages.remove(&page);
                    let mut next = Listing::clone(&listing.borrow());
                    if next.of.as_ref() != Some(&wanted) {
                        next = Listing { of: Some(wanted), ..Listing::default() };
                    }
                    match answer {
                        Ok(ActorList { total, rows }) => {
                            next.total = Some(u64::from(total));
                            next.pages.insert(page, Rc::new(rows));
                        }
                        Err(error) => next.error = Some(error.to_string().into()),
                    }
                    *listing.borrow_mut() = Rc::new(next);
                    drawn.force_update();
                });
            }
        }
    });
    known
}
