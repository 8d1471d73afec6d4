//! JSON that carries events in envelopes of other tools.

use serde_json::Value;
use trailglass::intake::{Reader, Report, Status};

use crate::support::reading;
use crate::support::world::World;

fn read(text: &str) -> (Report, Vec<Value>) {
    let (report, kept) = reading::read_with(&mut Reader::default(), text.len(), &mut text.as_bytes());
    (report, kept.iter().map(|text| serde_json::from_str(text).expect("JSON")).collect())
}

/// Each case: its text, what it is called, and the names of its events.
const CASES: &[(&str, &str, &[&str])] = &[
    (
        include_str!("data/07-insights-console-object.json"),
        "CloudWatch Logs Insights results",
        &["PutBucketPolicy", "DeleteBucketPolicy"],
    ),
    (
        include_str!("data/07-insights-console-string.json"),
        "CloudWatch Logs Insights results",
        &["PutBucketPolicy", "DeleteBucketPolicy"],
    ),
    (
        include_str!("data/08-query-strings.json"),
        "JSON strings",
        &["PutBucketPolicy", "DeleteBucketPolicy"],
    ),
    (include_str!("data/08c-query-rows.json"), "JSON rows of a query", &["PutBucketPolicy", "DeleteBucketPolicy"]),
    (
        include_str!("data/08d-strings-lines.jsonl"),
        "JSON strings",
        &["PutBucketPolicy", "DeleteBucketPolicy"],
    ),
    (
        include_str!("data/10-wazuh-search.json"),
        "documents of a search engine",
        &["PutBucketPolicy", "ConsoleLogin"],
    ),
    (include_str!("data/10b-wazuh-alerts.json"), "Wazuh alerts", &["PutBucketPolicy", "ConsoleLogin"]),
    (include_str!("data/10c-wazuh-fulllog.json"), "documents of a search engine", &["PutBucketPolicy"]),
    (include_str!("data/11b-steampipe.json"), "Steampipe rows", &["PutBucketPolicy", "ConsoleLogin"]),
    (include_str!("data/13-sns-eventbridge.json"), "SNS message", &["PutBucketPolicy"]),
    (include_str!("data/13b-sqs-receive.json"), "SQS messages", &["PutBucketPolicy", "PutBucketPolicy"]),
    (
        include_str!("data/14-slurped.json"),
        "JSON array of log files",
        &["PutBucketPolicy", "DeleteBucketPolicy", "ConsoleLogin"],
    ),
    (
        include_str!("data/14b-lower-records.json"),
        "JSON with a list of records",
        &["PutBucketPolicy", "DeleteBucketPolicy"],
    ),
    (include_str!("data/15b-firehose-transform.json"), "Firehose records", &["PutBucketPolicy"]),
    (
        include_str!("data/28-logstash-codec.json"),
        "documents of a search engine",
        &["PutBucketPolicy", "DeleteBucket"],
    ),
    (
        include_str!("data/28b-logstash-lines.jsonl"),
        "documents of a search engine",
        &["PutBucketPolicy", "DeleteBucketPolicy"],
    ),
    (include_str!("data/28c-logstash-bare.jsonl"), "JSON events", &["PutBucketPolicy", "DeleteBucketPolicy"]),
    (include_str!("data/29-kinesis-get-records.json"), "Kinesis records", &["PutBucketPolicy"]),
];

#[test]
fn every_carrier_gives_its_events() {
    for (text, name, events) in CASES {
        let (report, kept) = read(text);
        assert_eq!(
            (report.status, report.problems.as_slice(), report.container.as_str()),
            (Status::Read, &[][..], *name),
            "{text:.200}"
        );
        let names: Vec<&str> = kept.iter().filter_map(|event| event["eventName"].as_str()).collect();
        assert_eq!(names, *events, "{text:.200}");
        // The whole event, not what an envelope repeats of it.
        assert!(kept.iter().all(|event| event["userIdentity"]["type"].is_string()), "{kept:?}");
        assert!(kept.iter().all(|event| event["recipientAccountId"] == "111122223333"), "{kept:?}");
    }
}

/// Case 28.
#[test]
fn a_time_that_a_codec_moved_is_the_events_time() {
    for (text, later) in [
        (include_str!("data/28-logstash-codec.json"), "2025-05-06T08:06:00Z"),
        (include_str!("data/28b-logstash-lines.jsonl"), "2025-05-06T08:02:00Z"),
        (include_str!("data/28c-logstash-bare.jsonl"), "2025-05-06T08:02:00Z"),
    ] {
        let mut world = World::new(1);
        world.read(0, 0, "logstash.json", text.as_bytes());
        assert!(world.reports[0].notes.iter().any(|note| note.contains("@timestamp")), "{:?}", world.reports);
        assert_eq!(world.settle().without_time, 0);
        for time in ["2025-05-06T08:01:00Z", later] {
            assert_eq!(world.texts(&format!("eventTime:{time}")).len(), 1, "{time} in {text:.200}");
        }
    }
}
