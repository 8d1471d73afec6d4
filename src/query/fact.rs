//! Facts about an event that depend on more than one value of its record: whether it crosses
//! accounts, and whether it writes a policy that is open to everyone. In a filter each fact is a
//! field whose value is `true` or `false`.

use hashbrown::HashMap;
use serde_json::Value;

use super::record_match::values_at;
use super::{Needle, Path, Pattern, Predicate, Term};
use crate::model::Field;
use crate::store::Store;
use crate::store::bits::Bits;

/// A fact about an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// The caller belongs to another account, according to `userIdentity.type` `AWSAccount` or to
    /// `userIdentity.accountId` compared with `recipientAccountId`, or `resources` names another
    /// account.
    ///
    /// An identity without an account, such as that of an AWS service, does not cross accounts.
    CrossAccount,
    /// The request contains a policy with a statement that allows something to any principal,
    /// perhaps under a condition. The policy is an object or a JSON text anywhere in
    /// `requestParameters`.
    OpenPolicy,
}

/// The facts, in display order.
pub(super) const FACTS: [Fact; 2] = [Fact::CrossAccount, Fact::OpenPolicy];

/// The `userIdentity.type` of a caller of which only the account is known.
const OTHER_ACCOUNT: &str = "AWSAccount";

/// Maximum nesting of JSON texts within texts that is examined.
const DEEPEST: u32 = 4;

impl Fact {
    /// Returns its name in a filter.
    pub fn name(self) -> &'static str {
        match self {
            Fact::CrossAccount => "crossAccount",
            Fact::OpenPolicy => "openPolicy",
        }
    }

    /// Returns a description in one sentence.
    pub(super) fn about(self) -> &'static str {
        match self {
            Fact::CrossAccount => "true where the caller's account is not that of the log or of a resource",
            Fact::OpenPolicy => "true where the request has a policy that allows something to everybody",
        }
    }

    /// Returns the fact with this name, ignoring case.
    pub(super) fn named(name: &str) -> Option<Fact> {
        FACTS.into_iter().find(|fact| fact.name().eq_ignore_ascii_case(name))
    }

    /// Whether the fact holds for a record.
    pub fn holds(self, record: &str) -> bool {
        match self {
            Fact::CrossAccount => crosses_accounts(record),
            Fact::OpenPolicy => has_open_policy(record),
        }
    }

    /// Returns a text that a record contains, apart from what is stored in columns, if the fact
    /// holds and columns cannot decide it.
    pub(super) fn needle(self) -> Needle {
        Needle::new(match self {
            Fact::CrossAccount => "accountId",
            Fact::OpenPolicy => "Principal",
        })
    }

    /// Returns the condition that the fact holds, to be decided by reading texts.
    pub(super) fn condition(self) -> Term {
        Term::Field { path: Path::Fact(self), test: Predicate::Text(Pattern::exact("true")) }
    }
}

/// Which of the values `true` and `false` a test accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AcceptedBooleans {
    Both,
    True,
    False,
    Neither,
}

/// Returns the values of a fact that a test accepts.
pub(super) fn asked(test: &Predicate) -> AcceptedBooleans {
    match (test.matches("true"), test.matches("false")) {
        (true, true) => AcceptedBooleans::Both,
        (true, false) => AcceptedBooleans::True,
        (false, true) => AcceptedBooleans::False,
        (false, false) => AcceptedBooleans::Neither,
    }
}

fn crosses_accounts(record: &str) -> bool {
    let any = |path: &[&str], passes: &dyn Fn(&str) -> bool| {
        let keys: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
        let mut found = false;
        values_at(record, &keys, &mut |value| found = found || passes(value));
        found
    };
    any(&["userIdentity", "type"], &|kind| kind.eq_ignore_ascii_case(OTHER_ACCOUNT))
        || any(&["userIdentity", "accountId"], &|caller| {
            any(&["recipientAccountId"], &|called| called != caller)
                || any(&["resources", "accountId"], &|called| called != caller)
        })
}

fn has_open_policy(record: &str) -> bool {
    let Ok(Value::Object(members)) = serde_json::from_str::<Value>(record) else { return false };
    members
        .iter()
        .any(|(name, value)| name.eq_ignore_ascii_case("requestParameters") && opens(value, DEEPEST))
}

/// Whether a value contains a statement that is open to everyone.
fn opens(value: &Value, deeper: u32) -> bool {
    match value {
        Value::Array(elements) => elements.iter().any(|element| opens(element, deeper)),
        Value::Object(members) => {
            let member = |name: &str| {
                members.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
            };
            let allows = member("Effect")
                .and_then(Value::as_str)
                .is_some_and(|effect| effect.eq_ignore_ascii_case("Allow"));
            allows && member("Principal").is_some_and(is_everybody)
                || members.values().any(|member| opens(member, deeper))
        }
        Value::String(text) if deeper > 0 && text.trim_start().starts_with(['{', '[']) => {
            serde_json::from_str::<Value>(text).is_ok_and(|inner| opens(&inner, deeper - 1))
        }
        _ => false,
    }
}

/// Whether a principal is `*`, alone, in a list, or as `{"AWS": "*"}`.
fn is_everybody(principal: &Value) -> bool {
    match principal {
        Value::String(text) => text == "*",
        Value::Array(elements) => elements.iter().any(is_everybody),
        Value::Object(members) => {
            members.iter().any(|(kind, inner)| kind.eq_ignore_ascii_case("AWS") && is_everybody(inner))
        }
        _ => false,
    }
}

/// Returns the rows that cross accounts according to their columns, and the rows for which only the
/// resources in their texts can decide.
pub(super) fn crossing_by_columns(store: &Store) -> (Bits, Bits) {
    // A number for each entry's value: the same for the same text, 0 if there is none.
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut numbered = |field: Field| -> Vec<u32> {
        let Some(column) = store.column(field) else { return Vec::new() };
        let of_code: Vec<u32> = (0..column.values.codes())
            .map(|code| match column.values.text(code as u32) {
                None | Some("") => 0,
                Some(text) => {
                    let next = numbers.len() as u32 + 1;
                    *numbers.entry(text.to_owned()).or_insert(next)
                }
            })
            .collect();
        column.codes.iter().map(|code| of_code.get(*code as usize).copied().unwrap_or(0)).collect()
    };
    let callers = numbered(Field::UserAccountId);
    let called = numbered(Field::RecipientAccountId);
    let kinds = numbered(Field::IdentityType);
    let others: Vec<u32> = numbers
        .iter()
        .filter(|(text, _)| text.eq_ignore_ascii_case(OTHER_ACCOUNT))
        .map(|(_, number)| *number)
        .collect();
    let at = |numbers: &[u32], entries: &[u32], row: usize| {
        entries.get(row).and_then(|entry| numbers.get(*entry as usize)).copied().unwrap_or(0)
    };
    let identities = store.entries(Field::UserAccountId.spec().storage);
    let calls = store.entries(Field::RecipientAccountId.spec().storage);
    let rows = store.rows.len();
    let crossing = Bits::of(rows, |row| {
        let (caller, called) = (at(&callers, identities, row), at(&called, calls, row));
        caller != 0 && called != 0 && caller != called || others.contains(&at(&kinds, identities, row))
    });
    let open = Bits::of(rows, |row| at(&callers, identities, row) != 0 && !crossing.has(row));
    (crossing, open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_are_compared() {
        for (record, crosses) in [
            (r#"{"userIdentity":{"accountId":"1"},"recipientAccountId":"1"}"#, false),
            (r#"{"userIdentity":{"accountId":"1"},"recipientAccountId":"2"}"#, true),
            (r#"{"userIdentity":{"accountId":"1"}}"#, false),
            (
                r#"{"userIdentity":{"type":"AWSService","invokedBy":"x"},"recipientAccountId":"2","sharedEventID":"s"}"#,
                false,
            ),
            (r#"{"userIdentity":{"type":"AWSAccount","accountId":"2"},"recipientAccountId":"2"}"#, true),
            (
                r#"{"userIdentity":{"accountId":"1"},"recipientAccountId":"1","resources":[{"accountId":"1"},{"accountId":"2"}]}"#,
                true,
            ),
            (
                r#"{"userIdentity":{"accountId":"1"},"recipientAccountId":"1","resources":[{"accountId":"1"}]}"#,
                false,
            ),
            (r#"{"userIdentity":{"type":"Root","accountId":""},"recipientAccountId":"2"}"#, false),
        ] {
            assert_eq!(Fact::CrossAccount.holds(record), crosses, "{record}");
        }
    }

    #[test]
    fn open_policies_are_recognized_statement_by_statement() {
        let request = |policy: &str| format!(r#"{{"requestParameters":{{"bucketPolicy":{policy}}}}}"#);
        for (policy, is_open) in [
            (r#"{"Statement":[{"Effect":"Allow","Principal":"*"}]}"#, true),
            (r#"{"Statement":{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::1:root","*"]}}}"#, true),
            (r#""{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"}}]}""#, true),
            (
                r#"{"Statement":[{"Effect":"Deny","Principal":"*"},{"Effect":"Allow","Principal":{"AWS":"1"}}]}"#,
                false,
            ),
            (r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"*"}}]}"#, false),
            (r#""not a policy""#, false),
        ] {
            assert_eq!(Fact::OpenPolicy.holds(&request(policy)), is_open, "{policy}");
        }
        assert!(!Fact::OpenPolicy.holds(r#"{"responseElements":{"Effect":"Allow","Principal":"*"}}"#));
        assert!(!Fact::OpenPolicy.holds("no JSON"));
    }
}
