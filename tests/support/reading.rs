//! Helpers for reading files.

use std::io::{Read, Write};

use trailglass::intake::{LogReader, RawRecord, Report, Sink};
use trailglass::model::FileDescriptor;

/// Keeps the texts of events.
#[derive(Default)]
struct Kept(Vec<String>);

impl Sink for Kept {
    fn take(&mut self, record: &RawRecord<'_>) -> Option<i64> {
        self.0.push(record.text().to_owned());
        None
    }
}

/// Reads a file of `bytes` bytes. Returns its report and the texts of its events.
pub fn read_with(reader: &mut LogReader, bytes: usize, source: &mut dyn Read) -> (Report, Vec<String>) {
    let descriptor = FileDescriptor { file: 0, path: "whatever".to_owned(), bytes: bytes as u64 };
    let mut kept = Kept::default();
    let report = reader.read(&descriptor, source, &mut kept);
    assert_eq!(report.bytes, bytes as u64, "every byte is accounted for");
    assert_eq!(report.records, kept.0.len() as u64);
    (report, kept.0)
}

/// Returns a gzip member.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("writing to memory")
}
