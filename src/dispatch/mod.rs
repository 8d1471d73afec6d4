//! All that one worker holds, behind the requests that it answers. The worker's binary adds what
//! needs a browser: the port, the bytes of files, and the pauses between steps.
//!
//! ```text
//! request -> take: is there room? do rows change? -> a service -> outgoing replies
//! long work -> a job: step after step, with progress, until it is done or cancelled
//! ```

mod integrity;
mod jobs;
mod loading;
mod memory;

use crate::casefile::{self, CaseRequest};
use crate::copies;
use crate::export::ExportWriter;
use crate::grouping::{GroupReply, GroupRequest, GroupService};
use crate::integrity::IntegrityService;
use crate::model::FileDescriptor;
use crate::protocol::{Answer, Envelope, Request};
use crate::query::{QuestionsReply, QuestionsRequest, ShardQuery};
use crate::resources::{ResourceService, ResourcesReply, ResourcesRequest};
use crate::sample;
use crate::sessions::{SessionService, TimelinesReply, TimelinesRequest};
use crate::store::{Shard, Totals};

use jobs::{Job, Jobs};
pub use loading::LoadReporter;
pub use memory::{CheckedReader, memory_bytes, reading_refusal};

/// A reply on its way to the page.
#[derive(Debug)]
pub struct Outgoing {
    /// The number of the request.
    pub id: u32,
    /// The answer.
    pub answer: Answer,
    /// The buffers that accompany it.
    pub attachments: Vec<Vec<u8>>,
}

/// The shard of one worker and the services on top of it.
///
/// Replies are collected until [`Dispatcher::outgoing`] takes them.
#[derive(Debug, Default)]
pub struct Dispatcher {
    shard_query: ShardQuery,
    integrity: IntegrityService,
    sessions: SessionService,
    resources: ResourceService,
    groups: GroupService,
    exports: ExportWriter,
    jobs: Jobs,
    outgoing: Vec<Outgoing>,
}

impl Dispatcher {
    /// Returns the shard, which files are read into, and its answers.
    pub fn shard_query(&mut self) -> &mut ShardQuery {
        &mut self.shard_query
    }

    /// Returns the number of rows in the shard, including those not sorted yet.
    pub fn rows(&self) -> usize {
        self.shard_query.store().rows.millis.len()
    }

    /// Takes the replies since the last call.
    pub fn outgoing(&mut self) -> Vec<Outgoing> {
        std::mem::take(&mut self.outgoing)
    }

    /// Takes the progress of the running jobs that was not taken yet.
    pub fn progress(&mut self) -> Vec<Outgoing> {
        self.jobs.progress()
    }

    /// Whether a job is running.
    pub fn is_busy(&self) -> bool {
        self.jobs.is_busy()
    }

    /// Cancels what a change of the rows makes void. The caller must call it before it reads files.
    pub fn rows_will_change(&mut self) {
        self.values_will_change();
        self.exports.clear();
    }

    fn values_will_change(&mut self) {
        self.stop_linking();
        self.sessions.forget_rows();
        self.stop_grouping();
        self.stop_counting();
    }

    /// Answers a request, or begins the job that will. `attachments` copies the attached buffers,
    /// of `attached_bytes` bytes in all, and is called only if there is room for them.
    /// [`Request::Load`] and [`Request::Stop`] are for the caller, which has the files.
    pub fn take(
        &mut self,
        envelope: Envelope,
        attached_bytes: usize,
        attachments: impl FnOnce() -> Vec<Vec<u8>>,
    ) {
        let Envelope { id, request } = envelope;
        if let Some(reason) = memory::refusal(&request, self.shard_query.store(), attached_bytes) {
            return self.say(id, Answer::Failed(reason));
        }
        if moves_rows(&request) {
            self.rows_will_change();
        } else if matches!(request, Request::SetIntegrityClasses { .. }) {
            // A selection made before stays valid, and an export continues.
            self.values_will_change();
        }
        let attachments = attachments();
        match request {
            Request::Load(_) | Request::Stop => {}
            Request::Sample { part, parts } => {
                let (files, bytes) = sample_files(part, parts);
                self.say_with(id, Answer::Sample(files), bytes);
            }
            Request::Clear => {
                self.stop_checking();
                self.stop_indexing();
                *self = Dispatcher { outgoing: std::mem::take(&mut self.outgoing), ..Dispatcher::default() };
                self.say(id, Answer::Cleared);
            }
            Request::FinishLoading
            | Request::ShareKeys { .. }
            | Request::FindRepeats
            | Request::ReadContents
            | Request::JudgeRepeats
            | Request::HideRepeats => self.take_about_rows(id, &request, &attachments),
            Request::SetIntegrityClasses { words } => {
                self.shard_query
                    .shard()
                    .mark_files(&words, attachments.first().map(Vec::as_slice).unwrap_or_default());
                self.say(id, Answer::Noted);
            }
            Request::Case(CaseRequest::Hashes { of, from }) => {
                let hashes = casefile::hashes(self.integrity.all_evidence(), &of, from);
                self.say(id, Answer::Case(hashes));
            }
            Request::Case(ask) => {
                let reply = casefile::answer(self.shard_query.store(), &ask).map(Answer::Case);
                self.say(id, reply.unwrap_or_else(|| Answer::Failed("this is no question".to_owned())));
            }
            Request::Query(ask) => {
                let reply = self.shard_query.answer(&ask);
                self.say(id, Answer::Query(reply));
            }
            Request::Copies(ask) => {
                let reply = copies::answer(&mut self.shard_query, &ask);
                self.say(id, Answer::Copies(reply));
            }
            Request::Timelines(ask) => self.take_about_sessions(id, ask, attachments),
            Request::Export(ask) => {
                let (reply, buffers) = self.exports.answer(&mut self.shard_query, &ask, &attachments);
                self.say_with(id, Answer::Export(reply), buffers);
            }
            Request::Resources(ask) => self.take_about_resources(id, &ask, &attachments),
            Request::Group(ask) => self.take_about_groups(id, &ask, &attachments),
            Request::Questions(ask) => {
                self.stop_counting();
                if let QuestionsRequest::Count(selection) = ask {
                    self.jobs.begin(id, Job::Count { selection, count: None });
                }
            }
            other => self.take_about_integrity(id, other, &attachments),
        }
    }

    fn take_about_rows(&mut self, id: u32, request: &Request, attachments: &[Vec<u8>]) {
        let shard = self.shard_query.shard();
        match *request {
            Request::FinishLoading => {
                self.integrity.add(shard.take_evidence());
                let totals = shard.settle();
                self.say_settled(id, totals);
            }
            Request::ShareKeys { with_contents, owners, part, parts } => {
                let keys = match with_contents {
                    true => shard.share_contents(owners, part, parts),
                    false => shard.share_keys(owners, part, parts),
                };
                self.say_with(id, Answer::Keys, keys);
            }
            Request::FindRepeats => self.say_with(id, Answer::Repeats, Shard::find_repeats(attachments)),
            Request::ReadContents => {
                let records = shard.read_contents(attachments);
                self.say(id, Answer::ContentsRead(records));
            }
            Request::JudgeRepeats => self.say_with(id, Answer::Repeats, Shard::judge_repeats(attachments)),
            _ => {
                let totals = shard.hide_repeats(attachments);
                self.say_settled(id, totals);
            }
        }
    }

    fn take_about_sessions(&mut self, id: u32, ask: TimelinesRequest, attachments: Vec<Vec<u8>>) {
        match ask {
            TimelinesRequest::ShareSessions => {
                self.stop_linking();
                self.sessions.begin_gathering(self.shard_query.store());
                self.jobs.begin(id, Job::GatherSessions);
            }
            TimelinesRequest::FollowSessions => {
                self.stop_linking();
                self.sessions.begin_following(attachments);
                self.jobs.begin(id, Job::FollowSessions);
            }
            TimelinesRequest::StopTracing => self.stop_linking(),
            TimelinesRequest::NoteSessions => {
                // Rows get other values, and the count in progress may be by these.
                self.stop_grouping();
                let notes = attachments.first().map(Vec::as_slice).unwrap_or_default();
                let noted = self.sessions.note(self.shard_query.shard(), notes);
                self.say(
                    id,
                    noted.map_or_else(Answer::Failed, |()| Answer::Timelines(TimelinesReply::Noted)),
                );
            }
            other => match self.sessions.answer(self.shard_query.store(), &other, &attachments) {
                Ok((reply, attachments)) => self.say_with(id, Answer::Timelines(reply), attachments),
                Err(reason) => self.say(id, Answer::Failed(reason)),
            },
        }
    }

    fn take_about_resources(&mut self, id: u32, ask: &ResourcesRequest, attachments: &[Vec<u8>]) {
        match ask {
            ResourcesRequest::Index => {
                self.stop_indexing();
                self.jobs.begin(id, Job::Index);
            }
            ResourcesRequest::Stop => self.stop_indexing(),
            other => {
                if let Some((reply, buffer)) =
                    self.resources.answer(&mut self.shard_query, other, attachments)
                {
                    self.say_with(id, Answer::Resources(reply), buffer.into_iter().collect());
                }
            }
        }
    }

    fn take_about_groups(&mut self, id: u32, ask: &GroupRequest, attachments: &[Vec<u8>]) {
        match ask {
            GroupRequest::Count { selection, grouping } => {
                self.stop_grouping();
                match self.groups.begin(&mut self.shard_query, selection, grouping) {
                    Ok(()) => self.jobs.begin(id, Job::Group),
                    Err(error) => self.say(id, Answer::Failed(error.to_string())),
                }
            }
            GroupRequest::Stop => self.stop_grouping(),
            other => {
                let reply = self.groups.answer(other, attachments);
                self.say(id, reply.map_or_else(Answer::Failed, Answer::Group));
            }
        }
    }

    fn stop_linking(&mut self) {
        if self.stop(&Job::GatherSessions, Answer::Timelines(TimelinesReply::TracingStopped)) {
            self.sessions.stop();
        }
    }

    fn stop_indexing(&mut self) {
        self.stop(&Job::Index, Answer::Resources(ResourcesReply::Stopped));
    }

    fn stop_grouping(&mut self) {
        self.groups.stop();
        self.stop(&Job::Group, Answer::Group(GroupReply::Stopped));
    }

    fn stop_counting(&mut self) {
        let count = Job::Count { selection: Default::default(), count: None };
        self.stop(&count, Answer::Questions(QuestionsReply::Stopped));
    }

    /// Cancels the running job of the same kind, and answers its request with `answer`. Returns
    /// whether there was one.
    fn stop(&mut self, kind: &Job, answer: Answer) -> bool {
        let stopped = self.jobs.stop(kind);
        if let Some(id) = stopped {
            self.say(id, answer);
        }
        stopped.is_some()
    }

    fn say_settled(&mut self, id: u32, totals: Totals) {
        let signed_lists = self.integrity.signed_lists();
        self.say(id, Answer::Settled(Totals { memory_bytes: memory_bytes(), signed_lists, ..totals }));
    }

    fn say(&mut self, id: u32, answer: Answer) {
        self.say_with(id, answer, Vec::new());
    }

    fn say_with(&mut self, id: u32, answer: Answer, attachments: Vec<Vec<u8>>) {
        self.outgoing.push(Outgoing { id, answer, attachments });
    }
}

/// Returns whether the request may change which rows there are.
fn moves_rows(request: &Request) -> bool {
    matches!(request, Request::FinishLoading | Request::HideRepeats | Request::Clear)
}

/// Returns the files of one part of the sample trail, and their bytes.
fn sample_files(part: u32, parts: u32) -> (Vec<FileDescriptor>, Vec<Vec<u8>>) {
    let files = sample::small().files(part, parts).map(|file| {
        let (number, path) = (file.number, file.path.clone());
        let bytes = file.packed();
        (FileDescriptor { file: number, path, bytes: bytes.len() as u64 }, bytes)
    });
    files.unzip()
}
