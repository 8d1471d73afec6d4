//! Events without a caller: reports of services, Insights, and the five-minute sums of data events.

use serde_json::Value;

use super::{PhraseKind, Summary, people, text, things};
use crate::event::service_name;

/// Maximum number of counts of an aggregated event in a sentence.
const MOST_COUNTS: usize = 3;

/// Returns a sentence about an event that a service reports.
pub(super) fn service_event(record: &Value) -> Summary {
    let mut summary = Summary::default();
    let service = text(record, &["eventSource"]);
    summary.say(PhraseKind::Who, service.unwrap_or("an AWS service"));
    summary.words(" reported ");
    summary.say(PhraseKind::Action, things::action(record).unwrap_or_else(|| "an event".to_owned()));
    summary.things(record, " about ");
    let named = text(record, &["userIdentity", "type"]).is_some_and(|kind| kind != "AWSService");
    if let Some(who) = people::who(record).filter(|who| named && Some(who.as_str()) != service) {
        summary.words(" for ");
        summary.say(PhraseKind::Who, who);
    }
    summary.region(record);
    summary.outcome(record);
    summary
}

/// Returns a sentence about an unusual rate of calls or errors. Trails nest the members, event data
/// stores write them at the top level.
pub(super) fn insight(record: &Value) -> Summary {
    let details = record.get("insightDetails").unwrap_or(&Value::Null);
    let said = |nested: &str, flat: &str| text(details, &[nested]).or_else(|| text(record, &[flat]));
    let error = said("errorCode", "insightErrorCode");
    let state = said("state", "insightState").unwrap_or_default();
    let source = said("eventSource", "insightEventSource").map(service_name);
    let name = said("eventName", "insightEventName");
    let is_error = said("insightType", "insightType") == Some("ApiErrorRateInsight");

    let mut summary = Summary::default();
    summary.words("an unusual rate of ");
    if is_error || error.is_some() {
        summary.say(PhraseKind::Failure, error.unwrap_or("error"));
        summary.words(" errors in ");
    }
    summary.words("calls of ");
    let action = match (source, name) {
        (Some(source), Some(name)) => format!("{source}:{name}"),
        (source, name) => name.or(source).unwrap_or("an API that is not named").to_owned(),
    };
    summary.say(PhraseKind::Action, action);
    summary.words(match state {
        "Start" => " began",
        "End" => " ended",
        _ => " was seen",
    });
    summary.region(record);

    let context = details.get("insightContext").or_else(|| record.get("insightContext"));
    let number = |nested: &str, flat: &str| {
        let context = context?;
        context.pointer(nested).or_else(|| context.get(flat))?.as_f64()
    };
    let rate = number("/statistics/insight/average", "insightAverage");
    let usual = number("/statistics/baseline/average", "baselineAverage");
    if let (Some(rate), Some(usual)) = (rate, usual) {
        summary.words(&format!(": {} a minute, usually {}", rounded(rate), rounded(usual)));
    }
    summary.capitalise()
}

/// Returns a sentence about a sum of data events.
pub(super) fn aggregated(record: &Value) -> Summary {
    let mut summary = Summary::default();
    let service = text(record, &["eventSource"]).map(service_name);
    summary.words("a sum of ");
    summary.say(PhraseKind::Action, service.unwrap_or("data"));
    summary.words(" events");
    if let Some(account) = text(record, &["accountId"]) {
        summary.words(&format!(" of account {account}"));
    }
    summary.region(record);
    if let Some((start, end)) =
        text(record, &["timeWindow", "windowStart"]).zip(text(record, &["timeWindow", "windowEnd"]))
    {
        summary.words(&format!(" from {start} to {end}"));
    }
    let counts = record.pointer("/summary/primaryDimension/statistics").and_then(Value::as_array);
    let counts: Vec<String> = counts
        .into_iter()
        .flatten()
        .filter_map(|count| Some(format!("{} {}", text(count, &["name"])?, count.get("value")?.as_f64()?)))
        .collect();
    if !counts.is_empty() {
        summary.words(": ");
        summary.say(PhraseKind::Thing, counts[..counts.len().min(MOST_COUNTS)].join(", "));
        if counts.len() > MOST_COUNTS {
            summary.words(&format!(" and {} more", counts.len() - MOST_COUNTS));
        }
    }
    summary.capitalise()
}

/// Formats a rate with a number of digits that suits its size.
fn rounded(rate: f64) -> String {
    let digits = match rate.abs() {
        rate if rate >= 100.0 => 0,
        rate if rate >= 1.0 => 1,
        rate if rate >= 0.001 => 3,
        _ => 6,
    };
    let text = format!("{rate:.digits$}");
    if digits == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sentence(record: Value) -> String {
        Summary::of(&record).to_string()
    }

    #[test]
    fn a_service_reports() {
        let record = json!({
            "eventType": "AwsServiceEvent", "eventSource": "kms.amazonaws.com", "eventName": "RotateKey",
            "awsRegion": "us-east-2", "userIdentity": {"accountId": "1", "invokedBy": "AWS Internal"},
            "requestParameters": null,
            "resources": [{"ARN": "arn:aws:kms:us-east-2:1:key/k-1", "type": "AWS::KMS::Key"}],
        });
        assert_eq!(sentence(record), "kms.amazonaws.com reported kms:RotateKey about key k-1 in us-east-2");
    }

    #[test]
    fn insights_of_trails_and_of_event_data_stores() {
        let nested = json!({
            "eventType": "AwsCloudTrailInsight", "awsRegion": "us-east-1", "insightDetails": {
                "state": "Start", "eventSource": "ssm.amazonaws.com", "eventName": "UpdateInstanceInformation",
                "insightType": "ApiCallRateInsight",
                "insightContext": {"statistics": {"baseline": {"average": 85.42}, "insight": {"average": 664}}},
            },
        });
        assert_eq!(
            sentence(nested),
            "An unusual rate of calls of ssm:UpdateInstanceInformation began in us-east-1: 664 a minute, usually 85.4"
        );
        let flat = json!({
            "eventCategory": "Insight", "insightState": "End", "insightEventSource": "s3.amazonaws.com",
            "insightEventName": "GetObject", "insightErrorCode": "AccessDenied",
            "insightType": "ApiErrorRateInsight",
            "insightContext": {"baselineAverage": 9.82222E-5, "insightAverage": 2.0},
        });
        assert_eq!(
            sentence(flat),
            "An unusual rate of AccessDenied errors in calls of s3:GetObject ended: 2 a minute, usually 0.000098"
        );
    }

    #[test]
    fn sums_of_data_events() {
        let record = json!({
            "eventType": "AwsAggregatedEvent", "accountId": "1", "awsRegion": "us-east-1",
            "eventSource": "s3.amazonaws.com",
            "timeWindow": {"windowStart": "2025-11-17T19:20:00Z", "windowEnd": "2025-11-17T19:25:00Z"},
            "summary": {"primaryDimension": {"dimension": "eventName", "statistics": [
                {"name": "GetObject", "value": 45}, {"name": "PutObject", "value": 3}]}},
        });
        assert_eq!(
            sentence(record),
            "A sum of s3 events of account 1 in us-east-1 from 2025-11-17T19:20:00Z to 2025-11-17T19:25:00Z: GetObject 45, PutObject 3"
        );
    }
}
