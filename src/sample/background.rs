//! An ordinary day: people, pipelines, machines and services at work, in slots of five minutes,
//! with the incident in the middle of it.

use super::calendar::{SLOT, START};
use super::calls::{self, SampleCall};
use super::cast;
use super::incident::{Plot, plot};
use super::organization::{
    AccountIndex, LOG_BUCKET, MANAGEMENT, Organization, PRODUCTION, RegionIndex, address,
};
use super::random::Random;
use super::record::{Caller, Failure, SampleEvent, record};
use super::scene::Scene;

/// The quiet end of the last hour in seconds, during which the last files are delivered.
const QUIET: i64 = 50 * 60;
/// Minimum number of events; fewer do not make a story.
pub(super) const FEWEST: u64 = 600;

/// The activity of people by hour of the day, UTC.
const DAY: [u32; 24] = [1, 1, 1, 0, 0, 1, 4, 9, 12, 12, 11, 8, 8, 11, 13, 14, 12, 9, 6, 4, 3, 2, 2, 1];

/// A kind of work, with the shape of its sessions.
struct Trade {
    work: Workload,
    /// Its relative frequency in the busiest hour.
    share: u32,
    /// Whether its frequency follows [`DAY`].
    human: bool,
    calls: &'static [&'static SampleCall],
    /// Minimum and maximum number of consecutive calls.
    burst: (u32, u32),
    /// Maximum number of seconds between two calls.
    pause: u32,
    /// Minimum and maximum number of calls in a session.
    length: (u32, u32),
    /// Maximum duration of a session in seconds.
    lifetime: i64,
    /// Failing calls per thousand.
    failing: u32,
    /// The relative frequency of each account.
    places: [u32; 3],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Workload {
    Console,
    CommandLine,
    Terraform,
    Deploy,
    Instance,
    Function,
    Recorder,
    Scaling,
    Audit,
    OldUser,
    Service,
    /// Credentials that are issued but make no recorded call, as most do not.
    Idle,
    Rare,
}

const HOUR: i64 = 3600;

#[rustfmt::skip]
static TRADES: &[Trade] = &[
    Trade { work: Workload::Console, share: 13, human: true, calls: calls::CONSOLE, burst: (2, 9), pause: 18, length: (16, 70), lifetime: 10 * HOUR, failing: 26, places: [14, 40, 46] },
    Trade { work: Workload::CommandLine, share: 9, human: true, calls: calls::COMMAND_LINE, burst: (1, 6), pause: 30, length: (8, 40), lifetime: 8 * HOUR, failing: 60, places: [5, 35, 60] },
    Trade { work: Workload::Terraform, share: 6, human: true, calls: calls::TERRAFORM, burst: (8, 16), pause: 2, length: (30, 110), lifetime: HOUR, failing: 12, places: [15, 40, 45] },
    Trade { work: Workload::Deploy, share: 8, human: true, calls: calls::DEPLOY, burst: (4, 12), pause: 6, length: (8, 40), lifetime: HOUR, failing: 14, places: [0, 45, 55] },
    Trade { work: Workload::Instance, share: 14, human: false, calls: calls::INSTANCE, burst: (2, 8), pause: 20, length: (16, 60), lifetime: 6 * HOUR, failing: 30, places: [3, 77, 20] },
    Trade { work: Workload::Function, share: 17, human: false, calls: calls::FUNCTION, burst: (2, 7), pause: 12, length: (6, 30), lifetime: 8 * HOUR, failing: 26, places: [3, 82, 15] },
    Trade { work: Workload::Recorder, share: 6, human: false, calls: calls::RECORDER, burst: (4, 12), pause: 3, length: (8, 26), lifetime: HOUR, failing: 8, places: [20, 45, 35] },
    Trade { work: Workload::Scaling, share: 3, human: false, calls: calls::SCALING, burst: (2, 5), pause: 5, length: (4, 14), lifetime: HOUR, failing: 6, places: [0, 85, 15] },
    Trade { work: Workload::Audit, share: 3, human: false, calls: calls::AUDIT, burst: (6, 14), pause: 2, length: (16, 40), lifetime: HOUR, failing: 8, places: [0, 50, 50] },
    Trade { work: Workload::OldUser, share: 4, human: false, calls: calls::PUBLISHER, burst: (2, 8), pause: 9, length: (60, 200), lifetime: 24 * HOUR, failing: 20, places: [0, 30, 70] },
    Trade { work: Workload::Service, share: 12, human: false, calls: calls::SERVICE, burst: (1, 2), pause: 5, length: (900, 900), lifetime: 24 * HOUR, failing: 0, places: [1, 0, 0] },
    Trade { work: Workload::Idle, share: 22, human: false, calls: &[], burst: (1, 1), pause: 0, length: (1, 1), lifetime: 0, failing: 0, places: [6, 70, 24] },
    Trade { work: Workload::Rare, share: 2, human: false, calls: &[], burst: (1, 1), pause: 0, length: (1, 1), lifetime: 0, failing: 0, places: [20, 40, 40] },
];

/// An open session of credentials.
struct SampleSession {
    caller: Caller,
    account: AccountIndex,
    region: RegionIndex,
    calls: &'static [&'static SampleCall],
    /// Words that some calls of the session repeat, such as its name and its function.
    words: [(char, String); 2],
    may_write: bool,
    /// Number of calls left.
    left: u32,
    /// The time of the last use; `ends` is when the session expires.
    last: i64,
    ends: i64,
}

/// Generates the events slot by slot.
pub(super) struct Teller {
    scene: Scene,
    sessions: Vec<Vec<SampleSession>>,
    /// Approximate number of sessions of a kind that are open at a time.
    open: usize,
    slot: i64,
    slots: i64,
    /// The remaining events of the incident, latest first.
    incident: Vec<SampleEvent>,
    /// Number of background events generated so far; `background` is the final number.
    generated: u64,
    background: u64,
    /// Total weight of the slots generated so far; `weights` is the weight of all slots.
    weight: u64,
    weights: u64,
}

/// Returns how many hours a trail of `events` events covers.
pub(super) fn hours(events: u64) -> i64 {
    let mut root = 1;
    while (root + 1) * (root + 1) * 4000 <= events {
        root += 1;
    }
    14 * root as i64
}

impl Teller {
    #[inline(never)]
    pub(super) fn new(seed: u64, events: u64) -> Teller {
        let events = events.max(FEWEST);
        let organization = Organization::new(seed, events);
        let hours = hours(events);
        let Plot { events: mut incident, .. } = plot(&organization, hours);
        incident.reverse();
        let slots = (hours * HOUR - QUIET) / SLOT;
        let background = events - (incident.len() as u64).min(events);
        Teller {
            scene: Scene::new(organization, 1),
            sessions: TRADES.iter().map(|_| Vec::new()).collect(),
            open: 2 + (events / hours as u64 / 450) as usize,
            slot: 0,
            slots,
            incident,
            generated: 0,
            background,
            weight: 0,
            weights: (0..slots).map(|slot| u64::from(weight(slot))).sum(),
        }
    }

    /// Returns the events of the next slot, unordered, and the second at which the slot ends;
    /// `None` after the last slot. No later slot contains an event before that second.
    #[inline(never)]
    pub(super) fn next_slot(&mut self) -> Option<(Vec<SampleEvent>, i64)> {
        if self.slot == self.slots {
            return None;
        }
        let begin = START + self.slot * SLOT;
        let last = self.slot + 1 == self.slots;
        self.weight += u64::from(weight(self.slot));
        // The last slots must reach the exact number: bursts first, then single events.
        let target = (self.background * self.weight / self.weights).min(self.background.saturating_sub(40));
        let mut events = Vec::new();
        let people = people(self.slot);
        while self.generated + (events.len() as u64) < target {
            self.burst(begin, people, &mut events);
        }
        if last {
            while self.generated + (events.len() as u64) < self.background {
                self.scene.time = begin + i64::from(self.scene.random.below(SLOT as u32));
                self.scene.account = MANAGEMENT;
                self.scene.clear();
                let trail = cast::service("cloudtrail.amazonaws.com");
                events.push(record(&mut self.scene, &trail, calls::SERVICE[0], None, ""));
            }
        }
        self.generated += events.len() as u64;
        while self.incident.last().is_some_and(|event| last || event.time < begin + SLOT) {
            events.extend(self.incident.pop());
        }
        self.slot += 1;
        Some((events, begin + SLOT))
    }

    /// Generates some consecutive calls of one session.
    #[inline(never)]
    fn burst(&mut self, begin: i64, people: u32, out: &mut Vec<SampleEvent>) {
        let share = |trade: &Trade| if trade.human { trade.share * people } else { trade.share * 8 };
        let mut draw = self.scene.random.below(TRADES.iter().map(share).sum());
        let mut place = 0;
        while draw >= share(&TRADES[place]) {
            draw -= share(&TRADES[place]);
            place += 1;
        }
        let trade = &TRADES[place];
        self.scene.time = begin + i64::from(self.scene.random.below(SLOT as u32));
        if trade.work == Workload::Rare {
            return rare(&mut self.scene, out);
        }
        if trade.work == Workload::Idle {
            let scene = &mut self.scene;
            (scene.account, scene.region) = cast::workplace(scene, trade.places);
            let function = scene.random.chance(700);
            cast::machine(scene, function, scene.account, out);
            return;
        }
        let sessions = &mut self.sessions[place];
        sessions.retain(|session| session.left > 0 && session.ends > begin + SLOT);
        let mut chosen = self.scene.random.below(self.open as u32) as usize;
        if sessions.get(chosen).is_none_or(|session| session.last > begin + SLOT) {
            chosen = sessions.len();
            sessions.push(open(&mut self.scene, trade, out));
        }
        let session = &mut sessions[chosen];
        let scene = &mut self.scene;
        scene.account = session.account;
        scene.region = session.region;
        scene.time = scene.time.max(session.last);
        let count = scene.random.between(trade.burst.0, trade.burst.1).min(session.left);
        for _ in 0..count {
            scene.clear();
            for (letter, word) in &session.words {
                scene.set(*letter, word);
            }
            let call = *scene.random.favour(session.calls);
            let failure = if !session.may_write && !call.read_only {
                Some(Failure::Denied)
            } else if scene.random.chance(trade.failing) {
                Some(mishap(&mut scene.random, call))
            } else {
                None
            };
            out.push(record(scene, &session.caller, call, failure, ""));
            scene.time += i64::from(scene.random.below(trade.pause + 1));
        }
        session.left -= count;
        session.last = scene.time;
    }
}

/// Returns the activity of people in a slot; on weekends it is a quarter.
#[inline(never)]
fn people(slot: i64) -> u32 {
    let hour = 6 + slot * SLOT / HOUR;
    let weekday = (1 + hour / 24) % 7;
    let busy = DAY[(hour % 24) as usize];
    if weekday >= 5 { busy / 4 } else { busy }
}

/// Returns the relative number of events in a slot.
#[inline(never)]
fn weight(slot: i64) -> u32 {
    9 + people(slot)
}

/// Opens a session; issuing its credentials may generate events.
#[inline(never)]
fn open(scene: &mut Scene, trade: &Trade, out: &mut Vec<SampleEvent>) -> SampleSession {
    let (account, region) = cast::workplace(scene, trade.places);
    scene.account = account;
    scene.region = region;
    scene.clear();
    let mut calls = trade.calls;
    let mut may_write = true;
    let begun = scene.time;
    let caller = match trade.work {
        Workload::Console | Workload::CommandLine => {
            let number = scene.random.below(scene.organization.people);
            may_write = cast::permission_set(number) != "ReadOnlyAccess";
            cast::person(scene, number, account, trade.work == Workload::Console, out)
        }
        Workload::Terraform => cast::pipeline(scene, true, account, out),
        Workload::Deploy => cast::pipeline(scene, false, account, out),
        Workload::Instance => cast::machine(scene, false, account, out),
        Workload::Function => cast::machine(scene, true, account, out),
        Workload::Recorder => {
            let name = "config.amazonaws.com";
            cast::linked_service(scene, name, "AWSServiceRoleForConfig", "AWSConfig-Describe", account, out)
        }
        Workload::Scaling => {
            let name = "autoscaling.amazonaws.com";
            cast::linked_service(scene, name, "AWSServiceRoleForAutoScaling", "AutoScaling", account, out)
        }
        Workload::Audit => cast::auditor(scene, account, out),
        Workload::OldUser => {
            if account == PRODUCTION {
                calls = calls::BACKUP;
            }
            cast::old_user(scene)
        }
        Workload::Service | Workload::Idle | Workload::Rare => cast::service("cloudtrail.amazonaws.com"),
    };
    let words = match trade.work {
        Workload::Function | Workload::Instance | Workload::CommandLine => {
            [('Y', scene.word('Y')), ('F', scene.word('F'))]
        }
        // The trail checks its own bucket.
        Workload::Service => [('B', LOG_BUCKET.to_string()), ('F', String::new())],
        _ => [('Y', String::new()), ('F', String::new())],
    };
    scene.account = account;
    scene.region = region;
    scene.time += 1;
    SampleSession {
        caller,
        account,
        region,
        calls,
        words,
        may_write,
        left: scene.random.between(trade.length.0, trade.length.1),
        last: scene.time,
        ends: begun + trade.lifetime,
    }
}

/// Returns a plausible failure of a call.
#[inline(never)]
fn mishap(random: &mut Random, call: &SampleCall) -> Failure {
    if random.chance(300) {
        return Failure::Denied;
    }
    match (call.service, call.name) {
        ("s3", "GetObject" | "HeadObject") => Failure::With("NoSuchKey", "The specified key does not exist."),
        ("s3", _) => Failure::With("SlowDown", "Please reduce your request rate."),
        ("ec2", "DescribeInstances" | "StartInstances" | "StopInstances") => {
            Failure::With("Client.InvalidInstanceID.NotFound", "The instance ID '$I' does not exist")
        }
        ("ec2", _) => Failure::With("Client.RequestLimitExceeded", "Request limit exceeded."),
        ("iam", "GetRole" | "GetRolePolicy" | "ListRolePolicies") => {
            Failure::With("NoSuchEntityException", "The role with name $L cannot be found.")
        }
        ("lambda", _) => {
            Failure::With("ResourceNotFoundException", "Function not found: arn:aws:lambda:$R:$A:function:$F")
        }
        ("ssm", "GetParameter") => Failure::With("ParameterNotFound", "Parameter /$P not found."),
        _ => Failure::With("ThrottlingException", "Rate exceeded"),
    }
}

/// Generates one of the rare events.
#[inline(never)]
fn rare(scene: &mut Scene, out: &mut Vec<SampleEvent>) {
    let (account, region) = cast::workplace(scene, [10, 50, 40]);
    scene.account = account;
    scene.region = region;
    scene.clear();
    let draw = scene.random.below(10);
    let stranger = address("198.51.100.", 250, &mut scene.random);
    scene.set('T', &stranger);
    let browser = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:135.0) Gecko/20100101 Firefox/135.0";
    match draw {
        // KMS rotates a key.
        0..3 => {
            let template = "{\"accountId\":\"$A\",\"invokedBy\":\"AWS Internal\"}\n\n\nAWS Internal\n";
            let caller = Caller::new(scene, template, "AWS Internal");
            out.push(record(scene, &caller, &calls::ROTATE_KEY, None, ""));
        }
        // An anonymous caller tries a public bucket.
        3..6 => {
            scene.account = PRODUCTION;
            scene.set('B', "larkfield-shop-assets");
            let template =
                "{\"type\":\"AWSAccount\",\"principalId\":\"\",\"accountId\":\"anonymous\"}\n\n\n$T\n";
            let agent = "Mozilla/5.0 (compatible; CensysInspect/1.1; +https://about.censys.io/)";
            let caller = Caller::new(scene, template, agent);
            let listed = scene.random.chance(500);
            let call = if listed { &calls::LIST_OBJECTS } else { &calls::GET_OBJECT };
            out.push(record(scene, &caller, call, Some(Failure::With("AccessDenied", "Access Denied")), ""));
        }
        // The root user signs in, from the office and with MFA.
        6 => {
            scene.set('U', "root-account-mfa-device");
            scene.set('T', "198.51.100.2");
            let template = "{\"type\":\"Root\",\"principalId\":\"$A\",\"arn\":\"arn:aws:iam::$A:root\",\"accountId\":\"$A\",\"accessKeyId\":\"\"}\n\n\n$T\n";
            let caller = Caller::new(scene, template, browser);
            out.push(record(scene, &caller, &calls::CONSOLE_LOGIN_MFA, None, ""));
        }
        // A sign-in with a wrong user name, which CloudTrail withholds.
        9 => {
            let template = "{\"type\":\"IAMUser\",\"principalId\":\"\",\"accountId\":\"$A\",\"accessKeyId\":\"\",\"userName\":\"HIDDEN_DUE_TO_SECURITY_REASONS\"}\n\n\n$T\n";
            let caller = Caller::new(scene, template, browser);
            out.push(record(scene, &caller, &calls::CONSOLE_LOGIN_FAILED, None, ""));
        }
        // A sign-in with a wrong password, sometimes followed by one with the right password.
        _ => {
            let name = scene.word('U');
            let caller = cast::user(scene, "/", &name, "", &stranger, browser);
            out.push(record(scene, &caller, &calls::CONSOLE_LOGIN_FAILED, None, ""));
            if name == "break-glass" {
                scene.time += 21;
                out.push(record(scene, &caller, &calls::CONSOLE_LOGIN_MFA, None, ""));
            }
        }
    }
}
