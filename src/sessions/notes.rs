//! The notes that each worker receives after sessions have been followed: for each of its credentials
//! the session, its actor and the session that it was obtained from.

use hashbrown::HashMap;

use super::graph::{Graph, NONE};
use crate::store::packing::PackedWriter;

/// Texts by code, in the order of first use; code 0 is the empty text.
#[derive(Default)]
struct NoteTexts {
    codes: HashMap<String, u32>,
    out: PackedWriter,
}

impl NoteTexts {
    fn code(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        let next = self.codes.len() as u32 + 1;
        *self.codes.entry_ref(text).or_insert_with(|| {
            self.out.text(text.as_bytes());
            next
        })
    }
}

/// Returns the notes for one worker, in the format that
/// [`Lineage::read`](crate::store::lineage::Lineage::read) reads.
pub(super) fn notes(graph: &Graph, worker: usize) -> Vec<u8> {
    let credentials = graph.of_bearer.get(worker).map(Vec::as_slice).unwrap_or_default();
    let mut texts = NoteTexts::default();
    let (mut actors, mut nodes, mut places) =
        (PackedWriter::default(), PackedWriter::default(), PackedWriter::default());
    let mut actor_places: HashMap<u32, u32> = HashMap::new();
    let mut node_places: HashMap<u32, u32> = HashMap::new();
    for credential in credentials {
        // A session comes after the sessions above it.
        let mut way = Vec::new();
        let mut at = *credential;
        while at != NONE && !node_places.contains_key(&at) {
            way.push(at);
            at = graph.session(at).map_or(NONE, |session| graph.above(session));
        }
        while let Some(number) = way.pop() {
            let Some(session) = graph.session(number) else { continue };
            let next = actor_places.len() as u32;
            let actor = *actor_places.entry(session.actor).or_insert_with(|| {
                let (name, id) = graph
                    .actors
                    .get(session.actor as usize)
                    .map_or(("", ""), |actor| (&actor.name, &actor.id));
                actors.number(u64::from(session.actor));
                actors.number(u64::from(texts.code(name)));
                actors.number(u64::from(texts.code(id)));
                next
            });
            let above = node_places.get(&graph.above(session)).map_or(0, |place| place + 1);
            node_places.insert(number, node_places.len() as u32);
            nodes.number(u64::from(number));
            nodes.number(u64::from(actor));
            nodes.number(u64::from(above));
            nodes.number(u64::from(texts.code(&graph.session_id(session))));
            nodes.number(u64::from(texts.code(&graph.session_name(session))));
        }
        places.number(u64::from(node_places.get(credential).copied().unwrap_or(NONE)));
    }
    let mut out = PackedWriter::default();
    let parts = [
        (texts.codes.len(), texts.out),
        (actor_places.len(), actors),
        (node_places.len(), nodes),
        (credentials.len(), places),
    ];
    for (count, part) in parts {
        out.number(count as u64);
        out.0.extend_from_slice(&part.0);
    }
    out.0
}
