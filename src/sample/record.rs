//! Writes single records in CloudTrail's form.

use super::calendar::{ISO, decimal, stamp};
use super::calls::{SampleCall, SampleCallKind};
use super::organization::{ACCOUNTS, AccountIndex, HOME_REGION, REGIONS};
use super::scene::Scene;
use super::writing::{append, escape, joined, replaced};

/// A caller with its address and user agent.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// Five lines: the `userIdentity` element; the caller's name in a denial; its name in another
    /// account's log; the address; the VPC endpoint.
    pub(super) card: String,
    /// The user agent, in which `%c` stands for the command and `%v` for the service.
    pub(super) agent: &'static str,
    pub(super) connection: Connection,
}

/// The kind of connection that a call was made over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Connection {
    #[default]
    Modern,
    /// An old client, with TLS 1.2.
    Old,
    /// A connection within AWS; nothing is recorded about TLS.
    Internal,
    /// Through the console.
    Console,
}

/// The failure of a call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Failure {
    /// The caller lacks the permission.
    Denied,
    /// Any other failure, with its code and message.
    With(&'static str, &'static str),
}

/// A record, and the facts that its delivery needs.
#[derive(Clone, Debug)]
pub(super) struct SampleEvent {
    /// The index of the account and Region: `account * REGIONS.len() + region`.
    pub(super) stream: usize,
    /// Seconds since 1970 UTC.
    pub(super) time: i64,
    /// The `eventID`.
    pub(super) id: String,
    /// The record's JSON.
    pub(super) text: String,
}

impl Caller {
    /// Returns a caller whose card is the expanded template.
    #[inline(never)]
    pub(super) fn new(scene: &mut Scene, template: &str, agent: &'static str) -> Caller {
        Caller { card: scene.tell(template), agent, connection: Connection::Modern }
    }

    #[inline(never)]
    fn line(&self, number: usize) -> &str {
        self.card.split('\n').nth(number).unwrap_or_default()
    }

    /// Returns the `userIdentity` element.
    pub(super) fn identity(&self) -> &str {
        self.line(0)
    }

    /// Returns the caller's name in another account's log.
    pub(super) fn principal(&self) -> &str {
        self.line(2)
    }

    /// Returns the same caller as seen when an AWS service calls on its behalf.
    #[inline(never)]
    pub(super) fn through(&self, service: &'static str) -> Caller {
        let identity = self.identity().strip_suffix('}').unwrap_or_default();
        let parts = [
            identity,
            ",\"invokedBy\":\"",
            service,
            "\"}\n",
            self.line(1),
            "\n",
            self.line(2),
            "\n",
            service,
            "\n",
        ];
        Caller { card: joined(&parts), agent: service, connection: Connection::Internal }
    }
}

/// Returns the minor version of the record format that a service used.
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
#[inline(never)]
fn member(out: &mut String, name: &str, value: &str) {
    append(out, &["\"", name, "\":\""]);
    escape(out, value);
    append(out, &["\","]);
}

/// Writes the record of a call. `shared` is the `sharedEventID` of an event that several accounts
/// record, or empty.
#[inline(never)]
pub(super) fn record(
    scene: &mut Scene,
    caller: &Caller,
    call: &SampleCall,
    failure: Option<Failure>,
    shared: &str,
) -> SampleEvent {
    let region = scene.region;
    if is_global(call.service) {
        scene.region = HOME_REGION;
    }
    let mut id = String::with_capacity(36);
    scene.random.guid(&mut id);
    let mut text = String::with_capacity(1800);
    let out = &mut text;
    origin(out, scene, caller, call);
    outcome(out, scene, caller, call, failure);
    classification(out, scene, call, failure, &id);
    recipient(out, scene, caller, shared);
    connection(out, scene, caller, call);
    let category = if call.kind == SampleCallKind::Data { "Data" } else { "Management" };
    append(out, &["\"eventCategory\":\"", category, "\"}"]);
    let event = SampleEvent { stream: stream(scene.account, scene.region), time: scene.time, id, text };
    scene.region = region;
    event
}

/// Appends the members that a call has whether or not it succeeds, from the opening brace to
/// `userAgent`.
fn origin(out: &mut String, scene: &Scene, caller: &Caller, call: &SampleCall) {
    append(out, &["{\"eventVersion\":\"1."]);
    decimal(out, minor_version(call.service), 2);
    append(out, &["\",\"userIdentity\":", caller.identity(), ",\"eventTime\":\""]);
    stamp(out, scene.time, ISO);
    append(out, &["\",\"eventSource\":\"", call.service, ".amazonaws.com\","]);
    member(out, "eventName", call.name);
    member(out, "awsRegion", REGIONS[scene.region]);
    member(out, "sourceIPAddress", caller.line(3));
    member(out, "userAgent", &agent(caller, call));
}

/// Appends the error, the request and the response, then the members that only this call has.
fn outcome(
    out: &mut String,
    scene: &mut Scene,
    caller: &Caller,
    call: &SampleCall,
    failure: Option<Failure>,
) {
    if let Some(failure) = failure {
        let (code, message) = failed(scene, caller, call, failure);
        member(out, "errorCode", code);
        member(out, "errorMessage", &message);
    }
    scene.expand(out, "\"requestParameters\":");
    scene.expand(out, if withholds_request(call, failure) { "null" } else { call.request });
    scene.expand(out, ",\"responseElements\":");
    scene.expand(out, if failure.is_some() { "null" } else { call.response });
    scene.expand(out, ",");
    scene.expand(out, call.extra);
}

/// Whether the record has neither request parameters nor resources, because the call was denied. EC2
/// and S3 record them nevertheless.
fn withholds_request(call: &SampleCall, failure: Option<Failure>) -> bool {
    matches!(failure, Some(Failure::Denied)) && !matches!(call.service, "ec2" | "s3")
}

/// Appends the ids, the resources, and the kind of the event, from `requestID` to `managementEvent`.
fn classification(
    out: &mut String,
    scene: &mut Scene,
    call: &SampleCall,
    failure: Option<Failure>,
    id: &str,
) {
    if matches!(call.kind, SampleCallKind::Management | SampleCallKind::Data) {
        let request = scene.tell(match call.service {
            "s3" => "$r",
            "dynamodb" => "$q",
            _ => "$g",
        });
        member(out, "requestID", &request);
    }
    member(out, "eventID", id);
    truth(out, "readOnly", call.read_only);
    if !call.resources.is_empty() && !withholds_request(call, failure) {
        scene.expand(out, "\"resources\":");
        scene.expand(out, call.resources);
        scene.expand(out, ",");
    }
    member(
        out,
        "eventType",
        match call.kind {
            SampleCallKind::Management | SampleCallKind::Data => "AwsApiCall",
            SampleCallKind::SignIn => "AwsConsoleSignIn",
            SampleCallKind::Service => "AwsServiceEvent",
        },
    );
    truth(out, "managementEvent", call.kind != SampleCallKind::Data);
}

/// Appends the account that receives the event, the `sharedEventID` unless it is empty, and the VPC
/// endpoint if the caller uses one.
fn recipient(out: &mut String, scene: &Scene, caller: &Caller, shared: &str) {
    member(out, "recipientAccountId", ACCOUNTS[scene.account]);
    if !shared.is_empty() {
        member(out, "sharedEventID", shared);
    }
    let endpoint = caller.line(4);
    if !endpoint.is_empty() {
        member(out, "vpcEndpointId", endpoint);
        member(out, "vpcEndpointAccountId", ACCOUNTS[scene.account]);
    }
}

/// Returns the index of an account and Region among all of them.
pub(super) fn stream(account: AccountIndex, region: usize) -> usize {
    account * REGIONS.len() + region
}

#[inline(never)]
fn truth(out: &mut String, name: &str, value: bool) {
    append(out, &["\"", name, if value { "\":true," } else { "\":false," }]);
}

#[inline(never)]
fn connection(out: &mut String, scene: &mut Scene, caller: &Caller, call: &SampleCall) {
    let (version, cipher) = match caller.connection {
        Connection::Modern => ("TLSv1.3", "TLS_AES_128_GCM_SHA256"),
        Connection::Old => ("TLSv1.2", "ECDHE-RSA-AES128-GCM-SHA256"),
        Connection::Internal => return,
        Connection::Console => {
            if call.kind == SampleCallKind::Management || call.kind == SampleCallKind::Data {
                member(out, "sessionCredentialFromConsole", "true");
            }
            return;
        }
    };
    if call.kind == SampleCallKind::Service {
        return;
    }
    let host = match call.service {
        "signin" => "us-east-1.signin.aws.amazon.com",
        "s3" if !call.resources.is_empty() => "$B.s3.$R.amazonaws.com",
        "iam" | "organizations" | "cloudfront" => "%v.amazonaws.com",
        _ => "%v.$R.amazonaws.com",
    };
    let host = scene.tell(&replaced(host, "%v", call.service, 1));
    append(out, &["\"tlsDetails\":{"]);
    member(out, "tlsVersion", version);
    member(out, "cipherSuite", cipher);
    member(out, "clientProvidedHostHeader", &host);
    if version == "TLSv1.3" && matches!(call.service, "s3" | "kms" | "secretsmanager") {
        member(out, "keyExchange", "X25519MLKEM768");
    }
    out.pop();
    append(out, &["},"]);
}

/// Returns the user agent; S3 writes it in brackets.
#[inline(never)]
fn agent(caller: &Caller, call: &SampleCall) -> String {
    let mut out = caller.agent.to_string();
    if out.contains('%') {
        out = replaced(&out, "%v", call.service, 1);
        out = replaced(&out, "%c", &joined(&[call.service, ".", &hyphenated(call.name)]), 1);
    }
    let bracketed = call.service == "s3" && caller.connection != Connection::Internal;
    if bracketed { joined(&["[", &out, "]"]) } else { out }
}

/// Returns the name of an action as the AWS CLI spells it.
#[inline(never)]
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

#[inline(never)]
fn failed(scene: &mut Scene, caller: &Caller, call: &SampleCall, failure: Failure) -> (&'static str, String) {
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
    let action = joined(&[service, ":", action]);
    let mut message = String::new();
    let opening =
        if call.service == "ec2" { "You are not authorized to perform this operation. " } else { "" };
    append(&mut message, &[opening, "User: ", caller.line(1), " is not authorized to perform: ", &action]);
    if !call.target.is_empty() {
        append(&mut message, &[" on resource: "]);
        scene.expand(&mut message, call.target);
    }
    append(&mut message, &[" because no identity-based policy allows the ", &action, " action"]);
    if call.service == "ec2" && !call.read_only {
        scene.expand(&mut message, ". Encoded authorization failure message: $a");
    }
    (if call.service == "ec2" { "Client.UnauthorizedOperation" } else { "AccessDenied" }, message)
}
