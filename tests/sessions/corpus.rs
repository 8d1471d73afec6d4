//! Every pair of an event that issued credentials and an event that used them, among real events,
//! is found independently of the engine and compared with its result.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;
use trailglass::base::time::parse_millis;
use trailglass::sessions::{ActorKind, Certainty, SessionDetail, SessionScope};

use crate::support;
use crate::support::test_client::TestClient;

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sessions/links.txt");

fn text<'v>(record: &'v Value, pointer: &str) -> &'v str {
    record.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// Reads all real events into three workers.
fn client() -> Option<TestClient> {
    let folder = support::corpus()?;
    let mut client = TestClient::new(3);
    for (number, path) in support::files_below(&folder).iter().enumerate() {
        let bytes = std::fs::read(path).expect("a readable file");
        client.read(number, number as u32, &path.display().to_string(), &bytes);
    }
    Some(TestClient::traced_of(client))
}

/// Returns the certainty with which a later event belongs to the session that an event opened;
/// `None` if it does not.
fn is_pair(issuing: &Value, later: &Value) -> Option<Certainty> {
    let key = text(issuing, "/responseElements/credentials/accessKeyId");
    let name = text(issuing, "/eventName");
    let principal = text(later, "/userIdentity/principalId");
    let issued_id = match text(issuing, "/responseElements/assumedRoleUser/assumedRoleId") {
        "" => text(issuing, "/responseElements/federatedUser/federatedUserId"),
        id => id,
    };
    let same_id = issued_id.is_empty() || issued_id == principal;
    let is_masked = key.contains('*') || key.ends_with("EXAMPLE");
    if !key.is_empty() && !is_masked && key == text(later, "/userIdentity/accessKeyId") {
        return same_id.then_some(Certainty::Exact);
    }
    let created = parse_millis(text(later, "/userIdentity/sessionContext/attributes/creationDate"))?;
    let near = created.abs_diff(parse_millis(text(issuing, "/eventTime"))?) <= 2_000;
    let without_key = text(later, "/userIdentity/accessKeyId").is_empty();
    let sign_in = name == "ConsoleLogin" && principal == text(issuing, "/userIdentity/principalId");
    (near && without_key && !principal.is_empty() && (issued_id == principal || sign_in))
        .then_some(Certainty::Inferred)
}

#[test]
fn every_pair_among_real_events_is_linked() {
    let Some(client) = client() else { return };
    let records: Vec<Value> =
        client.texts("").iter().map(|text| serde_json::from_str(text).expect("a record")).collect();
    let mut of_event: BTreeMap<String, Vec<SessionDetail>> = BTreeMap::new();
    // Sessions that calls by several callers may have issued.
    let mut undecided = BTreeSet::new();
    for row in client.all_sessions() {
        let detail = client.session(row.session);
        if row.parent.is_none() && !detail.candidates.is_empty() {
            undecided.insert(row.id.clone());
        }
        let places =
            detail.obtained.iter().flat_map(|obtained| obtained.evidence.iter().chain(&obtained.copies));
        for place in places.cloned().collect::<Vec<_>>() {
            of_event.entry(place.event_id).or_default().push(detail.clone());
        }
    }
    let mut table = Vec::new();
    let issues = |record: &&Value| {
        record["errorCode"].is_null()
            && (!text(record, "/responseElements/credentials/accessKeyId").is_empty()
                || text(record, "/eventName") == "ConsoleLogin"
                    && text(record, "/responseElements/ConsoleLogin") == "Success")
    };
    let mut missing = Vec::new();
    for issuing in records.iter().filter(issues) {
        let pairs: Vec<(Certainty, &Value)> = records
            .iter()
            .filter(|later| later["eventID"] != issuing["eventID"])
            .filter_map(|later| Some((is_pair(issuing, later)?, later)))
            .collect();
        let linked = of_event.get(text(issuing, "/eventID")).cloned().unwrap_or_default();
        for (certainty, later) in &pairs {
            let key = text(later, "/userIdentity/accessKeyId");
            let created = text(later, "/userIdentity/sessionContext/attributes/creationDate");
            let id = match key {
                "" => format!("{}@{created}", text(later, "/userIdentity/principalId")),
                key => key.to_owned(),
            };
            // Several calls may fit by time; one of them is chosen.
            let fits = |event_id: &String| {
                let other = records.iter().find(|other| text(other, "/eventID") == event_id);
                other.is_some_and(|other| is_pair(other, later).is_some())
            };
            let found = match certainty {
                Certainty::Exact => linked.iter().find(|detail| detail.session.id == id),
                _ => {
                    let fitting = of_event.iter().filter(|(event_id, _)| fits(event_id));
                    fitting.flat_map(|(_, details)| details).find(|detail| detail.session.id == id)
                }
            };
            let found = found.and_then(|detail| detail.obtained.as_ref());
            let says_why =
                found.is_some_and(|obtained| !obtained.doubt.is_empty()) || undecided.contains(&id);
            if found.map(|obtained| obtained.certainty) != Some(*certainty) && !says_why {
                missing.push(format!(
                    "{} {} {certainty:?} {found:?}",
                    text(issuing, "/eventID"),
                    text(later, "/eventID")
                ));
            }
        }
        let name = text(issuing, "/eventName");
        let time = text(issuing, "/eventTime");
        if linked.is_empty() {
            table.push(format!("{time} {name}: no event of its session is in the corpus"));
        }
        for SessionDetail { session, actor, obtained, .. } in linked {
            let how = obtained.map_or("", |obtained| obtained.certainty.name());
            table.push(format!(
                "{time} {name} -> {} ({how}, {} events), behind it {}",
                session.name, session.count.events, actor.name
            ));
        }
    }
    assert_eq!(missing, Vec::<String>::new(), "every pair is linked");

    // Every event has an actor; those without a known identity are listed.
    let actors = client.all_actors();
    let all: u64 = actors.iter().map(|actor| actor.count.events).sum();
    assert_eq!(all, records.len() as u64);
    let nobody: Vec<_> = actors.iter().filter(|actor| actor.kind == ActorKind::Unknown).collect();
    let unknown: u64 = nobody.iter().map(|actor| actor.count.events).sum();
    assert!(unknown * 200 <= all, "{unknown} of {all} events have no actor: {nobody:?}");
    table.sort();
    table.dedup();
    table.push(format!("\n{all} events, {} of them with an actor", all - unknown));
    for actor in nobody {
        table.push(format!("no actor: {} ({} events)", actor.name, actor.count.events));
        assert!(!client.sessions(SessionScope::Actor(actor.actor)).is_empty());
    }
    let table = table.join("\n") + "\n";
    if std::env::var_os("TRAILGLASS_WRITE_LINKS").is_some() {
        std::fs::write(TABLE, &table).expect("written");
    }
    let written = std::fs::read_to_string(Path::new(TABLE)).expect("the table of links");
    for (line, now) in written.lines().zip(table.lines()) {
        assert_eq!(line, now);
    }
    assert_eq!(written.len(), table.len());
}
