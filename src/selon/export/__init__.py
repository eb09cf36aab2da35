"""An archive handed on, in the forms that others read. Every form streams: memory does not grow with what is written, and nothing is cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from ..errors import SettingError
from ..records import LEAVABLE
from ..store.kept import Kept

Write = Callable[[Iterator[Kept], BinaryIO], int]


@dataclass(frozen=True, slots=True)
class Format:
    """A form. where: module and function of the package. told: what it is, in one line. needs: the extra that installs what it needs beyond the archive's.

    without: parts of readings that it does not hold and that need not be unpacked.
    """

    where: str
    endings: tuple[str, ...]
    told: str
    needs: str | None = None
    without: tuple[str, ...] = ()


FORMATS = {
    "jsonl": Format("jsonl.write", (".jsonl", ".ndjson"), "selon's own records, one article a line; the only form that `selon import` takes back whole"),
    "csv": Format("tables.attributions_csv", (".csv",), "one row an attribution", None, LEAVABLE),
    "events": Format("tables.events_csv", (".events.csv",), "one row an event, as PLOVER and CAMEO code it"),
    "answers": Format("tables.answers_csv", (".answers.csv",), "one row an answer"),
    "articles": Format("tables.articles_csv", (".articles.csv",), "one row an article"),
    "dna": Format("tables.dna_csv", (".dna.csv",), "statements for Discourse Network Analyzer"),
    "xlsx": Format("workbook.write", (".xlsx",), "an Excel workbook: attributions, events, answers, articles"),
    "parquet": Format("columnar.write", (".parquet",), "one row an attribution, typed columns", "parquet", LEAVABLE),
    "annotation": Format("annotation.write", (".annotation.jsonl",), "W3C Web Annotations, one a line", None, LEAVABLE),
    "prov": Format("prov.write", (".prov.json",), "PROV-JSON: who said, on what occasion, through whom it came"),
    "schemaorg": Format("schemaorg.write", (".jsonld",), "schema.org JSON-LD: NewsArticle and Quotation"),
    "ftm": Format("ftm.write", (".ftm.jsonl",), "FollowTheMoney entities, one a line"),
    "gexf": Format("gexf.speakers", (".gexf",), "GEXF 1.3: who says something of or to whom, who answers whom"),
    "relays": Format("gexf.relays", (".relays.gexf",), "GEXF 1.3: who relays whom"),
}


def format_of(name: str | None, out: Path | None) -> str:
    """The form named, else the one whose ending a file has. Raises SettingError."""
    if name is not None:
        if name not in FORMATS:
            raise SettingError(f"--as {name!r} is none of {', '.join(FORMATS)}")
        return name
    if out is None:
        return "jsonl"
    fits = [(len(ending), key) for key, form in FORMATS.items() for ending in form.endings if out.name.lower().endswith(ending)]
    if not fits:
        raise SettingError(f"{out.name!r} does not tell the form; name one with --as: {', '.join(FORMATS)}")
    return max(fits)[1]


def writer(name: str) -> Write:
    """What writes a form. Raises SettingError when a package that it needs is missing."""
    module, function = FORMATS[name].where.split(".")
    try:
        write: Write = getattr(import_module(f".{module}", __name__), function)
    except ModuleNotFoundError as error:
        extra = FORMATS[name].needs or "archive"
        raise SettingError(f"{name} needs {error.name}: pip install 'selon[{extra}]'") from None
    return write
