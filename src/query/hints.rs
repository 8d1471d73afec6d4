//! Suggestions for a filter that matches nothing: services that are known by another name.

use super::{Path, Pattern, Predicate, Term, Tree, parse};
use crate::event::{known_service_name, service_name};
use crate::model::Field;

/// Another filter that was perhaps intended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The other name, in a sentence.
    pub words: String,
    /// The filter with that name.
    pub filter: String,
}

/// Returns a filter that was perhaps intended: `service:monitoring` is `cloudwatch`, and
/// `eventSource:cloudwatch` is `monitoring.amazonaws.com`. `None` if every name is the one that
/// events have.
pub fn hint(text: &str) -> Option<Hint> {
    let parsed = parse(text);
    if !parsed.errors.is_empty() {
        return None;
    }
    let mut words = Vec::new();
    let tree = mended(&parsed.tree, &mut words);
    (!words.is_empty()).then(|| Hint { words: words.join(" "), filter: tree.to_string() })
}

fn mended(tree: &Tree, words: &mut Vec<String>) -> Tree {
    let mut all = |parts: &[Tree]| parts.iter().map(|part| mended(part, words)).collect::<Vec<_>>();
    match tree {
        Tree::All => Tree::All,
        Tree::And(parts) => Tree::and(all(parts)),
        Tree::Or(parts) => Tree::Or(all(parts)),
        Tree::Not(part) => Tree::not(mended(part, words)),
        Tree::Term(Term::Field { path: Path::Column(field), test }) => {
            let typed = test.exact_text().unwrap_or_default();
            match other_name(*field, &typed) {
                Some(name) => {
                    words.push(format!("In {}, {typed} is called {name}.", field.spec().name));
                    Tree::field(Path::Column(*field), Predicate::Text(Pattern::exact(name.as_str())))
                }
                None => tree.clone(),
            }
        }
        Tree::Term(_) => tree.clone(),
    }
}

/// Returns the value that events have if another name was typed.
fn other_name(field: Field, typed: &str) -> Option<String> {
    const ENDING: &str = ".amazonaws.com";
    let has_ending = service_name(typed).len() < typed.len() && typed.contains('.');
    match field {
        _ if typed.is_empty() => None,
        Field::Service if has_ending => Some(service_name(typed).to_ascii_lowercase()),
        Field::Service => known_service_name(typed).map(str::to_owned),
        Field::EventSource => {
            let typed = typed.to_ascii_lowercase();
            let name = typed.strip_suffix(ENDING).unwrap_or(&typed);
            let known = known_service_name(name).filter(|known| *known != "cloudwatch").unwrap_or(name);
            let endpoint = if known == "cloudwatch" { "monitoring" } else { known };
            let is_endpoint = typed.ends_with(ENDING) && endpoint == name;
            (!is_endpoint && !endpoint.contains([':', '.'])).then(|| format!("{endpoint}{ENDING}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_names_of_services_are_known() {
        for (text, filter) in [
            ("service:monitoring", Some("service:cloudwatch")),
            ("service:monitoring.amazonaws.com and eventName:x", Some("service:cloudwatch and eventName:x")),
            ("service:(iam or EventBridge)", Some("service:iam or service:events")),
            ("service:iam.amazonaws.com", Some("service:iam")),
            ("eventSource:cloudwatch", Some("eventSource:monitoring.amazonaws.com")),
            ("eventSource:cloudwatch.amazonaws.com", Some("eventSource:monitoring.amazonaws.com")),
            ("eventSource:iam", Some("eventSource:iam.amazonaws.com")),
            ("eventSource:iam.amazonaws.com", None),
            ("eventSource:monitoring.amazonaws.com", None),
            ("service:s3", None),
            ("service:mon*", None),
            ("monitoring", None),
            ("service:(monitoring", None),
        ] {
            assert_eq!(hint(text).map(|hint| hint.filter).as_deref(), filter, "{text}");
        }
    }
}
