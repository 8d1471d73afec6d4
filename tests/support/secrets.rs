//! Secrets to plant, and a search for them in the output.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The secrets.
#[derive(Clone, Debug)]
pub struct Secrets {
    pub account: String,
    pub key: String,
    pub role_id: String,
    pub v4: String,
    pub v6: String,
    pub user: String,
    pub session: String,
    pub bucket: String,
    pub object: String,
    pub function: String,
    pub email: String,
    pub tag: String,
}

impl Secrets {
    pub fn all(&self) -> [&str; 12] {
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
    pub fn secrets()(
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

pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// Returns a sentence with every secret that is found by its form or occurs as a name in a field.
pub fn sentence(secrets: &Secrets) -> String {
    let Secrets { account, key, role_id, v4, v6, user, session, bucket, function, email, .. } = secrets;
    format!(
        "User: arn:aws:sts::{account}:assumed-role/{function}/{session} from {v4} ({v6}) with {key}; {user} of {email} \
         ({role_id}:{session}) may not touch s3://{bucket}/x, {account}-{bucket} or '{function}', said {user}."
    )
}

/// Returns a record with all secrets in all kinds of fields.
pub fn record(number: usize, secrets: &Secrets) -> Value {
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
        "sourceIPAddress": if number.is_multiple_of(2) { v4 } else { v6 },
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

/// Returns the text and its repeated decodings, implemented independently for the tests.
pub fn undone(text: &str) -> Vec<String> {
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

pub fn holds(text: &str, secrets: &[&str]) -> Option<String> {
    for layer in undone(text) {
        let layer = layer.to_lowercase();
        for secret in secrets {
            let secret = secret.to_lowercase();
            let at = layer.find(&secret).or_else(|| layer.find(&secret.replace('.', "-")));
            if let Some(at) = at {
                let around: String =
                    layer.chars().skip(layer[..at].chars().count().saturating_sub(80)).take(200).collect();
                return Some(format!("{secret} is in …{around}…"));
            }
        }
    }
    None
}
