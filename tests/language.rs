//! Properties of the filter language that hold for any text, and examples of what filters find in
//! records.

use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::naive;
use trailglass::model::Field;
use trailglass::query::edit::{self, ValueChoice};
use trailglass::query::{self, Path, Predicate, Term, Tree, parse, path_text, quote};

/// Generates fragments of filters in any order, which exercise the parser's rules more often than
/// random text.
fn scraps() -> impl Strategy<Value = String> {
    let scrap = prop_oneof![
        Just("who"),
        Just("eventTime"),
        Just("requestParameters.x"),
        Just("evntName"),
        Just("\"odd.key\""),
        Just(":"),
        Just(">="),
        Just("<"),
        Just("("),
        Just(")"),
        Just("\""),
        Just("/"),
        Just("\\"),
        Just("*"),
        Just("-"),
        Just(" "),
        Just(" "),
        Just(" "),
        Just(" and "),
        Just(" or "),
        Just(" not "),
        Just("a"),
        Just("alice"),
        Just("é"),
        Just("10.0.0.0/8"),
        Just("::1"),
        Just("2024-03-02"),
        Just("!"),
        Just("="),
        Just("&&"),
        Just("\u{3000}"),
        Just("."),
        Just("/x|y/"),
        Just("\"two words\""),
        Just("arn:aws:s3:::b"),
    ];
    prop::collection::vec(scrap, 0..16).prop_map(|scraps| scraps.concat())
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![scraps(), ".{0,40}", any::<String>()]
}

/// Generates values with every character that has a meaning in a filter.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        r#"[aB:*"\\ /()<>=.!&|é-]{1,6}"#,
        Just("and".to_owned()),
        Just("NOT".to_owned()),
        Just("10.0.0.0/8".to_owned()),
        Just("10.0.0.0/99".to_owned()),
        Just("2001:db8::1".to_owned()),
        Just("/x/".to_owned()),
        Just("two\nlines\tand\rmore".to_owned()),
        any::<String>().prop_filter("an empty value is an absent one", |value| !value.is_empty()),
    ]
}

/// Generates valid filters.
fn filter() -> impl Strategy<Value = String> {
    let field = prop_oneof![
        Just("who"),
        Just("ip"),
        Just("errorCode"),
        Just("requestParameters.x"),
        Just("resource")
    ];
    let leaf = prop_oneof![
        (field.clone(), value()).prop_map(|(field, value)| format!("{field}:{}", quote(&value))),
        (field.clone(), "[a-z]{1,3}").prop_map(|(field, start)| format!("{field}:{start}*")),
        (field.clone(), value(), value()).prop_map(|(field, one, other)| format!(
            "{field}:({} or {})",
            quote(&one),
            quote(&other)
        )),
        field.clone().prop_map(|field| format!("{field}:*")),
        field.prop_map(|field| format!("{field} >= 5")),
        Just("eventTime < 2024-03-02".to_owned()),
        Just("ip:10.0.0.0/8".to_owned()),
        Just("who:/a|b/".to_owned()),
        value().prop_map(|value| quote(&value)),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} and {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}  {b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} or {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a} or {b}")),
            inner.clone().prop_map(|a| format!("not ({a})")),
            inner.prop_map(|a| format!("-({a})")),
        ]
    })
}

fn field_name() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        Just("who"),
        Just("sourceIPAddress"),
        Just("errorCode"),
        Just("requestParameters.x"),
        Just("eventContext.aws:Via"),
        Just("unheard.of"),
    ]
}

#[test]
fn an_escaped_equals_sign_is_searched_for() {
    // Found by the property test below.
    let tree = parse("requestParameters.x*==").tree;
    let again = parse(&tree.to_string());
    assert_eq!((again.errors, again.tree), (vec![], tree));
    assert_eq!(parse(r"eventName\=x").errors, []);
    assert_eq!(parse("eventName=x").errors.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_parsed_and_pointed_into(text in any_text()) {
        let parsed = parse(&text);
        for error in &parsed.errors {
            prop_assert!(error.start < error.end && error.end <= text.len(), "{:?}", error);
            prop_assert!(text.is_char_boundary(error.start) && text.is_char_boundary(error.end), "{:?}", error);
            prop_assert!(!error.message.is_empty() && !error.message.ends_with('.'));
        }
        let canonical = parsed.tree.to_string();
        let again = parse(&canonical);
        prop_assert_eq!(&again.tree, &parsed.tree, "{}", canonical);
        prop_assert_eq!(again.errors, []);
        prop_assert_eq!(again.tree.to_string(), canonical);
    }

    #[test]
    fn filters_of_every_kind_are_understood(text in filter()) {
        let parsed = parse(&text);
        prop_assert_eq!(&parsed.errors, &[], "{}", text);
        prop_assert_eq!(parse(&parsed.tree.to_string()).tree, parsed.tree);
    }

    #[test]
    fn quoted_values_match_themselves_only(value in value(), other in value()) {
        for text in [format!("who:{}", quote(&value)), format!("who:({})", quote(&value))] {
            let parsed = parse(&text);
            prop_assert_eq!(&parsed.errors, &[], "{}", text);
            let Tree::Term(Term::Field { test, .. }) = parsed.tree else { panic!("{text}") };
            prop_assert!(test.names_exactly(&value) && test.matches(&value));
            prop_assert!(test.matches(&value.to_ascii_uppercase()));
            prop_assert_eq!(test.matches(&other), value.eq_ignore_ascii_case(&other));
        }
        let free = parse(&quote(&value));
        prop_assert_eq!(&free.errors, &[]);
        let record = json!({ "a": [value.to_ascii_lowercase()] });
        prop_assert!(naive::matches(&free.tree, &record, &|_| None, None));
    }

    #[test]
    fn paths_of_any_keys_read_back(keys in prop::collection::vec(any::<String>(), 1..4), known in any::<bool>()) {
        let mut keys = keys;
        if known {
            keys.insert(0, "requestParameters".to_owned());
        }
        let parsed = parse(&format!("{}:x", path_text(&keys)));
        prop_assert_eq!(&parsed.errors, &[]);
        prop_assert_eq!(parsed.tree, Tree::Term(Term::Field {
            path: Path::Record(keys),
            test: Predicate::Text(query::Pattern::exact("x")),
        }));
    }

    #[test]
    fn what_is_included_is_contained(text in any_text(), field in field_name(), value in value()) {
        let included = edit::include(&text, field, &value);
        prop_assert_eq!(edit::contains(&included, field, &value), Some(ValueChoice::Included), "{}", included);
        let excluded = edit::exclude(&included, field, &value);
        prop_assert_eq!(edit::contains(&excluded, field, &value), Some(ValueChoice::Excluded), "{}", excluded);
        let removed = edit::remove(&excluded, field, &value);
        prop_assert_eq!(edit::contains(&removed, field, &value), None, "{}", removed);
    }

    #[test]
    fn include_then_remove_is_nothing_done(
        text in filter(), field in field_name(), value in prop_oneof![value(), Just(String::new())], exclude in any::<bool>(),
    ) {
        prop_assume!(edit::contains(&text, field, &value).is_none());
        let choice = if exclude { ValueChoice::Excluded } else { ValueChoice::Included };
        let there = edit::toggle(&text, field, &value, choice);
        prop_assert_eq!(edit::contains(&there, field, &value), Some(choice), "{}", &there);
        prop_assert_eq!(&parse(&there).errors, &[], "{}", &there);
        let back = edit::toggle(&there, field, &value, choice);
        prop_assert_eq!(parse(&back).tree, parse(&text).tree, "{} / {} / {}", text, there, back);
    }

    #[test]
    fn completing_stays_inside_the_text(text in any_text(), cursor in 0_usize..60) {
        let completing = query::complete(&text, cursor);
        prop_assert!(completing.start <= completing.end && completing.end <= text.len());
        prop_assert!(completing.start <= cursor.min(text.len()));
        for offer in &completing.offers {
            let (completed, cursor) = query::apply(&text, completing.start, completing.end, &offer.insert);
            prop_assert!(completed.is_char_boundary(cursor));
            parse(&completed);
        }
    }

    #[test]
    fn a_completed_value_is_the_value(
        (before, after) in prop_oneof![
            Just(("who:", "")), Just(("x who: ", " y")), Just(("who:\"al", "ice\" z")), Just(("user:al", "ice")),
            Just(("who:(a or ", ")")), Just(("x or (who:(a or (not b", "")), Just(("-who:(\"", " or b)")),
        ],
        value in value(),
    ) {
        let text = format!("{before}{after}");
        let completing = query::complete(&text, before.len());
        let query::Typing::Value { path, .. } = &completing.what else { panic!("{:?}", completing) };
        prop_assert_eq!(path, &Path::Column(Field::Who));
        let (completed, _) =
            query::apply(&text, completing.start, completing.end, &completing.insertion(&value));
        let found = parse(&completed).tree.to_string();
        prop_assert!(found.contains(&format!("who:{}", quote(&value))), "{} / {}", completed, found);
    }
}

fn record() -> Value {
    json!({
        "eventName": "RunInstances",
        "requestParameters": {
            "bucketName": "prod-logs",
            "durationSeconds": 3600,
            "dryRun": false,
            "instancesSet": { "items": [{ "imageId": "ami-1" }, { "imageId": ["ami-2", null] }] },
            "roleArn": "arn:aws:iam::111122223333:role/ops/Admin",
            "empty": [],
            "nothing": null,
            "blank": "",
            "cidrIp": "0.0.0.0/0",
        },
        "responseElements": null,
        "resources": [{ "ARN": "arn:aws:s3:::prod-logs", "accountId": "111122223333" }],
        "additionalEventData": { "when": "2024-03-02T10:00:00Z", "x-amz-id-2": "Ab/Cd=" },
    })
}

#[test]
fn what_filters_find() {
    let millis = 1_709_373_600_000; // 2024-03-02T10:00:00Z
    let columns = |field| match field {
        Field::EventName => Some("RunInstances".to_owned()),
        Field::Who => Some("alice".to_owned()),
        Field::SourceIpAddress => Some("10.1.2.3".to_owned()),
        Field::ErrorMessage => Some(String::new()),
        _ => None,
    };
    for (filter, expected) in [
        ("", true),
        ("eventName:runinstances", true),
        ("eventName:Run", false),
        ("eventName:(Stop* or run*)", true),
        ("not eventName:Run*", false),
        ("who:alice ip:10.0.0.0/8", true),
        ("who:alice ip:11.0.0.0/8", false),
        ("errorCode:*", false),
        ("not errorCode:* and not errorMessage:*", true),
        ("errorCode:x or not errorCode:x", true),
        ("eventTime:2024-03-02 eventTime >= 2024-03-02T10:00:00Z", true),
        ("eventTime > 2024-03-02 or eventTime < 2024-03-02", false),
        ("eventTime <= 2024-03-02 and eventTime:*T10:*", true),
        ("requestParameters.bucketName:prod-*", true),
        ("REQUESTPARAMETERS.bucketname:PROD-LOGS", true),
        ("requestParameters.instancesSet.items.imageId:ami-2", true),
        ("requestParameters.instancesSet.items.imageId:ami-3", false),
        ("requestParameters:ami-2", true),
        ("requestParameters.durationSeconds:3600 requestParameters.dryRun:false", true),
        ("requestParameters.durationSeconds > 900", true),
        ("requestParameters.durationSeconds > 3600", false),
        ("additionalEventData.when < 2024-03-03", true),
        ("additionalEventData.x-amz-id-2:\"ab/cd=\"", true),
        ("requestParameters.instancesSet:*", true),
        ("requestParameters.nothing:*", false),
        ("requestParameters.blank:*", false),
        ("requestParameters.empty:*", false),
        ("responseElements:*", false),
        ("requestParameters.blank:\"\"", true),
        ("requestParameters.cidrIp:0.0.0.0/0", true),
        ("resource:prod-logs", true),
        ("resource:admin", true),
        ("resource:role/ops/*", true),
        ("resource:arn:aws:iam::111122223333:role/ops/Admin", true),
        ("resource:ops", false),
        ("resource:RunInstances", false),
        ("resource:3600", false),
        ("\"PROD-logs\" ami", true),
        ("bucketName", true),
        ("arn:aws:s3:::prod-logs", true),
        ("aws*prod", true),
        ("prod*aws", false),
        ("3600 false", true),
        ("null", false),
        ("/^ami-[0-9]$/ requestParameters.bucketName:/LOGS$/", true),
        ("/^mi/", false),
        ("alice", false),
    ] {
        let parsed = parse(filter);
        assert_eq!(parsed.errors, [], "{filter}");
        let found = naive::matches(&parsed.tree, &record(), &columns, Some(millis));
        assert_eq!(found, expected, "{filter}");
    }
    assert!(!naive::matches(&parse("eventTime < 2030").tree, &record(), &columns, None));
    assert!(naive::matches(&parse("not eventTime:*").tree, &record(), &columns, None));
}
