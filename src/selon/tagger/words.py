"""Words: the unit in which the tagger reads and writes.

A word is a run of letters, digits and combining marks, or one other character that is no space. No span of the
gold begins or ends inside one (checked on all of it), so every span that the tagger gives is made of whole words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WORD = re.compile(r"[\w\u0300-\u036f]+|[^\w\s]")
SURROGATE = re.compile("[\ud800-\udfff]")
# What a piece vocabulary writes for the space before a word (SentencePiece).
SPACE = "\u2581"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one text, column by column; all columns have the same length.

    start, end: code points of the text, half-open.
    form: the word as the piece vocabulary reads it: NFKC, with SPACE before it where the text has a space.
    block: index of the block that holds the word.
    quoted: whether the word stands inside quotation marks, the marks included.
    """

    start: tuple[int, ...]
    end: tuple[int, ...]
    form: tuple[str, ...]
    block: tuple[int, ...]
    quoted: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.start)


def written(word: str, spaced: bool) -> str:
    """The word as the piece vocabulary reads it. A lone surrogate, which no encoder takes, becomes U+FFFD."""
    plain = word if word.isascii() else unicodedata.normalize("NFKC", SURROGATE.sub("\ufffd", word))
    plain = plain.replace(" ", SPACE) or "\ufffd"
    return SPACE + plain if spaced else plain


def split(text: str, blocks: Sequence[tuple[int, int]], marks: Mapping[str, str]) -> Words:
    """Cut the blocks of a text, given as (start, end) in text order, into words.

    marks: opening quotation mark to closing one, as `lang/*/marks.yaml` has them.
    """
    start: list[int] = []
    end: list[int] = []
    form: list[str] = []
    block: list[int] = []
    quoted: list[bool] = []
    for number, (first, last) in enumerate(blocks):
        inside = bytearray(last - first)
        for a, b in quotations(text, first, last, marks):
            inside[a - first : b - first] = b"\x01" * (b - a)
        before = -1
        for found in WORD.finditer(text, first, last):
            a, b = found.span()
            start.append(a)
            end.append(b)
            form.append(written(found[0], a != before))
            block.append(number)
            quoted.append(bool(inside[a - first]))
            before = b
    return Words(tuple(start), tuple(end), tuple(form), tuple(block), tuple(quoted))


def quotations(text: str, first: int, last: int, marks: Mapping[str, str]) -> list[tuple[int, int]]:
    """Stretches of text[first:last] in quotation marks, marks included, outermost only, in text order.

    Marks are paired by kind inside one block. An opening mark that nothing closes runs to the end of the block when
    it starts the block (a quotation that runs on over paragraphs), else it is no quotation. A mark that opens and
    closes alike (the straight one) is paired by turns; an apostrophe inside a word is never one.
    """
    found: list[tuple[int, int]] = []
    at = first
    while at < last:
        closing = marks.get(text[at])
        if closing is None or not _opens(text, at, first, last):
            at += 1
            continue
        end = _closing(text, at, last, closing)
        if end is None and text[first:at].strip() == "":
            end = last
        if end is None:
            at += 1
            continue
        found.append((at, end))
        at = end
    return found


# Marks that are apostrophes as well: they open and close only at the edges of words.
APOSTROPHES = frozenset("'’")


def _opens(text: str, at: int, first: int, last: int) -> bool:
    """An opening mark stands before a word, never right behind one; one that is an apostrophe too stands right before it."""
    if at > first and text[at - 1].isalnum() and (text[at] in APOSTROPHES or (at + 1 < last and text[at + 1].isalnum())):
        return False
    return text[at] not in APOSTROPHES or (at + 1 < last and not text[at + 1].isspace())


def _closing(text: str, at: int, last: int, closing: str) -> int | None:
    """Where the quotation opened at `at` ends (after its closing mark), or None. Pairs of the same kind may nest."""
    opening, depth = text[at], 1
    for here in range(at + 1, last):
        mark = text[here]
        if mark == closing:
            if here + 1 < last and text[here + 1].isalnum() and (text[here - 1].isalnum() or mark in APOSTROPHES):
                continue
            if mark in APOSTROPHES and text[here - 1].isspace():
                continue
            depth -= 1
            if not depth:
                return here + 1
        elif mark == opening:
            depth += 1
    return None
