//! The rows of the grid, fetched from the client as they come into view.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use trailglass::app_state::grid_rows::{FetchedRow, RowCache};
use trailglass::model::{Field, Selection, Sort};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::contexts::use_client;

/// The query for the rows, and the rows that are needed.
#[derive(Clone)]
pub struct RowsWanted {
    pub selection: Rc<Selection>,
    pub sort: Sort,
    /// The generation of the data.
    pub generation: u32,
    /// The number of events that match.
    pub count: u64,
    /// The rows on screen.
    pub seen: Range<u64>,
}

/// The rows that have arrived, and the error that others failed with.
#[derive(Clone)]
pub struct GridRows {
    cache: Rc<RefCell<RowCache>>,
    /// The reason why rows are missing.
    pub error: UseStateHandle<Option<AttrValue>>,
    retried: UseStateHandle<u32>,
}

impl GridRows {
    /// Returns a row, if it has arrived.
    pub fn get(&self, row: u64) -> Option<Rc<FetchedRow>> {
        self.cache.borrow().get(row)
    }

    /// Returns whether the rows on screen belong to an earlier query.
    pub fn are_old(&self) -> bool {
        self.cache.borrow().are_old()
    }

    /// Returns whether all these rows have arrived and are up to date.
    pub fn are_current(&self, rows: Range<u64>) -> bool {
        self.cache.borrow().are_current(rows)
    }

    /// Repeats the requests after a failure.
    pub fn retry(&self, _: MouseEvent) {
        self.cache.borrow_mut().outdate();
        self.error.set(None);
        self.retried.set(*self.retried + 1);
    }
}

/// Fetches the rows as they come into view.
#[hook]
pub fn use_rows(wanted: RowsWanted, columns: impl Iterator<Item = Field> + Clone) -> GridRows {
    let client = use_client();
    let drawn = use_force_update();
    let rows = GridRows {
        cache: use_mut_ref(RowCache::default),
        error: use_state_eq(|| None),
        retried: use_state(|| 0),
    };
    // Changes of the query reset the rows before the render, so that no row of one query is drawn
    // as one of another.
    use_memo((wanted.selection.clone(), wanted.sort), |_| rows.cache.borrow_mut().replace());
    use_memo((wanted.generation, wanted.count), |_| rows.cache.borrow_mut().outdate());
    rows.cache.borrow_mut().choose_fields(columns);
    use_effect({
        let rows = rows.clone();
        move || {
            let request = rows.cache.borrow_mut().next(wanted.seen.clone(), wanted.count);
            let Some(request) = request else { return };
            spawn_local(async move {
                let (fields, ask) = (Vec::clone(&request.fields), request.ask);
                let selection = Selection::clone(&wanted.selection);
                let answer = client.rows(selection, wanted.sort, fields, ask.first, ask.count).await;
                let taken = rows.cache.borrow_mut().take(request, answer);
                match taken {
                    Ok(true) => rows.error.set(None),
                    Ok(false) => {}
                    Err(error) => rows.error.set(Some(error.to_string().into())),
                }
                drawn.force_update();
            });
        }
    });
    rows
}
