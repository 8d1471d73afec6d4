//! Completions: names come from the language, values from the client.

use std::cell::Cell;
use std::rc::Rc;

use trailglass::model::Selection;
use trailglass::query::{self, Completing, CompletionKind, Path, Typing};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::offers::{Offer, Offering, Offers};
use crate::client::PageClient;

/// Maximum number of values that are offered.
const VALUES_OFFERED: u32 = 12;

/// Finds completions and delivers them: names at once, values when the client has replied. Only the
/// newest call delivers.
#[derive(Clone, Debug, Default)]
pub struct Completer {
    asked: Rc<Cell<u32>>,
}

impl Completer {
    /// Drops the replies that are outstanding.
    pub fn forget(&self) {
        self.asked.set(self.asked.get().wrapping_add(1));
    }

    /// Completes a text with the cursor before the byte `cursor`. Values are counted among the
    /// events that the rest of the filter selects in the same time range. Without `asked_for`,
    /// nothing is offered before the first letter.
    pub fn complete(
        &self,
        text: &str,
        cursor: usize,
        asked_for: bool,
        client: &PageClient,
        selection: &Selection,
        on_offer: Callback<Offering>,
    ) {
        self.forget();
        let completing = query::complete(text, cursor);
        let known: Vec<Offer> = completing.offers.iter().map(known).collect();
        match completing.what.clone() {
            // The list of all names would cover the page after every blank.
            Typing::Term { prefix } if prefix.is_empty() && !asked_for => on_offer.emit(Offering::Now(None)),
            Typing::Term { prefix } => on_offer.emit(Offering::Now(some(known, &completing, prefix))),
            Typing::Operator => on_offer.emit(Offering::Now(some(known, &completing, String::new()))),
            Typing::Nothing => on_offer.emit(Offering::Now(None)),
            Typing::Value { path: Path::Column(field), prefix, .. } => {
                let filter = completing.rest.clone();
                // Ignore the rest of the filter as long as it has errors.
                let filter = if query::parse(&filter).errors.is_empty() { filter } else { String::new() };
                let selection = Selection { filter, time: selection.time };
                let (client, begun) = (client.clone(), prefix.clone());
                // Completion is a convenience: a failure offers nothing, and the count that follows
                // reports the reason.
                let values = async move {
                    client.values(selection, field, begun, VALUES_OFFERED).await.unwrap_or_default()
                };
                self.offer_values(values, known, completing, prefix, on_offer);
            }
            // The index knows resources once the user has opened their view.
            Typing::Value { path: Path::Resource, prefix, .. } => {
                let (client, begun) = (client.clone(), prefix.clone());
                let values = async move { client.resource_values(begun, VALUES_OFFERED).await };
                self.offer_values(values, known, completing, prefix, on_offer);
            }
            Typing::Value { prefix, .. } => on_offer.emit(Offering::Now(some(known, &completing, prefix))),
        }
    }

    /// Delivers values with their counts when they arrive, followed by the `known` completions.
    fn offer_values(
        &self,
        values: impl Future<Output = Vec<(String, u64)>> + 'static,
        known: Vec<Offer>,
        completing: Completing,
        prefix: String,
        on_offer: Callback<Offering>,
    ) {
        on_offer.emit(Offering::Coming(completing.start..completing.end));
        let (this, asked) = (self.clone(), self.asked.get());
        spawn_local(async move {
            let values = values.await;
            if this.asked.get() != asked {
                return;
            }
            let values = values.into_iter().map(|(value, count)| Offer {
                insert: format!("{} ", completing.insertion(&value)).into(),
                label: value.into(),
                about: "",
                count: Some(count),
            });
            on_offer.emit(Offering::Came(some(values.chain(known).collect(), &completing, prefix)));
        });
    }
}

fn known(offer: &query::Completion) -> Offer {
    // A value is followed by the next term.
    let blank = if offer.kind == CompletionKind::Value { " " } else { "" };
    Offer {
        label: offer.label.clone().into(),
        insert: format!("{}{blank}", offer.insert).into(),
        about: offer.about,
        count: None,
    }
}

fn some(lines: Vec<Offer>, completing: &Completing, typed: String) -> Option<Offers> {
    let lines = Rc::new(lines);
    let replaces = completing.start..completing.end;
    let names = matches!(completing.what, Typing::Term { .. }) && !typed.is_empty();
    let offers = Offers { lines, replaces, typed: typed.into(), active: None, names, history: false };
    (!offers.lines.is_empty()).then_some(offers)
}
