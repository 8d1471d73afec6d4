//! Calls about sessions, sign-ins and IAM.

use super::{NULL, SampleCall, SampleCallKind, read, write};

pub(in crate::sample) static GET_CALLER_IDENTITY: SampleCall = read("sts", "GetCallerIdentity", NULL);
const ROLE_RESOURCE: &str = r#"[{"accountId":"$J","type":"AWS::IAM::Role","ARN":"$X"}]"#;
const ISSUED: &str = r#"{"credentials":{"accessKeyId":"$Z","sessionToken":"$t","expiration":"$e"},"assumedRoleUser":{"assumedRoleId":"$W:$Y","arn":"arn:aws:sts::$J:assumed-role/$L/$Y"}}"#;
pub(in crate::sample) static ASSUME_ROLE: SampleCall =
    read("sts", "AssumeRole", r#"{"roleArn":"$X","roleSessionName":"$Y","durationSeconds":3600}"#)
        .gives(ISSUED)
        .on(ROLE_RESOURCE)
        .target("$X");
/// With a source identity, which all following sessions keep.
pub(in crate::sample) static ASSUME_ROLE_AS: SampleCall = read(
    "sts",
    "AssumeRole",
    r#"{"roleArn":"$X","roleSessionName":"$Y","durationSeconds":3600,"sourceIdentity":"$D"}"#,
)
.gives(r#"{"credentials":{"accessKeyId":"$Z","sessionToken":"$t","expiration":"$e"},"assumedRoleUser":{"assumedRoleId":"$W:$Y","arn":"arn:aws:sts::$J:assumed-role/$L/$Y"},"sourceIdentity":"$D"}"#)
.on(ROLE_RESOURCE)
.with(r#""additionalEventData":{"RequestDetails":{"awsServingRegion":"$R","endpointType":"regional"}},"#);
pub(in crate::sample) static ASSUME_ROLE_WITH_WEB_IDENTITY: SampleCall = read(
    "sts",
    "AssumeRoleWithWebIdentity",
    r#"{"durationSeconds":3600,"roleSessionName":"$Y","roleArn":"$X"}"#,
)
.gives(r#"{"subjectFromWebIdentityToken":"$D","assumedRoleUser":{"assumedRoleId":"$W:$Y","arn":"arn:aws:sts::$J:assumed-role/$L/$Y"},"credentials":{"accessKeyId":"$Z","sessionToken":"$t","expiration":"$e"},"provider":"arn:aws:iam::$J:oidc-provider/token.actions.githubusercontent.com","audience":"sts.amazonaws.com"}"#)
.on(ROLE_RESOURCE)
.with(r#""additionalEventData":{"identityProviderConnectionVerificationMethod":"IAMTrustStore"},"#);
pub(in crate::sample) static ASSUME_ROLE_WITH_SAML: SampleCall = read(
    "sts",
    "AssumeRoleWithSAML",
    r#"{"sAMLAssertionID":"_$g","roleSessionName":"$Y","durationSeconds":43200,"roleArn":"$X","principalArn":"arn:aws:iam::$J:saml-provider/AWSSSO_3f1c9a7be02d4856_DO_NOT_DELETE"}"#,
)
.gives(r#"{"subjectType":"persistent","issuer":"https://portal.sso.us-east-1.amazonaws.com/saml/assertion/$f","credentials":{"accessKeyId":"$Z","sessionToken":"$t","expiration":"$o"},"nameQualifier":"$E","assumedRoleUser":{"assumedRoleId":"$W:$Y","arn":"arn:aws:sts::$J:assumed-role/$L/$Y"},"subject":"$Y","audience":"https://signin.aws.amazon.com/saml"}"#)
.on(r#"[{"accountId":"$J","type":"AWS::IAM::Role","ARN":"$X"},{"accountId":"$J","type":"AWS::IAM::SAMLProvider","ARN":"arn:aws:iam::$J:saml-provider/AWSSSO_3f1c9a7be02d4856_DO_NOT_DELETE"}]"#);
pub(in crate::sample) static USER_AUTHENTICATION: SampleCall = write("signin", "UserAuthentication", NULL).kind(SampleCallKind::Service).with(
    r#""additionalEventData":{"AuthWorkflowID":"$G","LoginTo":"https://larkfield.awsapps.com/start/","CredentialType":"EXTERNAL_IDP","UserName":"$Y"},"serviceEventDetails":{"UserAuthentication":"Success"},"#,
);
pub(in crate::sample) static FEDERATE: SampleCall = write("sso", "Federate", NULL)
    .kind(SampleCallKind::Service)
    .with(r#""serviceEventDetails":{"role_name":"$Q","account_id":"$J"},"#);
pub(in crate::sample) static GET_ROLE_CREDENTIALS: SampleCall = read("sso", "GetRoleCredentials", NULL)
    .kind(SampleCallKind::Service)
    .with(r#""serviceEventDetails":{"role_name":"$Q","account_id":"$J"},"#);
pub(in crate::sample) static CONSOLE_LOGIN: SampleCall =
    write("signin", "ConsoleLogin", NULL).kind(SampleCallKind::SignIn).gives(r#"{"ConsoleLogin":"Success"}"#).with(
        r#""additionalEventData":{"LoginTo":"https://console.aws.amazon.com/","MobileVersion":"No","MFAUsed":"No"},"#,
    );
pub(in crate::sample) static CONSOLE_LOGIN_MFA: SampleCall =
    write("signin", "ConsoleLogin", NULL).kind(SampleCallKind::SignIn).gives(r#"{"ConsoleLogin":"Success"}"#).with(
        r#""additionalEventData":{"LoginTo":"https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgsFromTB_us-east-1_$x","MobileVersion":"No","MFAIdentifier":"arn:aws:iam::$A:mfa/$U","MFAUsed":"Yes"},"#,
    );
pub(in crate::sample) static CONSOLE_LOGIN_FAILED: SampleCall =
    write("signin", "ConsoleLogin", NULL).kind(SampleCallKind::SignIn).gives(r#"{"ConsoleLogin":"Failure"}"#).with(
        r#""errorMessage":"Failed authentication","additionalEventData":{"LoginTo":"https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgsFromTB_us-east-1_$x","MobileVersion":"No","MFAUsed":"No"},"#,
    );
pub(in crate::sample) static GET_SIGNIN_TOKEN: SampleCall = write("signin", "GetSigninToken", NULL)
    .kind(SampleCallKind::SignIn)
    .gives(r#"{"credentials":{"accessKeyId":"$Z"},"GetSigninToken":"Success"}"#)
    .with(r#""additionalEventData":{"MobileVersion":"No","MFAUsed":"No"},"#);

pub(in crate::sample) static LIST_USERS: SampleCall =
    read("iam", "ListUsers", r#"{"maxItems":1000}"#).target("arn:aws:iam::$A:user/");
pub(in crate::sample) static LIST_ROLES: SampleCall =
    read("iam", "ListRoles", r#"{$p"maxItems":1000}"#).target("arn:aws:iam::$A:role/");
pub(in crate::sample) static GET_USER: SampleCall =
    read("iam", "GetUser", r#"{"userName":"$U"}"#).target("user $U");
pub(in crate::sample) static GET_ROLE: SampleCall =
    read("iam", "GetRole", r#"{"roleName":"$L"}"#).target("role $L");
pub(in crate::sample) static GET_ACCOUNT_SUMMARY: SampleCall =
    read("iam", "GetAccountSummary", NULL).target("*");
pub(in crate::sample) static GET_ACCOUNT_AUTHORIZATION_DETAILS: SampleCall =
    read("iam", "GetAccountAuthorizationDetails", r#"{"maxItems":1000}"#).target("*");
pub(in crate::sample) static LIST_ATTACHED_USER_POLICIES: SampleCall =
    read("iam", "ListAttachedUserPolicies", r#"{"userName":"$U"}"#).target("user $U");
pub(in crate::sample) static LIST_USER_POLICIES: SampleCall =
    read("iam", "ListUserPolicies", r#"{"userName":"$U"}"#).target("user $U");
pub(in crate::sample) static LIST_GROUPS_FOR_USER: SampleCall =
    read("iam", "ListGroupsForUser", r#"{"userName":"$U"}"#).target("user $U");
pub(in crate::sample) static LIST_ACCESS_KEYS: SampleCall =
    read("iam", "ListAccessKeys", r#"{"userName":"$U"}"#).target("user $U");
pub(in crate::sample) static LIST_ROLE_POLICIES: SampleCall =
    read("iam", "ListRolePolicies", r#"{"roleName":"$L"}"#).target("role $L");
pub(in crate::sample) static LIST_ATTACHED_ROLE_POLICIES: SampleCall =
    read("iam", "ListAttachedRolePolicies", r#"{"roleName":"$L"}"#).target("role $L");
pub(in crate::sample) static LIST_INSTANCE_PROFILES_FOR_ROLE: SampleCall =
    read("iam", "ListInstanceProfilesForRole", r#"{"roleName":"$L"}"#).target("role $L");
pub(in crate::sample) static GET_ROLE_POLICY: SampleCall =
    read("iam", "GetRolePolicy", r#"{"roleName":"$L","policyName":"$M"}"#).target("role $L");
pub(in crate::sample) static GET_POLICY: SampleCall =
    read("iam", "GetPolicy", r#"{"policyArn":"arn:aws:iam::$A:policy/$M"}"#)
        .target("policy arn:aws:iam::$A:policy/$M");
pub(in crate::sample) static LIST_POLICY_VERSIONS: SampleCall =
    read("iam", "ListPolicyVersions", r#"{"policyArn":"arn:aws:iam::$A:policy/$M"}"#)
        .target("policy arn:aws:iam::$A:policy/$M");
pub(in crate::sample) static GET_POLICY_VERSION: SampleCall =
    read("iam", "GetPolicyVersion", r#"{"policyArn":"arn:aws:iam::$A:policy/$M","versionId":"v3"}"#)
        .target("policy arn:aws:iam::$A:policy/$M");
pub(in crate::sample) static PUT_ROLE_POLICY: SampleCall = write(
    "iam",
    "PutRolePolicy",
    r#"{"roleName":"$L","policyName":"$M","policyDocument":"{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\n        \"s3:GetObject\",\n        \"s3:PutObject\"\n      ],\n      \"Resource\": \"arn:aws:s3:::$B/*\"\n    },\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": \"kms:Decrypt\",\n      \"Resource\": \"arn:aws:kms:$R:$A:key/$K\"\n    }\n  ]\n}\n"}"#,
)
.target("role $L");
pub(in crate::sample) static CREATE_POLICY_VERSION: SampleCall = write(
    "iam",
    "CreatePolicyVersion",
    r#"{"policyArn":"arn:aws:iam::$A:policy/$M","policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}","setAsDefault":false}"#,
)
.gives(r#"{"policyVersion":{"versionId":"v4","isDefaultVersion":false,"createDate":"$d"}}"#);
pub(in crate::sample) static SET_DEFAULT_POLICY_VERSION: SampleCall =
    write("iam", "SetDefaultPolicyVersion", r#"{"policyArn":"arn:aws:iam::$A:policy/$M","versionId":"$Q"}"#);
pub(in crate::sample) static DELETE_POLICY_VERSION: SampleCall =
    write("iam", "DeletePolicyVersion", r#"{"policyArn":"arn:aws:iam::$A:policy/$M","versionId":"$Q"}"#);
pub(in crate::sample) static CREATE_ACCESS_KEY: SampleCall =
    write("iam", "CreateAccessKey", r#"{"userName":"$U"}"#)
        .gives(r#"{"accessKey":{"userName":"$U","accessKeyId":"$Z","status":"Active","createDate":"$d"}}"#);
pub(in crate::sample) static CREATE_USER: SampleCall = write("iam", "CreateUser", r#"{"userName":"$U"}"#).gives(
    r#"{"user":{"path":"/","userName":"$U","userId":"$W","arn":"arn:aws:iam::$A:user/$U","createDate":"$d"}}"#,
);
pub(in crate::sample) static ATTACH_USER_POLICY: SampleCall = write(
    "iam",
    "AttachUserPolicy",
    r#"{"userName":"$U","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}"#,
);
