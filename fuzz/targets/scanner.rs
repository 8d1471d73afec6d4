//! Compares the record scanner with serde_json: both must accept the same text as a value, except
//! that the scanner limits the depth.
#![no_main]

use serde_json::Value;
use trailglass::base::json::scan;
use trailglass::base::json::scan::{JsonFault, Stop};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let scanned = scan::value(bytes, 0);
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let parsed = serde_json::Deserializer::from_str(text).into_iter::<&serde_json::value::RawValue>().next();
    match (scanned, parsed) {
        (Ok(end), Some(Ok(value))) => {
            assert_eq!(text[..end].trim_matches([' ', '\n', '\r', '\t']), value.get());
            members_are_those_of_serde(text, end);
        }
        (Err(Stop::Broken { fault: JsonFault::Depth, .. }), _) => {}
        // Only the caller knows whether more of a number can follow. The scanner does not check
        // code points: \ud800 stays as it is.
        (Ok(end), Some(Err(error))) => {
            let is_open = bytes[..end].last().is_some_and(|last| !matches!(last, b'"' | b'}' | b']'));
            let is_surrogate = text[..end].to_ascii_lowercase().contains("\\ud");
            let follows = !text[end..].is_empty();
            assert!(is_open || is_surrogate || follows, "only the scanner takes {:?}: {error}", &text[..end]);
        }
        (Err(stop), Some(Ok(value))) => panic!("only serde_json takes {}: {stop:?}", value.get()),
        (Ok(end), None) => panic!("nothing there, but the scanner ends at {end}"),
        (Err(_), _) => {}
    }
});

/// Asserts that the scanner and serde_json find the same members in an object.
fn members_are_those_of_serde(text: &str, end: usize) {
    let start = scan::skip_space(text.as_bytes(), 0);
    if text.as_bytes().get(start) != Some(&b'{') {
        return;
    }
    let mut values: Vec<(Value, Value)> = Vec::new();
    let parse = |text: &str| serde_json::from_str::<Value>(text).ok();
    let scanned = scan::object(text.as_bytes(), start, |key, span| {
        let key = parse(&format!("\"{}\"", String::from_utf8_lossy(key)));
        if let (Some(key), Some(value)) = (key, parse(&text[span])) {
            values.push((key, value));
        }
    });
    assert_eq!(scanned, Ok(end), "an object ends where a value does");
    let Some(Value::Object(members)) = parse(&text[start..end]) else { return };
    for (key, value) in &members {
        let last = values.iter().rev().find(|(name, _)| name.as_str() == Some(key.as_str()));
        assert_eq!(last.map(|(_, value)| value), Some(value), "member {key}");
    }
}
