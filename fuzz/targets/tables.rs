//! CSV, query results, and exports of search engines.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| trailglass_fuzz::read_both_ways(bytes));
