"""The blocks of a plain text: where each begins and ends, and what it is to the reader of the page."""

from __future__ import annotations

import re
from dataclasses import replace

from .language import Language
from .model import Block

LINE = re.compile(r"[^\r\n\v\f\x85\u2028\u2029]+")
SPACES = " \t\u00a0\u202f\u2009\ufeff\u200b"
# A block of this many words is a paragraph, whatever it ends with; a shorter one needs a sentence's end.
# Titles of the gold have at most 21 words, paragraphs that end without a full stop at least 26.
PARAGRAPH_WORDS = 25
SENTENCE_WORDS = 9
SECTION_WORDS = 4
SUBHEAD_WORDS = 14
ENDS = tuple('.!?…»”"’):;')
# A block is told twice when it starts with the whole of an earlier one this long, and adds no more than a credit.
TWICE_LEAST, CREDIT_MOST = 25, 80
# Lines broken by a text editor or a mail program: all but the last about this long.
WRAPPED_LEAST, WRAPPED_MOST, WRAPPED_SHARE = 50, 100, 0.75


def find(text: str, language: Language) -> tuple[Block, ...]:
    """The blocks of a plain text in order. Nothing of the text is rewritten; what is between blocks is white space."""
    places = _places(text)
    words = [len(text[a:b].split()) for a, b in places]
    kinds = [_furniture(text[a:b], count, language) for (a, b), count in zip(places, words, strict=True)]
    body = next((at for at, (a, b) in enumerate(places) if kinds[at] is None and _paragraph(text[a:b], words[at])), len(places))
    _head(words, kinds, body)
    for at in range(body, len(places)):
        a, b = places[at]
        kinds[at] = kinds[at] or ("p" if _paragraph(text[a:b], words[at]) or words[at] > SUBHEAD_WORDS or at == body else "subhead")
    if len(places) > 1 and kinds[-1] == "subhead":
        kinds[-1] = "byline"
    return twice(text, [Block(kind or "p", a, b) for kind, (a, b) in zip(kinds, places, strict=True)])


def _places(text: str) -> list[tuple[int, int]]:
    """Lines that hold something, without the spaces around; lines that a program broke are put together."""
    lines = []
    for found in LINE.finditer(text):
        inner = found[0].strip(SPACES)
        if inner:
            start = found.start() + found[0].index(inner)
            lines.append((start, start + len(inner)))
    return _unwrapped(text, lines)


def _unwrapped(text: str, lines: list[tuple[int, int]]) -> list[tuple[int, int]]:
    out: list[list[tuple[int, int]]] = []
    for line in lines:
        near = out and text[out[-1][-1][1] : line[0]].count("\n") <= 1
        if near:
            out[-1].append(line)
        else:
            out.append([line])
    joined: list[tuple[int, int]] = []
    for group in out:
        joined.extend([(group[0][0], group[-1][1])] if _wrapped(text, group) else group)
    return joined


def _wrapped(text: str, group: list[tuple[int, int]]) -> bool:
    lengths = [b - a for a, b in group[:-1]]
    if not lengths:
        return False
    longest = max(lengths)
    even = all(length >= WRAPPED_SHARE * longest for length in lengths)
    open_ = any(not text[:b].endswith(ENDS) for _, b in group[:-1])
    return WRAPPED_LEAST <= longest <= WRAPPED_MOST and even and open_


def _furniture(text: str, words: int, language: Language) -> str | None:
    """The kind of a block that is known by its wording alone, or None."""
    if words > PARAGRAPH_WORDS * 2:
        return None
    for kind in ("caption", "dateline", "byline", "note"):
        if any(pattern.search(text) for pattern in language.page[kind]) and not (kind == "byline" and words > PARAGRAPH_WORDS):
            return kind
    return None


def _paragraph(text: str, words: int) -> bool:
    return words >= PARAGRAPH_WORDS or (words >= SENTENCE_WORDS and text.endswith(ENDS))


def _head(words: list[int], kinds: list[str | None], body: int) -> None:
    """Name what stands before the first paragraph: outlet, section, title, lead."""
    free = [at for at in range(body) if kinds[at] is None]
    if not free:
        return
    title = next((at for at in free if words[at] > SECTION_WORDS), free[-1])
    kinds[title] = "title"
    before = [at for at in free if at < title]
    for number, at in enumerate(before):
        kinds[at] = "outlet" if number == 0 and len(before) > 1 else "section"
    for at in (at for at in free if at > title):
        kinds[at] = "subtitle" if words[at] > SECTION_WORDS else "section"


def twice(text: str, blocks: list[Block]) -> tuple[Block, ...]:
    """Mark what is told twice: the same words again, or again with a credit behind."""
    out: list[Block] = []
    for block in blocks:
        told = " ".join(text[block.start : block.end].split())
        for at, earlier in enumerate(out):
            first = " ".join(text[earlier.start : earlier.end].split())
            if len(first) >= TWICE_LEAST and told.startswith(first) and len(told) - len(first) <= CREDIT_MOST and earlier.kind != "title":
                if block.kind == "caption" and told != first:
                    out[at] = replace(earlier, kind="caption")
                block = replace(block, repeats=at)
                break
        out.append(block)
    return tuple(out)
