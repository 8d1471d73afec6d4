//! The rows of the grid, fetched from the engine where they are looked at.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use trailglass::event::Field;
use trailglass::protocol::{Selection, Sort};
use trailglass::viewport::{Ask, Pages};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::engine::{Engine, EngineError, PlacedRow};

/// A row as it was fetched: it knows its own columns, so that it can be drawn
/// while others are being chosen.
#[derive(Clone, Debug, PartialEq)]
pub struct FetchedRow {
    /// The row.
    pub placed: PlacedRow,
    fields: Rc<Vec<Field>>,
}

impl FetchedRow {
    /// The value of a field; `None` if the row was fetched without it.
    pub fn value(&self, field: Field) -> Option<&str> {
        let place = self.fields.iter().position(|&fetched| fetched == field)?;
        self.placed.row.values.get(place).map(String::as_str)
    }
}

/// What rows are wanted.
#[derive(Clone)]
pub struct Wanted {
    /// Where they are asked for.
    pub engine: Engine,
    /// Which events.
    pub selection: Rc<Selection>,
    /// In which order.
    pub sort: Sort,
    /// Of which state of the data.
    pub generation: u32,
    /// How many there are.
    pub count: u64,
    /// The columns to show.
    pub fields: Vec<Field>,
    /// Those on screen.
    pub seen: Range<u64>,
}

/// Rows that are there, and what became of those that are not.
#[derive(Clone)]
pub struct Rows {
    pages: Rc<RefCell<Pages<FetchedRow>>>,
    /// Why rows are missing.
    pub error: UseStateHandle<Option<AttrValue>>,
    retried: UseStateHandle<u32>,
}

impl Rows {
    /// A row, if it is there.
    pub fn get(&self, row: u64) -> Option<Rc<FetchedRow>> {
        self.pages.borrow().get(row)
    }

    /// Whether the rows on screen belong to an earlier question.
    pub fn are_old(&self) -> bool {
        self.pages.borrow().are_of_old_list()
    }

    /// Whether all these rows are there as they are now.
    pub fn are_current(&self, rows: Range<u64>) -> bool {
        self.pages.borrow().are_current(rows)
    }

    /// Asks again after a failure.
    pub fn retry(&self) {
        self.pages.borrow_mut().outdate();
        self.error.set(None);
        self.retried.set(*self.retried + 1);
    }
}

/// Keeps the rows that are wanted coming.
#[hook]
pub fn use_rows(wanted: Wanted) -> Rows {
    let pages = use_mut_ref(Pages::<FetchedRow>::default);
    let fields = use_mut_ref(|| Rc::new(Vec::<Field>::new()));
    let error = use_state_eq(|| None::<AttrValue>);
    // Counts answers: a page that arrived is drawn.
    let answers = use_mut_ref(|| 0_u64);
    let redraw = use_state(|| 0_u64);
    let rows = Rows { pages, error, retried: use_state(|| 0_u32) };

    // Whatever is asked for changes what is there before it is drawn, so that
    // no row of one question is drawn as one of another.
    let question = (wanted.engine.clone(), wanted.selection.clone(), wanted.sort);
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
                let Wanted { engine, selection, sort, .. } = wanted;
                let asked = Vec::clone(&fields);
                let answer =
                    engine.rows(Selection::clone(&selection), sort, asked, ask.first, ask.count).await;
                rows.take(ask, answer, fields);
                drawn();
            });
        }
    });
    rows
}

impl Rows {
    fn take(&self, ask: Ask, answer: Result<Vec<PlacedRow>, EngineError>, fields: Rc<Vec<Field>>) {
        let mut pages = self.pages.borrow_mut();
        match answer {
            Ok(rows) => {
                let rows = rows.into_iter().map(|placed| FetchedRow { placed, fields: Rc::clone(&fields) });
                if pages.arrived(ask, rows.collect()) {
                    self.error.set(None);
                }
            }
            // Somebody else's question went first; the rows are still wanted.
            Err(EngineError::Superseded) => pages.drop_question(ask),
            Err(error) => {
                if pages.fail(ask) {
                    self.error.set(Some(AttrValue::from(error.to_string())));
                }
            }
        }
    }
}
