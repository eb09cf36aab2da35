"""Annotated articles: the file format of `tests/gold/GUIDELINES.md`, read and checked by the program beside it."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import Any

from .errors import GoldError

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
