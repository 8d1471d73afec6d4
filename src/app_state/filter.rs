//! The filter, the time range, and how events are listed.

use std::rc::Rc;

use super::columns::ColumnState;
use crate::base::time::TimeRange;
use crate::model::{FIELDS, Field, Selection, Sort};
use crate::query::{self, SyntaxError, edit};

/// Maximum number of filters of this session that are offered again.
const FILTERS_KEPT: usize = 50;

/// A value to filter for or out; the effect of a click on a value anywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterFor {
    /// A name of the catalogue, or a path into the record.
    pub field: String,
    /// The value.
    pub value: String,
    /// Whether to exclude events with this value.
    pub exclude: bool,
}

/// The filter, the time range, and how events are listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterState {
    /// The text in the filter bar, valid or not.
    pub text: Rc<str>,
    /// The errors in the text.
    pub errors: Rc<Vec<SyntaxError>>,
    /// The events that are shown: the last filter without errors, and the time range.
    pub selection: Rc<Selection>,
    /// The order of the events.
    pub sort: Sort,
    /// The columns of the list of events.
    pub columns: Rc<Vec<ColumnState>>,
    /// The time ranges to return to when zooming out; `None` is the whole range.
    pub zooms: Rc<Vec<Option<TimeRange>>>,
    /// The filters of this session, newest first. Kept in memory only, since they contain names
    /// from the logs.
    pub filters: Rc<Vec<Rc<str>>>,
}

impl Default for FilterState {
    fn default() -> FilterState {
        FilterState {
            text: Rc::from(""),
            errors: Rc::default(),
            selection: Rc::default(),
            sort: Sort::default(),
            columns: Rc::new(first_columns()),
            zooms: Rc::default(),
            filters: Rc::default(),
        }
    }
}

impl FilterState {
    /// Sets the text in the filter bar, without applying it.
    pub(super) fn set_text(&mut self, text: Rc<str>) {
        if text != self.text {
            self.errors = Rc::new(query::parse(&text).errors);
            self.text = text;
        }
    }

    /// Applies the text in the filter bar. Keeps the previous filter if the text has errors.
    pub(super) fn apply(&mut self) {
        let filter = self.text.trim();
        if self.errors.is_empty() && filter != self.selection.filter {
            self.selection = Rc::new(Selection { filter: filter.to_owned(), time: self.selection.time });
        }
    }

    /// Applies the text, and adds the filter to those of this session.
    pub(super) fn commit(&mut self) {
        self.apply();
        let filter = &self.selection.filter;
        if !filter.is_empty() && self.filters.first().is_none_or(|newest| **newest != **filter) {
            let mut filters: Vec<Rc<str>> = vec![Rc::from(filter.as_str())];
            filters.extend(self.filters.iter().filter(|earlier| ***earlier != **filter).cloned());
            filters.truncate(FILTERS_KEPT);
            self.filters = Rc::new(filters);
        }
    }

    /// Replaces the filter.
    pub(super) fn replace(&mut self, text: Rc<str>) {
        self.set_text(text);
        self.commit();
    }

    /// Adds a value to the filter.
    pub(super) fn add(&mut self, FilterFor { field, value, exclude }: &FilterFor) {
        let change = if *exclude { edit::exclude } else { edit::include };
        self.replace(change(&self.text, field, value).into());
    }

    /// Removes a value from the filter.
    pub(super) fn remove(&mut self, field: &str, value: &str) {
        self.replace(edit::remove(&self.text, field, value).into());
    }

    /// Selects a time range to which zooming out leads back; `None` selects all.
    pub(super) fn zoom(&mut self, time: Option<TimeRange>) {
        if time.is_some() && time != self.selection.time {
            Rc::make_mut(&mut self.zooms).push(self.selection.time);
        }
        self.select_time(time);
    }

    /// Returns to the previous time range.
    pub(super) fn zoom_out(&mut self) {
        let time = self.zooms.last().copied().flatten();
        Rc::make_mut(&mut self.zooms).pop();
        self.select_time(time);
    }

    /// Selects a time range without remembering the one before.
    pub(super) fn select_time(&mut self, time: Option<TimeRange>) {
        if time != self.selection.time {
            self.selection = Rc::new(Selection { filter: self.selection.filter.clone(), time });
        }
        if time.is_none() {
            self.zooms = Rc::default();
        }
    }
}

/// Returns the columns that the catalogue shows at first, with widths that fit typical values.
fn first_columns() -> Vec<ColumnState> {
    let width = |field: Field| match field {
        Field::EventTime => 150,
        Field::EventName | Field::Who => 190,
        Field::Service | Field::AwsRegion => 100,
        Field::SourceIpAddress | Field::ErrorCode | Field::UserAgentFamily => 140,
        _ => 120,
    };
    FIELDS
        .iter()
        .filter(|spec| spec.column)
        .map(|spec| ColumnState { field: spec.field, width_px: width(spec.field) })
        .collect()
}
