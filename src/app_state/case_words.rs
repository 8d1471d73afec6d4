//! Texts and file names of a case.

use crate::base::text;
use crate::casefile::{Case, KeptRecord, MAX_TAG, MAX_TAGS, MarkedEvent, MarkedThing};
use crate::query::quote;

/// Maximum number of event ids in a filter: it must fit into an address.
pub const MOST_IN_FILTER: usize = 100;

/// Maximum number of characters of a title in the name of a file.
const STEM_CHARACTERS: usize = 60;

/// Returns the contents of a case in words.
pub fn case_contents(case: &Case) -> String {
    let mut words = text::counted(case.marks.len() as u64, "bookmark", "bookmarks");
    if !case.questions.is_empty() {
        words += &format!(", {}", text::counted(case.questions.len() as u64, "question", "questions"));
    }
    if !case.records.is_empty() {
        words += &format!(", {}", text::counted(case.records.len() as u64, "record", "records"));
    }
    words
}

/// Returns the contents of a case in words, and whether it is saved.
pub fn case_status(case: &Case, is_unsaved: bool) -> String {
    match (is_unsaved, case.is_empty()) {
        (_, true) => "nothing in it yet".to_owned(),
        (true, _) => format!("{}, not saved", case_contents(case)),
        (false, _) => format!("{}, saved", case_contents(case)),
    }
}

/// Returns the name of a case's file, without extension: its title, reduced to characters that
/// every system accepts.
pub fn case_file_stem(title: &str) -> String {
    let mut name = String::new();
    for letter in title.chars().take(STEM_CHARACTERS) {
        match letter {
            letter if letter.is_alphanumeric() => name.extend(letter.to_lowercase()),
            _ if !name.is_empty() && !name.ends_with('-') => name.push('-'),
            _ => {}
        }
    }
    let name = name.trim_end_matches('-');
    if name.is_empty() { "case".to_owned() } else { name.to_owned() }
}

/// Returns the comma-separated tags of a text, without duplicates.
pub fn tags_of(text: &str) -> Vec<String> {
    let mut tags: Vec<String> = Vec::new();
    for tag in text.split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
        let tag: String = tag.chars().take(MAX_TAG).collect();
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags.truncate(MAX_TAGS);
    tags
}

/// Returns the event if the thing is one.
pub fn marked_event(thing: &MarkedThing) -> Option<&MarkedEvent> {
    match thing {
        MarkedThing::Event(event) => Some(event),
        _ => None,
    }
}

/// Returns the filter that finds marked events by their ids, at most the first [`MOST_IN_FILTER`].
pub fn events_filter<'a>(events: impl Iterator<Item = &'a MarkedEvent>) -> String {
    let ids: Vec<String> = events
        .filter(|event| !event.event_id.is_empty())
        .take(MOST_IN_FILTER)
        .map(|event| quote(&event.event_id))
        .collect();
    match ids.as_slice() {
        [] => String::new(),
        [one] => format!("eventID:{one}"),
        several => format!("eventID:({})", several.join(" or ")),
    }
}

/// Returns the label of the button that shows marked events by [`events_filter`].
pub fn show_events_label<'a>(events: impl Iterator<Item = &'a MarkedEvent>) -> String {
    if events.filter(|event| !event.event_id.is_empty()).nth(MOST_IN_FILTER).is_some() {
        format!("Show the first {MOST_IN_FILTER} bookmarked events")
    } else {
        "Show the bookmarked events".to_owned()
    }
}

/// Returns the records of a case as a log file that can be read like any other; `None` if no record
/// is valid JSON.
pub fn records_as_log(case: &Case) -> Option<String> {
    let is_json = |kept: &&KeptRecord| serde_json::from_str::<serde::de::IgnoredAny>(&kept.record).is_ok();
    let records: Vec<&str> = case.records.iter().filter(is_json).map(|kept| kept.record.as_str()).collect();
    (!records.is_empty()).then(|| format!("{{\"Records\":[{}]}}", records.join(",")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_keeps_letters_and_digits() {
        for (title, stem) in [
            ("", "case"),
            ("???", "case"),
            ("Case 12: Ärger / S3", "case-12-ärger-s3"),
            ("--a--", "a"),
            (&"x".repeat(100), &"x".repeat(STEM_CHARACTERS)),
        ] {
            assert_eq!(case_file_stem(title), stem, "{title}");
        }
    }

    #[test]
    fn tags_are_trimmed_shortened_and_not_repeated() {
        assert_eq!(tags_of(" a, b ,,a"), ["a", "b"]);
        assert_eq!(tags_of(&"y".repeat(MAX_TAG + 1)), ["y".repeat(MAX_TAG)]);
        let many: Vec<String> = (0..=MAX_TAGS).map(|number| number.to_string()).collect();
        assert_eq!(tags_of(&many.join(",")).len(), MAX_TAGS);
    }

    #[test]
    fn a_filter_holds_a_limited_number_of_ids() {
        let event = |id: usize| MarkedEvent { event_id: format!("e{id}"), ..MarkedEvent::default() };
        let events: Vec<MarkedEvent> = (0..=MOST_IN_FILTER).map(event).collect();
        let anonymous = MarkedEvent::default();
        assert_eq!(events_filter([&anonymous].into_iter()), "");
        assert_eq!(events_filter([&anonymous, &events[0]].into_iter()), "eventID:e0");
        assert_eq!(events_filter(events[..2].iter()), "eventID:(e0 or e1)");
        assert_eq!(events_filter(events.iter()).matches(" or ").count(), MOST_IN_FILTER - 1);
        assert_eq!(show_events_label(events.iter()), "Show the first 100 bookmarked events");
        assert_eq!(show_events_label(events[1..].iter()), "Show the bookmarked events");
    }

    #[test]
    fn only_valid_records_become_a_log() {
        let record = |text: &str| KeptRecord {
            account: String::new(),
            event_id: String::new(),
            record: text.to_owned(),
        };
        let mut case = Case { records: vec![record("{")], ..Case::default() };
        assert_eq!(records_as_log(&case), None);
        case.records.extend([record("{\"a\":1}"), record("{}")]);
        assert_eq!(records_as_log(&case).unwrap(), "{\"Records\":[{\"a\":1},{}]}");
    }

    #[test]
    fn the_status_says_whether_the_case_is_saved() {
        let case = Case { title: "t".to_owned(), ..Case::default() };
        assert_eq!(case_status(&Case::default(), true), "nothing in it yet");
        assert_eq!(case_status(&case, true), "0 bookmarks, not saved");
        assert_eq!(case_status(&case, false), "0 bookmarks, saved");
    }
}
