"""Readings as they are kept and handed on: the inverse of `views.record`, and a packed form for the archive.

Both follow the types of `model.py`: a field added there is written and read here without a change. The packed form is the zlib of a JSON array of fields in their order,
spans as [start, end] without their text; its first item is the number of the form.
"""

from __future__ import annotations

import json
import types
import zlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

try:
    import orjson
except ImportError:
    orjson = None  # type: ignore[assignment]

from .errors import BadRecord, BrokenArchive
from .model import Article, Attribution, Published, Reading, Run, Span

# Number of the packed form; raised when `model.py` changes so that older bytes no longer fit.
FORM = 1
DIGITS, LEVEL = 6, 6

Write = Callable[[Any], Any]
Read = Callable[[Any, str], Any]


def packed(reading: Reading, with_text: bool = True) -> bytes:
    """A reading as bytes. with_text: whether the article's text is among them; `unpacked` must be told it otherwise."""
    body = _written(Reading)(reading)
    if not with_text:
        body[0][_TEXT] = ""
    return zlib.compress(json.dumps([FORM, body], ensure_ascii=True, separators=(",", ":")).encode("ascii"), LEVEL)


def unpacked(data: bytes, text: str | None = None, without: Sequence[str] = ()) -> Reading:
    """The reading that was packed. text: of the article, where it was left out. without: see LEAVABLE; those come back empty. Raises BrokenArchive."""
    try:
        form, body = _loads(zlib.decompress(data))
        if form != FORM:
            raise BrokenArchive(f"a reading is packed in form {form}; this selon reads form {FORM}")
        if text is not None:
            body[0][_TEXT] = text
        for name in without:
            _emptied(body, name)
        return _fields_of_reading()(body, body[0][_TEXT])
    except (zlib.error, ValueError, TypeError, IndexError, KeyError) as error:
        raise BrokenArchive(f"a reading cannot be unpacked: {error}") from None


def _emptied(body: Any, name: str) -> None:
    """Leave out a field that is not asked for: of a reading, or the reasons of its attributions."""
    if name in _PLACES:
        body[_PLACES[name]] = []
        return
    for one in body[_PLACES["attributions"]]:
        one[_JUDGEMENTS] = []
        one[_WHY][1:] = [], []


def _loads(raw: bytes) -> Any:
    """JSON, by orjson where it is installed: five times as fast; it refuses lone surrogates, which a text may hold."""
    if orjson is not None:
        with suppress(orjson.JSONDecodeError):
            return orjson.loads(raw)
    return json.loads(raw)


@cache
def _fields_of_reading() -> Callable[[Any, str], Reading]:
    return _fields(Reading)


_TEXT = [one.name for one in fields(Article)].index("text")
_JUDGEMENTS = [one.name for one in fields(Attribution)].index("judgements")
_PLACES = {one.name: number for number, one in enumerate(fields(Reading))}
_WHY = [one.name for one in fields(Attribution)].index("why")
# What can be left out of a reading: half of the time that one takes to unpack. reasons: judgements, scores and rules of attributions; the anchor stays.
LEAVABLE = ("timexes", "events", "reasons")


@cache
def hints(kind: type) -> tuple[tuple[str, Any], ...]:
    """Fields of a record with their types, in order."""
    told = get_type_hints(kind)
    return tuple((one.name, told[one.name]) for one in fields(kind))


def union_of(hint: Any) -> tuple[Any, ...] | None:
    """The kinds of a union without None; None for what is no union."""
    if get_origin(hint) not in (Union, types.UnionType):
        return None
    return tuple(each for each in get_args(hint) if each is not type(None))


@cache
def _written(hint: Any) -> Write:
    """How a value of a type is packed."""
    if hint is Span:
        return lambda value: [value.start, value.end]
    if isinstance(hint, type) and is_dataclass(hint):
        parts = [(name, kind) for name, kind in hints(hint)]
        return lambda value: [_written(kind)(getattr(value, name)) for name, kind in parts]
    if hint is float:
        return lambda value: round(value, DIGITS)
    union = union_of(hint)
    if union is not None:
        others = next((each for each in union if each is not str), str)
        return lambda value: value if value is None or isinstance(value, str) else _written(others)(value)
    if get_origin(hint) is tuple:
        inner = get_args(hint)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return lambda value: [_written(inner[0])(each) for each in value]
        return lambda value: [_written(kind)(each) for kind, each in zip(inner, value, strict=True)]
    return lambda value: value


@cache
def _read(hint: Any) -> Callable[[Any, str], Any] | None:
    """How a value of a type is unpacked; the second argument is the text that spans stand in. None: as it is."""
    if hint is Span:
        return _unspan
    if isinstance(hint, type) and is_dataclass(hint):
        return _fields(hint)
    union = union_of(hint)
    if union is not None:
        inner = _read(next((each for each in union if each is not str), str))
        return None if inner is None else lambda value, text: value if value is None or isinstance(value, str) else inner(value, text)
    if get_origin(hint) is tuple:
        return _several(get_args(hint))
    return None


def _unspan(value: Any, text: str) -> Span:
    start, end = value
    return Span(start, end, text[start:end])


def _fields(hint: Any) -> Callable[[Any, str], Any]:
    """How a record is unpacked. Its fields are looked at when the first one comes: a record may hold others of its kind."""
    held: list[list[Callable[[Any, str], Any] | None]] = []

    def made(value: Any, text: str) -> Any:
        if not held:
            held.append([_read(kind) for _, kind in hints(hint)])
        return hint(*[each if read is None else read(each, text) for read, each in zip(held[0], value, strict=True)])

    return made


def _several(inner: tuple[Any, ...]) -> Callable[[Any, str], Any]:
    if len(inner) == 2 and inner[1] is Ellipsis:
        one = _read(inner[0])
        return (lambda value, text: tuple(value)) if one is None else lambda value, text: tuple([one(each, text) for each in value])  # noqa: ARG005
    reads = [_read(kind) for kind in inner]
    if not any(reads):
        return lambda value, text: tuple(value)  # noqa: ARG005
    return lambda value, text: tuple([each if read is None else read(each, text) for read, each in zip(reads, value, strict=True)])


# The inverse of views.record


def reading(record: Mapping[str, Any]) -> Reading:
    """The reading of a record in selon's own schema. Raises BadRecord with the place of what does not fit; a span that is not what stands in the text is one."""
    if not isinstance(record, Mapping) or not isinstance(record.get("text"), str):
        raise BadRecord("no record of a reading: it has no text")
    text = record["text"]
    article = _made(Article, record, "", text)
    parts = {name: _of(kind, record.get(name, []), name, text) for name, kind in hints(Reading) if name in ("attributions", "timexes", "events", "answers")}
    places = _of(dict(hints(Reading))["places"], record.get("places", {}), "places", text)
    published = _made(Published, record.get("publication"), "publication", text)
    return Reading(article=article, **parts, run=_made(Run, record.get("run"), "run", text), published=published, places=places)


def _made(kind: type, given: Any, at: str, text: str) -> Any:
    """A record of a kind from its fields by name. at: where it stands."""
    if not isinstance(given, Mapping):
        raise BadRecord(f"{at or 'record'}: expected the fields of {kind.__name__}, met {given!r:.60}")
    defaults = {one.name for one in fields(kind) if one.default is not MISSING or one.default_factory is not MISSING}
    told = {}
    for name, hint in hints(kind):
        if name in given:
            told[name] = _of(hint, given[name], f"{at}.{name}" if at else name, text)
        elif name not in defaults:
            raise BadRecord(f"{at or 'record'}: {kind.__name__} has no {name}")
    return kind(**told)


def _span(given: Any, at: str, text: str) -> Span:
    try:
        one = Span(given["start"], given["end"], given["text"])
    except (TypeError, KeyError):
        raise BadRecord(f"{at}: expected start, end and text, met {given!r:.60}") from None
    if text[one.start : one.end] != one.text:
        raise BadRecord(f"{at}: {one.text!r:.40} does not stand at {one.start}-{one.end}, where the text has {text[one.start : one.end]!r:.40}")
    return one


def _of(hint: Any, given: Any, at: str, text: str) -> Any:
    """A value of a type. at: where it stands."""
    if hint is Span:
        return _span(given, at, text)
    if isinstance(hint, type) and is_dataclass(hint):
        return _made(hint, given, at, text)
    union = union_of(hint)
    if union is not None:
        if given is None or isinstance(given, str):
            return given
        return _of(next(each for each in union if each is not str), given, at, text)
    if get_origin(hint) is tuple:
        return _tuple(get_args(hint), given, at, text)
    if hint is float and isinstance(given, int) and not isinstance(given, bool):
        return float(given)
    if isinstance(hint, type) and not isinstance(given, hint):
        raise BadRecord(f"{at}: expected {hint.__name__}, met {given!r:.60}")
    return given


def _tuple(inner: tuple[Any, ...], given: Any, at: str, text: str) -> tuple[Any, ...]:
    items = list(given.items()) if isinstance(given, Mapping) else given
    if not isinstance(items, list | tuple):
        raise BadRecord(f"{at}: expected a list, met {given!r:.60}")
    if len(inner) == 2 and inner[1] is Ellipsis:
        return tuple(_of(inner[0], each, f"{at}[{n}]", text) for n, each in enumerate(items))
    if len(items) != len(inner):
        raise BadRecord(f"{at}: expected {len(inner)} items, met {len(items)}")
    return tuple(_of(kind, each, f"{at}[{n}]", text) for n, (kind, each) in enumerate(zip(inner, items, strict=True)))
