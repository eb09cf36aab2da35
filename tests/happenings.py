"""Events marked by hand, so that what triggers come to is tested without the tagger.

In a marked text `[e1 a rejeté]` is the trigger of telling 1; f is its actor, g its recipient, h its place, i its time; sayings are marked as in `sayings.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sayings import Told, told, unmarked
from selon import events, knowledge
from selon.language import language
from selon.model import Event, Reading, Run
from selon.parties import Parties
from selon.tagger.corpus import located
from selon.tagger.decode import Happening
from selon.tagger.encoder import Tags
from selon.tagger.labels import EVENT_TYPES, MODES, STATUSES
from selon.tagger.words import Words, split

LETTERS = "efghi"
# What the tagger would say of each telling: type, status.
Kinds = Mapping[int, tuple[str, str]]


def happened(marked: str, lang: str, kinds: Kinds, acts: Mapping[int, str] | None = None, **about: str) -> tuple[Event, ...]:
    """The events of a marked text."""
    return read_of(marked, lang, kinds, acts, **about).events


def read_of(marked: str, lang: str, kinds: Kinds, acts: Mapping[int, str] | None = None, **about: str) -> Reading:
    """The reading of a marked text, as far as events go."""
    read = told(marked, lang, acts, **about)
    article = read.article
    words = split(article.text, [(block.start, block.end) for block in article.blocks], language(lang).marks)
    spans = unmarked(marked)[1]
    triggers = tuple(_happening(words, [(letter, start, end) for n, letter, start, end in spans if n == number and letter in LETTERS], kind) for number, kind in kinds.items())
    made = events.find(Tags(words, (), (), tuple(sorted(triggers, key=lambda one: one.anchor))), scene(read))
    return Reading(article=article, attributions=tuple(read.sayings.values()), events=made, timexes=(), answers=(), run=Run("", ""), published=read.published)


def scene(read: Told) -> events.Scene:
    """What events are made from."""
    sayings, out = tuple(read.sayings.values()), read.published
    when = (out.earliest, out.latest) if out.earliest and out.latest else None
    return events.Scene(read.article, sayings, read.timexes, Parties(read.cast, sayings, knowledge.load(), when))


def _happening(words: Words, spans: Sequence[tuple[str, int, int]], kind: tuple[str, str]) -> Happening:
    slots = tuple(located(words, [(start, end) for letter, start, end in spans if letter == slot]) for slot in LETTERS)
    sure = tuple(0.95 if slot else 0.0 for slot in slots)
    return Happening(slots[0][0][1], slots, sure, 0.95, _sure(EVENT_TYPES, kind[0]), _sure(MODES, "none"), _sure(STATUSES, kind[1]))


def _sure(names: Sequence[str], name: str) -> tuple[float, ...]:
    return tuple(0.9 if each == name else 0.1 / (len(names) - 1) for each in names)
