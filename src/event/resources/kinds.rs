//! The kinds of resources that AWS's Service Authorization Reference lists:
//! the ARN of each, and the members of a request that name it.
//!
//! The table is written by `scripts/resource-kinds`, which says how its lines
//! are made up. It is read when it is first needed.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::things::{Scope, Thing};

/// A kind of resource.
#[derive(Debug)]
pub struct Shape {
    /// The service in the ARN.
    pub service: &'static str,
    /// What else the ARN holds.
    pub scope: Scope,
    /// The end of the ARN, `%` and a name in place of each value that varies.
    pub pattern: &'static str,
    /// `AWS::Service::Kind`.
    pub kind: &'static str,
    /// Members of a request that hold the values, besides those that are called
    /// as in the pattern: alternatives behind a blank, their members behind
    /// commas in the order of the values.
    others: &'static str,
}

/// A member of a request that names a resource: alone, or as the last of
/// several.
#[derive(Debug)]
pub struct Member {
    /// In small letters.
    name: Box<str>,
    /// What it names.
    pub shape: u32,
    /// The members that hold the values before the last one.
    pub before: Vec<&'static str>,
    /// Whether other things of the service are called by this member, too
    /// (`name`, `id`).
    pub is_vague: bool,
}

/// The table.
#[derive(Debug, Default)]
pub struct Kinds {
    shapes: Vec<Shape>,
    /// The services in their order, with their shapes and members.
    services: Vec<(&'static str, Range<usize>, Vec<Member>)>,
    /// The members of a name, by the hash of the service and the name: the
    /// place of the service, and of its members.
    by_member: HashMap<u64, (usize, Range<usize>)>,
    /// What has a single value that varies, at its end, by its kind.
    by_kind: HashMap<&'static str, Thing>,
    /// `service::kind` of every kind, in small letters.
    nouns: HashSet<Box<str>>,
}

static KINDS: LazyLock<Kinds> = LazyLock::new(|| Kinds::read(include_str!("kinds.txt")));

/// The table of kinds.
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
                Some(b'.') => Scope::World,
                Some(b'-') => Scope::Account,
                Some(b'+') => Scope::RegionAlone,
                _ => Scope::Region,
            };
            let pattern = first.get(1..).unwrap_or_default();
            let others = columns.next().unwrap_or_default();
            kinds.shapes.push(Shape { service, scope, pattern, kind, others });
        }
        let Kinds { shapes, services, by_member, by_kind, nouns } = &mut kinds;
        let mut start = 0;
        for (at, (service, range, members)) in services.iter_mut().enumerate() {
            let end = start + shapes[start..].iter().take_while(|shape| shape.service == *service).count();
            *range = start..end;
            *members = range.clone().flat_map(|at| members_of(at as u32, &shapes[at])).collect();
            members.sort_by(|one, other| (&one.name, one.shape).cmp(&(&other.name, other.shape)));
            start = end;
            let mut first = 0;
            for found in members.chunk_by(|one, other| one.name == other.name) {
                by_member.insert(hash_of(service, &found[0].name), (at, first..first + found.len()));
                first += found.len();
            }
        }
        for shape in shapes {
            nouns.insert(shape.kind.trim_start_matches("AWS::").to_ascii_lowercase().into());
            let (prefix, rest) = shape.pattern.split_once('%').unwrap_or_default();
            if rest.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                let Shape { service, scope, kind, .. } = *shape;
                by_kind.entry(kind).or_insert(Thing { kind, service, prefix, scope });
            }
        }
        kinds
    }

    /// Whether a service has a kind of this noun, in any case.
    pub fn has_noun(&self, service: &str, noun: &str) -> bool {
        self.nouns.contains(&*format!("{service}::{noun}").to_ascii_lowercase())
    }

    /// How the ARNs of a kind are made that have a name and nothing else.
    pub fn of_kind(&self, kind: &str) -> Option<Thing> {
        self.by_kind.get(kind).copied()
    }

    fn service(&self, service: &str) -> Option<&(&'static str, Range<usize>, Vec<Member>)> {
        let found = self.services.binary_search_by(|(known, ..)| known.cmp(&service));
        found.ok().map(|at| &self.services[at])
    }

    /// The kind of the end of an ARN: of several that fit, the one with the
    /// most that is the same in all of its ARNs.
    /// With it comes the number of those bytes.
    pub fn of_arn(&self, service: &str, resource: &str) -> Option<(usize, &Shape)> {
        let (_, shapes, _) = self.service(service)?;
        let fitting = self.shapes[shapes.clone()].iter().rev();
        let fitting = fitting.filter_map(|shape| Some((shape.fits(resource)?, shape)));
        fitting.max_by_key(|(literals, _)| *literals)
    }

    /// What a member of a request to a service may name, by its key in any
    /// case.
    pub fn named_by(&self, service: &str, key: &str) -> &[Member] {
        let Some((at, range)) = self.by_member.get(&hash_of(service, key)) else { return &[] };
        let (known, _, members) = &self.services[*at];
        let found = &members[range.clone()];
        // Others may have the same hash.
        let is_it = *known == service && found[0].name.eq_ignore_ascii_case(key);
        if is_it { found } else { &[] }
    }

    /// The shape of a member.
    pub fn shape(&self, member: &Member) -> &Shape {
        &self.shapes[member.shape as usize]
    }

    /// Every shape.
    #[cfg(test)]
    pub fn shapes(&self) -> &[Shape] {
        &self.shapes
    }
}

impl Shape {
    /// The text before the first value that varies by name, and the names of
    /// the values, each with the text behind it. A name is empty where no
    /// member of a request is called so.
    fn parts(&self) -> (&'static str, impl Iterator<Item = (&'static str, &'static str)> + use<>) {
        let mut parts = self.pattern.split('%');
        let start = parts.next().unwrap_or_default();
        let named = |part: &'static str| {
            part.split_at(part.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(part.len()))
        };
        (start, parts.map(named))
    }

    /// How many bytes of the end of an ARN are the same in all ARNs of this
    /// kind. `None` if it is no ARN of this kind. A value holds no separator
    /// that the pattern has before it.
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

    /// The byte at which the name begins in the resource part of an ARN of this
    /// shape.
    pub fn name_starts_at(&self) -> usize {
        self.parts().0.len()
    }

    /// The end of the ARN with these values.
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

/// A hash of a service and a member, whose case does not count (FNV-1a).
fn hash_of(service: &str, key: &str) -> u64 {
    let key = key.bytes().map(|byte| byte.to_ascii_lowercase());
    let bytes = service.bytes().chain([0]).chain(key);
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The members of requests that name things of a kind.
fn members_of(at: u32, shape: &Shape) -> Vec<Member> {
    let own: Vec<&'static str> = shape.parts().1.map(|(name, _)| name).collect();
    let others = shape.others.split(' ').filter(|names| !names.is_empty());
    let holders = std::iter::once(own).chain(others.map(|names| names.split(',').collect()));
    let noun = shape.kind.rsplit("::").next().unwrap_or_default().to_ascii_lowercase();
    let mut members: Vec<Member> = Vec::new();
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
                members.push(Member { name: name.into(), shape: at, before: before.to_vec(), is_vague });
            }
        }
    }
    members
}

/// Members that name different kinds of things in the calls of a service.
const VAGUE: &[&str] = &["name", "names", "id", "ids", "identifier", "identifiers"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_found_by_its_own_arn() {
        let lines = include_str!("kinds.txt").lines().filter(|line| !line.starts_with(['#', '>'])).count();
        assert_eq!(kinds().shapes().len(), lines);
        assert!(lines > 1_500, "{lines}");
        assert!(kinds().services.is_sorted_by(|(one, ..), (other, ..)| one < other));
        // Of two values that nothing divides it is not known where the first ends.
        let is_divided = |shape: &&Shape| {
            let divided: Vec<bool> = shape.parts().1.map(|(_, literal)| !literal.is_empty()).collect();
            divided.iter().rev().skip(1).all(|is_divided| *is_divided)
        };
        for shape in kinds().shapes().iter().filter(is_divided) {
            let values = ["v7"; 12];
            let resource = shape.filled(&values);
            assert!(!resource.contains('%'), "{resource}");
            let found = kinds().of_arn(shape.service, &resource).map(|(_, found)| found.kind);
            assert_eq!(found, Some(shape.kind), "{} {resource}", shape.service);
            assert!(shape.kind.starts_with("AWS::") && shape.kind.split("::").count() == 3, "{}", shape.kind);
        }
    }
    #[test]
    fn the_kind_with_the_most_in_common_counts() {
        let kind = |service, resource| kinds().of_arn(service, resource).map(|(_, shape)| shape.kind);
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
