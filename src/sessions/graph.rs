//! The result of following: sessions, the events that created them, and actors. The numbers of
//! sessions and actors depend only on the events.

use super::answers::{ActorKind, ActorMark, Certainty, EventCounts, EventPlace, Proof, SessionKind};
use super::credential::{Credential, IdentityClass};
use super::issuance::{Issuance, IssueKind};
use crate::store::cuts::guid_text;
use crate::store::dictionary::Interner;
use crate::store::rows::NO_TIME;

/// The number that stands for no item.
pub(super) const NONE: u32 = u32::MAX;

/// Texts by code; code 0 is the empty text.
#[derive(Debug)]
pub(super) struct Pool(Interner);

impl Default for Pool {
    fn default() -> Pool {
        let mut texts = Interner::default();
        texts.intern(b"");
        Pool(texts)
    }
}

impl Pool {
    /// Returns the code of a text, adding it if it is new.
    pub fn code(&mut self, text: &[u8]) -> u32 {
        self.0.intern(text).0
    }

    /// Frees what is needed only to add texts.
    pub fn close(&mut self) {
        self.0.close();
    }

    /// Returns the text of a code.
    pub fn text(&self, code: u32) -> &str {
        std::str::from_utf8(self.0.bytes(code)).unwrap_or_default()
    }

    /// Returns all texts.
    pub fn texts(&self) -> &Interner {
        &self.0
    }
}

/// Number and times of events; [`NO_TIME`] if no event has a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EventTally {
    pub events: u32,
    pub failed: u32,
    pub writes: u32,
    pub first: i64,
    pub last: i64,
    /// Whether any event came from a program, not from a browser or the console.
    pub by_program: bool,
}

impl Default for EventTally {
    fn default() -> EventTally {
        EventTally { events: 0, failed: 0, writes: 0, first: NO_TIME, last: NO_TIME, by_program: false }
    }
}

impl EventTally {
    /// Adds another tally.
    pub fn add(&mut self, other: &EventTally) {
        self.events += other.events;
        self.failed += other.failed;
        self.writes += other.writes;
        if other.first != NO_TIME {
            self.first = if self.first == NO_TIME { other.first } else { self.first.min(other.first) };
        }
        // `NO_TIME` is less than any other time.
        self.last = self.last.max(other.last);
        self.by_program |= other.by_program;
    }

    /// Returns the same numbers for the page.
    pub fn count(&self) -> EventCounts {
        let time = |millis: i64| (millis != NO_TIME).then_some(millis);
        EventCounts {
            events: u64::from(self.events),
            failed: u64::from(self.failed),
            writes: u64::from(self.writes),
            first_millis: time(self.first),
            last_millis: time(self.last),
        }
    }
}

/// Maximum number of sessions examined in one step. Each takes one or two microseconds; the worker
/// must answer other questions in between.
pub(super) const SESSIONS_A_STEP: usize = 2_000;

/// Evidence against a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Several calls returned the key: this many.
    SeveralIssuers(u32),
    /// The key was used this many milliseconds before the call.
    UsedBefore(i64),
    /// The call has no time, or no use of the key has one.
    NoTime,
    /// Another identity also uses the key.
    OtherBearers,
    /// The call names another identity.
    OtherOwner,
    /// The call returned another key.
    OtherKey,
    /// The session began this many milliseconds after the call; before it if negative.
    OtherTime(i64),
    /// The session's records do not say when it began.
    NoBeginning,
    /// Other calls, with other credentials, fit equally well.
    Equals,
    /// The call came from an address that the session was not used from.
    OtherAddress,
    /// The call was made by another person.
    OtherPerson,
}

/// The link from a session to the session that it was obtained from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// The certainty of the link.
    pub certainty: Certainty,
    /// The evidence for it.
    pub proof: Proof,
    /// The event that shows it, or [`NONE`].
    pub issue: u32,
    /// Number of other events, made with the same credentials, that would prove the link equally
    /// well.
    pub others: u32,
    /// Why the link is not exact although the keys match.
    pub doubt: Option<Doubt>,
}

impl Link {
    /// Returns a link that no event shows.
    pub fn without_event(certainty: Certainty, proof: Proof) -> Link {
        Link { certainty, proof, issue: NONE, others: 0, doubt: None }
    }
}

/// A session in the wide sense: also a long-term key, or any other identity that made calls.
#[derive(Debug)]
pub(super) struct Session {
    pub credential: Credential<u32>,
    /// Hash of its ids, compared with what calls returned; 0 for none.
    pub ids: u64,
    pub tally: EventTally,
    /// The session that it was obtained from, or [`NONE`].
    pub parent: u32,
    /// The evidence for `parent`; for a session without a parent, the evidence for its actor.
    pub link: Option<Link>,
    /// The link to the event that made the long-term key.
    pub made: Option<Link>,
    /// The call at the access portal of IAM Identity Center that matches this session, or [`NONE`].
    pub portal: u32,
    /// Whether calls in the files may have issued it, none of them certainly.
    pub has_candidates: bool,
    pub actor: u32,
    /// The certainty of the actor, over all links in the chain.
    pub certainty: Certainty,
}

/// An event that created credentials.
#[derive(Debug)]
pub(super) struct Issuing {
    pub issue: Issuance<u32>,
    /// The session that made the call.
    pub caller: u32,
    pub worker: u32,
    pub record: u32,
    pub id: u128,
    pub is_guid: bool,
    /// The event of which this is a copy, or [`NONE`].
    pub copy_of: u32,
}

/// An actor.
#[derive(Debug)]
pub(super) struct Actor {
    pub kind: ActorKind,
    /// Unique among all actors.
    pub name: String,
    pub id: String,
    pub account: String,
    pub certainty: Certainty,
    pub tally: EventTally,
    pub sessions: u32,
    /// Codes of the account ids, in the alphabetical order of the ids.
    pub accounts: Vec<u32>,
    /// Range of its addresses in [`Graph::addresses`].
    pub addresses: (u32, u32),
    pub marks: Vec<(ActorMark, MarkProof)>,
}

/// The evidence for a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkProof {
    /// Number of events.
    Events(u32),
    /// Highest number of denied calls in a slot of five minutes, and the start of the slot.
    Denied(u32, i64),
    /// Code of the first new address, and the number of new addresses.
    Address(u32, u32),
    /// Number of a session.
    Session(u32),
    /// Number of an event that made a key.
    Issuance(u32),
}

/// An address that an actor used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ActorAddress {
    /// Code of the address.
    pub address: u32,
    pub events: u32,
    pub first: i64,
    pub is_new: bool,
}

/// All sessions, issues and actors.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub pool: Pool,
    pub sessions: Vec<Session>,
    pub issues: Vec<Issuing>,
    pub actors: Vec<Actor>,
    pub addresses: Vec<ActorAddress>,
    /// For each worker, the session of each of its credentials.
    pub of_bearer: Vec<Vec<u32>>,
    /// For each session the start of its children in `children`, and at the end the total.
    pub first_child: Vec<u32>,
    /// Sessions, grouped by the session that they were obtained from or that made their key.
    pub children: Vec<u32>,
    /// Number of sessions above each session in its chain.
    pub depth: Vec<u32>,
}

impl Graph {
    /// Returns the text of a code.
    pub fn text(&self, code: u32) -> &str {
        self.pool.text(code)
    }

    /// Returns a session.
    pub fn session(&self, number: u32) -> Option<&Session> {
        self.sessions.get(number as usize)
    }

    /// Returns an event that created credentials.
    pub fn issue(&self, number: u32) -> Option<&Issuing> {
        self.issues.get(number as usize)
    }

    /// Returns the session that a session was obtained from, or that made its key: one step up a
    /// chain.
    pub fn above(&self, session: &Session) -> u32 {
        if session.parent != NONE {
            return session.parent;
        }
        session.made.and_then(|made| self.issue(made.issue)).map_or(NONE, |issuing| issuing.caller)
    }

    /// Returns how a session was obtained, or how its actor is known; for a long-term key, how it
    /// was made.
    pub fn link(&self, session: &Session) -> Option<Link> {
        session.made.filter(|_| session.parent == NONE).or(session.link)
    }

    /// Returns the sessions directly below one in its chain, by time.
    pub fn below(&self, session: u32) -> &[u32] {
        let at = |place: usize| self.first_child.get(place).copied().unwrap_or_default() as usize;
        self.children.get(at(session as usize)..at(session as usize + 1)).unwrap_or_default()
    }

    /// Returns the location of an event.
    pub fn place(&self, issuing: &Issuing) -> EventPlace {
        let guid = if issuing.is_guid { guid_text(issuing.id).to_vec() } else { Vec::new() };
        EventPlace {
            worker: issuing.worker,
            record: issuing.record,
            event_id: String::from_utf8(guid).unwrap_or_default(),
            millis: issuing.issue.millis,
        }
    }

    /// Returns the kind of a session.
    pub fn kind(&self, session: &Session) -> SessionKind {
        let Credential { class, words, created, .. } = &session.credential;
        let key = self.text(words.key);
        let issue = session.link.and_then(|link| self.issue(link.issue));
        let issue_name = issue.map_or("", |issuing| self.text(issuing.issue.words.event_name));
        let by_sign_in =
            issue.is_some_and(|issuing| matches!(issuing.issue.kind, IssueKind::SignIn | IssueKind::Switch));
        match class {
            _ if issue_name == "GetSigninToken" || by_sign_in || words.sign_in != 0 => SessionKind::Console,
            IdentityClass::Session => SessionKind::Role,
            IdentityClass::Federated => SessionKind::Federated,
            IdentityClass::Service => SessionKind::Service,
            IdentityClass::Root if issue_name == "AssumeRoot" || session.credential.assumed_root => {
                SessionKind::AssumedRoot
            }
            IdentityClass::Root | IdentityClass::User => match key {
                _ if issue_name == "GetSessionToken" => SessionKind::Token,
                _ if session.credential.masked_key && created.is_none() => SessionKind::Key,
                _ if session.credential.masked_key => SessionKind::Token,
                "" if created.is_some() => SessionKind::Console,
                "" => SessionKind::Bare,
                key if key.starts_with("ASIA") => SessionKind::Token,
                _ => SessionKind::Key,
            },
            _ if key.is_empty() => SessionKind::Bare,
            _ => SessionKind::Token,
        }
    }

    /// Returns a name for display: the role and its session, or the user and its key.
    pub fn session_name(&self, session: &Session) -> String {
        let Credential { class, words, .. } = &session.credential;
        let (name, of_session) = (self.text(words.name), self.text(words.session_name));
        match class {
            IdentityClass::Session if name.is_empty() => of_session.to_owned(),
            IdentityClass::Session if of_session.is_empty() => name.to_owned(),
            IdentityClass::Session => format!("{name}/{of_session}"),
            IdentityClass::Federated => of_session.to_owned(),
            // Another account's log names an account and an id; the own log names a session.
            IdentityClass::Account => match self.session(session.parent) {
                Some(own) if own.credential.class != IdentityClass::Account => {
                    format!("{}, in another account's log", self.session_name(own))
                }
                _ => [self.text(words.account), self.text(words.principal)].join("/"),
            },
            _ => match self.text(words.key) {
                "" => {
                    // Sign-ins of Identity Center name only the person.
                    let actor = self.actors.get(session.actor as usize).map_or("", |actor| &actor.name);
                    let names = [name, self.text(words.principal), actor];
                    names.into_iter().find(|name| !name.is_empty()).unwrap_or_default().to_owned()
                }
                key => format!("{name} {key}").trim_start().to_owned(),
            },
        }
    }

    /// Returns the value that `session:` matches: the key, or the identity and the time when the
    /// session began.
    pub fn session_id(&self, session: &Session) -> String {
        let words = &session.credential.words;
        match self.text(words.key) {
            "" => {
                let who = match (session.credential.class, self.text(words.principal)) {
                    (_, "") => self.session_name(session),
                    (IdentityClass::Session, principal) => {
                        [principal, self.text(words.session_name)].join(":")
                    }
                    (_, principal) => principal.to_owned(),
                };
                let who = who.trim_end_matches(':');
                match session.credential.created {
                    Some(created) => format!("{who}@{}", crate::base::time::to_text(created)),
                    None => who.to_owned(),
                }
            }
            key => key.to_owned(),
        }
    }
}
