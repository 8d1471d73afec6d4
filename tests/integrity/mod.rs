//! The checks of integrity against the AWS CLI, and against tampering.

mod scenarios;
mod table;

use trailglass::integrity::check;

#[test]
fn every_verdict_is_that_of_the_aws_cli_or_differs_for_a_reason() {
    let mut text = String::new();
    let all = match std::env::var("TG_DIR") {
        Ok(dir) => scenarios::in_folder(dir.as_ref()),
        Err(_) => scenarios::packed(),
    };
    if std::env::var("TG_PACK").is_ok() {
        std::fs::write("tests/integrity/scenarios.tar.gz", scenarios::pack(&all)).expect("written");
    }
    for scenario in all {
        let (_, findings) = check::check(scenario.evidence());
        text += &table::table(&scenario, &findings);
    }
    println!("{text}");
}
