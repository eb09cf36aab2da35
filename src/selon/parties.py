"""Who an event's actor and recipient are: the words that name them → states, bodies, persons, groups.

A minister's, an ambassador's or a spokesman's act is that of his state or body, troops and embassies are their state's. What the words do not tell stays as described.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from .bodies import Bodies, plain
from .knowledge import Knowledge
from .mentions import Mention, folded
from .model import Attribution, Entity, Span, Why
from .resolve import EARLY, STATES, Cast, Known, Resolution, pair_nouns
from .roles import BEFORE, Roles

# Kinds of entity that act for nobody else.
FINAL = frozenset(["state", "organisation", "outlet", "platform"])


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


class Parties:
    """Resolves the actors and recipients of one article. when: day or stretch of the publication, or None."""

    def __init__(self, cast: Cast, found: Sequence[Attribution], knowledge: Knowledge, when: str | tuple[str, str] | None) -> None:
        self.cast = cast
        self.bodies = Bodies(cast, knowledge)
        self.roles = Roles(self.bodies, when)
        self.lists = self.bodies.lists
        self.sources = [(one.source.start, one.source.end, cast.resolved[one.id]) for one in found if one.source is not None and one.id in cast.resolved]
        self._figures: dict[str, Figure] = {}
        self._ranks: dict[str, int] = {}
        self._gather(found)

    # Those who may act

    def _gather(self, found: Sequence[Attribution]) -> None:
        """Everybody the article names, raised to the one he acts for."""
        regions = {start for start, _ in self.bodies.regions}
        for start, region in self.bodies.regions:
            self.spoken(region, start)
        for k in self.cast.known:
            if k.kind in STATES and k.state is not None and k.start not in regions and not self._describes(k):
                self.spoken(self.cast.entity("state", k.label, k.state), k.start)
            elif k.kind in FINAL and k.kind not in STATES and k.kind != "organisation":
                self.spoken(self.cast.entity(k.kind, k.label, k.id), k.start)
        for body in self.bodies.all:
            self.spoken(self.bodies.entity(body), body.start)
        for name in self.cast.reader.names:
            full = self.cast.full.get(name.start, name)
            if not name.organisation and (len(full.words) > 1 or name.title):
                self.spoken(self._for(self.cast.person(full), None, None, None)[0], name.start)
        for one in found:
            for entity in self.acting(one).entities:
                self.spoken(entity, (one.source or one.why.anchor).start, source=True)
        for figure in self._figures.values():
            figure.starts.sort()
        order = sorted(self._figures, key=lambda key: (-len(self._figures[key].starts), self._figures[key].starts[0]))
        self._ranks = {key: at for at, key in enumerate(order)}

    def _describes(self, known: Known) -> bool:
        """Whether a state's name or a nationality only describes a group or a person who does not act for it: "Polish farmers", "Haiti gang chief"."""
        words, row = self.cast.vocabulary, self.cast.reader.tokens
        at = bisect_left(self.cast.reader.starts, known.start)
        ahead = bisect_left(self.cast.reader.starts, known.end)
        if known.kind != "demonym" and not words.modifiers_first:
            return False
        near = row[ahead : ahead + 1] if words.modifiers_first else row[max(at - 1, 0) : at]
        roled = any(words.among("roles", token.fold) and not token.capital for token in near)
        return roled and not any(self.roles.is_role(token.fold) or self.lists.among("hands", token.fold) for token in near)

    def spoken(self, entity: Entity, start: int, source: bool = False) -> None:
        """Keep that an entity is spoken of at a place."""
        figure = self._figures.setdefault(_key(entity), Figure(entity))
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
        return self._ranks.get(_key(figure.entity), len(self._ranks))

    def _same(self, party: Party) -> Party:
        """Those of an answer as the article's figures: one whose name differs by its number alone is one of them."""
        return replace(party, entities=tuple(dict.fromkeys(self._figures[_key(e)].entity if _key(e) in self._figures else e for e in party.entities)))

    # Spans

    def of(self, span: Span) -> Party:
        """Who a span means, raised to the one he acts for. A preposition before is left out."""
        return self._same(self._of(span))

    def _of(self, span: Span) -> Party:
        span = self._widened(self._bare(span))
        region = next((one for start, one in self.bodies.regions if start >= span.start and start + len(one.name) >= span.end > start and self._opener(span, start)), None)
        if region is not None:
            return Party((region,), "region", f"“{span.text}” is {region.name}", 0.9)
        whole = self.cast.inside(span.start, span.end, STATES)
        if whole is not None and whole.end == span.end and self._opener(span, whole.start):
            state = self.bodies.state(whole)
            return Party((state,), "known-" + whole.kind, f"“{self.cast.article.text[whole.start : whole.end]}” is {state.name}", 0.95) if state else Party((), "unnamed", "", 0.9)
        short = self.bodies.short(span)
        if short is not None:
            return Party((short,), "known-state", f"“{span.text}” is {short.name}", 0.85)
        body = self.bodies.exact(span)
        if body is not None:
            return Party((body,), "body", f"“{span.text}” is {body.name}", 0.9)
        mention = self.cast.reader.mention(span)
        told = self._own(span, mention, False)
        if told is not None:
            return Party((told,), "told", f"“{span.text}” acts for {told.name}", 0.85)
        said = next((answer for start, end, answer in self.sources if start < span.end and span.start < end and answer.entities), None)
        answer = said or self.cast.speaker(_asked(span, self.cast.article.block_at(span.start).kind))
        if not answer.entities and mention.pronoun is None:
            answer = self._described(span, mention)
        if all(entity.kind in ("group", "office") for entity in answer.entities) and (told := self._own(span, mention, True)) is not None:
            return Party((told,), "told", f"“{span.text}” acts for {told.name}", 0.7)
        if mention.noun is not None and mention.noun in pair_nouns(self.cast.article.lang)["sides"] and self.cast._paired(span, mention) and len(answer.entities) < 2:
            two = sorted((figure for figure in self._figures.values() if figure.entity.kind != "person"), key=lambda one: -len(one.starts))[:2]
            return Party(tuple(one.entity for one in two), "pair", f"“{span.text}”: the two of whom the article speaks most", 0.5)
        return self.raised(answer, span, mention)

    def _bare(self, span: Span) -> Span:
        """A span without the prepositions that lead to it."""
        words = self.cast.vocabulary.words
        row = self.cast.reader.under(span.start, span.end)
        while len(row) > 1 and (row[0].fold in words["of"] | words["other_prepositions"] or row[0].text in "'’"):
            row = row[1:]
        many = next((k for k, token in enumerate(row[:3]) if self.lists.among("quantities", token.fold)), None)
        if many is not None and many + 2 < len(row) and row[many + 1].fold in self.lists.belonging:
            row = row[many + 2 :]
        return self.cast.article.span(row[0].start, span.end) if row else span

    def _widened(self, span: Span) -> Span:
        """A span that cuts a name, or holds but what leads to one, with the whole name."""
        words, tokens = self.cast.vocabulary, self.cast.reader.tokens
        row = self.cast.reader.under(span.start, span.end)
        start, end = span.start, span.end
        for name in self.cast.reader.names:
            if name.start < end and start < name.end and len(name.words) > 1:
                start, end = min(start, name.start), max(end, name.end)
        ahead = bisect_left(self.cast.reader.starts, end)
        if row and ahead < len(tokens) and end == span.end and all(t.fold in words.determiners or t.fold in words.words["titles"] or t.text == "." for t in row):
            end = self._named_from(tokens[ahead].start) or end
        if row and ahead < len(tokens) and end == span.end and row[-1].fold in self.lists.belonging:
            end = self._named_from(tokens[ahead].start) or tokens[ahead].end
        return self.cast.article.span(start, end) if (start, end) != (span.start, span.end) else span

    def _named_from(self, start: int) -> int | None:
        """Where the name ends that begins at a place, or None."""
        name = next((n for n in self.cast.reader.names_in(start, start + BEFORE)), None)
        known = self.cast.by_start.get(start)
        return name.end if name is not None and name.start == start else known.end if known else None

    def _opener(self, span: Span, start: int) -> bool:
        """Whether what stands in a span before a place is but words that open a sentence: "Or Kaboul"."""
        before = self.cast.reader.under(span.start, start)
        return all(token.fold in self.cast.vocabulary.words["openers"] or token.fold in self.cast.vocabulary.determiners for token in before)

    def acting(self, one: Attribution) -> Party:
        """Who does what an attribution without source says."""
        answer = self.cast.resolved.get(one.id, Resolution((), "unnamed", "nobody is named", 0.5))
        return self._same(self.raised(answer, None, None))

    def _own(self, span: Span, mention: Mention, default: bool) -> Entity | None:
        """The state or body that a span without a person's name tells by itself: "the Ghanaian minister", "ECOWAS leaders"; None when it does not.

        default: whether it may be the one of which such an office is when nothing is told.
        """
        if mention.kind not in ("described", "unnamed", "name") or (mention.kind == "name" and not self._impersonal(mention)):
            return None
        row = self.bodies.phrase(self.cast.reader.under(span.start, span.end))
        roles = [at for at, token in enumerate(row) if self.roles.is_role(token.fold)]
        at = next((k for k in (reversed(roles) if self.cast.vocabulary.modifiers_first else roles) if row[k].fold == mention.noun or len(roles) == 1), None)
        if at is not None and not mention.plural:
            return None if self.roles.past(row, at) else self.roles.of_role(row, at, default)
        if mention.noun is None:
            return None
        if mention.plural and self.lists.among("members", mention.noun):
            return self.bodies.organisation(row)
        if self.lists.among("managers", mention.noun):
            return self.bodies.organisation(row) or (self.bodies.main(span.start) if default and len(row) < 3 else None)
        return None

    def _impersonal(self, mention: Mention) -> bool:
        """Whether the name of a mention is that of a body, not of a person."""
        return mention.name is not None and (mention.name.organisation or mention.name.words[0] in self.bodies.firms)

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
            return self.bodies.renamed(entity), ""
        if principal is not None and principal != entity:
            if self.lists.among("organs", folded(principal.name)) and span is not None and (state := self.bodies.nearest(span.start)) is not None:
                return state, f"{entity.name} speaks for {principal.name}"
            return self._for(principal, None, None, None)[0], f"{entity.name} speaks for {principal.name}"
        if entity.kind == "person":
            last = entity.name.split()[-1]
            if folded(last) in self.bodies.firms:
                return self.cast.entity("organisation", last), ""
            whom = self.roles.office(entity)
            return (whom, f"{entity.name} acts for {whom.name}") if whom else (entity, "")
        if span is not None and mention is not None and (state := self._hand(span, mention)):
            return state, f"“{span.text}” is what {state.name} acts by"
        if span is not None and mention is not None and mention.determiner == "possessive" and entity.kind == "institution" and (owner := self._possessed(span, mention)):
            return owner, f"“{span.text}” is a part of {owner.name}"
        return self.bodies.part(entity, span.start if span else None)

    def _hand(self, span: Span, mention: Mention) -> Entity | None:
        """The state that acts by its troops, its embassy, its officials."""
        if not self.lists.among("hands", mention.noun):
            return None
        first, last = mention.phrase or (span.start, span.end)
        nation = self.cast.inside(min(first, span.start), max(last, span.end), STATES)
        return self.bodies.state(nation) if nation else None

    def _possessed(self, span: Span, mention: Mention) -> Entity | None:
        """The state whose "its ministry" is."""
        if not self.lists.among("hands", mention.noun):
            return None
        owner = self.roles.owner(self.cast.reader.under(span.start, span.end)[0])
        return owner if owner is not None and owner.kind == "state" else None


def _key(entity: Entity) -> str:
    """By what two names are of one figure: their words without case and accents and, for proper names of bodies, number."""
    proper = entity.kind in ("organisation", "institution") and not entity.name[:1].islower()
    return " ".join(plain(entity.name)) if proper else folded(entity.name)


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
