//! Every container format that events arrive in, written around the same events: each must give the
//! same events.

use base64::Engine;
use proptest::prelude::*;
use serde_json::{Value, json};
use trailglass::intake::Status;

use crate::support::reading::{gzip, log_file, read, read_in_steps};

pub fn event(number: usize) -> String {
    format!(
        r#"{{"eventVersion":"1.08","userIdentity":{{"type":"IAMUser","userName":"ü{number}"}},"eventTime":"2024-03-01T10:00:{:02}Z","eventSource":"iam.amazonaws.com","eventName":"GetUser","requestParameters":{{"text":"{}"}},"eventID":"0000{number:04}-0000-4000-8000-000000000000"}}"#,
        number % 60,
        r#"é{[\",\n"#.repeat(number % 9)
    )
}

fn events(count: usize) -> Vec<String> {
    (0..count).map(event).collect()
}

/// Returns a JSON string.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("text")
}

fn joined(parts: &[String], between: &str, wrap: impl Fn(&str) -> String) -> String {
    parts.iter().map(|part| wrap(part)).collect::<Vec<_>>().join(between)
}

fn event_bridge(event: &str) -> String {
    format!(
        r#"{{"version":"0","id":"1","detail-type":"AWS API Call via CloudTrail","source":"aws.iam","account":"1","detail":{event}}}"#
    )
}

fn lookup_entry(event: &str) -> String {
    format!(
        r#"{{"EventId":"1","EventName":"GetUser","EventTime":1709287200.0,"Resources":[],"CloudTrailEvent":{}}}"#,
        quoted(event)
    )
}

fn log_event(event: &str) -> String {
    format!(r#"{{"id":"1","timestamp":1709287200000,"message":{}}}"#, quoted(event))
}

fn payload(events: &[String]) -> String {
    format!(
        r#"{{"messageType":"DATA_MESSAGE","owner":"1","logGroup":"g","logStream":"1_CloudTrail_us-east-1","logEvents":[{}]}}"#,
        joined(events, ",", log_event)
    )
}

fn lambda_input(events: &[String]) -> String {
    let data = base64::engine::general_purpose::STANDARD.encode(gzip(payload(events).as_bytes()));
    format!(r#"{{"awslogs":{{"data":"{data}"}}}}"#)
}

fn sns(message: &str) -> String {
    format!(
        r#"{{"Type":"Notification","MessageId":"1","TopicArn":"arn:aws:sns:us-east-1:1:t","Message":{}}}"#,
        quoted(message)
    )
}

fn csv_cell(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

pub type Wrap = fn(&[String]) -> String;

/// The container formats, each with its name in the account of files.
pub const WRAPPINGS: &[(&str, Wrap)] = &[
    ("CloudTrail log file", log_file),
    ("CloudTrail log file", |events| {
        serde_json::to_string_pretty(&serde_json::from_str::<Value>(&log_file(events)).expect("JSON"))
            .expect("text")
    }),
    ("JSON events", |events| events.join("\n")),
    ("JSON events", |events| events.concat()),
    ("JSON array of events", |events| format!("[{}]", events.join(",\r\n"))),
    ("EventBridge events", |events| joined(events, "\n", event_bridge)),
    ("EventBridge events", |events| format!("[{}]", joined(events, ",", event_bridge))),
    ("lookup-events output", |events| {
        format!(r#"{{"Events":[{}],"NextToken":"x"}}"#, joined(events, ",", lookup_entry))
    }),
    ("lookup-events output", |events| {
        format!(r#"{{"NextToken":"x","Events":[{}]}}"#, joined(events, ",", lookup_entry))
    }),
    ("lookup-events output", |events| joined(events, "\n", lookup_entry)),
    ("CloudWatch Logs delivery", payload),
    ("CloudWatch Logs delivery", |events| {
        let control = r#"{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","logEvents":[{"id":"","timestamp":1,"message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}"#;
        let half = events.len() / 2;
        format!("{control}{}{}", payload(&events[..half]), payload(&events[half..]))
    }),
    ("CloudWatch Logs delivery to Lambda", lambda_input),
    ("CloudWatch Logs output", |events| {
        let entry = |event: &str| {
            format!(
                r#"{{"logStreamName":"s","timestamp":1,"message":{},"ingestionTime":2,"eventId":"3"}}"#,
                quoted(event)
            )
        };
        format!(r#"{{"events":[{}],"searchedLogStreams":[]}}"#, joined(events, ",", entry))
    }),
    ("CloudWatch Logs Insights results", |events| {
        let row = |event: &str| {
            format!(
                r#"[{{"field":"@timestamp","value":"2024-03-01 10:00:00.000"}},{{"field":"@message","value":{}}},{{"field":"@ptr","value":"x"}}]"#,
                quoted(event)
            )
        };
        format!(r#"{{"results":[{}],"statistics":{{}},"status":"Complete"}}"#, joined(events, ",", row))
    }),
    ("CloudWatch Logs export", |events| {
        joined(events, "\n", |event| format!("2024-03-01T10:00:00.123Z {event}"))
    }),
    ("CloudWatch Logs export", |events| joined(events, "\r\n", |event| format!("1709287200000 {event}"))),
    ("QRadar payloads", |events| {
        joined(events, "\n", |event| {
            format!("LogStreamName: 1_CloudTrail_us-east-1, Timestamp: 1709287200000, Message: {event}")
        })
    }),
    ("Splunk export", |events| {
        let lines = joined(events, "\n", |event| {
            format!(r#"{{"preview":false,"offset":1,"result":{{"_time":"x","_raw":{}}}}}"#, quoted(event))
        });
        format!("{lines}\n{{\"preview\":false,\"lastrow\":true}}\n")
    }),
    ("documents of a search engine", |events| {
        joined(events, "\n", |event| {
            format!(
                r#"{{"_index":"i","_id":"1","_source":{{"@timestamp":"x","event":{{"original":{}}}}}}}"#,
                quoted(event)
            )
        })
    }),
    ("documents of a search engine", |events| {
        let hit = |event: &str| format!(r#"{{"_index":"i","_source":{{"message":{}}}}}"#, quoted(event));
        format!(r#"{{"took":1,"hits":{{"total":{{"value":1}},"hits":[{}]}}}}"#, joined(events, ",", hit))
    }),
    ("documents of a search engine", |events| {
        let document = |event: &str| format!(r#"{{"@timestamp":"x","aws":{{"cloudtrail":{event}}}}}"#);
        format!("[{}]", joined(events, ",", document))
    }),
    ("CloudTrail Lake results", |events| {
        let row = |event: &str| format!(r#"[{{"eventID":"x"}},{{"eventJson":{}}}]"#, quoted(event));
        format!(
            r#"{{"QueryStatus":"FINISHED","QueryStatistics":{{"ResultsCount":1}},"QueryResultRows":[{}]}}"#,
            joined(events, ",", row)
        )
    }),
    ("Athena results", |events| {
        let row = |event: &str| {
            format!(r#"{{"Data":[{{"VarCharValue":"1"}},{{"VarCharValue":{}}}]}}"#, quoted(event))
        };
        let names = r#"{"Data":[{"VarCharValue":"n"},{"VarCharValue":"eventjson"}]}"#;
        format!(
            r#"{{"ResultSet":{{"Rows":[{names},{}],"ResultSetMetadata":{{"ColumnInfo":[{{"Name":"n"}},{{"Name":"eventjson"}}]}}}}}}"#,
            joined(events, ",", row)
        )
    }),
    ("CloudTrail Lake CSV", |events| {
        format!(
            "eventID,eventJson\r\n{}\r\n",
            joined(events, "\r\n", |event| format!("x,{}", csv_cell(event)))
        )
    }),
    ("JSON array of log files", |events| {
        let (first, second) = events.split_at(events.len() / 2);
        format!("[{},\n{}]", log_file(first), log_file(second))
    }),
    ("JSON array of events", |events| {
        let (first, rest) = events.split_at(1);
        format!(r#"[{},{}]"#, first[0], log_file(rest))
    }),
    ("JSON with a list of records", |events| format!(r#"{{"records":[{}]}}"#, events.join(","))),
    ("JSON strings", |events| format!("[{}]", joined(events, ",\n  ", quoted))),
    ("JSON strings", |events| joined(events, "\n", quoted)),
    ("JSON rows of a query", |events| {
        format!("[{}]", joined(events, ",", |event| format!(r#"["2024-03-01",null,{}]"#, quoted(event))))
    }),
    ("lookup-events output", |events| {
        let page = |event: &str| format!(r#"{{"Events":[{}],"NextToken":"x"}}"#, lookup_entry(event));
        format!("[{}]", joined(events, ",", page))
    }),
    ("CloudWatch Logs Insights results", |events| {
        let row = |event: &str| format!(r#"{{"@timestamp":"2024-03-01 10:00:00.000","@message":{event}}}"#);
        format!("[{}]", joined(events, ",", row))
    }),
    ("CloudWatch Logs Insights results", |events| {
        let row = |event: &str| {
            format!(
                r#"[{{"field":"@timestamp","value":"x"}},{{"field":"@message","value":{}}}]"#,
                quoted(event)
            )
        };
        format!("[{}]", joined(events, ",", row))
    }),
    ("SNS message", |events| joined(events, "\n", |event| sns(&event_bridge(event)))),
    ("SQS messages", |events| {
        let message =
            |event: &str| format!(r#"{{"MessageId":"1","ReceiptHandle":"x","Body":{}}}"#, quoted(event));
        format!(r#"{{"Messages":[{}]}}"#, joined(events, ",", message))
    }),
    ("SQS messages", |events| {
        let message =
            |event: &str| format!(r#"{{"MessageId":"1","Body":{}}}"#, quoted(&sns(&event_bridge(event))));
        joined(events, "\n", message)
    }),
    ("Splunk results", |events| {
        let result = |event: &str| format!(r#"{{"_time":"x","_raw":{},"host":"h"}}"#, quoted(event));
        format!(
            r#"{{"preview":false,"init_offset":0,"messages":[],"fields":[{{"name":"_raw"}}],"results":[{}],"highlighted":{{}}}}"#,
            joined(events, ",", result)
        )
    }),
    ("Splunk HTTP Event Collector events", |events| {
        joined(events, "\n", |event| format!(r#"{{"time":1,"sourcetype":"aws:cloudtrail","event":{event}}}"#))
    }),
    ("Wazuh alerts", |events| {
        joined(events, "\n", |event| {
            format!(
                r#"{{"timestamp":"x","rule":{{"level":3,"description":"AWS Cloudtrail"}},"agent":{{"id":"000"}},"manager":{{"name":"m"}},"data":{{"integration":"aws","aws":{event}}},"location":"Wazuh-AWS"}}"#
            )
        })
    }),
    ("Steampipe rows", |events| {
        let row = |event: &str| {
            format!(r#"{{"event_name":"GetUser","event_source":"x","cloud_trail_event":{event}}}"#)
        };
        format!(r#"{{"columns":[],"rows":[{}]}}"#, joined(events, ",", row))
    }),
    ("JSON of another kind", |events| {
        let finding = |event: &str| format!(r#"{{"id":1,"evidence":[{{"log":{event}}},{{"rule":"x"}}]}}"#);
        format!(r#"{{"version":2,"findings":{{"list":[{}]}}}}"#, joined(events, ",", finding))
    }),
    ("Splunk CSV", |events| {
        format!("\"_time\",\"_raw\"\n{}", joined(events, "\n", |event| format!("x,{}", csv_cell(event))))
    }),
];

#[test]
fn every_wrapping_gives_the_same_events() {
    let all = events(25);
    // Pretty-printing and JSON strings may change the spelling, but not the value.
    let values = |texts: &[String]| -> Vec<Value> {
        texts.iter().map(|text| serde_json::from_str(text).expect("JSON")).collect()
    };
    for (name, wrap) in WRAPPINGS {
        let text = wrap(&all);
        for bytes in
            [text.clone().into_bytes(), gzip(text.as_bytes()), [b"\xef\xbb\xbf", text.as_bytes()].concat()]
        {
            let (report, kept) = read(&bytes);
            assert_eq!(
                (report.status, report.problems.as_slice()),
                (Status::Read, &[][..]),
                "{name}: {text:.300}"
            );
            assert_eq!(report.container, *name, "{text:.300}");
            assert_eq!(values(&kept), values(&all), "{name}");
            // The largest events never pass through these services.
            let is_lossy = ["EventBridge", "CloudWatch", "QRadar"].iter().any(|part| name.contains(part))
                || text.contains("detail-type");
            assert_eq!(report.notes.iter().any(|note| note.contains("256 KB")), is_lossy, "{name}");
        }
    }
}

#[test]
fn tables_without_the_event_are_put_together() {
    let history = "User name,AWS access key,Event time,Event source,Event name,AWS region,Source IP address,User agent,Error code,Resources,Request ID,Event ID,Read-only,Event type,Recipient Account Id,Event category\n\
        alice,AKIAIOSFODNN7EXAMPLE,2024-03-01T10:00:00Z,iam.amazonaws.com,CreateUser,us-east-1,203.0.113.9,\"aws-cli/2, \"\"x\"\"\",,\"[{\"\"resourceType\"\":\"\"AWS::IAM::User\"\",\"\"resourceName\"\":\"\"bob\"\"}]\",r-1,e-1,false,AwsApiCall,111122223333,Management\n\
        ,,2024-03-01T10:00:01Z,s3.amazonaws.com,ListBuckets,us-east-1,,,AccessDenied,[],r-2,e-2,true,AwsApiCall,111122223333,Management\n";
    let (report, kept) = read(history.as_bytes());
    assert_eq!(
        (report.status, report.container.as_str(), kept.len()),
        (Status::Read, "Event history CSV", 2)
    );
    assert!(report.notes[0].contains("read-only"), "{:?}", report.notes);
    let first: Value = serde_json::from_str(&kept[0]).expect("JSON");
    assert_eq!(first["userIdentity"], json!({"userName": "alice", "accessKeyId": "AKIAIOSFODNN7EXAMPLE"}));
    assert_eq!(first["resources"][0]["resourceName"], "bob");
    assert_eq!((&first["readOnly"], &first["userAgent"]), (&json!(false), &json!("aws-cli/2, \"x\"")));
    let second: Value = serde_json::from_str(&kept[1]).expect("JSON");
    assert_eq!((second.get("userIdentity"), &second["errorCode"]), (None, &json!("AccessDenied")));

    let athena = "\"eventversion\",\"useridentity\",\"eventtime\",\"eventsource\",\"eventname\",\"requestparameters\"\n\
        \"1.08\",\"{type=IAMUser, username=bob}\",\"2024-03-01T10:00:00Z\",\"iam.amazonaws.com\",\"CreateUser\",\"{\"\"userName\"\":\"\"eve\"\"}\"\n\
        \"1.08\",\"{type=IAMUser, username=a, type=b}\",\"2024-03-01T10:00:00Z\",\"iam.amazonaws.com\",\"GetUser\",\"\"\n";
    let (report, kept) = read(athena.as_bytes());
    assert_eq!((report.status, report.container.as_str()), (Status::Read, "CSV of query results"));
    let notes = report.notes.join("\n");
    assert!(notes.contains("1 cell of the column useridentity"), "{notes}");
    assert!(notes.contains("CAST(useridentity AS JSON)"), "{notes}");
    let event: Value = serde_json::from_str(&kept[0]).expect("JSON");
    assert_eq!(event["requestParameters"], json!({"userName": "eve"}));
    assert_eq!(event["userIdentity"], json!({"type": "IAMUser", "userName": "bob"}));
    let event: Value = serde_json::from_str(&kept[1]).expect("JSON");
    assert_eq!(event["userIdentity"], "{type=IAMUser, username=a, type=b}");
}

#[test]
fn a_cell_that_is_not_utf8_keeps_what_is() {
    let (report, kept) = read(b"eventName,eventSource,userAgent\nGetUser,iam.amazonaws.com,caf\xe9 2\n");
    assert_eq!((report.status, report.problems.len()), (Status::Partial, 1));
    assert!(report.problems[0].message.contains("UTF-8"), "{:?}", report.problems);
    assert!(kept[0].contains("caf\u{fffd} 2"), "{kept:?}");
}

#[test]
fn what_is_not_an_event_inside_a_wrapping_is_reported() {
    let cases = [
        (event_bridge(r#"{"finding":1}"#), "does not come from CloudTrail"),
        (r#"{"Events":[{"EventId":"1","EventName":"x"}]}"#.to_owned(), "without CloudTrailEvent"),
        (r#"{"logGroup":"g","logEvents":[{"message":"hello"}]}"#.to_owned(), "none of the members"),
        (r#"{"awslogs":{"data":"!!!"}}"#.to_owned(), "not base64"),
        (r#"{"results":[[{"field":"@timestamp","value":"x"}]]}"#.to_owned(), "@message"),
        (
            r#"{"_index":"i","_source":{"aws":{"cloudtrail":{"event_version":"1.08"}}}}"#.to_owned(),
            "pipeline",
        ),
        // Found by mutation testing: a row that is not a row of pairs.
        (r#"{"QueryResultRows":[[7,{"count":"1"}]]}"#.to_owned(), "eventJson"),
        (r#"{"QueryResultRows":[[{"count":"1"}]]}"#.to_owned(), "eventJson"),
    ];
    for (text, words) in cases {
        let (report, _) = read(text.as_bytes());
        assert_eq!((report.status, report.records), (Status::Refused, 0), "{text}");
        assert!(report.problems[0].message.contains(words), "{text}: {:?}", report.problems);
    }
}

/// Returns the least and the greatest number of events that are complete before a cut: at least
/// those followed by another event's id, at most those with their own id. For events without a
/// container, exactly those that have ended.
pub fn whole_before(text: &str, cut: usize, count: usize) -> (usize, usize) {
    let id_ends = |number: usize| {
        let id = format!("0000{number:04}-0000-4000-8000-000000000000");
        text.find(&id).map_or(usize::MAX, |at| at + id.len())
    };
    let shown = (0..count).filter(|number| id_ends(*number) <= cut).count();
    let is_bare = text.starts_with("{\"eventVersion") || text.starts_with("{\"Records\":[{\"eventVersion");
    if is_bare {
        // The closing quote of the id, and the brace.
        let ended = (0..count).filter(|number| id_ends(*number).saturating_add(2) <= cut).count();
        return (ended, ended);
    }
    (shown.saturating_sub(1), shown)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The complete events before a cut are kept and no others, in every container format and at
    /// every step boundary.
    #[test]
    fn a_cut_keeps_only_whole_events(wrapping in 0..WRAPPINGS.len(), count in 1_usize..9, cut in 0.0..1.0_f64, step in 1_usize..400) {
        let all = events(count);
        let (name, wrap) = WRAPPINGS[wrapping];
        let text = wrap(&all);
        let bytes = &text.as_bytes()[..(text.len() as f64 * cut) as usize];
        let (report, kept) = read_in_steps(bytes, step);
        let value = |text: &String| serde_json::from_str::<Value>(text).expect("whole JSON");
        let kept: Vec<Value> = kept.iter().map(value).collect();
        let all: Vec<Value> = all.iter().map(value).collect();
        prop_assert_eq!(&kept[..], &all[..kept.len()], "{}", name);
        let (least, most) = whole_before(&text, bytes.len(), count);
        // Compressed content inside is either complete or lost.
        if text.starts_with("{\"awslogs\"") {
            prop_assert_eq!(kept.len(), 0);
        } else {
            prop_assert!((least..=most).contains(&kept.len()), "{}: {} of {}..={}", name, kept.len(), least, most);
        }
        // A table that ends after its header is a result without rows.
        let is_head = name.contains("CSV") && text.lines().next().is_some_and(|head| bytes.trim_ascii_end() == head.as_bytes());
        if kept.len() < least.max(1) && !bytes.is_empty() && !is_head {
            prop_assert_ne!(report.status, Status::Read, "{}", name);
        }
        let (report, kept) = read_in_steps(text.as_bytes(), step);
        prop_assert_eq!((report.status, kept.len()), (Status::Read, count), "{}", name);
    }
}
