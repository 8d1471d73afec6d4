//! The rows of the list of events that have arrived, and those to request.

use std::ops::Range;
use std::rc::Rc;

use crate::base::time;
use crate::base::viewport::{Ask, Pages};
use crate::client::{ClientError, PlacedRow};
use crate::model::Field;

/// A row that has arrived. It has its own list of fields, so that it can be drawn while other
/// columns are being chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedRow {
    /// The row, and where it is.
    pub placed: PlacedRow,
    fields: Rc<Vec<Field>>,
}

impl FetchedRow {
    /// Returns the value of a field; `None` if the row was fetched without it.
    pub fn value(&self, field: Field) -> Option<&str> {
        let place = self.fields.iter().position(|&fetched| fetched == field)?;
        self.placed.row.values.get(place).map(String::as_str)
    }

    /// Returns the value of a field for filters and the clipboard; empty if there is none.
    pub fn exact_value(&self, field: Field) -> String {
        match (field, self.placed.row.millis) {
            (Field::EventTime, millis) => millis.map_or_else(String::new, time::to_text),
            _ => self.value(field).unwrap_or_default().to_owned(),
        }
    }
}

/// A request for rows.
#[derive(Clone, Debug)]
pub struct GridRowsRequest {
    /// The rows.
    pub ask: Ask,
    /// The fields to fetch.
    pub fields: Rc<Vec<Field>>,
}

/// The rows that have arrived.
#[derive(Debug, Default)]
pub struct RowCache {
    pages: Pages<FetchedRow>,
    fields: Rc<Vec<Field>>,
}

impl RowCache {
    /// Returns a row, if it has arrived.
    pub fn get(&self, row: u64) -> Option<Rc<FetchedRow>> {
        self.pages.get(row)
    }

    /// Whether the rows belong to an earlier query.
    pub fn are_old(&self) -> bool {
        self.pages.are_of_old_list()
    }

    /// Whether all these rows have arrived and are up to date.
    pub fn are_current(&self, rows: Range<u64>) -> bool {
        self.pages.are_current(rows)
    }

    /// Notes that rows may have changed: they are requested again, even after a failure.
    pub fn outdate(&mut self) {
        self.pages.outdate();
    }

    /// Notes that the query is another one: no row of one may be drawn as one of another.
    pub fn replace(&mut self) {
        self.pages.replace();
    }

    /// Chooses the columns to fetch. Rows are requested again only if a column was added.
    pub fn choose_fields(&mut self, columns: impl Iterator<Item = Field> + Clone) {
        // Every row has its time.
        let mut fields = columns.filter(|field| *field != Field::EventTime);
        if fields.clone().any(|field| !self.fields.contains(&field)) {
            self.fields = Rc::new(fields.by_ref().collect());
            self.pages.outdate();
        }
    }

    /// Returns the next request when the rows `seen` of `count` rows are on screen, if any.
    pub fn next(&mut self, seen: Range<u64>, count: u64) -> Option<GridRowsRequest> {
        let ask = self.pages.next(seen, count)?;
        Some(GridRowsRequest { ask, fields: Rc::clone(&self.fields) })
    }

    /// Adds the answer to a request.
    ///
    /// # Errors
    ///
    /// If the request failed and its rows are still missing. `Ok` is whether rows arrived.
    pub fn take(
        &mut self,
        request: GridRowsRequest,
        answer: Result<Vec<PlacedRow>, ClientError>,
    ) -> Result<bool, ClientError> {
        let GridRowsRequest { ask, fields } = request;
        match answer {
            Ok(rows) => {
                let rows = rows.into_iter().map(|placed| FetchedRow { placed, fields: Rc::clone(&fields) });
                Ok(self.pages.arrived(ask, rows.collect()))
            }
            // Another question took precedence; the rows are still needed.
            Err(ClientError::Superseded) => {
                self.pages.drop_question(ask);
                Ok(false)
            }
            Err(error) if self.pages.fail(ask) => Err(error),
            Err(_) => Ok(false),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::RowPlace;
    use crate::model::SortKey;
    use crate::query::EventRow;

    fn rows(count: u32) -> Vec<PlacedRow> {
        let row = |row| PlacedRow {
            place: RowPlace { worker: 0, row },
            row: EventRow {
                row,
                key: SortKey { value: String::new(), millis: 0, id: [0; 4], place: [0, row] },
                millis: Some(0),
                failed: false,
                read_only: None,
                integrity: String::new(),
                copies: String::new(),
                shares_id: false,
                values: vec!["alice".to_owned()],
            },
        };
        (0..count).map(row).collect()
    }

    fn cache() -> RowCache {
        let mut cache = RowCache::default();
        cache.choose_fields([Field::EventTime, Field::Who].into_iter());
        cache
    }

    #[test]
    fn rows_arrive_with_the_fields_that_were_requested() {
        let mut cache = cache();
        let request = cache.next(0..10, 10).unwrap();
        assert_eq!(*request.fields, [Field::Who]);
        assert_eq!(cache.take(request, Ok(rows(10))), Ok(true));
        let row = cache.get(3).unwrap();
        assert_eq!(row.exact_value(Field::Who), "alice");
        assert_eq!(row.exact_value(Field::EventTime), "1970-01-01T00:00:00Z");
        assert_eq!((row.value(Field::AwsRegion), row.exact_value(Field::AwsRegion)), (None, String::new()));
    }

    #[test]
    fn only_an_added_column_is_requested() {
        let mut cache = cache();
        let request = cache.next(0..10, 10).unwrap();
        cache.take(request, Ok(rows(10))).unwrap();
        cache.choose_fields([Field::EventTime].into_iter());
        assert!(cache.are_current(0..10));
        cache.choose_fields([Field::Who, Field::AwsRegion].into_iter());
        assert!(!cache.are_current(0..10) && !cache.are_old() && cache.get(3).is_some());
    }

    #[test]
    fn a_failure_is_reported_once_and_repeated_on_request() {
        let mut cache = cache();
        let request = cache.next(0..10, 10).unwrap();
        let error = ClientError::WorkerGone;
        assert_eq!(cache.take(request.clone(), Err(error.clone())), Err(error.clone()));
        assert_eq!(cache.take(request, Err(error)), Ok(false));
        assert!(cache.next(0..10, 10).is_none());
        cache.outdate();
        let request = cache.next(0..10, 10).unwrap();
        assert_eq!(cache.take(request, Err(ClientError::Superseded)), Ok(false));
        assert!(cache.next(0..10, 10).is_some());
    }
}
