//! Enumerations of the answers, with their words.

use serde::{Deserialize, Serialize};

/// The certainty of a link or of an actor, from most to least certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Certainty {
    /// The event itself states it, or the access key that one event issued is the one that the
    /// other used.
    Exact,
    /// Ids and times match: the role's id, the session's name and the time at which it began.
    Inferred,
    /// Only a name that the caller chose states it, or times contradict it.
    Claimed,
    /// There is no evidence.
    Unknown,
}

impl Certainty {
    /// Returns its word.
    pub fn name(self) -> &'static str {
        match self {
            Certainty::Exact => "exact",
            Certainty::Inferred => "inferred",
            Certainty::Claimed => "claimed",
            Certainty::Unknown => "unknown",
        }
    }
}

/// The kind of an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ActorKind {
    /// The root user of an account.
    Root,
    /// An IAM user.
    User,
    /// A person of IAM Identity Center.
    Person,
    /// A subject that a SAML provider authenticated.
    Saml,
    /// A subject that an OpenID Connect provider authenticated.
    WebIdentity,
    /// A user of a directory service.
    Directory,
    /// An identity known only by the source identity of its sessions.
    Named,
    /// A principal of an account whose own logs are not in the files.
    OtherAccount,
    /// An EC2 instance, identified by the name of its role session.
    Instance,
    /// A Lambda function, identified by the name of its role session.
    Function,
    /// An AWS service.
    Service,
    /// A role session whose origin is unknown.
    RoleSession,
    /// A caller without credentials.
    Anonymous,
    /// An identity of an undocumented type, identified by its name.
    Other,
    /// A caller that the record does not name.
    Unknown,
}

impl ActorKind {
    /// All kinds, in display order.
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

    /// Returns its words, in sentence case.
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

    /// Whether the actor is, or may be, a person.
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

/// A reason to look at an actor more closely. See `sessions::marks` for the conditions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ActorMark {
    /// The root user was used.
    Root,
    /// Many calls were denied within five minutes.
    DeniedBurst,
    /// The actor used an address that it had not used before.
    NewAddress,
    /// A person signed in, or obtained a session, without MFA.
    NoMfa,
    /// The actor made a long-term access key for another user.
    KeyForAnother,
}

impl ActorMark {
    /// All marks, the heaviest first.
    pub const ALL: [ActorMark; 5] = [
        ActorMark::Root,
        ActorMark::DeniedBurst,
        ActorMark::NewAddress,
        ActorMark::KeyForAnother,
        ActorMark::NoMfa,
    ];

    /// Returns its words.
    pub fn label(self) -> &'static str {
        match self {
            ActorMark::Root => "root",
            ActorMark::DeniedBurst => "denied burst",
            ActorMark::NewAddress => "new address",
            ActorMark::NoMfa => "no MFA",
            ActorMark::KeyForAnother => "made a key for another",
        }
    }
}

/// The kind of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum SessionKind {
    /// A long-term access key.
    Key,
    /// A sign-in to the console.
    Console,
    /// A role that was assumed.
    Role,
    /// A session of a federated user.
    Federated,
    /// Temporary credentials of a user itself.
    Token,
    /// Root credentials of a member account.
    AssumedRoot,
    /// An AWS service.
    Service,
    /// Calls that name a caller but no credentials.
    Bare,
}

impl SessionKind {
    /// Returns its words, in sentence case.
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

/// The evidence for a link or an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Proof {
    /// The event issued the access key that the session uses.
    IssuedKey,
    /// The event made the long-term access key, for its own user or another.
    MadeKey,
    /// The role's id and the session's name are those that the event states, and the session began
    /// when it happened.
    RoleIdAndTime,
    /// The same with the session's ARN in place of the id.
    ArnAndTime,
    /// The same principal signed in to the console at the time at which the session began.
    SignIn,
    /// The role was switched to in the console.
    SwitchRole,
    /// A program obtained a token in the console session: `aws login`.
    Token,
    /// A person obtained the role's credentials at the access portal of IAM Identity Center:
    /// `aws sso login`.
    Portal,
    /// The session belongs to the same sign-in to the console as another session.
    SignInSession,
    /// The role belongs to IAM Identity Center, which names its sessions after the person.
    IdentityCenter,
    /// The session's records name its issuer.
    Issuer,
    /// The same principal id is in another account's copy of an event.
    SamePrincipal,
    /// The source identity, which stays the same through role chaining.
    SourceIdentity,
    /// The record states it.
    Record,
    /// The session's name, which the caller chose.
    SessionName,
}

impl Proof {
    /// Returns a sentence that states it.
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
                "At the access portal, credentials for this account and permission set were obtained in the second in which the session began, from an address that the session used."
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
            Proof::SessionName => "Only the session's name says so, which the caller of AssumeRole chose.",
        }
    }
}

/// The effect of a call, by the verb of its name and `readOnly`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CallEffect {
    /// Reads something.
    Reads,
    /// Creates something.
    Creates,
    /// Changes something.
    Changes,
    /// Deletes something.
    Deletes,
    /// Obtains credentials, or signs in.
    Obtains,
}
