//! The actors of the list, fetched page by page as they come into view.

use std::rc::Rc;

use trailglass::model::Selection;
use trailglass::sessions::{ActorList, ActorMark, ActorRow, ActorSort, ActorsRequest, TimelinesOverview};

use crate::client::{ClientError, PageClient};
use crate::widgets::paged::{self, ListPart};

/// The query for the list of actors.
#[derive(Clone, PartialEq)]
pub struct ActorsWanted {
    /// The tracing run.
    pub overview: Rc<TimelinesOverview>,
    /// The events that the counts cover.
    pub selection: Rc<Selection>,
    pub sort: ActorSort,
    /// Whether the largest or latest come first.
    pub descending: bool,
    /// Lists only actors with this mark.
    pub mark: Option<ActorMark>,
    /// Lists only actors whose names contain this.
    pub containing: String,
}

impl paged::ListQuery for ActorsWanted {
    type Row = ActorRow;
    type Beside = ();

    async fn ask(
        &self,
        client: &PageClient,
        first: u64,
        limit: u64,
    ) -> Result<ListPart<ActorRow>, ClientError> {
        let ask = ActorsRequest {
            sort: self.sort,
            descending: self.descending,
            kinds: Vec::new(),
            mark: self.mark,
            containing: self.containing.clone(),
            first: first as u32,
            limit: limit as u32,
        };
        let ActorList { total, rows } = client.actors(&self.selection, ask).await?;
        Ok(ListPart { total: u64::from(total), rows, attachments: () })
    }
}
