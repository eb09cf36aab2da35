"""Every command, option and field is documented."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from rich.console import Console

import selon
from sayings import of_gold
from selon import media, pipeline, views
from selon.article import Declared, from_text
from selon.cli import app
from selon.language import codes
from selon.model import Attribution, Dated, Entity, Judgement, Published, Timex
from selon.tagger.structure import RULES

DOCS = Path(__file__).parent.parent / "docs"
SOURCE = DOCS.parent / "src" / "selon"
RECORDS = (DOCS / "records.md").read_text(encoding="utf-8")
# A text with every part of a record.
FULL = """Le porte-parole du Kremlin, Ivan Troubetski, a déclaré dimanche dans un entretien à la chaîne Russia 1 que « rien ne pressait », selon CNN."""
# Columns of the README's first screen. Confidences differ by a point between processors.
WIDTH = 120
PERCENT = re.compile(r" *\d+% *")
COMMAND = typer.main.get_command(app)


def commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every command with its whole name, those of groups as well."""
    for name, command in group.commands.items():
        yield from commands(command, f"{before}{name} ") if hasattr(command, "commands") else [(before + name, command)]


OPTIONS = [(name, option) for name, command in commands(COMMAND) for parameter in command.params for option in parameter.opts if option.startswith("--")]


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_every_option_is_documented(command: str, option: str) -> None:
    text = (DOCS / "command.md").read_text(encoding="utf-8")
    start = re.search(rf"^## `selon {command}[` ]", text, re.MULTILINE)

    assert start is not None
    assert option in text[start.start() :].split("\n## ")[0]


def fields(record: object) -> set[str]:
    """Names of all fields, at any depth; those of a map from names to scores apart."""
    if isinstance(record, dict):
        return set(record).union(*(fields(value) for key, value in record.items() if key != "scores"))
    return set().union(*map(fields, record)) if isinstance(record, list) else set()


def test_every_field_of_a_reading_is_documented() -> None:
    given = from_text(FULL, Declared(outlet="Radio Littoral", published="2024-03-11", url="https://example.org/2024/03/08/titre"))
    record = views.record(selon.read(given))

    assert [name for name in ("speakers", "principal", "relays", "carrier", "date") if not any(one[name] for one in record["attributions"])] == []
    assert {field for field in fields(record) if f"`{field}`" not in RECORDS} == set()


@pytest.mark.parametrize("record", [Attribution, Entity, Judgement, Dated, Timex, Published], ids=lambda record: record.__name__)
def test_every_field_of_a_record_is_documented(record: type) -> None:
    assert [field.name for field in dataclasses.fields(record) if f"`{field.name}`" not in RECORDS] == []


@pytest.mark.parametrize("name", ["en-1212", "fr-1502", "fr-4202", "fr-1504"])
def test_the_rule_of_every_judgement_is_documented(name: str) -> None:
    judged = [each for one in of_gold(name).sayings.values() for each in one.judgements if each.field != "date" or each.rule in ("heading", "continued")]
    rules = {"known-…" if each.rule.startswith("known-") else each.rule.removesuffix("-unnamed").removesuffix("-nobody") for each in judged}

    assert {rule for rule in rules if f"`{rule}`" not in RECORDS} == set()


@pytest.mark.parametrize("lang", codes())
def test_every_occasion_is_documented(lang: str) -> None:
    assert [occasion for occasion, _ in media.words(lang).occasions if f"`{occasion}`" not in RECORDS] == []


@pytest.mark.parametrize("lang", codes())
def test_every_file_of_a_language_is_documented(lang: str) -> None:
    text = (DOCS / "languages.md").read_text(encoding="utf-8")

    assert [path.name for path in (SOURCE / "lang" / lang).iterdir() if f"`{path.name}`" not in text] == []


def test_languages_have_the_same_files() -> None:
    assert len({frozenset(path.name for path in (SOURCE / "lang" / lang).iterdir()) for lang in codes()}) == 1


def test_the_readmes_picture_is_the_pipelines() -> None:
    picture = (pipeline.__doc__ or "").partition("\n\n")[2].rstrip()

    assert picture in (DOCS.parent / "README.md").read_text(encoding="utf-8")


def shown() -> list[str]:
    """The lines of the README's first screen, without those that say something was left out."""
    text = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    return [line for line in text.split("$ selon read examples/wire-fr.txt\n")[1].split("```")[0].splitlines() if line.strip() != "…"]


def test_the_readme_shows_what_the_program_prints() -> None:
    out = io.StringIO()
    Console(file=out, width=WIDTH).print(views.table(selon.read(DOCS.parent / "examples" / "wire-fr.txt")))
    printed = [re.sub(PERCENT, "", line).rstrip() for line in out.getvalue().splitlines()]

    assert [line for line in shown() if re.sub(PERCENT, "", line).rstrip() not in printed] == []


@pytest.mark.parametrize("rule", [name for name, _ in RULES])
def test_every_rule_is_documented(rule: str) -> None:
    assert f"`{rule}`" in (DOCS / "records.md").read_text(encoding="utf-8")
