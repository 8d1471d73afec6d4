"""The yardstick for filters: DuckDB over the same events, read into a table
with the columns that Trailglass keeps. Prints milliseconds as JSON."""
import glob, json, statistics, sys, time

import duckdb

logs = [path for path in glob.glob(sys.argv[1] + "/**/*.json.gz", recursive=True) if "/CloudTrail/" in path]
database = duckdb.connect()
database.execute("SET preserve_insertion_order = false")
database.execute(f"""
CREATE TABLE events AS SELECT
  r.eventTime::TIMESTAMP AS time, r.eventName AS name, r.eventSource AS source, r.awsRegion AS region,
  r.sourceIPAddress AS address, r.userAgent AS agent, r.errorCode AS error, r.readOnly AS read_only,
  r.recipientAccountId AS account, r.eventCategory AS category,
  r.userIdentity.type AS kind, r.userIdentity.arn AS arn, r.userIdentity.accessKeyId AS key
FROM (SELECT unnest(Records) AS r FROM read_json({logs}, maximum_object_size = 134217728, columns = {{
  Records: 'STRUCT(eventTime VARCHAR, eventName VARCHAR, eventSource VARCHAR, awsRegion VARCHAR, sourceIPAddress VARCHAR,
    userAgent VARCHAR, errorCode VARCHAR, readOnly BOOLEAN, recipientAccountId VARCHAR, eventCategory VARCHAR,
    userIdentity STRUCT(type VARCHAR, arn VARCHAR, accessKeyId VARCHAR))[]'}}))""")
FACETS = ["name", "source", "arn", "kind", "address", "error", "region", "account", "read_only", "category", "key", "agent"]
FILTERS = ["name = 'DeleteObject'", "NOT read_only", "error IS NOT NULL", "source = 's3.amazonaws.com' AND error IS NULL",
           "name LIKE 'Describe%'", "arn ILIKE '%admin%'", "address LIKE '203.0.113.%'", "region = 'eu-west-1' AND agent LIKE 'aws-cli%'"]
times = []
for condition in FILTERS * 2:
    start = time.perf_counter()
    database.execute(f"SELECT count(*), count(error) FROM events WHERE {condition}").fetchall()
    database.execute(f"SELECT time_bucket(INTERVAL 1 HOUR, time) AS bucket, count(*), count(error) FROM events WHERE {condition} GROUP BY bucket").fetchall()
    for facet in FACETS:
        database.execute(f"SELECT {facet}, count(*) AS n FROM events WHERE {condition} GROUP BY 1 ORDER BY n DESC LIMIT 10").fetchall()
    times.append((time.perf_counter() - start) * 1000)
print(json.dumps({"median": statistics.median(times), "rows": database.execute("SELECT count(*) FROM events").fetchone()[0]}))
