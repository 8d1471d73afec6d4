//! Native speed of the engine, as ratios to inflating alone in the same run. `make bench` passes a
//! folder of generated logs.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use trailglass::base::buckets::TimeBuckets;
use trailglass::intake::{DiscardingSink, LogReader};
use trailglass::integrity::check::Checker;
use trailglass::integrity::evidence::Evidence;
use trailglass::model::{Field, FileDescriptor, Selection, Sort};
use trailglass::query::{CountJob, FacetRequest, OverviewRequest, QueryRequest, RowsRequest, ShardQuery};
use trailglass::questions::library;

#[expect(clippy::disallowed_methods, reason = "a benchmark has a clock")]
fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed().as_secs_f64(), result)
}

fn files(folder: PathBuf, found: &mut Vec<(String, Vec<u8>)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            files(path, found);
        } else if path.extension().is_some_and(|extension| extension == "gz")
            && let Ok(bytes) = std::fs::read(&path)
        {
            found.push((path.display().to_string(), bytes));
        }
    }
}

/// Collects every file below a folder, including digests, sidecars and keys.
fn all_files(folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            all_files(&path, found);
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.push((path.display().to_string(), bytes));
        }
    }
}

/// Measures integrity checks: hashing while reading, then the checks; and `sha256sum` over the same
/// inflated bytes.
fn integrity(folder: &Path) {
    let mut files = Vec::new();
    all_files(folder, &mut files);
    let descriptor = |number: usize, (path, bytes): &(String, Vec<u8>)| FileDescriptor {
        file: number as u32,
        path: path.clone(),
        bytes: bytes.len() as u64,
    };
    let mut reader = LogReader::default();
    let (plain, text) = seconds(|| {
        let read = files.iter().enumerate().map(|(number, file)| {
            reader.read(&descriptor(number, file), &mut file.1.as_slice(), &mut DiscardingSink).inflated_bytes
        });
        read.sum::<u64>()
    });
    let (gathering, evidence) = seconds(|| {
        for (number, file) in files.iter().enumerate() {
            reader.read_with_evidence(&descriptor(number, file), &mut file.1.as_slice(), &mut DiscardingSink);
        }
        Evidence::new(reader.take_evidence())
    });
    let mut slowest: f64 = 0.0;
    let mut checker = Checker::new(evidence);
    let (stepping, ()) = seconds(|| {
        while !checker.progress().is_done() {
            slowest = slowest.max(seconds(|| checker.step()).0);
        }
    });
    let (finishing, (_, findings)) = seconds(|| checker.finish());
    let checking = stepping + finishing;
    let mut whole = Vec::new();
    for (_, bytes) in files.iter().filter(|(path, _)| path.ends_with(".gz")) {
        let _ = flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut whole);
    }
    let (summing, is_summed) = seconds(|| {
        let child = Command::new("sha256sum").stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
        let Ok(mut child) = child else { return false };
        let written = child.stdin.take().is_some_and(|mut stdin| stdin.write_all(&whole).is_ok());
        child.wait().is_ok_and(|status| status.success()) && written
    });
    let rate = |seconds: f64| text as f64 / 1e6 / seconds;
    let counts = findings.counts;
    println!(
        "integrity: {} files, {} digests verified, {} logs verified",
        files.len(),
        counts.digests_verified,
        counts.logs_verified
    );
    println!(
        "hashing            {:.3} s more than reading alone ({plain:.3} s), {:.0} MB/s",
        gathering - plain,
        rate(gathering - plain)
    );
    println!(
        "verdicts           {checking:.3} s (the longest step {:.1} ms, finishing {:.1} ms)",
        slowest * 1e3,
        finishing * 1e3
    );
    if is_summed {
        let both = gathering - plain + checking;
        println!(
            "checking           {:.0} MB/s; sha256sum {:.0} MB/s: {:.2} of it",
            rate(both),
            rate(summing),
            summing / both
        );
    } else {
        println!("sha256sum could not be run; its line stays empty");
    }
}

/// Measures counting every question of the library, in the same way as the page.
fn questions(shard_query: &ShardQuery) {
    let mut longest = 0.0_f64;
    let mut slowest = Vec::new();
    let (counting, hits) = seconds(|| {
        let mut hits = 0;
        for question in library() {
            let selection = Selection { filter: question.filter.clone(), time: None };
            let (took, events) = seconds(|| {
                let (begun, mut count) = seconds(|| CountJob::begin(shard_query.store(), &selection));
                longest = longest.max(begun);
                loop {
                    let (step, done) = seconds(|| count.step(shard_query.store()));
                    longest = longest.max(step);
                    if let Some(events) = done {
                        break events;
                    }
                }
            });
            hits += usize::from(events > 0);
            slowest.push((took, question.id.as_str()));
        }
        hits
    });
    slowest.sort_by(|one, other| other.0.total_cmp(&one.0));
    let slowest: Vec<_> =
        slowest[..5].iter().map(|(took, id)| format!("{id} {:.0} ms", took * 1e3)).collect();
    println!(
        "questions          {} counted in {counting:.3} s, {hits} with events (the longest step {:.1} ms; the slowest {})",
        library().len(),
        longest * 1e3,
        slowest.join(", ")
    );
}

fn main() {
    let Some(folder) = std::env::args().skip(1).find(|argument| !argument.starts_with('-')) else {
        println!("skipped: name a folder of logs, as `make bench` does");
        return;
    };
    let mut logs = Vec::new();
    files(folder.clone().into(), &mut logs);
    let packed: usize = logs.iter().map(|(_, bytes)| bytes.len()).sum();

    let (inflating, unpacked) = seconds(|| {
        let mut text = Vec::new();
        logs.iter()
            .map(|(_, bytes)| {
                text.clear();
                flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut text).unwrap_or(0)
            })
            .sum::<usize>()
    });
    let mut shard_query = ShardQuery::new();
    let (loading, ()) = seconds(|| {
        for (number, (path, bytes)) in logs.iter().enumerate() {
            let descriptor =
                FileDescriptor { file: number as u32, path: path.clone(), bytes: bytes.len() as u64 };
            shard_query.shard().read_file(&descriptor, &mut bytes.as_slice());
        }
    });
    let (settling, totals) = seconds(|| shard_query.shard().settle());
    let store = shard_query.shard().store();
    println!(
        "{} files, {} MB packed, {} MB of text, {} events",
        logs.len(),
        packed >> 20,
        unpacked >> 20,
        totals.events
    );
    println!("inflating alone    {inflating:.3} s");
    println!("loading            {loading:.3} s, {:.2} of the speed of inflating alone", inflating / loading);
    println!("putting in order   {settling:.3} s");
    println!(
        "kept text          {} bytes an event; entries: {} calls, {} identities, {} origins, {} outcomes",
        store.texts.packed_bytes() as u64 / totals.events.max(1),
        store.calls.len(),
        store.identities.len(),
        store.origins.len(),
        store.outcomes.len()
    );
    let (first, last) = totals.span_millis.unwrap_or_default();
    for filter in [
        "",
        "eventName:Delete*",
        "not readOnly:true and errorCode:*",
        "sourceIPAddress:203.0.113.0/24",
        "requestParameters.bucketName:*prod*",
        "\"AdministratorAccess\"",
        "resource:*logs*",
    ] {
        let ask = OverviewRequest {
            selection: Selection { filter: filter.to_owned(), time: None },
            facets: Field::facets().map(|field| FacetRequest::new(field, 50)).collect(),
            buckets: Some(TimeBuckets {
                start_millis: first,
                step_millis: ((last - first) / 120).max(1),
                count: 121,
            }),
        };
        let (cold, _) = seconds(|| shard_query.answer(&QueryRequest::Overview(ask.clone())));
        let rows = RowsRequest {
            selection: ask.selection,
            sort: Sort::default(),
            from: None,
            limit: 60,
            fields: vec![Field::Who],
        };
        let (listing, _) = seconds(|| shard_query.answer(&QueryRequest::Rows(rows)));
        println!("{:8.2} ms overview, {:6.2} ms first rows   {filter}", cold * 1000.0, listing * 1000.0);
    }
    questions(&shard_query);
    integrity(Path::new(&folder));
}
