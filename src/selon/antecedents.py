"""Whom a mention that names nobody points at: candidates are ranked by what speaks for and against each.

One linear model a kind of question (pronoun, description, body, quotation without source …), a softmax over the characters of the article, nobody, and for a
phrase what it says itself. Weights: `antecedents.yaml`, fitted on the training articles by `benchmarks/antecedents.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from .language import packaged
from .mentions import FEMININE, Mention, folded
from .model import Attribution, Entity

if TYPE_CHECKING:
    from .resolve import Cast

UNNAMED = "unnamed"
DEMONYM = frozenset(["demonym"])


@dataclass
class Character:
    """Somebody the article speaks of. nouns: roles told of him. nations: codes of the states whose he is. events: in text order."""

    entity: Entity
    gender: str | None = None
    plural: bool | None = None
    nouns: set[str] = field(default_factory=set)
    nations: set[str] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    principal: Entity | None = None

    @property
    def person(self) -> bool:
        """Whether it is a person."""
        return self.entity.kind == "person"


@dataclass(frozen=True, slots=True)
class Event:
    """One place where the article speaks of a character. number: of the sentence. source: whether as a speaker;
    subject: whether it opens its sentence; quoted: inside a content."""

    start: int
    number: int
    source: bool
    subject: bool
    quoted: bool


@dataclass(frozen=True, slots=True)
class Question:
    """Whom a mention points at. kind: pronoun class, described, body, sourceless, document, both, owner. one: the attribution, None for an owner."""

    kind: str
    start: int
    mention: Mention
    one: Attribution | None


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """Weights of the antecedent ranker: class of mention → feature → weight. Fitted by `benchmarks/antecedents.py` on the training articles."""
    return packaged("antecedents.yaml")


class Scene:
    """What is the same for all candidates of one question."""

    def __init__(self, cast: Cast, question: Question) -> None:
        self.cast, self.question = cast, question
        self.here = cast.sentence(question.start)

    @cached_property
    def latest(self) -> Character | None:
        """Who spoke last before the mention."""
        return self._last([(e.start, c) for c in self.cast.characters.values() for e in c.events if e.source and e.start < self.question.start])

    @cached_property
    def person(self) -> Character | None:
        """Which person is named last before the mention."""
        return self._last([(e.start, c) for c in self.cast.characters.values() if c.person for e in c.events if e.start < self.question.start])

    @staticmethod
    def _last(told: Sequence[tuple[int, Character]]) -> Character | None:
        return max(told, key=lambda pair: pair[0])[1] if told else None

    @cached_property
    def following(self) -> int | None:
        """Where the next source after the mention stands."""
        return min((e.start for c in self.cast.characters.values() for e in c.events if e.source and e.start > self.question.start), default=None)

    @cached_property
    def shape(self) -> str:
        """What kind of phrase is asked about: determiner, role or thing, and whether its noun was told of somebody."""
        mention, words = self.question.mention, self.cast.vocabulary
        if mention.noun is None:
            return f"{mention.determiner}"
        role = "role" if words.among("roles", mention.noun) else "kin" if mention.noun in words.words["kin"] else "thing"
        told = any(mention.noun in c.nouns for c in self.cast.characters.values())
        return f"{mention.determiner} {role} {'told' if told else 'new'} {'plural' if mention.plural else 'one'}"

    @cached_property
    def nation(self) -> str | None:
        """The state whose nationality a phrase tells."""
        source = self.question.one.source if self.question.one is not None else None
        if source is None:
            return None
        told = self.cast.inside(source.start, source.end, DEMONYM)
        return told.state if told is not None else None


def features(scene: Scene, character: Character | None) -> dict[str, float]:
    """What speaks for and against a candidate, by name; None is nobody. Those that are 0 are left out."""
    if character is None:
        return _nobody(scene)
    mention = scene.question.mention
    if not character.events:
        return {"itself": 1.0, "itself long": float(" " in character.entity.name), f"itself {scene.shape}": 1.0, f"itself plural {mention.plural}": 1.0}
    out = {**_place(scene, character), **_standing(scene, character), **_agreement(scene, character), **_description(scene, character)}
    return {name: value for name, value in out.items() if value}


def _nobody(scene: Scene) -> dict[str, float]:
    one, mention = scene.question.one, scene.question.mention
    out = {"nobody": 1.0}
    if one is not None:
        out |= {f"nobody {one.form}": 1.0, "nobody cue": float(bool(one.cue)), f"nobody {one.block}": 1.0, "nobody within": float(one.within is not None)}
        out |= {f"nobody det {mention.determiner}": 1.0, f"nobody {scene.shape}": 1.0}
    return out


def _place(scene: Scene, character: Character) -> dict[str, float]:
    """Where the article spoke of him before, or first speaks of him after."""
    here, start = scene.here, scene.question.start
    before = [e for e in character.events if e.start < start]
    if not before:
        away = min(e.number for e in character.events) - here
        return {"after": 1.0, "after far": math.log1p(max(away, 0))}
    last = max(before, key=lambda e: e.start)
    away = here - last.number
    return {
        f"away {min(away, FARTHEST)}": 1.0,
        "far": math.log1p(away),
        "adjacent": float(start - last.start < ADJACENT),
        "source": float(last.source),
        "subject": float(last.subject),
        "quoted": float(last.quoted),
        "subject before": float(any(e.subject and e.number == here - 1 for e in before)),
        "subject same": float(any(e.subject and e.number == here for e in before)),
        "source near": float(any(e.source and here - e.number <= 1 for e in before)),
        "sources": math.log1p(sum(e.source for e in before)),
    }


def _standing(scene: Scene, character: Character) -> dict[str, float]:
    """How he stands in the article, towards the saying asked about, and towards the one that holds it."""
    one, cast, kind = scene.question.one, scene.cast, scene.question.kind
    out = {
        "often": math.log1p(len(character.events)),
        "latest": float(scene.latest is character),
        "latest person": float(scene.person is character),
        "evidence": float(character.person and bool(character.nouns or character.gender)),
        "named only": float(character.person and not character.nouns and not any(e.source for e in character.events)),
    }
    if one is None:
        return out
    if scene.following is not None and any(e.source and e.start == scene.following for e in character.events):
        out[f"next source {min(cast.sentence(scene.following) - scene.here, FARTHEST - 1)}"] = 1.0
    within = cast.resolved.get(one.within or "")
    mine = within is not None and character.entity in within.entities
    inside = [e for e in character.events if any(s.start <= e.start < s.end for s in one.content)]
    out |= {"holder": float(mine), "holder " + kind: float(mine), "holder's principal": float(within is not None and within.principal == character.entity)}
    return out | {"in own content": float(bool(inside) and len(inside) == len(character.events))}


def _agreement(scene: Scene, character: Character) -> dict[str, float]:
    """Kind, gender, number, nationality."""
    mention, gender = scene.question.mention, scene.question.mention.gender
    out = {f"kind {'person' if character.person else character.entity.kind}": 1.0}
    if gender in ("m", "f") and character.gender in ("m", "f"):
        out["gender same" if gender == character.gender else "gender other"] = 1.0
    elif gender in ("m", "f") and character.person:
        out[f"{gender} {folded(character.entity.name.split()[0])[-1]}"] = 1.0
    if gender in ("m", "f") and not character.person:
        out["not a person " + scene.cast.article.lang] = 1.0
    if gender == "n":
        out["a person" if character.person else "a thing"] = 1.0
    if mention.plural is not None:
        out["number same" if bool(character.plural) == mention.plural else "number other"] = 1.0
    if scene.nation:
        out["nation same" if scene.nation in character.nations else "nation other" if character.nations else "nation unknown"] = 1.0
    return out


def _description(scene: Scene, character: Character) -> dict[str, float]:
    """Whether the noun of a description was told of him."""
    mention, words = scene.question.mention, scene.cast.vocabulary
    if not mention.noun:
        return {}
    told = mention.noun in {form for noun in character.nouns for form in (noun, *_forms(noun))}
    role, body = words.among("roles", mention.noun), words.noun_gender.get(mention.noun)
    who = "person" if character.person else "other"
    out = {
        "noun told": float(told),
        f"told {told} {scene.shape} {'person' if character.person else character.entity.kind}": 1.0,
        f"told {told} latest person {mention.determiner}": float(scene.person is character),
        "noun in name": float(mention.noun in folded(character.entity.name).replace("'", " ").split()),
        "no nouns": float(not character.nouns),
        f"{'role' if role else 'thing'} for {who}": 1.0,
    }
    if role and body in ("m", "f") and character.gender in ("m", "f"):
        out["noun gender same" if body == character.gender else "noun gender other"] = 1.0
    return out


def _forms(noun: str) -> Iterable[str]:
    """The noun in the other gender, where its ending may have one."""
    for ending, plain in FEMININE:
        if noun.endswith(ending):
            yield noun[: -len(ending)] + plain
        if noun.endswith(plain):
            yield (noun[: -len(plain)] if plain else noun) + ending


# Sentences back from which distance makes no difference; code points within which a name touches a mention ("X, qui").
FARTHEST, ADJACENT = 4, 40
