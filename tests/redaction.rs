//! Known secrets in every kind of field, and none of them in what is written.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use trailglass::event::Field;
use trailglass::protocol::ExportForm;
use trailglass::redaction::{RedactionKey, Redactor};
use trailglass::sample;

use crate::export::{Office, corpus_office, event_ids, read_again};
use crate::support::world::selection;

/// What is to be kept secret.
#[derive(Clone, Debug)]
struct Secrets {
    account: String,
    key: String,
    role_id: String,
    v4: String,
    v6: String,
    user: String,
    session: String,
    bucket: String,
    object: String,
    function: String,
    email: String,
    tag: String,
}

impl Secrets {
    fn all(&self) -> [&str; 12] {
        [
            &self.account,
            &self.key,
            &self.role_id,
            &self.v4,
            &self.v6,
            &self.user,
            &self.session,
            &self.bucket,
            &self.object,
            &self.function,
            &self.email,
            &self.tag,
        ]
    }
}

prop_compose! {
    fn secrets()(
        account in "[1-9][0-9]{11}",
        key in "(AKIA|ASIA)[A-Z2-7]{16}",
        role_id in "AROA[A-Z2-7]{17}",
        v4 in (11_u8..120, any::<u8>(), any::<u8>(), 1_u8..255),
        v6 in (0x2600_u16..0x2700, any::<u16>(), 1_u16..),
        user in "[a-z]{3,6}zq[+=.@_-]?[A-Z][a-z]{2,5}",
        session in "[a-z]{4}qz[0-9]{2,4}",
        bucket in "[a-z]{4}xq-[a-z0-9]{3,8}(\\.[a-z]{2})?",
        object in "[a-z]{3}yq/[ a-zA-Z0-9]{2,8}[a-z]/ä?[a-z]{4}\\.csv",
        function in "[A-Z][a-z]{3}vq_[a-z]{3,5}",
        email in "[a-z]{3}wq(\\.[a-z]{2,4})?(\\+[a-z]{2})?@[a-z]{3,8}\\.(org|co\\.uk)",
        tag in "[a-z]{3}kq [a-z]{3,5}",
    ) -> Secrets {
        let v4 = format!("{}.{}.{}.{}", v4.0, v4.1, v4.2, v4.3);
        let v6 = format!("{:x}:{:x}::{:x}", v6.0, v6.1, v6.2);
        Secrets { account, key, role_id, v4, v6, user, session, bucket, object, function, email, tag }
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// A sentence with every secret that is found by its form, or was named in a
/// field.
fn sentence(secrets: &Secrets) -> String {
    let Secrets { account, key, role_id, v4, v6, user, session, bucket, function, email, .. } = secrets;
    format!(
        "User: arn:aws:sts::{account}:assumed-role/{function}/{session} from {v4} ({v6}) with {key}; {user} of {email} \
         ({role_id}:{session}) may not touch s3://{bucket}/x, {account}-{bucket} or '{function}', said {user}."
    )
}

/// A record with all secrets in all kinds of fields.
fn record(number: usize, secrets: &Secrets) -> Value {
    let Secrets { account, key, role_id, v4, v6, user, session, bucket, object, function, email, tag } =
        secrets;
    let sentence = sentence(secrets);
    let policy = json!({
        "Version": "2012-10-17",
        "Statement": [{
            "Effect": "Allow", "Action": "s3:GetObject",
            "Principal": {"AWS": [account, format!("arn:aws:iam::{account}:user/{user}")]},
            "Resource": [format!("arn:aws:s3:::{bucket}/{object}"), format!("arn:aws:s3:::{bucket}")],
            "Condition": {"IpAddress": {"aws:SourceIp": [format!("{v4}/32"), v6]}, "StringLike": {"x": sentence}},
        }],
    })
    .to_string();
    let twice = json!({"policy": policy, "note": sentence}).to_string();
    json!({
        "eventVersion": "1.08",
        "eventID": format!("00000000-0000-4000-8000-{number:012}"),
        "eventTime": format!("2024-03-01T10:00:{:02}Z", number % 60),
        "eventSource": "s3.amazonaws.com", "eventName": "GetObject", "awsRegion": "eu-west-1",
        "recipientAccountId": account, "eventType": "AwsApiCall", "readOnly": true,
        "sourceIPAddress": if number % 2 == 0 { v4 } else { v6 },
        "userAgent": format!("aws-cli/2.15.0 ({user}; {v4}) exec/{session} Chrome/120.0.0.0"),
        "errorMessage": sentence,
        "userIdentity": {
            "type": "AssumedRole", "principalId": format!("{role_id}:{session}"),
            "arn": format!("arn:aws:sts::{account}:assumed-role/{function}/{session}"),
            "accountId": account, "accessKeyId": key, "userName": user,
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role", "principalId": role_id, "arn": format!("arn:aws:iam::{account}:role/p/{function}"),
                    "accountId": account, "userName": function,
                },
                "attributes": {"creationDate": "2024-03-01T09:00:00Z", "mfaAuthenticated": "false"},
                "sourceIdentity": email,
            },
        },
        "requestParameters": {
            "bucketName": bucket, "key": object, "Host": format!("{bucket}.s3.eu-west-1.amazonaws.com"),
            "x-amz-copy-source": format!("{bucket}/{}", encoded(object)),
            "policy": policy, "encodedPolicy": encoded(&policy), "twiceEncoded": encoded(&encoded(&policy)),
            "nested": twice, "nestedOnce": encoded(&twice), "broken": format!("{{\"a\":{twice}"),
            "url": format!("https://console.aws.amazon.com/?u={}&b={}", encoded(user), encoded(&encoded(email))),
            "tagSet": {"items": [{"key": "Owner", "value": tag}]}, "tags": {"team": tag, user: "x", email: tag},
            format!("about {user}"): 1, "number": account.parse::<u64>().unwrap_or_default(),
            "privateDnsName": format!("ip-{}.ec2.internal", v4.replace('.', "-")),
            "list": [sentence, [[sentence]], {"deep": {"deeper": encoded(&sentence)}}],
        },
        "responseElements": {"accountId": account.parse::<u64>().unwrap_or_default(), "escaped": format!("{sentence}\n\t\"{user}\"")},
        "resources": [
            {"ARN": format!("arn:aws:s3:::{bucket}/{object}"), "type": "AWS::S3::Object"},
            {"ARN": format!("arn:aws:s3:::{bucket}"), "accountId": account, "type": "AWS::S3::Bucket"},
            {"ARN": format!("arn:aws:lambda:eu-west-1:{account}:function:{function}"), "type": "AWS::Lambda::Function"},
        ],
        "additionalEventData": {"x": sentence},
        "tlsDetails": {"tlsVersion": "TLSv1.3", "clientProvidedHostHeader": format!("{bucket}.s3.amazonaws.com")},
    })
}

/// The text, and what it is with its escapes undone, again and again: written
/// for the test alone.
fn undone(text: &str) -> Vec<String> {
    let mut all = vec![text.to_owned()];
    for _ in 0..8 {
        let last = all.last().cloned().unwrap_or_default();
        let plain =
            last.replace("\\\\", "\u{1}").replace("\\\"", "\"").replace("\\/", "/").replace('\u{1}', "\\");
        all.push(percent_decode_str(&last).decode_utf8_lossy().into_owned());
        all.push(percent_decode_str(&plain).decode_utf8_lossy().into_owned());
    }
    all
}

fn holds(text: &str, secrets: &[&str]) -> Option<String> {
    for layer in undone(text) {
        let layer = layer.to_lowercase();
        for secret in secrets {
            let secret = secret.to_lowercase();
            if layer.contains(&secret) || layer.contains(&secret.replace('.', "-")) {
                return Some(format!("{secret} is in {layer}"));
            }
        }
    }
    None
}

/// The same keys in number, the same kinds of values.
fn same_shape(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => same_members(a, b),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_shape(a, b))
        }
        (Value::String(_), Value::String(_)) => true,
        (Value::Number(a), Value::Number(b)) => {
            a == b || a.to_string().len() == 12 && b.to_string().len() == 12
        }
        (a, b) => a == b,
    }
}

/// Keys that were replaced sort elsewhere; those that were not say what they
/// said.
fn same_members(before: &Map<String, Value>, after: &Map<String, Value>) -> bool {
    before.len() == after.len()
        && before.iter().all(|(key, value)| after.get(key).is_none_or(|own| same_shape(value, own)))
}

fn kept(record: &Value) -> Vec<&Value> {
    let keys = [
        "eventID",
        "eventTime",
        "eventName",
        "eventSource",
        "awsRegion",
        "eventType",
        "errorCode",
        "readOnly",
    ];
    keys.iter().map(|key| &record[key]).chain([&record["userIdentity"]["type"]]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_planted_secret_is_written(all in proptest::collection::vec(secrets(), 1..3), workers in 1_usize..3) {
        let records: Vec<Value> = (0..4).map(|number| record(number, &all[number % all.len()])).collect();
        let texts: Vec<String> = records.iter().map(Value::to_string).collect();
        let mut office = Office::of(workers, &texts, |number| number);
        let everything = selection("");
        let dictionary = office.learn(&everything);
        let key = RedactionKey::new([7; 32]);
        let secrets: Vec<&str> = all.iter().flat_map(Secrets::all).collect();
        let fields: Vec<Field> = trailglass::event::FIELDS.iter().map(|spec| spec.field).collect();
        for form in [ExportForm::JsonLines, ExportForm::Records, ExportForm::Csv(fields)] {
            let written = office.export(&everything, &form, Some((&key, &dictionary)));
            prop_assert_eq!(holds(&written, &secrets), None);
            prop_assert!(written.contains("Chrome/120.0.0.0"), "versions stay");
        }
        let lines = office.export(&everything, &ExportForm::JsonLines, Some((&key, &dictionary)));
        let after: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        for (before, after) in records.iter().zip(&after) {
            prop_assert!(same_shape(before, after), "{before} {after}");
            prop_assert_eq!(kept(before), kept(after));
            // JSON in texts is JSON still.
            let nested = after["requestParameters"]["nested"].as_str().unwrap_or_default();
            let nested: Value = serde_json::from_str(nested).expect("JSON in a text");
            let policy: Value = serde_json::from_str(nested["policy"].as_str().unwrap_or_default()).expect("twice");
            prop_assert_eq!(&policy["Statement"][0]["Action"], "s3:GetObject");
            let encoded = after["requestParameters"]["twiceEncoded"].as_str().unwrap_or_default();
            let once = percent_decode_str(encoded).decode_utf8_lossy().into_owned();
            let plain = percent_decode_str(&once).decode_utf8_lossy().into_owned();
            prop_assert_eq!(&serde_json::from_str::<Value>(&plain).expect("encoded twice"), &policy);
            // The same is the same everywhere.
            let account = after["recipientAccountId"].as_str().unwrap_or_default();
            prop_assert_eq!(after["userIdentity"]["accountId"].as_str(), Some(account));
            prop_assert_eq!(after["responseElements"]["accountId"].to_string(), account);
            prop_assert!(after["userIdentity"]["arn"].as_str().is_some_and(|arn| arn.contains(account)));
            let bucket = after["requestParameters"]["bucketName"].as_str().unwrap_or_default();
            prop_assert_eq!(after["resources"][1]["ARN"].as_str(), Some(&*format!("arn:aws:s3:::{bucket}")));
        }
        prop_assert_eq!(event_ids(&lines).len(), 4);
        prop_assert_eq!(read_again(lines.as_bytes()), 4);

        // By the key alone, and by all of it.
        prop_assert_eq!(&office.export(&everything, &ExportForm::JsonLines, Some((&key, &dictionary))), &lines);
        let other = RedactionKey::new([8; 32]);
        prop_assert_ne!(&office.export(&everything, &ExportForm::JsonLines, Some((&other, &dictionary))), &lines);
    }

    #[test]
    fn nothing_that_is_no_record_breaks_it(text in "\\PC{0,60}", json in "[\\[\\]{}\",:\\\\%a0-9. @-]{0,60}") {
        let redactor = Redactor::new(&RedactionKey::new([1; 32]), &Default::default());
        redactor.redact_text(&text);
        redactor.redact_text(&json);
        redactor.redact_record(&json, "s3");
        let record = json!({"a": text, "requestParameters": {text.clone(): json}}).to_string();
        let after: Value = serde_json::from_str(&redactor.redact_record(&record, "s3")).expect("JSON");
        prop_assert!(same_shape(&serde_json::from_str(&record).expect("JSON"), &after));
    }
}

/// All texts in a value with the keys that lead to them.
fn texts<'v>(value: &'v Value, path: &mut Vec<&'v str>, tell: &mut dyn FnMut(&[&str], &'v str)) {
    match value {
        Value::String(text) => tell(path, text),
        Value::Array(elements) => elements.iter().for_each(|element| texts(element, path, tell)),
        Value::Object(members) => {
            for (key, member) in members {
                path.push(key);
                texts(member, path, tell);
                path.pop();
            }
        }
        _ => {}
    }
}

/// Words of a text: letters, digits and what names are made of.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !(letter.is_ascii_alphanumeric() || "._-".contains(letter)))
        .map(|word| word.trim_matches(['.', '-', '_']))
}

/// What an independent look finds in records: accounts, addresses, keys, user
/// names.
fn plain_secrets(records: &[Value]) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut found: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for record in records {
        texts(record, &mut Vec::new(), &mut |path, text| {
            let last = path.last().copied().unwrap_or_default();
            let digits = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
            if digits && last.to_lowercase().contains("account") {
                found.entry("account").or_default().insert(text.to_owned());
            }
            if text.parse::<IpAddr>().is_ok_and(|address| !address.is_unspecified() && !address.is_loopback())
            {
                found.entry("address").or_default().insert(text.to_owned());
            }
            if last == "accessKeyId" && text.len() >= 16 {
                found.entry("key").or_default().insert(text.to_owned());
            }
            if last == "userName" && path.first() == Some(&"userIdentity") && text.len() >= 3 {
                found.entry("user").or_default().insert(text.to_owned());
            }
        });
    }
    found
}

fn check_records(office: &mut Office) {
    let everything = selection("");
    let before = office.export(&everything, &ExportForm::JsonLines, None);
    let dictionary = office.learn(&everything);
    let key = RedactionKey::new([42; 32]);
    let after = office.export(&everything, &ExportForm::JsonLines, Some((&key, &dictionary)));
    let parse = |lines: &str| -> Vec<Value> {
        lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let (before_records, after_records) = (parse(&before), parse(&after));
    assert_eq!(before_records.len(), after_records.len());
    for (before, after) in before_records.iter().zip(&after_records) {
        assert!(same_shape(before, after), "{before}\n{after}");
        assert_eq!(kept(before), kept(after));
    }
    assert_eq!(event_ids(&before), event_ids(&after));
    assert_eq!(read_again(after.as_bytes()), read_again(before.as_bytes()));

    let secrets = plain_secrets(&before_records);
    assert!(secrets["account"].len() > 1 && secrets["address"].len() > 5, "{secrets:?}");
    for word in words(&after) {
        for kind in ["account", "address", "key"] {
            let is_secret = secrets.get(kind).is_some_and(|secrets| secrets.contains(word));
            // Not a part of an event's id, which stays.
            assert!(!is_secret, "{kind} {word} is still there");
        }
    }
    // User names that are not everyday words are gone from every text but the
    // ones that AWS chose.
    let is_own = |name: &&String| {
        let is_word = !name.contains(|letter: char| letter.is_ascii_digit() || ".-@".contains(letter));
        // Nor are those that are AWS's.
        !is_word && !name.starts_with("AWSServiceRoleFor") && !name.ends_with(".amazonaws.com")
    };
    let users: Vec<&String> = secrets["user"].iter().filter(is_own).collect();
    for record in &after_records {
        texts(record, &mut Vec::new(), &mut |path, text| {
            let is_kept = path.len() == 1
                && ["eventName", "eventSource", "eventID", "requestID", "awsRegion"].contains(&path[0]);
            for layer in undone(text) {
                for user in &users {
                    assert!(
                        is_kept || !words(&layer).any(|word| word == user.as_str()),
                        "{user} is in {path:?} {text}"
                    );
                }
            }
        });
    }
}

#[test]
fn the_sample_holds_none_of_its_names() {
    let records: Vec<String> = sample::records(5, 3_000).collect();
    check_records(&mut Office::of(2, &records, |number| number));
}

#[test]
fn the_corpus_holds_none_of_its_names() {
    let Some(mut office) = corpus_office(2) else { return };
    check_records(&mut office);
}

#[test]
fn common_words_are_replaced_where_they_are_names_only() {
    let record = json!({
        "eventID": "00000000-0000-4000-8000-000000000001", "eventTime": "2024-03-01T10:00:00Z",
        "eventSource": "s3.amazonaws.com", "eventName": "ListObjects",
        "userIdentity": {"type": "IAMUser", "userName": "test", "arn": "arn:aws:iam::111122223333:user/test"},
        "requestParameters": {"bucketName": "logs", "userName": "s3"},
        "errorMessage": "this test of logs in s3, said alice",
    })
    .to_string();
    let mut office = Office::of(1, &[record], |_| 0);
    let dictionary = office.learn(&selection(""));
    let key = RedactionKey::new([1; 32]);
    let redaction = Some((&key, &dictionary));
    let lines = office.export(&selection(""), &ExportForm::JsonLines, redaction);
    let after: Value = serde_json::from_str(&lines).expect("JSON");
    assert_eq!(after["errorMessage"], "this test of logs in s3, said alice");
    for name in [&after["userIdentity"]["userName"], &after["requestParameters"]["userName"]] {
        assert!(name.as_str().is_some_and(|name| name.starts_with("user-")), "{after}");
    }
    assert!(
        after["requestParameters"]["bucketName"].as_str().is_some_and(|name| name.starts_with("bucket-"))
    );
    let table = office.export(&selection(""), &ExportForm::Csv(vec![Field::Who, Field::Service]), redaction);
    assert!(!table.contains("test") && table.contains(",s3\r\n"), "{table}");
}
