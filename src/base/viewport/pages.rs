//! A cache of fetched rows, in pages.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

/// Number of rows in a page.
const PAGE: u64 = 100;

/// Maximum number of pages in one request.
const MOST_ASKED: u64 = 4;

/// Maximum number of cached pages; those farthest from the screen are dropped first.
const MOST_KEPT: usize = 200;

/// A request for rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    era: u64,
    /// The first row.
    pub first: u64,
    /// Number of rows.
    pub count: u32,
}

/// Rows of a long list, which are fetched when they are viewed.
///
/// Only one request is pending at a time. When its answer arrives, the next request is for the rows
/// that are viewed *then*, so that fast scrolling does not wait for rows that are no longer on
/// screen.
#[derive(Clone, Debug)]
pub struct Pages<T> {
    pages: BTreeMap<u64, CachedPage<T>>,
    era: u64,
    under_way: Option<Ask>,
    failed: bool,
    /// Whether the cached rows belong to another list and must be dropped when the first new ones
    /// arrive.
    replaced: bool,
}

#[derive(Clone, Debug)]
struct CachedPage<T> {
    era: u64,
    rows: Vec<Rc<T>>,
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Pages { pages: BTreeMap::new(), era: 0, under_way: None, failed: false, replaced: false }
    }
}

impl<T> Pages<T> {
    /// Returns the row with this number if it is cached; it may be older than [`Self::outdate`].
    pub fn get(&self, row: u64) -> Option<Rc<T>> {
        let page = self.pages.get(&(row / PAGE))?;
        page.rows.get((row % PAGE) as usize).cloned()
    }

    /// Notes that rows may have changed: everything is requested again, and the cached rows stay
    /// visible until the answers arrive.
    pub fn outdate(&mut self) {
        self.era += 1;
        self.under_way = None;
        self.failed = false;
    }

    /// Notes that this is another list now: like [`Self::outdate`], but the first answer drops all
    /// rows of the old list, so that the two never mix.
    pub fn replace(&mut self) {
        self.outdate();
        self.replaced = true;
    }

    /// Whether the rows are still those of the list before [`Self::replace`].
    pub fn are_of_old_list(&self) -> bool {
        self.replaced
    }

    /// Whether the last request failed, so that nothing is requested until [`Self::outdate`].
    pub fn has_failed(&self) -> bool {
        self.failed
    }

    /// Whether all these rows are cached and not older than [`Self::outdate`].
    pub fn are_current(&self, rows: Range<u64>) -> bool {
        rows.is_empty() || (rows.start / PAGE..rows.end.div_ceil(PAGE)).all(|page| self.is_current(page))
    }

    /// Returns the next request when the rows `looked_at` of a list of `rows` rows are viewed;
    /// `None` while a request is pending or if nothing is missing.
    pub fn next(&mut self, looked_at: Range<u64>, rows: u64) -> Option<Ask> {
        if self.under_way.is_some() || self.failed || rows == 0 {
            return None;
        }
        let last = (rows - 1) / PAGE;
        let first_seen = looked_at.start / PAGE;
        let last_seen = (looked_at.end.saturating_sub(1) / PAGE).min(last);
        // First the viewed pages, then the page after them, then the one before.
        let around = [last_seen + 1, first_seen.saturating_sub(1)];
        let first =
            (first_seen..=last_seen).chain(around).find(|&page| page <= last && !self.is_current(page))?;
        let end = (first..=last.min(last_seen.max(first) + 1)).take(MOST_ASKED as usize);
        let end = end.take_while(|&page| !self.is_current(page)).last().unwrap_or(first) + 1;
        let ask =
            Ask { era: self.era, first: first * PAGE, count: ((end * PAGE).min(rows) - first * PAGE) as u32 };
        self.under_way = Some(ask);
        Some(ask)
    }

    /// Adds the answer to a request. Returns whether it was still wanted.
    pub fn arrived(&mut self, ask: Ask, rows: Vec<T>) -> bool {
        if self.under_way != Some(ask) {
            return false;
        }
        self.under_way = None;
        if std::mem::take(&mut self.replaced) {
            self.pages.clear();
        }
        // A page that was not filled must not be requested endlessly.
        let asked = ask.first / PAGE..(ask.first + u64::from(ask.count)).div_ceil(PAGE);
        let mut rows = rows.into_iter().map(Rc::new);
        for page in asked.clone() {
            let rows = rows.by_ref().take(PAGE as usize).collect();
            self.pages.insert(page, CachedPage { era: self.era, rows });
        }
        while self.pages.len() > MOST_KEPT {
            let distance = |page: u64| page.abs_diff(asked.start);
            let farthest = match (self.pages.first_key_value(), self.pages.last_key_value()) {
                (Some((&first, _)), Some((&last, _))) if distance(first) > distance(last) => first,
                (_, Some((&last, _))) => last,
                _ => break,
            };
            self.pages.remove(&farthest);
        }
        true
    }

    /// Notes that a request failed. Returns whether it was still wanted.
    pub fn fail(&mut self, ask: Ask) -> bool {
        let counts = self.under_way == Some(ask);
        if counts {
            self.under_way = None;
            self.failed = true;
        }
        counts
    }

    /// Notes that a request was dropped without an answer; it may be repeated.
    pub fn drop_question(&mut self, ask: Ask) {
        if self.under_way == Some(ask) {
            self.under_way = None;
        }
    }

    fn is_current(&self, page: u64) -> bool {
        self.pages.get(&page).is_some_and(|page| page.era == self.era)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(ask: Ask) -> Vec<u64> {
        (ask.first..ask.first + u64::from(ask.count)).collect()
    }

    fn bounds(ask: Option<Ask>) -> Option<(u64, u32)> {
        ask.map(|ask| (ask.first, ask.count))
    }

    #[test]
    fn what_is_looked_at_comes_first_and_its_neighbours_next() {
        let mut pages = Pages::default();
        let ask = pages.next(150..190, 1_000).unwrap();
        assert_eq!(bounds(Some(ask)), Some((100, 200)));
        assert_eq!(pages.next(150..190, 1_000), None, "one at a time");
        assert!(pages.arrived(ask, answer(ask)));
        assert_eq!(pages.get(150).as_deref(), Some(&150));
        assert!(pages.get(99).is_none());
        let before = pages.next(150..190, 1_000);
        assert_eq!(bounds(before), Some((0, 100)));
        pages.arrived(before.unwrap(), answer(before.unwrap()));
        assert_eq!(pages.next(150..190, 1_000), None);
        assert!(pages.are_current(100..300) && !pages.are_current(290..310));
    }

    #[test]
    fn the_last_page_is_cut_and_not_asked_for_again() {
        let mut pages = Pages::default();
        let ask = pages.next(0..30, 130).unwrap();
        assert_eq!(bounds(Some(ask)), Some((0, 130)));
        // The data has shrunk meanwhile: fewer rows than requested.
        pages.arrived(ask, answer(ask)[..120].to_vec());
        assert_eq!(pages.next(0..130, 130), None);
        assert!(pages.get(125).is_none());
        assert_eq!(pages.next(0..0, 0), None);
    }

    #[test]
    fn only_the_newest_question_counts() {
        let mut pages = Pages::default();
        let old = pages.next(0..10, 1_000).unwrap();
        pages.outdate();
        let new = pages.next(500..510, 1_000).unwrap();
        assert!(!pages.arrived(old, answer(old)));
        assert!(!pages.fail(old));
        assert!(pages.arrived(new, answer(new)));
        assert!(pages.get(0).is_none());
    }

    #[test]
    fn outdated_rows_stay_until_new_ones_come() {
        let mut pages = Pages::default();
        let ask = pages.next(0..10, 100).unwrap();
        pages.arrived(ask, answer(ask));
        pages.outdate();
        assert_eq!(pages.get(5).as_deref(), Some(&5));
        assert!(!pages.are_current(0..10));
        let again = pages.next(0..10, 100).unwrap();
        pages.arrived(again, vec![7; 100]);
        assert_eq!(pages.get(5).as_deref(), Some(&7));
        assert!(!pages.are_of_old_list());
    }

    #[test]
    fn two_lists_never_mix() {
        let mut pages = Pages::default();
        while let Some(ask) = pages.next(150..160, 1_000) {
            pages.arrived(ask, answer(ask));
        }
        assert!(pages.get(110).is_some());
        pages.replace();
        assert!(pages.get(110).is_some() && pages.are_of_old_list());
        let ask = pages.next(0..10, 5).unwrap();
        pages.drop_question(ask);
        let ask = pages.next(0..10, 5).unwrap();
        pages.arrived(ask, vec![70; 5]);
        assert_eq!(pages.get(4).as_deref(), Some(&70));
        assert!(pages.get(110).is_none() && !pages.are_of_old_list());
    }

    #[test]
    fn a_failure_is_not_repeated_without_end() {
        let mut pages: Pages<u64> = Pages::default();
        let ask = pages.next(0..10, 100).unwrap();
        assert!(pages.fail(ask));
        assert_eq!(pages.next(0..10, 100), None);
        assert!(pages.has_failed());
        pages.outdate();
        assert!(pages.next(0..10, 100).is_some());
    }

    #[test]
    fn far_pages_are_let_go() {
        let mut pages = Pages::default();
        for page in 0..1_000 {
            let row = page * PAGE;
            while let Some(ask) = pages.next(row..row + 10, 100_000) {
                pages.arrived(ask, answer(ask));
            }
        }
        assert!(pages.pages.len() <= MOST_KEPT);
        assert!(pages.get(99_900).is_some() && pages.get(0).is_none());
    }
}
