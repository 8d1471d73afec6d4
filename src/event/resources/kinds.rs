//! The kinds of resources in AWS's Service Authorization Reference: the ARN of each, and the
//! members of a request that name it.
//!
//! The table is written by `scripts/resource-kinds`, which documents the format of its lines. It is
//! parsed on first use.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::arn_format::{ArnFormat, ArnScope};

/// A resource type of the Service Authorization Reference.
#[derive(Debug)]
pub struct ResourceType {
    /// The service in the ARN.
    pub service: &'static str,
    /// The account and Region in the ARN.
    pub scope: ArnScope,
    /// The end of the ARN, with `%` and a name in place of each variable value.
    pub pattern: &'static str,
    /// `AWS::Service::Kind`.
    pub kind: &'static str,
    /// Members of a request that contain the values, in addition to those with the names in the
    /// pattern: alternatives separated by blanks, their members by commas in the order of the
    /// values.
    others: &'static str,
}

/// A member of a request that names a resource: alone, or as the last of several members.
#[derive(Debug)]
pub struct NamingMember {
    /// Its name in lower case.
    name: Box<str>,
    /// Index of the resource's type.
    pub resource_type: u32,
    /// The members that contain the values before the last one.
    pub before: Vec<&'static str>,
    /// Whether the member also names other resources of the service (`name`, `id`).
    pub is_vague: bool,
}

/// The table of kinds.
#[derive(Debug, Default)]
pub struct Kinds {
    resource_types: Vec<ResourceType>,
    /// The services in sorted order, with their resource types and members.
    services: Vec<(&'static str, Range<usize>, Vec<NamingMember>)>,
    /// The members with a name, by the hash of the service and the name: the index of the service,
    /// and the range of its members.
    by_member: HashMap<u64, (usize, Range<usize>)>,
    /// Kinds with a single variable value, at the end, by kind.
    by_kind: HashMap<&'static str, ArnFormat>,
    /// `service::kind` of every kind, in lower case.
    nouns: HashSet<Box<str>>,
}

static KINDS: LazyLock<Kinds> = LazyLock::new(|| Kinds::read(include_str!("kinds.txt")));

/// Returns the table of kinds.
pub fn kinds() -> &'static Kinds {
    &KINDS
}

impl Kinds {
    fn read(text: &'static str) -> Kinds {
        let mut kinds = Kinds::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            if let Some(service) = line.strip_prefix("> ") {
                kinds.services.push((service, 0..0, Vec::new()));
                continue;
            }
            let mut columns = line.split('\t');
            let (Some(first), Some(kind)) = (columns.next(), columns.next()) else { continue };
            let Some((service, ..)) = kinds.services.last() else { continue };
            let scope = match first.as_bytes().first() {
                Some(b'.') => ArnScope::World,
                Some(b'-') => ArnScope::Account,
                Some(b'+') => ArnScope::RegionAlone,
                _ => ArnScope::Region,
            };
            let pattern = first.get(1..).unwrap_or_default();
            let others = columns.next().unwrap_or_default();
            kinds.resource_types.push(ResourceType { service, scope, pattern, kind, others });
        }
        let Kinds { resource_types, services, by_member, by_kind, nouns } = &mut kinds;
        let mut start = 0;
        for (at, (service, range, members)) in services.iter_mut().enumerate() {
            let end = start
                + resource_types[start..]
                    .iter()
                    .take_while(|resource_type| resource_type.service == *service)
                    .count();
            *range = start..end;
            *members = range.clone().flat_map(|at| members_of(at as u32, &resource_types[at])).collect();
            members.sort_by(|one, other| {
                (&one.name, one.resource_type).cmp(&(&other.name, other.resource_type))
            });
            start = end;
            let mut first = 0;
            for found in members.chunk_by(|one, other| one.name == other.name) {
                by_member.insert(hash_of(service, &found[0].name), (at, first..first + found.len()));
                first += found.len();
            }
        }
        for resource_type in resource_types {
            nouns.insert(resource_type.kind.trim_start_matches("AWS::").to_ascii_lowercase().into());
            let (prefix, rest) = resource_type.pattern.split_once('%').unwrap_or_default();
            if rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                let ResourceType { service, scope, kind, .. } = *resource_type;
                by_kind.entry(kind).or_insert(ArnFormat { kind, service, prefix, scope });
            }
        }
        kinds
    }

    /// Whether a service has a kind with this noun, in any case.
    pub fn has_noun(&self, service: &str, noun: &str) -> bool {
        self.nouns.contains(&*format!("{service}::{noun}").to_ascii_lowercase())
    }

    /// Returns the ARN format of a kind whose ARNs have a name and nothing else that varies.
    pub fn of_kind(&self, kind: &str) -> Option<ArnFormat> {
        self.by_kind.get(kind).copied()
    }

    fn service(&self, service: &str) -> Option<&(&'static str, Range<usize>, Vec<NamingMember>)> {
        let found = self.services.binary_search_by(|(known, ..)| known.cmp(&service));
        found.ok().map(|at| &self.services[at])
    }

    /// Returns the kind of the end of an ARN: of several that match, the one with the longest fixed
    /// text. Also returns the length of that text in bytes.
    pub fn of_arn(&self, service: &str, resource: &str) -> Option<(usize, &ResourceType)> {
        let (_, resource_types, _) = self.service(service)?;
        let fitting = self.resource_types[resource_types.clone()].iter().rev();
        let fitting =
            fitting.filter_map(|resource_type| Some((resource_type.fits(resource)?, resource_type)));
        fitting.max_by_key(|(literals, _)| *literals)
    }

    /// Returns the resources that a member of a request to a service may name, by its key in any
    /// case.
    pub fn named_by(&self, service: &str, key: &str) -> &[NamingMember] {
        let Some((at, range)) = self.by_member.get(&hash_of(service, key)) else { return &[] };
        let (known, _, members) = &self.services[*at];
        let found = &members[range.clone()];
        // Another name may have the same hash.
        let is_it = *known == service && found[0].name.eq_ignore_ascii_case(key);
        if is_it { found } else { &[] }
    }

    /// Returns the resource type of a member.
    pub fn resource_type(&self, member: &NamingMember) -> &ResourceType {
        &self.resource_types[member.resource_type as usize]
    }

    /// Returns all resource types.
    #[cfg(test)]
    pub fn resource_types(&self) -> &[ResourceType] {
        &self.resource_types
    }
}

impl ResourceType {
    /// Returns the text before the first variable value, and the names of the values, each with the
    /// text after it. A name is empty if no member of a request has it.
    fn parts(&self) -> (&'static str, impl Iterator<Item = (&'static str, &'static str)> + use<>) {
        let mut parts = self.pattern.split('%');
        let start = parts.next().unwrap_or_default();
        let named = |part: &'static str| {
            part.split_at(part.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(part.len()))
        };
        (start, parts.map(named))
    }

    /// Returns the number of bytes at the end of an ARN that are fixed for this kind; `None` if the
    /// ARN is not of this kind. A value cannot contain a separator that the pattern has before it.
    fn fits(&self, resource: &str) -> Option<usize> {
        let (start, parts) = self.parts();
        let mut rest = resource.strip_prefix(start)?;
        let mut literals = start.len();
        let mut before = start;
        for (_, literal) in parts {
            let value = if literal.is_empty() { rest } else { &rest[..rest.find(literal)?] };
            let separator = before.rfind(['/', ':']).map(|at| &before[at..=at]);
            let is_one = match separator {
                Some(separator) => !value.contains(separator),
                None => !value.contains(['/', ':']),
            };
            if value.is_empty() || !is_one {
                return None;
            }
            rest = &rest[value.len() + literal.len()..];
            literals += literal.len();
            before = if literal.is_empty() { before } else { literal };
        }
        rest.is_empty().then_some(literals)
    }

    /// Returns the position of the name in the resource part of an ARN of this resource type.
    pub fn name_starts_at(&self) -> usize {
        self.parts().0.len()
    }

    /// Returns the end of the ARN with these values.
    pub fn filled(&self, values: &[&str]) -> String {
        let (start, parts) = self.parts();
        let mut filled = start.to_owned();
        for ((_, literal), value) in parts.zip(values) {
            filled.push_str(value);
            filled.push_str(literal);
        }
        filled
    }
}

/// Returns a hash of a service and a member, ignoring the member's case (FNV-1a).
fn hash_of(service: &str, key: &str) -> u64 {
    let key = key.bytes().map(|byte| byte.to_ascii_lowercase());
    let bytes = service.bytes().chain([0]).chain(key);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Returns the members of requests that name resources of a kind.
fn members_of(at: u32, resource_type: &ResourceType) -> Vec<NamingMember> {
    let own: Vec<&'static str> = resource_type.parts().1.map(|(name, _)| name).collect();
    let others = resource_type.others.split(' ').filter(|names| !names.is_empty());
    let holders = std::iter::once(own).chain(others.map(|names| names.split(',').collect()));
    let noun = resource_type.kind.rsplit("::").next().unwrap_or_default().to_ascii_lowercase();
    let mut members: Vec<NamingMember> = Vec::new();
    for holder in holders.filter(|names| names.iter().all(|name| !name.is_empty())) {
        let Some((last, before)) = holder.split_last() else { continue };
        let last = last.to_ascii_lowercase();
        let mut names = vec![last.clone(), format!("source{last}"), format!("target{last}")];
        let short = ["name", "id"].into_iter().find(|end| last.strip_suffix(end) == Some(&noun));
        names.extend(short.map(str::to_owned));
        let several: Vec<String> =
            names.iter().filter(|name| !name.ends_with('s')).map(|name| format!("{name}s")).collect();
        for name in names.into_iter().chain(several) {
            let is_known = members.iter().any(|known| *known.name == *name && known.before == before);
            if !is_known {
                let is_vague = VAGUE.contains(&&*name);
                members.push(NamingMember {
                    name: name.into(),
                    resource_type: at,
                    before: before.to_vec(),
                    is_vague,
                });
            }
        }
    }
    members
}

/// Members that name different kinds of resources in the calls of a service.
const VAGUE: &[&str] = &["name", "names", "id", "ids", "identifier", "identifiers"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_found_by_its_own_arn() {
        let lines = include_str!("kinds.txt").lines().filter(|line| !line.starts_with(['#', '>'])).count();
        assert_eq!(kinds().resource_types().len(), lines);
        assert!(lines > 1_500, "{lines}");
        assert!(kinds().services.is_sorted_by(|(one, ..), (other, ..)| one < other));
        // If no text separates two values, it is unknown where the first ends.
        let is_divided = |resource_type: &&ResourceType| {
            let divided: Vec<bool> =
                resource_type.parts().1.map(|(_, literal)| !literal.is_empty()).collect();
            divided.iter().rev().skip(1).all(|is_divided| *is_divided)
        };
        for resource_type in kinds().resource_types().iter().filter(is_divided) {
            let values = ["v7"; 12];
            let resource = resource_type.filled(&values);
            assert!(!resource.contains('%'), "{resource}");
            let found = kinds().of_arn(resource_type.service, &resource).map(|(_, found)| found.kind);
            assert_eq!(found, Some(resource_type.kind), "{} {resource}", resource_type.service);
            assert!(
                resource_type.kind.starts_with("AWS::") && resource_type.kind.split("::").count() == 3,
                "{}",
                resource_type.kind
            );
        }
    }
    #[test]
    fn the_kind_with_the_most_in_common_counts() {
        let kind = |service, resource| {
            kinds().of_arn(service, resource).map(|(_, resource_type)| resource_type.kind)
        };
        for (service, resource, expected) in [
            ("guardduty", "detector/d1", Some("AWS::GuardDuty::Detector")),
            ("guardduty", "detector/d1/filter/f1", Some("AWS::GuardDuty::Filter")),
            ("guardduty", "detector/d1/other/f1", None),
            ("guardduty", "detector/", None),
            ("guardduty", "detector", None),
            ("glue", "table/sales/orders", Some("AWS::Glue::Table")),
            ("glue", "table/sales", None),
            ("codebuild", "build/shop:0a1b", Some("AWS::CodeBuild::Build")),
            ("states", "execution:orders:run1", Some("AWS::StepFunctions::Execution")),
            ("nobody", "detector/d1", None),
        ] {
            assert_eq!(kind(service, resource), expected, "{service} {resource}");
        }
    }
}
