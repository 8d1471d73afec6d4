"""Counts the events that answer each question of the library, without any of
Trailglass's code: by predicates over parsed JSON, written by hand from
the titles. Takes folders of logs; prints one JSON object for each."""
import json, pathlib, sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "corpus"))
from count import files_of, identity_of
from predicates import ATTEMPTS, PREDICATES

COUNTED = PREDICATES | {f"{question} attempts": holds for question, holds in ATTEMPTS.items()}

for folder in sys.argv[1:]:
    counts, seen, events = dict.fromkeys(COUNTED, 0), set(), 0
    for _, records in files_of(pathlib.Path(folder)):
        for record in records:
            key = identity_of(record)
            if key[0] and key in seen:
                continue
            seen.add(key)
            events += 1
            for question, holds in COUNTED.items():
                counts[question] += bool(holds(record))
    print(json.dumps({"events": events, "counts": counts}))
