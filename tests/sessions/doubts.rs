//! Links that are not exact, and missing links, each with its reason.

use serde_json::{Value, json};
use trailglass::sessions::{Certainty, Proof, SessionDetail, SessionScope, StoryRun};

use crate::support::reading::log_file;
use crate::support::test_client::TestClient;

/// Returns a record at a given second, in the log of account 1.
fn record(number: u32, second: u32, name: &str, identity: Value, more: Value) -> Value {
    let mut record = json!({
        "eventVersion": "1.08", "eventTime": format!("2024-05-01T10:{:02}:{:02}Z", second / 60, second % 60),
        "eventSource": "sts.amazonaws.com", "eventName": name, "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.7", "userAgent": "aws-cli/2", "recipientAccountId": "1",
        "eventID": format!("00000000-0000-4000-8000-{number:012x}"), "userIdentity": identity,
    });
    if let (Some(record), Some(more)) = (record.as_object_mut(), more.as_object()) {
        record.extend(more.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    record
}

fn user(name: &str, key: &str) -> Value {
    json!({"type": "IAMUser", "principalId": format!("AIDA{name}"), "accountId": "1", "userName": name,
        "arn": format!("arn:aws:iam::1:user/{name}"), "accessKeyId": key})
}

/// Returns the identity of a role session in account 1 that began at a given second.
fn session(role: &str, name: &str, key: &str, second: u32) -> Value {
    json!({"type": "AssumedRole", "principalId": format!("AROA{role}:{name}"), "accountId": "1",
        "arn": format!("arn:aws:sts::1:assumed-role/{role}/{name}"), "accessKeyId": key,
        "sessionContext": {"sessionIssuer": {"type": "Role", "arn": format!("arn:aws:iam::1:role/{role}"), "userName": role},
        "attributes": {"creationDate": format!("2024-05-01T10:{:02}:{:02}Z", second / 60, second % 60), "mfaAuthenticated": "false"}}})
}

/// Returns the request and response of AssumeRole.
fn assumed(role: &str, name: &str, key: &str) -> Value {
    json!({"requestParameters": {"roleArn": format!("arn:aws:iam::1:role/{role}"), "roleSessionName": name},
        "responseElements": {"credentials": {"accessKeyId": key}, "assumedRoleUser":
            {"assumedRoleId": format!("AROA{role}:{name}"), "arn": format!("arn:aws:sts::1:assumed-role/{role}/{name}")}}})
}

fn made(owner: &str, key: &str) -> Value {
    json!({"eventSource": "iam.amazonaws.com", "requestParameters": {"userName": owner},
        "responseElements": {"accessKey": {"userName": owner, "accessKeyId": key, "status": "Active"}}})
}

/// Returns the session that made the last record.
fn last(records: &[Value]) -> SessionDetail {
    let files: Vec<String> = records.iter().map(|record| log_file(&[record.to_string()])).collect();
    let client = TestClient::traced(2, 0, &files);
    let last = records.last().and_then(|record| record["eventID"].as_str()).expect("an id");
    let of_last = client.all_sessions().into_iter().find(|row| {
        let runs = client.story(SessionScope::Session(row.session), None).runs;
        runs.iter().any(|run| matches!(run, StoryRun::Calls { first, .. } if first.event_id == last))
    });
    client.session(of_last.expect("a session").session)
}

fn certainty(detail: &SessionDetail) -> Option<Certainty> {
    detail.obtained.as_ref().filter(|obtained| obtained.evidence.is_some()).map(|obtained| obtained.certainty)
}

/// Returns the session of a role whose issuing call is modified by `change`.
fn role_with(change: &dyn Fn(&mut Value)) -> SessionDetail {
    let mut call =
        record(1, 5, "AssumeRole", user("alice", "AKIAALICE"), assumed("deploy", "one", "ASIAONE"));
    change(&mut call);
    last(&[call, record(2, 9, "ListBuckets", session("deploy", "one", "ASIAONE", 5), json!({}))])
}

#[test]
fn a_key_is_its_owners() {
    let of = |owner: Value, bearer: Value| {
        let create = record(1, 5, "CreateAccessKey", user("mallory", "AKIAMALLORY"), owner);
        last(&[create, record(2, 9, "ListBuckets", bearer, json!({}))])
    };
    let own = of(made("bob", "AKIABOB"), user("bob", "AKIABOB"));
    assert_eq!(certainty(&own), Some(Certainty::Exact));
    assert!(own.session.doubt.is_empty());
    let mut elsewhere = user("bob", "AKIABOB");
    elsewhere["accountId"] = json!("2");
    elsewhere["arn"] = json!("arn:aws:iam::2:user/bob");
    for bearer in [user("eve", "AKIABOB"), elsewhere, session("deploy", "bob", "AKIABOB", 5)] {
        let other = of(made("bob", "AKIABOB"), bearer.clone());
        assert_eq!(certainty(&other), None, "{bearer}");
        assert_eq!(other.candidates.len(), 1, "{other:#?}");
        assert!(other.candidates[0].doubt.to_string().contains("for bob"), "{other:#?}");
        assert!(other.gap.is_some_and(|gap| !gap.to_string().contains("not in these files")));
    }
    // A call that names no user creates a key for its caller.
    let unnamed = json!({"responseElements": {"accessKey": {"accessKeyId": "AKIANEW"}}});
    assert_eq!(certainty(&of(unnamed.clone(), user("mallory", "AKIANEW"))), Some(Certainty::Exact));
    assert_eq!(certainty(&of(unnamed, user("eve", "AKIANEW"))), None);
}

#[test]
fn an_answer_without_the_session_is_held_against_the_request() {
    assert_eq!(certainty(&role_with(&|_| {})), Some(Certainty::Exact));
    let silent = |call: &mut Value| call["responseElements"]["assumedRoleUser"] = Value::Null;
    assert_eq!(certainty(&role_with(&silent)), Some(Certainty::Exact));
    for (name, value) in [
        ("roleArn", "arn:aws:iam::1:role/admin"),
        ("roleArn", "arn:aws:iam::2:role/deploy"),
        ("roleSessionName", "two"),
    ] {
        let detail = role_with(&|call| {
            silent(call);
            call["requestParameters"][name] = json!(value);
        });
        assert_eq!(certainty(&detail), None, "{name} {value}");
        assert!(detail.candidates[0].doubt.to_string().starts_with("Not linked"), "{detail:#?}");
    }
}

#[test]
fn masked_keys_link_nothing() {
    for key in
        ["ASIA****************", "*", "masked", "ASIAXXXXXXXXXXXXXXXX", "HIDDEN_DUE_TO_SECURITY_REASONS"]
    {
        let alice = record(1, 5, "AssumeRole", user("alice", "AKIAALICE"), assumed("deploy", "one", key));
        let used = |second| record(2, 9, "ListBuckets", session("deploy", "one", key, second), json!({}));
        let by_time = last(&[alice.clone(), used(5)]);
        assert_eq!(certainty(&by_time), Some(Certainty::Inferred), "{key}");
        assert_eq!(by_time.obtained.map(|obtained| obtained.proof), Some(Proof::RoleIdAndTime));
        assert_eq!(certainty(&last(&[alice.clone(), used(300)])), None, "{key}");
        let other = record(3, 9, "ListBuckets", session("admin", "two", key, 5), json!({}));
        assert_eq!(certainty(&last(&[alice, other])), None, "{key}");
        let create = record(1, 5, "CreateAccessKey", user("mallory", "AKIAMALLORY"), made("bob", key));
        let bob = record(2, 9, "ListBuckets", user("bob", key), json!({}));
        assert_eq!(certainty(&last(&[create, bob])), None, "{key}");
    }
}

#[test]
fn a_key_used_before_it_was_issued_is_not_exact() {
    let detail = role_with(&|call| call["eventTime"] = json!("2024-05-01T10:10:00Z"));
    assert_ne!(certainty(&detail), Some(Certainty::Exact));
    assert!(detail.session.doubt.to_string().contains("before the call"), "{detail:#?}");
    let create = record(1, 600, "CreateAccessKey", user("mallory", "AKIAMALLORY"), made("bob", "AKIABOB"));
    let detail = last(&[create, record(2, 9, "ListBuckets", user("bob", "AKIABOB"), json!({}))]);
    assert_eq!(certainty(&detail), Some(Certainty::Claimed));
    assert!(detail.session.doubt.to_string().contains("9 minutes before"), "{detail:#?}");
}

#[test]
fn two_issuers_of_one_key_are_not_exact() {
    let one = record(1, 5, "AssumeRole", user("alice", "AKIAALICE"), assumed("deploy", "one", "ASIAONE"));
    let used = record(9, 9, "ListBuckets", session("deploy", "one", "ASIAONE", 5), json!({}));
    // A copy of the same action is not a second issuer.
    let mut copy = one.clone();
    copy["eventID"] = json!("00000000-0000-4000-8000-0000000000aa");
    copy["recipientAccountId"] = json!("2");
    copy["userIdentity"] = json!({"type": "AWSAccount", "accountId": "1", "principalId": "AIDAalice"});
    let shared = |mut record: Value| {
        record["sharedEventID"] = json!("shared");
        record
    };
    let detail = last(&[shared(one.clone()), shared(copy.clone()), used.clone()]);
    assert_eq!(certainty(&detail), Some(Certainty::Exact));
    // A record with the shared id but another caller is not a copy.
    let mut forged = copy.clone();
    forged["userIdentity"]["principalId"] = json!("AIDAmallory");
    let detail = last(&[shared(one.clone()), shared(forged), used.clone()]);
    assert_ne!(certainty(&detail), Some(Certainty::Exact));
    for other in [
        record(2, 5, "AssumeRole", user("eve", "AKIAEVE"), assumed("deploy", "one", "ASIAONE")),
        record(2, 5, "AssumeRole", user("eve", "AKIAEVE"), assumed("admin", "two", "ASIAONE")),
        record(2, 5, "CreateAccessKey", user("eve", "AKIAEVE"), made("eve", "ASIAONE")),
    ] {
        let detail = last(&[one.clone(), other.clone(), used.clone()]);
        assert_ne!(certainty(&detail), Some(Certainty::Exact), "{other}");
        let said: Vec<String> =
            detail.candidates.iter().map(|candidate| candidate.doubt.to_string()).collect();
        assert!(
            detail.session.doubt.to_string().contains("2 different calls")
                || said.iter().any(|said| said.contains("2 different calls")),
            "{detail:#?}"
        );
    }
}

#[test]
fn a_key_that_two_identities_use_is_not_exact() {
    let call = record(1, 5, "AssumeRole", user("alice", "AKIAALICE"), assumed("deploy", "one", "ASIAONE"));
    let other = record(3, 20, "ListBuckets", session("admin", "two", "ASIAONE", 5), json!({}));
    let used = record(2, 9, "ListBuckets", session("deploy", "one", "ASIAONE", 5), json!({}));
    let detail = last(&[call.clone(), other.clone(), used.clone()]);
    assert_eq!(certainty(&detail), Some(Certainty::Inferred));
    assert!(detail.session.doubt.to_string().contains("more than one identity"), "{detail:#?}");
    assert_eq!(certainty(&last(&[call, used, other])), None);
}

#[test]
fn calls_with_different_credentials_that_fit_as_well_are_candidates() {
    let by = |number, name: &str| {
        record(number, 5, "AssumeRole", user(name, &format!("AKIA{name}")), assumed("deploy", "one", ""))
    };
    let mut used = record(9, 9, "ListBuckets", session("deploy", "one", "", 5), json!({}));
    used["userIdentity"]["invokedBy"] = json!("cloudformation.amazonaws.com");
    let detail = last(&[by(1, "alice"), used.clone()]);
    assert_eq!(certainty(&detail), Some(Certainty::Inferred));
    let detail = last(&[by(1, "alice"), by(2, "alice"), used.clone()]);
    assert_eq!(certainty(&detail), Some(Certainty::Inferred));
    let detail = last(&[by(1, "alice"), by(2, "bob"), used]);
    assert_eq!(certainty(&detail), None);
    assert_eq!(detail.candidates.len(), 2);
    assert!(detail.gap.is_some_and(|gap| gap.to_string().contains("none of them for certain")));
}

#[test]
fn a_call_that_returned_another_key_is_a_candidate() {
    let call = record(1, 5, "AssumeRole", user("alice", "AKIAALICE"), assumed("deploy", "one", "ASIAOTHER"));
    let detail =
        last(&[call, record(2, 9, "ListBuckets", session("deploy", "one", "ASIAONE", 5), json!({}))]);
    assert_eq!(certainty(&detail), None);
    assert!(detail.candidates[0].doubt.to_string().contains("another access key"), "{detail:#?}");
}

#[test]
fn a_clock_that_is_wrong_makes_candidates() {
    let mut call = record(1, 5, "AssumeRole", user("alice", "AKIAALICE"), assumed("deploy", "one", ""));
    call["responseElements"]["credentials"] = Value::Null;
    let used = |second| record(2, 90, "ListBuckets", session("deploy", "one", "ASIAONE", second), json!({}));
    assert_eq!(certainty(&last(&[call.clone(), used(5)])), Some(Certainty::Inferred));
    let detail = last(&[call.clone(), used(25)]);
    assert_eq!(certainty(&detail), None);
    assert!(detail.candidates[0].doubt.to_string().contains("20 seconds after"), "{detail:#?}");
    let far = last(&[call, used(80)]);
    assert!(far.candidates.is_empty());
    assert!(far.gap.is_some_and(|gap| gap.to_string().ends_with("the issuing call is not in these files")));
}

#[test]
fn roles_switched_to_in_one_sign_in_are_of_that_sign_in() {
    let arn = "arn:aws:signin:us-east-1:1:session/one";
    let with = |mut identity: Value, arn: &str| {
        identity["sessionContext"]["signInSessionArn"] = json!(arn);
        identity
    };
    let mut console = user("alice", "ASIACONSOLE");
    console["sessionContext"] =
        json!({"attributes": {"creationDate": "2024-05-01T10:00:05Z", "mfaAuthenticated": "true"}});
    let first = record(1, 9, "ListBuckets", with(console, arn), json!({}));
    let switched =
        |arn| record(2, 90, "ListBuckets", with(session("admin", "alice", "ASIAADMIN", 80), arn), json!({}));
    let detail = last(&[first.clone(), switched(arn)]);
    assert_eq!(
        detail.obtained.map(|obtained| (obtained.certainty, obtained.proof)),
        Some((Certainty::Inferred, Proof::SignInSession))
    );
    assert_eq!(detail.actor.name, "alice");
    let detail = last(&[first, switched("arn:aws:signin:us-east-1:1:session/two")]);
    assert_eq!(detail.session.parent, None);
}

#[test]
fn a_switch_from_somebody_who_is_not_in_the_files_says_from_whom() {
    let switch = record(
        1,
        60,
        "SwitchRole",
        session("admin", "alice", "", 60),
        json!({"eventSource": "signin.amazonaws.com", "responseElements": {"SwitchRole": "Success"},
            "additionalEventData": {"SwitchFrom": "arn:aws:iam::7:user/alice"}}),
    );
    let detail = last(&[
        switch,
        record(2, 90, "DeleteBucket", session("admin", "alice", "ASIASWITCHED", 60), json!({})),
    ]);
    assert_eq!(certainty(&detail), Some(Certainty::Inferred));
    assert!(detail.gap.is_some_and(|gap| gap.to_string().contains("from arn:aws:iam::7:user/alice")));
}

#[test]
fn a_user_by_id_and_by_name_is_one_actor() {
    let by_id =
        json!({"type": "IAMUser", "principalId": "AIDAalice", "accountId": "1", "accessKeyId": "AKIAALICE"});
    let files = [user("alice", "AKIAALICE"), by_id.clone()].map(|identity| {
        log_file(&[
            record(identity.to_string().len() as u32, 9, "ListBuckets", identity, json!({})).to_string()
        ])
    });
    let client = TestClient::traced(2, 0, &files);
    let actors = client.all_actors();
    assert_eq!(actors.len(), 1, "{actors:#?}");
    assert_eq!((actors[0].name.as_str(), actors[0].count.events), ("alice", 2));
}

#[test]
fn people_of_one_name_in_two_identity_stores_are_two() {
    let person = |id: &str, store: &str, account: &str, number: u32| {
        let mut identity = session("AWSReservedSSO_Admin_00ab", "dana", &format!("ASIA{number}"), 5);
        identity["accountId"] = json!(account);
        identity["arn"] =
            json!(format!("arn:aws:sts::{account}:assumed-role/AWSReservedSSO_Admin_00ab/dana"));
        if !id.is_empty() {
            identity["onBehalfOf"] = json!({"userId": id, "identityStoreArn": format!("arn:aws:identitystore::{account}:identitystore/{store}")});
        }
        log_file(&[record(number, 9, "ListBuckets", identity, json!({})).to_string()])
    };
    let files = [
        person("u-1", "d-1", "1", 1),
        person("u-2", "d-2", "2", 2),
        person("", "", "1", 3),
        person("", "", "3", 4),
    ];
    let client = TestClient::traced(3, 0, &files);
    let actors = client.all_actors();
    let mut counts: Vec<(&str, u64)> =
        actors.iter().map(|actor| (actor.id.as_str(), actor.count.events)).collect();
    counts.sort_unstable();
    // In the account of one store, the name belongs to that store; elsewhere it is ambiguous.
    assert_eq!(counts, [("", 1), ("u-1", 2), ("u-2", 1)], "{actors:#?}");
}
