//! The table of kinds against what it was made of: every request that the
//! tables describe names its resource, and reading changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};
use trailglass::event::resources::Effect;
use trailglass::query::resources_in;

/// The lines of a table of the reference, each in its columns, without the
/// head. `None` where the reference is absent.
fn table(name: &str) -> Option<Vec<Vec<String>>> {
    let path = std::path::Path::new("../shared/iam").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("{} is absent: skipped", path.display());
        return None;
    };
    let rows = text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect());
    Some(rows.collect())
}

/// What a call names, with its kind and what was done to it.
fn named(service: &str, method: &str, request: &Value) -> Vec<(String, String, Effect)> {
    let record = json!({"eventName": method, "eventSource": format!("{service}.amazonaws.com"),
        "awsRegion": "eu-west-1", "recipientAccountId": "111122223333", "requestParameters": request});
    let mut found = Vec::new();
    resources_in(&record.to_string(), &mut |mention| {
        found.push((mention.identity.into_owned(), mention.kind.into_owned(), mention.effect));
    });
    found
}

/// The service and the variables of an ARN format.
fn parts(format: &str) -> Option<(&str, &str, Vec<&str>)> {
    let parts: Vec<&str> = format.splitn(6, ':').collect();
    let variables = parts.get(5)?.split("${").skip(1).filter_map(|part| part.split('}').next());
    Some((parts[2], parts[5], variables.collect()))
}

#[test]
fn every_arn_of_the_reference_has_a_kind() {
    let Some(rows) = table("resources.tsv") else { return };
    let mut without = Vec::new();
    let mut with = 0;
    for row in &rows {
        let [_, kind, format] = &row[..] else { panic!("{row:?}") };
        let Some((_, _, variables)) = parts(format) else { continue };
        // What is the same for all of them names none.
        if variables.is_empty() || kind.contains("wildcard") {
            continue;
        }
        let mut arn = format.replace("${Partition}", "aws").replace("${Region}", "eu-west-1");
        arn = arn.replace("${Account}", "111122223333");
        for (number, variable) in variables.iter().enumerate() {
            arn = arn.replace(&format!("${{{variable}}}"), &format!("v{number}"));
        }
        let found = named("none", "DescribeIt", &json!({"arn": arn}));
        match found.first() {
            Some((_, kind, _)) if kind.starts_with("AWS::") => with += 1,
            _ => without.push(format!("{arn}: {found:?}")),
        }
    }
    println!("{with} with, {} without: {without:#?}", without.len());
    assert!(with > 1_800 && without.len() < 20, "{with}: {without:#?}");
}

#[test]
fn requests_name_what_the_templates_say_and_reading_changes_nothing() {
    let (Some(formats), Some(actions)) = (table("resources.tsv"), table("actions.tsv")) else { return };
    let (Some(templates), Some(prefixes)) = (table("resource-templates.tsv"), table("service-prefixes.tsv")) else {
        return;
    };
    let formats: BTreeMap<(&str, &str), &str> =
        formats.iter().map(|row| ((&*row[0], &*row[1]), &*row[2])).collect();
    let prefixes: BTreeMap<&str, &str> = prefixes.iter().map(|row| (&*row[0], &*row[1])).collect();
    let actions: BTreeMap<(&str, &str), &Vec<String>> =
        actions.iter().map(|row| ((&*row[0], &*row[1]), row)).collect();
    let (mut told, mut missing, mut changed_by_reading) = (0, BTreeSet::new(), BTreeSet::new());
    let mut odd = BTreeSet::new();
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
            let (member, is_list) = member.strip_suffix("[]").map_or((member, false), |member| (member, true));
            if member.is_empty() || !member.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
                continue;
            }
            let key = format!("{}{}", member[..1].to_lowercase(), &member[1..]);
            let number = request.len();
            let value = json!(format!("name{number}"));
            request.insert(key, if is_list { json!([value]) } else { value });
        }
        if request.is_empty() {
            continue;
        }
        let found = named(service, method, &Value::Object(request.clone()));
        let is_reading = matches!(&*of[2], "R" | "L");
        for (identity, kind, effect) in &found {
            if is_reading && effect.is_change() {
                changed_by_reading.insert(format!("{service}:{method} {kind} {effect:?}"));
            }
            let expected = [("Create", Effect::Created), ("Delete", Effect::Deleted)];
            let verb = expected.iter().find(|(verb, _)| method.starts_with(verb));
            if !is_reading && found.len() == 1 && verb.is_some_and(|(_, expected)| expected != effect) || *effect == Effect::Used && !is_reading {
                odd.insert(format!("{service}:{method} {kind} {effect:?} {identity}"));
            }
        }
        told += usize::from(!found.is_empty());
        if found.is_empty() {
            let kinds: Vec<_> = of[3].split([',', ';']).map(|kind| kind.trim().trim_end_matches('*')).collect();
            let shapes: Vec<_> = kinds.iter().filter_map(|kind| formats.get(&(prefix, *kind))).collect();
            missing.insert(format!("{service}:{method} {} {shapes:?}", Value::Object(request)));
        }
    }
    println!("{told} told, {} missing: {missing:#?}", missing.len());
    println!("odd {} {odd:#?}", odd.len());
    assert!(changed_by_reading.is_empty(), "{changed_by_reading:#?}");
}

#[test]
fn dump_corpus() {
    let Some(folder) = crate::support::corpus() else { return };
    let mut world = crate::support::world::World::new(1);
    for (number, path) in crate::support::files_below(&folder).iter().enumerate() {
        let bytes = std::fs::read(path).expect("a readable file");
        world.read(0, number as u32, &path.display().to_string(), &bytes);
    }
    world.settle();
    let mut out = String::new();
    for text in world.texts("") {
        let record: Value = serde_json::from_str(&text).expect("a record");
        resources_in(&text, &mut |m| {
            out.push_str(&format!("{}\t{}\t{}\t{}\t{:?}\n", record["eventSource"], record["eventName"], m.kind, m.identity, m.effect));
        });
    }
    std::fs::write("/tmp/things-w/dump.tsv", out).unwrap();
}
