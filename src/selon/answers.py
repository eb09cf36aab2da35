"""Who answers whom inside one article: which attribution answers which, what was asked, and how it is met.

For each attribution all others and nobody are candidates; a linear model ranks them by what can be told in words: what each does by saying it, who speaks, whom the other
named or addressed, what both are about, how far apart they stand. Weights: `answers.yaml`, fitted on the training articles by `benchmarks/answers.py`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from .events import by_attribution
from .language import packaged
from .mentions import folded
from .model import Answer, Article, Attribution, Event, Span
from .resolve import Cast

# Acts that ask something of somebody, and what it is called; every other act is a claim.
ASKED: Mapping[str, str] = {
    **dict.fromkeys(("invite",), "invitation"),
    **dict.fromkeys(("offer", "propose", "promise"), "offer"),
    **dict.fromkeys(("demand", "request", "order"), "demand"),
    **dict.fromkeys(("accuse", "criticise", "condemn"), "accusation"),
    **dict.fromkeys(("threaten", "warn"), "threat"),
    "ask": "question",
}
HOW: Mapping[str, str] = {
    **dict.fromkeys(("accept", "promise", "offer"), "accepts"),
    **dict.fromkeys(("refuse", "reject"), "refuses"),
    "deny": "denies",
    "confirm": "confirms",
    **dict.fromkeys(("admit", "agree", "apologise"), "concedes"),
    "other": "evades",
}
REPLIES, RETORTS = "replies", "retorts"
# Above this probability an answer is given out; the rest of the probability is that of nobody and of the others. Gold dev: see docs/experiments.md.
FLOOR = 0.4
# Places in the order of attributions, words of a content, letters of a stem beyond which nothing is told apart.
FARTHEST, SHORT, STEM = 6, 6, 5
HEADINGS = frozenset(["title", "subtitle", "subhead", "caption"])


@cache
def weights() -> Mapping[str, float]:
    """Feature → weight."""
    return packaged("answers.yaml")


@dataclass(frozen=True)
class Scene:
    """What the exchanges of one article are told from. Not slotted: what is the same for all pairs is counted once."""

    article: Article
    attributions: Sequence[Attribution]
    cast: Cast

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Attribution id → its place in text order."""
        return {one.id: at for at, one in enumerate(sorted(self.attributions, key=lambda one: one.why.anchor.start))}

    @cached_property
    def stems(self) -> Mapping[str, frozenset[str]]:
        """Attribution id → stems of its content."""
        return {one.id: frozenset(stems(one.content)) for one in self.attributions}

    @cached_property
    def often(self) -> Counter[str]:
        """In how many contents each stem stands."""
        return Counter(stem for found in self.stems.values() for stem in found)

    @cached_property
    def states(self) -> Mapping[str, frozenset[str]]:
        """Attribution id → codes of the states for which its speakers stand, and words of their names."""
        return {one.id: self._standing(one) for one in self.attributions}

    def _standing(self, one: Attribution) -> frozenset[str]:
        out: set[str] = set()
        for entity in (*one.speakers, *([one.principal] if one.principal else [])):
            out.add(entity.id)
            character = self.cast.characters.get(folded(entity.name))
            out.update(character.nations if character else ())
            out.update(folded(word) for word in entity.name.replace("’", " ").replace("'", " ").split() if len(word) >= STEM - 1)
        if one.source is not None:
            out.update(k.state for k in self.cast.known if k.state and one.source.start <= k.start < one.source.end)
        return frozenset(out)

    @cached_property
    def mentioned(self) -> Mapping[tuple[str, str], frozenset[str]]:
        """Attribution id and slot (content, addressee) → states, ids and longer words named in it."""
        return {(one.id, slot): self._names(getattr(one, slot)) for one in self.attributions for slot in ("content", "addressee")}

    def _names(self, spans: Sequence[Span]) -> frozenset[str]:
        out = {name for k in self.cast.known if any(s.start <= k.start < s.end for s in spans) for name in (k.state, k.id) if name}
        return frozenset(out | {folded(word) for s in spans for word in plain(s.text) if len(word) >= STEM - 1})

    def named(self, one: Attribution, other: Attribution, *slots: str) -> bool:
        """Whether the speaker of one is named in some slots of another, by his name or his state."""
        return any(self.states[one.id] & self.mentioned[other.id, slot] for slot in slots)

    @cached_property
    def latest(self) -> Mapping[str, Mapping[str, int]]:
        """Attribution id → kind of thing asked, and "any" → place of the last one of other speakers before it."""
        out: dict[str, dict[str, int]] = {}
        before: list[Attribution] = []
        for one in sorted(self.attributions, key=lambda each: self.order[each.id]):
            row = out.setdefault(one.id, {})
            for other in before:
                if other.speakers != one.speakers:
                    row[asked(other)] = row["any"] = self.order[other.id]
            before.append(one)
        return out


def plain(text: str) -> list[str]:
    """The words of a text, without marks and elided articles."""
    return [word.strip(".,;:!?…«»“”\"'()") for word in text.replace("’", " ").replace("'", " ").split()]


def stems(spans: Iterable[Span]) -> list[str]:
    """The beginnings of the longer words of some spans."""
    return [folded(word)[:STEM] for span in spans for word in plain(span.text) if len(word) >= STEM]


def asked(one: Attribution) -> str:
    """What kind of thing an attribution puts to others."""
    return ASKED.get(one.act, "claim")


def features(scene: Scene, one: Attribution, other: Attribution | None) -> dict[str, float]:
    """What speaks for and against one answering another, by name; None is nobody."""
    if other is None:
        cue = next(iter(stems(one.cue[-1:])), "none")
        return {
            "nobody": 1.0,
            f"nobody {one.act}": 1.0,
            f"nobody {one.block}": 1.0,
            f"nobody within {one.within is not None}": 1.0,
            f"nobody cue {cue}": 1.0,
            f"nobody {one.said}": 1.0,
        }
    return {**_place(scene, one, other), **_acts(scene, one, other), **_people(scene, one, other), **_matter(scene, one, other)}


def _place(scene: Scene, one: Attribution, other: Attribution) -> dict[str, float]:
    away = scene.order[one.id] - scene.order[other.id]
    between = scene.cast.sentence(one.why.anchor.start) - scene.cast.sentence(other.why.anchor.start)
    side = "back" if away > 0 else "ahead"
    return {
        f"{side} {min(abs(away), FARTHEST)}": 1.0,
        f"{side} far": math.log1p(abs(between)),
        f"{side} same sentence": float(not between),
        f"same block {scene.article.block_number(one.why.anchor.start) == scene.article.block_number(other.why.anchor.start)}": 1.0,
        f"heading {one.block in HEADINGS} {other.block in HEADINGS}": 1.0,
        "inside it": float(one.within == other.id),
        "holds it": float(other.within == one.id),
        "both inside": float(one.within is not None and one.within == other.within),
        f"other inside {other.within is not None}": 1.0,
    }


def _acts(scene: Scene, one: Attribution, other: Attribution) -> dict[str, float]:
    kind = asked(other)
    latest, at = scene.latest[one.id], scene.order[other.id]
    return {
        f"to {other.act}": 1.0,
        f"{one.act} to {other.act}": 1.0,
        f"{HOW.get(one.act, RETORTS)} {kind}": 1.0,
        f"held {one.said == 'held'} {other.said == 'held'}": 1.0,
        "latest of others": float(latest.get("any") == at),
        f"latest {kind}": float(latest.get(kind) == at),
        f"cueless {not one.cue} {kind}": 1.0,
    }


def _people(scene: Scene, one: Attribution, other: Attribution) -> dict[str, float]:
    same = bool(one.speakers) and one.speakers == other.speakers
    mine, theirs = scene.states[one.id], scene.states[other.id]
    allied = not same and bool(mine & theirs)
    told = scene.named(one, other, "content", "addressee")
    return {
        "same speaker": float(same),
        "allied": float(allied),
        f"speakers known {bool(one.speakers)} {bool(other.speakers)}": 1.0,
        f"named by it {asked(other)}": float(told and not same),
        "not named by it": float(not told),
        "names it": float(scene.named(other, one, "content", "addressee") and not same),
        "addressed": float(bool(other.addressee) and scene.named(one, other, "addressee")),
        "answered source": float(other.source is not None and any(s.start <= other.source.start < s.end for s in one.content)),
    }


def _matter(scene: Scene, one: Attribution, other: Attribution) -> dict[str, float]:
    both = scene.stems[one.id] & scene.stems[other.id]
    rare = sum(1 / scene.often[stem] for stem in both)
    words = sum(len(s.text.split()) for s in one.content)
    cue = next(iter(stems(other.cue[-1:])), "")
    head = stems(one.content)[:2]
    out = {
        "shared": math.log1p(len(both)),
        "shared rare": rare,
        "short": float(words <= SHORT),
        "short back": float(words <= SHORT and scene.order[other.id] < scene.order[one.id]),
    }
    if words <= SHORT:
        out |= {f"short {stem} {asked(other)}": 1.0 for stem in head}
        out["short names the act"] = float(bool(cue) and cue[:4] in {stem[:4] for stem in head})
    out["content over"] = float(any(a.start < b.end and b.start < a.end for a in one.content for b in other.content))
    return out


def ranked(scene: Scene, one: Attribution) -> list[tuple[float, Attribution | None]]:
    """Whom one attribution answers, with probability, best first; None is nobody."""
    table = weights()
    rows: list[tuple[Attribution | None, dict[str, float]]] = [(None, features(scene, one, None))]
    rows += [(other, features(scene, one, other)) for other in scene.attributions if other is not one]
    values = [sum(table.get(name, 0.0) * value for name, value in row.items()) for _, row in rows]
    top = max(values)
    total = sum(math.exp(value - top) for value in values)
    return sorted(((math.exp(value - top) / total, other) for value, (other, _) in zip(values, rows, strict=True)), key=lambda pair: -pair[0])


def find(scene: Scene, events: Sequence[Event]) -> tuple[Answer, ...]:
    """The exchanges of an article, in text order of the answers."""
    deeds = by_attribution(events)
    out = []
    for one in sorted(scene.attributions, key=lambda each: scene.order[each.id]):
        rows = ranked(scene, one)
        nobody = next(score for score, other in rows if other is None)
        score, best = next(((s, o) for s, o in rows if o is not None), (0.0, None))
        if best is not None and 1 - nobody >= FLOOR:
            out.append(_answer(scene, one, best, score, deeds.get(one.id)))
    return tuple(out)


def _answer(scene: Scene, one: Attribution, other: Attribution, score: float, deed: Event | None) -> Answer:
    kind = asked(other)
    how = HOW.get(one.act, REPLIES if kind == "question" else RETORTS)
    told = [f"{one.act} after {other.act}" if scene.order[other.id] < scene.order[one.id] else f"{one.act}, told before {other.act}"]
    told += ["its speaker is named there"] if scene.named(one, other, "content", "addressee") else []
    both = sorted(scene.stems[one.id] & scene.stems[other.id], key=lambda stem: scene.often[stem])[:3]
    told += ["both speak of " + ", ".join(_whole(stem, one) for stem in both)] if both else []
    return Answer(one.id, other.id, deed.id if deed else None, kind, how, one.cue or one.content[:1], ahead(one, other), score, "; ".join(told))


def _whole(stem: str, one: Attribution) -> str:
    """The word of a content that a stem begins."""
    return next((word for span in one.content for word in plain(span.text) if folded(word)[:STEM] == stem), stem)


def ahead(one: Attribution, other: Attribution) -> bool | None:
    """Whether one was said before the other, by their dates; None when these do not tell."""
    if one.date is None or other.date is None:
        return None
    return one.date.latest < other.date.earliest
