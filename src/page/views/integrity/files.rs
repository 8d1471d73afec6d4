//! The list of every digest and log file with its verdict, and the search in it.

use std::rc::Rc;

use trailglass::integrity::findings::{Class, ObjectId};
use trailglass::integrity::overview::{FileKind, IntegrityOverview};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::listing::FilesWanted;
use super::table::Verdicts;
use crate::client::PageClient;
use crate::widgets::icons::Icon;
use crate::widgets::times::TimeDisplay;

/// The kinds of files to choose from.
const KINDS: [(Option<FileKind>, &str); 3] =
    [(None, "All"), (Some(FileKind::Digest), "Digests"), (Some(FileKind::Log), "Log files")];

#[derive(Clone, PartialEq, Properties)]
pub struct FilesProperties {
    pub client: PageClient,
    pub overview: Rc<IntegrityOverview>,
    /// Lists only files of this class; `None` for all.
    pub class: Option<Class>,
    pub times: TimeDisplay,
    /// The file whose evidence is open.
    pub opened: Option<ObjectId>,
    /// Called with a file to open its evidence.
    pub on_open: Callback<ObjectId>,
}

/// The search and the list.
#[component]
pub fn Files(properties: &FilesProperties) -> Html {
    let FilesProperties { client, overview, class, times, opened, on_open } = properties;
    let text = use_state_eq(String::new);
    let kind = use_state_eq(|| None::<FileKind>);
    let oninput = {
        let text = text.setter();
        Callback::from(move |event: InputEvent| {
            let typed = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value());
            text.set(typed.unwrap_or_default());
        })
    };
    let wanted =
        FilesWanted { overview: overview.clone(), kind: *kind, class: *class, containing: (*text).clone() };
    let search = html! {
        <>
            <label class="sources__find">
                { Icon::Search.draw() }
                <input type="search" class="sources__input" aria-label="Find files" placeholder="Find files by key or path"
                    value={(*text).clone()} autocomplete="off" spellcheck="false" {oninput} />
            </label>
            <div class="choice" role="radiogroup" aria-label="Kind of files">
                for (of, label) in KINDS {
                    <label class="choice__option">
                        <input type="radio" class="choice__input" name="integrity-kind" checked={*kind == of}
                            onchange={let kind = kind.setter(); Callback::from(move |_: Event| kind.set(of))} />
                        { label }
                    </label>
                }
            </div>
        </>
    };
    html! {
        <Verdicts client={client.clone()} {wanted} {search} times={*times} opened={*opened} on_open={on_open.clone()} />
    }
}
