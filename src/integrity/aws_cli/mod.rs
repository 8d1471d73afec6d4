//! Reproduces the output of `aws cloudtrail validate-logs --verbose` for a bucket with exactly
//! these files and their metadata (`cloudtrail.md` 3.7 and 3.8), with a note at each place where
//! Trailglass's own result differs.

mod bucket;
mod digest_check;
mod walk;

use serde::{Deserialize, Serialize};

use crate::integrity::model::evidence::Evidence;
use crate::integrity::model::findings::{ChainName, Findings};
use crate::integrity::parse::location;

/// The arguments of `aws cloudtrail validate-logs`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ValidateRequest {
    /// `--trail-arn`.
    pub trail_arn: String,
    /// `--region`, the Region whose digests are validated.
    pub region: String,
    /// `--start-time`, in milliseconds since 1970 UTC.
    pub start_millis: i64,
    /// `--end-time`, in milliseconds since 1970 UTC.
    pub end_millis: i64,
    /// The bucket, which the AWS CLI would otherwise look up in CloudTrail.
    pub bucket: String,
    /// The key prefix in the bucket, without a slash at its end; may be empty.
    pub prefix: String,
    /// `--account-id`, or the account of the ARN.
    pub account: String,
    /// The organisation's id; `None` if the trail is not an organisation's.
    pub organization: Option<String>,
}

impl ValidateRequest {
    /// Returns the request that validates a chain over the whole period of its loaded digests.
    pub fn of_chain(findings: &Findings, name: &ChainName) -> ValidateRequest {
        let chains = findings.chains.iter().filter(|chain| {
            ChainName { is_backfill: false, ..chain.name.clone() }
                == ChainName { is_backfill: false, ..name.clone() }
        });
        let digests: Vec<_> = chains.flat_map(|chain| &chain.digests).collect();
        let starts = digests.iter().filter_map(|digest| digest.start.as_ref()?.millis);
        let ends = digests.iter().filter_map(|digest| digest.end.as_ref()?.millis);
        let newest = digests.iter().rev().find(|digest| digest.evidence.is_some());
        let object = newest.or(digests.last()).map(|digest| digest.object.clone()).unwrap_or_default();
        // The account of an organisation's trail is the management account, which no file of a
        // member account names.
        let ChainName { account, trail, home_region, region, organization, .. } = name.clone();
        let start_millis = starts.chain(ends.clone()).min().unwrap_or(0);
        ValidateRequest {
            trail_arn: format!("arn:{}:cloudtrail:{home_region}:{account}:trail/{trail}", partition(&region)),
            region,
            start_millis,
            end_millis: ends.max().unwrap_or(start_millis),
            prefix: location::prefix(&object.key).to_owned(),
            bucket: object.bucket,
            account,
            organization,
        }
    }

    fn trail(&self) -> &str {
        self.trail_arn.rsplit('/').next().unwrap_or_default()
    }

    fn home_region(&self) -> &str {
        self.trail_arn.split(':').nth(3).unwrap_or_default()
    }
}

/// Returns the AWS partition of a Region.
pub(super) fn partition(region: &str) -> &'static str {
    match region.split('-').next() {
        Some("cn") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

/// An output stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stream {
    /// Standard output.
    Output,
    /// Standard error.
    Error,
}

/// A part of the output: a text that is printed to one stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputPart {
    /// The stream that it is printed to.
    pub stream: Stream,
    /// The text, with its line feeds.
    pub text: String,
    /// Trailglass's own result where it differs or adds to the text, with the reason.
    pub note: Option<String>,
}

/// The complete output of the command.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommandOutput {
    /// The texts in the order of printing.
    pub parts: Vec<OutputPart>,
    /// 0 if nothing is INVALID, 1 if something is, 255 if the command gave up.
    pub exit_code: u8,
}

impl CommandOutput {
    /// Returns the complete text of one stream.
    pub fn stream(&self, stream: Stream) -> String {
        self.parts.iter().filter(|part| part.stream == stream).map(|part| part.text.as_str()).collect()
    }
}

/// Produces the output of the command.
pub fn print(evidence: &Evidence, findings: &Findings, request: &ValidateRequest) -> CommandOutput {
    walk::ChainWalk::new(evidence, findings, request).print()
}
