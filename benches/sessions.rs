//! Time and memory of following sessions: a million events of fifty thousand sessions in two
//! workers, generated here.
//!
//! `cargo bench --bench sessions [-- EVENTS SESSIONS]`
#![expect(unsafe_code, reason = "only an allocator can tell how much is allocated")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use trailglass::base::step::Step;
use trailglass::base::time::{TimeRange, to_text};
use trailglass::model::{FileDescriptor, Selection};
use trailglass::query::ShardQuery;
use trailglass::sessions::{
    ActivityRequest, ActorsRequest, CompareRequest, ComparisonSide, LanesRequest, SessionScope,
    SessionService, SessionsRequest, TimelinesRequest,
};

const WORKERS: usize = 2;
const START: i64 = 1_700_000_000_000;

/// An allocator that counts the allocated bytes, and their maximum.
struct CountingAllocator;

static LIVE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

// SAFETY: all calls go to the system's allocator; only sums are kept.
unsafe impl GlobalAlloc for CountingAllocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let live = LIVE.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(live, Ordering::Relaxed);
        // SAFETY: upheld by the caller.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: upheld by the caller.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: CountingAllocator = CountingAllocator;

#[expect(clippy::disallowed_methods, reason = "a benchmark has a clock")]
fn millis<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed().as_secs_f64() * 1e3, result)
}

/// The total and the longest time of repeated steps.
#[derive(Default)]
struct Steps {
    sum: f64,
    longest: f64,
}

impl Steps {
    fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (time, result) = millis(work);
        self.sum += time;
        self.longest = self.longest.max(time);
        result
    }
}

/// Returns an event of a session: first the call that issued the session, then its own calls.
fn record(number: u64, sessions: u64) -> String {
    let session = number % sessions;
    let time = to_text(START + (number as i64) * 37);
    let created = to_text(START + (session as i64) * 37);
    let role = session % 400;
    let account = 111_111_111_111 + session % 9;
    let user = session % 300;
    let id = format!("{:08x}-0000-4000-8000-{number:012x}", number.wrapping_mul(0x9e37_79b9) as u32);
    let arn = format!("arn:aws:sts::{account}:assumed-role/role-{role}/session-{session}");
    let address = format!("198.51.{}.{}", session % 200, session % 251);
    let (name, source, identity, response) = if number < sessions {
        (
            "AssumeRole",
            "sts",
            format!(
                r#"{{"type":"IAMUser","principalId":"AIDA{user:016}","arn":"arn:aws:iam::{account}:user/user-{user}","accountId":"{account}","accessKeyId":"AKIA{user:016}","userName":"user-{user}"}}"#
            ),
            format!(
                r#"{{"credentials":{{"accessKeyId":"ASIA{session:016}","expiration":"Jan 1, 2024, 1:00:00 AM","sessionToken":"{}"}},"assumedRoleUser":{{"assumedRoleId":"AROA{role:017}:session-{session}","arn":"{arn}"}}}}"#,
                "IQoJb3JpZ2lu".repeat(30)
            ),
        )
    } else {
        let name = ["DescribeInstances", "ListBuckets", "PutObject", "GetObject", "DeleteObject"]
            [(number % 5) as usize];
        (
            name,
            "s3",
            format!(
                r#"{{"type":"AssumedRole","principalId":"AROA{role:017}:session-{session}","arn":"{arn}","accountId":"{account}","accessKeyId":"ASIA{session:016}","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"AROA{role:017}","arn":"arn:aws:iam::{account}:role/role-{role}","accountId":"{account}","userName":"role-{role}"}},"attributes":{{"creationDate":"{created}","mfaAuthenticated":"false"}}}}}}"#
            ),
            "null".to_owned(),
        )
    };
    format!(
        r#"{{"eventVersion":"1.08","userIdentity":{identity},"eventTime":"{time}","eventSource":"{source}.amazonaws.com","eventName":"{name}","awsRegion":"us-east-1","sourceIPAddress":"{address}","userAgent":"aws-cli/2.24.18","requestParameters":{{"roleArn":"arn:aws:iam::{account}:role/role-{role}","roleSessionName":"session-{session}"}},"responseElements":{response},"requestID":"{id}","eventID":"{id}","readOnly":{},"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"{account}"}}"#,
        !matches!(name, "PutObject" | "DeleteObject")
    )
}

/// Loads generated events into shards, in turn.
fn load(events: u64, sessions: u64) -> Vec<ShardQuery> {
    let mut shard_queries: Vec<ShardQuery> = (0..WORKERS).map(|_| ShardQuery::new()).collect();
    const IN_FILE: u64 = 5_000;
    for (file, first) in (0..events).step_by(IN_FILE as usize).enumerate() {
        let records: Vec<String> =
            (first..(first + IN_FILE).min(events)).map(|number| record(number, sessions)).collect();
        let text = format!("{{\"Records\":[{}]}}", records.join(","));
        let descriptor =
            FileDescriptor { file: file as u32, path: format!("{file}.json"), bytes: text.len() as u64 };
        shard_queries[file % WORKERS].shard().read_file(&descriptor, &mut text.as_bytes());
    }
    for shard_query in &mut shard_queries {
        shard_query.shard().settle();
    }
    shard_queries
}

/// What the numbers of bytes are relative to.
struct Base {
    events: u64,
    /// Bytes allocated before the sessions are followed.
    before: usize,
}

impl Base {
    fn per_event(&self, bytes: usize) -> f64 {
        bytes.saturating_sub(self.before) as f64 / self.events as f64
    }
}

/// Gathers what each worker knows of sessions; returns the shares.
fn gather(shard_queries: &[ShardQuery], services: &mut [SessionService], events: u64) -> Vec<Vec<u8>> {
    let (mut gathering, mut shares) = (Steps::default(), Vec::new());
    // Each worker has its own memory, which never shrinks.
    let mut peaks = 0;
    for (shard_query, service) in shard_queries.iter().zip(services) {
        let own = LIVE.load(Ordering::Relaxed);
        PEAK.store(own, Ordering::Relaxed);
        gathering.time(|| service.begin_gathering(shard_query.store()));
        while let Some(step) = gathering.time(|| service.gather(shard_query.store())) {
            if let Step::Done(share) = step {
                shares.push(share);
                break;
            }
        }
        peaks += PEAK.load(Ordering::Relaxed) - own;
    }
    let shared: usize = shares.iter().map(Vec::len).sum();
    println!(
        "gathering          {:.0} ms in all workers, the longest step {:.1} ms; {:.1} bytes an event shared, the workers' peaks together {:.1}",
        gathering.sum,
        gathering.longest,
        shared as f64 / events as f64,
        peaks as f64 / events as f64
    );
    shares
}

/// Follows the sessions of all shares in the first worker.
fn follow(service: &mut SessionService, shares: Vec<Vec<u8>>, base: &Base) {
    PEAK.store(LIVE.load(Ordering::Relaxed), Ordering::Relaxed);
    let mut following = Steps::default();
    service.begin_following(shares);
    let mut overview = None;
    while let Ok(Some(step)) = following.time(|| service.follow()) {
        if let Step::Done(done) = step {
            overview = Some(done);
            break;
        }
    }
    println!(
        "following          {:.0} ms, the longest step {:.1} ms; peak {:.1} bytes an event",
        following.sum,
        following.longest,
        base.per_event(PEAK.load(Ordering::Relaxed))
    );
    if let Some(overview) = overview {
        println!(
            "                   {} actors, {} sessions, links {:?}",
            overview.actors, overview.sessions, overview.links
        );
    }
}

/// Stores the sessions of rows in every worker.
fn note(shard_queries: &mut [ShardQuery], services: &mut [SessionService], base: &Base) {
    let (noting, ()) = millis(|| {
        let notes = services[0].notes();
        for ((shard_query, service), notes) in shard_queries.iter_mut().zip(services).zip(&notes) {
            if let Err(reason) = service.note(shard_query.shard(), notes) {
                println!("not noted: {reason}");
            }
        }
    });
    println!(
        "noting             {noting:.0} ms; {:.1} bytes an event stay, peak {:.1}",
        base.per_event(LIVE.load(Ordering::Relaxed)),
        base.per_event(PEAK.load(Ordering::Relaxed))
    );
}

/// Answers the requests of Timelines in the first worker.
fn answer(shard_query: &ShardQuery, service: &mut SessionService, events: u64) {
    let mut ask = |name: &str, question: TimelinesRequest, attachments: &[Vec<u8>]| -> Vec<Vec<u8>> {
        let (time, answered) = millis(|| service.answer(shard_query.store(), &question, attachments));
        println!("{time:8.2} ms {name}");
        answered.map(|(_, attachments)| attachments).unwrap_or_default()
    };
    let list = ActorsRequest { limit: 100, descending: true, ..ActorsRequest::default() };
    ask("first actors", TimelinesRequest::Actors(list.clone()), &[]);
    let filter = Selection { filter: "eventName:Delete*".to_owned(), time: None };
    let counts = ask(
        "counts of actors under a filter, half of the events",
        TimelinesRequest::CountActors(filter),
        &[],
    );
    ask("actors under a filter", TimelinesRequest::Actors(list), &counts);
    let of = SessionScope::Actor(7);
    ask(
        "first sessions of an actor",
        TimelinesRequest::Sessions(SessionsRequest { of, others: false, time: None, first: 0, limit: 100 }),
        &[],
    );
    let all = TimeRange { from_millis: START, until_millis: START + events as i64 * 37 };
    let lanes = |lanes: Vec<SessionScope>, time: TimeRange, filter: &str| {
        let step_millis = (time.until_millis - time.from_millis) / 1_200;
        TimelinesRequest::Lanes(LanesRequest {
            lanes,
            filter: filter.to_owned(),
            time,
            step_millis,
            marks: 2_000,
        })
    };
    let forty: Vec<SessionScope> = (0..40).map(SessionScope::Actor).collect();
    ask("40 lanes of actors, all time", lanes(forty.clone(), all, ""), &[]);
    ask("the same under a filter", lanes(forty.clone(), all, "eventName:Delete*"), &[]);
    ask("the same again", lanes(forty.clone(), all, "eventName:Delete*"), &[]);
    let near = TimeRange { from_millis: START, until_millis: START + events as i64 };
    ask("40 lanes, a 37th of the time", lanes(forty, near, ""), &[]);
    let chains: Vec<SessionScope> = (0..40).map(SessionScope::Chain).collect();
    ask("40 lanes of chains", lanes(chains, all, ""), &[]);
    let calls =
        ask("calls of an actor, half of the events", TimelinesRequest::ShareCalls { of, time: None }, &[]);
    ask("its story", TimelinesRequest::TellStory(ActivityRequest { first: 0, limit: 100 }), &calls);
    ask("its tree", TimelinesRequest::Chain(of), &[]);
    let side = |actor: u32| ComparisonSide { of: SessionScope::Actor(actor), time: None };
    ask(
        "two actors compared",
        TimelinesRequest::Compare(CompareRequest { known: side(1), other: side(2) }),
        &[],
    );
}

/// Filters the first worker's rows by their sessions.
fn filter(shard_query: &ShardQuery) {
    for filter in [
        "actor:user-7*",
        "session:ASIA000000000000012*",
        "chain:AKIA0000000000000007",
        "key:ASIA0000000000000007",
    ] {
        let selection = Selection { filter: filter.to_owned(), time: None };
        let (time, _) = millis(|| {
            let tree = trailglass::query::parse(&selection.filter).tree;
            trailglass::query::matching(shard_query.store(), &tree, None).count()
        });
        println!("{time:8.2} ms filter {filter}");
    }
}

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|argument| argument.parse::<u64>().ok());
    let events = numbers.next().unwrap_or(1_000_000);
    let sessions = numbers.next().unwrap_or(50_000).min(events);
    let mut shard_queries = load(events, sessions);
    let before = LIVE.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    println!(
        "{events} events, {sessions} sessions, {WORKERS} workers, {} bytes an event before",
        before as u64 / events
    );
    let base = Base { events, before };
    let mut services: Vec<SessionService> = (0..WORKERS).map(|_| SessionService::default()).collect();
    let shares = gather(&shard_queries, &mut services, events);
    follow(&mut services[0], shares, &base);
    note(&mut shard_queries, &mut services, &base);
    answer(&shard_queries[0], &mut services[0], events);
    filter(&shard_queries[0]);
}
