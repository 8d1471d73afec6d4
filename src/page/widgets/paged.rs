//! Long lists, whose rows are requested page by page as they come into view.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{ClientError, PageClient};

/// Number of rows in one request.
const PAGE_ROWS: u64 = 100;

/// The query behind a list: equal queries have the same rows.
pub trait ListQuery: Clone + PartialEq + 'static {
    /// One row.
    type Row: 'static;
    /// Additional data in each reply.
    type Beside: Clone + Default + 'static;

    /// Requests up to `limit` rows, starting at `first`.
    async fn ask(
        &self,
        client: &PageClient,
        first: u64,
        limit: u64,
    ) -> Result<ListPart<Self::Row, Self::Beside>, ClientError>;
}

/// Some rows of a list.
pub struct ListPart<Row, Beside = ()> {
    /// Number of rows in the whole list.
    pub total: u64,
    /// The requested rows.
    pub rows: Vec<Row>,
    /// Additional data about the list.
    pub attachments: Beside,
}

/// The rows that have arrived so far.
pub struct Paged<Of: ListQuery> {
    /// Number of rows in the whole list; `None` before the first answer.
    pub total: Option<u64>,
    /// The additional data of the last reply.
    pub attachments: Of::Beside,
    /// The reason why the last request failed.
    pub error: Option<AttrValue>,
    of: Option<Of>,
    pages: BTreeMap<u64, Rc<Vec<Of::Row>>>,
}

impl<Of: ListQuery> Paged<Of> {
    fn of(of: Option<Of>) -> Paged<Of> {
        Paged { total: None, attachments: Of::Beside::default(), error: None, of, pages: BTreeMap::new() }
    }

    /// Returns the row at this place, if it has arrived.
    pub fn row(&self, place: u64) -> Option<&Of::Row> {
        self.pages.get(&(place / PAGE_ROWS))?.get((place % PAGE_ROWS) as usize)
    }

    /// Returns the place of the first arrived row that satisfies the predicate.
    pub fn place_of(&self, is_it: impl Fn(&Of::Row) -> bool) -> Option<u64> {
        self.pages.iter().find_map(|(page, rows)| {
            let at = rows.iter().position(&is_it)?;
            Some(page * PAGE_ROWS + at as u64)
        })
    }

    /// Returns the list with the answer for a page added; starts a new list if `wanted` is another
    /// one.
    fn with(
        &self,
        wanted: Of,
        page: u64,
        answer: Result<ListPart<Of::Row, Of::Beside>, ClientError>,
    ) -> Paged<Of> {
        let mut next = match &self.of {
            Some(known) if *known == wanted => Paged {
                total: self.total,
                attachments: self.attachments.clone(),
                error: self.error.clone(),
                of: Some(wanted),
                pages: self.pages.clone(),
            },
            _ => Paged::of(Some(wanted)),
        };
        match answer {
            Ok(ListPart { total, rows, attachments }) => {
                next.total = Some(total);
                next.attachments = attachments;
                next.error = None;
                next.pages.insert(page, Rc::new(rows));
            }
            // The page is requested again the next time it is in view.
            Err(ClientError::Superseded) => {}
            Err(error) => next.error = Some(error.to_string().into()),
        }
        next
    }
}

/// The requests in progress.
struct Pending<Of> {
    wanted: Option<Of>,
    pages: BTreeSet<u64>,
}

/// Requests the rows of a list that are in view. The previous list stays visible until the first
/// rows of a new one arrive.
#[hook]
pub fn use_paged<Of: ListQuery>(client: &PageClient, wanted: &Of, seen: Range<u64>) -> Rc<Paged<Of>> {
    let listing = use_mut_ref(|| Rc::new(Paged::<Of>::of(None)));
    let pending = use_mut_ref(|| Pending::<Of> { wanted: None, pages: BTreeSet::new() });
    let drawn = use_force_update();
    let pages = seen.start / PAGE_ROWS..seen.end.div_ceil(PAGE_ROWS).max(1);
    let known = listing.borrow().clone();
    use_effect_with((wanted.clone(), pages), {
        let client = client.clone();
        move |(wanted, pages): &(Of, Range<u64>)| {
            let is_other = pending.borrow().wanted.as_ref() != Some(wanted);
            if is_other {
                *pending.borrow_mut() = Pending { wanted: Some(wanted.clone()), pages: BTreeSet::new() };
            }
            // A new list starts at its beginning.
            for page in if is_other { 0..1 } else { pages.clone() } {
                let is_here = listing.borrow().of.as_ref() == Some(wanted)
                    && listing.borrow().pages.contains_key(&page);
                if is_here || !pending.borrow_mut().pages.insert(page) {
                    continue;
                }
                let (client, wanted) = (client.clone(), wanted.clone());
                let (listing, pending, drawn) = (listing.clone(), pending.clone(), drawn.clone());
                spawn_local(async move {
                    let answer = wanted.ask(&client, page * PAGE_ROWS, PAGE_ROWS).await;
                    if pending.borrow().wanted.as_ref() != Some(&wanted) {
                        return;
                    }
                    pending.borrow_mut().pages.remove(&page);
                    let next = listing.borrow().with(wanted, page, answer);
                    *listing.borrow_mut() = Rc::new(next);
                    drawn.force_update();
                });
            }
        }
    });
    known
}
