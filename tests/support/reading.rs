//! Helpers for reading files.

use std::io::{Read, Write};

use serde_json::Value;
use trailglass::intake::{LogReader, RawRecord, Report, Sink};
use trailglass::model::FileDescriptor;

/// Keeps the texts of events.
#[derive(Default)]
struct TextSink(Vec<String>);

impl Sink for TextSink {
    fn take(&mut self, record: &RawRecord<'_>) -> Option<i64> {
        self.0.push(record.text().to_owned());
        None
    }
}

/// Reads a file of `bytes` bytes. Returns its report and the texts of its events.
pub fn read_with(reader: &mut LogReader, bytes: usize, source: &mut dyn Read) -> (Report, Vec<String>) {
    let descriptor = FileDescriptor { file: 0, path: "whatever".to_owned(), bytes: bytes as u64 };
    let mut kept = TextSink::default();
    let report = reader.read(&descriptor, source, &mut kept);
    assert_eq!(report.bytes, bytes as u64, "every byte is accounted for");
    assert_eq!(report.records, kept.0.len() as u64);
    (report, kept.0)
}

/// Reads a file.
pub fn read(bytes: &[u8]) -> (Report, Vec<String>) {
    read_with(&mut LogReader::default(), bytes.len(), &mut &bytes[..])
}

/// Reads a file, `step` bytes at a time.
pub fn read_in_steps(bytes: &[u8], step: usize) -> (Report, Vec<String>) {
    read_with(&mut LogReader::with_step(step), bytes.len(), &mut &bytes[..])
}

/// Reads a file. Returns its report and its events.
pub fn read_values(text: impl AsRef<[u8]>) -> (Report, Vec<Value>) {
    let (report, kept) = read(text.as_ref());
    (report, kept.iter().map(|text| serde_json::from_str(text).expect("JSON")).collect())
}

/// Returns a log file of events.
pub fn log_file(events: &[String]) -> String {
    format!("{{\"Records\":[{}]}}", events.join(","))
}

/// Returns the events of a log file.
pub fn records(log_file: impl AsRef<[u8]>) -> Vec<Value> {
    let file: Value = serde_json::from_slice(log_file.as_ref()).expect("a log file");
    file["Records"].as_array().expect("records").clone()
}

/// Returns a gzip member.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory")
}
