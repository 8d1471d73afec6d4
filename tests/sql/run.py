"""Runs statements that Trailglass wrote and says what they find.

Reads JSON from standard input:

    {"files": [...], "table": "CREATE EXTERNAL TABLE ...", "macros": "...",
     "cases": [{"duckdb": sql, "athena": sql, "lake": sql}, ...],
     "literals": [{"value": text, "athena": sql, ...}, ...],
     "groups": [{"duckdb": sql, "athena": sql, "lake": sql}, ...]}

and writes, for each case and dialect, the ids found, or what went wrong. The
statements for DuckDB run as they are. Those for Athena are parsed in its
dialect, turned into DuckDB's by sqlglot, and run on a table that is made by
the statement for the table from the same files; functions that DuckDB lacks are
replaced here. Those for CloudTrail Lake are parsed.
"""

import gzip
import ipaddress
import json
import logging
import os
import re
import sys
import tempfile

import duckdb
import sqlglot
from sqlglot import exp

logging.disable(logging.WARNING)

# How a statement reads the files; most find them read.
READING = re.compile(
    r"SELECT unnest\(CAST\(json -> '\$\.Records' AS JSON\[\]\)\) AS record\s+"
    r"FROM read_json_objects\(.*?, maximum_object_size = \d+\)",
    re.S,
)
READ = "SELECT record FROM records"
TIMES = ("time", "first_seen", "last_seen")


def records(files):
    for path in files:
        opener = gzip.open if path.endswith(".gz") else open
        with opener(path, "rt", encoding="utf-8") as file:
            yield from json.load(file)["Records"]


# --- the table as Athena sees it ---------------------------------------------


def member(value, name):
    """The reader of JSON maps members by name, in any case."""
    return next((found for key, found in value.items() if key.lower() == name), None)


def as_text(value):
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def cell(value, kind):
    """A value as Athena's reader gives it for a column of this type."""
    if value is None:
        return None
    if kind.this == exp.DataType.Type.STRUCT:
        if not isinstance(value, dict):
            return None
        return {part.name: cell(member(value, part.name), part.args["kind"]) for part in kind.expressions}
    if kind.this == exp.DataType.Type.ARRAY:
        return [cell(element, kind.expressions[0]) for element in value] if isinstance(value, list) else None
    if kind.this == exp.DataType.Type.MAP:
        return {key: as_text(found) for key, found in value.items()} if isinstance(value, dict) else None
    return as_text(value)


def make_table(connection, statement, files):
    create = sqlglot.parse_one(statement, read="athena")
    assert isinstance(create, exp.Create) and create.sql("athena")
    columns = {column.name: column.args["kind"] for column in create.this.expressions if isinstance(column, exp.ColumnDef)}
    types = {name: kind.sql("duckdb") for name, kind in columns.items()}
    types |= {"account": "TEXT", "region": "TEXT", "day": "TEXT"}
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "rows.json")
        with open(path, "w", encoding="utf-8") as out:
            for record in records(files):
                # Delivered to CloudTrail-Insight/, which is not in the table's location.
                if "insightDetails" in record:
                    continue
                row = {name: cell(member(record, name), kind) for name, kind in columns.items()}
                row["account"] = row.get("recipientaccountid")
                row["region"] = row.get("awsregion")
                row["day"] = (row.get("eventtime") or "")[:10].replace("-", "/")
                out.write(json.dumps(row) + "\n")
        fields = ", ".join(f"'{name}': '{kind}'" for name, kind in types.items())
        connection.execute(
            f"CREATE TABLE cloudtrail_logs AS FROM read_json('{path}', format='newline_delimited', columns={{{fields}}})"
        )


# --- functions of Trino's that DuckDB lacks ----------------------------------

LAX = r"""
CREATE TEMP MACRO lax_elements(vs) AS flatten(list_transform(vs, lambda v:
  CASE json_type(v) WHEN 'ARRAY' THEN CAST(v AS JSON[]) ELSE [v] END));
CREATE TEMP MACRO lax_member(vs, k) AS list_filter(list_transform(lax_elements(vs), lambda v:
  CASE WHEN json_type(v) = 'OBJECT' THEN json_extract(v, k) END), lambda v: v IS NOT NULL);
"""


def lax(json_text, path):
    """json_query(json_text, 'lax $.a."b"[*]' WITH ARRAY WRAPPER)"""
    keys = re.findall(r'\.("[^"]*"|[A-Za-z_][A-Za-z0-9_]*)', path)
    assert "lax $" + "".join("." + key for key in keys) + ("[*]" if path.endswith("[*]") else "") == path, path
    found = f"[CAST({json_text} AS JSON)]"
    for key in keys:
        bare = key if key.startswith('"') else f'"{key}"'
        found = f"lax_member({found}, " + "'$." + bare.replace("'", "''") + "')"
    if path.endswith("[*]"):
        found = f"lax_elements({found})"
    return f"CAST(to_json({found}) AS VARCHAR)"


def for_duckdb(node):
    if isinstance(node, exp.JSONExtract) and node.args.get("json_query"):
        return sqlglot.parse_one(lax(node.this.sql("duckdb"), node.expression.name), read="duckdb")
    if isinstance(node, exp.Anonymous) and node.name.lower() == "any_match":
        array, condition = node.expressions
        return sqlglot.parse_one(
            f"len(list_filter({array.sql('duckdb')}, {condition.sql('duckdb')})) > 0", read="duckdb"
        )
    if isinstance(node, exp.Anonymous) and node.name.lower() == "is_finite":
        return exp.Anonymous(this="isfinite", expressions=node.expressions)
    if isinstance(node, exp.Reduce):
        start, step = node.args["initial"], node.args["merge"]
        return exp.Anonymous(this="list_reduce", expressions=[node.this, step, start])
    if isinstance(node, exp.TryCast) and node.to.sql("trino").upper() == "IPADDRESS":
        return exp.Anonymous(this="ip", expressions=[node.this])
    if isinstance(node, exp.ArrayContains) and node.this.is_string:
        network = ipaddress.ip_network(node.this.name)
        of = node.expression.this if isinstance(node.expression, exp.TryCast) else node.expression.expressions[0]
        first, last = network[0], network[-1]
        return sqlglot.parse_one(
            f"in_network({of.sql('duckdb')}, '{first}', '{last}', '{network.prefixlen}')", read="duckdb"
        )
    if isinstance(node, exp.FromISO8601Timestamp):
        return exp.cast(node.this, "TIMESTAMP")
    return node


def rewritten(statement):
    tree = sqlglot.parse_one(statement, read="athena")
    # From the leaves upwards, so that what is inside is rewritten first.
    for node in list(tree.walk(bfs=False))[::-1]:
        new = for_duckdb(node)
        if new is not node:
            node.replace(new)
    return tree.sql("duckdb")


# --- running -------------------------------------------------------------------


def found(connection, statement):
    try:
        return {"ids": sorted(f"{row[0]}|{row[1]}" for row in connection.execute(statement).fetchall())}
    except Exception as error:  # noqa: BLE001 - the test shows it
        return {"error": f"{error}\n{statement}"}


def ids(columns):
    return lambda statement: f"SELECT {columns} FROM ({statement.strip().rstrip(';')}) AS found"


def groups(connection, statement):
    try:
        rows = connection.execute(statement).fetchall()
        names = [column[0] for column in connection.description]
    except Exception as error:  # noqa: BLE001
        return {"error": f"{error}\n{statement}"}

    def plain(name, value):
        if value is None:
            return None
        if name in TIMES or hasattr(value, "isoformat"):
            return value.strftime("%Y-%m-%dT%H:%M:%SZ")
        return value if isinstance(value, (int, float)) else str(value)

    return {"rows": [{name: plain(name, value) for name, value in zip(names, row)} for row in rows]}


def literals(statement, dialect):
    tree = [tree for tree in sqlglot.parse(statement, read=dialect) if tree is not None]
    kinds = {type(one).__name__ for one in tree}
    texts = [node.name for one in tree for node in one.find_all(exp.Literal) if node.is_string]
    return {"kinds": sorted(kinds), "texts": texts}


def split(statement):
    """Macros and the query."""
    at = statement.index("WITH record AS (")
    return statement[:at], statement[at:]


def main():
    asked = json.load(sys.stdin)
    connection = duckdb.connect()
    files = asked["files"]
    if files:
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path in files)
        connection.execute(
            "CREATE TABLE records AS SELECT unnest(CAST(json -> '$.Records' AS JSON[])) AS record "
            f"FROM read_json_objects([{listed}], maximum_object_size = 268435456)"
        )
        make_table(connection, asked["table"], files)
    connection.execute(asked["macros"])
    connection.execute(LAX)
    answer = {"cases": [], "groups": [], "literals": []}
    for number, case in enumerate(asked["cases"]):
        macros, query = split(case["duckdb"])
        connection.execute(macros)
        # The files are read by some statements; the others find them read.
        if number % 40:
            query = READING.sub(READ, query)
        result = {"duckdb": found(connection, ids("event_id, log_account")(query))}
        try:
            sqlglot.parse_one(case["athena"], read="trino")
            athena = rewritten(case["athena"])
            result["athena"] = found(connection, ids("eventid, log_account")(athena))
        except sqlglot.errors.SqlglotError as error:
            result["athena"] = {"error": f"{error}\n{case['athena']}"}
        try:
            lake = sqlglot.parse(case["lake"], read="trino")
            result["lake"] = {"ids": [str(len([one for one in lake if one]))]}
        except sqlglot.errors.SqlglotError as error:
            result["lake"] = {"error": f"{error}\n{case['lake']}"}
        answer["cases"].append(result)
    for case in asked["groups"]:
        macros, query = split(case["duckdb"])
        connection.execute(macros)
        result = {"duckdb": groups(connection, READING.sub(READ, query))}
        result["athena"] = groups(connection, rewritten(case["athena"]))
        sqlglot.parse_one(case["lake"], read="trino")
        answer["groups"].append(result)
    for case in asked["literals"]:
        answer["literals"].append(
            {
                "duckdb": literals(split(case["duckdb"])[1], "duckdb"),
                "athena": literals(case["athena"], "athena"),
                "lake": literals(case["lake"], "trino"),
            }
        )
    json.dump(answer, sys.stdout)


main()
