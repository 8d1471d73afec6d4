//! The effect of a call: determined by the verb that its name begins with and by the record's
//! `readOnly`.

use super::answers::CallEffect;
use super::issuance::may_issue;
use crate::model::{Field, StorageGroup};
use crate::store::Store;
use crate::store::bits::Bits;

/// Verbs that create something.
const CREATES: &[&str] =
    &["Create", "Run", "Allocate", "Import", "Generate", "Register", "Copy", "Launch", "Upload", "Publish"];

/// Verbs that delete something.
const DELETES: &[&str] = &[
    "Delete",
    "Terminate",
    "Remove",
    "Deregister",
    "Release",
    "Revoke",
    "Purge",
    "Destroy",
    "ScheduleKeyDeletion",
    "Abort",
];

/// Verbs that only read, for records without `readOnly`.
const READS: &[&str] = &[
    "Describe", "List", "Get", "Head", "Lookup", "Search", "Batch", "Query", "Scan", "Select", "Check",
    "View", "Decrypt", "Encrypt", "Verify", "Simulate", "Discover", "Test", "Validate",
];

/// Whether a name begins with one of the verbs, as a whole word: `Runtime` does not begin with
/// `Run`.
fn begins(name: &str, verbs: &[&str]) -> bool {
    verbs.iter().any(|verb| {
        name.strip_prefix(verb).is_some_and(|rest| !rest.starts_with(|next: char| next.is_ascii_lowercase()))
    })
}

impl CallEffect {
    /// Returns the effect of a call of this name.
    pub fn of(event_name: &str, read_only: Option<bool>) -> CallEffect {
        if event_name != "CreateAccessKey" && may_issue(event_name) {
            return CallEffect::Obtains;
        }
        match read_only {
            Some(true) => CallEffect::Reads,
            None if begins(event_name, READS) => CallEffect::Reads,
            _ if begins(event_name, DELETES) => CallEffect::Deletes,
            _ if begins(event_name, CREATES) => CallEffect::Creates,
            _ => CallEffect::Changes,
        }
    }

    /// Whether the call may have changed something.
    pub fn is_write(self) -> bool {
        matches!(self, CallEffect::Creates | CallEffect::Changes | CallEffect::Deletes)
    }
}

/// The rows of a shard that failed, were denied, or may have changed something, by the entries of
/// their groups.
#[derive(Debug)]
pub(super) struct RowKinds {
    failed: Bits,
    denied: Bits,
    writes: Bits,
}

impl RowKinds {
    /// Reads the entries of a shard.
    pub fn of(store: &Store) -> RowKinds {
        let outcomes = store.outcomes.len();
        let value = |field: Field, entry: usize| {
            let storage = store.group(field.spec().storage)?;
            storage.column(field)?.value(entry as u32)
        };
        RowKinds {
            failed: Bits::of(outcomes, |entry| value(Field::Outcome, entry) == Some("failed")),
            denied: Bits::of(outcomes, |entry| value(Field::ErrorCode, entry).is_some_and(is_denied)),
            writes: Bits::of(store.calls.len(), |entry| {
                let read_only = value(Field::ReadOnly, entry).map(|flag| flag.eq_ignore_ascii_case("true"));
                CallEffect::of(value(Field::EventName, entry).unwrap_or_default(), read_only).is_write()
            }),
        }
    }

    /// Whether a row failed.
    #[inline]
    pub fn is_failed(&self, store: &Store, row: usize) -> bool {
        self.failed.has(store.entries(StorageGroup::Outcome)[row] as usize)
    }

    /// Whether a row was denied.
    #[inline]
    pub fn is_denied(&self, store: &Store, row: usize) -> bool {
        self.denied.has(store.entries(StorageGroup::Outcome)[row] as usize)
    }

    /// Whether a row may have changed something and did not fail.
    #[inline]
    pub fn is_write(&self, store: &Store, row: usize) -> bool {
        self.writes.has(store.entries(StorageGroup::Call)[row] as usize) && !self.is_failed(store, row)
    }
}

/// Whether an error code states that the caller was not authorized.
fn is_denied(code: &str) -> bool {
    let code = code.to_ascii_lowercase();
    ["accessdenied", "unauthorized", "notauthorized", "authorizationerror", "forbidden"]
        .iter()
        .any(|part| code.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn effects_by_verb_and_flag() {
        for (name, read_only, effect) in [
            ("DescribeInstances", Some(true), CallEffect::Reads),
            ("GetObject", None, CallEffect::Reads),
            ("DeleteBucket", Some(false), CallEffect::Deletes),
            ("DeleteObjects", None, CallEffect::Deletes),
            ("CreateUser", Some(false), CallEffect::Creates),
            ("CreateAccessKey", Some(false), CallEffect::Creates),
            ("RunInstances", Some(false), CallEffect::Creates),
            ("RuntimeThing", Some(false), CallEffect::Changes),
            ("PutBucketPolicy", Some(false), CallEffect::Changes),
            ("AssumeRole", Some(true), CallEffect::Obtains),
            ("ConsoleLogin", Some(false), CallEffect::Obtains),
        ] {
            assert_eq!(CallEffect::of(name, read_only), effect, "{name}");
        }
    }

    #[test]
    fn denied_differs_from_wrong() {
        for (code, denied) in [
            ("AccessDenied", true),
            ("Client.UnauthorizedOperation", true),
            ("AccessDeniedException", true),
            ("VpceAccessDenied", true),
            ("NoSuchBucket", false),
            ("ThrottlingException", false),
        ] {
            assert_eq!(is_denied(code), denied, "{code}");
        }
    }
}
