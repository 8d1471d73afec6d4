//! The actors of the list, fetched page by page as they come into view.

use std::rc::Rc;

use trailglass::app_state::actor_list::ActorListState;
use trailglass::model::Selection;
use trailglass::sessions::{ActorList, ActorRow, TimelinesOverview};

use crate::client::{ClientError, PageClient};
use crate::widgets::paged::{self, ListPart};

/// The query for the list of actors.
#[derive(Clone, PartialEq)]
pub struct ActorsWanted {
    /// The tracing run.
    pub overview: Rc<TimelinesOverview>,
    /// The events that the counts cover.
    pub selection: Rc<Selection>,
    pub list: ActorListState,
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
        let ask = self.list.request(first, limit);
        let ActorList { total, rows } = client.actors(&self.selection, ask).await?;
        Ok(ListPart { total: u64::from(total), rows, attachments: () })
    }
}
