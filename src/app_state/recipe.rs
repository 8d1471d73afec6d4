//! Command lines that users copy.

/// One command line and its description.
#[derive(Debug)]
pub struct Recipe {
    /// The result of the command.
    pub title: &'static str,
    /// The command line.
    pub line: &'static str,
    /// A remark about the command.
    pub note: &'static str,
}

/// How to get what proves the logs.
pub const DIGEST_RECIPES: &[Recipe] = &[
    Recipe {
        title: "The digest files, beside the logs",
        line: "aws s3 sync s3://BUCKET/AWSLogs/ACCOUNT/CloudTrail-Digest/ AWSLogs/ACCOUNT/CloudTrail-Digest/",
        note: "Keep the folders: they say which account, Region and hour a digest belongs to",
    },
    Recipe {
        title: "The public keys, for each Region and the time of its digests",
        line: "aws cloudtrail list-public-keys --region REGION --start-time 2024-03-01T00:00:00Z \\\n  --end-time 2024-04-01T00:00:00Z > keys/public-keys-REGION.json",
        note: "Into a folder of their own: keys that lie among logs prove nothing, and without keys digests and logs can be consistent, but not authenticated",
    },
    Recipe {
        title: "The signature of the newest digest of each Region",
        line: "aws s3api head-object --bucket BUCKET --key AWSLogs/ACCOUNT/CloudTrail-Digest/REGION/…/NAME.json.gz \\\n  > NAME.json.gz.head.json",
        note: "Every other signature stands in the digest that follows; drop the .head.json beside its digest",
    },
];
