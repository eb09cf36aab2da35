"""What a hit shows: the words around it, with those marked that were asked for. Taken from the text itself, so every mark is a stretch of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..model import Attribution
from .folding import tokens
from .matching import variants
from .query import Words

# Code points shown at most, and those before the first mark.
ROOM, BEFORE = 240, 60


@dataclass(frozen=True, slots=True)
class Snippet:
    """text[start:end] of the article, marks inside it; all offsets count code points of the whole text."""

    start: int
    end: int
    marks: tuple[tuple[int, int], ...]


def snippet(text: str, lang: str, one: Attribution, asked: Sequence[Words]) -> Snippet:
    """The stretch of an article that shows an attribution, with the words asked for marked."""
    spans = [span for _, span in one.slots()] or [one.why.anchor]
    first, last = min(span.start for span in spans), max(span.end for span in spans)
    marks = list(_marks(text[first:last], lang, asked, first))
    start = first
    if last - first > ROOM:
        content = one.content[0].start if one.content else first
        start = max(first, (marks[0][0] if marks else content) - BEFORE)
        start = _blank(text, start, first) if start > first else start
    end = min(last, start + ROOM)
    if end < last:
        end = text.rfind(" ", start + 1, end) if text.rfind(" ", start + 1, end) > start + ROOM // 2 else end
    return Snippet(start, end, tuple(each for each in marks if start <= each[0] and each[1] <= end))


def _blank(text: str, at: int, least: int) -> int:
    """The beginning of the word that stands at a place."""
    found = text.rfind(" ", least, at)
    return found + 1 if found >= 0 else at


def _marks(text: str, lang: str, asked: Iterable[Words], offset: int) -> Iterable[tuple[int, int]]:
    """Words that were asked for, phrases as one stretch."""
    words = list(tokens(text, lang))
    shown = [node for node in asked if node.column not in ("title", "body")]
    wanted = [(stems, node.prefix) for node in shown for stems in variants(Words(node.text, node.prefix))]
    at = 0
    while at < len(words):
        length = max((len(stems) for stems, prefix in wanted if _stands([each.stem for each in words[at : at + len(stems)]], stems, prefix)), default=0)
        if length:
            yield offset + words[at].start, offset + words[at + length - 1].end
        at += max(1, length)


def _stands(here: Sequence[str], stems: Sequence[str], prefix: bool) -> bool:
    if len(here) < len(stems) or list(here[:-1]) != list(stems[:-1]):
        return False
    return here[-1].startswith(stems[-1]) if prefix else here[-1] == stems[-1]
