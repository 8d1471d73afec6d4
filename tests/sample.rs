//! The sample trail: the form of its records, the links of its sessions, the truth of its story,
//! and its determinism.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::io::Write as _;
use std::net::IpAddr;

use serde_json::Value;
use trailglass::sample::{
    Edition, IncidentPhase, IncidentStory, Packing, SMALL_EVENTS, SMALL_FILES, SMALL_LOG_FILES, SampleFile,
    records, small,
};

const SEED: u64 = 7;
const EVENTS: u64 = 6000;

fn trail() -> Vec<Value> {
    records(SEED, EVENTS).map(|text| serde_json::from_str(&text).expect(&text)).collect()
}

fn text<'a>(record: &'a Value, pointer: &str) -> &'a str {
    record.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn is_guid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[test]
fn every_record_has_what_every_record_has() {
    let trail = trail();
    assert_eq!(trail.len() as u64, EVENTS);
    let mut ids = HashSet::new();
    for record in &trail {
        let members = record.as_object().expect("a record is an object");
        for name in ["userIdentity", "requestParameters", "responseElements", "readOnly", "managementEvent"] {
            assert!(members.contains_key(name), "{name} is missing in {record}");
        }
        let names =
            ["eventSource", "eventName", "awsRegion", "sourceIPAddress", "userAgent", "recipientAccountId"];
        for name in names {
            assert!(!text(record, &format!("/{name}")).is_empty(), "{name} is missing in {record}");
        }
        assert!(["1.08", "1.09", "1.10", "1.11"].contains(&text(record, "/eventVersion")), "{record}");
        let time = text(record, "/eventTime");
        assert!(time.len() == 20 && time.starts_with("2025-03-") && time.ends_with('Z'), "{time}");
        assert!(
            is_guid(text(record, "/eventID")) && ids.insert(text(record, "/eventID").to_string()),
            "{record}"
        );
        let data = record["managementEvent"] == false;
        assert_eq!(text(record, "/eventCategory"), if data { "Data" } else { "Management" });
        let kind = text(record, "/eventType");
        assert!(["AwsApiCall", "AwsServiceEvent", "AwsConsoleSignIn"].contains(&kind));
        assert_eq!(kind == "AwsApiCall", !text(record, "/requestID").is_empty(), "{record}");
        if kind == "AwsServiceEvent" {
            assert!(members.contains_key("serviceEventDetails"), "{record}");
        }
        assert_eq!(
            members.contains_key("errorCode"),
            members.contains_key("errorMessage") && kind == "AwsApiCall"
        );
        assert!(!record.to_string().contains('$') || record.to_string().contains("[$LATEST]"), "{record}");
    }
}

#[test]
fn only_invented_accounts_and_documentation_addresses() {
    let accounts = ["111122223333", "444455556666", "777788889999"];
    for record in trail() {
        assert!(accounts.contains(&text(&record, "/recipientAccountId")));
        let owner = text(&record, "/userIdentity/accountId");
        assert!(owner.is_empty() || owner == "anonymous" || accounts.contains(&owner), "{record}");
        let address = text(&record, "/sourceIPAddress");
        match address.parse::<IpAddr>() {
            Ok(IpAddr::V4(address)) => {
                let [a, b, c, _] = address.octets();
                let known = [(192, 0, 2), (198, 51, 100), (203, 0, 113)].contains(&(a, b, c)) || a == 10;
                assert!(known, "{address}");
            }
            Ok(IpAddr::V6(address)) => assert_eq!(address.segments()[..2], [0x2001, 0x0db8], "{address}"),
            Err(_) => assert!(address.ends_with(".amazonaws.com") || address == "AWS Internal", "{address}"),
        }
    }
}

#[test]
fn sessions_link_to_the_call_that_issued_them() {
    let trail = trail();
    let issued: HashMap<&str, &Value> = trail
        .iter()
        .filter(|record| record["userIdentity"]["type"] != "AWSAccount")
        .map(|record| (text(record, "/responseElements/credentials/accessKeyId"), record))
        .filter(|(key, _)| !key.is_empty())
        .collect();
    let (mut linked, mut chained) = (0, 0);
    for record in &trail {
        let key = text(record, "/userIdentity/accessKeyId");
        if !key.starts_with("ASIA") {
            continue;
        }
        let parent = issued.get(key).expect("every session begins within the trail");
        linked += 1;
        assert!(text(parent, "/eventTime") <= text(record, "/eventTime"), "{record}");
        if parent["eventName"] == "GetSigninToken" {
            continue;
        }
        let user = &parent["responseElements"]["assumedRoleUser"];
        assert_eq!(user["assumedRoleId"], record["userIdentity"]["principalId"]);
        assert_eq!(user["arn"], record["userIdentity"]["arn"]);
        assert_eq!(
            text(parent, "/eventTime"),
            text(record, "/userIdentity/sessionContext/attributes/creationDate")
        );
        let source = "/userIdentity/sessionContext/sourceIdentity";
        assert_eq!(text(parent, "/responseElements/sourceIdentity"), text(record, source));
        chained += usize::from(text(parent, "/userIdentity/accessKeyId").starts_with("ASIA"));
    }
    assert!(linked > 4000 && chained > 50, "{linked} linked, {chained} of them chained");
}

#[test]
fn both_accounts_see_a_role_taken_across_them() {
    let trail = trail();
    let mut pairs: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for record in trail.iter().filter(|record| record.get("sharedEventID").is_some()) {
        pairs.entry(text(record, "/sharedEventID")).or_default().push(record);
    }
    let mut copies = 0;
    for (_, pair) in pairs.into_iter().filter(|(_, pair)| pair.len() > 1) {
        let [one, two] = pair[..] else { panic!("more than two copies") };
        let stranger = |record: &Value| record["userIdentity"]["type"] == "AWSAccount";
        let (own, other) = if stranger(one) { (two, one) } else { (one, two) };
        assert!(!stranger(own) && stranger(other));
        for same in ["requestID", "eventTime", "requestParameters", "responseElements", "resources"] {
            assert_eq!(own[same], other[same]);
        }
        assert_ne!(own["eventID"], other["eventID"]);
        assert_eq!(own["recipientAccountId"], other["userIdentity"]["accountId"]);
        assert_eq!(own["userIdentity"]["principalId"], other["userIdentity"]["principalId"]);
        assert_eq!(other["recipientAccountId"], other["resources"][0]["accountId"]);
        copies += 1;
    }
    assert!(copies > 3);
}

#[test]
fn the_story_is_in_the_records() {
    let trail = trail();
    let story = IncidentStory::of(SEED, EVENTS);
    let by_id: HashMap<&str, &Value> =
        trail.iter().map(|record| (text(record, "/eventID"), record)).collect();
    for step in &story.steps {
        let record = by_id.get(step.event_id.as_str()).expect("every step is an event");
        assert_eq!(text(record, "/eventName"), step.event_name);
        assert_eq!(text(record, "/recipientAccountId"), step.account);
        assert_eq!(text(record, "/awsRegion"), step.region);
        if record["userIdentity"]["type"] != "AWSAccount" {
            assert_eq!(text(record, "/userIdentity/accessKeyId"), story.keys[step.key]);
        }
    }
    assert!(story.steps.is_sorted_by_key(|step| step.seconds));
    let steps: HashSet<&str> = story.steps.iter().map(|step| step.event_id.as_str()).collect();
    let from_intruder = |record: &&Value| story.addresses.contains(&text(record, "/sourceIPAddress"));
    assert!(trail.iter().filter(from_intruder).all(|record| steps.contains(text(record, "/eventID"))));

    let steps_of = |phase: IncidentPhase| story.steps.iter().filter(move |step| step.phase == phase);
    let failed = |phase| {
        steps_of(phase).filter(|step| by_id[step.event_id.as_str()].get("errorCode").is_some()).count()
    };
    assert!(failed(IncidentPhase::Reconnaissance) > 20);
    let escalation =
        by_id[steps_of(IncidentPhase::Escalation).next().expect("it escalates").event_id.as_str()];
    let policy: Value = serde_json::from_str(text(escalation, "/requestParameters/policyDocument"))
        .expect("a policy is JSON");
    assert_eq!(policy["Statement"][0]["Action"], "*");
    let evasion: Vec<_> = steps_of(IncidentPhase::Evasion).map(|step| step.event_name).collect();
    assert_eq!(evasion, ["StopLogging", "StopLogging", "StartLogging"]);
    assert!(steps_of(IncidentPhase::Destruction).all(|step| step.event_name == "DeleteObject"));
    assert!(
        steps_of(IncidentPhase::Exposure)
            .any(|step| by_id[step.event_id.as_str()].to_string().contains("0.0.0.0/0"))
    );
    let accounts: BTreeSet<_> = steps_of(IncidentPhase::LateralMovement).map(|step| step.account).collect();
    assert!(accounts.contains(story.first_account) && accounts.contains(story.second_account));
}

#[test]
fn the_victims_key_also_does_its_ordinary_work() {
    let story = IncidentStory::of(SEED, EVENTS);
    let trail = trail();
    let ordinary = trail.iter().filter(|record| {
        text(record, "/userIdentity/accessKeyId") == story.keys[0]
            && !story.addresses.contains(&text(record, "/sourceIPAddress"))
    });
    assert!(ordinary.count() > 20);
}

#[test]
fn there_is_variety_and_there_are_failures() {
    let trail = trail();
    let count =
        |pointer: &str| trail.iter().map(|record| text(record, pointer)).collect::<BTreeSet<_>>().len();
    assert!(count("/eventName") > 80, "{} event names", count("/eventName"));
    assert!(count("/eventSource") > 18);
    assert!(count("/userAgent") > 60);
    assert!(count("/sourceIPAddress") > 60);
    let types: BTreeSet<_> = trail.iter().map(|record| text(record, "/userIdentity/type")).collect();
    for kind in ["", "AWSAccount", "AWSService", "AssumedRole", "IAMUser", "IdentityCenterUser", "SAMLUser"] {
        assert!(types.contains(kind), "{kind} is missing");
    }
    let failed = trail.iter().filter(|record| record.get("errorCode").is_some()).count();
    assert!((60..400).contains(&failed), "{failed} failures");
    let reads = trail.iter().filter(|record| record["readOnly"] == true).count();
    assert!(reads * 10 > trail.len() * 7, "{reads} reads");
    let silent = trail.iter().filter(|record| record["responseElements"]["ConsoleLogin"] == "Failure");
    assert!(silent.clone().count() > 0 && silent.clone().all(|record| record.get("errorCode").is_none()));
}

#[test]
fn the_same_seed_tells_the_same_story() {
    let whole: Vec<SampleFile> = Edition::new(SEED, 900, Packing::default()).files(0, 1).collect();
    assert_eq!(whole, Edition::new(SEED, 900, Packing::default()).files(0, 1).collect::<Vec<_>>());
    assert_ne!(whole, Edition::new(SEED + 1, 900, Packing::default()).files(0, 1).collect::<Vec<_>>());
    for parts in [2, 3, 7] {
        let mut together: Vec<SampleFile> = (0..parts)
            .flat_map(|part| Edition::new(SEED, 900, Packing::default()).files(part, parts))
            .collect();
        together.sort_by_key(|file| file.number);
        assert_eq!(together, whole);
    }
}

#[test]
fn it_can_be_generated_at_any_size_and_in_any_pieces() {
    for events in [600, 1500, 9000] {
        let packing = Packing { events_per_file: 2, ..Packing::default() };
        let (mut files, mut held) = (0_u64, 0_u64);
        for file in Edition::new(SEED, events, packing).files(0, 1).filter(|file| file.records > 0) {
            let log: Value = serde_json::from_slice(&file.bytes).expect("a log file is JSON");
            assert_eq!(log["Records"].as_array().map(Vec::len), Some(file.records as usize));
            assert!(file.records <= 2);
            files += 1;
            held += u64::from(file.records);
        }
        assert_eq!(held, events);
        assert!(files >= events / 2);
    }
    let packing = Packing { bytes_per_file: 4000, ..Packing::default() };
    let longest = Edition::new(SEED, 3000, packing).files(0, 1).filter(|file| file.records > 1);
    assert!(longest.map(|file| file.bytes.len()).max().is_some_and(|longest| longest < 9000));
    assert_eq!(records(SEED, 25).count(), 25);
}

#[test]
fn records_lie_where_they_belong() {
    for file in small().files(0, 1).filter(|file| file.records > 0) {
        let parts: Vec<&str> = file.path.split('/').collect();
        let ["AWSLogs", organization, account, "CloudTrail", region, year, month, day, name] = parts[..]
        else {
            panic!("{}", file.path)
        };
        assert!(organization.starts_with("o-") && organization.len() == 12);
        assert!(name.starts_with(&format!("{account}_CloudTrail_{region}_{year}{month}{day}T")), "{name}");
        assert_eq!(name.rsplit('_').next().map(str::len), Some(16 + ".json.gz".len()));
        let log: Value = serde_json::from_slice(&file.bytes).expect("a log file is JSON");
        for record in log["Records"].as_array().expect("it has records") {
            assert_eq!((text(record, "/recipientAccountId"), text(record, "/awsRegion")), (account, region));
        }
    }
}

#[test]
fn the_small_edition_is_as_large_as_it_says() {
    let files: Vec<SampleFile> = small().files(0, 1).collect();
    assert_eq!(files.len(), SMALL_FILES as usize);
    assert_eq!(files.iter().filter(|file| file.records > 0).count(), SMALL_LOG_FILES as usize);
    assert_eq!(files.iter().map(|file| u64::from(file.records)).sum::<u64>(), SMALL_EVENTS);
    assert!(files.iter().map(|file| file.bytes.len()).sum::<usize>() < 9_000_000);
    assert!(files.iter().enumerate().all(|(place, file)| place == file.number as usize));
}

#[test]
fn large_trails_have_many_sessions_and_pack_like_real_ones() {
    let events = 40_000;
    let (mut plain, mut packed) = (0, 0);
    let mut keys = HashSet::new();
    for file in Edition::new(SEED, events, Packing::default()).files(0, 1).filter(|file| file.records > 0) {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        encoder.write_all(&file.bytes).expect("memory can be written to");
        packed += encoder.finish().expect("memory can be written to").len();
        plain += file.bytes.len();
        let text = String::from_utf8(file.bytes).expect("a log file is text");
        let uses = text.split("\"accessKeyId\":\"").skip(1).filter_map(|rest| rest.get(..20));
        keys.extend(uses.filter(|key| key.starts_with("ASIA")).map(str::to_string));
    }
    let ratio = plain as f64 / packed as f64;
    assert!((4.8..7.0).contains(&ratio), "{ratio}");
    assert!(keys.len() as u64 > events / 50, "{} sessions", keys.len());
}
