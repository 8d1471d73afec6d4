//! The actors of the list, asked for by the page as they come into view.

use std::rc::Rc;

use trailglass::protocol::Selection;
use trailglass::sessions::{ActorList, ActorRow, ActorSort, ActorsAsk, Mark, TimelinesOverview};

use crate::engine::{Engine, EngineError};
use crate::paged::{self, Part};

/// Which actors are listed.
#[derive(Clone, PartialEq)]
pub struct Wanted {
    /// Of which following.
    pub overview: Rc<TimelinesOverview>,
    /// Of which events.
    pub selection: Rc<Selection>,
    /// By what they are sorted.
    pub sort: ActorSort,
    /// The largest, latest or last first.
    pub descending: bool,
    /// Only those with this mark.
    pub mark: Option<Mark>,
    /// Only those that have this in their name.
    pub containing: String,
}

impl paged::Wanted for Wanted {
    type Row = ActorRow;
    type Beside = ();

    async fn ask(&self, engine: &Engine, first: u64, limit: u64) -> Result<Part<ActorRow>, EngineError> {
        let ask = ActorsAsk {
            sort: self.sort,
            descending: self.descending,
            kinds: Vec::new(),
            mark: self.mark,
            containing: self.containing.clone(),
            first: first as u32,
            limit: limit as u32,
        };
        let ActorList { total, rows } = engine.actors(&self.selection, ask).await?;
        Ok(Part { total: u64::from(total), rows, beside: () })
    }
}
