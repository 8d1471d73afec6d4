//! Ranges of files are cut out or overwritten: every complete event outside the range is read, and
//! losses are reported with their position.

mod notes;

use std::collections::HashMap;

use serde_json::Value;
use trailglass::intake::Status;

use crate::support::dice::Dice;
use crate::support::reading::read_in_steps;

/// Writes a value as JSON, with the members of every object in random order.
fn shuffled(value: &Value, dice: &mut Dice, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut keys: Vec<&String> = members.keys().collect();
            for place in (1..keys.len()).rev() {
                keys.swap(place, dice.below(place + 1));
            }
            out.push('{');
            for (place, key) in keys.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                shuffled(&members[key], dice, out);
            }
            out.push('}');
        }
        Value::Array(elements) => {
            out.push('[');
            for (place, element) in elements.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                shuffled(element, dice, out);
            }
            out.push(']');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

/// A file format: the text before, between and after its elements, and the form of an element.
struct Form {
    before: &'static str,
    between: &'static str,
    after: &'static str,
    element: fn(&str) -> String,
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

const FORMS: &[Form] = &[
    Form { before: "{\"Records\":[", between: ",", after: "]}", element: |event| event.to_owned() },
    Form { before: "", between: "\n", after: "\n", element: |event| event.to_owned() },
    Form { before: "[", between: ",\n", after: "]\n", element: |event| event.to_owned() },
    Form { before: "", between: "", after: "", element: |event| event.to_owned() },
    Form {
        before: "{\n  \"Records\": [\n",
        between: ",\n",
        after: "\n  ]\n}\n",
        element: |event| {
            let value: Value = serde_json::from_str(event).expect("JSON");
            serde_json::to_string_pretty(&value).expect("JSON")
        },
    },
    Form {
        before: "{\"Events\":[",
        between: ",",
        after: "],\"NextToken\":\"x\"}",
        element: |event| {
            format!(
                r#"{{"EventId":"1","Username":"u","Resources":[{{"ResourceType":"t","ResourceName":"n"}}],"CloudTrailEvent":{}}}"#,
                quoted(event)
            )
        },
    },
    Form {
        before: "",
        between: "\n",
        after: "",
        element: |event| {
            format!(
                r#"{{"version":"0","detail-type":"AWS API Call via CloudTrail","resources":[],"detail":{event}}}"#
            )
        },
    },
    Form {
        before: r#"{"messageType":"DATA_MESSAGE","logGroup":"g","logEvents":["#,
        between: ",",
        after: "]}",
        element: |event| format!(r#"{{"id":"1","timestamp":1709287200000,"message":{}}}"#, quoted(event)),
    },
    Form {
        before: r#"{"results":["#,
        between: ",",
        after: r#"],"status":"Complete"}"#,
        element: |event| {
            format!(
                r#"[{{"field":"@timestamp","value":"2024"}},{{"field":"@message","value":{}}}]"#,
                quoted(event)
            )
        },
    },
    Form {
        before: "",
        between: "\n",
        after: "\n",
        element: |event| format!("2024-03-01T10:00:00.123Z {event}"),
    },
    Form {
        before: "",
        between: "\n",
        after: "\n",
        element: |event| format!(r#"{{"preview":false,"offset":1,"result":{{"_raw":{}}}}}"#, quoted(event)),
    },
];

/// Writes a file; returns the spans of its elements.
fn write(form: &Form, events: &[String]) -> (Vec<u8>, Vec<(usize, usize)>) {
    let mut text = form.before.to_owned();
    let mut places = Vec::new();
    for (number, event) in events.iter().enumerate() {
        if number > 0 {
            text.push_str(form.between);
        }
        let from = text.len();
        text.push_str(&(form.element)(event));
        places.push((from, text.len()));
    }
    text.push_str(form.after);
    (text.into_bytes(), places)
}

/// Returns the bytes that overwrite a range.
fn overwritten(length: usize, dice: &mut Dice) -> Vec<u8> {
    let kind = dice.below(6);
    let structure = b"{}[]\",:\\ \n";
    (0..length)
        .map(|_| match kind {
            0 => 0,
            1 => b' ',
            2 => 0x20 + dice.below(0x5f) as u8,
            3 => structure[dice.below(structure.len())],
            4 => b'x',
            _ => dice.next() as u8,
        })
        .collect()
}

/// Damages a file once and reads it.
///
/// # Errors
///
/// If the result breaks a guarantee.
pub fn check(form: usize, events: &[String], step: usize, dice: &mut Dice) -> Result<(), String> {
    let (mut bytes, places) = write(&FORMS[form], events);
    let from = dice.below(bytes.len());
    let most = if dice.below(2) == 0 { 40 } else { bytes.len() };
    let to = (from + 1 + dice.below(most)).min(bytes.len());
    // Damage at the borders of elements destroys brackets.
    let snap = |at: usize, dice: &mut Dice| match dice.below(4) {
        0 => places.iter().map(|(start, _)| *start).min_by_key(|start| start.abs_diff(at)).unwrap_or(at),
        1 => places.iter().map(|(_, end)| *end).min_by_key(|end| end.abs_diff(at)).unwrap_or(at),
        _ => at,
    };
    let (from, to) = (snap(from, dice), snap(to, dice));
    let (from, to) = (from.min(to), from.max(to));
    let is_cut = dice.below(2) == 0;
    let with = if is_cut { Vec::new() } else { overwritten(to - from, dice) };
    // Spaces between values have no meaning in JSON.
    let is_gone = is_cut || with.iter().all(|byte| *byte == b' ');
    let what =
        format!("form {form}, {} {from}..{to}, step {step}", if is_cut { "cut" } else { "overwritten" });
    bytes.splice(from..to, with);

    let (report, kept) = read_in_steps(&bytes, step);
    let mut found: HashMap<String, usize> = HashMap::new();
    for text in &kept {
        let value: Value = serde_json::from_str(text).map_err(|error| format!("{what}: {error}"))?;
        *found.entry(value.to_string()).or_default() += 1;
    }
    let mut lost = 0;
    let is_outside = |start: usize, end: usize| end <= from || start >= to;
    // Real events may be equal: finds are assigned to complete events first.
    let (outside, inside): (Vec<_>, Vec<_>) =
        events.iter().zip(&places).partition(|(_, (start, end))| is_outside(*start, *end));
    for (event, (start, end)) in outside.into_iter().chain(inside) {
        let value: Value = serde_json::from_str(event).expect("JSON");
        let count = found.get_mut(&value.to_string()).filter(|count| **count > 0);
        match count {
            Some(count) => *count -= 1,
            None if is_outside(*start, *end) => {
                return Err(format!(
                    "{what}: the event at {start}..{end} is not read: {:?} {:?}",
                    report.status, report.problems
                ));
            }
            None => lost += 1,
        }
    }
    // At most the head of one event joined to the tail of another.
    let made_up: usize = found.values().sum();
    if made_up > 1 {
        return Err(format!("{what}: {made_up} events are made up"));
    }
    // If nothing is left of any event, the whole file is refused, with the reason.
    let is_said = report.status == Status::Refused && !report.problems.is_empty()
        || report.status == Status::Partial
            && report.problems.iter().any(|problem| problem.at_byte.is_some());
    // A loss may go unreported only if nothing of it remains, or if valid JSON remains.
    let is_whole = made_up == 1 && !is_said;
    let between_elements =
        places.iter().all(|(start, end)| *end <= from || *start >= to || from <= *start && *end <= to);
    let is_unknowable =
        is_whole || is_gone && (between_elements || lost_inside(&places, from, to)) || is_whole_json(&bytes);
    if lost > 0 && !is_said && !is_unknowable {
        return Err(format!(
            "{what}: {lost} events are lost in silence: {:?} {:?}",
            report.status, report.problems
        ));
    }
    Ok(())
}

/// Returns whether a text is a sequence of JSON values, so that damage cannot be detected.
fn is_whole_json(bytes: &[u8]) -> bool {
    serde_json::Deserializer::from_slice(bytes)
        .into_iter::<serde::de::IgnoredAny>()
        .all(|value| value.is_ok())
}

/// Returns whether a cut begins and ends at the same offset within elements.
fn lost_inside(places: &[(usize, usize)], from: usize, to: usize) -> bool {
    let place = |at: usize| {
        places.iter().find(|(start, end)| *start <= at && at <= *end).map(|(start, _)| at - start)
    };
    place(from).is_some() && place(from) == place(to)
}

/// Returns an event with content that makes recovery hard.
pub fn generated(number: usize, dice: &mut Dice) -> String {
    let text = ["é{[\",\n", "{\"a\":1}", "{", "}\",\"", "[{", "\\", ""][dice.below(7)].repeat(dice.below(4));
    let value = serde_json::json!({
        "eventVersion": "1.08",
        "userIdentity": {"type": "AssumedRole", "arn": format!("arn:aws:sts::1:assumed-role/r/{number}"),
            "sessionContext": {"attributes": {"mfaAuthenticated": "false"}, "sessionIssuer": {"type": "Role", "userName": text}}},
        "eventTime": format!("2024-03-01T10:00:{:02}Z", number % 60),
        "eventSource": "iam.amazonaws.com",
        "eventName": "GetUser",
        "requestParameters": {"text": text, "list": [1, {"a": [{"b": text}]}, []], "insightDetails": {"eventName": "x", "eventSource": "y"}},
        "responseElements": null,
        "resources": [{"ARN": "arn:aws:s3:::b", "type": "AWS::S3::Bucket"}, {"ARN": "arn:aws:s3:::c"}],
        "eventID": format!("0000{number:04}-0000-4000-8000-000000000000"),
    });
    let mut out = String::new();
    shuffled(&value, dice, &mut out);
    out
}

/// Damages generated events in one format.
pub fn generated_round(dice: &mut Dice) -> Result<(), String> {
    let count = 1 + dice.below(8);
    let events: Vec<String> = (0..count).map(|number| generated(number, dice)).collect();
    let step = [1 << 20, 7, 64, 1000][dice.below(4)];
    check(dice.below(FORMS.len()), &events, step, dice)
}

/// Damages real events in one format.
pub fn corpus_round(events: &[Value], dice: &mut Dice) -> Result<(), String> {
    let from = dice.below(events.len());
    let count = 1 + dice.below(12);
    let part = &events[from..(from + count).min(events.len())];
    let texts: Vec<String> = part
        .iter()
        .map(|event| {
            let mut out = String::new();
            shuffled(event, dice, &mut out);
            out
        })
        .collect();
    let step = [1 << 20, 64, 1000, 5000][dice.below(4)];
    check(dice.below(FORMS.len()), &texts, step, dice)
}

/// Returns all events of the corpus; `None` if it is absent.
pub fn corpus_events() -> Option<Vec<Value>> {
    let folder = crate::support::corpus()?;
    let mut events = Vec::new();
    for path in crate::support::files_below(&folder) {
        let bytes = std::fs::read(&path).expect("a readable file");
        let (_, kept) = read_in_steps(&bytes, 1 << 20);
        events.extend(kept.iter().map(|text| serde_json::from_str::<Value>(text).expect("JSON")));
    }
    Some(events)
}

fn rounds(name: &str, least: usize) -> usize {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(least)
}

/// Returns whether the elements of a format are arrays themselves, whose parts become elements if
/// the outer bracket is lost.
fn has_rows(form: &Form) -> bool {
    (form.element)("{}").starts_with('[')
}

#[test]
fn a_byte_before_an_event_may_be_any_other() {
    let parsed = |text: &String| serde_json::from_str::<Value>(text).expect("JSON");
    for (number, form) in FORMS.iter().enumerate().filter(|(_, form)| !has_rows(form)) {
        for seed in 0..20 {
            let mut dice = Dice(seed * 31 + number as u64);
            let count = 1 + dice.below(3);
            let events: Vec<String> = (0..count).map(|number| generated(number, &mut dice)).collect();
            let (bytes, places) = write(form, &events);
            // With nothing between events, the byte belongs to the previous event.
            let allowed = usize::from(form.between.is_empty());
            for (start, _) in places.iter().filter(|(start, _)| *start > 0) {
                for byte in b"{}[]\",:\\ \n\0x" {
                    let mut bytes = bytes.clone();
                    bytes[start - 1] = *byte;
                    let (report, kept) = read_in_steps(&bytes, 64);
                    let kept: Vec<Value> = kept.iter().map(parsed).collect();
                    let missing = events.iter().filter(|event| !kept.contains(&parsed(event))).count();
                    assert!(
                        missing <= allowed,
                        "form {number}, {:?} at {}: {missing} of {count} are missing: {:?} {:?}",
                        char::from(*byte),
                        start - 1,
                        report.status,
                        report.problems
                    );
                }
            }
        }
    }
}

#[test]
fn every_generated_event_outside_of_a_damage_is_read() {
    for round in 0..rounds("DAMAGES", 4_000) {
        let mut dice = Dice(round as u64 * 7_919 + 1);
        generated_round(&mut dice).unwrap_or_else(|complaint| panic!("round {round}: {complaint}"));
    }
}

#[test]
fn every_real_event_outside_of_a_damage_is_read() {
    let Some(events) = corpus_events() else { return };
    for round in 0..rounds("DAMAGES", 4_000) {
        let mut dice = Dice(round as u64 * 7_919 + 2);
        corpus_round(&events, &mut dice).unwrap_or_else(|complaint| panic!("round {round}: {complaint}"));
    }
}
