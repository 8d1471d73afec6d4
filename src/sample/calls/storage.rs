//! Calls about buckets, objects, keys, secrets and parameters.

use super::{NULL, S3_DATA, SampleCall, SampleCallKind, read, write};

const OBJECT_REQUEST: &str = r#"{"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","key":"$O"}"#;

pub(in crate::sample) static LIST_BUCKETS: SampleCall =
    read("s3", "ListBuckets", r#"{"Host":"s3.$R.amazonaws.com"}"#).with(S3_DATA).target("\"arn:aws:s3:::*\"");
pub(in crate::sample) static GET_BUCKET_POLICY: SampleCall =
    read("s3", "GetBucketPolicy", r#"{"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","policy":""}"#)
        .bucket();
pub(in crate::sample) static GET_BUCKET_LOCATION: SampleCall =
    read("s3", "GetBucketLocation", r#"{"bucketName":"$B","Host":"s3.$R.amazonaws.com","location":""}"#)
        .bucket();
pub(in crate::sample) static GET_BUCKET_ACL: SampleCall =
    read("s3", "GetBucketAcl", r#"{"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","acl":""}"#).bucket();
pub(in crate::sample) static GET_BUCKET_POLICY_STATUS: SampleCall = read(
    "s3",
    "GetBucketPolicyStatus",
    r#"{"bucketName":"$B","Host":"s3.$R.amazonaws.com","policyStatus":""}"#,
)
.bucket();
pub(in crate::sample) static GET_BUCKET_VERSIONING: SampleCall = read(
    "s3",
    "GetBucketVersioning",
    r#"{"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","versioning":""}"#,
)
.bucket();
pub(in crate::sample) static GET_BUCKET_PUBLIC_ACCESS_BLOCK: SampleCall = read(
    "s3",
    "GetBucketPublicAccessBlock",
    r#"{"bucketName":"$B","Host":"s3.$R.amazonaws.com","publicAccessBlock":""}"#,
)
.bucket();
pub(in crate::sample) static GET_BUCKET_ENCRYPTION: SampleCall = read(
    "s3",
    "GetBucketEncryption",
    r#"{"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","encryption":""}"#,
)
.bucket();
pub(in crate::sample) static LIST_OBJECTS: SampleCall = read(
    "s3",
    "ListObjects",
    r#"{$p"list-type":"2","bucketName":"$B","encoding-type":"url","prefix":"","Host":"$B.s3.$R.amazonaws.com"}"#,
)
.bucket()
.kind(SampleCallKind::Data)
.on(r#"[{"type":"AWS::S3::Object","ARNPrefix":"arn:aws:s3:::$B/"},{"accountId":"$A","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::$B"}]"#);
pub(in crate::sample) static GET_OBJECT: SampleCall = read("s3", "GetObject", OBJECT_REQUEST).object();
pub(in crate::sample) static HEAD_OBJECT: SampleCall = read("s3", "HeadObject", OBJECT_REQUEST).object();
pub(in crate::sample) static DELETE_OBJECT: SampleCall = write("s3", "DeleteObject", OBJECT_REQUEST).object();
pub(in crate::sample) static PUT_OBJECT: SampleCall = write(
    "s3",
    "PutObject",
    r#"{"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","x-amz-server-side-encryption":"aws:kms","key":"$O"}"#,
)
.object()
.gives(r#"{"x-amz-server-side-encryption":"aws:kms","x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:$R:$A:key/$K","x-amz-version-id":"$f"}"#);

pub(in crate::sample) static DECRYPT: SampleCall = read(
    "kms",
    "Decrypt",
    r#"{"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::$B/$O"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}"#,
)
.key();
pub(in crate::sample) static DECRYPT_VARIABLES: SampleCall = read(
    "kms",
    "Decrypt",
    r#"{"encryptionContext":{"aws:lambda:FunctionArn":"arn:aws:lambda:$R:$A:function:$F"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}"#,
)
.key();
pub(in crate::sample) static GENERATE_DATA_KEY: SampleCall = read(
    "kms",
    "GenerateDataKey",
    r#"{"keyId":"arn:aws:kms:$R:$A:key/$K","encryptionContext":{"aws:s3:arn":"arn:aws:s3:::$B/$O"},"keySpec":"AES_256"}"#,
)
.key();
pub(in crate::sample) static GENERATE_DATA_KEY_FOR_TRAIL: SampleCall = read(
    "kms",
    "GenerateDataKey",
    r#"{"keySpec":"AES_256","encryptionContext":{"aws:cloudtrail:arn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/larkfield-org-trail","aws:s3:arn":"arn:aws:s3:::larkfield-org-trail-logs/AWSLogs/o-larkfield7/$A/CloudTrail/$R/$y/$A_CloudTrail_$R_$x"},"keyId":"arn:aws:kms:$R:$A:key/$K"}"#,
)
.key();
pub(in crate::sample) static DESCRIBE_KEY: SampleCall =
    read("kms", "DescribeKey", r#"{"keyId":"arn:aws:kms:$R:$A:key/$K"}"#).key();
pub(in crate::sample) static ROTATE_KEY: SampleCall = write("kms", "RotateKey", NULL)
    .key()
    .kind(SampleCallKind::Service)
    .with(r#""serviceEventDetails":{"rotationType":"AUTOMATIC","keyOrigin":"AWS_KMS","keyId":"$K"},"#);
pub(in crate::sample) static GET_SECRET_VALUE: SampleCall = read(
    "secretsmanager",
    "GetSecretValue",
    r#"{"secretId":"arn:aws:secretsmanager:$R:$A:secret:$P","versionStage":"AWSCURRENT"}"#,
)
.target("arn:aws:secretsmanager:$R:$A:secret:$P");
pub(in crate::sample) static LIST_SECRETS: SampleCall =
    read("secretsmanager", "ListSecrets", r#"{"maxResults":100}"#);
pub(in crate::sample) static GET_PARAMETER: SampleCall =
    read("ssm", "GetParameter", r#"{"name":"/$P","withDecryption":true}"#)
        .on(r#"[{"accountId":"$A","ARN":"arn:aws:ssm:$R:$A:parameter/$P"}]"#)
        .target("arn:aws:ssm:$R:$A:parameter/$P");
pub(in crate::sample) static GET_PARAMETERS_BY_PATH: SampleCall =
    read("ssm", "GetParametersByPath", r#"{$p"path":"/$Q/","recursive":true,"withDecryption":true}"#)
        .target("arn:aws:ssm:$R:$A:parameter/$Q/");
pub(in crate::sample) static DESCRIBE_PARAMETERS: SampleCall =
    read("ssm", "DescribeParameters", r#"{"maxResults":50}"#).target("arn:aws:ssm:$R:$A:*");
pub(in crate::sample) static PUT_PARAMETER: SampleCall = write(
    "ssm",
    "PutParameter",
    r#"{"name":"/$P/release","type":"String","value":"HIDDEN_DUE_TO_SECURITY_REASONS","overwrite":true}"#,
)
.gives(r#"{"version":$n,"tier":"Standard"}"#)
.on(r#"[{"accountId":"$A","ARN":"arn:aws:ssm:$R:$A:parameter/$P/release"}]"#);
pub(in crate::sample) static START_SESSION: SampleCall = write("ssm", "StartSession", r#"{"target":"$I"}"#).gives(
    r#"{"sessionId":"$Y-$x$x","tokenValue":"Value hidden due to security reasons.","streamUrl":"wss://ssmmessages.$R.amazonaws.com/v1/data-channel/$Y-$x?role=publish_subscribe"}"#,
);
pub(in crate::sample) static UPDATE_INSTANCE_INFORMATION: SampleCall = write(
    "ssm",
    "UpdateInstanceInformation",
    r#"{"instanceId":"$Y","agentVersion":"3.3.1611.0","agentStatus":"Active","platformType":"Linux","platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"10.20.$k.$k","computerName":"ip-10-20-$k-$k.$R.compute.internal","agentName":"amazon-ssm-agent","availabilityZone":"$Ra"}"#,
);
