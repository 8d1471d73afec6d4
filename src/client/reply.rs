//! Replies of workers.

use crate::casefile::CaseReply;
use crate::copies::CopiesReply;
use crate::integrity::aws_cli::CommandOutput;
use crate::integrity::findings::ObjectId;
use crate::integrity::overview::{IntegrityDetail, IntegrityList};
use crate::protocol::Answer;
use crate::query::{Coverage, KeySamples, Overview, QueryReply, Record, Rows};
use crate::sessions::{
    ActorDetail, ActorList, ChainTree, Comparison, SessionDetail, SessionList, Story, TimelinesReply,
};
use crate::store::Totals;
use futures_channel::oneshot;

use super::{ClientError, Platform};

/// A reply, and the buffers that came with it.
#[derive(Debug)]
pub(super) struct WorkerReply<P: Platform> {
    pub answer: Answer,
    pub attachments: Vec<P::Buffer>,
}

/// The pending reply of one worker.
pub(super) struct PendingReply<P: Platform>(oneshot::Receiver<WorkerReply<P>>);

impl<P: Platform> PendingReply<P> {
    /// Creates a pending reply and the sender that completes it.
    pub fn open() -> (oneshot::Sender<WorkerReply<P>>, PendingReply<P>) {
        let (sender, receiver) = oneshot::channel();
        (sender, PendingReply(receiver))
    }

    /// Waits for the reply and its buffers.
    pub async fn said(self) -> Result<WorkerReply<P>, ClientError> {
        let said = self.0.await.map_err(|_| ClientError::WorkerGone)?;
        match said.answer {
            Answer::Failed(reason) => Err(ClientError::Failed(reason)),
            _ => Ok(said),
        }
    }

    /// Waits for the reply, which must be of the requested kind.
    pub async fn of<T: FromAnswer>(self) -> Result<T, ClientError> {
        T::from_answer(self.said().await?.answer).ok_or(ClientError::Mismatch)
    }
}

/// Waits for all replies, in their order. All requests have been sent before.
pub(super) async fn all_said<P: Platform>(
    replies: Vec<PendingReply<P>>,
) -> Result<Vec<WorkerReply<P>>, ClientError> {
    let mut said = Vec::with_capacity(replies.len());
    for reply in replies {
        said.push(reply.said().await?);
    }
    Ok(said)
}

/// Waits for all replies, in their order; each must be of the requested kind.
pub(super) async fn all<P: Platform, T: FromAnswer>(
    replies: Vec<PendingReply<P>>,
) -> Result<Vec<T>, ClientError> {
    let said = all_said(replies).await?.into_iter();
    said.map(|said| T::from_answer(said.answer).ok_or(ClientError::Mismatch)).collect()
}

/// The content of a kind of reply.
pub(super) trait FromAnswer: Sized {
    /// Returns the content if the reply is of this kind.
    fn from_answer(answer: Answer) -> Option<Self>;
}

macro_rules! expected {
    ($($variant:ident($kind:ty);)*) => {$(
        impl FromAnswer for $kind {
            fn from_answer(answer: Answer) -> Option<Self> {
                match answer {
                    Answer::$variant(held) => Some(held),
                    _ => None,
                }
            }
        }
    )*};
    ($room:ident, $reply:ident: $($variant:ident($kind:ty);)*) => {$(
        impl FromAnswer for $kind {
            fn from_answer(answer: Answer) -> Option<Self> {
                match answer {
                    Answer::$room($reply::$variant(held)) => Some(held),
                    _ => None,
                }
            }
        }
    )*};
}

expected! {
    Query, QueryReply:
    Overview(Overview);
    Counts(Vec<Vec<u64>>);
    KeySamples(KeySamples);
    Rows(Rows);
    Record(Option<Record>);
    Values(Vec<(String, u64)>);
    Coverage(Coverage);
}

expected! {
    Settled(Totals);
    IntegrityList(IntegrityList);
    IntegrityDetail(Option<IntegrityDetail>);
    IntegrityOf(Option<ObjectId>);
    Printed(CommandOutput);
    Case(CaseReply);
    Copies(CopiesReply);
}

expected! {
    Timelines, TimelinesReply:
    Actors(ActorList);
    Actor(Option<Box<ActorDetail>>);
    Sessions(SessionList);
    Session(Option<Box<SessionDetail>>);
    SessionOf(Option<(u32, u32)>);
    Story(Story);
    Chain(ChainTree);
    Compared(Comparison);
}
