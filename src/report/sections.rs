//! The sections of the report, and how it writes times.

use crate::base::clock::Clock;
use crate::base::markup::HtmlPage;

/// The sections: their anchors and titles.
pub(super) const SECTIONS: &[(&str, &str)] = &[
    ("partial", "What is missing"),
    ("scope", "Scope"),
    ("coverage", "Coverage"),
    ("integrity", "Integrity"),
    ("questions", "Questions"),
    ("events", "Bookmarked events"),
    ("timelines", "Timelines"),
    ("others", "Other bookmarks"),
    ("files", "Files"),
];

pub(super) fn time(millis: Option<i64>) -> String {
    millis.map_or_else(|| "no time".to_owned(), |millis| format!("{} UTC", Clock::UTC.show(millis)))
}

pub(super) fn section(page: &mut HtmlPage, id: &str) {
    let title = SECTIONS.iter().find(|(known, _)| *known == id).map_or("", |(_, title)| title);
    page.raw(&format!("<section aria-labelledby=\"{id}\">\n"));
    page.heading("h2", id, title);
}
