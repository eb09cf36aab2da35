"""An Excel workbook: a sheet each for attributions, events, answers and articles, and one that says what they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, BinaryIO

import xlsxwriter

from .._version import VERSION
from ..store.kept import Kept
from . import tables

# What one sheet and one cell of Excel hold; more rows go on in another sheet, a longer text is cut and ends in the mark.
ROWS, LETTERS, CUT = 1_048_576, 32_767, "… [cut]"
SHEETS: Mapping[str, tuple[Sequence[str], Callable[[Kept], Iterator[Mapping[str, Any]]]]] = {
    "attributions": (tables.ATTRIBUTIONS, tables.attributions),
    "events": (tables.EVENTS, tables.events),
    "answers": (tables.ANSWERS, tables.answers),
    "articles": (tables.ARTICLES, tables.articles),
}
WIDE = {"content": 80, "title": 40, "speakers": 24, "source": 24, "event_text": 80, "url": 30, "reason": 50}


def write(some: Iterator[Kept], out: BinaryIO) -> int:
    """Write a workbook; how many attributions. No cell is ever a formula or a link."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True})
        about = book.add_worksheet("about")
        sheets = {name: _Sheet(book, name, columns, head) for name, (columns, _) in SHEETS.items()}
        for kept in some:
            for name, (_, made) in SHEETS.items():
                for row in made(kept):
                    sheets[name].put(row)
        _about(about, sheets)
        book.set_properties({"comments": f"selon {VERSION}"})
        return sheets["attributions"].count


class _Sheet:
    """One kind of rows, on as many sheets as they need."""

    def __init__(self, book: Any, name: str, columns: Sequence[str], head: Any) -> None:
        self.book, self.name, self.columns, self.head = book, name, columns, head
        self.count, self.at, self.number, self.cut = 0, ROWS, 0, 0
        self._next()

    def _next(self) -> None:
        self.number += 1
        self.page = self.book.add_worksheet(self.name if self.number == 1 else f"{self.name} {self.number}")
        self.page.freeze_panes(1, 0)
        for at, name in enumerate(self.columns):
            self.page.set_column(at, at, WIDE.get(name, 12))
            self.page.write_string(0, at, name, self.head)
        self.at = 1

    def put(self, row: Mapping[str, Any]) -> None:
        """Write a row."""
        if self.at == ROWS:
            self._next()
        for at, name in enumerate(self.columns):
            value = row.get(name)
            if isinstance(value, bool):
                self.page.write_boolean(self.at, at, value)
            elif isinstance(value, int | float):
                self.page.write_number(self.at, at, value)
            elif value not in (None, ""):
                self.page.write_string(self.at, at, self._text(str(value)))
        self.at += 1
        self.count += 1

    def _text(self, told: str) -> str:
        """A text that a cell holds: no control characters, which no workbook may have."""
        told = "".join(c if c in "\t\n\r" or c >= " " else "�" for c in told.encode("utf-16", "replace").decode("utf-16"))
        if len(told) > LETTERS:
            self.cut += 1
            return told[: LETTERS - len(CUT)] + CUT
        return told


def _about(page: Any, sheets: Mapping[str, _Sheet]) -> None:
    page.set_column(0, 0, 90)
    lines = [f"Made by selon {VERSION}. Offsets count Unicode code points of the article's text, half-open. docs/export.md says what every column is."]
    for name, sheet in sheets.items():
        more = f" on {sheet.number} sheets" if sheet.number > 1 else ""
        cut = f"; {sheet.cut} texts longer than a cell of Excel holds are cut: --as jsonl has them whole" if sheet.cut else ""
        lines.append(f"{name}: {sheet.count} rows{more}{cut}")
    for at, line in enumerate(lines):
        page.write_string(at, 0, line)
