//! The caller in words, by the table of identity types in the CloudTrail User Guide, "userIdentity
//! element".

use serde_json::Value;

use super::{account_of, last_part, text};
use crate::event::Identity;
use crate::model::role_and_session;

/// The text that CloudTrail writes in place of a name that it withholds.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// Prefix of the names of IAM Identity Center roles; a permission set and a hash follow.
const SSO_ROLE: &str = "AWSReservedSSO_";

/// Returns the caller in words that continue a sentence; `None` if the record does not name one.
pub(super) fn who(record: &Value) -> Option<String> {
    let element = record.get("userIdentity").unwrap_or(&Value::Null);
    let identity = Identity::from_value(element);
    let words = words(&identity, record)?;
    Some(match foreign_account(&identity, record) {
        Some(account) => format!("{words} of account {account}"),
        None => words,
    })
}

fn words(identity: &Identity, record: &Value) -> Option<String> {
    let name = identity.user_name.as_deref().filter(|name| *name != HIDDEN);
    let hidden = identity.user_name.as_deref() == Some(HIDDEN);
    let arn_name = identity.arn.as_deref().map(last_part);
    let principal = identity.principal_id.as_deref();
    let account = identity.account_id.as_deref();
    let behalf = identity.on_behalf_of.as_deref();
    match identity.kind.as_deref().unwrap_or_default() {
        "Root" => Some(root(identity, record)),
        "IAMUser" if hidden => Some("someone with a user name that is withheld".to_owned()),
        "IAMUser" => name.or(arn_name).or(principal).map(str::to_owned),
        "AssumedRole" => role_session(identity),
        "Role" => named("role", name.or(arn_name).or(principal)),
        "FederatedUser" => federated(identity, name),
        "Directory" => named("directory user", name.or(principal)),
        "AWSAccount" => Some(other_account(identity)),
        "AWSService" => identity.invoked_by.clone().or_else(|| named("AWS service", name.or(principal))),
        "IdentityCenterUser" => {
            let sign_in_name = text(record, &["additionalEventData", "UserName"]);
            named("Identity Center user", sign_in_name.or(name).or(behalf))
        }
        "SAMLUser" => provided("SAML user", name.or(principal), record),
        "WebIdentityUser" => provided("web identity", name.or(principal), record),
        "Unknown" => {
            let known = text(record, &["additionalEventData", "UserName"]).or(name).or(behalf);
            let session = identity.arn.as_deref().filter(|arn| arn.contains(":assumed-role/"));
            known
                .map(str::to_owned)
                .or_else(|| session.and_then(|_| role_session(identity)))
                .or_else(|| arn_name.or(principal).map(str::to_owned))
                .or_else(|| Some("someone unknown".to_owned()))
        }
        "" => name
            .or(arn_name)
            .map(str::to_owned)
            .or_else(|| identity.invoked_by.clone())
            .or_else(|| named("account", account)),
        // A kind that is not yet documented still has a name.
        kind => named(kind, name.or(behalf).or(arn_name).or(principal).or(account)),
    }
}

fn named(kind: &str, name: Option<&str>) -> Option<String> {
    name.map(|name| format!("{kind} {name}"))
}

fn root(identity: &Identity, record: &Value) -> String {
    let account = identity.account_id.as_deref();
    // Root's own keys are long-term; a short-term key that is not from the console was issued by
    // AssumeRoot.
    let short_term = identity.access_key_id.as_deref().is_some_and(|key| key.starts_with("ASIA"));
    let assumed = flag_assumed(record) || (short_term && identity.mfa_authenticated.is_none());
    let root = if assumed { "a short root session" } else { "the root user" };
    account.map_or_else(|| root.to_owned(), |account| format!("{root} of account {account}"))
}

fn flag_assumed(record: &Value) -> bool {
    super::flag(record, &["userIdentity", "sessionContext", "assumedRoot"])
}

fn role_session(identity: &Identity) -> Option<String> {
    let from_arn = identity.arn.as_deref().and_then(role_and_session);
    let from_principal = identity.principal_id.as_deref().and_then(|id| id.split_once(':'));
    let session = from_arn.or(from_principal).map(|(_, session)| session).filter(|name| !name.is_empty());
    let issuer = identity.issuer_name.as_deref().or(identity.issuer_arn.as_deref().map(last_part));
    let role = from_arn.map(|(role, _)| role).or(issuer);
    let person = identity.source_identity.as_deref().or(identity.on_behalf_of.as_deref());
    let words = match (session, role) {
        (Some(session), Some(role)) => match permission_set(role) {
            Some(set) => format!("{session} with permission set {set}"),
            None if is_instance(session) => format!("instance {session} with role {role}"),
            None => format!("session {session} of role {role}"),
        },
        (None, Some(role)) => format!("a session of role {role}"),
        (Some(session), None) => format!("session {session}"),
        (None, None) => identity.invoked_by.clone().or_else(|| identity.principal_id.clone())?,
    };
    Some(match person.filter(|person| session != Some(person)) {
        Some(person) => format!("{person} in {words}"),
        None => words,
    })
}

/// Returns the permission set of `AWSReservedSSO_<permission set>_<hash>`.
fn permission_set(role: &str) -> Option<&str> {
    let rest = role.strip_prefix(SSO_ROLE)?;
    Some(rest.rsplit_once('_').map_or(rest, |(set, _)| set))
}

fn is_instance(session: &str) -> bool {
    let id = session.strip_prefix("i-").unwrap_or_default();
    id.len() >= 8 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn federated(identity: &Identity, name: Option<&str>) -> Option<String> {
    let principal = identity.principal_id.as_deref().map(|id| id.rsplit(':').next().unwrap_or(id));
    let who = named("federated user", identity.arn.as_deref().map(last_part).or(name).or(principal))?;
    let issuer = identity.issuer_arn.as_deref().map(last_part).or(identity.issuer_name.as_deref());
    Some(issuer.map_or(who.clone(), |issuer| format!("{who} made by {issuer}")))
}

fn other_account(identity: &Identity) -> String {
    let principal = identity.principal_id.as_deref();
    match identity.account_id.as_deref() {
        Some("anonymous" | "ANONYMOUS_PRINCIPAL") => "an anonymous caller".to_owned(),
        _ if principal.is_some_and(|id| id.eq_ignore_ascii_case("anonymous")) => {
            "an anonymous caller".to_owned()
        }
        Some(account) => {
            principal.map_or(format!("account {account}"), |id| format!("{id} of account {account}"))
        }
        None => principal.map_or_else(|| "another account".to_owned(), str::to_owned),
    }
}

fn provided(kind: &str, name: Option<&str>, record: &Value) -> Option<String> {
    let who = named(kind, name)?;
    let provider = text(record, &["responseElements", "issuer"])
        .or_else(|| text(record, &["userIdentity", "identityProvider"]))
        .map(last_part);
    Some(provider.map_or(who.clone(), |provider| format!("{who} from {provider}")))
}

/// Returns the identity's account, if it is not the account that owns the log and the words do not
/// already name it.
fn foreign_account<'a>(identity: &'a Identity, record: &Value) -> Option<&'a str> {
    if !matches!(identity.kind.as_deref(), Some("IAMUser" | "AssumedRole" | "Role" | "FederatedUser")) {
        return None;
    }
    let own = identity.account_id.as_deref().or(identity.arn.as_deref().and_then(account_of))?;
    let log = text(record, &["recipientAccountId"])?;
    (own != log).then_some(own)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_type_of_identity_has_words() {
        let role = |arn: &str| json!({"type": "AssumedRole", "arn": arn});
        let cases = [
            (json!({"type": "Root", "accountId": "1"}), "the root user of account 1"),
            (
                json!({"type": "Root", "accountId": "1", "accessKeyId": "ASIAX"}),
                "a short root session of account 1",
            ),
            (json!({"type": "IAMUser", "userName": "alice"}), "alice"),
            (json!({"type": "IAMUser", "arn": "arn:aws:iam::1:user/staff/alice"}), "alice"),
            (json!({"type": "IAMUser", "userName": HIDDEN}), "someone with a user name that is withheld"),
            (role("arn:aws:sts::1:assumed-role/Admin/alice"), "session alice of role Admin"),
            (
                role("arn:aws:sts::1:assumed-role/web/i-0123456789abcdef0"),
                "instance i-0123456789abcdef0 with role web",
            ),
            (
                role("arn:aws:sts::1:assumed-role/AWSReservedSSO_Power_User_00ab/dora"),
                "dora with permission set Power_User",
            ),
            (
                json!({"type": "AssumedRole", "principalId": "AROA:build",
                    "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::1:role/ci/deploy"},
                    "sourceIdentity": "carol"}}),
                "carol in session build of role deploy",
            ),
            (
                json!({"type": "AssumedRole", "sessionContext": {"sessionIssuer": {"userName": "Admin"}}}),
                "a session of role Admin",
            ),
            (json!({"type": "AssumedRole", "principalId": "AROAX"}), "AROAX"),
            (json!({"type": "Role", "arn": "arn:aws:iam::1:role/deploy"}), "role deploy"),
            (
                json!({"type": "FederatedUser", "arn": "arn:aws:sts::1:federated-user/eve",
                    "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::1:user/alice"}}}),
                "federated user eve made by alice",
            ),
            (json!({"type": "Directory", "userName": "f"}), "directory user f"),
            (json!({"type": "AWSAccount", "accountId": "2", "principalId": "AIDAX"}), "AIDAX of account 2"),
            (json!({"type": "AWSAccount", "accountId": "anonymous"}), "an anonymous caller"),
            (json!({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}), "ec2.amazonaws.com"),
            (
                json!({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "u-1"}}),
                "Identity Center user u-1",
            ),
            (
                json!({"type": "SAMLUser", "userName": "g", "identityProvider": "arn:aws:iam::1:saml-provider/okta"}),
                "SAML user g from okta",
            ),
            (
                json!({"type": "WebIdentityUser", "userName": "repo:o/a", "identityProvider": "accounts.google.com"}),
                "web identity repo:o/a from accounts.google.com",
            ),
            (json!({"type": "Unknown"}), "someone unknown"),
            (json!({"type": "Unknown", "onBehalfOf": {"userId": "u-2"}}), "u-2"),
            (
                json!({"type": "Unknown", "principalId": "AROAX:x", "arn": "arn:aws:sts::1:assumed-role/Admin/x"}),
                "session x of role Admin",
            ),
            (json!({"accountId": "3", "invokedBy": "kms.amazonaws.com"}), "kms.amazonaws.com"),
            (json!({"accountId": "3"}), "account 3"),
            (json!({"type": "Martian", "userName": "m"}), "Martian m"),
        ];
        for (identity, words) in cases {
            let record = json!({ "userIdentity": identity });
            assert_eq!(who(&record).as_deref(), Some(words), "{record}");
        }
        assert_eq!(who(&json!({})), None);
    }

    #[test]
    fn a_foreign_account_is_named() {
        let record = json!({"recipientAccountId": "1", "userIdentity":
            {"type": "AssumedRole", "arn": "arn:aws:sts::2:assumed-role/Admin/alice"}});
        assert_eq!(who(&record).as_deref(), Some("session alice of role Admin of account 2"));
    }
}
