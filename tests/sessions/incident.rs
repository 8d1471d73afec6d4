//! The sample trail's incident, followed as one chain over two accounts, from the leaked key to the
//! last deleted object.

use std::collections::BTreeSet;

use trailglass::base::time::TimeRange;
use trailglass::model::Field;
use trailglass::query::quote;
use trailglass::sample::{IncidentPhase, IncidentStory, records};
use trailglass::sessions::{
    ActorKind, ActorMark, ActorsRequest, CallEffect, Certainty, CompareRequest, ComparisonSide, LanesRequest,
    Proof, SessionKind, SessionScope, StoryRun, svg,
};

use crate::support::reading::log_file;
use crate::support::test_client::TestClient;

const SEED: u64 = 7;
const EVENTS: u64 = 6_000;

/// Reads the sample's records from thirty files, so that its sessions are split across files.
fn client(workers: usize) -> TestClient {
    let records: Vec<String> = records(SEED, EVENTS).collect();
    let files: Vec<String> = (0..30)
        .map(|file| {
            let own: Vec<String> = records.iter().skip(file).step_by(30).cloned().collect();
            log_file(&own)
        })
        .collect();
    TestClient::traced(workers, 0, &files)
}

/// Returns the event ids of the story's steps in a phase.
fn ids(story: &IncidentStory, phase: IncidentPhase) -> BTreeSet<String> {
    story.steps.iter().filter(|step| step.phase == phase).map(|step| step.event_id.clone()).collect()
}

fn found(client: &mut TestClient, filter: &str) -> BTreeSet<String> {
    client.ids(filter).into_iter().collect()
}

#[test]
fn one_chain_from_the_leaked_key_to_the_last_deleted_object() {
    let mut client = client(3);
    let story = IncidentStory::of(SEED, EVENTS);
    let victim = client.actor(story.victim);
    assert_eq!(victim.kind, ActorKind::User);
    let tree = client.chain(SessionScope::Actor(victim.actor));
    let names: Vec<(&str, &str, &str)> = tree
        .nodes
        .iter()
        .map(|node| (node.name.as_str(), node.obtained_by.as_str(), node.account.as_str()))
        .collect();
    let [first, second] = [story.first_account, story.second_account];
    let key = |place: usize, user: &str| format!("{user} {}", story.keys[place]);
    let (leaked, other, backdoor) =
        (key(0, story.victim), key(1, "svc-nightly-build"), key(5, "metrics-agent"));
    assert_eq!(
        names[..7],
        [
            (story.victim, "", first),
            (&leaked, "", first),
            (&other, "CreateAccessKey", first),
            ("deploy-orchestrator/nightly-7731", "AssumeRole", first),
            ("production-deploy/nightly-7731", "AssumeRole", second),
            ("production-deploy/nightly-7731", "GetSigninToken", second),
            (&backdoor, "CreateAccessKey", second),
        ]
    );
    let above: Vec<Option<u32>> = tree.nodes.iter().map(|node| node.above).collect();
    assert_eq!(above[..7], [None, Some(0), Some(1), Some(2), Some(3), Some(4), Some(4)]);
    assert!(tree.nodes[..7].iter().all(|node| node.certainty == Certainty::Exact && node.gap.is_none()));
    let drawn = svg(&tree, "The leaked key");
    assert!(drawn.contains("deploy-orchestrator/nightly-7731") && drawn.contains("by CreateAccessKey"));

    // The filter finds all of it by the leaked key, including every deleted object at the end.
    let leaked_key = quote(&story.keys[0]);
    let chain = found(&mut client, &format!("chain:{leaked_key}"));
    for phase in [
        IncidentPhase::LateralMovement,
        IncidentPhase::Collection,
        IncidentPhase::Destruction,
        IncidentPhase::Console,
        IncidentPhase::Backdoor,
    ] {
        for id in ids(&story, phase) {
            assert!(chain.contains(&id), "{phase:?} {id}");
        }
    }
    let deleted = found(&mut client, &format!("chain:{} eventName:DeleteObject", quote(story.victim)));
    assert!(deleted.is_superset(&ids(&story, IncidentPhase::Destruction)));
    // The actor by the records alone has none of that.
    assert!(
        found(&mut client, &format!("who:{} eventName:DeleteObject", quote(story.victim))).len()
            < deleted.len()
    );
}

#[test]
fn what_others_did_with_what_one_obtained_is_below_it() {
    let client = client(2);
    let story = IncidentStory::of(SEED, EVENTS);
    let victim = client.actor(story.victim);
    let own = client.sessions(SessionScope::Actor(victim.actor));
    assert!(own.iter().all(|row| row.actor == victim.actor));
    let all = client.sessions_with(SessionScope::Actor(victim.actor), true);
    assert!(own.iter().all(|row| all.contains(row)));
    let production = all.iter().find(|row| row.access_key_id == story.keys[3]).expect("the last role");
    assert_ne!(production.actor, victim.actor);
    for (place, row) in all.iter().enumerate() {
        let above = row.parent.map(|parent| all.iter().position(|other| other.session == parent));
        assert!(above.is_none_or(|above| above.is_some_and(|above| above < place)), "{row:?}");
    }
}

#[test]
fn everybody_who_signs_in_has_a_name() {
    let client = client(3);
    let people: Vec<String> = client
        .all_actors()
        .into_iter()
        .filter(|actor| actor.kind == ActorKind::Person)
        .map(|actor| actor.name)
        .collect();
    assert!(people.len() > 10, "{people:?}");
    assert!(people.iter().all(|name| name.contains('.')), "{people:?}");
    for name in people {
        let events = client.ids(&format!("actor:{} eventName:UserAuthentication", quote(&name)));
        assert!(!events.is_empty(), "{name} has signed in");
    }
}

#[test]
fn every_link_shows_its_evidence() {
    let mut client = client(2);
    let story = IncidentStory::of(SEED, EVENTS);
    let rows = client.all_sessions();
    let of_key = |place: usize| {
        rows.iter().find(|row| row.access_key_id == story.keys[place]).expect("a session of the key").clone()
    };
    // In production there are two copies; the caller's own is the evidence.
    let production = client.session(of_key(3).session);
    let obtained = production.obtained.clone().expect("how it was obtained");
    assert_eq!((obtained.certainty, obtained.proof), (Certainty::Exact, Proof::IssuedKey));
    assert_eq!(obtained.event_name, "AssumeRole");
    assert_eq!(obtained.address, story.addresses[0]);
    assert_eq!(obtained.copies.len(), 1);
    let copies: Vec<&str> = story
        .steps
        .iter()
        .filter(|step| step.event_name == "AssumeRole" && step.phase == IncidentPhase::LateralMovement)
        .map(|step| step.event_id.as_str())
        .collect();
    assert!(copies.contains(&obtained.copies[0].event_id.as_str()));
    let evidence = obtained.evidence.expect("evidence");
    assert!(copies.contains(&evidence.event_id.as_str()));
    // The event is where the evidence says.
    let key = quote(&story.keys[3]);
    let issued = found(&mut client, &format!("key:{key} eventName:AssumeRole"));
    assert!(issued.contains(&evidence.event_id) && issued.contains(&obtained.copies[0].event_id));
    let with_key = found(&mut client, &format!("userIdentity.accessKeyId:{key}"));
    let with_and_issued = found(&mut client, &format!("key:{key}"));
    assert_eq!(with_and_issued.len(), with_key.len() + 2);
    let names: Vec<&str> = production.path.iter().map(|row| row.obtained_by.as_str()).collect();
    assert_eq!(names, ["", "CreateAccessKey", "AssumeRole"]);
    assert_eq!(production.source_identity, "svc-nightly-build");
    assert!(production.opened.iter().any(|row| row.kind == SessionKind::Console));
    // The created key belongs to its user; the chain continues to its creator.
    let second = client.session(of_key(1).session);
    assert_eq!(second.actor.name, "svc-nightly-build");
    assert_eq!(second.obtained.map(|obtained| obtained.proof), Some(Proof::MadeKey));
}

#[test]
fn the_victim_is_marked_for_what_was_done_with_its_key() {
    let client = client(2);
    let story = IncidentStory::of(SEED, EVENTS);
    let victim = client.actor(story.victim);
    assert!(
        victim.marks.contains(&ActorMark::DeniedBurst) && victim.marks.contains(&ActorMark::KeyForAnother),
        "{victim:?}"
    );
    let detail = client.actor_detail(victim.actor);
    for mark in &detail.marks {
        assert!(!client.ids(&mark.filter).is_empty(), "{mark:?}");
    }
    let heaviest = client.actors(ActorsRequest { descending: true, limit: 3, ..ActorsRequest::default() });
    assert!(heaviest.rows.iter().all(|row| !row.marks.is_empty()));
    // Under a filter, only actors with matching events are listed.
    let under =
        client.actors_under("eventName:StopLogging", ActorsRequest { limit: 10, ..ActorsRequest::default() });
    let names: Vec<&str> = under.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((names.as_slice(), under.total), (["svc-nightly-build"].as_slice(), 1));
    assert_eq!(under.rows[0].count.events, ids(&story, IncidentPhase::Evasion).len() as u64 - 1);
}

#[test]
fn the_session_tells_what_was_done() {
    let client = client(3);
    let story = IncidentStory::of(SEED, EVENTS);
    let rows = client.all_sessions();
    let production =
        rows.iter().find(|row| row.access_key_id == story.keys[3]).expect("the production session");
    let activity = client.story(SessionScope::Session(production.session), None);
    assert_eq!(activity.calls, production.count.events);
    assert!(matches!(&activity.runs[0], StoryRun::From { address, .. } if address == story.addresses[0]));
    let sum: u64 = activity
        .runs
        .iter()
        .map(|run| if let StoryRun::Calls { calls, .. } = run { *calls } else { 0 })
        .sum();
    assert_eq!(sum, activity.calls);
    let deleted = activity.runs.iter().find_map(|run| match run {
        StoryRun::Calls { name, calls, effect: CallEffect::Deletes, some, .. } if name == "DeleteObject" => {
            Some((*calls, some.clone()))
        }
        _ => None,
    });
    let (calls, some) = deleted.expect("objects are deleted");
    assert_eq!(calls, ids(&story, IncidentPhase::Destruction).len() as u64);
    let (worker, record) = some[0];
    let things = client.things(worker, vec![record]);
    assert!(
        things[0]
            .iter()
            .any(|thing| thing.contains("customers/2025/03/export-") || thing.contains(story.bucket)),
        "{things:?}"
    );
    let opened =
        activity.runs.iter().filter(|run| matches!(run, StoryRun::Calls { opened: Some(_), .. })).count();
    assert_eq!(opened, 2, "a console session and a backdoor's key");
    let console = rows.iter().find(|row| row.access_key_id == story.keys[4]).expect("the console session");
    let activity = client.story(SessionScope::Session(console.session), None);
    let folded = activity
        .runs
        .iter()
        .any(|run| matches!(run, StoryRun::Calls { name, calls, .. } if name.ends_with('*') && *calls > 1));
    assert!(folded, "{activity:?}");
}

#[test]
fn fields_of_sessions_are_fields_like_any_other() {
    let client = client(2);
    let actors = client.all_actors();
    let facet = client.facet("", Field::Actor);
    assert_eq!(facet.len(), actors.len());
    for actor in &actors {
        assert!(facet.contains(&(actor.name.clone(), actor.count.events)), "{actor:?}");
        assert_eq!(client.ids(&format!("actor:{}", quote(&actor.name))).len() as u64, actor.count.events);
    }
    assert!(client.values(Field::Chain).iter().all(|(_, chain)| !chain.is_empty()));
    let sessions = client.all_sessions();
    for session in sessions.iter().filter(|row| row.kind == SessionKind::Console) {
        let found = client.ids(&format!("session:{}", quote(&session.id))).len() as u64;
        assert!(found >= session.count.events, "{session:?}");
    }
}

#[test]
fn before_and_after_the_key_leaked() {
    let client = client(3);
    let story = IncidentStory::of(SEED, EVENTS);
    let victim = SessionScope::Actor(client.actor(story.victim).actor);
    let leaked = story.steps[0].seconds * 1000;
    let side = |from_millis: i64, until_millis: i64| ComparisonSide {
        of: victim,
        time: Some(TimeRange { from_millis, until_millis }),
    };
    let compared = client.compare(&CompareRequest { known: side(0, leaked), other: side(leaked, i64::MAX) });
    assert!(
        compared.addresses[0].is_new() && compared.addresses[0].value == story.addresses[0],
        "{compared:?}"
    );
    assert!(compared.calls.iter().any(|call| call.is_new() && call.value == "iam:CreateAccessKey"));
    assert!(compared.services.iter().any(|service| !service.is_new()));
    let hours: u64 = compared.hours.iter().map(|(known, other)| known + other).sum();
    assert_eq!(hours, compared.events.0 + compared.events.1);
}

#[test]
fn lanes_are_the_same_from_any_number_of_workers() {
    let mut answers = Vec::new();
    for workers in [1, 4] {
        let client = client(workers);
        let actors = client.all_actors();
        let story = IncidentStory::of(SEED, EVENTS);
        let lanes: Vec<SessionScope> = actors.iter().map(|actor| SessionScope::Actor(actor.actor)).collect();
        let from_millis =
            actors.iter().filter_map(|actor| actor.count.first_millis).min().unwrap_or_default();
        let time = TimeRange { from_millis, until_millis: from_millis + 86_400_000 };
        let ask = LanesRequest { lanes, filter: String::new(), time, step_millis: 60_000, marks: 100 };
        let all = client.lanes(&ask);
        for (lane, actor) in all.lanes.iter().zip(&actors) {
            assert_eq!(
                lane.buckets.iter().map(|bucket| u64::from(bucket.events)).sum::<u64>(),
                actor.count.events
            );
            assert_eq!(lane.marks, None, "too many to tell one by one");
        }
        let filter = format!("chain:{} eventName:DeleteObject", quote(&story.keys[1]));
        let near = client.lanes(&LanesRequest { filter, ..ask });
        let marks: Vec<_> = near.lanes.iter().flat_map(|lane| lane.marks.clone().expect("few")).collect();
        assert_eq!(marks.len(), ids(&story, IncidentPhase::Destruction).len());
        assert!(marks.iter().all(|mark| mark.write && !mark.failed));
        answers.push(all);
    }
    assert_eq!(answers[0], answers[1]);
}
