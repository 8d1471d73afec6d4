//! The resources of the list, asked for by the page of it as they come into
//! view.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use trailglass::protocol::{ResourceList, ResourceListAsk, ResourceRow, ResourceSort, Selection};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::engine::{Engine, EngineError};

/// How many rows are asked for at once.
const PAGE_ROWS: u64 = 100;

/// Which resources are listed.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Those that these events name.
    pub selection: Rc<Selection>,
    /// As of this generation of the data.
    pub generation: u32,
    /// With this in a name.
    pub containing: String,
    /// Of this kind.
    pub kind: Option<String>,
    /// In this order.
    pub sort: ResourceSort,
}

/// The resources that have come so far.
#[derive(Clone, Debug, Default)]
pub struct Listing {
    /// How many there are in all; `None` before the first answer.
    pub total: Option<u64>,
    /// How many there are that no selected event names.
    pub hidden: u64,
    /// The kinds, with how many of each.
    pub kinds: Rc<Vec<(String, u64)>>,
    /// Why there are none.
    pub error: Option<AttrValue>,
    of: Option<Wanted>,
    pages: BTreeMap<u64, Rc<Vec<ResourceRow>>>,
}

impl Listing {
    /// A row, if it has come.
    pub fn row(&self, place: u64) -> Option<&ResourceRow> {
        self.pages.get(&(place / PAGE_ROWS))?.get((place % PAGE_ROWS) as usize)
    }

    /// The place of a resource among the rows that have come.
    pub fn place_of(&self, identity: &str) -> Option<u64> {
        self.pages.iter().find_map(|(page, rows)| {
            let at = rows.iter().position(|row| row.identity == identity)?;
            Some(page * PAGE_ROWS + at as u64)
        })
    }
}

/// What has been asked for and has not come.
#[derive(Default)]
struct Pending {
    wanted: Option<Wanted>,
    pages: BTreeSet<u64>,
}

/// The wanted resources, of which these rows are in view. The last list stays
/// to be seen until the first rows of another have come.
#[hook]
pub fn use_listing(engine: &Engine, wanted: &Wanted, seen: Range<u64>) -> Rc<Listing> {
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
            let pages = if is_other { 0..1 } else { pages.clone() };
            for page in pages {
                let is_here = listing.borrow().of.as_ref() == Some(wanted)
                    && listing.borrow().pages.contains_key(&page);
                if is_here || !pending.borrow_mut().pages.insert(page) {
                    continue;
                }
                let ask = ResourceListAsk {
                    containing: wanted.containing.clone(),
                    kind: wanted.kind.clone(),
                    sort: wanted.sort,
                    first: (page * PAGE_ROWS) as u32,
                    limit: PAGE_ROWS as u32,
                };
                let (engine, wanted) = (engine.clone(), wanted.clone());
                let (listing, pending, drawn) = (listing.clone(), pending.clone(), drawn.clone());
                spawn_local(async move {
                    let answer = engine.resource_list(&wanted.selection, ask).await;
                    if pending.borrow().wanted.as_ref() != Some(&wanted) {
                        return;
                    }
                    pending.borrow_mut().pages.remove(&page);
                    let mut next = Listing::clone(&listing.borrow());
                    if next.of.as_ref() != Some(&wanted) {
                        next = Listing { of: Some(wanted), ..Listing::default() };
                    }
                    match answer {
                        Ok(ResourceList { total, hidden, kinds, rows }) => {
                            next.total = Some(total);
                            next.hidden = hidden;
                            next.kinds = Rc::new(kinds);
                            next.error = None;
                            next.pages.insert(page, Rc::new(rows));
                        }
                        // It will be asked for again when it is in view again.
                        Err(EngineError::Superseded) => {}
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
