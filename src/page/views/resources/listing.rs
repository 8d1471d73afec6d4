//! The resources of the list, requested page by page as they come into view.

use std::rc::Rc;

use trailglass::model::Selection;
use trailglass::resources::{ResourceList, ResourceListRequest, ResourceRow, ResourceSort};

use crate::client::{ClientError, PageClient};
use crate::widgets::paged::{self, ListPart};

/// The query for the list of resources.
#[derive(Clone, Debug, PartialEq)]
pub struct ResourcesWanted {
    /// Only resources that these events name.
    pub selection: Rc<Selection>,
    /// The generation of the data.
    pub generation: u32,
    /// Only resources with this text in a name.
    pub containing: String,
    /// Only resources of this kind; `None` for all.
    pub kind: Option<String>,
    pub sort: ResourceSort,
}

/// Additional data in each reply.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The number of resources that no selected event names.
    pub hidden: u64,
    /// The kinds, with the number of resources of each.
    pub kinds: Rc<Vec<(String, u64)>>,
}

impl paged::ListQuery for ResourcesWanted {
    type Row = ResourceRow;
    type Beside = Beside;

    async fn ask(
        &self,
        client: &PageClient,
        first: u64,
        limit: u64,
    ) -> Result<ListPart<ResourceRow, Beside>, ClientError> {
        let ask = ResourceListRequest {
            containing: self.containing.clone(),
            kind: self.kind.clone(),
            sort: self.sort,
            first: first as u32,
            limit: limit as u32,
        };
        let ResourceList { total, hidden, kinds, rows } = client.resource_list(&self.selection, ask).await?;
        Ok(ListPart { total, rows, attachments: Beside { hidden, kinds: Rc::new(kinds) } })
    }
}
