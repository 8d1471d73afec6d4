//! Resources that events refer to by name, and the events' effects on them.

use serde_json::{Value, json};
use trailglass::event::resources::ResourceEffect;
use trailglass::query::resources_in;

use crate::support::reading::records;

const BY_NAME: &[u8] = include_bytes!("data/20-resources.json");
const ENDED: &[u8] = include_bytes!("data/26-ended.json");

/// Returns the resources that records name with the effects, in order and without repeats within a
/// record.
fn named(records: &[Value]) -> Vec<(String, String, ResourceEffect)> {
    let mut found = Vec::new();
    for record in records {
        let start = found.len();
        resources_in(&record.to_string(), &mut |mention| {
            let one = (mention.identity.into_owned(), mention.kind.into_owned(), mention.effect);
            if !found[start..].contains(&one) {
                found.push(one);
            }
        });
    }
    found
}

/// Returns the resources that one call names.
fn of(service: &str, name: &str, request: Value, response: Value) -> Vec<(String, String, ResourceEffect)> {
    let others = json!({"eventName": name, "eventSource": format!("{service}.amazonaws.com"), "awsRegion": "us-east-1",
        "recipientAccountId": "111122223333", "readOnly": false, "requestParameters": request, "responseElements": response});
    named(&[others])
}

#[track_caller]
fn expect(found: &[(String, String, ResourceEffect)], expected: &[(&str, &str, ResourceEffect)]) {
    let mut found: Vec<_> =
        found.iter().map(|(name, kind, effect)| (name.as_str(), kind.as_str(), *effect)).collect();
    let mut expected = expected.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn rules_and_restored_databases_have_a_history_by_name() {
    use ResourceEffect::{Changed, Created, Deleted, Used};
    let rule = "arn:aws:events:us-east-1:111122223333:rule/nightly";
    let mut records = records(BY_NAME);
    // If the record does not state the Region, the end of the ARN is the name.
    expect(&named(&records[..1]), &[("rule/nightly", "AWS::Events::Rule", Changed)]);
    records[0]["awsRegion"] = json!("us-east-1");
    expect(
        &named(&records),
        &[
            (rule, "AWS::Events::Rule", Changed),
            (rule, "AWS::Events::Rule", Deleted),
            ("arn:aws:rds:us-east-1:111122223333:db:orders-copy", "AWS::RDS::DBInstance", Created),
            ("arn:aws:rds:us-east-1:111122223333:snapshot:orders-snap", "AWS::RDS::DBSnapshot", Used),
        ],
    );
    let replica = json!({"dBInstanceIdentifier": "orders-replica", "sourceDBInstanceIdentifier": "orders"});
    expect(
        &of("rds", "CreateDBInstanceReadReplica", replica, Value::Null),
        &[
            ("arn:aws:rds:us-east-1:111122223333:db:orders-replica", "AWS::RDS::DBInstance", Created),
            ("arn:aws:rds:us-east-1:111122223333:db:orders", "AWS::RDS::DBInstance", Used),
        ],
    );
}

#[test]
fn what_a_service_ended_is_deleted() {
    expect(
        &named(&records(ENDED)),
        &[
            ("i-0a1b2c3d4e5f60719", "AWS::EC2::Instance", ResourceEffect::Deleted),
            ("i-0a1b2c3d4e5f60720", "AWS::EC2::Instance", ResourceEffect::Deleted),
        ],
    );
}

#[test]
fn a_stack_is_known_by_its_name() {
    let stack = "arn:aws:cloudformation:us-east-1:111122223333:stack/shop";
    let id = format!("{stack}/19182870-5c9a-11ee-8c99-0242ac120002");
    for (name, effect) in [
        ("CreateStack", ResourceEffect::Created),
        ("UpdateStack", ResourceEffect::Changed),
        ("DeleteStack", ResourceEffect::Deleted),
    ] {
        let expected = [(stack, "AWS::CloudFormation::Stack", effect)];
        expect(&of("cloudformation", name, json!({"stackName": "shop"}), json!({"stackId": id})), &expected);
        expect(&of("cloudformation", name, json!({"stackName": id}), Value::Null), &expected);
    }
}

#[test]
fn kinds_that_are_known_by_name() {
    use ResourceEffect::{Created, Deleted};
    for (service, name, request, response, identity, kind, effect) in [
        (
            "monitoring",
            "DeleteAlarms",
            json!({"alarmNames": ["CPU is high"]}),
            Value::Null,
            "arn:aws:cloudwatch:us-east-1:111122223333:alarm:CPU is high",
            "AWS::CloudWatch::Alarm",
            Deleted,
        ),
        (
            "wafv2",
            "DeleteWebACL",
            json!({"name": "edge", "scope": "REGIONAL", "id": "96494e83-ee49", "lockToken": "t"}),
            Value::Null,
            "arn:aws:wafv2:us-east-1:111122223333:regional/webacl/edge/96494e83-ee49",
            "AWS::WAFv2::WebACL",
            Deleted,
        ),
        (
            "autoscaling",
            "CreateAutoScalingGroup",
            json!({"autoScalingGroupName": "web"}),
            Value::Null,
            "arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:autoScalingGroupName/web",
            "AWS::AutoScaling::AutoScalingGroup",
            Created,
        ),
        (
            "ssm",
            "DeleteParameters",
            json!({"names": ["/prod/url"]}),
            Value::Null,
            "arn:aws:ssm:us-east-1:111122223333:parameter/prod/url",
            "AWS::SSM::Parameter",
            Deleted,
        ),
    ] {
        expect(&of(service, name, request, response), &[(identity, kind, effect)]);
    }
}

#[test]
fn kinds_that_are_known_by_id() {
    use ResourceEffect::{Created, Deleted};
    for (service, name, request, response, identity, kind, effect) in [
        (
            "ec2",
            "CreateTrafficMirrorSession",
            Value::Null,
            json!({"CreateTrafficMirrorSessionResponse": {"trafficMirrorSession": {"trafficMirrorSessionId": "tms-05e1e21760419ecb6"}}}),
            "tms-05e1e21760419ecb6",
            "AWS::EC2::TrafficMirrorSession",
            Created,
        ),
        (
            "route53",
            "CreateHostedZone",
            json!({"name": "example.com"}),
            json!({"hostedZone": {"id": "/hostedzone/Z0123456789ABC"}, "changeInfo": {"id": "/change/C0123456789"}}),
            "arn:aws:route53:::hostedzone/Z0123456789ABC",
            "AWS::Route53::HostedZone",
            Created,
        ),
        (
            "route53",
            "DeleteHostedZone",
            json!({"id": "Z0123456789ABC"}),
            Value::Null,
            "arn:aws:route53:::hostedzone/Z0123456789ABC",
            "AWS::Route53::HostedZone",
            Deleted,
        ),
        (
            "cloudfront",
            "DeleteDistribution",
            json!({"id": "E53370FUHBNLK"}),
            Value::Null,
            "arn:aws:cloudfront::111122223333:distribution/E53370FUHBNLK",
            "AWS::CloudFront::Distribution",
            Deleted,
        ),
    ] {
        expect(&of(service, name, request, response), &[(identity, kind, effect)]);
    }
    let policy = of("cloudfront", "DeleteCachePolicy", json!({"id": "E53370FUHBNLK"}), Value::Null);
    assert!(policy.iter().all(|(_, kind, _)| kind == "AWS::CloudFront::CachePolicy"), "{policy:?}");
}

#[test]
fn a_shared_member_name_identifies_only_what_the_call_determines() {
    let health_check = json!({"id": "0a1b2c3d-1111-2222-3333-444455556666"});
    let check = "arn:aws:route53:::healthcheck/0a1b2c3d-1111-2222-3333-444455556666";
    let request = health_check.clone();
    expect(
        &of("route53", "DeleteHealthCheck", request, Value::Null),
        &[(check, "AWS::Route53::HealthCheck", ResourceEffect::Deleted)],
    );
    // Names that other resources share identify nothing if the call does not determine the type.
    expect(&of("route53", "DoSomething", health_check, Value::Null), &[]);
}

#[test]
fn what_is_in_something_is_named_with_it() {
    use ResourceEffect::{Changed, Created, Used};
    let target =
        json!({"rule": "nightly", "eventBusName": "arn:aws:events:us-east-1:111122223333:event-bus/shop"});
    let found = of("events", "PutTargets", target, Value::Null);
    let rule = ("arn:aws:events:us-east-1:111122223333:rule/shop/nightly", "AWS::Events::Rule", Changed);
    assert!(
        found.iter().any(|(name, kind, effect)| (name.as_str(), kind.as_str(), *effect) == rule),
        "{found:?}"
    );
    let request = json!({"serviceName": "web", "cluster": "prod"});
    let service = "arn:aws:ecs:us-east-1:111122223333:service/prod/web";
    expect(
        &of("ecs", "CreateService", request, json!({"service": {"serviceArn": service}})),
        &[
            (service, "AWS::ECS::Service", Created),
            ("arn:aws:ecs:us-east-1:111122223333:cluster/prod", "AWS::ECS::Cluster", Used),
        ],
    );
    expect(
        &of("ecs", "UpdateService", json!({"service": "web"}), Value::Null),
        &[("arn:aws:ecs:us-east-1:111122223333:service/default/web", "AWS::ECS::Service", Changed)],
    );
}

#[test]
fn an_instance_profile_is_known_by_its_name() {
    let profile = "arn:aws:iam::111122223333:instance-profile/web";
    let expected = [(profile, "AWS::IAM::InstanceProfile", ResourceEffect::Used)];
    let request = json!({"iamInstanceProfile": {"name": "web"}, "tagSpecificationSet": {"name": "other"}});
    expect(&of("ec2", "RunInstances", request, Value::Null), &expected);
    let request = json!({"iamInstanceProfile": {"arn": profile}});
    expect(&of("ec2", "RunInstances", request, Value::Null), &expected);
}

#[test]
fn a_copy_names_what_it_is_made_of() {
    let request = json!({"bucketName": "new", "key": "b", "x-amz-copy-source": "/old/a/c.txt?versionId=3sL4kqtJlcpXro"});
    let found = of("s3", "CopyObject", request, Value::Null);
    let effect = |name: &str| found.iter().find(|(known, ..)| known == name).map(|(_, _, effect)| *effect);
    assert_eq!(effect("arn:aws:s3:::new/b"), Some(ResourceEffect::Changed));
    assert_eq!(effect("arn:aws:s3:::old/a/c.txt"), Some(ResourceEffect::Used));
}

#[test]
fn security_groups_by_name() {
    use ResourceEffect::{Changed, Created, Used};
    let web = "arn:aws:ec2:us-east-1:111122223333:security-group/web";
    let kind = "AWS::EC2::SecurityGroup";
    let request = json!({"groupName": "web"});
    expect(
        &of("ec2", "AuthorizeSecurityGroupIngress", request.clone(), Value::Null),
        &[(web, kind, Changed)],
    );
    expect(
        &of("ec2", "CreateSecurityGroup", request.clone(), json!({"groupId": "sg-0a1b2c3d"})),
        &[(web, kind, Created), ("sg-0a1b2c3d", kind, Created)],
    );
    let by_id = json!({"groupSet": {"items": [{"groupId": "sg-0a1b2c3d", "groupName": "web"}]}});
    expect(&of("ec2", "RunInstances", by_id, Value::Null), &[("sg-0a1b2c3d", kind, Used)]);
    let by_name = json!({"groupSet": {"items": [{"groupName": "web"}]}});
    expect(&of("ec2", "RunInstances", by_name, Value::Null), &[(web, kind, Used)]);
    let placement = "arn:aws:ec2:us-east-1:111122223333:placement-group/web";
    expect(
        &of("ec2", "CreatePlacementGroup", request.clone(), Value::Null),
        &[(placement, "AWS::EC2::PlacementGroup", Created)],
    );
    expect(&of("ec2", "DescribeSomething", request, Value::Null), &[]);
}

#[test]
fn access_points_are_no_buckets() {
    use ResourceEffect::Read;
    let point = "arn:aws:s3:us-east-1:111122223333:accesspoint/reports";
    let get = |bucket: &str| {
        let mut found = of("s3", "GetObject", json!({"bucketName": bucket, "key": "a/b.csv"}), Value::Null);
        found.iter_mut().for_each(|(_, _, effect)| *effect = Read);
        found
    };
    let object = format!("{point}/object/a/b.csv");
    expect(&get(point), &[(&object, "AWS::S3::Object", Read), (point, "AWS::S3::AccessPoint", Read)]);
    let alias = "reports-abcdefghijklmnopqrstuvwxyz0123use1a-s3alias";
    expect(&get(alias), &[(alias, "AWS::S3::AccessPoint", Read)]);
    expect(
        &get("reports-s3alias-old"),
        &[
            ("arn:aws:s3:::reports-s3alias-old/a/b.csv", "AWS::S3::Object", Read),
            ("arn:aws:s3:::reports-s3alias-old", "AWS::S3::Bucket", Read),
        ],
    );
}

#[test]
fn ends_of_arns_are_the_things_of_their_service() {
    use ResourceEffect::{Changed, Used};
    let function = "arn:aws:lambda:us-east-1:111122223333:function:resize";
    for name in ["resize", "function:resize", "111122223333:function:resize:PROD", function] {
        let request = json!({"functionName": name});
        let expected = [(function, "AWS::Lambda::Function", Changed)];
        expect(&of("lambda", "UpdateFunctionCode20150331v2", request, Value::Null), &expected);
    }
    let request = json!({"serviceNamespace": "dynamodb", "resourceId": "table/orders"});
    expect(
        &of("application-autoscaling", "RegisterScalableTarget", request, Value::Null),
        &[("arn:aws:dynamodb:us-east-1:111122223333:table/orders", "AWS::DynamoDB::Table", Used)],
    );
    let role = "arn:aws:iam::111122223333:role/Admin";
    let found =
        of("iam", "PassSomething", json!({"roleArn": "role/Admin", "comment": "role/Other"}), Value::Null);
    expect(&found, &[(role, "AWS::IAM::Role", Used)]);
}

#[test]
fn other_accounts_are_things() {
    use ResourceEffect::{Changed, Used};
    let kind = "AWS::Organizations::Account";
    let (one, other) = ("account/222233334444", "account/333344445555");
    let request = json!({"accountIds": ["222233334444", "333344445555", "111122223333"]});
    expect(
        &of("guardduty", "DeleteMembers", request, Value::Null),
        &[(one, kind, Changed), (other, kind, Changed)],
    );
    let request = json!({"accountDetails": [{"accountId": "222233334444", "email": "a@example.com"}]});
    expect(&of("securityhub", "CreateMembers", request, Value::Null), &[(one, kind, Changed)]);
    let arn =
        json!({"resourceArn": "arn:aws:organizations::111122223333:account/o-exampleorgid/222233334444"});
    expect(&of("organizations", "Describe", arn, Value::Null), &[(one, kind, Used)]);
    // The owner of the log, and digits elsewhere, are not accounts.
    expect(
        &of("ecr", "PutImage", json!({"accountId": "111122223333", "count": "222233334444"}), Value::Null),
        &[],
    );
}

#[test]
fn groups_of_identity_center() {
    use ResourceEffect::{Changed, Created, Deleted};
    let group = "arn:aws:identitystore:::group/90676f7e-1";
    let kind = "AWS::IdentityStore::Group";
    let id = json!({"groupId": "90676f7e-1", "identityStoreId": "d-1"});
    for (service, name, request, response, effect) in [
        ("sso-directory", "CreateGroup", Value::Null, json!({"group": {"groupId": "90676f7e-1"}}), Created),
        ("sso-directory", "AddMemberToGroup", id.clone(), Value::Null, Changed),
        ("identitystore", "CreateGroupMembership", id.clone(), Value::Null, Changed),
        ("identitystore", "DeleteGroup", id, Value::Null, Deleted),
        (
            "sso",
            "CreateAccountAssignment",
            json!({"principalType": "GROUP", "principalId": "90676f7e-1"}),
            Value::Null,
            Changed,
        ),
    ] {
        let found = of(service, name, request, response);
        let found: Vec<_> = found.into_iter().filter(|(_, found, _)| found == kind).collect();
        expect(&found, &[(group, kind, effect)]);
    }
}

#[test]
fn what_is_counted_and_what_services_say() {
    let table = "arn:aws:dynamodb:us-east-1:111122223333:table/orders";
    let aggregated = json!({"eventVersion": "1.0", "accountId": "111122223333", "eventCategory": "Aggregated",
        "eventSource": "dynamodb.amazonaws.com", "awsRegion": "us-east-1", "summary": {
            "primaryDimension": {"dimension": "resourceARN", "statistics": [{"name": table, "value": 3}], "aggregationType": "Count"},
            "details": [{"dimension": "userIdentity", "statistics": [{"name": "arn:aws:iam::111122223333:role/app", "value": 3}]}]}});
    expect(&named(&[aggregated]), &[(table, "AWS::DynamoDB::Table", ResourceEffect::Used)]);
    let insight = json!({"eventCategory": "Insight", "insightDetails": {"insightContext": {"attributions": [
        {"attribute": "resourceArn", "insight": [{"value": table, "average": 1}], "baseline": []},
        {"attribute": "userIdentityArn", "insight": [{"value": "arn:aws:iam::111122223333:role/app", "average": 1}]}]}}});
    expect(&named(&[insight]), &[(table, "AWS::DynamoDB::Table", ResourceEffect::Used)]);
    let rotated = json!({"eventName": "RotateKey", "eventSource": "kms.amazonaws.com", "awsRegion": "us-east-1",
        "recipientAccountId": "111122223333", "serviceEventDetails": {"keyId": "1234abcd-12ab-34cd-56ef-1234567890ab"}});
    let key = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    expect(&named(&[rotated]), &[(key, "AWS::KMS::Key", ResourceEffect::Changed)]);
    let secret = json!({"eventName": "RotationStarted", "eventSource": "secretsmanager.amazonaws.com", "awsRegion": "us-east-1",
        "recipientAccountId": "111122223333", "additionalEventData": {"SecretId": "prod/db"}});
    let found = named(&[secret]);
    assert_eq!(found[0].0, "arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db");
}

#[test]
fn names_in_several_members_are_one_thing() {
    use ResourceEffect::{Deleted, Used};
    let found = of("glue", "DeleteTable", json!({"databaseName": "sales", "name": "orders"}), Value::Null);
    expect(
        &found,
        &[
            ("arn:aws:glue:us-east-1:111122223333:database/sales", "AWS::Glue::Database", Used),
            ("arn:aws:glue:us-east-1:111122223333:table/sales/orders", "AWS::Glue::Table", Deleted),
        ],
    );
    let found = of(
        "s3",
        "CopyObject",
        json!({"bucketName": "new", "key": "b", "x-amz-copy-source": "old%2Fa%20b.txt"}),
        Value::Null,
    );
    assert!(found.iter().any(|(name, ..)| name == "arn:aws:s3:::old/a b.txt"), "{found:?}");
    let found = of("s3", "CopyObject", json!({"x-amz-copy-source": "old/%zz"}), Value::Null);
    expect(&found, &[]);
    // The id of a launch is not an id of reserved instances.
    expect(&of("ec2", "RunInstances", Value::Null, json!({"reservationId": "r-0123456789abcdef0"})), &[]);
}
