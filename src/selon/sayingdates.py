"""When each thing was said: the time slot's value, else what the same speaker's saying just before tells, else what a heading sums up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .model import Attribution, Dated, Entity, Judgement, Timex

# Kinds of block that sum up what the text tells further on.
HEADINGS = frozenset(["title", "subtitle", "subhead", "caption"])
MONTHS = frozenset(["month", "season"])
Day = tuple[Dated, Judgement]


@dataclass(frozen=True, slots=True)
class Scene:
    """What dates are told from. speakers: attribution id → who. occasions: id → kind of occasion. blocks: id → number of the block of its anchor;
    lead: that of the first paragraph."""

    timexes: Sequence[Timex]
    speakers: Mapping[str, tuple[Entity, ...]]
    occasions: Mapping[str, str | None]
    blocks: Mapping[str, int]
    lead: int

    def same(self, one: Attribution, two: Attribution) -> bool:
        """Whether both have the same speakers, and have any."""
        return bool(self.speakers.get(one.id)) and self.speakers.get(one.id) == self.speakers.get(two.id)


def dated(attributions: Sequence[Attribution], scene: Scene) -> dict[str, Day]:
    """Attribution id → date and why. Sayings with no date told are left out.

    Gold train, sayings without a time of their own: a heading has the day of the same speaker's next dated saying in 127 of 180 cases; a saying
    in the same block as the same speaker's dated one before has that one's day in 360 of 503, one block further on in 79 of 182, which is left alone.
    """
    order = sorted(attributions, key=lambda one: one.why.anchor.start)
    out = {one.id: found for one in order if (found := told(one, scene.timexes)) is not None}
    for one in order:
        if one.id not in out and not one.time and (one.block in HEADINGS or scene.blocks[one.id] == scene.lead):
            behind = [o for o in order if o.id in out and o.block not in HEADINGS and o.why.anchor.start > one.why.anchor.start]
            later = next((o for o in behind if scene.same(o, one) and out[o.id][0].basis == "told"), None)
            told_before = any(o.id in out and scene.same(o, one) and scene.blocks[o.id] == scene.blocks[one.id] for o in order if o.why.anchor.start < one.why.anchor.start)
            if later is not None and (one.block in HEADINGS or (later.act == one.act and not told_before)):
                out[one.id] = _inherited(out[later.id][0], "heading", f"sums up what “{later.why.anchor.text}” reports")
    for number, one in enumerate(order):
        before = next((o for o in reversed(order[:number]) if o.id in out and scene.same(o, one) and _goes_on(o, one, scene)), None)
        if one.id not in out and not one.time and before is not None:
            out[one.id] = _inherited(out[before.id][0], "continued", f"goes on from “{before.why.anchor.text}” by the same speaker")
    return out


def _goes_on(before: Attribution, one: Attribution, scene: Scene) -> bool:
    """In one block, or on the occasion told before ("dans son interview")."""
    if one.block in HEADINGS:
        return False
    if scene.blocks[one.id] == scene.blocks[before.id]:
        return True
    return bool(one.medium) and scene.occasions.get(one.id) is not None and scene.occasions.get(one.id) == scene.occasions.get(before.id)


def _inherited(date: Dated, basis: str, reason: str) -> Day:
    return Dated(date.value, date.earliest, date.latest, basis), Judgement("date", (), basis, f"{date.value}: {reason}", 0.7)


def told(one: Attribution, timexes: Sequence[Timex]) -> Day | None:
    """The date that an attribution's own time slot gives."""
    inside = [t for t in timexes if any(s.start <= t.span.start and t.span.end <= s.end for s in one.time) and t.type in ("DATE", "TIME") and t.earliest and t.latest]
    if not inside:
        return None
    first, last = inside[0], inside[-1]
    begin, end = (first.earliest or "")[:10], (last.latest or "")[:10]
    value = written(begin, end, first.granularity if first is last else None)
    reason = f"“{first.span.text}” is {value}, counted from {first.basis}"
    return Dated(value, begin, end, "told"), Judgement("date", (), first.rule or "time", reason, first.score)


def written(begin: str, end: str, grain: str | None) -> str:
    """ISO day, month, year, or first/last. begin, end: ISO days. grain: of a single expression."""
    if grain == "year" and begin[:4] == end[:4]:
        return begin[:4]
    if grain in MONTHS:
        return begin[:7] if begin[:7] == end[:7] else f"{begin[:7]}/{end[:7]}"
    return begin if begin == end else f"{begin}/{end}"
