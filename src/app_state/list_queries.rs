//! The queries of the long lists: actors, resources, checked files.

use std::rc::Rc;

use super::actor_list::ActorListState;
use super::paged_list::{ListPart, ListQuery};
use crate::client::{Client, ClientError, Platform};
use crate::integrity::findings::Class;
use crate::integrity::overview::{
    FileKind, IntegrityList, IntegrityListRequest, IntegrityOverview, IntegrityRow,
};
use crate::model::Selection;
use crate::resources::{ResourceList, ResourceListRequest, ResourceRow, ResourceSort};
use crate::sessions::{ActorList, ActorRow, TimelinesOverview};

/// The query for the list of actors.
#[derive(Clone, Debug, PartialEq)]
pub struct ActorsWanted {
    /// The tracing run.
    pub overview: Rc<TimelinesOverview>,
    /// The events that the counts cover.
    pub selection: Rc<Selection>,
    /// The search and the order.
    pub list: ActorListState,
}

impl ListQuery for ActorsWanted {
    type Row = ActorRow;
    type Beside = ();

    async fn ask<P: Platform>(
        &self,
        client: &Client<P>,
        first: u64,
        limit: u64,
    ) -> Result<ListPart<ActorRow>, ClientError> {
        let ask = self.list.request(first, limit);
        let ActorList { total, rows } = client.actors(&self.selection, ask).await?;
        Ok(ListPart { total: u64::from(total), rows, attachments: () })
    }
}

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
    /// The order.
    pub sort: ResourceSort,
}

/// What comes with the rows of the list of resources.
#[derive(Clone, Debug, Default)]
pub struct ResourceKinds {
    /// The number of resources that no selected event names.
    pub hidden: u64,
    /// The kinds, with the number of resources of each.
    pub kinds: Rc<Vec<(String, u64)>>,
}

impl ListQuery for ResourcesWanted {
    type Row = ResourceRow;
    type Beside = ResourceKinds;

    async fn ask<P: Platform>(
        &self,
        client: &Client<P>,
        first: u64,
        limit: u64,
    ) -> Result<ListPart<ResourceRow, ResourceKinds>, ClientError> {
        let ask = ResourceListRequest {
            containing: self.containing.clone(),
            kind: self.kind.clone(),
            sort: self.sort,
            first: first as u32,
            limit: limit as u32,
        };
        let ResourceList { total, hidden, kinds, rows } = client.resource_list(&self.selection, ask).await?;
        Ok(ListPart { total, rows, attachments: ResourceKinds { hidden, kinds: Rc::new(kinds) } })
    }
}

/// The query for the list of files.
#[derive(Clone, Debug, PartialEq)]
pub struct FilesWanted {
    /// The findings of the check; another check has other files.
    pub overview: Rc<IntegrityOverview>,
    /// Lists only digests, or only logs.
    pub kind: Option<FileKind>,
    /// Lists only files of this class.
    pub class: Option<Class>,
    /// Lists only files whose object or path contains this.
    pub containing: String,
}

impl ListQuery for FilesWanted {
    type Row = IntegrityRow;
    type Beside = ();

    async fn ask<P: Platform>(
        &self,
        client: &Client<P>,
        first: u64,
        limit: u64,
    ) -> Result<ListPart<IntegrityRow>, ClientError> {
        let ask = IntegrityListRequest {
            kind: self.kind,
            class: self.class,
            listed_by: None,
            containing: self.containing.clone(),
            first: first as u32,
            limit: limit as u32,
        };
        let IntegrityList { total, rows } = client.integrity_list(ask).await?;
        Ok(ListPart { total: u64::from(total), rows, attachments: () })
    }
}
