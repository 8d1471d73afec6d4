//! JSON in which other tools wrap events.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use trailglass::intake::Status;

use crate::containers::event;
use crate::support::reading::{gzip, read, read_values};
use crate::support::test_client::TestClient;

/// Each case: its text, its container's name, and the names of its events.
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
    (include_str!("data/08-query-strings.json"), "JSON strings", &["PutBucketPolicy", "DeleteBucketPolicy"]),
    (
        include_str!("data/08c-query-rows.json"),
        "JSON rows of a query",
        &["PutBucketPolicy", "DeleteBucketPolicy"],
    ),
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
        let (report, kept) = read_values(text);
        assert_eq!(
            (report.status, report.problems.as_slice(), report.container.as_str()),
            (Status::Read, &[][..], *name),
            "{text:.200}"
        );
        let names: Vec<&str> = kept.iter().filter_map(|event| event["eventName"].as_str()).collect();
        assert_eq!(names, *events, "{text:.200}");
        // The whole event is kept, not the members that an envelope repeats.
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
        let mut client = TestClient::new(1);
        client.read(0, 0, "logstash.json", text.as_bytes());
        assert!(
            client.reports[0].notes.iter().any(|note| note.contains("@timestamp")),
            "{:?}",
            client.reports
        );
        assert_eq!(client.settle().without_time, 0);
        for time in ["2025-05-06T08:01:00Z", later] {
            assert_eq!(client.texts(&format!("eventTime:{time}")).len(), 1, "{time} in {text:.200}");
        }
    }
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Two events in base64, in every form that streams and queues use.
#[test]
fn events_are_found_in_base64() {
    let (one, two) = (event(1), event(2));
    let both = [value(&one), value(&two)];
    let payload = json!({"messageType": "DATA_MESSAGE", "logGroup": "g",
        "logEvents": [{"id": "1", "message": one}, {"id": "2", "message": two}]})
    .to_string();
    let file = json!({"Records": both}).to_string();
    let bridge = json!({"detail-type": "AWS API Call via CloudTrail", "detail": both[0]}).to_string();
    let lines = format!("{one}\n{two}\n");
    let packed = |text: &str| STANDARD.encode(gzip(text.as_bytes()));
    let inputs = [
        json!({"Records": [{"SequenceNumber": "1", "Data": STANDARD.encode(&bridge), "PartitionKey": "p"},
            {"SequenceNumber": "2", "Data": packed(&two), "PartitionKey": "p"}], "NextShardIterator": "A"}),
        json!({"Records": [{"Data": packed(&payload)}]}),
        json!([{"SequenceNumber": "1", "Data": STANDARD.encode(lines.as_bytes()), "PartitionKey": "p"}]),
        json!({"invocationId": "i", "deliveryStreamArn": "arn", "records": [{"recordId": "1", "data": packed(&file)}]}),
        json!({"records": [{"recordId": "1", "result": "Ok", "data": URL_SAFE_NO_PAD.encode(lines.as_bytes())}]}),
        json!({"requestId": "1", "timestamp": 2, "records": [{"data": packed(&payload)}]}),
        json!({"Messages": [{"MessageId": "1", "Body": packed(&lines)}]}),
        json!([packed(&one), packed(&two)]),
        json!({"Data": STANDARD.encode(gzip(&gzip(lines.as_bytes()))), "PartitionKey": "p"}),
    ];
    for input in inputs {
        let (report, kept) = read_values(input.to_string());
        assert_eq!((report.status, report.problems.as_slice()), (Status::Read, &[][..]), "{input:.300}");
        assert_eq!(kept, both, "{input:.300}");
    }
}

#[test]
fn what_carries_no_event_is_refused_with_the_true_reason() {
    let notification = json!({"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3",
        "eventName": "ObjectCreated:Put", "s3": {"object": {"key": "AWSLogs/x.json.gz"}}}]});
    let announcement = json!({"s3Bucket": "b", "s3ObjectKey": ["AWSLogs/x.json.gz"]});
    let finding =
        json!({"detail-type": "GuardDuty Finding", "source": "aws.guardduty", "detail": {"id": "1"}});
    let sns =
        |message: &Value| json!({"Type": "Notification", "TopicArn": "arn", "Message": message.to_string()});
    let sqs = |body: &Value| json!({"Messages": [{"MessageId": "1", "ReceiptHandle": "x", "Body": body.to_string()}]});
    let cut = &STANDARD.encode(gzip(event(1).as_bytes()))[..40];
    let cases = [
        (sns(&announcement), "SNS message", "announces log files"),
        (sqs(&announcement), "SQS messages", "announces log files"),
        (sqs(&sns(&announcement)), "SQS messages", "announces log files"),
        (sqs(&notification), "SQS messages", "S3 event notification"),
        (sns(&finding), "SNS message", "does not come from CloudTrail"),
        (sqs(&json!({"order": 7})), "SQS messages", "body holds no CloudTrail event"),
        (
            json!({"Messages": [{"MessageId": "1", "Body": "hello"}]}),
            "SQS messages",
            "body holds no CloudTrail event",
        ),
        (json!({"Records": [{"Data": cut, "SequenceNumber": "1"}]}), "Kinesis records", "not whole gzip"),
        (
            json!({"Records": [{"Data": "AAAA", "PartitionKey": "1"}]}),
            "Kinesis records",
            "holds no CloudTrail event",
        ),
        (
            json!({"deliveryStreamArn": "a", "records": [{"data": "AAAA"}]}),
            "Firehose records",
            "holds no CloudTrail event",
        ),
        (
            json!([{"@timestamp": "x", "@message": "START RequestId"}]),
            "CloudWatch Logs Insights results",
            "@message",
        ),
        (
            json!({"preview": false, "fields": [{"name": "_raw"}], "results": [{"count": "7"}]}),
            "Splunk results",
            "_raw",
        ),
        (
            json!({"rule": {"id": "5710"}, "agent": {"id": "1"}, "full_log": "sshd: failed", "data": {"srcip": "1"}}),
            "Wazuh alerts",
            "without a CloudTrail event",
        ),
        (json!({"columns": [], "rows": [{"cloud_trail_event": null}]}), "Steampipe rows", "without an event"),
        (json!([{"Records": [{"awsRegion": "x"}]}]), "JSON array of log files", "without a CloudTrail event"),
        (json!([1, 2]), "JSON of another kind", "holds no CloudTrail events"),
        (json!({"a": {"b": [{"eventName": "x"}]}}), "JSON of another kind", "holds no CloudTrail events"),
        // Named like an event of an application; CloudTrail's events have a version.
        (
            json!({"a": {"b": [{"eventName": "signup", "eventSource": "shop", "eventTime": "2024-03-01T10:00:00Z"}]}}),
            "JSON of another kind",
            "holds no CloudTrail events",
        ),
    ];
    for (input, name, words) in cases {
        let (report, kept) = read_values(input.to_string());
        assert_eq!((report.status, kept.len()), (Status::Refused, 0), "{input}");
        assert_eq!(report.container, name, "{input}");
        assert!(report.problems[0].message.contains(words), "{input}: {:?}", report.problems);
    }
}

#[test]
fn one_of_several_without_an_event_is_reported_with_its_place() {
    let text = format!("[{{\"Records\":[{}]}},{{\"a\":1}},{}]", event(1), event(2));
    let (report, kept) = read_values(&text);
    assert_eq!((report.status, kept.len(), report.problems.len()), (Status::Partial, 2, 1), "{report:?}");
    assert_eq!(report.problems[0].at_byte, text.find("{\"a\"").map(|at| at as u64));
    let inner = json!({"x": 1, "hits": {"hits": [{"_source": {"message": event(1)}}, {"_source": {"message": "no"}}]}});
    let (report, kept) = read_values(json!({"Messages": [{"Body": inner.to_string()}]}).to_string());
    assert_eq!((report.status, kept.len()), (Status::Partial, 1), "{report:?}");
    assert!(report.problems[0].message.contains("1 of 2 values"), "{:?}", report.problems);
}

/// A list without elements contains nothing, and that is no problem.
#[test]
fn empty_results_are_read() {
    for text in [
        r#"{"Messages":[]}"#,
        r#"[{"Records":[]},{"Records":[]}]"#,
        r#"{"Records":[],"NextShardIterator":"x"}"#,
        r#"{"preview":false,"fields":[{"name":"_raw"}],"results":[]}"#,
        r#"{"took":1,"hits":{"total":{"value":0},"hits":[]}}"#,
    ] {
        let (report, kept) = read_values(text);
        assert_eq!((report.status, kept.len()), (Status::Read, 0), "{text}: {report:?}");
    }
}

/// A database row contains the members under its own column names.
#[test]
fn tailpipe_rows_are_events_under_cloudtrails_names() {
    let row = json!({"tp_id": "1", "tp_timestamp": "2025-05-06T08:01:00Z", "event_version": "1.11",
        "event_time": "2025-05-06T08:01:00Z", "event_name": "PutBucketPolicy", "event_source": "s3.amazonaws.com",
        "event_id": "e-1", "aws_region": "eu-west-1", "source_ip_address": "203.0.113.17", "error_code": null,
        "read_only": false, "recipient_account_id": "111122223333",
        "user_identity": {"type": "AssumedRole", "principal_id": "A:dana", "session_context":
            {"session_issuer": {"user_name": "Ops"}, "attributes": {"mfa_authenticated": "true"}}},
        "request_parameters": "{\"bucketName\":\"finance-exports\"}"});
    for text in [row.to_string(), json!([row]).to_string(), json!({"columns": [], "rows": [row]}).to_string()]
    {
        let (report, kept) = read_values(&text);
        assert_eq!((report.status, report.container.as_str()), (Status::Read, "Tailpipe rows"), "{report:?}");
        assert!(report.notes.iter().any(|note| note.contains("columns")), "{report:?}");
        assert_eq!(kept[0]["sourceIPAddress"], "203.0.113.17");
        assert_eq!(kept[0]["userIdentity"]["sessionContext"]["sessionIssuer"]["userName"], "Ops");
        assert_eq!(kept[0]["requestParameters"]["bucketName"], "finance-exports");
        assert_eq!((&kept[0]["readOnly"], kept[0].get("errorCode")), (&json!(false), None));
        assert_eq!(kept[0]["tp_id"], "1", "what CloudTrail does not know keeps its name");
    }
}

/// `lookup-events` output with the event itself in place of its text, including Insights events,
/// which have neither a name nor a source.
#[test]
fn lookup_events_may_hold_the_event_itself() {
    let insight = json!({"eventVersion": "1.08", "eventTime": "2022-09-05T07:45:00Z", "awsRegion": "eu-west-3",
        "eventID": "i-1", "eventType": "AwsCloudTrailInsight", "recipientAccountId": "111122223333",
        "insightDetails": {"state": "End", "eventSource": "s3.amazonaws.com", "eventName": "GetBucketPolicy"}});
    for entry in [
        insight.clone(),
        json!({"EventId": "i-1", "EventTime": 1, "CloudTrailEvent": insight}),
        json!({"EventId": "i-1", "EventTime": 1, "CloudTrailEvent": insight.to_string()}),
    ] {
        for text in [
            json!({"Events": [entry]}).to_string(),
            json!({"Events": [entry], "NextToken": "x"}).to_string(),
            json!([{"Events": [entry]}]).to_string(),
            json!([entry]).to_string(),
        ] {
            let (report, kept) = read_values(&text);
            assert_eq!(
                (report.status, kept.as_slice()),
                (Status::Read, &[insight.clone()][..]),
                "{text}: {report:?}"
            );
        }
    }
}

/// Values that inflate to a multiple of their size share one limit.
#[test]
fn bombs_in_base64_are_stopped() {
    let bomb = STANDARD.encode(gzip(&vec![b' '; 200 << 20]));
    let record = json!({"Data": bomb, "SequenceNumber": "1"});
    let (report, kept) = read_values(json!({"Records": [record, record, record, record]}).to_string());
    assert_eq!((report.status, kept.len()), (Status::Refused, 0));
    assert!(
        report.problems.iter().any(|problem| problem.message.contains("more than any log")),
        "{report:?}"
    );
}

/// Deep nesting of brackets, strings and base64 overflows nothing.
#[test]
fn hostile_nesting_of_carriers_ends() {
    for open in ["[", "{\"Records\":[", "{\"a\":", "{\"Messages\":[{\"Body\":"] {
        let (report, kept) = read_values(open.repeat(200_000));
        assert_eq!((report.status, kept.len()), (Status::Refused, 0), "{open}");
    }
    let deep = (0..8).fold(event(1), |inner, _| json!({"Message": inner, "TopicArn": "x"}).to_string());
    let (report, kept) = read_values(&deep);
    assert_eq!((report.status, kept.len()), (Status::Read, 1), "{report:?}");
    let deeper = (0..100).fold(value(&event(1)), |inner, _| json!([inner]));
    let (report, kept) = read_values(deeper.to_string());
    assert_eq!((report.status, kept.len()), (Status::Refused, 0), "{report:?}");
    assert!(report.problems[0].message.contains("nested too deeply"), "{report:?}");
}

/// Archives that Python, Java and Info-ZIP write to a pipe.
#[test]
fn zips_that_went_to_a_pipe_are_read() {
    let archives: [(&str, &[u8], usize); 5] = [
        ("Python, stored", include_bytes!("data/piped-py-stored.zip"), 2),
        ("Python, deflated", include_bytes!("data/piped-py-deflated.zip"), 2),
        ("Java", include_bytes!("data/piped-java.zip"), 2),
        ("Info-ZIP, stored", include_bytes!("data/piped-infozip0.zip"), 2),
        ("Info-ZIP, from its input", include_bytes!("data/piped-infozip-stdin.zip"), 1),
    ];
    for (name, bytes, events) in archives {
        let (report, kept) = read(bytes);
        assert_eq!(kept.len(), events, "{name}: {report:?}");
        assert_eq!(report.problems, [], "{name}");
    }
}
