//! The session and the actor of each identity, applied after the sessions of all workers have been
//! followed. Rows have them as fields like any other; a test of a chain walks up the sessions.

use super::dictionary::{FieldValues, Interner};
use super::packing::{PackedReader, PackingError};

/// The index that stands for no session.
const NONE: u32 = u32::MAX;

/// A session of some identity of this shard, or one above such a session.
#[derive(Clone, Copy, Debug)]
struct LineageSession {
    /// Its number among the sessions of all workers.
    session: u32,
    /// Index of its actor.
    actor: u32,
    /// Index of the session that it was obtained from, or [`NONE`].
    above: u32,
    /// The codes of its id and its name.
    names: [u32; 2],
}

/// The actor of a session.
#[derive(Clone, Copy, Debug)]
struct LineageActor {
    /// Its number among the actors of all workers.
    actor: u32,
    /// The codes of its name and its id.
    names: [u32; 2],
}

/// Sessions and actors of the identity entries of a shard.
#[derive(Debug, Default)]
pub struct Lineage {
    names: Interner,
    actors: Vec<LineageActor>,
    nodes: Vec<LineageSession>,
    /// The node of each identity entry.
    of_entry: Vec<u32>,
    /// The node at the root of each node's chain.
    roots: Vec<u32>,
    issued: IssuedKeys,
}

/// Records that issued access keys.
#[derive(Debug, Default)]
pub struct IssuedKeys {
    /// The keys.
    pub keys: FieldValues,
    /// The records, ascending, each with the code of its key.
    pub records: Vec<(u32, u32)>,
}

impl IssuedKeys {
    /// Frees what is needed only to add keys and records.
    fn close(&mut self) {
        self.keys.close();
        self.records.shrink_to_fit();
    }
}

impl Lineage {
    /// Reads the notes about bearers: texts, actors, sessions, and the session of each bearer.
    /// `of_entry` is the bearer of each identity entry.
    ///
    /// # Errors
    /// If the bytes are malformed or of another build.
    pub fn read(bytes: &[u8], of_entry: &[u32], mut issued: IssuedKeys) -> Result<Lineage, PackingError> {
        let mut reader = PackedReader(bytes);
        let mut names = Interner::default();
        names.intern(b"");
        for _ in 0..reader.small()? {
            names.intern(reader.text()?);
        }
        names.close();
        issued.close();
        let count = names.len() as u32;
        let name = |reader: &mut PackedReader<'_>| {
            Some(reader.small()?).filter(|code| *code < count).ok_or(PackingError::Contradiction)
        };
        let mut actors = Vec::new();
        for _ in 0..reader.small()? {
            let actor = reader.small()?;
            actors.push(LineageActor { actor, names: [name(&mut reader)?, name(&mut reader)?] });
        }
        let mut nodes: Vec<LineageSession> = Vec::new();
        let mut roots = Vec::new();
        for place in 0..reader.small()? {
            let session = reader.small()?;
            let actor = reader.small()?;
            // Each comes after the one above it, so there are no cycles.
            let above = reader.small()?.checked_sub(1).unwrap_or(NONE);
            if actor as usize >= actors.len() || above != NONE && above >= place {
                return Err(PackingError::Contradiction);
            }
            nodes.push(LineageSession {
                session,
                actor,
                above,
                names: [name(&mut reader)?, name(&mut reader)?],
            });
            roots.push(roots.get(above as usize).copied().unwrap_or(place));
        }
        let mut of_bearer = Vec::new();
        for _ in 0..reader.small()? {
            of_bearer.push(reader.small()?);
        }
        let of_entry = of_entry.iter().map(|bearer| {
            let node = of_bearer.get(*bearer as usize).copied();
            node.filter(|node| (*node as usize) < nodes.len()).ok_or(PackingError::Contradiction)
        });
        let of_entry = of_entry.collect::<Result<Vec<u32>, _>>()?;
        nodes.shrink_to_fit();
        roots.shrink_to_fit();
        Ok(Lineage { names, actors, nodes, of_entry, roots, issued })
    }

    fn text(&self, code: u32) -> &str {
        std::str::from_utf8(self.names.bytes(code)).unwrap_or_default()
    }

    fn node(&self, entry: u32) -> Option<&LineageSession> {
        self.nodes.get(*self.of_entry.get(entry as usize)? as usize)
    }

    fn actor_of(&self, node: &LineageSession) -> Option<&LineageActor> {
        self.actors.get(node.actor as usize)
    }

    /// Returns the name and the id of an entry's actor.
    pub fn actor(&self, entry: u32) -> Option<(&str, &str)> {
        let names = self.node(entry).and_then(|node| self.actor_of(node))?.names;
        Some((self.text(names[0]), self.text(names[1])))
    }

    /// Returns the number of identity entries that are covered.
    pub fn entries(&self) -> usize {
        self.of_entry.len()
    }

    /// Returns the session and the actor of an identity entry, by their numbers.
    pub fn of(&self, entry: u32) -> Option<(u32, u32)> {
        let node = self.node(entry)?;
        Some((node.session, self.actor_of(node)?.actor))
    }

    /// Returns the name of an entry's actor.
    pub fn actor_name(&self, entry: u32) -> Option<&str> {
        self.node(entry).and_then(|node| self.actor_of(node)).map(|actor| self.text(actor.names[0]))
    }

    /// Returns the id of an entry's session.
    pub fn session_id(&self, entry: u32) -> Option<&str> {
        self.node(entry).map(|node| self.text(node.names[0]))
    }

    /// Returns the name of the actor at the root of an entry's chain.
    pub fn chain_name(&self, entry: u32) -> Option<&str> {
        let root = self.roots.get(*self.of_entry.get(entry as usize)? as usize)?;
        let node = self.nodes.get(*root as usize)?;
        self.actor_of(node).map(|actor| self.text(actor.names[0]))
    }

    /// Returns for each entry whether the name or id of its actor passes.
    pub fn with_actor(&self, passes: impl Fn(&str) -> bool) -> Vec<bool> {
        let actors = self.passing_actors(&passes);
        self.by_entry(|node| actors[node.actor as usize])
    }

    /// Returns for each entry whether the id or name of its session passes.
    pub fn with_session(&self, passes: impl Fn(&str) -> bool) -> Vec<bool> {
        self.by_entry(|node| self.any(&node.names, &passes))
    }

    /// Returns for each entry whether the name or id of a session or an actor in its chain passes;
    /// the chain goes from the entry's own session up.
    pub fn with_chain(&self, passes: impl Fn(&str) -> bool) -> Vec<bool> {
        let actors = self.passing_actors(&passes);
        let mut nodes: Vec<bool> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let above = nodes.get(node.above as usize).copied().unwrap_or(false);
            nodes.push(above || actors[node.actor as usize] || self.any(&node.names, &passes));
        }
        self.of_entry.iter().map(|node| nodes[*node as usize]).collect()
    }

    /// Returns for each entry whether a session, given by its number, is in its chain.
    pub fn below(&self, session: u32) -> Vec<bool> {
        let mut nodes: Vec<bool> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let above = nodes.get(node.above as usize).copied().unwrap_or(false);
            nodes.push(above || node.session == session);
        }
        self.of_entry.iter().map(|node| nodes[*node as usize]).collect()
    }

    /// Returns the records that issued a key that passes, ascending.
    pub fn issuing(&self, passes: impl Fn(&str) -> bool) -> Vec<u32> {
        let IssuedKeys { keys, records } = &self.issued;
        let passing: Vec<bool> =
            (0..keys.codes() as u32).map(|code| keys.text(code).is_some_and(&passes)).collect();
        records.iter().filter(|(_, code)| passing[*code as usize]).map(|(record, _)| *record).collect()
    }

    /// Returns the keys that records issued.
    pub fn issued(&self) -> &IssuedKeys {
        &self.issued
    }

    fn any(&self, names: &[u32], passes: &impl Fn(&str) -> bool) -> bool {
        names.iter().any(|code| *code != 0 && passes(self.text(*code)))
    }

    fn passing_actors(&self, passes: &impl Fn(&str) -> bool) -> Vec<bool> {
        self.actors.iter().map(|actor| self.any(&actor.names, passes)).collect()
    }

    fn by_entry(&self, passes: impl Fn(&LineageSession) -> bool) -> Vec<bool> {
        self.of_entry.iter().map(|node| passes(&self.nodes[*node as usize])).collect()
    }
}
