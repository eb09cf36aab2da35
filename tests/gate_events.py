#!/usr/bin/env python3
"""Scores of events and answers: gold dev, the PLOVER sentences, POPCORN French where they are at hand.

usage: gate_events.py [--errors N] [--kind KIND] [--data FOLDER]

Triggers pair one to one where they overlap; events where any of their triggers do, most shared triggers first. Every other figure is a share of the events so paired:
actors and recipients as lists (all names agree, see `selon.agreement`; none only for none), date and place as the gold has them. A false assertion is a paired event that the
gold calls attributed, planned, hypothetical or negated, given as asserted; it is counted among all paired events and among those. Answers pair by both their attributions.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from selon import agreement, codings, gold, pipeline, views
from selon.mentions import folded
from selon.score import SLOT_LEVEL, Document, Words, figure, paired

HERE = Path(__file__).parent
ARTICLES = HERE / "gold" / "articles"
SHARED_DATA = "../shared/data"
UNASSERTED = frozenset(["attributed", "planned", "hypothetical", "negated"])
Pair = tuple[Mapping[str, Any], Mapping[str, Any]]
Span = Sequence[int]


def over(one: Span, two: Span) -> bool:
    """Whether two spans share a code point."""
    return one[0] < two[1] and two[0] < one[1]


def matched(want: Sequence[Span], have: Sequence[Span]) -> int:
    """How many spans pair one to one."""
    left = sorted(have, key=tuple)
    count = 0
    for span in sorted(want, key=tuple):
        met = next((other for other in left if over(span, other)), None)
        if met is not None:
            left.remove(met)
            count += 1
    return count


def events_paired(want: Sequence[Mapping[str, Any]], have: Sequence[Mapping[str, Any]]) -> list[Pair]:
    """Events that share triggers, each once."""
    rows = [(matched(a["trigger"], b["trigger"]), i, j) for i, a in enumerate(want) for j, b in enumerate(have)]
    done_i: set[int] = set()
    done_j: set[int] = set()
    out = []
    for shared, i, j in sorted(rows, key=lambda row: (-row[0], row[1], row[2])):
        if shared and i not in done_i and j not in done_j:
            done_i.add(i)
            done_j.add(j)
            out.append((want[i], have[j]))
    return out


def same_place(one: str | None, two: str | None) -> bool:
    """Whether two places agree: the same words, or one holds the other."""
    if not one or not two:
        return one == two or (not one and not two)
    a, b = set(folded(one).split()), set(folded(two).split())
    return bool(a) and (a <= b or b <= a)


def compared(want: Mapping[str, Any], have: Mapping[str, Any], lang: str) -> dict[str, bool]:
    """Which fields of one paired event are right."""
    sides = {side: agreement.all_agree(have[side], want[side] or [], lang) for side in ("actor", "recipient")}
    plain = {name: have[name] == want[name] for name in ("type", "mode", "status", "date")}
    return {**plain, **sides, "place": same_place(have["place"], want["place"]), "in": (have["in"] is None) == (want["in"] is None)}


class Tally:
    """What was counted over a set. misses: in words, with their kind."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.misses: list[tuple[str, str]] = []

    def add(self, document: Document, have: Document) -> None:
        """Count one article."""
        text, count = document["text"], self.count
        want_spans = [span for event in document["events"] for span in event["trigger"]]
        have_spans = [span for event in have["events"] for span in event["trigger"]]
        count.update({"triggers": matched(want_spans, have_spans), "triggers gold": len(want_spans), "triggers found": len(have_spans)})
        count.update({"events gold": len(document["events"]), "events found": len(have["events"])})
        self.misses += [("missed", _context(document["id"], text, s)) for s in want_spans if not any(over(s, o) for o in have_spans)]
        self.misses += [("false", _context(document["id"], text, s)) for s in have_spans if not any(over(s, o) for o in want_spans)]
        for want, found in events_paired(document["events"], have["events"]):
            count["paired"] += 1
            for name, right in compared(want, found, document["lang"]).items():
                count[name] += right
                if not right:
                    self.misses.append((name, f"{_context(document['id'], text, want['trigger'][0])}  gold {want[name]}  found {found[name]}"))
            false = want["status"] in UNASSERTED and found["status"] == "asserted"
            count.update({"unasserted": want["status"] in UNASSERTED, "false assertions": false})
            self.misses += [("assertion", f"{_context(document['id'], text, want['trigger'][0])}  gold {want['status']}")] if false else []
        self._answers(document, have)

    def _answers(self, document: Document, have: Document) -> None:
        """Pairs of attributions, the found ones translated to the gold's numbers."""
        words = Words(document["text"])
        want, found = document["quotes"], have["quotes"]
        pairs = paired([words.content(q["content"]) for q in want], [words.content(q["content"]) for q in found])
        twin = {found[j]["n"]: want[i]["n"] for level, i, j in pairs if level >= SLOT_LEVEL}
        asked = {(q["n"], q["answers"]) for q in want if q["answers"] is not None}
        given = {(twin.get(q["n"], f"?{q['n']}"), twin.get(q["answers"], f"?{q['answers']}")) for q in found if q["answers"] is not None}
        self.count.update({"answers": len(asked & given), "answers gold": len(asked), "answers found": len(given)})
        self.misses += [("answer", f"{document['id']} missed {pair}") for pair in sorted(asked - given)]
        self.misses += [("answer", f"{document['id']} false {pair}") for pair in sorted(given - asked, key=str)]

    @property
    def ratio(self) -> float:
        """Events found per gold event."""
        return self.count["events found"] / max(self.count["events gold"], 1)

    def figures(self) -> dict[str, float | None]:
        """Every figure in percent. As many events as gold: 100 less the percents that there are too many or too few."""
        count = self.count
        shares = {name: _share(count[name], count["paired"]) for name in ("type", "mode", "actor", "recipient", "status", "date", "place", "in")}
        return {
            "triggers F1": figure(count["triggers"], count["triggers found"], count["triggers gold"]).f1,
            "events F1": figure(count["paired"], count["events found"], count["events gold"]).f1,
            **shares,
            "not falsely asserted, of all": _share(count["paired"] - count["false assertions"], count["paired"]),
            "not falsely asserted, of the unasserted": _share(count["unasserted"] - count["false assertions"], count["unasserted"]),
            "as many events as gold": 100 - 100 * abs(self.ratio - 1) if count["events gold"] else None,
            "answers F1": figure(count["answers"], count["answers found"], count["answers gold"]).f1,
        }


def _share(part: int, whole: int) -> float | None:
    return 100 * part / whole if whole else None


def _context(name: str, text: str, span: Span) -> str:
    first, last = span
    return f"{name} {text[max(0, first - 60) : first]}[[{text[first:last]}]]{text[last : last + 50]}".replace("\n", "|")


def of_gold(documents: Sequence[Document], found: Mapping[str, Document]) -> Tally:
    """Counts over articles. found: by id, as `views.gold_record` gives them."""
    tally = Tally()
    for document in documents:
        tally.add(document, found[document["id"]])
    return tally


def read(documents: Sequence[Mapping[str, Any]], as_coded: bool = False) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
    """Each line of a public set with what selon finds in it, as_coded: typed as the rows for analysts are: what is promised is AGREE."""
    for document in documents:
        given = {name: document[name] for name in ("id", "text", "lang")}
        reading = pipeline.read_article(gold.article(given))
        made = views.gold_record(reading)
        coded = [{**row, "type": codings.plover_type(reading, one) if as_coded else one.type} for row, one in zip(made["events"], reading.events, strict=True)]
        yield document, {**made, "events": coded}


def of_sentences(documents: Sequence[Mapping[str, Any]], as_coded: bool = False) -> tuple[dict[str, float | None], list[tuple[str, str]]]:
    """A set with one coded event a sentence, or a few a text: how many are found, and of these how many have the type. Others found beside them are not counted."""
    count: Counter[str] = Counter()
    misses = []
    for document, have in read(documents, as_coded):
        for want in document["events"]:
            spans = [span for span in want["spans"].get("trigger") or [] if span is not None]
            if not want["type"] or not spans:
                continue
            met = [event for event in have["events"] if any(over(a, b) for a in event["trigger"] for b in spans)]
            right = any(event["type"] == want["type"] for event in met)
            count.update({"asked": 1, "found": bool(met), "type": right})
            if not right:
                misses.append(("sentence", f"{want['type']} {[document['text'][a:b] for a, b in spans]} found {[e['type'] for e in met]}: {document['text'][:160]}"))
    return {"found": _share(count["found"], count["asked"]), "type on found": _share(count["type"], count["found"])}, misses


def public(data: Path) -> Iterator[tuple[str, str, dict[str, float | None], list[tuple[str, str]]]]:
    """Name, digest, figures and misses of each public set at hand."""
    for name, title in (("plover_gsr", "PLOVER sentences"), ("popcorn_fr_train", "POPCORN French")):
        path = data / "events" / f"{name}.jsonl"
        if not path.exists():
            print(f"skipped: {title} ({path.name} is not at hand; --data FOLDER names where it is)")
            continue
        documents = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        figures, misses = of_sentences(documents, name.startswith("plover"))
        yield title, gold.digest(documents), figures, misses


def tell(misses: Sequence[tuple[str, str]], most: int, kind: str | None = None) -> None:
    """Print the first misses of each kind."""
    told: Counter[str] = Counter()
    for name, line in misses:
        told[name] += 1
        if told[name] <= most and (kind is None or kind == name):
            print(f"  {name}: {line}")


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--errors", type=int, default=0, metavar="N", help="print N misses of each kind")
    cli.add_argument("--kind", help="only misses of this kind: missed, false, type, actor, recipient, status, answer …")
    cli.add_argument("--train", type=int, default=0, metavar="N", help="measure the first N training articles instead")
    cli.add_argument("--data", type=Path, default=Path(os.environ.get("SELON_DATA", HERE.parent / SHARED_DATA)))
    cli.add_argument("--public", action="store_true", help="the public sets too")
    args = cli.parse_args()
    records = gold.load(ARTICLES)
    documents = gold.train_part(records)[: args.train] if args.train else gold.dev_part(records)
    tally = of_gold(documents, {d["id"]: views.gold_record(pipeline.read_article(gold.article(d))) for d in documents})
    tell(tally.misses, args.errors, args.kind)
    print(dict(tally.count))
    print("\n".join(f"{name:45} {'–' if value is None else format(value, '.1f')}" for name, value in tally.figures().items()))
    print(f"events per gold event {tally.ratio:.2f}")
    for title, digest, figures, misses in public(args.data) if args.public else ():
        tell(misses, args.errors, args.kind)
        print(title, digest, {name: value and round(value, 1) for name, value in figures.items()})


if __name__ == "__main__":
    main()
