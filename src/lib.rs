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
//! worker. [`view_address`], [`buckets`], [`clock`] and [`text`] are computations of the page that
//! need no browser. [`small_sort`] sorts short lists, [`step`] is
//! the result of one step of a job. [`remark`] contains sentences that quote from
//! files. [`sample`] generates the sample trail and the data of the benchmarks.
//!
//! Dependencies go in one direction: `event` <- `intake` <- `store` <- `query` <- `sessions`,
//! `resources`, `grouping` <- `questions`, `sql`; `questions` <- `casefile` <- `report`;
//! `redaction` <- `export`; `handover` is above all of these; `integrity` uses only `intake`,
//! `event`'s calendar and `text`; nothing here uses the page.

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
pub mod small_sort;
mod spreadsheet;
pub mod sql;
pub mod step;
pub mod store;
pub mod text;
pub mod view_address;
pub mod viewport;
