"""Where the arguments of annotated events stand: the gold names actors, the tagger learns from words.

The articles give the actors, the recipients, the place and the date of an event by name, not by span. Here each name is looked for around each trigger of its event. A name that is
not found leaves its slot unknown there, and training asks nothing of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import gold, knowledge, names, resolve
from .agreement import WORD, words
from .mentions import Reader, folded, singulars

Range = tuple[int, int]
Spans = list[list[int]]
# Letters of the shortest word by which a name is found.
LEAST = 3
# Share of a name's words that must stand together. Half of a name of three words is a namesake at times: "ministère" alone is asked by the sentence to be the nearest.
ENOUGH = 0.5
# Unmatched words between two matched ones of one name: "syndicats de la Ferrandier".
BETWEEN = 2
# Sentences before that of the trigger in which a name is still its argument.
BACK = 1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch that may be a name. share: of the name's words, 0 to 1."""

    start: int
    end: int
    share: float


class Finder:
    """The names of one annotated article."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        self.record, self.lang = record, str(record["lang"])
        article = gold.article(dict(record))
        self.known = resolve.known(article, knowledge.load(), names.find(article.text, self.lang, knowledge.load(), when=str(record["published"])[:10]))
        self.tokens = Reader(article).tokens
        self.openings = [token.start for token in self.tokens if token.opens]

    def sentence(self, at: int) -> int:
        """Number of the sentence of a code point."""
        return bisect_right(self.openings, at)

    def named(self, name: str) -> list[Candidate]:
        """Every stretch that may be a name, in text order."""
        want = words(name, self.lang)
        out = [Candidate(k.start, k.end, 1.0) for k in self.known if words(k.label, self.lang) == want]
        plain = {one for word in want if not word.startswith("=") and len(word) >= LEAST for one in (word, *singulars(word))}
        states = {word[1:] for word in want if word.startswith("=")}
        hits = [(t.start, t.end, part) for t in self.tokens for part in (t.fold, *(WORD.findall(t.fold) if "-" in t.fold else ())) if plain & {part, *singulars(part)}]
        hits += [(k.start, k.end, "=" + k.state) for k in self.known if k.state in states and k.kind in ("state", "demonym", "capital", "metonym")]
        out += [each for each in self._runs(sorted(hits), len(want)) if each.share >= ENOUGH]
        head = [folded(word) for word in WORD.findall(name)]
        ends = {head[0], head[-1]} if head else set()
        out += [Candidate(t.start, t.end, 0.4) for t in self.tokens if len(t.fold) >= LEAST and ends & {t.fold, *singulars(t.fold)}]
        return out

    def _runs(self, hits: Sequence[tuple[int, int, str]], size: int) -> list[Candidate]:
        """Hits put together where few words part them."""
        out: list[list[tuple[int, int, str]]] = []
        for hit in hits:
            near = out and len(WORD.findall(self.record["text"][out[-1][-1][1] : hit[0]])) <= BETWEEN and "\n" not in self.record["text"][out[-1][-1][1] : hit[0]]
            if near and out:
                out[-1].append(hit)
            else:
                out.append([hit])
        return [Candidate(run[0][0], run[-1][1], min(1.0, len({word for _, _, word in run}) / max(size, 1))) for run in out]

    def nearest(self, found: Sequence[Candidate], trigger: Range, before: bool) -> list[int] | None:
        """The best stretch for a trigger: in its sentence, whole, near; before: which side an equal distance prefers."""
        here = self.sentence(trigger[0])
        best: tuple[float, list[int]] | None = None
        for one in found:
            back = here - self.sentence(one.start)
            if not 0 <= back <= BACK or (one.start < trigger[1] and trigger[0] < one.end and one.share < 1):
                continue
            side = 0.0 if (one.start < trigger[0]) == before else 0.5
            cost = 6 * back - 3 * one.share + abs(one.start - trigger[0]) / 60 + side
            if best is None or cost < best[0]:
                best = (cost, [one.start, one.end])
        return best[1] if best else None


def _cue(record: Mapping[str, Any], trigger: Range) -> Mapping[str, Any] | None:
    """The attribution whose cue a trigger is."""
    return next((q for q in record["quotes"] if any(a < trigger[1] and trigger[0] < b for a, b in q["cue"])), None)


def _who(finder: Finder, told: Sequence[str], trigger: Range, slot: str) -> Spans | None:
    """Spans of the actors or recipients told; None where one is not found."""
    quote = _cue(finder.record, trigger)
    spoken = quote["source" if slot == "actor" else "addressee"] if quote else []
    if not told:
        return []
    if spoken:
        return [list(one) for one in spoken]
    found = [finder.nearest(finder.named(name), trigger, slot == "actor") for name in told]
    return None if None in found else [one for one in found if one]


def _when(finder: Finder, date: str | None, trigger: Range) -> Spans | None:
    """The time expression that tells the date of an event, in the sentence of its trigger."""
    if date is None:
        return []
    here = finder.sentence(trigger[0])
    same = [x["span"] for x in finder.record["timexes"] if x["value"][:10] == date[:10] and finder.sentence(x["span"][0]) == here]
    return [min(same, key=lambda span: abs(span[0] - trigger[0]))] if same else None


def _where(finder: Finder, place: str | None, trigger: Range) -> Spans | None:
    if place is None:
        return []
    one = finder.nearest([each for each in finder.named(place) if each.share >= 1], trigger, False)
    return [one] if one else None


def placed(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record, each event with `arguments`: for each of its triggers the spans of actor, recipient, place and time, None where they are not found."""
    finder = Finder(record)
    events = []
    for event in record["events"]:
        rows = []
        for start, end in event["trigger"]:
            trigger = (start, end)
            people = {slot: _who(finder, event[slot] or [], trigger, slot) for slot in ("actor", "recipient")}
            rows.append({**people, "place": _where(finder, event["place"], trigger), "time": _when(finder, event["date"], trigger)})
        events.append({**event, "arguments": rows})
    return {**record, "events": events}
