//! Filters and groupings as SQL, for logs too large for a browser tab: for Athena over the bucket,
//! for CloudTrail Lake, and for DuckDB over the same files.
//!
//! ```text
//! a tree -> a condition that all matching events pass   condition
//!   a field in each dialect                             fields
//!   a derived field, and what defines it                derived, definition, people
//!   a path into the record, free text, a resource       record, anywhere
//!   a test of a value, a literal, an expression         value, quote, expression
//! a grouping -> keys, counts and sums                   group
//! paths of files -> CREATE EXTERNAL TABLE               table, columns
//! everything -> one statement                           frame, duckdb
//! ```
//!
//! # What a statement promises
//!
//! - It finds **every event** that the filter matches. Parts that SQL cannot express are left out
//!   so that more events are found, never fewer, and are reported ([`Statement::left_out`]). If
//!   nothing is reported, it finds exactly the matching events.
//! - Case is ignored for ASCII letters; absent, `null` and empty values are equal; each event
//!   counts once, no matter how many files contain it.
//! - Values appear in literals only, so that nothing in them is read as SQL.
//!
//! Two differences are general, and every statement that they can affect reports them
//! ([`Statement::remarks`]): Athena and Lake compare the *keys* inside JSON case-sensitively, and
//! their `lower` also folds letters beyond ASCII.

mod anywhere;
mod columns;
mod condition;
mod definition;
mod derived;
mod duckdb;
mod expression;
mod fields;
mod frame;
mod group;
mod people;
mod quote;
mod record;
mod table;
mod value;

pub use frame::statement;
pub use table::{LogTable, MOST_LISTED, NO_BUCKET};

/// The SQL dialects that a statement can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Amazon Athena (Trino's language) over the table of [`LogTable::create`].
    Athena,
    /// CloudTrail Lake (Trino's language) over an event data store.
    Lake,
    /// DuckDB over the files as CloudTrail delivers them.
    DuckDb,
}

impl Dialect {
    /// All dialects, in the order in which the page lists them.
    pub const ALL: [Dialect; 3] = [Dialect::Athena, Dialect::Lake, Dialect::DuckDb];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Athena => "Athena",
            Dialect::Lake => "CloudTrail Lake",
            Dialect::DuckDb => "DuckDB",
        }
    }
}

/// One or more SQL statements, and their differences from the filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The SQL, with comments.
    pub text: String,
    /// The parts of the filter or of the grouping that the statement cannot express, or only too
    /// broadly.
    pub left_out: Vec<LeftOut>,
    /// General differences from the filter, one sentence each.
    pub remarks: Vec<&'static str>,
}

/// A part of a filter that a statement does not express exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The part, as filter text.
    pub text: String,
    /// The reason.
    pub reason: String,
    /// The effect on the result.
    pub effect: Approximation,
}

/// How a statement approximates a part that SQL cannot express exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approximation {
    /// The part is not in the statement, so more events are found.
    LeftOut,
    /// The part is in the statement, but matches more events than in the page.
    Wider,
}
