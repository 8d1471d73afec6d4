//! Requests to all workers: sent to each, merged here.

use std::rc::Rc;

use crate::base::buckets::TimeBuckets;
use crate::model::{Field, Selection, Sort};
use crate::protocol::Request;
use crate::query::coverage::{self, CoverageMap};
use crate::query::{
    Coverage, KeySamples, LandmarksRequest, Overview, OverviewRequest, QueryRequest, Record, Rows,
    RowsRequest, merge,
};

use super::limiter::Permit;
use super::reply::{PendingReply, all};
use super::{Client, ClientError, ClientInner, PlacedRow, Platform, RowPlace};

/// Largest acceptable number of rows to fetch and skip before the requested ones. Narrowing stops
/// once it is reached.
const FEW_ROWS: u64 = 128;

/// The landmarks of all workers, with the selection and order they belong to.
pub(super) struct KnownLandmarks {
    selection: Selection,
    sort: Sort,
    parts: Rc<Vec<KeySamples>>,
}

impl<P: Platform> Client<P> {
    /// Returns everything that is drawn around the grid, over all workers. The counts of facet
    /// values are exact. Of several concurrent requests, only the newest gets a result.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if a newer request was made; otherwise if a worker crashed or
    /// cannot answer.
    pub async fn overview(&self, ask: OverviewRequest) -> Result<Overview, ClientError> {
        let pass = self.limiters().overviews.enter().await?;
        self.inner.platform.begin_measure("overview");
        let (mut overview, unsure) =
            self.inner.overview_once(&pass, &ask, &merge::first_request(&ask)).await?;
        if !unsure.is_empty() {
            let again = merge::request_for_uncertain(&ask, &unsure, self.inner.pool.live_workers().len());
            let (closer, _) = self.inner.overview_once(&pass, &again, &again).await?;
            merge::replace(&mut overview, &ask, closer, &again);
        }
        self.inner.platform.end_measure("overview");
        Ok(overview)
    }

    /// Returns up to `count` of the sorted matching rows, from row `first` on, over all workers.
    /// Two requests run at once and up to four wait, the newest ones.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if newer requests displaced it; otherwise if a worker crashed or
    /// cannot answer.
    pub async fn rows(
        &self,
        selection: Selection,
        sort: Sort,
        fields: Vec<Field>,
        first: u64,
        count: u32,
    ) -> Result<Vec<PlacedRow>, ClientError> {
        let _pass = self.limiters().rows.enter().await?;
        let mut ask = RowsRequest { selection, sort, from: None, limit: count, fields };
        if first > 0 {
            let narrowed = self.inner.narrow(&ask.selection, sort, first).await?;
            ask.limit = u32::try_from(narrowed.among).unwrap_or(u32::MAX).saturating_add(count);
            ask.from = narrowed.from;
        }
        let workers = self.inner.pool.live_workers();
        let parts: Vec<Rows> = all(self.inner.ask_all(&Request::Query(QueryRequest::Rows(ask)))?).await?;
        let rows = merge::rows(&parts, sort, first, count.into()).into_iter();
        Ok(rows
            .filter_map(|(part, row)| {
                let worker = *workers.get(part as usize)? as u32;
                Some(PlacedRow { place: RowPlace { worker, row: row.row }, row })
            })
            .collect())
    }

    /// Returns one whole record.
    ///
    /// # Errors
    ///
    /// If its worker crashed or no longer holds the row.
    pub async fn record(&self, place: RowPlace) -> Result<Record, ClientError> {
        self.inner.ready()?;
        let ask = Request::Query(QueryRequest::Record { row: place.row });
        let record: Option<Record> = self.inner.pool.ask(place.worker as usize, ask, &[]).of().await?;
        record.ok_or_else(|| ClientError::Failed(format!("there is no record {}", place.row)))
    }

    /// Returns the values of a field among the matching events, most frequent first. Of several
    /// concurrent requests for one field, only the newest gets a result.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if a newer request was made; otherwise if a worker crashed or
    /// cannot answer.
    pub async fn values(
        &self,
        selection: Selection,
        field: Field,
        containing: String,
        limit: u32,
    ) -> Result<Vec<(String, u64)>, ClientError> {
        let limiter = self.limiters().values_of(field);
        let pass = limiter.enter().await?;
        let workers = self.inner.pool.live_workers().len();
        // A value that is among the most frequent overall may not be so in any single worker.
        let asked = if workers > 1 { limit.saturating_mul(2) } else { limit };
        let ask = Request::Query(QueryRequest::Values {
            selection: selection.clone(),
            field,
            containing,
            limit: asked,
        });
        let parts: Vec<Vec<(String, u64)>> = all(self.inner.ask_all(&ask)?).await?;
        pass.still_newest()?;
        let found = merge::values(&parts, limit as usize);
        if parts.iter().all(|part| part.len() < asked as usize) {
            return Ok(found);
        }
        // Some worker's list was cut off, so count these values in every worker.
        let names: Vec<String> = found.into_iter().map(|(value, _)| value).collect();
        let ask = Request::Query(QueryRequest::Counts { selection, values: vec![(field, names.clone())] });
        let counts: Vec<Vec<Vec<u64>>> = all(self.inner.ask_all(&ask)?).await?;
        pass.still_newest()?;
        let counted: Vec<Vec<(String, u64)>> =
            counts.into_iter().flatten().map(|counts| names.iter().cloned().zip(counts).collect()).collect();
        Ok(merge::values(&counted, limit as usize))
    }

    /// Returns the events of every account and Region over time, over all workers, whatever the
    /// filter. One request runs at a time; of those that wait, only the newest is sent.
    ///
    /// # Errors
    ///
    /// [`ClientError::Superseded`] if a newer request displaced it; otherwise if a worker crashed
    /// or cannot answer.
    pub async fn coverage(&self, steps: TimeBuckets) -> Result<CoverageMap, ClientError> {
        let _pass = self.limiters().coverage.enter().await?;
        let parts: Vec<Coverage> =
            all(self.inner.ask_all(&Request::Query(QueryRequest::Coverage(steps)))?).await?;
        Ok(CoverageMap::new(coverage::add(&parts), steps))
    }
}

impl<P: Platform> ClientInner<P> {
    /// Returns an error if the workers could not be started.
    pub(super) fn ready(&self) -> Result<(), ClientError> {
        match &*self.not_started.borrow() {
            Some(reason) => Err(ClientError::NotStarted(reason.clone())),
            None => Ok(()),
        }
    }

    pub(super) fn ask_all(&self, request: &Request) -> Result<Vec<PendingReply<P>>, ClientError> {
        self.ready()?;
        Ok(self.pool.ask_all(request))
    }

    /// Returns the overview, merged from every worker's reply to `sent`, and the facets that are
    /// not exact yet.
    async fn overview_once(
        &self,
        pass: &Permit,
        ask: &OverviewRequest,
        sent: &OverviewRequest,
    ) -> Result<(Overview, Vec<merge::Uncertain>), ClientError> {
        let parts: Vec<Overview> =
            all(self.ask_all(&Request::Query(QueryRequest::Overview(sent.clone())))?).await?;
        pass.still_newest()?;
        let merged = merge::overview(&parts, ask);
        let mut counts: Vec<Vec<Vec<u64>>> = Vec::new();
        if !merged.open.is_empty() {
            let (selection, values) = (ask.selection.clone(), merged.open.clone());
            counts = all(self.ask_all(&Request::Query(QueryRequest::Counts { selection, values }))?).await?;
            pass.still_newest()?;
        }
        Ok(merged.close(&counts, ask))
    }

    /// Returns keys around row `first`, with at most [`FEW_ROWS`] rows between them where possible.
    async fn narrow(
        &self,
        selection: &Selection,
        sort: Sort,
        first: u64,
    ) -> Result<merge::KeyRange, ClientError> {
        let mut narrowed = merge::narrow(&self.landmarks(selection, sort).await?, sort, first);
        while narrowed.among > FEW_ROWS {
            let ask = LandmarksRequest {
                selection: selection.clone(),
                sort,
                from: narrowed.from.clone(),
                until: narrowed.until.clone(),
            };
            let parts: Vec<KeySamples> =
                all(self.ask_all(&Request::Query(QueryRequest::KeySamples(ask)))?).await?;
            let closer = merge::narrow(&parts, sort, first);
            if closer.among >= narrowed.among {
                break;
            }
            narrowed = closer;
        }
        Ok(narrowed)
    }

    /// Returns the landmarks of all rows. They are fetched once per selection and order, until the
    /// data change.
    async fn landmarks(&self, selection: &Selection, sort: Sort) -> Result<Rc<Vec<KeySamples>>, ClientError> {
        if let Some(known) = &*self.landmarks.borrow()
            && known.sort == sort
            && known.selection == *selection
        {
            return Ok(Rc::clone(&known.parts));
        }
        let generation = self.load.borrow().generation;
        let ask = LandmarksRequest { selection: selection.clone(), sort, from: None, until: None };
        let parts: Rc<Vec<KeySamples>> =
            Rc::new(all(self.ask_all(&Request::Query(QueryRequest::KeySamples(ask)))?).await?);
        if self.load.borrow().generation == generation {
            let known = KnownLandmarks { selection: selection.clone(), sort, parts: Rc::clone(&parts) };
            *self.landmarks.borrow_mut() = Some(known);
        }
        Ok(parts)
    }
}
