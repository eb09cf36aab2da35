"""How an article names, describes and points back at those who speak: spans → mentions, and the cast of names.

Nothing is decided here about who is meant: `resolve.py` does that. All words stand in `lang/*/mentions.yaml`.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from .language import packaged, resource
from .model import Article, Span

TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[-‐‑][^\W_]+)*|[^\w\s]")
APOSTROPHES = "'’ʼ"
# A capital at the beginning, or behind the hyphen of a particle ("al-Hadidi").
INNER_CAPITAL = re.compile(r"^[^\W\d_a-zß-öø-ÿ]|^[a-z]{2}[-‐‑][A-ZÀ-Þ]")
VOWELS = tuple("aeiouyh")
# A sentence ends at one of these before white space.
ENDS = frozenset(".!?…")
# Separate the parts of an apposition.
CUTS = frozenset(",;:()[]–—-/")


def folded(word: str) -> str:
    """A word without case and accents, apostrophes made straight."""
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFD", word.lower().replace("œ", "oe").replace("’", "'"))
    return "".join(c for c in plain if not unicodedata.combining(c))


@cache
def _given() -> Mapping[str, str]:
    return {folded(name): gender for gender, names in packaged("given_names.yaml").items() for name in names}


def given_gender(name: str) -> str | None:
    """m or f where a given name tells it, None where it does not."""
    return _given().get(folded(name))


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the article. fold: without case and accents. capital: whether it begins with one. opens: whether it is the first word of its sentence."""

    start: int
    end: int
    text: str
    fold: str
    capital: bool
    opens: bool


@dataclass(frozen=True)
class Vocabulary:
    """The words of `lang/<code>/mentions.yaml`, folded. Not slotted: kept once a language."""

    elided: frozenset[str]
    determiners: Mapping[str, tuple[str, str | None]]
    pronouns: Mapping[str, str]
    words: Mapping[str, frozenset[str]]
    title_gender: Mapping[str, str]
    noun_gender: Mapping[str, str]
    both: frozenset[str]
    foreign_ministry: str
    portfolios_full: Mapping[str, str]
    state_forms: Mapping[str, frozenset[str]]
    of_forms: Mapping[str, str]
    modifiers_first: bool
    of_name: tuple[str, str]
    departments: Mapping[str, str]
    owners: Mapping[str, str]
    speaks_for: Mapping[str, str]

    def joined(self, what: str, whom: str) -> str:
        """A description completed by whose it is."""
        return self.of_name[folded(whom)[:1] in VOWELS].format(what=what, whom=whom)

    def of_state(self, what: str, state: str) -> str:
        """A body completed by its state, with the preposition and article that the state's name takes."""
        plain = folded(state)
        kind = next((kind for kind, names in self.state_forms.items() if plain in names), None)
        if kind is None:
            kind = "vowel" if plain[:1] in VOWELS else "feminine" if plain.endswith("e") else "other"
        return self.of_forms[kind].format(what=what, state=state)

    def body_of_state(self, noun: str, portfolio: str, state: str) -> str:
        """A ministry told by its portfolio before the noun ("foreign ministry"), written out."""
        return self.of_state(self.joined(noun, self.portfolios_full.get(portfolio, portfolio)), state)

    def among(self, name: str, word: str) -> bool:
        """Whether a folded word, or its singular, is in a list."""
        return any(form in self.words[name] for form in singulars(word))


def singulars(word: str) -> tuple[str, ...]:
    """The word, and what it may be the plural of."""
    out = [word]
    if len(word) > 3 and word[-1] in "sx":
        out.append(word[:-1])
        if word.endswith("ies"):
            out.append(word[:-3] + "y")
        elif word.endswith("es"):
            out.append(word[:-2])
        elif word.endswith("aux"):
            out.append(word[:-2] + "l")
    if len(word) > 4 and word.endswith("men"):
        out.append(word[:-3] + "man")
    return tuple(out)


_LISTS = """
of other_prepositions and relative_opening named particles titles roles spokesmen unnamed documents portfolios ministry organisation_words
openers before_noun suffixes counted kept diplomacy apart governments firms title_parts pairs
"""
LISTS = tuple(_LISTS.split())


@cache
def vocabulary(code: str) -> Vocabulary:
    """The words of a language."""
    told = resource(code, "mentions.yaml")
    determiners = {folded(word): (kind, gender) for kind in ("definite", "indefinite", "demonstrative", "possessive") for gender, words in told[kind].items() for word in words}
    pronouns = {folded(word): kind for kind, words in told["pronouns"].items() for word in words}
    words = {name: _folds(told[name]) for name in LISTS}
    bodies = {folded(word): gender for gender, names in told["bodies"].items() for word in names}
    words["bodies"] = frozenset(bodies)
    words["kin"] = _folds(told["kin"])
    genders = {folded(word): gender for gender, names in told["gendered"].items() for word in names}
    return Vocabulary(
        _folds(told["elided"]),
        determiners,
        pronouns,
        words,
        {folded(word): gender for gender, names in told["title_gender"].items() for word in names},
        {**_paired(words["roles"]), **bodies, **genders},
        _folds(told["both"]),
        told["foreign_ministry"],
        told["portfolios_full"],
        {kind: _folds(names) for kind, names in told["state_forms"].items()},
        told["of_state"],
        told["modifiers_first"],
        (told["of_name"][0], told["of_name"][1]),
        {folded(word): name for word, name in told["departments"].items()},
        {folded(word): gender for gender, words in told["owners"].items() for word in words},
        {folded(word): state for word, state in told["speaks_for"].items()},
    )


def _folds(words: Iterable[str]) -> frozenset[str]:
    return frozenset(folded(word) for word in words)


# Endings of a feminine noun beside the masculine one it is made from.
FEMININE = (("e", ""), ("trice", "teur"), ("euse", "eur"), ("ere", "er"), ("enne", "en"), ("elle", "el"), ("onne", "on"), ("esse", ""))


def _paired(roles: frozenset[str]) -> dict[str, str]:
    """Gender of the nouns that come in pairs."""
    out = {}
    for word in roles:
        for ending, plain in FEMININE:
            base = word[: -len(ending)] + plain
            if word.endswith(ending) and base in roles and base != word:
                out[word], out[base] = "f", "m"
    return out


def tokens(article: Article, words: Vocabulary) -> list[Token]:
    """The words and marks of every block, in text order. An elided word stands alone, its apostrophe left out; English 's too."""
    out: list[Token] = []
    for block in article.blocks:
        opens = True
        for found in TOKEN.finditer(article.text, block.start, block.end):
            text = found[0]
            if text in APOSTROPHES:
                continue
            wordlike = text[0].isalnum()
            out.append(Token(found.start(), found.end(), text, folded(text), INNER_CAPITAL.search(text) is not None, opens and wordlike))
            if wordlike:
                opens = False
            elif text in ENDS and _ended(article.text, out, found.end(), words):
                opens = True
    return out


def _ended(text: str, out: Sequence[Token], at: int, words: Vocabulary) -> bool:
    """Whether a full stop ends a sentence: a space behind, and no abbreviated title or initial before."""
    if at < len(text) and not text[at].isspace():
        return False
    before = out[-2] if len(out) > 1 else None
    return before is None or out[-1].text != "." or not ((len(before.text) == 1 and before.capital) or before.fold in words.words["titles"])


@dataclass(frozen=True, slots=True)
class Name:
    """A proper name in the text. words: folded, particles included. title: folded title word before it, or None. led: where the preposition
    stands that leads to it; None without, and where a place or portfolio between the two was cut off: then it led to that."""

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    title: str | None
    led: int | None
    organisation: bool


def names(article: Article, row: Sequence[Token], words: Vocabulary, places: Mapping[int, int]) -> list[Name]:
    """Proper names of the article, in text order: runs of words with a capital, titles and roles before them cut off.

    places: start to end of the states, demonyms and cities that knowledge knows; a name that begins with one loses it
    ("de la Biélorussie Alexandre …"), one that is nothing else is left out.
    """
    out: list[Name] = []
    at = 0
    while at < len(row):
        if not _begins(row[at], words):
            at += 1
            continue
        last = at
        while (further := _further(article.text, row, last, words)) is not None:
            last = further
        first = _trimmed(row, at, last, words)
        while first <= last and row[first].start in places:
            end = places[row[first].start]
            first = next((k for k in range(first, last + 1) if row[k].start >= end), last + 1)
            first = _trimmed(row, first, last, words)
        end = last
        while end > first and row[end].fold in words.words["suffixes"]:
            end -= 1
        if first <= end:
            out.append(_name(article, row, (at, first, end), words))
        at = last + 1
    return out


def _begins(token: Token, words: Vocabulary) -> bool:
    if not token.capital:
        return False
    common = token.fold in words.words["openers"] or token.fold in words.determiners or token.fold in words.pronouns or token.fold in words.elided
    return not (common and (token.opens or len(token.text) == 1 or not token.text.isupper()))


# What may follow an apostrophe inside a name and is no word of its own: "Guivarc'h".
INSIDE_NAMES = frozenset(["h", "a", "i", "u"])
# Words that may stand between two words of a name.
PARTICLES_MOST = 3


def _further(text: str, row: Sequence[Token], last: int, words: Vocabulary) -> int | None:
    """The next word of a name that reaches to `last`, over particles; None where it ends."""
    if last + 1 < len(row) and row[last + 1].start == row[last].end + 1 and text[row[last].end] in APOSTROPHES and row[last + 1].text in INSIDE_NAMES:
        return last + 1
    for step in range(1, PARTICLES_MOST + 1):
        at = last + step
        if at >= len(row) or text[row[at - 1].end : row[at].start] not in (" ", "\u00a0", "\u202f", "'", "’"):
            return None
        if row[at].capital:
            return at
        if row[at].text == "&":
            continue
        if row[at].fold not in words.words["particles"] or row[last].fold in words.words["roles"]:
            return None
    return None


def _trimmed(row: Sequence[Token], first: int, last: int, words: Vocabulary) -> int:
    """Where the name itself begins, behind titles, roles and portfolios; past `last` when nothing is left."""
    lists = words.words
    roles = [k for k in range(first, last) if row[k].fold in lists["roles"] or row[k].fold in lists["titles"]]
    if roles and not any(words.among("organisation_words", row[k].fold) for k in range(roles[-1] + 1, last + 1)):
        first = roles[-1] + 1
    while first <= last and (
        row[first].fold in lists["titles"]
        or words.among("roles", row[first].fold)
        or (first < last and row[first].fold in lists["title_parts"])
        or _portfolio(row, first, last, words)
    ):
        first += 1
    return first


def _portfolio(row: Sequence[Token], first: int, last: int, words: Vocabulary) -> bool:
    """Whether a word with a capital belongs to the title behind it ("Foreign Minister")."""
    return row[first].fold in words.words["portfolios"] and first < last and (words.among("roles", row[first + 1].fold) or row[first + 1].fold in words.words["portfolios"])


def _name(article: Article, row: Sequence[Token], at: tuple[int, int, int], words: Vocabulary) -> Name:
    begun, first, last = at
    before = row[begun - 1] if begun else None
    if before is not None and before.text == "." and begun > 1 and row[begun - 2].fold in words.words["titles"] and row[begun].start - before.end < 2:
        before = row[begun - 2]
    titled = row[first - 1] if first > begun else before
    title = titled.fold if titled is not None and titled.fold in words.words["titles"] and titled.end > row[first].start - 4 else None
    led = _led(row, begun, words)
    folds = tuple(token.fold for token in row[first : last + 1])
    organised = any(words.among("organisation_words", fold) for fold in folds) or all(t.text.isupper() and len(t.text) > 1 for t in row[first : last + 1])
    trimmed = any(not (t.fold in words.words["titles"] or words.among("roles", t.fold)) for t in row[begun:first])
    return Name(row[first].start, row[last].end, article.text[row[first].start : row[last].end], folds, title, None if trimmed else led, organised)


# Words between a preposition and the name that completes it: determiner, title, role.
LED_MOST = 4


def _led(row: Sequence[Token], begun: int, words: Vocabulary) -> int | None:
    """Where the preposition stands that leads to the name that begins there, or None."""
    lists = words.words
    for back in range(begun - 1, max(begun - 1 - LED_MOST, -1), -1):
        fold = row[back].fold
        if fold in lists["of"] or fold in lists["other_prepositions"]:
            return row[back].start
        if not (fold in words.determiners or fold in lists["titles"] or row[back].text == "." or words.among("roles", fold)):
            return None
    return None


@dataclass(frozen=True, slots=True)
class Mention:
    """What a span says of who is meant.

    kind: none, pronoun, both, name, described, unnamed. determiner: definite, indefinite, demonstrative, possessive or None. pronoun: its class in `mentions.yaml`.
    noun: folded head noun, singular where known; None for a bare name. gender: m, f, n or None; plural: None where the words do not tell.
    name: the proper name that is meant, not one that only completes the noun. of: what completes the noun ("le porte-parole de X"): start and end, or None.
    phrase: start and end of the noun phrase without determiner and apposition.
    """

    kind: str
    determiner: str | None = None
    pronoun: str | None = None
    noun: str | None = None
    gender: str | None = None
    plural: bool | None = None
    name: Name | None = None
    of: tuple[int, int] | None = None
    phrase: tuple[int, int] | None = None


class Reader:
    """Reads mentions of one article."""

    def __init__(self, article: Article, places: Mapping[int, int] | None = None) -> None:
        self.article = article
        self.words = vocabulary(article.lang)
        self.tokens = tokens(article, self.words)
        self.starts = [token.start for token in self.tokens]
        self.names = names(article, self.tokens, self.words, places or {})
        self.name_starts = [name.start for name in self.names]

    def under(self, start: int, end: int) -> list[Token]:
        """Tokens inside a stretch."""
        return [t for t in self.tokens[bisect_left(self.starts, start) : bisect_left(self.starts, end)] if t.end <= end]

    def names_in(self, start: int, end: int) -> list[Name]:
        """Proper names inside a stretch."""
        return [n for n in self.names[bisect_left(self.name_starts, start) : bisect_left(self.name_starts, end)] if n.end <= end]

    def mention(self, span: Span | None) -> Mention:
        """What a span says of who is meant."""
        if span is None:
            return Mention("none")
        plain = folded(span.text.strip(" -\u00a0").removeprefix("t-"))
        if plain in self.words.pronouns:
            return self._pronoun(plain)
        row = self.under(span.start, span.end)
        if not row:
            return Mention("unnamed")
        if len(row) == 1 and row[0].fold in self.words.pronouns:
            return self._pronoun(row[0].fold)
        if plain in self.words.both:
            return Mention("both", plural=True)
        return self._phrase(row)

    def _pronoun(self, plain: str) -> Mention:
        kind = self.words.pronouns[plain]
        ending = kind.rpartition("_")[2] if "_" in kind else ""
        gender = ending[0] if ending[:1] in "mfn" and ending else None
        return Mention("unnamed" if kind == "anybody" else "pronoun", pronoun=kind.split("_")[0], gender=gender, plural=ending.endswith("p") if ending else None)

    def _phrase(self, row: Sequence[Token]) -> Mention:
        words = self.words
        determiner, gender, at = None, None, 0
        while at < len(row) and row[at].fold in words.determiners and not (row[at].capital and not row[at].opens and at):
            kind, said = words.determiners[row[at].fold]
            determiner, gender = (determiner if determiner in ("demonstrative", "possessive", "definite") and kind == "indefinite" else kind), said
            at += 1
        core = self._core(row, at)
        noun = self._noun(row, at, core)
        name = self._named(row, at)
        plural = gender == "p" or (noun is not None and noun.fold not in words.words["roles"] | words.words["bodies"] and words.among("roles", noun.fold)) or None
        fold = self._singular(noun.fold) if noun else None
        sex = gender if gender in ("m", "f") and determiner != "possessive" else None
        if fold is not None and fold in words.noun_gender and sex is None:
            sex = words.noun_gender[fold]
        if name is not None and name.title is not None:
            sex = words.title_gender.get(name.title, sex)
        of = self._complement(row, core)
        if of is None and words.modifiers_first and noun is not None and row[at].start < noun.start:
            of = row[at].start, next(t.end for t in reversed(row) if t.end <= noun.start)
        phrase = (row[at].start, row[core - 1].end) if core > at else None
        counted = row[0].fold in words.words["counted"] and determiner == "indefinite" and (fold is None or words.among("roles", fold) or words.among("unnamed", fold))
        apart = determiner is not None and at < len(row) and row[at].fold in words.words["apart"] and (at + 1 == core or row[at + 1].fold in words.words["of"])
        counted = counted or apart or (determiner is None and fold in words.words["unnamed"])
        counted = counted or (determiner == "indefinite" and fold is not None and words.among("unnamed", fold))
        spokesman = fold in words.words["kept"] and not plural
        kind = "name" if name is not None else "unnamed" if (counted and not spokesman) or self._nobody(determiner, fold, plural) else "described"
        return Mention(kind, determiner, None, fold, sex, plural, name, of, phrase)

    def _singular(self, fold: str) -> str:
        known = self.words.words["roles"] | self.words.words["bodies"] | self.words.words["documents"]
        return next((form for form in singulars(fold) if form in known), fold)

    def _nobody(self, determiner: str | None, noun: str | None, plural: bool | None) -> bool:
        return determiner == "indefinite" and noun is not None and not plural and noun not in self.words.words["kept"]

    def _core(self, row: Sequence[Token], at: int) -> int:
        """Where the noun phrase ends: at a comma or a relative."""
        words = self.words.words
        end = at
        while end < len(row) and row[end].text not in CUTS and row[end].fold not in words["relative_opening"]:
            end += 1
        return end

    def _noun(self, row: Sequence[Token], at: int, core: int) -> Token | None:
        """The head noun of a phrase: the first role or body in it, before any complement; else its first (French) or last (English) word."""
        words = self.words
        stop = next(
            (
                k
                for k in range(at + 1, core)
                if row[k].fold in words.words["of"] or row[k].fold in words.words["other_prepositions"] or (row[k].fold == "s" and row[k].start == row[k - 1].end + 1)
            ),
            core,
        )
        if stop < core and row[stop].fold == "s":
            return self._noun(row, stop + 1, core)
        inner = [t for t in row[at:stop] if t.text[0].isalnum()]
        lists = [t for t in inner if any(words.among(name, t.fold) for name in ("roles", "bodies", "documents", "unnamed", "spokesmen"))]
        if lists:
            return lists[0] if words.words["before_noun"] else lists[-1]
        plain = [t for t in inner if not t.capital or t.opens]
        plain = [t for t in plain if t.fold not in words.words["before_noun"]]
        return (plain[0] if words.words["before_noun"] else plain[-1]) if plain else None

    def _complement(self, row: Sequence[Token], core: int) -> tuple[int, int] | None:
        """What follows the first `of` of the phrase, or what a possessive 's precedes."""
        for at, token in enumerate(row[:core]):
            if at and token.fold in self.words.words["of"] and at + 1 < core:
                return row[at + 1].start, row[core - 1].end
            if at and token.fold == "s" and token.start == row[at - 1].end + 1:
                first = next((k for k in range(at) if row[k].fold not in self.words.determiners), 0)
                return row[first].start, row[at - 1].end
        return None

    def _named(self, row: Sequence[Token], at: int) -> Name | None:
        """The proper name that a phrase means: the one it begins with, else one in apposition, else one that no preposition leads to."""
        inside = self.names_in(row[0].start, row[-1].end)
        words = self.words.words
        for k, token in enumerate(row[:-1]):
            if token.fold in words["named"]:
                called = next((n for n in inside if n.start == row[k + 1].start), None)
                if called:
                    return called
        relative = next((t.start for t in row if t.fold in words["relative_opening"] or t.text == "("), row[-1].end)
        free = [n for n in inside if n.start < relative and (n.led is None or n.led < row[0].start) and not self._modifies(row, n)]
        begun = next((n for n in free if at < len(row) and n.start == row[at].start), None)
        apposed = next((n for n in free if self._apposed(row, n)), None)
        return begun if begun is not None and not (begun.organisation and apposed) else apposed or (free[0] if free else None)

    def _modifies(self, row: Sequence[Token], name: Name) -> bool:
        """Whether a name only completes the noun behind it: a possessive, or in languages that put modifiers first a common noun that follows."""
        following = next((t for t in row if t.start >= name.end), None)
        if following is None:
            return False
        if following.fold == "s" and following.start == name.end + 1:
            return True
        if not self.words.modifiers_first or not following.text[0].isalpha() or (following.capital and following.fold not in self.words.words["roles"]):
            return False
        lists = self.words.words
        return not any(following.fold in lists[x] for x in ("of", "other_prepositions", "and", "relative_opening"))

    def _apposed(self, row: Sequence[Token], name: Name) -> bool:
        """Whether a name stands behind a comma, with nothing between but titles and roles."""
        k = next(i for i, t in enumerate(row) if t.start == name.start)
        lists = self.words.words
        while k and (row[k - 1].text == "." or row[k - 1].fold in lists["titles"] or row[k - 1].fold in self.words.determiners or self.words.among("roles", row[k - 1].fold)):
            k -= 1
        return k > 0 and row[k - 1].text == ","
