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

/// Returns whether a call issued credentials or opened a session of the console.
fn issues(record: &Value) -> bool {
    record["errorCode"].is_null()
        && (!text(record, "/responseElements/credentials/accessKeyId").is_empty()
            || text(record, "/eventName") == "ConsoleLogin"
                && text(record, "/responseElements/ConsoleLogin") == "Success")
}

/// Returns the id that Trailglass gives to the session of an event.
fn session_id(record: &Value) -> String {
    let created = text(record, "/userIdentity/sessionContext/attributes/creationDate");
    match text(record, "/userIdentity/accessKeyId") {
        "" => format!("{}@{created}", text(record, "/userIdentity/principalId")),
        key => key.to_owned(),
    }
}

/// The sessions that the engine found.
#[derive(Default)]
struct FoundSessions {
    /// The sessions that an event opened, by its id.
    of_event: BTreeMap<String, Vec<SessionDetail>>,
    /// The ids of sessions that calls by several callers may have issued.
    undecided: BTreeSet<String>,
}

impl FoundSessions {
    fn of(client: &TestClient) -> FoundSessions {
        let mut sessions = FoundSessions::default();
        for row in client.all_sessions() {
            let detail = client.session(row.session);
            if row.parent.is_none() && !detail.candidates.is_empty() {
                sessions.undecided.insert(row.id.clone());
            }
            let places =
                detail.obtained.iter().flat_map(|obtained| obtained.evidence.iter().chain(&obtained.copies));
            for place in places {
                sessions.of_event.entry(place.event_id.clone()).or_default().push(detail.clone());
            }
        }
        sessions
    }

    /// Returns the sessions that an event opened.
    fn opened_by(&self, issuing: &Value) -> &[SessionDetail] {
        self.of_event.get(text(issuing, "/eventID")).map_or(&[], Vec::as_slice)
    }

    /// Returns the session of the later event of a pair.
    fn of_pair(
        &self,
        records: &[Value],
        issuing: &Value,
        later: &Value,
        certainty: Certainty,
    ) -> Option<&SessionDetail> {
        let id = session_id(later);
        if certainty == Certainty::Exact {
            return self.opened_by(issuing).iter().find(|detail| detail.session.id == id);
        }
        // Several calls may fit by time; one of them is chosen.
        let fits = |event_id: &String| {
            let other = records.iter().find(|other| text(other, "/eventID") == event_id);
            other.is_some_and(|other| is_pair(other, later).is_some())
        };
        let fitting = self.of_event.iter().filter(|(event_id, _)| fits(event_id));
        fitting.flat_map(|(_, details)| details).find(|detail| detail.session.id == id)
    }

    /// Returns a line for each event that belongs to the session of an issuing event, but is not
    /// linked with the right certainty, and no doubt is stated.
    fn missing_links(&self, records: &[Value], issuing: &Value) -> Vec<String> {
        let mut missing = Vec::new();
        for later in records.iter().filter(|later| later["eventID"] != issuing["eventID"]) {
            let Some(certainty) = is_pair(issuing, later) else { continue };
            let found = self.of_pair(records, issuing, later, certainty);
            let found = found.and_then(|detail| detail.obtained.as_ref());
            let says_why = found.is_some_and(|obtained| !obtained.doubt.is_empty())
                || self.undecided.contains(&session_id(later));
            if found.map(|obtained| obtained.certainty) != Some(certainty) && !says_why {
                missing.push(format!(
                    "{} {} {certainty:?} {found:?}",
                    text(issuing, "/eventID"),
                    text(later, "/eventID")
                ));
            }
        }
        missing
    }

    /// Returns the lines of the table about an issuing event.
    fn table_lines(&self, issuing: &Value) -> Vec<String> {
        let name = text(issuing, "/eventName");
        let time = text(issuing, "/eventTime");
        let opened = self.opened_by(issuing);
        if opened.is_empty() {
            return vec![format!("{time} {name}: no event of its session is in the corpus")];
        }
        let line = |SessionDetail { session, actor, obtained, .. }: &SessionDetail| {
            let how = obtained.as_ref().map_or("", |obtained| obtained.certainty.name());
            format!(
                "{time} {name} -> {} ({how}, {} events), behind it {}",
                session.name, session.count.events, actor.name
            )
        };
        opened.iter().map(line).collect()
    }
}

/// Checks that every event has an actor, and returns the lines of the table about those without a
/// known identity.
fn check_actors(client: &TestClient, events: usize) -> Vec<String> {
    let actors = client.all_actors();
    let all: u64 = actors.iter().map(|actor| actor.count.events).sum();
    assert_eq!(all, events as u64);
    let nobody: Vec<_> = actors.iter().filter(|actor| actor.kind == ActorKind::Unknown).collect();
    let unknown: u64 = nobody.iter().map(|actor| actor.count.events).sum();
    assert!(unknown * 200 <= all, "{unknown} of {all} events have no actor: {nobody:?}");
    let mut lines = vec![format!("\n{all} events, {} of them with an actor", all - unknown)];
    for actor in nobody {
        lines.push(format!("no actor: {} ({} events)", actor.name, actor.count.events));
        assert!(!client.sessions(SessionScope::Actor(actor.actor)).is_empty());
    }
    lines
}

/// Compares a table with the stored one, which `TRAILGLASS_WRITE_LINKS` writes again.
#[track_caller]
fn expect_table(table: &str) {
    if std::env::var_os("TRAILGLASS_WRITE_LINKS").is_some() {
        std::fs::write(TABLE, table).expect("written");
    }
    let written = std::fs::read_to_string(Path::new(TABLE)).expect("the table of links");
    for (line, now) in written.lines().zip(table.lines()) {
        assert_eq!(line, now);
    }
    assert_eq!(written.len(), table.len());
}

#[test]
fn every_pair_among_real_events_is_linked() {
    let Some(client) = client() else { return };
    let records: Vec<Value> =
        client.texts("").iter().map(|text| serde_json::from_str(text).expect("a record")).collect();
    let sessions = FoundSessions::of(&client);
    let mut table = Vec::new();
    let mut missing = Vec::new();
    for issuing in records.iter().filter(|record| issues(record)) {
        missing.extend(sessions.missing_links(&records, issuing));
        table.extend(sessions.table_lines(issuing));
    }
    assert_eq!(missing, Vec::<String>::new(), "every pair is linked");
    table.sort();
    table.dedup();
    table.extend(check_actors(&client, records.len()));
    expect_table(&(table.join("\n") + "\n"));
}
