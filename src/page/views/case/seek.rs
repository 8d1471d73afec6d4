//! Finds the marked things in the loaded data.

use std::rc::Rc;

use trailglass::app_state::{
    AppState, FileTable, MarkedLocations, event_searches, file_searches, files_changed,
};
use trailglass::casefile::{MarkedThing, Resolution, ThingKey, choose};
use trailglass::sessions::{SessionScope, SessionsRequest};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::client::{Following, PageClient};
use crate::contexts::{use_client, use_dispatch};
use crate::state::{Action, CaseAction};

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
                let found = seek(&client, &things, &file_table, generation, is_followed).await;
                if *newest.borrow() == number {
                    dispatch.emit(Action::Case(CaseAction::Found(Rc::new(found))));
                }
            });
        }
    });
}

async fn seek(
    client: &PageClient,
    things: &[MarkedThing],
    file_table: &FileTable,
    generation: u32,
    is_followed: bool,
) -> MarkedLocations {
    let mut found = MarkedLocations { generation, knows_people: is_followed, ..MarkedLocations::default() };
    let events = event_searches(things, file_table);
    let sought = events.iter().map(|(_, sought)| sought.clone()).collect();
    // If a worker crashed, all events count as missing.
    let places = client.find_events(sought).await.unwrap_or_default();
    for ((key, sought), places) in events.into_iter().zip(places) {
        match choose(&sought, places) {
            Resolution::Found(places) => found.insert(key, places),
            Resolution::Missing => {}
            Resolution::Several => drop(found.ambiguous.insert(key)),
        }
    }
    let files = file_searches(things, file_table);
    // An empty list would request the hashes of all files.
    if !files.is_empty() {
        let hashes = client.file_hashes(files.iter().map(|(_, file, _)| *file).collect()).await;
        found.changed_files = files_changed(files, hashes.unwrap_or_default());
    }
    for thing in things.iter().filter(|_| is_followed) {
        if let Some(numbers) = person(client, thing).await {
            found.people.insert(thing.key(), numbers);
        }
    }
    found
}

/// Returns the numbers of a marked session, or of the first one of a marked actor, and of its actor.
async fn person(client: &PageClient, thing: &MarkedThing) -> Option<(Option<u32>, u32)> {
    match thing {
        MarkedThing::Actor(actor) => {
            let known = client.actor_named(&actor.name).await.ok()??;
            let ask = SessionsRequest {
                of: SessionScope::Actor(known.actor),
                others: false,
                time: None,
                first: 0,
                limit: 1,
            };
            let sessions = client.sessions(ask).await.ok()?;
            Some((sessions.rows.first().map(|session| session.session), known.actor))
        }
        MarkedThing::Session(session) => {
            let (number, actor) = client.session_with(&session.id).await.ok()??;
            Some((Some(number), actor))
        }
        MarkedThing::Event(_) | MarkedThing::File(_) => None,
    }
}
