//! The file formats for events.

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
    pub way: EventFormat,
    pub label: &'static str,
    pub about: &'static str,
}

/// All formats, in the order they are offered.
pub const WAYS: &[EventFormatSpec] = &[
    EventFormatSpec {
        way: EventFormat::Csv,
        label: "CSV",
        about: "a table for spreadsheets, with the columns you choose; times in UTC; with event name and source it can be read here again",
    },
    EventFormatSpec {
        way: EventFormat::JsonLines,
        label: "JSON lines",
        about: "each record on a line, for DuckDB, jq and search engines",
    },
    EventFormatSpec {
        way: EventFormat::Records,
        label: "CloudTrail log file",
        about: "{\"Records\": […]} gzipped, as in the bucket; records as they were read",
    },
];

impl EventFormat {
    /// Returns the extension of the file name.
    pub fn ending(self) -> &'static str {
        match self {
            EventFormat::Csv => ".csv",
            EventFormat::JsonLines => ".jsonl",
            EventFormat::Records => ".json.gz",
        }
    }
}
