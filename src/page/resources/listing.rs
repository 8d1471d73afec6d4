//! The resources of the list, asked for by the page of it as they come into
//! view.

use std::rc::Rc;

use trailglass::protocol::{ResourceList, ResourceListAsk, ResourceRow, ResourceSort, Selection};

use crate::engine::{Engine, EngineError};
use crate::paged::{self, Part};

/// Which resources are listed.
#[derive(Clone, Debug, PartialEq)]
pub struct Wanted {
    /// Those that these events name.
    pub selection: Rc<Selection>,
    /// As of this generation of the data.
    pub generation: u32,
    /// With this in a name.
    pub containing: String,
    /// Of this kind.
    pub kind: Option<String>,
    /// In this order.
    pub sort: ResourceSort,
}

/// What is told beside the rows.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// How many there are that no selected event names.
    pub hidden: u64,
    /// The kinds, with how many of each.
    pub kinds: Rc<Vec<(String, u64)>>,
}

impl paged::Wanted for Wanted {
    type Row = ResourceRow;
    type Beside = Beside;

    async fn ask(
        &self,
        engine: &Engine,
        first: u64,
        limit: u64,
    ) -> Result<Part<ResourceRow, Beside>, EngineError> {
        let ask = ResourceListAsk {
            containing: self.containing.clone(),
            kind: self.kind.clone(),
            sort: self.sort,
            first: first as u32,
            limit: limit as u32,
        };
        let ResourceList { total, hidden, kinds, rows } = engine.resource_list(&self.selection, ask).await?;
        Ok(Part { total, rows, beside: Beside { hidden, kinds: Rc::new(kinds) } })
    }
}
