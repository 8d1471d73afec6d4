//! The rule by which a value passes or fails a test.

use std::cmp::Ordering;
use std::net::{IpAddr, Ipv6Addr};

use ipnet::IpNet;

use super::expression::Expression;
use super::pattern::Pattern;
use super::when::{self, TimeLiteral};
use crate::base::time::TimeRange;
use crate::base::{text, time};

/// A test of a value.
///
/// The same rule applies to the values of a dictionary and the scalars of a record: a number or
/// boolean is tested as its JSON text. An absent value passes no test, and an empty text counts as
/// absent.
#[derive(Clone, Debug, PartialEq)]
pub enum Predicate {
    /// The value is present. For a path into the record, an object also counts.
    Present,
    /// Equal to a text, or matching a pattern, ignoring ASCII case.
    Text(Pattern),
    /// Smaller or larger than a number, a time or a text.
    Compare {
        /// The direction; [`Operator::Equal`] occurs only with times.
        operator: Operator,
        /// The right side.
        operand: Operand,
    },
    /// An address inside a network, or this very network.
    ///
    /// A value that is another, smaller network does not pass: a search for `cidrIp:0.0.0.0/0`
    /// means the rule that is open to the world.
    Network(IpNet),
    /// A regular expression that occurs in the value.
    Expression(Expression),
}

/// The direction of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Within the range that the operand stands for.
    Equal,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Operator {
    /// Returns the operator as typed.
    pub fn sign(self) -> &'static str {
        match self {
            Operator::Equal => ":",
            Operator::Below => "<",
            Operator::AtMost => "<=",
            Operator::Above => ">",
            Operator::AtLeast => ">=",
        }
    }

    fn holds(self, value_to_operand: Ordering) -> bool {
        match self {
            Operator::Equal => value_to_operand.is_eq(),
            Operator::Below => value_to_operand.is_lt(),
            Operator::AtMost => value_to_operand.is_le(),
            Operator::Above => value_to_operand.is_gt(),
            Operator::AtLeast => value_to_operand.is_ge(),
        }
    }
}

/// The right side of a comparison. It determines which values can be compared: with a number only
/// numbers, with a time only times.
#[derive(Clone, Debug, PartialEq)]
pub enum Operand {
    /// A number, and the text that was typed.
    Number(f64, String),
    /// A time.
    Time(TimeLiteral),
    /// Any other text: compared by bytes, ignoring ASCII case.
    Text(String),
}

impl Predicate {
    /// Whether `value` passes.
    pub fn matches(&self, value: &str) -> bool {
        if value.is_empty() {
            return false;
        }
        match self {
            Predicate::Present => true,
            Predicate::Text(pattern) => pattern.matches(value),
            Predicate::Compare { operator, operand } => operand.compares(*operator, value),
            Predicate::Network(network) => network_has(network, value),
            Predicate::Expression(expression) => expression.matches(value),
        }
    }

    /// Whether the time of an event passes. If [`Predicate::time_range`] returns a range, it is faster
    /// to call it once instead.
    pub fn matches_time(&self, millis: i64) -> bool {
        match (self, self.time_range()) {
            (_, Some(range)) => (range.from_millis..range.until_millis).contains(&millis),
            (Predicate::Present, None) => true,
            // Patterns are matched against the time as records write it.
            (_, None) => self.matches(&time::to_text(millis)),
        }
    }

    /// Returns the times that pass, for a comparison with a time.
    pub fn time_range(&self) -> Option<TimeRange> {
        match self {
            Predicate::Compare { operator, operand: Operand::Time(literal) } => {
                Some(operator.times(literal.range()))
            }
            _ => None,
        }
    }

    /// Whether exactly `value` (in any case) passes, and no other value of its field: this is the
    /// test that a click on a value creates.
    pub fn names_exactly(&self, value: &str) -> bool {
        match self {
            Predicate::Text(pattern) => {
                pattern.as_exact().is_some_and(|text| text.eq_ignore_ascii_case(value))
            }
            Predicate::Compare { operator: Operator::Equal, operand: Operand::Time(literal) } => {
                TimeLiteral::parse(value).is_some_and(|other| other.range() == literal.range())
            }
            Predicate::Network(network) => {
                network.prefix_len() == network.max_prefix_len()
                    && address(value).is_some_and(|address| address == network.addr())
            }
            _ => false,
        }
    }

    /// Returns the single value that the test stands for, if it is a text or an address.
    pub fn exact_text(&self) -> Option<String> {
        match self {
            Predicate::Text(pattern) => pattern.as_exact().map(str::to_owned),
            Predicate::Network(network) if self.is_exact() => Some(network.addr().to_string()),
            _ => None,
        }
    }

    /// Whether the test stands for a single value.
    pub fn is_exact(&self) -> bool {
        match self {
            Predicate::Text(pattern) => pattern.as_exact().is_some(),
            Predicate::Compare { operator, .. } => *operator == Operator::Equal,
            Predicate::Network(network) => network.prefix_len() == network.max_prefix_len(),
            Predicate::Present | Predicate::Expression(_) => false,
        }
    }
}

impl Operator {
    fn times(self, literal: TimeRange) -> TimeRange {
        let (from_millis, until_millis) = match self {
            Operator::Equal => (literal.from_millis, literal.until_millis),
            Operator::Below => (i64::MIN, literal.from_millis),
            Operator::AtMost => (i64::MIN, literal.until_millis),
            Operator::Above => (literal.until_millis, i64::MAX),
            Operator::AtLeast => (literal.from_millis, i64::MAX),
        };
        TimeRange { from_millis, until_millis }
    }
}

impl Operand {
    /// Reads the right side of a comparison; it is a text if nothing else fits.
    pub fn parse(text: &str) -> Operand {
        if let Some(number) = number(text) {
            return Operand::Number(number, text.to_owned());
        }
        match TimeLiteral::parse(text) {
            Some(literal) => Operand::Time(literal),
            None => Operand::Text(text.to_owned()),
        }
    }

    fn compares(&self, operator: Operator, value: &str) -> bool {
        match self {
            Operand::Number(operand, _) => number(value)
                .and_then(|value| value.partial_cmp(operand))
                .is_some_and(|ordering| operator.holds(ordering)),
            Operand::Time(literal) => when::instant(value).is_some_and(|millis| {
                let range = operator.times(literal.range());
                (range.from_millis..range.until_millis).contains(&millis)
            }),
            Operand::Text(operand) => operator.holds(compare_text(value, operand)),
        }
    }
}

fn compare_text(one: &str, other: &str) -> Ordering {
    let lower = |byte: u8| byte.to_ascii_lowercase();
    one.bytes().map(lower).cmp(other.bytes().map(lower))
}

/// Reads a decimal number, but not other forms that Rust accepts, such as `inf`.
fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if !digits.starts_with(|first: char| first.is_ascii_digit() || first == '.') {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Reads an address; an IPv4 address written as IPv6 is the same address.
pub(super) fn address(value: &str) -> Option<IpAddr> {
    text::address(value).map(|address| address.to_canonical())
}

fn network_has(network: &IpNet, value: &str) -> bool {
    match address(value) {
        Some(address) => network.contains(&address),
        None => {
            value.contains('/')
                && value.parse::<IpNet>().is_ok_and(|other| {
                    // A single address written as a network is still inside.
                    other.trunc() == network.trunc()
                        || (other.prefix_len() == other.max_prefix_len() && network.contains(&other.addr()))
                })
        }
    }
}

/// Reads an unquoted value that could be a network; `None` if it does not look like one.
pub(super) fn network(text: &str) -> Option<Result<IpNet, String>> {
    if let Ok(address) = text.parse::<Ipv6Addr>() {
        // One address has many spellings; a network of one address matches them all.
        return Some(Ok(IpNet::from(IpAddr::from(address).to_canonical())));
    }
    let (address, length) = text.split_once('/')?;
    if length.is_empty() || !length.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match address.parse::<IpAddr>() {
        Ok(address) => Some(text.parse().map_err(|_| {
            let most = if address.is_ipv4() { 32 } else { 128 };
            format!("'/{length}' is no prefix length: it can be /0 to /{most} here")
        })),
        Err(_) => {
            let dotted = address.bytes().filter(|&byte| byte == b'.').count();
            let numeric = address.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
            (numeric && dotted > 0).then(|| {
                Err(format!(
                    "'{address}' is no address: write four numbers up to 255, such as 10.0.0.0/{length}, or put the value in quotes"
                ))
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compare(operator: Operator, operand: &str) -> Predicate {
        Predicate::Compare { operator, operand: Operand::parse(operand) }
    }

    #[test]
    fn numbers_compare_as_numbers() {
        let test = compare(Operator::AtLeast, "9.5");
        assert!(test.matches("10") && test.matches("9.50") && test.matches("1e3"));
        assert!(!test.matches("9") && !test.matches("ten") && !test.matches("inf") && !test.matches(""));
        assert!(compare(Operator::Below, "-1").matches("-2"));
    }

    #[test]
    fn times_compare_by_what_they_name() {
        for (operator, operand, value, expected) in [
            (Operator::AtMost, "2024-03-02", "2024-03-02T23:59:59Z", true),
            (Operator::AtMost, "2024-03-02", "2024-03-03T00:00:00Z", false),
            (Operator::Below, "2024-03-02", "2024-03-02T00:00:00Z", false),
            (Operator::Above, "2024-03-02", "2024-03-02T23:59:59Z", false),
            (Operator::Above, "2024-03-02", "2024-03-03T00:00:00Z", true),
            (Operator::AtLeast, "2024-03-02", "20240302T000000Z", true),
            (Operator::AtLeast, "2024-03-02", "not a time", false),
        ] {
            let test = compare(operator, operand);
            assert_eq!(test.matches(value), expected, "{value} {} {operand}", operator.sign());
            if let Some(millis) = when::instant(value) {
                assert_eq!(test.matches_time(millis), expected);
            }
        }
    }

    #[test]
    fn text_compares_ignoring_case() {
        let test = compare(Operator::Above, "Beta");
        assert!(test.matches("gamma") && test.matches("BETA2"));
        assert!(!test.matches("beta") && !test.matches("Alpha"));
    }

    #[test]
    fn networks_hold_addresses() {
        let test = |text: &str| Predicate::Network(network(text).unwrap().unwrap());
        for (net, value, expected) in [
            ("10.0.0.0/8", "10.255.0.1", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("10.0.0.0/8", "ec2.amazonaws.com", false),
            ("10.9.9.9/8", "10.0.0.0/8", true),
            ("0.0.0.0/0", "0.0.0.0/0", true),
            ("0.0.0.0/0", "10.0.0.0/8", false),
            ("0.0.0.0/0", "10.0.0.1/32", true),
            ("2001:db8::/32", "2001:DB8:1::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
            ("2001:db8::1", "2001:0db8:0:0:0:0:0:1", true),
            ("2001:db8::1", "2001:db8::2", false),
        ] {
            assert_eq!(test(net).matches(value), expected, "{value} in {net}");
        }
    }

    #[test]
    fn what_is_meant_as_a_network() {
        for text in ["/service-role/", "arn/8", "10.0.0.1", "prod/8", "a.b/8", "10.0.0.0/"] {
            assert_eq!(network(text), None, "{text}");
        }
        for text in ["10.0.0.0/33", "10.0.0/8", "256.0.0.0/8", "::/129"] {
            assert!(network(text).unwrap().is_err(), "{text}");
        }
    }

    #[test]
    fn an_event_time_can_be_seen_as_text() {
        let night = Predicate::Text(Pattern::new(vec![String::new(), "T03:".into(), String::new()]));
        let millis = when::instant("2024-03-02T03:10:00Z").unwrap();
        assert!(night.matches_time(millis) && !night.matches_time(millis + 3_600_000));
        assert!(Predicate::Present.matches_time(0));
    }
}
