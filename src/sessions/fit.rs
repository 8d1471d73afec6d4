//! Whether a call that issued credentials names a given session.

use super::credential::{Credential, IdentityClass, permission_set};
use super::graph::{Graph, Session};
use super::issuance::{
    Issuance, IssueKind, arn_hash, permission_hash, principal_hash, role_hash, root_hash, session_hash,
};

/// Hashes by which a session is compared with what calls returned; 0 if unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ids {
    /// Hash of the id of the role or user and the session's name.
    pub principal: u64,
    /// Hash of account, role and the session's name.
    pub arn: u64,
    /// Hash of account and role.
    pub role: u64,
    /// Hash of account and permission set, for roles of IAM Identity Center.
    pub permission_set: u64,
}

impl Ids {
    /// Returns the ids of a session.
    pub fn of(graph: &Graph, session: &Session) -> Ids {
        let Credential { class, words, .. } = &session.credential;
        let text = |code: u32| graph.text(code);
        let (account, principal) = (text(words.account), text(words.principal));
        let (name, session_name) = (text(words.name), text(words.session_name));
        match class {
            IdentityClass::Session => {
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
            IdentityClass::Federated => {
                Ids { principal: session_hash(account, session_name), ..Ids::default() }
            }
            IdentityClass::Root => Ids { principal: root_hash(account), ..Ids::default() },
            _ => {
                let (id, name) = principal.split_once(':').unwrap_or((principal, ""));
                Ids { principal: principal_hash(id, name), ..Ids::default() }
            }
        }
    }
}

/// The session that a call names as the recipient of its credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecipientFit {
    /// The call names this session.
    Named,
    /// The call names nothing that tells sessions apart.
    Silent,
    /// The call names another session.
    Other,
}

/// Compares the session that a call names with `session`.
pub(super) fn fit(
    graph: &Graph,
    ids: &Ids,
    session: &Session,
    issue: &Issuance<u32>,
    caller: u32,
) -> RecipientFit {
    let Some(caller) = graph.session(caller) else { return RecipientFit::Silent };
    if issue.kind == IssueKind::Made {
        return owner(graph, session, issue, caller);
    }
    let pairs = [(issue.principal, ids.principal), (issue.arn, ids.arn), (issue.role, ids.role)];
    let known = || pairs.iter().filter(|(one, other)| *one != 0 && *other != 0);
    if known().any(|(one, other)| one != other) {
        return RecipientFit::Other;
    }
    // A role alone may have many sessions.
    if pairs[..2].iter().any(|(one, other)| *one != 0 && one == other) {
        return RecipientFit::Named;
    }
    // The credentials continue the identity of a user or root.
    let goes_on = matches!(graph.text(issue.words.event_name), "GetSessionToken" | "GetSigninToken");
    if goes_on {
        return same_identity(graph, caller, session);
    }
    // The call named a role, and this session is not of a role.
    let is_role = session.credential.class == IdentityClass::Session;
    if (issue.role != 0 || issue.arn != 0) && !is_role { RecipientFit::Other } else { RecipientFit::Silent }
}

/// Whether a long-term key was made for a session's user.
fn owner(graph: &Graph, session: &Session, issue: &Issuance<u32>, caller: &Session) -> RecipientFit {
    let text = |code: u32| graph.text(code);
    let owner = text(issue.words.subject);
    let of_caller = text(caller.credential.words.account);
    let account = match text(issue.words.account) {
        "" => of_caller,
        account => account,
    };
    let Credential { class, words, .. } = &session.credential;
    let own = text(words.account);
    if !account.is_empty() && !own.is_empty() && account != own {
        return RecipientFit::Other;
    }
    match class {
        // Without a user name, CreateAccessKey makes a key for its caller.
        IdentityClass::User | IdentityClass::Root if owner.is_empty() => {
            same_identity(graph, caller, session)
        }
        IdentityClass::User => match text(words.name) {
            "" => RecipientFit::Silent,
            name if name.eq_ignore_ascii_case(owner) => RecipientFit::Named,
            // The name is withheld or unknown, and the id is used in its place.
            name if name == text(words.principal) => RecipientFit::Silent,
            _ => RecipientFit::Other,
        },
        IdentityClass::Other | IdentityClass::Unknown => RecipientFit::Silent,
        _ => RecipientFit::Other,
    }
}

/// Whether two sessions have the same identity, as far as both state one.
fn same_identity(graph: &Graph, one: &Session, other: &Session) -> RecipientFit {
    let text = |code: u32| graph.text(code);
    let (class, words) = (one.credential.class, &one.credential.words);
    let (other_class, others) = (other.credential.class, &other.credential.words);
    if class != other_class {
        return RecipientFit::Other;
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
        false => RecipientFit::Other,
        true if both().count() >= 2 => RecipientFit::Named,
        true => RecipientFit::Silent,
    }
}
