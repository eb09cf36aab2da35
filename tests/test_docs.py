"""Every command, option and field is documented."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

import selon
from selon import views
from selon.cli import app
from selon.tagger.structure import RULES

DOCS = Path(__file__).parent.parent / "docs"
COMMAND = typer.main.get_command(app)
OPTIONS = [(name, option) for name, command in COMMAND.commands.items() for parameter in command.params for option in parameter.opts if option.startswith("--")]


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_every_option_is_documented(command: str, option: str) -> None:
    text = (DOCS / "command.md").read_text(encoding="utf-8")
    section = text[text.index(f"## `selon {command}") :]

    assert option in section


def test_every_field_of_a_reading_is_documented() -> None:
    text = (DOCS / "records.md").read_text(encoding="utf-8")
    record = views.record(selon.read("« Non », a répondu vendredi le maire de Brest aux journalistes qui l'attendaient."))
    fields = {*record, *record["attributions"][0], *record["attributions"][0]["why"], *record["blocks"][0]}

    assert {field for field in fields if f"`{field}`" not in text} == set()


@pytest.mark.parametrize("rule", [name for name, _ in RULES])
def test_every_rule_is_documented(rule: str) -> None:
    assert f"`{rule}`" in (DOCS / "records.md").read_text(encoding="utf-8")
