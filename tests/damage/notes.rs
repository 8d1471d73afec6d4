//! What is lost is noted with its place, and what only looks like an event is none.

use serde_json::Value;
use trailglass::intake::Status;

use crate::support::reading::{log_file, read_in_steps};

fn sorted_events(count: usize) -> Vec<String> {
    // Keys are in alphabetical order, so that the first key differs between events.
    let odd = ["awsRegion", "additionalEventData", "apiVersion"];
    let event = |number: usize| {
        let mut value: Value = serde_json::from_str(&crate::containers::event(number)).expect("JSON");
        value[odd[number % 3]] = "x".into();
        value.to_string()
    };
    (0..count).map(event).collect()
}

#[test]
fn a_lost_stretch_is_noted_with_its_place() {
    let events = sorted_events(9);
    let text = log_file(&events);
    let at = text.find(&events[4]).expect("the fifth");
    let damaged = [&text[..at + 30], "\0\0", &text[at + 32..]].concat();
    let (report, kept) = read_in_steps(damaged.as_bytes(), 1 << 20);
    assert_eq!((report.status, kept.len(), report.problems.len()), (Status::Partial, 8, 1));
    let problem = &report.problems[0];
    let lost = format!("the bytes from {at} to {} were left out", at + events[4].len() + 1);
    assert!(problem.message.contains(&lost), "{lost}: {}", problem.message);
    assert_eq!((problem.at_byte, problem.record), (Some(at as u64 + 30), Some(4)));
    // A missing comma loses nothing, but is reported.
    let (report, kept) = read_in_steps(text.replacen("},{", "}{", 1).as_bytes(), 1 << 20);
    assert_eq!((report.status, kept.len(), report.problems.len()), (Status::Partial, 9, 1));
}

#[test]
fn a_beginning_that_is_cut_or_foreign_costs_the_beginning() {
    let events = sorted_events(9);
    let (file, lines) = (log_file(&events), events.join("\n"));
    let inside = file.find(&events[1]).expect("the second") + 40;
    let cases = [
        ("a line of text on top", format!("2024-03-01 exported by x\n{file}"), 9),
        ("a line of text on top of lines", format!("# exported {{by x}}\n{lines}"), 9),
        ("a line of JSON on top", format!("{{\"level\":\"info\",\"message\":\"{{}}\"}}\n{lines}"), 9),
        ("a heading and blank lines", format!("=== log ===\r\n\r\n{file}"), 9),
        ("a cut first line", lines[100..].to_owned(), 8),
        ("within a record", file[inside..].to_owned(), 7),
        ("within a string", file[file.find("GetUser").expect("a name") + 3..].to_owned(), 8),
        ("before the bracket", file[10..].to_owned(), 9),
        ("a damaged name", file.replacen("Records", "Rec\u{1}rds", 1), 9),
        (
            "a table under a title",
            format!("Report\n\neventID,eventJson\nx,\"{}\"\n", events[8].replace('"', "\"\"")),
            1,
        ),
    ];
    for (name, text, count) in cases {
        for step in [1 << 20, 50] {
            let (report, kept) = read_in_steps(text.as_bytes(), step);
            assert_eq!(
                (report.status, kept.len()),
                (Status::Partial, count),
                "{name}: {:?}",
                report.problems
            );
            assert_eq!(report.problems[0].at_byte, Some(0), "{name}: {:?}", report.problems);
            assert!(report.problems[0].message.contains("beginning"), "{name}: {:?}", report.problems);
            assert_eq!(kept[..], events[9 - count..][..count], "{name}");
            if count == 1 {
                break; // A table's head has to be in the first bytes.
            }
        }
    }
    // Under another member name nothing is lost: events are found in any JSON.
    let (report, kept) = read_in_steps(file.replacen("Records", "Rexords", 1).as_bytes(), 1 << 20);
    assert_eq!((report.status, kept), (Status::Read, events.clone()), "{:?}", report.problems);
    assert!(
        report.notes.iter().any(|note| note.contains("of a kind that is not known")),
        "{:?}",
        report.notes
    );
}

#[test]
fn what_looks_like_an_event_inside_of_one_is_none() {
    let nested =
        r#""insightDetails":{"eventName":"x","eventSource":"y","eventTime":"z","eventVersion":"1"},"#;
    let events: Vec<String> =
        sorted_events(5).iter().map(|event| event.replacen('{', &format!("{{{nested}"), 1)).collect();
    let text = log_file(&events);
    for at in 12..events[0].len() + 12 {
        if text.is_char_boundary(at + 1) && text.is_char_boundary(at) {
            let damaged = [&text[..at], "\u{1}", &text[at + 1..]];
            let (report, kept) = read_in_steps(damaged.concat().as_bytes(), 1 << 20);
            assert_eq!(kept.iter().filter(|text| !events.contains(text)).count(), 0, "{at}");
            assert!(
                kept.len() >= 4 && report.status == Status::Partial,
                "{at}: {} {:?}",
                kept.len(),
                report.problems
            );
        }
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "runs natively, where there is a clock")]
fn hostile_text_behind_a_damage_is_bounded_work() {
    let deep = "{\"a\":".repeat(150);
    let hostile = [
        format!("{{\"Records\":[x{}", "{\"a\":[".repeat(700_000)),
        format!("{{\"Records\":[x{}", deep.repeat(6_000)),
        format!("{{\"Records\":[x[{}", "\":{\",".repeat(700_000)),
        format!("{{\"Records\":[x{}", "{\"event\":1,".repeat(400_000)),
        format!("x{}", "{\"event\":1,".repeat(400_000)),
        format!("x{}", "{\"event\":[1],\"eventName\":{}},".repeat(200_000)),
        format!("x{}", "\"{\\\"event\\\":".repeat(400_000)),
        format!("{{\"Events\":[{{\"a\":[{}", "{\"b\":[1,".repeat(500_000)),
    ];
    for (number, text) in hostile.iter().enumerate() {
        let began = std::time::Instant::now();
        let (report, kept) = read_in_steps(text.as_bytes(), 1 << 20);
        assert_eq!((report.status, kept.len()), (Status::Refused, 0), "{number}");
        assert!(began.elapsed().as_secs() < 20, "{number}: {:?}", began.elapsed());
    }
}

#[test]
fn doubled_and_escaped_members_are_noted() {
    let plain = crate::containers::event(1);
    let doubled = plain.replace("\"eventName\":", "\"eventName\":\"DeleteTrail\",\"event\\u004eame\":");
    let text = log_file(&[plain, doubled]);
    let (report, kept) = read_in_steps(text.as_bytes(), 1 << 20);
    assert_eq!((report.status, kept.len()), (Status::Read, 2));
    assert!(
        report
            .notes
            .iter()
            .any(|note| note.starts_with("1 event has two members") && note.contains("event 2 of")),
        "{:?}",
        report.notes
    );
    // The same applies to the name of the member around events.
    let (report, kept) = read_in_steps(text.replacen("Records", "Rec\\u006frds", 1).as_bytes(), 1 << 20);
    assert_eq!((report.status, kept.len()), (Status::Read, 2), "{:?}", report.problems);
}

#[test]
fn an_element_that_lost_what_makes_it_an_event_is_noted() {
    let events = sorted_events(2).join(",");
    let (report, kept) = read_in_steps(
        format!(r#"[{{"managementEvent":true,"userAgent":"x"}},{events}]"#).as_bytes(),
        1 << 20,
    );
    assert_eq!((report.status, kept.len()), (Status::Partial, 2));
    assert!(report.problems[0].message.starts_with("1 of 3 values in a list"), "{:?}", report.problems);
}

#[test]
fn records_without_their_bracket_are_read() {
    let event = &sorted_events(1)[0];
    let (report, kept) = read_in_steps(format!(r#"{{"Records":{event}}}"#).as_bytes(), 1 << 20);
    assert_eq!((report.status, kept.as_slice()), (Status::Read, std::slice::from_ref(event)));
    let (report, kept) = read_in_steps(format!(r#"{{"Records": {event},{event}]}}"#).as_bytes(), 1 << 20);
    assert_eq!((report.status, kept.len()), (Status::Partial, 2));
}
