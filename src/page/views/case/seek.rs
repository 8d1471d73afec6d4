//! Finds the marked things in the loaded data.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use trailglass::casefile::{EventSought, MarkedEvent, MarkedThing, Resolution, ThingKey, choose};
use trailglass::model::FileNumber;
use trailglass::sessions::{SessionScope, SessionsRequest};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::case_ui::{CaseAction, MarkedLocations};
use crate::client::{Following, PageClient};
use crate::file_table::FileTable;
use crate::state::{Action, PageState};

/// The keys of the marks, whether all files have been read, the generation of the data, whether
/// sessions have been traced, and the generation of the last search.
type Sought = (Rc<Vec<ThingKey>>, bool, u32, bool, u32);

/// Searches for the marked things whenever the marks or the data change. Logs and cases may arrive
/// in any order.
#[hook]
pub fn use_seeking(client: &PageClient, state: &PageState, dispatch: &Callback<Action>) {
    let keys = use_memo(state.case.clone(), |case| {
        case.marks.iter().map(|mark| mark.on.key()).collect::<Vec<ThingKey>>()
    });
    let is_ready = state.generation > 0 && !state.progress.loading;
    let is_followed = matches!(*state.following, Following::Done(_));
    let newest = use_mut_ref(|| 0_u32);
    // A case that was opened again has the same keys, but no locations yet.
    let known = state.case_ui.found.generation;
    let wanted = (keys, is_ready, state.generation, is_followed, known);
    use_effect_with((client.clone(), wanted), {
        let (case, file_table, dispatch) = (state.case.clone(), state.file_table.clone(), dispatch.clone());
        let known = state.case_ui.found.clone();
        move |(client, wanted): &(PageClient, Sought)| {
            let (keys, is_ready, generation, is_followed, _) = wanted;
            *newest.borrow_mut() += 1;
            let is_old = known.generation != *generation
                || known.knows_people != *is_followed
                || keys.iter().any(|key| !known.events.contains_key(key));
            if !is_ready || keys.is_empty() || !is_old {
                return;
            }
            let (client, generation, is_followed) = (client.clone(), *generation, *is_followed);
            let number = *newest.borrow();
            let things: Vec<MarkedThing> = case.marks.iter().map(|mark| mark.on.clone()).collect();
            spawn_local(async move {
                let mut found =
                    MarkedLocations { generation, knows_people: is_followed, ..MarkedLocations::default() };
                let events = events_of(&things, &file_table);
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
                found.changed_files = changed_files(&client, &things, &file_table).await;
                for thing in things.iter().filter(|_| is_followed) {
                    if let Some(numbers) = person(&client, thing).await {
                        found.people.insert(thing.key(), numbers);
                    }
                }
                if *newest.borrow() == number {
                    dispatch.emit(Action::Case(CaseAction::Found(Rc::new(found))));
                }
            });
        }
    });
}

/// Returns the marked files whose path now has a file with another hash.
async fn changed_files(
    client: &PageClient,
    things: &[MarkedThing],
    file_table: &FileTable,
) -> HashSet<ThingKey> {
    let marked = things.iter().filter_map(|thing| match thing {
        MarkedThing::File(file) => Some((thing.key(), &file.path, file.sha256.as_ref()?)),
        _ => None,
    });
    let files = files_of(things, file_table);
    let marked: Vec<(ThingKey, FileNumber, &String)> =
        marked.filter_map(|(key, path, hash)| Some((key, *files.get(path.as_str())?, hash))).collect();
    // An empty list would request the hashes of all files.
    if marked.is_empty() {
        return HashSet::new();
    }
    let hashes = client.file_hashes(marked.iter().map(|(_, file, _)| *file).collect()).await;
    let now: HashMap<FileNumber, String> = hashes
        .unwrap_or_default()
        .into_iter()
        .filter(|known| known.entry.is_empty())
        .filter_map(|known| Some((known.file, known.sha256?.to_string())))
        .collect();
    let is_other = |file: &FileNumber, hash: &str| now.get(file).is_some_and(|now| now != hash);
    marked.into_iter().filter(|(_, file, hash)| is_other(file, hash)).map(|(key, ..)| key).collect()
}

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

/// Returns the events among marked things, and how each is searched for.
fn events_of(things: &[MarkedThing], file_table: &FileTable) -> Vec<(ThingKey, EventSought)> {
    let files = files_of(things, file_table);
    let sought = |event: &MarkedEvent| {
        if event.event_id.is_empty() {
            let file = *files.get(event.file.as_str())?;
            return Some(EventSought::Place { file, record: event.record });
        }
        Some(EventSought::by_id(event))
    };
    let events = things.iter().filter_map(|thing| match thing {
        MarkedThing::Event(event) => Some((event.key(), sought(event)?)),
        _ => None,
    });
    events.collect()
}

/// Returns the numbers of the files that marked things name, by path.
pub fn files_of<'a>(things: &'a [MarkedThing], file_table: &FileTable) -> HashMap<&'a str, FileNumber> {
    let mut wanted: HashMap<&str, Option<FileNumber>> = HashMap::new();
    for thing in things {
        match thing {
            MarkedThing::Event(event) => wanted.insert(&event.file, None),
            MarkedThing::File(file) => wanted.insert(&file.path, None),
            MarkedThing::Session(_) | MarkedThing::Actor(_) => None,
        };
    }
    for (number, source) in (0..).zip(&file_table.sources) {
        if let Some(place) = wanted.get_mut(&*source.path) {
            place.get_or_insert(number);
        }
    }
    wanted.into_iter().filter_map(|(path, number)| Some((path, number?))).collect()
}
