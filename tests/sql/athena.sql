-- Trailglass: events of CloudTrail, for Athena
-- Filter: (eventName:Delete* or eventName:PutBucketPolicy) and not sourceIPAddress:10.0.0.0/8 and requestParameters.bucketName:prod-* and actor:alice
-- Time: from 2025-03-01T00:00:00Z until before 2025-03-04T00:00:00Z
-- LEFT OUT: actor:alice (Trailglass knows it by following credentials from event to event, which no single statement does)
WITH event AS (
  SELECT
    e.*,
    coalesce(nullif(recipientaccountid, ''), nullif(coalesce(useridentity.accountid, accountid), '')) AS log_account
  FROM cloudtrail_logs AS e
  -- Folders are days of delivery, so there is a day more at either end.
  WHERE "day" >= '2025/02/28' AND "day" <= '2025/03/04'
),
matching AS (
  -- Each event once, however many files have it.
  SELECT *, row_number() OVER (PARTITION BY eventid, log_account,
    eventtime, eventsource, eventname,
    coalesce(addendum.reason, '') = 'UPDATED_DATA' ORDER BY eventtime) AS copy
  FROM event
  WHERE eventtime >= '2025-03-01T00:00:00Z'
    AND eventtime < '2025-03-04T00:00:00Z'
    AND (lower(eventname) LIKE 'delete%' OR lower(eventname) = 'putbucketpolicy')
    AND NOT coalesce((contains('10.0.0.0/8', try_cast(split_part(sourceipaddress, '/', 1) AS ipaddress)) AND coalesce(split_part(sourceipaddress, '/', 2), '') IN ('', '8', '32')), FALSE)
    AND any_match(CAST(json_parse(json_query(requestparameters, 'lax $.bucketName[*]' WITH ARRAY WRAPPER)) AS array(json)), v -> lower(json_extract_scalar(v, '$')) LIKE 'prod-%')
)
SELECT
  eventtime,
  eventsource,
  eventname,
  awsregion,
  useridentity.arn,
  sourceipaddress,
  useragent,
  errorcode,
  log_account,
  eventid,
  requestparameters,
  responseelements
FROM matching
WHERE copy = 1 OR eventid IS NULL
ORDER BY eventtime, eventid;
