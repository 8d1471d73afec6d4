//! The field [`Field::Who`](crate::model::Field::Who) in SQL, by the rules of `Identity::who` and
//! `RecordFrame::who`.

use super::Dialect;
use super::fields::{is_insight, member};

/// Returns the expression of the actor's name: from the identity, else from the surrounding
/// members.
pub(super) fn who(dialect: Dialect) -> String {
    let filled = |path: &str| format!("nullif({}, '')", member(dialect, path));
    let arn = filled("userIdentity.arn");
    let principal = filled("userIdentity.principalId");
    let account = filled("userIdentity.accountId");
    let invoked = filled("userIdentity.invokedBy");
    let behalf = filled("userIdentity.onBehalfOf.userId");
    let user = filled("userIdentity.userName");
    // Two kinds of sign-in event of Identity Center carry the user name beside the id.
    let sign_in_name = filled("additionalEventData.UserName");
    let sign_in_name = format!("nullif({sign_in_name}, 'HIDDEN_DUE_TO_SECURITY_REASONS')");
    let behalf_named = format!("CASE WHEN {behalf} IS NOT NULL THEN coalesce({sign_in_name}, {behalf}) END");
    let named = format!("nullif({user}, 'HIDDEN_DUE_TO_SECURITY_REASONS')");
    let part = |text: &str, pattern: &str, group: u8| {
        format!("nullif(regexp_extract({text}, '{pattern}', {group}), '')")
    };
    // The text after the last slash, or else after the last colon.
    let last = format!(
        "coalesce({}, {})",
        part(&arn, "/([^/]*)$", 1),
        format_args!("CASE WHEN strpos({arn}, '/') = 0 THEN {} END", part(&arn, ":([^:]*)$", 1))
    );
    let of_session = "^.*?:assumed-role/([^/]*)/(.*)$";
    let session = format!("coalesce({}, {})", part(&arn, of_session, 2), part(&principal, "^[^:]*:(.*)$", 1));
    let role = format!(
        "coalesce({}, {})",
        part(&arn, of_session, 1),
        filled("userIdentity.sessionContext.sessionIssuer.userName")
    );
    let is_anonymous = format!("lower({principal}) = 'anonymous'");
    let rest = format!("{named}, {behalf_named}, {last}, {invoked}, {principal}, {account}");
    let address = member(dialect, "sourceIPAddress");
    let is_address = match dialect {
        Dialect::DuckDb => format!("ip({address}) IS NOT NULL"),
        _ => format!("try_cast({address} AS ipaddress) IS NOT NULL"),
    };
    [
        format!("coalesce(CASE {}", member(dialect, "userIdentity.type")),
        "WHEN 'Root' THEN 'root'".to_owned(),
        format!(
            "WHEN 'AssumedRole' THEN coalesce({},",
            filled("userIdentity.sessionContext.sourceIdentity")
        ),
        format!("  CASE WHEN {role} LIKE 'AWSReservedSSO!_%' ESCAPE '!' THEN {session} END,"),
        format!("  {role} || '/' || {session},"),
        format!("  {role}, {session}, {invoked}, {principal})"),
        format!("WHEN 'FederatedUser' THEN coalesce({last}, {named})"),
        format!(
            "WHEN 'AWSAccount' THEN CASE WHEN {account} IN ('anonymous', 'ANONYMOUS_PRINCIPAL') OR {is_anonymous} THEN 'anonymous'"
        ),
        format!("  ELSE coalesce({account} || '/' || {principal}, {account}, {principal}) END"),
        format!("WHEN 'AWSService' THEN coalesce({invoked}, {named}, {principal})"),
        format!("WHEN 'IdentityCenterUser' THEN coalesce({behalf_named}, {named})"),
        format!("WHEN 'Role' THEN coalesce({named}, {last})"),
        format!("WHEN 'WebIdentityUser' THEN coalesce({named}, {principal})"),
        format!("WHEN 'SAMLUser' THEN coalesce({named}, {principal})"),
        format!("WHEN 'Directory' THEN coalesce({named}, {principal})"),
        // CloudTrail withholds a wrong user name at sign-in; the account is known.
        format!("WHEN 'IAMUser' THEN CASE WHEN {user} = 'HIDDEN_DUE_TO_SECURITY_REASONS'"),
        format!("  THEN coalesce('hidden user name of ' || {account}, 'hidden user name') ELSE coalesce({rest}) END"),
        format!("ELSE coalesce({rest}) END,"),
        format!("{sign_in_name},"),
        format!("CASE WHEN {} THEN 'cloudtrail.amazonaws.com' END,", is_insight(dialect)),
        format!("CASE WHEN {is_address} THEN 'unknown at ' || {address} ELSE {address} END,"),
        format!("{}, 'unknown')", member(dialect, "eventSource")),
    ]
    .join("\n      ")
}
