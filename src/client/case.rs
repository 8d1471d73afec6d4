//! Looks up events by their references, and returns the hashes of files.

use crate::base::small_sort::SmallSort;
use crate::casefile::{CaseReply, CaseRequest, EventFound, EventSought, FileHash, MarkedEvent};
use crate::model::{Field, FileNumber, Selection, Sort};
use crate::protocol::Request;
use crate::query::{Overview, OverviewRequest, QueryRequest, quote};
use crate::sessions::{ActorRow, ActorsRequest};

use super::reply::all;
use super::{Client, ClientError, Platform, RowPlace};

/// Maximum number of actors searched for an exact name, among those whose names contain it.
const ACTORS_ALIKE: u32 = 500;

/// Maximum number of events that are searched for in one request.
const SOUGHT_AT_ONCE: usize = 1_000;

impl<P: Platform> Client<P> {
    /// Returns the reference of an event, with an empty file path, and the number of its file.
    /// `None` if there is no such event.
    ///
    /// # Errors
    ///
    /// If its worker crashed.
    pub async fn refer(&self, place: RowPlace) -> Result<Option<(MarkedEvent, FileNumber)>, ClientError> {
        let request = Request::Case(CaseRequest::Refer { record: place.row });
        match self.inner.pool.ask(place.worker as usize, request, &[]).of().await? {
            CaseReply::Reference(reference) => Ok(reference),
            _ => Err(ClientError::Mismatch),
        }
    }

    /// Returns the records that have the ids of the sought events, and where they are: for each
    /// sought event the records found, originals before corrections.
    ///
    /// # Errors
    ///
    /// If a worker crashed or cannot answer.
    pub async fn find_events(
        &self,
        sought: Vec<EventSought>,
    ) -> Result<Vec<Vec<(EventFound, RowPlace)>>, ClientError> {
        let mut places: Vec<Vec<(EventFound, RowPlace)>> = vec![Vec::new(); sought.len()];
        // A case may have many bookmarks: a longer request would hold up the page.
        for (sought, places) in sought.chunks(SOUGHT_AT_ONCE).zip(places.chunks_mut(SOUGHT_AT_ONCE)) {
            let workers = self.inner.pool.live_workers();
            let replies = self.inner.pool.ask_all(&Request::Case(CaseRequest::Find(sought.to_vec())));
            for (worker, reply) in workers.into_iter().zip(all(replies).await?) {
                let CaseReply::Found(found) = reply else { return Err(ClientError::Mismatch) };
                for found in found {
                    if let Some(places) = places.get_mut(found.sought as usize) {
                        let place = RowPlace { worker: worker as u32, row: found.row };
                        places.push((found, place));
                    }
                }
            }
        }
        for places in &mut places {
            places.sort_small_by_key(|(found, place)| (found.is_correction, place.worker, place.row));
        }
        Ok(places)
    }

    /// Returns the hashes of the bytes of the files `of`, or of all files if it is empty. An
    /// archive comes with a hash for each file in it.
    ///
    /// # Errors
    ///
    /// As [`Client::find_events`].
    pub async fn file_hashes(&self, of: Vec<FileNumber>) -> Result<Vec<FileHash>, ClientError> {
        let mut hashes = Vec::new();
        for worker in self.inner.pool.live_workers() {
            let mut from = Some(0);
            while let Some(part) = from {
                let request = Request::Case(CaseRequest::Hashes { of: of.clone(), from: part });
                let reply = self.inner.pool.ask(worker, request, &[]).of().await?;
                let CaseReply::Hashes { files, next } = reply else { return Err(ClientError::Mismatch) };
                hashes.extend(files);
                from = next;
            }
        }
        hashes.sort_small_by(|a: &FileHash, b| (a.file, &a.entry).cmp(&(b.file, &b.entry)));
        Ok(hashes)
    }

    /// Returns the number of matching events. It passes no limiter, so no other request supersedes
    /// it.
    ///
    /// # Errors
    ///
    /// As [`Client::find_events`].
    pub async fn count_matching(&self, selection: Selection) -> Result<u64, ClientError> {
        let ask = OverviewRequest { selection, facets: Vec::new(), buckets: None };
        let parts: Vec<Overview> =
            all(self.inner.pool.ask_all(&Request::Query(QueryRequest::Overview(ask)))).await?;
        Ok(parts.iter().map(|part| part.matching).sum())
    }

    /// Returns the actor with exactly this name; sessions must have been traced.
    ///
    /// # Errors
    ///
    /// If sessions were not traced, or a worker crashed.
    pub async fn actor_named(&self, name: &str) -> Result<Option<ActorRow>, ClientError> {
        let ask =
            ActorsRequest { containing: name.to_owned(), limit: ACTORS_ALIKE, ..ActorsRequest::default() };
        let list = self.actors(&Selection::default(), ask).await?;
        Ok(list.rows.into_iter().find(|actor| actor.name == name))
    }

    /// Returns the session with an id, and its actor; sessions must have been traced.
    ///
    /// # Errors
    ///
    /// As [`Client::actor_named`].
    pub async fn session_with(&self, id: &str) -> Result<Option<(u32, u32)>, ClientError> {
        let selection = Selection { filter: format!("session:{}", quote(id)), time: None };
        // The list of events must not supersede it.
        let rows =
            self.in_background().rows(selection, Sort::default(), vec![Field::EventName], 0, 1).await?;
        match rows.first() {
            Some(row) => self.session_of(row.place).await,
            None => Ok(None),
        }
    }
}
