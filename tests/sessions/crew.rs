//! Workers and a page without a browser: their exchange about sessions, run sequentially.

use trailglass::base::step::Step;
use trailglass::base::time::TimeRange;
use trailglass::model::{Field, Selection, Sort};
use trailglass::sessions::{
    ActivityRequest, ActorDetail, ActorList, ActorRow, ActorsRequest, ChainTree, CompareRequest, Comparison,
    Lanes, LanesRequest, SessionDetail, SessionList, SessionRow, SessionScope, SessionService,
    SessionsRequest, Story, TimelinesOverview, TimelinesReply, TimelinesRequest, merge_comparisons,
    merge_lanes,
};

use crate::support::world::World;

/// Workers that have followed the sessions of their files. The last one follows, so that no result
/// depends on its being the first.
pub struct Crew {
    pub world: World,
    services: Vec<SessionService>,
    pub overview: TimelinesOverview,
}

impl Crew {
    /// Distributes log files over `workers` workers, the first file to worker `shift`.
    pub fn new(workers: usize, shift: usize, files: &[Vec<u8>]) -> Crew {
        let mut world = World::new(workers);
        for (number, bytes) in files.iter().enumerate() {
            world.read(number + shift, number as u32, &format!("{number}.json"), bytes);
        }
        Crew::of(world)
    }

    /// Follows the sessions in a world.
    pub fn of(mut world: World) -> Crew {
        world.settle();
        let mut services: Vec<SessionService> =
            world.shard_queries.iter().map(|_| SessionService::default()).collect();
        let mut shares = Vec::new();
        for (shard_query, service) in world.shard_queries.iter().zip(&mut services) {
            service.begin_gathering(shard_query.store());
            shares.push(loop {
                match service.gather(shard_query.store()).expect("gathering is under way") {
                    Step::Running(progress) => assert!(progress.done <= progress.total),
                    Step::Done(share) => break share,
                }
            });
        }
        let follower = services.last_mut().expect("a worker");
        follower.begin_following(shares);
        let overview = loop {
            match follower.follow().expect("shares of this build").expect("linking is running") {
                Step::Running(progress) => assert!(progress.done <= progress.total),
                Step::Done(overview) => break overview,
            }
        };
        let notes = follower.notes();
        for ((shard_query, service), notes) in world.shard_queries.iter_mut().zip(&mut services).zip(&notes) {
            service.note(shard_query.shard(), notes).expect("notes of this build");
        }
        Crew { world, services, overview }
    }

    /// Returns every worker's answer, with the first buffer sent along with it.
    fn each(&mut self, ask: &TimelinesRequest) -> Vec<(TimelinesReply, Vec<u8>)> {
        let workers = self.world.shard_queries.iter().zip(&mut self.services);
        workers
            .map(|(shard_query, service)| {
                let (answer, attachments) =
                    service.answer(shard_query.store(), ask, &[]).expect("about sessions");
                (answer, attachments.into_iter().next().unwrap_or_default())
            })
            .collect()
    }

    fn buffers(&mut self, ask: &TimelinesRequest) -> Vec<Vec<u8>> {
        self.each(ask).into_iter().map(|(_, buffer)| buffer).collect()
    }

    /// Returns the answer of the worker that followed the sessions.
    fn of_all(&mut self, ask: &TimelinesRequest, attachments: &[Vec<u8>]) -> TimelinesReply {
        let (Some(shard_query), Some(service)) = (self.world.shard_queries.last(), self.services.last_mut())
        else {
            panic!("no workers")
        };
        service.answer(shard_query.store(), ask, attachments).expect("about sessions").0
    }

    pub fn actors(&mut self, ask: ActorsRequest) -> ActorList {
        match self.of_all(&TimelinesRequest::Actors(ask), &[]) {
            TimelinesReply::Actors(list) => list,
            other => panic!("no actors: {other:?}"),
        }
    }

    /// Returns the actors that have events matching a filter.
    pub fn actors_under(&mut self, filter: &str, ask: ActorsRequest) -> ActorList {
        let selection = Selection { filter: filter.to_owned(), time: None };
        let counts = self.buffers(&TimelinesRequest::CountActors(selection));
        match self.of_all(&TimelinesRequest::Actors(ask), &counts) {
            TimelinesReply::Actors(list) => list,
            other => panic!("no actors: {other:?}"),
        }
    }

    pub fn all_actors(&mut self) -> Vec<ActorRow> {
        self.actors(ActorsRequest { limit: u32::MAX, ..ActorsRequest::default() }).rows
    }

    pub fn actor(&mut self, name: &str) -> ActorRow {
        let actors = self.all_actors();
        let names: Vec<&String> = actors.iter().map(|actor| &actor.name).collect();
        actors
            .iter()
            .find(|actor| actor.name == name)
            .unwrap_or_else(|| panic!("{name} of {names:?}"))
            .clone()
    }

    pub fn actor_detail(&mut self, actor: u32) -> ActorDetail {
        match self.of_all(&TimelinesRequest::Actor { actor }, &[]) {
            TimelinesReply::Actor(Some(detail)) => *detail,
            other => panic!("no actor: {other:?}"),
        }
    }

    pub fn sessions(&mut self, of: SessionScope) -> Vec<SessionRow> {
        self.sessions_with(of, false)
    }

    pub fn sessions_with(&mut self, of: SessionScope, others: bool) -> Vec<SessionRow> {
        let ask = SessionsRequest { of, others, time: None, first: 0, limit: u32::MAX };
        match self.of_all(&TimelinesRequest::Sessions(ask), &[]) {
            TimelinesReply::Sessions(SessionList { rows, total }) => {
                assert_eq!(rows.len() as u32, total);
                rows
            }
            other => panic!("no sessions: {other:?}"),
        }
    }

    pub fn all_sessions(&mut self) -> Vec<SessionRow> {
        let actors = self.all_actors();
        actors.iter().flat_map(|actor| self.sessions(SessionScope::Actor(actor.actor))).collect()
    }

    pub fn session(&mut self, session: u32) -> SessionDetail {
        match self.of_all(&TimelinesRequest::Session { session }, &[]) {
            TimelinesReply::Session(Some(detail)) => *detail,
            other => panic!("no session: {other:?}"),
        }
    }

    pub fn chain(&mut self, of: SessionScope) -> ChainTree {
        match self.of_all(&TimelinesRequest::Chain(of), &[]) {
            TimelinesReply::Chain(tree) => tree,
            other => panic!("no chain: {other:?}"),
        }
    }

    pub fn story(&mut self, of: SessionScope, time: Option<TimeRange>) -> Story {
        let calls = self.buffers(&TimelinesRequest::ShareCalls { of, time });
        match self.of_all(&TimelinesRequest::TellStory(ActivityRequest { first: 0, limit: u32::MAX }), &calls)
        {
            TimelinesReply::Story(story) => story,
            other => panic!("no story: {other:?}"),
        }
    }

    pub fn lanes(&mut self, ask: &LanesRequest) -> Lanes {
        merge_lanes(&self.buffers(&TimelinesRequest::Lanes(ask.clone())), ask).expect("lanes of this build")
    }

    pub fn compare(&mut self, ask: &CompareRequest) -> Comparison {
        let parts: Vec<Comparison> = self
            .each(&TimelinesRequest::Compare(ask.clone()))
            .into_iter()
            .map(|(answer, _)| match answer {
                TimelinesReply::Compared(part) => part,
                other => panic!("nothing compared: {other:?}"),
            })
            .collect();
        merge_comparisons(&parts)
    }

    pub fn things(&mut self, worker: u32, records: Vec<u32>) -> Vec<Vec<String>> {
        match self.each(&TimelinesRequest::Things { records }).swap_remove(worker as usize).0 {
            TimelinesReply::Things(things) => things,
            other => panic!("no things: {other:?}"),
        }
    }

    /// Returns the ids of the events that a filter matches, by time.
    pub fn ids(&mut self, filter: &str) -> Vec<String> {
        let of = |text: String| {
            let record: serde_json::Value = serde_json::from_str(&text).expect("a record");
            record["eventID"].as_str().unwrap_or_default().to_owned()
        };
        self.world.texts(filter).into_iter().map(of).collect()
    }

    /// Returns the values of a field with their counts.
    pub fn facet(&mut self, field: Field) -> Vec<(String, u64)> {
        self.world.facet("", field)
    }

    /// Returns a field's value in every event, with the event's id.
    pub fn values(&mut self, field: Field) -> Vec<(String, String)> {
        let by_time = Sort { field: Field::EventTime, descending: false };
        let rows = self.world.rows("", by_time, 0, u64::from(u32::MAX), &[field]);
        let ids = self.ids("");
        ids.into_iter().zip(rows.into_iter().map(|(_, mut row)| row.values.swap_remove(0))).collect()
    }
}

/// Returns a log file of records.
pub fn log_file(records: &[String]) -> Vec<u8> {
    format!("{{\"Records\":[{}]}}", records.join(",")).into_bytes()
}
