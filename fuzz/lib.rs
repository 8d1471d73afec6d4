//! Assertions shared by all targets that read files.

use trailglass::intake::limits::Limits;
use trailglass::intake::{LogReader, RawRecord, Report, Sink, Status};
use trailglass::model::FileDescriptor;

/// Keeps every event after checking that it is a JSON object and an event.
#[derive(Default)]
struct CheckingSink(Vec<String>);

impl Sink for CheckingSink {
    fn take(&mut self, record: &RawRecord<'_>) -> Option<i64> {
        let text = record.text();
        serde_json::from_str::<&serde_json::value::RawValue>(text).expect("an event is JSON");
        assert!(text.starts_with('{') && text.ends_with('}') && record.is_event(), "an event is an object");
        self.0.push(text.to_owned());
        None
    }
}

fn read(mut reader: LogReader, bytes: &[u8]) -> (Report, Vec<String>) {
    let descriptor = FileDescriptor { file: 0, path: "fuzzed".to_owned(), bytes: bytes.len() as u64 };
    let mut kept = CheckingSink::default();
    let report = reader.read(&descriptor, &mut &*bytes, &mut kept);
    assert_eq!(report.bytes, bytes.len() as u64, "every byte is accounted for");
    assert_eq!(report.records, kept.0.len() as u64, "every event is accounted for");
    if report.status == Status::Refused {
        assert!(!report.problems.is_empty(), "a refusal has a reason");
    }
    if report.status == Status::Read {
        assert!(report.problems.is_empty(), "what is read whole has no problem");
    }
    if !report.entries.is_empty() && report.more_entries == 0 {
        let in_entries: u64 = report.entries.iter().map(|entry| entry.records).sum();
        assert_eq!(in_entries, report.records, "the files of an archive add up");
    }
    (report, kept.0)
}

/// Reads the bytes at once, and in small steps so that step boundaries fall everywhere; both must
/// give the same result.
pub fn read_both_ways(bytes: &[u8]) {
    let at_once = read(LogReader::with_step(1 << 20), bytes);
    let step = 1 + bytes.len() % 61;
    let in_steps = read(LogReader::with_step(step), bytes);
    assert_eq!(at_once, in_steps, "in steps of {step}");
}

/// Reads bytes that may inflate, within small limits.
pub fn read_limited(bytes: &[u8]) {
    let limits = Limits { unpacked_bytes: 1 << 18, entries: 200, ..Limits::default() };
    read(LogReader::with_limits(limits), bytes);
}
