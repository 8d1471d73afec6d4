//! Writes groups as comma-separated values.

use super::chart::NO_VALUE;
use super::{GroupCount, Grouping, NumberStatistics};
use crate::base::csv::push_row;
use crate::base::time::to_text;
use crate::grouping::GroupTable;

/// Returns the groups of a table, one per line, followed by one line for all others. Times are in
/// UTC, shares are fractions of 1.
pub fn csv(grouping: &Grouping, table: &GroupTable) -> String {
    let mut out = String::new();
    let mut heads: Vec<String> = grouping.by.clone();
    heads.extend(grouping.time_step.map(|step| format!("{} (UTC)", step.name())));
    heads.extend(["events", "share", "first", "last"].map(str::to_owned));
    heads.extend(grouping.distinct.as_ref().map(|name| format!("distinct {name}")));
    if let Some(name) = &grouping.number {
        heads.extend(["numbers", "sum", "minimum", "maximum"].map(|head| format!("{head} of {name}")));
    }
    push_row(&mut out, &heads);
    let keys = grouping.by.len() + usize::from(grouping.time_step.is_some());
    for row in &table.rows {
        let value = |value: &String| if value.is_empty() { NO_VALUE.to_owned() } else { value.clone() };
        let mut cells: Vec<String> = row.values.iter().map(value).collect();
        if grouping.time_step.is_some() {
            cells.push(row.slice_millis.map(to_text).unwrap_or_else(|| NO_VALUE.to_owned()));
        }
        push_measures(&mut cells, &row.count, table.events, row.distinct, row.numbers);
        push_row(&mut out, &cells);
    }
    if let Some(rest) = &table.rest {
        let mut cells = vec![format!("({} more groups)", rest.groups)];
        cells.resize(keys.max(1), String::new());
        push_measures(&mut cells, &rest.count, table.events, rest.distinct, rest.numbers);
        push_row(&mut out, &cells);
    }
    out
}

fn push_measures(
    cells: &mut Vec<String>,
    count: &GroupCount,
    events: u64,
    distinct: Option<u64>,
    numbers: Option<NumberStatistics>,
) {
    cells.push(count.events.to_string());
    cells.push(format!("{:.6}", count.events as f64 / events.max(1) as f64));
    cells.extend(
        [count.first_millis, count.last_millis].map(|millis| millis.map(to_text).unwrap_or_default()),
    );
    cells.extend(distinct.map(|distinct| distinct.to_string()));
    if let Some(numbers) = numbers {
        cells.push(numbers.numbers.to_string());
        let known =
            |number: super::Decimal| if numbers.numbers > 0 { number.to_string() } else { String::new() };
        cells.extend([numbers.sum, numbers.minimum, numbers.maximum].map(known));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grouping::{Decimal, GroupRow, RestOfGroups, TimeStep};

    #[test]
    fn every_group_has_a_line_and_no_cell_is_a_formula() {
        let grouping = Grouping {
            time_step: Some(TimeStep::Day),
            number: Some("additionalEventData.bytesTransferredOut".to_owned()),
            ..Grouping::by(&["who"])
        };
        let number = Decimal::parse("-5").unwrap();
        let count = GroupCount { events: 2, first_millis: Some(0), last_millis: Some(1_000) };
        let numbers = Some(NumberStatistics { numbers: 1, sum: number, minimum: number, maximum: number });
        let row = |value: &str| GroupRow {
            values: vec![value.to_owned()],
            slice_millis: Some(0),
            count,
            numbers,
            ..GroupRow::default()
        };
        let table = GroupTable {
            rows: vec![row("=1+1"), row("")],
            rest: Some(RestOfGroups {
                groups: 3,
                count,
                numbers: Some(NumberStatistics::default()),
                distinct: None,
            }),
            events: 8,
            ..GroupTable::default()
        };
        let text = csv(&grouping, &table);
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert!(lines[0].starts_with("who,day (UTC),events,share,first,last,numbers of "));
        assert_eq!(
            lines[1],
            "\"'=1+1\",1970-01-01T00:00:00Z,2,0.250000,1970-01-01T00:00:00Z,1970-01-01T00:00:01Z,1,-5,-5,-5"
        );
        assert!(lines[2].starts_with("(none),"));
        assert!(lines[3].starts_with("(3 more groups),,2,") && lines[3].ends_with(",0,,,"));
    }
}
