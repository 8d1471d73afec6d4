"""Counts the events of a folder without any of Trailglass's code, for the
corpus test to compare with. Prints one JSON object."""
import collections, gzip, json, pathlib, re, sys

SURE = [("eventVersion", "eventSource"), ("eventVersion", "eventType"), ("eventVersion", "eventID"),
        ("eventName", "eventSource"), ("eventTime", "eventName"), ("eventTime", "eventID")]

BEGINNING = re.compile(r'\{\s*"eventVersion"')

def values(text):
    """The values that stand in a text one after another; where it is no JSON,
    whatever begins as an event does and is whole."""
    decoder, at = json.JSONDecoder(), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError:
            for found in BEGINNING.finditer(text):
                # Not inside the one before.
                if found.start() >= at:
                    try:
                        value, at = decoder.raw_decode(text, found.start())
                        yield value
                    except ValueError:
                        pass
            return
        yield value

def records(value):
    if isinstance(value, list):
        return [record for element in value for record in records(element)]
    if not isinstance(value, dict):
        return []
    if isinstance(value.get("Records"), list):
        return records(value["Records"])
    if isinstance(value.get("detail"), dict):
        return records(value["detail"])
    if "CloudTrailEvent" in value:
        return records(json.loads(value["CloudTrailEvent"]))
    if "logEvents" in value:
        return [record for entry in value["logEvents"] for record in records(json.loads(entry["message"]))]
    if "cloudtrail" in value.get("aws", {}):
        return records(value["aws"]["cloudtrail"])
    return [value] if any(all(key in value for key in keys) for keys in SURE) else []

def files_of(folder):
    """The name of every file below a folder, and the records in it."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        text = data.decode("utf-8-sig", "replace").lstrip()
        yield path, [record for value in values(text) for record in records(value)] if text[:1] in "{[" else []

def account_of(record):
    return record.get("recipientAccountId") or (record.get("userIdentity") or {}).get("accountId")

def name_of(record):
    """The call; that of an Insights event is the one it is about."""
    details = record.get("insightDetails")
    return record.get("eventName") or (details.get("eventName") if isinstance(details, dict) else None) or ""

GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

def what_of(record):
    return record.get("eventTime"), record.get("eventSource"), record.get("eventName")

def shown(records):
    """The records that are shown, each copy of an event left out. Copies have
    the same id, account, time, source and name; where the id does not tell
    events apart, they have the same content."""
    whats = collections.defaultdict(set)
    for record in records:
        whats[record.get("eventID"), account_of(record)].add(what_of(record))
    seen = set()
    for record in records:
        event_id, whose = record.get("eventID"), account_of(record)
        if event_id:
            is_telling = GUID.fullmatch(event_id) and len(whats[event_id, whose]) == 1
            content = None if is_telling else json.dumps(record, sort_keys=True)
            key = event_id, whose, what_of(record), content
            if key in seen:
                continue
            seen.add(key)
        yield record

def main(folder):
    totals = collections.Counter()
    types, names, files, records = collections.Counter(), collections.Counter(), {}, []
    for path, found in files_of(folder):
        files[str(path.relative_to(folder))] = len(found)
        records += found
    totals["read"] = totals["repeats"] = len(records)
    for record in shown(records):
        totals["repeats"] -= 1
        types[(record.get("userIdentity") or {}).get("type") or ""] += 1
        names[name_of(record)] += 1
    print(json.dumps({"read": totals["read"], "repeats": totals["repeats"], "types": types, "names": names, "files": files}))

if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
