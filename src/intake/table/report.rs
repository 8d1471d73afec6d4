//! The notes about a table in the report of its file.

use super::columns::{EventTable, Maker, TableColumn};
use super::known::Meaning;
use super::own::DerivedColumn;
use super::respell;
use crate::base::text::counted;

/// Maximum number of column names that are listed; the rest is counted.
const LISTED: usize = 20;

/// Maximum length of a listed name; longer names are shortened.
const LONGEST: usize = 60;

const EVENT_HISTORY: &str = "Event history in CSV tells neither the ARN of who it was nor requests nor responses; \
     download it as JSON for these. Its usual filter hides read-only events, and it covers \
     one Region, 90 days, management events";

/// The facts that an analyst needs, and the members of which any contains them.
const WANTED: &[(&str, &[&str])] = &[
    ("eventTime", &["eventTime", "timeWindow"]),
    ("eventSource", &["eventSource"]),
    ("who it was (userIdentity)", &["userIdentity"]),
    ("sourceIPAddress", &["sourceIPAddress"]),
    ("userAgent", &["userAgent"]),
    ("awsRegion", &["awsRegion"]),
    ("the account (recipientAccountId)", &["recipientAccountId"]),
    ("errorCode", &["errorCode", "errorMessage"]),
    ("requestParameters", &["requestParameters"]),
    ("responseElements", &["responseElements"]),
    ("eventID", &["eventID"]),
];

impl EventTable {
    /// Returns the notes on the table after its rows have been read; empty if every row contained a
    /// whole event.
    pub fn notes(&self) -> Vec<String> {
        if self.tally.rows == 0 {
            return Vec::new();
        }
        let general = if self.maker == Maker::EventHistory { EVENT_HISTORY } else { respell::NOTE };
        let mut notes = vec![general.to_owned()];
        notes.extend(self.missing());
        notes.extend(self.not_understood());
        for (place, count) in &self.tally.structures {
            let name = self.columns.get(*place).map(|column| shortened(&column.name)).unwrap_or_default();
            notes.push(format!(
                "{} of the column {name} {} printed as a structure that cannot be read back with certainty, and stayed text; write CAST({name} AS JSON) in the query, or select eventJson in CloudTrail Lake",
                counted(*count, "cell", "cells"),
                if *count == 1 { "was" } else { "were" },
            ));
        }
        if self.tally.times > 0 {
            notes.push(format!(
                "{} could not be read: it is not certain which number is the month, or which zone it is, or the form is unknown; these events have no time. Write times as 2025-05-06T08:00:00Z",
                counted(self.tally.times, "time", "times"),
            ));
        }
        notes
    }

    /// Returns a note about the facts that the table lacks.
    fn missing(&self) -> Option<String> {
        if self.maker == Maker::EventHistory {
            return None;
        }
        let has = |member: &&str| {
            self.columns.iter().any(|column| match (&column.meaning, column.derived) {
                (Meaning::At(known), _) => known.path.first() == Some(member),
                (Meaning::Below(open, _), _) => open.path.first() == Some(member),
                (_, Some(DerivedColumn::Service)) => *member == "eventSource",
                (_, Some(DerivedColumn::Who)) => *member == "userIdentity",
                (_, Some(DerivedColumn::Account)) => *member == "recipientAccountId",
                (_, Some(DerivedColumn::Outcome)) => *member == "errorCode",
                _ => false,
            })
        };
        let missing: Vec<&str> =
            WANTED.iter().filter(|(_, members)| !members.iter().any(&has)).map(|(name, _)| *name).collect();
        if missing.is_empty() {
            return None;
        }
        let outcome = match missing.contains(&"errorCode") {
            true => ". Without errorCode, an event that failed looks as if it had succeeded",
            false => "",
        };
        Some(format!(
            "the table has no column for {}: what is not in it is unknown, not absent{outcome}",
            listed(&missing)
        ))
    }

    fn not_understood(&self) -> Option<String> {
        let others = || {
            let is_other = |(place, column): &(usize, &TableColumn)| {
                column.meaning == Meaning::Other && column.derived.is_none()
                    || self.tally.kept_apart.contains(place)
            };
            self.columns.iter().enumerate().filter(is_other).map(|(_, column)| column)
        };
        let names: Vec<String> =
            others().filter(|column| !column.name.is_empty()).map(|column| shortened(&column.name)).collect();
        let nameless = others().filter(|column| column.name.is_empty()).count() as u64;
        let has_conclusions =
            self.columns.iter().any(|column| column.derived == Some(DerivedColumn::Conclusion));
        let mut parts = Vec::new();
        if !names.is_empty() {
            let (word, them) =
                if names.len() == 1 { ("the column", "its name") } else { ("the columns", "their names") };
            let first: Vec<&str> = names.iter().take(LISTED).map(String::as_str).collect();
            let more = match names.len().saturating_sub(LISTED) {
                0 => listed(&first),
                more => format!("{} and {} more", first.join(", "), more),
            };
            parts.push(format!(
                "{word} {more} {} not understood and kept under {them}",
                if names.len() == 1 { "was" } else { "were" }
            ));
        }
        if nameless > 0 {
            let columns = counted(nameless, "column without a name was", "columns without a name were");
            parts.push(format!("{columns} left out"));
        }
        if has_conclusions {
            parts.push(
                "actor, session, chain, key and integrity are concluded again from the files that are open"
                    .to_owned(),
            );
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// Joins names for a sentence.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [names @ .., last] => format!("{} and {last}", names.join(", ")),
    }
}

fn shortened(name: &str) -> String {
    match name.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}\u{2026}", &name[..end]),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes(names: &str, cells: &[&str]) -> Vec<String> {
        let mut table = EventTable::of(&names.split(',').collect::<Vec<_>>(), false).expect("events");
        table.event(cells);
        table.notes()
    }

    #[test]
    fn what_a_table_cannot_tell_is_said() {
        let notes = notes("eventTime,eventName,sourceIPAddress,Rule,", &["x", "A", "192.0.2.1", "r", "0"]);
        let said = notes.join("\n");
        for words in [
            "put together",
            "no column for eventSource, who it was (userIdentity), userAgent,",
            "looks as if it had succeeded",
            "the column Rule was not understood",
            "1 column without a name",
            "1 time could not be read",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
    }

    #[test]
    fn structures_that_stay_text_are_counted() {
        let said =
            notes("eventName,eventSource,useridentity", &["A", "b", "{type=IAMUser, what=1"]).join("\n");
        assert!(said.contains("1 cell of the column useridentity was printed"), "{said}");
        assert!(said.contains("CAST(useridentity AS JSON)"), "{said}");
    }
}
