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

use trailglass::accounts::{self, FileFacts, FileOrder, Sums, arrange};
use trailglass::base::time::TimeRange;
use trailglass::casefile::Case;
use trailglass::intake::Status;
use trailglass::model::{Field, FileNumber, Selection};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use self::export::Export;
use self::summary::{SourcesSummary, StatusChoice};
use self::table::SourceTable;
use crate::client::{PageClient, RowPlace};
use crate::file_table::FileTable;
use crate::views::coverage::{Coverage, CoverageProperties};
use crate::views::hidden_copies::{HiddenCopies, HiddenCopiesWanted};
use crate::widgets::icons::Icon;
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

#[derive(Clone, PartialEq, Properties)]
pub struct SourcesProperties {
    pub client: PageClient,
    /// Called with the record to open.
    pub on_open: Callback<RowPlace>,
    /// Called to show events.
    pub on_events: Callback<Selection>,
    pub file_table: Rc<FileTable>,
    /// The file whose path becomes the search text; `None` leaves the search as it is.
    pub file: Option<FileNumber>,
    /// Called to show the events in the time range of a file.
    #[prop_or_default]
    pub on_time: Callback<TimeRange>,
    pub times: TimeDisplay,
    /// The case with the bookmarks of files.
    pub case: Rc<Case>,
    /// Called with a file to add or remove its bookmark.
    pub on_mark: Callback<FileNumber>,
    /// The properties of the map of events by account, Region and time.
    pub coverage: CoverageProperties,
}

/// A line of the list of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileLine {
    /// A file.
    File(FileNumber),
    /// A problem with it, by index.
    Problem(FileNumber, usize),
    /// The number of problems that are not listed.
    MoreProblems(FileNumber, u64),
    /// A note about data known to be missing or changed, by index.
    Note(FileNumber, usize),
    /// The beginning of a refused file.
    Beginning(FileNumber),
    /// A file of which it holds hidden copies, by index.
    Repeated(FileNumber, usize),
    /// The number of its events that share their id with other events.
    SameIds(FileNumber),
    /// A file inside it, by index, if it is an archive.
    Entry(FileNumber, usize),
    /// The number of files inside it that are not listed.
    MoreEntries(FileNumber, u64),
}

impl FileLine {
    /// Returns the dropped file that the line is about.
    pub fn file(self) -> FileNumber {
        match self {
            FileLine::File(file)
            | FileLine::Problem(file, _)
            | FileLine::MoreProblems(file, _)
            | FileLine::Note(file, _)
            | FileLine::Beginning(file)
            | FileLine::Repeated(file, _)
            | FileLine::SameIds(file)
            | FileLine::Entry(file, _)
            | FileLine::MoreEntries(file, _) => file,
        }
    }
}

#[component]
pub fn Sources(properties: &SourcesProperties) -> Html {
    let SourcesProperties { file_table, times, .. } = properties;
    let text = use_state_eq(String::new);
    let status = use_state_eq(|| None::<Option<Status>>);
    let order = use_state_eq(|| None::<FileOrder>);
    let opened = use_state_eq(|| Rc::new(BTreeSet::<FileNumber>::new()));
    let copies = use_state_eq(|| None::<(FileNumber, FileNumber)>);

    use_effect_with(properties.file, {
        let (text, status, file_table) = (text.setter(), status.setter(), file_table.clone());
        move |file: &Option<FileNumber>| {
            if let Some(source) = file.and_then(|file| file_table.sources.get(file as usize)) {
                text.set(source.path.to_string());
                status.set(None);
            }
        }
    });

    let sums = use_memo(file_table.clone(), |file_table| Sums::of(accounts(file_table)));
    let wanted = accounts::Wanted { text: (*text).clone(), status: *status };
    let places = use_memo((file_table.clone(), wanted.clone(), *order), |(file_table, wanted, order)| {
        arrange(&accounts(file_table).collect::<Vec<_>>(), wanted, *order)
    });
    let lines =
        use_memo((file_table.clone(), places.clone(), (*opened).clone()), |(file_table, places, opened)| {
            lines(file_table, places, opened)
        });

    let oninput = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            let typed = event.target_dyn_into::<HtmlInputElement>().map(|input| input.value());
            text.set(typed.unwrap_or_default());
        })
    };
    let on_status = {
        let status = status.clone();
        Callback::from(move |chosen: StatusChoice| status.set(chosen))
    };
    let on_order = {
        let order = order.clone();
        Callback::from(move |chosen: Option<FileOrder>| order.set(chosen))
    };
    let on_open = {
        let opened = opened.clone();
        Callback::from(move |file: FileNumber| {
            let mut next = BTreeSet::clone(&opened);
            if !next.remove(&file) {
                next.insert(file);
            }
            opened.set(Rc::new(next));
        })
    };
    let on_copies = {
        let copies = copies.clone();
        Callback::from(move |pair: (FileNumber, FileNumber)| copies.set(Some(pair)))
    };
    let on_same_ids = properties
        .on_events
        .reform(|()| Selection { filter: format!("{}:*", Field::SameId.spec().name), time: None });
    if file_table.sources.is_empty() {
        return html! {
            <section class="sources" aria-label="Sources">
                <p class="sources__empty">
                    { "No files yet. Every file that is dropped stands here: what it is, how much of it was read, and what was wrong with it." }
                </p>
            </section>
        };
    }
    let shown = match places.len() == file_table.sources.len() {
        true => text::counted(places.len() as u64, "file", "files"),
        false => format!(
            "{} of {}",
            text::count(places.len() as u64),
            text::counted(file_table.sources.len() as u64, "file", "files")
        ),
    };
    html! {
        <section class="sources" aria-label="Sources">
            <SourcesSummary on_same_ids={on_same_ids.clone()} sums={sums.clone()} status={*status} {on_status} times={*times} />
            <Coverage ..properties.coverage.clone() />
            <div class="sources__bar">
                <label class="sources__find">
                    { Icon::Search.draw() }
                    <input type="search" class="sources__input" aria-label="Find files" placeholder="Find files by path or kind"
                        value={(*text).clone()} autocomplete="off" spellcheck="false" {oninput} />
                </label>
                <span class="sources__shown" aria-live="polite">{ shown }</span>
                <Export file_table={file_table.clone()} places={places.clone()} />
            </div>
            if let Some((file, of)) = *copies {
                <HiddenCopies wanted={HiddenCopiesWanted::OfFiles { file, of }} file_table={file_table.clone()}
                    on_close={Callback::from({
                        let copies = copies.clone();
                        move |()| copies.set(None)
                    })} />
            }
            <SourceTable on_copies={on_copies} on_same_ids={on_same_ids.clone()} file_table={file_table.clone()} {lines} opened={(*opened).clone()} order={*order} {on_order}
                {on_open} on_time={properties.on_time.clone()} case={properties.case.clone()}
                on_mark={properties.on_mark.clone()} times={*times} />
        </section>
    }
}

/// Returns the accounts of all files, in the order in which they were dropped.
pub fn accounts(file_table: &FileTable) -> impl Iterator<Item = FileFacts<'_>> {
    file_table.sources.iter().map(|source| FileFacts {
        path: &source.path,
        bytes: source.bytes,
        report: source.report.as_ref(),
        repeats: &source.repeats,
        same_ids: source.same_ids,
    })
}

/// Returns the lines of the list: each file, followed by its details if it is open.
fn lines(file_table: &FileTable, places: &[u32], opened: &BTreeSet<FileNumber>) -> Vec<FileLine> {
    let mut lines = Vec::with_capacity(places.len());
    for &file in places {
        lines.push(FileLine::File(file));
        if !opened.contains(&file) {
            continue;
        }
        let Some(source) = file_table.sources.get(file as usize) else { continue };
        if let Some(report) = &source.report {
            lines.extend((0..report.problems.len()).map(|problem| FileLine::Problem(file, problem)));
            if report.more_problems > 0 {
                lines.push(FileLine::MoreProblems(file, report.more_problems));
            }
            if !report.beginning.is_empty() {
                lines.push(FileLine::Beginning(file));
            }
            lines.extend((0..report.notes.len()).map(|note| FileLine::Note(file, note)));
            lines.extend((0..source.repeats.len()).map(|place| FileLine::Repeated(file, place)));
            lines.extend((source.same_ids > 0).then_some(FileLine::SameIds(file)));
            lines.extend((0..report.entries.len()).map(|entry| FileLine::Entry(file, entry)));
            if report.more_entries > 0 {
                lines.push(FileLine::MoreEntries(file, report.more_entries));
            }
        }
    }
    lines
}
