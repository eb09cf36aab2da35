"""Annotated articles as the tagger learns them: words, anchors, and labels word by word."""

from __future__ import annotations

import json
import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from .labels import ACTS, ARGUMENTS, EVENT_TYPES, MODES, SAID, SLOTS, STATUSES, TIMEX_TYPES
from .words import SPACE, Words, split

Range = tuple[int, int]
# The telling word of a cue: its last one of at least this many letters, else its longest. So "a déclaré" and "said" alike are found
# by the verb, whatever stands around it.
TELLING = 4


@dataclass(frozen=True, slots=True)
class Marked:
    """One gold attribution in words. roles: for each slot of SLOTS, its ranges of words (first, last inclusive)."""

    anchor: int
    cued: bool
    roles: tuple[tuple[Range, ...], ...]
    said: int | None
    act: int | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One trigger of a gold event in words. arguments: for each of ARGUMENTS its ranges, None where the gold names one that is not found in the words.

    type, mode, status: indices. status: None for a later trigger of an event that the article asserts elsewhere.
    """

    anchor: int
    arguments: tuple[tuple[Range, ...] | None, ...]
    type: int
    mode: int
    status: int | None


@dataclass(frozen=True, slots=True)
class Example:
    """One annotated article. asked: whether the annotators looked at each word for attributions (None: at all of them).

    timexes: (range, type index), or None where the set does not annotate them; events: None likewise.
    """

    name: str
    words: Words
    marked: tuple[Marked, ...]
    asked: tuple[bool, ...] | None
    timexes: tuple[tuple[Range, int], ...] | None
    events: tuple[Happening, ...] | None


def telling(words: Words, ranges: Sequence[Range]) -> int:
    """The anchor word of a cue."""
    inside = [at for first, last in ranges for at in range(first, last + 1)]
    length = {at: words.end[at] - words.start[at] for at in inside}
    long = [at for at in inside if length[at] >= TELLING]
    return long[-1] if long else max(inside, key=lambda at: (length[at], at))


def located(words: Words, spans: Iterable[Sequence[int]]) -> tuple[Range, ...]:
    """Spans in code points as ranges of whole words; a span that holds no word is left out."""
    out = []
    for start, end in spans:
        first, last = bisect_right(words.end, start), bisect_left(words.start, end) - 1
        if first <= last:
            out.append((first, last))
    return tuple(sorted(out))


def example(record: Mapping[str, Any], marks: Mapping[str, str]) -> Example:
    """From one line of `gold.py --jsonl`, or of the public sets converted to the same shape."""
    text: str = record["text"]
    blocks = [(b["start"], b["end"]) for b in record.get("blocks") or []] or _paragraphs(text)
    words = split(text, blocks, marks)
    marked = [m for m in (_marked(words, quote) for quote in record["quotes"]) if m]
    asked = None
    if record.get("scope") is not None:
        seen = {at for first, last in located(words, record["scope"]) for at in range(first, last + 1)} | {m.anchor for m in marked}
        asked = tuple(at in seen for at in range(len(words)))
    return Example(record["id"], words, tuple(marked), asked, _timexes(words, record), _events(words, record))


def _paragraphs(text: str) -> list[Range]:
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append((at, at + len(line)))
        at += len(line) + 1
    return blocks


def _marked(words: Words, quote: Mapping[str, Any]) -> Marked | None:
    roles = tuple(located(words, quote.get(slot) or []) for slot in SLOTS)
    cue, content = roles[SLOTS.index("cue")], roles[SLOTS.index("content")]
    if not cue and not content:
        return None
    anchor = telling(words, cue) if cue else content[0][0]
    said, act = quote.get("said"), quote.get("act")
    return Marked(anchor, bool(cue), roles, SAID.index(said) if said else None, ACTS.index(act) if act else None)


def _timexes(words: Words, record: Mapping[str, Any]) -> tuple[tuple[Range, int], ...] | None:
    if "timexes" not in record:
        return None
    return tuple((at, TIMEX_TYPES.index(x["type"])) for x in record["timexes"] for at in located(words, [x["span"]]))


# Modes of the gold that another word of PLOVER names.
SAME_MODES = {"third": "third-party", "heavy": "heavy-weapons", "crowd": "crowd-control", "execute": "targeted"}


def _events(words: Words, record: Mapping[str, Any]) -> tuple[Happening, ...] | None:
    """Every trigger; `arguments` of an event, one row a trigger, as `goldevents.placed` gives them: without them nothing is asked of the slots."""
    if "events" not in record:
        return None
    held = [(a, b) for q in record["quotes"] for a, b in q["content"]]
    out = []
    for event in record["events"]:
        mode = SAME_MODES.get(event["mode"] or "none", event["mode"] or "none")
        for number, span in enumerate(event["trigger"]):
            own = located(words, [span])
            if not own:
                continue
            given = event["arguments"][number] if "arguments" in event else {}
            told = [given.get(name) for name in ARGUMENTS[1:]]
            slots = (own, *(None if spans is None else located(words, spans) for spans in told))
            repeated = event["status"] == "asserted" and any(a <= span[0] < b for a, b in held) and bool(number)
            status = None if repeated else STATUSES.index(event["status"])
            out.append(Happening(telling(words, own), slots, EVENT_TYPES.index(event["type"]), MODES.index(mode) if mode in MODES else 0, status))
    return tuple(out)


def load(path: Path, marks: Mapping[str, Mapping[str, str]]) -> list[Example]:
    """A JSON Lines file of annotated texts. marks: quotation marks by language."""
    with path.open(encoding="utf-8") as lines:
        return [example(record, marks[record["lang"]]) for record in map(json.loads, lines)]


def joined(records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Several short annotated texts as one article of as many paragraphs, so that a window holds many."""
    texts, at = [], 0
    out: dict[str, Any] = {"id": records[0]["id"], "lang": records[0]["lang"], "quotes": [], "scope": [], "blocks": []}
    for record in records:
        texts.append(record["text"])
        out["blocks"].append({"kind": "p", "start": at, "end": at + len(record["text"])})
        out["scope"] += [[a + at, b + at] for a, b in record.get("scope", [[0, len(record["text"])]])]
        out["quotes"] += [{k: [[a + at, b + at] for a, b in v] if k in SLOTS else v for k, v in quote.items()} for quote in record["quotes"]]
        at += len(record["text"]) + 2
    return {**out, "text": "\n\n".join(texts)}


# Pairs of quotation marks that an outlet may use throughout, with or without a space inside.
STYLES = (("«", "»", True), ("«", "»", False), ('"', '"', False), ('"', '"', False), ("“", "”", False))
DOUBLE = frozenset('«»“”„"')
CURLY, STRAIGHT = "’", "'"


def retyped(words: Words, draw: random.Random) -> Words:
    """The same words in another outlet's typography: other double quotation marks and apostrophes."""
    opening, closing, spaced = draw.choice(STYLES)
    apostrophe = draw.choice((CURLY, STRAIGHT))
    forms: list[str] = []
    glued, open_ = False, False
    for at, form in enumerate(words.form):
        bare = form.lstrip(SPACE)
        if at and words.block[at] != words.block[at - 1]:
            open_ = False
        if bare in DOUBLE:
            open_ = not open_ if bare == '"' else bare in "«“„"
            mark = opening if open_ else closing
            ahead = form.startswith(SPACE) if open_ else spaced
            forms.append((SPACE if ahead else "") + mark)
            glued = open_
            continue
        if glued:
            form = SPACE + bare if spaced else bare
        glued = False
        forms.append(form.replace(CURLY, apostrophe).replace(STRAIGHT, apostrophe))
    return replace(words, form=tuple(forms))
