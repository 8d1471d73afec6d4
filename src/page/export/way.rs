//! The file formats for events.

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A table.
    Csv,
    /// One record per line.
    JsonLines,
    /// A log file as CloudTrail writes it.
    Records,
}

/// A file format and its description.
#[derive(Debug)]
pub struct WaySpec {
    pub way: Way,
    pub label: &'static str,
    pub about: &'static str,
}

/// All formats, in the order they are offered.
pub const WAYS: &[WaySpec] = &[
    WaySpec {
        way: Way::Csv,
        label: "CSV",
        about: "a table for spreadsheets, with the columns you choose; times in UTC; with event name and source it can be read here again",
    },
    WaySpec {
        way: Way::JsonLines,
        label: "JSON lines",
        about: "each record on a line, for DuckDB, jq and search engines",
    },
    WaySpec {
        way: Way::Records,
        label: "CloudTrail log file",
        about: "{\"Records\": […]} gzipped, as in the bucket; records as they were read",
    },
];

impl Way {
    /// Returns the extension of the file name.
    pub fn ending(self) -> &'static str {
        match self {
            Way::Csv => ".csv",
            Way::JsonLines => ".jsonl",
            Way::Records => ".json.gz",
        }
    }
}
