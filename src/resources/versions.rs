//! Versions of documents in records, and rules that records add to or remove from security groups.

use crate::base::document::{NodeForm, NodeId, RecordTree};

/// A version of a resource's document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The document's name: `Trust policy`, `Inline policy billing`.
    pub name: String,
    /// Its content from then on.
    pub body: Body,
}

/// The content of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// This text, as JSON on several lines.
    Text(String),
    /// No content: the document was deleted.
    Deleted,
    /// CloudTrail left it out because of its size; holds the reason.
    Withheld(String),
    /// The record does not contain it.
    Absent,
}

/// A call that sets or deletes a document.
#[derive(Debug)]
struct DocumentCall {
    /// The `eventName` of the call.
    event: &'static str,
    /// The text in the identity, after the account, by which a resource of the right type is
    /// recognised: the same call can name other resources as well.
    of: &'static str,
    /// The parameter that contains the document; empty if the call deletes it.
    parameter: &'static str,
    /// The parameter that names the document among others; empty if there is only one.
    named_by: &'static str,
    /// The document's name.
    name: &'static str,
}

macro_rules! lines {
    ($($event:literal $of:literal $parameter:literal $named_by:literal $name:literal;)*) => {
        const LINES: &[DocumentCall] = &[$(DocumentCall {
            event: $event, of: $of, parameter: $parameter, named_by: $named_by, name: $name,
        }),*];
    };
}

lines! {
    "CreateRole" ":role/" "assumeRolePolicyDocument" "" "Trust policy";
    "UpdateAssumeRolePolicy" ":role/" "policyDocument" "" "Trust policy";
    "PutRolePolicy" ":role/" "policyDocument" "policyName" "Inline policy";
    "PutUserPolicy" ":user/" "policyDocument" "policyName" "Inline policy";
    "PutGroupPolicy" ":group/" "policyDocument" "policyName" "Inline policy";
    "DeleteRolePolicy" ":role/" "" "policyName" "Inline policy";
    "DeleteUserPolicy" ":user/" "" "policyName" "Inline policy";
    "DeleteGroupPolicy" ":group/" "" "policyName" "Inline policy";
    "CreatePolicy" ":policy/" "policyDocument" "" "Policy document";
    "CreatePolicyVersion" ":policy/" "policyDocument" "" "Policy document";
    "PutBucketPolicy" ":s3:::" "bucketPolicy" "" "Bucket policy";
    "DeleteBucketPolicy" ":s3:::" "" "" "Bucket policy";
    "CreateKey" ":key/" "policy" "" "Key policy";
    "PutKeyPolicy" ":key/" "policy" "" "Key policy";
    "PutResourcePolicy" ":secret:" "resourcePolicy" "" "Resource policy";
    "DeleteResourcePolicy" ":secret:" "" "" "Resource policy";
    "SetRepositoryPolicy" ":repository/" "policyText" "" "Repository policy";
    "DeleteRepositoryPolicy" ":repository/" "" "" "Repository policy";
}

/// Returns the versions of a resource's documents that a record sets or deletes.
pub fn documents_of(record: &RecordTree, identity: &str) -> Vec<Version> {
    let event = record.text_at(&["eventName"]).unwrap_or_default();
    let lines = LINES.iter().filter(|line| line.event == event && is_of(identity, line.of));
    lines.map(|line| Version { name: name(record, line), body: body(record, line) }).collect()
}

fn is_of(identity: &str, of: &str) -> bool {
    match identity.find(of) {
        // If the account is unknown, the identity is the end of the ARN.
        None => identity.starts_with(of.trim_start_matches(':')),
        Some(_) => true,
    }
}

fn name(record: &RecordTree, line: &DocumentCall) -> String {
    match record.text_at(&["requestParameters", line.named_by]).filter(|_| !line.named_by.is_empty()) {
        Some(own) => format!("{} {own}", line.name),
        None => line.name.to_owned(),
    }
}

fn body(record: &RecordTree, line: &DocumentCall) -> Body {
    if line.parameter.is_empty() {
        return Body::Deleted;
    }
    let Some(request) = record.at(&["requestParameters"]) else { return Body::Absent };
    let Some(node) = record.member(request, line.parameter) else {
        return withheld(record, request).unwrap_or(Body::Absent);
    };
    match withheld(record, node) {
        Some(withheld) => withheld,
        None if matches!(record.form(node), NodeForm::Null) => Body::Absent,
        // A text was either unpacked from JSON already, or is not JSON.
        None => Body::Text(record.copied(node)),
    }
}

fn withheld(record: &RecordTree, node: NodeId) -> Option<Body> {
    let withheld = record.withheld(node)?;
    let size = withheld.original_size.map(|size| format!(" ({size} bytes)")).unwrap_or_default();
    Some(Body::Withheld(format!("{}{size}", withheld.reason.as_deref().unwrap_or("left out by CloudTrail"))))
}

/// A rule added to or removed from a security group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleChange {
    /// Whether the rule was added; otherwise it was removed.
    pub is_added: bool,
    /// The rule in words: `ingress tcp 22 from 0.0.0.0/0`.
    pub rule: String,
}

/// Maximum number of rules that are listed individually.
const MOST_RULES: usize = 500;

/// Returns the rules that a record adds to or removes from a security group; empty for other
/// records.
pub fn rules_of(record: &RecordTree) -> Vec<RuleChange> {
    let event = record.text_at(&["eventName"]).unwrap_or_default();
    let (is_added, direction) = match event {
        "AuthorizeSecurityGroupIngress" => (true, "ingress"),
        "AuthorizeSecurityGroupEgress" => (true, "egress"),
        "RevokeSecurityGroupIngress" => (false, "ingress"),
        "RevokeSecurityGroupEgress" => (false, "egress"),
        _ => return Vec::new(),
    };
    let Some(request) = record.at(&["requestParameters"]) else { return Vec::new() };
    let mut rules = Vec::new();
    let permissions = items(record, request, "ipPermissions");
    for permission in &permissions {
        rules_in(record, *permission, direction, &mut rules);
    }
    if permissions.is_empty() {
        // The request itself can hold a single rule.
        rules_in(record, request, direction, &mut rules);
    }
    for id in items(record, request, "securityGroupRuleIds") {
        let own = record.member(id, "securityGroupRuleId").unwrap_or(id);
        if !record.is_branch(own) {
            rules.push(format!("{direction} rule {}", record.text(own)));
        }
    }
    rules.truncate(MOST_RULES);
    rules.into_iter().map(|rule| RuleChange { is_added, rule }).collect()
}

/// The location of each source of a rule: the list, and the member of its items.
const SOURCES: [(&str, &str); 5] = [
    ("ipRanges", "cidrIp"),
    ("ipv6Ranges", "cidrIpv6"),
    ("groups", "groupId"),
    ("groups", "groupName"),
    ("prefixListIds", "prefixListId"),
];

fn rules_in(record: &RecordTree, permission: NodeId, direction: &str, rules: &mut Vec<String>) {
    let said = |name: &str| {
        record.member(permission, name).map(|node| record.text(node)).filter(|text| !text.is_empty())
    };
    let Some(protocol) = said("ipProtocol") else { return };
    let protocol = if protocol == "-1" { "all traffic" } else { protocol };
    let ports = match (said("fromPort"), said("toPort")) {
        (Some("-1"), _) | (None, None) => String::new(),
        (Some(from), Some(to)) if from != to => format!(" {from}-{to}"),
        (Some(port), _) | (None, Some(port)) => format!(" {port}"),
    };
    let word = if direction == "ingress" { "from" } else { "to" };
    let mut tell = |source: &str, item: Option<NodeId>| {
        let about = item.and_then(|item| record.member(item, "description")).map(|node| record.text(node));
        let about =
            about.filter(|text| !text.is_empty()).map(|text| format!(" ({text})")).unwrap_or_default();
        rules.push(format!("{direction} {protocol}{ports} {word} {source}{about}"));
    };
    for (list, member) in SOURCES {
        for item in items(record, permission, list) {
            let has_id = member == "groupName" && record.member(item, "groupId").is_some();
            if let Some(node) = record.member(item, member).filter(|_| !has_id) {
                tell(record.text(node), Some(item));
            }
        }
    }
    for flat in ["cidrIp", "cidrIpv6"] {
        if let Some(source) = said(flat) {
            tell(source, None);
        }
    }
}

/// Returns the items of a list, which EC2 may wrap in `items`.
fn items(record: &RecordTree, of: NodeId, list: &str) -> Vec<NodeId> {
    let Some(list) = record.member(of, list) else { return Vec::new() };
    let list = record.member(list, "items").unwrap_or(list);
    if record.form(list) != NodeForm::Array {
        return Vec::new();
    }
    record.children(list).take(MOST_RULES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> RecordTree {
        RecordTree::read(text).expect("a record")
    }

    #[test]
    fn every_line_finds_its_document_however_it_is_packed() {
        let plain = "{\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\"\n    }\n  ]\n}";
        let json = r#"{"Statement":[{"Effect":"Allow"}]}"#;
        let in_text = serde_json::to_string(json).expect("a text");
        let encoded = r#""%7B%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%7D%5D%7D""#;
        for line in LINES {
            let identity = format!("arn:aws:x:r:1{}name", line.of);
            if line.parameter.is_empty() {
                let record =
                    document(&format!(r#"{{"eventName":"{}","requestParameters":null}}"#, line.event));
                assert_eq!(documents_of(&record, &identity)[0].body, Body::Deleted);
                continue;
            }
            for value in [json, &in_text, encoded] {
                let (event, parameter) = (line.event, line.parameter);
                let record = document(&format!(
                    r#"{{"eventName":"{event}","requestParameters":{{"policyName":"billing","{parameter}":{value}}}}}"#
                ));
                let versions = documents_of(&record, &identity);
                assert_eq!(versions.len(), 1, "{event}");
                assert_eq!(versions[0].body, Body::Text(plain.to_owned()), "{event} {value}");
                assert_eq!(versions[0].name.ends_with(" billing"), !line.named_by.is_empty());
                assert_eq!(documents_of(&record, "i-0a1b2c3d"), []);
            }
        }
    }

    #[test]
    fn what_is_withheld_is_not_taken_for_nothing() {
        let omitted = r#"{"reason":"requestParameters too large","omitted":"true","originalSize":"149893"}"#;
        let record = document(&format!(r#"{{"eventName":"PutRolePolicy","requestParameters":{omitted}}}"#));
        let versions = documents_of(&record, "arn:aws:iam::1:role/x");
        assert_eq!(versions[0].body, Body::Withheld("requestParameters too large (149893 bytes)".to_owned()));
        let record = document(r#"{"eventName":"PutRolePolicy","requestParameters":{"roleName":"x"}}"#);
        assert_eq!(documents_of(&record, "arn:aws:iam::1:role/x")[0].body, Body::Absent);
    }

    #[test]
    fn rules_are_described_in_words() {
        let record = document(
            r#"{"eventName":"AuthorizeSecurityGroupIngress","requestParameters":{"groupId":"sg-1","ipPermissions":{"items":[
            {"ipProtocol":"tcp","fromPort":22,"toPort":22,"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0","description":"ops"}]},
             "groups":{"items":[{"groupId":"sg-2","groupName":"x"},{"groupName":"old"}]},"ipv6Ranges":{}},
            {"ipProtocol":"-1","ipv6Ranges":{"items":[{"cidrIpv6":"::/0"}]},"prefixListIds":{"items":[{"prefixListId":"pl-1"}]}}]}}}"#,
        );
        let rules: Vec<String> = rules_of(&record).into_iter().map(|change| change.rule).collect();
        assert_eq!(
            rules,
            [
                "ingress tcp 22 from 0.0.0.0/0 (ops)",
                "ingress tcp 22 from sg-2",
                "ingress tcp 22 from old",
                "ingress all traffic from ::/0",
                "ingress all traffic from pl-1",
            ]
        );
        let record = document(
            r#"{"eventName":"RevokeSecurityGroupEgress","requestParameters":{"ipProtocol":"udp","fromPort":1,"toPort":9,
            "cidrIp":"10.0.0.0/8","securityGroupRuleIds":{"items":[{"securityGroupRuleId":"sgr-1"}]}}}"#,
        );
        let gone: Vec<(bool, String)> =
            rules_of(&record).into_iter().map(|change| (change.is_added, change.rule)).collect();
        assert_eq!(
            gone,
            [(false, "egress udp 1-9 to 10.0.0.0/8".to_owned()), (false, "egress rule sgr-1".to_owned())]
        );
        for odd in [
            r#"{"eventName":"AuthorizeSecurityGroupIngress"}"#,
            r#"{"eventName":"AuthorizeSecurityGroupIngress","requestParameters":{"ipPermissions":7}}"#,
            "[]",
        ] {
            assert_eq!(rules_of(&document(odd)), []);
        }
    }
}
