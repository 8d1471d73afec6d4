//! A filter in the first line, and events below it: they are stored, found, counted and shown
//! without a panic, and stay unchanged.
#![no_main]

use trailglass::base::buckets::TimeBuckets;
use trailglass::model::{FileDescriptor, Selection};
use trailglass::query::{FacetRequest, OverviewRequest, QueryReply, QueryRequest, ShardQuery};

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let (filter, events) = match input.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (&b""[..], input),
    };
    let mut shard_query = ShardQuery::new();
    let descriptor = FileDescriptor { file: 7, path: "fuzzed".to_owned(), bytes: events.len() as u64 };
    let report = shard_query.shard().read_file(&descriptor, &mut &*events);
    shard_query.shard().settle();
    let everything = Selection::default();
    let all = count(&mut shard_query, &everything);
    let filter = String::from_utf8_lossy(filter).into_owned();
    let found = count(&mut shard_query, &Selection { filter: filter.clone(), time: None });
    let others = count(&mut shard_query, &Selection { filter: format!("not ({filter})"), time: None });
    assert!(found <= all && others <= all);
    if trailglass::query::parse(&filter).errors.is_empty()
        && trailglass::query::parse(&format!("not ({filter})")).errors.is_empty()
        && !filter.trim().is_empty()
    {
        assert_eq!(found + others, all, "an event matches or does not: {filter:?}");
    }
    for row in 0..all.min(4) as u32 {
        match shard_query.answer(&QueryRequest::Record { row }) {
            QueryReply::Record(Some(record)) => {
                serde_json::from_str::<&serde_json::value::RawValue>(&record.text).expect("kept as it came");
                assert_eq!(record.file, 7);
            }
            QueryReply::Record(None) => assert!(u64::from(row) >= report.records),
            other => panic!("{other:?}"),
        }
    }
});

fn count(shard_query: &mut ShardQuery, selection: &Selection) -> u64 {
    let facets = trailglass::model::FIELDS.iter().map(|info| FacetRequest::new(info.field, 5)).collect();
    let buckets = Some(TimeBuckets { start_millis: 1_700_000_000_000, step_millis: 3_600_000, count: 50 });
    match shard_query.answer(&QueryRequest::Overview(OverviewRequest {
        selection: selection.clone(),
        facets,
        buckets,
    })) {
        QueryReply::Overview(overview) => {
            assert!(overview.failed <= overview.matching);
            overview.matching
        }
        other => panic!("{other:?}"),
    }
}
