//! Questions over all workers: asked of each, merged here.

use std::rc::Rc;

use trailglass::event::Field;
use trailglass::protocol::{
    Landmarks, Overview, OverviewAsk, Record, Request, Rows, RowsAsk, Selection, Sort,
};
use trailglass::query::merge;

use super::error::EngineError;
use super::gate::Gate;
use super::notice::{Place, PlacedRow};
use super::reply::{Reply, all};
use super::{Engine, Inner};

/// The landmarks of all workers, and what they are of.
pub(super) struct KnownLandmarks {
    selection: Selection,
    sort: Sort,
    parts: Rc<Vec<Landmarks>>,
}

impl Engine {
    /// Everything that is drawn around the grid, over all workers; the counts
    /// of facet values are exact. Of several questions on the way only the
    /// newest is answered.
    ///
    /// # Errors
    ///
    /// [`EngineError::Superseded`] where a newer question was asked; else
    /// where a worker died or cannot answer.
    pub async fn overview(&self, ask: OverviewAsk) -> Result<Overview, EngineError> {
        let pass = self.0.overviews.enter().await?;
        let parts = all(self.0.ask_all(&Request::Overview(ask.clone()))?).await?;
        pass.still_newest()?;
        let merged = merge::overview(parts, &ask);
        let counts = if merged.open.is_empty() {
            Vec::new()
        } else {
            let values = merged.open.clone();
            all(self.0.ask_all(&Request::Counts { selection: ask.selection, values })?).await?
        };
        pass.still_newest()?;
        Ok(merge::close_facets(merged, counts))
    }

    /// So many of the sorted matching rows from row `first` on, over all
    /// workers. A few questions may be on the way; of more, the newest are
    /// asked.
    ///
    /// # Errors
    ///
    /// [`EngineError::Superseded`] where newer questions took its place; else
    /// where a worker died or cannot answer.
    pub async fn rows(
        &self,
        selection: Selection,
        sort: Sort,
        fields: Vec<Field>,
        first: u64,
        count: u32,
    ) -> Result<Vec<PlacedRow>, EngineError> {
        let _pass = self.0.rows.enter().await?;
        let mut ask = RowsAsk { selection, sort, from: None, limit: count, fields };
        if first > 0 {
            let landmarks = self.0.landmarks(&ask.selection, sort).await?;
            ask.from = merge::landmarks(&landmarks, sort, first);
            let strides: u64 = landmarks.iter().map(|part| part.stride).sum();
            ask.limit = count.saturating_add(u32::try_from(first.min(2 * strides)).unwrap_or(u32::MAX));
        }
        let workers = self.0.crew.manned();
        let parts: Vec<Rows> = all(self.0.ask_all(&Request::Rows(ask))?).await?;
        let rows = merge::rows(parts, sort, first, count).into_iter();
        Ok(rows
            .filter_map(|(part, row)| {
                let worker = *workers.get(part as usize)? as u32;
                Some(PlacedRow { place: Place { worker, row: row.row }, row })
            })
            .collect())
    }

    /// One record, whole.
    ///
    /// # Errors
    ///
    /// Where its worker died, or holds no such row any longer.
    pub async fn record(&self, place: Place) -> Result<Record, EngineError> {
        self.0.ready()?;
        self.0.crew.ask(place.worker as usize, Request::Record { row: place.row }, &[]).of().await
    }

    /// The values of a field among the matching events, most frequent first.
    /// Of several questions of one field only the newest is answered.
    ///
    /// # Errors
    ///
    /// [`EngineError::Superseded`] where a newer question was asked; else
    /// where a worker died or cannot answer.
    pub async fn values(
        &self,
        selection: Selection,
        field: Field,
        containing: String,
        limit: u32,
    ) -> Result<Vec<(String, u64)>, EngineError> {
        let gate = Rc::clone(self.0.values.borrow_mut().entry(field).or_insert_with(|| Gate::new(1, 1)));
        let pass = gate.enter().await?;
        let ask = Request::Values { selection, field, containing, limit };
        let parts = all(self.0.ask_all(&ask)?).await?;
        pass.still_newest()?;
        Ok(merge::values(parts, limit))
    }
}

impl Inner {
    /// Whether there are workers to ask.
    fn ready(&self) -> Result<(), EngineError> {
        match &*self.not_started.borrow() {
            Some(reason) => Err(EngineError::NotStarted(reason.clone())),
            None => Ok(()),
        }
    }

    fn ask_all(&self, request: &Request) -> Result<Vec<Reply>, EngineError> {
        self.ready()?;
        Ok(self.crew.ask_all(request))
    }

    /// Landmarks, asked once for each selection and order until the data
    /// change.
    async fn landmarks(&self, selection: &Selection, sort: Sort) -> Result<Rc<Vec<Landmarks>>, EngineError> {
        if let Some(known) = &*self.landmarks.borrow()
            && known.sort == sort
            && known.selection == *selection
        {
            return Ok(Rc::clone(&known.parts));
        }
        let generation = self.load.borrow().generation;
        let ask = Request::Landmarks { selection: selection.clone(), sort };
        let parts: Rc<Vec<Landmarks>> = Rc::new(all(self.ask_all(&ask)?).await?);
        if self.load.borrow().generation == generation {
            let known = KnownLandmarks { selection: selection.clone(), sort, parts: Rc::clone(&parts) };
            *self.landmarks.borrow_mut() = Some(known);
        }
        Ok(parts)
    }
}
