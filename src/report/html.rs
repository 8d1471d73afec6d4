//! Renders the report as a printable page: one file without scripts and external resources, with
//! every text escaped. The marked things are in [`super::bookmarks`].

use std::iter::once_with;

use super::bookmarks::{begin_events, begin_timelines, others, some_events, timeline};
use super::sections::{SECTIONS, section, time};
use super::{AnsweredQuestion, CaseReport, ReportedFile, partial};
use crate::accounts::status_word;
use crate::base::clock::Clock;
use crate::base::markup::HtmlPage;
use crate::base::text::{bytes, count, counted};
use crate::query::coverage::CoverageMap;

const STYLE: &str = include_str!("report.css");

/// A content security policy under which nothing runs and nothing is fetched; images are embedded.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// Number of lines that are rendered at a time.
const AT_ONCE: usize = 400;

/// Number of events that are rendered at a time.
const EVENTS_AT_ONCE: usize = 40;

/// Maximum number of coverage rows in the report; the interactive page shows all.
const MOST_ROWS: usize = 200;

/// Renders the report piece by piece, so that the caller can do other work in between.
pub fn html(report: &CaseReport) -> impl Iterator<Item = String> + '_ {
    let events = (0..).step_by(EVENTS_AT_ONCE).zip(report.events.chunks(EVENTS_AT_ONCE));
    let files = report.scope.files.chunks(AT_ONCE);
    once_with(|| piece(|page| head(page, report)))
        .chain(once_with(|| piece(|page| scope(page, report))))
        .chain(once_with(|| piece(|page| integrity(page, report))))
        .chain(once_with(|| piece(|page| questions(page, &report.questions))))
        .chain(once_with(|| piece(|page| begin_events(page, report))))
        .chain(events.map(|(first, events)| piece(|page| some_events(page, first, events))))
        .chain(once_with(|| piece(|page| page.raw("</ol>\n</section>\n"))))
        .chain(once_with(|| piece(|page| begin_timelines(page, report))))
        .chain(
            report
                .timelines
                .iter()
                .enumerate()
                .map(|(number, one)| piece(|page| timeline(page, number, one))),
        )
        .chain(once_with(|| piece(|page| page.raw("</section>\n"))))
        .chain(once_with(|| piece(|page| others(page, report))))
        .chain(once_with(|| piece(|page| begin_files(page, report))))
        .chain(files.map(|files| piece(|page| files.iter().for_each(|one| file(page, one)))))
        .chain(once_with(|| {
            piece(|page| {
                page.end_table();
                page.raw("</section>\n</main>\n</body>\n</html>\n");
            })
        }))
}

fn piece(write: impl FnOnce(&mut HtmlPage)) -> String {
    let mut page = HtmlPage::default();
    write(&mut page);
    page.finish()
}

fn head(page: &mut HtmlPage, report: &CaseReport) {
    let title = if report.title.is_empty() { "Report on CloudTrail logs" } else { &report.title };
    page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n"));
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light\">\n<meta name=\"referrer\" content=\"no-referrer\">\n");
    page.element("title", title);
    page.raw("<style>");
    page.raw(STYLE);
    page.raw("</style>\n</head>\n<body>\n<header>\n");
    page.element("h1", title);
    page.classed(
        "p",
        "written",
        &format!(
            "Written by Trailglass {} on {}. Times are in UTC.",
            report.version,
            time(Some(report.written_at_millis))
        ),
    );
    page.raw("</header>\n<nav aria-label=\"Contents\">\n<ol>\n");
    for (id, title) in SECTIONS {
        page.raw(&format!("<li><a href=\"#{id}\">{title}</a></li>\n"));
    }
    page.raw("</ol>\n</nav>\n<main>\n");
    section(page, "partial");
    let missing = partial(report);
    if missing.is_empty() {
        page.element("p", "Nothing is known to be missing: every file was read in full, no time looks like a hole, and every digest and every log file is verified.");
    } else {
        page.raw("<ul class=\"missing\">\n");
        for sentence in &missing {
            page.element("li", sentence);
        }
        page.raw("</ul>\n");
    }
    page.raw("</section>\n");
    if !report.notes.is_empty() {
        page.raw("<section aria-labelledby=\"notes\">\n");
        page.heading("h2", "notes", "Notes");
        page.classed("p", "note", &report.notes);
        page.raw("</section>\n");
    }
}

fn scope(page: &mut HtmlPage, report: &CaseReport) {
    let scope = &report.scope;
    section(page, "scope");
    page.raw("<dl>\n");
    let mut fact = |name: &str, value: &str| {
        page.element("dt", name);
        page.element("dd", value);
    };
    let on_disk: u64 = scope.files.iter().map(|file| file.bytes).sum();
    fact(
        "Files",
        &format!("{}, {} on disk", counted(scope.files.len() as u64, "file", "files"), bytes(on_disk)),
    );
    let events = counted(scope.events, "event", "events");
    let repeats = counted(scope.repeats, "copy of an event counted once", "copies of events counted once");
    fact("Events", &if scope.repeats > 0 { format!("{events}, and {repeats}") } else { events });
    if let Some((first, last)) = scope.span_millis {
        fact("Time", &format!("{} to {}", time(Some(first)), time(Some(last))));
    }
    let selection = &scope.selection;
    let mut selected = match selection.filter.as_str() {
        "" => "all events".to_owned(),
        filter => format!("filter {filter}"),
    };
    if let Some(range) = selection.time {
        selected += &format!(", {} UTC", Clock::UTC.show_range(range));
    }
    fact("Selected (the report is of all events)", &selected);
    page.raw("</dl>\n</section>\n");
    section(page, "coverage");
    match &scope.coverage {
        None => page.element("p", "Not known: no event has a time."),
        Some(map) => coverage(page, map),
    }
    page.raw("</section>\n");
}

fn coverage(page: &mut HtmlPage, map: &CoverageMap) {
    page.begin_table("Events by account and Region", &["Account", "Region", "Events", "First", "Last"]);
    for row in map.rows.iter().take(MOST_ROWS) {
        let counts = &row.counts;
        let used: Vec<u32> = (counts.first..)
            .zip(&counts.counts)
            .filter(|(_, events)| **events > 0)
            .map(|(step, _)| step)
            .collect();
        let (first, last) = (used.first().copied().unwrap_or(0), used.last().copied().unwrap_or(0));
        let from = map.steps.span(first, first).from_millis;
        let until = map.steps.span(last, last).until_millis;
        page.row(&[
            row.account_name(),
            row.region_name(),
            &count(row.events),
            &time(Some(from)),
            &time(Some(until)),
        ]);
    }
    page.end_table();
    let more = map.rows.len().saturating_sub(MOST_ROWS) as u64;
    if more > 0 || map.events_elsewhere > 0 {
        page.element(
            "p",
            &format!(
                "{} more are not listed; {} in accounts and Regions beyond those.",
                counted(more, "pair", "pairs"),
                counted(map.events_elsewhere, "event is", "events are")
            ),
        );
    }
    page.classed(
        "p",
        "about",
        &format!(
            "First and last are the edges of slices of {}.",
            crate::base::text::duration(map.steps.step_millis)
        ),
    );
    if map.holes.is_empty() {
        page.element("p", "No time looks like a hole in the download.");
        return;
    }
    page.begin_table("Likely holes in the download", &["Time (UTC)", "Where"]);
    for hole in &map.holes {
        let rows: Vec<String> =
            hole.rows.iter().filter_map(|row| map.rows.get(*row)).take(10).map(|row| row.name()).collect();
        let place = match (rows.as_slice(), hole.rows.len().saturating_sub(rows.len())) {
            ([], _) => "everywhere".to_owned(),
            (rows, 0) => rows.join("; "),
            (rows, more) => format!("{} and {more} more", rows.join("; ")),
        };
        page.row(&[&Clock::UTC.show_range(map.time_of(hole)), &place]);
    }
    page.end_table();
}

fn integrity(page: &mut HtmlPage, report: &CaseReport) {
    section(page, "integrity");
    match &report.integrity {
        None => page.element("p", "The logs were not checked against CloudTrail's digests."),
        Some(integrity) => {
            for sentence in &integrity.sentences {
                page.element("p", sentence);
            }
        }
    }
    page.raw("</section>\n");
}

fn questions(page: &mut HtmlPage, questions: &[AnsweredQuestion]) {
    section(page, "questions");
    let (answered, none): (Vec<&AnsweredQuestion>, Vec<&AnsweredQuestion>) =
        questions.iter().partition(|answered| {
            !matches!(answered.count, Ok(0))
                || !matches!(answered.attempts, None | Some(Ok(0)))
                || !answered.question.is_built_in()
        });
    if questions.is_empty() {
        page.element("p", "No question was asked.");
    }
    if !answered.is_empty() {
        page.classed(
            "p",
            "about",
            "Where a question counts successes, Refused counts the attempts that failed: the same filter with outcome:failed. A dash stands where the question counts events whatever their outcome.",
        );
        page.begin_table(
            "Questions, and how many of all events answer them",
            &["Events", "Refused", "Question", "Filter"],
        );
        for AnsweredQuestion { question, count: events, attempts } in answered {
            page.raw("<tr>");
            for number in [Some(events), attempts.as_ref()] {
                match number {
                    Some(Ok(events)) => page.cell("number", &count(*events)),
                    Some(Err(reason)) => page.cell("", &format!("not known: {reason}")),
                    None => page.cell("number", "–"),
                }
            }
            page.raw("<td>");
            page.text(&question.title);
            for sentence in question.origin() {
                page.classed("div", "origin", &format!("{sentence}."));
            }
            if !question.why.is_empty() {
                page.classed("div", "about", &question.why);
            }
            for reference in &question.references {
                page.classed(
                    "div",
                    "about",
                    &format!("{} {}: {}", reference.framework.name(), reference.id, reference.title),
                );
            }
            page.raw("</td><td>");
            page.code(&question.filter);
            page.raw("</td></tr>\n");
        }
        page.end_table();
    }
    if !none.is_empty() {
        page.element(
            "p",
            &format!("{} no event:", counted(none.len() as u64, "question found", "questions found")),
        );
        page.raw("<ul class=\"columns\">\n");
        for answered in none {
            page.element("li", &answered.question.title);
        }
        page.raw("</ul>\n");
    }
    page.raw("</section>\n");
}

fn begin_files(page: &mut HtmlPage, report: &CaseReport) {
    section(page, "files");
    page.classed("p", "about", "The hash is the SHA-256 of the inflated bytes of a file's first gzip member, as CloudTrail's digests have it; of all bytes where it is no gzip. An archive has none; the files in it have.");
    let words = counted(report.scope.files.len() as u64, "file", "files");
    page.begin_table(
        &format!("{}{words}", if report.scope.files.len() == 1 { "" } else { "All " }),
        &["File", "Status", "Kind", "Bytes", "Records", "Repeats", "SHA-256"],
    );
}

fn file(page: &mut HtmlPage, file: &ReportedFile) {
    page.raw("<tr><td>");
    page.path(&file.path);
    if file.problems > 0 {
        page.classed(
            "div",
            "lost",
            &format!("{}: {}", counted(file.problems, "problem", "problems"), file.problem),
        );
    }
    page.raw("</td>");
    page.cell("", status_word(file.status));
    page.cell("", &file.kind);
    for number in [file.bytes, file.records, file.repeats] {
        page.cell("number", &count(number));
    }
    page.raw("<td>");
    match (&file.sha256, file.entries.is_empty()) {
        (Some(hash), _) => page.code(&hash.to_string()),
        (None, true) => page.text("not known"),
        (None, false) => {
            page.text(&format!("{} in it:", counted(file.entries.len() as u64, "file", "files")))
        }
    }
    page.raw("</td></tr>\n");
    for (path, hash) in &file.entries {
        page.raw("<tr class=\"entry\"><td colspan=\"6\">");
        page.path(path);
        page.raw("</td><td>");
        match hash {
            Some(hash) => page.code(&hash.to_string()),
            None => page.text("not known"),
        }
        page.raw("</td></tr>\n");
    }
}
