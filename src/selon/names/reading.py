"""One reading of a text for names: what stands where, which rules speak, what is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from .context import Rule
from .grammar import Grammar, grammar
from .lexicon import Form, Lexicon
from .text import Text

# How sure a form is by itself; measured on nothing: an order, not a probability.
SCORES = {"name": 0.98, "acronym": 0.95, "foreign": 0.9, "part": 0.9, "bare": 0.9, "adjective": 0.95, "epithet": 0.85, "family": 0.85, "city": 0.9, "title": 0.9}
WEAK = 0.8  # what a weak form keeps of it
CITY = "city"
STATES = ("state", "territory", "demonym", "metonym", "capital")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a form may mean here. rule, reason: the rule that let it, if one did. preferred: a rule puts it first."""

    kind: str
    id: str
    how: str
    weak: bool
    rule: str
    reason: str
    preferred: bool = False

    @property
    def score(self) -> float:
        """How sure it is by its form."""
        return SCORES[self.how] * (WEAK if self.weak else 1)

    @property
    def state(self) -> str:
        """The code of the state that it speaks of."""
        return self.id.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Mention:
    """Words [start, end) with what they may mean, the likeliest first; no reading when a rule says that there is no name."""

    start: int
    end: int
    readings: tuple[Reading, ...]

    @property
    def first(self) -> Reading:
        """The likeliest reading."""
        return self.readings[0]


@dataclass(frozen=True, slots=True)
class Title:
    """Words [start, end) that are the title of offices: `BY:head of state`, `*:head of state`."""

    start: int
    end: int
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a scan found, in text order."""

    mentions: tuple[Mention, ...]
    titles: tuple[Title, ...]


REASONS = {
    "name": "a known name",
    "acronym": "a known acronym",
    "foreign": "a name in another language",
    "part": "a part that stands for the state",
    "bare": "a title without its article",
    "adjective": "a word for a people",
    "epithet": "a known paraphrase",
    "family": "a family name alone",
    "city": "a capital that acts",
    "title": "a title",
}


@cache
def rules_for(lang: str, kind: str) -> tuple[Rule, ...]:
    """The rules that may speak of a kind."""
    return tuple(rule for rule in grammar(lang).rules if rule.kinds is None or kind in rule.kinds)


class Scan:
    """Walks over a text once."""

    def __init__(self, text: Text, lexicon: Lexicon, rules: Grammar) -> None:
        self.text, self.lexicon, self.rules = text, lexicon, rules
        self._titles: list[Title] = []

    def seen(self) -> Seen:
        """Every mention that the rules leave, longest first, and every title."""
        firsts, folded, free, mentions = self.lexicon.firsts, self.text.folded, 0, []
        for index, word in enumerate(folded):
            if word not in firsts or not (counts := self.lexicon.counts(folded, index)):
                continue
            if index < free:
                self._titles_at(index, counts)
            elif mention := self._at(index, counts):
                mentions.append(self._better(mention))
                free = mentions[-1].end
        return Seen(tuple(mentions), tuple(dict.fromkeys(self._titles)))

    def _better(self, mention: Mention) -> Mention:
        """The mention, or one that begins within it and is longer: not "missile Trident" but "Trident II"."""
        for index in range(mention.start + 1, mention.end):
            counts = self.lexicon.counts(self.text.folded, index)
            if counts and (other := self._at(index, counts)):
                gained = (other.end - other.start) - (mention.end - mention.start)
                if other.end > mention.end and other.readings and (gained > 0 or (gained == 0 and not self.text.capital(mention.start))):
                    return other
        return mention

    def _keys(self, index: int, counts: tuple[int, ...]) -> Iterable[tuple[int, str]]:
        folded, table, fixed = self.text.folded, self.lexicon.table, self.lexicon.fixed
        for count in counts:
            key = folded[index] if count == 1 else " ".join(folded[index : index + count])
            if (key in table or key in fixed) and index + count <= len(folded):
                yield count, key

    def _titles_at(self, index: int, counts: tuple[int, ...]) -> None:
        for count, key in self._keys(index, counts):
            if (offices := self.lexicon.titled(key)) and self._whole(index, count, frozenset()):
                self._titles.append(Title(index, index + count, offices))

    def _at(self, index: int, counts: tuple[int, ...]) -> Mention | None:
        for count, key in self._keys(index, counts):
            forms = self.lexicon.forms(key) if key in self.lexicon.table else ()
            commas = next((form.commas for form in forms if form.commas), frozenset[int]())
            if count > 1 and not self._whole(index, count, commas):
                continue
            if key in self.lexicon.fixed and self._fixed(index, key):
                return Mention(index, index + count, ())
            if offices := tuple(form.id for form in forms if form.kind == "title"):
                self._titles.append(Title(index, index + count, offices))
            if (mention := self._read(index, count, forms)) is not None:
                return mention
        return None

    def _whole(self, index: int, count: int, commas: frozenset[int]) -> bool:
        """Whether the words follow each other as one name's do."""
        return all(self.text.soft(at) or (at - index in commas and self.text.gap(at).strip() == ",") for at in range(index + 1, index + count))

    def _fixed(self, index: int, key: str) -> bool:
        """Whether a fixed phrase has its capitals."""
        written = self.lexicon.fixed[key].split()[0]
        return not written[0].isupper() or self.text.capital(index)

    def _read(self, index: int, count: int, forms: tuple[Form, ...]) -> Mention | None:
        """The mention of forms that fit; one without readings when a rule forbids them; None when nothing is here and shorter names may be."""
        end, kept, forbidden = index + count, list[Reading](), False
        states = {form.id for form in forms if form.kind in ("state", "territory")}  # a state of its capital's name (Monaco, Luxembourg) is meant, not the town
        for form in forms:
            if form.kind == "title" or (form.kind == "capital" and form.id in states) or not form.fits(self.text, index) or not self._apart(index, end, form.kind):
                continue
            for reading in readings(form):
                verdict = self._judge(index, end, reading, " ".join(self.text.folded[index:end]))
                if isinstance(verdict, Reading):
                    kept.append(replace(verdict, preferred=self._preferred(index, end, verdict)))
                else:
                    forbidden = forbidden or verdict
        order = self.rules.order
        town = any(form.kind == "capital" for form in forms)  # Muscat is a town before it is somebody
        kept.sort(key=lambda each: (not each.preferred, town and each.how == "family", each.how == "foreign", order.get(each.kind, 99)))
        return Mention(index, end, tuple(kept)) if kept or forbidden else None

    def _judge(self, start: int, end: int, reading: Reading, key: str) -> Reading | bool:
        """The reading with the rule that lets it be; True when one forbids it, False when none of those that could let it does."""
        asked, lets = False, None
        for rule in rules_for(self.rules.lang, reading.kind):
            if rule.action == "prefer" or not speaks(rule, reading, key):
                continue
            if rule.action in ("forbid", "demand"):
                if rule.holds(self.text, start, end, self.rules.common) == (rule.action == "forbid"):
                    return rule.action == "forbid"
            elif lets is None:
                asked = True
                lets = rule if rule.holds(self.text, start, end, self.rules.common) else None
        if asked and lets is None:
            return False
        return replace(reading, rule=lets.name, reason=lets.why) if lets else reading

    def _preferred(self, start: int, end: int, reading: Reading) -> bool:
        key = " ".join(self.text.folded[start:end])
        tried = (rule for rule in rules_for(self.rules.lang, reading.kind) if rule.action == "prefer" and speaks(rule, reading, key))
        return any(rule.holds(self.text, start, end, self.rules.common) for rule in tried)

    def _apart(self, start: int, end: int, kind: str) -> bool:
        """Whether the name is a word by itself: not glued by a hyphen to a longer one, nor part of an address."""
        raw, text = self.text.raw, self.text
        before, after = raw[text.starts[start] - 1 : text.starts[start]], raw[text.ends[end - 1] : text.ends[end - 1] + 2]
        if before in ("@", "_", "#") or after[:1] in ("_", "@") or (after[:1] == "." and after[1:].islower()):
            return False
        if text.gap(end) in ("'", "’") and end < len(text.words) and text.folded[end] not in self.rules.offices.possessive:
            return False
        left = start > 0 and text.gap(start) in ("-", "‑", "‐")
        right = end < len(text.words) and text.gap(end) in ("-", "‑", "‐")
        if kind == "weapon":
            return not left
        if kind == "person" and end - start > 1 and (left or right) and text.capital(start - 1 if left else end):
            return False
        if (start > 0 and text.gap(start) == "") or (end < len(text.words) and text.gap(end) == "" and not after.startswith(".")):
            return False
        return not (left and not self._joins(start - 1, False)) and not (right and not self._joins(end, True))

    def _joins(self, index: int, after: bool) -> bool:
        """Whether a word may be tied to a name by a hyphen: a prefix, an ending, or another name."""
        word = self.text.folded[index]
        if word in self.rules.glue or (after and self.rules.glued and not self.text.capital(index)):
            return True
        return any(form.kind in ("state", "territory", "demonym", "capital", "person", "organisation") for count in (1,) for form in self.lexicon.forms(word))


def speaks(rule: Rule, reading: Reading, key: str) -> bool:
    """Whether a rule is about a reading of a form."""
    return (
        (rule.hows is None or reading.how in rule.hows)
        and (rule.forms is None or key in rule.forms)
        and (rule.ids is None or reading.id in rule.ids)
        and (rule.weak is None or rule.weak == reading.weak)
    )


@cache
def readings(form: Form) -> tuple[Reading, ...]:
    """What a form may mean: a capital is a city or those who govern there."""
    as_is = Reading(form.kind, form.id, form.how, form.weak, form.how, REASONS[form.how])
    if form.kind != "capital":
        return (as_is,)
    return Reading("metonym", f"{form.id}:GOV", CITY, form.weak, CITY, REASONS[CITY]), as_is
