"""Whose a role is: "the union's secretary", "le ministre moldave", "Gov. Boyle" → the state, region or body for which its holder acts."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from .bodies import NEAR, OFFICE, OFTEN, Bodies, seats
from .mentions import Name, Token, folded
from .model import Entity, Span
from .resolve import STATES, Known

# Offices of `knowledge/` whose holder acts for what they are of.
FOR_STATE = frozenset(["head of state", "head of government", "foreign minister"])
# Code points before and behind a name in which the phrase of his office stands.
BEFORE, BEHIND = 90, 90
# Words before and behind a role in which another says that it is held no more.
PAST = 3


class Roles:
    """The offices of one article. when: day or stretch of the publication, or None."""

    def __init__(self, bodies: Bodies, when: str | tuple[str, str] | None) -> None:
        self.bodies, self.when = bodies, when
        self.cast, self.knowledge, self.lists = bodies.cast, bodies.knowledge, bodies.lists
        self.seats = seats(self.cast.article.lang)
        self.persons = self._persons()
        self.offices: dict[str, Entity | None] = {}

    def is_role(self, word: str) -> bool:
        """Whether a folded word is a role that acts for a state or a body."""
        return self.lists.among("for_state", word) or self.lists.among("for_body", word) or word in self.seats

    def past(self, row: Sequence[Token], at: int) -> bool:
        """Whether a role is one that its holder has no more or not yet: "former minister", "président désigné"."""
        return any(token.fold in self.lists.past for token in row[max(at - PAST, 0) : at + PAST])

    def _titles(self, row: Sequence[Token], at: int) -> bool:
        """Whether a role in what stands before a name is that of the one named: a comma parts them at the name or at its titles alone, and no verb stands between."""
        words, between = self.cast.vocabulary, list(row[at + 1 :])
        while between and (between[-1].text == "." or between[-1].fold in words.determiners or between[-1].fold in words.words["titles"] or words.among("roles", between[-1].fold)):
            between.pop()
        apposed = bool(between) and between[-1].text == ","
        between = between[:-1] if apposed else between
        led = words.words["of"] | words.words["other_prepositions"] | words.determiners.keys()
        if any(token.text in ",(" or token.fold in words.words["relative_opening"] or (token.fold in words.pronouns and token.fold not in led) for token in between):
            return False
        return apposed or not between or self._titled(between[-1]) or (len(between) > 1 and between[-2].fold in led)

    def _titled(self, token: Token) -> bool:
        """Whether a word may stand between a role and the name of its holder."""
        words = self.cast.vocabulary
        known = self.bodies.over.get(token.start)
        return token.capital or token.text == "." or self.is_role(token.fold) or token.fold in words.words["titles"] or words.among("roles", token.fold) or known is not None

    def _chambered(self, row: Sequence[Token], at: int) -> bool:
        """Whether a role is one in a parliament or an opposition: its holder acts for himself."""
        stop = next((k for k in range(at + 1, len(row)) if row[k].text in ",;:()–—"), len(row))
        return any(self.lists.among("chambers", token.fold) for token in row[self._begins(row, at) : stop])

    def office(self, person: Entity) -> Entity | None:
        """The state or body for which a person acts, by his office: known, or told beside his name."""
        if person.id not in self.offices:
            self.offices[person.id] = None
            self.offices[person.id] = self._known_office(person) or self._told_office(person)
        return self.offices[person.id]

    def _known_office(self, person: Entity) -> Entity | None:
        if self.when is None or person.id not in self.knowledge.people:
            return None
        term = next((one for one in self.knowledge.offices(person.id, self.when) if one.office in FOR_STATE and one.of in self.knowledge.states), None)
        return self.bodies.of_code(term.of) if term else None

    def _told_office(self, person: Entity) -> Entity | None:
        """By the phrases around each place where he is named, and by what the article calls him."""
        names = self.persons.get(folded(person.name), [])
        for name in names:
            for phrase in self._phrases(name.start, name.end):
                row = self.cast.reader.under(phrase.start, phrase.end)
                roles = [at for at, token in enumerate(row) if self.is_role(token.fold) and (phrase.start >= name.end or self._titles(row, at))]
                if any(self.past(row, at) for at in roles):
                    return None
                for at in reversed(roles):
                    if self._chambered(row, at):
                        return None
                    whom = self.of_role(row, at, True)
                    if whom is not None:
                        return whom
                if not roles and row and row[0].fold in self.lists.belonging and (body := self.bodies.organisation(row[1:])) is not None:
                    return body
        character = self.cast.characters.get(folded(person.name))
        if character is None or not names or not any(self.lists.among("for_state", noun) for noun in character.nouns):
            return None
        nation = next((k for k in self.cast.known if k.state in character.nations), None)
        home = any(self.lists.among("of_home", noun) for noun in character.nouns)
        return self.bodies.state(nation) if nation else self.bodies.nearest(names[0].start) if home else None

    def _phrases(self, start: int, end: int) -> list[Span]:
        """What stands before a name back to the edge of its clause, and the apposition behind it."""
        row, text = self.cast.reader.tokens, self.cast.article.text
        titles = self.cast.vocabulary.words["titles"]
        at = bisect_left(self.cast.reader.starts, start)
        first = at
        while first and start - row[first - 1].start <= BEFORE and "\n" not in text[row[first - 1].end : row[first].start]:
            before = row[first - 1]
            if before.text in '.;:!?«»“”"()' and not (before.text == "." and first > 1 and row[first - 2].fold in titles):
                break
            first -= 1
            if row[first].opens:
                break
        out = [self.cast.article.span(row[first].start, start)] if first < at else []
        ahead = bisect_left(self.cast.reader.starts, end)
        if ahead < len(row) and (row[ahead].text == "," or row[ahead].fold in self.lists.belonging):
            last = ahead + 1
            while last < len(row) and row[last].end - end <= BEHIND and row[last].text not in ',.;:!?«»“”"()' and not row[last].opens:
                last += 1
            begun = row[ahead].start if row[ahead].text != "," else row[min(ahead + 1, last - 1)].start
            out += [self.cast.article.span(begun, row[last - 1].end)] if last > ahead + 1 else []
        return out

    def _persons(self) -> dict[str, list[Name]]:
        """Folded full name → where the person is named, in text order."""
        out: dict[str, list[Name]] = {}
        for name in self.cast.reader.names:
            if not name.organisation:
                out.setdefault(folded(self.cast.person(self.cast.full.get(name.start, name)).name), []).append(name)
        return out

    def of_role(self, row: Sequence[Token], at: int, default: bool) -> Entity | None:
        """The state, region or body of which a role in a phrase is told; default: else the one of which it is when nothing is told."""
        role, start = row[at].fold, row[at].start
        first = self._begins(row, at)
        stop = next((k for k in range(at + 1, len(row)) if row[k].text in ",;:()–—"), len(row))
        before, behind = row[first:at], row[at + 1 : stop]
        if role in self.seats:
            return self._seat(row[at], behind)
        office = self.bodies.over.get(start)
        if office is not None and office.kind == "office" and office.state is not None:
            return self.bodies.state(office)
        body = self._of_body(before, behind, start) if self.lists.among("for_body", role) and not self.lists.among("regional", role) else None
        if body is not None:
            return body
        if self.lists.among("regional", role) and (region := self.bodies.region([*before, *behind])) is not None:
            return region
        nation = self._nation(before, behind) if self.lists.among("for_state", role) else None
        if nation is not None:
            return self.bodies.state(nation)
        return self._by_default(row, at, first, behind) if default else None

    def _by_default(self, row: Sequence[Token], at: int, first: int, behind: Sequence[Token]) -> Entity | None:
        """Whose an office is of which nothing is told: its owner's ("its chairman"), that of the state or region or body that the article is about."""
        role, start = row[at].fold, row[at].start
        head = row[first - 1] if first else row[first] if first < at else None
        kind = self.bodies.determined(head) if head is not None else ""
        if kind == "possessive" and head is not None:
            return self.owner(head)
        if self.lists.among("regional", role):
            often = Counter(region for _, region in self.bodies.regions).most_common(1)
            if often and (not self.lists.among("of_home", role) or often[0][1] >= OFTEN):
                return often[0][0]
        if self.lists.among("of_home", role):
            return self._at_home(role, start, first == at and not behind)
        if self.lists.among("heads", role) and kind == "definite" and not any(token.fold in self.lists.belonging for token in behind):
            return self.bodies.main(start)
        return None

    def _at_home(self, role: str, start: int, bare: bool) -> Entity | None:
        """The state whose such an office is when nothing is told; a region, a body where the article speaks more of it: the latter only of a bare "president"."""
        state = self.bodies.nearest(start)
        often = Counter(code for _, code in self.bodies.states)[state.id] if state else 0
        region, told = max(Counter(region for _, region in self.bodies.regions).items(), key=lambda pair: pair[1], default=(None, 0))
        if region is not None and region.id[:2].lower() in self.lists.federal and told >= often and told >= OFTEN and self.lists.among("regional_home", role):
            return region
        body = self.bodies.main(start) if bare and self.lists.among("for_body", role) else None
        if body is not None and sum(self.bodies.entity(one) == body for one in self.bodies.all) > often:
            return body
        return state

    def _begins(self, row: Sequence[Token], at: int) -> int:
        """Where the words begin that stand before a role and tell whose it is: none in French; in English back to a determiner, a comma, a preposition."""
        words, first = self.cast.vocabulary, at
        while first and (words.modifiers_first or row[first - 1].fold in words.words["before_noun"]):
            before = row[first - 1]
            if before.text in ",;:()–—" or before.fold in words.words["of"] | words.words["other_prepositions"] | words.words["and"] | words.words["relative_opening"]:
                break
            if before.fold in words.determiners:
                break
            first -= 1
        return first

    def _nation(self, before: Sequence[Token], behind: Sequence[Token]) -> Known | None:
        """The state of which a role is told: a nationality beside it, a state's name before it or behind "of"; not where its holder is posted."""
        for k, token in enumerate(before):
            known = self.bodies.over.get(token.start)
            if known is not None and known.kind in STATES | OFFICE and known.state is not None:
                rest = [t for t in before[k:] if t.start >= known.end]
                if known.kind == "demonym" or not rest or rest[0].fold == "s" or all(t.capital or self.is_role(t.fold) for t in rest):
                    return known
        led = True
        for token in behind:
            known = self.bodies.over.get(token.start)
            if known is not None and known.kind in STATES and known.state is not None and (led or known.kind == "demonym"):
                return known
            if token.fold in self.lists.belonging:
                led = True
            elif token.fold in self.cast.vocabulary.words["of"] | self.cast.vocabulary.words["other_prepositions"]:
                led = False
        return None

    def _of_body(self, before: Sequence[Token], behind: Sequence[Token], start: int) -> Entity | None:
        """The body of which a role is told, by name or by kind: "the union's secretary", "le président de la fédération", "présidente du comité de défense"."""
        if behind and (direct := self.bodies.organisation(behind[:1])) is not None:
            return direct
        lead = next((k for k, token in enumerate(behind) if token.fold in self.lists.belonging), None)
        if lead is not None and lead + 1 < len(behind):
            return self._owning(behind[lead + 1].start, behind[-1].end, start)
        if before:
            end = next((before[k - 1].end for k in range(len(before) - 1, 0, -1) if before[k].fold == "s"), before[-1].end)
            return self._owning(before[0].start, end, start)
        return None

    def _owning(self, first: int, last: int, start: int) -> Entity | None:
        """The body that some words mean; None when they mean a state, a person or nothing."""
        row = self.cast.reader.under(first, last)
        while row and row[0].fold in self.cast.vocabulary.determiners:
            row = row[1:]
        if not row:
            return None
        if any(self.lists.among("chambers", token.fold) for token in row):
            return None
        organ = self.lists.among("organs", row[0].fold)
        if row[0].fold in self.lists.corporate or (len(row) == 1 and not organ and self.cast.vocabulary.among("bodies", row[0].fold)):
            general = row[0].fold in self.lists.corporate | self.lists.no_bodies or organ
            return self.bodies.common(row[0].fold, start) or (None if general else self.cast.entity("institution", row[0].text))
        body = self.bodies.organisation(row)
        if body is not None:
            return body
        part = self.cast.article.span(row[0].start, last)
        mention = self.cast.reader.mention(part)
        noun = mention.noun or ""
        if self.lists.among("organs", noun) and not any(token.start in self.bodies.over for token in row):
            head = self.cast.reader.under(first, last)[0]
            return self.owner(head) if self.bodies.determined(head) == "possessive" else self.bodies.nearest(start)
        if noun in self.lists.no_bodies:
            return None
        if noun in self.cast.vocabulary.words["bodies"] or self.lists.among("managers", noun):
            if len(row) == 1:
                return self.bodies.common(noun, start) or self.cast.entity("institution", part.text)
            return self.bodies.part(self.cast._meant(row[0].start, last), None)[0]
        name = next((n for n in self.cast.reader.names_in(row[0].start, last) if n.start == row[0].start), None)
        if name is None or len(name.words) > 1 or name.start in self.cast.by_start or name.title is not None:
            return None
        return self.cast.entity("organisation", name.text) if len(self.cast.full.get(name.start, name).words) == 1 else None

    def _seat(self, role: Token, behind: Sequence[Token]) -> Entity | None:
        """The body for which the holder of such an office always acts, with what completes it."""
        noun = self.seats[role.fold]
        rest = list(behind) if behind and behind[0].fold in self.lists.belonging else []
        text = self.cast.article.text
        if rest and not any(token.capital for token in rest):
            rest = []
        places = [k for k, token in enumerate(rest) if token.fold in self.lists.belonging]
        if len(places) > 1:
            rest = rest[places[-1] :]
        if not rest and folded(noun) in self.lists.placed:
            return None
        if not rest and (body := self.bodies.common(folded(noun), role.start)) is not None:
            return body
        tail = " " + " ".join(text[rest[0].start : rest[-1].end].split()) if rest else ""
        return self.cast.entity("institution", noun + tail)

    def owner(self, head: Token) -> Entity | None:
        """Whose "its", "son" is: the state or body spoken of last before in its sentence, else the first in the one before; of "his" the one for whom that person acts."""
        if self.cast.vocabulary.owners.get(head.fold, "n") != "n":
            person = self.cast._owner(self.cast.article.span(head.start, head.end))
            return self.office(person) if person is not None and person.kind == "person" else None
        here = self.cast.sentence(head.start)
        told = [(k.start, self.bodies.state(k)) for k in self.cast.known if k.kind in STATES and k.start < head.start and k.kind != "demonym"]
        told += [(one.start, self.bodies.entity(one)) for one in self.bodies.all if one.start < head.start]
        near = [(here - self.cast.sentence(start), start, one) for start, one in told if one is not None and here - self.cast.sentence(start) <= NEAR]
        return min(near, key=lambda place: (place[0], place[1] if place[0] else -place[1]))[2] if near else None
