//! Several tests of one value, one of which must pass.

use std::net::IpAddr;

use hashbrown::HashSet;

use super::predicate::{Predicate, address};

/// The tests of a list such as `ip:(198.51.100.1 or 203.0.113.0/24)`.
///
/// Accepts exactly the values that one of its tests accepts. Single texts and single addresses are
/// looked up; only other tests are evaluated one after the other.
#[derive(Debug, Default)]
pub(super) struct PredicateSet<'t> {
    /// Texts in ASCII lower case.
    texts: HashSet<String>,
    addresses: HashSet<IpAddr>,
    /// The tests in `addresses`, for values that are not a plain address.
    networks: Vec<&'t Predicate>,
    others: Vec<&'t Predicate>,
}

impl<'t> PredicateSet<'t> {
    /// Creates a set with one test.
    pub(super) fn of(test: &'t Predicate) -> PredicateSet<'t> {
        let mut set = PredicateSet::default();
        set.insert(test);
        set
    }

    /// Adds a test.
    pub(super) fn insert(&mut self, test: &'t Predicate) {
        match test {
            Predicate::Text(pattern) if pattern.as_exact().is_some() => {
                self.texts.extend(pattern.as_exact().map(str::to_ascii_lowercase));
            }
            Predicate::Network(network) if network.prefix_len() == network.max_prefix_len() => {
                self.addresses.insert(network.addr());
                self.networks.push(test);
            }
            _ => self.others.push(test),
        }
    }

    /// Whether one of the tests passes the value.
    pub(super) fn matches(&self, value: &str) -> bool {
        if value.is_empty() {
            return false;
        }
        (!self.texts.is_empty() && self.texts.contains(value.to_ascii_lowercase().as_str()))
            || self.has_address(value)
            || self.others.iter().any(|test| test.matches(value))
    }

    fn has_address(&self, value: &str) -> bool {
        !self.addresses.is_empty()
            && match address(value) {
                Some(address) => self.addresses.contains(&address),
                // A value may itself be a network, but few are.
                None => value.contains('/') && self.networks.iter().any(|test| test.matches(value)),
            }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::query::{Term, Tree, parse};

    fn tests_of(text: &str) -> Vec<Predicate> {
        let parts = match parse(&format!("ip:({text})")).tree {
            Tree::Or(parts) => parts,
            other => vec![other],
        };
        let test = |part| match part {
            Tree::Term(Term::Field { test, .. }) => test,
            other => panic!("{other:?}"),
        };
        parts.into_iter().map(test).collect()
    }

    #[test]
    fn addresses_networks_texts_and_patterns() {
        let tests = tests_of(
            "198.51.100.7 or 2001:db8::1 or 10.0.0.0/8 or AWS* or Config.amazonaws.com or 192.0.2.1/32",
        );
        let mut set = PredicateSet::default();
        tests.iter().for_each(|test| set.insert(test));
        for (value, expected) in [
            ("198.51.100.7", true),
            ("198.51.100.8", false),
            ("::ffff:192.0.2.1", true),
            ("2001:0db8:0::1", true),
            ("10.250.1.1", true),
            ("192.0.2.1/32", true),
            ("aws internal", true),
            ("CONFIG.amazonaws.com", true),
            ("ec2.amazonaws.com", false),
            ("", false),
        ] {
            assert_eq!(set.matches(value), expected, "{value}");
        }
    }

    proptest! {
        #[test]
        fn passes_what_one_of_its_tests_passes(
            list in prop::collection::vec("(10\\.0\\.0\\.[0-3](/3[0-2])?|::[1-3]|[ab]{1,2}\\*?)", 1..6),
            value in "(10\\.0\\.0\\.[0-3](/3[0-2])?|::[1-3]|[abAB]{0,3})",
        ) {
            let tests = tests_of(&list.join(" or "));
            let mut set = PredicateSet::default();
            tests.iter().for_each(|test| set.insert(test));
            prop_assert_eq!(set.matches(&value), tests.iter().any(|test| test.matches(&value)));
        }
    }
}
