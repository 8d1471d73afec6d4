//! Reads back an export of Trailglass.
//!
//! Some of its columns are not members of a record: Trailglass derived them. If the reassembled
//! record yields the same value again, nothing is added to it. Otherwise the value is put where it
//! was derived from, or, if that is not known, into a separate member, [`MEMBER`].

use super::json_text;
use super::node::RecordNode;
use crate::base::json::plain_text;
use crate::event::{Identity, RecordFrame, service_name};
use crate::model::{FIELDS, Field};

/// The member of a record with the values that Trailglass derived from more data than is left: the
/// caller as `userName`, `userAgentFamily` and `outcome`.
pub(super) const MEMBER: &str = "trailglass";

/// A column with derived values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DerivedColumn {
    Service,
    Who,
    Account,
    Category,
    UserAgentFamily,
    Outcome,
    /// A value that Trailglass concluded from all open files.
    Conclusion,
}

impl DerivedColumn {
    pub fn named(name: &str) -> Option<DerivedColumn> {
        let field = FIELDS.iter().find(|spec| spec.name == name)?.field;
        Some(match field {
            Field::Service => DerivedColumn::Service,
            Field::Who => DerivedColumn::Who,
            Field::Account => DerivedColumn::Account,
            Field::Category => DerivedColumn::Category,
            Field::UserAgentFamily => DerivedColumn::UserAgentFamily,
            Field::Outcome => DerivedColumn::Outcome,
            Field::Actor
            | Field::Session
            | Field::Chain
            | Field::Key
            | Field::Integrity
            | Field::Copies
            | Field::SameId => DerivedColumn::Conclusion,
            _ => return None,
        })
    }
}

/// Whether these are the columns of an export of events: names of fields, and last the event's id.
/// Without a column that only Trailglass has, the header row must also be written as Trailglass
/// does, `is_plain`.
pub(super) fn is_head(names: &[&str], is_plain: bool) -> bool {
    let is_field = |name: &&str| FIELDS.iter().any(|spec| spec.name == *name);
    let has_id = names.last() == Some(&"eventID");
    let fields = if has_id { &names[..names.len() - 1] } else { names };
    let has_derived = fields.iter().any(|name| DerivedColumn::named(name).is_some());
    // Older exports had no id.
    !fields.is_empty() && fields.iter().all(is_field) && (has_derived || has_id && is_plain)
}

/// The derived values of a row.
#[derive(Debug, Default)]
pub(super) struct DerivedValues {
    service: String,
    who: String,
    account: String,
    category: String,
    user_agent_family: String,
    outcome: String,
}

impl DerivedValues {
    pub fn set(&mut self, of: DerivedColumn, value: &str) {
        let slot = match of {
            DerivedColumn::Service => &mut self.service,
            DerivedColumn::Who => &mut self.who,
            DerivedColumn::Account => &mut self.account,
            DerivedColumn::Category => &mut self.category,
            DerivedColumn::UserAgentFamily => &mut self.user_agent_family,
            DerivedColumn::Outcome => &mut self.outcome,
            DerivedColumn::Conclusion => return,
        };
        value.clone_into(slot);
    }

    /// Adds values to a record that its members do not yield. `has` returns whether the table has a
    /// column.
    pub fn complete(&self, node: &mut RecordNode, has: &dyn Fn(&str) -> bool) {
        if !self.category.is_empty() && !has("eventCategory") {
            node.put(["eventCategory"], json_text(&self.category));
        }
        let is_insight = self.category == "Insight"
            || text(node, &["eventCategory"]).as_deref() == Some("Insight")
            || text(node, &["eventType"]).as_deref() == Some("AwsCloudTrailInsight");
        if is_insight {
            insight(node);
        } else if text(node, &["eventSource"]).is_none() && !self.service.is_empty() && !has("eventSource") {
            node.put(["eventSource"], json_text(&source_of(&self.service)));
        }
        self.complete_account(node, has);
        self.complete_who(node, is_insight);
        if text(node, &["userAgent"]).is_none() && !self.user_agent_family.is_empty() {
            node.put([MEMBER, "userAgentFamily"], json_text(&self.user_agent_family));
        }
        let has_error = ["errorCode", "errorMessage"].iter().any(|name| text(node, &[name]).is_some());
        if self.outcome == "failed" && !has_error {
            node.put([MEMBER, "outcome"], json_text(&self.outcome));
        }
    }

    fn complete_account(&self, node: &mut RecordNode, has: &dyn Fn(&str) -> bool) {
        let of_identity = text(node, &["userIdentity", "accountId"]);
        let is_given =
            text(node, &["recipientAccountId"]).is_some() || of_identity.as_deref() == Some(&self.account);
        if self.account.is_empty() || is_given {
            return;
        }
        // A record without recipientAccountId has its account in another member; in aggregated
        // events it is this one.
        let name = if has("recipientAccountId") { "accountId" } else { "recipientAccountId" };
        node.put([name], json_text(&self.account));
    }

    fn complete_who(&self, node: &mut RecordNode, is_insight: bool) {
        if self.who.is_empty() {
            return;
        }
        let identity = node.get(&["userIdentity"]).map(RecordNode::to_json).unwrap_or_default();
        let around = RecordFrame {
            sign_in_name: None,
            event_source: text(node, &["eventSource"]).as_deref(),
            source_address: text(node, &["sourceIPAddress"]).as_deref(),
            is_insight,
        }
        .who();
        if Identity::parse(&identity).who().unwrap_or(around) != self.who {
            node.put([MEMBER, "userName"], json_text(&self.who));
        }
    }
}

/// Moves the name and the source of an Insights event to their place in such events.
fn insight(node: &mut RecordNode) {
    for name in ["eventName", "eventSource"] {
        if let Some(RecordNode::Value(value)) = node.take(name) {
            node.put(["insightDetails", name], value);
        }
    }
    if node.get(&["insightDetails"]).is_none() {
        node.put(["insightDetails"], "{}".to_owned());
    }
}

/// Returns the event source of the service with this name.
fn source_of(service: &str) -> String {
    let source = format!("{}.amazonaws.com", if service == "cloudwatch" { "monitoring" } else { service });
    // Names of other vendors stay unchanged.
    if service.contains(['.', ':']) || service_name(&source) != service { service.to_owned() } else { source }
}

fn text(node: &RecordNode, path: &[&str]) -> Option<String> {
    match node.get(path)? {
        RecordNode::Value(value) => Some(plain_text(value).into_owned()).filter(|text| !text.is_empty()),
        RecordNode::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::EventTable;
    use serde_json::{Value, json};

    fn read(names: &[&str], cells: &[&str]) -> Value {
        let mut table = EventTable::of(names, true).expect("events");
        assert_eq!(table.csv_name(), "Trailglass CSV export");
        serde_json::from_str(&table.event(cells).expect("an event")).expect("JSON")
    }

    #[test]
    fn what_the_record_gives_again_is_not_added() {
        assert_eq!(
            read(
                &[
                    "eventName",
                    "service",
                    "who",
                    "sourceIPAddress",
                    "account",
                    "userAgentFamily",
                    "outcome",
                    "eventID"
                ],
                &["A", "cloudwatch", "unknown at 192.0.2.1", "192.0.2.1", "1", "", "succeeded", "e"],
            ),
            json!({
                "eventName": "A", "eventSource": "monitoring.amazonaws.com", "sourceIPAddress": "192.0.2.1",
                "recipientAccountId": "1", "eventID": "e",
            })
        );
    }

    #[test]
    fn what_it_does_not_give_is_kept_apart() {
        assert_eq!(
            read(
                &[
                    "eventName",
                    "eventSource",
                    "who",
                    "userIdentity.type",
                    "userAgentFamily",
                    "outcome",
                    "actor",
                    "copies",
                    "sameId",
                    "eventID"
                ],
                &[
                    "'=A",
                    "b",
                    "Ops/dana",
                    "AssumedRole",
                    "Boto3",
                    "failed",
                    "carol",
                    "differing",
                    "othercontent",
                    "e"
                ],
            ),
            json!({
                "eventName": "=A", "eventSource": "b", "eventID": "e", "userIdentity": {"type": "AssumedRole"},
                "trailglass": {"userName": "Ops/dana", "userAgentFamily": "Boto3", "outcome": "failed"},
            })
        );
    }

    #[test]
    fn insights_are_insights_again() {
        assert_eq!(
            read(
                &["eventTime", "eventName", "eventSource", "who", "category", "eventID"],
                &["2025-05-06T08:00:00Z", "A", "b", "cloudtrail.amazonaws.com", "Insight", "e"],
            ),
            json!({
                "eventTime": "2025-05-06T08:00:00Z", "eventCategory": "Insight", "eventID": "e",
                "insightDetails": {"eventName": "A", "eventSource": "b"},
            })
        );
    }
}
