//! Converts a record to a row: interns its groups of values and stores its text.

use std::borrow::Cow;

use super::{CallDigests, Store};
use crate::base::json::{member_of, plain_text};
use crate::base::time::parse_millis;
use crate::content::text_digest;
use crate::event::{Identity, RecordFrame, folded_service_name, user_agent_family};
use crate::intake::{RawRecord, RecordMember, Sink};
use crate::model::Field;
use crate::store::cuts::{self, CutMember, PART};
use crate::store::event_id::{number_of_odd, salt};
use crate::store::repeats::stable_hash;
use crate::store::rows::{NO_TIME, StoreRow};

/// The text that CloudTrail writes in place of a name that it withholds.
const HIDDEN: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

// The first byte of a raw key, before its parts.
const ORDINARY: u8 = b'-';
const CORRECTION: u8 = b'c';
const INSIGHT: u8 = b'i';
const FAILED: u8 = b'f';

impl Store {
    fn call(&mut self, record: &RawRecord<'_>) -> u32 {
        // The key's first bytes separate these cases.
        let is_correction = record
            .json(RecordMember::Addendum)
            .and_then(|addendum| member_of(addendum, "reason"))
            .is_some_and(|reason| reason == "\"UPDATED_DATA\"");
        let is_insight = is_insight(record);
        self.key.clear();
        self.key.push(if is_correction { CORRECTION } else { ORDINARY });
        self.key.push(if is_insight { INSIGHT } else { ORDINARY });
        cuts::write_parts(&mut self.key, record, cuts::CALL);
        // Records before version 1.02 do not name the account that received them.
        let account = record
            .plain(RecordMember::RecipientAccountId)
            .filter(|account| !account.is_empty())
            .or_else(|| {
                let identity = record.json(RecordMember::UserIdentity);
                let of_identity =
                    identity.and_then(|identity| member_of(identity, "accountId")).map(plain_text);
                of_identity
                    .or_else(|| record.plain(RecordMember::AccountId))
                    .filter(|account| !account.is_empty())
            });
        self.key.extend_from_slice(account.as_deref().unwrap_or_default().as_bytes());
        let [insight_name, insight_source] = insight_call(record);
        for part in [&insight_name, &insight_source] {
            self.key.push(PART);
            self.key.extend_from_slice(part.as_deref().unwrap_or_default().as_bytes());
        }
        let (salts, digests) = (&mut self.salts, &mut self.digests);
        self.calls.intern(&self.key, |entry| {
            let owner = account.as_deref().unwrap_or_default();
            salts.push(salt(owner, is_correction));
            let plain = |member| record.plain(member);
            let written = |member| plain(member).filter(|text| !text.is_empty());
            let source = written(RecordMember::EventSource).or(insight_source.map(Into::into));
            let name = written(RecordMember::EventName).or(insight_name.map(Into::into));
            let what = [&source, &name].map(|text| text.as_deref().unwrap_or_default().as_bytes());
            digests.push(CallDigests {
                owner: text_digest(&[owner.as_bytes(), &[u8::from(is_correction)]]),
                call: text_digest(&what),
            });
            for (field, member) in fields_of(cuts::CALL) {
                match field {
                    Field::EventName | Field::EventSource => {}
                    _ => entry.set(field, record.plain(member).as_deref()),
                }
            }
            entry.set(Field::EventName, name.as_deref());
            entry.set(Field::EventSource, source.as_deref());
            entry.set(Field::Service, source.as_deref().map(folded_service_name).as_deref());
            entry.set(Field::Account, account.as_deref());
            let category = plain(RecordMember::EventCategory);
            // `eventCategory` came with version 1.07, `managementEvent` with
            // 1.06 (CloudTrail record contents).
            let management = plain(RecordMember::ManagementEvent);
            let inferred = match management.as_deref() {
                _ if is_insight => "Insight",
                Some("false") => "Data",
                _ => "Management",
            };
            entry.set(Field::Category, Some(category.as_deref().unwrap_or(inferred)));
        })
    }

    fn identity(&mut self, record: &RawRecord<'_>) -> u32 {
        let json = record
            .span(RecordMember::UserIdentity)
            .and_then(|span| record.text().get(span))
            .unwrap_or_default();
        let derived = derived(record, "userName");
        let entry = self.identity_entry(json.as_bytes(), json, None);
        let (is_silent, is_by_id) = self.silent[entry as usize];
        if derived.is_none() && !is_silent && !is_by_id {
            return entry;
        }
        let source = record.plain(RecordMember::EventSource);
        let address = record.plain(RecordMember::SourceIpAddress);
        let sign_in_name = record
            .json(RecordMember::AdditionalEventData)
            .and_then(|data| member_of(data, "UserName"))
            .map(plain_text)
            .filter(|name| !name.is_empty() && name != HIDDEN);
        if derived.is_none() && !is_silent && sign_in_name.is_none() {
            return entry;
        }
        let around = RecordFrame {
            sign_in_name: sign_in_name.as_deref(),
            event_source: source.as_deref(),
            source_address: address.as_deref(),
            is_insight: record.json(RecordMember::InsightDetails).is_some(),
        };
        let who = derived.map_or_else(|| around.who(), Cow::into_owned);
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        key.extend_from_slice(json.as_bytes());
        key.push(PART);
        key.extend_from_slice(who.as_bytes());
        let entry = self.identity_entry(&key, json, Some(&who));
        self.key = key;
        entry
    }

    fn identity_entry(&mut self, key: &[u8], json: &str, who: Option<&str>) -> u32 {
        let silent = &mut self.silent;
        self.identities.intern(key, |entry| {
            let identity = Identity::parse(json);
            let own = identity.who();
            silent.push((own.is_none(), who.is_none() && identity.is_person_by_id()));
            entry.set(Field::Who, who.or(own.as_deref()));
            entry.set(Field::IdentityType, identity.kind.as_deref());
            entry.set(Field::UserName, identity.user_name.as_deref());
            entry.set(Field::UserArn, identity.arn.as_deref());
            entry.set(Field::PrincipalId, identity.principal_id.as_deref());
            entry.set(Field::UserAccountId, identity.account_id.as_deref());
            entry.set(Field::AccessKeyId, identity.access_key_id.as_deref());
            entry.set(Field::InvokedBy, identity.invoked_by.as_deref());
            entry.set(Field::SessionIssuerArn, identity.issuer_arn.as_deref());
            entry.set(Field::SessionIssuerUserName, identity.issuer_name.as_deref());
            entry.set(Field::SourceIdentity, identity.source_identity.as_deref());
            entry.set(Field::MfaAuthenticated, identity.mfa_authenticated.as_deref());
        })
    }

    fn origin(&mut self, record: &RawRecord<'_>) -> u32 {
        let tls_version =
            record.json(RecordMember::TlsDetails).and_then(|details| member_of(details, "tlsVersion"));
        self.key.clear();
        cuts::write_parts(&mut self.key, record, cuts::ORIGIN);
        self.key.extend_from_slice(tls_version.unwrap_or_default().as_bytes());
        let derived = derived(record, "userAgentFamily");
        if let Some(family) = &derived {
            self.key.push(PART);
            self.key.extend_from_slice(family.as_bytes());
        }
        let families = &mut self.families;
        self.origins.intern(&self.key, |entry| {
            let agent = record.plain(RecordMember::UserAgent);
            let family = agent.as_deref().map(|agent| {
                let known = families.entry_ref(agent);
                known.or_insert_with(|| user_agent_family(agent)).as_str()
            });
            for (field, member) in fields_of(cuts::ORIGIN) {
                entry.set(field, record.plain(member).as_deref());
            }
            entry.set(Field::UserAgentFamily, family.or(derived.as_deref()));
            entry.set(Field::TlsVersion, tls_version.map(plain_text).as_deref());
        })
    }

    fn outcome(&mut self, record: &RawRecord<'_>) -> u32 {
        let said = |member| record.plain(member).filter(|text| !text.is_empty());
        let (code, message) = (said(RecordMember::ErrorCode), said(RecordMember::ErrorMessage));
        let failed = code.is_some()
            || message.is_some()
            || is_failed_sign_in(record)
            || derived(record, "outcome").is_some_and(|outcome| outcome == "failed");
        // An Insights event describes many calls and is not a call itself.
        let is_call = !is_insight(record);
        self.key.clear();
        self.key.push(if !is_call {
            INSIGHT
        } else if failed {
            FAILED
        } else {
            ORDINARY
        });
        cuts::write_parts(&mut self.key, record, cuts::OUTCOME);
        self.outcomes.intern(&self.key, |entry| {
            for (field, member) in fields_of(cuts::OUTCOME) {
                entry.set(field, record.plain(member).filter(|text| !text.is_empty()).as_deref());
            }
            entry.set(Field::Outcome, is_call.then_some(if failed { "failed" } else { "succeeded" }));
        })
    }
}

/// Returns the fields that members are, with the members.
fn fields_of(members: &[CutMember]) -> impl Iterator<Item = (Field, RecordMember)> {
    members.iter().filter_map(|(member, _)| Some((member.field()?, *member)))
}

fn is_insight(record: &RawRecord<'_>) -> bool {
    record.json(RecordMember::InsightDetails).is_some()
        || record.json(RecordMember::EventCategory).is_some_and(|category| category == "\"Insight\"")
}

/// Returns the name and the source of the calls that an Insights event describes: trails nest them
/// in `insightDetails`, event data stores write them at the top level. The event has no name and
/// source of its own.
fn insight_call(record: &RawRecord<'_>) -> [Option<String>; 2] {
    if !is_insight(record) {
        return [None, None];
    }
    let details = record.json(RecordMember::InsightDetails);
    [("eventName", "insightEventName"), ("eventSource", "insightEventSource")].map(|(nested, flat)| {
        let nested = details.and_then(|details| member_of(details, nested)).map(plain_text);
        let said = nested.filter(|text| !text.is_empty());
        said.or_else(|| member_of(record.text(), flat).map(plain_text))
            .filter(|text| !text.is_empty())
            .map(|text| text.into_owned())
    })
}

/// Returns a value that an export of Trailglass added to the record and that the rest of the record
/// does not contain.
fn derived<'r>(record: &RawRecord<'r>, name: &str) -> Option<Cow<'r, str>> {
    let value =
        member_of(record.json(RecordMember::Trailglass)?, name).filter(|value| value.starts_with('"'))?;
    Some(plain_text(value)).filter(|value| !value.is_empty())
}

/// Whether a record is a failed sign-in. It has no `errorCode`; its `responseElements` are
/// `{"ConsoleLogin": "Failure"}` (CloudTrail User Guide, "AWS Management Console sign-in events").
fn is_failed_sign_in(record: &RawRecord<'_>) -> bool {
    record
        .json(RecordMember::EventSource)
        .is_some_and(|source| source.eq_ignore_ascii_case("\"signin.amazonaws.com\""))
        && record
            .json(RecordMember::ResponseElements)
            .zip(record.plain(RecordMember::EventName))
            .and_then(|(elements, name)| member_of(elements, &name))
            .is_some_and(|result| result == "\"Failure\"")
}

impl Sink for Store {
    fn take(&mut self, record: &RawRecord<'_>) -> Option<i64> {
        let number = self.texts.count();
        // An aggregated event has no time but a window (CloudTrail User Guide, "Aggregated
        // events"): it is sorted by the start of the window.
        let window_start = || {
            record
                .json(RecordMember::TimeWindow)
                .and_then(|window| member_of(window, "windowStart"))
                .map(plain_text)
        };
        let moved = || record.plain(RecordMember::Timestamp);
        let time = record.plain(RecordMember::EventTime).or_else(window_start).or_else(moved);
        let millis = time.and_then(|time| parse_millis(&time));
        let row = StoreRow {
            millis: millis.unwrap_or(NO_TIME),
            record: number,
            call: self.call(record),
            identity: self.identity(record),
            origin: self.origin(record),
            outcome: self.outcome(record),
        };
        self.texts.push(record);
        if self.texts.ids(number)[0] == 0 {
            let own =
                record.plain(RecordMember::EventId).or_else(|| record.plain(RecordMember::AggregatedEventId));
            let id = match own.filter(|id| !id.is_empty()) {
                Some(id) => number_of_odd(&id),
                // Without an id it cannot be a copy; its file and index identify it.
                None => {
                    let (file, index) = self.file_of(number);
                    stable_hash(&[b"place", &file.to_le_bytes(), &index.to_le_bytes()])
                }
            };
            self.odd_ids.insert(number, id);
        }
        self.rows.push(row);
        millis
    }
}
