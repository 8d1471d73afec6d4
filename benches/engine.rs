//! How fast the engine is natively, as ratios to inflating alone in the same
//! run. `make bench` gives it a folder of generated logs.

use std::io::Read;
use std::path::PathBuf;
use std::time::Instant;

use trailglass::event::Field;
use trailglass::protocol::{Buckets, FacetAsk, FileTicket, OverviewAsk, Request, RowsAsk, Selection, Sort};
use trailglass::query::Desk;

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

fn main() {
    let Some(folder) = std::env::args().skip(1).find(|argument| !argument.starts_with('-')) else {
        println!("skipped: name a folder of logs, as `make bench` does");
        return;
    };
    let mut logs = Vec::new();
    files(folder.into(), &mut logs);
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
    let mut desk = Desk::new();
    let (loading, ()) = seconds(|| {
        for (number, (path, bytes)) in logs.iter().enumerate() {
            let ticket = FileTicket { file: number as u32, path: path.clone(), bytes: bytes.len() as u64 };
            desk.shard().read_file(&ticket, &mut bytes.as_slice());
        }
    });
    let (settling, totals) = seconds(|| desk.shard().settle());
    let store = desk.shard().store();
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
        let ask = OverviewAsk {
            selection: Selection { filter: filter.to_owned(), time: None },
            facets: Field::facets().map(|field| FacetAsk::new(field, 50)).collect(),
            buckets: Some(Buckets {
                start_millis: first,
                step_millis: ((last - first) / 120).max(1),
                count: 121,
            }),
        };
        let (cold, _) = seconds(|| desk.answer(&Request::Overview(ask.clone())));
        let rows = RowsAsk {
            selection: ask.selection,
            sort: Sort::default(),
            from: None,
            limit: 60,
            fields: vec![Field::Who],
        };
        let (listing, _) = seconds(|| desk.answer(&Request::Rows(rows)));
        println!("{:8.2} ms overview, {:6.2} ms first rows   {filter}", cold * 1000.0, listing * 1000.0);
    }
}
