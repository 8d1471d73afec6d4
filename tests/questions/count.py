"""Counts the events that answer each question of the library, without any of
Trailglass's code: by predicates over parsed JSON, written by hand, from the
titles. Takes folders of logs; prints one JSON object for each."""
import json, pathlib, sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "corpus"))
from count import files_of, shown
from predicates import ATTEMPTS, PREDICATES

COUNTED = PREDICATES | {f"{question} attempts": holds for question, holds in ATTEMPTS.items()}

for folder in sys.argv[1:]:
    counts, events = dict.fromkeys(COUNTED, 0), 0
    records = [record for _, found in files_of(pathlib.Path(folder)) for record in found]
    for record in shown(records):
        events += 1
        for question, holds in COUNTED.items():
            counts[question] += bool(holds(record))
    print(json.dumps({"events": events, "counts": counts}))
