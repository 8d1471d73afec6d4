//! Redacts sessions, actors, and the trees of their chains.

use super::Redact;
use crate::redaction::Redactor;
use crate::sessions::{ActorRow, ChainNode, ChainTree, SessionRow};

impl Redact for ChainTree {
    fn redacted(&self, by: &Redactor) -> ChainTree {
        let ChainTree { nodes, left_out } = self;
        ChainTree { nodes: nodes.redacted(by), left_out: *left_out }
    }
}

impl Redact for ChainNode {
    fn redacted(&self, by: &Redactor) -> ChainNode {
        let ChainNode {
            above,
            session,
            actor,
            name,
            kind,
            account,
            obtained_by,
            certainty,
            doubt,
            gap,
            count,
            folded,
        } = self;
        ChainNode {
            above: *above,
            session: *session,
            actor: *actor,
            name: by.redact_name(name),
            kind: kind.clone(),
            account: by.redact_name(account),
            obtained_by: by.redact_event_name(obtained_by),
            certainty: *certainty,
            doubt: doubt.redacted(by),
            gap: gap.redacted(by),
            count: *count,
            folded: *folded,
        }
    }
}

impl Redact for ActorRow {
    fn redacted(&self, by: &Redactor) -> ActorRow {
        let ActorRow {
            actor,
            name,
            kind,
            id,
            account,
            certainty,
            count,
            sessions,
            addresses,
            accounts,
            marks,
        } = self;
        ActorRow {
            actor: *actor,
            name: by.redact_name(name),
            kind: *kind,
            id: by.redact_name(id),
            account: by.redact_name(account),
            certainty: *certainty,
            count: *count,
            sessions: *sessions,
            addresses: *addresses,
            accounts: accounts.iter().map(|account| by.redact_name(account)).collect(),
            marks: marks.clone(),
        }
    }
}

impl Redact for SessionRow {
    fn redacted(&self, by: &Redactor) -> SessionRow {
        let SessionRow {
            session,
            actor,
            name,
            id,
            kind,
            account,
            access_key_id,
            depth,
            parent,
            certainty,
            doubt,
            obtained_by,
            opened,
            count,
        } = self;
        SessionRow {
            session: *session,
            actor: *actor,
            name: by.redact_name(name),
            id: by.redact_name(id),
            kind: *kind,
            account: by.redact_name(account),
            access_key_id: by.redact_name(access_key_id),
            depth: *depth,
            parent: *parent,
            certainty: *certainty,
            doubt: doubt.redacted(by),
            obtained_by: by.redact_event_name(obtained_by),
            opened: *opened,
            count: *count,
        }
    }
}
