//! Archives: nested, truncated and hostile ones.

use std::io::Write;

use proptest::prelude::*;
use trailglass::intake::limits::Limits;
use trailglass::intake::{LogReader, Report, Status};

use crate::compression::Compressor;
use crate::support::reading::{self, gzip};

fn read_with(reader: &mut LogReader, bytes: &[u8]) -> (Report, Vec<String>) {
    let (report, kept) = reading::read_with(reader, bytes.len(), &mut &bytes[..]);
    let in_entries: u64 = report.entries.iter().map(|entry| entry.records).sum();
    if !report.entries.is_empty() && report.more_entries == 0 {
        assert_eq!(in_entries, report.records, "the files of an archive add up");
    }
    (report, kept)
}

fn read(bytes: &[u8]) -> (Report, Vec<String>) {
    read_with(&mut LogReader::default(), bytes)
}

fn event(number: usize) -> String {
    format!(
        r#"{{"eventVersion":"1.08","eventTime":"2024-03-01T10:00:00Z","eventSource":"s3.amazonaws.com","eventName":"GetObject","eventID":"0000{number:04}-0000-4000-8000-000000000000"}}"#
    )
}

pub fn log_file(numbers: std::ops::Range<usize>) -> Vec<u8> {
    format!(r#"{{"Records":[{}]}}"#, numbers.map(event).collect::<Vec<_>>().join(",")).into_bytes()
}

/// The method by which a file is put into a zip.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum How {
    Stored,
    Deflated,
    /// Sizes and checksum follow the file, as in a streamed archive.
    Streamed,
    /// The same, without compression.
    Piped,
    /// The same, without a marker before the sizes.
    PipedBare,
    /// The same, with sizes of eight bytes.
    Piped64,
    Zip64,
    Encrypted,
    Packed(Compressor),
    /// The same, streamed.
    PackedStreamed(Compressor),
}

impl How {
    fn is_stored(self) -> bool {
        matches!(self, How::Stored | How::Encrypted | How::Piped | How::PipedBare | How::Piped64)
    }

    fn has_sizes_behind(self) -> bool {
        matches!(self, How::Streamed | How::Piped | How::PipedBare | How::Piped64 | How::PackedStreamed(_))
    }

    fn method(self) -> u16 {
        match self {
            How::Packed(format) | How::PackedStreamed(format) => match format {
                Compressor::Bzip2 => 12,
                Compressor::Zstd => 93,
                Compressor::Xz => 95,
            },
            _ if self.is_stored() => 0,
            _ => 8,
        }
    }
}

/// Builds a zip archive by its specification (APPNOTE.TXT).
pub fn zip(files: &[(&str, Vec<u8>, How)]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, content, how) in files {
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let mut deflater = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::new(6));
        let packed = match how {
            how if how.is_stored() => content.clone(),
            How::Packed(format) | How::PackedStreamed(format) => format.pack(content),
            _ => deflater.write_all(content).and_then(|()| deflater.finish()).expect("memory"),
        };
        let flags: u16 = match how {
            how if how.has_sizes_behind() => 8,
            How::Encrypted => 1,
            _ => 0,
        };
        let method = how.method();
        let start = out.len() as u32;
        let numbers = |crc: u32, packed: u32, size: u32| {
            [crc.to_le_bytes(), packed.to_le_bytes(), size.to_le_bytes()].concat()
        };
        let sums = numbers(crc.sum(), packed.len() as u32, content.len() as u32);
        let extra = if *how == How::Zip64 {
            [
                &1_u16.to_le_bytes()[..],
                &16_u16.to_le_bytes(),
                &(content.len() as u64).to_le_bytes(),
                &(packed.len() as u64).to_le_bytes(),
            ]
            .concat()
        } else {
            Vec::new()
        };
        let before = match how {
            how if how.has_sizes_behind() => numbers(0, 0, 0),
            How::Zip64 => numbers(crc.sum(), u32::MAX, u32::MAX),
            _ => sums.clone(),
        };
        let common =
            [&20_u16.to_le_bytes()[..], &flags.to_le_bytes(), &method.to_le_bytes(), &[0; 4]].concat();
        out.extend_from_slice(b"PK\x03\x04");
        out.extend_from_slice(&common);
        out.extend_from_slice(&before);
        out.extend_from_slice(&(name.len() as u16).to_le_bytes());
        out.extend_from_slice(&(extra.len() as u16).to_le_bytes());
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(&extra);
        out.extend_from_slice(&packed);
        if how.has_sizes_behind() && *how != How::PipedBare {
            out.extend_from_slice(b"PK\x07\x08");
        }
        match how {
            How::Piped64 => {
                out.extend_from_slice(&crc.sum().to_le_bytes());
                for _ in 0..2 {
                    out.extend_from_slice(&(content.len() as u64).to_le_bytes());
                }
            }
            how if how.has_sizes_behind() => out.extend_from_slice(&sums),
            _ => {}
        }
        directory.extend_from_slice(b"PK\x01\x02\x14\x00");
        directory.extend_from_slice(&common);
        directory.extend_from_slice(&sums);
        directory.extend_from_slice(&(name.len() as u16).to_le_bytes());
        directory.extend_from_slice(&[0; 12]);
        directory.extend_from_slice(&start.to_le_bytes());
        directory.extend_from_slice(name.as_bytes());
    }
    let (start, length, count) = (out.len() as u32, directory.len() as u32, files.len() as u16);
    out.extend_from_slice(&directory);
    out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&count.to_le_bytes());
    out.extend_from_slice(&length.to_le_bytes());
    out.extend_from_slice(&start.to_le_bytes());
    out.extend_from_slice(&[0; 2]);
    out
}

/// Builds a tar archive with the library that also reads it, which writes long names like GNU tar.
pub fn tar(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut builder = ::tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = ::tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_entry_type(::tar::EntryType::Regular);
        builder.append_data(&mut header, name, content.as_slice()).expect("memory");
    }
    builder.into_inner().expect("memory")
}

/// Returns an archive of every kind, and a nested one.
pub fn samples() -> Vec<Vec<u8>> {
    let tar = tar(&[("a.json", log_file(0..2)), ("b.json.gz", gzip(&log_file(2..4)))]);
    let files =
        [How::Stored, How::Deflated, How::Streamed, How::Zip64].map(|how| ("a.json", log_file(0..2), how));
    vec![zip(&files), zip(&[("inner.tar", tar.clone(), How::Deflated)]), tar]
}

#[test]
fn every_file_of_an_archive_is_read_and_listed() {
    let long = format!("{}/log.json", "folder/".repeat(40));
    let files = [
        ("AWSLogs/a.json.gz", gzip(&log_file(0..3)), How::Stored),
        ("AWSLogs/b.json", log_file(3..5), How::Deflated),
        ("AWSLogs/c.json", log_file(5..9), How::Streamed),
        ("AWSLogs/d.json", log_file(9..10), How::Zip64),
        ("AWSLogs/", Vec::new(), How::Stored),
        ("logs/", Vec::new(), How::Streamed),
        ("more/", Vec::new(), How::Piped),
        ("readme.txt", b"hello".to_vec(), How::Deflated),
        ("__MACOSX/._a", b"\0\x05\x16\x07".to_vec(), How::Deflated),
        ("secret.json", log_file(90..91), How::Encrypted),
    ];
    let (report, kept) = read(&zip(&files));
    assert_eq!((report.status, report.container.as_str(), kept.len()), (Status::Partial, "zip archive", 10));
    assert_eq!(kept, (0..10).map(event).collect::<Vec<_>>());
    let listed: Vec<_> = report
        .entries
        .iter()
        .map(|entry| (entry.path.as_str(), entry.status, entry.records, entry.first_record))
        .collect();
    assert_eq!(
        listed,
        [
            ("AWSLogs/a.json.gz", Status::Read, 3, 0),
            ("AWSLogs/b.json", Status::Read, 2, 3),
            ("AWSLogs/c.json", Status::Read, 4, 5),
            ("AWSLogs/d.json", Status::Read, 1, 9),
            ("readme.txt", Status::Refused, 0, 10),
            ("__MACOSX/._a", Status::Recognised, 0, 10),
            ("secret.json", Status::Refused, 0, 10),
        ]
    );
    assert!(report.entries[6].problems[0].message.contains("encrypted"));
    assert_eq!(report.problems, []);

    let (report, kept) = read(&gzip(&tar(&[("a.json", log_file(0..2)), (&long, gzip(&log_file(2..7)))])));
    assert_eq!((report.status, report.container.as_str(), kept.len()), (Status::Read, "tar archive", 7));
    assert_eq!(report.entries[1].path, long);
}

/// The methods that 7-Zip and others write.
#[test]
fn files_of_every_method_that_is_read_are_read() {
    for format in Compressor::ALL {
        let files = [
            ("a.json", log_file(0..3), How::Packed(format)),
            ("b.json", log_file(3..5), How::PackedStreamed(format)),
            ("folder/", Vec::new(), How::PackedStreamed(format)),
            ("c.json.gz", gzip(&log_file(5..9)), How::Packed(format)),
            ("d.json", log_file(9..10), How::Deflated),
        ];
        let whole = zip(&files);
        let (report, kept) = read(&whole);
        assert_eq!(kept, (0..10).map(event).collect::<Vec<_>>(), "{format:?}: {report:?}");
        assert_eq!((report.status, report.problems.len(), report.entries.len()), (Status::Read, 0, 4));
        let mut damaged = whole;
        damaged[60..64].fill(0xff);
        let (report, kept) = read(&damaged);
        assert_eq!(report.status, Status::Partial, "{format:?}");
        assert_eq!(kept[kept.len() - 7..], (3..10).map(event).collect::<Vec<_>>(), "{format:?}: {report:?}");
    }
    let mut other = zip(&[("a.json", log_file(0..3), How::Deflated)]);
    other[8] = 98;
    let (report, _) = read(&other);
    assert!(report.entries[0].problems[0].message.contains("(method 98)"), "{report:?}");
}

/// A stored archive in a stored archive contains the markers of its own files and its own
/// directory.
#[test]
fn stored_files_of_a_piped_zip_end_where_their_checksum_fits() {
    for how in [How::Piped, How::PipedBare, How::Piped64] {
        let inner = zip(&[("a.json", log_file(0..2), how), ("b.json.gz", gzip(&log_file(2..4)), how)]);
        let (report, kept) = read(&zip(&[
            ("inner.zip", inner, how),
            ("empty.json", Vec::new(), how),
            ("c.json", log_file(4..400), how),
        ]));
        assert_eq!(kept, (0..400).map(event).collect::<Vec<_>>(), "{how:?}: {:?}", report.problems);
        assert_eq!(report.problems, [], "{how:?}");
    }
}

#[test]
fn archives_lie_in_archives() {
    let inner = tar(&[("x/a.json", log_file(0..2)), ("b.json.gz", gzip(&log_file(2..3)))]);
    let middle =
        zip(&[("inner.tar.gz", gzip(&inner), How::Stored), ("c.json", log_file(3..4), How::Deflated)]);
    let (report, kept) =
        read(&zip(&[("first.json", log_file(50..51), How::Deflated), ("middle.zip", middle, How::Stored)]));
    assert_eq!((report.status, kept.len()), (Status::Read, 5));
    let listed: Vec<_> =
        report.entries.iter().map(|entry| (entry.path.as_str(), entry.first_record)).collect();
    assert_eq!(
        listed,
        [
            ("first.json", 0),
            ("middle.zip/inner.tar.gz/x/a.json", 1),
            ("middle.zip/inner.tar.gz/b.json.gz", 3),
            ("middle.zip/c.json", 4)
        ]
    );
    let deep = (0..12).fold(log_file(0..1), |content, _| zip(&[("a", content, How::Deflated)]));
    let (report, kept) = read(&deep);
    assert_eq!((report.status, kept.len()), (Status::Refused, 0));
    assert!(report.entries[0].problems[0].message.contains("inside each other"), "{:?}", report.entries);
}

#[test]
fn bombs_are_stopped() {
    let limits = Limits {
        unpacked_bytes: 1 << 20,
        unpacked_ratio: 50,
        entries: 100,
        listed_entries: 20,
        ..Limits::default()
    };
    let zeros = vec![b' '; 64 << 20];
    let valid = [b"{\"Records\":[".to_vec(), zeros.clone()].concat();
    for bomb in [
        gzip(&zeros),
        gzip(&gzip(&zeros)),
        gzip(&valid),
        zip(&[("a.json", valid.clone(), How::Deflated), ("b.json", log_file(0..2), How::Deflated)]),
        zip(&[("a.json", valid, How::Streamed)]),
    ] {
        let (report, _) = read_with(&mut LogReader::with_limits(limits), &bomb);
        let said = report.entries.iter().flat_map(|entry| &entry.problems).chain(&report.problems);
        assert!(
            said.clone().any(|problem| problem.message.contains("more than 50 times its size")),
            "{report:?}"
        );
        assert_ne!(report.status, Status::Read);
        // The archive itself stopped there, and did not inflate the rest.
        assert!(
            report.problems.iter().any(|problem| problem.message.contains("more than 50 times its size"))
        );
        assert!(report.inflated_bytes < 8 << 20, "{}", report.inflated_bytes);
    }
    let many: Vec<_> = (0..200).map(|_| ("a.json", log_file(0..1), How::Stored)).collect();
    let (report, kept) = read_with(&mut LogReader::with_limits(limits), &zip(&many));
    assert_eq!((kept.len(), report.entries.len(), report.more_entries), (100, 20, 80));
    assert!(report.problems[0].message.contains("more than 100 files"));
}

#[test]
fn damage_in_an_archive_costs_one_file() {
    let whole = zip(&[
        ("a", log_file(0..9), How::Deflated),
        ("b", log_file(9..12), How::Stored),
        ("c", log_file(12..14), How::Deflated),
    ]);
    let mut damaged = whole.clone();
    damaged[50..54].fill(0xff);
    let (report, kept) = read(&damaged);
    assert_eq!(report.status, Status::Partial);
    assert_eq!(kept[kept.len() - 5..], (9..14).map(event).collect::<Vec<_>>());
    let at = whole.windows(4).position(|part| part == b"s3.a").expect("the stored file");
    let mut altered = whole;
    altered[at] = b'S';
    let (report, kept) = read(&altered);
    assert_eq!((report.status, kept.len()), (Status::Partial, 14));
    assert!(report.problems[0].message.contains("checksum"), "{:?}", report.problems);
}

#[test]
fn what_a_shell_of_windows_writes_is_read() {
    let text = String::from_utf8(log_file(0..3)).expect("text").replace("GetObject", "Gét😀");
    for order in [u16::to_le_bytes, u16::to_be_bytes] {
        for mark in [Some(0xfeff), None] {
            let bytes: Vec<u8> = mark.into_iter().chain(text.encode_utf16()).flat_map(order).collect();
            for bytes in [bytes.clone(), gzip(&bytes), zip(&[("a", bytes, How::Deflated)])] {
                let (report, kept) = read(&bytes);
                assert_eq!((report.status, kept.len()), (Status::Read, 3), "{report:?}");
                assert!(kept[0].contains("Gét😀"));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    /// Every file read from a truncated archive is complete before the cut, or is reported as
    /// incomplete.
    #[test]
    fn a_cut_archive_keeps_whole_files(sizes in proptest::collection::vec(0_usize..6, 1..5), cut in 0.0..1.0_f64, kind in 0..7_usize) {
        let names = ["a", "b/c", "d", "e"];
        let mut first = 0;
        let files: Vec<(&str, Vec<u8>)> = sizes.iter().zip(names).map(|(size, name)| {
            first += size;
            (name, log_file(first - size..first))
        }).collect();
        let how = [How::Stored, How::Deflated, How::Streamed, How::Piped, How::PipedBare, How::Piped64][kind % 6];
        let whole = if kind == 6 {
            tar(&files)
        } else {
            zip(&files.iter().map(|(name, content)| (*name, content.clone(), how)).collect::<Vec<_>>())
        };
        let (report, kept) = read(&whole);
        prop_assert_eq!((report.status, kept.len()), (Status::Read, first), "{:?}", report);
        let (report, kept) = read(&whole[..(whole.len() as f64 * cut) as usize]);
        let all: Vec<String> = (0..first).map(event).collect();
        prop_assert_eq!(&kept[..], &all[..kept.len()]);
        if kept.len() < first {
            prop_assert_ne!(report.status, Status::Read);
        }
    }

    #[test]
    fn no_archive_makes_it_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..300), kind in 0..3_usize) {
        let start: &[u8] = [&b"PK\x03\x04"[..], b"PK\x05\x06", b"\x1f\x8b"][kind];
        bytes.splice(0..0, start.iter().copied());
        read(&bytes);
    }
}
