-- Trailglass: events of CloudTrail, for CloudTrail Lake
-- Filter: (eventName:Delete* or eventName:PutBucketPolicy) and not sourceIPAddress:10.0.0.0/8 and requestParameters.bucketName:prod-* and actor:alice
-- Time: from 2025-03-01T00:00:00Z until before 2025-03-04T00:00:00Z
-- Grouped by: eventName, account
-- LEFT OUT: actor:alice (Trailglass knows it by following credentials from event to event, which no single statement does)
-- Replace EVENT_DATA_STORE_ID by the last part of the event data store's ARN.
WITH event AS (
  SELECT
    e.*,
    coalesce(nullif(recipientAccountId, ''), nullif(coalesce(userIdentity.accountId, json_extract_scalar(eventJson, '$.accountId')), '')) AS log_account
  FROM EVENT_DATA_STORE_ID AS e
),
matching AS (
  -- Each event once, however many files have it.
  SELECT *, row_number() OVER (PARTITION BY eventID, log_account,
    eventTime, eventSource, eventName,
    coalesce(element_at(addendum, 'reason'), '') = 'UPDATED_DATA' ORDER BY eventTime) AS copy
  FROM event
  WHERE eventTime >= TIMESTAMP '2025-03-01 00:00:00'
    AND eventTime < TIMESTAMP '2025-03-04 00:00:00'
    AND (lower(eventName) LIKE 'delete%' OR lower(eventName) = 'putbucketpolicy')
    AND NOT coalesce((contains('10.0.0.0/8', try_cast(split_part(sourceIPAddress, '/', 1) AS ipaddress)) AND coalesce(split_part(sourceIPAddress, '/', 2), '') IN ('', '8', '32')), FALSE)
    AND any_match(CAST(json_parse(json_query(eventJson, 'lax $.requestParameters.bucketName[*]' WITH ARRAY WRAPPER)) AS array(json)), v -> lower(json_extract_scalar(v, '$')) LIKE 'prod-%')
)
SELECT
  nullif(eventName, '') AS "eventName",
  nullif(log_account, '') AS "account",
  date_trunc('day', eventTime) AS "time",
  count(*) AS events,
  round(100.0 * count(*) / sum(count(*)) OVER (), 2) AS percent,
  min(eventTime) AS first_seen,
  max(eventTime) AS last_seen,
  count(DISTINCT nullif(sourceIPAddress, '')) AS distinct_values
FROM matching
WHERE copy = 1 OR eventID IS NULL
GROUP BY 1, 2, 3
ORDER BY events DESC NULLS LAST, 1, 2, 3
LIMIT 50;
