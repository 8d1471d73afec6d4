//! The resources that members of a request name, by the table of kinds.

use std::borrow::Cow;

use super::CallContext;
use super::arn::named;
use super::effect::noun_of;
use super::kinds::{NamingMember, kinds};
use super::names::{arn_of, is_name};
use crate::base::json::{self, plain_text};
use crate::model::Arn;

/// Returns the identity and kind of the resource that a member of a request or response names.
/// `around` is the object that contains it. A member that also names other resources counts only
/// directly below the request.
///
/// If several kinds are possible, the one that more members name is chosen; then the one that is in
/// the name of the event, at the last position. `None` if several remain.
pub(super) fn by_member(
    call: &CallContext<'_>,
    key: &str,
    is_top: bool,
    value: &str,
    around: &str,
) -> Option<(String, &'static str)> {
    let candidates = kinds().named_by(service(call.service), key);
    if candidates.is_empty() || !is_name(value) {
        return None;
    }
    let mut best: Option<(&NamingMember, Vec<Cow<'_, str>>, Rank)> = None;
    let mut is_clear = true;
    for member in candidates {
        let kind = kinds().resource_type(member).kind;
        let noun = end_of(noun_of(kind), call.event_name);
        if member.is_vague && (noun.is_none() || !is_top) {
            continue;
        }
        let Some(mut values) = values_before(member, around) else { continue };
        values.push(value.into());
        let rank: Rank = (values.len(), noun);
        match &best {
            Some((_, _, other)) if rank < *other => {}
            Some((known, ..)) if kinds().resource_type(known).kind == kind => {}
            Some((_, _, other)) if rank == *other => is_clear = false,
            _ => {
                best = Some((member, values, rank));
                is_clear = true;
            }
        }
    }
    let (member, values, _) = best.filter(|_| is_clear)?;
    let resource_type = kinds().resource_type(member);
    let values: Vec<&str> = values.iter().map(|value| &**value).collect();
    let resource = resource_type.filled(&values);
    let Ok(arn) = arn_of(call.region, call.account, resource_type.scope, resource_type.service, &resource)
    else {
        return Some((resource, resource_type.kind));
    };
    // A value with the separators of ARNs may turn it into the ARN of another resource.
    let found = named(&Arn::parse(&arn)?, &arn);
    (found.kind == resource_type.kind).then(|| (found.identity.into_owned(), resource_type.kind))
}

/// Number of values of a member's resource in a request, and the end and length of its noun in the
/// name of the event.
type Rank = (usize, Option<(usize, usize)>);

/// Returns the kind of resource that a member names in all calls of a service.
pub(super) fn kind_named_by(called: &str, key: &str) -> Option<&'static str> {
    let first = kinds().named_by(service(called), key).first()?;
    (!first.is_vague).then(|| kinds().resource_type(first).kind)
}

/// Returns the service name in the ARNs of the resources that a service's calls name.
pub(super) fn service(called: &str) -> &str {
    const OTHERS: &[(&str, &str)] =
        &[("amazonmq", "mq"), ("servicecatalog", "catalog"), ("email", "ses"), ("appstream2", "appstream")];
    OTHERS.iter().find(|(name, _)| *name == called).map_or(called, |(_, service)| service)
}

/// Returns the position at which a noun ends in the name of an event, and its length.
fn end_of(noun: &str, event_name: &str) -> Option<(usize, usize)> {
    let (noun, name) = (noun.as_bytes(), event_name.as_bytes());
    let last = name.windows(noun.len().max(1)).rposition(|part| part.eq_ignore_ascii_case(noun))?;
    Some((last + noun.len(), noun.len()))
}

/// Returns the values of the members before the last one; `None` if one is missing.
fn values_before<'j>(member: &NamingMember, around: &'j str) -> Option<Vec<Cow<'j, str>>> {
    let mut values = vec![Cow::Borrowed(""); member.before.len()];
    if values.is_empty() {
        return Some(values);
    }
    json::members(around, |key, value| {
        let at = member.before.iter().position(|name| name.eq_ignore_ascii_case(key));
        if let Some(at) = at.filter(|_| value.starts_with('"')) {
            values[at] = plain_text(value);
        }
    });
    values.iter().all(|value| is_name(value)).then_some(values)
}

/// Returns the text of a member of an object; `None` if it is absent or not a string.
pub(super) fn text_of<'j>(object: &'j str, name: &str) -> Option<Cow<'j, str>> {
    let mut found = None;
    json::members(object, |key, value| {
        if value.starts_with('"') && key.eq_ignore_ascii_case(name) {
            found = Some(plain_text(value));
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resource(
        service: &str,
        event_name: &str,
        key: &str,
        value: &str,
        around: &str,
    ) -> Option<(String, &'static str)> {
        let (region, account) = ("eu-west-1", "111122223333");
        let call = CallContext { event_name, service, region, account, ..CallContext::default() };
        by_member(&call, key, true, value, around)
    }

    #[test]
    fn a_member_names_what_the_call_is_about() {
        let tables = r#"{"databaseName":"sales","name":"orders"}"#;
        for (service, event_name, key, value, around, end) in [
            ("glue", "DeleteTable", "NAME", "orders", tables, "table/sales/orders"),
            ("glue", "DeleteDatabase", "name", "sales", "{}", "database/sales"),
            ("glue", "GetTables", "databaseName", "sales", "{}", "database/sales"),
            ("databrew", "CreateRecipeJob", "name", "clean", "{}", "job/clean"),
            ("databrew", "CreateRecipe", "name", "clean", "{}", "recipe/clean"),
            ("elasticfilesystem", "DeleteFileSystem", "fileSystemId", "odd", "{}", "file-system/odd"),
        ] {
            let arn = format!("arn:aws:{service}:eu-west-1:111122223333:{end}");
            let found = resource(service, event_name, key, value, around).map(|(name, _)| name);
            assert_eq!(found.as_deref(), Some(&*arn), "{event_name} {key}");
        }
    }

    #[test]
    fn what_is_no_name_names_nothing() {
        for (service, event_name, key, value) in [
            ("glue", "DoSomething", "name", "orders"),
            ("glue", "DeleteTable", "name", "orders"),
            ("glue", "GetTables", "databaseName", "sales/orders"),
            ("glue", "GetTables", "databaseName", "*"),
            ("glue", "GetTables", "databaseName", "two words"),
            ("glue", "GetTables", "databaseName", ""),
            ("glue", "GetTables", "description", "sales"),
            ("nobody", "GetTables", "databaseName", "sales"),
        ] {
            assert_eq!(resource(service, event_name, key, value, "{}"), None, "{event_name} {key} {value}");
        }
    }
}
