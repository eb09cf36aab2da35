"""The tutorial, as a stranger follows it: every command in it is run as it stands."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from typer.testing import CliRunner

from selon.cli import app

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^\$ selon (.*)$", TEXT, re.MULTILINE)


def selon(line: str) -> str:
    """What a command prints."""
    result = CliRunner().invoke(app, shlex.split(line), catch_exceptions=False)
    assert result.exit_code == 0, f"selon {line}: {result.output}"
    return result.output


def test_the_tutorial_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    later = (ROOT / "examples" / "wire-fr.txt").read_text(encoding="utf-8").replace("Valdorie", "Brévanie")
    (tmp_path / "later.txt").write_text(later, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SELON_ARCHIVE", raising=False)
    said: dict[str, str] = {}
    key = "KEY"
    for line in COMMANDS:
        said[line] = selon(line.replace("KEY", key))
        if line == 'search "speaker:Maran act:invite"':
            key = re.findall(r"[0-9a-f]{16}", said[line])[0]

    assert [line for line in COMMANDS if line.startswith("add")][:2] == ["add examples", "add examples"]
    assert "0 new + 14 same" in said["add examples"]
    assert "via Interligne → Radio Littoral" in said['search "électricité"']
    assert "12 found" in said['who "Teodor Maran"']
    assert "! negation" in said['trace "vannes électricité"']
    assert "versions" in said["story aqueduc"]
    assert "[corridor] " in said["alert run"]
    assert "offer" in said["corrections"]
    assert "no fault" in said["check"]
    assert b"<svg" in (tmp_path / "timeline.svg").read_bytes()
    assert (tmp_path / "maran.png").read_bytes().startswith(b"\x89PNG")
    assert len(list(ElementTree.parse(tmp_path / "corridor.xml").iter("item"))) > 0
    assert openpyxl.load_workbook(tmp_path / "sayings.xlsx")["attributions"].max_row > 40


def test_every_command_of_the_list_is_in_the_tutorial_or_its_links() -> None:
    assert len(COMMANDS) >= 18
    assert {line.split()[0] for line in COMMANDS} >= {"add", "search", "who", "timeline", "alert", "export", "judge", "evidence", "backup", "check"}
