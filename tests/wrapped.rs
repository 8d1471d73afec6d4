//! Any events in any container format, in any two nested archives, cut at any byte.

use proptest::prelude::*;
use serde_json::Value;
use trailglass::intake::{Report, Status};

use crate::archives::{How, tar, zip};
use crate::compression::Compressor;
use crate::containers::{WRAPPINGS, event, whole_before};
use crate::support::reading::{self, gzip};

/// The outer format of a file.
#[derive(Clone, Copy, Debug, PartialEq)]
enum ArchiveFormat {
    Zip(How),
    Tar,
    Gzip,
    Other(Compressor),
}

impl ArchiveFormat {
    fn any() -> impl Strategy<Value = ArchiveFormat> {
        prop_oneof![
            Just(ArchiveFormat::Zip(How::Stored)),
            Just(ArchiveFormat::Zip(How::Deflated)),
            Just(ArchiveFormat::Zip(How::Streamed)),
            Just(ArchiveFormat::Zip(How::Zip64)),
            Just(ArchiveFormat::Zip(How::Piped)),
            Just(ArchiveFormat::Zip(How::PipedBare)),
            Just(ArchiveFormat::Zip(How::Piped64)),
            Just(ArchiveFormat::Tar),
            Just(ArchiveFormat::Gzip),
            prop::sample::select(&Compressor::ALL).prop_map(ArchiveFormat::Other),
            prop::sample::select(&Compressor::ALL).prop_map(|format| ArchiveFormat::Zip(How::Packed(format))),
            prop::sample::select(&Compressor::ALL)
                .prop_map(|format| ArchiveFormat::Zip(How::PackedStreamed(format))),
        ]
    }

    fn pack(self, files: &[Vec<u8>]) -> Vec<u8> {
        let names = ["a.json", "b/c.json", "d", "e.log"];
        match self {
            ArchiveFormat::Zip(how) => zip(&names
                .into_iter()
                .zip(files)
                .map(|(name, file)| (name, file.clone(), how))
                .collect::<Vec<_>>()),
            ArchiveFormat::Tar => tar(&names
                .into_iter()
                .zip(files)
                .map(|(name, file)| (name, file.clone()))
                .collect::<Vec<_>>()),
            // These formats hold a single file.
            ArchiveFormat::Gzip => gzip(&files[0]),
            ArchiveFormat::Other(format) => format.pack(&files[0]),
        }
    }

    /// Returns whether the packed bytes occur in it unchanged.
    fn is_plain(self) -> bool {
        matches!(self, ArchiveFormat::Zip(How::Stored) | ArchiveFormat::Tar)
    }
}

fn read(bytes: &[u8]) -> (Report, Vec<Value>) {
    let (report, kept) = reading::read_values(bytes);
    let in_entries: u64 = report.entries.iter().map(|entry| entry.records).sum();
    if !report.entries.is_empty() {
        assert_eq!(in_entries + report.more_entries, report.records, "the files of an archive add up");
    }
    (report, kept)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn events_come_through_two_archives(
        wrapping in 0..WRAPPINGS.len(),
        sizes in prop::collection::vec(1_usize..6, 1..4),
        inner in ArchiveFormat::any(),
        outer in ArchiveFormat::any(),
        cut in 0.0..1.0_f64,
    ) {
        let (name, wrap) = WRAPPINGS[wrapping];
        let files = if matches!(inner, ArchiveFormat::Gzip | ArchiveFormat::Other(_)) { 1 } else { sizes.len() };
        let mut first = 0;
        let texts: Vec<String> = sizes[..files].iter().map(|size| {
            first += size;
            wrap(&(first - size..first).map(event).collect::<Vec<_>>())
        }).collect();
        let all: Vec<Value> = (0..first).map(|number| serde_json::from_str(&event(number)).expect("JSON")).collect();
        let packed = outer.pack(&[inner.pack(&texts.iter().map(|text| text.clone().into_bytes()).collect::<Vec<_>>())]);

        let (report, kept) = read(&packed);
        prop_assert_eq!((report.status, report.problems.len()), (Status::Read, 0), "{}: {:?}", name, report);
        prop_assert_eq!(&kept, &all, "{}", name);

        let cut = (packed.len() as f64 * cut) as usize;
        let (report, kept) = read(&packed[..cut]);
        prop_assert_eq!(&kept[..], &all[..kept.len()], "{}", name);
        if kept.len() < all.len() {
            prop_assert_ne!(report.status, Status::Read, "{}: what is missing is reported", name);
        }
        // If neither layer compresses, the cut falls into a text, and it is known which events in
        // it are complete.
        if inner.is_plain() && outer.is_plain() && !texts[0].starts_with("{\"awslogs\"") {
            let (mut least, mut most, mut number) = (0, 0, 0);
            for (text, size) in texts.iter().zip(&sizes) {
                let at = packed.windows(text.len()).position(|part| part == text.as_bytes()).expect("as it was");
                let of_text = whole_before(text, cut.saturating_sub(at).min(text.len()), number + size);
                (least, most) = (least + of_text.0, most + of_text.1);
                number += size;
            }
            prop_assert!((least..=most).contains(&kept.len()), "{}: {} of {}..={}", name, kept.len(), least, most);
        }
    }
}
