"""Values of time expressions: what the words say + the day they are counted from → TIMEX3 value and interval (TimeML 1.2.1; ISO 8601)."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from .timerules import Parts

DAY = timedelta(days=1)
# Months of a season as the press uses them: from the first month of the meteorological one to the end of the astronomical one.
SEASONS = {"SP": (3, 1, 6, 20), "SU": (6, 1, 9, 22), "FA": (9, 1, 12, 20), "WI": (12, 1, 3, 20)}
GRAINS = {"D": "day", "W": "week", "WE": "weekend", "M": "month", "Q": "quarter", "Y": "year", "DE": "decade", "C": "century"}
CLOCK = {"H": 3600, "MIN": 60, "S": 1}
LETTER = {"MIN": "M", "NI": "D"}
# A length in another unit: code → factor, letter.
MULTIPLES = {"Q": (3, "M"), "DE": (10, "Y"), "C": (100, "Y"), "FN": (2, "W"), "WE": (1, "WE")}
HALVES = {"Y": "P6M", "H": "PT30M", "C": "P50Y", "D": "PT12H", "DE": "P5Y", "M": "P15D", "MIN": "PT30S", "Q": "P45D", "W": "P3D"}
PAST, PRESENT, FUTURE = -1, 0, 1
NOON = "T12:00"


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression comes to.

    value: TIMEX3, or None. earliest, latest: ISO days (or minutes, where a clock is told), both None for what is no stretch of the calendar.
    basis: explicit, publication, utterance, event, inferred, unresolved. reason: why there is no value, in words.
    """

    value: str | None = None
    earliest: str | None = None
    latest: str | None = None
    granularity: str | None = None
    basis: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """Where an expression stands.

    day: the day that "today" is, or None; basis: what that day was taken from. tense: of the clause, -1, 0 (cannot be told) or 1.
    told: what the day last told came to, or None. near: the one told last in the same sentence. date: what was told last of any grain, a year too.
    """

    day: date | None
    basis: str
    tense: int
    told: Value | None = None
    near: Value | None = None
    date: Value | None = None


def value(means: str, parts: Parts, seen: Seen) -> Value:
    """The value of an expression by one operation. What cannot be told has a value of None, or one with X in it, and the basis unresolved."""
    try:
        return OPERATIONS[means](parts, seen)
    except (ValueError, OverflowError) as error:
        return Value(basis="explicit", reason=f"no such date: {error}")


def year(number: int, basis: str) -> Value:
    """A year of the calendar."""
    date(number, 1, 1)
    return Value(f"{number:04d}", f"{number:04d}-01-01", f"{number:04d}-12-31", "year", basis)


def month(number: int, within: int, basis: str) -> Value:
    """A month: its year, then its number from 1."""
    last = calendar.monthrange(number, within)[1]
    return Value(f"{number:04d}-{within:02d}", f"{number:04d}-{within:02d}-01", f"{number:04d}-{within:02d}-{last}", "month", basis)


def on(day: date, basis: str) -> Value:
    """A day."""
    return Value(day.isoformat(), day.isoformat(), day.isoformat(), "day", basis)


def week(day: date, basis: str) -> Value:
    """The week that holds a day (ISO 8601: from Monday on)."""
    number, at, weekday = day.isocalendar()
    first = day - (weekday - 1) * DAY
    return Value(f"{number:04d}-W{at:02d}", first.isoformat(), (first + 6 * DAY).isoformat(), "week", basis)


def weekend(day: date, basis: str) -> Value:
    """The weekend of the week that holds a day."""
    whole = week(day, basis)
    first = day + (6 - day.isoweekday()) * DAY
    return replace(whole, value=f"{whole.value}-WE", earliest=first.isoformat(), latest=(first + DAY).isoformat(), granularity="weekend")


def season(number: int, name: str, basis: str) -> Value:
    """A season, named by the year in which it begins."""
    first, at, last, end = SEASONS[name]
    return Value(f"{number:04d}-{name}", date(number, first, at).isoformat(), date(number + (last < first), last, end).isoformat(), "season", basis)


def stretch(number: int, months: int, at: int, basis: str) -> Value:
    """A quarter or half: the at-th stretch, from 1, of so many months of a year. Raises ValueError where a year has no such stretch."""
    letter, grain = ("Q", "quarter") if months == 3 else ("H", "vague")
    first, last = month(number, months * (at - 1) + 1, basis), month(number, months * at, basis)
    return Value(f"{number:04d}-{letter}{at}", first.earliest, last.latest, grain, basis)


def grain(day: date, unit: str, basis: str) -> Value:
    """The stretch of the calendar of one unit that holds a day."""
    makers: dict[str, Callable[[], Value]] = {
        "D": lambda: on(day, basis),
        "W": lambda: week(day, basis),
        "WE": lambda: weekend(day, basis),
        "M": lambda: month(day.year, day.month, basis),
        "Q": lambda: stretch(day.year, 3, (day.month + 2) // 3, basis),
        "Y": lambda: year(day.year, basis),
        "FN": lambda: week(day, basis),
        "DE": lambda: year(day.year, basis),
        "C": lambda: year(day.year, basis),
    }
    return makers[unit]()


def moved(day: date, count: int, unit: str) -> date:
    """A day so many units later; the last of a month where the month is shorter."""
    if unit in ("D", "W", "WE", "FN", "NI"):
        return day + count * {"D": 1, "NI": 1, "FN": 14}.get(unit, 7) * DAY
    months = count * {"M": 1, "Q": 3, "Y": 12, "DE": 120, "C": 1200}[unit]
    number, at = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(number, at + 1, min(day.day, calendar.monthrange(number, at + 1)[1]))


def timed(base: Value, parts: Parts) -> Value:
    """A day with its part or its clock."""
    if parts.hour is not None or parts.part is not None:
        clock = _clock(parts) if parts.hour is not None else None
        if base.granularity != "day" or base.value is None:
            return replace(base, value=f"{base.value}{clock or 'T' + str(parts.part)}") if base.value and base.granularity is None else base
        if clock is None:
            return _part(base, str(parts.part))
        if base.earliest is None:
            return replace(base, value=base.value + clock, granularity="hour" if clock.endswith(":00") else "minute")
        day = date.fromisoformat(base.value)
        shown = base.value
        if parts.hour == 24 and parts.direction is None:
            shown, clock = (day + DAY).isoformat(), "T00:00"
        return Value(shown + clock, shown + clock, shown + clock, "hour" if clock.endswith(":00") else "minute", base.basis)
    return base


def _part(base: Value, part: str) -> Value:
    if part.startswith("T"):
        told = f"{base.value}{part}"
        return replace(base, value=told, granularity="hour") if base.earliest is None else Value(told, told, told, "hour", base.basis)
    return replace(base, value=f"{base.value}T{part}", granularity="vague")


def _clock(parts: Parts) -> str:
    hour, minute = parts.hour or 0, parts.minute or 0
    if parts.afternoon == 1 and hour < 12:
        hour += 12
    if parts.afternoon == 0 and hour == 12:
        hour = 0
    if parts.afternoon is None and parts.part in ("AF", "EV", "NI") and (5 if parts.part == "NI" else 0) < hour < 12:
        hour += 12
    if parts.direction == -1:
        hour, minute = hour - 1, 60 - minute
    if hour > 24 or minute > 59 or hour < 0:
        raise ValueError(f"{hour}:{minute:02d} is no time of day")
    return f"T{hour:02d}:{minute:02d}" + (f":{parts.second:02d}" if parts.second else "")


def _dated(parts: Parts, seen: Seen) -> Value:
    """A date named by any of year, month, day, weekday, season, holiday, quarter; then its part or clock."""
    if parts.holiday is not None:
        return timed(_from_holiday(parts, _holiday(parts, seen)), parts)
    if parts.month is not None:
        return timed(_of_month(parts, seen), parts)
    if parts.weekday is not None and parts.day is None:
        return timed(_weekday(parts, seen), parts)
    if parts.day is not None:
        return timed(_of_this_month(parts, seen), parts)
    if parts.season is not None:
        return _season(parts, seen)
    if parts.year is not None:
        return year(parts.year if parts.year > 99 else _century(parts.year, seen), "explicit")
    return Value(basis="unresolved")


def _century(short: int, seen: Seen) -> int:
    """The year meant by its last two figures: the latest that is at most ten years ahead."""
    now = seen.day.year if seen.day else 2000
    full = now - now % 100 + short
    return full if full <= now + 10 else full - 100


def _of_month(parts: Parts, seen: Seen) -> Value:
    at = parts.month or 1
    if not 1 <= at <= 12:
        raise ValueError(f"there is no month {at}")
    if parts.day is not None:
        return _of_day(parts.day, at, parts, seen)
    told = _told_day(seen, "Y") if parts.base == "told" else None
    number = told.year if told else _year(parts, at, None, seen)
    if number is None:
        return Value(f"XXXX-{at:02d}", granularity="month", basis="unresolved")
    return month(number, at, _basis(parts, seen))


def _basis(parts: Parts, seen: Seen) -> str:
    return "explicit" if parts.year is not None else seen.basis


def _of_day(day: int, at: int, parts: Parts, seen: Seen) -> Value:
    number = _year(parts, at, day, seen)
    if number is None:
        date(2000, at, day)
        return Value(f"XXXX-{at:02d}-{day:02d}", granularity="day", basis="unresolved")
    if (at, day) == (2, 29) and parts.year is None:
        number = next(year for step in range(8) for year in (number - step, number + step) if calendar.isleap(year))
    return on(date(number, at, day), _basis(parts, seen))


def _year(parts: Parts, at: int, day: int | None, seen: Seen) -> int | None:
    """The year of a month or a day of it: as told, by last and next, by the tense of the clause, else the nearest."""
    if parts.year is not None:
        return parts.year if parts.year > 99 else _century(parts.year, seen)
    if seen.day is None:
        return None
    here = (seen.day.month, seen.day.day) if day is not None else (seen.day.month, 0)
    there = (at, day or 0)
    year_ = seen.day.year
    if parts.unit == "Y":
        return year_ + (parts.turn or 0)
    if parts.turn in (-1, 1):
        return year_ + (parts.turn if (there >= here if parts.turn < 0 else there <= here) else 0)
    before, after = year_ - (there > here), year_ + (there < here)
    if before == after:
        return year_
    back = ((seen.day.month - at) + (seen.day.day - (day or seen.day.day)) / 31) % 12
    return after if _ahead(back, 12 - back, seen.tense) else before


def _ahead(back: float, ahead: float, tense: int) -> bool:
    """Whether the coming one of two dates is meant rather than the gone one: back and ahead are how far off they are."""
    return ahead * {PAST: IN_PAST, FUTURE: IN_FUTURE}.get(tense, UNTOLD) < back


# How many times nearer a coming date must be than a gone one to be meant: by tense of the clause. Gold train, 2023-05; tried 4 to 1000, 0 to 0.5, 1 to 12.
IN_PAST, IN_FUTURE, UNTOLD = 4.0, 0.2, 1.5


def _of_this_month(parts: Parts, seen: Seen) -> Value:
    """A day told by its number alone, with or without its weekday."""
    day, base = parts.day or 1, _told_day(seen) or seen.day
    if base is None:
        return Value(f"XXXX-XX-{day:02d}", granularity="day", basis="unresolved")
    last = calendar.monthrange(base.year, base.month)[1]
    found = base.replace(day=min(day, last))
    if parts.weekday is not None:
        near = [each for each in (moved(found, -1, "M"), found, moved(found, 1, "M")) if each.day == day and each.isoweekday() == parts.weekday]
        found = min(near, key=lambda each: abs(each - base), default=found)
    elif seen.tense == FUTURE and found < base:
        found = moved(found, 1, "M")
    elif seen.tense != FUTURE and found > base + 7 * DAY:
        found = moved(found, -1, "M")
    if found.day != day:
        raise ValueError(f"day {day} in a month of {last} days")
    return on(found, seen.basis)


def _weekday(parts: Parts, seen: Seen) -> Value:
    """The weekday rule: last and next strictly; future: today or later when "this" is said, else later; otherwise the latest, today allowed."""
    wanted = parts.weekday or 1
    base = (_told_day(seen) if parts.base == "told" else None) or seen.day
    if base is None:
        return Value(f"XXXX-WXX-{wanted}", granularity="day", basis="unresolved")
    back, ahead = (base.isoweekday() - wanted) % 7, (wanted - base.isoweekday()) % 7
    basis = "event" if parts.base == "told" else seen.basis
    if parts.turn == 1 or parts.direction == 1:
        day = base + (ahead or 7) * DAY
    elif parts.turn == -1 or parts.direction == -1:
        day = base - (back or 7) * DAY
    elif seen.tense == FUTURE:
        day = base + ahead * DAY
    else:
        day = base - back * DAY
    return on(day + (parts.days or 0) * DAY, basis)


def _season(parts: Parts, seen: Seen) -> Value:
    name = parts.season or "SU"
    if parts.year is not None:
        return season(parts.year, name, "explicit")
    base = _told_day(seen, "Y") if parts.base == "told" else seen.day
    if base is None:
        return Value(f"XXXX-{name}", granularity="season", basis="unresolved")
    if parts.base == "told" and parts.turn is None and parts.direction is None:
        return season(base.year, name, "event")
    runs = [season(base.year + step, name, seen.basis) for step in (-2, -1, 0, 1, 2)]
    now = base.isoformat()
    before = [one for one in runs if (one.latest or "") < now]
    after = [one for one in runs if (one.earliest or "") > now]
    here = [one for one in runs if one not in before and one not in after]
    if parts.turn == -1 or parts.direction == -1:
        return before[-1]
    if parts.turn == 1 or parts.direction == 1:
        return after[0]
    if seen.tense == PAST:
        return (here or before)[-1]
    return (here or after)[0] if parts.turn == 0 or seen.tense == FUTURE else min([*here, *before[-1:], *after[:1]], key=lambda one: _away(one, base))


def _away(one: Value, base: date) -> int:
    first, last = date.fromisoformat(one.earliest or ""), date.fromisoformat(one.latest or "")
    return 0 if first <= base <= last else min(abs((first - base).days), abs((base - last).days))


def _holiday(parts: Parts, seen: Seen) -> Value:
    """A named day: `12-25`, `easter-2` (days from Easter Sunday), `11-4-4` (the fourth Thursday of November; -1: the last), `12` (a month), `?` (moves by another calendar)."""
    told = parts.holiday or "?"
    if told == "?":
        return Value(basis="unresolved", reason="a day of another calendar")
    if parts.year is not None:
        return _feast(told, parts.year, "explicit")
    if seen.day is None:
        return Value(f"XXXX-{told}" if len(told) == 5 else None, granularity="day", basis="unresolved")
    runs = [_feast(told, seen.day.year + step, seen.basis) for step in (-1, 0, 1)]
    now = seen.day.isoformat()
    before, after = [one for one in runs if (one.latest or "") < now], [one for one in runs if (one.earliest or "") > now]
    here = [one for one in runs if one not in before and one not in after]
    if parts.turn == -1:
        return before[-1]
    if here or parts.turn == 1:
        return (here or after)[0]
    coming = _ahead(_away(before[-1], seen.day), _away(after[0], seen.day), seen.tense)
    return after[0] if coming else before[-1]


def _from_holiday(parts: Parts, feast: Value) -> Value:
    """So many units before or after a named day, at the grain of the unit."""
    if parts.unit is None or parts.direction is None or feast.earliest is None:
        return feast
    day = moved(date.fromisoformat(feast.earliest), int(parts.number or 1) * parts.direction, parts.unit)
    return grain(day, parts.unit, feast.basis or "unresolved")


def _feast(told: str, number: int, basis: str) -> Value:
    if told.startswith("easter"):
        return on(easter(number) + int(told.removeprefix("easter") or 0) * DAY, basis)
    at, *rest = told.replace("--", "-~").split("-")
    if not rest:
        return month(number, int(at), basis)
    if len(rest) == 1:
        return on(date(number, int(at), int(rest[0])), basis)
    nth, weekday = rest
    days = [date(number, int(at), 1) + step * DAY for step in range(calendar.monthrange(number, int(at))[1])]
    days = [day for day in days if day.isoweekday() == int(weekday)]
    return on(days[-1] if nth.startswith("~") else days[int(nth) - 1], basis)


def easter(number: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar (Anonymous algorithm, Nature 1876)."""
    a, b, c = number % 19, number // 100, number % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    rest = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * rest) // 433
    at = (h + rest - 7 * m + 90) // 25
    return date(number, at, (h + rest - 7 * m + 33 * at + 19) % 32)


def _told_day(seen: Seen, unit: str = "D") -> date | None:
    """The day last told, or the first day of the month or year last told where the unit is as long; None when none is."""
    told = seen.date if unit in ("M", "Y", "Q", "DE", "C") else seen.told
    if told is None or told.earliest is None:
        return None
    return date.fromisoformat(told.earliest[:10])


def _moved(parts: Parts, seen: Seen) -> Value:
    """So many units before or after today, or the day last told; at the grain of the unit."""
    told = parts.base == "told"
    base = (_told_day(seen, parts.unit or "D") or seen.day) if told else seen.day
    basis = "event" if told else seen.basis
    unit, count = parts.unit or "D", parts.number if parts.number is not None else 1
    if count == float("inf"):
        return Value("PAST_REF" if parts.direction == -1 else "FUTURE_REF", granularity="vague", basis=basis)
    if unit in CLOCK:
        return _by_clock(parts, seen, basis)
    if base is None:
        return Value(granularity=GRAINS.get(unit), basis="unresolved")
    steps = int(count) * (parts.direction or 1)
    day = moved(base, steps, unit)
    if count != int(count) and unit in ("Y", "M"):
        return grain(moved(day, 6 if unit == "Y" else 0, "M") if steps > 0 else moved(day, -6 if unit == "Y" else 0, "M"), "M", basis)
    if parts.weekday is not None:
        day += (parts.weekday - day.isoweekday()) * DAY
        return timed(on(day, basis), parts)
    return timed(grain(day, "D" if unit == "NI" else unit, basis), parts)


def _by_clock(parts: Parts, seen: Seen, basis: str) -> Value:
    """Hours or minutes from the time last told; without a clock there, the same part of the day."""
    told = seen.told if parts.base == "told" else None
    if told is None or told.value is None:
        return Value(basis="unresolved", granularity="hour")
    head, _, clock = told.value.partition("T")
    if ":" not in clock:
        return replace(told, basis=basis)
    hour, minute = (int(each) for each in clock.split(":")[:2])
    seconds = int((parts.half or parts.number or 1) * CLOCK[parts.unit or "H"]) * (parts.direction or 1)
    shift, rest = divmod(hour * 3600 + minute * 60 + seconds, 86400)
    if not head:
        return replace(told, value=f"T{rest // 3600:02d}:{rest % 3600 // 60:02d}", basis=basis)
    shown = f"{(date.fromisoformat(head) + shift * DAY).isoformat()}T{rest // 3600:02d}:{rest % 3600 // 60:02d}"
    return Value(shown, shown, shown, "minute" if rest % 3600 else "hour", basis)


def _turned(parts: Parts, seen: Seen) -> Value:
    """This, last or next unit; counted from the day last told when that is meant."""
    told = parts.base == "told"
    base = (_told_day(seen, parts.unit or "D") or seen.day) if told else seen.day
    if base is None:
        return Value(granularity=GRAINS.get(parts.unit or "D"), basis="unresolved")
    unit, turn = parts.unit or "D", parts.turn or 0
    if unit == "WE" and turn == 0 and seen.tense != FUTURE and base.isoweekday() == 1:
        turn = -1
    day = moved(base, turn, unit)
    if unit == "M" or unit == "Y":
        day = day.replace(day=1)
    return timed(grain(day, unit, "event" if told else seen.basis), parts)


def _days(parts: Parts, seen: Seen) -> Value:
    """So many days from today, or from the day last told; then its part or clock."""
    told = parts.base == "told"
    base = (_told_day(seen) or seen.day) if told else seen.day
    if base is None:
        return Value(granularity="day", basis="unresolved")
    return timed(on(base + (parts.days or 0) * DAY, "event" if told else seen.basis), parts)


# Days for which a day told before lends its date to a clock or part of a day: gold train, 2023-05; tried 1, 2, 3, 7 and no limit.
FRESH = 2


def _in_day(parts: Parts, seen: Seen) -> Value:
    """A part of the day, or a clock, of no named day: that of the day told in the same sentence, else of the day last told, else today."""
    told = _told_day(seen)
    fresh = seen.near is not None or (told is not None and (seen.day is None or 0 <= (seen.day - told).days <= FRESH))
    base, basis = (told, "event") if fresh else (seen.day, seen.basis)
    if base is not None and parts.part == "NI" and seen.near is None and base == seen.day and seen.tense == PAST:
        base -= DAY
    if base is None or parts.base == "none":
        if parts.hour is None and parts.part is None:
            return Value(granularity="day", basis="unresolved")
        clock = _clock(parts) if parts.hour is not None else f"T{(parts.part or '').removeprefix('T')}"
        return Value(clock, granularity="hour" if parts.hour is not None else "vague", basis="explicit" if parts.base == "none" else "unresolved")
    return timed(on(base, basis), parts)


def _night(parts: Parts, seen: Seen) -> Value:
    """The night from one day to the next: named by the first, reaching into the second."""
    first = _dated(replace(parts, part=None, weekday2=None, day2=None, month2=None), seen)
    if first.value is None or first.earliest is None:
        return first
    after = (date.fromisoformat(first.earliest) + DAY).isoformat()
    return replace(first, value=f"{first.value}TNI", latest=after, granularity="vague")


def _length(parts: Parts, seen: Seen) -> Value:
    """A length of time. A half is added in the next smaller unit."""
    del seen
    unit, count = parts.unit or "D", parts.number if parts.number is not None else 1.0
    if parts.half == 1 and parts.number is None:
        return Value(HALVES[unit], granularity=_named(unit), basis="explicit")
    text = length(unit, count)
    if parts.half == 1:
        text = _and_half(unit, count)
    if parts.number2 is not None and parts.unit2 is not None:
        inner = length(parts.unit2, parts.number2).removeprefix("P")
        text += inner.removeprefix("T") if "T" in text else inner
    if parts.minute is not None:
        text += f"{parts.minute}M"
    if parts.second is not None:
        text += f"{parts.second}S"
    return Value(text, granularity="vague" if count == float("inf") else _named(unit), basis="explicit")


def _named(unit: str) -> str:
    return {"H": "hour", "MIN": "minute", "S": "minute", "NI": "day", "FN": "week"}.get(unit) or GRAINS[unit]


def _and_half(unit: str, count: float) -> str:
    if unit == "M":
        return f"P{int(count * 30 + 15)}D"
    return f"P{int(count)}Y6M" if unit == "Y" else f"PT{int(count)}H30M" if unit == "H" else length(unit, count + 0.5)


def length(unit: str, count: float) -> str:
    """A TIMEX3 duration; an infinite count is a vague one."""
    vague = count == float("inf")
    if unit in MULTIPLES:
        factor, letter = MULTIPLES[unit]
        return f"PX{letter}" if vague else f"P{_figure(count * factor)}{letter}"
    letter = LETTER.get(unit, unit)
    return f"P{'T' if unit in CLOCK else ''}{'X' if vague else _figure(count)}{letter}"


def _figure(count: float) -> str:
    return str(int(count)) if count == int(count) else f"{count:g}"


def _every(parts: Parts, seen: Seen) -> Value:
    """What comes back: each unit, weekday, month, season or part of the day."""
    del seen
    if parts.hour is not None and parts.unit is None:
        return Value(_clock(parts), granularity="hour", basis="explicit")
    if parts.unit is not None:
        text = "P1Q" if parts.unit == "Q" and parts.number is None else length(parts.unit, parts.number or 1)
        return Value(text, granularity=_named(parts.unit), basis="explicit")
    if parts.weekday is not None:
        habit = f"XXXX-WXX-{parts.weekday}{'T' + parts.part if parts.part else ''}"
        return Value(habit if parts.base == "none" else length("W", parts.number or 1), granularity="day", basis="explicit")
    if parts.month is not None or parts.season is not None:
        return Value(f"XXXX-{parts.season or format(parts.month, '02d')}", granularity="season" if parts.season else "month", basis="explicit")
    if parts.part is not None:
        return Value(f"XXXX-XX-XXT{parts.part}" if parts.base == "none" else "P1D", granularity="vague", basis="explicit")
    return Value(parts.value, granularity="vague", basis="explicit")


def _fixed(parts: Parts, seen: Seen) -> Value:
    """A value that the rule gives: PRESENT_REF and its like."""
    del seen
    return Value(parts.value, granularity="vague", basis="explicit")


def _decade(parts: Parts, seen: Seen) -> Value:
    number = parts.decade or 0
    first = (number if number > 99 else _century(number, seen)) // 10
    return Value(str(first), f"{first}0-01-01", f"{first}9-12-31", "decade", "explicit")


def _hundred(parts: Parts, seen: Seen) -> Value:
    del seen
    first = (parts.century or parts.ordinal or 1) - 1
    return Value(f"{first:02d}", f"{first:02d}01-01-01", f"{first + 1:02d}00-12-31", "century", "explicit")


def _stretched(parts: Parts, seen: Seen) -> Value:
    """A quarter or half of a year by its number; without a year, the latest that has begun, or by tense."""
    months = 3 if parts.unit == "Q" else 6
    at = parts.ordinal or 1
    if parts.year is not None:
        return stretch(parts.year, months, at, "explicit")
    if seen.day is None:
        return Value(f"XXXX-{'Q' if months == 3 else 'H'}{at}", granularity="quarter" if months == 3 else "vague", basis="unresolved")
    began = (seen.day.month, seen.day.day) >= (months * (at - 1) + 1, 1)
    ended = seen.day.month > months * at
    number = seen.day.year + (1 if seen.tense == FUTURE and ended else 0) - (1 if seen.tense != FUTURE and not began else 0)
    return stretch(number + (parts.turn or 0), months, at, seen.basis)


def _week_of(parts: Parts, seen: Seen) -> Value:
    """The n-th week of a month; -1: the last."""
    whole = _of_month(replace(parts, ordinal=None), seen)
    if whole.earliest is None or whole.latest is None:
        return whole
    first, last = date.fromisoformat(whole.earliest), date.fromisoformat(whole.latest)
    at = parts.ordinal or 1
    return week(last if at < 0 else first + (at - 1) * 7 * DAY + (0 if first.isoweekday() <= 4 else 7) * DAY, whole.basis or seen.basis)


OPERATIONS: dict[str, Callable[[Parts, Seen], Value]] = {
    "date": _dated,
    "moved": _moved,
    "turned": _turned,
    "days": _days,
    "in-day": _in_day,
    "night": _night,
    "length": _length,
    "every": _every,
    "fixed": _fixed,
    "decade": _decade,
    "century": _hundred,
    "stretch": _stretched,
    "week-of": _week_of,
}
# Operations whose value turns on the tense of the clause.
TENSED = frozenset(["date", "in-day", "night", "stretch", "turned", "week-of"])
