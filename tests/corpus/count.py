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

def identity_of(record):
    """What makes two copies of an event one: its id and its account."""
    account = record.get("recipientAccountId") or (record.get("userIdentity") or {}).get("accountId")
    return record.get("eventID"), account

def main(folder):
    totals = collections.Counter()
    types, names, files, seen = collections.Counter(), collections.Counter(), {}, set()
    for path, found in files_of(folder):
        files[str(path.relative_to(folder))] = len(found)
        for record in found:
            key = identity_of(record)
            totals["read"] += 1
            if key[0] and key in seen:
                totals["repeats"] += 1
                continue
            seen.add(key)
            types[(record.get("userIdentity") or {}).get("type") or ""] += 1
            names[record.get("eventName") or ""] += 1
    print(json.dumps({"read": totals["read"], "repeats": totals["repeats"], "types": types, "names": names, "files": files}))

if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
