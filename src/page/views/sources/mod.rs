//! The view of every dropped file: its kind, how much of it was read, and its problems.
//!
//! ```text
//! mod       the view              summary   totals, and the files by status
//! table     the list of files     line      one of its lines
//! export    copy and save
//! ```

mod export;
mod line;
mod summary;
mod table;

use std::collections::BTreeSet;
use std::rc::Rc;

use trailglass::accounts::{FileOrder, FileSums, Wanted, arrange, listed_files};
use trailglass::casefile::Case;
use trailglass::intake::Status;
use trailglass::model::FileNumber;
use yew::prelude::*;

use self::export::Export;
use self::summary::summary;
use self::table::SourceTable;
use crate::contexts::{use_acts, use_times};
use crate::views::coverage::{Coverage, CoverageProperties};
use crate::views::hidden_copies::{HiddenCopies, HiddenCopiesWanted};
use crate::widgets::search_box::SearchBox;
use crate::widgets::states::use_setter;
use trailglass::app_state::FileTable;

#[derive(Clone, PartialEq, Properties)]
pub struct SourcesProperties {
    pub file_table: Rc<FileTable>,
    /// The file whose path becomes the search text; `None` leaves the search as it is.
    pub file: Option<FileNumber>,
    /// The case with the bookmarks of files.
    pub case: Rc<Case>,
    /// Called with a file to add or remove its bookmark.
    pub on_mark: Callback<FileNumber>,
    /// The properties of the map of events by account, Region and time.
    pub coverage: CoverageProperties,
}

#[component]
pub fn Sources(properties: &SourcesProperties) -> Html {
    let SourcesProperties { file_table, file, case, on_mark, coverage } = properties;
    let (acts, times) = (use_acts(), use_times());
    let text = use_state_eq(String::new);
    let status = use_state_eq(|| None::<Option<Status>>);
    use_effect_with(*file, {
        let (text, status, file_table) = (text.setter(), status.setter(), file_table.clone());
        move |file: &Option<FileNumber>| {
            if let Some(source) = file.and_then(|file| file_table.sources.get(file as usize)) {
                text.set(source.path.to_string());
                status.set(None);
            }
        }
    });
    let sums = use_memo(file_table.clone(), |file_table| FileSums::of(file_table.facts()));
    let on_text = use_setter(&text);
    let on_status = use_setter(&status);
    let wanted = Wanted { text: (*text).clone(), status: *status };
    if file_table.sources.is_empty() {
        return html! {
            <section class="sources" aria-label="Sources">
                <p class="sources__empty">
                    { "No files yet. Every file that is dropped stands here: what it is, how much of it was read, and what was wrong with it." }
                </p>
            </section>
        };
    }
    html! {
        <section class="sources" aria-label="Sources">
            { summary(&sums, *status, &on_status, &acts, times) }
            <Coverage ..coverage.clone() />
            <Files file_table={file_table.clone()} {wanted} {on_text} case={case.clone()} on_mark={on_mark.clone()} />
        </section>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct SourceFilesProperties {
    file_table: Rc<FileTable>,
    /// The files to list.
    wanted: Wanted,
    /// Called with another text to search for.
    on_text: Callback<String>,
    case: Rc<Case>,
    on_mark: Callback<FileNumber>,
}

/// The search, and the list of files.
#[component]
fn Files(properties: &SourceFilesProperties) -> Html {
    let SourceFilesProperties { file_table, wanted, on_text, case, on_mark } = properties;
    let order = use_state_eq(|| None::<FileOrder>);
    let opened = use_state_eq(|| Rc::new(BTreeSet::<FileNumber>::new()));
    let copies = use_state_eq(|| None::<(FileNumber, FileNumber)>);
    let places = use_memo((file_table.clone(), wanted.clone(), *order), |(file_table, wanted, order)| {
        arrange(&file_table.facts().collect::<Vec<_>>(), wanted, *order)
    });
    let lines =
        use_memo((file_table.clone(), places.clone(), (*opened).clone()), |(file_table, places, opened)| {
            file_table.lines(places, opened)
        });
    let on_order = use_setter(&order);
    let on_copies =
        use_callback(copies.setter(), |pair: (FileNumber, FileNumber), copies| copies.set(Some(pair)));
    let on_close = use_callback(copies.setter(), |(): (), copies| copies.set(None));
    let on_open = use_callback(opened.clone(), |file: FileNumber, opened| {
        let mut next = BTreeSet::clone(opened);
        if !next.remove(&file) {
            next.insert(file);
        }
        opened.set(Rc::new(next));
    });
    html! {
        <>
            <div class="sources__bar">
                <SearchBox label="Find files" placeholder="Find files by path or kind" text={wanted.text.clone()} on_text={on_text.clone()} />
                <span class="sources__shown" aria-live="polite">{ listed_files(places.len(), file_table.sources.len()) }</span>
                <Export file_table={file_table.clone()} {places} />
            </div>
            if let Some((file, of)) = *copies {
                <HiddenCopies wanted={HiddenCopiesWanted::OfFiles { file, of }} file_table={file_table.clone()} {on_close} />
            }
            <SourceTable file_table={file_table.clone()} {lines} opened={(*opened).clone()} order={*order} {on_order}
                {on_open} {on_copies} case={case.clone()} on_mark={on_mark.clone()} />
        </>
    }
}
