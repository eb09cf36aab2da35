"""Whole readings, with the shipped weights: spans that prove themselves, files, records, bad input, the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

import selon
from selon import gold, pipeline, views
from selon.article import Declared, from_record, from_text
from selon.cli import app
from selon.errors import SelonError
from selon.model import Reading

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples"
ARTICLES = HERE / "gold" / "articles"
run = CliRunner()


def _lies(reading: Reading) -> list[str]:
    """Spans whose text is not what stands there, or that cut a word."""
    text = reading.article.text
    spans = [span for one in reading.attributions for _, span in one.slots()]
    spans += [one.span for one in reading.timexes]
    spans += [span for one in reading.events for slot in (one.triggers, one.actor, one.recipient, one.place, one.time) for span in slot]
    spans += [one.why.anchor for one in reading.attributions]
    return [span.text for span in spans if text[span.start : span.end] != span.text or not span.text or _cut(text, span.start) or _cut(text, span.end)]


def _cut(text: str, edge: int) -> bool:
    return 0 < edge < len(text) and text[edge - 1].isalnum() and text[edge].isalnum()


MIXED = st.lists(
    st.one_of(
        st.sampled_from(
            ["« Non », a dit Anne Roux.", '"Oui', "selon l'AFP, ", "He said “no”.", "\n\n", " — ", "»", "e\u0301", "👍🏽", "\ud83d", "\u00a0", "’", "\r\n", "\ufeff", "a"]
        ),
        st.text(max_size=20),
    ),
    max_size=40,
).map("".join)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MIXED, st.sampled_from(["fr", "en"]))
def test_every_span_proves_itself_whatever_the_text(text: str, lang: str) -> None:
    try:
        reading = selon.read(text, Declared(lang=lang))
    except SelonError:
        return

    assert _lies(reading) == []
    assert json.loads(views.line(views.record(reading)))["schema"] == views.SCHEMA
    assert "</html>" in views.html_page(reading)


@pytest.mark.parametrize("record", gold.dev_part(gold.load(ARTICLES))[::6], ids=lambda record: str(record["id"]))
def test_gold_articles_are_read_with_spans_that_prove_themselves(record: dict[str, object]) -> None:
    reading = pipeline.read_article(from_record(record, Declared()))

    assert _lies(reading) == []
    assert reading.article.text == record["text"]


def test_reading_twice_gives_the_same_records() -> None:
    path = EXAMPLES / "wire-fr.txt"

    assert selon.read(path) == selon.read(path)


@pytest.mark.parametrize(
    ("name", "source", "cue", "content"),
    [
        ("wire-fr.txt", "Teodor Maran", "a lancé", "Rejoignez-nous"),
        ("wire-fr.txt", "la porte-parole du gouvernement, Ilena Dorsz", "a écrit", "Notre pays n'a pas l'intention"),
        ("wire-en.txt", "Mr. Maran", "said", "Join us."),
        ("wire-en.txt", "Sorenia's energy minister", "told", "As for the price"),
        ("page-fr.html", "la préfète maritime, Soazig Menez", "a annoncé", "Aucun bateau"),
    ],
)
def test_the_examples_are_read_as_a_careful_reader_would(name: str, source: str, cue: str, content: str) -> None:
    found = [one for one in selon.read(EXAMPLES / name).attributions if any(content in span.text for span in one.content) and one.within is None]

    assert [(one.source.text if one.source else None, " ".join(span.text for span in one.cue)) for one in found] == [(source, cue)]


def test_a_caption_told_twice_is_read_once() -> None:
    text = (EXAMPLES / "wire-fr.txt").read_text(encoding="utf-8")
    reading = selon.read(text)

    assert [one.span.text for one in reading.timexes if one.span.text.startswith("9 mars") or one.span.text.startswith("le 9 mars")].__len__() == 1


def test_the_gold_shape_has_the_fields_of_the_annotated_articles() -> None:
    record = gold.dev_part(gold.load(ARTICLES))[0]
    written = views.gold_record(pipeline.read_article(from_record(record, Declared())))

    assert set(record) - {"published", "section"} <= set(written)
    assert set(record["quotes"][0]) <= set(written["quotes"][0])
    assert set(record["events"][0]) <= set(written["events"][0])
    assert set(record["timexes"][0]) <= set(written["timexes"][0])


def test_read_prints_a_table_with_every_slot() -> None:
    result = run.invoke(app, ["read", str(EXAMPLES / "wire-fr.txt")], env={"COLUMNS": "160"})

    assert result.exit_code == 0
    assert "Ilena Dorsz" in result.output
    assert "sur sa page Facebook" in result.output


@pytest.mark.parametrize(("shape", "starts"), [("--json", "{"), ("--jsonl", '{"schema"'), ("--html", "<!doctype html>")])
def test_read_writes_other_shapes(shape: str, starts: str) -> None:
    result = run.invoke(app, ["read", shape, str(EXAMPLES / "wire-en.txt")])

    assert result.exit_code == 0
    assert result.stdout.startswith(starts)


def test_json_lines_come_in_and_go_out_one_by_one(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    good = {"id": "a", "text": "Le maire a dit non vendredi à Brest.", "lang": "fr"}
    source.write_text(json.dumps(good) + "\nnot json\n\n" + json.dumps({**good, "id": "b"}) + "\n", encoding="utf-8")
    result = run.invoke(app, ["read", "--as", "gold", str(source)])

    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "b"]
    assert "in.jsonl:2" in result.stderr
    assert "2 read, 1 failed" in result.stderr


def test_folders_and_patterns_are_searched_and_pages_written_beside_each_other(tmp_path: Path) -> None:
    result = run.invoke(app, ["read", "--html", "--out", str(tmp_path), str(EXAMPLES / "wire-*.txt"), str(EXAMPLES / "page-fr.html")])

    assert result.exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["page-fr.html", "wire-en.html", "wire-fr.html"]


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["no-such-file.txt"], 64, "no file"),
        (["--lang", "xx", "-"], 64, "reads en, fr"),
        (["--published", "hier", "-"], 64, "ISO 8601"),
    ],
)
def test_an_option_that_makes_no_sense_stops_before_the_first_article(arguments: list[str], status: int, words: str) -> None:
    result = run.invoke(app, ["read", *arguments])

    assert result.exit_code == status
    assert words in result.stderr


def test_the_standard_input_is_read() -> None:
    result = run.invoke(app, ["read", "--jsonl", "-"], input="« Non », a répondu vendredi le maire de Brest aux journalistes qui l'attendaient.")

    assert result.exit_code == 0
    assert json.loads(result.stdout)["attributions"][0]["source"]["text"] == "le maire de Brest"


def test_nothing_but_bad_articles_is_its_own_status() -> None:
    assert run.invoke(app, ["read", "-"], input="   ").exit_code == 2


def test_a_notebook_shows_the_article_marked_up() -> None:
    shown = pipeline.read_article(from_text("« Non », a répondu vendredi le maire de Brest.", Declared(lang="fr")))._repr_html_()

    assert 'class="selon"' in shown
    assert "<mark" in shown
