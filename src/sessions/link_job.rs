//! Follows credentials through everything that the workers shared, step by step.

use hashbrown::HashMap;

use super::actors::Assigner;
use super::answers::{Certainty, LinkProgress};
use super::collect::{BEARER_WORDS, VERSION, packet};
use super::copies;
use super::credential::{Credential, CredentialTexts, IdentityClass};
use super::graph::{EventTally, Graph, Issuing, NONE, Session};
use super::issuance::{Issuance, IssueKind, IssueWords};
use super::link::Linker;
use super::sums::{Pairs, Summer};
use crate::store::packing::{PackedReader, PackingError};
use crate::store::rows::NO_TIME;

/// Follows sessions, step by step.
#[derive(Debug)]
pub(super) struct LinkJob {
    shares: Vec<Vec<u8>>,
    /// The share that is being read; `at` is the position in it.
    worker: usize,
    at: usize,
    read: u64,
    total: u64,
    phase: LinkJobPhase,
    graph: Graph,
    by_hash: HashMap<u128, u32>,
    /// The hash of each session, until the sessions are numbered.
    hashes: Vec<u128>,
    /// For each text code of the current share, its code in the pool.
    texts: Vec<u32>,
    pairs: Pairs,
}

/// The phases of following, in order.
#[derive(Debug)]
enum LinkJobPhase {
    Read,
    NumberSessions,
    NumberIssues,
    Copies,
    Link(Linker),
    Actors(Assigner),
    Sums(Summer),
    Done,
}

impl LinkJobPhase {
    /// Returns the number of completed phases after reading.
    fn done(&self) -> u64 {
        match self {
            LinkJobPhase::Read | LinkJobPhase::NumberSessions => 0,
            LinkJobPhase::NumberIssues => 1,
            LinkJobPhase::Copies => 2,
            LinkJobPhase::Link(_) => 3,
            LinkJobPhase::Actors(_) => 4,
            LinkJobPhase::Sums(_) => 5,
            LinkJobPhase::Done => PHASES,
        }
    }
}

/// Number of phases after reading.
const PHASES: u64 = 6;

impl LinkJob {
    /// Creates a follower for the shares of all workers.
    pub fn new(shares: Vec<Vec<u8>>) -> LinkJob {
        let bytes: usize = shares.iter().map(Vec::len).sum();
        let graph = Graph { of_bearer: vec![Vec::new(); shares.len()], ..Graph::default() };
        // The progress estimate: each phase after reading takes about as long as reading an eighth
        // of the bytes.
        let total = bytes as u64 + PHASES * (bytes as u64 / 8 + 1);
        LinkJob {
            shares,
            worker: 0,
            at: 0,
            read: 0,
            total,
            phase: LinkJobPhase::Read,
            graph,
            by_hash: HashMap::new(),
            hashes: Vec::new(),
            texts: Vec::new(),
            pairs: Pairs::default(),
        }
    }

    /// Returns the progress.
    pub fn progress(&self) -> LinkProgress {
        let phases = self.phase.done() * ((self.total - self.read) / PHASES);
        LinkProgress { done: self.read + phases, total: self.total }
    }

    /// Does one step. Returns whether all is done.
    ///
    /// # Errors
    /// If a share is not of this build.
    pub fn step(&mut self) -> Result<bool, PackingError> {
        let graph = &mut self.graph;
        let next = match &mut self.phase {
            LinkJobPhase::Read => {
                self.read_packet()?;
                None
            }
            LinkJobPhase::NumberSessions => {
                self.number_sessions();
                Some(LinkJobPhase::NumberIssues)
            }
            LinkJobPhase::NumberIssues => {
                number_issues(graph);
                Some(LinkJobPhase::Copies)
            }
            LinkJobPhase::Copies => {
                copies::find(graph);
                Some(LinkJobPhase::Link(Linker::default()))
            }
            LinkJobPhase::Link(linker) => {
                linker.step(graph, &self.pairs.addresses).then(|| LinkJobPhase::Actors(Assigner::default()))
            }
            LinkJobPhase::Actors(assigner) => {
                let pairs = &mut self.pairs;
                assigner.step(graph).then(|| LinkJobPhase::Sums(Summer::new(std::mem::take(pairs))))
            }
            LinkJobPhase::Sums(summer) => summer.step(graph).then_some(LinkJobPhase::Done),
            LinkJobPhase::Done => None,
        };
        if let Some(next) = next {
            self.phase = next;
        }
        Ok(matches!(self.phase, LinkJobPhase::Done))
    }

    /// Returns the result.
    pub fn finish(self) -> Graph {
        self.graph
    }

    fn read_packet(&mut self) -> Result<(), PackingError> {
        let Some(share) = self.shares.get_mut(self.worker) else {
            self.phase = LinkJobPhase::NumberSessions;
            self.by_hash = HashMap::new();
            self.texts = Vec::new();
            self.graph.pool.close();
            return Ok(());
        };
        if self.at >= share.len() {
            // Frees the share that was read: the memory is needed for the next phases.
            *share = Vec::new();
            (self.worker, self.at) = (self.worker + 1, 0);
            return Ok(());
        }
        let share = std::mem::take(share);
        let result = self.read_from(&share);
        self.shares[self.worker] = share;
        result
    }

    fn read_from(&mut self, share: &[u8]) -> Result<(), PackingError> {
        let begin = self.at;
        let mut reader = PackedReader(share.get(begin..).ok_or(PackingError::Ends)?);
        if begin == 0 {
            if reader.byte()? != VERSION {
                return Err(PackingError::Version);
            }
            self.texts.clear();
            self.texts.push(0);
        } else {
            let tag = reader.byte()?;
            for _ in 0..reader.small()? {
                match tag {
                    packet::TEXTS => {
                        let code = self.graph.pool.code(reader.text()?);
                        self.texts.push(code);
                    }
                    packet::BEARERS => self.read_bearer(&mut reader)?,
                    packet::ADDRESSES => {
                        let (session, address) = (self.session(&mut reader)?, self.text(&mut reader)?);
                        let (events, first) = (reader.small()?, read_time(&mut reader)?);
                        self.pairs.addresses.push((session, address, events, first));
                    }
                    packet::ACCOUNTS => {
                        let (session, account) = (self.session(&mut reader)?, self.text(&mut reader)?);
                        reader.small()?;
                        self.pairs.accounts.push((session, account));
                    }
                    packet::DENIED => {
                        let session = self.session(&mut reader)?;
                        let (slot, calls) = (reader.signed()?, reader.small()?);
                        self.pairs.denied.push((session, slot, calls));
                    }
                    packet::ISSUES => self.read_issue(&mut reader)?,
                    _ => return Err(PackingError::Contradiction),
                }
            }
        }
        self.at = share.len() - reader.0.len();
        self.read += (self.at - begin) as u64;
        Ok(())
    }

    fn text(&self, reader: &mut PackedReader<'_>) -> Result<u32, PackingError> {
        self.texts.get(reader.small()? as usize).copied().ok_or(PackingError::Contradiction)
    }

    fn session(&self, reader: &mut PackedReader<'_>) -> Result<u32, PackingError> {
        let credential = reader.small()? as usize;
        self.graph.of_bearer[self.worker].get(credential).copied().ok_or(PackingError::Contradiction)
    }

    fn read_bearer(&mut self, reader: &mut PackedReader<'_>) -> Result<(), PackingError> {
        let hash = reader.hash()?;
        let class = IdentityClass::of(reader.byte()?);
        let flags = reader.byte()?;
        let created = Some(read_time(reader)?).filter(|millis| *millis != NO_TIME);
        let mut codes = [0; BEARER_WORDS];
        for code in &mut codes {
            *code = self.text(reader)?;
        }
        let credential = Credential {
            class,
            words: CredentialTexts::from_list(codes),
            created,
            mfa: read_flag(flags),
            from_ec2: flags >> 2 & 1 == 1,
            assumed_root: flags >> 3 & 1 == 1,
            masked_key: flags >> 4 & 1 == 1,
        };
        let mut tally = EventTally {
            by_program: flags >> 5 & 1 == 1,
            events: reader.small()?,
            failed: reader.small()?,
            writes: reader.small()?,
            ..EventTally::default()
        };
        tally.first = read_time(reader)?;
        if tally.first != NO_TIME {
            let length = i64::try_from(reader.number()?).map_err(|_| PackingError::Contradiction)?;
            tally.last = tally.first.saturating_add(length);
        }
        let next = self.graph.sessions.len() as u32;
        let number = *self.by_hash.entry(hash).or_insert(next);
        match self.graph.sessions.get_mut(number as usize) {
            Some(known) => {
                known.credential.merge(&credential, self.graph.pool.texts());
                known.tally.add(&tally);
            }
            None => {
                self.hashes.push(hash);
                self.graph.sessions.push(Session {
                    credential,
                    ids: 0,
                    tally,
                    parent: NONE,
                    link: None,
                    made: None,
                    portal: NONE,
                    has_candidates: false,
                    actor: NONE,
                    certainty: Certainty::Exact,
                });
            }
        }
        self.graph.of_bearer[self.worker].push(number);
        Ok(())
    }

    fn read_issue(&mut self, reader: &mut PackedReader<'_>) -> Result<(), PackingError> {
        let caller = self.session(reader)?;
        let record = reader.small()?;
        let is_guid = reader.byte()? == 1;
        let id = reader.hash()?;
        let kind = IssueKind::of(reader.byte()?);
        let flags = reader.byte()?;
        let millis = reader.signed()?;
        let (principal, arn) = (reader.whole()?, reader.whole()?);
        let (role, shared) = (reader.whole()?, reader.whole()?);
        let mut codes = [0; 7];
        for code in &mut codes {
            *code = self.text(reader)?;
        }
        let words = IssueWords::from_list(codes);
        let issue = Issuance {
            kind,
            words,
            millis,
            principal,
            arn,
            role,
            shared,
            mfa: read_flag(flags),
            for_person: flags >> 2 & 1 == 1,
            masked_key: flags >> 3 & 1 == 1,
        };
        let worker = self.worker as u32;
        self.graph.issues.push(Issuing { issue, caller, worker, record, id, is_guid, copy_of: NONE });
        Ok(())
    }

    /// Numbers the sessions in the order of their hashes, so that the numbers depend only on the
    /// sessions.
    fn number_sessions(&mut self) {
        let graph = &mut self.graph;
        let hashes = std::mem::take(&mut self.hashes);
        let mut order: Vec<u32> = (0..hashes.len() as u32).collect();
        order.sort_unstable_by_key(|session| hashes[*session as usize]);
        let place = reorder(&mut graph.sessions, &order);
        graph.sessions.shrink_to_fit();
        let moved = |session: &mut u32| *session = place[*session as usize];
        graph.of_bearer.iter_mut().flatten().for_each(moved);
        graph.issues.iter_mut().for_each(|issuing| moved(&mut issuing.caller));
        let Pairs { addresses, accounts, denied } = &mut self.pairs;
        addresses.iter_mut().for_each(|(session, ..)| moved(session));
        accounts.iter_mut().for_each(|(session, ..)| moved(session));
        denied.iter_mut().for_each(|(session, ..)| moved(session));
        // The linker looks up the addresses of a session.
        addresses.sort_unstable();
    }
}

/// Numbers the issues in an order that depends only on the events.
fn number_issues(graph: &mut Graph) {
    let (pool, issues) = (&graph.pool, &graph.issues);
    let mut order: Vec<u32> = (0..issues.len() as u32).collect();
    // Copies of an event in several accounts may share an id.
    order.sort_unstable_by(|a, b| {
        let (a, b) = (&issues[*a as usize], &issues[*b as usize]);
        (a.id, a.caller).cmp(&(b.id, b.caller)).then_with(|| {
            let account = |issuing: &Issuing| issuing.issue.words.account;
            pool.text(account(a)).cmp(pool.text(account(b)))
        })
    });
    reorder(&mut graph.issues, &order);
    graph.issues.shrink_to_fit();
}

/// Reorders items in place, without a second list of them. Returns the new place of each item.
fn reorder<T>(things: &mut [T], order: &[u32]) -> Vec<u32> {
    let mut place = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old as usize] = new as u32;
    }
    let mut left = place.clone();
    for at in 0..things.len() {
        while left[at] as usize != at {
            let to = left[at] as usize;
            things.swap(at, to);
            left.swap(at, to);
        }
    }
    place
}

fn read_time(reader: &mut PackedReader<'_>) -> Result<i64, PackingError> {
    if reader.byte()? == 0 { Ok(NO_TIME) } else { reader.signed() }
}

fn read_flag(flags: u8) -> Option<bool> {
    match flags & 3 {
        0 => None,
        flag => Some(flag == 2),
    }
}
