"""Words as they are compared: without case, accents, apostrophes and hyphens, letters apart from figures."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# A word is a run of letters with their combining marks (and a plus: OPEC+), or a run of figures: S-400, S400 and S 400 are the same two words.
WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*\+?|\d+")
# Letters that no decomposition takes apart.
LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ə": "a", "ħ": "h", "ŋ": "n", "ʻ": None, "ʼ": None})
# Words kept folded. A news year has about a million different ones, which need not all be kept.
KEPT = 200_000


def fold(word: str) -> str:
    """One word in lower case without its accents."""
    lower = word.lower()
    if lower.isascii():
        return lower
    return "".join(letter for letter in unicodedata.normalize("NFKD", lower.translate(LETTERS)) if not unicodedata.combining(letter))


class Folded(dict[str, str]):
    """Word to folded word, worked out once."""

    def __missing__(self, word: str) -> str:
        if len(self) >= KEPT:
            self.clear()
        self[word] = folded = fold(word)
        return folded


FOLDED = Folded()


def words(text: str) -> list[str]:
    """The words of a name as written."""
    return WORD.findall(text)


@cache
def key(text: str) -> str:
    """The folded words of a name, a space between two: what it is looked up by."""
    return " ".join(FOLDED[word] for word in words(text))
