//! In words: reasons why a call did not, or not certainly, issue a session's credentials.

use super::credential::IdentityClass;
use super::graph::{Doubt, Graph, Issuing, Session};
use super::issuance::IssueKind;
use crate::base::remark::{Remark, RemarkPart};

/// Formats a duration for reading.
fn length(millis: i64) -> RemarkPart {
    let seconds = millis.unsigned_abs() / 1000;
    match seconds {
        0 => RemarkPart::words("less than a second"),
        1..120 => RemarkPart::counted(seconds, "second", "seconds"),
        120..7_200 => RemarkPart::counted(seconds / 60, "minute", "minutes"),
        _ => RemarkPart::counted(seconds / 3600, "hour", "hours"),
    }
}

/// Returns the owner of the credentials that a call issued, as far as the call names one.
fn named(graph: &Graph, issuing: &Issuing) -> RemarkPart {
    match (issuing.issue.kind, graph.text(issuing.issue.words.subject)) {
        (IssueKind::Made, "") => graph.session(issuing.caller).map_or_else(
            || RemarkPart::words("its caller"),
            |caller| RemarkPart::name(graph.text(caller.credential.words.name)),
        ),
        (IssueKind::Made, owner) => RemarkPart::name(owner),
        _ => RemarkPart::words("another session"),
    }
}

/// Returns the name of a session's identity.
fn credential(graph: &Graph, session: &Session) -> String {
    match session.credential.class {
        IdentityClass::User => graph.text(session.credential.words.name).to_owned(),
        _ => graph.session_name(session),
    }
}

impl Doubt {
    /// Returns a sentence that states the doubt.
    pub fn sentence(self, graph: &Graph, session: &Session, issuing: &Issuing) -> Remark {
        match self {
            Doubt::SeveralIssuers(calls) => Remark::of([
                RemarkPart::words("Not exact: "),
                RemarkPart::counted(u64::from(calls), "different call", "different calls"),
                RemarkPart::words(" returned this access key, and a key is issued once."),
            ]),
            Doubt::UsedBefore(millis) => Remark::of([
                RemarkPart::words("Not exact: the credentials were used "),
                length(millis),
                RemarkPart::words(" before the call that returned them."),
            ]),
            Doubt::NoTime => {
                "Not exact: without times it is not known whether the key was used after it was issued.".into()
            }
            Doubt::OtherBearers => {
                "Not exact: records name more than one identity as the user of this access key.".into()
            }
            Doubt::OtherOwner => Remark::of([
                RemarkPart::words("Not linked: the call returned this access key for "),
                named(graph, issuing),
                RemarkPart::words(" of account "),
                RemarkPart::name_or(graph.text(issuing.issue.words.account), "unknown"),
                RemarkPart::words(", but "),
                RemarkPart::Name(credential(graph, session)),
                RemarkPart::words(" of account "),
                RemarkPart::name_or(graph.text(session.credential.words.account), "unknown"),
                RemarkPart::words(" uses it."),
            ]),
            Doubt::OtherKey => {
                "Not linked: ids and time fit, but the call returned another access key.".into()
            }
            Doubt::OtherTime(millis) => Remark::of([
                RemarkPart::words("Not linked: the ids fit, but the session began "),
                length(millis),
                RemarkPart::words(if millis < 0 { " before the call." } else { " after the call." }),
            ]),
            Doubt::NoBeginning => {
                "Not linked: the ids fit, but the session's records do not say when it began.".into()
            }
            Doubt::Equals => {
                "Not linked: calls with different credentials fit equally well.".into()
            }
            Doubt::OtherAddress => {
                "Not linked: account, role and time fit, but the session was not used from the address of the call.".into()
            }
            Doubt::OtherPerson => {
                "Not linked: account, role and time fit, but the call was made by another person.".into()
            }
        }
    }
}
