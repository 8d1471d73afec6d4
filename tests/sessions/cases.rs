//! The ways to obtain credentials, one by one.

use serde_json::{Value, json};
use trailglass::sessions::{ActorKind, ActorMark, Certainty, Proof, SessionDetail, SessionKind};

use crate::support::reading::log_file;
use crate::support::test_client::TestClient;

/// Returns a record at a given second, in an account's log.
fn record(number: u32, second: u32, account: &str, name: &str, identity: Value, more: Value) -> String {
    let mut record = json!({
        "eventVersion": "1.08", "eventTime": format!("2024-05-01T10:{:02}:{:02}Z", second / 60, second % 60),
        "eventSource": "sts.amazonaws.com", "eventName": name, "awsRegion": "us-east-1",
        "sourceIPAddress": "192.0.2.7", "userAgent": "test", "recipientAccountId": account,
        "eventID": format!("00000000-0000-4000-8000-{number:012x}"), "userIdentity": identity,
    });
    if let (Some(record), Some(more)) = (record.as_object_mut(), more.as_object()) {
        record.extend(more.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    record.to_string()
}

fn user(name: &str) -> Value {
    json!({"type": "IAMUser", "principalId": format!("AIDA{name}"), "accountId": "1", "userName": name,
        "arn": format!("arn:aws:iam::1:user/{name}"), "accessKeyId": format!("AKIA{name}")})
}

/// Returns the identity of a role session in account 2 that began at a given second.
fn session(role: &str, name: &str, key: &str, second: u32) -> Value {
    json!({"type": "AssumedRole", "principalId": format!("AROA{role}:{name}"), "accountId": "2",
        "arn": format!("arn:aws:sts::2:assumed-role/{role}/{name}"), "accessKeyId": key,
        "sessionContext": {"sessionIssuer": {"type": "Role", "arn": format!("arn:aws:iam::2:role/{role}"), "userName": role},
        "attributes": {"creationDate": format!("2024-05-01T10:{:02}:{:02}Z", second / 60, second % 60), "mfaAuthenticated": "false"}}})
}

fn follow(records: Vec<String>) -> (TestClient, Vec<SessionDetail>) {
    let files: Vec<String> = records.into_iter().map(|record| log_file(&[record])).collect();
    let client = TestClient::traced(2, 0, &files);
    let rows = client.all_sessions();
    let details = rows.iter().map(|row| client.session(row.session)).collect();
    (client, details)
}

fn of<'d>(details: &'d [SessionDetail], name: &str) -> &'d SessionDetail {
    details
        .iter()
        .find(|detail| detail.session.name == name)
        .unwrap_or_else(|| panic!("{name} of {details:#?}"))
}

#[test]
fn a_role_switched_to_in_the_console_is_its_users() {
    let console = json!({"type": "IAMUser", "principalId": "AIDAalice", "accountId": "1", "userName": "alice",
        "arn": "arn:aws:iam::1:user/alice", "accessKeyId": "ASIACONSOLE",
        "sessionContext": {"attributes": {"creationDate": "2024-05-01T10:00:05Z", "mfaAuthenticated": "true"}}});
    let mut login = user("alice");
    login["accessKeyId"] = json!("");
    let (_, details) = follow(vec![
        record(
            1,
            5,
            "1",
            "ConsoleLogin",
            login,
            json!({"responseElements": {"ConsoleLogin": "Success"},
            "eventSource": "signin.amazonaws.com", "additionalEventData": {"MFAUsed": "Yes"}}),
        ),
        record(2, 20, "1", "ListBuckets", console, json!({})),
        record(
            3,
            60,
            "2",
            "SwitchRole",
            session("admin", "alice", "", 60),
            json!({
            "eventSource": "signin.amazonaws.com", "responseElements": {"SwitchRole": "Success"},
            "additionalEventData": {"SwitchFrom": "arn:aws:iam::1:user/alice"}}),
        ),
        record(4, 90, "2", "DeleteBucket", session("admin", "alice", "ASIASWITCHED", 60), json!({})),
    ]);
    let switched =
        details.iter().find(|detail| detail.session.access_key_id == "ASIASWITCHED").expect("the role");
    assert_eq!(switched.actor.name, "alice");
    assert_eq!(switched.actor.kind, ActorKind::User);
    let obtained = switched.obtained.as_ref().expect("how");
    assert_eq!((obtained.certainty, obtained.proof), (Certainty::Inferred, Proof::SwitchRole));
    let way: Vec<&str> = switched.path.iter().map(|row| row.obtained_by.as_str()).collect();
    assert_eq!(way, ["", "ConsoleLogin", "SwitchRole"]);
    let console = of(&details, "alice ASIACONSOLE");
    assert_eq!(
        console.obtained.as_ref().map(|obtained| (obtained.proof, obtained.mfa)),
        Some((Proof::SignIn, Some(true)))
    );
    assert_eq!(console.session.kind, SessionKind::Console);
}

#[test]
fn root_sessions_lead_to_who_called_assume_root() {
    let root = json!({"type": "Root", "principalId": "9", "accountId": "9", "arn": "arn:aws:iam::9:root", "accessKeyId": "ASIAROOT",
        "sessionContext": {"attributes": {"creationDate": "2024-05-01T10:00:09Z", "mfaAuthenticated": "false"}}});
    let mut without_key = root.clone();
    without_key["accessKeyId"] = json!("");
    let (client, details) = follow(vec![
        record(
            1,
            9,
            "1",
            "AssumeRoot",
            user("alice"),
            json!({"requestParameters": {"targetPrincipal": "9"},
            "responseElements": {"credentials": {"accessKeyId": "ASIAROOT"}}}),
        ),
        record(2, 12, "9", "DeleteLoginProfile", root, json!({})),
        record(3, 13, "9", "DeleteBucketPolicy", without_key, json!({})),
    ]);
    let roots: Vec<_> =
        details.iter().filter(|detail| detail.session.kind == SessionKind::AssumedRoot).collect();
    let mut certainties: Vec<Certainty> = roots.iter().map(|detail| detail.session.certainty).collect();
    certainties.sort();
    assert_eq!(certainties, [Certainty::Exact, Certainty::Inferred]);
    assert!(roots.iter().all(|detail| detail.actor.name == "alice"));
    assert!(client.all_actors().iter().all(|actor| !actor.marks.contains(&ActorMark::Root)));
}

#[test]
fn a_gap_says_what_is_known() {
    let mut named = session("deploy", "nightly", "ASIANAMED", 5);
    named["sessionContext"]["sourceIdentity"] = json!("carol");
    let stranger = json!({"type": "AWSAccount", "accountId": "5", "principalId": "AIDASTRANGER"});
    let (_, details) = follow(vec![
        record(1, 9, "2", "ListBuckets", session("deploy", "build", "ASIALOST", 3), json!({})),
        record(2, 9, "2", "ListBuckets", named, json!({})),
        record(
            3,
            20,
            "2",
            "AssumeRole",
            stranger,
            json!({"sharedEventID": "s", "requestParameters":
            {"roleArn": "arn:aws:iam::2:role/open", "roleSessionName": "x", "transitiveTagKeys": ["team"],
            "tags": [{"key": "team", "value": "shop"}]},
            "responseElements": {"credentials": {"accessKeyId": "ASIAOPEN"}, "assumedRoleUser": {"assumedRoleId": "AROAopen:x"}}}),
        ),
        record(4, 25, "2", "PutObject", session("open", "x", "ASIAOPEN", 20), json!({})),
    ]);
    let lost = of(&details, "deploy/build");
    assert_eq!((lost.actor.kind, lost.actor.certainty), (ActorKind::RoleSession, Certainty::Claimed));
    assert_eq!(
        lost.gap.as_ref().map(ToString::to_string).as_deref(),
        Some("account 2, role arn:aws:iam::2:role/deploy; the issuing call is not in these files")
    );
    let named = of(&details, "deploy/nightly");
    assert_eq!((named.actor.name.as_str(), named.actor.kind), ("carol", ActorKind::Named));
    assert_eq!(named.session.certainty, Certainty::Inferred);
    let open = of(&details, "open/x");
    assert_eq!(open.actor.kind, ActorKind::OtherAccount);
    assert_eq!(open.session.certainty, Certainty::Exact);
    assert_eq!(
        open.gap.as_ref().map(ToString::to_string).as_deref(),
        Some("account 5, principal AIDASTRANGER; that account's own log is not in these files")
    );
    let tags = open.obtained.as_ref().map(|obtained| obtained.transitive_tags.clone());
    assert_eq!(tags, Some(vec![("team".to_owned(), "shop".to_owned())]));
}

#[test]
fn a_source_identity_leads_to_the_root_that_others_have() {
    let mut known = session("deploy", "one", "ASIAONE", 5);
    known["sessionContext"]["sourceIdentity"] = json!("carol");
    let mut lost = session("other", "two", "ASIATWO", 50);
    lost["sessionContext"]["sourceIdentity"] = json!("carol");
    let (_, details) = follow(vec![
        record(
            1,
            5,
            "1",
            "AssumeRole",
            user("alice"),
            json!({"responseElements": {"credentials": {"accessKeyId": "ASIAONE"},
            "assumedRoleUser": {"assumedRoleId": "AROAdeploy:one"}}}),
        ),
        record(2, 9, "2", "ListBuckets", known, json!({})),
        record(3, 60, "2", "ListBuckets", lost, json!({})),
    ]);
    let lost = of(&details, "other/two");
    assert_eq!((lost.actor.name.as_str(), lost.actor.kind), ("alice", ActorKind::User));
    assert_eq!(
        lost.obtained.as_ref().map(|obtained| (obtained.certainty, obtained.proof)),
        Some((Certainty::Inferred, Proof::SourceIdentity))
    );
}

#[test]
fn people_of_identity_center_are_one_in_every_account() {
    let role = "AWSReservedSSO_Admin_00ab";
    let mut on_behalf = session(role, "dora", "ASIADORA", 5);
    on_behalf["onBehalfOf"] = json!({"userId": "u-1", "identityStoreArn": "arn"});
    let portal = json!({"type": "IdentityCenterUser", "accountId": "1", "onBehalfOf": {"userId": "u-1", "identityStoreArn": "arn"}});
    let saml =
        json!({"type": "SAMLUser", "principalId": "q:dora", "userName": "dora", "identityProvider": "q"});
    let (client, _) = follow(vec![
        record(1, 1, "1", "Authenticate", portal, json!({})),
        record(2, 9, "2", "ListBuckets", on_behalf, json!({})),
        record(
            3,
            20,
            "2",
            "AssumeRoleWithSAML",
            saml,
            json!({"requestParameters": {"roleArn": format!("arn:aws:iam::2:role/{role}")},
            "responseElements": {"credentials": {"accessKeyId": "ASIASAML"}, "assumedRoleUser": {"assumedRoleId": format!("AROA{role}:dora")}}}),
        ),
        record(4, 25, "2", "PutObject", session(role, "dora", "ASIASAML", 20), json!({})),
    ]);
    let actors = client.all_actors();
    let names: Vec<(&str, ActorKind, u64)> =
        actors.iter().map(|actor| (actor.name.as_str(), actor.kind, actor.count.events)).collect();
    assert_eq!(names, [("dora", ActorKind::Person, 4)]);
}

#[test]
fn people_at_the_portal_are_told_apart_and_named_where_a_record_names_them() {
    let portal =
        |id: &str| json!({"type": "IdentityCenterUser", "accountId": "1", "onBehalfOf": {"userId": id}});
    let typed = |name: &str| json!({"additionalEventData": {"CredentialType": "PASSWORD", "UserName": name}});
    let mut with_id = session("AWSReservedSSO_Admin_00ab", "erik", "ASIAERIK", 30);
    with_id["onBehalfOf"] = json!({"userId": "u-2"});
    let without_id = session("AWSReservedSSO_Admin_00ab", "erik", "ASIAOTHER", 40);
    let (client, _) = follow(vec![
        record(1, 1, "1", "CredentialChallenge", portal("u-1"), typed("dora")),
        record(2, 2, "1", "UserAuthentication", portal("u-1"), json!({})),
        record(3, 3, "1", "CredentialChallenge", portal("u-2"), typed("example.com/erik")),
        record(4, 4, "1", "ListApplications", portal("u-2"), json!({})),
        record(5, 5, "1", "CredentialChallenge", portal("u-3"), json!({})),
        record(6, 31, "2", "ListBuckets", with_id, json!({})),
        record(7, 41, "2", "ListBuckets", without_id, json!({})),
    ]);
    let mut names: Vec<(String, u64, Certainty)> = client
        .all_actors()
        .into_iter()
        .inspect(|actor| assert_eq!(actor.kind, ActorKind::Person))
        .map(|actor| (actor.name, actor.count.events, actor.certainty))
        .collect();
    names.sort();
    let expected = [
        ("dora", 2, Certainty::Exact),
        // A session's name alone proves nothing.
        ("erik", 4, Certainty::Inferred),
        ("u-3", 1, Certainty::Exact),
    ];
    assert_eq!(names, expected.map(|(name, events, certainty)| (name.to_owned(), events, certainty)));
}

#[test]
fn a_forged_circle_is_cut_and_contradicting_ids_are_not_linked() {
    let issue = |number: u32, caller: Value, key: &str, id: &str| {
        record(
            number,
            number,
            "2",
            "AssumeRole",
            caller,
            json!({"responseElements": {"credentials": {"accessKeyId": key},
            "assumedRoleUser": {"assumedRoleId": id}}}),
        )
    };
    let (_, details) = follow(vec![
        issue(1, session("a", "x", "ASIAA", 1), "ASIAB", "AROAb:x"),
        issue(2, session("b", "x", "ASIAB", 1), "ASIAA", "AROAa:x"),
        issue(3, user("mallory"), "ASIAC", "AROAc:y"),
        record(4, 9, "2", "PutObject", session("c", "z", "ASIAC", 30), json!({})),
    ]);
    let parents = ["a/x", "b/x"].map(|name| of(&details, name).session.parent);
    assert_eq!(parents.iter().flatten().count(), 1, "one link is cut");
    let other = of(&details, "c/z");
    assert_eq!(other.session.parent, None);
    assert_eq!(other.actor.kind, ActorKind::RoleSession);
}
