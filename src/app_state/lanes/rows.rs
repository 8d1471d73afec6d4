//! The rows of the lanes: each chosen actor, and below it its sessions, as far as they have been
//! fetched.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use crate::sessions::{
    ActorRow, Certainty, EventCounts, SessionList, SessionRow, SessionScope, SessionsRequest,
    TimelinesOverview,
};

/// Number of sessions per request.
const PAGE_ROWS: u64 = 100;

/// The choice that determines the rows.
#[derive(Clone, Debug, PartialEq)]
pub struct LanesChoice {
    /// The tracing run.
    pub overview: Rc<TimelinesOverview>,
    /// Whether sessions of other actors in the chains are included.
    pub others: bool,
    /// The chosen actors.
    pub actors: Rc<Vec<ActorRow>>,
}

impl LanesChoice {
    /// Whether sessions that were fetched for one choice are valid for another.
    fn has_sessions_of(&self, other: &LanesChoice) -> bool {
        self.others == other.others && self.overview == other.overview
    }
}

/// A page of the sessions of an actor, as (actor, page).
pub type SessionPage = (u32, u64);

/// All rows, as far as they have been fetched.
#[derive(Clone, Debug, Default)]
pub struct LaneRows {
    choice: Option<LanesChoice>,
    totals: BTreeMap<u32, u64>,
    pages: BTreeMap<SessionPage, Rc<Vec<SessionRow>>>,
    /// The reason why a request failed.
    pub error: Option<String>,
}

/// A row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum LaneRow<'a> {
    /// An actor, with all its events.
    Actor(&'a ActorRow),
    /// A session.
    Session(&'a SessionRow),
    /// A session that has not arrived yet.
    Waiting,
}

impl<'a> LaneRow<'a> {
    /// Returns the actor or session; `None` if it has not arrived yet.
    pub fn of(&self) -> Option<SessionScope> {
        match self {
            LaneRow::Actor(row) => Some(SessionScope::Actor(row.actor)),
            LaneRow::Session(row) => Some(SessionScope::Session(row.session)),
            LaneRow::Waiting => None,
        }
    }

    pub(super) fn count(&self) -> Option<&'a EventCounts> {
        match self {
            LaneRow::Actor(row) => Some(&row.count),
            LaneRow::Session(row) => Some(&row.count),
            LaneRow::Waiting => None,
        }
    }

    pub(super) fn name(&self) -> &'a str {
        match self {
            LaneRow::Actor(row) => &row.name,
            LaneRow::Session(row) => &row.name,
            LaneRow::Waiting => "",
        }
    }

    /// Returns the times of the first and last event.
    pub fn span(&self) -> Option<(i64, i64)> {
        self.count().and_then(|count| count.first_millis.zip(count.last_millis))
    }
}

/// A row as it is painted.
#[derive(Clone, Debug, PartialEq)]
pub struct VisibleLane {
    /// The actor or session; `None` if not known yet.
    pub of: Option<SessionScope>,
    /// The times of its first and last event.
    pub span: Option<(i64, i64)>,
    /// Whether it is the lane of an actor.
    pub is_actor: bool,
    /// The index of the lane that it was obtained from, if that is on screen.
    pub above: Option<usize>,
    /// The certainty of that link.
    pub certainty: Certainty,
}

impl LaneRows {
    /// Returns the rows of a choice, with what is known already; `None` if they are these.
    /// The flag states that no earlier request is valid.
    pub fn chosen(&self, choice: &LanesChoice) -> Option<(LaneRows, bool)> {
        if self.choice.as_ref() == Some(choice) {
            return None;
        }
        let is_new = self.choice.as_ref().is_none_or(|before| !before.has_sessions_of(choice));
        let known = if is_new { LaneRows::default() } else { self.clone() };
        Some((LaneRows { choice: Some(choice.clone()), ..known }, is_new))
    }

    /// Returns the number of rows.
    pub fn len(&self) -> u64 {
        self.actors().iter().map(|actor| 1 + self.sessions(actor)).sum()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.actors().is_empty()
    }

    /// Returns the row at an index.
    pub fn at(&self, place: u64) -> Option<LaneRow<'_>> {
        let (actor, below) = self.locate(place)?;
        let Some(number) = below else { return Some(LaneRow::Actor(actor)) };
        let page = self.pages.get(&(actor.actor, number / PAGE_ROWS));
        let row = page.and_then(|page| page.get((number % PAGE_ROWS) as usize));
        Some(row.map_or(LaneRow::Waiting, LaneRow::Session))
    }

    /// Returns the actor or session at an index; `None` if it has not arrived yet.
    pub fn scope_at(&self, place: u64) -> Option<SessionScope> {
        self.at(place)?.of()
    }

    /// Returns the index of a row; `None` if it has not been fetched.
    pub fn place_of(&self, of: SessionScope) -> Option<u64> {
        let mut before = 0;
        for actor in self.actors() {
            if of == SessionScope::Actor(actor.actor) {
                return Some(before);
            }
            for ((_, page), rows) in self.pages.range((actor.actor, 0)..=(actor.actor, u64::MAX)) {
                if let Some(at) = rows.iter().position(|row| of == SessionScope::Session(row.session)) {
                    return Some(before + 1 + page * PAGE_ROWS + at as u64);
                }
            }
            before += 1 + self.sessions(actor);
        }
        None
    }

    /// Returns rows as they are painted.
    pub fn visible(&self, places: Range<u64>) -> Vec<VisibleLane> {
        let all: Vec<LaneRow<'_>> = places.map(|place| self.at(place).unwrap_or(LaneRow::Waiting)).collect();
        let place_of = |session: u32| {
            all.iter().position(|row| matches!(row, LaneRow::Session(row) if row.session == session))
        };
        let lane = |row: &LaneRow<'_>| {
            let (parent, certainty) = match row {
                LaneRow::Session(row) => (row.parent, row.certainty),
                _ => (None, Certainty::Exact),
            };
            VisibleLane {
                of: row.of(),
                span: row.span(),
                is_actor: matches!(row, LaneRow::Actor(_)),
                above: parent.and_then(place_of),
                certainty,
            }
        };
        all.iter().map(lane).collect()
    }

    /// Returns the missing pages of sessions when these rows are in view: the first of every actor,
    /// and those in view.
    pub fn missing(&self, seen: Range<u64>) -> BTreeSet<SessionPage> {
        let mut missing: BTreeSet<SessionPage> = self.actors().iter().map(|actor| (actor.actor, 0)).collect();
        for place in seen {
            if let Some((actor, Some(number))) = self.locate(place) {
                missing.insert((actor.actor, number / PAGE_ROWS));
            }
        }
        missing.retain(|page| !self.pages.contains_key(page));
        missing
    }

    /// Returns the rows with the answer for a page; `None` if the answer belongs to another choice.
    pub fn with(
        &self,
        choice: &LanesChoice,
        (actor, page): SessionPage,
        answer: Result<SessionList, String>,
    ) -> Option<LaneRows> {
        if !self.choice.as_ref()?.has_sessions_of(choice) {
            return None;
        }
        let mut next = self.clone();
        match answer {
            Ok(SessionList { total, rows }) => {
                next.totals.insert(actor, total.into());
                next.pages.insert((actor, page), Rc::new(rows));
            }
            Err(reason) => next.error = Some(reason),
        }
        Some(next)
    }

    fn actors(&self) -> &[ActorRow] {
        self.choice.as_ref().map_or(&[], |choice| &choice.actors)
    }

    fn sessions(&self, actor: &ActorRow) -> u64 {
        self.totals.get(&actor.actor).copied().unwrap_or(0)
    }

    fn locate(&self, place: u64) -> Option<(&ActorRow, Option<u64>)> {
        let mut rest = place;
        for actor in self.actors() {
            let below = self.sessions(actor);
            if rest <= below {
                return Some((actor, rest.checked_sub(1)));
            }
            rest -= 1 + below;
        }
        None
    }
}

/// Returns the request for a page of sessions.
pub fn sessions_request((actor, page): SessionPage, others: bool) -> SessionsRequest {
    SessionsRequest {
        of: SessionScope::Actor(actor),
        others,
        time: None,
        first: (page * PAGE_ROWS) as u32,
        limit: PAGE_ROWS as u32,
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::sessions::{ActorKind, SessionKind};

    /// An actor whose first and last event are at these times.
    pub fn actor(actor: u32, span: (i64, i64)) -> ActorRow {
        ActorRow {
            actor,
            name: format!("actor {actor}"),
            kind: ActorKind::User,
            id: String::new(),
            account: String::new(),
            certainty: Certainty::Exact,
            count: counts(span),
            sessions: 2,
            addresses: 1,
            accounts: Vec::new(),
            marks: Vec::new(),
        }
    }

    fn counts((first, last): (i64, i64)) -> EventCounts {
        EventCounts { events: 3, failed: 1, writes: 1, first_millis: Some(first), last_millis: Some(last) }
    }

    /// A session of an actor, obtained from another session.
    pub fn session(session: u32, actor: u32, parent: Option<u32>) -> SessionRow {
        SessionRow {
            session,
            actor,
            name: format!("session {session}"),
            id: String::new(),
            kind: SessionKind::Key,
            account: String::new(),
            access_key_id: String::new(),
            depth: 0,
            parent,
            certainty: Certainty::Inferred,
            doubt: Default::default(),
            obtained_by: "AssumeRole".to_owned(),
            opened: 1,
            count: counts((2_000, 3_000)),
        }
    }

    /// Two actors with two sessions each: 10 and 11, 20 and 21.
    pub fn rows() -> (LaneRows, LanesChoice) {
        let actors = Rc::new(vec![actor(1, (0, 10_000)), actor(2, (5_000, 60_000))]);
        let choice = LanesChoice { overview: Rc::default(), others: true, actors };
        let (mut rows, _) = LaneRows::default().chosen(&choice).unwrap();
        for actor in [1, 2] {
            let list =
                vec![session(actor * 10, actor, None), session(actor * 10 + 1, actor, Some(actor * 10))];
            rows = rows.with(&choice, (actor, 0), Ok(SessionList { total: 2, rows: list })).unwrap();
        }
        (rows, choice)
    }

    #[test]
    fn sessions_stand_below_their_actor() {
        let (rows, _) = rows();
        assert_eq!(rows.len(), 6);
        let scopes: Vec<_> = (0..7).map(|place| rows.scope_at(place)).collect();
        let (actor, session) = (SessionScope::Actor, SessionScope::Session);
        assert_eq!(
            scopes,
            [
                Some(actor(1)),
                Some(session(10)),
                Some(session(11)),
                Some(actor(2)),
                Some(session(20)),
                Some(session(21)),
                None
            ]
        );
        for (place, of) in scopes.into_iter().flatten().enumerate() {
            assert_eq!(rows.place_of(of), Some(place as u64));
        }
        assert_eq!(rows.visible(0..6)[5].above, Some(4));
        assert_eq!(rows.visible(5..6)[0].above, None, "its parent is not on screen");
    }

    #[test]
    fn missing_pages_are_named_until_they_arrive() {
        let (rows, choice) = rows();
        assert!(rows.missing(0..6).is_empty());
        let list = SessionList { total: 250, rows: vec![session(10, 1, None)] };
        let rows = rows.with(&choice, (1, 0), Ok(list)).unwrap();
        assert_eq!(rows.at(240), Some(LaneRow::Waiting));
        assert_eq!(rows.missing(195..205), BTreeSet::from([(1, 1), (1, 2)]));
        assert_eq!(sessions_request((1, 2), true).first, 200);
        let failed = rows.with(&choice, (1, 1), Err("gone".to_owned())).unwrap();
        assert_eq!(failed.error.as_deref(), Some("gone"));
    }

    #[test]
    fn another_choice_of_actors_keeps_sessions_and_another_run_does_not() {
        let (rows, choice) = rows();
        assert!(rows.chosen(&choice).is_none());
        let fewer = LanesChoice { actors: Rc::new(vec![actor(2, (0, 1))]), ..choice.clone() };
        let (next, is_new) = rows.chosen(&fewer).unwrap();
        assert!(!is_new);
        assert_eq!((next.len(), next.scope_at(1)), (3, Some(SessionScope::Session(20))));
        let alone = LanesChoice { others: false, ..choice.clone() };
        let (next, is_new) = rows.chosen(&alone).unwrap();
        assert!(is_new && next.len() == 2);
        assert!(next.with(&choice, (1, 0), Ok(SessionList::default())).is_none(), "an answer too late");
    }
}
