//! Resources that a text names by its place: accounts, security groups by name, the people and
//! groups of Identity Center, ends of ARNs.

use std::borrow::Cow;

use super::CallContext;
use super::arn::named;
use super::arn_format::ArnScope;
use super::kinds::kinds;
use super::members::{service, text_of};
use super::names::{arn_of, is_name};
use super::things::{ACCOUNT, account, thing_of};
use crate::model::{Arn, is_account};

/// Returns the resource that a text names by its key and its surroundings.
pub(super) fn by_place<'a>(
    call: &CallContext<'_>,
    key: &str,
    text: &'a str,
    around: &str,
    above: &[&str],
) -> Option<(Cow<'a, str>, &'static str)> {
    if is_account(text) {
        return is_other_account(call, key, text).then(|| (account(text).into(), ACCOUNT));
    }
    match call.service {
        "ec2" if key.eq_ignore_ascii_case("groupName") => {
            let kind = "AWS::EC2::SecurityGroup";
            let is_group = call.event_name.contains("SecurityGroup")
                || above.iter().any(|key| GROUP_LISTS.iter().any(|known| known.eq_ignore_ascii_case(key)));
            // If its id is present, that is the group's identity.
            let is_alone = text_of(around, "groupId").is_none();
            (is_group && is_alone && is_name(text)).then_some(())?;
            let resource = format!("security-group/{text}");
            let made = arn_of(call.region, call.account, ArnScope::Region, "ec2", &resource);
            Some((made.unwrap_or(resource).into(), kind))
        }
        "sso" if key.eq_ignore_ascii_case("principalId") => {
            let (word, kind) = match &*text_of(around, "principalType")? {
                "GROUP" => ("group", "AWS::IdentityStore::Group"),
                "USER" => ("user", "AWS::IdentityStore::User"),
                _ => return None,
            };
            let made = arn_of(call.region, "", ArnScope::World, "identitystore", &format!("{word}/{text}"));
            is_name(text).then_some(())?;
            Some((made.ok()?.into(), kind))
        }
        _ => None,
    }
}

/// Keys above the names of security groups.
const GROUP_LISTS: &[&str] =
    &["groupSet", "groups", "securityGroups", "securityGroupSet", "securityGroup", "sourceSecurityGroup"];

/// Whether a text of twelve digits names an account other than the owner of the log.
fn is_other_account(call: &CallContext<'_>, key: &str, text: &str) -> bool {
    let is_key = |keys: &[&str]| keys.iter().any(|known| known.eq_ignore_ascii_case(key));
    let is_meant = is_key(ACCOUNT_KEYS)
        || match call.service {
            // For these, the key alone does not show the kind of resource.
            "organizations" => is_key(&["targetId", "childId", "resourceId", "id"]),
            "sso" => is_key(&["targetId"]),
            "sts" => is_key(&["targetPrincipal"]),
            "ec2" => is_key(&["userId", "userIds"]),
            "rds" => is_key(&["valuesToAdd", "valuesToRemove"]),
            "ram" => is_key(&["principals", "principal"]),
            _ => false,
        };
    is_meant && (text != call.account || matches!(call.service, "organizations" | "account"))
}

/// Keys whose value of twelve digits is an account, in any service.
const ACCOUNT_KEYS: &[&str] = &[
    "accountId",
    "accountIds",
    "accounts",
    "memberAccountId",
    "memberAccountIds",
    "memberAccounts",
    "targetAccountId",
    "targetAccountIds",
    "adminAccount",
    "adminAccountId",
    "administratorAccountId",
    "administratorId",
    "delegatedAdminAccountId",
    "masterAccountId",
    "masterId",
    "managementAccountId",
    "authorizedAccountId",
    "accountsToAdd",
    "accountsToRemove",
    "accountIdsToAdd",
    "accountIdsToRemove",
    "accountsToBlock",
];

/// Returns the resource for the end of an ARN in a place for ARNs, if the service is known.
pub(super) fn end_of_arn<'a>(
    call: &CallContext<'_>,
    key: &str,
    text: &'a str,
    around: &str,
) -> Option<(Cow<'a, str>, &'static str)> {
    let is_place = ARN_ENDS.iter().any(|end| {
        key.len()
            .checked_sub(end.len())
            .and_then(|at| key.get(at..))
            .is_some_and(|last| last.eq_ignore_ascii_case(end))
    });
    if !is_place || !text.contains(['/', ':']) || !is_name(text) {
        return None;
    }
    let namespace =
        if call.service == "application-autoscaling" { text_of(around, "serviceNamespace") } else { None };
    let service = namespace.as_deref().unwrap_or_else(|| service(call.service));
    let by_hand = thing_of(service, text).filter(|thing| !thing.prefix.is_empty()).map(|thing| thing.scope);
    let scope = by_hand.or_else(|| {
        let (_, resource_type) = kinds().of_arn(service, text)?;
        (resource_type.name_starts_at() > 0).then_some(resource_type.scope)
    })?;
    // The account and the Region of a partial ARN are those of the call.
    let Ok(arn) = arn_of(call.region, call.account, scope, service, text) else { return None };
    let found = named(&Arn::parse(&arn)?, &arn);
    match found.kind {
        Cow::Borrowed(kind) => Some((found.identity.into_owned().into(), kind)),
        Cow::Owned(_) => None,
    }
}

/// Suffixes of keys that contain ARNs or their ends.
const ARN_ENDS: &[&str] = &["arn", "arns", "resourceId", "resource", "resources"];
