//! Why a call is not, or not for certain, the one that issued a session's
//! credentials.

use super::bearer::Class;
use super::graph::{Graph, Issuing, Session};
use super::issue::IssueKind;
use crate::text::counted;

/// What speaks against a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Several calls returned the key; how many.
    SeveralIssuers(u32),
    /// The key was used before the call; by how many milliseconds.
    UsedBefore(i64),
    /// The call, or all uses of the key, have no time.
    NoTime,
    /// Another identity uses the key, too.
    OtherBearers,
    /// The call names another identity.
    OtherOwner,
    /// The call returned another key.
    OtherKey,
    /// The session began so many milliseconds after the call, or before.
    OtherTime(i64),
    /// The session's records do not say when it began.
    NoBeginning,
    /// Other calls, with other credentials, fit as well.
    Equals,
    /// The call came from an address that the session was not used from.
    OtherAddress,
    /// The call was made by another person.
    OtherPerson,
}

/// A length of time to read.
fn length(millis: i64) -> String {
    let seconds = millis.unsigned_abs() / 1000;
    match seconds {
        0 => "less than a second".to_owned(),
        1..120 => counted(seconds, "second", "seconds"),
        120..7_200 => counted(seconds / 60, "minute", "minutes"),
        _ => counted(seconds / 3600, "hour", "hours"),
    }
}

/// Whose credentials a call says it issued, as far as it names them.
fn named(graph: &Graph, issuing: &Issuing) -> String {
    match (issuing.issue.kind, graph.text(issuing.issue.words.subject)) {
        (IssueKind::Made, "") => graph.session(issuing.caller).map_or_else(
            || "its caller".to_owned(),
            |caller| graph.text(caller.bearer.words.name).to_owned(),
        ),
        (IssueKind::Made, owner) => owner.to_owned(),
        _ => "another session".to_owned(),
    }
}

/// Returns the name of a session's identity.
fn bearer(graph: &Graph, session: &Session) -> String {
    match session.bearer.class {
        Class::User => graph.text(session.bearer.words.name).to_owned(),
        _ => graph.session_name(session),
    }
}

impl Doubt {
    /// A sentence for it.
    pub fn sentence(self, graph: &Graph, session: &Session, issuing: &Issuing) -> String {
        match self {
            Doubt::SeveralIssuers(calls) => format!(
                "Not exact: {} returned this access key, and a key is issued once.",
                counted(u64::from(calls), "different call", "different calls")
            ),
            Doubt::UsedBefore(millis) => {
                format!("Not exact: the credentials were used {} before the call that returned them.", length(millis))
            }
            Doubt::NoTime => {
                "Not exact: without times it is not known whether the key was used after it was issued.".to_owned()
            }
            Doubt::OtherBearers => {
                "Not exact: records name more than one identity as the user of this access key.".to_owned()
            }
            Doubt::OtherOwner => format!(
                "Not linked: the call returned this access key for {} of account {}, but {} of account {} uses it.",
                named(graph, issuing),
                known(graph.text(issuing.issue.words.account)),
                bearer(graph, session),
                known(graph.text(session.bearer.words.account)),
            ),
            Doubt::OtherKey => {
                "Not linked: ids and time fit, but the call returned another access key.".to_owned()
            }
            Doubt::OtherTime(millis) => format!(
                "Not linked: the ids fit, but the session began {} {} the call.",
                length(millis),
                if millis < 0 { "before" } else { "after" }
            ),
            Doubt::NoBeginning => {
                "Not linked: the ids fit, but the session's records do not say when it began.".to_owned()
            }
            Doubt::Equals => {
                "Not linked: calls with different credentials fit equally well.".to_owned()
            }
            Doubt::OtherAddress => {
                "Not linked: account, role and time fit, but the session was not used from the address of the call."
                    .to_owned()
            }
            Doubt::OtherPerson => {
                "Not linked: account, role and time fit, but the call was made by another person.".to_owned()
            }
        }
    }
}

fn known(account: &str) -> &str {
    if account.is_empty() { "unknown" } else { account }
}
