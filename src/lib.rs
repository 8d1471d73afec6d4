//! The engine of Trailglass: CloudTrail files in, answers out.
//!
//! It knows no browser, no clock and no randomness, so that all of it is
//! tested natively; the two binaries on top of it (`page` and `worker`) only
//! draw and pass messages.
//!
//! # The way of a byte
//!
//! ```text
//! a file's bytes -> intake: what is it? inflate, find whole records     intake/
//!   -> each record: its fields, who did it, whether it worked           event/
//!   -> a row: codes of dictionaries and numbers in columns,
//!      and the record's text, packed                                    store/
//! filter text -> syntax tree -> rows that match -> counts, facets,
//!      histogram, sorted rows                                           query/
//! answers of several shards -> one answer                               query/merge
//! identities, issued keys -> sessions, chains, actors, stories          sessions/
//! rows that match -> the resources they name, and the history of one   resources/
//! rows that match -> groups by values and time, counts, sums, charts   grouping/
//! what responders ask, and what users save -> filters and groupings    questions/
//! filter, grouping, paths of files -> SQL for logs that are too many here  sql/
//! rows that match -> pieces of a file, of all shards in one order      export/
//! records -> what is secret in them -> pseudonyms, the same everywhere  redaction/
//! what a reader marks -> references that find it again, in a file     casefile/
//! a case and the data -> one page that prints                          report/
//! cases, reports, groups, findings -> the same with pseudonyms         handover/
//! two records -> whether they hold the same, and what differs          content/
//! records that share an id -> the copies of an event, and where        copies/
//! a file's fingerprint, digests, keys -> verdicts, with their reasons   integrity/
//! ```
//!
//! Every worker holds one [`store::Shard`]. [`protocol`] is what the page and
//! a worker say to each other. [`view_address`], [`buckets`], [`clock`] and
//! [`text`] are the page's sums that need no browser. [`in_order`] sorts what is
//! short, [`step`] is the result of a slice of work. [`remark`] holds sentences that quote from files. [`sample`] tells the story of the sample trail and feeds the
//! benchmarks.
//!
//! Arrows go one way: `event` <- `intake` <- `store` <- `query` <- `sessions`,
//! `resources`, `grouping` <- `questions`, `sql`; `questions` <- `casefile` <- `report`;
//! `redaction` <- `export`; `handover` is above all of these; `integrity` uses `intake`,
//! `event`'s calendar and `text` only;
//! nothing in here uses the page.

#![deny(missing_docs)]
#![deny(rustdoc::broken_intra_doc_links)]
#![warn(missing_debug_implementations)]
#![deny(unsafe_code)]

pub mod accounts;
pub mod buckets;
pub mod casefile;
pub mod clock;
pub mod content;
pub mod copies;
pub mod document;
pub mod event;
pub mod export;
pub mod grouping;
pub mod handover;
pub mod in_order;
pub mod intake;
pub mod integrity;
mod markup;
pub mod protocol;
pub mod query;
pub mod questions;
pub mod redaction;
pub mod remark;
pub mod report;
pub mod resources;
pub mod sample;
pub mod schedule;
pub mod sessions;
mod spreadsheet;
pub mod sql;
pub mod step;
pub mod store;
pub mod text;
pub mod view_address;
pub mod viewport;
