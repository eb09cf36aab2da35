"""Every form of export holds what the archive has, in the shape that others read; JSON Lines comes back to the byte."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema
import openpyxl
import pytest
from pyarrow import parquet

from readings import changed, example
from selon import views
from selon.errors import ArchiveError, ArticleError, SettingError
from selon.export import FORMATS, evidence, format_of, jsonl, schema, tables, writer
from selon.store.archive import Archive, Incoming
from selon.store.finding import chosen, keys, narrowed
from selon.store.kept import Kept, key_of

GEXF = "{http://gexf.net/1.3}"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    with Archive.open(tmp_path_factory.mktemp("export") / "a.db") as archive:
        readings = [example("wire-fr"), example("wire-en"), changed("wire-fr", "Teodor", "=HYPERLINK()", "+Le Relais")]
        archive.add([Incoming(one, f"{n}.txt") for n, one in enumerate(readings)])
        yield archive


def written(archive: Archive, form: str, some: Iterator[Kept] | None = None) -> bytes:
    out = io.BytesIO()
    writer(form)(archive.kept() if some is None else some, out)
    return out.getvalue()


def attributions(archive: Archive) -> list[str]:
    return [key_of(kept.key, one.id) for kept in archive.kept() for one in kept.reading.attributions]


def lines(body: bytes) -> list[Any]:
    return [json.loads(line) for line in body.splitlines()]


def sheet(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_json_lines_come_back_to_the_byte(filled: Archive, archive_url: str) -> None:
    body = written(filled, "jsonl")
    with Archive.open(archive_url) as other:
        taken = [one for _, one in jsonl.incoming(iter(body.splitlines(keepends=True))) if isinstance(one, Incoming)]
        states = [one.state for one in other.add(taken)]
        again = [one.state for one in other.add(taken)]

        assert written(other, "jsonl") == body
    assert (states, again) == (["new"] * 3, ["same"] * 3)


def test_json_lines_keep_the_published_schema(filled: Archive) -> None:
    published = Path(__file__).parent.parent / "docs" / "schema" / "reading.schema.json"
    validator = jsonschema.Draft202012Validator(json.loads(published.read_text(encoding="utf-8")))

    assert published.read_text(encoding="utf-8") == schema.written()
    assert [error.message for record in lines(written(filled, "jsonl")) for error in validator.iter_errors(record)] == []
    assert not validator.is_valid({"text": "x"})


def spoilt(record: dict[str, Any], name: str, value: object) -> bytes:
    return json.dumps({**record, name: value}).encode()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("text", None, "no text"),
        ("attributions", [{"id": "a"}], "attributions"),
        ("attributions", 7, "expected a list"),
        ("run", {}, "no version"),
        ("publication", "today", "Published"),
    ],
)
def test_a_spoilt_line_is_told_and_the_rest_taken(name: str, value: object, told: str) -> None:
    record = views.record(example("wire-en"))
    good = json.dumps(record).encode()
    met = [one for _, one in jsonl.incoming(iter([b"not json", spoilt(record, name, value), b"[]", good]))]

    assert [type(one).__name__ for one in met] == ["BadRecord", "BadRecord", "BadRecord", "Incoming"]
    assert isinstance(met[1], ArticleError)
    assert told in str(met[1])


def test_a_span_that_does_not_stand_in_the_text_is_refused() -> None:
    record = views.record(example("wire-en"))
    record["attributions"][0]["content"][0]["start"] += 1

    assert [type(one).__name__ for _, one in jsonl.incoming(iter([json.dumps(record).encode()]))] == ["BadRecord"]


def test_rows_are_all_there_and_safe_in_a_spreadsheet(filled: Archive) -> None:
    rows = sheet(written(filled, "csv"))

    assert [row["key"] for row in rows] == attributions(filled)
    assert tuple(rows[0]) == tables.ATTRIBUTIONS
    assert {row["outlet"] for row in rows} == {"Radio Littoral", "Harbour Standard", "'+Le Relais"}
    assert [value for row in rows for name, value in row.items() if value.startswith(tables.FORMULA) and name not in ("latitude", "longitude")] == []


@pytest.mark.parametrize("form", ["events", "answers", "articles", "dna"])
def test_other_rows_are_all_there(filled: Archive, form: str) -> None:
    counts = {
        "events": sum(len(kept.reading.events) for kept in filled.kept()),
        "answers": sum(len(kept.reading.answers) for kept in filled.kept()),
        "articles": 3,
        "dna": len(attributions(filled)),
    }

    assert len(sheet(written(filled, form))) == counts[form]


def test_a_workbook_has_every_row_and_no_formula(filled: Archive) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written(filled, "xlsx")))
    cells = [cell for each in book for row in each.iter_rows() for cell in row]

    assert {each.title: each.max_row - 1 for each in book}["attributions"] == len(attributions(filled))
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


def test_parquet_has_types(filled: Archive) -> None:
    table = parquet.read_table(io.BytesIO(written(filled, "parquet")))

    assert table.column("key").to_pylist() == attributions(filled)
    assert {str(table.schema.field(name).type) for name in ("day", "earliest")} == {"date32[day]"}
    assert ["Teodor Maran"] in table.column("speakers").to_pylist()


def test_annotations_select_the_words_by_place_and_by_quotation(filled: Archive) -> None:
    kept = {key_of(one.key, each.id): one.reading.article.text for one in filled.kept() for each in one.reading.attributions}
    some = lines(written(filled, "annotation"))

    for one in some:
        text = kept[one["id"].removeprefix("urn:selon:")]
        for target in one["target"]:
            place, quote = target["selector"]
            assert text[place["start"] : place["end"]] == quote["exact"]
            assert quote["prefix"] + quote["exact"] + quote["suffix"] in text
    assert len(some) == len(kept)


def test_provenance_goes_from_the_saying_over_each_relay_to_the_article(filled: Archive) -> None:
    document = json.loads(written(filled, "prov"))
    kept = next(filled.kept())
    bundle = document["bundle"][f"selon:article/{kept.key}"]
    one = next(one for one in kept.reading.attributions if one.relays and one.occasion)
    came_from = {each["prov:generatedEntity"]: each["prov:usedEntity"] for each in bundle["wasDerivedFrom"].values()}
    key = key_of(kept.key, one.id)
    chain = [f"selon:attribution/{key}"]
    while chain[-1] in came_from:
        chain.append(came_from[chain[-1]])

    assert chain == [f"selon:attribution/{key}", *(f"selon:relayed/{key}/{n}" for n in reversed(range(len(one.relays)))), f"selon:utterance/{key}"]
    assert not {each["prov:agent"] for each in bundle["wasAttributedTo"].values()} - set(bundle["agent"])


def test_schema_org_and_follow_the_money_name_who_speaks(filled: Archive) -> None:
    mentions = [one for one in lines(written(filled, "ftm")) if one["schema"] == "Mention"]
    known = {one["id"] for one in lines(written(filled, "ftm"))}

    assert b"Teodor Maran" in written(filled, "schemaorg")
    assert mentions
    assert {one["properties"]["resolved"][0] for one in mentions} <= known


@pytest.mark.parametrize("form", ["gexf", "relays"])
def test_graphs_are_whole(filled: Archive, form: str) -> None:
    root = ElementTree.fromstring(written(filled, form))
    nodes = {node.get("id") for node in root.iter(f"{GEXF}node")}
    edges = [(edge.get("source"), edge.get("target")) for edge in root.iter(f"{GEXF}edge")]

    assert root.get("version") == "1.3"
    assert edges
    assert {end for edge in edges for end in edge} <= nodes


@pytest.mark.parametrize(
    ("name", "out", "form"), [(None, "x.jsonl", "jsonl"), (None, "x.events.csv", "events"), (None, "X.CSV", "csv"), ("prov", "x.bin", "prov"), (None, None, "jsonl")]
)
def test_the_form_is_told_by_name_or_ending(name: str | None, out: str | None, form: str) -> None:
    assert format_of(name, Path(out) if out else None) == form


@pytest.mark.parametrize(("name", "out"), [("word", None), (None, "x.docx")])
def test_an_unknown_form_is_told_with_those_there_are(name: str | None, out: str | None) -> None:
    with pytest.raises(SettingError, match="relays"):
        format_of(name, Path(out) if out else None)


def test_every_form_is_documented() -> None:
    told = (Path(__file__).parent.parent / "docs" / "export.md").read_text(encoding="utf-8")

    assert [name for name in FORMATS if f"`{name}`" not in told] == []
    assert [name for name in (*tables.ATTRIBUTIONS, *tables.ARTICLES, *tables.ANSWERS) if f"`{name}`" not in told] == []


@pytest.mark.parametrize("query", ["speaker:Maran", "act:refuse", 'Maran OR "voisins"', "date:1990"])
def test_a_search_is_handed_on_exactly(filled: Archive, query: str) -> None:
    rows = sheet(written(filled, "csv", narrowed(filled, query)))
    answers = sheet(written(filled, "answers", narrowed(filled, query)))

    assert {row["key"] for row in rows} == keys(filled, query)
    assert {row["answering"] for row in answers} | {row["answered"] for row in answers} <= keys(filled, query)
    assert len(lines(written(filled, "jsonl", filled.kept(chosen(filled, query))))) == len({row["article"] for row in rows})


# Evidence


def test_the_evidence_of_a_saying_opens_by_itself(filled: Archive, tmp_path: Path) -> None:
    key = attributions(filled)[3]
    told = evidence.pack(filled, key, tmp_path / "e.zip")
    evidence.pack(filled, key, tmp_path / "again.zip")
    kept = filled.one(key)
    with zipfile.ZipFile(tmp_path / "e.zip") as zipped:
        files = {name: zipped.read(name) for name in zipped.namelist()}
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    page = files["verify.html"].decode()

    assert (tmp_path / "e.zip").read_bytes() == (tmp_path / "again.zip").read_bytes()
    assert sums == {name: sha256(body).hexdigest() for name, body in files.items() if name != "SHA256SUMS"}
    assert files["article.txt"].decode() == kept.reading.article.text
    assert told["article"]["sha256"] == sha256(files["article.txt"]).hexdigest()
    assert json.loads(files["evidence.json"]) == json.loads(json.dumps(told))
    assert "id=here" in page
    assert "://" not in page.replace("http-equiv", "").split('id="data"')[0]


def test_words_of_a_text_are_no_part_of_the_page(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "a.db") as archive:
        archive.add([Incoming(changed("wire-en", "Maran", "</script><b>{{data}}&"), "a")])
        evidence.pack(archive, attributions(archive)[0], tmp_path / "e.zip")
    with zipfile.ZipFile(tmp_path / "e.zip") as zipped:
        page = zipped.read("verify.html").decode()

    assert "<b>" not in page
    assert page.count("</script>") == 2


def test_evidence_of_what_is_no_attribution_is_refused(filled: Archive, tmp_path: Path) -> None:
    article = next(filled.kept()).key
    for key, told in ((article, attributions(filled)[0]), ("nothing", "no")):
        with pytest.raises(ArchiveError, match=told):
            evidence.pack(filled, key, tmp_path / "e.zip")
    with pytest.raises(SettingError, match="cannot write"):
        evidence.pack(filled, attributions(filled)[0], tmp_path / "no" / "e.zip")
