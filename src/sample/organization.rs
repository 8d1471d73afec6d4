//! The organisation with its accounts, people, buckets and functions. All of it is invented: AWS
//! uses the account ids in its documentation, and the addresses come from the documentation ranges.

use super::calendar::decimal;
use super::random::{Random, account_key, mix};
use super::writing::joined;

/// An account of the organisation, as an index into [`ACCOUNTS`].
pub(super) type AccountIndex = usize;
/// A Region, as an index into [`REGIONS`].
pub(super) type RegionIndex = usize;

pub(super) const ACCOUNTS: [&str; 3] = ["111122223333", "444455556666", "777788889999"];
const ACCOUNT_NUMBERS: [u64; 3] = [111_122_223_333, 444_455_556_666, 777_788_889_999];
/// The account that owns the organisation, its trail and its people.
pub(super) const MANAGEMENT: AccountIndex = 0;
pub(super) const PRODUCTION: AccountIndex = 1;
pub(super) const DEVELOPMENT: AccountIndex = 2;

pub(super) const REGIONS: [&str; 2] = ["us-east-1", "eu-west-1"];
/// The Region in which the trail was created, and in which global services are recorded.
pub(super) const HOME_REGION: RegionIndex = 0;
pub(super) const IRELAND: RegionIndex = 1;

/// Number of pairs of an account and a Region; each pair has its own log files and digests.
pub(super) const STREAMS: usize = ACCOUNTS.len() * REGIONS.len();

pub(super) const ORGANIZATION: &str = "o-larkfield7";
pub(super) const LOG_BUCKET: &str = "larkfield-org-trail-logs";
pub(super) const TRAIL: &str = "larkfield-org-trail";

/// The buckets of each account. [`super::scene::Scene`] picks words from this list and the ones
/// below; a list that differs by account has one line for each.
pub(super) const BUCKETS: [&[&str]; 3] = [
    &["larkfield-billing-reports", "larkfield-terraform-state"],
    &[
        "larkfield-customer-exports",
        "larkfield-order-archive",
        "larkfield-invoices",
        "larkfield-shop-assets",
        "larkfield-product-images",
    ],
    &["larkfield-dev-artifacts", "larkfield-dev-scratch", "larkfield-dev-datasets"],
];
pub(super) const FUNCTIONS: &[&str] = &[
    "order-events",
    "invoice-render",
    "image-resize",
    "stock-sync",
    "checkout-webhook",
    "search-indexer",
    "mail-dispatch",
    "fraud-score",
];
pub(super) const SECRETS: &[&str] = &[
    "shop/database",
    "shop/session-key",
    "payments/gateway",
    "mail/smtp",
    "search/admin",
    "warehouse/api",
    "feature-flags",
    "partners/token",
];
pub(super) const THINGS: &[&str] =
    &["orders", "customers", "baskets", "shipments", "catalogue", "prices", "reviews", "returns"];
pub(super) const USERS: [&[&str]; 3] =
    [&["break-glass"], &["backup-agent"], &["svc-artifact-publisher", "svc-nightly-build"]];
pub(super) const ROLES: &[&str] =
    &["web-server", "batch-worker", "github-deploy", "github-terraform", "event-consumer", "data-export"];

/// Templates of object keys, expanded by the scene.
pub(super) const OBJECTS: &[&str] = &[
    "orders/$y/part-$g.snappy.parquet",
    "uploads/$y/$g.json.gz",
    "images/$x/$x$x-1024.webp",
    "invoices/2025/INV-$n$n.pdf",
    "releases/$x$x/bundle-$x.zip",
    "static/js/main.$x.chunk.js",
    "events/$y/$g",
    "cache/$z",
];

const FIRST_NAMES: &[&str] = &[
    "maya", "tomas", "ines", "jonas", "amara", "leon", "sofia", "kofi", "hanna", "ravi", "clara", "mateo",
    "nadia", "oscar", "yuki", "felix", "lucia", "emil", "zara", "pavel", "noor", "hugo", "elena", "samuel",
];
const LAST_NAMES: &[&str] = &[
    "okafor",
    "lindqvist",
    "duarte",
    "brandt",
    "mensah",
    "keller",
    "moreau",
    "tanaka",
    "novak",
    "rossi",
    "haddad",
    "jensen",
    "silva",
    "weber",
    "iyer",
    "kowalski",
    "marin",
    "osei",
    "bauer",
    "vargas",
    "petrov",
    "nguyen",
    "fischer",
    "aydin",
];

/// The organisation at a given size.
#[derive(Clone, Debug)]
pub(super) struct Organization {
    /// The seed of every id that stays the same.
    pub(super) seed: u64,
    /// Number of people with a sign-in.
    pub(super) people: u32,
    /// Number of instances, security groups and the like that each account has in a Region.
    pub(super) pool: u32,
}

impl Organization {
    /// Returns an organisation that is large enough for `events` events.
    pub(super) fn new(seed: u64, events: u64) -> Organization {
        let thousands = (events / 1000).min(1_000_000) as u32;
        Organization { seed, people: (14 + thousands / 4).min(400), pool: (5 + thousands / 4).min(3000) }
    }

    /// Returns a generator for the ids of a thing that stays the same.
    pub(super) fn fixed(&self, kind: u8, place: u64, number: u32) -> Random {
        Random::new(mix(self.seed ^ u64::from(kind), mix(place, u64::from(number))))
    }

    /// Returns the sign-in name of a person.
    #[inline(never)]
    pub(super) fn person(&self, number: u32) -> String {
        let number = number as usize;
        let first = FIRST_NAMES[number % FIRST_NAMES.len()];
        let last = LAST_NAMES[(number * 7 + number / FIRST_NAMES.len()) % LAST_NAMES.len()];
        joined(&[first, ".", last])
    }

    /// Returns the unique id of a role or user, with AWS's prefix for its kind.
    #[inline(never)]
    pub(super) fn unique_id(&self, prefix: &str, account: AccountIndex, name: &str) -> String {
        let hash = name.bytes().fold(account as u64, |hash, byte| mix(hash, u64::from(byte)));
        let mut out = String::with_capacity(21);
        account_key(&mut out, prefix, ACCOUNT_NUMBERS[account], 21, &mut self.fixed(b'u', hash, 0));
        out
    }

    /// Returns the long-term access key of a user.
    #[inline(never)]
    pub(super) fn user_key(&self, account: AccountIndex, name: &str) -> String {
        let hash = name.bytes().fold(account as u64, |hash, byte| mix(hash, u64::from(byte)));
        let mut out = String::with_capacity(20);
        account_key(&mut out, "AKIA", ACCOUNT_NUMBERS[account], 20, &mut self.fixed(b'k', hash, 0));
        out
    }
}

/// Returns a new access key of an account.
#[inline(never)]
pub(super) fn new_key(prefix: &str, account: AccountIndex, random: &mut Random) -> String {
    let mut out = String::with_capacity(20);
    account_key(&mut out, prefix, ACCOUNT_NUMBERS[account], 20, random);
    out
}

/// Returns an address: `network` followed by a last number of at most `hosts`.
#[inline(never)]
pub(super) fn address(network: &str, hosts: u32, random: &mut Random) -> String {
    let mut out = String::from(network);
    decimal(&mut out, u64::from(random.between(1, hosts)), 1);
    out
}
