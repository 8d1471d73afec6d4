//! The files of the list, fetched page by page as they come into view.

use std::rc::Rc;

use trailglass::integrity::findings::Class;
use trailglass::integrity::overview::{
    FileKind, IntegrityList, IntegrityListRequest, IntegrityOverview, IntegrityRow,
};

use crate::client::{ClientError, PageClient};
use crate::widgets::paged::{self, ListPart};

/// The query for the list of files.
#[derive(Clone, PartialEq)]
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

impl paged::ListQuery for FilesWanted {
    type Row = IntegrityRow;
    type Beside = ();

    async fn ask(
        &self,
        client: &PageClient,
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
