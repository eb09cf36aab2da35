"""`python -m selon.knowledge.check [FOLDER]`: what is wrong in the shipped knowledge files, or in a folder of one's own; exit status 1 if anything is."""

from __future__ import annotations

import sys
from pathlib import Path

from .build import built
from .load import BUILT, from_files, load, shipped_folder
from .rows import Problem


def shipped_problems() -> list[Problem]:
    """What is wrong in the shipped files, and whether built.json was made from them as they are."""
    rows, problems = from_files(shipped_folder())
    path = shipped_folder() / BUILT
    if not path.exists() or path.read_text(encoding="utf-8") != built(rows):
        problems.append(Problem(BUILT, 1, "older than the files it is made from: run python -m selon.knowledge.build"))
    return problems


def main(arguments: list[str]) -> int:
    """The exit status."""
    problems = list(load(Path(arguments[0])).problems) if arguments else shipped_problems()
    print("\n".join(map(str, problems)) or "the knowledge files are right")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
