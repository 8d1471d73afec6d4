//! One worker's part in following sessions: every worker gathers from its rows and answers for
//! them, and one of them follows what all have gathered.

use hashbrown::HashMap;

use super::activity::FoldedStory;
use super::answers::{LinkProgress, TimelinesOverview};
use super::asks::LanesRequest;
use super::collect::CredentialCollector;
use super::graph::Graph;
use super::link_job::LinkJob;
use super::{TimelinesReply, activity, compare, count, lanes, list, notes, tree};
use crate::base::step::Step;
use crate::event::summary::{PhraseKind, Summary};
use crate::model::Selection;
use crate::query::{matching, parse};
use crate::sessions::TimelinesRequest;
use crate::store::bits::Bits;
use crate::store::lineage::{IssuedKeys, Lineage};
use crate::store::packing::PackingError;
use crate::store::{Shard, Store};

/// Maximum number of events that are read for the names of things in one question.
const THINGS: usize = 64;

/// The sessions of one worker; those of all workers if this one has followed them.
#[derive(Debug, Default)]
pub struct SessionService {
    gatherer: Option<CredentialCollector>,
    gathered: Option<(Vec<u32>, IssuedKeys)>,
    follower: Option<LinkJob>,
    graph: Option<Graph>,
    /// The notes for each worker, as far as they are written.
    notes: Vec<Vec<u8>>,
    story: FoldedStory,
    /// The rows that the filter of the last lanes question matches.
    matching: Option<(String, Bits)>,
}

impl SessionService {
    /// Starts to gather from the current rows, and discards everything gathered or followed before.
    pub fn begin_gathering(&mut self, store: &Store) {
        *self =
            SessionService { gatherer: Some(CredentialCollector::new(store)), ..SessionService::default() };
    }

    /// Continues gathering; `None` if nothing is being gathered. The output is
    /// this worker's share for [`SessionService::begin_following`].
    pub fn gather(&mut self, store: &Store) -> Option<Step<LinkProgress, Vec<u8>>> {
        let gatherer = self.gatherer.as_mut()?;
        if !gatherer.step(store) {
            return Some(Step::Running(gatherer.progress(store)));
        }
        let gathered = self.gatherer.take()?.finish();
        self.gathered = Some((gathered.of_entry, gathered.issued));
        Some(Step::Done(gathered.share))
    }

    /// Starts to follow what all workers have shared.
    pub fn begin_following(&mut self, shares: Vec<Vec<u8>>) {
        self.graph = None;
        self.notes.clear();
        self.story = FoldedStory::default();
        self.follower = Some(LinkJob::new(shares));
    }

    /// Continues linking; `None` if nothing is being linked.
    ///
    /// # Errors
    ///
    /// If a share is not of this build.
    pub fn follow(&mut self) -> Result<Option<Step<LinkProgress, TimelinesOverview>>, PackingError> {
        let Some(mut follower) = self.follower.take() else { return Ok(self.write_notes()) };
        // After an error nothing is left to continue.
        let is_done = follower.step()?;
        let progress = follower.progress();
        if is_done {
            self.graph = Some(follower.finish());
        } else {
            self.follower = Some(follower);
        }
        Ok(Some(Step::Running(progress)))
    }

    /// Writes the notes for one more worker; after the last the overview is returned.
    fn write_notes(&mut self) -> Option<Step<LinkProgress, TimelinesOverview>> {
        let graph = self.graph.as_ref()?;
        let (written, workers) = (self.notes.len(), graph.of_bearer.len());
        if written < workers {
            self.notes.push(notes::notes(graph, written));
            return Some(Step::Running(LinkProgress { done: 1, total: 1 }));
        }
        Some(Step::Done(list::overview(graph)))
    }

    /// Cancels gathering and following.
    pub fn stop(&mut self) {
        self.gatherer = None;
        self.follower = None;
    }

    /// Discards caches about rows, since the rows may have changed.
    pub fn forget_rows(&mut self) {
        self.gatherer = None;
        self.matching = None;
    }

    /// Takes the notes for each worker, in the order of their shares. They are available once after
    /// following.
    pub fn notes(&mut self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.notes)
    }

    /// Applies the notes that this worker received.
    ///
    /// # Errors
    /// If the notes are not of this build, or files were read since gathering.
    pub fn note(&mut self, shard: &mut Shard, notes: &[u8]) -> Result<(), String> {
        self.matching = None;
        let (of_entry, issued) =
            self.gathered.take().ok_or("nothing was gathered that this could be about")?;
        if of_entry.len() != shard.store().identities.len() {
            return Err("more was read since sessions were gathered".to_owned());
        }
        let lineage = Lineage::read(notes, &of_entry, issued).map_err(|error| error.to_string())?;
        shard.note_lineage(lineage);
        Ok(())
    }

    /// Answers a request; `attachments` and the returned list are the buffers that accompany the
    /// request and the reply.
    ///
    /// # Errors
    ///
    /// If the request takes several steps, sessions were not linked in this worker, or a buffer is
    /// not of this build.
    pub fn answer(
        &mut self,
        store: &Store,
        ask: &TimelinesRequest,
        attachments: &[Vec<u8>],
    ) -> Result<(TimelinesReply, Vec<Vec<u8>>), String> {
        let alone = |reply: TimelinesReply| Ok((reply, Vec::new()));
        match ask {
            TimelinesRequest::CountActors(selection) => {
                let rows = rows_of(store, selection);
                Ok((TimelinesReply::ActorCounts, vec![count::by_actor(store, &rows)]))
            }
            TimelinesRequest::Lanes(ask) => Ok((TimelinesReply::Lanes, vec![self.lanes(store, ask)])),
            TimelinesRequest::ShareCalls { of, time } => {
                Ok((TimelinesReply::Calls, vec![activity::share_calls(store, *of, *time)]))
            }
            TimelinesRequest::Compare(ask) => alone(TimelinesReply::Compared(compare::count(store, ask))),
            TimelinesRequest::Things { records } => alone(TimelinesReply::Things(things(store, records))),
            TimelinesRequest::SessionOf { record } => {
                let entry = store.row_of(*record).and_then(|row| store.rows.identity.get(row));
                let known = entry.and_then(|entry| store.lineage.as_ref()?.of(*entry));
                alone(TimelinesReply::SessionOf(known))
            }
            TimelinesRequest::Actors(_)
            | TimelinesRequest::Actor { .. }
            | TimelinesRequest::Sessions(_)
            | TimelinesRequest::Session { .. }
            | TimelinesRequest::TellStory(_)
            | TimelinesRequest::StoryRuns(_)
            | TimelinesRequest::Chain(_) => alone(self.answer_of_all(ask, attachments)?),
            _ => Err("the request takes several steps".to_owned()),
        }
    }

    /// Answers a question that only the worker that followed can answer.
    fn answer_of_all(
        &mut self,
        ask: &TimelinesRequest,
        attachments: &[Vec<u8>],
    ) -> Result<TimelinesReply, String> {
        let graph = self.graph.as_ref().ok_or("sessions have not been followed here")?;
        Ok(match ask {
            TimelinesRequest::Actors(ask) => {
                let tallies = (!attachments.is_empty()).then(|| list::tallies(graph, attachments));
                TimelinesReply::Actors(list::actors(graph, tallies.as_deref(), ask))
            }
            TimelinesRequest::Actor { actor } => {
                TimelinesReply::Actor(list::actor_detail(graph, *actor).map(Box::new))
            }
            TimelinesRequest::Sessions(ask) => TimelinesReply::Sessions(list::sessions(graph, ask)),
            TimelinesRequest::Session { session } => {
                TimelinesReply::Session(list::session_detail(graph, *session).map(Box::new))
            }
            TimelinesRequest::TellStory(ask) => {
                self.story = FoldedStory::of(graph, attachments).map_err(|error| error.to_string())?;
                TimelinesReply::Story(self.story.tell(*ask))
            }
            TimelinesRequest::StoryRuns(ask) => TimelinesReply::Story(self.story.tell(*ask)),
            TimelinesRequest::Chain(of) => TimelinesReply::Chain(tree::tree(graph, *of)),
            _ => return Err("the request takes several steps".to_owned()),
        })
    }

    fn lanes(&mut self, store: &Store, ask: &LanesRequest) -> Vec<u8> {
        if ask.filter.trim().is_empty() {
            return lanes::count(store, None, ask);
        }
        // Panning and zooming repeat the question with the same filter.
        let found = match self.matching.take() {
            Some((known, found)) if known == ask.filter => found,
            _ => rows_of(store, &Selection { filter: ask.filter.clone(), time: None }),
        };
        let part = lanes::count(store, Some(&found), ask);
        self.matching = Some((ask.filter.clone(), found));
        part
    }
}

fn rows_of(store: &Store, selection: &Selection) -> Bits {
    matching(store, &parse(&selection.filter).tree, selection.time)
}

/// Returns for each event the names of the things that it acted on.
fn things(store: &Store, records: &[u32]) -> Vec<Vec<String>> {
    let wanted = &records[..records.len().min(THINGS)];
    let places: HashMap<u32, usize> = wanted.iter().copied().zip(0..).collect();
    let mut rows = vec![None; wanted.len()];
    for (row, record) in store.rows.record[..store.rows.len()].iter().enumerate() {
        if let Some(place) = places.get(record) {
            rows[*place] = Some(row);
        }
    }
    let names = |row: &Option<usize>| {
        let text = row.map(|row| store.text(row))?;
        let value: serde_json::Value = serde_json::from_slice(&text).ok()?;
        let summary = Summary::of(&value);
        let things = summary.phrases().iter().filter(|phrase| phrase.part == PhraseKind::Thing);
        Some(things.map(|phrase| phrase.text.clone()).collect())
    };
    rows.iter().map(|row| names(row).unwrap_or_default()).collect()
}
