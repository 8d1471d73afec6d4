//! As what events are written.

/// A form of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A table.
    Csv,
    /// A record on each line.
    JsonLines,
    /// A log file as CloudTrail writes it.
    Records,
}

/// A form in words.
#[derive(Debug)]
pub struct WaySpec {
    /// The form.
    pub way: Way,
    /// Its name.
    pub label: &'static str,
    /// What it is for.
    pub about: &'static str,
}

/// All of them, as they are offered.
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
    /// How the name of its file ends.
    pub fn ending(self) -> &'static str {
        match self {
            Way::Csv => ".csv",
            Way::JsonLines => ".jsonl",
            Way::Records => ".json.gz",
        }
    }
}
