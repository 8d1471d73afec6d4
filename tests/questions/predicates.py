"""For each question of the library, by its id, whether an event answers it."""
import ipaddress, json, re

PREDICATES = {}

def question(identifier):
    def note(holds):
        PREDICATES[identifier] = holds
        return holds
    return note

# Looking into a record.

def words(text):
    return {word.lower() for word in text.split()}

def at(value, *path):
    """Every scalar at a path, as text; lists are looked through, and of an
    object every scalar in it is meant."""
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [scalar for element in value for scalar in at(element, *path)]
    if isinstance(value, dict):
        inner = value.values() if not path else [v for k, v in value.items() if k.lower() == path[0].lower()]
        return [scalar for member in inner for scalar in at(member, *path[1:])]
    if path:
        return []
    return [value if isinstance(value, str) else json.dumps(value)]

def one(record, *path):
    found = at(record, *path)
    return found[0].lower() if found else ""

def has(record, *path):
    """Something is there, be it an empty object."""
    value = record
    for key in path:
        if not isinstance(value, dict):
            return bool(at(value, key))
        value = next((v for k, v in value.items() if k.lower() == key.lower()), None)
    return value not in (None, "", [])

def name(record):
    return one(record, "eventName")

def service(record):
    source = one(record, "eventSource").removesuffix(".amazonaws.com")
    return "cloudwatch" if source == "monitoring" else source

def calls(record, services, names):
    return service(record) in services.split() and name(record) in words(names)

def undated(record):
    """The name without the date of the API that Lambda and CloudFront add."""
    return re.sub(r"(20\d\d_?\d\d_?\d\d)(v\d+)?$", "", name(record))

def failed(record):
    answer = record.get("responseElements")
    refused = isinstance(answer, dict) and answer.get(record.get("eventName")) == "Failure"
    return bool(record.get("errorCode") or record.get("errorMessage") or service(record) == "signin" and refused)

def request(record, *path):
    return at(record.get("requestParameters"), *path)

def identity(record, *path):
    return one(record.get("userIdentity"), *path)

def management(record):
    category = record.get("eventCategory")
    if category:
        return category == "Management"
    return not record.get("insightDetails") and str(record.get("managementEvent")).lower() != "false"

def insight(record):
    return record.get("eventCategory") == "Insight" or bool(record.get("insightDetails"))

def changing(record):
    if service(record) in ("signin", "sts") or not management(record):
        return False
    says = one(record, "readOnly")
    if says:
        return says == "false"
    reading = "get list describe head lookup search query scan batchget assume".split()
    return bool(name(record)) and name(record) != "decrypt" and not any(map(name(record).startswith, reading))

def address(record):
    try:
        return ipaddress.ip_address(record.get("sourceIPAddress") or "")
    except ValueError:
        return None

def statements(record, key):
    """The statements of a policy that stands in a request as text."""
    for text in request(record, key):
        try:
            policy = json.loads(text)
        except ValueError:
            continue
        found = policy.get("Statement", []) if isinstance(policy, dict) else []
        yield from found if isinstance(found, list) else [found]

# Root and sign-in.

@question("cis-4-3-root")
@question("root-use")
def root_use(r):
    return identity(r, "type") == "root" and not identity(r, "invokedBy") and one(r, "eventType") != "awsserviceevent"

def signed_in(r):
    return name(r) == "consolelogin" and "Success" in at(r.get("responseElements"), "ConsoleLogin")

def used_mfa(r):
    return one(r, "additionalEventData", "MFAUsed") == "yes"

@question("login-without-mfa")
def _(r):
    return signed_in(r) and identity(r, "type") in ("iamuser", "root") and not used_mfa(r)

@question("failed-logins")
def _(r):
    steps = at(r.get("serviceEventDetails"), "CredentialVerification")
    return service(r) == "signin" and (failed(r) or "Failure" in steps)

@question("unknown-user-logins")
def _(r):
    return name(r) == "consolelogin" and r.get("errorMessage") == "No username found in supplied account"

@question("logins")
def _(r):
    return signed_in(r)

@question("console-from-keys")
def _(r):
    return r.get("eventSource") == "signin.amazonaws.com" and r.get("eventName") == "GetSigninToken"

@question("passwords-changed")
def _(r):
    return calls(r, "iam signin", "ChangePassword CreateLoginProfile UpdateLoginProfile PasswordUpdated PasswordRecoveryRequested PasswordRecoveryCompleted")

@question("mfa-removed")
def _(r):
    return r.get("eventSource") == "iam.amazonaws.com" and r.get("eventName") in ("DeactivateMFADevice", "DeleteVirtualMFADevice")

@question("keys-used-for-changes")
def _(r):
    return identity(r, "accessKeyId").startswith("akia") and one(r, "readOnly") == "false" and not failed(r)

# Users, keys and permissions.

@question("new-users")
def _(r):
    return calls(r, "iam identitystore sso-directory", "CreateUser CreateLoginProfile")

@question("new-keys")
def _(r):
    return calls(r, "iam", "CreateAccessKey UploadSSHPublicKey UploadSigningCertificate CreateServiceSpecificCredential ResetServiceSpecificCredential")

@question("policy-changes")
def _(r):
    if service(r) == "iam":
        return bool(re.fullmatch(r"(attach|detach|put|delete).*policy", name(r))) or name(r) in words(
            "CreatePolicy CreatePolicyVersion DeletePolicyVersion SetDefaultPolicyVersion AddUserToGroup RemoveUserFromGroup"
            " AddRoleToInstanceProfile PutUserPermissionsBoundary PutRolePermissionsBoundary DeleteUserPermissionsBoundary"
            " DeleteRolePermissionsBoundary")
    return service(r) == "sso" and (
        name(r).endswith("permissionset") or name(r) in words("CreateAccountAssignment DeleteAccountAssignment"))

@question("admin-granted")
def _(r):
    if service(r) != "iam":
        return False
    if re.fullmatch(r"attach.*policy", name(r)):
        return any(re.search("/(AdministratorAccess|IAMFullAccess|PowerUserAccess)$", arn) for arn in request(r, "policyArn"))
    if not (re.fullmatch(r"put.*policy", name(r)) or name(r) in words("CreatePolicy CreatePolicyVersion")):
        return False
    for statement in statements(r, "policyDocument"):
        actions = statement.get("Action", [])
        if {"*", "*:*"} & set([actions] if isinstance(actions, str) else actions):
            return True
    return False

@question("access-removed")
def _(r):
    return calls(r, "iam", "DeleteUser DeleteLoginProfile DeleteAccessKey DeleteRole DeleteGroup DeleteSSHPublicKey RemoveUserFromGroup") or (
        calls(r, "iam", "UpdateAccessKey") and "Inactive" in request(r, "status"))

@question("temporary-keys")
def _(r):
    return r.get("eventSource") == "sts.amazonaws.com" and r.get("eventName") in ("GetSessionToken", "GetFederationToken")

# Roles, trust and other accounts.

def takes_role(r):
    return calls(r, "sts", "AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot")

@question("role-assumptions")
def _(r):
    return takes_role(r) and not failed(r) and identity(r, "type") != "awsservice"

@question("role-assumptions-failed")
def _(r):
    return takes_role(r) and failed(r)

@question("role-chaining")
def _(r):
    return calls(r, "sts", "AssumeRole") and identity(r, "type") == "assumedrole" and not failed(r)

@question("root-assumed")
def _(r):
    return calls(r, "sts", "AssumeRoot")

@question("cross-account")
def _(r):
    return not insight(r) and (identity(r, "type") == "awsaccount" or bool(r.get("sharedEventID")))

@question("anonymous")
def _(r):
    return identity(r, "accountId") in ("anonymous", "anonymous_principal")

@question("trust-changes")
def _(r):
    return calls(r, "iam", "UpdateAssumeRolePolicy CreateRole CreateServiceLinkedRole")

@question("federation-changes")
def _(r):
    if re.match("get|list", name(r)):
        return False
    if service(r) == "iam":
        return bool(re.search("(samlprovider|openidconnectprovider|openidconnectproviderthumbprint)$", name(r)))
    return service(r) in ("sso", "rolesanywhere") and bool(
        re.search("(trustanchor|trustedtokenissuer|profile|externalidpconfigurationfordirectory)$", name(r))
        or name(r) in ("associatedirectory", "disassociatedirectory"))

@question("resources-opened")
def _(r):
    return (
        undated(r) in words(
            "AddPermission PutResourcePolicy PutKeyPolicy CreateGrant SetRepositoryPolicy PutRegistryPolicy PutFileSystemPolicy"
            " PutBackupVaultAccessPolicy PutImagePolicy AddLayerVersionPermission CreateResourceShare AssociateResourceShare")
        or calls(r, "sqs sns", "SetQueueAttributes SetTopicAttributes")
        or calls(r, "organizations", "EnableAWSServiceAccess"))

# Logging and detection.

@question("logging-tampered")
def _(r):
    return (
        calls(r, "cloudtrail", "StopLogging DeleteTrail UpdateTrail PutEventSelectors PutInsightSelectors DeleteEventDataStore"
              " StopEventDataStoreIngestion UpdateEventDataStore DeregisterOrganizationDelegatedAdmin StopImport")
        or calls(r, "ec2", "DeleteFlowLogs")
        or calls(r, "logs", "DeleteLogGroup DeleteLogStream PutRetentionPolicy DeleteDelivery DeleteDestination")
        or calls(r, "s3", "PutBucketLogging")
        or calls(r, "wafv2 waf-regional", "DeleteLoggingConfiguration")
        or calls(r, "route53resolver", "DeleteResolverQueryLogConfig DisassociateResolverQueryLogConfig")
        or calls(r, "route53", "DeleteQueryLoggingConfig")
        or calls(r, "eks", "UpdateClusterConfig") and has(r, "requestParameters", "logging"))

@question("detection-off")
def _(r):
    return (
        calls(r, "guardduty", "DeleteDetector UpdateDetector DisassociateFromMasterAccount DisassociateFromAdministratorAccount"
              " StopMonitoringMembers DisassociateMembers DeleteMembers CreateFilter UpdateFilter CreateIPSet UpdateIPSet"
              " DeletePublishingDestination")
        or calls(r, "securityhub", "DisableSecurityHub BatchDisableStandards DisassociateFromMasterAccount"
                 " DisassociateFromAdministratorAccount DisassociateMembers DeleteMembers UpdateStandardsControl CreateAutomationRule")
        or calls(r, "config", "StopConfigurationRecorder DeleteConfigurationRecorder DeleteDeliveryChannel DeleteConfigRule"
                 " DeleteConfigurationAggregator")
        or calls(r, "macie2", "DisableMacie DisassociateFromAdministratorAccount DisableOrganizationAdminAccount")
        or calls(r, "inspector2", "Disable DisableDelegatedAdminAccount")
        or calls(r, "access-analyzer", "DeleteAnalyzer CreateArchiveRule")
        or calls(r, "detective", "DeleteGraph DeleteMembers")
        or calls(r, "wafv2 waf-regional", "DeleteWebACL DisassociateWebACL"))

@question("alarms-silenced")
def _(r):
    return (
        calls(r, "cloudwatch", "DeleteAlarms DisableAlarmActions PutMetricAlarm SetAlarmState")
        or calls(r, "logs", "DeleteMetricFilter DeleteSubscriptionFilter")
        or calls(r, "events", "DisableRule DeleteRule RemoveTargets")
        or calls(r, "sns", "DeleteTopic Unsubscribe"))

@question("organization-left")
def _(r):
    return calls(r, "organizations", "LeaveOrganization RemoveAccountFromOrganization MoveAccount DetachPolicy DeletePolicy UpdatePolicy"
                 " DisablePolicyType DeregisterDelegatedAdministrator DisableAWSServiceAccess InviteAccountToOrganization AcceptHandshake")

@question("content-withheld")
def _(r):
    return any(at(r.get(part), "omitted")[:1] == ["true"]
               for part in ("requestParameters", "responseElements", "additionalEventData", "serviceEventDetails"))

# Data.

@question("bucket-exposure")
def _(r):
    return calls(r, "s3", "PutBucketAcl PutObjectAcl PutBucketPolicy DeleteBucketPolicy PutBucketPublicAccessBlock DeleteBucketPublicAccessBlock"
                 " PutAccountPublicAccessBlock DeleteAccountPublicAccessBlock PutBucketOwnershipControls PutBucketWebsite PutBucketCors"
                 " PutAccessPointPolicy DeleteAccessPointPolicy CreateAccessPoint PutBucketReplication")

@question("bucket-public")
def _(r):
    if not calls(r, "s3", "PutBucketAcl PutObjectAcl CreateBucket PutObject CopyObject CreateMultipartUpload PutBucketPolicy PutAccessPointPolicy"):
        return False
    if set(request(r, "x-amz-acl")) & {"public-read", "public-read-write", "authenticated-read"}:
        return True
    if any("acs.amazonaws.com/groups/global/" in text for text in request(r)):
        return True
    policy = (r.get("requestParameters") or {}).get("bucketPolicy")
    return "Allow" in at(policy, "Statement", "Effect") and "*" in at(policy, "Statement", "Principal")

@question("bucket-read")
def _(r):
    return calls(r, "s3", "GetObject GetObjectTorrent SelectObjectContent CopyObject UploadPartCopy") and not failed(r)

@question("buckets-listed")
def _(r):
    return calls(r, "s3", "ListBuckets ListObjects ListObjectsV2 ListObjectVersions ListBucketVersions GetBucketAcl GetBucketPolicy"
                 " GetBucketPolicyStatus GetBucketLocation GetBucketPublicAccessBlock")

@question("secrets-read")
def _(r):
    return name(r) in words("GetSecretValue BatchGetSecretValue") or (
        calls(r, "ssm", "GetParameter GetParameters GetParametersByPath GetParameterHistory") and request(r, "withDecryption") == ["true"])

@question("windows-passwords")
def _(r):
    return calls(r, "ec2", "GetPasswordData")

@question("snapshots-shared")
def _(r):
    return (
        calls(r, "ec2", "ModifySnapshotAttribute") and has(r, "requestParameters", "createVolumePermission", "add")
        or calls(r, "ec2", "ModifyImageAttribute") and has(r, "requestParameters", "launchPermission", "add")
        or calls(r, "rds", "ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute") and has(r, "requestParameters", "valuesToAdd")
        or calls(r, "redshift", "AuthorizeSnapshotAccess AuthorizeDataShare")
        or calls(r, "ec2", "SharedSnapshotVolumeCreated"))

@question("snapshots-made")
def _(r):
    return (
        calls(r, "ec2", "CreateSnapshot CreateSnapshots CopySnapshot CreateImage CopyImage CreateStoreImageTask")
        or calls(r, "rds", "CreateDBSnapshot CreateDBClusterSnapshot CopyDBSnapshot CopyDBClusterSnapshot RestoreDBInstanceFromDBSnapshot"
                 " RestoreDBClusterFromSnapshot"))

@question("data-exported")
def _(r):
    return (service(r), name(r)) in {
        ("rds", "startexporttask"), ("dynamodb", "exporttabletopointintime"), ("dynamodb", "createglobaltable"),
        ("ec2", "createinstanceexporttask"), ("ec2", "exportimage"), ("s3", "putbucketreplication"),
        ("datasync", "starttaskexecution"), ("logs", "createexporttask"), ("backup", "startcopyjob")}

@question("encrypted-by-others")
def _(r):
    return service(r) == "s3" and (
        one(r, "additionalEventData", "SSEApplied") == "sse_c"
        or bool(request(r, "x-amz-server-side-encryption-customer-algorithm")))

@question("lifecycle-changed")
def _(r):
    return calls(r, "s3", "PutBucketLifecycle PutBucketLifecycleConfiguration DeleteBucketLifecycle")

@question("destruction")
def _(r):
    if failed(r):
        return False
    return undated(r) in words({
        "s3": "DeleteBucket DeleteObject DeleteObjects",
        "ec2": "TerminateInstances DeleteVolume DeleteSnapshot DeregisterImage",
        "rds": "DeleteDBInstance DeleteDBCluster DeleteDBSnapshot DeleteDBClusterSnapshot DeleteGlobalCluster",
        "dynamodb": "DeleteTable DeleteBackup",
        "kms": "ScheduleKeyDeletion DeleteImportedKeyMaterial",
        "secretsmanager": "DeleteSecret",
        "elasticfilesystem": "DeleteFileSystem",
        "cloudformation": "DeleteStack",
        "eks": "DeleteCluster", "ecs": "DeleteCluster", "redshift": "DeleteCluster",
        "lambda": "DeleteFunction DeleteFunctionConcurrency DeleteFunctionUrlConfig DeleteFunctionEventInvokeConfig DeleteFunctionCodeSigningConfig",
        "ecr": "DeleteRepository BatchDeleteImage",
        "backup": "DeleteBackupVault DeleteRecoveryPoint",
    }.get(service(r), ""))

@question("recovery-prevented")
def _(r):
    return (
        calls(r, "backup", "DeleteBackupVault DeleteRecoveryPoint DeleteBackupPlan DeleteBackupSelection DeleteBackupVaultLockConfiguration"
              " UpdateRecoveryPointLifecycle")
        or calls(r, "ec2", "DeleteSnapshot DeregisterImage DisableFastSnapshotRestores")
        or calls(r, "rds", "DeleteDBSnapshot DeleteDBClusterSnapshot DeleteDBInstanceAutomatedBackup")
        or calls(r, "dynamodb", "DeleteBackup UpdateContinuousBackups")
        or calls(r, "s3", "PutBucketVersioning") and request(r, "VersioningConfiguration", "Status") == ["Suspended"]
        or calls(r, "s3", "PutObjectLegalHold PutObjectRetention PutBucketObjectLockConfiguration")
        or calls(r, "dlm", "DeleteLifecyclePolicy"))

# Network and compute.

@question("network-opened")
def _(r):
    return name(r) in words(
        "AuthorizeSecurityGroupIngress ModifySecurityGroupRules AuthorizeDBSecurityGroupIngress AuthorizeClusterSecurityGroupIngress"
    ) and bool({"0.0.0.0/0", "::/0"} & set(request(r)))

@question("public-services")
def _(r):
    return (
        service(r) in ("rds", "redshift") and "true" in request(r, "publiclyAccessible")
        or service(r) == "lambda" and undated(r) in ("createfunctionurlconfig", "updatefunctionurlconfig") and "NONE" in request(r, "authType")
        or service(r) == "eks" and "true" in request(r, "resourcesVpcConfig", "endpointPublicAccess"))

@question("instances-started")
def _(r):
    return calls(r, "ec2", "RunInstances RequestSpotInstances RequestSpotFleet CreateFleet") and not failed(r)

@question("commands-run")
def _(r):
    return (
        calls(r, "ssm", "SendCommand StartSession ResumeSession StartAutomationExecution CreateAssociation")
        or calls(r, "ec2-instance-connect", "SendSSHPublicKey SendSerialConsoleSSHPublicKey OpenTunnel")
        or calls(r, "ec2", "EnableSerialConsoleAccess")
        or calls(r, "ec2", "ModifyInstanceAttribute") and has(r, "requestParameters", "userData")
        or calls(r, "ecs", "ExecuteCommand"))

@question("functions-changed")
def _(r):
    return service(r) == "lambda" and undated(r) in words(
        "CreateFunction UpdateFunctionCode UpdateFunctionConfiguration PublishLayerVersion CreateEventSourceMapping UpdateEventSourceMapping")

@question("instance-credentials-outside")
def _(r):
    where = address(r)
    if where is None or identity(r, "type") != "assumedrole" or ":i-" not in identity(r, "principalId"):
        return False
    inside = "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 fc00::/7".split()
    return not any(where in ipaddress.ip_network(network) for network in inside)

@question("metadata-v1")
def _(r):
    return identity(r, "sessionContext", "ec2RoleDelivery") == "1.0"

@question("mail-and-models")
def _(r):
    return (
        calls(r, "ses", "SendEmail SendRawEmail SendBulkEmail VerifyEmailIdentity VerifyDomainIdentity CreateEmailIdentity"
              " UpdateAccountSendingEnabled PutAccountDetails GetSendQuota")
        or calls(r, "sns", "Publish GetSMSAttributes SetSMSAttributes GetSMSSandboxAccountStatus")
        or service(r) == "bedrock" and (name(r).startswith(("invokemodel", "converse")) or name(r) in words(
            "PutFoundationModelEntitlement PutUseCaseForModelAccess CreateFoundationModelAgreement")))

# Looking around.

@question("denied-calls")
def _(r):
    code = one(r, "errorCode")
    return code.startswith("forbidden") or any(
        part in code for part in ("accessdenied", "unauthorized", "authorizationerror", "notauthorized", "authfailure"))

@question("who-am-i")
def _(r):
    return calls(r, "sts", "GetCallerIdentity")

@question("identity-recon")
def _(r):
    return calls(r, "iam", "ListUsers ListRoles ListGroups ListPolicies ListAccessKeys ListAttachedUserPolicies ListAttachedRolePolicies"
                 " ListUserPolicies ListRolePolicies ListGroupsForUser ListInstanceProfiles ListMFADevices ListSigningCertificates"
                 " ListSSHPublicKeys ListServiceSpecificCredentials ListSAMLProviders ListAccountAliases GetAccountAuthorizationDetails"
                 " GetAccountSummary GetCredentialReport GenerateCredentialReport GetAccountPasswordPolicy SimulatePrincipalPolicy"
                 " GetLoginProfile")

@question("wide-recon")
def _(r):
    return (one(r, "readOnly") == "true" and name(r).startswith(("list", "describe", "get"))
            and identity(r, "type") != "awsservice" and not identity(r, "invokedBy"))

@question("attack-tools")
def _(r):
    agent = one(r, "userAgent")
    return any(tool in agent for tool in (
        "pacu", "kali", "parrot", "pentoo", "blackarch", "stratus-red-team", "cloudfox", "scoutsuite", "prowler", "trufflehog",
        "enumerate-iam", "powerpwn", "aws_consoler"))

@question("unusual-regions")
def _(r):
    return one(r, "readOnly") == "false" and bool(r.get("awsRegion"))

# Changes and outages.

@question("changes")
def _(r):
    return changing(r) and not failed(r)

@question("manual-changes")
def _(r):
    agent = one(r, "userAgent")
    console = ("s3console", "awsconsole", "console.amazonaws.com", "signin.amazonaws.com", "console.aws", "aws console", "cloudshell")
    return changing(r) and (one(r, "sessionCredentialFromConsole") == "true" or agent.startswith("mozilla/")
                            or any(sign in agent for sign in console))

@question("deployments")
def _(r):
    return (
        calls(r, "cloudformation", "CreateStack UpdateStack DeleteStack ExecuteChangeSet CreateStackSet UpdateStackSet CreateStackInstances")
        or calls(r, "codedeploy", "CreateDeployment StopDeployment")
        or calls(r, "codepipeline", "StartPipelineExecution")
        or calls(r, "ecs", "UpdateService CreateService RegisterTaskDefinition")
        or service(r) == "lambda" and undated(r) in words("UpdateFunctionCode UpdateAlias PublishVersion")
        or calls(r, "eks", "UpdateClusterVersion UpdateNodegroupVersion UpdateClusterConfig")
        or calls(r, "autoscaling", "UpdateAutoScalingGroup StartInstanceRefresh")
        or calls(r, "elasticbeanstalk", "UpdateEnvironment"))

@question("dns-and-certificates")
def _(r):
    if service(r) in ("route53domains", "elasticloadbalancing", "apigateway"):
        return one(r, "readOnly") != "true"
    return (
        calls(r, "route53", "ChangeResourceRecordSets CreateHostedZone DeleteHostedZone UpdateHealthCheck DeleteHealthCheck")
        or calls(r, "acm", "DeleteCertificate ImportCertificate RequestCertificate")
        or service(r) == "cloudfront" and undated(r) in words("CreateDistribution UpdateDistribution DeleteDistribution CreateInvalidation"))

@question("throttled")
def _(r):
    return bool(re.search("throttl|requestlimitexceeded|toomanyrequests|slowdown|limitexceeded|insufficient.*capacity", one(r, "errorCode")))

@question("service-errors")
def _(r):
    return bool(re.search(r"internalerror|internalfailure|internalserver|serviceunavailable|serverexception|client\.unavailable|^server\.",
                          one(r, "errorCode")))

@question("failing-calls")
def _(r):
    return failed(r)

# The CIS AWS Foundations Benchmark, as its metric filters say it.

@question("cis-4-1-unauthorized")
def _(r):
    code = r.get("errorCode") or ""
    return (code.endswith("UnauthorizedOperation") or code.startswith("AccessDenied")) and (
        r.get("sourceIPAddress") != "delivery.logs.amazonaws.com" and r.get("eventName") != "HeadBucket")

@question("cis-4-2-no-mfa")
def _(r):
    return signed_in(r) and identity(r, "type") == "iamuser" and not used_mfa(r)

@question("cis-4-4-iam-policies")
def _(r):
    return r.get("eventSource") == "iam.amazonaws.com" and r.get("eventName") in (
        "DeleteGroupPolicy DeleteRolePolicy DeleteUserPolicy PutGroupPolicy PutRolePolicy PutUserPolicy CreatePolicy DeletePolicy"
        " CreatePolicyVersion DeletePolicyVersion AttachRolePolicy DetachRolePolicy AttachUserPolicy DetachUserPolicy AttachGroupPolicy"
        " DetachGroupPolicy").split()

@question("cis-4-5-cloudtrail")
def _(r):
    return r.get("eventName") in "CreateTrail UpdateTrail DeleteTrail StartLogging StopLogging".split()

@question("cis-4-6-failed-sign-ins")
def _(r):
    return r.get("eventName") == "ConsoleLogin" and r.get("errorMessage") == "Failed authentication"

@question("cis-4-7-keys")
def _(r):
    return r.get("eventSource") == "kms.amazonaws.com" and r.get("eventName") in ("DisableKey", "ScheduleKeyDeletion")

@question("cis-4-8-buckets")
def _(r):
    return r.get("eventSource") == "s3.amazonaws.com" and r.get("eventName") in (
        "PutBucketAcl PutBucketPolicy PutBucketCors PutBucketLifecycle PutBucketReplication DeleteBucketPolicy DeleteBucketCors"
        " DeleteBucketLifecycle DeleteBucketReplication").split()

@question("cis-4-9-config")
def _(r):
    return r.get("eventSource") == "config.amazonaws.com" and r.get("eventName") in (
        "StopConfigurationRecorder DeleteDeliveryChannel PutDeliveryChannel PutConfigurationRecorder").split()

@question("cis-4-10-security-groups")
def _(r):
    return bool(re.fullmatch("(Authorize|Revoke)SecurityGroup(In|E)gress|(Create|Delete)SecurityGroup", r.get("eventName") or ""))

@question("cis-4-11-network-acls")
def _(r):
    return bool(re.fullmatch("(Create|Delete)NetworkAcl(Entry)?|ReplaceNetworkAcl(Entry|Association)", r.get("eventName") or ""))

@question("cis-4-12-gateways")
def _(r):
    return bool(re.fullmatch("(Create|Delete)(Customer|Internet)Gateway|(Attach|Detach)InternetGateway", r.get("eventName") or ""))

@question("cis-4-13-routes")
def _(r):
    return r.get("eventSource") == "ec2.amazonaws.com" and bool(
        re.fullmatch("(Create|Delete)Route(Table)?|ReplaceRoute(TableAssociation)?|DisassociateRouteTable", r.get("eventName") or ""))

@question("cis-4-14-vpcs")
def _(r):
    return bool(re.fullmatch(
        "(Create|Delete)Vpc|ModifyVpcAttribute|(Accept|Create|Delete|Reject)VpcPeeringConnection|(Attach|Detach)ClassicLinkVpc"
        "|(Dis|En)ableVpcClassicLink", r.get("eventName") or ""))

@question("cis-4-15-organizations")
def _(r):
    return r.get("eventSource") == "organizations.amazonaws.com" and r.get("eventName") in (
        "AcceptHandshake AttachPolicy CreateAccount CreateOrganizationalUnit CreatePolicy DeclineHandshake DeleteOrganization"
        " DeleteOrganizationalUnit DeletePolicy DetachPolicy DisablePolicyType EnablePolicyType InviteAccountToOrganization"
        " LeaveOrganization MoveAccount RemoveAccountFromOrganization UpdatePolicy UpdateOrganizationalUnit").split()
