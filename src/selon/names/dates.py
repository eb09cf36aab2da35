"""The day, month or year that a sentence names, as an interval: enough to know who held an office then."""

from __future__ import annotations

import re

from ..knowledge.rows import Interval, first_day, last_day
from .grammar import Dates
from .text import Text

ISO = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
YEAR = re.compile(r"(1[5-9]|20)\d\d")


def dated(text: Text, at: int, dates: Dates) -> Interval | None:
    """The first date with a year in the sentence of a word, a full one before a bare year; None where there is none."""
    first, last = text.sentence(at)
    for index in range(first, last):
        if (month := dates.months.get(text.folded[index])) and (found := _around(text, index, month)):
            return found
    if found := _written(text, first, last):
        return found
    for index in range(max(first, 1), last):
        if text.folded[index - 1] in dates.year and YEAR.fullmatch(text.words[index]):
            return Interval(first_day(text.words[index]), last_day(text.words[index]))
    return None


def _written(text: Text, first: int, last: int) -> Interval | None:
    if found := ISO.search(text.raw, text.starts[first], text.ends[last - 1]):
        return Interval(found.group(), found.group())
    return None


def _around(text: Text, index: int, month: int) -> Interval | None:
    """A month's name with its year after it, and its day before it or after it. A day may carry the ending of its ordinal number."""
    follows = text.words[index + 1 : index + 4]
    days = [word for word in follows if word.isdigit() and len(word) <= 2]
    year = next((word for word in follows if YEAR.fullmatch(word)), None)
    if year is None or any(mark in text.raw[text.ends[index] : text.starts[index + 1]] for mark in ".;:"):
        return None
    before = [word for word in text.words[max(0, index - 2) : index] if word.isdigit() and len(word) <= 2]
    adjoining = text.words[index - 1].isdigit() or (index > 1 and text.words[index - 2].isdigit() and len(text.words[index - 1]) <= 2)
    day = before[-1] if before and index and adjoining else days[0] if days and follows[0] == days[0] else None
    precise = f"{year}-{month:02}" + (f"-{int(day):02}" if day else "")
    return Interval(first_day(precise), last_day(precise))


def published(when: str | tuple[str, str] | None) -> Interval | None:
    """The interval that a caller gives: a pair is when it happened; one date is the day of publication, which a date in the sentence beats."""
    if when is None:
        return None
    if isinstance(when, tuple):
        return Interval(first_day(when[0][:10]), last_day(when[1][:10]))
    return Interval(first_day(when[:10]), last_day(when[:10]), named=False)
