"""An archive of a million attributions, on either engine: how fast it fills, answers and is handed on, how large it gets.

    python benchmarks/archive.py fill PLACE --articles 100000
    python benchmarks/archive.py ask PLACE
    python benchmarks/archive.py export PLACE
    python benchmarks/archive.py add PLACE --archived
    python benchmarks/archive.py trace PLACE

PLACE: a file, or postgresql://user@host/name. The articles are made of our own (benchmarks/recombined.py), the same ones every time. One JSON object a line on the standard output.
`add`: articles read and kept, beside the same articles only read; --archived: into the archive at PLACE as it is, else into a new one beside it.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import text

from recombined import ARTICLES, made, read_once
from selon import article, pipeline, questions
from selon.article import Declared
from selon.export import FORMATS, writer
from selon.ingest.add import TOGETHER, add
from selon.model import Article
from selon.store.archive import Archive, Incoming
from selon.store.finding import facets, find
from selon.trace import index

QUERIES = {
    "one word": ["accord", "uranium", "grève", "talks", "budget", "hospital", "port", "vaccine", "election", "inspection"],
    "two words": ["accord paix", "prix électricité", "trade deal", "nuclear plant", "grève lundi", "prime minister", "inspection site", "new law"],
    "phrase": ['"il y a"', '"prime minister"', '"la semaine dernière"', '"chief executive"', '"mise en service"', '"we will not"'],
    "prefix": ["négoci*", "inspect*", "govern*", "accus*"],
    "speaker": ["speaker:Zelensky", 'speaker:"Anne Roux"', "speaker:ministre", "speaker:Russie", "speaker:Kremlin"],
    "speaker and words": ["speaker:Russie accord", "speaker:ministre prix", "speaker:spokesman talks", "speaker:Commission budget"],
    "fields": [
        "act:deny date:2019",
        "act:accuse lang:fr date:2020-05..2020-06",
        "form:direct act:threaten",
        "relay:AFP act:deny",
        "place:Genève",
        "medium:Facebook date:2021",
        "outlet:Courrier act:refuse",
    ],
    "either, not": ["accord OR traité -paix", "(grève OR strike) date:2018", "uranium -act:deny"],
}
NAMES = ["Russie", "Commission européenne", "Kremlin", "ministre", "France", "AFP", "Reuters", "ONU", "Union européenne", "police"]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=["fill", "ask", "export", "add", "trace"])
    parser.add_argument("place")
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--readings", type=Path, default=Path("readings.pkl"), help="where the readings of the gold articles are kept between runs")
    parser.add_argument("--archived", action="store_true")
    given = parser.parse_args()
    for line in {"fill": _fill, "ask": _ask, "export": _export, "add": _add, "trace": _trace}[given.what](given):
        print(json.dumps(line, ensure_ascii=False), flush=True)


def _memory() -> int:
    """Megabytes that the process holds now."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 1_000_000


def _batches(some: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while batch := list(islice(some, size)):
        yield batch


def _fill(given: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Seconds of keeping alone, for each 10,000 articles."""
    readings = read_once(given.readings)
    keeping, speeds, count, said = 0.0, [], 0, 0
    with Archive.open(given.place) as archive:
        for batch in _batches(made(readings, given.articles), TOGETHER):
            began = time.perf_counter()
            archive.add([Incoming(one, f"made:{count + n}") for n, one in enumerate(batch)])
            keeping += time.perf_counter() - began
            count += len(batch)
            said += sum(len(one.attributions) for one in batch)
            if count % 10_000 < TOGETHER:
                speeds.append(keeping)
                yield {"articles": count, "attributions": said, "seconds of 10,000": round(keeping, 1), "MB": _memory()}
                keeping = 0.0
        size = _size(archive, given.place)
    ratio = round(speeds[-1] / speeds[0], 3) if len(speeds) > 1 else None
    yield {"articles": count, "attributions": said, "last 10,000 to first": ratio, "bytes an attribution": round(size / said), "GB": round(size / 1e9, 2)}


def _size(archive: Archive, place: str) -> int:
    if archive.engine.dialect.name == "sqlite":
        with archive.engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return Path(place).stat().st_size
    with archive.reading() as connection:
        return connection.execute(text("SELECT pg_database_size(current_database())")).scalar() or 0


def _timed(asked: Sequence[Callable[[], Any]], rounds: int = 3) -> dict[str, Any]:
    """Milliseconds: median, 95th of a hundred, most. The first round, which fills the caches of the system, counts as well."""
    took = []
    for _ in range(rounds):
        for one in asked:
            began = time.perf_counter()
            one()
            took.append((time.perf_counter() - began) * 1000)
    cuts = statistics.quantiles(took, n=100, method="inclusive")
    return {"n": len(took), "p50 ms": round(cuts[49], 1), "p95 ms": round(cuts[94], 1), "max ms": round(max(took), 1)}


def _ask(given: argparse.Namespace) -> Iterator[dict[str, Any]]:
    draw = random.Random(1)
    with Archive.open(given.place, create=False) as archive:
        yield {"archive": archive.counts()}

        def search(query: str, order: str = "relevance") -> Callable[[], Any]:
            return lambda: list(find(archive, query, order, 20).hits)

        every = [search(query) for some in QUERIES.values() for query in some]
        draw.shuffle(every)
        yield {"search, first page": _timed(every)}
        for kind, some in QUERIES.items():
            yield {f"search: {kind}": _timed([search(query) for query in some]), "found": {query: find(archive, query, limit=0).total for query in some}}
        yield {"search by date": _timed([search(query, "-date") for some in QUERIES.values() for query in some])}
        yield {"who, first page": _timed([lambda name=name: list(questions.who(archive, name, 50).rows) for name in NAMES])}
        yield {"about, first page": _timed([lambda name=name: list(questions.about(archive, name, 50).rows) for name in NAMES], 1)}
        yield {"facets": _timed([lambda query=query: facets(archive, query) for query in QUERIES["two words"] + QUERIES["fields"]], 1)}
        yield {"stats": _timed([lambda: questions.stats(archive)] * 2, 1), "MB": _memory()}


class _Counted(io.RawIOBase):
    """Takes bytes and keeps none."""

    def __init__(self) -> None:
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, some: Any) -> int:
        self.size += len(some)
        return len(some)


def _export(given: argparse.Namespace) -> Iterator[dict[str, Any]]:
    gc.set_threshold(200_000, 50, 50)  # as `selon export` does
    with Archive.open(given.place, create=False) as archive:
        said = archive.counts()["attributions"]
        for form in ("parquet", "csv", "jsonl"):
            out = _Counted()
            began = time.perf_counter()
            writer(form)(archive.kept(None, FORMATS[form].without), out)  # type: ignore[arg-type]
            seconds = time.perf_counter() - began
            yield {"form": form, "seconds": round(seconds, 1), "attributions a second": round(said / seconds), "MB written": round(out.size / 1e6), "MB held": _memory()}


def _add(given: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Words a second of reading alone and of reading and keeping, by turns, so that both meet the same machine."""
    mark = f"\n\n[{time.time_ns()}]\n"  # another text each time: what is there already is not read again
    paths = sorted(ARTICLES.glob("*.txt"))[:200]
    sources = [article.from_text(path.read_text(encoding="utf-8").split("---\n")[-1].split("\n===")[0] + mark) for path in paths]
    place = given.place if given.archived else str(given.place) + ".add"
    pipeline.read_article(sources[0])
    seconds = {"read": 0.0, "add": 0.0}
    with Archive.open(place) as archive:
        for some in _batches(iter(sources), 20):
            began = time.perf_counter()
            for one in some:
                pipeline.read_article(one)
            seconds["read"] += time.perf_counter() - began
            began = time.perf_counter()
            add(archive, [_Here(f"bench:{time.time_ns()}:{n}", one) for n, one in enumerate(some)])
            seconds["add"] += time.perf_counter() - began
    words = sum(len(one.text.split()) for one in sources)
    yield {name: f"{words / took:.0f} words/s" for name, took in seconds.items()} | {"share": round(seconds["read"] / seconds["add"], 3)}


def _trace(given: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Seconds of tracing what is not traced yet, for each 10,000 attributions; no sentence vectors."""
    lines: list[dict[str, Any]] = []
    began = last = time.perf_counter()
    steps = 0

    def told(done: int, every: int) -> None:
        nonlocal last, steps
        if done // 10_000 > steps:
            steps, moment = done // 10_000, time.perf_counter()
            print(json.dumps({"traced": done, "of": every, "ms an attribution": round((moment - last) / 10, 2), "MB": _memory()}), flush=True)
            lines.append({"seconds": moment - last})
            last = moment

    with Archive.open(given.place, create=False) as archive:
        done = index.update_traces(archive, told)
        size = _size(archive, given.place)
    rates = [line["seconds"] for line in lines]
    ratio = round(sum(rates[-5:]) / sum(rates[:5]), 3) if len(rates) >= 10 else None
    yield {"traced": done, "minutes": round((time.perf_counter() - began) / 60, 1), "last 50,000 to first": ratio, "GB with all": round(size / 1e9, 2)}


@dataclass(frozen=True, slots=True)
class _Here:
    """An article in memory."""

    origin: str
    one: Article
    sign: str | None = None

    def article(self, _declared: Declared) -> Article:
        return self.one


if __name__ == "__main__":
    main()
