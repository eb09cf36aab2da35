"""Annotated articles: the file format of `tests/gold/GUIDELINES.md`, read and checked by the program beside it."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from .article import Declared, from_record
from .attributions import nested
from .errors import GoldError
from .model import Article, Attribution, Why
from .tagger.labels import SLOTS

# Articles whose number ends so are dev; 7 is kept elsewhere; the rest train.
DEV, ELSEWHERE = frozenset("369"), frozenset("7")


def _checker(folder: Path) -> ModuleType:
    """`gold.py` as it stands beside the articles: there is one definition of the format."""
    for place in (folder, *folder.parents):
        path = place / "gold.py"
        if path.exists():
            spec = importlib.util.spec_from_file_location("selon_gold_format", path)
            if spec is not None and spec.loader is not None:
                module = importlib.util.module_from_spec(spec)
                spec.loader.exec_module(module)
                return module
    raise GoldError(f"no gold.py beside or above {folder}: it defines the format; give a folder like tests/gold/articles")


def read(path: Path) -> dict[str, Any]:
    """One article, as `gold.py --jsonl` writes it. Raises what the checker raises."""
    return dict(_checker(path.resolve().parent).read(path))


def load(folder: Path) -> list[dict[str, Any]]:
    """Every article of a folder, by name, as `gold.py --jsonl` writes it. Raises GoldError on the first that is wrong."""
    checker = _checker(folder.resolve())
    out = []
    for path in sorted(folder.glob("*.txt")):
        try:
            out.append(checker.read(path))
        except Exception as error:  # the checker's own kind and those of YAML
            raise GoldError(f"{path.name}: {error}") from error
    if not out:
        raise GoldError(f"{folder} holds no annotated article (*.txt)")
    return out


def train_part(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that may be trained on."""
    return [record for record in records if record["id"][-1] not in DEV | ELSEWHERE]


def dev_part(records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that measure."""
    return [record for record in records if record["id"][-1] in DEV]


def digest(records: Sequence[dict[str, Any]]) -> str:
    """First 16 hexadecimal digits of the SHA-256 of what was learned from, whatever its order."""
    lines = sorted(json.dumps(record, sort_keys=True, ensure_ascii=False) for record in records)
    return sha256("\n".join(lines).encode()).hexdigest()[:16]


def article(record: dict[str, Any]) -> Article:
    """The article of a record as a reader gets it: what is annotated is left out."""
    return from_record({name: record[name] for name in ("id", "text", "lang", "blocks", "published", "outlet") if record.get(name)}, Declared())


def attributions(given: Article, record: dict[str, Any]) -> tuple[Attribution, ...]:
    """The gold attributions of a record on its article, with their spans, form, said and act; ids are their numbers. Nothing is resolved.

    One without cue and content is left out.
    """
    out = []
    for quote in record["quotes"]:
        spans: dict[str, Any] = {slot: tuple(given.span(*pair) for pair in quote[slot]) for slot in SLOTS}
        content = spans["content"] or spans["cue"]
        if not content:
            continue
        source = next(iter(spans.pop("source")), None)
        why = Why((spans["cue"] or content)[0], (), ())
        fixed = {name: quote[name] for name in ("form", "said", "act")}
        block = given.block_at(content[0].start).kind
        out.append(Attribution(id=str(quote["n"]), source=source, **{**spans, "content": content}, **fixed, within=None, block=block, confidence=1.0, why=why))
    return nested(out)
