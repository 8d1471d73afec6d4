//! Statements find the same events as the filter.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use trailglass::sql::Dialect;

use super::{SqlTrail, ids, macros, python, run, said, texts, trail};
use crate::filters::{StoredEvent, conditions, events_of};

/// Returns filters over the trail's own paths and values; deterministic.
fn filters(events: &[StoredEvent]) -> Vec<String> {
    let conditions = conditions(events);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    let mut filters: Vec<String> = [
        "who:*admin*",
        "service:(iam or sts) and outcome:failed",
        "userAgentFamily:*cli*",
        "category:Data",
        "account:111122223333",
        "sourceIPAddress:10.0.0.0/8 or sourceIPAddress:203.0.113.0/24",
        "not errorCode:* and readOnly:false",
        "eventName:/^(Create|Put).*(Key|Policy)$/",
        "eventTime >= 2025-03-04 and eventTime < 2025-03-06T12:30",
        "userIdentity.sessionContext.attributes.creationDate >= 2025-03-05",
        "requestParameters.maxItems > 10 or requestParameters.durationSeconds >= 3600",
        "requestparameters.BUCKETNAME:*",
        "responseElements.credentials.accessKeyId:ASIA*",
        "resources.ARN:arn:aws:s3*",
        "resource:*bucket*",
        "who > \"m\"",
        "actor:alice and eventName:Get*",
        "not (actor:alice or eventName:Get*)",
        "resource:arn:aws:iam::111122223333:role/Admin",
        "key:AKIA*",
        "eventTime:*T1*",
        "not userIdentity.userName:*",
    ]
    .map(str::to_owned)
    .to_vec();
    while filters.len() < 130 {
        let (a, b) = (&conditions[next(conditions.len())], &conditions[next(conditions.len())]);
        filters.push(match next(8) {
            0..=3 => a.clone(),
            4 => format!("{a} and {b}"),
            5 => format!("{a} or {b}"),
            6 => format!("not ({a} or {b})"),
            _ => format!("{a} and not {b}"),
        });
    }
    filters
}

#[test]
fn statements_find_what_the_filter_finds() {
    let Some(python) = python() else { return };
    let SqlTrail { mut client, files, table } = trail("finding");
    let events = events_of(&mut client);
    let filters = filters(&events);
    let asked = json!({
        "files": files, "table": table.create(), "macros": macros(), "groups": [], "literals": [],
        "cases": filters.iter().map(|filter| texts(filter, &table)).collect::<Vec<_>>(),
    });
    let answer = run(&python, &asked);
    let (mut wrong, mut exact, mut some) = (Vec::new(), [0, 0], 0);
    for (filter, found) in filters.iter().zip(answer["cases"].as_array().expect("cases")) {
        let ours = ids(&mut client, filter, Dialect::DuckDb);
        some += usize::from(!ours.is_empty() && ours.len() < events.len());
        let lake = &found["lake"]["ids"][0];
        if lake != "1" {
            wrong.push(format!("{filter}\n  CloudTrail Lake: {}", found["lake"]));
        }
        for (place, (dialect, name)) in
            [(Dialect::DuckDb, "duckdb"), (Dialect::Athena, "athena")].into_iter().enumerate()
        {
            let statement = said(dialect, filter, &table);
            let ours = ids(&mut client, filter, dialect);
            let Some(theirs) = found[name]["ids"].as_array() else {
                wrong.push(format!(
                    "{filter}\n  {name}: {}",
                    found[name]["error"].as_str().unwrap_or_default()
                ));
                continue;
            };
            let theirs: Vec<&str> = theirs.iter().filter_map(Value::as_str).collect();
            let is_exact = statement.left_out.is_empty();
            exact[place] += usize::from(is_exact);
            let (mine, other): (BTreeSet<&str>, BTreeSet<&str>) =
                (ours.iter().map(String::as_str).collect(), theirs.iter().copied().collect());
            let agrees = if is_exact { ours == theirs } else { mine.is_subset(&other) };
            if !agrees {
                let lost: Vec<_> = mine.difference(&other).take(3).collect();
                let more: Vec<_> = other.difference(&mine).take(3).collect();
                wrong.push(format!(
                    "{filter}\n  {name}: {} here, {} there; lost {lost:?}, more {more:?}; left out {:?}\n{}",
                    ours.len(),
                    theirs.len(),
                    statement.left_out,
                    statement.text
                ));
            }
        }
    }
    println!(
        "{} events, {} filters ({some} find some): said exactly for DuckDB {}, for Athena {}",
        events.len(),
        filters.len(),
        exact[0],
        exact[1]
    );
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), filters.len(), wrong.join("\n\n"));
    assert!(some > 100 && exact[0] > 110 && exact[1] > 95, "{some} {exact:?}");
}
