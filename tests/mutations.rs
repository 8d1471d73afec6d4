//! A short, deterministic run over mutated inputs: however a sample is mutated, it is read without
//! a panic, every byte is accounted for, and no event is made up.

use trailglass::intake::limits::Limits;
use trailglass::intake::{LogReader, RawRecord, Sink};
use trailglass::model::FileDescriptor;

use crate::containers::{WRAPPINGS, event};
use crate::support::dice::Dice;
use crate::support::reading::gzip;

#[derive(Default)]
struct Checked {
    records: u64,
}

impl Sink for Checked {
    fn take(&mut self, record: &RawRecord<'_>) -> Option<i64> {
        self.records += 1;
        // Every record passed to the sink is JSON, and an object.
        serde_json::from_str::<serde::de::IgnoredAny>(record.text()).expect("an event is JSON");
        assert!(record.text().starts_with('{') && record.is_event());
        None
    }
}

impl Dice {
    /// Mutates bytes: cuts, flips, duplicates, moves, and inserts tokens that confuse parsers.
    fn mutate(&mut self, bytes: &mut Vec<u8>) {
        const STUMBLES: &[&[u8]] = &[
            b"\"",
            b"\\",
            b"{",
            b"}",
            b"[",
            b"]",
            b",",
            b"\n",
            b"\0",
            b"\xff",
            b"\xed\xa0\x80",
            b"\\ud800",
            b"{\"eventVersion\":",
            b"PK\x03\x04",
            b"\x1f\x8b\x08",
            b"1e999",
            b"null",
        ];
        let at = self.below(bytes.len() + 1);
        let end = (at + self.below(40)).min(bytes.len());
        match self.below(5) {
            0 => bytes.truncate(at),
            1 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << self.below(8);
                }
            }
            2 => {
                let piece = bytes[at..end].to_vec();
                let to = self.below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            3 => drop(bytes.drain(at..end)),
            _ => {
                let piece = STUMBLES[self.below(STUMBLES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
}

#[test]
fn mutated_samples_are_survived() {
    let events: Vec<String> = (0..4).map(event).collect();
    let samples: Vec<Vec<u8>> = WRAPPINGS
        .iter()
        .map(|(_, wrap)| wrap(&events).into_bytes())
        .chain(crate::archives::samples())
        .collect();
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    let mut reader = LogReader::with_limits(limits);
    let mut dice = Dice(20_240_301);
    // A larger number of rounds and another seed, on request.
    let wanted = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok());
    dice.0 ^= wanted("MUTATIONS_SEED").unwrap_or_default() as u64;
    for round in 0..wanted("MUTATIONS").unwrap_or(12_000) {
        let mut bytes = samples[round % samples.len()].clone();
        for _ in 0..=dice.below(4) {
            dice.mutate(&mut bytes);
        }
        if dice.below(4) == 0 {
            bytes = gzip(&bytes);
            if dice.below(2) == 0 {
                dice.mutate(&mut bytes);
            }
        }
        let descriptor = FileDescriptor { file: 0, path: "mutated".to_owned(), bytes: bytes.len() as u64 };
        let mut sink = Checked::default();
        let report = reader.read(&descriptor, &mut bytes.as_slice(), &mut sink);
        assert_eq!((report.bytes, report.records), (bytes.len() as u64, sink.records), "round {round}");
    }
}

/// Writes the seeds of the fuzz targets (`fuzz/`): the samples, each for the target that reads its
/// format.
#[test]
#[ignore = "writes the seeds of the fuzz targets to TRAILGLASS_SEEDS"]
fn seeds() {
    let folder = std::path::PathBuf::from(std::env::var("TRAILGLASS_SEEDS").expect("TRAILGLASS_SEEDS"));
    let write = |target: &str, name: &str, bytes: &[u8]| {
        let folder = folder.join(target);
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(name), bytes).expect("a file");
    };
    let events: Vec<String> = (0..4).map(event).collect();
    for (number, (kind, wrap)) in WRAPPINGS.iter().enumerate() {
        let text = wrap(&events);
        let target = match *kind {
            "CloudTrail log file" | "JSON events" | "JSON array of events" => "logs",
            kind if kind.contains("CSV") || kind.contains("results") || kind.contains("documents") => {
                "tables"
            }
            kind if kind.contains("Splunk") => "tables",
            _ => "deliveries",
        };
        write(target, &format!("wrapping-{number}"), text.as_bytes());
        if target == "logs" {
            write("scanner", &format!("wrapping-{number}"), text.as_bytes());
            write(
                "shard",
                &format!("wrapping-{number}"),
                format!("eventName:Get* -userAgent:x\n{text}").as_bytes(),
            );
        }
    }
    for (number, bytes) in crate::archives::samples().iter().enumerate() {
        write("archives", &format!("archive-{number}"), bytes);
        write("archives", &format!("packed-{number}"), &gzip(bytes));
    }
    for (number, example) in trailglass::query::EXAMPLES.iter().enumerate() {
        write("filter", &format!("example-{number}"), example.filter.as_bytes());
        write(
            "shard",
            &format!("filter-{number}"),
            format!("{}\n{}", example.filter, events.join("\n")).as_bytes(),
        );
    }
}
