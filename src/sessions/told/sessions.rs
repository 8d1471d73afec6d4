//! Sessions: lists of them, and one in full.

use serde::{Deserialize, Serialize};

use super::people::{ActorRow, Count, EventPlace};
use super::terms::{Certainty, Proof, SessionKind};
use crate::remark::Remark;

/// Some sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionList {
    /// How many there are in all.
    pub total: u32,
    /// Those that were asked for: each followed by those that were obtained
    /// from it, and otherwise by time.
    pub rows: Vec<SessionRow>,
}

/// A session in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Which, for [`Whose::Session`](super::Whose::Session).
    pub session: u32,
    /// Whose it is.
    pub actor: u32,
    /// A name to read: the role and its session's name, or the key.
    pub name: String,
    /// The value that `session:` finds it by.
    pub id: String,
    /// Of what kind.
    pub kind: SessionKind,
    /// The account of the credentials; empty where it is not known.
    pub account: String,
    /// The access key; empty where it has none.
    pub access_key_id: String,
    /// How many sessions lie between it and the actor.
    pub depth: u32,
    /// The session that it was obtained from.
    pub parent: Option<u32>,
    /// How sure that is; `Exact` for the actor's own credentials.
    pub certainty: Certainty,
    /// A sentence for why it is not exact although a key is the same; empty for
    /// nothing to say.
    pub doubt: Remark,
    /// By which call it was obtained, such as `AssumeRole`; empty where that
    /// is not in the files.
    pub obtained_by: String,
    /// How many sessions were obtained from it directly.
    pub opened: u32,
    /// Its events.
    pub count: Count,
}

/// How credentials were obtained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obtained {
    /// How sure it is.
    pub certainty: Certainty,
    /// By what it is known.
    pub proof: Proof,
    /// A sentence for why the link is not exact although a key is the same;
    /// empty for nothing to say.
    pub doubt: Remark,
    /// The event that proves it, if there is one.
    pub evidence: Option<EventPlace>,
    /// Copies of that event in other accounts' logs.
    pub copies: Vec<EventPlace>,
    /// How many other events would have proved as much: a choice among equals.
    pub others: u32,
    /// The call; empty where it is not in the files.
    pub event_name: String,
    /// From which address it was made.
    pub address: String,
    /// Whether MFA was used; `None` where the event does not say.
    pub mfa: Option<bool>,
    /// The identity provider; empty for none.
    pub provider: String,
    /// The program that asked for the credentials, such as
    /// `arn:aws:signin:::devtools/same-device`; empty where the event does not
    /// say.
    pub client: String,
    /// Tags that go on to whatever the session assumes in turn.
    pub transitive_tags: Vec<(String, String)>,
}

/// A call that may have issued a session's credentials, but not for certain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// The call.
    pub event: EventPlace,
    /// Its name.
    pub event_name: String,
    /// Whose credentials it was made with: the session's name.
    pub caller: String,
    /// What speaks against it, in a sentence.
    pub doubt: Remark,
}

/// Everything about one session but its calls.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionDetail {
    /// The session.
    pub session: SessionRow,
    /// Its actor.
    pub actor: ActorRow,
    /// How it was obtained; `None` for what an actor simply has.
    pub obtained: Option<Obtained>,
    /// What is missing between it and a person, and what is known of that.
    pub gap: Option<Remark>,
    /// Where the gap is, calls that may have issued the credentials; at most
    /// twenty.
    pub candidates: Vec<Candidate>,
    /// From the actor's own credentials to this session's parent; of a very
    /// long way the last hundred.
    pub path: Vec<SessionRow>,
    /// Sessions that were obtained from it directly, at most a hundred.
    pub opened: Vec<SessionRow>,
    /// The role or user that issued it; an ARN, or empty.
    pub issuer: String,
    /// The source identity; empty for none.
    pub source_identity: String,
    /// When the credentials were issued, as their records say.
    pub created_millis: Option<i64>,
}
