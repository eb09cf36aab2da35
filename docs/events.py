#!/usr/bin/env python3
"""`python docs/events.py`: writes the tables of docs/events.md anew from src/selon/ontology.yaml. The text around them is written by hand."""

from __future__ import annotations

import re
from pathlib import Path

from selon.ontology import Codes, ontology

PAGE = Path(__file__).with_suffix(".md")
# A table stands between the two marks of its name.
MARKED = re.compile(r"(<!-- (\w+): made by docs/events\.py -->\n).*?(<!-- end -->)", re.DOTALL)


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def score(value: float) -> str:
    """With its sign, a true minus."""
    return f"{value:+.1f}".replace("-", "−") if value else "0"


def coded(codes: Codes) -> str:
    """Codes with what refines them: the general one first."""
    return ", ".join(f"{code} {context}" if context != "otherwise" else code for context, code in codes.items())


def types() -> str:
    """A line a type, an example in each language."""
    rows = []
    for name, each in ontology().types.items():
        told = f"{each.means}<br>*{each.example['en']}*<br>*{each.example['fr']}*"
        rows.append([f"**{name}**", each.quad, score(each.score), told, ", ".join([coded(each.code), *(f"{code} (to {act})" for act, code in each.acts.items())])])
    return table(["type", "quad", "score", "what it is, with an example", "CAMEO"], rows)


def modes() -> str:
    """A line a mode; those that PLOVER does not have carry a star."""
    rows = [[name, f"`{word}`{'*' * each.beyond}", score(each.score), each.means, coded(each.code)] for name, kind in ontology().types.items() for word, each in kind.modes.items()]
    return table(["type", "mode", "score", "what it is", "CAMEO"], rows)


def spellings() -> str:
    """Other words for modes."""
    rows = [[name, f"`{word}`", f"`{mode}`" if mode else "no mode"] for name, kind in ontology().types.items() for word, mode in kind.spellings.items()]
    return table(["type", "written", "read as"], rows)


def contexts() -> str:
    """A line a context, and the families."""
    every = ontology()
    rows = [[f"`{name}`", means, ", ".join(family for family, members in every.families.items() if name in members)] for name, means in every.contexts.items()]
    return table(["context", "what the event is about", "family"], rows)


def statuses() -> str:
    """A line a status, an example in each language."""
    rows = [[f"`{name}`", each.means, f"*{each.example['en']}*<br>*{each.example['fr']}*"] for name, each in ontology().statuses.items()]
    return table(["status", "what it says", "example"], rows)


def codes() -> str:
    """Every CAMEO code that can come out."""
    return table(["code", "stands for"], [[code, means] for code, means in sorted(ontology().cameo.items())])


TABLES = {made.__name__: made for made in (types, modes, spellings, contexts, statuses, codes)}


def filled(page: str) -> str:
    """The page with its tables as the ontology now has them."""
    return MARKED.sub(lambda found: f"{found[1]}{TABLES[found[2]]()}{found[3]}", page)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
