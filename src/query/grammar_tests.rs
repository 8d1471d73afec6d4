//! The language by example: text, canonical tree, errors.

use super::*;
use crate::model::Field;

/// Returns the canonical text of the parsed tree.
fn tree(text: &str) -> String {
    parse(text).tree.to_string()
}

/// Checks texts without errors and their canonical trees.
#[track_caller]
fn means(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let parsed = parse(text);
        assert_eq!(parsed.errors, [], "{text}");
        assert_eq!(parsed.tree.to_string(), *expected, "{text}");
        assert_eq!(parse(expected).tree, parsed.tree, "{expected} means the same as {text}");
    }
}

/// Checks texts with one error: the marked text, a part of its message, its suggestion, and the
/// remaining tree.
#[track_caller]
fn fails(cases: &[(&str, &str, &str, Option<&str>, &str)]) {
    for (text, pointed_at, message, suggestion, left) in cases {
        let parsed = parse(text);
        let [error] = parsed.errors.as_slice() else { panic!("{text}: {:?}", parsed.errors) };
        assert!(error.message.contains(message), "{text}: {}", error.message);
        assert_eq!(&text[error.start..error.end], *pointed_at, "{text}");
        assert_eq!(error.suggestion.as_deref(), *suggestion, "{text}");
        assert_eq!(parsed.tree.to_string(), *left, "{text}");
    }
}

#[test]
fn precedence_is_not_and_or() {
    means(&[
        ("", "*"),
        ("  ", "*"),
        ("*", "*"),
        ("a b", "a and b"),
        ("a AND b", "a and b"),
        ("a or b c", "a or b and c"),
        ("a and b or c and d", "a and b or c and d"),
        ("(a or b) c", "(a or b) and c"),
        ("not a b", "not a and b"),
        ("not (a b)", "not (a and b)"),
        ("NOT not a", "a"),
        ("-a -(b or c)", "not a and not (b or c)"),
        ("((a))", "a"),
        ("(a and b) and c", "a and b and c"),
        ("a or (b or c)", "a or b or c"),
        ("a and *", "a"),
        ("a or *", "*"),
        ("not *", "not *"),
        ("and-or", "and-or"),
        ("\"and\"", "\"and\""),
    ]);
}

#[test]
fn fields_and_values() {
    means(&[
        ("eventName:DeleteBucket", "eventName:DeleteBucket"),
        ("EVENTNAME : DeleteBucket", "eventName:DeleteBucket"),
        ("event:Delete*", "eventName:Delete*"),
        ("eventName:\"Delete*\"", "eventName:\"Delete*\""),
        (r"eventName:Delete\*", "eventName:\"Delete*\""),
        ("errorCode:*", "errorCode:*"),
        ("not error:**", "not errorCode:*"),
        ("errorCode:\"\"", "not errorCode:*"),
        ("key:ASIA*", "key:ASIA*"),
        ("accessKeyId:ASIA*", "userIdentity.accessKeyId:ASIA*"),
        ("resource:sg-0123", "resource:sg-0123"),
        ("arn:arn:aws:iam::111122223333:root", "userIdentity.arn:\"arn:aws:iam::111122223333:root\""),
        ("requestParameters.bucketName:prod-*-logs", "requestParameters.bucketName:prod-*-logs"),
        (r#""odd key.x":1"#, r#""odd key.x":1"#),
        (r#""ip":1"#, r#""ip":1"#),
        (r#""eventName":x"#, "eventName:x"),
        (r"eventContext.requestContext.aws\:Via:x", r#""eventContext.requestContext.aws:Via":x"#),
        (r#"who:"a \"b\" \\ c""#, r#"who:"a \"b\" \\ c""#),
        (r"who:DOMAIN\alice", r#"who:"DOMAIN\\alice""#),
        (r"who:two\ words*", r"who:two\ words*"),
        ("who:-x", "who:\"-x\""),
        ("account:(-111122223333)", "not account:111122223333"),
    ]);
}

#[test]
fn lists_of_values() {
    means(&[
        ("event:(CreateUser or CreateAccessKey)", "eventName:CreateUser or eventName:CreateAccessKey"),
        ("event:(Put* and not *Acl)", "eventName:Put* and not eventName:*Acl"),
        ("event:(a or b and not c)", "eventName:a or eventName:b and not eventName:c"),
        ("event:((a or b) and -c)", "(eventName:a or eventName:b) and not eventName:c"),
        ("event:(a or b) who:c", "(eventName:a or eventName:b) and who:c"),
        ("not event:(a or b)", "not (eventName:a or eventName:b)"),
        ("error:(a or not *)", "errorCode:a or not errorCode:*"),
        (
            "ip:(10.0.0.0/8 or \"ec2.amazonaws.com\" or /^1/)",
            "sourceIPAddress:10.0.0.0/8 or sourceIPAddress:ec2.amazonaws.com or sourceIPAddress:/^1/",
        ),
        (
            "arn:(arn:aws:iam::1:root or *:x)",
            r#"userIdentity.arn:"arn:aws:iam::1:root" or userIdentity.arn:*\:x"#,
        ),
        ("event:(\"a\")", "eventName:a"),
    ]);
}

#[test]
fn comparisons() {
    means(&[
        (
            "eventTime >= \"2024-03-01T10:00\" and eventTime < 2024-03-02",
            "eventTime >= \"2024-03-01T10:00\" and eventTime < 2024-03-02",
        ),
        ("time>=2024-03-01T10:00:00Z", "eventTime >= \"2024-03-01T10:00:00Z\""),
        ("time:2024", "eventTime:2024"),
        ("time:(2024-03-01 or 2024-03-04)", "eventTime:2024-03-01 or eventTime:2024-03-04"),
        ("requestParameters.durationSeconds>3600", "requestParameters.durationSeconds > 3600"),
        ("requestParameters.x <= -5", "requestParameters.x <= \"-5\""),
        ("who < n", "who < n"),
        (r#""odd x">=1e3"#, r#""odd x" >= 1e3"#),
    ]);
    let test = |text: &str| match parse(text).tree {
        Tree::Term(Term::Field { test: Predicate::Compare { operand, .. }, .. }) => operand,
        other => panic!("{other}"),
    };
    assert!(matches!(test("requestParameters.x > 2024"), Operand::Number(..)));
    assert!(matches!(test("requestParameters.x > \"5\""), Operand::Number(..)));
    assert!(matches!(test("requestParameters.x > 2024-03"), Operand::Time(_)));
    assert!(matches!(test("eventTime > 2024"), Operand::Time(_)));
    assert!(matches!(test("who > inf"), Operand::Text(_)));
}

#[test]
fn networks() {
    means(&[
        ("sourceIPAddress:10.0.0.0/8", "sourceIPAddress:10.0.0.0/8"),
        ("ip:2001:db8::/32", "sourceIPAddress:2001:db8::/32"),
        ("ip:2001:DB8:0::1", "sourceIPAddress:2001:db8::1/128"),
        ("requestParameters.cidrIp:0.0.0.0/0", "requestParameters.cidrIp:0.0.0.0/0"),
        ("requestParameters.cidrIp:\"0.0.0.0/0\"", "requestParameters.cidrIp:\"0.0.0.0/0\""),
        ("requestParameters.path:a/8", "requestParameters.path:\"a/8\""),
    ]);
}

#[test]
fn free_text_and_regular_expressions() {
    means(&[
        ("\"secret plans\"", "\"secret plans\""),
        ("foo*bar*", "foo*bar"),
        ("*foo", "foo"),
        ("\"foo*\"", "\"foo*\""),
        ("arn:aws:s3:::prod-*", "\"arn:aws:s3:::prod-\""),
        ("arn:aws:s3:::*-logs", r"arn\:aws\:s3\:\:\:*-logs"),
        ("2001:db8::1 x", "\"2001:db8::1\" and x"),
        ("https://x.example/y?z=1", "\"https://x.example/y?z=1\""),
        ("AWS::S3::Bucket", "\"AWS::S3::Bucket\""),
        ("10.0.0.0/8", "\"10.0.0.0/8\""),
        (r"/se.ret\/x y/ z", r"/se.ret\/x y/ and z"),
        (r"userAgent:/pacu|boto3\/1\.2[0-9]/", r"userAgent:/pacu|boto3\/1\.2[0-9]/"),
        ("userAgent:/kali/i", "userAgent:/kali/"),
        (r"who:/a\\\/b/", r"who:/a\\\/b/"),
        ("a=b", "\"a=b\""),
    ]);
}

#[test]
fn terms_that_are_missing() {
    fails(&[
        ("a and", "and", "a term is missing after 'and'", None, "a"),
        ("or a", "or", "a term is missing before 'or'", None, "a"),
        ("a or", "or", "a term is missing after 'or'", None, "a"),
        ("a or or b", "or", "a term is missing before 'or'", None, "a or b"),
        ("a and or b", "and", "a term is missing after 'and'", None, "a or b"),
        ("a or and b", "and", "a term is missing before 'and'", None, "a or b"),
        ("not", "not", "a term is missing after 'not'", None, "*"),
        ("a and not", "not", "a term is missing after 'not'", None, "a"),
        ("- a", "-", "stands right before", None, "a"),
        ("() a", "(", "a term is missing after '('", None, "a"),
        ("event:()", "(", "a value is missing after '('", None, "*"),
        ("event:(a or)", "or", "a value is missing after 'or'", None, "eventName:a"),
        ("event:", ":", "a value is missing after ':'", None, "*"),
        ("event: and a", ":", "a value is missing after ':'", None, "a"),
        ("time >=", ">=", "a value is missing after '>='", None, "*"),
        (": a b", ":", "a field name is missing before ':'", None, "b"),
        ("<b> c", "<", "a field name is missing before '<'", None, "c"),
        ("\"\" a", "\"\"", "nothing between the quotes", None, "a"),
    ]);
}

#[test]
fn what_is_left_open() {
    fails(&[
        ("a (b or c", "(", "missing ')' for the '(' at 3", None, "a and (b or c)"),
        ("é (b", "(", "missing ')' for the '(' at 3", None, "é and b"),
        ("event:(a or b", "(", "missing ')' for the '(' at 7", None, "eventName:a or eventName:b"),
        ("a ) b", ")", "there is no '(' for this ')'", None, "a and b"),
        ("a \"b c", "\"", "missing '\"' for the one at 3", None, "a and \"b c\""),
        ("who:\"b c", "\"", "missing '\"' for the one at 5", None, "who:\"b c\""),
        ("who:/etc+ a", "/etc+", "missing '/'", Some("\"/etc+\""), "a"),
        ("who:/a/b+ a", "/a/b+", "write '\\/'", Some("\"/a/b+\""), "a"),
        ("who:// a", "//", "is empty", None, "a"),
        ("/(/ a", "/(/", "not a regular expression: ", None, "a"),
    ]);
}

#[test]
fn slips() {
    fails(&[
        ("evntName:a", "evntName", "no field named 'evntName'", Some("eventName"), "\"evntName\":a"),
        (
            "bucketName:a",
            "bucketName",
            "no field named",
            Some("requestParameters.bucketName"),
            "\"bucketName\":a",
        ),
        ("zzz.y:a", "zzz.y", "no field named 'zzz.y'", None, "\"zzz.y\":a"),
        ("requestParameters.*:a b", "requestParameters.*", "cannot have '*'", None, "b"),
        ("requestParameters..x:a b", "requestParameters..x", "a key is missing", None, "b"),
        ("ip:10.0.0.0/33 a", "10.0.0.0/33", "/0 to /32", Some("\"10.0.0.0/33\""), "a"),
        ("ip:10.0.0/8 a", "10.0.0/8", "is no address", Some("\"10.0.0/8\""), "a"),
        ("ip:::/129", "::/129", "/0 to /128", Some("\"::/129\""), "*"),
        ("time > yesterday a", "yesterday", "is no time; write 2024-03-01", None, "a"),
        ("time:2024-13", "2024-13", "is no time", None, "*"),
        ("time >= 2024*", "2024*", "wildcards", None, "*"),
        ("time >= /x/", "/x/", "regular expression", None, "*"),
        ("time >= (a or b) c", "(", "single value", None, "c"),
        ("time >= \"\"", "\"\"", "is empty", None, "*"),
        ("who:>5 a", "who:>5", "in place of ':'", Some("who > 5"), "a"),
        (
            "event:(a b)",
            "b",
            "write 'or' before this to match any value of 'event'",
            None,
            "eventName:a and eventName:b",
        ),
        ("event:(a or who:b)", "who:b", "close them before 'who:'", None, "eventName:a"),
        ("who:a\"b\"", "\"b\"", "a blank is missing", None, "who:a and b"),
        ("who:a(b)", "(", "a blank is missing", None, "who:a and b"),
        ("a && b", "&&", "write 'and'", Some("and"), "a and b"),
        ("a || b", "||", "write 'or'", Some("or"), "a and b"),
        ("!a", "!a", "write '-'", Some("-a"), "*"),
        ("!who:a", "!who", "write 'not'", Some("not who"), "*"),
        ("who!:a", "who!", "write 'not'", Some("not who"), "*"),
        ("who=a b", "who=a", "write ':'", Some("who:a"), "b"),
        ("who!=a", "who!=a", "write ':'", Some("not who:a"), "*"),
        ("who==a", "who==a", "write ':'", Some("who:a"), "*"),
    ]);
}

#[test]
fn errors_come_from_left_to_right() {
    let errors = parse("evntName:/(/ and (who: or").errors;
    let places: Vec<_> = errors.iter().map(|error| error.start).collect();
    assert!(errors.len() >= 4 && places.is_sorted(), "{errors:?}");
}

#[test]
fn depth_is_limited() {
    let nested = |depth| format!("{}a{} or b", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(parse(&nested(64)).errors, []);
    let deep = parse(&nested(100_000));
    assert_eq!(deep.errors.len(), 1);
    assert!(deep.errors[0].message.contains("too many"), "{:?}", deep.errors);
    // These nest without parentheses.
    assert_eq!(tree(&format!("{}a", "not ".repeat(60_000))), "a");
    assert_eq!(tree(&format!("{}a", "-".repeat(100_001))), "not a");
    assert_eq!(parse(&"who:(".repeat(100_000)).tree, Tree::All);
}

#[test]
fn a_tree_says_where_to_look() {
    let field = |text: &str| match parse(text).tree {
        Tree::Term(Term::Field { path, .. }) => path,
        other => panic!("{other}"),
    };
    assert_eq!(field("useridentity.TYPE:Root"), Path::Column(Field::IdentityType));
    assert_eq!(field("RESOURCE:x"), Path::Resource);
    assert_eq!(field("resources.arn:x"), Path::Record(vec!["resources".into(), "arn".into()]));
    assert!(field("resources.arn:x").is_same(&field("Resources.ARN:x")));
}
