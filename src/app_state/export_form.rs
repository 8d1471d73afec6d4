//! The dialog that writes the selected events to a file: the formats, the columns of a table, and
//! what the dialog says about the outcome.

use super::redaction::{WorkState, of_events};
use crate::base::text;
use crate::export::ExportForm;
use crate::model::Field;

/// A file format for events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventFormat {
    /// A table.
    Csv,
    /// One record per line.
    JsonLines,
    /// A log file as CloudTrail writes it.
    Records,
}

/// A file format and its description.
#[derive(Debug)]
pub struct EventFormatSpec {
    /// The format.
    pub format: EventFormat,
    /// Its name.
    pub label: &'static str,
    /// What it is good for.
    pub about: &'static str,
    /// The extension of the file name.
    pub ending: &'static str,
}

/// All formats, in the order they are offered.
pub const FORMATS: [EventFormatSpec; 3] = [
    EventFormatSpec {
        format: EventFormat::Csv,
        label: "CSV",
        about: "a table for spreadsheets, with the columns you choose; times in UTC; with event name and source it can be read here again",
        ending: ".csv",
    },
    EventFormatSpec {
        format: EventFormat::JsonLines,
        label: "JSON lines",
        about: "each record on a line, for DuckDB, jq and search engines",
        ending: ".jsonl",
    },
    EventFormatSpec {
        format: EventFormat::Records,
        label: "CloudTrail log file",
        about: "{\"Records\": […]} gzipped, as in the bucket; records as they were read",
        ending: ".json.gz",
    },
];

/// The choices in the dialog.
#[derive(Clone, Debug, PartialEq)]
pub struct ExportChoices {
    /// The format.
    pub format: EventFormat,
    /// The columns of a table, in order.
    pub fields: Vec<Field>,
}

impl ExportChoices {
    /// Returns the first choices: a table with the columns of the grid, and those that a table needs
    /// to be read again as events.
    pub fn of_columns(columns: impl IntoIterator<Item = Field>) -> ExportChoices {
        let mut fields: Vec<Field> = columns.into_iter().collect();
        for (field, behind) in [(Field::EventName, Field::EventTime), (Field::EventSource, Field::EventName)]
        {
            if !fields.contains(&field) {
                let place = fields.iter().position(|known| *known == behind).map_or(0, |place| place + 1);
                fields.insert(place, field);
            }
        }
        ExportChoices { format: EventFormat::Csv, fields }
    }

    /// Returns the choices with a column added at the end, or removed.
    pub fn with_field(&self, field: Field, is_wanted: bool) -> ExportChoices {
        let mut next = self.clone();
        next.fields.retain(|other| *other != field);
        if is_wanted {
            next.fields.push(field);
        }
        next
    }

    /// Returns whether there is anything to write: a table needs columns.
    pub fn can_write(&self) -> bool {
        self.format != EventFormat::Csv || !self.fields.is_empty()
    }

    /// Returns the form of the request.
    pub fn form(&self) -> ExportForm {
        match self.format {
            EventFormat::Csv => ExportForm::Csv(self.fields.clone()),
            EventFormat::JsonLines => ExportForm::JsonLines,
            EventFormat::Records => ExportForm::Records,
        }
    }

    /// Returns the extension of the file name.
    pub fn ending(&self) -> &'static str {
        FORMATS.iter().find(|spec| spec.format == self.format).map_or("", |spec| spec.ending)
    }
}

/// A saved file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFile {
    /// Its name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// The number of events in it.
    pub events: u64,
}

/// Returns what the dialog says about an export; empty before one was requested.
pub fn export_words(state: &WorkState<SavedFile>) -> String {
    match state {
        WorkState::Idle => String::new(),
        WorkState::UnderWay(done, total) => of_events(*done, *total),
        WorkState::Stopped => "Stopped; nothing was saved".to_owned(),
        WorkState::Failed(reason) => format!("Not exported: {reason}"),
        WorkState::Done(SavedFile { name, bytes, events }) => {
            format!("Saved {} as {name}, {}", text::counted(*events, "event", "events"), text::bytes(*bytes))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_columns_can_be_read_again_as_events() {
        let choices = ExportChoices::of_columns([Field::EventTime, Field::Who]);
        assert_eq!(choices.fields, [Field::EventTime, Field::EventName, Field::EventSource, Field::Who]);
        let choices = ExportChoices::of_columns([Field::EventSource, Field::EventName]);
        assert_eq!(choices.fields, [Field::EventSource, Field::EventName]);
    }

    #[test]
    fn a_table_needs_columns_and_a_chosen_one_goes_last() {
        let choices = ExportChoices { format: EventFormat::Csv, fields: vec![Field::Who] };
        let more = choices.with_field(Field::EventTime, true);
        assert_eq!(more.fields, [Field::Who, Field::EventTime]);
        let none = choices.with_field(Field::Who, false);
        assert!(choices.can_write() && !none.can_write());
        assert!(ExportChoices { format: EventFormat::Records, ..none }.can_write());
    }

    #[test]
    fn the_outcome_names_the_file_and_its_size() {
        let saved = SavedFile { name: "a.csv".to_owned(), bytes: 2_048, events: 1 };
        let words = export_words(&WorkState::Done(saved));
        assert_eq!(words, format!("Saved 1 event as a.csv, {}", text::bytes(2_048)));
    }
}
