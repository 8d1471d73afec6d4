//! Compares our output in the AWS CLI's words with its actual output.

use serde_json::Value;
use trailglass::base::time::parse_millis;
use trailglass::integrity::aws_cli::{CommandOutput, Stream, ValidateRequest, print};
use trailglass::integrity::check;

use super::scenarios::Scenario;

/// Returns the AWS CLI's arguments for a scenario.
pub fn request(asked: &Value) -> ValidateRequest {
    let text = |name: &str| asked[name].as_str().unwrap_or_default().to_owned();
    // The AWS CLI ignores the UTC offset of a time.
    let time = |name: &str| parse_millis(&text(name)[..19]).expect("a time");
    let account = text("trailArn").split(':').nth(4).expect("an account").to_owned();
    let is_explicit = asked["s3BucketOption"].is_string();
    ValidateRequest {
        trail_arn: text("trailArn"),
        region: text("region"),
        start_millis: time("startTime"),
        end_millis: time("endTime"),
        bucket: if is_explicit { text("s3BucketOption") } else { text("bucket") },
        prefix: text("prefix"),
        account,
        // The AWS CLI looks up the organisation only if it was not given the bucket.
        organization: asked["organizationId"].as_str().filter(|_| !is_explicit).map(str::to_owned),
    }
}

pub fn of(scenario: &Scenario) -> CommandOutput {
    let (evidence, findings) = check::check(scenario.evidence());
    print(&evidence, &findings, &request(&scenario.request))
}

/// Returns whether both outputs are identical.
pub fn is_same(scenario: &Scenario, ours: &CommandOutput) -> bool {
    let exit = scenario.cli["exitCode"].as_u64();
    let both = (ours.stream(Stream::Output), ours.stream(Stream::Error));
    let trimmed =
        |(output, error): &(String, String)| (output.trim_end().to_owned(), error.trim().to_owned());
    exit == Some(ours.exit_code.into()) && trimmed(&both) == trimmed(&scenario.printed)
}
