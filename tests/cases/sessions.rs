//! Sessions whose origin the files reveal, although no key proves it.

use serde_json::{Value, json};
use trailglass::model::Field;
use trailglass::sessions::{ActorKind, Certainty, Proof, SessionDetail};

use crate::support::reading::{log_file, records};
use crate::support::test_client::TestClient;

const LOGIN: &[u8] = include_bytes!("data/01-aws-login.json");
const SIGN_IN: &[u8] = include_bytes!("data/05-userauth.json");
const PORTAL: &[u8] = include_bytes!("data/24-sso-aam.json");

fn by_key(client: &mut TestClient, key: &str) -> SessionDetail {
    let rows = client.all_sessions();
    let row =
        rows.iter().find(|row| row.access_key_id == key).unwrap_or_else(|| panic!("{key} of {rows:#?}"));
    client.session(row.session)
}

fn follow(records: &[Value], workers: usize) -> TestClient {
    let files: Vec<String> = records.iter().map(|record| log_file(&[record.to_string()])).collect();
    TestClient::traced(workers, 0, &files)
}

#[test]
fn aws_login_leads_from_the_console_to_the_program() {
    let mut client = TestClient::traced(1, 0, &[LOGIN.to_vec()]);
    let detail = by_key(&mut client, "ASIAEXAMPLEKEY000001");
    let obtained = detail.obtained.expect("how");
    assert_eq!((obtained.certainty, obtained.proof), (Certainty::Inferred, Proof::Token));
    assert_eq!(obtained.event_name, "CreateOAuth2Token");
    assert_eq!(obtained.client, "arn:aws:signin:::devtools/same-device");
    assert_eq!(detail.path.len(), 1, "made in the console session");
    assert_eq!(detail.gap, None);
    assert_eq!(detail.actor.name, "dana@example.org");
    assert_eq!(client.all_actors().len(), 1);
}

#[test]
fn a_token_of_another_session_or_after_the_first_call_leads_nowhere() {
    let change = |change: &dyn Fn(&mut Value)| {
        let mut records = records(LOGIN);
        change(&mut records[0]);
        let mut client = follow(&records, 2);
        by_key(&mut client, "ASIAEXAMPLEKEY000001").obtained.expect("a person").proof
    };
    assert_eq!(change(&|_| {}), Proof::Token);
    let created = |token: &mut Value| {
        token["userIdentity"]["sessionContext"]["attributes"]["creationDate"] = json!("2026-04-16T17:40:08Z");
    };
    assert_eq!(change(&created), Proof::IdentityCenter);
    assert_eq!(change(&|token| token["eventTime"] = json!("2026-04-16T18:43:26Z")), Proof::IdentityCenter);
    assert_eq!(change(&|token| token["errorCode"] = json!("AccessDenied")), Proof::IdentityCenter);
}

#[test]
fn who_signs_in_through_identity_center_is_called_by_name() {
    let mut records = records(SIGN_IN);
    let mut later = records[0].clone();
    later["eventID"] = json!("0b1c2d3e-0000-4000-8000-000000000009");
    later["eventName"] = json!("ListApplications");
    later["additionalEventData"] = Value::Null;
    let mut other = later.clone();
    other["eventID"] = json!("0b1c2d3e-0000-4000-8000-000000000010");
    other["userIdentity"]["onBehalfOf"]["userId"] = json!("72d5a484-0001-7000-a000-0123456789ff");
    records.extend([later, other]);
    let client = follow(&records[..1], 1);
    assert_eq!(client.ids("who:dana*").len(), 1);
    assert_eq!(client.facet("", Field::Who), [("dana@example.org".to_owned(), 1)]);
    // Records with only the id are found as well, in any worker; those of other people are not.
    for workers in 1..4 {
        let client = follow(&records, workers);
        assert_eq!(client.ids("who:dana*").len(), 2);
        assert_eq!(client.actor("dana@example.org").count.events, 2);
        assert_eq!(client.actor("72d5a484-0001-7000-a000-0123456789ff").count.events, 1);
    }
}

#[test]
fn sessions_that_a_service_of_identity_center_opened_are_the_persons() {
    let mut client = TestClient::traced(1, 0, &[PORTAL.to_vec()]);
    let erin = by_key(&mut client, "ASIAAAMUSED000000001");
    assert_eq!((erin.actor.name.as_str(), erin.actor.kind), ("erin@example.org", ActorKind::Person));
    assert_eq!(erin.obtained.map(|obtained| obtained.certainty), Some(Certainty::Inferred));
    assert_eq!(client.ids("actor:erin*"), ["55555555-2222-4333-8444-000000000004"]);
    let dana = by_key(&mut client, "ASIASSOUSED000000001");
    assert_eq!(dana.actor.name, "dana@example.org");
    let obtained = dana.obtained.expect("how");
    assert_eq!(
        (obtained.certainty, obtained.event_name.as_str()),
        (Certainty::Inferred, "AssumeRoleWithSAML")
    );
}

/// Returns a client with a call at the access portal that opens the session of the third case,
/// modified by `change`.
fn at_portal(change: &dyn Fn(&mut Value)) -> (TestClient, SessionDetail) {
    let used = records(PORTAL).remove(0);
    let mut call = json!({"eventVersion": "1.11", "eventTime": "2026-08-01T10:00:03Z", "eventSource": "sso.amazonaws.com",
        "eventName": "GetRoleCredentials", "awsRegion": "us-east-1", "sourceIPAddress": "203.0.113.17",
        "eventID": "55555555-2222-4333-8444-000000000009", "eventType": "AwsServiceEvent",
        "recipientAccountId": "999999999999", "requestParameters": null, "responseElements": null,
        "userIdentity": {"type": "IdentityCenterUser", "accountId": "999999999999", "onBehalfOf": {"userId": "u-dana",
            "identityStoreArn": "arn:aws:identitystore::999999999999:identitystore/d-1"}},
        "serviceEventDetails": {"role_name": "Admin", "account_id": "111122223333"}});
    change(&mut call);
    let mut client = follow(&[used, call], 2);
    let detail = by_key(&mut client, "ASIASSOUSED000000001");
    (client, detail)
}

#[test]
fn aws_sso_login_leads_from_the_portal_to_the_role() {
    let (client, detail) = at_portal(&|_| {});
    let obtained = detail.obtained.expect("how");
    assert_eq!((obtained.certainty, obtained.proof), (Certainty::Inferred, Proof::Portal));
    assert_eq!(obtained.event_name, "GetRoleCredentials");
    // The portal records the id, and the session the name: they are one person.
    let actors = client.all_actors();
    assert_eq!(actors.len(), 1, "{actors:#?}");
    assert_eq!((actors[0].name.as_str(), actors[0].id.as_str()), ("dana@example.org", "u-dana"));
    assert_eq!(client.ids("who:dana*").len(), 2);

    let in_request = |call: &mut Value| {
        call["serviceEventDetails"] = Value::Null;
        call["requestParameters"] = json!({"accountId": "111122223333", "roleName": "Admin"});
    };
    assert_eq!(at_portal(&in_request).1.obtained.map(|obtained| obtained.proof), Some(Proof::Portal));

    let set = |pointer: &'static str, value: &'static str| {
        move |call: &mut Value| *call.pointer_mut(pointer).expect("a member") = json!(value)
    };
    for (pointer, value) in [
        ("/sourceIPAddress", "198.51.100.1"),
        ("/eventTime", "2026-08-01T10:00:33Z"),
        ("/serviceEventDetails/role_name", "ReadOnly"),
        ("/serviceEventDetails/account_id", "444455556666"),
    ] {
        let (client, detail) = at_portal(&set(pointer, value));
        assert_eq!(detail.obtained.map(|obtained| obtained.proof), Some(Proof::IdentityCenter), "{pointer}");
        assert_eq!(client.all_actors().len(), 2, "{pointer}");
    }
    let (_, detail) = at_portal(&set("/sourceIPAddress", "198.51.100.1"));
    assert_eq!(detail.candidates.len(), 1);
    assert!(detail.candidates[0].doubt.to_string().contains("address"), "{detail:#?}");
}
