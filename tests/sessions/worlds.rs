//! Random worlds of principals, sessions and chains with known truth: events are dropped, shuffled,
//! and distributed over any number of workers.

use std::collections::{BTreeMap, HashMap, HashSet};

use proptest::prelude::*;
use serde_json::{Value, json};
use trailglass::sessions::{ActorKind, Certainty, LanesRequest, SessionScope};

use crate::support::reading::log_file;
use crate::support::test_client::TestClient;

const ACCOUNTS: [&str; 3] = ["111111111111", "222222222222", "333333333333"];
pub const START: i64 = 1_700_000_000;

/// A way to obtain a session, or to use one.
#[derive(Clone, Debug)]
pub enum Act {
    /// Assumes a role, `pause` seconds after the previous act.
    AssumeRole {
        by: usize,
        role: usize,
        name: usize,
        pause: i64,
    },
    SessionToken {
        by: usize,
        pause: i64,
    },
    FederationToken {
        by: usize,
        name: usize,
        pause: i64,
    },
    SigninToken {
        by: usize,
        pause: i64,
    },
    Saml {
        subject: usize,
        role: usize,
        pause: i64,
    },
    /// Makes a call, without the access key if `bare` is set.
    Call {
        by: usize,
        name: usize,
        bare: bool,
        pause: i64,
    },
}

pub fn act() -> impl Strategy<Value = Act> {
    let pause = 0_i64..6;
    prop_oneof![
        3 => (0_usize..100, 0_usize..5, 0_usize..3, pause.clone())
            .prop_map(|(by, role, name, pause)| Act::AssumeRole { by, role, name, pause }),
        1 => (0_usize..100, pause.clone()).prop_map(|(by, pause)| Act::SessionToken { by, pause }),
        1 => (0_usize..100, 0_usize..3, pause.clone())
            .prop_map(|(by, name, pause)| Act::FederationToken { by, name, pause }),
        1 => (0_usize..100, pause.clone()).prop_map(|(by, pause)| Act::SigninToken { by, pause }),
        1 => (0_usize..3, 0_usize..5, pause.clone())
            .prop_map(|(subject, role, pause)| Act::Saml { subject, role, pause }),
        8 => (0_usize..100, 0_usize..6, any::<bool>(), pause)
            .prop_map(|(by, name, bare, pause)| Act::Call { by, name, bare, pause }),
    ]
}

/// Credentials, and the truth about them.
#[derive(Clone, Debug)]
pub struct Holder {
    pub key: String,
    pub identity: Value,
    pub account: &'static str,
    /// The name of the actor behind them.
    pub actor: String,
    parent: Option<usize>,
    /// The ids of the event that issued them, the caller's copy first.
    pub issued_by: Vec<String>,
    is_user: bool,
}

/// The generated world: events by id, and the holders of credentials.
pub struct RandomWorld {
    pub events: Vec<(String, String)>,
    pub holders: Vec<Holder>,
}

struct Telling {
    world: RandomWorld,
    seconds: i64,
    number: u64,
}

impl Telling {
    fn id(&mut self) -> String {
        self.number += 1;
        format!("{:08x}-0000-4000-8000-{:012x}", self.number.wrapping_mul(0x9e37_79b9) as u32, self.number)
    }

    fn time(&self) -> String {
        trailglass::base::time::to_text((START + self.seconds) * 1000)
    }

    /// Writes a record in an account's log.
    fn record(&mut self, account: &str, identity: &Value, call: (&str, &str), more: Value) -> String {
        let id = self.id();
        let mut record = json!({
            "eventVersion": "1.08", "eventTime": self.time(), "eventSource": call.0, "eventName": call.1,
            "awsRegion": "us-east-1", "sourceIPAddress": "192.0.2.1", "userAgent": "test", "eventID": id,
            "eventType": "AwsApiCall", "recipientAccountId": account, "readOnly": true,
            "userIdentity": identity, "requestParameters": null, "responseElements": null,
            "requestID": format!("request-{}", self.number),
        });
        if let (Some(record), Some(more)) = (record.as_object_mut(), more.as_object()) {
            record.extend(more.iter().map(|(key, value)| (key.clone(), value.clone())));
        }
        self.world.events.push((id.clone(), record.to_string()));
        id
    }

    /// Lets an act happen after its pause.
    fn act(&mut self, act: &Act) {
        let (Act::AssumeRole { pause, .. }
        | Act::SessionToken { pause, .. }
        | Act::FederationToken { pause, .. }
        | Act::SigninToken { pause, .. }
        | Act::Saml { pause, .. }
        | Act::Call { pause, .. }) = act;
        self.seconds += pause;
        match *act {
            Act::AssumeRole { by, role, name, .. } => self.assume_role(by, role, name),
            Act::SessionToken { by, .. } => self.session_token(by),
            Act::FederationToken { by, name, .. } => self.federation_token(by, name),
            Act::SigninToken { by, .. } => self.signin_token(by),
            Act::Saml { subject, role, .. } => self.saml(subject, role),
            Act::Call { by, name, bare, .. } => self.call(by, name, bare),
        }
    }

    /// Returns the index of the holder of a user's long-term key that a random number stands for.
    fn user(&self, by: usize) -> usize {
        let holders = &self.world.holders;
        let users: Vec<usize> =
            (0..holders.len()).filter(|at| holders[*at].parent.is_none() && holders[*at].is_user).collect();
        users[by % users.len()]
    }

    /// Assumes a role. If it is in another account, that account's log gets a copy of the record.
    fn assume_role(&mut self, by: usize, role: usize, name: usize) {
        let by = by % self.world.holders.len();
        let caller = self.world.holders[by].clone();
        let (account, session) = role_session(role, name, self.number);
        let id = self.number;
        let (key, issued) = (format!("ASIA{id:016}"), session.clone());
        let shared = format!("shared-{id}");
        let more = json!({
            "requestParameters": {"roleArn": issued["sessionContext"]["sessionIssuer"]["arn"],
                "roleSessionName": format!("session{name}")},
            "responseElements": {"credentials": {"accessKeyId": key},
                "assumedRoleUser": {"assumedRoleId": issued["principalId"], "arn": issued["arn"]}},
            "sharedEventID": shared, "requestID": format!("request-of-{id}"),
        });
        let sts = ("sts.amazonaws.com", "AssumeRole");
        let mut issued_by = vec![self.record(caller.account, &caller.identity, sts, more.clone())];
        if account != caller.account {
            let stranger = json!({"type": "AWSAccount", "accountId": caller.account,
                "principalId": caller.identity["principalId"]});
            issued_by.push(self.record(account, &stranger, sts, more));
        }
        self.hold(account, session, key, &caller.actor, Some(by), issued_by, false);
    }

    fn session_token(&mut self, by: usize) {
        let by = self.user(by);
        let caller = self.world.holders[by].clone();
        let key = format!("ASIA{:016}", self.number);
        let more = json!({"responseElements": {"credentials": {"accessKeyId": key}}});
        let sts = ("sts.amazonaws.com", "GetSessionToken");
        let issued_by = vec![self.record(caller.account, &caller.identity, sts, more)];
        let mut identity = caller.identity.clone();
        identity["sessionContext"] =
            json!({"attributes": {"creationDate": self.time(), "mfaAuthenticated": "true"}});
        self.hold(caller.account, identity, key, &caller.actor, Some(by), issued_by, true);
    }

    fn federation_token(&mut self, by: usize, name: usize) {
        let by = self.user(by);
        let caller = self.world.holders[by].clone();
        let account = caller.account;
        let key = format!("ASIA{:016}", self.number);
        let id = format!("{account}:fed{name}");
        let arn = format!("arn:aws:sts::{account}:federated-user/fed{name}");
        let more = json!({"responseElements": {"credentials": {"accessKeyId": key},
            "federatedUser": {"federatedUserId": id, "arn": arn}}});
        let sts = ("sts.amazonaws.com", "GetFederationToken");
        let issued_by = vec![self.record(account, &caller.identity, sts, more)];
        let identity = json!({"type": "FederatedUser", "principalId": id, "arn": arn, "accountId": account,
            "sessionContext": {"sessionIssuer": {"type": "IAMUser", "arn": caller.identity["arn"]},
            "attributes": {"creationDate": self.time(), "mfaAuthenticated": "false"}}});
        self.hold(account, identity, key, &caller.actor, Some(by), issued_by, false);
    }

    /// Gets a token for the console, which only a role's session can.
    fn signin_token(&mut self, by: usize) {
        let by = by % self.world.holders.len();
        let caller = self.world.holders[by].clone();
        if caller.identity["type"] != "AssumedRole" {
            return;
        }
        let key = format!("ASIA{:016}", self.number);
        let more = json!({"responseElements": {"credentials": {"accessKeyId": key}, "GetSigninToken": "Success"},
            "eventType": "AwsConsoleSignIn"});
        let signin = ("signin.amazonaws.com", "GetSigninToken");
        let issued_by = vec![self.record(caller.account, &caller.identity, signin, more)];
        let mut identity = caller.identity.clone();
        identity["sessionContext"]["attributes"] = Value::Null;
        self.hold(caller.account, identity, key, &caller.actor, Some(by), issued_by, false);
    }

    /// Assumes a role as a SAML subject, who holds no credentials before.
    fn saml(&mut self, subject: usize, role: usize) {
        let (account, session) = role_session(role, subject, self.number);
        let key = format!("ASIA{:016}", self.number);
        let caller = json!({"type": "SAMLUser", "principalId": format!("q:subject{subject}"),
            "userName": format!("subject{subject}"), "identityProvider": "q"});
        let more = json!({"responseElements": {"credentials": {"accessKeyId": key},
            "assumedRoleUser": {"assumedRoleId": session["principalId"], "arn": session["arn"]}}});
        let sts = ("sts.amazonaws.com", "AssumeRoleWithSAML");
        let issued_by = vec![self.record(account, &caller, sts, more)];
        self.hold(account, session, key, &format!("subject{subject}"), None, issued_by, false);
    }

    /// Makes a call. Without its temporary access key, a service makes the call for the holder.
    fn call(&mut self, by: usize, name: usize, bare: bool) {
        let holder = self.world.holders[by % self.world.holders.len()].clone();
        let mut identity = holder.identity.clone();
        if bare
            && !holder.key.starts_with("AKIA")
            && let Some(identity) = identity.as_object_mut()
        {
            identity.remove("accessKeyId");
            identity.insert("invokedBy".to_owned(), json!("cloudformation.amazonaws.com"));
        }
        let call = (
            "s3.amazonaws.com",
            ["ListBuckets", "GetObject", "PutObject", "DeleteObject", "HeadObject", "CopyObject"][name],
        );
        self.record(holder.account, &identity, call, json!({}));
    }

    #[expect(clippy::too_many_arguments, reason = "a holder has as many facts")]
    fn hold(
        &mut self,
        account: &'static str,
        mut identity: Value,
        key: String,
        actor: &str,
        parent: Option<usize>,
        issued_by: Vec<String>,
        is_user: bool,
    ) {
        identity["accessKeyId"] = json!(key);
        if identity["type"] == "AssumedRole" && identity["sessionContext"]["attributes"].is_null() {
            identity["sessionContext"]["attributes"] =
                json!({"creationDate": self.time(), "mfaAuthenticated": "false"});
        }
        let actor = actor.to_owned();
        self.world.holders.push(Holder { key, identity, account, actor, parent, issued_by, is_user });
    }
}

fn role_session(role: usize, name: usize, _: u64) -> (&'static str, Value) {
    let account = ACCOUNTS[role % 3];
    let identity = json!({
        "type": "AssumedRole", "principalId": format!("AROAROLE{role}:session{name}"), "accountId": account,
        "arn": format!("arn:aws:sts::{account}:assumed-role/role{role}/session{name}"),
        "sessionContext": {"sessionIssuer": {"type": "Role", "userName": format!("role{role}"),
            "arn": format!("arn:aws:iam::{account}:role/role{role}"), "principalId": format!("AROAROLE{role}"),
            "accountId": account}},
    });
    (account, identity)
}

/// Generates the world of four users in which these acts happen; some acts are by SAML subjects.
pub fn tell(acts: &[Act]) -> RandomWorld {
    let holders = (0..4).map(|user| {
        let account = ACCOUNTS[user % 3];
        let name = format!("user{user}");
        let key = format!("AKIA{user:016}");
        let identity = json!({"type": "IAMUser", "principalId": format!("AIDAUSER{user}"), "userName": name,
            "arn": format!("arn:aws:iam::{account}:user/{name}"), "accountId": account, "accessKeyId": key});
        Holder { key, identity, account, actor: name, parent: None, issued_by: Vec::new(), is_user: true }
    });
    let world = RandomWorld { events: Vec::new(), holders: holders.collect() };
    let mut telling = Telling { world, seconds: 0, number: 0 };
    acts.iter().for_each(|act| telling.act(act));
    telling.world
}

/// Returns everything that must not depend on the distribution of files.
fn everything(client: &mut TestClient) -> Vec<String> {
    let actors = client.all_actors();
    let mut texts = vec![format!("{:?}", client.overview)];
    for actor in &actors {
        texts.push(format!("{actor:?}"));
        texts.push(format!("{:?}", client.actor_detail(actor.actor)));
        let sessions = client.sessions(SessionScope::Actor(actor.actor));
        for session in sessions {
            let mut detail = client.session(session.session);
            if let Some(obtained) = &mut detail.obtained {
                // The place of an event depends on the distribution.
                for place in obtained.evidence.iter_mut().chain(&mut obtained.copies) {
                    (place.worker, place.record) = (0, 0);
                }
            }
            for candidate in &mut detail.candidates {
                (candidate.event.worker, candidate.event.record) = (0, 0);
            }
            texts.push(format!("{detail:?}"));
        }
        texts.push(format!("{:?}", client.chain(SessionScope::Actor(actor.actor))));
    }
    texts
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn exact_links_are_true_and_evident_ones_are_found(
        acts in proptest::collection::vec(act(), 1..60),
        dropped in proptest::collection::vec(0_u8..5, 200),
        order in any::<u64>(),
        workers in 1_usize..6,
        files in 1_usize..12,
    ) {
        let world = tell(&acts);
        let mut kept: Vec<(&String, &String)> = world.events.iter().enumerate()
            .filter(|(place, _)| dropped[place % dropped.len()] != 0)
            .map(|(_, (id, text))| (id, text)).collect();
        prop_assume!(!kept.is_empty());
        kept.sort_by_key(|(id, _)| id.bytes().fold(order, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)));
        let present: HashSet<&str> = kept.iter().map(|(id, _)| id.as_str()).collect();
        let mut parts = vec![Vec::new(); files];
        for (place, (_, text)) in kept.iter().enumerate() {
            parts[place % files].push((*text).clone());
        }
        let parts: Vec<String> = parts.iter().map(|records| log_file(records)).collect();
        let mut client = TestClient::traced(workers, order as usize % 7, &parts);

        // A single worker gives the same answers.
        let mut alone = TestClient::traced(1, 0, &parts);
        prop_assert_eq!(everything(&mut client), everything(&mut alone));

        // Every event belongs to an actor.
        let actors = client.all_actors();
        prop_assert_eq!(actors.iter().map(|actor| actor.count.events).sum::<u64>(), kept.len() as u64);
        prop_assert!(actors.iter().all(|actor| actor.kind != ActorKind::Unknown));

        let by_key: HashMap<&str, &Holder> = world.holders.iter().map(|holder| (holder.key.as_str(), holder)).collect();
        let sessions = client.all_sessions();
        for row in &sessions {
            let detail = client.session(row.session);
            let obtained = detail.obtained.clone();
            let Some(holder) = by_key.get(row.access_key_id.as_str()) else { continue };
            // Every link that is reported as exact is true.
            if let Some(obtained) = obtained.as_ref().filter(|obtained| obtained.certainty == Certainty::Exact)
                && let Some(evidence) = &obtained.evidence
            {
                prop_assert!(holder.issued_by.contains(&evidence.event_id), "{:?}", detail);
                if let (Some(parent), Some(above)) = (holder.parent, row.parent) {
                    let parent = &world.holders[parent];
                    let above = client.session(above).session;
                    let is_copy = !present.contains(holder.issued_by[0].as_str());
                    prop_assert!(above.access_key_id == parent.key || is_copy && above.access_key_id.is_empty());
                }
            }
            // Every true link whose evidence is present is found, and is exact.
            if holder.issued_by.iter().any(|id| present.contains(id.as_str())) {
                let obtained = obtained.as_ref();
                prop_assert_eq!(obtained.map(|obtained| obtained.certainty), Some(Certainty::Exact), "{:?}", detail);
            }
            // If nothing on the way is missing, the actor is found as well.
            let mut at = Some(*holder);
            let mut whole = true;
            while let Some(holder) = at {
                whole &= holder.issued_by.first().is_none_or(|id| present.contains(id.as_str()));
                at = holder.parent.map(|parent| &world.holders[parent]);
            }
            if whole {
                prop_assert_eq!(&detail.actor.name, &holder.actor);
                prop_assert_eq!(detail.gap, None);
            }
        }
        // Sessions without a key are found by their ids and start times, if only one call fits.
        let mut fitting: BTreeMap<String, Vec<&Holder>> = BTreeMap::new();
        for holder in world.holders.iter().filter(|holder| !holder.issued_by.is_empty()) {
            fitting.entry(holder.identity["principalId"].to_string()).or_default().push(holder);
        }
        for row in sessions.iter().filter(|row| row.access_key_id.is_empty() && row.id.contains('@')) {
            let detail = client.session(row.session);
            let own = fitting.values().flatten().filter(|holder| {
                let created = holder.identity["sessionContext"]["attributes"]["creationDate"].as_str().unwrap_or_default();
                row.id == format!("{}@{created}", holder.identity["principalId"].as_str().unwrap_or_default())
            });
            let own: Vec<_> = own.collect();
            let shown = own.iter().filter(|holder| holder.issued_by.iter().any(|id| present.contains(id.as_str())));
            // Calls by others in the same second may fit as well.
            let callers: HashSet<Option<usize>> = shown.clone().map(|holder| holder.parent).collect();
            let is_partly_gone = own.iter().any(|holder| !holder.issued_by.iter().all(|id| present.contains(id.as_str())));
            if callers.len() == 1 && !is_partly_gone {
                let obtained = detail.obtained.expect("how it was obtained");
                prop_assert_eq!(obtained.certainty, Certainty::Inferred);
                prop_assert!(obtained.evidence.is_some());
            } else if callers.len() > 1 && !is_partly_gone && detail.session.parent.is_none() {
                // If one copy of a call is missing, its caller may be unknown, and that there are
                // two calls as well.
                prop_assert!(!detail.candidates.is_empty(), "{:?}", detail);
            }
        }
        // Lanes count every event once.
        let lanes: Vec<SessionScope> = actors.iter().map(|actor| SessionScope::Actor(actor.actor)).collect();
        let time = trailglass::base::time::TimeRange { from_millis: START * 1000, until_millis: (START + 1000) * 1000 };
        let ask = LanesRequest { lanes, filter: String::new(), time, step_millis: 7_000, marks: 1_000 };
        let of_several = client.lanes(&ask);
        let of_one = alone.lanes(&ask);
        for (lane, other) in of_several.lanes.iter().zip(&of_one.lanes) {
            prop_assert_eq!(&lane.buckets, &other.buckets);
        }
        for (lane, actor) in of_several.lanes.iter().zip(&actors) {
            prop_assert_eq!(lane.buckets.iter().map(|bucket| u64::from(bucket.events)).sum::<u64>(), actor.count.events);
            prop_assert_eq!(lane.buckets.iter().map(|bucket| u64::from(bucket.writes)).sum::<u64>(), actor.count.writes);
            prop_assert_eq!(lane.marks.as_ref().map(Vec::len), Some(actor.count.events as usize));
        }
    }
}
