//! The engine of Trailglass: reads CloudTrail files and answers queries.
//!
//! It uses no browser, no clock and no randomness, so that all of it is tested natively; the two
//! binaries on top of it (`page` and `worker`) only draw and pass messages.
//!
//! # Data flow
//!
//! ```text
//! a file's bytes -> intake: recognize, inflate, find whole records        intake/
//!   -> each record: its fields, its caller, its outcome                   event/
//!   -> a row: codes of dictionaries and numbers in columns,
//!      and the record's text, compressed                                  store/
//! filter text -> syntax tree -> rows that match -> counts, facets,
//!      histogram, sorted rows                                             query/
//! answers of several shards -> one answer                                 query/merge
//! identities, issued keys -> sessions, chains, actors, stories            sessions/
//! rows that match -> the resources they name, and the history of one      resources/
//! rows that match -> groups by values and time, counts, sums, charts      grouping/
//! questions of responders and saved ones -> filters and groupings         questions/
//! filter, grouping, paths of files -> SQL for logs too large for here     sql/
//! rows that match -> pieces of a file, of all shards in one order         export/
//! records -> their secrets -> pseudonyms, the same everywhere             redaction/
//! marks of a user -> references that find their events again, in a file   casefile/
//! a case and the data -> one page for printing                            report/
//! cases, reports, groups, findings -> the same with pseudonyms            handover/
//! two records -> whether their contents are equal, and the differences    content/
//! records that share an id -> the copies of an event, and their files     copies/
//! a file's fingerprint, digests, keys -> verdicts, with their reasons     integrity/
//! ```
//!
//! Every worker has one [`store::Shard`]. [`protocol`] contains the messages between the page and a
//! worker: the sum of the requests and replies of the modules.
//!
//! # The ladder
//!
//! Each module uses only modules before it; `tests/ladder/` has the list and fails on any other use.
//!
//! - [`base`]: what any program could use: times, texts, JSON, HTML, short sorts;
//! - [`model`]: the nouns that all modules share: fields, selections, sort orders, files;
//! - `event`, `intake`, `content`, `store`: from bytes to columns;
//! - `query` and what is built on it: `copies`, `sessions`, `resources`, `grouping`, `questions`,
//!   `redaction`, `export`, `sql`, `casefile`;
//! - `integrity`, which needs only evidence from `intake`;
//! - `accounts`, `report`, `handover`: what leaves the page;
//! - [`sample`] generates the sample trail and the data of the benchmarks;
//! - [`protocol`], and [`dispatch`]: what a worker does with a request;
//! - what the page decides without a browser: [`client`], [`view_address`], [`app_state`].
//!
//! Nothing here uses the page or the worker.

#![deny(missing_docs)]
#![deny(rustdoc::broken_intra_doc_links)]
#![warn(missing_debug_implementations)]
#![deny(unsafe_code)]

pub mod accounts;
pub mod app_state;
pub mod base;
pub mod casefile;
pub mod client;
pub mod content;
pub mod copies;
pub mod dispatch;
pub mod event;
pub mod export;
pub mod grouping;
pub mod handover;
pub mod intake;
pub mod integrity;
pub mod model;
pub mod protocol;
pub mod query;
pub mod questions;
pub mod redaction;
pub mod report;
pub mod resources;
pub mod sample;
pub mod sessions;
pub mod sql;
pub mod store;
pub mod view_address;
