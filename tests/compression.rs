//! Zstd, bzip2 and xz: files of real tools, truncated, damaged and hostile ones.

use std::io::Write;

use proptest::prelude::*;
use serde_json::Value;
use trailglass::intake::limits::Limits;
use trailglass::intake::{LogReader, Report, Status};

use crate::archives::{How, log_file, tar, zip};
use crate::support::reading::{self, gzip};

/// A compression format.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Compressor {
    Zstd,
    Bzip2,
    Xz,
}

impl Compressor {
    pub const ALL: [Compressor; 3] = [Compressor::Zstd, Compressor::Bzip2, Compressor::Xz];

    /// Returns the bytes as one compressed stream.
    pub fn pack(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Compressor::Zstd => {
                ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
            }
            Compressor::Bzip2 => {
                let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
                encoder.write_all(bytes).and_then(|()| encoder.finish()).expect("memory")
            }
            Compressor::Xz => {
                let options = lzma_rust2::XzOptions::with_preset(1);
                let mut encoder = lzma_rust2::XzWriter::new(Vec::new(), options).expect("options");
                encoder.write_all(bytes).expect("memory");
                encoder.finish().expect("memory")
            }
        }
    }
}

fn read_with(mut reader: LogReader, bytes: &[u8]) -> (Report, Vec<String>) {
    reading::read_with(&mut reader, bytes.len(), &mut &bytes[..])
}

fn read(bytes: &[u8]) -> (Report, Vec<String>) {
    read_with(LogReader::default(), bytes)
}

fn messages(report: &Report) -> Vec<&str> {
    let of_entries = report.entries.iter().flat_map(|entry| &entry.problems);
    report.problems.iter().chain(of_entries).map(|problem| problem.message.as_str()).collect()
}

/// Returns events that compress poorly, so that streams have many blocks.
fn long_log(events: usize) -> Vec<u8> {
    let mut state = 1_u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("{:08x}", state >> 32)
    };
    let event = |number: usize| {
        let key: String = (0..12).map(|_| random()).collect();
        format!(
            r#"{{"eventVersion":"1.08","eventTime":"2024-03-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"0000{number:04}-0000-4000-8000-000000000000","requestParameters":{{"key":"{key}"}}}}"#
        )
    };
    format!(r#"{{"Records":[{}]}}"#, (0..events).map(event).collect::<Vec<_>>().join(",")).into_bytes()
}

/// Files that `compression/make` created, all with the same events.
const FILES: [(&str, &[u8]); 16] = [
    ("log.json.zst", include_bytes!("compression/log.json.zst")),
    ("piped-check-none.zst", include_bytes!("compression/piped-check-none.zst")),
    ("long.zst", include_bytes!("compression/long.zst")),
    ("frames.zst", include_bytes!("compression/frames.zst")),
    ("skippable-first.zst", include_bytes!("compression/skippable-first.zst")),
    ("log.json.bz2", include_bytes!("compression/log.json.bz2")),
    ("streams.bz2", include_bytes!("compression/streams.bz2")),
    ("log.json.xz", include_bytes!("compression/log.json.xz")),
    ("check-none.xz", include_bytes!("compression/check-none.xz")),
    ("check-crc32.xz", include_bytes!("compression/check-crc32.xz")),
    ("check-sha256.xz", include_bytes!("compression/check-sha256.xz")),
    ("blocks.xz", include_bytes!("compression/blocks.xz")),
    ("filtered.xz", include_bytes!("compression/filtered.xz")),
    ("delta.xz", include_bytes!("compression/delta.xz")),
    ("streams.xz", include_bytes!("compression/streams.xz")),
    ("log.json", include_bytes!("compression/log.json")),
];

fn expected() -> Vec<Value> {
    reading::records(include_bytes!("compression/log.json"))
}

fn values(texts: &[String]) -> Vec<Value> {
    texts.iter().map(|text| serde_json::from_str(text).expect("JSON")).collect()
}

#[test]
fn what_real_tools_write_is_read_whole() {
    for (name, bytes) in FILES {
        for packed in [bytes.to_vec(), gzip(bytes), tar(&[("a", bytes.to_vec())])] {
            for reader in [LogReader::default(), LogReader::with_step(1), LogReader::with_step(7)] {
                let (report, kept) = read_with(reader, &packed);
                assert_eq!((report.status, messages(&report)), (Status::Read, vec![]), "{name}");
                assert_eq!(values(&kept), expected(), "{name}");
            }
        }
    }
}

#[test]
fn what_asks_for_too_much_or_for_a_dictionary_is_refused_with_the_reason() {
    let window = "packed with a window of 2048 MB, and at most 128 MB are used; unpack it with: zstd -d";
    let dictionary = "packed with a window of 1024 MB, and at most 128 MB are used; unpack it with: xz -d";
    for (bytes, why) in [
        (&include_bytes!("compression/window-2gb.refused.zst")[..], window),
        (include_bytes!("compression/dictionary-1gb.refused.xz"), dictionary),
        (include_bytes!("compression/dictionary.refused.zst"), "packed with a dictionary"),
    ] {
        for packed in [bytes.to_vec(), zip(&[("a", bytes.to_vec(), How::Deflated)])] {
            let (report, kept) = read(&packed);
            assert_eq!((report.status, kept.len()), (Status::Refused, 0));
            let said = messages(&report);
            assert!(
                said.iter().any(|text| text.starts_with("the file was not unpacked: ") && text.contains(why)),
                "{said:?}"
            );
            assert!(said.iter().all(|text| !text.contains("breaks off")), "{said:?}");
        }
    }
}

#[test]
fn a_cut_file_keeps_what_was_before() {
    let log = long_log(6000);
    let all = read(&log).1;
    for format in Compressor::ALL {
        let packed = format.pack(&log);
        for part in 1..=8 {
            let (report, kept) = read(&packed[..packed.len() * part / 8 - 5]);
            assert_eq!(report.status, Status::Partial, "{format:?} {part}");
            assert_eq!(kept[..], all[..kept.len()], "{format:?} {part}");
            let said = &report.problems[report.problems.len() - 1];
            assert!(said.message.starts_with("the file breaks off or is damaged"), "{format:?}: {report:?}");
            assert!(said.at_byte.is_some());
            // At most one block of bzip2 or zstd is lost.
            let block = if format == Compressor::Bzip2 { 100_000 } else { 128 << 10 };
            let least = (log.len() * part / 8).saturating_sub(2 * block) * all.len() / log.len();
            assert!(kept.len() >= least, "{format:?} {part}: {} of {least}", kept.len());
        }
    }
}

#[test]
fn a_damaged_file_keeps_what_was_before() {
    let log = long_log(6000);
    let all = read(&log).1;
    for format in Compressor::ALL {
        let packed = format.pack(&log);
        for part in 1..8 {
            let mut damaged = packed.clone();
            damaged[packed.len() * part / 8..][..64].fill(0xa5);
            let (report, kept) = read(&damaged);
            assert_eq!(report.status, Status::Partial, "{format:?} {part}: {:?}", report.problems);
            let same = kept.iter().zip(&all).take_while(|(one, other)| one == other).count();
            let least = (log.len() * part / 8).saturating_sub(2 * (128 << 10)) * all.len() / log.len();
            assert!(same >= least, "{format:?} {part}: {same} of {least}");
        }
    }
}

/// The end of a file holds checksums and sizes.
#[test]
fn a_wrong_checksum_or_size_is_said() {
    for format in Compressor::ALL {
        let packed = format.pack(&log_file(0..20));
        for at in packed.len() - 4..packed.len() {
            let mut wrong = packed.clone();
            wrong[at] ^= 0x10;
            let (report, kept) = read(&wrong);
            // Bzip2 ends within its last byte.
            if report.status == Status::Read {
                assert!(format == Compressor::Bzip2 && at == packed.len() - 1, "{format:?}");
            }
            assert_eq!(kept.len(), 20, "{format:?}: {report:?}");
        }
    }
}

#[test]
fn streams_follow_each_other_and_what_trails_is_said() {
    for format in Compressor::ALL {
        let lines = |numbers: std::ops::Range<usize>| format.pack(&log_file(numbers));
        let both = [lines(0..3), lines(3..5)].concat();
        let padded = [lines(0..3), vec![0; 8], lines(3..5), vec![0; 512]].concat();
        for bytes in [&both, &padded] {
            let (report, kept) = read(bytes);
            assert_eq!(
                (report.status, kept.len(), messages(&report)),
                (Status::Read, 5, vec![]),
                "{format:?}"
            );
        }
        let (report, kept) = read(&[&both[..], b"\0\0rubbish"].concat());
        assert_eq!((report.status, kept.len()), (Status::Partial, 5));
        assert!(messages(&report)[0].starts_with("9 bytes after the end of the "), "{report:?}");
        let (report, kept) = read(&[&both[..], &lines(5..400)[..60]].concat());
        assert_eq!(report.status, Status::Partial);
        assert!(kept.len() >= 5 && messages(&report)[0].contains("breaks off"), "{report:?}");
    }
}

#[test]
fn they_lie_in_each_other_and_in_archives() {
    for format in Compressor::ALL {
        for inner in Compressor::ALL {
            let log = log_file(0..4);
            let entries = tar(&[("a.json.x", inner.pack(&log)), ("b.json", log_file(4..6))]);
            let files = zip(&[
                ("c.tar.x", format.pack(&entries), How::Stored),
                ("d", inner.pack(&gzip(&log)), How::Deflated),
            ]);
            for (bytes, count) in
                [(format.pack(&inner.pack(&log)), 4), (format.pack(&entries), 6), (files, 10)]
            {
                let (report, kept) = read(&bytes);
                assert_eq!((report.status, kept.len(), messages(&report)), (Status::Read, count, vec![]));
            }
        }
        let deep = (0..8).fold(log_file(0..1), |content, _| format.pack(&content));
        let (report, kept) = read(&deep);
        assert_eq!((report.status, kept.len()), (Status::Refused, 0));
        assert!(messages(&report)[0].contains("inside each other"), "{report:?}");
    }
}

#[test]
fn bombs_are_stopped() {
    let limits = Limits { unpacked_bytes: 1 << 20, unpacked_ratio: 50, ..Limits::default() };
    let blanks = [b"{\"Records\":[".to_vec(), vec![b' '; 32 << 20]].concat();
    for format in Compressor::ALL {
        let bomb = format.pack(&blanks);
        let twice = format.pack(&bomb);
        for bytes in [bomb.clone(), twice, zip(&[("a", bomb, How::Stored)])] {
            let (report, _) = read_with(LogReader::with_limits(limits), &bytes);
            assert_eq!(report.status, Status::Refused);
            assert!(
                messages(&report).iter().any(|text| text.contains("more than 50 times its size")),
                "{report:?}"
            );
            assert!(report.inflated_bytes < 8 << 20, "{}", report.inflated_bytes);
        }
    }
}

#[test]
fn what_is_still_not_read_is_refused_by_name() {
    for (bytes, name) in [
        (&b"\x04\x22\x4d\x18\x64\x40\xa7"[..], "lz4"),
        (b"\xff\x06\0\0sNaPpY\x01", "Snappy"),
        (b"LZIP\x01\x0c", "lzip"),
        (b"\x1f\x9d\x90", "compress"),
    ] {
        let (report, _) = read(bytes);
        assert_eq!(
            (report.status, report.container.starts_with(name)),
            (Status::Refused, true),
            "{report:?}"
        );
    }
    // These begin like compressed files, but are not.
    for text in [&b"("[..], b"BZh is no log", b"P", b"\xfd"] {
        let (report, _) = read(text);
        assert!(messages(&report)[0].contains("not a CloudTrail log"), "{report:?}");
    }
}

#[test]
fn a_cut_at_any_byte_gives_nothing_twice() {
    // Incompressible gzip content makes the compressors store blocks as they are.
    let log = long_log(3);
    for content in [log.clone(), gzip(&log)] {
        let all = read(&content).1;
        assert_eq!(all.len(), 3);
        let packings = Compressor::ALL.map(|format| (format!("{format:?}"), format.pack(&content)));
        for (format, packed) in packings.into_iter().chain([("gzip".to_owned(), gzip(&content))]) {
            for cut in 0..packed.len() {
                let (report, kept) = read(&packed[..cut]);
                assert!(all.starts_with(&kept), "{format} cut at {cut}: {} events", kept.len());
                assert_ne!(report.status, Status::Read, "{format} cut at {cut}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..400), kind in 0..6_usize) {
        let start = [
            &b"\x28\xb5\x2f\xfd"[..],
            b"\x28\xb5\x2f\xfd\x04\x58",
            b"\x53\x2a\x4d\x18",
            b"BZh11AY&SY",
            b"\xfd7zXZ\0",
            b"\xfd7zXZ\0\0\0\xff\x12\xd9\x41\x02\0\x21\x01\x10\0\0\0\xa8\x70\x8e\x86",
        ][kind];
        bytes.splice(0..0, start.iter().copied());
        read(&bytes);
    }

    #[test]
    fn no_damage_makes_it_panic_or_is_silent(
        file in 0..FILES.len() - 1,
        damages in prop::collection::vec((0.0..1.0_f64, any::<u8>(), 1..9_usize), 1..4),
        cut in prop::option::of(0.0..1.0_f64),
    ) {
        let mut bytes = FILES[file].1.to_vec();
        for (at, with, count) in damages {
            let at = (bytes.len() as f64 * at) as usize;
            let end = bytes.len().min(at + count);
            bytes[at..end].fill(with);
        }
        bytes.truncate((bytes.len() as f64 * cut.unwrap_or(1.0)) as usize);
        let (report, kept) = read(&bytes);
        if values(&kept) != expected() && !kept.is_empty() {
            prop_assert!(FILES[file].0.contains("none") || report.status != Status::Read, "{:?}", report);
        }
    }
}
