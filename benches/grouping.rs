//! Native speed of grouping: a million events in a hundred thousand groups, in one worker and in
//! two whose results are merged.

use std::time::Instant;

use trailglass::base::step::Step;
use trailglass::grouping::{GroupReply, GroupRequest, GroupService, Grouping, TimeStep};
use trailglass::model::{FileDescriptor, Selection};
use trailglass::query::ShardQuery;

const EVENTS: usize = 1_000_000;
const PEOPLE: usize = 1_000;
const CALLS: usize = 100;

#[expect(clippy::disallowed_methods, reason = "a benchmark has a clock")]
fn seconds<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed().as_secs_f64(), result)
}

/// Creates events of a thousand people, each with a hundred kinds of calls.
fn shard_queries(workers: usize) -> Vec<ShardQuery> {
    let mut shard_queries: Vec<ShardQuery> = (0..workers).map(|_| ShardQuery::new()).collect();
    for (part, numbers) in (0..EVENTS).collect::<Vec<_>>().chunks(10_000).enumerate() {
        let mut text = String::from("{\"Records\":[");
        for number in numbers {
            // Scattered, so that neighbouring events belong to different groups.
            let group = number.wrapping_mul(7_919) % (PEOPLE * CALLS);
            let (person, call) = (group / CALLS, group % CALLS);
            let (second, bytes) = (number / 4, number % 5_000);
            let (day, hour, minute) = (second / 86_400 % 28 + 1, second / 3_600 % 24, second / 60 % 60);
            if !text.ends_with('[') {
                text.push(',');
            }
            text.push_str(&format!(
                r#"{{"eventVersion":"1.08","userIdentity":{{"type":"IAMUser","userName":"user-{person}"}},"eventTime":"2024-03-{day:02}T{hour:02}:{minute:02}:{:02}Z","eventSource":"s3.amazonaws.com","eventName":"Call{call}","awsRegion":"eu-west-1","sourceIPAddress":"10.0.{}.{}","userAgent":"x","requestParameters":{{"bucketName":"bucket-{}"}},"additionalEventData":{{"bytesTransferredOut":{bytes}}},"eventID":"{number:08x}-0000-4000-8000-000000000000","recipientAccountId":"111122223333"}}"#,
                second % 60, person % 200, person / 200, number % 300
            ));
        }
        text.push_str("]}");
        let descriptor =
            FileDescriptor { file: part as u32, path: format!("{part}.json"), bytes: text.len() as u64 };
        shard_queries[part % workers].shard().read_file(&descriptor, &mut text.as_bytes());
    }
    for shard_query in &mut shard_queries {
        shard_query.shard().settle();
    }
    shard_queries
}

fn measure(name: &str, shard_queries: &mut [ShardQuery], grouping: &Grouping) {
    let selection = Selection::default();
    let mut best = [f64::MAX; 3];
    let mut groups = 0;
    let mut longest_step = 0.0_f64;
    for _ in 0..7 {
        let mut counting = 0.0_f64;
        let mut parts = Vec::new();
        for shard_query in shard_queries.iter_mut() {
            let (taken, part) = seconds(|| {
                let mut service = GroupService::default();
                service.begin(shard_query, &selection, grouping).expect("a grouping");
                loop {
                    let (step, counted) = seconds(|| service.step(shard_query));
                    longest_step = longest_step.max(step);
                    if let Some(Step::Done(part)) = counted {
                        return part;
                    }
                }
            });
            // Workers count in parallel.
            counting = counting.max(taken);
            parts.push(part);
        }
        let mut service = GroupService::default();
        let (merging, _) = seconds(|| service.answer(&GroupRequest::Merge(grouping.clone()), &parts));
        let (ordering, reply) = seconds(|| service.answer(&GroupRequest::Table(grouping.clone()), &[]));
        if let Ok(GroupReply::Table(table)) = reply {
            groups = table.groups;
        }
        for (best, taken) in best.iter_mut().zip([counting, merging, ordering]) {
            *best = best.min(taken);
        }
    }
    let [counting, merging, ordering] = best.map(|taken| taken * 1e3);
    println!(
        "{name}, {} workers: {groups} groups, counted {counting:.1} ms, merged {merging:.1} ms, ordered {ordering:.1} ms: {:.1} ms; longest step {:.1} ms",
        shard_queries.len(),
        counting + merging + ordering,
        longest_step * 1e3
    );
}

fn main() {
    for workers in [1, 2] {
        let mut shard_queries = shard_queries(workers);
        let by = |names: &[&str]| Grouping::by(names);
        measure("who, eventName", &mut shard_queries, &by(&["who", "eventName"]));
        let grouping = Grouping { distinct: Some("sourceIPAddress".into()), ..by(&["who", "eventName"]) };
        measure("the same, distinct addresses", &mut shard_queries, &grouping);
        let grouping = Grouping { time_step: Some(TimeStep::Hour), ..by(&["eventName"]) };
        measure("eventName by hour", &mut shard_queries, &grouping);
        let grouping = Grouping {
            number: Some("additionalEventData.bytesTransferredOut".into()),
            ..by(&["requestParameters.bucketName"])
        };
        measure("bytes by bucket, from the texts", &mut shard_queries, &grouping);
    }
}
