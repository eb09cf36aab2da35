"""Through whom and on what occasion: relay and medium spans → outlets, platforms, and the kind of occasion. Words in `lang/*/media.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from .knowledge import load
from .language import resource
from .mentions import Reader, folded
from .model import Attribution, Entity, Judgement, Span
from .resolve import Known

# Code points before a relay in which the word stands that leads to it.
NEAR = 30
OUTLETS = frozenset(["outlet", "platform"])


@dataclass(frozen=True, slots=True)
class Words:
    """Occasions with their patterns, in the order they are tried; words that stand before an outlet's name."""

    occasions: tuple[tuple[str, re.Pattern[str]], ...]
    outlet_words: frozenset[str]
    passed_by: frozenset[str]


@cache
def words(code: str) -> Words:
    """The words of a language."""
    told = resource(code, "media.yaml")
    occasions = tuple((kind, re.compile(r"\b(?:" + "|".join(re.escape(folded(form)) for form in forms) + r")(?:s|x)?\b")) for kind, forms in told["occasions"].items())
    return Words(occasions, frozenset(folded(word) for word in told["outlet_words"]), frozenset(folded(word) for word in told["passed_by"]))


@cache
def _outlet_id(name: str) -> str | None:
    """The id of an outlet by any of its names; looked up once a name, since it goes through all outlets."""
    plain = folded(name)
    return next((one.id for one in load().outlets.values() if any(plain == folded(form) for _, forms in one.names.forms for form in forms)), None)


@dataclass(frozen=True, slots=True)
class Passed:
    """How one saying came to the outlet."""

    relays: tuple[Entity, ...]
    occasion: str | None
    carrier: Entity | None
    judgements: tuple[Judgement, ...]


class Channels:
    """Resolves relays and media of one article. outlet: who publishes it; it is never among its own relays."""

    def __init__(self, reader: Reader, known: Sequence[Known]) -> None:
        self.reader, self.article = reader, reader.article
        self.known = [k for k in known if k.kind in OUTLETS]
        self.words = words(reader.article.lang)

    def passed(self, attributions: Sequence[Attribution], speakers: Mapping[str, tuple[Entity, ...]]) -> dict[str, Passed]:
        """Attribution id → relays, occasion and carrier."""
        out: dict[str, Passed] = {}
        before: Attribution | None = None
        for one in sorted(attributions, key=lambda a: a.why.anchor.start):
            made = self._one(one)
            if before is not None and not made.relays and self._goes_on(before, one, speakers) and out[before.id].relays:
                reason = f"goes on what {before.why.anchor.text!r} reports, relayed by {', '.join(e.name for e in out[before.id].relays)}"
                told = Judgement("relays", tuple(e.id for e in out[before.id].relays), "continued", reason, 0.7)
                made = Passed(out[before.id].relays, made.occasion, made.carrier, (*made.judgements, told))
            out[one.id] = made
            before = one if one.within is None else before
        return out

    def _goes_on(self, before: Attribution, one: Attribution, speakers: Mapping[str, tuple[Entity, ...]]) -> bool:
        """Whether a quotation continues the one before: same speaker, same block, in quotation marks, no medium of its own."""
        same = bool(speakers.get(one.id)) and speakers.get(one.id) == speakers.get(before.id)
        quoted = one.form in ("direct", "mixed") and before.form in ("direct", "mixed")
        here, there = (self.article.block_number(a.why.anchor.start) for a in (one, before))
        together = here == there or (here == there + 1 and self.reader.mention(one.source).kind == "pronoun")
        return same and quoted and together and not one.medium and one.within is None

    def _one(self, one: Attribution) -> Passed:
        relays: list[Entity] = []
        judged: list[Judgement] = []
        for span in one.relay:
            entity = self.outlet(span)
            if entity is not None and not self._own(entity) and entity not in relays:
                relays.insert(0 if relays and self._passed_by(span) else len(relays), entity)
                judged.append(Judgement("relays", (entity.id,), "relay", f"“{span.text}” passes it on", 0.9))
        occasion, carrier = self._medium(one.medium)
        if occasion or carrier:
            told = " · ".join(span.text for span in one.medium)
            judged.append(Judgement("medium", (carrier.id,) if carrier else (), occasion or "carrier", f"“{told}”" + (f" names {carrier.name}" if carrier else ""), 0.9))
        return Passed(tuple(relays), occasion, carrier, tuple(judged))

    def _passed_by(self, span: Span) -> bool:
        """Whether a relay is told as the one that quotes the relay before it."""
        before = self.reader.under(max(0, span.start - NEAR), span.start)
        return bool(before) and before[-1].fold in self.words.passed_by

    def _own(self, entity: Entity) -> bool:
        """Whether an outlet is the one that publishes the article."""
        if self.article.outlet is None:
            return False
        told = set(folded(self.article.outlet).replace("'", " ").split())
        return set(folded(entity.name).replace("'", " ").split()) <= told or entity.id == _outlet_id(self.article.outlet)

    def _medium(self, spans: Sequence[Span]) -> tuple[str | None, Entity | None]:
        plain = " ".join(folded(span.text) for span in spans)
        carrier = next((entity for span in spans if (entity := self._named(span)) is not None), None)
        occasion = next((kind for kind, pattern in self.words.occasions if pattern.search(plain)), None)
        if occasion is None and carrier is not None:
            occasion = "post" if carrier.kind == "platform" else "interview"
        return occasion, carrier

    def _named(self, span: Span) -> Entity | None:
        """The outlet or platform that a span names."""
        known = next((k for k in self.known if span.start <= k.start and k.end <= span.end), None)
        if known is not None:
            return Entity(known.id, known.kind, known.label)
        name = next((n for n in self.reader.names_in(span.start, span.end) if n.title is None and self._led_by_outlet(n.start)), None)
        return Entity(f"article:{folded(name.text)}", "outlet", name.text) if name is not None else None

    def _led_by_outlet(self, start: int) -> bool:
        """Whether the word before a name says that an outlet follows."""
        before = [t for t in self.reader.under(max(0, start - NEAR), start) if t.end <= start]
        return bool(before) and before[-1].fold in self.words.outlet_words

    def outlet(self, span: Span) -> Entity | None:
        """Who passes a saying on: an outlet that knowledge knows, else the proper name, else the words without article and kind."""
        known = next((k for k in self.known if span.start <= k.start and k.end <= span.end), None)
        if known is not None:
            return Entity(known.id, "outlet", known.label)
        row = [t for t in self.reader.under(span.start, span.end) if t.text[0].isalnum()]
        last = max((k for k, t in enumerate(row) if t.capital), default=len(row))
        end = span.end
        if row[last + 1 :] and all(t.fold in self.words.outlet_words for t in row[last + 1 :]):  # "the Orante news agency"
            row, end = row[: last + 1], row[last].end
        row = row[max((k + 1 for k, t in enumerate(row[:-1]) if t.fold in self.words.outlet_words and not t.capital), default=0) :]
        first = next((k for k, t in enumerate(row) if t.capital and not (t.fold in self.reader.words.determiners and k == 0)), None)
        if all(t.fold in self.reader.words.determiners for t in row):
            return None
        start = row[first].start if first is not None else next((t.start for t in row if t.fold not in self.reader.words.determiners), row[0].start)
        text = " ".join(self.article.text[start:end].strip(' ,"»«”“').split())
        return Entity(f"article:{folded(text)}", "outlet", text) if text else None


def chain(relays: Iterable[Entity], outlet: str | None) -> str:
    """The way a saying took, from the speaker's side to the reader: "CNN → BFMTV"."""
    return " → ".join([*(entity.name for entity in reversed(tuple(relays))), *([outlet] if outlet else [])])
