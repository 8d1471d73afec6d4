//! A line of the list of files.

use std::rc::Rc;

use trailglass::accounts::{
    FileLine, first_remark, problem_place, repeated_words, same_ids_selection, same_ids_words, status_word,
};
use trailglass::base::text;
use trailglass::base::time::TimeRange;
use trailglass::intake::{ArchiveEntry, FileProblem, Status};
use trailglass::model::FileNumber;
use yew::prelude::*;

use crate::contexts::{use_acts, use_times};
use crate::views::case::Star;
use crate::widgets::icons::Icon;
use crate::widgets::log_text::{shown, shown_text};
use crate::widgets::times::TimeDisplay;
use trailglass::app_state::SourceFile;

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
}

#[component]
pub fn SourceLine(properties: &SourceLineProperties) -> Html {
    let SourceLineProperties { index, line, source, on_copies, .. } = properties;
    let (acts, times) = (use_acts(), use_times());
    let rowindex = (index + 2).to_string();
    let report = source.report.as_ref();
    let problem = |content: Html, class: Option<&'static str>| below(&rowindex, content, class);
    let muted = |content: Html| problem(content, Some("muted"));
    let link = |label: &'static str, onclick: Callback<MouseEvent>| {
        html! { <button type="button" class="sources__link" {onclick}>{ label }</button> }
    };
    match *line {
        FileLine::File(file) => file_line(properties, file, times, &acts.events_of_time),
        FileLine::Problem(_, place) => {
            let found = report.and_then(|report| report.problems.get(place));
            problem(found.map(problem_words).unwrap_or_default(), None)
        }
        FileLine::MoreProblems(_, more) => {
            muted(html! { format!("and {} more", text::counted(more, "problem", "problems")) })
        }
        FileLine::Note(_, place) => {
            let note = report.and_then(|report| report.notes.get(place));
            muted(html! { <span title={note.cloned()}>{ note }</span> })
        }
        FileLine::Beginning(_) => {
            let beginning = report.map(|report| report.beginning.as_str()).unwrap_or_default();
            muted(html! { <>{ "It begins with " }<code>{ shown(beginning) }</code></> })
        }
        FileLine::Repeated(file, place) => {
            let Some((repeated, of)) = source.repeats.get(place).zip(source.repeats_of.get(place).copied())
            else {
                return html! {};
            };
            let (before, after) = repeated_words(repeated);
            let show = link("Show hidden copies", on_copies.reform(move |_: MouseEvent| (file, of)));
            muted(html! { <>{ before }<code>{ shown(&repeated.of) }</code>{ after }{ show }</> })
        }
        FileLine::SameIds(_) => {
            let show =
                link("Show all such events", acts.events_of.reform(|_: MouseEvent| same_ids_selection()));
            muted(html! { <>{ same_ids_words(source.same_ids) }{ " " }{ show }</> })
        }
        FileLine::Entry(_, place) => {
            let entry = report.and_then(|report| report.entries.get(place));
            entry.map(|entry| entry_line(entry, &rowindex)).unwrap_or_default()
        }
        FileLine::MoreEntries(_, more) => {
            muted(html! { format!("and {} more in it", text::counted(more, "file", "files")) })
        }
    }
}

/// Draws a line of text below a file.
fn below(rowindex: &str, content: Html, class: Option<&'static str>) -> Html {
    html! {
        <div role="row" class="sources__line sources__line--problem" aria-rowindex={rowindex.to_owned()}>
            <div role="cell" class={classes!("sources__problem", class)}>{ content }</div>
        </div>
    }
}

/// Draws a file in an archive.
fn entry_line(entry: &ArchiveEntry, rowindex: &str) -> Html {
    html! {
        <div role="row" class="sources__line sources__line--entry" aria-rowindex={rowindex.to_owned()}>
            <div role="cell" class="sources__path sources__path--entry" title={shown_text(&entry.path)}>
                <bdi>{ shown(&entry.path) }</bdi>
            </div>
            { state(Some(entry.status)) }
            <div role="cell" class="sources__kind" title={entry.container.clone()}>{ &entry.container }</div>
            <div role="cell"></div>
            { size(entry.bytes) }
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

fn size(bytes: u64) -> Html {
    html! {
        <div role="cell" class="sources__number" title={text::counted(bytes, "byte", "bytes")}>{ text::bytes(bytes) }</div>
    }
}

fn file_line(
    properties: &SourceLineProperties,
    file: FileNumber,
    times: TimeDisplay,
    on_time: &Callback<TimeRange>,
) -> Html {
    let SourceLineProperties { index, source, open, on_open, .. } = properties;
    let facts = source.facts();
    let report = facts.report;
    let problems = facts.problems();
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
        <div role="row" class="sources__line" aria-rowindex={(index + 2).to_string()}>
            // Labelled by the path alone, without the name of the star.
            <div role="cell" class="sources__path sources__path--file" title={shown_text(&source.path)}
                aria-label={shown_text(&source.path)}>
                <Star of="file" is_marked={properties.is_marked} class="sources__star"
                    on_toggle={properties.on_mark.reform(move |()| file)} />
                <bdi>{ shown(&source.path) }</bdi>
            </div>
            { state(facts.status()) }
            <div role="cell" class="sources__kind" title={kind.clone()}>{ kind }</div>
            { size(source.bytes) }
            { report.map_or_else(|| html! { <div role="cell"></div> }, |report| size(report.inflated_bytes)) }
            <div role="cell" class="sources__number">{ report.map(|report| text::count(report.records)) }</div>
            <div role="cell" class="sources__number">
                { Some(facts.repeated()).filter(|repeats| *repeats > 0).map(text::count) }
            </div>
            <div role="cell" class="sources__time">{ time }</div>
            <div role="cell" class="sources__wrong">
                if let Some(remark) = first_remark(facts) {
                    <button type="button" class="sources__link sources__expand" aria-expanded={open.to_string()}
                        title={shown_text(&remark)} onclick={on_open.reform(move |_: MouseEvent| file)}>
                        { if *open { Icon::Down.draw() } else { Icon::Right.draw() } }
                        if problems > 1 {
                            <strong>{ text::count(problems) }</strong>
                        }
                        <span class="sources__message">{ shown(&remark) }</span>
                    </button>
                }
            </div>
        </div>
    }
}

fn state(status: Option<Status>) -> Html {
    let class = match status {
        Some(Status::Partial) => Some("sources__state--partial"),
        Some(Status::Refused) => Some("sources__state--refused"),
        Some(Status::Skipped | Status::Recognised) | None => Some("muted"),
        Some(Status::Read) => None,
    };
    html! {
        <div role="cell" class={classes!("sources__state", class)}>{ status_mark(status) }{ status_word(status) }</div>
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
