//! A line of the list of files.

use std::rc::Rc;

use trailglass::accounts::{problem_place, status_word};
use trailglass::base::time::TimeRange;
use trailglass::intake::{ArchiveEntry, FileProblem, Report, Status};
use trailglass::model::FileNumber;
use yew::prelude::*;

use super::FileLine;
use crate::file_table::SourceFile;
use crate::views::case::Star;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::times::TimeDisplay;
use trailglass::base::text;

#[derive(Clone, PartialEq, Properties)]
pub struct SourceLineProperties {
    /// The line's place in the list.
    pub index: u64,
    pub line: FileLine,
    /// The file that the line is about.
    pub source: Rc<SourceFile>,
    /// Whether the file's problems are listed below it.
    pub open: bool,
    /// Whether the file has a bookmark.
    pub is_marked: bool,
    /// Called with a file to add or remove its bookmark.
    pub on_mark: Callback<FileNumber>,
    /// Called with a file to list or hide its problems.
    pub on_open: Callback<FileNumber>,
    /// Called to show the hidden copies in one file, the first, of records in another, the second.
    pub on_copies: Callback<(FileNumber, FileNumber)>,
    /// Called to show the events that share an id.
    pub on_same_ids: Callback<()>,
    /// Called to show the events in a time range.
    pub on_time: Callback<TimeRange>,
    pub times: TimeDisplay,
}

#[component]
pub fn SourceLine(properties: &SourceLineProperties) -> Html {
    let SourceLineProperties { index, line, source, .. } = properties;
    let rowindex = (index + 2).to_string();
    match *line {
        FileLine::File(file) => file_line(properties, file, rowindex),
        FileLine::Problem(_, place) => {
            let problem = source.report.as_ref().and_then(|report| report.problems.get(place));
            html! {
                <div role="row" class="sources__line sources__line--problem" aria-rowindex={rowindex}>
                    <div role="cell" class="sources__problem">{ problem.map(problem_words) }</div>
                </div>
            }
        }
        FileLine::MoreProblems(_, more) => {
            below(rowindex, html! { format!("and {} more", text::counted(more, "problem", "problems")) })
        }
        FileLine::Note(_, place) => {
            let note = source.report.as_ref().and_then(|report| report.notes.get(place));
            below(rowindex, html! { <span title={note.cloned()}>{ note }</span> })
        }
        FileLine::Beginning(_) => {
            let beginning =
                source.report.as_ref().map(|report| report.beginning.as_str()).unwrap_or_default();
            below(rowindex, html! { <>{ "It begins with " }<code>{ shown(beginning) }</code></> })
        }
        FileLine::Repeated(file, place) => source
            .repeats
            .get(place)
            .zip(source.repeats_of.get(place).copied())
            .map(|(repeated, of)| {
                let records = text::counted(repeated.records, "record repeats", "records repeat");
                let events = if repeated.records == 1 { "an event" } else { "events" };
                below(
                    rowindex,
                    html! {
                        <>
                            { format!("{records} {events} of ") }<code>{ shown(&repeated.of) }</code>
                            { match repeated.differing {
                                0 => ", with the same content ".to_owned(),
                                1 => ", 1 of them with other content ".to_owned(),
                                some => format!(", {} of them with other content ", text::count(some)),
                            } }
                            <button type="button" class="sources__link"
                                onclick={properties.on_copies.reform(move |_: MouseEvent| (file, of))}>
                                { "Show hidden copies" }
                            </button>
                        </>
                    },
                )
            })
            .unwrap_or_default(),
        FileLine::SameIds(_) => below(
            rowindex,
            html! {
                <>
                    { same_ids_words(source.same_ids) }{ " " }
                    <button type="button" class="sources__link"
                        onclick={properties.on_same_ids.reform(|_: MouseEvent| ())}>
                        { "Show all such events" }
                    </button>
                </>
            },
        ),
        FileLine::Entry(_, place) => {
            let entry = source.report.as_ref().and_then(|report| report.entries.get(place));
            entry.map(|entry| entry_line(entry, rowindex)).unwrap_or_default()
        }
        FileLine::MoreEntries(_, more) => {
            below(rowindex, html! { format!("and {} more in it", text::counted(more, "file", "files")) })
        }
    }
}

/// Returns the sentence about events that share their id with another event.
pub fn same_ids_words(events: u64) -> String {
    match events {
        1 => "1 event has the id of another event, but other content".to_owned(),
        some => format!("{} events have the id of another event, but other content", text::count(some)),
    }
}

/// Draws a line of text below a file.
fn below(rowindex: String, words: Html) -> Html {
    html! {
        <div role="row" class="sources__line sources__line--problem" aria-rowindex={rowindex}>
            <div role="cell" class="sources__problem sources__muted">{ words }</div>
        </div>
    }
}

/// Draws a file in an archive.
fn entry_line(entry: &ArchiveEntry, rowindex: String) -> Html {
    let status = Some(entry.status);
    html! {
        <div role="row" class="sources__line sources__line--entry" aria-rowindex={rowindex}>
            <div role="cell" class="sources__path sources__path--entry" title={shown_text(&entry.path)}>
                <bdi>{ shown(&entry.path) }</bdi>
            </div>
            <div role="cell" class={classes!("sources__state", status_class(status))}>
                { status_mark(status) }{ status_word(status) }
            </div>
            <div role="cell" class="sources__kind" title={entry.container.clone()}>{ &entry.container }</div>
            <div role="cell"></div>
            <div role="cell" class="sources__number" title={text::counted(entry.bytes, "byte", "bytes")}>
                { text::bytes(entry.bytes) }
            </div>
            <div role="cell" class="sources__number">{ text::count(entry.records) }</div>
            <div role="cell"></div>
            <div role="cell"></div>
            <div role="cell" class="sources__wrong">{ entry.problems.first().map(problem_words) }</div>
        </div>
    }
}

fn problem_words(problem: &FileProblem) -> Html {
    let place = problem_place(problem);
    html! {
        <>
            <span title={shown_text(&problem.message)}>{ shown(&problem.message) }</span>
            if !place.is_empty() {
                <span class="sources__place">{ place }</span>
            }
        </>
    }
}

fn file_line(properties: &SourceLineProperties, file: FileNumber, rowindex: String) -> Html {
    let SourceLineProperties { source, open, on_open, on_time, times, .. } = properties;
    let report = source.report.as_ref();
    let status = report.map(|report| report.status);
    let number = |value: Option<u64>| value.map(text::count).unwrap_or_default();
    let size = |value: u64| {
        html! {
            <div role="cell" class="sources__number" title={text::counted(value, "byte", "bytes")}>{ text::bytes(value) }</div>
        }
    };
    let problems = report.map_or(0, |report| report.problems.len() as u64 + report.more_problems);
    let kind = report.map(|report| report.container.clone()).unwrap_or_default();
    let time = report.and_then(|report| report.span_millis).map(|(from_millis, last)| {
        let range = TimeRange { from_millis, until_millis: last + 1 };
        let shown = times.show_range(TimeRange { from_millis, until_millis: last });
        html! {
            <button type="button" class="sources__link" title={format!("Show the events of this time: {shown}")}
                onclick={on_time.reform(move |_: MouseEvent| range)}>{ times.show(Some(from_millis)) }</button>
        }
    });
    html! {
        <div role="row" class="sources__line" aria-rowindex={rowindex}>
            // Labelled by the path alone, without the name of the star.
            <div role="cell" class="sources__path sources__path--file" title={shown_text(&source.path)}
                aria-label={shown_text(&source.path)}>
                <Star of="file" is_marked={properties.is_marked} class="sources__star"
                    on_toggle={properties.on_mark.reform(move |()| file)} />
                <bdi>{ shown(&source.path) }</bdi>
            </div>
            <div role="cell" class={classes!("sources__state", status_class(status))}>
                { status_mark(status) }{ status_word(status) }
            </div>
            <div role="cell" class="sources__kind" title={kind.clone()}>{ kind }</div>
            { size(source.bytes) }
            if let Some(report) = report {
                { size(report.inflated_bytes) }
            } else {
                <div role="cell"></div>
            }
            <div role="cell" class="sources__number">{ number(report.map(|report| report.records)) }</div>
            <div role="cell" class="sources__number">
                { number(Some(source.repeats.iter().map(|of| of.records).sum()).filter(|repeats| *repeats > 0)) }
            </div>
            <div role="cell" class="sources__time">{ time }</div>
            <div role="cell" class="sources__wrong">
                if let Some((words, title)) = report.and_then(|report| first_words(report, source)) {
                    <button type="button" class="sources__link sources__expand" aria-expanded={open.to_string()}
                        {title} onclick={on_open.reform(move |_: MouseEvent| file)}>
                        { if *open { Icon::Down.draw() } else { Icon::Right.draw() } }
                        if problems > 1 {
                            <strong>{ text::count(problems) }</strong>
                        }
                        <span class="sources__message">{ words }</span>
                    </button>
                }
            </div>
        </div>
    }
}

/// Returns the first remark about a file, as elements and as plain text; `None` if there is none.
fn first_words(report: &Report, source: &SourceFile) -> Option<(Html, String)> {
    if let Some(problem) = report.problems.first() {
        return Some((shown(&problem.message), shown_text(&problem.message).to_string()));
    }
    let files = report.entries.len() as u64 + report.more_entries;
    if files > 0 {
        let bad = |entry: &&ArchiveEntry| matches!(entry.status, Status::Refused | Status::Partial);
        let unread = report.entries.iter().filter(bad).count() as u64;
        let words = match unread {
            0 => format!("{} in it", text::counted(files, "file", "files")),
            _ => format!(
                "{} in it, {} not read in full",
                text::counted(files, "file", "files"),
                text::count(unread)
            ),
        };
        return Some((html! { words.clone() }, words));
    }
    if let Some(note) = report.notes.first() {
        return Some((html! { note }, note.clone()));
    }
    let words = match source.repeats.as_slice() {
        [] if source.same_ids == 0 => return None,
        [] => same_ids_words(source.same_ids),
        [one] => format!("repeats {}", one.of),
        [one, others @ ..] => format!(
            "repeats {} and {}",
            one.of,
            text::counted(others.len() as u64, "other file", "other files")
        ),
    };
    Some((shown(&words), shown_text(&words).to_string()))
}

fn status_class(status: Option<Status>) -> Option<&'static str> {
    match status {
        Some(Status::Partial) => Some("sources__state--partial"),
        Some(Status::Refused) => Some("sources__state--refused"),
        Some(Status::Skipped | Status::Recognised) | None => Some("sources__muted"),
        Some(Status::Read) => None,
    }
}

/// The sign of a status. Each has its own shape, so that none differs by colour alone.
pub fn status_mark(status: Option<Status>) -> Html {
    let (class, path) = match status {
        Some(Status::Read) => ("sources__mark", "M2.5 6.5l2.3 2.3L9.5 3.5"),
        Some(Status::Partial) => {
            ("sources__mark sources__mark--partial", "M6 1.8L11 10.4H1zM6 5v2.4M6 8.7v.3")
        }
        Some(Status::Recognised) => ("sources__mark", "M6 2.2a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 1 0 0-7.6z"),
        Some(Status::Refused) => ("sources__mark sources__mark--refused", "M3 3l6 6M9 3l-6 6"),
        Some(Status::Skipped) => ("sources__mark", "M2.5 6h7"),
        None => ("sources__mark", "M6 2.2a3.8 3.8 0 1 0 0 7.6a3.8 3.8 0 1 0 0-7.6zM6 4v2.2l1.5 1"),
    };
    html! {
        <svg {class} viewBox="0 0 12 12" width="12" height="12" fill="none" stroke="currentColor"
            stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">
            <path d={path} />
        </svg>
    }
}
