//! The forms in which groups are shown.

use super::chart::MOST_SERIES;
use super::{Axis, GroupSort, Grouping, MatrixRequest, Measure};

/// Maximum number of rows of a heat map.
const HEAT_ROWS: u32 = 40;
/// Maximum number of columns of a heat map.
const HEAT_COLUMNS: u32 = 24;

/// The form in which groups are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum GroupForm {
    /// A table.
    #[default]
    Table,
    /// A bar chart.
    Bars,
    /// A line chart over time.
    Lines,
    /// A heat map.
    Heat,
}

impl GroupForm {
    /// Every form.
    pub const ALL: [GroupForm; 4] = [GroupForm::Table, GroupForm::Bars, GroupForm::Lines, GroupForm::Heat];

    /// Returns its name in an address.
    pub fn name(self) -> &'static str {
        match self {
            GroupForm::Table => "table",
            GroupForm::Bars => "bars",
            GroupForm::Lines => "lines",
            GroupForm::Heat => "heat",
        }
    }

    /// Returns the form with this name.
    pub fn named(name: &str) -> Option<GroupForm> {
        GroupForm::ALL.into_iter().find(|form| form.name() == name)
    }

    /// Returns its label in the interface.
    pub fn label(self) -> &'static str {
        match self {
            GroupForm::Table => "Table",
            GroupForm::Bars => "Bars",
            GroupForm::Lines => "Lines",
            GroupForm::Heat => "Heat map",
        }
    }

    /// Returns what a grouping lacks for this form; `None` if it can be shown.
    pub fn lacks(self, grouping: &Grouping) -> Option<&'static str> {
        match self {
            GroupForm::Lines if grouping.time_step.is_none() => Some("Choose a time step to see lines"),
            GroupForm::Heat if grouping.time_step.is_none() && grouping.by.len() < 2 => {
                Some("Choose a second field or a time step to see a heat map")
            }
            _ => None,
        }
    }

    /// Returns the request for the matrix that this form needs; `None` if it needs none.
    pub fn ask(self, grouping: &Grouping) -> Option<MatrixRequest> {
        let measure = grouping.measure();
        match self {
            GroupForm::Table | GroupForm::Bars => None,
            GroupForm::Lines => Some(MatrixRequest {
                rows: Axis::Keys,
                columns: Axis::Time,
                measure,
                most_rows: MOST_SERIES as u32,
                most_columns: 0,
            }),
            GroupForm::Heat => Some(MatrixRequest {
                rows: Axis::Key(0),
                columns: if grouping.by.len() > 1 { Axis::Key(1) } else { Axis::Time },
                measure,
                most_rows: HEAT_ROWS,
                most_columns: HEAT_COLUMNS,
            }),
        }
    }
}

impl Grouping {
    /// Returns the measure to draw: the one that the groups are sorted by if it adds up, otherwise
    /// the number of events.
    pub fn measure(&self) -> Measure {
        match self.sort {
            GroupSort::Distinct => Measure::Distinct,
            GroupSort::Sum | GroupSort::Minimum | GroupSort::Maximum => Measure::Sum,
            _ => Measure::Events,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::GroupForm;
    use crate::grouping::{Grouping, TimeStep};

    #[test]
    fn a_form_is_found_by_its_name() {
        for form in GroupForm::ALL {
            assert_eq!(GroupForm::named(form.name()), Some(form));
        }
        assert_eq!(GroupForm::named("pie"), None);
    }

    #[test]
    fn what_cannot_be_drawn_says_what_is_lacking() {
        let mut grouping = Grouping { by: vec!["who".to_owned()], ..Grouping::default() };
        assert!(GroupForm::Lines.lacks(&grouping).is_some() && GroupForm::Heat.lacks(&grouping).is_some());
        assert!(GroupForm::Table.lacks(&grouping).is_none() && GroupForm::Bars.lacks(&grouping).is_none());
        grouping.time_step = TimeStep::ALL.first().copied();
        assert!(GroupForm::Lines.lacks(&grouping).is_none() && GroupForm::Heat.lacks(&grouping).is_none());
    }
}
