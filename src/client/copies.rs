//! The copies of an event, and the records hidden as copies, over all workers.

use crate::base::small_sort::SmallSort;
use crate::copies::{CopiesReply, CopiesRequest, EventCopies, EventPrint, HiddenCopy, Placed, gather};
use crate::model::{FileNumber, Selection};
use crate::protocol::Request;
use crate::query::Record;

use super::reply::all;
use super::{Client, ClientError, Platform, RowPlace};

/// The hidden copies found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FoundHidden {
    /// The first of them, up to the requested limit, with their places, ordered by file and record.
    pub copies: Vec<(RowPlace, HiddenCopy)>,
    /// The total number, beyond the limit too.
    pub total: u64,
}

impl<P: Platform> Client<P> {
    /// Returns the copies of an event and the events that share its id, all with their places.
    /// `None` if the event's place no longer exists.
    ///
    /// # Errors
    ///
    /// If a worker crashed or cannot answer.
    pub async fn copies(&self, place: RowPlace, record: &Record) -> Result<Option<EventCopies>, ClientError> {
        let Some(print) = self.print(place).await? else { return Ok(None) };
        let workers = self.inner.pool.live_workers();
        let ask = Request::Copies(CopiesRequest::Find { print: print.clone(), text: record.text.clone() });
        let mut parts = Vec::new();
        for reply in all(self.inner.ask_all(&ask)?).await? {
            let CopiesReply::Found(found) = reply else { return Err(ClientError::Mismatch) };
            parts.push(found);
        }
        let mut gathered = gather(&print, parts);
        // `gather` numbers the workers without gaps, but their slots may have gaps.
        for Placed { worker, .. } in gathered.copies.iter_mut().chain(&mut gathered.others) {
            *worker = workers.get(*worker as usize).map_or(*worker, |place| *place as u32);
        }
        Ok(Some(gathered))
    }

    async fn print(&self, place: RowPlace) -> Result<Option<EventPrint>, ClientError> {
        self.inner.ready()?;
        let ask = Request::Copies(CopiesRequest::Print { row: place.row });
        match self.inner.pool.ask(place.worker as usize, ask, &[]).of().await? {
            CopiesReply::Print(print) => Ok(print),
            _ => Err(ClientError::Mismatch),
        }
    }

    /// Returns the records of a file that are hidden as copies of records of the file `of`, or of
    /// any file if `of` is `None`.
    ///
    /// # Errors
    ///
    /// As [`Client::copies`].
    pub async fn hidden_copies(
        &self,
        file: FileNumber,
        of: Option<FileNumber>,
        limit: u32,
    ) -> Result<FoundHidden, ClientError> {
        self.hidden(CopiesRequest::Hidden { file, of, limit }, limit).await
    }

    /// Returns the hidden copies that match a selection and differ from the record shown instead.
    ///
    /// # Errors
    ///
    /// As [`Client::copies`].
    pub async fn differing_copies(
        &self,
        selection: Selection,
        limit: u32,
    ) -> Result<FoundHidden, ClientError> {
        self.hidden(CopiesRequest::Matching { selection, limit }, limit).await
    }

    async fn hidden(&self, ask: CopiesRequest, limit: u32) -> Result<FoundHidden, ClientError> {
        let workers = self.inner.pool.live_workers();
        let mut found = FoundHidden::default();
        let replies = all(self.inner.ask_all(&Request::Copies(ask))?).await?;
        for (worker, reply) in workers.into_iter().zip(replies) {
            let CopiesReply::Hidden(hidden) = reply else { return Err(ClientError::Mismatch) };
            found.total += hidden.total;
            let place = |row| RowPlace { worker: worker as u32, row };
            found.copies.extend(hidden.copies.into_iter().map(|copy| (place(copy.row), copy)));
        }
        found.copies.sort_small_by(|(_, one), (_, other)| one.cmp(other));
        found.copies.truncate(limit as usize);
        Ok(found)
    }
}
