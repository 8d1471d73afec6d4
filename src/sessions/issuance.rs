//! Events that create credentials: calls that issue temporary keys, calls that make long-term ones,
//! sign-ins and switches of role.

use serde_json::Value;

use super::credential::{SSO_ROLE, account_of, last_part};
use super::mask::{is_masked, is_masked_key, is_masked_name};
use crate::base::time::parse_millis;
use crate::model::role_and_session;
use crate::store::repeats::stable_hash;

/// The way in which an event creates credentials.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum IssueKind {
    /// The event issued temporary credentials.
    Issued,
    /// The event made a long-term access key.
    Made,
    /// The event's own identity signed in to the console.
    SignIn,
    /// The event's own identity is the role that was switched to.
    Switch,
    /// The event's own identity, a console session, obtained credentials for a program:
    /// `aws login`.
    Token,
    /// A person obtained credentials of a role at the access portal of IAM Identity Center:
    /// `aws sso login`.
    Portal,
}

impl IssueKind {
    /// Returns the kind with this number.
    pub fn of(number: u8) -> IssueKind {
        match number {
            0 => IssueKind::Issued,
            1 => IssueKind::Made,
            2 => IssueKind::SignIn,
            4 => IssueKind::Token,
            5 => IssueKind::Portal,
            _ => IssueKind::Switch,
        }
    }
}

/// The texts of an issue, as strings or as codes. Empty where absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct IssueWords<T> {
    /// `eventName`
    pub event_name: T,
    /// The access key that was issued or made.
    pub key: T,
    /// The account in whose log the event is.
    pub account: T,
    /// The address that the event came from.
    pub address: T,
    /// The identity provider.
    pub provider: T,
    /// Depends on the kind: the owner of the key ([`IssueKind::Made`]), the identity that switched
    /// ([`IssueKind::Switch`]), the name that was typed ([`IssueKind::SignIn`]), the program that
    /// asked ([`IssueKind::Token`]), or else the subject that the answer names.
    pub subject: T,
    /// Tags that are passed on: `key=value`, each terminated by a line feed.
    pub tags: T,
}

impl<T> IssueWords<T> {
    /// Converts each word.
    pub fn map<U>(&self, mut change: impl FnMut(&T) -> U) -> IssueWords<U> {
        IssueWords {
            event_name: change(&self.event_name),
            key: change(&self.key),
            account: change(&self.account),
            address: change(&self.address),
            provider: change(&self.provider),
            subject: change(&self.subject),
            tags: change(&self.tags),
        }
    }

    /// Returns all words, in the order of [`IssueWords::from_list`].
    pub fn list(&self) -> [&T; 7] {
        let IssueWords { event_name, key, account, address, provider, subject, tags } = self;
        [event_name, key, account, address, provider, subject, tags]
    }

    /// Creates the words from their list.
    pub fn from_list(list: [T; 7]) -> IssueWords<T> {
        let [event_name, key, account, address, provider, subject, tags] = list;
        IssueWords { event_name, key, account, address, provider, subject, tags }
    }
}

/// An event that creates credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Issuance<T> {
    /// The way in which it creates them.
    pub kind: IssueKind,
    /// Its texts.
    pub words: IssueWords<T>,
    /// The time in milliseconds; 0 if the event has none.
    pub millis: i64,
    /// Hash of the ids of the session that it may have opened, as the answer states them; only ever
    /// compared. 0 if it states none.
    pub principal: u64,
    /// The same from the session's ARN.
    pub arn: u64,
    /// Hash of the role alone: its account and name, or for a call at the access portal its account
    /// and permission set. 0 if it states none.
    pub role: u64,
    /// Equal for copies of one action: hash of `sharedEventID`, or else of `requestID` and the
    /// event's name. 0 if it has neither.
    pub shared: u64,
    /// Whether MFA was used; `None` if the event does not say.
    pub mfa: Option<bool>,
    /// Whether the role that it obtained belongs to IAM Identity Center.
    pub for_person: bool,
    /// Whether the key that it returned is masked, so that [`IssueWords::key`] is empty.
    pub masked_key: bool,
}

/// Whether events of this name may create credentials: names that are known to, and names that
/// resemble those.
pub(super) fn may_issue(event_name: &str) -> bool {
    let has = |part: &str| event_name.contains(part);
    match event_name {
        "ConsoleLogin"
        | "SwitchRole"
        | "CreateAccessKey"
        | "UserAuthentication"
        | "CredentialChallenge"
        | "Federate"
        | "CreateSession"
        | "CreateOAuth2Token"
        | "GetDataAccess" => true,
        _ => {
            event_name.starts_with("AssumeRo")
                || has("Federation")
                || (has("Credential") || has("SessionToken") || has("SigninToken"))
                    && (event_name.starts_with("Get") || event_name.starts_with("Create"))
        }
    }
}

/// Returns the hash by which the ids of a session and of an issue are compared.
pub(super) fn id_hash(parts: &[&str]) -> u64 {
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    // Never 0, which stands for absent.
    (stable_hash(&parts) as u64).max(1)
}

/// Returns the hash of a role session's ids, `AROA...` and the session's name, or of a federated
/// user's, the account and its name.
pub(super) fn session_hash(id: &str, name: &str) -> u64 {
    id_hash(&["session", id, name])
}

/// Returns the same hash for an id that may be masked; 0 if the id is absent or either is masked.
pub(super) fn principal_hash(id: &str, name: &str) -> u64 {
    if id.is_empty() || is_masked(id) || is_masked_name(name) { 0 } else { session_hash(id, name) }
}

/// Returns the hash of a role session's account, role and name.
pub(super) fn arn_hash(account: &str, role: &str, name: &str) -> u64 {
    id_hash(&["arn", account, role, name])
}

/// Returns the hash of a role.
pub(super) fn role_hash(account: &str, role: &str) -> u64 {
    id_hash(&["role", account, role])
}

/// Returns the hash of a permission set in an account.
pub(super) fn permission_hash(account: &str, set: &str) -> u64 {
    id_hash(&["permission-set", account, set])
}

/// Returns the hash of the root sessions of an account.
pub(super) fn root_hash(account: &str) -> u64 {
    id_hash(&["root", account])
}

fn text<'v>(value: &'v Value, path: &[&str]) -> Option<&'v str> {
    let found = path.iter().try_fold(value, |value, name| {
        let members = value.as_object()?;
        members.get(*name).or_else(|| {
            members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
        })
    })?;
    found.as_str().filter(|text| !text.is_empty())
}

/// Returns the access key in a list of credentials, as IAM Roles Anywhere writes it.
fn in_credential_set(response: &Value) -> Option<&str> {
    text(response.get("credentialSet")?.get(0)?, &["credentials", "accessKeyId"])
}

impl Issuance<String> {
    /// Reads a record; `None` if it did not create credentials.
    pub fn read(record: &Value) -> Option<Issuance<String>> {
        let event_name = text(record, &["eventName"])?;
        let response = record.get("responseElements").unwrap_or(&Value::Null);
        let request = record.get("requestParameters").unwrap_or(&Value::Null);
        let extra = record.get("additionalEventData").unwrap_or(&Value::Null);
        let failed = text(record, &["errorCode"]).is_some()
            || text(record, &["errorMessage"]).is_some()
            || text(response, &[event_name]) == Some("Failure");
        if failed {
            return None;
        }
        let issued = text(response, &["credentials", "accessKeyId"])
            .or_else(|| in_credential_set(response))
            .or_else(|| text(response, &["roleCredentials", "accessKeyId"]));
        let made = text(response, &["accessKey", "accessKeyId"]).filter(|_| event_name == "CreateAccessKey");
        let source = text(record, &["eventSource"]).unwrap_or_default();
        let kind = match event_name {
            _ if made.is_some() => IssueKind::Made,
            "CreateOAuth2Token" if source.starts_with("signin.") => IssueKind::Token,
            "GetRoleCredentials" | "Federate" if issued.is_none() => IssueKind::Portal,
            "SwitchRole" => IssueKind::Switch,
            "ConsoleLogin" | "UserAuthentication" => IssueKind::SignIn,
            // For a sign-in by password, only this event names the user.
            "CredentialChallenge" if text(extra, &["UserName"]).is_some() => IssueKind::SignIn,
            _ if issued.is_some() || event_name.starts_with("AssumeRo") => IssueKind::Issued,
            "GetFederationToken" | "GetSessionToken" | "GetSigninToken" => IssueKind::Issued,
            _ => return None,
        };
        let role_arn = text(request, &["roleArn"]).unwrap_or_default();
        let role = last_part(role_arn);
        let principal = principal(kind, record, response, request);
        let (arn, role_id) = role_of(kind, record, response, request);
        let shared = text(record, &["sharedEventID"]).map(|id| id_hash(&["shared", id]));
        let request_id = text(record, &["requestID"]).map(|id| id_hash(&["request", id, event_name]));
        let subject = match kind {
            IssueKind::Made => {
                text(response, &["accessKey", "userName"]).or_else(|| text(request, &["userName"]))
            }
            IssueKind::Switch => text(extra, &["SwitchFrom"]),
            IssueKind::Token => text(request, &["client_id"]).or_else(|| text(request, &["clientId"])),
            IssueKind::SignIn => text(extra, &["UserName"]),
            IssueKind::Issued | IssueKind::Portal => {
                text(response, &["subject"]).or_else(|| text(response, &["subjectFromWebIdentityToken"]))
            }
        };
        let provider = text(record, &["userIdentity", "identityProvider"])
            .or_else(|| text(response, &["issuer"]))
            .or_else(|| text(response, &["provider"]));
        let own = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let key = issued.or(made);
        let masked_key = key.is_some_and(is_masked_key);
        Some(Issuance {
            kind,
            words: IssueWords {
                event_name: event_name.to_owned(),
                key: own(key.filter(|_| !masked_key)),
                account: own(text(record, &["recipientAccountId"])),
                address: own(text(record, &["sourceIPAddress"])),
                provider: own(provider),
                subject: own(subject),
                tags: tags(request),
            },
            millis: text(record, &["eventTime"]).and_then(parse_millis).unwrap_or_default(),
            principal,
            arn,
            role: role_id,
            shared: shared.or(request_id).unwrap_or_default(),
            mfa: mfa(record, request, extra),
            for_person: role.starts_with(SSO_ROLE),
            masked_key,
        })
    }
}

/// Returns the hashes of the session and the role that the event names, as in [`Issuance::arn`] and
/// [`Issuance::role`]: those of the answer, whose spelling matches later events, or else those of the
/// request.
fn role_of(kind: IssueKind, record: &Value, response: &Value, request: &Value) -> (u64, u64) {
    if kind == IssueKind::Portal {
        let details = record.get("serviceEventDetails").unwrap_or(&Value::Null);
        let find = |names: [&str; 2]| {
            let all = [details, request].into_iter().flat_map(|value| names.map(|name| (value, name)));
            all.into_iter().find_map(|(value, name)| text(value, &[name]))
        };
        return match (find(["account_id", "accountId"]), find(["role_name", "roleName"])) {
            (Some(account), Some(role)) => (0, permission_hash(account, role)),
            _ => (0, 0),
        };
    }
    let answered = text(response, &["assumedRoleUser", "arn"]).and_then(|arn| {
        let (role, session) = role_and_session(arn)?;
        Some((account_of(arn), role, session))
    });
    if let Some((account, role, session)) = answered {
        return (arn_hash(account, role, session), role_hash(account, role));
    }
    let Some(arn) = text(request, &["roleArn"]).filter(|arn| !is_masked_name(arn)) else { return (0, 0) };
    let (account, role) = (account_of(arn), last_part(arn));
    let session = text(request, &["roleSessionName"]).filter(|name| !is_masked_name(name));
    (session.map_or(0, |session| arn_hash(account, role, session)), role_hash(account, role))
}

/// Returns the hash of the session that the event may have opened.
fn principal(kind: IssueKind, record: &Value, response: &Value, request: &Value) -> u64 {
    let pair = |id: &str| {
        let (id, name) = id.split_once(':').unwrap_or((id, ""));
        principal_hash(id, name)
    };
    if let Some(id) = text(response, &["assumedRoleUser", "assumedRoleId"])
        .or_else(|| text(response, &["federatedUser", "federatedUserId"]))
    {
        return pair(id);
    }
    if let Some(account) = text(request, &["targetPrincipal"]) {
        return root_hash(super::credential::last_part(account));
    }
    if text(record, &["eventName"]) == Some("GetFederationToken") {
        let account = text(record, &["userIdentity", "accountId"]);
        return account
            .zip(text(request, &["name"]))
            .map_or(0, |(account, name)| session_hash(account, name));
    }
    // The same identity continues with other credentials.
    let goes_on = matches!(kind, IssueKind::SignIn | IssueKind::Switch | IssueKind::Token)
        || matches!(text(record, &["eventName"]), Some("GetSessionToken" | "GetSigninToken"));
    let own = || text(record, &["userIdentity", "principalId"]);
    match text(record, &["userIdentity", "type"]) {
        Some("Root") if goes_on => text(record, &["userIdentity", "accountId"]).map_or(0, root_hash),
        _ if goes_on => own().map_or(0, pair),
        _ => 0,
    }
}

fn mfa(record: &Value, request: &Value, extra: &Value) -> Option<bool> {
    if text(request, &["serialNumber"]).is_some() || text(request, &["tokenCode"]).is_some() {
        return Some(true);
    }
    let session = ["userIdentity", "sessionContext", "attributes", "mfaAuthenticated"];
    text(extra, &["MFAUsed"])
        .map(|used| used.eq_ignore_ascii_case("yes"))
        .or_else(|| text(record, &session).map(|flag| flag.eq_ignore_ascii_case("true")))
}

/// Returns the tags that the session passes on: the given ones that are marked as transitive, and
/// those that were passed to it.
fn tags(request: &Value) -> String {
    let mut written = String::new();
    let mut write = |key: &str, value: &str| {
        let plain = |text: &str| text.replace(['\n', '='], " ");
        written.push_str(&format!("{}={}\n", plain(key), plain(value)));
    };
    if let Some(incoming) = request.get("incomingTransitiveTags").and_then(Value::as_object) {
        incoming.iter().for_each(|(key, value)| write(key, value.as_str().unwrap_or_default()));
    }
    let keys = request.get("transitiveTagKeys").and_then(Value::as_array);
    for key in keys.into_iter().flatten().filter_map(Value::as_str) {
        let tags = request.get("tags").or_else(|| request.get("principalTags"));
        let value = match tags {
            Some(Value::Array(list)) => {
                list.iter().find(|tag| text(tag, &["key"]) == Some(key)).and_then(|tag| text(tag, &["value"]))
            }
            Some(map) => text(map, &[key]),
            None => None,
        };
        write(key, value.unwrap_or_default());
    }
    written
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_assumed_role_is_read() {
        let issue = Issuance::read(&json!({
            "eventName": "AssumeRole", "eventTime": "2024-01-01T00:00:01Z", "requestID": "r",
            "recipientAccountId": "1", "sharedEventID": "s",
            "requestParameters": {"roleArn": "arn:aws:iam::2:role/ci/deploy", "roleSessionName": "b",
                "serialNumber": "mfa", "tags": [{"key": "team", "value": "shop"}],
                "transitiveTagKeys": ["team"], "incomingTransitiveTags": {"cost": "7"}},
            "responseElements": {"credentials": {"accessKeyId": "ASIAX"},
                "assumedRoleUser": {"assumedRoleId": "AROAX:b"}},
        }))
        .expect("an issue");
        assert_eq!(issue.kind, IssueKind::Issued);
        assert_eq!(issue.words.key, "ASIAX");
        assert_eq!(issue.words.tags, "cost=7\nteam=shop\n");
        assert_eq!(issue.principal, session_hash("AROAX", "b"));
        assert_eq!(issue.arn, arn_hash("2", "deploy", "b"));
        assert_eq!(issue.shared, id_hash(&["shared", "s"]));
        assert_eq!(issue.mfa, Some(true));
    }

    #[test]
    fn what_failed_issued_nothing() {
        for more in [
            json!({"errorCode": "AccessDenied", "eventName": "AssumeRole"}),
            json!({"eventName": "ConsoleLogin", "responseElements": {"ConsoleLogin": "Failure"}}),
            json!({"eventName": "GetFederationTokenish"}),
            json!({"eventName": "CreateAccessKey", "responseElements": null}),
        ] {
            assert_eq!(Issuance::read(&more), None, "{more}");
        }
    }

    #[test]
    fn names_that_may_issue() {
        for name in [
            "AssumeRole",
            "AssumeRoleWithSAML",
            "AssumeRoot",
            "GetFederationToken",
            "GetSessionToken",
            "GetSigninToken",
            "GetCredentialsForIdentity",
            "GetRoleCredentials",
            "ConsoleLogin",
            "SwitchRole",
            "CreateAccessKey",
        ] {
            assert!(may_issue(name), "{name}");
        }
        for name in ["GetObject", "DescribeInstances", "DeleteAccessKey", "GetCallerIdentity", "Decrypt"] {
            assert!(!may_issue(name), "{name}");
        }
    }
}
