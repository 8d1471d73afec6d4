//! Records of AWS services for Lambda functions, which are never events themselves.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use trailglass::intake::Status;

use crate::containers::event;
use crate::support::reading::{gzip, read_values};

/// Case 15.
#[test]
fn a_kinesis_record_is_unwrapped() {
    let (report, kept) = read_values(include_str!("data/15-kinesis-lambda.json"));
    assert_eq!((report.status, report.container.as_str()), (Status::Read, "Lambda input from Kinesis"));
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0]["eventName"], "PutBucketPolicy");
    assert!(kept[0]["userIdentity"].to_string().contains("dana"), "{}", kept[0]);
}

fn records(records: &[Value]) -> String {
    json!({ "Records": records }).to_string()
}

fn kinesis(data: &[u8]) -> Value {
    json!({"kinesis": {"partitionKey": "p", "data": STANDARD.encode(data)}, "eventSource": "aws:kinesis",
        "eventVersion": "1.0", "eventID": "shardId-0:1", "eventName": "aws:kinesis:record"})
}

fn sns(message: &str) -> Value {
    json!({"EventSource": "aws:sns", "EventVersion": "1.0", "EventSubscriptionArn": "arn",
        "Sns": {"Type": "Notification", "MessageId": "1", "Message": message}})
}

fn sqs(body: &str) -> Value {
    json!({"messageId": "1", "receiptHandle": "x", "body": body, "attributes": {}, "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:111122223333:q", "awsRegion": "us-east-1"})
}

#[test]
fn whatever_carries_events_is_unwrapped() {
    let (one, two) = (event(1), event(2));
    let file = format!("{{\"Records\":[{one},{two}]}}");
    let bridge = |event: &str| {
        format!(r#"{{"version":"0","detail-type":"AWS API Call via CloudTrail","detail":{event}}}"#)
    };
    let delivery = json!({"messageType": "DATA_MESSAGE", "logEvents": [{"id": "1", "message": one}, {"id": "2", "message": two}]});
    let both = [one.as_str(), two.as_str()].join("\n");
    let topic = json!({"Type": "Notification", "TopicArn": "arn", "Message": file}).to_string();
    let in_gzip = gzip(gzip(both.as_bytes()).as_slice());
    let inputs = [
        records(&[kinesis(one.as_bytes()), kinesis(two.as_bytes())]),
        records(&[kinesis(&gzip(file.as_bytes()))]),
        records(&[kinesis(&gzip(delivery.to_string().as_bytes()))]),
        records(&[kinesis(bridge(&one).as_bytes()), kinesis(&gzip(two.as_bytes()))]),
        records(&[kinesis(&gzip(&[one.as_bytes(), two.as_bytes()].concat()))]),
        records(&[sns(&file)]),
        records(&[sns(&bridge(&one)), sns(&two)]),
        records(&[sqs(&file)]),
        records(&[sqs(&topic)]),
        records(&[sqs(&both)]),
        records(&[sqs(&records(&[sns(&bridge(&one))])), sqs(&two)]),
        records(&[sqs(&STANDARD.encode(gzip(file.as_bytes())))]),
        json!({"eventSource": "aws:kafka", "eventSourceArn": "arn", "eventName": "x",
            "records": {"t-0": [{"topic": "t", "value": STANDARD.encode(&one)}, {"topic": "t", "value": STANDARD.encode(&two)}]}})
        .to_string(),
    ];
    let wanted: Vec<Value> = [&one, &two].map(|text| serde_json::from_str(text).expect("JSON")).into();
    for input in inputs {
        let (report, kept) = read_values(&input);
        assert_eq!((report.status, &report.problems[..]), (Status::Read, &[][..]), "{input:.300}");
        assert_eq!(kept, wanted, "{input:.300}");
    }
    // Services never send events that are compressed twice.
    let (report, kept) = read_values(records(&[kinesis(&in_gzip), kinesis(one.as_bytes())]));
    assert_eq!((report.status, kept.len()), (Status::Partial, 1));
}

#[test]
fn an_envelope_without_events_is_refused_by_its_name() {
    let envelope = |source: &str, member: &str| {
        records(&[
            json!({"eventID": "1", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": source,
            "eventTime": "2024-03-01T10:00:00Z", "awsRegion": "us-east-1", member: {}}),
        ])
    };
    let cases = [
        (envelope("aws:dynamodb", "dynamodb"), "Lambda input from DynamoDB", "DynamoDB"),
        (envelope("aws:ses", "ses"), "Lambda input from SES", "SES"),
        (envelope("aws:codecommit", "codecommit"), "Lambda input from CodeCommit", "CodeCommit"),
        (envelope("aws:s3", "s3"), "S3 event notification", "S3 event notification"),
        (envelope("aws:kinesis", "kinesis"), "Lambda input from Kinesis", "without kinesis.data"),
        (envelope("aws:new", "new"), "Lambda input", "aws:new"),
        (envelope("AWS:S3", "s3"), "S3 event notification", "S3 event notification"),
        (envelope("\u{61}ws:sns", "Sns"), "Lambda input from SNS", "without Sns.Message"),
        (records(&[kinesis(b"hello, world")]), "Lambda input from Kinesis", "neither JSON nor base64"),
        (records(&[kinesis(b"\xff\xfe")]), "Lambda input from Kinesis", "neither text nor gzip"),
        (
            records(&[sns(r#"{"s3Bucket":"b","s3ObjectKey":["k"]}"#)]),
            "Lambda input from SNS",
            "announces log files",
        ),
        (records(&[sqs(&envelope("aws:s3", "s3"))]), "Lambda input from SQS", "S3 event notification"),
        (
            records(&[sqs(r#"{"detail-type":"x","detail":{"a":1}}"#)]),
            "Lambda input from SQS",
            "does not come from CloudTrail",
        ),
    ];
    for (input, name, words) in cases {
        let (report, _) = read_values(&input);
        assert_eq!(
            (report.status, report.records, report.container.as_str()),
            (Status::Refused, 0, name),
            "{input}"
        );
        assert!(report.problems[0].message.contains(words), "{input}: {:?}", report.problems);
    }
}

#[test]
fn an_envelope_among_events_is_left_out_alone() {
    let envelope: Value = kinesis(b"x");
    for text in [
        format!("{{\"Records\":[{},{envelope},{}]}}", event(1), event(2)),
        format!("{}\n{envelope}\n{}", event(1), event(2)),
    ] {
        let (report, kept) = read_values(&text);
        assert_eq!((report.status, kept.len(), report.problems.len()), (Status::Partial, 2, 1));
        assert_eq!(report.problems[0].record, Some(1));
    }
    // An event that only mentions S3's event source is still an event.
    let mention =
        event(1).replace("\"requestParameters\":{", "\"requestParameters\":{\"source\":\"aws:s3\",");
    let (report, kept) = read_values(format!("{{\"Records\":[{mention}]}}"));
    assert_eq!((report.status, kept.len()), (Status::Read, 1));
}

#[test]
fn messages_in_messages_end() {
    let deep = (0..12).fold(event(1), |text, _| records(&[kinesis(text.as_bytes())]));
    let (report, _) = read_values(&deep);
    assert_eq!(report.records, 0);
    assert!(report.problems[0].message.contains("inside each other"), "{:?}", report.problems);
}
