"""Who an event's actor and recipient are: the words that name them → states, bodies, persons, groups.

A minister's, an ambassador's or a spokesman's act is that of his state or body, troops and embassies are their state's. What the words do not tell stays as described.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from .knowledge import Knowledge
from .language import resource
from .mentions import Mention, folded, singulars
from .model import Attribution, Entity, Span, Why
from .resolve import EARLY, STATES, Cast, Known, Resolution

# Kinds of entity that act for nobody else.
OFFICE = frozenset(["office"])
FINAL = frozenset(["state", "organisation", "outlet", "platform"])
# Offices of `knowledge/` whose holder acts for what they are of.
FOR_STATE = frozenset(["head of state", "head of government", "foreign minister"])
# Code points before and behind a name in which the phrase of his office stands.
BEFORE, BEHIND = 90, 90
# Sentences before a minister's name in which the state is told whose minister he is.
NEAR = 2


@dataclass(frozen=True, slots=True)
class Party:
    """Who is meant by one span. entities: none when nobody is; reason in words, with the rule and its score."""

    entities: tuple[Entity, ...]
    rule: str
    reason: str
    score: float


@dataclass
class Figure:
    """A state, body, person or group that may act in one article. starts: where it is spoken of, in text order; sources: where it speaks; heading: whether in a heading."""

    entity: Entity
    starts: list[int] = field(default_factory=list)
    sources: list[int] = field(default_factory=list)
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Lists:
    """Words of `lang/*/parties.yaml`, folded."""

    for_state: frozenset[str]
    for_body: frozenset[str]
    hands: frozenset[str]
    of_home: frozenset[str]

    def among(self, name: str, word: str | None) -> bool:
        """Whether a folded word or its singular is in a list."""
        return word is not None and any(form in getattr(self, name) for form in singulars(word))


@cache
def lists(code: str) -> Lists:
    """The lists of a language."""
    told = resource(code, "parties.yaml")
    return Lists(*(frozenset(folded(word) for word in told[name]) for name in Lists.__slots__))


class Parties:
    """Resolves the actors and recipients of one article. when: day or stretch of the publication, or None."""

    def __init__(self, cast: Cast, found: Sequence[Attribution], knowledge: Knowledge, when: str | tuple[str, str] | None) -> None:
        self.cast, self.knowledge, self.when = cast, knowledge, when
        self.lists = lists(cast.article.lang)
        self.sources = [(one.source.start, one.source.end, cast.resolved[one.id]) for one in found if one.source is not None and one.id in cast.resolved]
        self.home = self._home()
        self.offices: dict[str, Entity | None] = {}
        self._figures: dict[str, Figure] = {}
        self._ranks: dict[str, int] = {}
        self._gather(found)

    def _home(self) -> Known | None:
        """The state that the article speaks of most: whose "the minister" is when nothing else is told."""
        count = Counter(k.state for k in self.cast.known if k.state is not None and k.kind in STATES)
        code = count.most_common(1)[0][0] if count else None
        return next((k for k in self.cast.known if k.state == code and k.kind in STATES), None) if code else None

    # Those who may act

    def _gather(self, found: Sequence[Attribution]) -> None:
        """Everybody the article names, raised to the one he acts for."""
        for k in self.cast.known:
            if k.kind in STATES and k.state is not None:
                self.spoken(self.cast.entity("state", k.label, k.state), k.start)
            elif k.kind in FINAL:
                self.spoken(self.cast.entity(k.kind, k.label, k.id), k.start)
        for name in self.cast.reader.names:
            if name.organisation and name.start not in self.cast.by_start:
                self.spoken(self.cast.entity("organisation", " ".join(name.text.split())), name.start)
            elif not name.organisation and (len(self.cast.full.get(name.start, name).words) > 1 or name.title):
                self.spoken(self._for(self.cast.person(self.cast.full.get(name.start, name)), None, None, None)[0], name.start)
        for one in found:
            for entity in self.acting(one).entities:
                self.spoken(entity, (one.source or one.why.anchor).start, source=True)
        for figure in self._figures.values():
            figure.starts.sort()
        order = sorted(self._figures, key=lambda key: (-len(self._figures[key].starts), self._figures[key].starts[0]))
        self._ranks = {key: at for at, key in enumerate(order)}

    def spoken(self, entity: Entity, start: int, source: bool = False) -> None:
        """Keep that an entity is spoken of at a place."""
        figure = self._figures.setdefault(folded(entity.name), Figure(entity))
        if start not in figure.starts:
            figure.starts.append(start)
        figure.sources += [start] if source else []
        figure.heading = figure.heading or self.cast.article.block_at(start).kind in EARLY

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All who may act."""
        return tuple(self._figures.values())

    def rank(self, figure: Figure) -> int:
        """Its place among all by how often they are spoken of, from 0; one that only an event's words name comes last."""
        return self._ranks.get(folded(figure.entity.name), len(self._ranks))

    # Spans

    def of(self, span: Span) -> Party:
        """Who a span means, raised to the one he acts for. A preposition before is left out."""
        span = self._bare(span)
        whole = self.cast.inside(span.start, span.end, STATES)
        if whole is not None and whole.end == span.end and self._opener(span, whole.start):
            state = self._state(whole)
            return Party((state,), "known-" + whole.kind, f"“{self.cast.article.text[whole.start : whole.end]}” is {state.name}", 0.95) if state else Party((), "unnamed", "", 0.9)
        said = next((answer for start, end, answer in self.sources if start < span.end and span.start < end and answer.entities), None)
        answer = said or self.cast.speaker(_asked(span, self.cast.article.block_at(span.start).kind))
        mention = self.cast.reader.mention(span)
        if not answer.entities and mention.pronoun is None:
            answer = self._described(span, mention)
        return self.raised(answer, span, mention)

    def _bare(self, span: Span) -> Span:
        """A span without the prepositions that lead to it."""
        words = self.cast.vocabulary.words
        row = self.cast.reader.under(span.start, span.end)
        while len(row) > 1 and (row[0].fold in words["of"] | words["other_prepositions"] or row[0].text in "'’"):
            row = row[1:]
        return self.cast.article.span(row[0].start, span.end) if row else span

    def _opener(self, span: Span, start: int) -> bool:
        """Whether what stands in a span before a place is but words that open a sentence: "Or Kaboul"."""
        before = self.cast.reader.under(span.start, start)
        return all(token.fold in self.cast.vocabulary.words["openers"] or token.fold in self.cast.vocabulary.determiners for token in before)

    def acting(self, one: Attribution) -> Party:
        """Who does what an attribution without source says."""
        answer = self.cast.resolved.get(one.id, Resolution((), "unnamed", "nobody is named", 0.5))
        return self.raised(answer, None, None)

    def _described(self, span: Span, mention: Mention) -> Resolution:
        """What names nobody is kept as described, without its determiner."""
        first, last = mention.phrase or (span.start, span.end)
        text = " ".join(self.cast.article.text[first:last].split())
        return Resolution((self.cast.entity("group", text),), "described", f"as described: {text}", 0.6) if text else Resolution((), "unnamed", "the words name nobody", 0.9)

    def raised(self, answer: Resolution, span: Span | None, mention: Mention | None) -> Party:
        """The ones for whom those of an answer act."""
        out, reasons = [], [answer.reason]
        for entity in answer.entities:
            whom, reason = self._for(entity, answer.principal, span, mention)
            out.append(whom)
            reasons += [reason] if reason else []
        return Party(tuple(dict.fromkeys(out)), answer.rule, "; ".join(reasons), answer.score)

    def _for(self, entity: Entity, principal: Entity | None, span: Span | None, mention: Mention | None) -> tuple[Entity, str]:
        if entity.kind in FINAL:
            return entity, ""
        if principal is not None and principal != entity:
            return self._for(principal, None, None, None)[0], f"{entity.name} speaks for {principal.name}"
        if entity.kind == "person":
            whom = self._office(entity)
            return (whom, f"{entity.name} acts for {whom.name}") if whom else (entity, "")
        if span is not None and mention is not None and (state := self._hand(span, mention)):
            return state, f"“{span.text}” is what {state.name} acts by"
        return self._body(entity)

    def _hand(self, span: Span, mention: Mention) -> Entity | None:
        """The state that acts by its troops, its embassy, its officials."""
        if not self.lists.among("hands", mention.noun):
            return None
        first, last = mention.phrase or (span.start, span.end)
        nation = self.cast.inside(min(first, span.start), max(last, span.end), STATES)
        return self._state(nation) if nation else None

    def _body(self, entity: Entity) -> tuple[Entity, str]:
        """A government, a ministry, an embassy is its state."""
        if entity.kind not in ("institution", "group", "office"):
            return entity, ""
        words = [folded(word) for word in entity.name.replace("’", "'").replace("'", " ").split()]
        known = self.cast.vocabulary.words
        part = any(word in known["ministry"] or word in known["governments"] for word in words)
        if not part and not any(self.lists.among("hands", word) for word in words):
            return entity, ""
        nation = next(
            (k for k in self.cast.known if k.kind in STATES and (folded(k.label) in folded(entity.name) or folded(self.cast.article.text[k.start : k.end]) in words)), None
        )
        state = self._state(nation or (self.home if part else None))
        return (state, f"{entity.name} is a part of {state.name}") if state else (entity, "")

    def _state(self, known: Known | None) -> Entity | None:
        if known is None or known.state is None or known.state not in self.knowledge.states:
            return None
        return self.cast.entity("state", self.knowledge.state(known.state).name(self.cast.article.lang), known.state)

    def _office(self, person: Entity) -> Entity | None:
        """The state or body for which a person acts, by his office: known, or told beside his name."""
        if person.id not in self.offices:
            self.offices[person.id] = self._known_office(person) or self._told_office(person)
        return self.offices[person.id]

    def _known_office(self, person: Entity) -> Entity | None:
        if self.when is None or person.id not in self.knowledge.people:
            return None
        term = next((one for one in self.knowledge.offices(person.id, self.when) if one.office in FOR_STATE and one.of in self.knowledge.states), None)
        return self.cast.entity("state", self.knowledge.state(term.of).name(self.cast.article.lang), term.of) if term else None

    def _told_office(self, person: Entity) -> Entity | None:
        """By the phrases around each place where he is named, and by what the article calls him."""
        names = [n for n in self.cast.reader.names if not n.organisation and folded(self.cast.person(self.cast.full.get(n.start, n)).name) == folded(person.name)]
        for name in names:
            for phrase in self._phrases(name.start, name.end):
                whom = self._told(phrase)
                if whom is not None:
                    return whom
        character = self.cast.characters.get(folded(person.name))
        if character is None or not any(self.lists.among("for_state", noun) for noun in character.nouns):
            return None
        nation = next((k for k in self.cast.known if k.state in character.nations), None)
        minister = any(self.lists.among("of_home", noun) for noun in character.nouns)
        return self._state(nation or (self._nearest(names[0].start) if minister and names else None))

    def _nearest(self, start: int) -> Known | None:
        """The state spoken of last before a name, in the sentences just before it; else the one that the article speaks of most."""
        here = self.cast.sentence(start)
        near = [k for k in self.cast.known if k.kind in STATES and k.state and k.start < start and here - self.cast.sentence(k.start) <= NEAR]
        return near[-1] if near else self.home

    def _phrases(self, start: int, end: int) -> list[Span]:
        """What stands before a name back to the edge of its clause, and the apposition behind it."""
        row, text = self.cast.reader.tokens, self.cast.article.text
        at = bisect_left(self.cast.reader.starts, start)
        first = at
        while first and start - row[first - 1].start <= BEFORE and row[first - 1].text not in '.;:!?«»“”"()' and "\n" not in text[row[first - 1].end : row[first].start]:
            first -= 1
            if row[first].opens:
                break
        out = [self.cast.article.span(row[first].start, start)] if first < at else []
        ahead = bisect_left(self.cast.reader.starts, end)
        if ahead < len(row) and (row[ahead].text == "," or row[ahead].fold in self.cast.vocabulary.words["of"]):
            last = ahead + 1
            while last < len(row) and row[last].end - end <= BEHIND and row[last].text not in ',.;:!?«»“”"()' and not row[last].opens:
                last += 1
            begun = row[ahead].start if row[ahead].text != "," else row[min(ahead + 1, last - 1)].start
            out += [self.cast.article.span(begun, row[last - 1].end)] if last > ahead + 1 else []
        return out

    def _told(self, phrase: Span) -> Entity | None:
        """The state or body of which a phrase tells an office."""
        row = self.cast.reader.under(phrase.start, phrase.end)
        roles = [t for t in row if self.lists.among("for_state", t.fold) or self.lists.among("for_body", t.fold)]
        lead = self.cast.vocabulary.words["of"]
        if not roles and row and row[0].fold in lead:
            return self._organisation(row[0].end, phrase.end)
        for role in reversed(roles):
            near = self.cast.article.span(max(phrase.start, role.start - BEFORE // 2), phrase.end)
            nation = self.cast.inside(near.start, near.end, STATES | OFFICE) if self.lists.among("for_state", role.fold) else None
            body = self._organisation(near.start, near.end) if self.lists.among("for_body", role.fold) else None
            body = body or (self._led(self.cast.article.span(role.start, phrase.end)) if self.lists.among("for_body", role.fold) else None)
            if body is not None:
                return body
            if nation is not None:
                return self._state(nation)
        return None

    def _led(self, phrase: Span) -> Entity | None:
        """The body that a role leads, told by a common noun: "présidente du comité de défense"."""
        of = self.cast.reader.mention(phrase).of
        part = self.cast.reader.mention(self.cast.article.span(*of)) if of else None
        if of is None or part is None or part.noun not in self.cast.vocabulary.words["bodies"]:
            return None
        return self._body(self.cast._meant(*of))[0]

    def _organisation(self, start: int, end: int) -> Entity | None:
        """The first body that stands in a stretch: one that knowledge has, a proper name of a body."""
        known = self.cast.inside(start, end, frozenset(["organisation"]))
        if known is not None:
            return self.cast.entity("organisation", known.label, known.id)
        name = next((n for n in self.cast.reader.names_in(start, end) if n.organisation), None)
        return self.cast.entity("organisation", " ".join(name.text.split())) if name else None


def _asked(span: Span, block: str) -> Attribution:
    """A span as the source of a saying that is none, so that it is resolved as a source is."""
    return Attribution(
        id="",
        source=span,
        cue=(),
        content=(span,),
        medium=(),
        addressee=(),
        relay=(),
        place=(),
        time=(),
        form="indirect",
        said="said",
        act="state",
        within=None,
        block=block,
        confidence=1.0,
        why=Why(span, (), ()),
    )
