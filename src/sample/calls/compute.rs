//! Calls about instances, networks, functions, logs and everything else.

use super::{NULL, SampleCall, SampleCallKind, read, write};

pub(in crate::sample) static DESCRIBE_INSTANCES: SampleCall =
    read("ec2", "DescribeInstances", r#"{$p"maxResults":1000,"instancesSet":{},"filterSet":{}}"#);
pub(in crate::sample) static DESCRIBE_INSTANCE: SampleCall =
    read("ec2", "DescribeInstances", r#"{"instancesSet":{"items":[{"instanceId":"$I"}]},"filterSet":{}}"#);
pub(in crate::sample) static DESCRIBE_INSTANCE_STATUS: SampleCall = read(
    "ec2",
    "DescribeInstanceStatus",
    r#"{"instancesSet":{"items":[{"instanceId":"$I"}]},"filterSet":{},"includeAllInstances":true}"#,
);
pub(in crate::sample) static DESCRIBE_INSTANCE_ATTRIBUTE: SampleCall =
    read("ec2", "DescribeInstanceAttribute", r#"{"instanceId":"$I","attribute":"userData"}"#);
pub(in crate::sample) static DESCRIBE_SECURITY_GROUPS: SampleCall = read(
    "ec2",
    "DescribeSecurityGroups",
    r#"{"securityGroupSet":{},"securityGroupIdSet":{"items":[{"groupId":"$S"}]},"filterSet":{}}"#,
);
pub(in crate::sample) static DESCRIBE_VPCS: SampleCall =
    read("ec2", "DescribeVpcs", r#"{"vpcSet":{"items":[{"vpcId":"$V"}]},"filterSet":{}}"#);
pub(in crate::sample) static DESCRIBE_SUBNETS: SampleCall =
    read("ec2", "DescribeSubnets", r#"{"subnetSet":{"items":[{"subnetId":"$N"}]},"filterSet":{}}"#);
pub(in crate::sample) static DESCRIBE_ROUTE_TABLES: SampleCall = read(
    "ec2",
    "DescribeRouteTables",
    r#"{$p"routeTableIdSet":{},"filterSet":{"items":[{"name":"association.subnet-id","valueSet":{"items":[{"value":"$N"}]}}]}}"#,
);
pub(in crate::sample) static DESCRIBE_VPC_ATTRIBUTE: SampleCall =
    read("ec2", "DescribeVpcAttribute", r#"{"vpcId":"$V","attribute":"enableDnsHostnames"}"#);
pub(in crate::sample) static DESCRIBE_VOLUMES: SampleCall = read(
    "ec2",
    "DescribeVolumes",
    r#"{$p"volumeSet":{},"filterSet":{"items":[{"name":"attachment.instance-id","valueSet":{"items":[{"value":"$I"}]}}]}}"#,
);
pub(in crate::sample) static DESCRIBE_REGIONS: SampleCall =
    read("ec2", "DescribeRegions", r#"{"regionSet":{},"allRegions":true}"#);
pub(in crate::sample) static DESCRIBE_SNAPSHOTS: SampleCall = read(
    "ec2",
    "DescribeSnapshots",
    r#"{$p"maxResults":1000,"snapshotSet":{},"ownersSet":{"items":[{"owner":"self"}]},"sharedUsersSet":{},"filterSet":{}}"#,
);
pub(in crate::sample) static DESCRIBE_NETWORK_INTERFACES: SampleCall = read(
    "ec2",
    "DescribeNetworkInterfaces",
    r#"{$p"networkInterfaceIdSet":{},"filterSet":{"items":[{"name":"group-id","valueSet":{"items":[{"value":"$S"}]}}]}}"#,
);
pub(in crate::sample) static DESCRIBE_TAGS: SampleCall = read(
    "ec2",
    "DescribeTags",
    r#"{$p"filterSet":{"items":[{"name":"resource-id","valueSet":{"items":[{"value":"$I"}]}}]}}"#,
);
pub(in crate::sample) static CREATE_TAGS: SampleCall = write(
    "ec2",
    "CreateTags",
    r#"{"resourcesSet":{"items":[{"resourceId":"$I"}]},"tagSet":{"items":[{"key":"release","value":"$x"},{"key":"team","value":"$Q"}]}}"#,
)
.gives(r#"{"requestId":"$g","_return":true}"#);
pub(in crate::sample) static START_INSTANCES: SampleCall =
    write("ec2", "StartInstances", r#"{"instancesSet":{"items":[{"instanceId":"$I"}]}}"#).gives(
        r#"{"requestId":"$g","instancesSet":{"items":[{"instanceId":"$I","currentState":{"code":0,"name":"pending"},"previousState":{"code":80,"name":"stopped"}}]}}"#,
    );
pub(in crate::sample) static STOP_INSTANCES: SampleCall =
    write("ec2", "StopInstances", r#"{"instancesSet":{"items":[{"instanceId":"$I"}]},"force":false}"#).gives(
        r#"{"requestId":"$g","instancesSet":{"items":[{"instanceId":"$I","currentState":{"code":64,"name":"stopping"},"previousState":{"code":16,"name":"running"}}]}}"#,
    );
pub(in crate::sample) static RUN_INSTANCES: SampleCall = write(
    "ec2",
    "RunInstances",
    r#"{"instancesSet":{"items":[{"imageId":"$H","minCount":1,"maxCount":1}]},"instanceType":"m7g.large","blockDeviceMapping":{},"monitoring":{"enabled":true},"disableApiTermination":false,"disableApiStop":false,"clientToken":"$G","subnetId":"$N"}"#,
)
.gives(r#"{"requestId":"$g","reservationId":"r-0$x$x","ownerId":"$A","groupSet":{},"instancesSet":{"items":[{"instanceId":"i-$h","imageId":"$H","instanceState":{"code":0,"name":"pending"},"amiLaunchIndex":0,"productCodes":{},"instanceType":"m7g.large","launchTime":$m,"placement":{"availabilityZone":"$Ra","tenancy":"default"},"monitoring":{"state":"pending"},"subnetId":"$N","vpcId":"$V","privateIpAddress":"10.20.$k.$k","architecture":"arm64","clientToken":"$G"}]}}"#);
pub(in crate::sample) static AUTHORIZE_FROM_INSIDE: SampleCall = write(
    "ec2",
    "AuthorizeSecurityGroupIngress",
    r#"{"groupId":"$S","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":5432,"toPort":5432,"groups":{},"ipRanges":{"items":[{"cidrIp":"10.20.$k.0/24","description":"$Q database"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}"#,
)
.gives(r#"{"requestId":"$g","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"$A","groupId":"$S","securityGroupRuleId":"sgr-$h","isEgress":false,"ipProtocol":"tcp","fromPort":5432,"toPort":5432,"cidrIpv4":"10.20.0.0/16"}]}}"#);
/// Opens a port to the world.
pub(in crate::sample) static AUTHORIZE_FROM_ANYWHERE: SampleCall = write(
    "ec2",
    "AuthorizeSecurityGroupIngress",
    r#"{"groupId":"$S","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":22,"toPort":22,"groups":{},"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}"#,
)
.gives(r#"{"requestId":"$G","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"$A","groupId":"$S","securityGroupRuleId":"sgr-$h","isEgress":false,"ipProtocol":"tcp","fromPort":22,"toPort":22,"cidrIpv4":"0.0.0.0/0"}]}}"#);

pub(in crate::sample) static LIST_FUNCTIONS: SampleCall =
    read("lambda", "ListFunctions20150331", r#"{$p"maxItems":50}"#).target("*");
pub(in crate::sample) static GET_FUNCTION: SampleCall =
    read("lambda", "GetFunction20150331v2", r#"{"functionName":"$F"}"#)
        .target("arn:aws:lambda:$R:$A:function:$F");
pub(in crate::sample) static LIST_VERSIONS: SampleCall =
    read("lambda", "ListVersionsByFunction20150331", r#"{"functionName":"$F","maxItems":50}"#);
pub(in crate::sample) static UPDATE_FUNCTION_CODE: SampleCall = write(
    "lambda",
    "UpdateFunctionCode20150331v2",
    r#"{"functionName":"$F","s3Bucket":"$B","s3Key":"releases/$x/$F.zip","publish":true,"dryRun":false}"#,
)
.gives(r#"{"functionName":"$F","functionArn":"arn:aws:lambda:$R:$A:function:$F","runtime":"python3.12","role":"arn:aws:iam::$A:role/lambda-$F","handler":"app.handler","codeSize":$n,"description":"","timeout":30,"memorySize":512,"lastModified":"$i","codeSha256":"$z","version":"$k","environment":{},"tracingConfig":{"mode":"Active"},"revisionId":"$g","state":"Active","lastUpdateStatus":"InProgress","packageType":"Zip","architectures":["arm64"],"ephemeralStorage":{"size":512}}"#)
.target("arn:aws:lambda:$R:$A:function:$F");
pub(in crate::sample) static INVOKE: SampleCall = write(
    "lambda",
    "Invoke",
    r#"{"functionName":"arn:aws:lambda:$R:$A:function:$F","invocationType":"Event","sourceArn":"arn:aws:sqs:$R:$A:$Q"}"#,
)
.kind(SampleCallKind::Data)
.on(r#"[{"accountId":"$A","type":"AWS::Lambda::Function","ARN":"arn:aws:lambda:$R:$A:function:$F"}]"#)
.with(r#""additionalEventData":{"functionVersion":"arn:aws:lambda:$R:$A:function:$F:$k"},"#);
pub(in crate::sample) static CREATE_LOG_STREAM: SampleCall = write(
    "logs",
    "CreateLogStream",
    r#"{"logGroupName":"/aws/lambda/$F","logStreamName":"$y/[$_LATEST]$f"}"#,
);
pub(in crate::sample) static DESCRIBE_LOG_GROUPS: SampleCall =
    read("logs", "DescribeLogGroups", r#"{"limit":50}"#).target("arn:aws:logs:$R:$A:log-group::log-stream:");
pub(in crate::sample) static FILTER_LOG_EVENTS: SampleCall = read(
    "logs",
    "FilterLogEvents",
    r#"{$p"logGroupName":"/aws/lambda/$F","startTime":$m,"filterPattern":"ERROR","interleaved":true,"limit":100}"#,
);
pub(in crate::sample) static DESCRIBE_LOG_STREAMS: SampleCall = read(
    "logs",
    "DescribeLogStreams",
    r#"{$p"logGroupName":"/aws/lambda/$F","orderBy":"LastEventTime","descending":true,"limit":50}"#,
);
pub(in crate::sample) static DESCRIBE_ALARMS: SampleCall =
    read("monitoring", "DescribeAlarms", r#"{"maxRecords":100,"alarmNamePrefix":"$Q"}"#);
pub(in crate::sample) static PUT_METRIC_ALARM: SampleCall = write(
    "monitoring",
    "PutMetricAlarm",
    r#"{"alarmName":"$Q-errors","actionsEnabled":true,"metricName":"Errors","namespace":"AWS/Lambda","statistic":"Sum","dimensions":[{"name":"FunctionName","value":"$F"}],"period":300,"evaluationPeriods":1,"threshold":$k.0,"comparisonOperator":"GreaterThanThreshold"}"#,
);
pub(in crate::sample) static DESCRIBE_EVENT_AGGREGATES: SampleCall = read(
    "health",
    "DescribeEventAggregates",
    r#"{"aggregateField":"eventTypeCategory","filter":{"eventStatusCodes":["open","upcoming"],"startTimes":[{"from":"$d"}]}}"#,
);
pub(in crate::sample) static DESCRIBE_DB_INSTANCES: SampleCall =
    read("rds", "DescribeDBInstances", r#"{"maxRecords":100}"#).target("arn:aws:rds:$R:$A:db:*");
pub(in crate::sample) static DESCRIBE_STACKS: SampleCall =
    read("cloudformation", "DescribeStacks", r#"{"stackName":"$Q"}"#);
pub(in crate::sample) static LIST_TABLES: SampleCall =
    read("dynamodb", "ListTables", r#"{"limit":100}"#).target("arn:aws:dynamodb:$R:$A:table/*");
pub(in crate::sample) static DESCRIBE_TABLE: SampleCall =
    read("dynamodb", "DescribeTable", r#"{"tableName":"$Q"}"#)
        .on(r#"[{"accountId":"$A","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:$R:$A:table/$Q"}]"#);
pub(in crate::sample) static PUT_ITEM: SampleCall =
    write("dynamodb", "PutItem", r#"{"tableName":"$Q","key":{"id":"$g"},"items":["id","state"]}"#)
        .kind(SampleCallKind::Data)
        .on(r#"[{"accountId":"$A","type":"AWS::DynamoDB::Table","ARN":"arn:aws:dynamodb:$R:$A:table/$Q"}]"#);
pub(in crate::sample) static DESCRIBE_SERVICES: SampleCall =
    read("ecs", "DescribeServices", r#"{"cluster":"shop","services":["$Q"]}"#);
pub(in crate::sample) static UPDATE_SERVICE: SampleCall = write(
    "ecs",
    "UpdateService",
    r#"{"cluster":"shop","service":"$Q","taskDefinition":"arn:aws:ecs:$R:$A:task-definition/$Q:$k","forceNewDeployment":false}"#,
)
.gives(r#"{"service":{"serviceArn":"arn:aws:ecs:$R:$A:service/shop/$Q","serviceName":"$Q","clusterArn":"arn:aws:ecs:$R:$A:cluster/shop","status":"ACTIVE","desiredCount":4,"runningCount":4,"pendingCount":0,"launchType":"FARGATE","deployments":[{"id":"ecs-svc/$n$n","status":"PRIMARY","rolloutState":"IN_PROGRESS"}]}}"#);
pub(in crate::sample) static GET_AUTHORIZATION_TOKEN: SampleCall = read("ecr", "GetAuthorizationToken", NULL);
pub(in crate::sample) static BATCH_GET_IMAGE: SampleCall = read(
    "ecr",
    "BatchGetImage",
    r#"{"repositoryName":"shop/$Q","imageIds":[{"imageDigest":"sha256:$f$f"}],"acceptedMediaTypes":["application/vnd.oci.image.manifest.v1+json"],"registryId":"$A"}"#,
)
.on(r#"[{"accountId":"$A","ARN":"arn:aws:ecr:$R:$A:repository/shop/$Q"}]"#);
pub(in crate::sample) static DESCRIBE_TRAILS: SampleCall =
    read("cloudtrail", "DescribeTrails", r#"{"trailNameList":[],"includeShadowTrails":true}"#);
pub(in crate::sample) static GET_TRAIL_STATUS: SampleCall =
    read("cloudtrail", "GetTrailStatus", r#"{"name":"$Q"}"#);
pub(in crate::sample) static LOOKUP_EVENTS: SampleCall = read(
    "cloudtrail",
    "LookupEvents",
    r#"{$p"maxResults":50,"lookupAttributes":[{"attributeKey":"ReadOnly","attributeValue":"false"}]}"#,
);
pub(in crate::sample) static STOP_LOGGING: SampleCall =
    write("cloudtrail", "StopLogging", r#"{"name":"$Q"}"#);
pub(in crate::sample) static START_LOGGING: SampleCall =
    write("cloudtrail", "StartLogging", r#"{"name":"$Q"}"#);
pub(in crate::sample) static LIST_DETECTORS: SampleCall =
    read("guardduty", "ListDetectors", r#"{"maxResults":50}"#).target("arn:aws:guardduty:$R:$A:/detector");
pub(in crate::sample) static DESCRIBE_ORGANIZATION: SampleCall =
    read("organizations", "DescribeOrganization", NULL).target("*");
pub(in crate::sample) static CREATE_INVALIDATION: SampleCall = write(
    "cloudfront",
    "CreateInvalidation",
    r#"{"distributionId":"E2LARKFIELDSHOP","invalidationBatch":{"paths":{"quantity":1,"items":["/*"]},"callerReference":"cli-$n-$n"}}"#,
)
.gives(r#"{"location":"https://cloudfront.amazonaws.com/2020-05-31/distribution/E2LARKFIELDSHOP/invalidation/I$r","invalidation":{"id":"I$r","status":"InProgress","createTime":"$d"}}"#);
