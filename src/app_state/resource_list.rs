//! The list of resources: its orders, its keys, and the words of its rows and of what is hidden.

use super::list_keys::list_step;
use crate::base::text;
use crate::base::time_display::TimeDisplay;
use crate::model::Selection;
use crate::resources::{Indexed, ResourceRow, ResourceSort};

/// The orders to choose from, each with its label and its description.
pub const RESOURCE_SORTS: [(ResourceSort, &str, &str); 3] = [
    (ResourceSort::Changed, "Changed", "Last changed first"),
    (ResourceSort::Events, "Events", "Most events first"),
    (ResourceSort::Name, "Name", "By the last part of the name"),
];

/// The effect of a key in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceKey {
    /// Goes to the search box.
    Find,
    /// Goes into the history.
    IntoHistory,
    /// Goes to a row.
    Row(u64),
}

/// Returns the effect of a key; see [`list_step`].
pub fn resource_key(key: &str, here: Option<u64>, last: u64, screenful: u64) -> Option<ResourceKey> {
    match (key, here) {
        ("/", _) => Some(ResourceKey::Find),
        ("Enter", Some(_)) => Some(ResourceKey::IntoHistory),
        ("Enter", None) => Some(ResourceKey::Row(0)),
        _ => list_step(key, here, last, screenful).map(ResourceKey::Row),
    }
}

/// Formats a kind: `AWS::EC2::SecurityGroup` as `EC2 SecurityGroup`.
pub fn kind_words(kind: &str) -> String {
    kind.strip_prefix("AWS::").unwrap_or(kind).replace("::", " ")
}

/// Returns the account and the Region of a resource, those that are known: from its ARN, or the
/// given account if that names none.
fn where_of(identity: &str, account: &str) -> Vec<String> {
    let mut parts = identity.splitn(6, ':').skip(3).map(str::to_owned);
    let is_arn = identity.starts_with("arn:");
    let (region, own) = if is_arn { (parts.next(), parts.next()) } else { (None, None) };
    let account = own.filter(|own| !own.is_empty()).unwrap_or_else(|| account.to_owned());
    [account, region.unwrap_or_default()].into_iter().filter(|part| !part.is_empty()).collect()
}

/// Returns the kind, the account and the Region of a resource, as one text.
pub fn about_resource(kind: &str, identity: &str, account: &str) -> String {
    let mut words = vec![kind_words(kind)];
    words.extend(where_of(identity, account));
    words.join(" · ")
}

/// Returns the time that a row shows, and what it is the time of.
pub fn row_time(row: &ResourceRow, times: TimeDisplay) -> (String, &'static str) {
    match (row.tally.changed_millis, row.tally.last_millis) {
        (Some(millis), _) => (times.show(Some(millis)), "Last changed"),
        (None, Some(millis)) => (times.show(Some(millis)), "Last named; never changed"),
        (None, None) => (String::new(), "No event has a time"),
    }
}

/// Returns the number of resources in words; `total` is `None` before the first answer.
pub fn listed_words(total: Option<u64>, indexed: &Indexed) -> String {
    let words = |number| text::counted(number, "resource", "resources");
    total.map_or_else(|| format!("{} in all", words(indexed.resources)), words)
}

/// Returns what hides resources: the filter, the time range, or both; empty if neither is set.
pub fn hidden_by(selection: &Selection) -> &'static str {
    match (selection.filter.is_empty(), selection.time.is_some()) {
        (true, false) => "",
        (false, false) => " by the filter",
        (true, true) => " by the time range",
        (false, true) => " by the filter and the time range",
    }
}

/// Returns the text in place of rows.
pub fn none_words(is_searched: bool, hidden: u64) -> &'static str {
    match (is_searched, hidden > 0) {
        (true, _) => "No resource is like that",
        (false, true) => "No event that is shown names a resource",
        (false, false) => "No event names a resource",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resources::ResourceTally;

    #[test]
    fn enter_goes_into_the_history_of_the_row() {
        assert_eq!(resource_key("Enter", Some(3), 9, 4), Some(ResourceKey::IntoHistory));
        assert_eq!(resource_key("Enter", None, 9, 4), Some(ResourceKey::Row(0)));
        assert_eq!(resource_key("/", None, 9, 4), Some(ResourceKey::Find));
        assert_eq!(resource_key("j", Some(3), 9, 4), Some(ResourceKey::Row(4)));
        assert_eq!(resource_key("x", Some(3), 9, 4), None);
    }

    #[test]
    fn the_account_of_an_arn_is_more_certain_than_the_one_given() {
        let about = |identity, account| about_resource("AWS::EC2::SecurityGroup", identity, account);
        let arn = "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-1";
        assert_eq!(about(arn, "444455556666"), "EC2 SecurityGroup · 111122223333 · eu-west-1");
        assert_eq!(about("sg-1", "444455556666"), "EC2 SecurityGroup · 444455556666");
        assert_eq!(about_resource("AWS::S3::Bucket", "arn:aws:s3:::logs", "1"), "S3 Bucket · 1");
    }

    #[test]
    fn a_row_shows_its_last_change_or_its_last_event() {
        let row = |changed_millis, last_millis| ResourceRow {
            tally: ResourceTally { changed_millis, last_millis, ..ResourceTally::default() },
            ..ResourceRow::default()
        };
        let words = |row: ResourceRow| row_time(&row, TimeDisplay::default()).1;
        assert_eq!(words(row(Some(1), Some(2))), "Last changed");
        assert_eq!(words(row(None, Some(2))), "Last named; never changed");
        assert_eq!(words(row(None, None)), "No event has a time");
    }

    #[test]
    fn the_list_says_how_many_and_why_there_are_none() {
        let indexed = Indexed { resources: 1_234, ..Indexed::default() };
        assert_eq!(listed_words(None, &indexed), "1,234 resources in all");
        assert_eq!(listed_words(Some(1), &indexed), "1 resource");
        assert_eq!(none_words(true, 5), "No resource is like that");
        assert_eq!(none_words(false, 5), "No event that is shown names a resource");
    }
}
