"""Words as they are looked up: without case and accents, elided articles cut off, brought to their stem.

The same function makes the index and the query, on every engine; the engines only hold stems. Offsets count code points of the text as it is, so that a hit can be shown in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ..mentions import folded

# A run of letters and digits with the marks that combine with them. Hyphens and apostrophes part words.
WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")
# What elision leaves before an apostrophe: no word that anybody looks for.
ELIDED = frozenset(["l", "d", "j", "m", "t", "s", "n", "c", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"])
APOSTROPHES = "'’ʼ"
STEMMERS = {"fr": "french", "en": "english"}
# Words whose stem is remembered: those of some hundred thousand articles.
KNOWN = 200_000


@dataclass(frozen=True, slots=True)
class Token:
    """One word: where it stands in the text, half-open, and its folded stem."""

    start: int
    end: int
    stem: str


@cache
def _stemmer(lang: str) -> Callable[[str], str]:
    name = STEMMERS.get(lang)
    if name is None:
        return lambda word: word
    from snowballstemmer import stemmer

    return stemmer(name).stemWord


@lru_cache(maxsize=KNOWN)
def stem(word: str, lang: str) -> str:
    """The stem of a word, folded. The stemmer reads the accents, so they go last; a word of one language is stemmed alike with and without them where the stemmer allows."""
    bare = folded(word)
    return bare if any(c.isdigit() for c in bare) else folded(_stemmer(lang)(bare))


def tokens(text: str, lang: str) -> Iterator[Token]:
    """The words of a text, in order."""
    for found in WORD.finditer(text):
        word, end = found.group(), found.end()
        if text[end : end + 1] in APOSTROPHES and text[end : end + 1] and folded(word) in ELIDED:
            continue
        yield Token(found.start(), end, stem(word, lang))


def indexed(text: str, lang: str) -> str:
    """The stems of a text, parted by blanks: what an engine is given to index."""
    return " ".join(each.stem for each in tokens(text, lang))
