//! The callers: how each kind obtains its credentials, and how records then describe it.

use super::calls::{self, SampleCall};
use super::organization::{
    self, ACCOUNTS, AccountIndex, DEVELOPMENT, FUNCTIONS, HOME_REGION, MANAGEMENT, PRODUCTION, RegionIndex,
    address,
};
use super::record::{Caller, Connection, SampleEvent, record, stream};
use super::scene::Scene;
use super::writing::{append, joined, replaced};

const BROWSERS: &[&str] = &[
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/133.0.0.0 Safari/537.36 Edg/133.0.0.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15",
];
const TERMINALS: &[&str] = &[
    "aws-cli/2.24.18 md/awscrt#0.23.8 ua/2.0 os/macos#24.3.0 md/arch#arm64 lang/python#3.12.9 md/pyimpl#CPython cfg/retry-mode#standard md/installer#source md/prompt#off md/command#%c",
    "aws-cli/2.22.35 md/awscrt#0.23.4 ua/2.0 os/linux#6.8.0-52-generic md/arch#x86_64 lang/python#3.12.6 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/distrib#ubuntu.24 md/prompt#off md/command#%c",
    "aws-cli/2.17.32 md/awscrt#0.21.2 ua/2.0 os/windows#11 md/arch#amd64 lang/python#3.11.9 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off md/command#%c",
    "Boto3/1.36.23 md/Botocore#1.36.23 ua/2.0 os/macos#24.3.0 md/arch#arm64 lang/python#3.12.9 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.36.23",
];
const TERRAFORM: &str = "APN/1.0 HashiCorp/1.0 Terraform/1.10.5 (+https://www.terraform.io) terraform-provider-aws/5.86.1 (+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.36.1 ua/2.1 os/linux lang/go#1.23.5 md/GOOS#linux md/GOARCH#amd64 api/%v#1.41.2";
const DEPLOY_TOOLS: &[&str] = &[
    "aws-cli/2.24.12 md/awscrt#0.23.8 ua/2.0 os/linux#6.8.0-1021-azure md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython exec-env/GitHubActions cfg/retry-mode#standard md/installer#exe md/distrib#ubuntu.24 md/prompt#off md/command#%c",
    "Boto3/1.36.23 md/Botocore#1.36.23 ua/2.0 os/linux#6.8.0-1021-azure md/arch#x86_64 lang/python#3.12.9 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.36.23",
];
const FEDERATION_TOOL: &str = "aws-sdk-js/3.750.0 ua/2.1 os/linux#6.8.0-1021-azure lang/js md/nodejs#20.18.3 api/sts#3.750.0 configure-aws-credentials-for-github-actions";
const INSTANCE_TOOLS: &[&str] = &[
    "aws-sdk-go-v2/1.32.7 ua/2.1 os/linux lang/go#1.23.4 md/GOOS#linux md/GOARCH#arm64 api/%v#1.38.0",
    "aws-sdk-java/2.29.52 md/io#sync md/http#Apache ua/2.1 os/Linux#6.1.128-136.201.amzn2023.aarch64 lang/java#21.0.6 md/OpenJDK_64-Bit_Server_VM#21.0.6+7-LTS md/vendor#Amazon.com_Inc. api/%v#2.29.x",
    "aws-sdk-go/1.55.5 (go1.22.7; linux; arm64) amazon-ssm-agent/",
];
const FUNCTION_TOOL: &str = "Boto3/1.34.145 md/Botocore#1.34.145 ua/2.0 os/linux#5.10.233-244.895.amzn2.aarch64 md/arch#aarch64 lang/python#3.12.8 md/pyimpl#CPython exec-env/AWS_Lambda_python3.12 cfg/retry-mode#legacy Botocore/1.34.145";
const PUBLISHER_TOOL: &str = "Boto3/1.34.84 md/Botocore#1.34.84 ua/2.0 os/linux#5.10.0-33-amd64 md/arch#x86_64 lang/python#3.9.2 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.84";

const ROLE_SESSION: &str = r#"{"type":"AssumedRole","principalId":"$W:$Y","arn":"arn:aws:sts::$J:assumed-role/$L/$Y","accountId":"$J","accessKeyId":"$Z","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"$W","arn":"$X","accountId":"$J","userName":"$L"},"attributes":{"creationDate":"$C","mfaAuthenticated":"false"}"#;
const FROM_GITHUB: &str = r#","webIdFederationData":{"federatedProvider":"arn:aws:iam::$J:oidc-provider/token.actions.githubusercontent.com","attributes":{}}}}"#;
const ON_INSTANCE: &str = r#","ec2RoleDelivery":"2.0"},"inScopeOf":{"issuerType":"AWS::EC2::Instance","credentialsIssuedTo":"arn:aws:ec2:$R:$J:instance/$Y"}}"#;
const IN_FUNCTION: &str = r#"},"inScopeOf":{"issuerType":"AWS::Lambda::Function","credentialsIssuedTo":"arn:aws:lambda:$R:$J:function:$F"}}"#;
pub(super) const WITH_SOURCE_IDENTITY: &str = r#","sourceIdentity":"$D"}}"#;
pub(super) const PLAIN: &str = "}}";

/// Sets the scene's words for a role session that is about to begin.
#[inline(never)]
pub(super) fn cast_role(scene: &mut Scene, account: AccountIndex, path: &str, role: &str, session: &str) {
    scene.clear();
    scene.set('J', ACCOUNTS[account]);
    scene.set('L', role);
    scene.set('X', &joined(&["arn:aws:iam::", ACCOUNTS[account], ":role/", path, role]));
    let id = scene.organization.unique_id("AROA", account, role);
    scene.set('W', &id);
    scene.set('Y', session);
    let key = organization::new_key("ASIA", account, &mut scene.random);
    scene.set('Z', &key);
}

/// Returns the caller that the words of a role session describe, created now.
#[inline(never)]
pub(super) fn role_session(scene: &mut Scene, ending: &str, address: &str, agent: &'static str) -> Caller {
    scene.set('C', "");
    let mut card = scene.tell(ROLE_SESSION);
    scene.expand(&mut card, ending);
    scene.set('T', address);
    scene.expand(&mut card, "\narn:aws:sts::$J:assumed-role/$L/$Y\n$W:$Y\n$T\n");
    Caller { card, agent, connection: Connection::Modern }
}

/// Returns an IAM user with a long-term key, in the scene's account.
#[inline(never)]
pub(super) fn user(
    scene: &mut Scene,
    path: &str,
    name: &str,
    key: &str,
    address: &str,
    agent: &'static str,
) -> Caller {
    scene.clear();
    let id = scene.organization.unique_id("AIDA", scene.account, name);
    let words = [('L', path), ('U', name), ('W', &id), ('T', address)];
    words.iter().for_each(|(letter, word)| scene.set(*letter, word));
    // The key may be empty, but a word must not be.
    let card = scene.tell(r#"{"type":"IAMUser","principalId":"$W","arn":"arn:aws:iam::$A:user$L$U","accountId":"$A","accessKeyId":""#);
    let rest = scene.tell("\",\"userName\":\"$U\"}\narn:aws:iam::$A:user$L$U\n$W\n$T\n");
    Caller { card: joined(&[&card, key, &rest]), agent, connection: Connection::Modern }
}

/// Returns an AWS service that calls on its own behalf.
#[inline(never)]
pub(super) fn service(name: &'static str) -> Caller {
    let card = joined(&[r#"{"type":"AWSService","invokedBy":""#, name, "\"}\n\n\n", name, "\n"]);
    Caller { card, agent: name, connection: Connection::Internal }
}

/// Signs a person in through IAM Identity Center, to the console or for the command line.
#[inline(never)]
pub(super) fn person(
    scene: &mut Scene,
    number: u32,
    account: AccountIndex,
    console: bool,
    out: &mut Vec<SampleEvent>,
) -> Caller {
    let name = scene.organization.person(number);
    let permission_set = permission_set(number);
    let region = scene.region;
    let mut fixed = scene.organization.fixed(b'p', 0, number);
    let (mut user_id, mut home, mut suffix) = (String::new(), String::from("2001:db8:4f:"), String::new());
    fixed.guid(&mut user_id);
    fixed.hex(&mut home, 4);
    append(&mut home, &["::"]);
    fixed.hex(&mut home, 4);
    scene.organization.fixed(b's', account as u64, permission_set.len() as u32).hex(&mut suffix, 16);
    let address = match scene.random.below(10) {
        0..6 => address("198.51.100.", 6, &mut scene.random),
        6..8 => home,
        _ => address("198.51.100.", 250, &mut fixed),
    };
    let browser = fixed.pick(BROWSERS);
    let agent = if console { browser } else { fixed.pick(TERMINALS) };

    let role = joined(&["AWSReservedSSO_", permission_set, "_", &suffix]);
    cast_role(scene, account, "aws-reserved/sso.amazonaws.com/", &role, &name);
    scene.set('Q', permission_set);
    scene.set('D', &user_id);
    let qualifier = scene.tell("$z");
    scene.set('E', &qualifier);
    scene.region = HOME_REGION;
    scene.account = MANAGEMENT;
    scene.set('T', &address);
    let caller = Caller::new(
        scene,
        "{\"type\":\"IdentityCenterUser\",\"accountId\":\"$A\",\"onBehalfOf\":{\"userId\":\"$D\",\"identityStoreArn\":\"arn:aws:identitystore::$A:identitystore/d-9067f1a2b3\"},\"credentialId\":\"$f$f\"}\n\n\n$T\n",
        browser,
    );
    out.push(record(scene, &caller, &calls::USER_AUTHENTICATION, None, ""));
    scene.time += 4;
    let handed = if console { &calls::FEDERATE } else { &calls::GET_ROLE_CREDENTIALS };
    out.push(record(scene, &caller, handed, None, ""));
    scene.account = account;
    let caller = Caller::new(
        scene,
        "{\"type\":\"SAMLUser\",\"principalId\":\"$E:$Y\",\"userName\":\"$Y\",\"identityProvider\":\"$E\"}\n\n\n$T\n",
        browser,
    );
    out.push(record(scene, &caller, &calls::ASSUME_ROLE_WITH_SAML, None, ""));
    let mut caller = role_session(scene, PLAIN, &address, agent);
    if console {
        scene.time += 2;
        out.push(record(scene, &caller, &calls::CONSOLE_LOGIN, None, ""));
        caller.connection = Connection::Console;
    }
    scene.region = region;
    caller
}

/// Returns the permission set of a person.
pub(super) fn permission_set(number: u32) -> &'static str {
    ["AdministratorAccess", "PowerUserAccess", "PowerUserAccess", "ReadOnlyAccess", "ReadOnlyAccess"]
        [number as usize % 5]
}

/// Exchanges the token of a GitHub Actions job for a role.
#[inline(never)]
pub(super) fn pipeline(
    scene: &mut Scene,
    terraform: bool,
    account: AccountIndex,
    out: &mut Vec<SampleEvent>,
) -> Caller {
    let session = scene.tell("gha-13$j");
    let role = if terraform { "github-terraform" } else { "github-deploy" };
    cast_role(scene, account, "", role, &session);
    let repositories: &[&str] = if terraform { &["platform"] } else { &["shop", "warehouse", "search"] };
    let repository = scene.random.pick(repositories);
    scene.set('D', &joined(&["repo:larkfield/", repository, ":ref:refs/heads/main"]));
    let address = address("192.0.2.", 120, &mut scene.random);
    scene.set('T', &address);
    let caller = Caller::new(
        scene,
        "{\"type\":\"WebIdentityUser\",\"principalId\":\"arn:aws:iam::$J:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:$D\",\"userName\":\"$D\",\"identityProvider\":\"arn:aws:iam::$J:oidc-provider/token.actions.githubusercontent.com\"}\n\n\n$T\n",
        FEDERATION_TOOL,
    );
    out.push(record(scene, &caller, &calls::ASSUME_ROLE_WITH_WEB_IDENTITY, None, ""));
    let agent = if terraform { TERRAFORM } else { scene.random.pick(DEPLOY_TOOLS) };
    role_session(scene, FROM_GITHUB, &address, agent)
}

/// Issues the role credentials of an instance or a function.
#[inline(never)]
pub(super) fn machine(
    scene: &mut Scene,
    function: bool,
    account: AccountIndex,
    out: &mut Vec<SampleEvent>,
) -> Caller {
    scene.clear();
    let name = if function { scene.random.favour(FUNCTIONS).to_string() } else { scene.word('I') };
    if function {
        cast_role(scene, account, "service-role/", &joined(&["lambda-", &name]), &name);
        scene.set('F', &name);
    } else {
        let role = if name.ends_with(char::is_numeric) { "web-server" } else { "batch-worker" };
        cast_role(scene, account, "", role, &name);
    }
    let by = service(if function { "lambda.amazonaws.com" } else { "ec2.amazonaws.com" });
    let shared = scene.tell("$g");
    out.push(record(scene, &by, &calls::ASSUME_ROLE, None, &shared));
    let agent = if function { FUNCTION_TOOL } else { scene.random.pick(INSTANCE_TOOLS) };
    let mut endpoint = String::new();
    let address = if scene.random.chance(550) {
        append(&mut endpoint, &["vpce-0"]);
        let stream = stream(account, scene.region) as u64;
        let number = scene.random.below(3);
        scene.organization.fixed(b'e', stream, number).hex(&mut endpoint, 16);
        scene.tell("10.20.$k.$k")
    } else {
        address("192.0.2.", 250, &mut scene.random)
    };
    let mut caller = role_session(scene, if function { IN_FUNCTION } else { ON_INSTANCE }, &address, agent);
    append(&mut caller.card, &[&endpoint]);
    if agent.contains("ssm-agent") {
        caller.connection = Connection::Old;
    }
    caller
}

/// Opens a session of a service's service-linked role.
#[inline(never)]
pub(super) fn linked_service(
    scene: &mut Scene,
    name: &'static str,
    role: &str,
    session: &str,
    account: AccountIndex,
    out: &mut Vec<SampleEvent>,
) -> Caller {
    cast_role(scene, account, &joined(&["aws-service-role/", name, "/"]), role, session);
    let by = service(name);
    let shared = scene.tell("$g");
    out.push(record(scene, &by, &calls::ASSUME_ROLE, None, &shared));
    role_session(scene, PLAIN, name, name).through(name)
}

/// Opens a session of the security team's function: it runs in the management account and assumes a
/// role in a member account.
#[inline(never)]
pub(super) fn auditor(scene: &mut Scene, account: AccountIndex, out: &mut Vec<SampleEvent>) -> Caller {
    scene.account = MANAGEMENT;
    cast_role(scene, MANAGEMENT, "service-role/", "security-audit-runner", "posture-scan");
    scene.set('F', "posture-scan");
    let shared = scene.tell("$g");
    out.push(record(scene, &service("lambda.amazonaws.com"), &calls::ASSUME_ROLE, None, &shared));
    let runner = role_session(scene, IN_FUNCTION, "192.0.2.180", FUNCTION_TOOL);
    scene.time += 2;
    cast_role(scene, account, "", "organization-security-audit", "posture-scan");
    across(scene, &runner, &calls::ASSUME_ROLE, account, out);
    scene.account = account;
    role_session(scene, PLAIN, "192.0.2.180", FUNCTION_TOOL)
}

/// Calls `AssumeRole` for a role of another account. The caller's account records the whole caller,
/// the role's account only the caller's account and principal id; both copies have the same
/// `sharedEventID`.
#[inline(never)]
pub(super) fn across(
    scene: &mut Scene,
    caller: &Caller,
    call: &SampleCall,
    account: AccountIndex,
    out: &mut Vec<SampleEvent>,
) {
    let shared = scene.tell("$g");
    let own = record(scene, caller, call, None, &shared);
    let stranger = joined(&[
        r#"{"type":"AWSAccount","principalId":""#,
        caller.principal(),
        r#"","accountId":""#,
        ACCOUNTS[scene.account],
        "\"}",
    ]);
    let id = scene.tell("$g");
    let recipient = |account: AccountIndex| joined(&["\"recipientAccountId\":\"", ACCOUNTS[account], "\""]);
    let text = replaced(&own.text, caller.identity(), &stranger, 1);
    let text = replaced(&text, &own.id, &id, 1);
    let text = replaced(&text, &recipient(scene.account), &recipient(account), 1);
    out.push(SampleEvent { stream: stream(account, scene.region), time: own.time, id, text });
    out.push(own);
}

/// Returns a legacy IAM user with a long-term key, and its client.
#[inline(never)]
pub(super) fn old_user(scene: &mut Scene) -> Caller {
    let (path, name, address) = match scene.account {
        DEVELOPMENT => ("/ci/", "svc-artifact-publisher", "192.0.2.25"),
        _ => ("/", "backup-agent", "192.0.2.41"),
    };
    let key = scene.organization.user_key(scene.account, name);
    let mut caller = user(scene, path, name, &key, address, PUBLISHER_TOOL);
    caller.connection = Connection::Old;
    caller
}

/// Draws an account and a Region, accounts with these relative frequencies.
#[inline(never)]
pub(super) fn workplace(scene: &mut Scene, shares: [u32; 3]) -> (AccountIndex, RegionIndex) {
    let draw = scene.random.below(shares.iter().sum());
    let account = if draw < shares[MANAGEMENT] {
        MANAGEMENT
    } else if draw < shares[MANAGEMENT] + shares[PRODUCTION] {
        PRODUCTION
    } else {
        DEVELOPMENT
    };
    let abroad = scene.random.below(100) < [28, 42, 24][account];
    (account, usize::from(abroad))
}
