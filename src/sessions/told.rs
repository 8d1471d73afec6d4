//! What is told about sessions and the people behind them.

use serde::{Deserialize, Serialize};

/// How sure it is that one thing belongs to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Certainty {
    /// The event itself says so, or an access key that one event issued is
    /// the one that the other used.
    Exact,
    /// Ids and times fit: the role's id, the session's name and when it began.
    Inferred,
    /// Only a name that the caller chose says so.
    Claimed,
    /// Nothing says anything.
    Unknown,
}

impl Certainty {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Certainty::Exact => "exact",
            Certainty::Inferred => "inferred",
            Certainty::Claimed => "claimed",
            Certainty::Unknown => "unknown",
        }
    }
}

/// What kind of actor one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ActorKind {
    /// The root user of an account.
    Root,
    /// An IAM user.
    User,
    /// A person of IAM Identity Center.
    Person,
    /// A subject that a SAML provider vouches for.
    Saml,
    /// A subject that an OpenID Connect provider vouches for.
    WebIdentity,
    /// A user of a directory service.
    Directory,
    /// Somebody known by the source identity that sessions carry.
    Named,
    /// A principal of an account whose own logs are not in the files.
    OtherAccount,
    /// An EC2 instance, by the name of its role session.
    Instance,
    /// A Lambda function, by the name of its role session.
    Function,
    /// An AWS service.
    Service,
    /// A role session of which nobody knows who obtained it.
    RoleSession,
    /// Somebody without credentials.
    Anonymous,
    /// An identity of a type that is not documented, by its name.
    Other,
    /// Whoever the record does not name.
    Unknown,
}

impl ActorKind {
    /// All of them, in the order in which they are offered.
    pub const ALL: [ActorKind; 15] = [
        ActorKind::Root,
        ActorKind::User,
        ActorKind::Person,
        ActorKind::Saml,
        ActorKind::WebIdentity,
        ActorKind::Directory,
        ActorKind::Named,
        ActorKind::OtherAccount,
        ActorKind::Instance,
        ActorKind::Function,
        ActorKind::Service,
        ActorKind::RoleSession,
        ActorKind::Anonymous,
        ActorKind::Other,
        ActorKind::Unknown,
    ];

    /// The words for it, in sentence case.
    pub fn label(self) -> &'static str {
        match self {
            ActorKind::Root => "Root user",
            ActorKind::User => "IAM user",
            ActorKind::Person => "Identity Center person",
            ActorKind::Saml => "SAML subject",
            ActorKind::WebIdentity => "Web identity",
            ActorKind::Directory => "Directory user",
            ActorKind::Named => "Source identity",
            ActorKind::OtherAccount => "Another account's principal",
            ActorKind::Instance => "EC2 instance",
            ActorKind::Function => "Lambda function",
            ActorKind::Service => "AWS service",
            ActorKind::RoleSession => "Role session of unknown origin",
            ActorKind::Anonymous => "Anonymous caller",
            ActorKind::Other => "Another kind of identity",
            ActorKind::Unknown => "Unknown",
        }
    }

    /// Whether it is, or may be, a person.
    pub fn is_human(self) -> bool {
        matches!(
            self,
            ActorKind::Root
                | ActorKind::User
                | ActorKind::Person
                | ActorKind::Saml
                | ActorKind::Directory
                | ActorKind::Named
        )
    }
}

/// What is worth a second look about an actor. See [`super::marks`] for how
/// each is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Mark {
    /// The root user was used.
    Root,
    /// Many calls were denied within five minutes.
    DeniedBurst,
    /// An address that the actor had not used before.
    NewAddress,
    /// A person signed in, or obtained a session, without MFA.
    NoMfa,
    /// It made a long-term access key for somebody else.
    KeyForAnother,
}

impl Mark {
    /// All of them, the heaviest first.
    pub const ALL: [Mark; 5] =
        [Mark::Root, Mark::DeniedBurst, Mark::NewAddress, Mark::KeyForAnother, Mark::NoMfa];

    /// The words for it.
    pub fn label(self) -> &'static str {
        match self {
            Mark::Root => "root",
            Mark::DeniedBurst => "denied burst",
            Mark::NewAddress => "new address",
            Mark::NoMfa => "no MFA",
            Mark::KeyForAnother => "made a key for another",
        }
    }
}

/// Where an event lies, so that the page can open it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct EventPlace {
    /// The worker, by the order in which their shares were handed over.
    pub worker: u32,
    /// The number in that worker, for
    /// [`Request::Record`](crate::protocol::Request::Record).
    pub record: u32,
    /// The event's id; empty where it has none that is a GUID.
    pub event_id: String,
    /// Its time.
    pub millis: i64,
}

/// How many events there are, and when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Events.
    pub events: u64,
    /// Of these, those that failed.
    pub failed: u64,
    /// Of these, those that may have changed something and did not fail.
    pub writes: u64,
    /// The first; `None` where no event has a time.
    pub first_millis: Option<i64>,
    /// The last.
    pub last_millis: Option<i64>,
}

/// What following came to, before anything is opened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinesOverview {
    /// Events of all actors: all there are.
    pub events: u64,
    /// Events of actors that are somebody: neither unknown nor a role session
    /// of unknown origin.
    pub events_with_somebody: u64,
    /// Actors.
    pub actors: u32,
    /// How many actors are of each kind; only kinds that there are.
    pub kinds: Vec<(ActorKind, u32)>,
    /// How many actors have each mark; only marks that there are.
    pub marks: Vec<(Mark, u32)>,
    /// Sessions, long-term keys included.
    pub sessions: u32,
    /// Events that issued credentials, copies left out.
    pub issued: u32,
    /// Sessions by how surely they are linked to what they were obtained from,
    /// in the order exact, inferred, claimed, unknown; sessions that are
    /// nobody's but the actor's own are not among them.
    pub links: [u32; 4],
}

/// Some of the actors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorList {
    /// How many there are in all.
    pub total: u32,
    /// Those that were asked for.
    pub rows: Vec<ActorRow>,
}

/// An actor in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorRow {
    /// Which, for [`Whose::Actor`](super::Whose::Actor).
    pub actor: u32,
    /// A name to read, and to filter by with `actor:`; no other actor has it.
    pub name: String,
    /// Of what kind.
    pub kind: ActorKind,
    /// What tells it apart from others of the name: an ARN, an id, a provider.
    pub id: String,
    /// Its account; empty where it has none.
    pub account: String,
    /// How sure it is that the events are its own: the weakest of its
    /// sessions' certainties.
    pub certainty: Certainty,
    /// Its events; under a filter, those that match.
    pub count: Count,
    /// Its sessions, keys included.
    pub sessions: u32,
    /// Addresses that it came from.
    pub addresses: u32,
    /// Accounts in whose logs it is.
    pub accounts: Vec<String>,
    /// What is worth a second look, the heaviest first.
    pub marks: Vec<Mark>,
}

/// What an actor is marked for, in sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkDetail {
    /// The mark.
    pub mark: Mark,
    /// In a sentence.
    pub sentence: String,
    /// What shows it, in the filter language together with the actor.
    pub filter: String,
}

/// Some sessions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionList {
    /// How many there are in all.
    pub total: u32,
    /// Those that were asked for: each followed by those that were obtained
    /// from it, and otherwise by time.
    pub rows: Vec<SessionRow>,
}

/// What a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SessionKind {
    /// A long-term access key.
    Key,
    /// The console.
    Console,
    /// A role that was assumed.
    Role,
    /// A federated user's.
    Federated,
    /// A user's own temporary credentials.
    Token,
    /// Root credentials of a member account.
    AssumedRoot,
    /// An AWS service.
    Service,
    /// Calls that name somebody without any credentials.
    Bare,
}

impl SessionKind {
    /// The words for it, in sentence case.
    pub fn label(self) -> &'static str {
        match self {
            SessionKind::Key => "Access key",
            SessionKind::Console => "Console session",
            SessionKind::Role => "Role session",
            SessionKind::Federated => "Federated session",
            SessionKind::Token => "Session token",
            SessionKind::AssumedRoot => "Root session",
            SessionKind::Service => "AWS service",
            SessionKind::Bare => "Without credentials",
        }
    }
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
    /// By which call it was obtained, such as `AssumeRole`; empty where that
    /// is not in the files.
    pub obtained_by: String,
    /// How many sessions were obtained from it directly.
    pub opened: u32,
    /// Its events.
    pub count: Count,
}

/// What proves a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Proof {
    /// The event issued the access key that the session uses.
    IssuedKey,
    /// The event made the long-term access key, for its own user or another.
    MadeKey,
    /// The role's id and the session's name are those of the event, and the
    /// session began when it happened.
    RoleIdAndTime,
    /// The same by the session's ARN.
    ArnAndTime,
    /// A sign-in to the console of the same principal at the time when the
    /// session began.
    SignIn,
    /// The role was switched to in the console.
    SwitchRole,
    /// The session names its issuer.
    Issuer,
    /// The same principal id stands in another account's copy of an event.
    SamePrincipal,
    /// The source identity, which stays the same through role chaining.
    SourceIdentity,
    /// The record's own words.
    Record,
    /// The session's name, which the caller chose.
    SessionName,
}

impl Proof {
    /// A sentence for it.
    pub fn sentence(self) -> &'static str {
        match self {
            Proof::IssuedKey => "The call issued the access key that the session uses.",
            Proof::MadeKey => "The call made this access key.",
            Proof::RoleIdAndTime => {
                "The role's id and the session's name are those that the call returned, and the session began when the call was made."
            }
            Proof::ArnAndTime => {
                "The session's ARN is the one that the call asked for, and the session began when the call was made."
            }
            Proof::SignIn => "The session began when the same principal signed in to the console.",
            Proof::SwitchRole => {
                "The role was switched to in the console by the principal that the event names."
            }
            Proof::Issuer => {
                "The session's records name who issued it; the issuing call is not in these files."
            }
            Proof::SamePrincipal => "The principal's id is the same as in the copies of its own account.",
            Proof::SourceIdentity => {
                "The session carries a source identity, which stays the same through role chaining; the issuing call is not in these files."
            }
            Proof::Record => "The records say so themselves.",
            Proof::SessionName => {
                "Only the session's name says so, and whoever assumed the role chose it; the issuing call is not in these files."
            }
        }
    }
}

/// How credentials were obtained.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Obtained {
    /// How sure it is.
    pub certainty: Certainty,
    /// By what it is known.
    pub proof: Proof,
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
    /// Tags that go on to whatever the session assumes in turn.
    pub transitive_tags: Vec<(String, String)>,
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
    pub gap: Option<String>,
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

/// Everything about one actor but its sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorDetail {
    /// The actor.
    pub actor: ActorRow,
    /// Its marks in sentences.
    pub marks: Vec<MarkDetail>,
    /// Its addresses, the most frequent first, at most a hundred.
    pub addresses: Vec<AddressUse>,
}

/// An address that an actor came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressUse {
    /// The address, or a service's name.
    pub address: String,
    /// How many events.
    pub events: u64,
    /// The first.
    pub first_millis: Option<i64>,
    /// Whether the actor had not used it before; see [`Mark::NewAddress`].
    pub is_new: bool,
}

/// Lanes of all workers together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lanes {
    /// A lane for each that was asked for, in that order.
    pub lanes: Vec<Lane>,
}

/// One lane.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lane {
    /// The buckets that have events, ascending.
    pub buckets: Vec<Bucket>,
    /// Its single events by time; `None` where there are too many in all.
    pub marks: Option<Vec<EventMark>>,
}

/// Events of a lane in a bucket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bucket {
    /// Its number, from 0 at the beginning of the time.
    pub bucket: u32,
    /// Events.
    pub events: u32,
    /// Of these, those that failed.
    pub failed: u32,
    /// Of these, those that may have changed something and did not fail.
    pub writes: u32,
}

/// One event in a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EventMark {
    /// When.
    pub millis: i64,
    /// The worker, by the order of the parts that were merged.
    pub worker: u32,
    /// The number in that worker.
    pub record: u32,
    /// Whether it failed.
    pub failed: bool,
    /// Whether it may have changed something and did not fail.
    pub write: bool,
}

/// A part of a story, and how long the whole is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Story {
    /// All calls.
    pub calls: u64,
    /// All runs, headings included.
    pub total: u32,
    /// Calls that were left out because there are too many; 0 but for very
    /// busy actors.
    pub left_out: u64,
    /// Those that were asked for.
    pub runs: Vec<Run>,
}

/// A line of a story.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Run {
    /// The address or the user agent is another than before; the first line
    /// of every story is one.
    From {
        /// When.
        millis: i64,
        /// The address, or a service's name.
        address: String,
        /// The user agent.
        user_agent: String,
    },
    /// Calls of one name, or of one family such as `Describe*`, in a row.
    Calls {
        /// `DeleteBucket`, or `Describe*` where several were folded.
        name: String,
        /// The services' short names.
        services: Vec<String>,
        /// How many.
        calls: u64,
        /// Of these, those that failed.
        failed: u64,
        /// The errors of those that failed, each once, at most eight.
        errors: Vec<String>,
        /// What they may have done.
        effect: Effect,
        /// The first.
        first: EventPlace,
        /// When the last was.
        last_millis: i64,
        /// Some of their events, the first ones, for names of things:
        /// [`Request::Things`](crate::protocol::Request::Things).
        some: Vec<(u32, u32)>,
        /// The session that this call opened, where it issued credentials.
        opened: Option<u32>,
    },
}

/// What a call does, by the verb of its name and `readOnly`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Effect {
    /// Looks at something.
    Reads,
    /// Makes something.
    Creates,
    /// Changes something.
    Changes,
    /// Takes something away.
    Deletes,
    /// Obtains credentials, or signs in.
    Obtains,
}

/// The tree of a chain: from an actor through sessions to every leaf.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainTree {
    /// The nodes, each before those below it; the first is the actor at the
    /// root.
    pub nodes: Vec<ChainNode>,
    /// Sessions that were left out because there are too many.
    pub left_out: u32,
}

/// A node of a chain's tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainNode {
    /// The place of the node above; `None` for the root.
    pub above: Option<u32>,
    /// The session; `None` for an actor.
    pub session: Option<u32>,
    /// Whose it is.
    pub actor: u32,
    /// A name to read.
    pub name: String,
    /// What it is, in a word or two.
    pub kind: String,
    /// The account.
    pub account: String,
    /// By which call it was obtained.
    pub obtained_by: String,
    /// How sure the link to the node above is.
    pub certainty: Certainty,
    /// Where something is missing above it: what is known.
    pub gap: Option<String>,
    /// Its own events.
    pub count: Count,
    /// So many sessions are folded into this node, which are alike.
    pub folded: u32,
}

/// Two sides in numbers, of one worker or of all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Events of the known side and of the other.
    pub events: (u64, u64),
    /// Services by short name.
    pub services: Vec<Compared>,
    /// Calls, as `service:Name`.
    pub calls: Vec<Compared>,
    /// Addresses.
    pub addresses: Vec<Compared>,
    /// User agents.
    pub user_agents: Vec<Compared>,
    /// Regions.
    pub regions: Vec<Compared>,
    /// Error codes.
    pub errors: Vec<Compared>,
    /// Events by the hour of the day, UTC, of the known side and of the other.
    pub hours: Vec<(u64, u64)>,
}

/// A value on both sides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// The value.
    pub value: String,
    /// How often on the known side.
    pub known: u64,
    /// How often on the other.
    pub other: u64,
}

impl Compared {
    /// Whether only the other side has it.
    pub fn is_new(&self) -> bool {
        self.known == 0 && self.other > 0
    }
}

/// How far gathering or following has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tracing {
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
}
