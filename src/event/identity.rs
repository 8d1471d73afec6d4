//! The caller of an event: the `userIdentity` element, interpreted by the table in `cloudtrail.md`
//! 1.4 (from the CloudTrail User Guide, "userIdentity element"), so that no event is anonymous
//! unnecessarily.

use serde_json::Value;

use crate::model::{end_of_arn, role_and_session};

/// A `userIdentity` element, flattened. Members that are absent, `null` or empty are `None`; an
/// access key id may be written as "".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// `type`
    pub kind: Option<String>,
    /// `userName`
    pub user_name: Option<String>,
    /// `principalId`
    pub principal_id: Option<String>,
    /// `arn`
    pub arn: Option<String>,
    /// `accountId`
    pub account_id: Option<String>,
    /// `accessKeyId`
    pub access_key_id: Option<String>,
    /// `invokedBy`
    pub invoked_by: Option<String>,
    /// `identityProvider`
    pub identity_provider: Option<String>,
    /// `onBehalfOf.userId`
    pub on_behalf_of: Option<String>,
    /// `onBehalfOf.identityStoreArn`
    pub identity_store: Option<String>,
    /// `sessionContext.sessionIssuer.arn`
    pub issuer_arn: Option<String>,
    /// `sessionContext.sessionIssuer.userName`
    pub issuer_name: Option<String>,
    /// `sessionContext.sessionIssuer.type`
    pub issuer_kind: Option<String>,
    /// `sessionContext.sourceIdentity`
    pub source_identity: Option<String>,
    /// `sessionContext.attributes.mfaAuthenticated`: "true" or "false"
    pub mfa_authenticated: Option<String>,
    /// `sessionContext.attributes.creationDate`
    pub created: Option<String>,
    /// `sessionContext.signInSessionArn`
    pub sign_in_session: Option<String>,
    /// `sessionContext.ec2RoleDelivery`
    pub ec2_role_delivery: Option<String>,
    /// `sessionContext.assumedRoot`: "true"
    pub assumed_root: Option<String>,
    /// `inScopeOf.credentialsIssuedTo`: the instance or function that holds
    /// the credentials
    pub issued_to: Option<String>,
}

/// The text that CloudTrail writes in place of a name that it withholds.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";
/// Prefix of the names of IAM Identity Center roles.
const SSO_ROLE: &str = "AWSReservedSSO_";

impl Identity {
    /// Parses the JSON text of a `userIdentity` element. Unexpected values are ignored.
    pub fn parse(json: &str) -> Identity {
        serde_json::from_str::<Value>(json).map(|value| Identity::from_value(&value)).unwrap_or_default()
    }

    /// Parses a `userIdentity` element that is already a JSON value.
    pub fn from_value(value: &Value) -> Identity {
        let text = |path: &str| match at(value, path)? {
            Value::String(text) if text.is_empty() => None,
            Value::String(text) => Some(text.clone()),
            Value::Bool(flag) => Some(flag.to_string()),
            Value::Number(number) => Some(number.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        };
        Identity {
            kind: text("type"),
            user_name: text("userName"),
            principal_id: text("principalId"),
            arn: text("arn"),
            account_id: text("accountId"),
            access_key_id: text("accessKeyId"),
            invoked_by: text("invokedBy"),
            identity_provider: text("identityProvider"),
            on_behalf_of: text("onBehalfOf/userId"),
            identity_store: text("onBehalfOf/identityStoreArn"),
            issuer_arn: text("sessionContext/sessionIssuer/arn"),
            issuer_name: text("sessionContext/sessionIssuer/userName"),
            issuer_kind: text("sessionContext/sessionIssuer/type"),
            source_identity: text("sessionContext/sourceIdentity"),
            mfa_authenticated: text("sessionContext/attributes/mfaAuthenticated"),
            created: text("sessionContext/attributes/creationDate"),
            sign_in_session: text("sessionContext/signInSessionArn"),
            ec2_role_delivery: text("sessionContext/ec2RoleDelivery"),
            assumed_root: text("sessionContext/assumedRoot"),
            issued_to: text("inScopeOf/credentialsIssuedTo"),
        }
    }

    /// Returns the caller as a name for display and for the filter; `None` if the element alone
    /// does not name one.
    ///
    /// A role session is `role/session`, but a person if the record names one: by source identity,
    /// or because Identity Center names its sessions after the user.
    pub fn who(&self) -> Option<String> {
        let named = self.user_name.as_deref().filter(|name| *name != HIDDEN);
        let account = self.account_id.as_deref();
        match self.kind.as_deref().unwrap_or_default() {
            "Root" => Some("root".to_owned()),
            "AssumedRole" => self.role_session(),
            "FederatedUser" => self.last_of_arn().or(named).map(str::to_owned),
            "AWSAccount" => match (account, self.principal_id.as_deref()) {
                (Some("anonymous" | "ANONYMOUS_PRINCIPAL"), _) => Some("anonymous".to_owned()),
                (_, Some(principal)) if principal.eq_ignore_ascii_case("anonymous") => {
                    Some("anonymous".to_owned())
                }
                (Some(account), Some(principal)) => Some(format!("{account}/{principal}")),
                (account, principal) => account.or(principal).map(str::to_owned),
            },
            "AWSService" => {
                self.invoked_by.as_deref().or(named).or(self.principal_id.as_deref()).map(str::to_owned)
            }
            "IdentityCenterUser" => self.on_behalf_of.as_deref().or(named).map(str::to_owned),
            "Role" => named.or(self.last_of_arn()).map(str::to_owned),
            "WebIdentityUser" | "SAMLUser" | "Directory" => {
                named.or(self.principal_id.as_deref()).map(str::to_owned)
            }
            // A wrong user name at sign-in is withheld; the account is known.
            "IAMUser" if self.user_name.as_deref() == Some(HIDDEN) => {
                Some(account.map_or("hidden user name".to_owned(), |account| {
                    format!("hidden user name of {account}")
                }))
            }
            // A table may have the ARN but not the type.
            "" if self.arn.as_deref().is_some_and(|arn| arn.contains(":assumed-role/")) => {
                self.role_session()
            }
            // Documented and undocumented kinds alike (`IAMUser`, `Unknown`, or none at all): the
            // best available name.
            _ => named
                .or(self.on_behalf_of.as_deref())
                .or(self.last_of_arn())
                .or(self.invoked_by.as_deref())
                .or(self.principal_id.as_deref())
                .or(account)
                .map(str::to_owned),
        }
    }

    /// Whether [`Identity::who`] is only the id of a user of IAM Identity Center, whose name may be
    /// elsewhere in the record.
    pub fn is_person_by_id(&self) -> bool {
        self.on_behalf_of.is_some() && self.who() == self.on_behalf_of
    }

    /// Returns the name in a principal's ARN.
    fn last_of_arn(&self) -> Option<&str> {
        end_of_arn(self.arn.as_deref()?)
    }

    fn role_session(&self) -> Option<String> {
        if let Some(person) = &self.source_identity {
            return Some(person.clone());
        }
        let from_arn = self.arn.as_deref().and_then(role_and_session);
        let session = from_arn
            .map(|(_, session)| session)
            .or_else(|| self.principal_id.as_deref()?.split_once(':').map(|(_, session)| session));
        let role = from_arn.map(|(role, _)| role).or(self.issuer_name.as_deref());
        match (role, session) {
            (Some(role), Some(session)) if role.starts_with(SSO_ROLE) => Some(session.to_owned()),
            (Some(role), Some(session)) => Some(format!("{role}/{session}")),
            (role, session) => role
                .or(session)
                .or(self.invoked_by.as_deref())
                .or(self.principal_id.as_deref())
                .map(str::to_owned),
        }
    }
}

/// Returns the value at a path such as `sessionContext/sourceIdentity`. Athena and some tools write
/// all keys in lower case, so a key in the correct case is only preferred.
fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('/').try_fold(value, |value, name| {
        let members = value.as_object()?;
        let in_other_case =
            || members.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value);
        members.get(name).or_else(in_other_case)
    })
}

/// Facts in the rest of a record about the caller, for elements of `userIdentity` that name none.
#[derive(Clone, Copy, Debug, Default)]
pub struct RecordFrame<'a> {
    /// `additionalEventData.UserName`, which two sign-in events of Identity Center contain.
    pub sign_in_name: Option<&'a str>,
    /// `eventSource`: the caller of a service event is the service.
    pub event_source: Option<&'a str>,
    /// `sourceIPAddress`
    pub source_address: Option<&'a str>,
    /// Whether it is an Insights event, which CloudTrail itself creates.
    pub is_insight: bool,
}

impl RecordFrame<'_> {
    /// Returns the caller if the identity does not name one.
    pub fn who(&self) -> String {
        if let Some(name) = self.sign_in_name {
            return name.to_owned();
        }
        if self.is_insight {
            return "cloudtrail.amazonaws.com".to_owned();
        }
        match (self.source_address, self.event_source) {
            (Some(address), _) if address.parse::<std::net::IpAddr>().is_ok() => {
                format!("unknown at {address}")
            }
            (Some(service), _) => service.to_owned(),
            (None, Some(source)) => source.to_owned(),
            (None, None) => "unknown".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn who(value: Value) -> Option<String> {
        Identity::from_value(&value).who()
    }

    #[test]
    fn every_type_of_the_table_has_a_name() {
        let cases = [
            (json!({"type": "Root", "arn": "arn:aws:iam::1:root", "principalId": "1"}), "root"),
            (json!({"type": "Root", "userName": "my-alias"}), "root"),
            (json!({"type": "IAMUser", "userName": "alice", "arn": "arn:aws:iam::1:user/x/alice"}), "alice"),
            (json!({"type": "IAMUser", "arn": "arn:aws:iam::1:user/x/alice"}), "alice"),
            (json!({"type": "IAMUser", "accountId": "1", "userName": HIDDEN}), "hidden user name of 1"),
            (json!({"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/Admin/bob"}), "Admin/bob"),
            (
                json!({"type": "AssumedRole", "principalId": "AROA:i-0abc",
                "sessionContext": {"sessionIssuer": {"userName": "web"}}}),
                "web/i-0abc",
            ),
            (
                json!({"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/Admin/bob",
                "sessionContext": {"sourceIdentity": "carol"}}),
                "carol",
            ),
            (
                json!({"type": "AssumedRole",
                "arn": "arn:aws:sts::1:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/dora@example.com"}),
                "dora@example.com",
            ),
            (json!({"type": "AssumedRole", "principalId": "AROAX"}), "AROAX"),
            (json!({"type": "Role", "arn": "arn:aws:iam::1:role/x/deploy"}), "deploy"),
            (
                json!({"type": "FederatedUser", "arn": "arn:aws:sts::1:federated-user/eve",
                "principalId": "1:eve"}),
                "eve",
            ),
            (json!({"type": "Directory", "userName": "f@example.com"}), "f@example.com"),
            (json!({"type": "AWSAccount", "accountId": "2", "principalId": "AIDAX"}), "2/AIDAX"),
            (json!({"type": "AWSAccount", "accountId": "anonymous", "principalId": ""}), "anonymous"),
            (json!({"type": "AWSAccount", "accountId": "ANONYMOUS_PRINCIPAL"}), "anonymous"),
            (json!({"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}), "ec2.amazonaws.com"),
            (json!({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "u-1"}}), "u-1"),
            (json!({"type": "SAMLUser", "userName": "g@example.com"}), "g@example.com"),
            (json!({"type": "WebIdentityUser", "userName": "repo:org/app:ref"}), "repo:org/app:ref"),
            (json!({"type": "Unknown", "onBehalfOf": {"userId": "u-2"}}), "u-2"),
            (json!({"accountId": "3", "invokedBy": "kms.amazonaws.com"}), "kms.amazonaws.com"),
            (json!({"accountId": 4}), "4"),
            (json!({"arn": "arn:aws:sts::1:assumed-role/Admin/bob", "userName": "bob"}), "Admin/bob"),
        ];
        for (identity, name) in cases {
            assert_eq!(who(identity.clone()).as_deref(), Some(name), "{identity}");
        }
        assert_eq!(who(json!({"type": "Unknown"})), None);
        assert_eq!(who(json!(null)), None);
        assert_eq!(Identity::parse("not json"), Identity::default());
    }

    #[test]
    fn the_rest_of_the_record_speaks_where_the_identity_is_silent() {
        let around = RecordFrame {
            source_address: Some("192.0.2.1"),
            event_source: Some("sso.amazonaws.com"),
            ..RecordFrame::default()
        };
        assert_eq!(around.who(), "unknown at 192.0.2.1");
        assert_eq!(RecordFrame { sign_in_name: Some("h"), ..around }.who(), "h");
        assert_eq!(RecordFrame { source_address: None, ..around }.who(), "sso.amazonaws.com");
        assert_eq!(
            RecordFrame { is_insight: true, ..RecordFrame::default() }.who(),
            "cloudtrail.amazonaws.com"
        );
        assert_eq!(RecordFrame::default().who(), "unknown");
    }

    #[test]
    fn a_person_by_id_differs_from_one_by_name() {
        let person =
            json!({"type": "IdentityCenterUser", "onBehalfOf": {"userId": "u-1", "identityStoreArn": "s"}});
        let identity = Identity::from_value(&person);
        assert!(identity.is_person_by_id());
        assert_eq!(identity.identity_store.as_deref(), Some("s"));
        assert!(
            Identity::from_value(&json!({"type": "Unknown", "onBehalfOf": {"userId": "u-1"}}))
                .is_person_by_id()
        );
        let named = json!({"type": "Unknown", "userName": "dora", "onBehalfOf": {"userId": "u-1"}});
        assert!(!Identity::from_value(&named).is_person_by_id());
        assert!(!Identity::from_value(&json!({"type": "IdentityCenterUser"})).is_person_by_id());
    }

    #[test]
    fn an_element_is_flattened() {
        let identity = Identity::parse(
            r#"{"type":"AssumedRole","accessKeyId":"","sessionContext":{"sessionIssuer":{"type":"Role","arn":"r"},
                "attributes":{"mfaAuthenticated":true}}}"#,
        );
        assert_eq!(identity.access_key_id, None);
        assert_eq!(identity.mfa_authenticated.as_deref(), Some("true"));
        assert_eq!(identity.issuer_arn.as_deref(), Some("r"));
    }
}
