"""Finding names and saying who they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..knowledge.folding import key
from ..knowledge.load import Knowledge
from ..knowledge.rows import Interval, Names, Organisation, Outlet, Person, Term, Treaty, Weapon
from .dates import dated, published
from .grammar import Grammar, grammar
from .lexicon import lexicon
from .offices import Finder, Office
from .reading import Mention, Reading, Scan
from .text import Text

When = str | tuple[str, str] | None
GUESS = 0.6  # what a score keeps when the first of several is taken for want of evidence
UNKNOWN = 0.5  # score of an office whose holder is not known
OFFICES = ("head of state", "head of government", "foreign minister", "head", "high representative")


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text.

    start, end: code points, half-open. kind: state, territory, demonym, capital, metonym, person, office, organisation, treaty, weapon, outlet, platform.
    id: code of a state or territory (also for a demonym), `RU:GOV` for a metonym, `minsk|BY` for a capital, else the row's; of an office its holder's, empty when unknown.
    name: the standard English name; label: the one to print in the text's language. For an office they are its holder's.
    role, of: the office held at the time and the state or organisation it belongs to; for places and metonyms `of` is the state. None where there is none.
    score: 0 to 1. rule, reason: what let the name be read so.
    """

    start: int
    end: int
    kind: str
    id: str
    name: str
    label: str
    role: str | None
    of: str | None
    score: float
    rule: str
    reason: str


class Reader:
    """Reads one text. given: the interval or day that the caller gave."""

    def __init__(self, raw: str, lang: str, knowledge: Knowledge, when: When) -> None:
        self.lang, self.knowledge = lang, knowledge
        self.rules: Grammar = grammar(lang)
        self.text = Text(raw, self.rules.abbreviations, self.rules.titled)
        self.given = published(when)
        names = lexicon(knowledge, lang)
        self.seen = Scan(self.text, names, self.rules).seen()
        self.offices = Finder(self.text, self.seen, names, knowledge).offices(self.rules.offices)

    def named(self) -> list[Named]:
        """Every name, in text order."""
        out = [made for office in self.offices if (made := self._office(office))]
        spelt = self._spelt
        for mention in self.seen.mentions:
            if spelt and " ".join(self.text.folded[mention.start : mention.end]) in spelt:
                continue
            if mention.readings and not self._strange(mention) and not self._taken(mention):
                reading = self._chosen(mention)
                if reading and (made := self._named(mention, *reading)):
                    out.append(made)
        return sorted(out, key=lambda each: each.start)

    def _taken(self, mention: Mention) -> bool:
        """Whether an office holds a mention; that of a vice-minister leaves his nationality free."""
        over = [office for office in self.offices if office.start < mention.end and mention.start < office.end]
        return any(office.office is not None or not office.public or mention.first.kind != "demonym" for office in over)

    @cached_property
    def _spelt(self) -> frozenset[str]:
        """Initials in brackets after words that they abbreviate and that are no known name: in this text they mean those words."""
        ends = {mention.end for mention in self.seen.mentions if mention.readings}
        return frozenset(
            " ".join(self.text.folded[mention.start : mention.end])
            for mention in self.seen.mentions
            if mention.readings and mention.first.how in ("acronym", "name", "foreign") and mention.start not in ends and self._abbreviates(mention)
        )

    def _abbreviates(self, mention: Mention) -> bool:
        """Whether a mention is initials in brackets, and the words before it begin with them in their order."""
        text, start = self.text, mention.start
        letters = "".join(text.folded[start : mention.end])
        if mention.end - start > 1 or not text.words[start].isupper() or (not text.gap(start).rstrip().endswith("(") and "(" not in text.gap(start)):
            return False
        initials = "".join(word[0] for word in text.folded[max(text.sentence(start)[0], start - 2 * len(letters) - 2) : start])
        left = iter(reversed(initials))
        return len(letters) >= 2 and all(letter in left for letter in reversed(letters))

    def _when(self, at: int) -> Interval | None:
        """When it happened: as the caller says, else as the sentence says, else the day of publication."""
        if self.given and self.given.named:
            return self.given
        return dated(self.text, at, self.rules.dates) or self.given

    def _chosen(self, mention: Mention) -> tuple[Reading, float] | None:
        """The reading, and what its score keeps: where several rows bear the name, the one that the sentence or the text speaks of."""
        first = mention.first
        rivals = [reading for reading in mention.readings if reading.kind == first.kind]
        if first.kind == "person":
            return self._person(mention, rivals)
        if first.kind == "metonym" and first.weak and first.rule == first.how:
            rivals = [reading for reading in rivals if reading.state in self._codes(mention.start)]
            return (rivals[0], 1.0) if rivals else next(((each, 1.0) for each in mention.readings if each.kind != "metonym"), None)
        if len({reading.id for reading in rivals}) == 1 or first.kind not in ("state", "demonym", "metonym", "capital", "territory"):
            return first, 1.0
        if first.preferred:
            return first, 1.0
        for codes in (self._codes(mention.start), self._all):
            counted = [(codes[reading.state], -number) for number, reading in enumerate(rivals)]
            best, number = max(counted)
            if best:
                return rivals[-number], 1.0
        return first, GUESS

    def _strange(self, mention: Mention) -> bool:
        """Whether a family name alone is somebody else's: another first name stood before it in the text, or it is a word and nothing tells."""
        first, full = mention.first, self._full
        if first.kind != "person" or first.how != "family" or any(reading.id in full for reading in mention.readings):
            return False
        its = " ".join(self.text.folded[mention.start : mention.end])
        title = self.text.folded[mention.start - 1] if mention.start > 0 and self.text.soft(mention.start) else ""
        gender = self.knowledge.people[first.id].gender
        if gender and title in self.rules.genders[gender]:
            return True
        told = title in self.rules.roles
        return its in self._others or (its in self.rules.given and not told)

    @cached_property
    def _others(self) -> frozenset[str]:
        """Family names that the text gives to somebody unknown: forbidden where a first name stands before them."""
        struck = (mention for mention in self.seen.mentions if not mention.readings)
        return frozenset(" ".join(self.text.folded[mention.start : mention.end]) for mention in struck)

    def _person(self, mention: Mention, rivals: list[Reading]) -> tuple[Reading, float]:
        """Of several persons of a name: the one named in full in the text, else who held an office then, else who held one last."""
        if len(rivals) == 1:
            return rivals[0], 1.0
        if full := [reading for reading in rivals if reading.id in self._full]:
            return full[0], 1.0
        when = self._when(mention.start)
        if when and (serving := [reading for reading in rivals if self._terms(reading.id, when)]):
            return serving[0], 1.0
        return max(rivals, key=lambda reading: max((term.end or "9999" for term in self.knowledge.people[reading.id].offices), default="")), GUESS

    @cached_property
    def _full(self) -> frozenset[str]:
        return frozenset(mention.first.id for mention in self.seen.mentions if mention.readings and mention.first.kind == "person" and mention.first.how == "name")

    def _codes(self, at: int) -> Counter[str]:
        """States that the sentence of a word speaks of, by names that mean one state only, and by its cities."""
        first, last = self.text.sentence(at)
        codes = self._counted(tuple(mention for mention in self.seen.mentions if first <= mention.start < last))
        codes.update(code for code, words in self.rules.hints.items() if not words.isdisjoint(self.text.around(at)))
        return codes

    @cached_property
    def _all(self) -> Counter[str]:
        codes = self._counted(self.seen.mentions)
        words = frozenset(self.text.folded)
        codes.update(code for code, hints in self.rules.hints.items() if not hints.isdisjoint(words))
        return codes

    def _counted(self, mentions: Sequence[Mention]) -> Counter[str]:
        codes: Counter[str] = Counter()
        for mention in mentions:
            if not mention.readings:
                continue
            if mention.first.kind == "person":
                codes.update({term.of for term in self.knowledge.people[mention.first.id].offices})
            elif mention.first.kind in ("organisation",):
                if state := self.knowledge.organisations[mention.first.id].state if mention.first.id in self.knowledge.organisations else None:
                    codes[state] += 1
            elif not (mention.first.weak and mention.first.kind == "metonym") and len({reading.state for reading in mention.readings}) == 1:
                codes[mention.first.state] += 1
        return codes

    def _terms(self, person: str, when: Interval) -> list[Term]:
        return sorted(self.knowledge.offices(person, (when.first, when.last)), key=lambda term: OFFICES.index(term.office))

    def _place(self, start: int, end: int) -> tuple[int, int]:
        return self.text.starts[start], self._end(end)

    def _end(self, end: int) -> int:
        """The end of the word before `end`, with the full stop or sign that belongs to an acronym or a shortened word."""
        at, raw = self.text.ends[end - 1], self.text.raw
        dotted = (end > 1 and self.text.gap(end - 1) == ".") or self.text.folded[end - 1] in self.rules.abbreviations
        return at + 1 if dotted and len(self.text.words[end - 1]) <= 2 and raw[at : at + 1] == "." else at

    def _office(self, office: Office) -> Named | None:
        """An office with its holder at the time; the person named beside the title, where one is."""
        if office.office is None:
            return None
        start, end = self._place(office.start, office.end)
        when, beside = self._when(office.start), self._beside(office)
        if beside is None and self._unknown(office):
            return Named(start, end, "office", "", "", "", office.office, office.of, UNKNOWN, "title", "a title beside a name that is not known")
        held = self.knowledge.terms(office.office, office.of, (when.first, when.last)) if when else ()
        holder = beside or (held[0][1] if held else None)
        score = 0.95 if beside or len(held) == 1 else 0.8 if held else UNKNOWN
        who = (holder.id, holder.names.standard, holder.name(self.lang)) if holder else ("", "", "")
        return Named(start, end, "office", *who, office.office, office.of, score, "title", "a title and whose it is" if not beside else "a title beside a name")

    def _beside(self, office: Office) -> Person | None:
        """The person whose name follows the title, if the office was ever that person's."""
        for mention in self.seen.mentions:
            if mention.start == office.end and mention.readings and mention.first.kind == "person" and self.text.gap(mention.start).strip() in ("", ","):
                person = self.knowledge.people[mention.first.id]
                if any((term.office, term.of) == (office.office, office.of) for term in person.offices):
                    return person
        return None

    def _unknown(self, office: Office) -> bool:
        """Whether a capitalised name follows the title that no row has: its bearer is somebody else than the holder that we know."""
        text, at = self.text, office.end
        if at >= len(text.words) or text.gap(at).strip() not in ("", ",") or text.capitals(at) or text.titled(at):
            return False
        known = any(mention.start == at and mention.readings and mention.first.kind != "person" for mention in self.seen.mentions)
        if known or not text.capital(at) or text.folded[at] in self.rules.common:
            return False
        return text.gap(at).strip() == "" or (at + 1 < len(text.words) and text.capital(at + 1) and text.soft(at + 1))

    def _named(self, mention: Mention, reading: Reading, kept: float) -> Named | None:
        start, end = self._place(mention.start, mention.end)
        if not (row := self._names(reading)):
            return None
        names, name, of = row
        role = None
        if reading.kind == "person" and (when := self._when(mention.start)) and (terms := self._terms(reading.id, when)):
            role, of = terms[0].office, terms[0].of
        told = (names.standard, names.preferred(self.lang), role, of, round(reading.score * kept, 3), reading.rule, reading.reason)
        return Named(start, end, reading.kind, name, *told)

    def _names(self, reading: Reading) -> tuple[Names, str, str | None] | None:
        """Names, id and state of what a reading means; None for a row that is gone."""
        know, kind, code = self.knowledge, reading.kind, reading.state
        if kind == "capital":
            city = know.states[code].capital
            return (city.names, f"{key(city.names.standard).replace(' ', '-')}|{code}", code) if city else None
        if kind in ("state", "territory", "demonym", "metonym"):
            return know.states[code].names, reading.id, code
        if kind == "organisation" and reading.id in know.states:
            union = know.union(reading.id)
            return (union.names, reading.id, None) if union else (know.states[code].names, reading.id, None)
        shelves: dict[str, Mapping[str, Person | Organisation | Treaty | Weapon | Outlet]] = {
            "person": know.people,
            "organisation": know.organisations,
            "treaty": know.treaties,
            "weapon": know.weapons,
            "outlet": know.outlets,
            "platform": know.outlets,
        }
        return shelves[kind][reading.id].names, reading.id, None


def find(text: str, lang: str, knowledge: Knowledge, when: When = None, spans: Sequence[tuple[int, int]] | None = None) -> tuple[Named, ...]:
    """The names in a text, in its order; none overlaps another.

    when: first and last day of the happening (a pair), which holds for the whole text; or the day of publication (one date), which a date in a sentence beats.
    None: only dates in the sentences count. spans: only names that touch one of these are returned; the whole text is still read for evidence.
    Raises SettingError for a language that is not read.
    """
    found = Reader(text, lang, knowledge, when).named()
    if spans is None:
        return tuple(found)
    return tuple(each for each in found if any(each.start < end and start < each.end for start, end in spans))


def resolve(text: str, start: int, end: int, lang: str, knowledge: Knowledge, when: When = None) -> Named | None:
    """Who or what one span names, read in its text; None when no name fills it but for articles, titles and words of its kind ("the agency ...").

    Of two names that fill it together (a title and a person) the person is given.
    """
    reader = Reader(text, lang, knowledge, when)
    touching = [each for each in reader.named() if each.start < end and start < each.end]
    if not touching:
        return None
    rank = {kind: number for number, kind in enumerate(("person", "office", "organisation", "metonym", "state"))}
    best = min(touching, key=lambda each: (rank.get(each.kind, 9), each.start))
    covered = [(each.start, each.end) for each in touching]
    left = [
        word
        for word, first, last in zip(reader.text.folded, reader.text.starts, reader.text.ends, strict=True)
        if start <= first and last <= end and not any(a <= first and last <= b for a, b in covered)
    ]
    return best if all(word in reader.rules.lead for word in left) else None


__all__ = ["Named", "find", "resolve"]
