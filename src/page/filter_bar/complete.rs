//! What can be typed next: the language knows the names, the engine knows the
//! values.

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

use trailglass::event::Field;
use trailglass::protocol::Selection;
use trailglass::query::{self, Wanted};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::offers::{Offer, Offers};
use crate::engine::Engine;

/// How many values are offered.
const VALUES_OFFERED: u32 = 12;

/// Finds what can be typed at a place and hands it over: names at once,
/// values when the engine has them. Of several calls, the newest wins.
#[derive(Clone, Debug, Default)]
pub struct Completer {
    asked: Rc<Cell<u32>>,
}

impl Completer {
    /// Makes answers that are under way be dropped.
    pub fn forget(&self) {
        self.asked.set(self.asked.get().wrapping_add(1));
    }

    /// Offers for a text with the cursor before the byte `cursor`. `time` is
    /// the range within which values are counted.
    pub fn complete(
        &self,
        text: &str,
        cursor: usize,
        engine: &Engine,
        selection: &Selection,
        on_offers: Callback<Option<Offers>>,
    ) {
        self.forget();
        let completing = query::complete(text, cursor);
        let replaces = completing.start..completing.end;
        match completing.wanted {
            Wanted::Nothing => on_offers.emit(None),
            Wanted::Field { prefix } => {
                let line = |offer: query::Offer| Offer {
                    label: offer.text.clone().into(),
                    insert: offer.text.into(),
                    about: offer.about.into(),
                    count: None,
                };
                let lines = completing.offers.into_iter().map(line).collect();
                on_offers.emit(some(lines, replaces, prefix));
            }
            Wanted::Value { field, prefix } => {
                let selection =
                    Selection { filter: without_term(text, &replaces), time: selection.time };
                let this = self.clone();
                let asked = self.asked.get();
                let engine = engine.clone();
                spawn_local(async move {
                    let values = engine.values(selection, field, prefix.clone(), VALUES_OFFERED).await;
                    if this.asked.get() != asked {
                        return;
                    }
                    // Completion is a convenience: without an answer there is
                    // none, and the counting that follows will say why.
                    let lines = values.unwrap_or_default().into_iter().map(|value| offer(field, value));
                    on_offers.emit(some(lines.collect(), replaces, prefix));
                });
            }
        }
    }
}

fn offer(_field: Field, (value, count): (String, u64)) -> Offer {
    Offer {
        insert: format!("{} ", query::quoted(&value)).into(),
        label: value.into(),
        about: AttrValue::Static(""),
        count: Some(count),
    }
}

fn some(lines: Vec<Offer>, replaces: Range<usize>, typed: String) -> Option<Offers> {
    let lines = Rc::new(lines);
    let offers = Offers { lines, replaces, typed: typed.into(), active: None, history: false };
    (!offers.lines.is_empty()).then_some(offers)
}

/// The filter without the term whose value is being typed, so that the values
/// are counted among the events that the rest selects; everything if the rest
/// is no filter by itself.
fn without_term(text: &str, value: &Range<usize>) -> String {
    let before = text.get(..value.start).unwrap_or_default();
    let start = before.rfind([' ', '(']).map_or(0, |blank| blank + 1);
    let rest = format!("{} {}", &text[..start], text.get(value.end..).unwrap_or_default());
    if query::parse(&rest).errors.is_empty() { rest.trim().to_owned() } else { String::new() }
}
