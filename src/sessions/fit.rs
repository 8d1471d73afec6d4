//! Whether a call that issued credentials names a session as theirs.

use super::bearer::{Bearer, Class, permission_set};
use super::graph::{Graph, Session};
use super::issue::{
    Issue, IssueKind, arn_hash, permission_hash, principal_hash, role_hash, root_hash, session_hash,
};

/// The hashes by which a session is compared with what calls returned; 0 for
/// none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ids {
    /// By the id of the role or user and the session's name.
    pub principal: u64,
    /// By account, role and the session's name.
    pub arn: u64,
    /// By account and role.
    pub role: u64,
    /// By account and permission set, of roles of IAM Identity Center.
    pub permission_set: u64,
}

impl Ids {
    /// Those of a session.
    pub fn of(graph: &Graph, session: &Session) -> Ids {
        let Bearer { class, words, .. } = &session.bearer;
        let text = |code: u32| graph.text(code);
        let (account, principal) = (text(words.account), text(words.principal));
        let (name, session_name) = (text(words.name), text(words.session_name));
        match class {
            Class::Session => {
                let is_known = !account.is_empty() && !name.is_empty();
                let known = |hash: u64| if is_known { hash } else { 0 };
                Ids {
                    principal: principal_hash(principal, session_name),
                    arn: if session_name.is_empty() {
                        0
                    } else {
                        known(arn_hash(account, name, session_name))
                    },
                    role: known(role_hash(account, name)),
                    permission_set: permission_set(name)
                        .map_or(0, |set| known(permission_hash(account, set))),
                }
            }
            Class::Federated => Ids { principal: session_hash(account, session_name), ..Ids::default() },
            Class::Root => Ids { principal: root_hash(account), ..Ids::default() },
            _ => {
                let (id, name) = principal.split_once(':').unwrap_or((principal, ""));
                Ids { principal: principal_hash(id, name), ..Ids::default() }
            }
        }
    }
}

/// What a call says of whose credentials it issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// This session's.
    Named,
    /// Nothing that tells sessions apart.
    Silent,
    /// Another's.
    Other,
}

/// Whether a call names a session.
pub(super) fn fit(graph: &Graph, ids: &Ids, session: &Session, issue: &Issue<u32>, caller: u32) -> Fit {
    let Some(caller) = graph.session(caller) else { return Fit::Silent };
    if issue.kind == IssueKind::Made {
        return owner(graph, session, issue, caller);
    }
    let pairs = [(issue.principal, ids.principal), (issue.arn, ids.arn), (issue.role, ids.role)];
    let known = || pairs.iter().filter(|(one, other)| *one != 0 && *other != 0);
    if known().any(|(one, other)| one != other) {
        return Fit::Other;
    }
    // A role alone has many sessions.
    if pairs[..2].iter().any(|(one, other)| *one != 0 && one == other) {
        return Fit::Named;
    }
    // A user or root goes on as the same one.
    let goes_on = matches!(graph.text(issue.words.event_name), "GetSessionToken" | "GetSigninToken");
    if goes_on {
        return same_identity(graph, caller, session);
    }
    // A role was named, and this is none.
    let is_role = session.bearer.class == Class::Session;
    if (issue.role != 0 || issue.arn != 0) && !is_role { Fit::Other } else { Fit::Silent }
}

/// Whether a long-term key was made for a session's user.
fn owner(graph: &Graph, session: &Session, issue: &Issue<u32>, caller: &Session) -> Fit {
    let text = |code: u32| graph.text(code);
    let owner = text(issue.words.subject);
    let of_caller = text(caller.bearer.words.account);
    let account = match text(issue.words.account) {
        "" => of_caller,
        account => account,
    };
    let Bearer { class, words, .. } = &session.bearer;
    let own = text(words.account);
    if !account.is_empty() && !own.is_empty() && account != own {
        return Fit::Other;
    }
    match class {
        // Whoever names nobody makes a key for itself.
        Class::User | Class::Root if owner.is_empty() => same_identity(graph, caller, session),
        Class::User => match text(words.name) {
            "" => Fit::Silent,
            name if name.eq_ignore_ascii_case(owner) => Fit::Named,
            // The name is withheld or unknown, and the id stands in its place.
            name if name == text(words.principal) => Fit::Silent,
            _ => Fit::Other,
        },
        Class::Other | Class::Unknown => Fit::Silent,
        _ => Fit::Other,
    }
}

/// Whether two sessions are of one identity, as far as both say.
fn same_identity(graph: &Graph, one: &Session, other: &Session) -> Fit {
    let text = |code: u32| graph.text(code);
    let (class, words) = (one.bearer.class, &one.bearer.words);
    let (other_class, others) = (other.bearer.class, &other.bearer.words);
    if class != other_class {
        return Fit::Other;
    }
    let pairs = [
        (words.account, others.account),
        (words.principal, others.principal),
        (words.name, others.name),
        (words.session_name, others.session_name),
    ];
    let known = || pairs.iter().map(|(one, other)| (text(*one), text(*other)));
    let both = || known().filter(|(one, other)| !one.is_empty() && !other.is_empty());
    match both().all(|(one, other)| one == other) {
        false => Fit::Other,
        true if both().count() >= 2 => Fit::Named,
        true => Fit::Silent,
    }
}
