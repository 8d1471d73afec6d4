//! The checks of integrity against the AWS CLI, and against tampering.

mod printed;
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

#[test]
fn the_words_of_the_aws_cli_are_its_words() {
    for scenario in scenarios::packed() {
        let ours = printed::of(&scenario);
        if !printed::is_same(&scenario, &ours) {
            println!("DIFFERS {} exit {} {}", scenario.name, ours.exit_code, scenario.cli["exitCode"]);
            println!(
                "--- ours\n{}\n--- err\n{}",
                ours.stream(trailglass::integrity::aws_cli::Stream::Output),
                ours.stream(trailglass::integrity::aws_cli::Stream::Error)
            );
            println!("--- theirs\n{}\n--- err\n{}", scenario.printed.0, scenario.printed.1);
        }
    }
}
