"""A record in the gold's fields → the marked-up file of `tests/gold/GUIDELINES.md`: what people corrected becomes what the tagger learns from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

SLOTS = {"source": "s", "cue": "k", "content": "c", "medium": "m", "addressee": "a", "relay": "r", "place": "p", "time": "t"}
FIELDS = ("form", "said", "act", "speaker", "principal", "date", "relays", "answers")
EVENT_FIELDS = ("type", "mode", "actor", "recipient", "date", "place", "status", "in")
# Without one of these among its words a content counts as indirect.
MARKS = frozenset("\"«»“”„‘’‹›—–-'")
UNKNOWN = "unknown"

Mark = tuple[int, int, str, str]


def written(record: Mapping[str, Any], name: str, published: str | None = None) -> str:
    """The file of an article. name: its id, which is the file's stem, too. published: for an article that does not state it."""
    text = record["text"]
    quotes = [quote for quote in record["quotes"] if quote["content"]]
    kept = {quote["n"] for quote in quotes}
    head = {"id": name, "lang": record["lang"], "outlet": record.get("outlet") or UNKNOWN, "published": str(record.get("published") or published or UNKNOWN)[:10]}
    if record.get("section"):
        head["section"] = record["section"]
    marks = sorted(_marks(record, quotes), key=lambda mark: (mark[0], -mark[1]))
    body = [f"[{block['kind']}] {_marked(text, block['start'], block['end'], marks)}" for block in record["blocks"] if text[block["start"] : block["end"]].strip()]
    lines = ["---", *(f"{key}: {_value(value)}" for key, value in head.items()), "---", *body, "===", "attributions:" if quotes else "attributions: []"]
    lines += [f"- {_row({'id': quote['n'], **_fields(quote, text, kept)})}" for quote in quotes]
    events = [{**event, "in": event["in"] if event["in"] in kept else None} for event in record["events"]]
    lines += ["events:" if events else "events: []", *(f"- {_row({'id': event['n'], **{key: event.get(key) for key in EVENT_FIELDS}})}" for event in events)]
    return "\n".join(lines) + "\n"


def _fields(quote: Mapping[str, Any], text: str, kept: set[int]) -> dict[str, Any]:
    out = {key: quote.get(key) for key in FIELDS}
    out["answers"] = out["answers"] if out["answers"] in kept else None
    if not any(mark in MARKS for start, end in quote["content"] for mark in text[start:end]):
        out["form"] = "indirect"
    return out


def _row(fields: Mapping[str, Any]) -> str:
    return "{" + ", ".join(f"{key}: {_value(value)}" for key, value in fields.items()) + "}"


def _value(value: Any) -> str:
    """A value in YAML: plain where that cannot be mistaken, else as JSON, which YAML reads."""
    if value is None:
        return "null"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    told = str(value)
    plain = re.fullmatch(r"[^\W\d_][\w .'’-]*[\w.]|[^\W\d_]|\d{4}-\d\d-\d\d|\d+", told) and told.lower() not in ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
    return told if plain else json.dumps(told, ensure_ascii=False)


def _marks(record: Mapping[str, Any], quotes: Sequence[Mapping[str, Any]]) -> Iterator[Mark]:
    for quote in quotes:
        for slot, letter in SLOTS.items():
            for start, end in quote[slot]:
                yield start, end, f"<{letter}{quote['n']}>", f"</{letter}{quote['n']}>"
    for event in record["events"]:
        for start, end in event["trigger"]:
            yield start, end, f"<e{event['n']}>", f"</e{event['n']}>"
    for one in record["timexes"]:
        if one["value"]:
            kind = f' t="{one["type"]}"' if one["type"] != "DATE" else ""
            yield (*one["span"], f'<x v="{one["value"]}"{kind}>', "</x>")


def _marked(text: str, start: int, end: int, marks: Sequence[Mark]) -> str:
    """A block with its tags. One that would cross another is cut where that ends: tags may nest only."""
    inside = [(max(mark[0], start), min(mark[1], end), mark[2], mark[3]) for mark in marks if mark[0] < end and mark[1] > start]
    out, at, open_ = [], start, []  # type: list[str], int, list[Mark]
    waiting = sorted(inside, key=lambda mark: (mark[0], -mark[1]))
    while waiting or open_:
        if open_ and (not waiting or open_[-1][1] <= waiting[0][0]):
            one = open_.pop()
            out += [_flat(text[at : one[1]]), one[3]]
            at = one[1]
            continue
        one = waiting.pop(0)
        if open_ and one[1] > open_[-1][1]:
            edge = open_[-1][1]
            if not one[2].startswith("<x"):
                waiting = sorted([*waiting, (edge, one[1], one[2], one[3])], key=lambda mark: (mark[0], -mark[1]))
            one = (one[0], edge, one[2], one[3])
        out += [_flat(text[at : one[0]]), one[2]]
        at = one[0]
        open_.append(one)
    return "".join(out) + _flat(text[at:end])


def _flat(text: str) -> str:
    """A block is one line, and a bracket in it no tag."""
    return re.sub(r"<(?=/?[a-z])", "‹", text.replace("\n", " ").replace("\r", " "))
