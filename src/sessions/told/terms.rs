//! What is one of a few, with its words.

use serde::{Deserialize, Serialize};

/// How sure it is that one thing belongs to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Certainty {
    /// The event itself says so, or an access key that one event issued is
    /// the one that the other used.
    Exact,
    /// Ids and times fit: the role's id, the session's name and when it began.
    Inferred,
    /// Only a name that the caller chose says so, or times contradict it.
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
    /// A program got a token in the console session: `aws login`.
    Token,
    /// A person got the role's credentials at the access portal of IAM
    /// Identity Center: `aws sso login`.
    Portal,
    /// The session is of the same sign-in to the console as another.
    SignInSession,
    /// The role is one of IAM Identity Center, which names its sessions after
    /// the person.
    IdentityCenter,
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
            Proof::Token => {
                "A program got a token in the console session of the same principal, which began at the same time, before the first call with this key."
            }
            Proof::Portal => {
                "At the access portal somebody got credentials of this account and permission set in the second when the session began, from an address that it was used from."
            }
            Proof::SignInSession => "The records of both sessions name the same sign-in to the console.",
            Proof::IdentityCenter => {
                "The role is one of IAM Identity Center, which names its sessions after the person."
            }
            Proof::Issuer => "The session's records name who issued it.",
            Proof::SamePrincipal => "The principal's id is the same as in the copies of its own account.",
            Proof::SourceIdentity => {
                "The session carries a source identity, which stays the same through role chaining."
            }
            Proof::Record => "The records say so themselves.",
            Proof::SessionName => "Only the session's name says so, and whoever assumed the role chose it.",
        }
    }
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
