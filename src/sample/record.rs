//! One record, written as CloudTrail writes it.

use super::calendar::{ISO, decimal, stamp};
use super::calls::{Call, Kind};
use super::scene::{Scene, escape};
use super::world::{ACCOUNTS, Account, HOME_REGION, REGIONS};

/// Who calls, from where and with what.
#[derive(Clone, Debug, Default)]
pub(super) struct Caller {
    /// The `userIdentity` element.
    pub(super) identity: String,
    /// How a denial names the caller.
    pub(super) arn: String,
    /// How another account's log names the caller.
    pub(super) principal: String,
    pub(super) address: String,
    /// In it `%c` stands for the command and `%v` for the service.
    pub(super) agent: String,
    /// Empty unless the call came through one.
    pub(super) vpc_endpoint: String,
    pub(super) connection: Connection,
}

/// How the call came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Connection {
    #[default]
    Modern,
    /// An old client, with TLS 1.2.
    Old,
    /// From within AWS: nothing is said about TLS.
    Internal,
    /// Through the console.
    Console,
}

/// How a call failed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Failure {
    /// The caller may not do that.
    Denied,
    /// With this code and message.
    With(&'static str, &'static str),
}

/// A record and what its delivery must know.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// Account and Region: `account * REGIONS.len() + region`.
    pub(super) stream: usize,
    /// Seconds since 1970 UTC.
    pub(super) time: i64,
    /// `eventID`.
    pub(super) id: String,
    /// The record's JSON.
    pub(super) text: String,
}

impl Caller {
    /// The same caller where an AWS service calls for it.
    pub(super) fn through(&self, service: &str) -> Caller {
        let identity = self.identity.strip_suffix('}').unwrap_or(&self.identity);
        Caller {
            identity: [identity, ",\"invokedBy\":\"", service, "\"}"].concat(),
            arn: self.arn.clone(),
            principal: self.principal.clone(),
            address: service.to_string(),
            agent: service.to_string(),
            vpc_endpoint: String::new(),
            connection: Connection::Internal,
        }
    }
}

/// The minor version in which a service's records were written.
fn minor_version(service: &str) -> u64 {
    match service {
        "sts" | "signin" | "sso" | "ssm" | "rds" | "health" => 8,
        "lambda" | "secretsmanager" | "ecs" | "ecr" | "cloudfront" | "logs" => 9,
        "iam" | "ec2" | "cloudformation" | "organizations" | "guardduty" => 10,
        _ => 11,
    }
}

fn is_global(service: &str) -> bool {
    matches!(service, "iam" | "organizations" | "cloudfront" | "health" | "sso" | "signin")
}

/// Appends `"name":"value",`.
fn member(out: &mut String, name: &str, value: &str) {
    out.push('"');
    out.push_str(name);
    out.push_str("\":\"");
    escape(out, value);
    out.push_str("\",");
}

/// Tells of a call. `shared` is the `sharedEventID` of an event that several
/// accounts see, or empty.
pub(super) fn record(
    scene: &mut Scene,
    caller: &Caller,
    call: &Call,
    failure: Option<Failure>,
    shared: &str,
) -> Event {
    let region = scene.region;
    if is_global(call.service) {
        scene.region = HOME_REGION;
    }
    let mut id = String::with_capacity(36);
    scene.random.guid(&mut id);
    let mut text = String::with_capacity(1800);
    let out = &mut text;
    out.push_str("{\"eventVersion\":\"1.");
    decimal(out, minor_version(call.service), 2);
    out.push_str("\",\"userIdentity\":");
    out.push_str(&caller.identity);
    out.push_str(",\"eventTime\":\"");
    stamp(out, scene.time, ISO);
    out.push_str("\",\"eventSource\":\"");
    out.push_str(call.service);
    out.push_str(".amazonaws.com\",");
    member(out, "eventName", call.name);
    member(out, "awsRegion", REGIONS[scene.region]);
    member(out, "sourceIPAddress", &caller.address);
    member(out, "userAgent", &agent(caller, call));
    if let Some(failure) = failure {
        let (code, message) = failed(scene, caller, call, failure);
        member(out, "errorCode", code);
        member(out, "errorMessage", &message);
    }
    let denied = matches!(failure, Some(Failure::Denied));
    let hidden = denied && !matches!(call.service, "ec2" | "s3");
    out.push_str("\"requestParameters\":");
    scene.expand(out, if hidden { "null" } else { call.request });
    out.push_str(",\"responseElements\":");
    scene.expand(out, if failure.is_some() { "null" } else { call.response });
    out.push(',');
    scene.expand(out, call.extra);
    if matches!(call.kind, Kind::Management | Kind::Data) {
        let request = scene.tell(match call.service {
            "s3" => "$r",
            "dynamodb" => "$q",
            _ => "$g",
        });
        member(out, "requestID", &request);
    }
    member(out, "eventID", &id);
    truth(out, "readOnly", call.read_only);
    if !call.resources.is_empty() && !hidden {
        out.push_str("\"resources\":");
        scene.expand(out, call.resources);
        out.push(',');
    }
    member(
        out,
        "eventType",
        match call.kind {
            Kind::Management | Kind::Data => "AwsApiCall",
            Kind::SignIn => "AwsConsoleSignIn",
            Kind::Service => "AwsServiceEvent",
        },
    );
    truth(out, "managementEvent", call.kind != Kind::Data);
    member(out, "recipientAccountId", ACCOUNTS[scene.account]);
    if !shared.is_empty() {
        member(out, "sharedEventID", shared);
    }
    if !caller.vpc_endpoint.is_empty() {
        member(out, "vpcEndpointId", &caller.vpc_endpoint);
        member(out, "vpcEndpointAccountId", ACCOUNTS[scene.account]);
    }
    connection(out, scene, caller, call);
    out.push_str("\"eventCategory\":\"");
    out.push_str(if call.kind == Kind::Data { "Data\"}" } else { "Management\"}" });
    let event = Event { stream: stream(scene.account, scene.region), time: scene.time, id, text };
    scene.region = region;
    event
}

/// The place of an account and a Region among all of them.
pub(super) fn stream(account: Account, region: usize) -> usize {
    account * REGIONS.len() + region
}

fn truth(out: &mut String, name: &str, value: bool) {
    out.push('"');
    out.push_str(name);
    out.push_str(if value { "\":true," } else { "\":false," });
}

fn connection(out: &mut String, scene: &mut Scene, caller: &Caller, call: &Call) {
    let (version, cipher) = match caller.connection {
        Connection::Modern => ("TLSv1.3", "TLS_AES_128_GCM_SHA256"),
        Connection::Old => ("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256"),
        Connection::Internal => return,
        Connection::Console => {
            if call.kind == Kind::Management || call.kind == Kind::Data {
                member(out, "sessionCredentialFromConsole", "true");
            }
            return;
        }
    };
    if call.kind == Kind::Service {
        return;
    }
    let host = match call.service {
        "signin" => "us-east-1.signin.aws.amazon.com",
        "s3" if !call.resources.is_empty() => "$B.s3.$R.amazonaws.com",
        "iam" | "organizations" | "cloudfront" => "%v.amazonaws.com",
        _ => "%v.$R.amazonaws.com",
    };
    let host = scene.tell(&host.replace("%v", call.service));
    out.push_str("\"tlsDetails\":{");
    member(out, "tlsVersion", version);
    member(out, "cipherSuite", cipher);
    member(out, "clientProvidedHostHeader", &host);
    if version == "TLSv1.3" && matches!(call.service, "s3" | "kms" | "secretsmanager") {
        member(out, "keyExchange", "X25519MLKEM768");
    }
    out.pop();
    out.push_str("},");
}

/// The user agent; S3 writes it in brackets.
fn agent(caller: &Caller, call: &Call) -> String {
    let mut out = caller.agent.replace("%v", call.service);
    if out.contains("%c") {
        out = out.replace("%c", &[call.service, ".", &hyphenated(call.name)].concat());
    }
    if call.service == "s3" && caller.connection != Connection::Internal {
        out.insert(0, '[');
        out.push(']');
    }
    out
}

/// The name of an action as the AWS CLI writes it.
fn hyphenated(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 6);
    for letter in name.chars().take_while(|letter| !letter.is_ascii_digit()) {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

fn failed(scene: &mut Scene, caller: &Caller, call: &Call, failure: Failure) -> (&'static str, String) {
    if let Failure::With(code, message) = failure {
        return (code, scene.tell(message));
    }
    let action = match call.name {
        "ListObjects" => "ListBucket",
        "ListBuckets" => "ListAllMyBuckets",
        "HeadObject" => "GetObject",
        name => name.split(|letter: char| letter.is_ascii_digit()).next().unwrap_or(name),
    };
    let service = if call.service == "monitoring" { "cloudwatch" } else { call.service };
    let action = [service, ":", action].concat();
    let mut message = String::new();
    if call.service == "ec2" {
        message.push_str("You are not authorized to perform this operation. ");
    }
    for part in ["User: ", &caller.arn, " is not authorized to perform: ", &action] {
        message.push_str(part);
    }
    if !call.target.is_empty() {
        message.push_str(" on resource: ");
        scene.expand(&mut message, call.target);
    }
    for part in [" because no identity-based policy allows the ", &action, " action"] {
        message.push_str(part);
    }
    if call.service == "ec2" && !call.read_only {
        scene.expand(&mut message, ". Encoded authorization failure message: $a");
    }
    (if call.service == "ec2" { "Client.UnauthorizedOperation" } else { "AccessDenied" }, message)
}
