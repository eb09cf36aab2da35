"""Mentions → entities, inside one article: who each source means, and for whom he speaks.

Every answer is a judgement with a rule, a score and a reason in words. What the article does not tell stays unresolved.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import pairwise

from .antecedents import DEMONYM, UNNAMED, Character, Event, Question, Scene, features, weights
from .knowledge import Knowledge
from .language import resource
from .mentions import Mention, Name, Reader, Token, folded, given_gender, singulars, vocabulary
from .model import Article, Attribution, Entity, Span
from .names import Named

# Rules that name somebody by the very words of the source, by words elsewhere, or by choosing among those named before.
SURE, LIKELY, CHOSEN = 0.95, 0.85, 0.7


@dataclass(frozen=True, slots=True)
class Known:
    """What knowledge says of a stretch of the text. kind, id: as in `names/`; label: its name in the article's language; state: its ISO code or None."""

    start: int
    end: int
    kind: str
    id: str
    label: str
    state: str | None = None


@dataclass(frozen=True, slots=True)
class Resolution:
    """Who is meant. entities: none when nobody is named; several speak together. principal: for whom they speak."""

    entities: tuple[Entity, ...]
    rule: str
    reason: str
    score: float
    principal: Entity | None = None


NOBODY = Resolution((), "unnamed", "the words name nobody", SURE)


THEMSELVES = frozenset(["described", "body", "document"])
STATES = frozenset(["state", "territory", "demonym", "capital", "metonym"])
EARLY = frozenset(["title", "subtitle", "caption", "subhead"])
# Code points from the beginning of its sentence within which a name is its subject.
SUBJECT_REACH = 25
# Letters of a word that may stand in a name without giving a letter to its acronym.
SMALL_WORD = 4
# Under this an answer chosen among candidates teaches no role: one wrong "le préfet" would draw the next after it.
TRUSTED = 0.8
# Words at the head of a phrase among which "two" makes it a pair.
PAIR_WORDS = 4
# Code points between two names that "and" joins.
JOINED = 12
# What one place where two are told together counts for the pair, in mentions. Gold train, 2026-11.
TOGETHER = 3
# Not a country.
UNION = "EU"
# A title of more letters than this belongs to a name of one word: "Lady Drummore", "Captain Siren", not "Mme Varlet".
ABBREVIATED = 4
# No apposition reaches over these.
STOPS = frozenset('.!?;:«»“”"')
# Code points before a name in which a nationality is his.
NATION_REACH = 20
# Words around a name in which its roles stand.
NOUN_REACH = 9


@cache
def pair_nouns(code: str) -> Mapping[str, frozenset[str]]:
    """states, bodies, sides → folded nouns two of which are such."""
    return {kind: frozenset(map(folded, words)) for kind, words in resource(code, "parties.yaml")["pairs_of"].items()}


def known(article: Article, knowledge: Knowledge, found: Sequence[Named]) -> tuple[Known, ...]:
    """What the names of a text come to here: places by the state they stand for, organisations by the fullest form that the article uses."""
    fullest: dict[tuple[str, str], str] = {}
    kinds = frozenset(folded(word) for word in resource(article.lang, "media.yaml")["outlet_words"])
    for one in found:
        text = " ".join(article.text[one.start : one.end].split())
        # "l'agence Reuters" is Reuters: words of kind are written small, those of a name are not.
        while one.kind == "outlet" and folded(text.partition(" ")[0]) in kinds and text[0].islower() and " " in text:
            text = text.partition(" ")[2]
        if len(text) > len(fullest.get((one.kind, one.id), "")):
            fullest[one.kind, one.id] = text
    words = vocabulary(article.lang)
    kept = words.departments
    out = []
    for one in found:
        state = one.of if one.of in knowledge.states else one.id if one.id in knowledge.states else None
        text = article.text[one.start : one.end]
        state = words.speaks_for.get(folded(text), state) if one.kind in STATES else state
        if one.kind in STATES and folded(text) in kept:
            out.append(Known(one.start, one.end, "institution", f"{state}:{folded(text)}", kept[folded(text)], state))
        elif one.kind in STATES and state is not None:
            label = knowledge.state(state).name(article.lang)
            out.append(Known(one.start, one.end, "state" if one.kind == "territory" else one.kind, state, label, state))
        elif one.kind in ("person", "office"):
            out.append(Known(one.start, one.end, one.kind, one.id, one.label, state))
        else:
            out.append(Known(one.start, one.end, one.kind, one.id, fullest[one.kind, one.id], state))
    return tuple(out)


class Cast:
    """The characters of one article, and the resolution of each source in text order."""

    def __init__(self, article: Article, attributions: Sequence[Attribution], known: Sequence[Known]) -> None:
        self.article, self.attributions, self.known = article, attributions, known
        self.by_start = {k.start: k for k in known}
        places = {at: k.end for k in known if k.kind == "office" for at in range(k.start, k.end)}
        places |= {k.start: k.end for k in known if k.kind in STATES}
        self.reader = Reader(article, places)
        self.vocabulary = self.reader.words
        self.sentences = [t.start for t in self.reader.tokens if t.opens]
        self.contents = [(s.start, s.end) for one in attributions for s in one.content]
        self.characters: dict[str, Character] = {}
        self.full: dict[int, Name] = {}
        self.acronyms = self._acronyms()
        self.resolved: dict[str, Resolution] = {}
        self.introduced: dict[str, Span] = {}
        self._people()
        self._institutions()

    # Building

    def sentence(self, at: int) -> int:
        """Number of the sentence that holds a code point."""
        return bisect_left(self.sentences, at + 1)

    def inside(self, start: int, end: int, kinds: frozenset[str] | None = None) -> Known | None:
        """The first stretch inside these bounds that knowledge knows. kinds: only these; None any."""
        return next((k for k in self.known if start <= k.start and k.end <= end and (kinds is None or k.kind in kinds)), None)

    def event(self, start: int, source: bool = False) -> Event:
        """A place where somebody is spoken of."""
        number = self.sentence(start)
        opening = self.sentences[number - 1] if number else 0
        quoted = any(a <= start < b for a, b in self.contents)
        return Event(start, number, source, start - opening <= SUBJECT_REACH, quoted)

    def _people(self) -> None:
        names = [n for n in self.reader.names if not n.organisation]
        for name in names:
            self.full[name.start] = self._fullest(name, names)
        for name in names:
            full = self.full[name.start]
            famous = any(k.kind == "person" and k.start == name.start for k in self.known)
            if not famous and ((len(full.words) < 2 and name.title is None) or self._titled(full)):
                continue
            character = self.character(self.person(full))
            character.events.append(self.event(name.start))
            gender = self.vocabulary.title_gender.get(name.title or "")
            character.gender = character.gender or gender
            told = self._nouns(name)
            reach = min((first for _, _, first in told), default=name.start)
            character.nations.update(k.state for k in self.known if min(reach, name.start - NATION_REACH) <= k.start < name.start and k.kind == "demonym" and k.state)
            character.gender = character.gender or given_gender(full.words[0])
            for noun, sex, first in told:
                character.nouns.add(noun)
                character.gender = character.gender or sex
                if noun in self.vocabulary.words["spokesmen"]:
                    self.introduced.setdefault(folded(full.text), self.article.span(first, name.end))

    def _acronyms(self) -> dict[str, str]:
        """Acronyms that the article spells out: "l'agence régionale de santé (ARS)"."""
        row, out = self.reader.tokens, {}
        for at in range(2, len(row) - 1):
            if row[at - 1].text == "(" and row[at + 1].text == ")" and row[at].text.isupper() and len(row[at].text) > 1:
                first = self._spelt(row, at - 2, row[at].fold)
                if first is not None:
                    out[row[at].fold] = " ".join(self.article.text[row[first].start : row[at - 2].end].split())
        return out

    def _spelt(self, row: Sequence[Token], last: int, letters: str) -> int | None:
        """Where the words begin whose initials are these letters; small words between count for nothing."""
        left, at = letters, last
        while left and at >= 0 and row[at].text[0].isalpha():
            if row[at].fold[0] == left[-1]:
                left = left[:-1]
            elif len(row[at].fold) > SMALL_WORD:
                return None
            at -= 1
        return at + 1 if not left else None

    def _fullest(self, name: Name, names: Sequence[Name]) -> Name:
        """The longest name of the article that holds this one at its end, at its beginning, or all its words."""
        want = name.words
        best, rank = name, (0, 0, 0)
        for other in names:
            have = other.words
            if len(have) <= len(want) or self._unlike(name, other):
                continue
            fit = 3 if have[-len(want) :] == want else 2 if have[: len(want)] == want else 1 if set(want) <= set(have) else 0
            if fit and (fit, len(have), -abs(other.start - name.start)) > rank:
                best, rank = other, (fit, len(have), -abs(other.start - name.start))
        return best

    def _titled(self, name: Name) -> bool:
        """Whether an article stands right before a name: a paper, a station, a place, no person."""
        at = bisect_left(self.reader.starts, name.start)
        before = self.reader.tokens[at - 1] if at else None
        return before is not None and name.title is None and self.vocabulary.determiners.get(before.fold, ("", None))[0] == "definite"

    def _unlike(self, one: Name, two: Name) -> bool:
        """Whether titles and given names tell two genders: "Mme Vasseur" is Claire, not Marc."""
        told = [self.vocabulary.title_gender.get(n.title or "") or (given_gender(n.words[0]) if len(n.words) > 1 else None) for n in (one, two)]
        return None not in told and told[0] != told[1]

    def person(self, name: Name) -> Entity:
        """The person of a name, as knowledge calls him if it knows him."""
        text = " ".join(name.text.split())
        known = next((k for k in self.known if k.kind == "person" and k.start < name.end and name.start < k.end), None)
        if known is not None:
            return self.entity("person", known.label, known.id)
        if len(name.words) == 1 and name.title is not None and len(name.title) > ABBREVIATED:
            text = self.article.text[: name.start].split()[-1] + " " + text
        return self.entity("person", text)

    def entity(self, kind: str, name: str, known: str | None = None) -> Entity:
        """An entity of this article, or one that knowledge has an id for."""
        return Entity(known or "article:" + sha256(f"{self.article.digest}|{kind}|{folded(name)}".encode("utf-8", "surrogatepass")).hexdigest()[:12], kind, name)

    def character(self, entity: Entity) -> Character:
        """The character of an entity, new if the article had not spoken of it."""
        return self.characters.setdefault(folded(entity.name), Character(entity))

    def _nouns(self, name: Name) -> list[tuple[str, str | None, int]]:
        """Roles that stand around a name: before it up to the determiner, behind it after a comma. With the gender that the words tell, and where the phrase begins."""
        row, words = self.reader.tokens, self.vocabulary
        at = bisect_left(self.reader.starts, name.start)
        out: list[tuple[str, str | None, int]] = []
        for back in range(at - 1, max(at - NOUN_REACH, -1), -1):
            token = row[back]
            if token.text in STOPS or token.fold in words.words["relative_opening"] or token.start == name.led:
                break
            out = [(noun, gender, token.start) for noun, gender, _ in out]
            if token.fold in words.determiners and token.fold not in words.words["of"]:
                kind, sex = words.determiners[token.fold]
                out = [(noun, sex if sex in ("m", "f") and kind != "possessive" and gender is None else gender, start) for noun, gender, start in out]
                if not (back and row[back - 1].fold in words.words["of"]):
                    break
            elif words.among("roles", token.fold):
                out.append((token.fold, words.noun_gender.get(token.fold), token.start))
        ahead = next((k for k in range(at, min(at + NOUN_REACH, len(row))) if row[k].start >= name.end), None)
        if ahead is not None and row[ahead].text == ",":
            for token in row[ahead + 1 : ahead + 1 + NOUN_REACH]:
                if token.text == "," or token.text in STOPS or token.fold in words.words["relative_opening"]:
                    break
                if words.among("roles", token.fold):
                    out.append((token.fold, words.noun_gender.get(token.fold), name.start))
                    break
        return out

    def _institutions(self) -> None:
        """States and organisations that open a sentence may be meant by a pronoun after it."""
        for k in self.known:
            if k.kind in ("state", "territory", "organisation", "outlet"):
                character = self.character(self.entity(k.kind, k.label, k.id))
                character.events.append(self.event(k.start))
        for name in self.reader.names:
            if name.organisation and name.start not in self.by_start:
                self.character(self.entity("organisation", " ".join(name.text.split()))).events.append(self.event(name.start))

    # Resolving

    def resolve(self) -> dict[str, Resolution]:
        """Attribution id → who speaks, for every attribution, read in text order."""
        order = sorted(self.attributions, key=lambda one: (one.source or one.why.anchor).start)
        late = {one.id: self._late(one) for one in order}
        for turn in sorted(set(late.values())):
            for one in order:
                if late[one.id] == turn:
                    self.settle(one, self.speaker(one))
        return self.resolved

    def _late(self, one: Attribution) -> int:
        """When a source is answered: a heading that only describes, then a quotation without source, then "I" and "we" need what comes after them."""
        mention = self.reader.mention(one.source)
        if mention.pronoun == "first":
            return 3
        if mention.kind == "none":
            return 2
        return int(one.block in EARLY and mention.kind in ("described", "pronoun"))

    def settle(self, one: Attribution, found: Resolution) -> None:
        """Keep an answer: what follows may point back at it."""
        self.resolved[one.id] = found
        start = (one.source or one.content[0]).start
        mention = self.reader.mention(one.source)
        if not found.entities and one.source is not None and mention.kind in ("unnamed", "described") and mention.pronoun is None:
            unnamed = Character(Entity("", UNNAMED, one.source.text), mention.gender if mention.gender in ("m", "f") else None, mention.plural)
            unnamed.nouns.update([mention.noun] if mention.noun else [])
            unnamed.events.append(self.event(start, source=True))
            self.characters[f"{UNNAMED} {start}"] = unnamed
        for entity in found.entities:
            character = self.character(entity)
            character.events.append(self.event(start, source=True))
            character.events.sort(key=lambda event: event.start)
            if mention.noun and mention.kind != "name" and found.score >= TRUSTED:
                character.nouns.add(mention.noun)
            if mention.gender in ("m", "f") and mention.kind in ("described", "name", "pronoun") and len(found.entities) == 1:
                character.gender = character.gender or mention.gender
            if mention.plural is not None and not character.person:
                character.plural = mention.plural
            character.principal = character.principal or found.principal
            if character.principal is None and folded(entity.name) in self.introduced:
                span = self.introduced.pop(folded(entity.name))
                character.principal = self._principal(self.reader.mention(span), span, entity)

    def speaker(self, one: Attribution) -> Resolution:
        """Who one attribution's source means."""
        if one.source is not None:
            several = self._several(one.source)
            if several:
                return several
        mention = self.reader.mention(one.source)
        exact = self._known(one.source)
        if exact:
            return exact
        if mention.kind == "none":
            return self._chosen(one, mention, "sourceless")
        if mention.kind == "pronoun":
            return self._chosen(one, mention, mention.pronoun or "third")
        if one.source is not None and (pair := self._pair(one.source, mention)) is not None:
            return pair
        if mention.noun in self.vocabulary.words["documents"] and one.source is not None:
            return self._document(one, mention)
        if mention.kind == "name" and mention.name is not None and not self._short(mention.name):
            return self._named(one, mention, mention.name)
        if mention.kind == "name" and one.source is not None and mention.noun in self.vocabulary.words["bodies"]:
            return self._body(one, mention)
        if mention.kind == "described" and one.source is not None:
            return self._described(one, mention)
        return NOBODY

    def _short(self, name: Name) -> bool:
        """Whether a name is a common noun with a capital: "l'Agence"."""
        return len(name.words) == 1 and name.words[0] in self.vocabulary.words["bodies"] and name.title is None

    def _known(self, span: Span | None) -> Resolution | None:
        """A state, a capital, a palace, an organisation that knowledge names, when it is all that the source says."""
        if span is None:
            return None
        row = self.reader.under(span.start, span.end)
        while row and row[0].fold in self.vocabulary.determiners:
            row = row[1:]
        row = row[: next((k for k, t in enumerate(row) if t.text == ","), len(row))]
        known = self.by_start.get(row[0].start) if row else None
        if known is None or known.end < row[-1].end or known.kind in ("person", "office") or any(t.fold in self.vocabulary.words["ministry"] for t in row):
            return None
        entity = self.entity("state" if known.kind in STATES else known.kind, known.label, known.id)
        return Resolution((entity,), f"known-{known.kind}", f"“{self.article.text[known.start : known.end]}” is {known.label}", SURE)

    def _several(self, span: Span) -> Resolution | None:
        """Speakers joined by “and”: each a name or a phrase with its own determiner."""
        row = self.reader.under(span.start, span.end)
        joints = [k for k, t in enumerate(row) if t.fold in self.vocabulary.words["and"]]
        if not joints or any(t.fold in self.vocabulary.words["relative_opening"] for t in row):
            return None
        parts, at = [], 0
        for k in range(len(row) + 1):
            if k == len(row) or row[k].fold in self.vocabulary.words["and"] or row[k].text == ",":
                if k > at:
                    parts.append(Span(row[at].start, row[k - 1].end, self.article.text[row[at].start : row[k - 1].end]))
                at = k + 1
        if len(parts) < 2 or not all(self._alone(part) for part in parts):
            return None
        found = [self._part(part) for part in parts]
        entities = tuple(dict.fromkeys(e for r in found for e in r.entities))
        return Resolution(entities, "several", "joined: " + ", ".join(part.text for part in parts), min(r.score for r in found)) if len(entities) > 1 else None

    def _pair(self, span: Span, mention: Mention) -> Resolution | None:
        """Two who were named before: persons for a noun of persons, the last two that spoke or were told of; else two that face each other (see `_opposed`)."""
        if not self._paired(span, mention):
            return None
        kinds = {kind for kind, nouns in pair_nouns(self.article.lang).items() if any(form in nouns for t in self.reader.under(span.start, span.end) for form in singulars(t.fold))}
        persons = mention.noun is not None and self.vocabulary.among("roles", mention.noun)
        told = self._opposed(span, kinds) if kinds else self._last_two(span, persons)
        if len(told) < 2:
            return None
        names = " and ".join(entity.name for entity in told)
        return Resolution(tuple(told), "pair", f"“{span.text}”: {'the two that face each other' if kinds else 'the last two named'}, {names}", CHOSEN)

    def _paired(self, span: Span, mention: Mention) -> bool:
        """Whether words mean two that were told before: "les deux pays", "both sides", not "two ministers", "her two sons"."""
        row = self.reader.under(span.start, span.end)[:PAIR_WORDS]
        at = next((k for k, t in enumerate(row) if t.fold in self.vocabulary.words["pairs"]), None)
        if mention.kind == "both":
            return True
        if mention.kind == "name" or mention.determiner == "possessive" or at is None:
            return False
        counted = row[at].fold in self.vocabulary.words["counted"]
        return all(t.fold in self.vocabulary.determiners or t.fold in self.vocabulary.words["of"] for t in row[:at]) and (not counted or mention.determiner != "indefinite")

    def _last_two(self, span: Span, persons: bool) -> list[Entity]:
        """The two that spoke or were told of last before a span: persons, or all others."""
        told = [c for c in self.characters.values() if c.entity.kind != UNNAMED and c.person == persons and any(e.start < span.start for e in c.events)]
        told.sort(key=lambda c: (any(e.source for e in c.events), max(e.start for e in c.events if e.start < span.start)), reverse=True)
        return [c.entity for c in told[:2]]

    def _opposed(self, span: Span, kinds: Set[str]) -> list[Entity]:
        """Two that face each other in the article, in the order in which it names them. kinds: states, bodies, sides (both). Those that are told together ("Kigali et
        Kinshasa") and often come before others; one that alone stands before the span in its sentence speaks of the two rather than being one of them."""
        places: list[tuple[int, int, Entity]] = []
        if kinds & {"states", "sides"}:
            places += [(k.start, k.end, self.entity("state", k.label, k.state)) for k in self.known if k.kind in STATES and k.state not in (None, UNION)]
        if kinds & {"bodies", "sides"}:
            places += [(k.start, k.end, self.entity(k.kind, k.label, k.id)) for k in self.known if k.kind == "organisation"]
            names = (n for n in self.reader.names if n.organisation and n.start not in self.by_start and not self._opening(n))
            places += [(n.start, n.end, self.entity("organisation", " ".join(n.text.split()))) for n in names]
        places.sort(key=lambda place: place[:2])
        score: dict[Entity, float] = {}
        for _, _, one in places:
            score[one] = score.get(one, 0.0) + 1
        for (_, end, one), (start, _, two) in pairwise(places):
            joint = self.reader.under(end, start)
            if one != two and start - end <= JOINED and any(t.fold in self.vocabulary.words["and"] for t in joint) and not any(t.text in STOPS for t in joint):
                score[one] += TOGETHER
                score[two] += TOGETHER
        here = self.sentence(span.start)
        beside = list(dict.fromkeys(one for start, _, one in places if start < span.start and self.sentence(start) == here))
        for one in beside:
            score[one] += TOGETHER if len(beside) == 2 else -TOGETHER
        best = sorted(score, key=lambda one: -score[one])[:2]
        return sorted(best, key=lambda one: next(start for start, _, each in places if each == one))

    def _opening(self, name: Name) -> bool:
        """Whether a name in capitals opens a paragraph: the place where it was written."""
        return name.text.isupper() and self.article.block_at(name.start).start == name.start

    def _alone(self, part: Span) -> bool:
        row = self.reader.under(part.start, part.end)
        head = row[0]
        named = any(n.start == head.start for n in self.reader.names_in(part.start, part.end) if not n.organisation)
        return named or head.start in self.by_start or (head.fold in self.vocabulary.determiners and len(row) > 1)

    def _part(self, part: Span) -> Resolution:
        mention = self.reader.mention(part)
        known = self._known(part)
        if known:
            return known
        if mention.kind == "name" and mention.name is not None:
            entity = self._by_name(part, mention, mention.name)
            return Resolution((entity,), "name", "", SURE)
        return Resolution((self.entity("group", self.phrase(mention, part)),), "described", "", LIKELY) if mention.kind == "described" else NOBODY

    def phrase(self, mention: Mention, span: Span) -> str:
        """The noun phrase of a source without its determiner and what stands behind it."""
        first, last = mention.phrase or (span.start, span.end)
        return " ".join(self.article.text[first:last].split())

    def _by_name(self, span: Span, mention: Mention, name: Name) -> Entity:
        known = self.by_start.get(name.start)
        if known is not None and known.end >= name.end and known.kind not in ("person", "office"):
            return self.entity("state" if known.kind in STATES else known.kind, known.label, known.id)
        if mention.noun in self.vocabulary.words["bodies"] and mention.phrase is not None and name.title is None and not self.vocabulary.modifiers_first:
            row = self.reader.under(*mention.phrase)
            at = next((k for k, t in enumerate(row) if t.start == name.start), 0)
            if (at and self.vocabulary.among("bodies", row[at - 1].fold)) or (at > 1 and row[at - 1].text in '«“"'):
                return self.entity("organisation", " ".join(self.article.text[name.start : mention.phrase[1]].split()))
        if name.text.isupper() and folded(name.text) in self.acronyms:
            return self.entity("organisation", self.acronyms[folded(name.text)])
        if len(name.words) == 1 and name.title is None and (whole := self._whole(mention, name)) is not None:
            return self.entity("organisation", whole)
        if name.organisation and name.title is None:
            inside = mention.phrase is not None and mention.phrase[0] == name.start
            return self.entity("organisation", self.phrase(mention, span) if inside else " ".join(name.text.split()))
        full = self.full.get(name.start, name)
        return self.person(full)

    def _whole(self, mention: Mention, name: Name) -> str | None:
        """What a single word with a capital stands for: a phrase that it opens ("la Conférence épiscopale"), or a longer name of a body ("Hollis" of Hollis Motors)."""
        if (
            mention.determiner == "definite"
            and not self.vocabulary.modifiers_first
            and mention.phrase is not None
            and mention.phrase[0] == name.start < name.end < mention.phrase[1]
        ):
            return " ".join(self.article.text[slice(*mention.phrase)].split())
        if any(name.words[0] in n.words and not n.organisation and len(n.words) > 1 for n in self.reader.names):
            return None
        longer = [n for n in self.reader.names if n.organisation and n.words[0] == name.words[0] and len(n.words) > 1]
        return " ".join(longer[0].text.split()) if longer else None

    def _named(self, one: Attribution, mention: Mention, name: Name) -> Resolution:
        assert one.source is not None
        entity = self._kin(one.source, mention, self._by_name(one.source, mention, name))
        reason = f"named {entity.name}" if folded(entity.name) == folded(name.text) else f"“{name.text}” is {entity.name}, named in full elsewhere"
        before = self.characters.get(folded(entity.name))
        principal = self._principal(mention, one.source, entity) or (before.principal if before else None)
        return Resolution((entity,), "name", reason, SURE, principal)

    def _kin(self, span: Span, mention: Mention, entity: Entity) -> Entity:
        """A relative told by a first name alone bears the family name of whose relative it is."""
        if entity.kind != "person" or " " in entity.name or mention.noun not in self.vocabulary.words["kin"]:
            return entity
        owner = self._owner(span) if mention.determiner == "possessive" else self._meant(*mention.of) if mention.of else None
        return self.entity("person", f"{entity.name} {owner.name.split()[-1]}") if owner is not None and owner.kind == "person" and " " in owner.name else entity

    def _document(self, one: Attribution, mention: Mention) -> Resolution:
        """A document speaks for who issued it: the name in its phrase, or what completes it."""
        assert one.source is not None
        if mention.of is not None and not self.article.text[mention.of[0]].isdigit():
            entity = self._meant(*mention.of)
        else:
            inside = self.reader.names_in(one.source.start, one.source.end)
            if not inside:
                return self._chosen(one, mention, "document")
            entity = self._by_name(one.source, mention, inside[0])
        return Resolution((entity,), "document", f"issued by {entity.name}", LIKELY)

    def _described(self, one: Attribution, mention: Mention) -> Resolution:
        assert one.source is not None
        noun = mention.noun or ""
        words = self.vocabulary.words
        diplomacy = self._diplomacy(one.source, mention)
        if diplomacy is not None:
            return Resolution((diplomacy,), "diplomacy", f"the diplomacy of a state is its {diplomacy.name}", LIKELY)
        holder = self._holder(one.source)
        if holder is not None and mention.determiner != "indefinite":
            return Resolution((holder,), "office", f"“{one.source.text}” is the office of {holder.name} at that time", LIKELY)
        if noun in words["kept"] and not mention.plural and mention.determiner != "demonstrative":
            return self._office(one, mention)
        if mention.plural and self.vocabulary.among("roles", noun):
            group = self.entity("group", self.phrase(mention, one.source))
            return Resolution((group,), "described-group", "a group, as described", LIKELY, self._principal(mention, one.source, group))
        if noun in words["bodies"]:
            return self._body(one, mention)
        if mention.determiner in ("definite", "demonstrative", "possessive") or mention.determiner is None:
            return self._chosen(one, mention, "described")
        return NOBODY

    def _office(self, one: Attribution, mention: Mention) -> Resolution:
        """An unnamed spokesman or office keeps its description, with the full name of whose it is."""
        assert one.source is not None
        text = self.phrase(mention, one.source)
        principal = self._principal(mention, one.source, Entity("", "office", text))
        bare = mention.noun or text
        if principal is not None and (mention.of is None or (principal.kind == "person" and self._bare(*mention.of))):
            text = self.vocabulary.joined(text if mention.of is None else bare, principal.name)
        return Resolution((self.entity("office", text),), "office", f"unnamed, as described: {text}", LIKELY, principal)

    def _bare(self, start: int, end: int) -> bool:
        """Whether a complement tells neither a full name nor a state: "de Mme Solbakken", "du ministre"."""
        part = self.article.span(start, end)
        mention = self.reader.mention(part)
        full = any(len(n.words) > 1 for n in self.reader.names_in(start, end))
        return not full and mention.of is None and self.inside(start, end, STATES | {"office"}) is None

    def _holder(self, span: Span) -> Entity | None:
        """Who holds the office that a phrase names, if the article speaks of him or of nobody else by that role and state."""
        row = [t for t in self.reader.under(span.start, span.end) if t.fold not in self.vocabulary.determiners]
        office = self.by_start.get(row[0].start) if row else None
        if office is None or office.kind != "office" or not office.id:
            return None
        key = folded(office.label)
        if key in self.characters:
            return self.characters[key].entity
        rivals = [c for c in self.characters.values() if c.person and any(t.fold in c.nouns for t in row if t.end <= office.end)]
        return None if rivals else self.entity("person", office.label, office.id)

    def _body(self, one: Attribution, mention: Mention) -> Resolution:
        """An institution: as told in full before if this is its short form, else as described."""
        assert one.source is not None
        text = self._ministry(mention) or self.phrase(mention, one.source)
        if len(text.split()) < 2:
            return self._chosen(one, mention, "body")
        return Resolution((self.entity("institution", text),), "body", "an institution, as described", LIKELY)

    def _ministry(self, mention: Mention) -> str | None:
        """The name of a state's ministry with its portfolio first and the state behind: "ministère de la Défense du Bélarus"."""
        if mention.noun not in self.vocabulary.words["ministry"] or mention.phrase is None:
            return None
        first, last = mention.phrase
        nation = self.inside(first, last, STATES)
        if nation is None or nation.state is None:
            return None
        text = self.article.text
        if not self.vocabulary.modifiers_first:
            pieces = [text[first : nation.start], text[nation.end : last]]
            return self.vocabulary.of_state(" ".join(" ".join(pieces).split()), nation.label) if nation.kind == "demonym" else None
        rest = [
            t
            for t in self.reader.under(first, last)
            if not (nation.start <= t.start < nation.end) and t.text not in "'’" and t.fold != "s" and t.fold not in self.vocabulary.words["of"]
        ]
        portfolio = " ".join(t.text.lower() for t in rest if t.fold != mention.noun)
        return self.vocabulary.body_of_state(mention.noun, portfolio, nation.label) if portfolio else None

    def _principal(self, mention: Mention, span: Span, speaker: Entity) -> Entity | None:
        """For whom a spokesman, a lawyer, an entourage speaks."""
        if speaker.kind not in ("person", "office", "group"):
            return None
        if mention.noun not in self.vocabulary.words["spokesmen"]:
            mention = self._apposed(span) or mention
        if mention.noun not in self.vocabulary.words["spokesmen"]:
            return None
        if mention.of is not None:
            return self._meant(*mention.of)
        nation = self.inside(span.start, span.end, DEMONYM)
        if nation is not None:
            return self.entity("state", nation.label, nation.id)
        return self._owner(span) if mention.determiner == "possessive" or mention.noun in self.vocabulary.words["kept"] else None

    def _apposed(self, span: Span) -> Mention | None:
        """What stands behind the name: "X, porte-parole de Y"."""
        row = self.reader.under(span.start, span.end)
        for at in (k for k, t in enumerate(row) if t.text == "," and k + 1 < len(row)):
            part = self.reader.mention(self.article.span(row[at + 1].start, row[-1].end))
            if part.noun in self.vocabulary.words["spokesmen"]:
                return part
        return None

    def _meant(self, start: int, end: int) -> Entity:
        """Whom a complement means."""
        part = self.article.span(start, end)
        mention = self.reader.mention(part)
        known = self._known(part)
        if known:
            return known.entities[0]
        holder = self._holder(part)
        if holder is not None:
            return holder
        diplomacy = self._diplomacy(part, mention)
        if diplomacy:
            return diplomacy
        if mention.kind == "described" and mention.phrase is not None:
            short = self._shortened(mention, start)
            if short is not None:
                return short
        inside = self.reader.names_in(start, end)
        if mention.kind == "name" and mention.name is not None:
            return self._by_name(part, mention, mention.name)
        if inside and not inside[0].organisation and len(inside[0].words) > 1:
            return self.person(self.full.get(inside[0].start, inside[0]))
        return self.entity("institution", self.phrase(mention, part))

    def _shortened(self, mention: Mention, start: int) -> Entity | None:
        """A government is its state; a body told by its noun alone is the one named before by that noun."""
        assert mention.phrase is not None
        first, last = mention.phrase
        nation = self.inside(first, last, STATES)
        if mention.noun in self.vocabulary.words["governments"] and nation is not None:
            return self.entity("state", nation.label, nation.id)
        if mention.noun not in self.vocabulary.words["bodies"] or " " in self.article.text[first:last]:
            return None
        ranked = [c for _, c in self.ranked(Question("body", start, mention, None)) if c is not None and c.entity.kind not in (UNNAMED, "person", "state")]
        told = next((c for c in ranked if mention.noun in c.nouns or mention.noun in folded(c.entity.name).split()), None)
        return told.entity if told else ranked[0].entity if ranked and mention.noun in self.vocabulary.words["firms"] else None

    def _diplomacy(self, part: Span, mention: Mention) -> Entity | None:
        """ "La diplomatie russe" is the foreign ministry of that state."""
        if mention.noun not in self.vocabulary.words["diplomacy"]:
            return None
        nation = self.inside(part.start, part.end)
        name = self.vocabulary.of_state(self.vocabulary.foreign_ministry, nation.label) if nation else None
        return self.entity("institution", name) if name else None

    def _owner(self, span: Span) -> Entity | None:
        head = next(iter(self.reader.under(span.start, span.end)), None)
        sex = self.vocabulary.owners.get(head.fold) if head else None
        ranked = self.ranked(Question("owner", span.start, Mention("pronoun", gender=sex), None))
        return next((c.entity for _, c in ranked if c is not None and c.entity.kind != UNNAMED), None)

    # Choosing among those named before

    def _chosen(self, one: Attribution, mention: Mention, kind: str) -> Resolution:
        start = (one.source or one.why.anchor).start
        ranked = self.ranked(Question(kind, start, mention, one))
        score, best = ranked[0]
        if best is not None and best.entity.kind == UNNAMED:
            return Resolution((), f"{kind}-unnamed", f"the one told as “{best.entity.name}”, {self._near(best, start)}", score)
        if best is None:
            return Resolution((), f"{kind}-nobody", "nobody named so far is meant", score)
        told = one.source.text if one.source else "no source"
        principal = best.principal
        if one.source is not None and best.entity.kind in ("group", "institution") and not best.events:
            principal = self._principal(mention, one.source, Entity("", "office", ""))
        return Resolution((best.entity,), kind, f"“{told}”: {best.entity.name}, {self._near(best, start)}", score, principal)

    def _near(self, best: Character, start: int) -> str:
        if not best.events:
            return "as described"
        before = [e for e in best.events if e.start < start]
        if not before:
            return "named further on"
        away = self.sentence(start) - before[-1].number
        return "named in the same sentence" if away == 0 else f"named {away} sentence{'s' if away > 1 else ''} before"

    def candidates(self, question: Question) -> list[Character | None]:
        """Everybody the article speaks of, nobody, and for a phrase what it says itself."""
        itself = []
        if question.kind in THEMSELVES and question.one is not None and question.one.source is not None:
            text = self.phrase(question.mention, question.one.source)
            if question.mention.determiner == "possessive" and (owner := self._owner(question.one.source)) is not None:
                text = self.vocabulary.joined(text, owner.name)
            if folded(text) not in self.characters:
                kind = "institution" if question.kind == "body" else "group"
                itself = [Character(self.entity(kind, text))]
        return [*self.characters.values(), None, *itself]

    def ranked(self, question: Question) -> list[tuple[float, Character | None]]:
        """Candidates with their probability, best first; None is nobody."""
        table = weights().get(question.kind, {})
        scene = Scene(self, question)
        rows = [(c, features(scene, c)) for c in self.candidates(question)]
        values = [sum(table.get(name, 0.0) * value for name, value in row.items()) for _, row in rows]
        top = max(values)
        total = sum(math.exp(v - top) for v in values)
        scored = [(math.exp(v - top) / total, c) for v, (c, _) in zip(values, rows, strict=True)]
        return sorted(scored, key=lambda pair: -pair[0])
