//! Rows of a table as events: what CSV files and answers of queries have in
//! common.
//!
//! Where a column holds the event itself, that is the event. Else it is put
//! together from the columns, under CloudTrail's own names, and nothing is
//! added to it: a column that CloudTrail does not know keeps its name, an
//! empty cell is no member.

use crate::intake::scan;

/// Columns that hold an event as text, in lower case: CloudTrail Lake, Splunk,
/// CloudWatch Logs Insights, lookup-events, the Elastic Common Schema.
const WHOLE: &[&str] = &["eventjson", "_raw", "@message", "cloudtrailevent", "event.original"];

/// The members of an event, and whether a column of that name holds text, or
/// JSON of some kind.
const MEMBERS: &[(&str, Kind)] = &[
    ("eventVersion", Kind::Text),
    ("userIdentity", Kind::Json),
    ("eventTime", Kind::Text),
    ("eventSource", Kind::Text),
    ("eventName", Kind::Text),
    ("awsRegion", Kind::Text),
    ("sourceIPAddress", Kind::Text),
    ("userAgent", Kind::Text),
    ("errorCode", Kind::Text),
    ("errorMessage", Kind::Text),
    ("requestParameters", Kind::Json),
    ("responseElements", Kind::Json),
    ("additionalEventData", Kind::Json),
    ("requestID", Kind::Text),
    ("eventID", Kind::Text),
    ("readOnly", Kind::Json),
    ("resources", Kind::Json),
    ("eventType", Kind::Text),
    ("apiVersion", Kind::Text),
    ("managementEvent", Kind::Json),
    ("recipientAccountId", Kind::Text),
    ("serviceEventDetails", Kind::Json),
    ("sharedEventID", Kind::Text),
    ("vpcEndpointId", Kind::Text),
    ("vpcEndpointAccountId", Kind::Text),
    ("eventCategory", Kind::Text),
    ("addendum", Kind::Json),
    ("sessionCredentialFromConsole", Kind::Text),
    ("edgeDeviceDetails", Kind::Json),
    ("insightDetails", Kind::Json),
    ("tlsDetails", Kind::Json),
];

/// Columns of Event history, which say who it was in two columns.
const OF_IDENTITY: &[(&str, &str)] = &[("username", "userName"), ("awsaccesskey", "accessKeyId")];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    /// JSON where it is JSON, and else text.
    Json,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    Member(&'static str, Kind),
    OfIdentity(&'static str),
    Other(String),
}

/// What the columns of a table are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    /// The event itself is in this one.
    Whole(usize),
    /// The event is put together.
    Parts(Parts),
}

/// The columns that events are put together from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Parts(Vec<Column>);

impl Columns {
    /// By the names of the columns; `None` if these are no events.
    pub fn of<'n>(names: impl Iterator<Item = &'n str> + Clone) -> Option<Columns> {
        let whole = |name: &str| WHOLE.iter().any(|whole| whole.eq_ignore_ascii_case(name.trim()));
        if let Some(place) = names.clone().position(whole) {
            return Some(Columns::Whole(place));
        }
        let columns: Vec<Column> = names.map(column).collect();
        let has = |name: &str| {
            columns.iter().any(|column| matches!(column, Column::Member(member, _) if *member == name))
        };
        (has("eventName") && has("eventSource")).then_some(Columns::Parts(Parts(columns)))
    }

    /// The event of a row as JSON, as far as there is one.
    pub fn event<'c>(&self, cells: impl Iterator<Item = &'c str>) -> Option<String> {
        match self {
            Columns::Whole(place) => {
                let mut cells = cells;
                cells.nth(*place).map(|cell| cell.trim().to_owned()).filter(|cell| !cell.is_empty())
            }
            Columns::Parts(parts) => Some(parts.event(cells)),
        }
    }

    /// Whether these are the columns of a download from Event history.
    pub fn are_of_event_history(&self) -> bool {
        matches!(self, Columns::Parts(Parts(columns))
            if columns.iter().any(|column| matches!(column, Column::OfIdentity(_))))
    }
}

/// What to do about [`is_printed_structure`].
pub(super) const CAST_IDENTITY: &str = "userIdentity was printed as a structure, which cannot be read back; \
     write CAST(useridentity AS JSON) in the query";

/// Whether a cell of `userIdentity` is a structure as Athena prints it, which
/// is no JSON and cannot be read back.
pub(super) fn is_printed_structure(event: &str) -> bool {
    crate::intake::member_of(event, "userIdentity").is_some_and(|identity| identity.starts_with("\"{"))
}

impl Parts {
    fn event<'c>(&self, cells: impl Iterator<Item = &'c str>) -> String {
        let mut event = String::from("{");
        let mut identity = String::new();
        for (column, cell) in self.0.iter().zip(cells) {
            if cell.is_empty() || cell == "null" {
                continue;
            }
            match column {
                Column::Member(name, kind) => add(&mut event, name, &value(cell, *kind)),
                Column::OfIdentity(name) => add(&mut identity, name, &value(cell, Kind::Text)),
                Column::Other(name) => add(&mut event, name, &value(cell, Kind::Json)),
            }
        }
        if !identity.is_empty() {
            add(&mut event, "userIdentity", &format!("{{{identity}}}"));
        }
        event.push('}');
        event
    }
}

fn add(object: &mut String, name: &str, value: &str) {
    if !matches!(object.as_str(), "" | "{") {
        object.push(',');
    }
    object.push_str(&text(name));
    object.push(':');
    object.push_str(value);
}

fn value(cell: &str, kind: Kind) -> String {
    let is_json = || scan::value(cell.as_bytes(), 0).is_ok_and(|end| end == cell.len());
    if kind == Kind::Json && is_json() { cell.to_owned() } else { text(cell) }
}

/// A JSON string.
fn text(plain: &str) -> String {
    // A text always is one.
    serde_json::to_string(plain).unwrap_or_default()
}

/// Returns the member of an event that a column of this name holds, and
/// whether its values are JSON; `None` for a name that CloudTrail does not have.
pub(super) fn member_named(name: &str) -> Option<(&'static str, bool)> {
    match column(name) {
        Column::Member(member, kind) => Some((member, kind == Kind::Json)),
        Column::OfIdentity(_) | Column::Other(_) => None,
    }
}

/// Names are compared by their letters and digits alone: "Read-only" is
/// `readOnly`, and Athena writes `readonly`.
fn column(name: &str) -> Column {
    let plain = |name: &str| -> String {
        name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let wanted = plain(name);
    if let Some((member, kind)) = MEMBERS.iter().find(|(member, _)| plain(member) == wanted) {
        return Column::Member(member, *kind);
    }
    match OF_IDENTITY.iter().find(|(other, _)| *other == wanted) {
        Some((_, member)) => Column::OfIdentity(member),
        None => Column::Other(name.trim().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_history_says_who_in_two_columns() {
        let names =
            "User name,AWS access key,Event time,Event source,Event name,Read-only,Resources,Error code";
        let columns = Columns::of(names.split(',')).expect("events");
        assert!(columns.are_of_event_history());
        let cells = [
            "ali\"ce",
            "AKIA1",
            "2024-03-01T10:00:00Z",
            "iam.amazonaws.com",
            "CreateUser",
            "false",
            r#"[{"a":1}]"#,
            "",
        ];
        assert_eq!(
            columns.event(cells.into_iter()).as_deref(),
            Some(
                r#"{"eventTime":"2024-03-01T10:00:00Z","eventSource":"iam.amazonaws.com","eventName":"CreateUser","readOnly":false,"resources":[{"a":1}],"userIdentity":{"userName":"ali\"ce","accessKeyId":"AKIA1"}}"#
            )
        );
    }

    #[test]
    fn athena_writes_names_small_and_structures_as_it_likes() {
        let columns =
            Columns::of(["eventversion", "useridentity", "eventsource", "eventname", "year"].into_iter());
        let columns = columns.expect("events");
        let event = columns
            .event(
                ["1.08", "{type=Root, accountid=1}", "s3.amazonaws.com", "ListBuckets", "2024"].into_iter(),
            )
            .expect("an event");
        assert_eq!(
            event,
            r#"{"eventVersion":"1.08","userIdentity":"{type=Root, accountid=1}","eventSource":"s3.amazonaws.com","eventName":"ListBuckets","year":2024}"#
        );
        assert!(is_printed_structure(&event));
    }

    #[test]
    fn a_column_with_the_event_is_the_event() {
        assert_eq!(Columns::of(["eventID", "eventJson"].into_iter()), Some(Columns::Whole(1)));
        assert_eq!(Columns::of(["a", "b"].into_iter()), None);
        assert_eq!(Columns::Whole(1).event(["", " "].into_iter()), None);
    }
}
