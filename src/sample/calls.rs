//! The API calls of the story, with their parameters as AWS records them.
//! The texts are templates of [`super::scene`]; the shapes were taken from
//! real records and from AWS's examples.

/// A call that can be told.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    /// The endpoint's short name, such as `iam`.
    pub(super) service: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    pub(super) read_only: bool,
    /// `requestParameters`.
    pub(super) request: &'static str,
    /// `responseElements`.
    pub(super) response: &'static str,
    /// `resources`, or nothing.
    pub(super) resources: &'static str,
    /// Further members with a comma after each.
    pub(super) extra: &'static str,
    /// The resource that a denial names, or nothing.
    pub(super) target: &'static str,
}

/// What kind of event it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A call of the control plane.
    Management,
    /// A call that touches data.
    Data,
    /// A sign-in to the console.
    SignIn,
    /// Something a service did by itself.
    Service,
}

const NULL: &str = "null";

const fn read(service: &'static str, name: &'static str, request: &'static str) -> Call {
    Call {
        service,
        name,
        kind: Kind::Management,
        read_only: true,
        request,
        response: NULL,
        resources: "",
        extra: "",
        target: "",
    }
}

const fn write(service: &'static str, name: &'static str, request: &'static str) -> Call {
    let mut call = read(service, name, request);
    call.read_only = false;
    call
}

impl Call {
    const fn kind(mut self, kind: Kind) -> Call {
        self.kind = kind;
        self
    }

    const fn gives(mut self, response: &'static str) -> Call {
        self.response = response;
        self
    }

    const fn on(mut self, resources: &'static str) -> Call {
        self.resources = resources;
        self
    }

    const fn with(mut self, extra: &'static str) -> Call {
        self.extra = extra;
        self
    }

    const fn target(mut self, target: &'static str) -> Call {
        self.target = target;
        self
    }

    /// A call to S3 about a bucket.
    const fn bucket(self) -> Call {
        self.on(r#"[{"accountId":"$A","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::$B"}]"#)
            .target(r#""arn:aws:s3:::$B""#)
            .with(S3_DATA)
    }

    /// A call to S3 about an object.
    const fn object(self) -> Call {
        let call = self.kind(Kind::Data).with(S3_DATA).target(r#""arn:aws:s3:::$B/$O""#);
        call.on(r#"[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::$B/$O"},{"accountId":"$A","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::$B"}]"#)
    }

    /// A call to KMS about a key.
    const fn key(self) -> Call {
        self.on(r#"[{"accountId":"$A","type":"AWS::KMS::Key","ARN":"arn:aws:kms:$R:$A:key/$K"}]"#)
            .target("arn:aws:kms:$R:$A:key/$K")
    }
}

const S3_DATA: &str = r#""additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,"AuthenticationMethod":"AuthHeader","x-amz-id-2":"$s","bytesTransferredOut":$n},"#;
const OBJECT_REQUEST: &str = r#"{"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","key":"$O"}"#;

// Sessions
pub(super) static GET_CALLER_IDENTITY: Call = read("sts", "GetCallerIdentity", NULL);
const ROLE_RESOURCE: &str = r#"[{"accountId":"$J","type":"AWS::IAM::Role","ARN":"$X"}]"#;
const ISSUED: &str = r#"{"credentials":{"accessKeyId":"$Z","sessionToken":"$t","expiration":"$e"},"assumedRoleUser":{"assumedRoleId":"$W:$Y","arn":"arn:aws:sts::$J:assumed-role/$L/$Y"}}"#;
pub(super) static ASSUME_ROLE: Call =
    read("sts", "AssumeRole", r#"{"roleArn":"$X","roleSessionName":"$Y","durationSeconds":3600}"#)
        .gives(ISSUED)
        .on(ROLE_RESOURCE)
        .target("$X");
/// With a source identity, which stays with every session that follows.
pub(super) static ASSUME_ROLE_AS: Call = read(
    "sts",
    "AssumeRole",
    r#"{"roleArn":"$X","roleSessionName":"$Y","durationSeconds":3600,"sourceIdentity":"$D"}"#,
)
.gives(r#"{"credentials":{"accessKeyId":"$Z","sessionToken":"$t","expiration":"$e"},"assumedRoleUser":{"assumedRoleId":"$W:$Y","arn":"arn:aws:sts::$J:assumed-role/$L/$Y"},"sourceIdentity":"$D"}"#)
.on(ROLE_RESOURCE)
.with(r#""additionalEventData":{"RequestDetails":{"awsServingRegion":"$R","endpointType":"regional"}},"#);
pub(super) static ASSUME_ROLE_WITH_WEB_IDENTITY: Call = read(
    "sts",
    "AssumeRoleWithWebIdentity",
    r#"{"durationSeconds":3600,"roleSessionName":"$Y","roleArn":"$X"}"#,
)
.gives(r#"{"subjectFromWebIdentityToken":"$D","assumedRoleUser":{"assumedRoleId":"$W:$Y","arn":"arn:aws:sts::$J:assumed-role/$L/$Y"},"credentials":{"accessKeyId":"$Z","sessionToken":"$t","expiration":"$e"},"provider":"arn:aws:iam::$J:oidc-provider/token.actions.githubusercontent.com","audience":"sts.amazonaws.com"}"#)
.on(ROLE_RESOURCE)
.with(r#""additionalEventData":{"identityProviderConnectionVerificationMethod":"IAMTrustStore"},"#);
pub(super) static ASSUME_ROLE_WITH_SAML: Call = read(
    "sts",
    "AssumeRoleWithSAML",
    r#"{"sAMLAssertionID":"_$g","roleSessionName":"$Y","durationSeconds":43200,"roleArn":"$X","principalArn":"arn:aws:iam::$J:saml-provider/AWSSSO_3f1c9a7be02d4856_DO_NOT_DELETE"}"#,
)
.gives(r#"{"subjectType":"persistent","issuer":"https://portal.sso.us-east-1.amazonaws.com/saml/assertion/$f","credentials":{"accessKeyId":"$Z","sessionToken":"$t","expiration":"$o"},"nameQualifier":"$E","assumedRoleUser":{"assumedRoleId":"$W:$Y","arn":"arn:aws:sts::$J:assumed-role/$L/$Y"},"subject":"$Y","audience":"https://signin.aws.amazon.com/saml"}"#)
.on(r#"[{"accountId":"$J","type":"AWS::IAM::Role","ARN":"$X"},{"accountId":"$J","type":"AWS::IAM::SAMLProvider","ARN":"arn:aws:iam::$J:saml-provider/AWSSSO_3f1c9a7be02d4856_DO_NOT_DELETE"}]"#);
pub(super) static USER_AUTHENTICATION: Call = write("signin", "UserAuthentication", NULL).kind(Kind::Service).with(
    r#""additionalEventData":{"AuthWorkflowID":"$G","LoginTo":"https://larkfield.awsapps.com/start/","CredentialType":"PASSWORD,TOTP"},"serviceEventDetails":{"UserAuthentication":"Success"},"#,
);
pub(super) static FEDERATE: Call = write("sso", "Federate", NULL)
    .kind(Kind::Service)
    .with(r#""serviceEventDetails":{"role_name":"$Q","account_id":"$J"},"#);
pub(super) static GET_ROLE_CREDENTIALS: Call = read("sso", "GetRoleCredentials", NULL)
    .kind(Kind::Service)
    .with(r#""serviceEventDetails":{"role_name":"$Q","account_id":"$J"},"#);
pub(super) static CONSOLE_LOGIN: Call =
    write("signin", "ConsoleLogin", NULL).kind(Kind::SignIn).gives(r#"{"ConsoleLogin":"Success"}"#).with(
        r#""additionalEventData":{"LoginTo":"https://console.aws.amazon.com/","MobileVersion":"No","MFAUsed":"No"},"#,
    );
pub(super) static CONSOLE_LOGIN_MFA: Call =
    write("signin", "ConsoleLogin", NULL).kind(Kind::SignIn).gives(r#"{"ConsoleLogin":"Success"}"#).with(
        r#""additionalEventData":{"LoginTo":"https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgsFromTB_us-east-1_$x","MobileVersion":"No","MFAIdentifier":"arn:aws:iam::$A:mfa/$U","MFAUsed":"Yes"},"#,
    );
pub(super) static CONSOLE_LOGIN_FAILED: Call =
    write("signin", "ConsoleLogin", NULL).kind(Kind::SignIn).gives(r#"{"ConsoleLogin":"Failure"}"#).with(
        r#""errorMessage":"Failed authentication","additionalEventData":{"LoginTo":"https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgsFromTB_us-east-1_$x","MobileVersion":"No","MFAUsed":"No"},"#,
    );
pub(super) static GET_SIGNIN_TOKEN: Call = write("signin", "GetSigninToken", NULL)
    .kind(Kind::SignIn)
    .gives(r#"{"credentials":{"accessKeyId":"$Z"},"GetSigninToken":"Success"}"#)
    .with(r#""additionalEventData":{"MobileVersion":"No","MFAUsed":"No"},"#);

// EC2
pub(super) static DESCRIBE_INSTANCES: Call =
    read("ec2", "DescribeInstances", r#"{$p"maxResults":1000,"instancesSet":{},"filterSet":{}}"#);
static DESCRIBE_INSTANCE: Call =
    read("ec2", "DescribeInstances", r#"{"instancesSet":{"items":[{"instanceId":"$I"}]},"filterSet":{}}"#);
static DESCRIBE_INSTANCE_STATUS: Call = read(
    "ec2",
    "DescribeInstanceStatus",
    r#"{"instancesSet":{"items":[{"instanceId":"$I"}]},"filterSet":{},"includeAllInstances":true}"#,
);
static DESCRIBE_INSTANCE_ATTRIBUTE: Call =
    read("ec2", "DescribeInstanceAttribute", r#"{"instanceId":"$I","attribute":"userData"}"#);
pub(super) static DESCRIBE_SECURITY_GROUPS: Call = read(
    "ec2",
    "DescribeSecurityGroups",
    r#"{"securityGroupSet":{},"securityGroupIdSet":{"items":[{"groupId":"$S"}]},"filterSet":{}}"#,
);
pub(super) static DESCRIBE_VPCS: Call =
    read("ec2", "DescribeVpcs", r#"{"vpcSet":{"items":[{"vpcId":"$V"}]},"filterSet":{}}"#);
static DESCRIBE_SUBNETS: Call =
    read("ec2", "DescribeSubnets", r#"{"subnetSet":{"items":[{"subnetId":"$N"}]},"filterSet":{}}"#);
static DESCRIBE_ROUTE_TABLES: Call = read(
    "ec2",
    "DescribeRouteTables",
    r#"{$p"routeTableIdSet":{},"filterSet":{"items":[{"name":"association.subnet-id","valueSet":{"items":[{"value":"$N"}]}}]}}"#,
);
static DESCRIBE_VPC_ATTRIBUTE: Call =
    read("ec2", "DescribeVpcAttribute", r#"{"vpcId":"$V","attribute":"enableDnsHostnames"}"#);
static DESCRIBE_VOLUMES: Call = read(
    "ec2",
    "DescribeVolumes",
    r#"{$p"volumeSet":{},"filterSet":{"items":[{"name":"attachment.instance-id","valueSet":{"items":[{"value":"$I"}]}}]}}"#,
);
pub(super) static DESCRIBE_REGIONS: Call =
    read("ec2", "DescribeRegions", r#"{"regionSet":{},"allRegions":true}"#);
pub(super) static DESCRIBE_SNAPSHOTS: Call = read(
    "ec2",
    "DescribeSnapshots",
    r#"{$p"maxResults":1000,"snapshotSet":{},"ownersSet":{"items":[{"owner":"self"}]},"sharedUsersSet":{},"filterSet":{}}"#,
);
static DESCRIBE_NETWORK_INTERFACES: Call = read(
    "ec2",
    "DescribeNetworkInterfaces",
    r#"{$p"networkInterfaceIdSet":{},"filterSet":{"items":[{"name":"group-id","valueSet":{"items":[{"value":"$S"}]}}]}}"#,
);
static DESCRIBE_TAGS: Call = read(
    "ec2",
    "DescribeTags",
    r#"{$p"filterSet":{"items":[{"name":"resource-id","valueSet":{"items":[{"value":"$I"}]}}]}}"#,
);
static CREATE_TAGS: Call = write(
    "ec2",
    "CreateTags",
    r#"{"resourcesSet":{"items":[{"resourceId":"$I"}]},"tagSet":{"items":[{"key":"release","value":"$x"},{"key":"team","value":"$Q"}]}}"#,
)
.gives(r#"{"requestId":"$g","_return":true}"#);
static START_INSTANCES: Call =
    write("ec2", "StartInstances", r#"{"instancesSet":{"items":[{"instanceId":"$I"}]}}"#).gives(
        r#"{"requestId":"$g","instancesSet":{"items":[{"instanceId":"$I","currentState":{"code":0,"name":"pending"},"previousState":{"code":80,"name":"stopped"}}]}}"#,
    );
static STOP_INSTANCES: Call =
    write("ec2", "StopInstances", r#"{"instancesSet":{"items":[{"instanceId":"$I"}]},"force":false}"#).gives(
        r#"{"requestId":"$g","instancesSet":{"items":[{"instanceId":"$I","currentState":{"code":64,"name":"stopping"},"previousState":{"code":16,"name":"running"}}]}}"#,
    );
static RUN_INSTANCES: Call = write(
    "ec2",
    "RunInstances",
    r#"{"instancesSet":{"items":[{"imageId":"$H","minCount":1,"maxCount":1}]},"instanceType":"m7g.large","blockDeviceMapping":{},"monitoring":{"enabled":true},"disableApiTermination":false,"disableApiStop":false,"clientToken":"$G","subnetId":"$N"}"#,
)
.gives(r#"{"requestId":"$g","reservationId":"r-0$x$x","ownerId":"$A","groupSet":{},"instancesSet":{"items":[{"instanceId":"i-$h","imageId":"$H","instanceState":{"code":0,"name":"pending"},"amiLaunchIndex":0,"productCodes":{},"instanceType":"m7g.large","launchTime":$m,"placement":{"availabilityZone":"$Ra","tenancy":"default"},"monitoring":{"state":"pending"},"subnetId":"$N","vpcId":"$V","privateIpAddress":"10.20.$k.$k","architecture":"arm64","clientToken":"$G"}]}}"#);
pub(super) static AUTHORIZE_FROM_INSIDE: Call = write(
    "ec2",
    "AuthorizeSecurityGroupIngress",
    r#"{"groupId":"$S","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":5432,"toPort":5432,"groups":{},"ipRanges":{"items":[{"cidrIp":"10.20.$k.0/24","description":"$Q database"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}"#,
)
.gives(r#"{"requestId":"$g","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"$A","groupId":"$S","securityGroupRuleId":"sgr-$h","isEgress":false,"ipProtocol":"tcp","fromPort":5432,"toPort":5432,"cidrIpv4":"10.20.0.0/16"}]}}"#);
/// The door opened to the world.
pub(super) static AUTHORIZE_FROM_ANYWHERE: Call = write(
    "ec2",
    "AuthorizeSecurityGroupIngress",
    r#"{"groupId":"$S","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":22,"toPort":22,"groups":{},"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}"#,
)
.gives(r#"{"requestId":"$G","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"$A","groupId":"$S","securityGroupRuleId":"sgr-$h","isEgress":false,"ipProtocol":"tcp","fromPort":22,"toPort":22,"cidrIpv4":"0.0.0.0/0"}]}}"#);

// IAM
pub(super) static LIST_USERS: Call =
    read("iam", "ListUsers", r#"{"maxItems":1000}"#).target("arn:aws:iam::$A:user/");
pub(super) static LIST_ROLES: Call =
    read("iam", "ListRoles", r#"{$p"maxItems":1000}"#).target("arn:aws:iam::$A:role/");
pub(super) static GET_USER: Call = read("iam", "GetUser", r#"{"userName":"$U"}"#).target("user $U");
pub(super) static GET_ROLE: Call = read("iam", "GetRole", r#"{"roleName":"$L"}"#).target("role $L");
pub(super) static GET_ACCOUNT_SUMMARY: Call = read("iam", "GetAccountSummary", NULL).target("*");
pub(super) static GET_ACCOUNT_AUTHORIZATION_DETAILS: Call =
    read("iam", "GetAccountAuthorizationDetails", r#"{"maxItems":1000}"#).target("*");
pub(super) static LIST_ATTACHED_USER_POLICIES: Call =
    read("iam", "ListAttachedUserPolicies", r#"{"userName":"$U"}"#).target("user $U");
pub(super) static LIST_USER_POLICIES: Call =
    read("iam", "ListUserPolicies", r#"{"userName":"$U"}"#).target("user $U");
pub(super) static LIST_GROUPS_FOR_USER: Call =
    read("iam", "ListGroupsForUser", r#"{"userName":"$U"}"#).target("user $U");
pub(super) static LIST_ACCESS_KEYS: Call =
    read("iam", "ListAccessKeys", r#"{"userName":"$U"}"#).target("user $U");
static LIST_ROLE_POLICIES: Call = read("iam", "ListRolePolicies", r#"{"roleName":"$L"}"#).target("role $L");
static LIST_ATTACHED_ROLE_POLICIES: Call =
    read("iam", "ListAttachedRolePolicies", r#"{"roleName":"$L"}"#).target("role $L");
static LIST_INSTANCE_PROFILES_FOR_ROLE: Call =
    read("iam", "ListInstanceProfilesForRole", r#"{"roleName":"$L"}"#).target("role $L");
static GET_ROLE_POLICY: Call =
    read("iam", "GetRolePolicy", r#"{"roleName":"$L","policyName":"$M"}"#).target("role $L");
pub(super) static GET_POLICY: Call = read("iam", "GetPolicy", r#"{"policyArn":"arn:aws:iam::$A:policy/$M"}"#)
    .target("policy arn:aws:iam::$A:policy/$M");
pub(super) static LIST_POLICY_VERSIONS: Call =
    read("iam", "ListPolicyVersions", r#"{"policyArn":"arn:aws:iam::$A:policy/$M"}"#)
        .target("policy arn:aws:iam::$A:policy/$M");
pub(super) static GET_POLICY_VERSION: Call =
    read("iam", "GetPolicyVersion", r#"{"policyArn":"arn:aws:iam::$A:policy/$M","versionId":"v3"}"#)
        .target("policy arn:aws:iam::$A:policy/$M");
static PUT_ROLE_POLICY: Call = write(
    "iam",
    "PutRolePolicy",
    r#"{"roleName":"$L","policyName":"$M","policyDocument":"{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\n        \"s3:GetObject\",\n        \"s3:PutObject\"\n      ],\n      \"Resource\": \"arn:aws:s3:::$B/*\"\n    },\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": \"kms:Decrypt\",\n      \"Resource\": \"arn:aws:kms:$R:$A:key/$K\"\n    }\n  ]\n}\n"}"#,
)
.target("role $L");
pub(super) static CREATE_POLICY_VERSION: Call = write(
    "iam",
    "CreatePolicyVersion",
    r#"{"policyArn":"arn:aws:iam::$A:policy/$M","policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}","setAsDefault":false}"#,
)
.gives(r#"{"policyVersion":{"versionId":"v4","isDefaultVersion":false,"createDate":"$d"}}"#);
pub(super) static SET_DEFAULT_POLICY_VERSION: Call =
    write("iam", "SetDefaultPolicyVersion", r#"{"policyArn":"arn:aws:iam::$A:policy/$M","versionId":"$Q"}"#);
pub(super) static DELETE_POLICY_VERSION: Call =
    write("iam", "DeletePolicyVersion", r#"{"policyArn":"arn:aws:iam::$A:policy/$M","versionId":"$Q"}"#);
pub(super) static CREATE_ACCESS_KEY: Call = write("iam", "CreateAccessKey", r#"{"userName":"$U"}"#)
    .gives(r#"{"accessKey":{"userName":"$U","accessKeyId":"$Z","status":"Active","createDate":"$d"}}"#);
pub(super) static CREATE_USER: Call = write("iam", "CreateUser", r#"{"userName":"$U"}"#).gives(
    r#"{"user":{"path":"/","userName":"$U","userId":"$W","arn":"arn:aws:iam::$A:user/$U","createDate":"$d"}}"#,
);
pub(super) static ATTACH_USER_POLICY: Call = write(
    "iam",
    "AttachUserPolicy",
    r#"{"userName":"$U","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}"#,
);

// S3
pub(super) static LIST_BUCKETS: Call =
    read("s3", "ListBuckets", r#"{"Host":"s3.$R.amazonaws.com"}"#).with(S3_DATA).target("\"arn:aws:s3:::*\"");
pub(super) static GET_BUCKET_POLICY: Call =
    read("s3", "GetBucketPolicy", r#"{"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","policy":""}"#)
        .bucket();
pub(super) static GET_BUCKET_LOCATION: Call =
    read("s3", "GetBucketLocation", r#"{"bucketName":"$B","Host":"s3.$R.amazonaws.com","location":""}"#)
        .bucket();
static GET_BUCKET_ACL: Call =
    read("s3", "GetBucketAcl", r#"{"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","acl":""}"#).bucket();
static GET_BUCKET_POLICY_STATUS: Call = read(
    "s3",
    "GetBucketPolicyStatus",
    r#"{"bucketName":"$B","Host":"s3.$R.amazonaws.com","policyStatus":""}"#,
)
.bucket();
static GET_BUCKET_VERSIONING: Call = read(
    "s3",
    "GetBucketVersioning",
    r#"{"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","versioning":""}"#,
)
.bucket();
static GET_BUCKET_PUBLIC_ACCESS_BLOCK: Call = read(
    "s3",
    "GetBucketPublicAccessBlock",
    r#"{"bucketName":"$B","Host":"s3.$R.amazonaws.com","publicAccessBlock":""}"#,
)
.bucket();
static GET_BUCKET_ENCRYPTION: Call = read(
    "s3",
    "GetBucketEncryption",
    r#"{"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","encryption":""}"#,
)
.bucket();
pub(super) static LIST_OBJECTS: Call = read(
    "s3",
    "ListObjects",
    r#"{$p"list-type":"2","bucketName":"$B","encoding-type":"url","prefix":"","Host":"$B.s3.$R.amazonaws.com"}"#,
)
.bucket()
.kind(Kind::Data)
.on(r#"[{"type":"AWS::S3::Object","ARNPrefix":"arn:aws:s3:::$B/"},{"accountId":"$A","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::$B"}]"#);
pub(super) static GET_OBJECT: Call = read("s3", "GetObject", OBJECT_REQUEST).object();
static HEAD_OBJECT: Call = read("s3", "HeadObject", OBJECT_REQUEST).object();
pub(super) static DELETE_OBJECT: Call = write("s3", "DeleteObject", OBJECT_REQUEST).object();
pub(super) static PUT_OBJECT: Call = write(
    "s3",
    "PutObject",
    r#"{"bucketName":"$B","Host":"$B.s3.$R.amazonaws.com","x-amz-server-side-encryption":"aws:kms","key":"$O"}"#,
)
.object()
.gives(r#"{"x-amz-server-side-encryption":"aws:kms","x-amz-server-side-encryption-aws-kms-key-id":"arn:aws:kms:$R:$A:key/$K","x-amz-version-id":"$f"}"#);

// KMS, secrets, parameters
pub(super) static DECRYPT: Call = read(
    "kms",
    "Decrypt",
    r#"{"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::$B/$O"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}"#,
)
.key();
static DECRYPT_VARIABLES: Call = read(
    "kms",
    "Decrypt",
    r#"{"encryptionContext":{"aws:lambda:FunctionArn":"arn:aws:lambda:$R:$A:function:$F"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"}"#,
)
.key();
static GENERATE_DATA_KEY: Call = read(
    "kms",
    "GenerateDataKey",
    r#"{"keyId":"arn:aws:kms:$R:$A:key/$K","encryptionContext":{"aws:s3:arn":"arn:aws:s3:::$B/$O"},"keySpec":"AES_256"}"#,
)
.key();
static GENERATE_DATA_KEY_FOR_TRAIL: Call = read(
    "kms",
    "GenerateDataKey",
    r#"{"keySpec":"AES_256","encryptionContext":{"aws:cloudtrail:arn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/larkfield-org-trail","aws:s3:arn":"arn:aws:s3:::larkfield-org-trail-logs/AWSLogs/o-larkfield7/$A/CloudTrail/$R/$y/$A_CloudTrail_$R_$x"},"keyId":"arn:aws:kms:$R:$A:key/$K"}"#,
)
.key();
static DESCRIBE_KEY: Call = read("kms", "DescribeKey", r#"{"keyId":"arn:aws:kms:$R:$A:key/$K"}"#).key();
pub(super) static ROTATE_KEY: Call = write("kms", "RotateKey", NULL)
    .key()
    .kind(Kind::Service)
    .with(r#""serviceEventDetails":{"rotationType":"AUTOMATIC","keyOrigin":"AWS_KMS","keyId":"$K"},"#);
pub(super) static GET_SECRET_VALUE: Call = read(
    "secretsmanager",
    "GetSecretValue",
    r#"{"secretId":"arn:aws:secretsmanager:$R:$A:secret:$P","versionStage":"AWSCURRENT"}"#,
)
.target("arn:aws:secretsmanager:$R:$A:secret:$P");
pub(super) static LIST_SECRETS: Call = read("secretsmanager", "ListSecrets", r#"{"maxResults":100}"#);
static GET_PARAMETER: Call = read("ssm", "GetParameter", r#"{"name":"/$P","withDecryption":true}"#)
    .on(r#"[{"accountId":"$A","ARN":"arn:aws:ssm:$R:$A:parameter/$P"}]"#)
    .target("arn:aws:ssm:$R:$A:parameter/$P");
static GET_PARAMETERS_BY_PATH: Call =
    read("ssm", "GetParametersByPath", r#"{$p"path":"/$Q/","recursive":true,"withDecryption":true}"#)
        .target("arn:aws:ssm:$R:$A:parameter/$Q/");
pub(super) static DESCRIBE_PARAMETERS: Call =
    read("ssm", "DescribeParameters", r#"{"maxResults":50}"#).target("arn:aws:ssm:$R:$A:*");
static PUT_PARAMETER: Call = write(
    "ssm",
    "PutParameter",
    r#"{"name":"/$P/release","type":"String","value":"HIDDEN_DUE_TO_SECURITY_REASONS","overwrite":true}"#,
)
.gives(r#"{"version":$n,"tier":"Standard"}"#)
.on(r#"[{"accountId":"$A","ARN":"arn:aws:ssm:$R:$A:parameter/$P/release"}]"#);
static START_SESSION: Call = write("ssm", "StartSession", r#"{"target":"$I"}"#).gives(
    r#"{"sessionId":"$Y-$x$x","tokenValue":"Value hidden due to security reasons.","streamUrl":"wss://ssmmessages.$R.amazonaws.com/v1/data-channel/$Y-$x?role=publish_subscribe"}"#,
);
static UPDATE_INSTANCE_INFORMATION: Call = write(
    "ssm",
    "UpdateInstanceInformation",
    r#"{"instanceId":"$Y","agentVersion":"3.3.1611.0","agentStatus":"Active","platformType":"Linux","platformName":"Amazon Linux","platformVersion":"2023","iPAddress":"10.20.$k.$k","computerName":"ip-10-20-$k-$k.$R.compute.internal","agentName":"amazon-ssm-agent","availabilityZone":"$Ra"}"#,
);

// Lambda, logs, the rest
pub(super) static LIST_FUNCTIONS: Call =
    read("lambda", "ListFunctions20150331", r#"{$p"maxItems":50}"#).target("*");
static GET_FUNCTION: Call = read("lambda", "GetFunction20150331v2", r#"{"functionName":"$F"}"#)
    .target("arn:aws:lambda:$R:$A:function:$F");
static LIST_VERSIONS: Call =
    read("lambda", "ListVersionsByFunction20150331", r#"{"functionName":"$F","maxItems":50}"#);
static UPDATE_FUNCTION_CODE: Call = write(
    "lambda",
    "UpdateFunctionCode20150331v2",
    r#"{"functionName":"$F","s3Bucket":"$B","s3Key":"releases/$x/$F.zip","publish":true,"dryRun":false}"#,
)
.gives(r#"{"functionName":"$F","functionArn":"arn:aws:lambda:$R:$A:function:$F","runtime":"python3.12","role":"arn:aws:iam::$A:role/lambda-$F","handler":"app.handler","codeSize":$n,"description":"","timeout":30,"memorySize":512,"lastModified":"$i","codeSha256":"$z","version":"$k","environment":{},"tracingConfig":{"mode":"Active"},"revisionId":"$g","state":"Active","lastUpdateStatus":"InProgress","packageType":"Zip","architectures":["arm64"],"ephemeralStorage":{"size":512}}"#)
.target("arn:aws:lambda:$R:$A:function:$F");
static INVOKE: Call = write(
    "lambda",
    "Invoke",
    r#"{"functionName":"arn:aws:lambda:$R:$A:function:$F","invocationType":"Event","sourceArn":"arn:aws:sqs:$R:$A:$Q"}"#,
)
.kind(Kind::Data)
.on(r#"[{"accountId":"$A","type":"AWS::Lambda::Function","ARN":"arn:aws:lambda:$R:$A:function:$F"}]"#)
.with(r#""additionalEventData":{"functionVersion":"arn:aws:lambda:$R:$A:function:$F:$k"},"#);
static CREATE_LOG_STREAM: Call = write(
    "logs",
    "CreateLogStream",
    r#"{"logGroupName":"/aws/lambda/$F","logStreamName":"$y/[$_LATEST]$f"}"#,
);
pub(super) static DESCRIBE_LOG_GROUPS: Call =
    read("logs", "DescribeLogGroups", r#"{"limit":50}"#).target("arn:aws:logs:$R:$A:log-group::log-stream:");
static FILTER_LOG_EVENTS: Call = read(
    "logs",
    "FilterLogEvents",
    r#"{$p"logGroupName":"/aws/lambda/$F","startTime":$m,"filterPattern":"ERROR","interleaved":true,"limit":100}"#,
);
static DESCRIBE_LOG_STREAMS: Call = read(
    "logs",
    "DescribeLogStreams",
    r#"{$p"logGroupName":"/aws/lambda/$F","orderBy":"LastEventTime","descending":true,"limit":50}"#,
);
static DESCRIBE_ALARMS: Call =
    read("monitoring", "DescribeAlarms", r#"{"maxRecords":100,"alarmNamePrefix":"$Q"}"#);
static PUT_METRIC_ALARM: Call = write(
    "monitoring",
    "PutMetricAlarm",
    r#"{"alarmName":"$Q-errors","actionsEnabled":true,"metricName":"Errors","namespace":"AWS/Lambda","statistic":"Sum","dimensions":[{"name":"FunctionName","value":"$F"}],"period":300,"evaluationPeriods":1,"threshold":$k.0,"comparisonOperator":"GreaterThanThreshold"}"#,
);
static DESCRIBE_EVENT_AGGREGATES: Call = read(
    "health",
    "DescribeEventAggregates",
    r#"{"aggregateField":"eventTypeCategory","filter":{"eventStatusCodes":["open","upcoming"],"startTimes":[{"from":"$d"}]}}"#,
);
pub(super) static DESCRIBE_DB_INSTANCES: Call =
    read("rds", "DescribeDBInstances", r#"{"maxRecords":100}"#).target("arn:aws:rds:$R:$A:db:*");
static DESCRIBE_STACKS: Call = read("cloudformation", "DescribeStacks", r#"{"stackName":"$Q"}"#);
pub(super) static LIST_TABLES: Call =
    read("dynamodb", "ListTables", r#"{"limit":100}"#).target("arn:aws:dynamodb:$R:$A:table/*");
static DESCRIBE_TABLE: Call = read("dynamodb", "DescribeTable", r#"{"tableName":"$Q"}"#)
    .on(r#"[{"accountId":"$A","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:$R:$A:table/$Q"}]"#);
static PUT_ITEM: Call =
    write("dynamodb", "PutItem", r#"{"tableName":"$Q","key":{"id":"$g"},"items":["id","state"]}"#)
        .kind(Kind::Data)
        .on(r#"[{"accountId":"$A","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:$R:$A:table/$Q"}]"#);
static DESCRIBE_SERVICES: Call = read("ecs", "DescribeServices", r#"{"cluster":"shop","services":["$Q"]}"#);
static UPDATE_SERVICE: Call = write(
    "ecs",
    "UpdateService",
    r#"{"cluster":"shop","service":"$Q","taskDefinition":"arn:aws:ecs:$R:$A:task-definition/$Q:$k","forceNewDeployment":false}"#,
)
.gives(r#"{"service":{"serviceArn":"arn:aws:ecs:$R:$A:service/shop/$Q","serviceName":"$Q","clusterArn":"arn:aws:ecs:$R:$A:cluster/shop","status":"ACTIVE","desiredCount":4,"runningCount":4,"pendingCount":0,"launchType":"FARGATE","deployments":[{"id":"ecs-svc/$n$n","status":"PRIMARY","rolloutState":"IN_PROGRESS"}]}}"#);
static GET_AUTHORIZATION_TOKEN: Call = read("ecr", "GetAuthorizationToken", NULL);
static BATCH_GET_IMAGE: Call = read(
    "ecr",
    "BatchGetImage",
    r#"{"repositoryName":"shop/$Q","imageIds":[{"imageDigest":"sha256:$f$f"}],"acceptedMediaTypes":["application/vnd.oci.image.manifest.v1+json"],"registryId":"$A"}"#,
)
.on(r#"[{"accountId":"$A","ARN":"arn:aws:ecr:$R:$A:repository/shop/$Q"}]"#);
pub(super) static DESCRIBE_TRAILS: Call =
    read("cloudtrail", "DescribeTrails", r#"{"trailNameList":[],"includeShadowTrails":true}"#);
pub(super) static GET_TRAIL_STATUS: Call = read("cloudtrail", "GetTrailStatus", r#"{"name":"$Q"}"#);
static LOOKUP_EVENTS: Call = read(
    "cloudtrail",
    "LookupEvents",
    r#"{$p"maxResults":50,"lookupAttributes":[{"attributeKey":"ReadOnly","attributeValue":"false"}]}"#,
);
pub(super) static STOP_LOGGING: Call = write("cloudtrail", "StopLogging", r#"{"name":"$Q"}"#);
pub(super) static START_LOGGING: Call = write("cloudtrail", "StartLogging", r#"{"name":"$Q"}"#);
pub(super) static LIST_DETECTORS: Call =
    read("guardduty", "ListDetectors", r#"{"maxResults":50}"#).target("arn:aws:guardduty:$R:$A:/detector");
pub(super) static DESCRIBE_ORGANIZATION: Call =
    read("organizations", "DescribeOrganization", NULL).target("*");
static CREATE_INVALIDATION: Call = write(
    "cloudfront",
    "CreateInvalidation",
    r#"{"distributionId":"E2LARKFIELDSHOP","invalidationBatch":{"paths":{"quantity":1,"items":["/*"]},"callerReference":"cli-$n-$n"}}"#,
)
.gives(r#"{"location":"https://cloudfront.amazonaws.com/2020-05-31/distribution/E2LARKFIELDSHOP/invalidation/I$r","invalidation":{"id":"I$r","status":"InProgress","createTime":"$d"}}"#);

// What each kind of work is made of, the more frequent calls first.
pub(super) static CONSOLE: &[&Call] = &[
    &DESCRIBE_INSTANCE_STATUS,
    &DESCRIBE_EVENT_AGGREGATES,
    &DESCRIBE_ALARMS,
    &DESCRIBE_INSTANCES,
    &FILTER_LOG_EVENTS,
    &DESCRIBE_LOG_STREAMS,
    &GET_BUCKET_POLICY_STATUS,
    &LIST_BUCKETS,
    &DESCRIBE_SECURITY_GROUPS,
    &GET_BUCKET_LOCATION,
    &DESCRIBE_VOLUMES,
    &GET_FUNCTION,
    &DESCRIBE_DB_INSTANCES,
    &DESCRIBE_SERVICES,
    &GET_BUCKET_PUBLIC_ACCESS_BLOCK,
    &LOOKUP_EVENTS,
    &DESCRIBE_LOG_GROUPS,
    &LIST_FUNCTIONS,
    &DESCRIBE_STACKS,
    &LIST_ROLES,
    &DESCRIBE_VPCS,
    &GET_BUCKET_VERSIONING,
    &LIST_USERS,
    &DESCRIBE_TABLE,
    &GET_ACCOUNT_SUMMARY,
    &START_INSTANCES,
    &PUT_METRIC_ALARM,
    &STOP_INSTANCES,
    &DESCRIBE_REGIONS,
];
pub(super) static COMMAND_LINE: &[&Call] = &[
    &DESCRIBE_INSTANCE,
    &GET_OBJECT,
    &LIST_OBJECTS,
    &GET_CALLER_IDENTITY,
    &FILTER_LOG_EVENTS,
    &GET_PARAMETER,
    &DESCRIBE_LOG_GROUPS,
    &START_SESSION,
    &DESCRIBE_SECURITY_GROUPS,
    &DESCRIBE_STACKS,
    &PUT_OBJECT,
    &LIST_BUCKETS,
    &GET_SECRET_VALUE,
    &DESCRIBE_NETWORK_INTERFACES,
    &GET_ROLE,
    &DESCRIBE_SNAPSHOTS,
    &CREATE_TAGS,
    &GET_FUNCTION,
    &LIST_ACCESS_KEYS,
];
pub(super) static TERRAFORM: &[&Call] = &[
    &DESCRIBE_VPC_ATTRIBUTE,
    &DESCRIBE_ROUTE_TABLES,
    &GET_ROLE,
    &DESCRIBE_SUBNETS,
    &LIST_ROLE_POLICIES,
    &LIST_ATTACHED_ROLE_POLICIES,
    &DESCRIBE_SECURITY_GROUPS,
    &GET_BUCKET_ACL,
    &DESCRIBE_INSTANCE,
    &DESCRIBE_INSTANCE_ATTRIBUTE,
    &GET_ROLE_POLICY,
    &GET_POLICY,
    &GET_POLICY_VERSION,
    &GET_BUCKET_ENCRYPTION,
    &DESCRIBE_KEY,
    &LIST_VERSIONS,
    &GET_BUCKET_POLICY,
    &DESCRIBE_VPCS,
    &DESCRIBE_TABLE,
    &GET_FUNCTION,
    &LIST_INSTANCE_PROFILES_FOR_ROLE,
    &GET_BUCKET_VERSIONING,
    &CREATE_TAGS,
    &AUTHORIZE_FROM_INSIDE,
    &PUT_ROLE_POLICY,
    &PUT_PARAMETER,
];
pub(super) static DEPLOY: &[&Call] = &[
    &PUT_OBJECT,
    &DESCRIBE_SERVICES,
    &LIST_OBJECTS,
    &GET_AUTHORIZATION_TOKEN,
    &UPDATE_FUNCTION_CODE,
    &GET_CALLER_IDENTITY,
    &GET_FUNCTION,
    &HEAD_OBJECT,
    &UPDATE_SERVICE,
    &GET_PARAMETERS_BY_PATH,
    &PUT_PARAMETER,
    &CREATE_INVALIDATION,
];
pub(super) static INSTANCE: &[&Call] = &[
    &GET_OBJECT,
    &UPDATE_INSTANCE_INFORMATION,
    &PUT_OBJECT,
    &DECRYPT,
    &HEAD_OBJECT,
    &GET_SECRET_VALUE,
    &GENERATE_DATA_KEY,
    &DESCRIBE_TAGS,
    &GET_PARAMETERS_BY_PATH,
    &BATCH_GET_IMAGE,
    &GET_AUTHORIZATION_TOKEN,
];
pub(super) static FUNCTION: &[&Call] = &[
    &PUT_ITEM,
    &GET_OBJECT,
    &CREATE_LOG_STREAM,
    &PUT_OBJECT,
    &INVOKE,
    &DECRYPT_VARIABLES,
    &GET_SECRET_VALUE,
    &GET_PARAMETER,
    &HEAD_OBJECT,
];
pub(super) static SERVICE: &[&Call] = &[&GET_BUCKET_ACL, &GENERATE_DATA_KEY_FOR_TRAIL];
pub(super) static AUDIT: &[&Call] = &[
    &DESCRIBE_SECURITY_GROUPS,
    &GET_BUCKET_POLICY_STATUS,
    &GET_BUCKET_PUBLIC_ACCESS_BLOCK,
    &LIST_ROLES,
    &LIST_ATTACHED_ROLE_POLICIES,
    &DESCRIBE_INSTANCES,
    &GET_BUCKET_ENCRYPTION,
    &DESCRIBE_SNAPSHOTS,
    &GET_POLICY_VERSION,
    &DESCRIBE_KEY,
    &LIST_USERS,
    &LIST_FUNCTIONS,
    &DESCRIBE_TRAILS,
    &DESCRIBE_DB_INSTANCES,
    &GET_ACCOUNT_SUMMARY,
];
pub(super) static RECORDER: &[&Call] = &[
    &DESCRIBE_INSTANCE,
    &DESCRIBE_NETWORK_INTERFACES,
    &DESCRIBE_SECURITY_GROUPS,
    &DESCRIBE_VOLUMES,
    &GET_BUCKET_ACL,
    &GET_BUCKET_POLICY,
    &DESCRIBE_SUBNETS,
    &LIST_VERSIONS,
    &GET_ROLE,
    &DESCRIBE_KEY,
    &DESCRIBE_TABLE,
];
pub(super) static SCALING: &[&Call] =
    &[&DESCRIBE_INSTANCE, &DESCRIBE_INSTANCE_STATUS, &RUN_INSTANCES, &CREATE_TAGS];
pub(super) static PUBLISHER: &[&Call] = &[&PUT_OBJECT, &LIST_OBJECTS, &HEAD_OBJECT, &GET_BUCKET_LOCATION];
pub(super) static BACKUP: &[&Call] =
    &[&DESCRIBE_VOLUMES, &DESCRIBE_SNAPSHOTS, &LIST_OBJECTS, &PUT_OBJECT, &DESCRIBE_INSTANCES];
