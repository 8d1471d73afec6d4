//! Finds the marked things in the loaded data.

use std::rc::Rc;

use trailglass::app_state::{AppState, find_marked};
use trailglass::casefile::{MarkedThing, ThingKey};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{Following, PageClient};
use crate::contexts::{use_client, use_dispatch};
use trailglass::app_state::{Action, CaseAction};

/// The keys of the marks, whether all files have been read, the generation of the data, whether
/// sessions have been traced, and the generation of the last search.
type Sought = (Rc<Vec<ThingKey>>, bool, u32, bool, u32);

/// Searches for the marked things whenever the marks or the data change. Logs and cases may arrive
/// in any order.
#[hook]
pub fn use_seeking(state: &AppState) {
    let (client, dispatch) = (use_client(), use_dispatch());
    let AppState { case, data, .. } = state;
    let keys = use_memo(case.case.clone(), |case| {
        case.marks.iter().map(|mark| mark.on.key()).collect::<Vec<ThingKey>>()
    });
    let is_ready = data.generation > 0 && !data.progress.loading;
    let is_followed = matches!(*data.following, Following::Done(_));
    let newest = use_mut_ref(|| 0_u32);
    // A case that was opened again has the same keys, but no locations yet.
    let known = case.case_ui.found.clone();
    let wanted = (keys, is_ready, data.generation, is_followed, known.generation);
    use_effect_with((client, wanted), {
        let (case, file_table) = (case.case.clone(), data.file_table.clone());
        move |(client, wanted): &(PageClient, Sought)| {
            let (keys, is_ready, generation, is_followed, _) = wanted;
            *newest.borrow_mut() += 1;
            if !is_ready || keys.is_empty() || !known.is_outdated(keys, *generation, *is_followed) {
                return;
            }
            let (client, generation, is_followed) = (client.clone(), *generation, *is_followed);
            let number = *newest.borrow();
            let things: Vec<MarkedThing> = case.marks.iter().map(|mark| mark.on.clone()).collect();
            spawn_local(async move {
                let found = find_marked(&client, &things, &file_table, generation, is_followed).await;
                if *newest.borrow() == number {
                    dispatch.emit(Action::Case(CaseAction::Found(Rc::new(found))));
                }
            });
        }
    });
}
