//! Whatever is modified in a trail, no affected file stays verified.

use std::collections::BTreeSet;

use proptest::prelude::*;
use trailglass::integrity::check::check;
use trailglass::integrity::evidence::Evidence;
use trailglass::integrity::findings::{Class, Findings, ObjectId};
use trailglass::integrity::report;
use trailglass::sample::{IncidentStory, small};

use super::forge::{FilesByPath, judge};
use super::scenarios::{evidence_of_file, files_of};
use crate::support::reading::gzip;

/// Returns the paths of verified logs and digests.
fn verified(files: &FilesByPath, findings: &Findings) -> BTreeSet<String> {
    let paths: Vec<&String> = files.keys().collect();
    let verified = findings.files.iter().filter(|file| file.class == Class::Verified);
    verified.map(|file| paths[file.file as usize].clone()).collect()
}

fn is_judged(path: &str) -> bool {
    path.ends_with(".json.gz")
}

fn inflated(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut decoder = flate2::bufread::GzDecoder::new(bytes);
    std::io::Read::read_to_end(&mut decoder, &mut out).ok().map(|_| out)
}

/// Trails with their own signatures, and one with signatures in successors only.
fn trails() -> [FilesByPath; 3] {
    let mut without_sidecars = files_of("clean");
    let newest = without_sidecars.keys().filter(|path| path.ends_with(".head.json")).max().cloned();
    without_sidecars.retain(|path, _| !path.ends_with(".head.json") || Some(path) == newest.as_ref());
    [files_of("clean"), without_sidecars, files_of("backfill-valid")]
}

#[test]
fn untouched_trails_are_verified() {
    for files in trails() {
        let judged = files.keys().filter(|path| is_judged(path)).cloned().collect();
        assert_eq!(verified(&files, &judge(&files)), judged);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// A flipped bit in a gzip file may not affect the content, but a name or a time. Then nothing
    /// was modified.
    #[test]
    fn a_flipped_bit_leaves_no_verdict(which in 0..3_usize, file: prop::sample::Index, at: prop::sample::Index, bit in 0..8_u8) {
        let mut files = trails()[which].clone();
        let judged: Vec<String> = files.keys().filter(|path| is_judged(path)).cloned().collect();
        let path = file.get(&judged);
        let bytes = files.get_mut(path).expect("a file");
        let before = inflated(bytes);
        let at = at.index(bytes.len());
        bytes[at] ^= 1 << bit;
        let same_content = inflated(bytes) == before;
        let verified = verified(&files, &judge(&files));
        prop_assert_eq!(verified.contains(path), same_content, "{} byte {}", path, at);
    }

    /// A change of the content itself, correctly compressed.
    #[test]
    fn a_changed_byte_of_content_leaves_no_verdict(which in 0..3_usize, file: prop::sample::Index, at: prop::sample::Index, bit in 0..7_u8) {
        let mut files = trails()[which].clone();
        let judged: Vec<String> = files.keys().filter(|path| is_judged(path)).cloned().collect();
        let path = file.get(&judged);
        let mut content = inflated(&files[path]).expect("sound");
        let at = at.index(content.len());
        content[at] ^= 1 << bit;
        files.insert(path.clone(), gzip(&content));
        prop_assert!(!verified(&files, &judge(&files)).contains(path), "{} byte {}", path, at);
    }

    #[test]
    fn files_that_were_swapped_leave_no_verdict(which in 0..3_usize, one: prop::sample::Index, other: prop::sample::Index) {
        let mut files = trails()[which].clone();
        let judged: Vec<String> = files.keys().filter(|path| is_judged(path)).cloned().collect();
        let (one, other) = (one.get(&judged).clone(), other.get(&judged).clone());
        prop_assume!(one != other);
        let (a, b) = (files[&one].clone(), files[&other].clone());
        files.insert(one.clone(), b);
        files.insert(other.clone(), a);
        let verified = verified(&files, &judge(&files));
        prop_assert!(!verified.contains(&one) && !verified.contains(&other));
    }

    /// A missing file is reported: either as a file that a digest lists, or as a hole.
    #[test]
    fn a_file_that_was_taken_away_is_missed(which in 0..3_usize, file: prop::sample::Index) {
        let mut files = trails()[which].clone();
        let judged: Vec<String> = files.keys().filter(|path| is_judged(path)).cloned().collect();
        let path = file.get(&judged);
        let all = judge(&files);
        files.remove(path);
        let findings = judge(&files);
        let proven = |findings: &Findings| -> i64 {
            let intervals = findings.chains.iter().flat_map(|chain| &chain.proven);
            intervals.map(|interval| interval.until_millis - interval.from_millis).sum()
        };
        if path.contains("CloudTrail-Digest") {
            prop_assert!(proven(&findings) < proven(&all));
        } else {
            prop_assert_eq!(findings.counts.logs_missing, 1);
        }
    }

    #[test]
    fn a_file_that_is_there_twice_changes_nothing(which in 0..3_usize, file: prop::sample::Index) {
        let mut files = trails()[which].clone();
        let paths: Vec<String> = files.keys().cloned().collect();
        let path = file.get(&paths);
        files.insert(format!("copy/{path}"), files[path].clone());
        let findings = judge(&files);
        let judged: BTreeSet<String> = files.keys().filter(|path| is_judged(path)).cloned().collect();
        prop_assert_eq!(verified(&files, &findings), judged);
        prop_assert_eq!(findings.counts, judge(&trails()[which]).counts);
    }

    /// The result does not depend on the order of files or on which worker reads them.
    #[test]
    fn the_order_of_files_and_workers_does_not_matter(name in prop::sample::select(vec!["clean", "log-swapped", "gap-and-deleted", "trails-two", "digest-replaced-by-older"]), workers in 1..5_usize, order in any::<u64>()) {
        let files = files_of(name);
        let mut numbered: Vec<(u32, (&String, &Vec<u8>))> = (0..).zip(&files).collect();
        // A shuffle by a multiplication that is random enough.
        numbered.sort_by_key(|(number, _)| (u64::from(*number) + 1).wrapping_mul(order | 1).rotate_left(17));
        let mut parts = vec![Vec::new(); workers];
        for (place, (number, (path, bytes))) in numbered.iter().enumerate() {
            parts[place % workers].extend(evidence_of_file(*number, path, bytes));
        }
        let shuffled = Evidence::merge(parts.into_iter().map(Evidence::new));
        let crossed = serde_json::to_string(&shuffled).expect("JSON");
        let shuffled: Evidence = serde_json::from_str(&crossed).expect("JSON");
        let (_, findings) = check(shuffled);
        prop_assert_eq!(&findings, &judge(&files));
        // Numbered by their position in the shuffle, they give the same report.
        let renumbered = (0..).zip(&numbered).flat_map(|(number, (_, (path, bytes)))| evidence_of_file(number, path, bytes));
        let (_, renumbered) = check(Evidence::new(renumbered.collect()));
        let writing = report::ReportStamp { version: "1".to_owned(), written_at_millis: 0 };
        prop_assert_eq!(report::html(&renumbered, &writing), report::html(&findings, &writing));
        prop_assert_eq!(report::json(&renumbered, &writing), report::json(&findings, &writing));
    }
}

#[test]
fn the_sample_trail_has_one_altered_log_and_one_missing_digest() {
    let story = IncidentStory::of(small().seed(), small().events());
    for is_packed in [true, false] {
        let files: FilesByPath = small()
            .files(0, 1)
            .map(|file| match file.path.strip_suffix(".gz") {
                Some(_) if is_packed => (file.path.clone(), gzip(&file.bytes)),
                Some(unpacked) => (unpacked.to_owned(), file.bytes),
                None => (file.path, file.bytes),
            })
            .collect();
        let findings = judge(&files);
        let counts = &findings.counts;
        assert_eq!((counts.digests_invalid, counts.digests_unproven, counts.digests_missing), (0, 0, 1));
        assert_eq!((counts.logs_invalid, counts.logs_unproven, counts.logs_missing), (1, 0, 0));
        assert!(counts.logs_not_covered > 0);
        let missing: Vec<&str> = findings
            .chains
            .iter()
            .flat_map(|chain| &chain.digests)
            .filter(|digest| digest.verdict.class() == Class::Missing)
            .map(|digest| digest.object.key.as_str())
            .collect();
        assert_eq!(missing, [story.missing_digest.as_str()]);
        let holes: Vec<_> = findings.chains.iter().flat_map(|chain| &chain.holes).collect();
        assert_eq!(holes.len(), 1);
        assert_eq!(holes[0].logs.len() as u32, counts.logs_not_covered);
        assert!(holes[0].sentence.contains("log files lie there"), "{}", holes[0].sentence);
        let altered = findings.files.iter().find(|file| file.class == Class::Invalid).expect("one");
        let paths: Vec<&String> = files.keys().collect();
        let text = &files[paths[altered.file as usize]];
        let text = inflated(text).unwrap_or(text.clone());
        assert!(String::from_utf8_lossy(&text).contains(&story.altered_event));
        assert!(matches!(altered.finding, ObjectId::Log(_)));
        let others = findings.files.iter().filter(|file| file.class == Class::Verified).count();
        assert_eq!(others as u32, counts.digests_verified + counts.logs_verified);
    }
}
