//! The statements that the dialog with SQL offers.

use crate::grouping::Grouping;
use crate::model::Selection;
use crate::query;
use crate::sql::{Dialect, LogTable, Statement, statement};

/// A statement that the dialog can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownStatement {
    /// The statement that creates Athena's table.
    Table,
    /// The query.
    Query(Dialect),
}

impl ShownStatement {
    /// All statements, in the order they are offered.
    pub const ALL: [ShownStatement; 4] = [
        ShownStatement::Query(Dialect::Athena),
        ShownStatement::Table,
        ShownStatement::Query(Dialect::Lake),
        ShownStatement::Query(Dialect::DuckDb),
    ];

    /// Returns the name of the statement.
    pub fn label(self) -> &'static str {
        match self {
            ShownStatement::Table => "Athena table",
            ShownStatement::Query(dialect) => dialect.name(),
        }
    }

    /// Returns where to run the statement, and what to know about it.
    pub fn about(self) -> &'static str {
        match self {
            ShownStatement::Table => {
                "Run it once in Athena, where your logs are. It reads nothing by itself, and the query uses it."
            }
            ShownStatement::Query(Dialect::Athena) => {
                "Run it in Athena (engine version 3) over the table that “Athena table” makes. Athena charges for what it reads: a time range makes it less."
            }
            ShownStatement::Query(Dialect::Lake) => {
                "Run it in the CloudTrail console under Lake, or with “aws cloudtrail start-query”, with your event data store's id."
            }
            ShownStatement::Query(Dialect::DuckDb) => {
                "Run it with DuckDB 1.3 or later, in the folder above your logs, where they lie as CloudTrail delivers them. It reads whole files, so name as few folders as will do."
            }
        }
    }

    /// Returns the name of the file that the statement is saved as.
    pub fn file_name(self) -> &'static str {
        match self {
            ShownStatement::Table => "cloudtrail-athena-table.sql",
            ShownStatement::Query(Dialect::Athena) => "cloudtrail-athena.sql",
            ShownStatement::Query(Dialect::Lake) => "cloudtrail-lake.sql",
            ShownStatement::Query(Dialect::DuckDb) => "cloudtrail-duckdb.sql",
        }
    }

    /// Returns the statement for the selected events, or for groups of them.
    pub fn of(self, selection: &Selection, grouping: Option<&Grouping>, table: &LogTable) -> Statement {
        match self {
            ShownStatement::Table => {
                Statement { text: table.create(), left_out: Vec::new(), remarks: Vec::new() }
            }
            ShownStatement::Query(dialect) => {
                let tree = query::parse(&selection.filter).tree;
                statement(dialect, &tree, selection.time, grouping, table)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_statement_has_its_own_name_and_file() {
        let labels: BTreeSet<&str> = ShownStatement::ALL.iter().map(|of| of.label()).collect();
        let files: BTreeSet<&str> = ShownStatement::ALL.iter().map(|of| of.file_name()).collect();
        assert_eq!((labels.len(), files.len()), (4, 4));
    }

    #[test]
    fn the_table_does_not_depend_on_the_filter() {
        let table = LogTable::of_paths(["logs/a.json.gz"]);
        let selection = Selection { filter: "eventName:GetObject".to_owned(), time: None };
        let created = ShownStatement::Table.of(&selection, None, &table);
        assert_eq!(created.text, table.create());
        let query = ShownStatement::Query(Dialect::DuckDb).of(&selection, None, &table);
        assert!(query.text.contains("GetObject"), "{}", query.text);
    }
}
