-- Trailglass: events of CloudTrail, for DuckDB
-- Filter: (eventName:Delete* or eventName:PutBucketPolicy) and not sourceIPAddress:10.0.0.0/8 and requestParameters.bucketName:prod-* and actor:alice
-- Time: from 2025-03-01T00:00:00Z until before 2025-03-04T00:00:00Z
-- LEFT OUT: actor:alice (Trailglass knows it by following credentials from event to event, which no single statement does)
-- fold: case is ignored for ASCII letters
CREATE OR REPLACE TEMP MACRO fold(t) AS
  translate(t, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz');
-- elements: arrays give their elements
CREATE OR REPLACE TEMP MACRO elements(vs) AS
  flatten(list_transform(vs, lambda v: CASE json_type(v) WHEN 'ARRAY' THEN CAST(v AS JSON[]) ELSE [v] END));
-- below: the values at a key in any case, arrays looked through
CREATE OR REPLACE TEMP MACRO below(vs, k) AS
  flatten(list_transform(elements(elements(vs)), lambda v: CASE WHEN json_type(v) = 'OBJECT' THEN
    list_transform(list_filter(json_keys(v), lambda n: fold(n) = k), lambda n: json_extract(v,
      '$."' || replace(replace(n, '\', '\\'), '"', '\"') || '"')) ELSE [] END));
-- inside: a value and all values inside it
CREATE OR REPLACE TEMP MACRO inside(v) AS
  list_concat([v], json_extract(v, '$.**'));
-- texts: the scalars at and inside values, as texts
CREATE OR REPLACE TEMP MACRO texts(vs) AS
  list_filter(flatten(list_transform(vs, lambda v: list_transform(list_filter(inside(v),
    lambda x: json_type(x) NOT IN ('OBJECT', 'ARRAY', 'NULL')), lambda x: x ->> '$'))), lambda t: t <> '');
-- time_of: a time of parts: date and clock, fraction, zone
CREATE OR REPLACE TEMP MACRO time_of(d, f, z) AS
  try_strptime(replace(replace(replace(d, 'T', ' '), 't', ' '), ':60', ':59'),
    ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%d %H', '%Y-%m-%d', '%Y%m%d %H%M%S'])
    + to_milliseconds(CAST(left(rpad(f, 3, '0'), 3) AS INTEGER))
    - to_minutes(CASE WHEN length(z) < 3 THEN 0 ELSE CAST(left(z, 1) || '1' AS INTEGER)
      * (CAST(substr(z, 2, 2) AS INTEGER) * 60 + CAST('0' || right(replace(substr(z, 4), ':', ''), 2) AS INTEGER)) END);
-- instant: a time as records write times, UTC, else NULL
CREATE OR REPLACE TEMP MACRO instant(t) AS
  CASE
    WHEN regexp_full_match(trim(t), '\d{4}-\d\d-\d\d([Tt ]\d\d(:\d\d(:\d\d([.,]\d+)?)?)?([Zz]|[-+]\d\d(:?\d\d)?)?)?|\d{8}[Tt ]\d{6}([.,]\d+)?([Zz]|[-+]\d\d(:?\d\d)?)?')
      THEN time_of(regexp_extract(trim(t), '^(\d{4}-\d\d-\d\d|\d{8})([Tt ][0-9:]+)?'),
        regexp_extract(t, '[.,](\d+)', 1), regexp_extract(trim(t), '[Tt ][0-9:.,]+([-+].*)$', 1))
    WHEN regexp_full_match(trim(t), '\d{4}-\d\d') THEN try_strptime(trim(t), '%Y-%m')
    ELSE try_strptime(regexp_replace(trim(t), '[,\s\x{202f}]+', ' ', 'g'), '%b %d %Y %I:%M:%S %p') END;
-- ip4: an IPv4 address as the 32 digits of its IPv6 form, else NULL
CREATE OR REPLACE TEMP MACRO ip4(t) AS
  CASE WHEN regexp_full_match(t, '((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\.|$)){4}') AND t NOT LIKE '%.'
    THEN '00000000000000000000ffff' || format('{:02x}{:02x}{:02x}{:02x}', CAST(split_part(t, '.', 1) AS INTEGER),
      CAST(split_part(t, '.', 2) AS INTEGER), CAST(split_part(t, '.', 3) AS INTEGER), CAST(split_part(t, '.', 4) AS INTEGER)) END;
-- hex_groups: the groups of a part of an IPv6 address
CREATE OR REPLACE TEMP MACRO hex_groups(t) AS
  CASE WHEN t = '' THEN [] ELSE list_transform(string_split(t, ':'), lambda g: lpad(g, 4, '0')) END;
-- ip6: an IPv6 address as 32 digits, else NULL
CREATE OR REPLACE TEMP MACRO ip6(t) AS
  CASE WHEN NOT regexp_full_match(t, '([0-9a-f]{1,4}(:[0-9a-f]{1,4})*)?(::([0-9a-f]{1,4}(:[0-9a-f]{1,4})*)?)?') THEN NULL
    WHEN contains(t, '::') AND len(hex_groups(split_part(t, '::', 1))) + len(hex_groups(split_part(t, '::', 2))) < 8
      THEN array_to_string(hex_groups(split_part(t, '::', 1)), '') || repeat('0', 32 - 4 * CAST(len(hex_groups(split_part(t, '::', 1)))
        + len(hex_groups(split_part(t, '::', 2))) AS INTEGER)) || array_to_string(hex_groups(split_part(t, '::', 2)), '')
    WHEN NOT contains(t, '::') AND len(hex_groups(t)) = 8 THEN array_to_string(hex_groups(t), '') END;
-- ip: an address as 32 digits, else NULL
CREATE OR REPLACE TEMP MACRO ip(t) AS
  coalesce(ip4(t), ip6(fold(t)), CASE WHEN contains(t, ':') AND ip4(regexp_extract(t, '[^:]*$')) IS NOT NULL
    THEN ip6(regexp_replace(fold(t), '[^:]*$', substr(ip4(regexp_extract(t, '[^:]*$')), 25, 4) || ':' || right(ip4(regexp_extract(t, '[^:]*$')), 4))) END);
-- in_network: an address in a network, or this very network
CREATE OR REPLACE TEMP MACRO in_network(t, first, last, bits) AS
  ip(split_part(t, '/', 1)) BETWEEN ip(first) AND ip(last)
    AND starts_with(ip(split_part(t, '/', 1)), '00000000000000000000ffff') = NOT contains(first, ':')
    AND split_part(t, '/', 2) IN ('', bits, CASE WHEN contains(first, ':') THEN '128' ELSE '32' END);

WITH record AS (
  -- Files as CloudTrail delivers them: {"Records": [...]}
  SELECT unnest(CAST(json -> '$.Records' AS JSON[])) AS record
  FROM read_json_objects('logs/**/*.json.gz', maximum_object_size = 268435456)
),
event AS (
  SELECT
    record,
    coalesce(record ->> '$.eventID', record ->> '$.eventId') AS event_id,
    instant(coalesce((record ->> '$.eventTime'), record ->> '$.timeWindow.windowStart')) AS event_time,
    coalesce(nullif((record ->> '$.recipientAccountId'), ''), nullif(coalesce((record ->> '$.userIdentity.accountId'), (record ->> '$.accountId')), '')) AS log_account
  FROM record
),
matching AS (
  -- Each event once, however many files have it.
  SELECT * FROM event
  WHERE event_time >= TIMESTAMP '2025-03-01 00:00:00'
    AND event_time < TIMESTAMP '2025-03-04 00:00:00'
    AND (fold(coalesce(nullif(record ->> '$.eventName', ''), record ->> '$.insightDetails.eventName', record ->> '$.insightEventName')) LIKE 'delete%'
      OR fold(coalesce(nullif(record ->> '$.eventName', ''), record ->> '$.insightDetails.eventName', record ->> '$.insightEventName')) = 'putbucketpolicy')
    AND NOT coalesce(in_network((record ->> '$.sourceIPAddress'), '10.0.0.0', '10.255.255.255', '8'), FALSE)
    AND len(list_filter(texts(below([record -> '$.requestParameters'], 'bucketname')), lambda t: fold(t) LIKE 'prod-%')) > 0
  QUALIFY event_id IS NULL OR row_number() OVER (PARTITION BY event_id, log_account,
    record ->> '$.eventTime', record ->> '$.eventSource', record ->> '$.eventName',
    CASE WHEN regexp_full_match(event_id, '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}') THEN '' ELSE CAST(record AS VARCHAR) END,
    (record ->> '$.addendum.reason') IS NOT DISTINCT FROM 'UPDATED_DATA') = 1
)
SELECT
  record ->> '$.eventTime' AS eventtime,
  record ->> '$.eventSource' AS eventsource,
  record ->> '$.eventName' AS eventname,
  record ->> '$.awsRegion' AS awsregion,
  record ->> '$.userIdentity.arn' AS user_arn,
  record ->> '$.sourceIPAddress' AS sourceipaddress,
  record ->> '$.userAgent' AS useragent,
  record ->> '$.errorCode' AS errorcode,
  log_account,
  event_id,
  record
FROM matching
ORDER BY event_time, event_id;
