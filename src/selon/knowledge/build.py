"""`python -m selon.knowledge.build`: makes built.json, which is read at start, from the YAML files."""

from __future__ import annotations

import json
import sys

from ..language import codes
from .forms import forms, starts_of, starts_text, text_of
from .load import BUILT, Rows, flat, from_files, shipped_folder


def built(rows: Rows) -> str:
    """The content of built.json: the rows kind by kind and their forms in every language read, each as one text that is unpacked when needed."""
    packed = {kind: json.dumps(table, ensure_ascii=False, separators=(",", ":")) for kind, table in rows.items()}
    tables = {lang: forms(lang, flat(rows)) for lang in codes()}
    whole = {
        "rows": packed,
        "forms": {lang: text_of(table) for lang, table in tables.items()},
        "starts": {lang: starts_text(starts_of(table)) for lang, table in tables.items()},
    }
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")) + "\n"


def main() -> None:
    """Writes built.json; prints what is wrong and leaves those rows out."""
    rows, problems = from_files(shipped_folder())
    for each in problems:
        print(each, file=sys.stderr)
    (shipped_folder() / BUILT).write_text(built(rows), encoding="utf-8")
    print(", ".join(f"{len(table)} {kind}" for kind, table in rows.items()))


if __name__ == "__main__":
    main()
