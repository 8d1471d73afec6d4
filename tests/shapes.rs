//! Valid events of unusual form: each is kept, and is found by the filters that a reader would use.

use serde_json::{Value, json};
use trailglass::intake::Status;

use crate::support::test_client::TestClient;

/// Returns an ordinary event with some members replaced; null removes a member.
fn event(members: Value) -> String {
    let mut event = json!({
        "eventVersion": "1.11",
        "userIdentity": {"type": "IAMUser", "userName": "alice", "accountId": "111122223333"},
        "eventTime": "2024-03-01T10:00:00Z",
        "eventSource": "s3.amazonaws.com",
        "eventName": "GetObject",
        "awsRegion": "us-east-1",
        "sourceIPAddress": "203.0.113.9",
        "eventID": "00000000-0000-4000-8000-000000000001",
        "recipientAccountId": "111122223333",
    });
    for (name, value) in members.as_object().into_iter().flatten() {
        event[name] = value.clone();
    }
    event.to_string()
}

/// Reads one event and asserts which filters find it and which do not.
fn found(text: &str, by: &[&str], not_by: &[&str]) {
    found_as(text, text, by, not_by);
}

/// Reads one event whose stored text differs, and asserts the same.
fn found_as(text: &str, kept: &str, by: &[&str], not_by: &[&str]) {
    let mut client = TestClient::new(1);
    client.read(0, 0, "one.json", text.as_bytes());
    let report = &client.reports[0];
    assert_eq!((report.status, report.records, report.problems.len()), (Status::Read, 1, 0), "{text:.300}");
    client.settle();
    for filter in by {
        assert_eq!(client.texts(filter), [kept], "{filter} in {text:.300}");
    }
    for filter in not_by {
        assert!(client.texts(filter).is_empty(), "not {filter} in {text:.300}");
    }
}

#[test]
fn every_version_of_the_event_is_one() {
    for version in
        ["1.0", "1.01", "1.02", "1.03", "1.04", "1.05", "1.06", "1.07", "1.08", "1.09", "1.10", "1.11", "2.0"]
    {
        found(
            &event(json!({"eventVersion": version})),
            &[&format!("eventVersion:{version}")],
            &["errorCode:*"],
        );
    }
}

#[test]
fn an_event_may_have_no_identity() {
    let mut without: Value = serde_json::from_str(&event(json!({}))).expect("JSON");
    without.as_object_mut().map(|members| members.remove("userIdentity"));
    found(&without.to_string(), &["eventName:GetObject", "not identityType:*"], &["userIdentity.type:*"]);
    found(&event(json!({"userIdentity": null})), &["not identityType:*"], &["userIdentity:*"]);
    found(&event(json!({"userIdentity": {}})), &["not identityType:*"], &["userIdentity.userName:*"]);
    found(&event(json!({"userIdentity": "alice"})), &["alice", "not identityType:*"], &[]);
    found(
        &event(json!({"userIdentity": {"type": "AWSService", "invokedBy": "config.amazonaws.com"}})),
        &["who:config.amazonaws.com", "invokedBy:config*"],
        &[],
    );
}

#[test]
fn numbers_may_be_texts_and_texts_numbers() {
    for size in [json!(4096), json!("4096")] {
        found(
            &event(json!({"additionalEventData": {"bytesTransferredOut": size}})),
            &[
                "additionalEventData.bytesTransferredOut > 4095",
                "additionalEventData.bytesTransferredOut:4096",
            ],
            &["additionalEventData.bytesTransferredOut > 4096"],
        );
    }
    for account in [json!(111_122_223_333_u64), json!("111122223333")] {
        found(
            &event(json!({"recipientAccountId": account})),
            &["recipientAccountId:111122223333", "account:111122223333"],
            &[],
        );
    }
    found(&event(json!({"eventVersion": 1.11})), &["eventVersion:1.11"], &[]);
}

#[test]
fn booleans_may_be_texts() {
    for yes in [json!(true), json!("true"), json!("True")] {
        found(&event(json!({"readOnly": yes})), &["readOnly:true"], &["readOnly:false"]);
    }
    for mfa in [json!(false), json!("false")] {
        let session =
            json!({"type": "AssumedRole", "sessionContext": {"attributes": {"mfaAuthenticated": mfa}}});
        found(
            &event(json!({"userIdentity": session})),
            &["userIdentity.sessionContext.attributes.mfaAuthenticated:false"],
            &[],
        );
    }
}

#[test]
fn keys_may_differ_by_case() {
    let event = r#"{"EventVersion":"1.08","EVENTTIME":"2024-03-01T10:00:00Z","eventname":"GetObject","EventSource":"s3.amazonaws.com","UserIdentity":{"Type":"IAMUser","username":"alice"}}"#;
    let kept = r#"{"eventVersion":"1.08","eventTime":"2024-03-01T10:00:00Z","eventName":"GetObject","eventSource":"s3.amazonaws.com","userIdentity":{"type":"IAMUser","userName":"alice"}}"#;
    found_as(
        event,
        kept,
        &["eventName:GetObject", "eventTime:2024-03-01", "userName:alice", "service:s3"],
        &["eventTime:2024-03-02"],
    );
}

#[test]
fn odd_times_are_read_or_kept_without_a_time() {
    for time in [
        "2024-03-01T10:00:00Z",
        "2024-03-01T10:00:00.000Z",
        "2024-03-01 10:00:00",
        "2024-03-01T21:00:00+11:00",
        "20240301T100000Z",
    ] {
        found(
            &event(json!({"eventTime": time})),
            &["eventTime:2024-03-01T10:00:00"],
            &["eventTime > 2024-03-01T10:00:00"],
        );
    }
    for time in [json!("yesterday"), json!(""), json!(null), json!(1_709_287_200), json!({})] {
        found(
            &event(json!({"eventTime": time})),
            &["eventName:GetObject", "not eventTime:*"],
            &["eventTime > 2000-01-01"],
        );
    }
}

#[test]
fn a_record_may_be_hundreds_of_kilobytes() {
    let many: Vec<Value> = (0..4_000)
        .map(|number| json!({"key": format!("folder/file-{number}"), "versionId": "x".repeat(60)}))
        .collect();
    let text = event(json!({"requestParameters": {"delete": {"objects": many}}}));
    assert!(text.len() > 300 << 10);
    found(
        &text,
        &["requestParameters.delete.objects.key:*file-3999", "file-17"],
        &["requestParameters.delete.objects.key:*file-4000"],
    );
}

#[test]
fn what_was_withheld_by_size_is_still_an_event() {
    let withheld = json!({"reason": "requestParameters too large", "omitted": true, "originalSize": 149_893});
    found(
        &event(json!({"requestParameters": withheld})),
        &["requestParameters.omitted:true", "requestParameters.originalSize > 100000"],
        &[],
    );
}

#[test]
fn insights_and_service_events_are_kept() {
    let insight = json!({"state": "Start", "eventSource": "ssm.amazonaws.com", "eventName": "UpdateInstanceInformation",
        "insightType": "ApiCallRateInsight", "insightContext": {"statistics": {"baseline": {"average": 85.4}, "insight": {"average": 664.0}}}});
    found(
        &event(
            json!({"eventType": "AwsCloudTrailInsight", "eventCategory": "Insight", "eventSource": null, "eventName": null, "insightDetails": insight}),
        ),
        &[
            "category:Insight",
            "insightDetails.insightType:ApiCallRate*",
            "insightDetails.insightContext.statistics.baseline.average < 100",
        ],
        &["category:Management"],
    );
    found(
        &event(
            json!({"eventType": "AwsServiceEvent", "eventName": "RotateKey", "eventSource": "kms.amazonaws.com",
            "serviceEventDetails": {"keyId": "k-1"}, "userIdentity": {"accountId": "111122223333", "invokedBy": "AWS Internal"}}),
        ),
        &["eventType:AwsServiceEvent", "serviceEventDetails.keyId:k-1", "account:111122223333"],
        &[],
    );
}
