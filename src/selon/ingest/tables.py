"""Tables → articles: JSON Lines, CSV and TSV, Parquet; a row is an article, a mapping says which column is what."""

from __future__ import annotations

import csv
import difflib
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from .. import article
from ..article import Declared
from ..errors import ArticleError, BadRecord, Damaged, EmptyArticle, SettingError, TooLong
from ..language import codes, resource
from ..model import Article
from . import compressed
from .compressed import PAGE, Stream
from .found import Failed, Found

FIELDS = ("id", "text", "published", "modified", "outlet", "url", "title", "lang", "section", "byline")
# Bytes and rows from which the shape of a table is told.
SAMPLE, SAMPLED = 65_536, 200
# Rows held at a time of a Parquet file.
BATCH = 64
# How a cell is parted from the next, and how one that holds the mark itself is written: in quotation marks doubled inside, with a backslash, not at all.
DELIMITERS, QUOTINGS = (",", ";", "\t", "|"), ("doubled", "escaped", "bare")
SEPARATOR = re.compile(r"^\ufeff?\"?sep=(.)\"?\s*$", re.IGNORECASE)
NUMBERS = re.compile(r"^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:[ T,]+(\d{1,2}):(\d\d)(?::(\d\d))?)?$")
LETTER_DATE = re.compile(r"^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d")
# How csv says that a quotation mark is open at the end.
UNCLOSED = "unexpected end of data"
FOLDED = re.compile(r"[\W_]+")

Order = Literal["day", "month"]


# Columns


def checked(mapping: Mapping[str, str] | None) -> dict[str, str]:
    """A mapping, field to column, whose fields all exist. Raises SettingError."""
    for field in mapping or {}:
        if field not in FIELDS:
            raise SettingError(f"--map: an article has no field {field!r}{_near(field, FIELDS)}; the fields are {', '.join(FIELDS)}")
    return dict(mapping or {})


def _near(name: str, names: Iterable[str]) -> str:
    told = {_folded(str(one)): str(one) for one in names}
    close = difflib.get_close_matches(_folded(name), told, n=3, cutoff=0.6) or [one for one in told if one and (one in _folded(name) or _folded(name) in one)][:3]
    return f" (did you mean {' or '.join(repr(told[one]) for one in close)}?)" if close else ""


def _folded(name: str) -> str:
    plain = "".join(mark for mark in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(mark))
    return FOLDED.sub("", plain)


@cache
def _usual() -> Mapping[str, tuple[str, ...]]:
    """The names under which each field usually stands, folded, the likeliest first: the field's own, then those of each language in turn."""
    told = [resource(code, "columns.yaml") for code in codes()]
    out = {}
    for field in FIELDS:
        longest = max(len(one[field]) for one in told)
        out[field] = tuple(dict.fromkeys([field, *(_folded(one[field][at]) for at in range(longest) for one in told if at < len(one[field]))]))
    return out


@cache
def _languages() -> Mapping[str, str]:
    return {_folded(name): code for one in codes() for name, code in resource(one, "columns.yaml")["languages"].items()}


def columns(header: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Field → column. What the mapping leaves out is taken from columns of usual names. Raises SettingError for a column that is not there, or when none is the text."""
    exact = {name: name for name in reversed(header)}
    loose = {_folded(name): name for name in reversed(header)}
    out = {}
    for field, wanted in mapping.items():
        column = exact.get(wanted) or loose.get(_folded(wanted))
        if column is None:
            raise SettingError(f"no column {wanted!r} for {field}{_near(wanted, header)}; the columns are {_listed(header)}")
        out[field] = column
    taken = set(out.values())
    for field in (field for field in FIELDS if field not in out):
        column = next((loose[name] for name in _usual()[field] if name in loose and loose[name] not in taken), None)
        if column is not None:
            out[field] = column
            taken.add(column)
    if "text" not in out:
        raise SettingError(f"no column looks like the text{_near('text', header)}; the columns are {_listed(header)}: name it with --map text=COLUMN")
    return out


def _listed(header: Sequence[str]) -> str:
    return ", ".join(repr(name) for name in header[:30]) + (" …" if len(header) > 30 else "")


# One row


@dataclass(frozen=True, slots=True)
class Row:
    """An article of a table. cells: (field, value) as they stand there. surely: fields that the user mapped or that have the field's own name; what stands in
    another and makes no sense is left out and told. order: whether 03/04 is of April or of March, None if the table does not tell."""

    origin: str
    sign: str | None
    cells: tuple[tuple[str, Any], ...]
    surely: frozenset[str]
    order: Order | None = None
    flags: tuple[str, ...] = ()

    def article(self, declared: Declared) -> Article:
        """Read it in. Raises ArticleError."""
        record, flags = _record(dict(self.cells), self)
        return _article(record, declared, (*self.flags, *flags))


@dataclass(frozen=True, slots=True)
class Line:
    """An article of JSON Lines. mapping: (field, column)."""

    origin: str
    raw: bytes
    mapping: tuple[tuple[str, str], ...] = ()

    @property
    def sign(self) -> str:
        """Of the line and of how it is read."""
        return sha256(self.raw.strip() + (repr(self.mapping).encode() if self.mapping else b"")).hexdigest()

    def article(self, declared: Declared) -> Article:
        """Read it in. Raises ArticleError."""
        text, flags = article.decoded(self.raw)
        record = _object(text)
        try:
            named = columns(list(record), dict(self.mapping))
        except SettingError as error:
            raise BadRecord(str(error)) from None
        row = Row(self.origin, None, tuple((field, record[column]) for field, column in named.items()), _surely(named, dict(self.mapping)))
        made, more = _record(dict(row.cells), row)
        return _article({**made, "blocks": record.get("blocks")}, declared, (*flags, *more))


def _object(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadRecord(f"this line is no JSON ({error}); each line of JSON Lines holds one object") from None
    if not isinstance(record, dict):
        raise BadRecord(f'this line holds {type(record).__name__}, not an object with "text"')
    return record


def _surely(named: Mapping[str, str], mapping: Mapping[str, str]) -> frozenset[str]:
    return frozenset(field for field, column in named.items() if field in mapping or column == field)


def _record(cells: Mapping[str, Any], row: Row) -> tuple[dict[str, Any], list[str]]:
    """Cells → what `article.from_record` takes, and flags for what was left out. Raises BadRecord."""
    out: dict[str, Any] = {}
    flags = []
    for field, value in cells.items():
        try:
            out[field] = _value(field, value, row.order)
        except BadRecord as error:
            if field in row.surely or field == "text":
                raise
            flags.append(f"left out: {error}")
    return out, flags


def _value(field: str, value: Any, order: Order | None) -> str | None:
    if field in ("published", "modified"):
        return _day(field, value, order)
    if field == "text":
        return _body(value)
    told = _words(field, value)
    return _language(told) if field == "lang" and told else told


def _body(value: Any) -> str:
    if value is None or value == "":
        raise EmptyArticle("nothing to read: the text is empty")
    if not isinstance(value, str):
        raise BadRecord(f"the text holds {type(value).__name__} {str(value)[:60]!r}, not words; name the column of the text with --map text=COLUMN")
    return value


def _words(field: str, value: Any) -> str | None:
    """A cell as words: a name, one inside an object, several in a list."""
    if value is None or isinstance(value, str):
        return (value or "").strip() or None
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return _words(field, value["name"])
    if isinstance(value, list) and all(isinstance(one, (str, dict)) for one in value):
        return ", ".join(told for one in value if (told := _words(field, one))) or None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return None if value != value else str(value)
    raise BadRecord(f"{field} holds {type(value).__name__} {str(value)[:60]!r}, not words")


def _language(told: str) -> str:
    known = _languages().get(_folded(told))
    return known or re.split(r"[-_]", told.lower())[0]


def _day(field: str, value: Any, order: Order | None) -> str | None:
    """ISO 8601 of a cell, as it stands there if it is; None for an empty one. A time at midnight without a zone is a day: tables write days so. Raises BadRecord."""
    told = value.strip() if isinstance(value, str) else None
    if value is None or told == "" or value != value:
        return None
    moment = _moment(field, told, order) if told else value
    if isinstance(moment, datetime):
        if moment.tzinfo is None and moment.time() == datetime.min.time():
            return moment.date().isoformat()
        return told if told and _iso(told) else moment.isoformat()
    if isinstance(moment, date):
        return moment.isoformat()
    raise BadRecord(f"{field} {str(value)[:60]!r} is no date; write 2023-05-28 or 2023-05-28T21:14:00+02:00")


def _iso(told: str) -> date | None:
    try:
        return datetime.fromisoformat(told) if len(told) > len("2023-05-28") else date.fromisoformat(told)
    except ValueError:
        return None


def _moment(field: str, told: str, order: Order | None) -> date:
    moment = _iso(told)
    if moment is not None:
        return moment
    try:
        if LETTER_DATE.match(told):
            return parsedate_to_datetime(told)
        found = NUMBERS.match(told)
        if found:
            return _numbered(field, found, order)
    except ValueError:
        pass
    raise BadRecord(f"{field} {told[:60]!r} is no date; write 2023-05-28 or 2023-05-28T21:14:00+02:00")


def _numbered(field: str, found: re.Match[str], order: Order | None) -> datetime | date:
    """28/05/2023, 2023/05/28. Raises ValueError, BadRecord where day and month cannot be told apart."""
    first, second, third = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) == 4:
        day = date(first, second, third)
    elif len(found[4]) != 4:
        raise ValueError(found[0])
    else:
        told = "day" if first > 12 or first == second or found[2] == "." else "month" if second > 12 else order
        if told is None:
            raise BadRecord(f"{field} {found[0]!r} may be {date(third, second, first)} or {date(third, first, second)}, and the table does not tell; write it as 2023-05-28")
        day = date(third, second, first) if told == "day" else date(third, first, second)
    return datetime(day.year, day.month, day.day, int(found[5]), int(found[6]), int(found[7] or 0)) if found[5] else day


def order_of(cells: Iterable[Any]) -> Order | None:
    """Whether dates such as 03/04/2024 begin with the day or the month, told by those that can be read in one way only; None if none can, or they disagree."""
    told: set[Order] = set()
    for cell in cells:
        found = NUMBERS.match(cell.strip()) if isinstance(cell, str) else None
        if found and len(found[1]) < 4:
            told |= {"day"} if int(found[1]) > 12 else {"month"} if int(found[3]) > 12 else set()
    return told.pop() if len(told) == 1 else None


def _article(record: Mapping[str, Any], declared: Declared, flags: Sequence[str]) -> Article:
    """An article of a record; a text that is the markup of a page is read as one. Raises ArticleError."""
    text = record.get("text")
    page = isinstance(text, str) and not record.get("blocks") and article.looks_like_markup(text)
    made = _marked_up(record, declared) if page else article.from_record(record, declared)
    return replace(made, flags=(*made.flags, *flags)) if flags else made


def _marked_up(record: Mapping[str, Any], declared: Declared) -> Article:
    known = {field: getattr(declared, field) or record.get(field) or None for field in ("id", "lang", "outlet", "published", "url")}
    try:
        merged = Declared(**known)
    except SettingError as error:
        raise BadRecord(str(error)) from None
    made = article.from_html(record["text"], merged)
    said = {field: record[field] for field in ("title", "section", "byline", "modified") if record.get(field)}
    return replace(made, **said)


# JSON Lines


def lines(stream: Stream, name: str, mapping: Mapping[str, str]) -> Iterator[Found]:
    """The lines of a stream. name: what the stream is called. A line that is too long, and a stream cut short, come as failures."""
    pairs = tuple(mapping.items())
    for number, raw in enumerate(_physical(stream), 1):
        if raw is None:
            yield Failed(f"{name}:{number}", TooLong(f"a line of more than {PAGE:,} bytes; each line holds one article"))
        elif stream.damage is not None and not raw.endswith(b"\n"):
            break
        elif raw.strip():
            yield Line(f"{name}:{number}", raw, pairs)
    if stream.damage is not None:
        yield Failed(f"{name}#end", stream.damage)


def _physical(stream: io.BufferedIOBase) -> Iterator[bytes | None]:
    """Lines of bytes; None for one that is too long to hold."""
    while raw := stream.readline(PAGE + 1):
        if len(raw) <= PAGE:
            yield raw
            continue
        while raw and not raw.endswith(b"\n"):
            raw = stream.readline(PAGE)
        yield None


def first_record(path: Path) -> list[str] | None:
    """The names in the first record of JSON Lines; None when there is none to tell."""
    with compressed.opened(path) as stream:
        for raw in islice(_physical(stream), 20):
            if raw and raw.strip():
                try:
                    return list(_object(article.decoded(raw)[0]))
                except ArticleError:
                    return None
    return None


# CSV, TSV


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table of text is written. skip: lines before the header."""

    codec: str
    delimiter: str
    quoting: str
    skip: int = 0

    def reader(self, told: Iterable[str]) -> Any:
        """What parts lines into cells; it raises csv.Error for a row that breaks the rules."""
        csv.field_size_limit(max(csv.field_size_limit(), PAGE))
        if self.quoting == "bare":
            return csv.reader(told, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)
        escaped = self.quoting == "escaped"
        return csv.reader(told, delimiter=self.delimiter, doublequote=not escaped, escapechar="\\" if escaped else None, strict=True)


class _Lines:
    """Lines of text with their ends, decoded one by one: a table pasted together from two encodings is read whole. `odd`: a line since it was last put out was not in UTF-8."""

    def __init__(self, stream: Stream, layout: Layout) -> None:
        self.odd = False
        wide = layout.codec.startswith(("utf-16", "utf-32"))
        self._lines = self._wide(stream, layout.codec) if wide else self._each(stream, layout.codec)
        for _ in islice(self, layout.skip):
            pass

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        return next(self._lines)

    def _each(self, stream: Stream, codec: str) -> Iterator[str]:
        for raw in _physical(stream):
            if raw is None:
                raise TooLong(f"a line of more than {PAGE:,} bytes")
            self.odd |= codec == "cp1252"
            try:
                told = raw.decode(codec)
            except UnicodeDecodeError:
                told, self.odd = raw.decode("cp1252", "replace"), True
            if codec == "utf-8-sig":
                codec = "utf-8"
            yield told

    def _wide(self, stream: Stream, codec: str) -> Iterator[str]:
        text = io.TextIOWrapper(stream, encoding=codec, errors="replace", newline="")
        while told := text.readline(PAGE + 1):
            if len(told) > PAGE:
                raise TooLong(f"a line of more than {PAGE:,} characters")
            yield told


def layout(sample: bytes) -> Layout:
    """How a table is written, told from its first bytes: the way that parts most of its rows into the same number of cells."""
    codec = _codec(sample)
    first = next(iter(_text(sample, codec)), "")
    told = SEPARATOR.match(first)
    tried = [Layout(codec, mark, quoting, int(told is not None)) for quoting in QUOTINGS for mark in ((told[1],) if told else DELIMITERS)]
    return max(tried, key=lambda one: _fit(sampled(one, sample)))


def _text(sample: bytes, codec: str) -> list[str]:
    """The lines of a sample; where it was cut, the last is no whole one and left out."""
    out = list(io.StringIO(sample.decode(codec, "replace").removeprefix("\ufeff"), newline="\n"))
    return out[:-1] if len(sample) >= SAMPLE else out


def sampled(one: Layout, sample: bytes) -> tuple[list[list[str]], int]:
    """The first rows of a table, the header first, and how many broke the rules."""
    reader, out, wrong = one.reader(_text(sample, one.codec)[one.skip :]), [], 0
    for _ in range(SAMPLED):
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            wrong += UNCLOSED not in str(error)
            continue
        if any(row):
            out.append(row)
    return out, wrong


def _codec(sample: bytes) -> str:
    for bom, codec in article.BOMS:
        if sample.startswith(bom):
            return codec
    try:
        # Up to three bytes of a character may be cut off.
        sample.decode("utf-8") if len(sample) < SAMPLE else sample[: sample.rfind(b"\n") + 1].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _fit(found: tuple[list[list[str]], int]) -> tuple[float, int]:
    """How well a layout fits: the share of rows with as many cells as the header, and how many cells. One column is the last resort."""
    rows, wrong = found
    if not rows or len(rows[0]) < 2:
        return (0.0, 0)
    return (sum(len(row) == len(rows[0]) for row in rows) / (len(rows) + wrong), len(rows[0]))


def header(path: Path) -> list[str]:
    """The columns of a CSV or TSV file. Raises OSError, ArticleError."""
    sample = _sample(path)
    found, _ = sampled(layout(sample), sample)
    return [name.strip() for name in found[0]] if found else []


def _sample(path: Path) -> bytes:
    with compressed.opened(path) as stream:
        sample = stream.read(SAMPLE)
        if stream.damage is not None and not sample:
            raise stream.damage
    return sample


def rows(path: Path, name: str, mapping: Mapping[str, str]) -> Iterator[Found]:
    """The rows of a CSV or TSV file; name: what the file is called. Raises OSError, ArticleError, SettingError before the first row."""
    sample = _sample(path)
    shape = layout(sample)
    first, _ = sampled(shape, sample)
    with compressed.opened(path) as stream:
        told = _Lines(stream, shape)
        reader = shape.reader(told)
        names = _names(reader)
        named = columns(names, mapping)
        at = [names.index(named[field]) for field in ("published", "modified") if field in named]
        order = order_of(row[one] for row in first[1:] for one in at if one < len(row))
        yield from _rows(reader, told, _Table(name, names, named, _surely(named, mapping), order), shape.skip)
        if stream.damage is not None:
            yield Failed(f"{name}#end", stream.damage)


def _names(reader: Any) -> list[str]:
    """The first row that is not empty. Raises Damaged."""
    try:
        return next([cell.strip() for cell in row] for row in reader if any(row))
    except StopIteration:
        raise Damaged("this table is empty: it has no line with the names of its columns") from None
    except csv.Error as error:
        raise Damaged(f"the line with the names of the columns cannot be read ({error})") from error


@dataclass(frozen=True, slots=True)
class _Table:
    """What is the same for all rows. named: field → column."""

    name: str
    header: list[str]
    named: dict[str, str]
    surely: frozenset[str]
    order: Order | None

    def row(self, number: int, cells: Sequence[Any], odd: bool = False) -> Found | None:
        """A row by its cells in the header's order; None for an empty one."""
        origin = f"{self.name}:{number}"
        if not any(cell not in (None, "") for cell in cells):
            return None
        if any(cells[len(self.header) :]):
            reason = f"this row has {len(cells)} cells, the header {len(self.header)}: a cell that holds the mark between cells needs quotation marks around it"
            return Failed(origin, BadRecord(reason))
        at = {name: number for number, name in reversed(list(enumerate(self.header)))}
        taken = tuple((field, cells[at[column]] if at[column] < len(cells) else None) for field, column in self.named.items())
        flags = ("the bytes are not UTF-8; read as windows-1252",) if odd else ()
        return Row(origin, sha256(repr((taken, self.order)).encode("utf-8", "surrogatepass")).hexdigest(), taken, self.surely, self.order, flags)


def _rows(reader: Any, told: _Lines, table: _Table, skipped: int) -> Iterator[Found]:
    """Rows, each broken one as a failure; a quotation mark that is never closed ends the table, and that is told."""
    while True:
        number = reader.line_num + skipped + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if UNCLOSED in str(error) or "field larger" in str(error):
                reason = f"a quotation mark that opens in the row of line {number} is never closed; the rows from there to line {reader.line_num + skipped} were not read"
                yield Failed(f"{table.name}:{number}", Damaged(reason))
                return
            yield Failed(f"{table.name}:{number}", BadRecord(f"line {reader.line_num + skipped}: {error}; a quotation mark inside a cell is doubled"))
            continue
        except TooLong as error:
            yield Failed(f"{table.name}:{number}", TooLong(f"{error} at line {number}; the rows from there on were not read"))
            return
        row = table.row(number, cells, told.odd)
        told.odd = False
        if row is not None:
            yield row


# Parquet


def parquet_header(path: Path) -> list[str]:
    """The columns of a Parquet file. Raises OSError, ArticleError, SettingError without pyarrow."""
    with _parquet(path) as file:
        return list(file.schema_arrow.names)


def _parquet(path: Path, repeated: Sequence[str] = ()) -> Any:
    """repeated: columns whose equal values are kept once, as they are in the file: a long text on every row stays small."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        raise SettingError("Parquet needs pyarrow: pip install 'selon[parquet]'") from None
    try:
        return parquet.ParquetFile(path, read_dictionary=list(repeated))
    except (arrow.ArrowException, ValueError) as error:
        raise Damaged(f"this is no Parquet file, or its end is missing ({_first_line(error)})") from error


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]


def parquet_rows(path: Path, name: str, mapping: Mapping[str, str]) -> Iterator[Found]:
    """The rows of a Parquet file, numbered from 1; name: what the file is called. Raises OSError, ArticleError, SettingError before the first row."""
    named = columns(parquet_header(path), mapping)
    header_ = list(dict.fromkeys(named.values()))
    with _parquet(path, [named["text"]]) as file:
        _sized(file, header_)
        yield from _batches(file, name, _Table(name, header_, named, _surely(named, mapping), None))


def _batches(file: Any, name: str, table: _Table) -> Iterator[Found]:
    import pyarrow as arrow

    number = 0
    try:
        for batch in file.iter_batches(batch_size=BATCH, columns=table.header):
            cells = _cells(batch, table.header)
            if number == 0:
                dates = [cell for field in ("published", "modified") if field in table.named for cell in cells[table.header.index(table.named[field])]]
                table = replace(table, order=order_of(dates))
            for values in zip(*cells, strict=True):
                number += 1
                row = table.row(number, values)
                if row is not None:
                    yield row
    except (arrow.ArrowException, OSError, ValueError) as error:
        yield Failed(f"{name}#end", Damaged(f"the Parquet file is broken behind row {number:,} ({_first_line(error)}); the rows before it are kept"))


def _cells(batch: Any, header_: Sequence[str]) -> list[list[Any]]:
    """The columns of a batch as Python values, times to the microsecond."""
    import pyarrow as arrow

    out = []
    for column in header_:
        values = batch.column(batch.schema.get_field_index(column))
        if arrow.types.is_dictionary(values.type):
            out.append(_shared(values))
            continue
        if arrow.types.is_timestamp(values.type):
            values = values.cast(arrow.timestamp("us", values.type.tz), safe=False)
        out.append([_decoded(one) for one in values.to_pylist()])
    return out


def _shared(values: Any) -> list[Any]:
    """The values of a dictionary column, each made once."""
    made: dict[int, Any] = {}
    indices = values.indices.to_pylist()
    for at in indices:
        if at is not None and at not in made:
            made[at] = _decoded(values.dictionary[at].as_py())
    return [None if at is None else made[at] for at in indices]


def _decoded(value: Any) -> Any:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _sized(file: Any, wanted: Sequence[str]) -> None:
    """Refuses a file whose wanted columns swell beyond the caps. Raises TooLong."""
    for number in range(file.metadata.num_row_groups):
        group = file.metadata.row_group(number)
        for at in range(group.num_columns):
            column = group.column(at)
            packed, unpacked = column.total_compressed_size, column.total_uncompressed_size
            if column.path_in_schema.split(".")[0] in wanted and unpacked > max(compressed.DOCUMENT, compressed.RATIO * packed):
                raise TooLong(f"column {column.path_in_schema!r} swells from {packed:,} to {unpacked:,} bytes; more than {compressed.RATIO} times is not unpacked")
