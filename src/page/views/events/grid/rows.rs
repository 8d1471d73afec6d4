//! The rows of the grid, fetched from the client as they come into view.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use trailglass::base::viewport::{Ask, Pages};
use trailglass::model::{Field, Selection, Sort};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{ClientError, PageClient, PlacedRow};

/// A fetched row. It contains its own list of fields, so that it can be drawn while other columns
/// are being chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedRow {
    pub placed: PlacedRow,
    fields: Rc<Vec<Field>>,
}

impl FetchedRow {
    /// Returns the value of a field; `None` if the row was fetched without it.
    pub fn value(&self, field: Field) -> Option<&str> {
        let place = self.fields.iter().position(|&fetched| fetched == field)?;
        self.placed.row.values.get(place).map(String::as_str)
    }
}

/// The query for the rows, and the rows that are needed.
#[derive(Clone)]
pub struct RowsWanted {
    pub client: PageClient,
    pub selection: Rc<Selection>,
    pub sort: Sort,
    /// The generation of the data.
    pub generation: u32,
    /// The number of events that match.
    pub count: u64,
    /// The columns to fetch.
    pub fields: Vec<Field>,
    /// The rows on screen.
    pub seen: Range<u64>,
}

/// The rows that have arrived, and the error that others failed with.
#[derive(Clone)]
pub struct GridRows {
    pages: Rc<RefCell<Pages<FetchedRow>>>,
    /// The reason why rows are missing.
    pub error: UseStateHandle<Option<AttrValue>>,
    retried: UseStateHandle<u32>,
}

impl GridRows {
    /// Returns a row, if it has arrived.
    pub fn get(&self, row: u64) -> Option<Rc<FetchedRow>> {
        self.pages.borrow().get(row)
    }

    /// Returns whether the rows on screen belong to an earlier query.
    pub fn are_old(&self) -> bool {
        self.pages.borrow().are_of_old_list()
    }

    /// Returns whether all these rows have arrived and are up to date.
    pub fn are_current(&self, rows: Range<u64>) -> bool {
        self.pages.borrow().are_current(rows)
    }

    /// Repeats the requests after a failure.
    pub fn retry(&self) {
        self.pages.borrow_mut().outdate();
        self.error.set(None);
        self.retried.set(*self.retried + 1);
    }
}

/// Fetches the rows as they come into view.
#[hook]
pub fn use_rows(wanted: RowsWanted) -> GridRows {
    let pages = use_mut_ref(Pages::<FetchedRow>::default);
    let fields = use_mut_ref(|| Rc::new(Vec::<Field>::new()));
    let error = use_state_eq(|| None::<AttrValue>);
    // Counts answers: each new one causes a render.
    let answers = use_mut_ref(|| 0_u64);
    let redraw = use_state(|| 0_u64);
    let rows = GridRows { pages, error, retried: use_state(|| 0_u32) };

    // Changes of the query reset the rows before the render, so that no row of one query is drawn
    // as one of another.
    let question = (wanted.client.clone(), wanted.selection.clone(), wanted.sort);
    use_memo(question, {
        let pages = rows.pages.clone();
        move |_| pages.borrow_mut().replace()
    });
    use_memo((wanted.generation, wanted.count), {
        let pages = rows.pages.clone();
        move |_| pages.borrow_mut().outdate()
    });
    if wanted.fields.iter().any(|field| !fields.borrow().contains(field)) {
        *fields.borrow_mut() = Rc::new(wanted.fields.clone());
        rows.pages.borrow_mut().outdate();
    }

    use_effect({
        let rows = rows.clone();
        let fields = Rc::clone(&fields.borrow());
        move || {
            let ask = rows.pages.borrow_mut().next(wanted.seen.clone(), wanted.count);
            let Some(ask) = ask else { return };
            let drawn = move || {
                *answers.borrow_mut() += 1;
                redraw.set(*answers.borrow());
            };
            spawn_local(async move {
                let RowsWanted { client, selection, sort, .. } = wanted;
                let asked = Vec::clone(&fields);
                let answer =
                    client.rows(Selection::clone(&selection), sort, asked, ask.first, ask.count).await;
                rows.take(ask, answer, fields);
                drawn();
            });
        }
    });
    rows
}

impl GridRows {
    fn take(&self, ask: Ask, answer: Result<Vec<PlacedRow>, ClientError>, fields: Rc<Vec<Field>>) {
        let mut pages = self.pages.borrow_mut();
        match answer {
            Ok(rows) => {
                let rows = rows.into_iter().map(|placed| FetchedRow { placed, fields: Rc::clone(&fields) });
                if pages.arrived(ask, rows.collect()) {
                    self.error.set(None);
                }
            }
            // Another question took precedence; the rows are still needed.
            Err(ClientError::Superseded) => pages.drop_question(ask),
            Err(error) => {
                if pages.fail(ask) {
                    self.error.set(Some(AttrValue::from(error.to_string())));
                }
            }
        }
    }
}
