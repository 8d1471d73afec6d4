"""For each question of the library, by its id, whether an event answers it:
written from what the question's title says. `done` stands before questions
about what was done: an event that was refused is an attempt and is counted
apart."""
import ipaddress, json, re

PREDICATES, ATTEMPTS = {}, {}

def question(identifier):
    def note(holds):
        PREDICATES[identifier] = holds
        return holds
    return note

def done(identifier):
    def note(holds):
        PREDICATES[identifier] = lambda r: not insight(r) and holds(r) and not failed(r)
        ATTEMPTS[identifier] = lambda r: not insight(r) and holds(r) and failed(r)
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
    return one(record, "eventName") or one(record, "insightDetails", "eventName")

def service(record):
    source = (one(record, "eventSource") or one(record, "insightDetails", "eventSource")).removesuffix(".amazonaws.com")
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

READING = words("Get List Describe Head Lookup Search Query Scan BatchGet BatchDescribe BatchCheck Check Count Detect Discover Estimate"
                " Filter Poll Preview Read Select Simulate Test Validate View Assume Decrypt GenerateDataKey")
READING_ALONE = words("Encrypt GenerateRandom GenerateCredentialReport GenerateServiceLastAccessedDetails")

def writing(record):
    """A call that may change something; old records do not say it."""
    says = one(record, "readOnly")
    if says:
        return says == "false"
    return bool(name(record)) and name(record) not in READING_ALONE and not name(record).startswith(tuple(READING))

def changing(record):
    """The same, but what signs in or hands out credentials changes nothing."""
    return writing(record) and service(record) not in ("signin", "sts")

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

@done("root-use")
def root_use(r):
    return identity(r, "type") == "root" and not identity(r, "invokedBy") and one(r, "eventType") != "awsserviceevent"

@question("cis-4-3-root")
def _(r):
    return root_use(r)

def console_sign_in(r):
    return calls(r, "signin", "ConsoleLogin") and bool(at(r.get("responseElements"), "ConsoleLogin"))

def signed_in(r):
    return name(r) == "consolelogin" and "Success" in at(r.get("responseElements"), "ConsoleLogin")

def used_mfa(r):
    return one(r, "additionalEventData", "MFAUsed") == "yes"

@done("login-without-mfa")
def _(r):
    return console_sign_in(r) and identity(r, "type") in ("iamuser", "root") and not used_mfa(r)

@question("failed-logins")
def _(r):
    steps = [at(r.get("serviceEventDetails"), step) for step in ("CredentialVerification", "CredentialChallenge", "UserAuthentication")]
    return calls(r, "signin", "ConsoleLogin CheckMfa CredentialChallenge CredentialVerification UserAuthentication Federate"
                 " AuthorizeOAuth2Access CreateOAuth2Token") and (failed(r) or any("Failure" in step for step in steps))

@question("unknown-user-logins")
def _(r):
    return calls(r, "signin", "ConsoleLogin") and r.get("errorMessage") == "No username found in supplied account"

@done("logins")
def _(r):
    return console_sign_in(r)

@done("console-from-keys")
def _(r):
    return calls(r, "signin", "GetSigninToken")

@done("passwords-changed")
def _(r):
    return (calls(r, "iam", "ChangePassword CreateLoginProfile UpdateLoginProfile")
            or calls(r, "signin", "PasswordUpdated PasswordRecoveryRequested PasswordRecoveryCompleted")
            or calls(r, "sso-directory", "UpdatePassword"))

def mfa_removed(r):
    return calls(r, "iam", "DeactivateMFADevice DeleteVirtualMFADevice") or calls(r, "sso-directory", "DeleteMfaDeviceForUser")

done("mfa-removed")(mfa_removed)

@done("keys-used-for-changes")
def _(r):
    return identity(r, "accessKeyId").startswith("akia") and changing(r)

# Users, keys and permissions.

@done("new-users")
def _(r):
    return calls(r, "iam identitystore sso-directory", "CreateUser")

@done("new-keys")
def _(r):
    return (service(r), name(r)) in {tuple(pair.lower().split(":")) for pair in (
        "iam:CreateAccessKey iam:CreateLoginProfile iam:UploadSSHPublicKey iam:UploadSigningCertificate iam:CreateServiceSpecificCredential"
        " iam:ResetServiceSpecificCredential ec2:CreateKeyPair ec2:ImportKeyPair lightsail:CreateKeyPair lightsail:ImportKeyPair"
        " lightsail:CreateBucketAccessKey sso-directory:CreateBearerToken iot:CreateKeysAndCertificate iot:CreateCertificateFromCsr"
        " iot:RegisterCertificate iot:RegisterCertificateWithoutCA apigateway:CreateApiKey apigateway:ImportApiKeys appsync:CreateApiKey"
        " chime:CreateApiKey wafv2:CreateAPIKey geo:CreateKey grafana:CreateWorkspaceApiKey grafana:CreateWorkspaceServiceAccountToken"
        " transfer:ImportSshPublicKey").split()}

@done("policy-changes")
def _(r):
    if service(r) == "iam":
        return bool(re.fullmatch("(attach|detach|put|delete)(user|group|role)policy|(put|delete)(user|role)permissionsboundary"
                                 "|(create|delete)policy(version)?|setdefaultpolicyversion|addusertogroup|removeuserfromgroup"
                                 "|addroletoinstanceprofile|removerolefrominstanceprofile", name(r)))
    if service(r) == "sso":
        return bool(re.fullmatch("(create|update|delete|provision)permissionset|(attach|detach)(managedpolicy|customermanagedpolicyreference)"
                                 "(to|from)permissionset|(put|delete)(inlinepolicy|permissionsboundary)(to|from)permissionset"
                                 "|(put|delete)permissionspolicy|(create|delete)accountassignment", name(r)))
    return calls(r, "sso-directory", "AddMemberToGroup RemoveMemberFromGroup") or calls(
        r, "identitystore", "CreateGroupMembership DeleteGroupMembership")

def wide(statement):
    """Whether a statement allows all actions, all but some, or all of IAM."""
    actions = statement.get("Action", [])
    actions = [actions] if isinstance(actions, str) else actions
    return statement.get("Effect") == "Allow" and ("NotAction" in statement or any(
        action.lower() in ("*", "*:*", "iam:*") for action in actions))

@done("admin-granted")
def _(r):
    def aws_own(key):
        return any(re.fullmatch("arn:aws[a-z-]*:iam::aws:policy/(AdministratorAccess|IAMFullAccess|PowerUserAccess)", arn)
                   for arn in request(r, key))
    return (
        calls(r, "iam", "AttachUserPolicy AttachGroupPolicy AttachRolePolicy") and aws_own("policyArn")
        or calls(r, "sso", "AttachManagedPolicyToPermissionSet") and aws_own("managedPolicyArn")
        or calls(r, "iam", "PutUserPolicy PutGroupPolicy PutRolePolicy CreatePolicy CreatePolicyVersion")
        and any(map(wide, statements(r, "policyDocument")))
        or calls(r, "sso", "PutInlinePolicyToPermissionSet") and any(map(wide, statements(r, "inlinePolicy"))))

@done("access-removed")
def _(r):
    return (
        mfa_removed(r)
        or calls(r, "iam", "DeleteUser DeleteGroup DeleteRole DeleteServiceLinkedRole DeleteLoginProfile DeleteAccessKey DeleteSSHPublicKey"
                 " DeleteSigningCertificate DeleteServiceSpecificCredential")
        or calls(r, "iam", "UpdateAccessKey UpdateSSHPublicKey UpdateSigningCertificate UpdateServiceSpecificCredential")
        and "Inactive" in request(r, "status")
        or calls(r, "sso-directory", "DeleteUser DisableUser DeleteGroup DeleteBearerToken")
        or calls(r, "identitystore", "DeleteUser DeleteGroup"))

@done("temporary-keys")
def _(r):
    return calls(r, "sts", "GetSessionToken GetFederationToken")

# Roles, trust and other accounts.

def takes_role(r):
    return (calls(r, "sts", "AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot") or calls(r, "signin", "SwitchRole")
            or calls(r, "eks-auth", "AssumeRoleForPodIdentity") or calls(r, "sso", "GetRoleCredentials")
            or calls(r, "rolesanywhere", "CreateSession"))

@done("role-assumptions")
def _(r):
    return takes_role(r) and identity(r, "type") != "awsservice"

@question("role-assumptions-failed")
def _(r):
    return takes_role(r) and failed(r)

@done("role-chaining")
def _(r):
    if calls(r, "signin", "SwitchRole"):
        return any(":assumed-role/" in arn for arn in at(r.get("additionalEventData"), "SwitchFrom"))
    return identity(r, "type") == "assumedrole" and (
        calls(r, "sts", "AssumeRole") or calls(r, "eks-auth", "AssumeRoleForPodIdentity"))

@done("root-assumed")
def _(r):
    return calls(r, "sts", "AssumeRoot")

@done("cross-account")
def _(r):
    caller = identity(r, "accountId")
    called = at(r.get("recipientAccountId")) + at(r.get("resources"), "accountId")
    return identity(r, "type") == "awsaccount" or bool(caller) and any(account.lower() != caller for account in called)

@question("anonymous")
def _(r):
    return identity(r, "accountId") in ("anonymous", "anonymous_principal") or identity(r, "principalId") == "anonymous"

@done("trust-changes")
def _(r):
    return calls(r, "iam", "UpdateAssumeRolePolicy CreateRole CreateServiceLinkedRole")

@done("federation-changes")
def _(r):
    if service(r) == "iam":
        return bool(re.fullmatch("(create|update|delete)samlprovider|(create|delete)openidconnectprovider"
                                 "|updateopenidconnectproviderthumbprint|(add|remove)clientid(to|from)openidconnectprovider", name(r)))
    if service(r) == "rolesanywhere":
        return bool(re.fullmatch("(create|update|delete|enable|disable)trustanchor", name(r)))
    if service(r) in ("sso", "sso-directory"):
        return bool(re.fullmatch("(create|update|delete)trustedtokenissuer|(dis)?associatedirectory|(import|delete)externalidpcertificate"
                                 "|(create|update|delete|enable|disable)externalidpconfigurationfordirectory", name(r)))
    return calls(r, "cognito-idp workspaces-web", "CreateIdentityProvider UpdateIdentityProvider DeleteIdentityProvider") or calls(
        r, "eks", "AssociateIdentityProviderConfig DisassociateIdentityProviderConfig")

@done("resources-opened")
def _(r):
    return (
        name(r) in words(
            "PutResourcePolicy PutKeyPolicy PutBucketPolicy PutAccessPointPolicy PutMultiRegionAccessPointPolicy"
            " PutAccessPointPolicyForObjectLambda PutAccessGrantsInstanceResourcePolicy PutTableBucketPolicy PutTablePolicy"
            " PutVectorBucketPolicy SetRepositoryPolicy PutRegistryPolicy PutFileSystemPolicy PutBackupVaultAccessPolicy"
            " PutBackupVaultSharingPolicy SetVaultAccessPolicy PutImagePolicy PutImageRecipePolicy PutContainerRecipePolicy"
            " PutComponentPolicy PutDestinationPolicy PutDeliveryDestinationPolicy PutClusterPolicy PutDomainPermissionsPolicy"
            " PutRepositoryPermissionsPolicy PutIdentityPolicy CreateEmailIdentityPolicy UpdateEmailIdentityPolicy PutContainerPolicy"
            " PutModelPackageGroupPolicy PutProjectPolicy PutApplicationPolicy PutAuthPolicy PutSinkPolicy PutPermissionPolicy"
            " PutPermission AddProfilePermission CreateResourceShare AssociateResourceShare GrantPermissions BatchGrantPermissions"
            " ModifyDocumentPermission ModifyVpcEndpointServicePermissions")
        or name(r).startswith(("addpermission", "addlayerversionpermission"))
        or calls(r, "kms", "CreateGrant") or calls(r, "acm-pca", "CreatePermission PutPolicy") or calls(r, "s3", "CreateAccessGrant")
        or calls(r, "sns", "SetTopicAttributes") and "policy" in [text.lower() for text in request(r, "attributeName")]
        or calls(r, "sqs", "SetQueueAttributes") and bool(request(r, "attributes", "Policy"))
        or calls(r, "sqs sns", "CreateQueue CreateTopic") and bool(request(r, "attributes", "Policy")))

# Logging and detection.

@done("logging-tampered")
def _(r):
    return (
        calls(r, "cloudtrail", "StopLogging DeleteTrail UpdateTrail PutEventSelectors PutInsightSelectors PutEventConfiguration"
              " DeleteEventDataStore StopEventDataStoreIngestion UpdateEventDataStore DeleteChannel UpdateChannel")
        or calls(r, "ec2", "DeleteFlowLogs ModifyVerifiedAccessInstanceLoggingConfiguration")
        or calls(r, "logs", "DeleteLogGroup DeleteLogStream PutRetentionPolicy DeleteRetentionPolicy DeleteDelivery DeleteDeliverySource"
                 " DeleteDeliveryDestination DeleteDestination DeleteLogDelivery UpdateLogDelivery UpdateDeliveryConfiguration")
        or calls(r, "s3", "PutBucketLogging")
        or calls(r, "wafv2 waf waf-regional", "PutLoggingConfiguration DeleteLoggingConfiguration")
        or calls(r, "network-firewall", "UpdateLoggingConfiguration")
        or calls(r, "route53resolver", "DeleteResolverQueryLogConfig DisassociateResolverQueryLogConfig")
        or calls(r, "route53", "DeleteQueryLoggingConfig")
        or calls(r, "eks", "UpdateClusterConfig") and has(r, "requestParameters", "logging")
        or calls(r, "bedrock", "PutModelInvocationLoggingConfiguration DeleteModelInvocationLoggingConfiguration")
        or calls(r, "rds", "StopActivityStream ModifyActivityStream")
        or calls(r, "rds", "ModifyDBInstance ModifyDBCluster") and has(r, "requestParameters", "cloudwatchLogsExportConfiguration")
        or calls(r, "redshift", "DisableLogging EnableLogging")
        or calls(r, "elasticloadbalancing", "ModifyLoadBalancerAttributes") and (
            any("access_logs" in text or "connection_logs" in text for text in request(r))
            or has(r, "requestParameters", "loadBalancerAttributes", "accessLog"))
        or service(r) == "cloudfront" and name(r).startswith(("deleterealtimelogconfig", "updaterealtimelogconfig"))
        or calls(r, "vpc-lattice", "DeleteAccessLogSubscription UpdateAccessLogSubscription")
        or calls(r, "aps ivschat", "DeleteLoggingConfiguration UpdateLoggingConfiguration")
        or calls(r, "mediastore", "StopAccessLogging") or calls(r, "cognito-idp", "SetLogDeliveryConfiguration")
        or calls(r, "iot", "SetLoggingOptions SetV2LoggingOptions SetV2LoggingLevel DeleteV2LoggingLevel"))

@done("detection-off")
def _(r):
    watching = ("guardduty securityhub macie2 inspector2 inspector detective access-analyzer securitylake shield fms network-firewall"
                " wafv2 waf waf-regional").split()
    weaker = "delete disable disassociate stop update archive batchdelete batchdisable batchdisassociate batchupdate".split()
    return (
        service(r) in watching and name(r).startswith(tuple(weaker)) and not name(r).endswith("loggingconfiguration")
        or calls(r, "guardduty", "CreateFilter CreateIPSet CreateTrustedEntitySet")
        or calls(r, "macie2", "CreateFindingsFilter CreateAllowList") or calls(r, "inspector2", "CreateFilter")
        or calls(r, "access-analyzer", "CreateArchiveRule ApplyArchiveRule")
        or calls(r, "securityhub", "CreateAutomationRule CreateAutomationRuleV2")
        or calls(r, "config", "StopConfigurationRecorder DeleteConfigurationRecorder PutConfigurationRecorder DeleteDeliveryChannel"
                 " PutDeliveryChannel DeleteConfigRule DeleteOrganizationConfigRule DeleteConfigurationAggregator DeleteConformancePack"
                 " DeleteOrganizationConformancePack DeleteRemediationConfiguration"))

@done("alarms-silenced")
def _(r):
    return (
        calls(r, "cloudwatch", "DeleteAlarms DisableAlarmActions EnableAlarmActions PutMetricAlarm PutCompositeAlarm SetAlarmState"
              " PutAlarmMuteRule")
        or calls(r, "logs", "DeleteMetricFilter DeleteSubscriptionFilter")
        or calls(r, "events", "DisableRule DeleteRule RemoveTargets")
        or calls(r, "sns", "DeleteTopic Unsubscribe") or calls(r, "lightsail", "PutAlarm DeleteAlarm"))

@done("organization-left")
def _(r):
    return calls(r, "organizations", "AcceptHandshake CreateAccount CreateGovCloudAccount LeaveOrganization RemoveAccountFromOrganization"
                 " MoveAccount CloseAccount DeleteOrganization CreatePolicy UpdatePolicy DeletePolicy AttachPolicy DetachPolicy"
                 " EnablePolicyType DisablePolicyType EnableAWSServiceAccess DisableAWSServiceAccess RegisterDelegatedAdministrator"
                 " DeregisterDelegatedAdministrator PutResourcePolicy DeleteResourcePolicy")

@question("content-withheld")
def _(r):
    return any(at(r.get(part), "omitted")[:1] == ["true"]
               for part in ("requestParameters", "responseElements", "additionalEventData", "serviceEventDetails"))

# Data.

@done("bucket-exposure")
def _(r):
    return service(r) == "s3" and bool(re.fullmatch(
        "putobjectacl|putbucketacl|(put|delete)bucket(policy|publicaccessblock|ownershipcontrols|website|cors)"
        "|(put|delete)(account)?publicaccessblock|(create|delete)accesspoint|(put|delete)accesspointpolicy(forobjectlambda)?"
        "|putaccesspointpublicaccessblock|putmultiregionaccesspointpolicy|(create|delete)accessgrant"
        "|(put|delete)accessgrantsinstanceresourcepolicy", name(r)))

def open_statement(value):
    """Whether a statement somewhere allows something to everybody."""
    if isinstance(value, list):
        return any(map(open_statement, value))
    if isinstance(value, str):
        try:
            inner = json.loads(value)
        except ValueError:
            return False
        return isinstance(inner, (dict, list)) and open_statement(inner)
    if not isinstance(value, dict):
        return False
    principal = value.get("Principal")
    if isinstance(principal, dict):
        principal = principal.get("AWS")
    principals = principal if isinstance(principal, list) else [principal]
    return value.get("Effect") == "Allow" and "*" in principals or any(map(open_statement, value.values()))

@done("bucket-public")
def _(r):
    if calls(r, "s3", "PutBucketAcl PutObjectAcl CreateBucket PutObject PostObject CopyObject CreateMultipartUpload"):
        return bool(set(request(r, "x-amz-acl")) & {"public-read", "public-read-write", "authenticated-read"}) or any(
            "acs.amazonaws.com/groups/global/" in text for text in request(r))
    return calls(r, "s3", "PutBucketPolicy PutAccessPointPolicy PutMultiRegionAccessPointPolicy PutAccessPointPolicyForObjectLambda"
                 ) and open_statement(r.get("requestParameters"))

@done("bucket-read")
def _(r):
    return calls(r, "s3", "GetObject GetObjectTorrent SelectObjectContent CopyObject UploadPartCopy")

@done("buckets-listed")
def _(r):
    return service(r) == "s3" and (name(r).startswith("getbucket") or name(r) in words(
        "ListBuckets ListDirectoryBuckets ListObjects ListObjectsV2 ListObjectVersions ListBucketVersions"))

@done("secrets-read")
def _(r):
    return calls(r, "secretsmanager", "GetSecretValue BatchGetSecretValue") or (
        calls(r, "ssm", "GetParameter GetParameters GetParametersByPath GetParameterHistory") and request(r, "withDecryption") == ["true"])

@done("windows-passwords")
def _(r):
    return calls(r, "ec2", "GetPasswordData")

@done("snapshots-shared")
def _(r):
    return (
        calls(r, "ec2", "ModifySnapshotAttribute") and bool(request(r, "createVolumePermission", "add"))
        or calls(r, "ec2", "ModifyImageAttribute") and bool(request(r, "launchPermission", "add"))
        or calls(r, "ec2", "ModifyFpgaImageAttribute") and bool(request(r, "loadPermission", "add"))
        or calls(r, "rds", "ModifyDBSnapshotAttribute ModifyDBClusterSnapshotAttribute") and has(r, "requestParameters", "valuesToAdd")
        or calls(r, "redshift", "AuthorizeSnapshotAccess AuthorizeDataShare")
        or calls(r, "ec2", "SharedSnapshotVolumeCreated SharedSnapshotCopyInitiated") or calls(r, "kms", "CreateGrant PutKeyPolicy")
        or calls(r, "workspaces", "UpdateWorkspaceImagePermission") or calls(r, "appstream", "UpdateImagePermissions")
        or calls(r, "imagebuilder", "PutImagePolicy"))

@done("snapshots-made")
def _(r):
    return name(r) in words({
        "ec2": "CreateSnapshot CreateSnapshots CopySnapshot CreateImage CopyImage RegisterImage CreateStoreImageTask CreateRestoreImageTask"
               " ImportSnapshot ImportImage RestoreSnapshotFromRecycleBin RestoreImageFromRecycleBin RestoreSnapshotTier",
        "ebs": "StartSnapshot",
        "rds": "CreateDBSnapshot CreateDBClusterSnapshot CopyDBSnapshot CopyDBClusterSnapshot RestoreDBInstanceFromDBSnapshot"
               " RestoreDBClusterFromSnapshot RestoreDBInstanceToPointInTime RestoreDBClusterToPointInTime",
        "redshift": "CreateClusterSnapshot CopyClusterSnapshot RestoreFromClusterSnapshot RestoreTableFromClusterSnapshot",
        "redshift-serverless": "CreateSnapshot RestoreFromSnapshot RestoreFromRecoveryPoint RestoreTableFromSnapshot"
                               " RestoreTableFromRecoveryPoint",
        "elasticache": "CreateSnapshot CopySnapshot CreateServerlessCacheSnapshot CopyServerlessCacheSnapshot",
        "memorydb": "CreateSnapshot CopySnapshot",
        "docdb-elastic": "CreateClusterSnapshot CopyClusterSnapshot RestoreClusterFromSnapshot",
        "fsx": "CreateBackup CopyBackup CreateSnapshot CreateFileSystemFromBackup CreateVolumeFromBackup RestoreVolumeFromSnapshot",
        "dynamodb": "CreateBackup RestoreTableFromBackup RestoreTableToPointInTime",
        "backup": "StartBackupJob StartCopyJob StartRestoreJob",
        "lightsail": "CreateInstanceSnapshot CreateDiskSnapshot CreateRelationalDatabaseSnapshot CopySnapshot ExportSnapshot"
                     " CreateInstancesFromSnapshot CreateDiskFromSnapshot CreateRelationalDatabaseFromSnapshot",
        "ds": "CreateSnapshot RestoreFromSnapshot",
        "workspaces": "CreateWorkspaceImage CopyWorkspaceImage",
    }.get(service(r), ""))

@done("data-exported")
def _(r):
    if calls(r, "dynamodb", "UpdateTable"):
        return has(r, "requestParameters", "replicaUpdates")
    if service(r) == "healthlake":
        return name(r).startswith("startfhirexportjob")
    return name(r) in words({
        "rds": "StartExportTask CreateDBInstanceReadReplica StartDBInstanceAutomatedBackupsReplication",
        "dynamodb": "ExportTableToPointInTime CreateGlobalTable", "ec2": "CreateInstanceExportTask ExportImage CreateStoreImageTask",
        "s3": "PutBucketReplication", "datasync": "StartTaskExecution", "logs": "CreateExportTask", "backup": "StartCopyJob",
        "dms": "StartReplicationTask StartReplication", "ecr": "PutReplicationConfiguration",
        "secretsmanager": "ReplicateSecretToRegions", "elasticfilesystem": "CreateReplicationConfiguration", "kms": "ReplicateKey",
        "elasticache": "ExportServerlessCacheSnapshot", "lightsail": "ExportSnapshot", "qldb": "ExportJournalToS3",
        "workmail": "StartMailboxExportJob", "acm": "ExportCertificate", "neptune-graph": "StartExportTask",
        "s3tables": "PutTableBucketReplication PutTableReplication", "transfer": "StartFileTransfer",
    }.get(service(r), ""))

@done("encrypted-by-others")
def _(r):
    return calls(r, "s3", "PutObject PostObject CopyObject CreateMultipartUpload UploadPart UploadPartCopy CompleteMultipartUpload") and (
        one(r, "additionalEventData", "SSEApplied") == "sse_c"
        or bool(request(r, "x-amz-server-side-encryption-customer-algorithm")))

@done("lifecycle-changed")
def _(r):
    rules = request(r, "LifecycleConfiguration", "Rule", "Expiration") + request(
        r, "LifecycleConfiguration", "Rule", "NoncurrentVersionExpiration")
    return calls(r, "s3", "PutBucketLifecycle PutBucketLifecycleConfiguration") and bool(rules)

@done("destruction")
def _(r):
    return name(r).startswith(("delete", "batchdelete", "terminate")) or name(r).endswith("versiondelete") or name(r) in words(
        "PurgeQueue DeregisterImage ScheduleKeyDeletion BidEvictedEvent CloseAccount")

@done("recovery-prevented")
def _(r):
    if calls(r, "rds", "ModifyDBInstance ModifyDBCluster"):
        return "0" in request(r, "backupRetentionPeriod")
    if calls(r, "s3", "PutBucketVersioning"):
        return request(r, "VersioningConfiguration", "Status") == ["Suspended"]
    return name(r) in words({
        "backup": "DeleteBackupVault DeleteRecoveryPoint DeleteBackupPlan UpdateBackupPlan DeleteBackupSelection"
                  " DeleteBackupVaultLockConfiguration PutBackupVaultLockConfiguration UpdateRecoveryPointLifecycle"
                  " DisassociateRecoveryPoint DisassociateRecoveryPointFromParent CancelLegalHold StopBackupJob",
        "ec2": "DeleteSnapshot DeregisterImage DisableImageDeregistrationProtection UnlockSnapshot DisableFastSnapshotRestores",
        "rbin": "DeleteRule UpdateRule UnlockRule",
        "rds": "DeleteDBSnapshot DeleteDBClusterSnapshot DeleteDBInstanceAutomatedBackup DeleteDBClusterAutomatedBackup"
               " StopDBInstanceAutomatedBackupsReplication",
        "dynamodb": "DeleteBackup UpdateContinuousBackups", "s3": "PutObjectLegalHold PutObjectRetention PutBucketObjectLockConfiguration",
        "redshift": "DeleteClusterSnapshot ModifyClusterSnapshot", "redshift-serverless": "DeleteSnapshot", "elasticache": "DeleteSnapshot",
        "memorydb": "DeleteSnapshot", "fsx": "DeleteSnapshot DeleteBackup", "docdb-elastic": "DeleteClusterSnapshot",
        "dlm": "DeleteLifecyclePolicy UpdateLifecyclePolicy", "elasticfilesystem": "PutBackupPolicy",
    }.get(service(r), ""))

# Network and compute.

def whole_world(text):
    try:
        return ipaddress.ip_network(text, strict=False).prefixlen == 0
    except ValueError:
        return False

@done("network-opened")
def _(r):
    if not any(map(whole_world, request(r))):
        return False
    if calls(r, "ec2", "CreateNetworkAclEntry ReplaceNetworkAclEntry"):
        return request(r, "ruleAction") == ["allow"] and request(r, "egress") != ["true"]
    return name(r) in words("AuthorizeSecurityGroupIngress ModifySecurityGroupRules AuthorizeDBSecurityGroupIngress"
                            " AuthorizeClusterSecurityGroupIngress OpenInstancePublicPorts PutInstancePublicPorts")

@done("public-services")
def _(r):
    return (
        service(r) in "rds redshift redshift-serverless dms amazonmq mq lightsail".split() and "true" in request(r, "publiclyAccessible")
        or service(r) == "lambda" and undated(r) in ("createfunctionurlconfig", "updatefunctionurlconfig") and "NONE" in request(r, "authType")
        or service(r) == "eks" and "true" in request(r, "resourcesVpcConfig", "endpointPublicAccess"))

@done("instances-started")
def _(r):
    return calls(r, "ec2", "RunInstances StartInstances RunScheduledInstances RequestSpotInstances RequestSpotFleet CreateFleet")

@done("commands-run")
def _(r):
    return (
        calls(r, "ssm", "SendCommand StartSession ResumeSession StartAutomationExecution StartChangeRequestExecution CreateAssociation"
              " CreateAssociationBatch UpdateAssociation StartAssociationsOnce")
        or calls(r, "ssm-guiconnect", "StartConnection")
        or calls(r, "ec2-instance-connect", "SendSSHPublicKey SendSerialConsoleSSHPublicKey OpenTunnel")
        or calls(r, "ec2", "EnableSerialConsoleAccess")
        or calls(r, "ec2", "ModifyInstanceAttribute") and has(r, "requestParameters", "userData")
        or calls(r, "ecs", "ExecuteCommand"))

@done("functions-changed")
def _(r):
    return service(r) == "lambda" and undated(r) in words(
        "CreateFunction UpdateFunctionCode UpdateFunctionConfiguration PublishLayerVersion CreateEventSourceMapping UpdateEventSourceMapping")

@question("instance-credentials-outside")
def _(r):
    where = address(r)
    instance = re.search(":i-([0-9a-f]{8}|[0-9a-f]{17})$", identity(r, "principalId"))
    if where is None or identity(r, "type") != "assumedrole" or not instance:
        return False
    inside = "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 fc00::/7 fe80::/10 ::1/128".split()
    return not any(where in ipaddress.ip_network(network) for network in inside)

@question("metadata-v1")
def _(r):
    return identity(r, "sessionContext", "ec2RoleDelivery") == "1.0"

@done("mail-and-models")
def _(r):
    return (
        calls(r, "ses", "SendEmail SendRawEmail SendBulkEmail SendTemplatedEmail SendBulkTemplatedEmail SendCustomVerificationEmail"
              " VerifyEmailIdentity VerifyEmailAddress VerifyDomainIdentity CreateEmailIdentity UpdateAccountSendingEnabled"
              " PutAccountSendingAttributes PutAccountDetails GetSendQuota GetSendStatistics GetAccount")
        or calls(r, "sns", "Publish PublishBatch GetSMSAttributes SetSMSAttributes GetSMSSandboxAccountStatus")
        or calls(r, "sms-voice", "SendTextMessage SendVoiceMessage SendMediaMessage")
        or calls(r, "mobiletargeting", "SendMessages SendUsersMessages")
        or service(r) == "bedrock" and (name(r).startswith(("invokemodel", "converse")) or name(r) in words(
            "StartAsyncInvoke PutFoundationModelEntitlement PutUseCaseForModelAccess CreateFoundationModelAgreement")))

# Looking around.

@question("denied-calls")
def _(r):
    code = one(r, "errorCode")
    return code.startswith("forbidden") or any(
        part in code for part in ("accessdenied", "unauthorized", "authorizationerror", "notauthorized", "authfailure"))

@done("who-am-i")
def _(r):
    return calls(r, "sts", "GetCallerIdentity")

@done("identity-recon")
def _(r):
    return service(r) == "iam" and (name(r).startswith(("get", "list", "simulate")) or name(r) in words(
        "GenerateCredentialReport GenerateServiceLastAccessedDetails GenerateOrganizationsAccessReport"))

@question("wide-recon")
def _(r):
    return (not insight(r) and one(r, "readOnly") != "false" and name(r).startswith(("list", "describe", "get"))
            and identity(r, "type") != "awsservice" and not identity(r, "invokedBy"))

@question("attack-tools")
def _(r):
    tools = ("pacu", "kali", "parrot", "pentoo", "blackarch", "stratus-red-team", "cloudfox", "scoutsuite", "prowler", "trufflehog",
             "enumerate-iam", "powerpwn", "aws_consoler")
    return any(re.search(f"(?<![a-z]){tool}(?![a-z])", one(r, "userAgent")) for tool in tools)

@done("unusual-regions")
def _(r):
    return changing(r) and bool(r.get("awsRegion"))

# Changes and outages.

@done("changes")
def _(r):
    return changing(r) and management(r)

@done("manual-changes")
def _(r):
    agent = one(r, "userAgent")
    console = ("s3console", "awsconsole", "console.amazonaws.com", "signin.amazonaws.com", "console.aws", "aws console", "cloudshell")
    return changing(r) and management(r) and (
        one(r, "sessionCredentialFromConsole") == "true" or agent.startswith(("mozilla/", "ec2consolebackend"))
        or any(sign in agent for sign in console))

@done("deployments")
def _(r):
    if service(r) == "lambda":
        return undated(r) in words("CreateFunction UpdateFunctionCode UpdateAlias PublishVersion DeleteFunction")
    return name(r) in words({
        "cloudformation": "CreateStack UpdateStack DeleteStack ExecuteChangeSet RollbackStack ContinueUpdateRollback CancelUpdateStack"
                          " CreateStackSet UpdateStackSet DeleteStackSet CreateStackInstances UpdateStackInstances DeleteStackInstances",
        "codedeploy": "CreateDeployment StopDeployment", "codepipeline": "StartPipelineExecution StopPipelineExecution RollbackStage",
        "ecs": "CreateService UpdateService DeleteService CreateCluster DeleteCluster UpdateCluster RegisterTaskDefinition",
        "eks": "CreateCluster DeleteCluster UpdateClusterVersion UpdateClusterConfig UpdateNodegroupVersion",
        "autoscaling": "UpdateAutoScalingGroup StartInstanceRefresh RollbackInstanceRefresh",
        "elasticbeanstalk": "CreateEnvironment UpdateEnvironment TerminateEnvironment",
        "apprunner": "CreateService UpdateService DeleteService StartDeployment", "appconfig": "StartDeployment StopDeployment",
        "apigateway": "CreateDeployment", "amplify": "StartJob StartDeployment", "greengrass": "CreateDeployment",
    }.get(service(r), ""))

@done("dns-and-certificates")
def _(r):
    return writing(r) and service(r) in "route53 route53domains route53resolver acm elasticloadbalancing cloudfront apigateway".split()

@question("throttled")
def _(r):
    return bool(re.search("throttl|requestlimitexceeded|toomanyrequests|slowdown|limitexceeded|quotaexceeded|throughputexceeded"
                          "|insufficient.*capacity", one(r, "errorCode")))

@question("service-errors")
def _(r):
    return bool(re.search(r"internalerror|internalfailure|internalserver|internalservice|serviceunavailable|serverexception"
                          r"|^serviceexception$|^unavailable$|client\.unavailable|^server\.", one(r, "errorCode")))

@question("failing-calls")
def _(r):
    return failed(r) and not insight(r)

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
