//! The sections of the report about marked things: events, timelines of actors, and the rest.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::event::description;
use super::sections::{section, time};
use super::{CaseReport, ReportedEvent, Timeline, lanes};
use crate::base::markup::HtmlPage;
use crate::base::text::{count, counted};
use crate::casefile::{Bookmark, MarkedThing};
use crate::sessions::{self, EventCounts};

pub(super) fn begin_events(page: &mut HtmlPage, report: &CaseReport) {
    section(page, "events");
    if report.events.is_empty() {
        page.element("p", "No event was bookmarked.");
    }
    page.raw("<ol class=\"events\">\n");
}

pub(super) fn some_events(page: &mut HtmlPage, first: usize, events: &[ReportedEvent]) {
    for (number, ReportedEvent { mark, record, integrity }) in (first..).zip(events) {
        let MarkedThing::Event(event) = &mark.on else { continue };
        let description = description(event, record.as_deref(), integrity);
        page.raw(&format!("<li id=\"event-{}\">\n<h3>", number + 1));
        page.classed("span", "time", &time(event.millis));
        page.text(&description.sentence);
        page.raw("</h3>\n");
        if record.is_none() {
            page.classed("p", "lost", "Not in the files that were loaded when this was written.");
        }
        note(page, mark);
        page.raw("<dl>\n");
        for (name, value, is_identifier) in &description.facts {
            page.element("dt", name);
            if *is_identifier {
                page.raw("<dd>");
                page.path(value);
                page.raw("</dd>\n");
            } else {
                page.element("dd", value);
            }
        }
        page.raw("</dl>\n</li>\n");
    }
}

fn note(page: &mut HtmlPage, mark: &Bookmark) {
    if !mark.note.is_empty() {
        page.classed("p", "note", &mark.note);
    }
    if !mark.tags.is_empty() {
        page.raw("<p class=\"tags\">Tags: ");
        for (number, tag) in mark.tags.iter().enumerate() {
            if number > 0 {
                page.raw(", ");
            }
            page.text(tag);
        }
        page.raw("</p>\n");
    }
}

pub(super) fn begin_timelines(page: &mut HtmlPage, report: &CaseReport) {
    section(page, "timelines");
    let is_actor = |(mark, _): &(Bookmark, Option<String>)| matches!(mark.on, MarkedThing::Actor(_));
    if report.timelines.is_empty() && report.others.iter().any(is_actor) {
        page.element("p", "None could be drawn; Other bookmarks says why.");
    } else if report.timelines.is_empty() {
        page.element("p", "No actor was bookmarked.");
    } else {
        page.classed("p", "about", "Bars stand for the events of a slice of time, higher for more of them: dark where something was changed, light where it was only read, with a red line above where calls failed.");
    }
}

fn counts(of: &EventCounts) -> [String; 4] {
    [count(of.events), count(of.failed), time(of.first_millis), time(of.last_millis)]
}

pub(super) fn timeline(page: &mut HtmlPage, number: usize, timeline: &Timeline) {
    let Timeline { mark, actor, tree, sessions, all_sessions, .. } = timeline;
    page.raw("<article>\n<h3>");
    page.text(&actor.name);
    page.raw("</h3>\n");
    let account =
        if actor.account.is_empty() { String::new() } else { format!(", account {}", actor.account) };
    page.element(
        "p",
        &format!(
            "{}{account}. {}, {} failed. That these are its own is {}.",
            actor.kind.label(),
            counted(actor.count.events, "event", "events"),
            count(actor.count.failed),
            actor.certainty.name()
        ),
    );
    note(page, mark);
    page.raw("<figure>\n");
    page.raw(&lanes::svg(timeline, &format!("lanes-{}", number + 1)));
    page.raw("</figure>\n");
    let left_out = u64::from(*all_sessions).saturating_sub(sessions.len() as u64);
    page.begin_table(
        "Its sessions",
        &["Session", "Kind", "Obtained by", "Certainty", "Events", "Failed", "First", "Last"],
    );
    for session in sessions {
        let [events, failed, first, last] = counts(&session.count);
        page.row(&[
            &session.name,
            session.kind.label(),
            &session.obtained_by,
            session.certainty.name(),
            &events,
            &failed,
            &first,
            &last,
        ]);
    }
    page.end_table();
    if left_out > 0 {
        page.element(
            "p",
            &format!("{} not listed.", counted(left_out, "more session is", "more sessions are")),
        );
    }
    if tree.nodes.len() > 1 {
        // As a separate image, its style cannot affect the rest of the page.
        let drawn = sessions::svg(tree, &format!("Chain of {}", actor.name));
        page.raw("<figure>\n<img class=\"chain\" alt=\"");
        page.text(&format!(
            "Chain of {}: {} obtained from each other",
            actor.name,
            counted(tree.nodes.len() as u64 - 1, "session", "sessions")
        ));
        page.raw("\" src=\"data:image/svg+xml;base64,");
        page.raw(&STANDARD.encode(drawn));
        page.raw("\">\n");
        page.element("figcaption", "The chain: which credentials were obtained from which");
        page.raw("</figure>\n");
    }
    page.raw("</article>\n");
}

pub(super) fn others(page: &mut HtmlPage, report: &CaseReport) {
    section(page, "others");
    if report.others.is_empty() {
        page.element("p", "No session or file was bookmarked.");
        return page.raw("</section>\n");
    }
    page.raw("<ul class=\"events\">\n");
    for (mark, missing) in &report.others {
        page.raw("<li>\n<h3>");
        page.classed("span", "time", mark.on.kind());
        match &mark.on {
            MarkedThing::File(file) => page.path(&file.path),
            other => page.text(&other.title()),
        }
        page.raw("</h3>\n");
        if let Some(words) = missing {
            page.classed("p", "lost", words);
        }
        note(page, mark);
        if let MarkedThing::File(file) = &mark.on {
            let hash = file.sha256.as_deref().unwrap_or("not known");
            page.classed("p", "about", &format!("{}, SHA-256 {hash}", counted(file.bytes, "byte", "bytes")));
        }
        page.raw("</li>\n");
    }
    page.raw("</ul>\n</section>\n");
}
