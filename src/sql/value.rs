//! Tests of one value in SQL: the equivalent of [`Predicate::matches`], over an expression.

use std::net::IpAddr;

use ipnet::IpNet;

use super::condition::{ConditionBounds, Sql};
use super::{Dialect, expression, quote};
use crate::base::time::{Civil, TimeRange};
use crate::query::{Operand, Operator, Pattern, Predicate};

const NUL: &str = "a NUL character can stand in no statement";

/// Returns `value` in lower case, such that comparing it with `literal` ignores the case of ASCII
/// letters only.
pub(super) fn folded(dialect: Dialect, value: &str, literal: &str) -> String {
    match dialect {
        // A member expression is bracketed, but needs no brackets as an argument.
        Dialect::DuckDb => match value.strip_prefix("(record ->> ").and_then(|rest| rest.strip_suffix(')')) {
            Some(path) => format!("fold(record ->> {path})"),
            None => format!("fold({value})"),
        },
        // `lower` in Athena and Lake also folds letters beyond ASCII, which makes no difference
        // beside an ASCII literal.
        _ if literal.is_ascii() => format!("lower({value})"),
        _ => format!("translate({value}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')"),
    }
}

/// Tests whether `value`, a text expression, passes `test`. Absent and empty values pass nothing.
pub(super) fn test(dialect: Dialect, value: &str, test: &Predicate) -> ConditionBounds {
    match test {
        Predicate::Present => ConditionBounds::leaf(format!("{value} <> ''")),
        Predicate::Text(pattern) => fits(dialect, value, pattern),
        Predicate::Compare { operator, operand } => compares(dialect, value, *operator, operand),
        Predicate::Network(network) => ConditionBounds::leaf(in_network(dialect, value, network)),
        Predicate::Expression(found) => match expression::translated(dialect, found.source()) {
            Err(reason) => {
                ConditionBounds::unsaid(format!("{} has another flavour: {reason}", dialect.name()))
            }
            Ok(source) => {
                let function = if dialect == Dialect::DuckDb { "regexp_matches" } else { "regexp_like" };
                ConditionBounds::leaf(format!("{function}(nullif({value}, ''), {})", quote::text(&source)))
            }
        },
    }
}

fn fits(dialect: Dialect, value: &str, pattern: &Pattern) -> ConditionBounds {
    let all: String = pattern.pieces().concat();
    if !quote::can_be_said(&all) {
        return ConditionBounds::unsaid(NUL);
    }
    let value = folded(dialect, value, &all);
    ConditionBounds::leaf(match pattern.as_exact() {
        Some(text) => format!("{value} = {}", quote::text(&text.to_ascii_lowercase())),
        None => format!("{value} {}", quote::like(pattern)),
    })
}

fn sign(operator: Operator) -> &'static str {
    if operator == Operator::Equal { "=" } else { operator.sign() }
}

fn compares(dialect: Dialect, value: &str, operator: Operator, operand: &Operand) -> ConditionBounds {
    match operand {
        Operand::Number(limit, _) => {
            let limit = number(*limit);
            ConditionBounds::leaf(match dialect {
                Dialect::DuckDb => format!("number({value}) {} {limit}", sign(operator)),
                _ => {
                    let read = format!("try_cast({value} AS double)");
                    format!("is_finite({read}) AND {read} {} {limit}", sign(operator))
                }
            })
            .bracketed(dialect != Dialect::DuckDb)
        }
        Operand::Time(_) => {
            let Some(range) = (Predicate::Compare { operator, operand: operand.clone() }).time_range() else {
                return ConditionBounds::unsaid("it is no time");
            };
            match dialect {
                Dialect::DuckDb => ConditionBounds::exact(within(&format!("instant({value})"), range)),
                _ => ConditionBounds::unsaid("times other than the event's own are written in many ways"),
            }
        }
        Operand::Text(limit) if !quote::can_be_said(limit) => ConditionBounds::unsaid(NUL),
        Operand::Text(limit) => {
            let value = folded(dialect, &format!("nullif({value}, '')"), limit);
            ConditionBounds::leaf(format!(
                "{value} {} {}",
                sign(operator),
                quote::text(&limit.to_ascii_lowercase())
            ))
        }
    }
}

impl ConditionBounds {
    /// Returns the condition with brackets around it if they are needed because the expression
    /// contains an AND.
    fn bracketed(self, are_needed: bool) -> ConditionBounds {
        if are_needed { self.wrapped(|sql| format!("({sql})")) } else { self }
    }
}

/// Returns a number in a form that every dialect reads as a double.
pub(super) fn number(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 { format!("{value:.0}") } else { format!("{value:e}") }
}

/// Returns a timestamp literal of a time in milliseconds since 1970 UTC.
fn timestamp(millis: i64) -> String {
    let Civil { year, month, day, hour, minute, second, milli } = Civil::from_millis(millis);
    let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}") };
    format!("TIMESTAMP '{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}{fraction}'")
}

/// The first millisecond whose year has four digits.
const FIRST_MILLIS: i64 = -62_135_596_800_000;
/// The last millisecond whose year has four digits.
const LAST_MILLIS: i64 = 253_402_300_799_999;

/// Tests whether a timestamp is in a range.
pub(super) fn within(timestamp_value: &str, range: TimeRange) -> Sql {
    bounds(
        range,
        |operator, millis| format!("{timestamp_value} {operator} {}", timestamp(millis)),
        timestamp_value,
    )
}

/// Tests whether a text in CloudTrail's time format, to the second, is in a range. Such texts sort
/// by time.
pub(super) fn text_within(value: &str, range: TimeRange) -> Sql {
    // A time with a resolution of seconds never lies between two seconds.
    let next_second = |millis: i64| {
        let rest = millis.rem_euclid(1000);
        if rest == 0 { millis } else { millis.saturating_add(1000 - rest) }
    };
    let text =
        |millis: i64| quote::text(&crate::base::time::to_text(next_second(millis).min(LAST_MILLIS - 999)));
    bounds(range, |operator, millis| format!("{value} {operator} {}", text(millis)), value)
}

fn bounds(range: TimeRange, bound: impl Fn(&str, i64) -> String, value: &str) -> Sql {
    let TimeRange { from_millis, until_millis } = range;
    if from_millis > LAST_MILLIS || until_millis <= FIRST_MILLIS || from_millis >= until_millis {
        return Sql::False;
    }
    let from = (from_millis > FIRST_MILLIS).then(|| Sql::Leaf(bound(">=", from_millis)));
    let until = (until_millis <= LAST_MILLIS).then(|| Sql::Leaf(bound("<", until_millis)));
    match (from, until) {
        (None, None) => Sql::Leaf(format!("{value} IS NOT NULL")),
        (from, until) => Sql::and(from.into_iter().chain(until)),
    }
}

/// Tests whether `value` is an address in a network, or the network itself.
fn in_network(dialect: Dialect, value: &str, network: &IpNet) -> String {
    let bits = network.prefix_len();
    let most = network.max_prefix_len();
    match dialect {
        Dialect::DuckDb => {
            let (first, last): (IpAddr, IpAddr) = (network.network(), network.broadcast());
            format!("in_network({value}, '{first}', '{last}', '{bits}')")
        }
        _ => {
            let lengths =
                if bits == most { format!("'', '{most}'") } else { format!("'', '{bits}', '{most}'") };
            format!(
                "(contains('{}', try_cast(split_part({value}, '/', 1) AS ipaddress)) AND coalesce(split_part({value}, '/', 2), '') IN ({lengths}))",
                network.trunc()
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Term, Tree, parse};

    fn said(dialect: Dialect, filter: &str) -> String {
        match parse(filter).tree {
            Tree::Term(Term::Field { test: asked, .. }) => test(dialect, "x", &asked).upper.inline(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn tests_are_said_in_every_dialect() {
        use Dialect::{Athena, DuckDb};
        for (dialect, filter, sql) in [
            (Athena, "eventName:Delete*", "lower(x) LIKE 'delete%'"),
            (DuckDb, "eventName:DeleteBucket", "fold(x) = 'deletebucket'"),
            (Athena, "errorCode:*", "x <> ''"),
            (
                Athena,
                "eventVersion >= 1.08",
                "(is_finite(try_cast(x AS double)) AND try_cast(x AS double) >= 1.08e0)",
            ),
            (DuckDb, "eventVersion < 3600", "number(x) < 3600"),
            (DuckDb, "who > \"B\"", "fold(nullif(x, '')) > 'b'"),
            (DuckDb, "ip:10.0.0.0/8", "in_network(x, '10.0.0.0', '10.255.255.255', '8')"),
            (Athena, "ip:\"x\" or ip:10.1.2.3/8", ""),
            (DuckDb, "who >= 2024-03-02T10", "instant(x) >= TIMESTAMP '2024-03-02 10:00:00'"),
        ] {
            if !sql.is_empty() {
                assert_eq!(said(dialect, filter), sql, "{filter}");
            }
        }
        assert!(said(Athena, "ip:10.1.2.3/8").contains("contains('10.0.0.0/8', "));
        assert!(said(Athena, "who:é*").starts_with("translate("));
    }

    #[test]
    fn times_as_texts_are_to_the_second() {
        let range = |from_millis, until_millis| TimeRange { from_millis, until_millis };
        assert_eq!(
            text_within("t", range(1_500, 3_000)).inline(),
            "t >= '1970-01-01T00:00:02Z' AND t < '1970-01-01T00:00:03Z'"
        );
        assert_eq!(text_within("t", range(i64::MIN, i64::MAX)).inline(), "t IS NOT NULL");
        assert_eq!(text_within("t", range(i64::MAX - 1, i64::MAX)), Sql::False);
    }
}
