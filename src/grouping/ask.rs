//! Groupings and their validation.

use serde::{Deserialize, Serialize};

use crate::query::{Path, named_path};

/// The number of groups that are shown by default.
pub const USUAL_TOP: u32 = 50;

/// Maximum number of groups that are shown individually; the rest is summed up.
pub const MOST_TOP: u32 = 10_000;

/// Maximum number of fields that events are grouped by.
pub const MOST_KEYS: usize = 3;

/// A grouping: the fields whose values events are counted by, and the measures of each group.
///
/// Names are those of the filter language: fields of the catalogue, their short names, and paths
/// into the record. [`Grouping::paths`] checks whether events can be grouped by them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Grouping {
    /// One to three names of fields or paths into the record, in the filter language.
    pub by: Vec<String>,
    /// The length of time slices, which are a further key; `None` without slices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time_step: Option<TimeStep>,
    /// A field or path whose distinct values are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distinct: Option<String>,
    /// A path to numbers: their sum, minimum and maximum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The order of the groups.
    #[serde(default)]
    pub sort: GroupSort,
    /// Whether the smallest, the oldest or the alphabetically first group comes first.
    #[serde(default)]
    pub ascending: bool,
    /// The number of groups that are shown; the rest is summed up in one line.
    #[serde(default = "usual_top")]
    pub top: u32,
}

/// Lengths of time slices, in the UTC calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum TimeStep {
    /// Starts at second 0.
    Minute,
    /// Starts at minute 0.
    Hour,
    /// Starts at midnight UTC.
    Day,
    /// Starts on Monday at midnight UTC (ISO 8601).
    Week,
    /// Starts on the first of the month at midnight UTC.
    Month,
}

/// The sort criterion of groups. Ties are broken by the keys and then by time, so that the order is
/// total.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum GroupSort {
    /// The number of events.
    #[default]
    Count,
    /// The share of the events; the order is the same as by count.
    Share,
    /// The value of a key, given its index in [`Grouping::by`].
    Key(u8),
    /// The time slice.
    Time,
    /// The time of the first event.
    First,
    /// The time of the last event.
    Last,
    /// The number of distinct values.
    Distinct,
    /// The sum of the numbers.
    Sum,
    /// The smallest number.
    Minimum,
    /// The largest number.
    Maximum,
}

impl GroupSort {
    /// All sort criteria.
    pub const ALL: [GroupSort; 12] = [
        GroupSort::Count,
        GroupSort::Share,
        GroupSort::Key(0),
        GroupSort::Key(1),
        GroupSort::Key(2),
        GroupSort::Time,
        GroupSort::First,
        GroupSort::Last,
        GroupSort::Distinct,
        GroupSort::Sum,
        GroupSort::Minimum,
        GroupSort::Maximum,
    ];

    /// Returns its name in an address; that of a key ends with its position, counted from 1.
    pub fn name(self) -> &'static str {
        match self {
            GroupSort::Count => "count",
            GroupSort::Share => "share",
            GroupSort::Key(0) => "key1",
            GroupSort::Key(1) => "key2",
            GroupSort::Key(_) => "key3",
            GroupSort::Time => "time",
            GroupSort::First => "first",
            GroupSort::Last => "last",
            GroupSort::Distinct => "distinct",
            GroupSort::Sum => "sum",
            GroupSort::Minimum => "minimum",
            GroupSort::Maximum => "maximum",
        }
    }

    /// Returns the sort criterion with this name.
    pub fn named(name: &str) -> Option<GroupSort> {
        GroupSort::ALL.into_iter().find(|sort| sort.name() == name)
    }
}

/// The reasons why a grouping is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GroupingError {
    /// No key is given.
    #[error("choose at least one field to group by")]
    NoKey,
    /// There are too many keys; holds their number.
    #[error("{0} fields are too many to group by; choose at most {MOST_KEYS}")]
    ManyKeys(usize),
    /// No field has this name.
    #[error("{name}: {reason}{}", .suggestion.as_ref().map(|name| format!("; did you mean {name}?")).unwrap_or_default())]
    UnknownName {
        /// The name as given.
        name: String,
        /// The message of the parser.
        reason: String,
        /// The name that was probably meant.
        suggestion: Option<String>,
    },
    /// The field exists, but events cannot be grouped by it.
    #[error("events cannot be grouped by {name}; {instead}")]
    NoKeyOfGroups {
        /// The name as given.
        name: String,
        /// Advice on what to use instead.
        instead: &'static str,
    },
}

/// The resolved paths of a grouping, in the same order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The paths of the keys.
    pub by: Vec<Path>,
    /// The path of the distinct values.
    pub distinct: Option<Path>,
    /// The path of the numbers.
    pub number: Option<Path>,
}

const fn usual_top() -> u32 {
    USUAL_TOP
}

impl Default for Grouping {
    /// Returns a grouping without keys, which is invalid until one is added.
    fn default() -> Self {
        Grouping::by(&[])
    }
}

impl Grouping {
    /// Returns a grouping that counts by these fields, the most frequent groups first.
    ///
    /// # Examples
    ///
    /// ```
    /// use trailglass::grouping::Grouping;
    ///
    /// assert!(Grouping::by(&["who", "requestParameters.bucketName"]).paths().is_ok());
    /// assert!(Grouping::by(&[]).paths().is_err(), "one key at least");
    /// ```
    pub fn by(names: &[&str]) -> Grouping {
        Grouping {
            by: names.iter().map(|name| (*name).to_owned()).collect(),
            time_step: None,
            distinct: None,
            number: None,
            sort: GroupSort::default(),
            ascending: false,
            top: USUAL_TOP,
        }
    }

    /// Resolves the names.
    ///
    /// # Errors
    ///
    /// If there are too few or too many names, or a name is invalid.
    pub fn paths(&self) -> Result<Paths, GroupingError> {
        match self.by.len() {
            0 => return Err(GroupingError::NoKey),
            1..=MOST_KEYS => {}
            many => return Err(GroupingError::ManyKeys(many)),
        }
        Ok(Paths {
            by: self.by.iter().map(|name| path(name)).collect::<Result<_, _>>()?,
            distinct: self.distinct.as_deref().map(path).transpose()?,
            number: self.number.as_deref().map(path).transpose()?,
        })
    }

    /// Returns whether it uses a field that is known only after sessions have been followed.
    pub fn asks_for_sessions(&self) -> bool {
        let names = self.by.iter().chain(&self.distinct).chain(&self.number);
        names.filter_map(|name| path(name).ok()).any(|path| path.asks_for_sessions())
    }
}

fn path(name: &str) -> Result<Path, GroupingError> {
    use crate::model::Field;
    let unfit = |instead| Err(GroupingError::NoKeyOfGroups { name: name.to_owned(), instead });
    match named_path(name.trim()) {
        Ok(Path::Resource) => unfit("choose resources.ARN, or open the view of resources"),
        Ok(Path::Fact(_)) => unfit("choose fields of the record, and put it into the filter"),
        Ok(Path::Column(Field::EventTime)) => unfit("choose a time step"),
        Ok(path) => Ok(path),
        Err(error) => Err(GroupingError::UnknownName {
            name: name.to_owned(),
            reason: error.message,
            suggestion: error.suggestion,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_but_the_keys_has_a_default() {
        let read: Grouping = serde_json::from_str(r#"{"by":["who","eventName"]}"#).unwrap();
        assert_eq!(read, Grouping::by(&["who", "eventName"]));
        assert_eq!((read.sort, read.ascending, read.top), (GroupSort::Count, false, 50));
        assert!(serde_json::from_str::<Grouping>("{}").is_err());
    }

    #[test]
    fn what_is_written_is_read_again() {
        let grouping = Grouping {
            time_step: Some(TimeStep::Week),
            distinct: Some("sourceIPAddress".to_owned()),
            number: Some("additionalEventData.bytesTransferredOut".to_owned()),
            sort: GroupSort::Key(1),
            ascending: true,
            top: 7,
            ..Grouping::by(&["who", "requestParameters.bucketName"])
        };
        let text = serde_json::to_string(&grouping).unwrap();
        assert_eq!(
            text,
            r#"{"by":["who","requestParameters.bucketName"],"timeStep":"week","distinct":"sourceIPAddress","number":"additionalEventData.bytesTransferredOut","sort":{"key":1},"ascending":true,"top":7}"#
        );
        assert_eq!(serde_json::from_str::<Grouping>(&text).unwrap(), grouping);
        for (sort, written) in [(GroupSort::Count, "\"count\""), (GroupSort::Maximum, "\"maximum\"")] {
            assert_eq!(serde_json::to_string(&sort).unwrap(), written);
        }
    }

    #[test]
    fn names_are_checked() {
        assert_eq!(Grouping::by(&[]).paths(), Err(GroupingError::NoKey));
        assert_eq!(Grouping::by(&["who"; 4]).paths(), Err(GroupingError::ManyKeys(4)));
        let paths = Grouping::by(&["user", "requestParameters.bucketName", "\"x.y\""]).paths().unwrap();
        assert_eq!(paths.by[0], Path::Column(crate::model::Field::Who));
        assert_eq!(paths.by[2], Path::Record(vec!["x".to_owned(), "y".to_owned()]));
        let error = Grouping::by(&["evntName"]).paths().unwrap_err();
        assert_eq!(error.to_string(), "evntName: no field named 'evntName'; did you mean eventName?");
        for (name, instead) in [("resource", "resources.ARN"), ("time", "time step")] {
            let error = Grouping::by(&[name]).paths().unwrap_err();
            assert!(error.to_string().contains(instead), "{error}");
        }
        let wrong = Grouping { distinct: Some("nope".to_owned()), ..Grouping::by(&["who"]) };
        assert!(matches!(wrong.paths(), Err(GroupingError::UnknownName { name, .. }) if name == "nope"));
        let wrong = Grouping { number: Some(String::new()), ..Grouping::by(&["who"]) };
        assert!(wrong.paths().is_err());
    }

    #[test]
    fn sessions_are_asked_for_by_keys_and_measures() {
        assert!(Grouping::by(&["eventName", "actor"]).asks_for_sessions());
        assert!(
            Grouping { distinct: Some("session".to_owned()), ..Grouping::by(&["who"]) }.asks_for_sessions()
        );
        assert!(!Grouping::by(&["who", "nonsense"]).asks_for_sessions());
    }
}
