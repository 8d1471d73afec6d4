//! The incident: a leaked access key, and everything that was done with it.

use super::calendar::START;
use super::calls::{self, SampleCall};
use super::cast::{self, WITH_SOURCE_IDENTITY, across, cast_role, role_session};
use super::organization::{
    self, AccountIndex, DEVELOPMENT, HOME_REGION, IRELAND, MANAGEMENT, Organization, PRODUCTION, REGIONS,
    RegionIndex,
};
use super::record::{Caller, Connection, Failure, SampleEvent, record};
use super::scene::Scene;
use super::writing::replaced;

/// A phase of the incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum IncidentPhase {
    /// The intruder tests what the key can do; most calls are denied.
    Reconnaissance,
    /// A policy is given a version that allows everything.
    Escalation,
    /// A second key is created, for another user.
    Persistence,
    /// A role is assumed, and from it a role in the second account.
    LateralMovement,
    /// A trail is stopped and started again.
    Evasion,
    /// Objects are listed and read.
    Collection,
    /// Objects are deleted.
    Destruction,
    /// A security group is opened to the world.
    Exposure,
    /// A user with all rights is left behind, and used later.
    Backdoor,
    /// A console session is made from the role's keys.
    Console,
    /// The policy is restored.
    Cleanup,
}

/// One event of the incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentStep {
    /// The phase it belongs to.
    pub phase: IncidentPhase,
    /// The `eventID`.
    pub event_id: String,
    /// The `eventName`.
    pub event_name: &'static str,
    /// The account in whose log it is recorded.
    pub account: &'static str,
    /// The Region in whose log it is recorded.
    pub region: &'static str,
    /// The `eventTime` in seconds since 1970 UTC.
    pub seconds: i64,
    /// The index in [`IncidentStory::keys`](super::IncidentStory::keys) of the key that was used.
    pub key: usize,
}

/// The intruder's address; no other caller is in the network 203.0.113.0/24.
pub(super) const INTRUDER_ADDRESS: &str = "203.0.113.66";
pub(super) const INTRUDER_CONSOLE_ADDRESS: &str = "203.0.113.71";
pub(super) const VICTIM: &str = "svc-artifact-publisher";
pub(super) const STOLEN_BUCKET: &str = "larkfield-customer-exports";
const SECOND_USER: &str = "svc-nightly-build";
const BACKDOOR: &str = "metrics-agent";
const POLICY: &str = "artifact-publisher";
const PRODUCTION_TRAIL: &str = "arn:aws:cloudtrail:us-east-1:444455556666:trail/production-audit";
const ORGANIZATION_TRAIL: &str = "arn:aws:cloudtrail:us-east-1:111122223333:trail/larkfield-org-trail";
const TOOLKIT: &str = "Boto3/1.26.27 md/Botocore#1.29.27 ua/2.0 os/linux#6.6.9-amd64 md/arch#x86_64 lang/python#3.11.8 md/pyimpl#CPython pacu/1.5.2 Botocore/1.29.27";
const INTRUDER_BROWSER: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";

/// Seconds after the start of the trail at which the incident begins, at 09:41:07 UTC.
const BEGINS: i64 = 3 * 3600 + 41 * 60 + 7;

/// The generated incident.
#[derive(Debug)]
pub(super) struct Plot {
    /// The events in order of time.
    pub(super) events: Vec<SampleEvent>,
    pub(super) steps: Vec<IncidentStep>,
    pub(super) keys: Vec<String>,
}

struct Intrusion {
    scene: Scene,
    plot: Plot,
}

impl Intrusion {
    /// Adds one successful call with these words.
    #[inline(never)]
    fn act(
        &mut self,
        phase: IncidentPhase,
        key: usize,
        caller: &Caller,
        call: &'static SampleCall,
        words: &[(char, &str)],
    ) {
        self.attempt(phase, key, caller, call, words, None);
    }

    #[inline(never)]
    fn attempt(
        &mut self,
        phase: IncidentPhase,
        key: usize,
        caller: &Caller,
        call: &'static SampleCall,
        words: &[(char, &str)],
        failure: Option<Failure>,
    ) {
        let scene = &mut self.scene;
        for (letter, word) in words {
            scene.set(*letter, word);
        }
        let event = record(scene, caller, call, failure, "");
        self.step(phase, key, call, event);
        self.scene.clear();
        self.pause(2, 9);
    }

    #[inline(never)]
    fn step(&mut self, phase: IncidentPhase, key: usize, call: &'static SampleCall, event: SampleEvent) {
        self.plot.steps.push(IncidentStep {
            phase,
            event_id: event.id.clone(),
            event_name: call.name,
            account: organization::ACCOUNTS[event.stream / REGIONS.len()],
            region: REGIONS[event.stream % REGIONS.len()],
            seconds: event.time,
            key,
        });
        self.plot.events.push(event);
    }

    #[inline(never)]
    fn pause(&mut self, low: u32, high: u32) {
        self.scene.time += i64::from(self.scene.random.between(low, high));
    }

    #[inline(never)]
    fn at(&mut self, account: AccountIndex, region: RegionIndex) {
        self.scene.account = account;
        self.scene.region = region;
    }

    /// Adds a key to the chain and returns its index.
    #[inline(never)]
    fn key(&mut self, key: &str) -> usize {
        self.plot.keys.push(key.to_string());
        self.plot.keys.len() - 1
    }

    #[inline(never)]
    fn user(&mut self, account: AccountIndex, path: &str, name: &str, key: &str) -> Caller {
        self.scene.account = account;
        let user = cast::user(&mut self.scene, path, name, key, INTRUDER_ADDRESS, TOOLKIT);
        self.scene.clear();
        user
    }

    /// Returns the session of an assumed role.
    fn session(&mut self) -> Caller {
        let session = role_session(&mut self.scene, WITH_SOURCE_IDENTITY, INTRUDER_ADDRESS, TOOLKIT);
        self.scene.clear();
        session
    }
}

/// Generates the incident of a trail of `hours` hours: on its only day in the small edition,
/// otherwise in the middle.
#[inline(never)]
pub(super) fn plot(organization: &Organization, hours: i64) -> Plot {
    let mut scene = Scene::new(organization.clone(), 2);
    scene.time = START + hours / 48 * 86_400 + BEGINS;
    let mut intrusion =
        Intrusion { scene, plot: Plot { events: Vec::new(), steps: Vec::new(), keys: Vec::new() } };
    let leaked = intrusion.scene.organization.user_key(DEVELOPMENT, VICTIM);
    let leaked_key = intrusion.key(&leaked);
    let victim = intrusion.user(DEVELOPMENT, "/ci/", VICTIM, &leaked);

    look_around(&mut intrusion, leaked_key, &victim);
    let second = escalate(&mut intrusion, leaked_key, &victim);
    let (production_key, production) = move_on(&mut intrusion, &second);
    let backdoor = strike(&mut intrusion, production_key, &production);
    console(&mut intrusion, production_key, &production);
    return_later(&mut intrusion, leaked_key, &victim, &backdoor);
    intrusion.plot
}

/// Adds the reconnaissance: the intruder tests what the key can do; most calls are denied.
#[inline(never)]
fn look_around(intrusion: &mut Intrusion, key: usize, victim: &Caller) {
    let phase = IncidentPhase::Reconnaissance;
    let own: &[(char, &str)] = &[('U', VICTIM), ('M', POLICY)];
    intrusion.at(DEVELOPMENT, HOME_REGION);
    intrusion.act(phase, key, victim, &calls::GET_CALLER_IDENTITY, &[]);
    intrusion.pause(40, 60);
    for call in [
        &calls::GET_USER,
        &calls::LIST_ATTACHED_USER_POLICIES,
        &calls::LIST_USER_POLICIES,
        &calls::LIST_GROUPS_FOR_USER,
        &calls::GET_POLICY,
        &calls::LIST_POLICY_VERSIONS,
        &calls::GET_POLICY_VERSION,
    ] {
        intrusion.act(phase, key, victim, call, own);
    }
    for call in [
        &calls::LIST_USERS,
        &calls::LIST_ROLES,
        &calls::GET_ACCOUNT_SUMMARY,
        &calls::GET_ACCOUNT_AUTHORIZATION_DETAILS,
        &calls::DESCRIBE_ORGANIZATION,
    ] {
        intrusion.attempt(phase, key, victim, call, &[], Some(Failure::Denied));
    }
    intrusion.act(phase, key, victim, &calls::LIST_BUCKETS, &[]);
    for bucket in organization::BUCKETS[DEVELOPMENT] {
        intrusion.act(phase, key, victim, &calls::GET_BUCKET_LOCATION, &[('B', bucket)]);
        let policy = &calls::GET_BUCKET_POLICY;
        intrusion.attempt(phase, key, victim, policy, &[('B', bucket)], Some(Failure::Denied));
    }
    for region in [HOME_REGION, IRELAND] {
        intrusion.at(DEVELOPMENT, region);
        for call in [
            &calls::DESCRIBE_INSTANCES,
            &calls::DESCRIBE_VPCS,
            &calls::DESCRIBE_SECURITY_GROUPS,
            &calls::DESCRIBE_SNAPSHOTS,
            &calls::LIST_FUNCTIONS,
            &calls::LIST_SECRETS,
            &calls::DESCRIBE_PARAMETERS,
            &calls::DESCRIBE_DB_INSTANCES,
            &calls::LIST_TABLES,
            &calls::DESCRIBE_LOG_GROUPS,
            &calls::LIST_DETECTORS,
        ] {
            intrusion.attempt(phase, key, victim, call, &[], Some(Failure::Denied));
        }
    }
}

/// Adds the escalation: the key may write new versions of its own policy, which is enough. Returns
/// a second user's new key, which still works after the first is revoked.
#[inline(never)]
fn escalate(intrusion: &mut Intrusion, key: usize, victim: &Caller) -> String {
    intrusion.pause(350, 380);
    intrusion.at(DEVELOPMENT, HOME_REGION);
    intrusion.act(IncidentPhase::Escalation, key, victim, &calls::CREATE_POLICY_VERSION, &[('M', POLICY)]);
    let version = &calls::SET_DEFAULT_POLICY_VERSION;
    intrusion.act(IncidentPhase::Escalation, key, victim, version, &[('M', POLICY), ('Q', "v4")]);
    intrusion.pause(30, 50);
    for call in [&calls::LIST_USERS, &calls::LIST_ROLES, &calls::GET_ACCOUNT_AUTHORIZATION_DETAILS] {
        intrusion.act(IncidentPhase::Reconnaissance, key, victim, call, &[]);
    }
    intrusion.pause(120, 160);
    let second = organization::new_key("AKIA", DEVELOPMENT, &mut intrusion.scene.random);
    let words = [('U', SECOND_USER), ('Z', second.as_str())];
    intrusion.act(IncidentPhase::Persistence, key, victim, &calls::CREATE_ACCESS_KEY, &words);
    second
}

/// Adds the lateral movement: with the second key into a role, and from there into production.
/// Returns the index of the production session's key, and the session.
#[inline(never)]
fn move_on(intrusion: &mut Intrusion, second: &str) -> (usize, Caller) {
    let phase = IncidentPhase::LateralMovement;
    let key = intrusion.key(second);
    let builder = intrusion.user(DEVELOPMENT, "/ci/", SECOND_USER, second);
    intrusion.pause(18 * 60, 19 * 60);
    intrusion.act(phase, key, &builder, &calls::GET_CALLER_IDENTITY, &[]);
    intrusion.act(phase, key, &builder, &calls::GET_ROLE, &[('L', "deploy-orchestrator")]);

    cast_role(&mut intrusion.scene, DEVELOPMENT, "", "deploy-orchestrator", "nightly-7731");
    intrusion.scene.set('D', SECOND_USER);
    let event = record(&mut intrusion.scene, &builder, &calls::ASSUME_ROLE_AS, None, "");
    intrusion.step(phase, key, &calls::ASSUME_ROLE_AS, event);
    let issued = intrusion.scene.word('Z');
    let orchestrator_key = intrusion.key(&issued);
    let orchestrator = intrusion.session();
    intrusion.pause(20, 30);
    intrusion.act(phase, orchestrator_key, &orchestrator, &calls::GET_CALLER_IDENTITY, &[]);

    // The management account denies this role, and its own log does not record the attempt.
    cast_role(&mut intrusion.scene, MANAGEMENT, "", "OrganizationAccountAccessRole", "nightly-7731");
    let denied = Some(Failure::Denied);
    intrusion.attempt(phase, orchestrator_key, &orchestrator, &calls::ASSUME_ROLE, &[], denied);

    intrusion.pause(30, 40);
    cast_role(&mut intrusion.scene, PRODUCTION, "", "production-deploy", "nightly-7731");
    intrusion.scene.set('D', SECOND_USER);
    let mut copies = Vec::new();
    across(&mut intrusion.scene, &orchestrator, &calls::ASSUME_ROLE_AS, PRODUCTION, &mut copies);
    // The caller's own copy comes first.
    for copy in copies.into_iter().rev() {
        intrusion.step(phase, orchestrator_key, &calls::ASSUME_ROLE_AS, copy);
    }
    let issued = intrusion.scene.word('Z');
    let production_key = intrusion.key(&issued);
    let production = intrusion.session();
    intrusion.pause(20, 30);
    (production_key, production)
}

/// Adds the actions in production: logging is stopped, data is read, a security group is opened,
/// and a user is left behind. Returns that user's key.
#[inline(never)]
fn strike(intrusion: &mut Intrusion, key: usize, caller: &Caller) -> String {
    intrusion.at(PRODUCTION, HOME_REGION);
    for call in [&calls::GET_CALLER_IDENTITY, &calls::LIST_BUCKETS, &calls::DESCRIBE_TRAILS] {
        intrusion.act(IncidentPhase::Reconnaissance, key, caller, call, &[]);
    }
    let trail = [('Q', PRODUCTION_TRAIL)];
    intrusion.act(IncidentPhase::Reconnaissance, key, caller, &calls::GET_TRAIL_STATUS, &trail);
    // Only the management account can stop the organisation's trail, which keeps recording;
    // production's own trail can be stopped.
    let failure = Failure::With(
        "NotOrganizationMasterAccountException",
        "Only the management account or a delegated administrator can stop an organization trail.",
    );
    let stop = &calls::STOP_LOGGING;
    intrusion.attempt(IncidentPhase::Evasion, key, caller, stop, &[('Q', ORGANIZATION_TRAIL)], Some(failure));
    intrusion.act(IncidentPhase::Evasion, key, caller, stop, &trail);

    intrusion.pause(240, 300);
    let bucket = ('B', STOLEN_BUCKET);
    for _ in 0..2 {
        intrusion.act(IncidentPhase::Collection, key, caller, &calls::LIST_OBJECTS, &[bucket]);
    }
    let service = caller.through("AWS Internal");
    let mut objects = Vec::new();
    for number in 0..28 {
        let object = intrusion.scene.tell("customers/2025/03/export-$x.csv.gz");
        let words = [bucket, ('O', object.as_str())];
        if number % 4 == 0 {
            // S3 decrypts the object's data key on the caller's behalf.
            let now = intrusion.scene.time;
            intrusion.act(IncidentPhase::Collection, key, &service, &calls::DECRYPT, &words);
            intrusion.scene.time = now;
        }
        intrusion.act(IncidentPhase::Collection, key, caller, &calls::GET_OBJECT, &words);
        objects.push(object);
    }
    intrusion.pause(200, 260);
    for object in &objects[..14] {
        let words = [bucket, ('O', object.as_str())];
        intrusion.act(IncidentPhase::Destruction, key, caller, &calls::DELETE_OBJECT, &words);
    }

    intrusion.pause(400, 460);
    intrusion.at(PRODUCTION, IRELAND);
    let group = intrusion.scene.word('S');
    let words = [('S', group.as_str())];
    intrusion.act(IncidentPhase::Exposure, key, caller, &calls::DESCRIBE_SECURITY_GROUPS, &words);
    intrusion.act(IncidentPhase::Exposure, key, caller, &calls::AUTHORIZE_FROM_ANYWHERE, &words);

    intrusion.pause(150, 200);
    intrusion.at(PRODUCTION, HOME_REGION);
    let id = intrusion.scene.organization.unique_id("AIDA", PRODUCTION, BACKDOOR);
    let backdoor = organization::new_key("AKIA", PRODUCTION, &mut intrusion.scene.random);
    intrusion.act(IncidentPhase::Backdoor, key, caller, &calls::CREATE_USER, &[('U', BACKDOOR), ('W', &id)]);
    intrusion.act(IncidentPhase::Backdoor, key, caller, &calls::ATTACH_USER_POLICY, &[('U', BACKDOOR)]);
    let words = [('U', BACKDOOR), ('Z', backdoor.as_str())];
    intrusion.act(IncidentPhase::Backdoor, key, caller, &calls::CREATE_ACCESS_KEY, &words);
    intrusion.act(IncidentPhase::Evasion, key, caller, &calls::START_LOGGING, &trail);
    backdoor
}

/// Adds a console session made from the role's keys.
#[inline(never)]
fn console(intrusion: &mut Intrusion, key: usize, production: &Caller) {
    let phase = IncidentPhase::Console;
    intrusion.pause(300, 360);
    let mut tool = production.clone();
    tool.card = replaced(&tool.card, INTRUDER_ADDRESS, INTRUDER_CONSOLE_ADDRESS, 1);
    tool.agent = "python-requests/2.31.0";
    let issued = organization::new_key("ASIA", PRODUCTION, &mut intrusion.scene.random);
    intrusion.act(phase, key, &tool, &calls::GET_SIGNIN_TOKEN, &[('Z', &issued)]);
    let mut browser = tool;
    browser.card = replaced(&browser.card, &intrusion.plot.keys[key], &issued, 1);
    browser.agent = INTRUDER_BROWSER;
    let key = intrusion.key(&issued);
    intrusion.act(phase, key, &browser, &calls::CONSOLE_LOGIN, &[]);
    browser.connection = Connection::Console;
    for region in [HOME_REGION, IRELAND] {
        intrusion.at(PRODUCTION, region);
        for call in [
            &calls::DESCRIBE_REGIONS,
            &calls::DESCRIBE_INSTANCES,
            &calls::DESCRIBE_SECURITY_GROUPS,
            &calls::DESCRIBE_DB_INSTANCES,
            &calls::LIST_SECRETS,
            &calls::LIST_FUNCTIONS,
        ] {
            intrusion.act(phase, key, &browser, call, &[]);
            intrusion.pause(4, 25);
        }
    }
}

/// Adds the return: the backdoor is used, and the traces in development are removed.
#[inline(never)]
fn return_later(intrusion: &mut Intrusion, leaked_key: usize, victim: &Caller, backdoor: &str) {
    intrusion.pause(70 * 60, 72 * 60);
    intrusion.at(PRODUCTION, HOME_REGION);
    let key = intrusion.key(backdoor);
    let agent = intrusion.user(PRODUCTION, "/", BACKDOOR, backdoor);
    intrusion.act(IncidentPhase::Backdoor, key, &agent, &calls::GET_CALLER_IDENTITY, &[]);
    intrusion.act(IncidentPhase::Backdoor, key, &agent, &calls::LIST_SECRETS, &[]);
    for secret in ["payments/gateway", "shop/database", "partners/token"] {
        intrusion.act(IncidentPhase::Backdoor, key, &agent, &calls::GET_SECRET_VALUE, &[('P', secret)]);
    }
    intrusion.pause(300, 360);
    intrusion.at(DEVELOPMENT, HOME_REGION);
    let phase = IncidentPhase::Cleanup;
    let call = &calls::SET_DEFAULT_POLICY_VERSION;
    intrusion.act(phase, leaked_key, victim, call, &[('M', POLICY), ('Q', "v3")]);
    let call = &calls::DELETE_POLICY_VERSION;
    intrusion.act(phase, leaked_key, victim, call, &[('M', POLICY), ('Q', "v4")]);
}
