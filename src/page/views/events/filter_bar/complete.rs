//! Completions: names come from the language, values from the client.

use std::cell::Cell;
use std::rc::Rc;

use trailglass::app_state::completion::{Completions, OfferAction, completions};
use trailglass::base::time::TimeRange;
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::PageClient;

/// Maximum number of values that are offered.
const VALUES_OFFERED: u32 = 12;

/// Finds completions and delivers them: names at once, values when the client has replied. Only the
/// newest call delivers.
#[derive(Clone)]
pub struct Completer {
    pub client: PageClient,
    pub on_offer: Callback<OfferAction>,
    pub asked: Rc<Cell<u32>>,
}

impl Completer {
    /// Closes the list, and drops the replies that are outstanding.
    pub fn close(&self) {
        self.asked.set(self.asked.get().wrapping_add(1));
        self.on_offer.emit(OfferAction::Now(None));
    }

    /// Completes a text with the cursor before the byte `cursor`; see [`completions`].
    pub fn complete(&self, text: &str, cursor: usize, asked_for: bool, time: Option<TimeRange>) {
        let asked = self.asked.get().wrapping_add(1);
        self.asked.set(asked);
        let wanted = match completions(text, cursor, asked_for, time) {
            Completions::Known(offers) => return self.on_offer.emit(OfferAction::Now(offers)),
            Completions::Values(wanted) => wanted,
        };
        self.on_offer.emit(OfferAction::Coming(wanted.replaces()));
        let this = self.clone();
        spawn_local(async move {
            let prefix = wanted.prefix.clone();
            let values = match wanted.of.clone() {
                // Completion is a convenience: a failure offers nothing, and the count that follows
                // reports the reason.
                Some((field, selection)) => {
                    this.client.values(selection, field, prefix, VALUES_OFFERED).await.unwrap_or_default()
                }
                None => this.client.resource_values(prefix, VALUES_OFFERED).await,
            };
            if this.asked.get() == asked {
                this.on_offer.emit(OfferAction::Came(wanted.offers(values)));
            }
        });
    }
}
