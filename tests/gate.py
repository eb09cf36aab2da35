#!/usr/bin/env python3
"""The gate: scores the shipped weights on gold dev and on the public dev sets at hand, and holds them to pinned floors.

usage: gate.py [--errors N] [--update [--allow-regression]] [--data FOLDER]

gate.json holds, for each set, the digest of its texts and annotations and a floor for each figure. A figure below its floor less the
noise margin fails; so does a set whose digest differs. `--update` pins what was measured, and refuses to lower a floor without
--allow-regression. Public sets may not be in the repository: they are read from --data (or SELON_DATA) and skipped with a word where they are not.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gate_events
import gate_names
import gate_times
import gate_traces
from selon import agreement, gold, pipeline, views
from selon.score import SLOTS, Document, Keep, Score, everything, score, split_spans

HERE = Path(__file__).parent
PINS = HERE / "gate.json"
ARTICLES = HERE / "gold" / "articles"
# Int8 arithmetic differs between processors: figures moved by up to 0.4 between one with VNNI and one without.
MARGIN = 0.5
SHARED_DATA = "../shared/data"


@dataclass(frozen=True, slots=True)
class Measured:
    """One set: where it came from and every figure, in percent. asked: how many attributions a part of a set asks for."""

    name: str
    digest: str
    figures: dict[str, float | None] = field(default_factory=dict)
    asked: int | None = None


def found(documents: Sequence[Document]) -> dict[str, dict[str, Any]]:
    """What selon finds in each document, by id."""
    out = {}
    for document in documents:
        reading = pipeline.read_article(gold.article(dict(document)))
        out[str(document["id"])] = views.gold_record(reading)
    return out


def headline(result: Score) -> dict[str, float | None]:
    """The figures asked of every set."""
    names = {"tokens F1": "tokens", "J>=0.3 F1": "0.3", "J>=0.8 F1": "0.8", "exact F1": "exact", "who+what F1": "who+what"}
    out = {title: result.f(name).f1 for title, name in names.items()}
    out |= {title: result.part(title, "source asked") for title in ("source any", "source exact")}
    return out | {"cue any": result.part("cue any", "cue asked")}


def fields(result: Score) -> dict[str, float | None]:
    """Figures that only our own gold can ask."""
    return {f"{slot} F1": result.slot(slot).f1 for slot in SLOTS} | {name: result.part(name, "paired") for name in ("form", "said", "act")}


def in_language(code: str) -> Keep:
    return lambda document, _: bool(document["lang"] == code)


def of_form(kind: str) -> Keep:
    return lambda _, quote: bool(quote["kind"] == kind)


def in_block(kind: str) -> Keep:
    def keep(document: Document, quote: Mapping[str, Any]) -> bool:
        at = quote["content"][0][0]
        return any(b["kind"] == kind and b["start"] <= at < b["end"] for b in document["blocks"])

    return keep


def of_gold(errors: int) -> list[Measured]:
    """Gold dev: whole, by language, by form, by kind of block."""
    documents = gold.dev_part(gold.load(ARTICLES))
    marked, have = gold.digest(documents), found(documents)
    whole = score(documents, have)
    out = [Measured("gold dev", marked, headline(whole) | fields(whole) | agreement.scored(documents, have))]
    tally = gate_events.of_gold(documents, have)
    print(f"events per gold event {tally.ratio:.2f}")
    gate_events.tell(tally.misses, errors)
    for code in sorted({d["lang"] for d in documents}):
        part = [d for d in documents if d["lang"] == code]
        result = score(part, have)
        out.append(Measured(f"gold dev, {code}", marked, headline(result) | fields(result) | agreement.scored(part, have)))
    parts = [*((f"gold dev, {kind}", of_form(kind)) for kind in ("direct", "mixed", "indirect"))]
    parts += [(f"gold dev, in {kind}", in_block(kind)) for kind in ("title", "subtitle", "subhead", "caption", "p")]
    for name, keep in parts:
        result = score(documents, have, keep)
        out.append(Measured(name, marked, {"recall J>=0.8": result.f("0.8").recall}, int(result.count["gold"])))
    out.append(Measured("gold dev, events and answers", marked, tally.figures()))
    for code in sorted({d["lang"] for d in documents}):
        mine = gate_events.of_gold([d for d in documents if d["lang"] == code], have)
        out.append(Measured(f"gold dev, events and answers, {code}", marked, mine.figures()))
    tell_errors(whole, errors)
    return out


def of_public(name: str, path: Path, keep: Keep, errors: int) -> list[Measured]:
    """A public dev set; none when it is not at hand."""
    if not path.exists():
        print(f"skipped: {name} ({path.name} is not at hand; --data FOLDER names where it is)")
        return []
    documents = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    have = found(documents)
    whole = score(documents, have, keep)
    spans = score(split_spans(documents), {d["id"]: d for d in split_spans(list(have.values()))}, keep)
    tell_errors(whole, errors)
    return [Measured(name, gold.digest(documents), headline(whole) | {"by span J>=0.8 F1": spans.f("0.8").f1})]


def of_names() -> Measured:
    marked, figures = gate_names.measured()
    return Measured("names, actor probes", marked, dict(figures))


def of_stories(errors: int) -> list[Measured]:
    """Traces on the stories for development and on those kept back, without sentence vectors; only the former tell their misses."""
    out = []
    for name, kept_back in (("stories dev", False), ("stories kept back", True)):
        marked, figures, misses = gate_traces.measured(kept_back)
        out.append(Measured(name, marked, figures))
        for line in misses[: 0 if kept_back else errors]:
            print(line)
    return out


def tell_errors(result: Score, most: int) -> None:
    for line in result.misses[:most]:
        print(line)


def core_clauses(_: Document, quote: Mapping[str, Any]) -> bool:
    return quote.get("tier") == "core" and quote.get("form") == "clause"


def measured(data: Path, errors: int) -> list[Measured]:
    quotes = data / "quotes"
    return [
        *of_gold(errors),
        *of_public("frframenet-sequoia dev, core clauses", quotes / "frframenet-sequoia.dev.jsonl", core_clauses, errors),
        *of_public("PolNeAR dev", quotes / "polnear.dev.jsonl", everything, errors),
        *(Measured(name.replace("times:", "time expressions,"), digest, figures) for name, digest, figures in gate_times.measured(data, errors)),
        *(Measured(f"events, {name}", digest, figures) for name, digest, figures, _ in gate_events.public(data)),
        of_names(),
        *of_stories(errors),
    ]


def shown(rows: Sequence[Measured], pins: Mapping[str, Any]) -> str:
    out = []
    for row in rows:
        out.append(f"\n{row.name}  (digest {row.digest})" + (f", {row.asked} asked" if row.asked is not None else ""))
        for figure, value in row.figures.items():
            floor = pins.get(row.name, {}).get("floors", {}).get(figure)
            told = "    –" if value is None else f"{value:6.1f}"
            out.append(f"  {figure:20} {told}" + (f"   floor {floor:.1f}" if floor is not None else ""))
    return "\n".join(out)


def failures(rows: Sequence[Measured], pins: Mapping[str, Any]) -> list[str]:
    """What does not hold, in words."""
    out = []
    for row in rows:
        pin = pins.get(row.name)
        if pin is None:
            out.append(f"{row.name}: not pinned yet; run: make gate ARGS=--update")
        elif pin["digest"] != row.digest:
            out.append(f"{row.name}: the corpus changed ({pin['digest']} → {row.digest}); look at the figures, then: make gate ARGS=--update")
        else:
            out += [
                f"{row.name}: {name} is {row.figures.get(name) or 0:.1f}, floor {floor:.1f}"
                for name, floor in pin["floors"].items()
                if (row.figures.get(name) or 0) < floor - MARGIN
            ]
    return out


def pinned(rows: Sequence[Measured], pins: Mapping[str, Any], allow: bool) -> dict[str, Any]:
    """The pins after an update; exits when one would sink and that is not allowed."""
    new: dict[str, Any] = {}
    sunk = []
    for row in rows:
        floors = {name: round(value, 1) for name, value in row.figures.items() if value is not None}
        old = pins.get(row.name, {}).get("floors", {})
        sunk += [f"{row.name}: {name} {old[name]} → {value}" for name, value in floors.items() if old.get(name, value) > value]
        new[row.name] = {"digest": row.digest, "floors": floors}
    if sunk and not allow:
        sys.exit("these floors would sink; if that is meant: make gate ARGS='--update --allow-regression'\n" + "\n".join(sunk))
    return {**pins, **new}


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--errors", type=int, default=0, metavar="N", help="print N misses of each set")
    cli.add_argument("--update", action="store_true", help="pin what was measured")
    cli.add_argument("--allow-regression", action="store_true", help="let --update lower a floor")
    cli.add_argument("--data", type=Path, default=Path(os.environ.get("SELON_DATA", HERE.parent / SHARED_DATA)))
    args = cli.parse_args()
    pins = json.loads(PINS.read_text(encoding="utf-8")) if PINS.exists() else {}
    rows = measured(args.data, args.errors)
    print(shown(rows, pins))
    if args.update:
        PINS.write_text(json.dumps(pinned(rows, pins, args.allow_regression), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"\npinned in {PINS.name}")
        return
    wrong = failures(rows, pins)
    print("\n" + ("\n".join(wrong) if wrong else "the gate holds"))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
