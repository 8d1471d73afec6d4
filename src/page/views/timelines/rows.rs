//! Fetches the rows of the lanes page by page as they come into view.

use std::collections::BTreeSet;
use std::ops::Range;
use std::rc::Rc;

use trailglass::app_state::lanes::{LaneRows, LanesChoice, SessionPage, sessions_request};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::contexts::use_client;

/// The rows of a choice; requests the pages that the rows in view need.
#[hook]
pub fn use_rows(choice: LanesChoice, seen: Range<u64>) -> Rc<LaneRows> {
    let client = use_client();
    let rows = use_mut_ref(Rc::<LaneRows>::default);
    let pending = use_mut_ref(BTreeSet::<SessionPage>::new);
    let drawn = use_force_update();
    let other = rows.borrow().chosen(&choice);
    if let Some((next, is_new)) = other {
        if is_new {
            pending.borrow_mut().clear();
        }
        *rows.borrow_mut() = Rc::new(next);
    }
    let known = rows.borrow().clone();
    let missing = known.missing(seen);
    use_effect_with((choice, missing), move |(choice, missing): &(LanesChoice, BTreeSet<SessionPage>)| {
        for page in missing.iter().copied() {
            if !pending.borrow_mut().insert(page) {
                continue;
            }
            let (client, choice) = (client.clone(), choice.clone());
            let (rows, pending, drawn) = (rows.clone(), pending.clone(), drawn.clone());
            spawn_local(async move {
                let answer = client.sessions(sessions_request(page, choice.others)).await;
                let next = rows.borrow().with(&choice, page, answer.map_err(|error| error.to_string()));
                if let Some(next) = next {
                    pending.borrow_mut().remove(&page);
                    *rows.borrow_mut() = Rc::new(next);
                    drawn.force_update();
                }
            });
        }
    });
    known
}
