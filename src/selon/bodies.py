"""What states, regions and bodies an article names, and which of them is meant by a short form, a common noun, or nothing at all.

"Rovers" is Dunmoor Rovers, "the company" the firm of the article, "the minister" one of the state that it speaks of.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from . import places, placewords
from .knowledge import Knowledge
from .knowledge.folding import key
from .language import resource
from .mentions import Name, Token, folded, given_gender, singulars
from .model import Entity, Place, Span
from .resolve import STATES, Cast, Known

# Offices of knowledge.
OFFICE = frozenset(["office"])
# No country.
UNION = "EU"
# Times that a single word with a capital is named from which it is a firm, if it is no person and no place.
OFTEN = 2
# Complements that belong to the name of a body: "Fédération [des travailleurs] [de la forêt]".
COMPLETED = 2
# Letters of the longest acronym that is read as one at the head of a paragraph.
ACRONYM = 4
# Words behind a comma that say of what kind a body is.
APPOSED = 5
WORD = re.compile(r"[^\W_]+")
# What counts for a state, beside how often the article speaks of it (in logs): spoken of in the sentences just before, in the same paragraph before, last.
# Gold train, 2026-11: each from 0 to 1 tried; without them 65.9 % of the actors told are right, with them 67.0, whatever their size.
LATELY, BESIDE, LAST = 0.5, 0.5, 0.3
# Sentences before in which a state is near.
NEAR = 2


@dataclass(frozen=True, slots=True)
class Lists:
    """Words of `lang/*/parties.yaml`, folded; each list is explained there."""

    for_state: frozenset[str]
    for_body: frozenset[str]
    regional: frozenset[str]
    hands: frozenset[str]
    members: frozenset[str]
    managers: frozenset[str]
    of_home: frozenset[str]
    heads: frozenset[str]
    past: frozenset[str]
    belonging: frozenset[str]
    no_bodies: frozenset[str]
    regional_home: frozenset[str]
    federal: frozenset[str]
    organs: frozenset[str]
    quantities: frozenset[str]
    corporate: frozenset[str]
    chambers: frozenset[str]
    fused: frozenset[str]
    placed: frozenset[str]

    def among(self, name: str, word: str | None) -> bool:
        """Whether a folded word or its singular is in a list."""
        return word is not None and any(form in getattr(self, name) for form in singulars(word))


@cache
def lists(code: str) -> Lists:
    """The lists of a language."""
    told = resource(code, "parties.yaml")
    return Lists(*(frozenset(folded(word) for word in told[name]) for name in Lists.__slots__))


@cache
def seats(code: str) -> Mapping[str, str]:
    """Folded role → the body for which he acts whatever else is told: "procureur" → "parquet"."""
    return {folded(role): body for body, roles in resource(code, "parties.yaml")["seats"].items() for role in roles}


@dataclass(frozen=True, slots=True)
class Body:
    """A body that is named at a place. words: of its name, folded, singular. id: of knowledge, or None."""

    start: int
    end: int
    name: str
    words: tuple[str, ...]
    id: str | None = None


def plain(name: str) -> tuple[str, ...]:
    """Folded words of a name, each in the shortest form that may be its singular."""
    return tuple(singulars(word)[-1] for word in WORD.findall(folded(name)))


class Bodies:
    """The states, regions and bodies of one article."""

    def __init__(self, cast: Cast, knowledge: Knowledge) -> None:
        self.cast, self.knowledge = cast, knowledge
        self.lists = lists(cast.article.lang)
        self._wholes: dict[tuple[str, ...], list[Body]] = {}
        self.over = {at: k for k in cast.known if k.kind in STATES | OFFICE for at in range(k.start, k.end)}
        self.named = any(k.kind in STATES and k.state is not None for k in cast.known)
        self.called = self._called()
        self.firms = self._firms()
        self.all = self._named()
        self.regions = self._regions()
        self.states = self._spoken_states()
        self.home = self._home()

    # What the article names

    def _called(self) -> dict[str, str]:
        """Id of each organisation that knowledge has → the name by which the article first calls it, not a common noun with a capital ("l'Alliance")."""
        out: dict[str, str] = {}
        for k in self.cast.known:
            if k.kind == "organisation" and k.id in self.knowledge.states:
                out[k.id] = self.of_code(k.id).name
            elif k.kind == "organisation":
                text = " ".join(self.cast.article.text[k.start : k.end].split())
                if text.isupper() or " " in text or not self.cast.vocabulary.among("organisation_words", folded(text)):
                    out.setdefault(k.id, text)
        return out

    def _firms(self) -> frozenset[str]:
        """Folded single words that are named again and again, and are neither persons nor places nor common nouns: firms, clubs, movements."""
        words, row = self.cast.vocabulary, self.cast.reader.tokens
        count, led = Counter[str](), Counter[str]()
        small = {token.fold for token in row if not token.capital}
        apart = small | words.words["title_parts"]
        for name in self.cast.reader.names:
            if len(name.words) > 1 and name.words[0] in small:
                continue
            if len(name.words) > 1 or name.title is not None or name.start in self.cast.by_start:
                apart.update(name.words)
                continue
            at = bisect_left(self.cast.reader.starts, name.start)
            before = row[at - 1].fold if at else ""
            count[name.words[0]] += 1
            if self.cast.article.text[name.end + 1 : name.end + 2].isdigit():
                apart.add(name.words[0])
            led[name.words[0]] += (before in words.words["other_prepositions"] or before in words.words["of"]) and before not in self.lists.belonging
            if self._dateline(name):
                apart.add(name.words[0])
        return frozenset(word for word, often in count.items() if often >= OFTEN and word not in apart and 2 * led[word] < often and not words.among("roles", word))

    def _named(self) -> list[Body]:
        """Bodies that the article names, in text order, each as far as its name goes."""
        out: list[Body] = []
        for name in self.cast.reader.names:
            if name.organisation and name.start not in self.cast.by_start and not (out and name.start < out[-1].end) and not self._dateline(name):
                start, end = self._reach(name)
                text = " ".join(self.cast.article.text[start:end].split())
                out.append(Body(start, end, text, plain(text)))
            elif (name.words[0] in self.firms and len(name.words) == 1) or self._firm_beside(name):
                out.append(Body(name.start, name.end, name.text, plain(name.text)))
        known = [Body(k.start, k.end, self.called.get(k.id, k.label), plain(self.called.get(k.id, k.label)), k.id) for k in self.cast.known if k.kind == "organisation"]
        known += [Body(k.start, k.end, k.label, plain(k.label), k.id) for k in self.cast.known if k.kind == "state" and k.state == UNION]
        known += [body for k in self.cast.known if k.kind == "office" and k.state is None and (body := self._of_office(k)) is not None]
        return sorted([*out, *known], key=lambda one: one.start)

    def _firm_beside(self, name: Name) -> bool:
        """Whether words beside a name of several words, none of them a given name, say that it is a firm: "its owner, the company X", "X, a drone maker"."""
        if name.organisation or name.title is not None or len(name.words) < 2 or name.start in self.cast.by_start or given_gender(name.words[0]):
            return False
        body = Body(name.start, name.end, name.text, ())
        return any(self._beside(body, noun) for noun in self.lists.corporate)

    def _dateline(self, name: Name) -> bool:
        """Whether a name in capitals is the place where a paragraph was written: "CUSCO, Peru"."""
        behind = self.cast.article.text[name.end : name.end + 3].lstrip()
        return name.text.isupper() and len(name.text) > ACRONYM and name.start == self.cast.article.block_at(name.start).start and behind[:1] in tuple(",(—–-")

    def _of_office(self, known: Known) -> Body | None:
        """The organisation in the words of an office: "secrétaire général de l'Otan"."""
        row = self.cast.reader.under(known.start, known.end)
        at = next((k for k, token in enumerate(row) if token.fold in self.lists.belonging and k + 1 < len(row)), None)
        row = [] if at is None else [token for token in row[at + 1 :] if token.fold not in self.cast.vocabulary.determiners]
        if not row:
            return None
        text = self.cast.article.text[row[0].start : row[-1].end]
        return Body(row[0].start, row[-1].end, text, plain(text))

    def _reach(self, name: Name) -> tuple[int, int]:
        """Where the name of a body begins and ends with what completes it: "Bank of Ghana", "Fédération des travailleurs de la forêt", "the Malt and Allied Trades"."""
        row, words = self.cast.reader.tokens, self.cast.vocabulary
        at = bisect_left(self.cast.reader.starts, name.start)
        last = bisect_left(self.cast.reader.starts, name.end) - 1
        for _ in range(COMPLETED):
            further = self._completed(last, len(name.words) == 1)
            if further is None:
                break
            last = further
        joined = at > 2 and row[at - 1].fold in words.words["and"] and row[at - 2].capital and not row[at - 2].opens and self.determined(row[at - 3]) == "definite"
        return row[at - 2 if joined and words.modifiers_first else at].start, row[last].end

    def determined(self, token: Token) -> str:
        """Of what kind a determiner is: definite, indefinite, demonstrative, possessive; empty for another word."""
        return self.cast.vocabulary.determiners.get(token.fold, ("", None))[0]

    def _completed(self, last: int, single: bool) -> int | None:
        """The last word of what completes a name of a body, or None. single: whether the name so far is one word, which in French takes common nouns too."""
        row, words = self.cast.reader.tokens, self.cast.vocabulary
        at = last + 1
        if at + 1 >= len(row) or row[at].fold not in self.lists.belonging or row[at].start - row[last].end > 1:
            return None
        fused = row[at].fold not in words.words["of"] and row[at].fold in words.determiners
        at += 1
        while at + 1 < len(row) and row[at].fold in words.determiners and not row[at].capital:
            fused, at = True, at + 1
        if not row[at].text[0].isalpha() or "\n" in self.cast.article.text[row[last].end : row[at].start]:
            return None
        if not words.modifiers_first:
            return at if single and (fused or row[at - 1].fold in self.lists.fused) and not row[at].capital and row[at].fold not in words.pronouns else None
        end = at
        while end < len(row) and row[end].capital and not row[end].opens:
            end += 1
        return end - 1 if end > at and len(row[end - 1].text) > 1 else None

    def _regions(self) -> list[tuple[int, Entity]]:
        """Federated states and regions that the article names, where: entities of their own, with their ISO 3166-2 code."""
        known, text = placewords.vocabulary(self.cast.article.lang), self.cast.article.text
        apart = [k for k in self.cast.known if k.kind in STATES and (k.kind != "state" or key(text[k.start : k.end]) not in known.divisions or k.label == text[k.start : k.end])]
        longer = [n for n in self.cast.reader.names if len(self.cast.full.get(n.start, n).words) > 1 and key(n.text) not in known.divisions]
        taken = {at for start, end in [*((k.start, k.end) for k in apart), *((n.start, n.end) for n in longer)] for at in range(start, end)}
        row, free = self.cast.reader.tokens, 0
        out: list[tuple[int, Entity]] = []
        names: dict[str, str] = {}
        for at, token in enumerate(row):
            if not token.capital or token.start in taken or at < free:
                continue
            for width in (3, 2, 1):
                name = text[token.start : row[min(at + width, len(row)) - 1].end]
                named = known.divisions.get(key(name)) if name[-1].isalnum() else None
                code = named[1] if named else known.beside.get(key(name)) if at and row[at - 1].text == "," else None
                if code is not None:
                    called = names.setdefault(code, name if named and not name.isupper() else known.labels[code])
                    out.append((token.start, self.cast.entity("institution", called, code)))
                    free = at + width
                    break
        return out

    def _spoken_states(self) -> list[tuple[int, str]]:
        """Where the article speaks of which state, in text order: by its names, or, where it names none, by its bodies, outlets, offices, regions, or else cities."""
        known = self.cast.known
        told = [(k.start, k.state) for k in known if k.kind in STATES]
        told = told or [*((k.start, self._country(k)) for k in known), *((start, region.id[:2]) for start, region in self.regions)]
        return sorted((start, code) for start, code in told if code in self.knowledge.states and code is not None) or self._cities()

    def _country(self, known: Known) -> str | None:
        """The state of a body, an outlet or an office that knowledge has."""
        if known.id in self.knowledge.organisations:
            return self.knowledge.organisations[known.id].state
        return self.knowledge.outlets[known.id].country if known.id in self.knowledge.outlets else known.state

    def _cities(self) -> list[tuple[int, str]]:
        """The states of the cities that the article names, where nothing else tells a state."""
        names = [name for name in self.cast.reader.names if name.title is None and not name.organisation]
        around = places.around(self.cast.article.lang, self.cast.known)
        found = zip(names, places.located([name.text for name in names], around), strict=True)
        return [(name.start, place.state) for name, place in found if isinstance(place, Place) and place.state in self.knowledge.states]

    def _home(self) -> str | None:
        """The state that the article speaks of most: whose "the minister" is when nothing else is told."""
        count = Counter(code for _, code in self.states)
        return count.most_common(1)[0][0] if count else None

    def entity(self, body: Body) -> Entity:
        """A body as an entity, under the fullest name that the article has for it; the Union and an army of a state as that state."""
        whole = self._whole(body.words, body.start) or body
        known = self.knowledge.organisations.get(whole.id or "")
        organ = any(self.lists.among("organs", word) for word in WORD.findall(folded(whole.name)))
        if organ and known is not None and known.kind == "body" and known.state in self.knowledge.states and known.state is not None:
            return self.of_code(known.state)
        return self.of_code(whole.id) if whole.id in self.knowledge.states and whole.id else self.cast.entity("organisation", whole.name, whole.id)

    def _whole(self, words: tuple[str, ...], start: int) -> Body | None:
        """The name of a body, told before or else later, that begins or ends with these words and is longer: "Rovers" is Dunmoor Rovers; an acronym is what the article spells out.

        None when there is none.
        """
        if words not in self._wholes:
            spelt = self.cast.acronyms.get("".join(words)) if len(words) == 1 else None
            longer = [one for one in self.all if len(one.words) > len(words) and (one.words[: len(words)] == words or one.words[-len(words) :] == words)]
            same = [one for one in self.all if one.words == words and one.id]
            self._wholes[words] = [Body(0, 0, spelt, plain(spelt))] if spelt else same[:1] or longer
        found = self._wholes[words]
        return min(found, key=lambda one: (one.start > start, abs(one.start - start)), default=None)

    def renamed(self, entity: Entity) -> Entity:
        """An organisation by the name that the article has for it; one whose name is that of a ministry or a government is the state's."""
        if entity.kind != "organisation":
            return entity
        last = entity.name.split()[-1]
        if entity.id not in self.called and self.cast.vocabulary.modifiers_first and self.lists.among("organs", folded(last)) and self.home:
            return self.of_code(self.home)
        if entity.id in self.called and entity.id in self.knowledge.states:
            return self.of_code(entity.id)
        if entity.id in self.called:
            return self.entity(Body(0, 0, self.called[entity.id], plain(self.called[entity.id]), entity.id))
        return self.entity(Body(0, 0, entity.name, plain(entity.name)))

    def of_code(self, code: str) -> Entity:
        """The state of a code."""
        return self.cast.entity("state", self.knowledge.state(code).name(self.cast.article.lang), code)

    def state(self, known: Known | None) -> Entity | None:
        """The state for which a name stands; None when it stands for none."""
        return self.of_code(known.state) if known is not None and known.state is not None and known.state in self.knowledge.states else None

    def part(self, entity: Entity, start: int | None) -> tuple[Entity, str]:
        """A government, a ministry, an embassy is its state; "the company", "the union" is the one that the article names. start: where it is spoken of, None: not told."""
        if entity.kind not in ("institution", "group", "office"):
            return entity, ""
        chamber = any(self.lists.among("chambers", word) for word in WORD.findall(folded(entity.name)))
        if entity.id[:2] in self.knowledge.states and entity.id[2:3] == ":" and not chamber:
            state = self.of_code(entity.id[:2])
            return state, f"{entity.name} is a part of {state.name}"
        words = [folded(word) for word in entity.name.replace("’", "'").replace("'", " ").split()]
        known = self.cast.vocabulary.words
        part = any(word in known["ministry"] or word in known["governments"] for word in words)
        if part or any(self.lists.among("hands", word) for word in words):
            nation = next(
                (k for k in self.cast.known if k.kind in STATES and (folded(k.label) in folded(entity.name) or folded(self.cast.article.text[k.start : k.end]) in words)), None
            )
            near = self.nearest(start) if start is not None else self.of_code(self.home) if self.home else None
            whose = self.state(nation) if nation else near if part and self.named else None
            if whose:
                return whose, f"{entity.name} is a part of {whose.name}"
        if start is not None and len(words) == 1 and entity.kind == "institution" and (body := self.common(words[0], start)) is not None:
            return body, f"“{entity.name}” is {body.name}"
        return entity, ""

    def common(self, noun: str, start: int) -> Entity | None:
        """The body that a common noun means: one whose name has the noun, or that stands beside it; for a firm else the one that the article speaks of most."""
        form = singulars(noun)[-1]
        fits = [one for one in self.all if form in one.words and len(one.words) > 1] or [one for one in self.all if self._beside(one, form)]
        if fits:
            return self.entity(max(fits, key=lambda one: (one.start < start, -abs(one.start - start))))
        if self.lists.among("corporate", noun):
            return self.main(start, True)
        count = Counter(self.entity(one) for one in self.all if one.name.split("-")[0].isupper())
        return max(count, key=lambda one: count[one]) if count and noun in self.cast.vocabulary.words["firms"] else None

    def _beside(self, body: Body, noun: str) -> bool:
        """Whether a noun stands right beside a name: "the GMB union", "l'entreprise Ferrax", "Ferrax, an energy company"."""
        row, starts = self.cast.reader.tokens, self.cast.reader.starts
        first, last = bisect_left(starts, body.start), bisect_left(starts, body.end)
        near = row[max(first - 1, 0) : first] + row[last : last + 1]
        if last < len(row) and row[last].text == ",":
            near += self.phrase(row[last + 1 : last + 1 + APPOSED])
        return any(noun in singulars(token.fold) for token in near)

    def main(self, start: int, corporate: bool = False) -> Entity | None:
        """The body that the article speaks of most; of those spoken of equally often the last before a place. corporate: only one whose name is of no other kind."""
        words = self.cast.vocabulary
        plainly = [one for one in self.all if one.id is None]
        if corporate:
            plainly = [one for one in plainly if not any(words.among("bodies", word) and word not in words.words["firms"] for word in one.words)]
        count = Counter(self.entity(one) for one in plainly)
        last = {self.entity(one): one.start for one in plainly if one.start < start}
        return max(last, key=lambda one: (count[one], last[one]), default=None)

    def organisation(self, row: Sequence[Token]) -> Entity | None:
        """The first body that is named among some words."""
        inside = {token.start for token in row}
        found = [one for one in self.all if one.start in inside]
        body = next((one for one in found if one.id), found[0] if found else None)
        return self.entity(body) if body else None

    def region(self, row: Sequence[Token]) -> Entity | None:
        """The region that stands among some words."""
        inside = {token.start for token in row}
        return next((region for start, region in self.regions if start in inside), None)

    def nearest(self, start: int) -> Entity | None:
        """The state whose "the minister" is at a place of which nothing is told: often spoken of in the article, and lately."""
        here, block = self.cast.sentence(start), self.cast.article.block_number(start)
        score = {code: math.log1p(often) for code, often in Counter(code for _, code in self.states).items()}
        before = [(at, code) for at, code in self.states if at < start]
        for code in {code for at, code in before if here - self.cast.sentence(at) <= NEAR}:
            score[code] += LATELY
        for code in {code for at, code in before if self.cast.article.block_number(at) == block}:
            score[code] += BESIDE
        for _, code in before[-1:]:
            score[code] += LAST
        best = max(score, key=lambda code: score[code], default=None)
        return self.of_code(best) if best else None

    def exact(self, span: Span) -> Entity | None:
        """The body whose name a span is, but for a determiner before it."""
        row = self.cast.reader.under(span.start, span.end)
        while row and row[0].fold in self.cast.vocabulary.determiners:
            row = row[1:]
        body = next((one for one in self.all if row and one.start == row[0].start and one.end >= span.end), None)
        return self.renamed(self.entity(body)) if body else None

    def short(self, span: Span) -> Entity | None:
        """The state that a word with a capital behind an article shortens: "the North" for North Korea."""
        row = self.cast.reader.under(span.start, span.end)
        if len(row) != 2 or self.determined(row[0]) != "definite" or not row[1].capital or row[1].start in self.over:
            return None
        named = [self.of_code(code) for code in dict.fromkeys(code for _, code in self.states)]
        end = 0 if self.cast.vocabulary.modifiers_first else -1
        return next((state for state in named if " " in state.name and plain(state.name)[end] == row[1].fold), None)

    def phrase(self, row: list[Token]) -> list[Token]:
        """A phrase without what stands behind a comma or a relative."""
        stop = next((k for k, t in enumerate(row) if k and (t.text in ",;:()–—" or t.fold in self.cast.vocabulary.words["relative_opening"])), len(row))
        return row[:stop]
