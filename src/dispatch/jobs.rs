//! Long work in steps: other requests are answered in between, and the work can be cancelled.

use super::{Dispatcher, Outgoing};
use crate::base::step::Step;
use crate::grouping::GroupReply;
use crate::model::Selection;
use crate::protocol::Answer;
use crate::query::{CountJob, QuestionsReply};
use crate::resources::ResourcesReply;
use crate::sessions::TimelinesReply;

/// Long work. The services hold its state.
#[derive(Debug)]
pub(super) enum Job {
    Check,
    GatherSessions,
    FollowSessions,
    Index,
    Group,
    Count {
        selection: Selection,
        /// `None` before the first step.
        count: Option<Box<CountJob>>,
    },
}

impl Job {
    /// Returns the index of its kind. One job of a kind runs at a time.
    fn kind(&self) -> usize {
        match self {
            Job::Check => 0,
            Job::GatherSessions | Job::FollowSessions => 1,
            Job::Index => 2,
            Job::Group => 3,
            Job::Count { .. } => 4,
        }
    }
}

#[derive(Debug)]
struct RunningJob {
    /// The request that began it.
    id: u32,
    job: Job,
    /// Its last progress that was not taken yet.
    progress: Option<Answer>,
}

/// The running jobs, by kind.
#[derive(Debug, Default)]
pub(super) struct Jobs {
    running: [Option<RunningJob>; 5],
    /// The kind whose turn is next.
    next: usize,
}

impl Jobs {
    /// Begins a job; none of its kind must be running.
    pub fn begin(&mut self, id: u32, job: Job) {
        let kind = job.kind();
        self.running[kind] = Some(RunningJob { id, job, progress: None });
    }

    /// Ends the job of the same kind. Returns the request that began it.
    pub fn stop(&mut self, kind: &Job) -> Option<u32> {
        self.running[kind.kind()].take().map(|running| running.id)
    }

    pub fn is_busy(&self) -> bool {
        self.running.iter().any(Option::is_some)
    }

    pub fn progress(&mut self) -> Vec<Outgoing> {
        let running = self.running.iter_mut().flatten();
        running
            .filter_map(|running| {
                let answer = running.progress.take()?;
                Some(Outgoing { id: running.id, answer, attachments: Vec::new() })
            })
            .collect()
    }

    /// Takes the job whose turn it is.
    fn take_next(&mut self) -> Option<RunningJob> {
        let kinds = self.running.len();
        let kind = (self.next..self.next + kinds).find(|kind| self.running[kind % kinds].is_some())? % kinds;
        self.next = (kind + 1) % kinds;
        self.running[kind].take()
    }
}

/// What a step came to.
enum Stepped {
    /// There is more to do, and possibly progress to report.
    Running(Option<Answer>),
    /// The answer and its buffers.
    Done(Answer, Vec<Vec<u8>>),
    /// There is nothing to work on.
    Idle,
}

impl Dispatcher {
    /// Does one step of a running job; jobs take turns. Does nothing if none is running.
    pub fn step(&mut self) {
        let Some(mut running) = self.jobs.take_next() else { return };
        match self.step_of(&mut running.job) {
            Stepped::Running(progress) => {
                running.progress = progress.or(running.progress);
                let kind = running.job.kind();
                self.jobs.running[kind] = Some(running);
            }
            Stepped::Done(answer, attachments) => {
                self.outgoing.push(Outgoing { id: running.id, answer, attachments });
            }
            Stepped::Idle => {}
        }
    }

    fn step_of(&mut self, job: &mut Job) -> Stepped {
        let running = |progress| Stepped::Running(Some(progress));
        let linking = |progress| running(Answer::Timelines(TimelinesReply::LinkProgress(progress)));
        match job {
            Job::Check => self.step_of_check(),
            Job::GatherSessions => match self.sessions.gather(self.shard_query.store()) {
                Some(Step::Running(progress)) => linking(progress),
                Some(Step::Done(share)) => {
                    Stepped::Done(Answer::Timelines(TimelinesReply::Gathered), vec![share])
                }
                None => Stepped::Idle,
            },
            Job::FollowSessions => match self.sessions.follow() {
                Ok(Some(Step::Running(progress))) => linking(progress),
                Ok(Some(Step::Done(overview))) => {
                    let reply = TimelinesReply::Followed(Box::new(overview));
                    Stepped::Done(Answer::Timelines(reply), self.sessions.notes())
                }
                Err(error) => Stepped::Done(Answer::Failed(error.to_string()), Vec::new()),
                Ok(None) => Stepped::Idle,
            },
            Job::Index => match self.resources.step(&self.shard_query) {
                Step::Running(progress) => running(Answer::Resources(ResourcesReply::Indexing(progress))),
                Step::Done(indexed) => {
                    Stepped::Done(Answer::Resources(ResourcesReply::Indexed(indexed)), Vec::new())
                }
            },
            Job::Group => match self.groups.step(&self.shard_query) {
                Some(Step::Running(progress)) => running(Answer::Group(GroupReply::Counting(progress))),
                Some(Step::Done(part)) => Stepped::Done(Answer::Group(GroupReply::Counted), vec![part]),
                None => Stepped::Idle,
            },
            Job::Count { selection, count } => {
                let store = self.shard_query.store();
                match count.get_or_insert_with(|| Box::new(CountJob::begin(store, selection))).step(store) {
                    Some(events) => {
                        Stepped::Done(Answer::Questions(QuestionsReply::Counted(events)), Vec::new())
                    }
                    None => Stepped::Running(None),
                }
            }
        }
    }

    fn step_of_check(&mut self) -> Stepped {
        match self.integrity.step() {
            Some(Step::Running(progress)) => Stepped::Running(Some(Answer::Checking(progress))),
            Some(Step::Done(overview)) => {
                let (words, classes) = self.integrity.classes();
                Stepped::Done(Answer::Checked { overview: Box::new(overview), words }, vec![classes])
            }
            None => Stepped::Idle,
        }
    }
}
