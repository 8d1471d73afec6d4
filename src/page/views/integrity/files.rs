//! The list of every digest and log file with its verdict, and the search in it.

use trailglass::integrity::findings::Class;
use trailglass::integrity::overview::FileKind;
use yew::prelude::*;

use super::ShownFindings;
use super::table::Verdicts;
use crate::widgets::radio_group::{RadioOption, radio_group};
use crate::widgets::search_box::SearchBox;
use crate::widgets::states::use_setter;
use trailglass::app_state::list_queries::FilesWanted;

/// The kinds of files to choose from.
const KINDS: [(Option<FileKind>, &str); 3] =
    [(None, "All"), (Some(FileKind::Digest), "Digests"), (Some(FileKind::Log), "Log files")];

#[derive(Clone, PartialEq, Properties)]
pub struct FilesProperties {
    pub findings: ShownFindings,
    /// Lists only files of this class; `None` for all.
    pub class: Option<Class>,
}

/// The search and the list.
#[component]
pub fn Files(properties: &FilesProperties) -> Html {
    let FilesProperties { findings, class } = properties;
    let text = use_state_eq(String::new);
    let kind = use_state_eq(|| None::<FileKind>);
    let on_text = use_setter(&text);
    let on_kind = use_setter(&kind);
    let overview = findings.overview.clone();
    let wanted = FilesWanted { overview, kind: *kind, class: *class, containing: (*text).clone() };
    let kinds = KINDS.map(|(of, label)| RadioOption::new(of, label));
    let search = html! {
        <>
            <SearchBox label="Find files" placeholder="Find files by key or path" text={(*text).clone()} {on_text} />
            { radio_group(("Kind of files", "integrity-kind", None), kinds, *kind, &on_kind) }
        </>
    };
    html! { <Verdicts {wanted} {search} opened={findings.opened} on_open={findings.on_open.clone()} /> }
}
