//! Filters and groups as SQL, for logs that are too many for a tab: for Athena
//! over the bucket, for CloudTrail Lake, and for DuckDB over the same files.
//!
//! ```text
//! a tree -> what all matching events pass               condition
//!   a field, derived or not, in each dialect            fields, people
//!   a path into the record, free text, a resource       record, anywhere
//!   a test of a value, a literal, an expression         value, quote, expression
//! a grouping -> keys, counts and sums                   group
//! paths of files -> CREATE EXTERNAL TABLE               table, columns
//! all of it -> one statement                            frame, duckdb
//! ```
//!
//! # What a statement promises
//!
//! - It finds **every event** that the filter matches. What cannot be said is
//!   left out such that more is found, never less, and is told
//!   ([`Statement::left_out`]). Where nothing is told, it finds the same events.
//! - Case is ignored for ASCII letters; absent, `null` and empty are one; each
//!   event counts once however many files have it.
//! - Values stand in literals and nowhere else: nothing in them is read as SQL.
//!
//! Two differences are general, and every statement says them where they can
//! matter ([`Statement::remarks`]): Athena and Lake compare the *keys* inside
//! JSON with their case, and their `lower` knows more letters than ASCII's.

mod anywhere;
mod columns;
mod condition;
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
pub use table::{MOST_LISTED, NO_BUCKET, Table};

/// Whose SQL it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// Amazon Athena (Trino's language) over the table of [`Table::create`].
    Athena,
    /// CloudTrail Lake (Trino's language) over an event data store.
    Lake,
    /// DuckDB over the files as CloudTrail delivers them.
    DuckDb,
}

impl Dialect {
    /// All of them, in the order of the page.
    pub const ALL: [Dialect; 3] = [Dialect::Athena, Dialect::Lake, Dialect::DuckDb];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Athena => "Athena",
            Dialect::Lake => "CloudTrail Lake",
            Dialect::DuckDb => "DuckDB",
        }
    }
}

/// A statement, or several, and what they do not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// The SQL, with comments.
    pub text: String,
    /// The parts of the filter or of the grouping that it cannot say, or only
    /// too widely.
    pub left_out: Vec<LeftOut>,
    /// What is a little different from the filter in general; a sentence each.
    pub remarks: Vec<&'static str>,
}

/// A part of a filter that a statement does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The part, as filter text.
    pub text: String,
    /// Why.
    pub reason: String,
    /// What that does.
    pub effect: Effect,
}

/// What comes of a part that cannot be said exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It is not in the statement: more events are found.
    LeftOut,
    /// It is, but finds more events than it does here.
    Wider,
}
