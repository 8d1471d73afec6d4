//! Long lists, whose rows are requested page by page as they come into view.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use crate::client::{Client, ClientError, Platform};

/// Number of rows in one request.
pub const PAGE_ROWS: u64 = 100;

/// The query behind a list: equal queries have the same rows.
pub trait ListQuery: Clone + PartialEq + 'static {
    /// One row.
    type Row: 'static;
    /// Additional data in each reply.
    type Beside: Clone + Default + 'static;

    /// Requests up to `limit` rows, starting at `first`.
    ///
    /// # Errors
    ///
    /// As the requests of the client.
    fn ask<P: Platform>(
        &self,
        client: &Client<P>,
        first: u64,
        limit: u64,
    ) -> impl Future<Output = Result<ListPart<Self::Row, Self::Beside>, ClientError>>;
}

/// Some rows of a list.
#[derive(Clone, Debug)]
pub struct ListPart<Row, Beside = ()> {
    /// Number of rows in the whole list.
    pub total: u64,
    /// The requested rows.
    pub rows: Vec<Row>,
    /// Additional data about the list.
    pub attachments: Beside,
}

/// The rows of a list that have arrived so far. Lists with equal queries have the same rows.
#[derive(Debug)]
pub struct PagedList<Query, Row, Beside> {
    /// Number of rows in the whole list; `None` before the first answer.
    pub total: Option<u64>,
    /// The additional data of the last reply.
    pub attachments: Beside,
    /// The reason why the last request failed.
    pub error: Option<String>,
    of: Option<Query>,
    pages: BTreeMap<u64, Rc<Vec<Row>>>,
}

impl<Query, Row, Beside: Default> Default for PagedList<Query, Row, Beside> {
    fn default() -> Self {
        PagedList {
            total: None,
            attachments: Beside::default(),
            error: None,
            of: None,
            pages: BTreeMap::new(),
        }
    }
}

impl<Query: PartialEq, Row, Beside: Clone + Default> PagedList<Query, Row, Beside> {
    /// Returns the row at this place, if it has arrived.
    pub fn row(&self, place: u64) -> Option<&Row> {
        self.pages.get(&(place / PAGE_ROWS))?.get((place % PAGE_ROWS) as usize)
    }

    /// Returns the place of the first arrived row that satisfies the predicate.
    pub fn place_of(&self, is_it: impl Fn(&Row) -> bool) -> Option<u64> {
        self.pages.iter().find_map(|(page, rows)| {
            let at = rows.iter().position(&is_it)?;
            Some(page * PAGE_ROWS + at as u64)
        })
    }

    /// Returns whether a page of this list has arrived.
    fn has(&self, wanted: &Query, page: u64) -> bool {
        self.of.as_ref() == Some(wanted) && self.pages.contains_key(&page)
    }

    /// Returns the list with the answer for a page added; starts a new list if `wanted` is another
    /// one.
    pub fn with(
        &self,
        wanted: Query,
        page: u64,
        answer: Result<ListPart<Row, Beside>, ClientError>,
    ) -> PagedList<Query, Row, Beside> {
        let mut next = match &self.of {
            Some(known) if *known == wanted => PagedList {
                total: self.total,
                attachments: self.attachments.clone(),
                error: self.error.clone(),
                of: Some(wanted),
                pages: self.pages.clone(),
            },
            _ => PagedList { of: Some(wanted), ..PagedList::default() },
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
            Err(error) => next.error = Some(error.to_string()),
        }
        next
    }
}

/// Returns the pages with these rows, at least one.
pub fn pages_of(rows: &Range<u64>) -> Range<u64> {
    rows.start / PAGE_ROWS..rows.end.div_ceil(PAGE_ROWS).max(1)
}

/// The requests in progress.
#[derive(Clone, Debug)]
pub struct PendingPages<Query> {
    wanted: Option<Query>,
    pages: BTreeSet<u64>,
}

impl<Query> Default for PendingPages<Query> {
    fn default() -> Self {
        PendingPages { wanted: None, pages: BTreeSet::new() }
    }
}

impl<Query: Clone + PartialEq> PendingPages<Query> {
    /// Returns the pages to request: those in view that have neither arrived nor been requested. A
    /// new list starts at its beginning.
    pub fn ask<Row, Beside: Clone + Default>(
        &mut self,
        known: &PagedList<Query, Row, Beside>,
        wanted: &Query,
        pages: Range<u64>,
    ) -> Vec<u64> {
        let is_other = self.wanted.as_ref() != Some(wanted);
        if is_other {
            *self = PendingPages { wanted: Some(wanted.clone()), pages: BTreeSet::new() };
        }
        let pages = if is_other { 0..1 } else { pages };
        pages.filter(|page| !known.has(wanted, *page) && self.pages.insert(*page)).collect()
    }

    /// Notes that the answer for a page has arrived; returns whether the list is still wanted.
    pub fn settle(&mut self, wanted: &Query, page: u64) -> bool {
        let is_wanted = self.wanted.as_ref() == Some(wanted);
        is_wanted && {
            self.pages.remove(&page);
            true
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Numbers = PagedList<&'static str, u64, ()>;

    fn part(rows: Range<u64>) -> Result<ListPart<u64>, ClientError> {
        Ok(ListPart { total: 250, rows: rows.collect(), attachments: () })
    }

    #[test]
    fn pages_in_view_are_requested_once() {
        let (mut pending, list) = (PendingPages::default(), Numbers::default());
        // A new list starts at its beginning, wherever the view is.
        assert_eq!(pending.ask(&list, &"all", pages_of(&(150..250))), [0]);
        assert_eq!(pending.ask(&list, &"all", pages_of(&(50..250))), [1, 2]);
        assert!(pending.settle(&"all", 0));
        let list = list.with("all", 0, part(0..100));
        assert_eq!(pending.ask(&list, &"all", pages_of(&(0..250))), [0; 0]);
        assert_eq!((list.total, list.row(7), list.row(100)), (Some(250), Some(&7), None));
        assert_eq!(list.place_of(|row| *row == 42), Some(42));
    }

    #[test]
    fn a_new_list_replaces_the_previous_one_when_its_rows_arrive() {
        let (mut pending, list) = (PendingPages::default(), Numbers::default());
        pending.ask(&list, &"all", 0..1);
        let list = list.with("all", 0, part(0..100));
        assert_eq!(pending.ask(&list, &"some", 0..1), [0]);
        assert!(!pending.settle(&"all", 1), "the list before is not wanted any more");
        let list = list.with("some", 0, part(50..60));
        assert_eq!((list.row(0), list.row(20)), (Some(&50), None));
    }

    #[test]
    fn a_superseded_page_is_requested_again_and_a_failure_is_reported() {
        let (mut pending, list) = (PendingPages::default(), Numbers::default());
        pending.ask(&list, &"all", 0..1);
        pending.settle(&"all", 0);
        let list = list.with("all", 0, Err(ClientError::Superseded));
        assert_eq!((&list.error, list.total), (&None, None));
        assert_eq!(pending.ask(&list, &"all", 0..1), [0]);
        let list = list.with("all", 0, Err(ClientError::WorkerGone));
        assert_eq!(list.error, Some(ClientError::WorkerGone.to_string()));
    }
}
