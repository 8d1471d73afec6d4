//! Compares the table of resource kinds with its source: every request that the source describes
//! names its resource, and read calls change nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use trailglass::event::resources::ResourceEffect;
use trailglass::query::resources_in;

/// Returns the rows of a table of the reference, split into columns, without the header; `None` if
/// the reference is absent.
fn table(name: &str) -> Option<Vec<Vec<String>>> {
    let path = std::path::Path::new("../shared/iam").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("{} is absent: skipped", path.display());
        return None;
    };
    let rows = text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect());
    Some(rows.collect())
}

/// Returns the resources that a call names, with their kinds and the call's effects.
fn named(service: &str, method: &str, request: &Value) -> Vec<(String, String, ResourceEffect)> {
    let record = json!({"eventName": method, "eventSource": format!("{service}.amazonaws.com"),
        "awsRegion": "eu-west-1", "recipientAccountId": "111122223333", "requestParameters": request});
    let mut found = Vec::new();
    resources_in(&record.to_string(), &mut |mention| {
        found.push((mention.identity.into_owned(), mention.kind.into_owned(), mention.effect));
    });
    found
}

#[test]
fn every_arn_of_the_reference_has_a_kind() {
    let Some(rows) = table("resources.tsv") else { return };
    let mut without = Vec::new();
    let mut with = 0;
    for row in &rows {
        let [_, kind, format] = &row[..] else { panic!("{row:?}") };
        let columns: Vec<&str> = format.splitn(6, ':').collect();
        let &[_, _, service, region, account, resource] = &columns[..] else { continue };
        // An ARN that does not end with a variable names no single resource, and neither does a
        // wildcard.
        let is_one = resource.ends_with('}') && !kind.contains("wildcard") && !service.contains('$');
        if !is_one || region == "*" {
            continue;
        }
        let region = if region.is_empty() { "" } else { "eu-west-1" };
        let account = if account.is_empty() { "" } else { "111122223333" };
        let mut parts = resource.split("${");
        let mut end = parts.next().unwrap_or_default().to_owned();
        for (number, part) in parts.enumerate() {
            end.push_str(&format!("v{number}"));
            end.push_str(part.split_once('}').map_or("", |(_, literal)| literal));
        }
        let arn = format!("arn:aws:{service}:{region}:{account}:{end}");
        let found = named("none", "DescribeIt", &json!({"arn": arn}));
        match found.first() {
            Some((_, kind, _)) if kind.starts_with("AWS::") => with += 1,
            _ => without.push(format!("{arn}: {found:?}")),
        }
    }
    // Two have two adjacent variables without a separator, and one applies to every service.
    assert!(with > 1_900 && without.len() < 10, "{with}: {without:#?}");
}

#[test]
fn requests_name_what_the_templates_say_and_reading_changes_nothing() {
    let Some(actions) = table("actions.tsv") else { return };
    let (Some(templates), Some(prefixes)) = (table("resource-templates.tsv"), table("service-prefixes.tsv"))
    else {
        return;
    };
    let prefixes: BTreeMap<&str, &str> = prefixes.iter().map(|row| (&*row[0], &*row[1])).collect();
    let actions: BTreeMap<(&str, &str), &Vec<String>> =
        actions.iter().map(|row| ((&*row[0], &*row[1]), row)).collect();
    let (mut with_names, mut asked, mut changed_by_reading) = (0, 0, BTreeSet::new());
    for row in &templates {
        let [sdk, method, action, said] = &row[..] else { continue };
        let Some((prefix, name)) = action.split_once(':') else { continue };
        let folded = sdk.to_lowercase().replace(' ', "");
        let service = prefixes.get(&**sdk).copied().unwrap_or(&folded);
        let Some(of) = actions.get(&(prefix, name)) else { continue };
        if service != prefix {
            continue;
        }
        let mut request = Map::new();
        for part in said.split(';') {
            let Some((_, member)) = part.split_once('=') else { continue };
            let member = member.trim_start_matches("${").trim_end_matches('}');
            let (member, is_list) =
                member.strip_suffix("[]").map_or((member, false), |member| (member, true));
            let is_plain = !member.is_empty() && member.bytes().all(|byte| byte.is_ascii_alphanumeric());
            // Members for ARNs contain no names.
            if is_plain && !member.to_lowercase().ends_with("arn") && !member.to_lowercase().ends_with("arns")
            {
                let key = format!("{}{}", member[..1].to_lowercase(), &member[1..]);
                let value = json!(format!("name{}", request.len()));
                request.insert(key, if is_list { json!([value]) } else { value });
            }
        }
        if request.is_empty() {
            continue;
        }
        let found = named(service, method, &Value::Object(request));
        asked += 1;
        with_names += usize::from(!found.is_empty());
        for (_, kind, effect) in found {
            if matches!(&*of[2], "R" | "L") && effect.is_change() {
                changed_by_reading.insert(format!("{service}:{method} {kind} {effect:?}"));
            }
        }
    }
    println!("{with_names} of {asked} requests name something");
    assert!(asked > 4_000 && with_names * 100 > asked * 88, "{with_names} of {asked}");
    assert!(changed_by_reading.is_empty(), "{changed_by_reading:#?}");
}
