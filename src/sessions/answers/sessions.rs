//! Sessions: lists of them, and details of one.

use serde::{Deserialize, Serialize};

use super::people::{ActorRow, EventCounts, EventPlace};
use super::terms::{Certainty, Proof, SessionKind};
use crate::base::remark::Remark;

/// A page of the list of sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionList {
    /// Number of sessions in the whole list.
    pub total: u32,
    /// The requested sessions: each followed by those obtained from it, and otherwise by time.
    pub rows: Vec<SessionRow>,
}

/// A row of the list of sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Number of the session, for [`SessionScope::Session`](crate::sessions::SessionScope::Session).
    pub session: u32,
    /// The actor of the session.
    pub actor: u32,
    /// A name for display: the role and its session's name, or the key.
    pub name: String,
    /// The value that `session:` matches.
    pub id: String,
    /// The kind of session.
    pub kind: SessionKind,
    /// The account of the credentials; empty if it is not known.
    pub account: String,
    /// The access key; empty if there is none.
    pub access_key_id: String,
    /// Number of sessions between it and the actor.
    pub depth: u32,
    /// The session that it was obtained from.
    pub parent: Option<u32>,
    /// The certainty of the link to `parent`; `Exact` for the actor's own credentials.
    pub certainty: Certainty,
    /// A sentence that states why the link is not exact although the keys match; empty if there is
    /// no doubt.
    pub doubt: Remark,
    /// Name of the call that it was obtained by, such as `AssumeRole`; empty if the call is not in
    /// the files.
    pub obtained_by: String,
    /// Number of sessions that were obtained from it directly.
    pub opened: u32,
    /// Its events.
    pub count: EventCounts,
}

/// The way in which credentials were obtained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obtained {
    /// The certainty of the link.
    pub certainty: Certainty,
    /// The evidence for it.
    pub proof: Proof,
    /// A sentence that states why the link is not exact although the keys match; empty if there is
    /// no doubt.
    pub doubt: Remark,
    /// The event that shows the link, if there is one.
    pub evidence: Option<EventPlace>,
    /// Copies of that event in other accounts' logs.
    pub copies: Vec<EventPlace>,
    /// Number of other events that would prove the link equally well; the event was chosen among
    /// equals.
    pub others: u32,
    /// Name of the call; empty if it is not in the files.
    pub event_name: String,
    /// The address that the call came from.
    pub address: String,
    /// Whether MFA was used; `None` if the event does not state it.
    pub mfa: Option<bool>,
    /// The identity provider; empty if there is none.
    pub provider: String,
    /// The program that requested the credentials, such as `arn:aws:signin:::devtools/same-device`;
    /// empty if the event does not state it.
    pub client: String,
    /// Tags that are passed on to the sessions that this session assumes.
    pub transitive_tags: Vec<(String, String)>,
}

/// A call that may have issued a session's credentials, but not certainly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The location of the call.
    pub event: EventPlace,
    /// Name of the call.
    pub event_name: String,
    /// Name of the session that made the call.
    pub caller: String,
    /// A sentence that states the evidence against it.
    pub doubt: Remark,
}

/// Details of a session, without its calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionDetail {
    /// The session.
    pub session: SessionRow,
    /// Its actor.
    pub actor: ActorRow,
    /// The way in which it was obtained; `None` for credentials that belong to the actor itself.
    pub obtained: Option<Obtained>,
    /// The missing link between the session and a person, and what is known of it.
    pub gap: Option<Remark>,
    /// If there is a gap: the calls that may have issued the credentials, at most 20.
    pub candidates: Vec<Candidate>,
    /// The sessions from the actor's own credentials to this session's parent; of a very long path,
    /// the last 100.
    pub path: Vec<SessionRow>,
    /// Sessions that were obtained from it directly, at most 100.
    pub opened: Vec<SessionRow>,
    /// The ARN of the role or user that issued it; empty if unknown.
    pub issuer: String,
    /// The source identity; empty if there is none.
    pub source_identity: String,
    /// Time in milliseconds at which the credentials were issued, as their records state it.
    pub created_millis: Option<i64>,
}
