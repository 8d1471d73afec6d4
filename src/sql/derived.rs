//! The fields that a statement derives, by the rules of [`crate::event`] and [`crate::store`].

/// A derived field: a column that the statement defines before it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum DerivedField {
    /// The time of the event as a timestamp; DuckDB only.
    Time,
    /// The field [`Field::Service`](crate::model::Field::Service).
    Service,
    /// The field [`Field::Account`](crate::model::Field::Account).
    Account,
    /// The field [`Field::Category`](crate::model::Field::Category).
    Category,
    /// The field [`Field::Outcome`](crate::model::Field::Outcome).
    Outcome,
    /// The field [`Field::Who`](crate::model::Field::Who).
    Who,
    /// The field [`Field::UserAgentFamily`](crate::model::Field::UserAgentFamily).
    Family,
    /// All texts of all columns, in lower case; Athena only.
    Everything,
    /// The texts that name resources, in lower case; not in DuckDB.
    Named,
}

impl DerivedField {
    /// Returns the column's name.
    pub fn name(self) -> &'static str {
        match self {
            DerivedField::Time => "event_time",
            DerivedField::Service => "service",
            DerivedField::Account => "log_account",
            DerivedField::Category => "category",
            DerivedField::Outcome => "outcome",
            DerivedField::Who => "who",
            DerivedField::Family => "user_agent_family",
            DerivedField::Everything => "everything",
            DerivedField::Named => "named",
        }
    }
}
