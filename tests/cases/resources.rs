//! Resources that events call by their names, and what happened to each.

use serde_json::{Value, json};
use trailglass::event::resources::Effect;
use trailglass::query::resources_in;

const BY_NAME: &[u8] = include_bytes!("data/20-resources.json");
const ENDED: &[u8] = include_bytes!("data/26-ended.json");

fn records(bytes: &[u8]) -> Vec<Value> {
    let file: Value = serde_json::from_slice(bytes).expect("a log file");
    file["Records"].as_array().expect("records").clone()
}

/// What records name, with what was done, in their order and without repeats.
fn named(records: &[Value]) -> Vec<(String, String, Effect)> {
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

/// What one call names.
fn of(service: &str, name: &str, request: Value, response: Value) -> Vec<(String, String, Effect)> {
    let others = json!({"eventName": name, "eventSource": format!("{service}.amazonaws.com"), "awsRegion": "us-east-1",
        "recipientAccountId": "111122223333", "readOnly": false, "requestParameters": request, "responseElements": response});
    named(&[others])
}

#[track_caller]
fn expect(found: &[(String, String, Effect)], expected: &[(&str, &str, Effect)]) {
    let mut found: Vec<_> =
        found.iter().map(|(name, kind, effect)| (name.as_str(), kind.as_str(), *effect)).collect();
    let mut expected = expected.to_vec();
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn rules_and_restored_databases_have_a_history_by_name() {
    use Effect::{Changed, Created, Deleted, Used};
    let rule = "arn:aws:events:us-east-1:111122223333:rule/nightly";
    let mut records = records(BY_NAME);
    // Where the record does not say the Region, the end of the ARN is the name.
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
            ("i-0a1b2c3d4e5f60719", "AWS::EC2::Instance", Effect::Deleted),
            ("i-0a1b2c3d4e5f60720", "AWS::EC2::Instance", Effect::Deleted),
        ],
    );
}

#[test]
fn a_stack_is_known_by_its_name() {
    let stack = "arn:aws:cloudformation:us-east-1:111122223333:stack/shop";
    let id = format!("{stack}/19182870-5c9a-11ee-8c99-0242ac120002");
    for (name, effect) in
        [("CreateStack", Effect::Created), ("UpdateStack", Effect::Changed), ("DeleteStack", Effect::Deleted)]
    {
        let expected = [(stack, "AWS::CloudFormation::Stack", effect)];
        expect(&of("cloudformation", name, json!({"stackName": "shop"}), json!({"stackId": id})), &expected);
        expect(&of("cloudformation", name, json!({"stackName": id}), Value::Null), &expected);
    }
}

#[test]
fn kinds_that_are_known_by_name_or_id() {
    use Effect::{Created, Deleted};
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
    let health_check = json!({"id": "0a1b2c3d-1111-2222-3333-444455556666"});
    expect(&of("route53", "DeleteHealthCheck", health_check, Value::Null), &[]);
    expect(&of("cloudfront", "DeleteCachePolicy", json!({"id": "E53370FUHBNLK"}), Value::Null), &[]);
}

#[test]
fn what_is_in_something_is_named_with_it() {
    use Effect::{Changed, Created, Used};
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
    let expected = [(profile, "AWS::IAM::InstanceProfile", Effect::Used)];
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
    assert_eq!(effect("arn:aws:s3:::new/b"), Some(Effect::Changed));
    assert_eq!(effect("arn:aws:s3:::old/a/c.txt"), Some(Effect::Used));
}
