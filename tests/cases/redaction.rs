//! Case 30: an address in a host name is treated as the address, and everything that parameters
//! name is replaced.

use serde_json::Value;
use trailglass::export::ExportForm;
use trailglass::model::FIELDS;
use trailglass::redaction::RedactionKey;

use crate::support::reading::records;
use crate::support::secrets::holds;
use crate::support::test_client::{TestClient, selection};

const FILE: &str = include_str!("data/30-redact.json");

fn client(records: &[Value]) -> TestClient {
    let texts: Vec<String> = records.iter().map(Value::to_string).collect();
    TestClient::of_records(1, &texts, |_| 0)
}

/// Returns the records of the case, redacted, as JSON lines and as a table.
fn redacted(records: &[Value]) -> (Vec<Value>, String) {
    let client = client(records);
    let everything = selection("");
    let dictionary = client.learn();
    let key = RedactionKey::new([30; 32]);
    let redaction = Some((&key, &dictionary));
    let lines = client.export(&everything, &ExportForm::JsonLines, redaction);
    let fields = FIELDS.iter().map(|spec| spec.field).collect();
    let table = client.export(&everything, &ExportForm::Csv(fields), redaction);
    (lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect(), table)
}

#[test]
fn nothing_of_the_case_is_left() {
    let (lines, table) = redacted(&records(FILE));
    let secrets = [
        "198.51.100.77",
        "731299401288",
        "AKIAQWERTYUIOPASDFG1",
        "AIDAEXAMPLE000000001",
        "kowalski",
        "zeppelin",
        "ledger",
        "i-0a1b2c3d4e5f60718",
        "eni-0a1b2c3d4e5f60718",
        "Aws+Prod",
        "evil.example",
    ];
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    assert_eq!(holds(&text.join("\n"), &secrets), None);
    assert_eq!(holds(&table, &secrets), None);
}

#[test]
fn an_address_in_the_name_of_a_host_has_the_pseudonym_of_the_address() {
    let mut records = records(FILE);
    records[2]["responseElements"]["privateDnsName"] =
        "ec2-198-051-100-077.eu-west-1.compute.amazonaws.com".into();
    let (lines, _) = redacted(&records);
    let address = lines[2]["sourceIPAddress"].as_str().unwrap_or_default().replace('.', "-");
    let name = format!("ec2-{address}.eu-west-1.compute.amazonaws.com");
    for pointer in [
        "/requestParameters/description/value",
        "/responseElements/association/publicDnsName",
        "/responseElements/privateDnsName",
    ] {
        assert_eq!(lines[2].pointer(pointer).and_then(Value::as_str), Some(&*name), "{pointer}");
    }
}

#[test]
fn the_alias_in_an_address_of_the_web_is_the_alias() {
    let (lines, _) = redacted(&records(FILE));
    let alias = lines[4]["requestParameters"]["accountAlias"].as_str().unwrap_or_default();
    let sign_in = lines[3]["additionalEventData"]["LoginTo"].as_str().unwrap_or_default();
    assert_eq!(sign_in, format!("https://{alias}.signin.aws.amazon.com/console"));
    assert_eq!(lines[3]["responseElements"]["ConsoleLogin"], "Success");
    assert_eq!(lines[3]["additionalEventData"]["MFAUsed"], "No");
}

#[test]
fn what_is_encoded_is_redacted_inside_and_tokens_are_removed() {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    let mut records = records(FILE);
    let context = r#"{"aws:cloudtrail:arn":"arn:aws:cloudtrail:eu-west-1:731299401288:trail/zeppelin","aws:s3:arn":"arn:aws:s3:::zeppelin-logs/AWSLogs/x.json.gz"}"#;
    records[0]["requestParameters"]["x-amz-server-side-encryption-context"] = STANDARD.encode(context).into();
    records[0]["responseElements"] = serde_json::json!({
        "credentials": {"accessKeyId": "ASIAQWERTYUIOPASDFG2", "sessionToken": "IQoJb3JpZ2luX2VjEAoaCXVzLWVhc3QtMSJIMEYCIQ"},
        "phone": "+49 151 23456789", "mac": "0a:1b:2c:3d:4e:5f", "queueUrl": "https://sqs.eu-west-1.amazonaws.com/731299401288/zeppelin-jobs",
        "unknown": "arn:aws:zork:moon-1:731299401288:thing/zeppelin-thing",
    });
    let (lines, _) = redacted(&records);
    let after =
        lines[0]["requestParameters"]["x-amz-server-side-encryption-context"].as_str().unwrap_or_default();
    let after = String::from_utf8(STANDARD.decode(after).expect("base64")).expect("text");
    let after: Value = serde_json::from_str(&after).expect("JSON");
    let account = lines[0]["recipientAccountId"].as_str().unwrap_or_default();
    let trail = after["aws:cloudtrail:arn"].as_str().unwrap_or_default();
    assert!(trail.starts_with(&format!("arn:aws:cloudtrail:eu-west-1:{account}:trail/")), "{trail}");
    assert!(
        after["aws:s3:arn"].as_str().is_some_and(|arn| arn.starts_with("arn:aws:s3:::bucket-")),
        "{after}"
    );
    assert_eq!(lines[0]["responseElements"]["credentials"]["sessionToken"], "[removed]");
    let key = lines[0]["responseElements"]["credentials"]["accessKeyId"].as_str().unwrap_or_default();
    assert!(key.starts_with("ASIA") && key.len() == 20, "{key}");
    let text = lines[0].to_string();
    let secrets = [
        "zeppelin",
        "731299401288",
        "23456789",
        "0a:1b:2c",
        "zork",
        "moon",
        "IQoJb3JpZ2lu",
        "ASIAQWERTYUIOPASDFG2",
    ];
    assert_eq!(holds(&text, &secrets), None);
    assert!(text.contains("https://sqs.eu-west-1.amazonaws.com/"), "{text}");
}
