//! The formats in which services deliver events: EventBridge, CloudWatch Logs, lookup-events.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trailglass_fuzz::read_both_ways(bytes));
