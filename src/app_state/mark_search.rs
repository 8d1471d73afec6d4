//! Looks for marked things in the loaded data.

use super::file_table::FileTable;
use super::marked_locations::{MarkedLocations, event_searches, file_searches, files_changed};
use crate::casefile::{Bookmark, MarkedFile, MarkedThing, Resolution, choose};
use crate::client::{Client, ClientError, Platform, RowPlace};
use crate::model::FileNumber;
use crate::sessions::{SessionScope, SessionsRequest};

/// Returns where marked things are in the loaded data. `generation` is that of the data; people are
/// looked for only if their sessions have been traced.
pub async fn find_marked<P: Platform>(
    client: &Client<P>,
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
async fn person<P: Platform>(client: &Client<P>, thing: &MarkedThing) -> Option<(Option<u32>, u32)> {
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

/// Returns a bookmark of the event at a place; `None` if there is none any longer.
///
/// # Errors
///
/// If the worker crashed.
pub async fn bookmark_of_event<P: Platform>(
    client: &Client<P>,
    place: RowPlace,
    file_table: &FileTable,
    now_millis: i64,
) -> Result<Option<Bookmark>, ClientError> {
    let Some((mut event, file)) = client.refer(place).await? else { return Ok(None) };
    if let Some(source) = file_table.sources.get(file as usize) {
        event.file = source.path.to_string();
    }
    Ok(Some(Bookmark::new(MarkedThing::Event(event), now_millis)))
}

/// Returns a bookmark of a file, with its hash if that is known.
pub async fn bookmark_of_file<P: Platform>(
    client: &Client<P>,
    file: FileNumber,
    path: String,
    bytes: u64,
    now_millis: i64,
) -> Bookmark {
    // Without a hash, the path and the size must identify the file.
    let hashes = client.file_hashes(vec![file]).await.unwrap_or_default();
    let own = hashes.into_iter().find(|known| known.file == file && known.entry.is_empty());
    let sha256 = own.and_then(|known| known.sha256).map(|hash| hash.to_string());
    Bookmark::new(MarkedThing::File(MarkedFile { path, bytes, sha256, ..MarkedFile::default() }), now_millis)
}
