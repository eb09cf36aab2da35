"""An ingest killed (SIGKILL) at random moments: nothing acknowledged may be lost, nothing doubled, nothing half; and how soon it goes on.

    python benchmarks/killed.py PLACE --times 100

PLACE: an archive that does not exist yet. Short articles are made of the gold's own paragraphs. What a process acknowledged is what its progress lines told before
it died. One JSON object on the standard output.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from recombined import ARTICLES
from selon import gold
from selon.store.archive import Archive
from selon.store.backup import check

# Seconds that a process may go on after its first acknowledgement before it is killed.
LONGEST = 1.5


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("place")
    parser.add_argument("--times", type=int, default=100)
    given = parser.parse_args()
    draw = random.Random(1)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "articles.jsonl"
        wanted = _written(source, 60 * given.times)
        said = {"killed": 0, "lost": 0, "doubled": 0, "faults": 0}
        waits = []
        for _ in range(given.times):
            waited, acknowledged = _killed(given.place, source, draw.random() * LONGEST)
            said["killed"] += 1
            waits += [waited] if waited is not None else []
            with Archive.open(given.place) as archive:
                kept = [one.origin for one in archive.kept()]
                said["lost"] += max(0, acknowledged - len(kept))
                said["doubled"] += len(kept) - len(set(kept))
                said["faults"] += check(archive).found
        _run(given.place, source).wait()
        with Archive.open(given.place) as archive:
            end: dict[str, Any] = {"articles": archive.counts()["articles"], "wanted": wanted, "faults at the end": check(archive).found}
    told = {"resumed in s, median": round(statistics.median(waits), 2), "most": round(max(waits), 2)} if waits else {}
    print(json.dumps(said | told | end))


def _written(path: Path, count: int) -> int:
    """Short articles, each another: paragraphs of the gold with a number of their own."""
    paragraphs = [
        (record["lang"], record["text"][block["start"] : block["end"]])
        for record in gold.load(ARTICLES)
        for block in record["blocks"]
        if block["kind"] == "p" and 120 < block["end"] - block["start"] < 300
    ]
    with path.open("w", encoding="utf-8") as file:
        for number in range(count):
            lang, text = paragraphs[number % len(paragraphs)]
            file.write(json.dumps({"id": f"{number}", "lang": lang, "title": f"Numéro {number}", "text": f"{text} ({number})"}) + "\n")
    return count


def _run(place: str, source: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "selon", "add", str(source), "--archive", place, "--json-progress"], stderr=subprocess.PIPE)


def _killed(place: str, source: Path, after: float) -> tuple[float | None, int]:
    """Seconds from the start to the first article kept, and how many articles the archive had acknowledged in all when the process was killed."""
    process, began = _run(place, source), time.perf_counter()
    waited, told, end = None, 0, None
    assert process.stderr is not None
    for raw in process.stderr:
        found = re.search(rb'"new": (\d+).*"same": (\d+)', raw)
        if found is None:
            continue
        told = max(told, int(found[1]) + int(found[2]))
        if waited is None and int(found[1]):
            waited = time.perf_counter() - began
            end = time.perf_counter() + after
        if end is not None and time.perf_counter() >= end:
            break
    process.kill()
    rest = process.stderr.read()
    for found in re.finditer(rb'"new": (\d+).*"same": (\d+)', rest):
        told = max(told, int(found[1]) + int(found[2]))
    process.wait()
    return waited, told


if __name__ == "__main__":
    main()
