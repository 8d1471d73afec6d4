//! The filter language: nothing panics, errors point into the text, and a parsed filter can be
//! written and parsed again.
#![no_main]

use trailglass::query::parse;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let parsed = parse(text);
    for error in &parsed.errors {
        assert!(error.start <= error.end && error.end <= text.len(), "{error:?}");
        assert!(text.is_char_boundary(error.start) && text.is_char_boundary(error.end), "{error:?}");
        assert!(!error.message.is_empty());
    }
    let written = parsed.tree.to_string();
    assert_eq!(parse(&written).tree, parsed.tree, "{text:?} was written as {written:?}");
});
