//! The sample trail's incident, told from the leaked key to the last deleted
//! object over two accounts as one chain.

use std::collections::BTreeSet;

use trailglass::event::Field;
use trailglass::protocol::TimeRange;
use trailglass::query::quote;
use trailglass::sample::{Phase, Story, records};
use trailglass::sessions::{
    ActorKind, ActorsAsk, Certainty, CompareAsk, Effect, LanesAsk, Mark, Proof, Run, SessionKind, Side,
    Whose, svg,
};

use super::crew::{Crew, log_file};

const SEED: u64 = 7;
const EVENTS: u64 = 6_000;

/// The sample's records in thirty files, so that its sessions are torn apart.
fn crew(workers: usize) -> Crew {
    let records: Vec<String> = records(SEED, EVENTS).collect();
    let files: Vec<Vec<u8>> = (0..30)
        .map(|file| {
            let own: Vec<String> = records.iter().skip(file).step_by(30).cloned().collect();
            log_file(&own)
        })
        .collect();
    Crew::new(workers, 0, &files)
}

#[test]
fn print_what_there_is() {
    let mut crew = crew(3);
    println!("{:#?}", crew.overview);
    for actor in crew.all_actors().iter().take(60) {
        println!(
            "{} {:?} {} {:?} {:?} {}",
            actor.name, actor.kind, actor.count.events, actor.certainty, actor.marks, actor.sessions
        );
    }
    let story = Story::of(SEED, EVENTS);
    let victim = crew.actor(story.victim);
    let tree = crew.chain(Whose::Actor(victim.actor));
    for node in &tree.nodes {
        println!("{node:?}");
    }
    for run in crew.story(Whose::Actor(victim.actor), None).runs.iter().take(40) {
        println!("{run:?}");
    }
}
