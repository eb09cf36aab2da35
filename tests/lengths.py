#!/usr/bin/env python3
"""Function lengths of the package: median at most 12 lines, 90 % at most 40, none over 80; at most five parameters unless a command line's."""

from __future__ import annotations

import ast
import statistics
import sys
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "selon"
MEDIAN, NINE_TENTHS, LONGEST, PARAMETERS = 12, 40, 80, 6
COMMANDS = frozenset(["cli.py"])


def main() -> None:
    lengths: list[tuple[int, str]] = []
    wrong = []
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                where = f"{path.relative_to(SOURCE)}:{node.name}"
                lengths.append(((node.end_lineno or node.lineno) - node.lineno + 1, where))
                taken = [a for a in node.args.args if a.arg != "self"]
                if len(taken) > PARAMETERS and path.name not in COMMANDS and path.parent.name != "commands":
                    wrong.append(f"{where} takes {len(taken)} parameters; more than {PARAMETERS} mean a missing type")
    sizes = sorted(size for size, _ in lengths)
    wrong += [f"{where} has {size} lines, at most {LONGEST}" for size, where in lengths if size > LONGEST]
    median, ninety = statistics.median(sizes), sizes[int(0.9 * len(sizes))]
    if median > MEDIAN or ninety > NINE_TENTHS:
        wrong.append(f"median {median} (at most {MEDIAN}), 90 % within {ninety} (at most {NINE_TENTHS})")
    print("\n".join(wrong) or f"{len(sizes)} functions: median {median:g} lines, 90 % within {ninety}, longest {sizes[-1]}")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
