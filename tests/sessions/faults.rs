//! Random worlds with faulty records: keys created for others, masked, issued twice, used too early
//! or used by another identity. A link may be exact only if a single call issued the key, to the
//! identity that uses it, before its first use.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Value, json};
use trailglass::sessions::{Certainty, Proof};

use super::worlds::{RandomWorld, START, act, tell};
use crate::support::reading::log_file;
use crate::support::test_client::TestClient;

/// A fault of a holder's key.
#[derive(Clone, Copy, Debug)]
enum KeyFault {
    /// All records have a mask in its place.
    Masked,
    /// Another call returned it as well.
    SecondIssuer,
    /// A call by another caller has the shared id of the one that issued it.
    SharedId,
    /// It was used before it was issued.
    UsedBefore,
    /// Another identity uses it.
    OtherBearer,
    /// The response does not name the session.
    NoAnswer,
    /// The response does not name the session, and the request names another.
    OtherRequest,
}

fn fault() -> impl Strategy<Value = (KeyFault, usize, usize)> {
    let kind = prop_oneof![
        Just(KeyFault::Masked),
        Just(KeyFault::SecondIssuer),
        Just(KeyFault::SharedId),
        Just(KeyFault::UsedBefore),
        Just(KeyFault::OtherBearer),
        Just(KeyFault::NoAnswer),
        Just(KeyFault::OtherRequest),
    ];
    (kind, 0_usize..100, 0_usize..100)
}

fn text<'v>(record: &'v Value, pointer: &str) -> &'v str {
    record.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn issued_key(record: &Value) -> &str {
    match text(record, "/responseElements/credentials/accessKeyId") {
        "" => text(record, "/responseElements/accessKey/accessKeyId"),
        key => key,
    }
}

/// Applies a fault to a world's records.
fn spoil(
    world: &RandomWorld,
    records: &mut Vec<Value>,
    number: usize,
    (fault, which, other): (KeyFault, usize, usize),
) {
    let holders: Vec<_> = world.holders.iter().filter(|holder| !holder.issued_by.is_empty()).collect();
    let Some(holder) = holders.get(which % holders.len().max(1)) else { return };
    let stranger = &world.holders[other % world.holders.len()];
    let is_issue = |record: &Value| issued_key(record) == holder.key;
    let Some(issue) = records.iter().find(|record| is_issue(record)).cloned() else { return };
    let mut added = issue.clone();
    added["eventID"] = json!(format!("ffffffff-0000-4000-8000-{number:012x}"));
    added["requestID"] = json!(format!("fault-{number}"));
    match fault {
        KeyFault::Masked => {
            for record in records.iter_mut() {
                let masked = record.to_string().replace(&holder.key, "ASIA****************");
                *record = serde_json::from_str(&masked).expect("a record");
            }
        }
        KeyFault::SecondIssuer => {
            added["sharedEventID"] = Value::Null;
            added["userIdentity"] = stranger.identity.clone();
            records.push(added);
        }
        KeyFault::SharedId => {
            added["userIdentity"] =
                json!({"type": "AWSAccount", "accountId": "999999999999", "principalId": "AIDASTRANGER"});
            records.push(added);
        }
        KeyFault::UsedBefore | KeyFault::OtherBearer => {
            let mut identity =
                if matches!(fault, KeyFault::UsedBefore) { &holder.identity } else { &stranger.identity }
                    .clone();
            identity["accessKeyId"] = json!(holder.key);
            let early = trailglass::base::time::to_text((START - 600) * 1000);
            let time =
                if matches!(fault, KeyFault::UsedBefore) { json!(early) } else { issue["eventTime"].clone() };
            records.push(
                json!({"eventVersion": "1.08", "eventTime": time, "eventSource": "s3.amazonaws.com",
                "eventName": "ListBuckets", "eventID": added["eventID"], "recipientAccountId": holder.account,
                "sourceIPAddress": "192.0.2.1", "userAgent": "test", "userIdentity": identity}),
            );
        }
        KeyFault::NoAnswer | KeyFault::OtherRequest => {
            for record in records.iter_mut().filter(|record| is_issue(record)) {
                record["responseElements"]["assumedRoleUser"] = Value::Null;
                if matches!(fault, KeyFault::OtherRequest) && !record["requestParameters"].is_null() {
                    record["requestParameters"]["roleSessionName"] = json!("somebody-else");
                }
            }
        }
    }
}

/// Checks that a key was issued once, to its only user, before its first use.
///
/// # Errors
///
/// If this is not the case; the error is the reason.
fn is_proven(records: &[Value], key: &str) -> Result<(), String> {
    // GetSigninToken without a duration passes on the key that it was called with.
    let hands_on = |record: &Value| {
        text(record, "/eventName") == "GetSigninToken" && text(record, "/userIdentity/accessKeyId") == key
    };
    let issues: Vec<&Value> =
        records.iter().filter(|record| issued_key(record) == key && !hands_on(record)).collect();
    let uses: Vec<&Value> =
        records.iter().filter(|record| text(record, "/userIdentity/accessKeyId") == key).collect();
    let of = |list: &[&Value], pointer: &str| -> BTreeSet<String> {
        list.iter().map(|record| text(record, pointer).to_owned()).collect()
    };
    let (Some(issue), Some(first)) =
        (issues.first(), uses.iter().map(|record| text(record, "/eventTime")).min())
    else {
        return Err("no issue or no use".to_owned());
    };
    if key.contains('*') {
        return Err("masked".to_owned());
    }
    if of(&issues, "/requestID").len() != 1 || of(&issues, "/userIdentity/principalId").len() != 1 {
        return Err("several issuers".to_owned());
    }
    if first < text(issue, "/eventTime") {
        return Err("used before".to_owned());
    }
    let users = of(&uses, "/userIdentity/principalId");
    if users.len() != 1 {
        return Err("several users".to_owned());
    }
    let owner = text(issue, "/responseElements/accessKey/userName");
    if !owner.is_empty() && of(&uses, "/userIdentity/userName") != BTreeSet::from([owner.to_owned()]) {
        return Err("another owner".to_owned());
    }
    let answered = text(issue, "/responseElements/assumedRoleUser/assumedRoleId");
    let asked = text(issue, "/requestParameters/roleSessionName");
    let is_its = |user: &String| {
        (answered.is_empty() || user == answered)
            && (asked.is_empty() || user.ends_with(&format!(":{asked}")))
    };
    if users.iter().all(is_its) { Ok(()) } else { Err("another session".to_owned()) }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_link_is_exact_that_is_not_proven(
        acts in proptest::collection::vec(act(), 1..40),
        faults in proptest::collection::vec(fault(), 0..5),
        made in proptest::collection::vec((0_usize..4, 0_usize..4, 0_usize..4), 0..4),
        workers in 1_usize..4,
    ) {
        let world = tell(&acts);
        let mut records: Vec<Value> = world.events.iter()
            .map(|(_, text)| serde_json::from_str(text).expect("a record")).collect();
        // Keys that one user created for another, used by a third.
        for (number, (maker, owner, bearer)) in made.iter().enumerate() {
            let [maker, owner, bearer] = [maker, owner, bearer].map(|user| &world.holders[*user]);
            let key = format!("AKIAMADE{number:012}");
            let mut identity = bearer.identity.clone();
            identity["accessKeyId"] = json!(key);
            for (half, name, identity, response) in [
                (0, "CreateAccessKey", maker.identity.clone(), json!({"accessKey": {"accessKeyId": key, "userName": owner.actor}})),
                (1, "ListBuckets", identity, Value::Null),
            ] {
                let time = trailglass::base::time::to_text((START + half) * 1000);
                let account = identity["accountId"].clone();
                records.push(json!({"eventVersion": "1.08", "eventTime": time, "eventSource": "iam.amazonaws.com",
                    "eventName": name, "eventID": format!("eeeeeeee-0000-4000-8000-{:012x}", 2 * number as i64 + half),
                    "requestID": format!("made-{number}-{half}"), "recipientAccountId": account,
                    "sourceIPAddress": "192.0.2.1", "userAgent": "test", "userIdentity": identity,
                    "responseElements": response}));
            }
        }
        for (number, fault) in faults.iter().enumerate() {
            spoil(&world, &mut records, number, *fault);
        }
        prop_assume!(!records.is_empty());
        let files: Vec<String> = records.iter().map(|record| log_file(&[record.to_string()])).collect();
        let client = TestClient::traced(workers, 0, &files);
        for row in client.all_sessions() {
            let detail = client.session(row.session);
            prop_assert!(!row.access_key_id.contains('*'));
            let Some(obtained) = &detail.obtained else { continue };
            let is_key = matches!(obtained.proof, Proof::IssuedKey | Proof::MadeKey);
            if obtained.certainty == Certainty::Exact && is_key {
                prop_assert_eq!(is_proven(&records, &row.access_key_id), Ok(()), "{:#?}", detail);
            } else if is_key {
                prop_assert!(!obtained.doubt.is_empty(), "{:#?}", detail);
            }
            // The statement about the gap agrees with the candidates.
            if let Some(gap) = &detail.gap {
                prop_assert_eq!(gap.to_string().contains("none of them for certain"), !detail.candidates.is_empty(), "{:#?}", detail);
            }
        }
    }
}
