//! Everything that was followed: sessions, the events by which they came into
//! being, actors. Sessions and actors have numbers that depend on nothing but
//! the events.

use super::bearer::{Bearer, Class};
use super::doubt::Doubt;
use super::issue::{Issue, IssueKind};
use super::told::{ActorKind, Certainty, Count, EventPlace, Mark, Proof, SessionKind};
use crate::store::cuts::guid_text;
use crate::store::dictionary::Dictionary;
use crate::store::rows::NO_TIME;

/// In place of the number of something that there is not.
pub(super) const NONE: u32 = u32::MAX;

/// Texts by code; code 0 is the empty one.
#[derive(Debug)]
pub(super) struct Pool(Dictionary);

impl Default for Pool {
    fn default() -> Pool {
        let mut texts = Dictionary::default();
        texts.intern(b"");
        Pool(texts)
    }
}

impl Pool {
    /// The code of a text.
    pub fn code(&mut self, text: &[u8]) -> u32 {
        self.0.intern(text).0
    }

    /// Nothing more is put in.
    pub fn close(&mut self) {
        self.0.close();
    }

    /// The text of a code.
    pub fn text(&self, code: u32) -> &str {
        std::str::from_utf8(self.0.bytes(code)).unwrap_or_default()
    }

    /// All texts.
    pub fn texts(&self) -> &Dictionary {
        &self.0
    }
}

/// How many events, and when; [`NO_TIME`] where none has a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tally {
    pub events: u32,
    pub failed: u32,
    pub writes: u32,
    pub first: i64,
    pub last: i64,
    /// Some event came from a program, not from a browser or the console.
    pub by_program: bool,
}

impl Default for Tally {
    fn default() -> Tally {
        Tally { events: 0, failed: 0, writes: 0, first: NO_TIME, last: NO_TIME, by_program: false }
    }
}

impl Tally {
    /// Adds another.
    pub fn add(&mut self, other: &Tally) {
        self.events += other.events;
        self.failed += other.failed;
        self.writes += other.writes;
        if other.first != NO_TIME {
            self.first = if self.first == NO_TIME { other.first } else { self.first.min(other.first) };
        }
        // No time is the earliest of all.
        self.last = self.last.max(other.last);
        self.by_program |= other.by_program;
    }

    /// The same for the page.
    pub fn count(&self) -> Count {
        let time = |millis: i64| (millis != NO_TIME).then_some(millis);
        Count {
            events: u64::from(self.events),
            failed: u64::from(self.failed),
            writes: u64::from(self.writes),
            first_millis: time(self.first),
            last_millis: time(self.last),
        }
    }
}

/// How a session is linked to what it was obtained from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// How sure.
    pub certainty: Certainty,
    /// By what.
    pub proof: Proof,
    /// The event, or [`NONE`].
    pub issue: u32,
    /// How many others, made with the same credentials, would have done as
    /// well.
    pub others: u32,
    /// What keeps the link from being exact although a key is the same.
    pub doubt: Option<Doubt>,
}

impl Link {
    /// A link without an event that shows it.
    pub fn without_event(certainty: Certainty, proof: Proof) -> Link {
        Link { certainty, proof, issue: NONE, others: 0, doubt: None }
    }
}

/// A session, or a long-term key, or whatever events are done with.
#[derive(Debug)]
pub(super) struct Session {
    pub bearer: Bearer<u32>,
    /// Its ids as a hash, by which it is compared with what calls returned; 0
    /// for none.
    pub ids: u64,
    pub tally: Tally,
    /// What it was obtained from, or [`NONE`].
    pub parent: u32,
    /// How that is known; of a session without a parent how its actor is.
    pub link: Option<Link>,
    /// The event that made the long-term key.
    pub made: Option<Link>,
    /// The call at the access portal of IAM Identity Center that fits this
    /// session, or [`NONE`].
    pub portal: u32,
    /// Calls in the files may have issued it, none of them for certain.
    pub has_candidates: bool,
    pub actor: u32,
    /// How sure the actor is, over all links on the way.
    pub certainty: Certainty,
}

/// An event by which credentials came into being.
#[derive(Debug)]
pub(super) struct Issuing {
    pub issue: Issue<u32>,
    /// The session that it was done with.
    pub caller: u32,
    pub worker: u32,
    pub record: u32,
    pub id: u128,
    pub is_guid: bool,
    /// The event of which it is a copy, or [`NONE`].
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
    pub tally: Tally,
    pub sessions: u32,
    /// Codes of texts, in the order of the texts.
    pub accounts: Vec<u32>,
    /// Where its addresses begin and end in [`Graph::addresses`].
    pub addresses: (u32, u32),
    pub marks: Vec<(Mark, MarkProof)>,
}

/// What shows a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MarkProof {
    /// So many events.
    Events(u32),
    /// So many denied calls, at most, in five minutes from a time on.
    Denied(u32, i64),
    /// The code of the first new address, and how many there are.
    Address(u32, u32),
    /// A session.
    Session(u32),
    /// An event that made a key.
    Issue(u32),
}

/// An address that an actor came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ActorAddress {
    /// Its code.
    pub address: u32,
    pub events: u32,
    pub first: i64,
    pub is_new: bool,
}

/// Everything.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub pool: Pool,
    pub sessions: Vec<Session>,
    pub issues: Vec<Issuing>,
    pub actors: Vec<Actor>,
    pub addresses: Vec<ActorAddress>,
    /// For each worker, the session of each of its bearers.
    pub of_bearer: Vec<Vec<u32>>,
    /// For each session where its children begin in `children`, and the end.
    pub first_child: Vec<u32>,
    /// Sessions by what they were obtained from, or whose key was made by it.
    pub children: Vec<u32>,
    /// How many sessions are above each in its chain.
    pub depth: Vec<u32>,
}

impl Graph {
    /// The text of a code.
    pub fn text(&self, code: u32) -> &str {
        self.pool.text(code)
    }

    /// A session.
    pub fn session(&self, number: u32) -> Option<&Session> {
        self.sessions.get(number as usize)
    }

    /// An event by which credentials came into being.
    pub fn issue(&self, number: u32) -> Option<&Issuing> {
        self.issues.get(number as usize)
    }

    /// What a session was obtained from, or made by: one step up a chain.
    pub fn above(&self, session: &Session) -> u32 {
        if session.parent != NONE {
            return session.parent;
        }
        session.made.and_then(|made| self.issue(made.issue)).map_or(NONE, |issuing| issuing.caller)
    }

    /// How a session was obtained, or how its actor is known; its making where
    /// it is a long-term key.
    pub fn link(&self, session: &Session) -> Option<Link> {
        session.made.filter(|_| session.parent == NONE).or(session.link)
    }

    /// The sessions directly below one in its chain, by time.
    pub fn below(&self, session: u32) -> &[u32] {
        let at = |place: usize| self.first_child.get(place).copied().unwrap_or_default() as usize;
        self.children.get(at(session as usize)..at(session as usize + 1)).unwrap_or_default()
    }

    /// Where an event lies.
    pub fn place(&self, issuing: &Issuing) -> EventPlace {
        let guid = if issuing.is_guid { guid_text(issuing.id).to_vec() } else { Vec::new() };
        EventPlace {
            worker: issuing.worker,
            record: issuing.record,
            event_id: String::from_utf8(guid).unwrap_or_default(),
            millis: issuing.issue.millis,
        }
    }

    /// What kind of session one is.
    pub fn kind(&self, session: &Session) -> SessionKind {
        let Bearer { class, words, created, .. } = &session.bearer;
        let key = self.text(words.key);
        let issue = session.link.and_then(|link| self.issue(link.issue));
        let issue_name = issue.map_or("", |issuing| self.text(issuing.issue.words.event_name));
        let by_sign_in =
            issue.is_some_and(|issuing| matches!(issuing.issue.kind, IssueKind::SignIn | IssueKind::Switch));
        match class {
            _ if issue_name == "GetSigninToken" || by_sign_in || words.sign_in != 0 => SessionKind::Console,
            Class::Session => SessionKind::Role,
            Class::Federated => SessionKind::Federated,
            Class::Service => SessionKind::Service,
            Class::Root if issue_name == "AssumeRoot" || session.bearer.assumed_root => {
                SessionKind::AssumedRoot
            }
            Class::Root | Class::User => match key {
                _ if issue_name == "GetSessionToken" => SessionKind::Token,
                _ if session.bearer.masked_key && created.is_none() => SessionKind::Key,
                _ if session.bearer.masked_key => SessionKind::Token,
                "" if created.is_some() => SessionKind::Console,
                "" => SessionKind::Bare,
                key if key.starts_with("ASIA") => SessionKind::Token,
                _ => SessionKind::Key,
            },
            _ if key.is_empty() => SessionKind::Bare,
            _ => SessionKind::Token,
        }
    }

    /// A session's name: the role and its session, or the user and its key.
    pub fn session_name(&self, session: &Session) -> String {
        let Bearer { class, words, .. } = &session.bearer;
        let (name, of_session) = (self.text(words.name), self.text(words.session_name));
        match class {
            Class::Session if name.is_empty() => of_session.to_owned(),
            Class::Session if of_session.is_empty() => name.to_owned(),
            Class::Session => format!("{name}/{of_session}"),
            Class::Federated => of_session.to_owned(),
            // Another account's log names an account and an id, its own a session.
            Class::Account => match self.session(session.parent) {
                Some(own) if own.bearer.class != Class::Account => {
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

    /// The value that `session:` finds one by: its key, or who and since when.
    pub fn session_id(&self, session: &Session) -> String {
        let words = &session.bearer.words;
        match self.text(words.key) {
            "" => {
                let who = match (session.bearer.class, self.text(words.principal)) {
                    (_, "") => self.session_name(session),
                    (Class::Session, principal) => [principal, self.text(words.session_name)].join(":"),
                    (_, principal) => principal.to_owned(),
                };
                let who = who.trim_end_matches(':');
                match session.bearer.created {
                    Some(created) => format!("{who}@{}", crate::event::time::to_text(created)),
                    None => who.to_owned(),
                }
            }
            key => key.to_owned(),
        }
    }
}
