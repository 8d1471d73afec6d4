//! Names of Insights events, and values in unusual forms.

use serde_json::{Value, json};
use trailglass::model::{Field, Sort};

use crate::support::test_client::TestClient;

fn client(records: &[Value]) -> TestClient {
    let mut client = TestClient::new(2);
    for (number, record) in records.iter().enumerate() {
        let mut event = json!({
            "eventVersion": "1.08", "eventType": "AwsApiCall", "eventTime": "2025-03-01T00:00:00Z",
            "eventID": format!("00000000-0000-4000-8000-{number:012}"), "recipientAccountId": "111122223333",
            "eventSource": "ec2.amazonaws.com", "eventName": "RunInstances",
        });
        let members = event.as_object_mut().expect("an object");
        members.extend(record.as_object().cloned().unwrap_or_default());
        client.read(number, number as u32, &format!("{number}.json"), event.to_string().as_bytes());
    }
    client.settle();
    client
}

fn found(client: &mut TestClient, filter: &str) -> usize {
    client.texts(filter).len()
}

#[test]
fn insights_events_have_the_name_of_the_calls_that_they_are_about() {
    let mut client = TestClient::new(1);
    client.read(0, 0, "insight.json", include_bytes!("data/32-insight-names.json"));
    assert_eq!(client.settle().events, 1);
    for (filter, expected) in [
        ("eventName:GetBucketPolicy", 1),
        ("eventSource:s3.amazonaws.com", 1),
        ("service:s3", 1),
        ("category:Insight", 1),
        ("insightDetails.eventName:GetBucketPolicy", 1),
        // An Insights event is not a call: it neither succeeded nor failed.
        ("outcome:*", 0),
        ("errorCode:*", 0),
    ] {
        assert_eq!(found(&mut client, filter), expected, "{filter}");
    }
}

#[test]
fn flat_insights_events_have_it_too() {
    let mut client = client(&[json!({
        "eventSource": null, "eventName": null, "eventCategory": "Insight",
        "insightEventSource": "SSM.amazonaws.com", "insightEventName": "GetParameter",
    })]);
    assert_eq!(found(&mut client, "eventName:GetParameter service:ssm"), 1);
    assert_eq!(found(&mut client, "outcome:*"), 0);
}

#[test]
fn an_empty_array_is_no_value_in_columns_as_in_paths() {
    let mut client =
        client(&[json!({"resources": [], "errorCode": [], "errorMessage": [ ], "userAgent": []})]);
    for absent in ["resources", "errorCode", "errorMessage", "userAgent", "userAgentFamily"] {
        assert_eq!(found(&mut client, &format!("{absent}:*")), 0, "{absent}");
        assert_eq!(found(&mut client, &format!("not {absent}:*")), 1, "{absent}");
    }
    assert_eq!(found(&mut client, "outcome:succeeded"), 1);
}

#[test]
fn a_source_in_capitals_is_the_same_service() {
    let mut client = client(&[
        json!({"eventSource": "IAM.AMAZONAWS.COM"}),
        json!({"eventSource": "MONITORING.AMAZONAWS.COM"}),
        json!({"eventSource": "SIGNIN.amazonaws.com", "eventName": "ConsoleLogin",
            "responseElements": {"ConsoleLogin": "Failure"}}),
    ]);
    for (filter, expected) in [
        ("service:iam", 1),
        ("service:cloudwatch", 1),
        ("service:signin outcome:failed", 1),
        ("eventSource:iam.amazonaws.com", 1),
    ] {
        assert_eq!(found(&mut client, filter), expected, "{filter}");
    }
}

#[test]
fn names_that_begin_with_a_slash_are_names() {
    let name = "/aws/lambda/prod-api";
    let mut client = client(&[
        json!({"requestParameters": {"logGroupName": name}}),
        json!({"requestParameters": {"logGroupName": "/aws"}}),
        json!({"requestParameters": {"logGroupName": "other"}}),
    ]);
    for (filter, expected) in [
        ("requestParameters.logGroupName:/aws/lambda/prod-api", 1),
        ("requestParameters.logGroupName:(/aws/lambda/prod-api or /aws)", 2),
        ("requestParameters.logGroupName:/aws", 1),
        ("/aws/lambda/prod", 1),
        // With a second slash at its end, the value is a regular expression.
        ("requestParameters.logGroupName:/^.aws/", 2),
    ] {
        assert_eq!(found(&mut client, filter), expected, "{filter}");
    }
    let clicked = trailglass::query::edit::include("", "requestParameters.logGroupName", name);
    assert_eq!(found(&mut client, &clicked), 1, "{clicked}");
}

#[test]
fn times_without_seconds_are_times() {
    let mut client = client(&[
        json!({"eventTime": "2025-03-01T10:15Z"}),
        json!({"eventTime": "2025-03-01 10:15"}),
        json!({"eventTime": "2025-03-01T10:15+01:00"}),
        json!({"eventTime": "2025-03-01T10"}),
    ]);
    assert_eq!(found(&mut client, "eventTime:2025-03-01T10:15:00Z"), 2);
    assert_eq!(found(&mut client, "eventTime:2025-03-01T09:15"), 1);
    assert_eq!(found(&mut client, "not eventTime:*"), 1);
}

#[test]
fn columns_are_sorted_by_address_and_ignoring_case() {
    let addresses = [
        "10.0.0.10",
        "9.9.9.9",
        "ec2.amazonaws.com",
        "2001:db8::a",
        "10.0.0.9",
        "2001:db8::9",
        "ACM.amazonaws.com",
    ];
    let records: Vec<Value> = addresses.iter().map(|address| json!({"sourceIPAddress": address})).collect();
    let client = client(&records);
    for descending in [false, true] {
        let sort = Sort { field: Field::SourceIpAddress, descending };
        let rows = client.rows("", sort, 0, 100, &[Field::SourceIpAddress]);
        let sorted: Vec<&str> = rows.iter().map(|(_, row)| row.values[0].as_str()).collect();
        let mut expected = [
            "9.9.9.9",
            "10.0.0.9",
            "10.0.0.10",
            "2001:db8::9",
            "2001:db8::a",
            "ACM.amazonaws.com",
            "ec2.amazonaws.com",
        ];
        if descending {
            expected.reverse();
        }
        assert_eq!(sorted, expected);
    }
}
