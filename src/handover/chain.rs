//! Redacts sessions, actors, and the trees of their chains.

use super::fields::redact_fields;
use crate::sessions::{ActorRow, ChainNode, ChainTree, SessionRow};

redact_fields! {
    ChainTree {
        Inner: nodes;
        Keep: left_out;
    }
    ChainNode {
        Name: name, account;
        EventName: obtained_by;
        Inner: doubt, gap;
        Keep: above, session, actor, kind, certainty, count, folded;
    }
    ActorRow {
        Name: name, id, account, accounts;
        Keep: actor, kind, certainty, count, sessions, addresses, marks;
    }
    SessionRow {
        Name: name, id, account, access_key_id;
        EventName: obtained_by;
        Inner: doubt;
        Keep: session, actor, kind, depth, parent, certainty, opened, count;
    }
}
