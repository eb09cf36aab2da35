"""Files → articles and failures: every kind, whole and broken."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from selon.article import NOTHING, Declared
from selon.errors import ArticleError, SettingError
from selon.ingest import files
from selon.model import Article

TEXT = "La ministre a annoncé lundi que le pont serait fermé.\n\nLe maire a répondu qu'il n'en savait rien."
HTML = f"<!DOCTYPE html><html lang=fr><head><title>Le pont</title></head><body><article><h1>Le pont</h1><p>{TEXT.replace(chr(10) * 2, '</p><p>')}</p></article></body></html>"
ROWS = [
    {"titre": "Un", "texte": TEXT, "date": "03/05/2023", "journal": "Le Relais"},
    {"titre": "Deux", "texte": TEXT.replace("pont", "port"), "date": "28/05/2023", "journal": "L'Écho"},
]


def table(delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(ROWS[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(ROWS)
    return out.getvalue().encode()


def lines(some: list[dict[str, str]] = ROWS) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in some)


def pdf(text: str = "The minister said on Monday that the bridge would be closed.") -> bytes:
    body = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % at for at in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)


def docx() -> bytes:
    import docx as writer

    document, out = writer.Document(), io.BytesIO()
    for part in TEXT.split("\n\n"):
        document.add_paragraph(part)
    document.save(out)
    return out.getvalue()


def mail(attach: tuple[str, bytes] | None = None) -> bytes:
    one = EmailMessage()
    one["From"], one["Subject"], one["Date"] = "Le Relais <desk@example.org>", "Le pont", "Mon, 29 May 2023 08:00:00 +0200"
    one.set_content(TEXT)
    if attach:
        one.add_attachment(attach[1], maintype="application", subtype="octet-stream", filename=attach[0])
    return one.as_bytes()


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in entries.items():
            archive.writestr(name, body)
    return out.getvalue()


def warc(*pages: bytes) -> bytes:
    out = b""
    for number, page in enumerate(pages):
        answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
        head = f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: https://example.org/{number}\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n"
        out += head.encode() + b"Content-Length: %d\r\n\r\n" % len(answer) + answer + b"\r\n\r\n"
    return out


def parquet() -> bytes:
    import pyarrow as arrow
    from pyarrow import parquet as writer

    out = io.BytesIO()
    writer.write_table(arrow.Table.from_pylist(ROWS), out)
    return out.getvalue()


def read(*paths: Path, mapping: dict[str, str] | None = None) -> tuple[list[Article], dict[str, str]]:
    """Articles, and reason of each failure by the end of its origin."""
    made, failed = [], {}
    for one in files.found([str(path) for path in paths], mapping):
        try:
            made.append(pickle.loads(pickle.dumps(one)).article(NOTHING))
        except (ArticleError, OSError) as error:
            failed[one.origin.rpartition("/")[2]] = f"{type(error).__name__}: {error}"
    return made, failed


@pytest.mark.parametrize(
    ("name", "make", "count"),
    [
        ("a.txt", lambda: TEXT.encode(), 1),
        ("a.md", lambda: TEXT.encode(), 1),
        ("a.txt.gz", lambda: gzip.compress(TEXT.encode()), 1),
        ("a.html", HTML.encode, 1),
        ("a.pdf", pdf, 1),
        ("a.docx", docx, 1),
        ("a.eml", mail, 1),
        ("mail.eml", lambda: mail(("a.html", HTML.encode())), 2),
        ("a.jsonl", lines, 2),
        ("a.jsonl.gz", lambda: gzip.compress(lines()), 2),
        ("a.json", lambda: json.dumps(ROWS).encode(), 2),
        ("one.json", lambda: json.dumps(ROWS[0]).encode(), 1),
        ("lines.json", lines, 2),
        ("a.csv", table, 2),
        ("semicolon.csv", lambda: table(";"), 2),
        ("a.tsv", lambda: table("\t"), 2),
        ("a.parquet", parquet, 2),
        ("a.warc", lambda: warc(HTML.encode(), HTML.replace("pont", "port").encode()), 2),
        ("a.warc.gz", lambda: gzip.compress(warc(HTML.encode())), 1),
        ("a.wacz", lambda: zipped({"archive/data.warc.gz": gzip.compress(warc(HTML.encode())), "datapackage.json": b"{}"}), 1),
        ("a.zip", lambda: zipped({"x/a.txt": TEXT.encode(), "x/b.html": HTML.encode(), "x/c.png": b"\x89PNG"}), 2),
        ("noending", lambda: TEXT.encode(), 1),
    ],
)
def test_every_kind_is_read(tmp_path: Path, name: str, make: Callable[[], bytes], count: int) -> None:
    (tmp_path / name).write_bytes(make())

    made, failed = read(tmp_path / name)

    assert (len(made), failed) == (count, {})
    assert all("pont" in one.text or "port" in one.text or "bridge" in one.text for one in made)


@pytest.mark.parametrize(
    ("name", "make", "good", "told"),
    [
        ("a.txt", lambda: b"", 0, "nothing to read"),
        ("a.txt", lambda: b"\x89PNG\r\n\x1a\n" + bytes(50), 0, "PNG image"),
        ("a.pdf", lambda: pdf("").replace(b"() Tj", b""), 0, "no text layer"),
        ("a.pdf", lambda: pdf()[:300], 0, "Damaged"),
        ("a.docx", lambda: docx()[:2000], 0, "no zip file, or its end is missing"),
        ("a.docx", lambda: zipped({"x": b"y"}), 0, "without a Word document"),
        ("a.eml", lambda: TEXT.encode(), 0, "this is no mail"),
        ("a.jsonl", lambda: lines() + b"{broken\n" + lines(), 4, "this line is no JSON"),
        ("a.jsonl.gz", lambda: gzip.compress(lines(ROWS * 2000))[:-200], None, "cut short"),
        ("a.csv", lambda: table() + b'"never closed,x,y,z\n', 2, "never closed"),
        ("a.csv", lambda: b"", 0, "this table is empty"),
        ("a.csv", lambda: b"a,b\n1,2\n", 0, "--map text=COLUMN"),
        ("a.parquet", lambda: parquet()[:-50], 0, "no Parquet file"),
        ("a.warc.gz", lambda: gzip.compress(warc(*[HTML.encode()] * 50))[:-30], None, "cut short"),
        ("a.warc", lambda: b"nothing of the kind", 0, "no record"),
        ("a.zip", lambda: zipped({"a.txt": b"a" * 60_000_000}), 0, "swells"),
        ("a.zip", lambda: zipped({"a.txt": TEXT.encode(), "b.csv": table()}), 1, "not opened"),
        ("a.txt.gz", lambda: gzip.compress(b"a" * 60_000_000), 0, "TooLong"),
    ],
)
def test_what_is_broken_says_so_and_the_rest_is_kept(tmp_path: Path, name: str, make: Callable[[], bytes], good: int | None, told: str) -> None:
    (tmp_path / name).write_bytes(make())

    made, failed = read(tmp_path / name)

    assert good is None or len(made) == good
    assert len(failed) == 1
    assert told in next(iter(failed.values()))


def test_a_document_that_names_outside_entities_is_refused(tmp_path: Path) -> None:
    package = zipfile.ZipFile(io.BytesIO(docx()))
    entries = {one: package.read(one) for one in package.namelist()}
    entries["word/document.xml"] = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    (tmp_path / "a.docx").write_bytes(zipped(entries))

    assert "declares a document type" in read(tmp_path / "a.docx")[1]["a.docx"]


def test_columns_are_told_or_guessed_and_dates_read_by_the_order_of_the_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(table())
    (tmp_path / "b.csv").write_bytes(table().replace(b"texte", b"zzz"))

    guessed, _ = read(tmp_path / "a.csv")
    mapped, _ = read(tmp_path / "b.csv", mapping={"text": "zzz"})

    for made in (guessed, mapped):
        assert [(one.title, one.outlet, one.published) for one in made] == [("Un", "Le Relais", "2023-05-03"), ("Deux", "L'Écho", "2023-05-28")]


@pytest.mark.parametrize(
    ("mapping", "told"),
    [({"text": "text"}, "did you mean 'texte'"), ({"text": "nowhere"}, "the columns are 'titre', 'texte'")],
)
def test_a_wrong_column_is_told_with_the_near_ones(tmp_path: Path, mapping: dict[str, str], told: str) -> None:
    (tmp_path / "a.csv").write_bytes(table())

    assert told in read(tmp_path / "a.csv", mapping=mapping)[1]["a.csv"]


@pytest.mark.parametrize(
    ("path", "mapping", "told"),
    [("nothing.txt", None, "there is no"), ("aa.tx", None, "did you mean"), ("*.html", None, "there is no"), ("aa.txt", {"txt": "a"}, "did you mean 'text'")],
)
def test_a_setting_that_makes_no_sense_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, mapping: dict[str, str] | None, told: str) -> None:
    (tmp_path / "aa.txt").write_text(TEXT)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(SettingError, match=told):
        list(files.found([path], mapping))


def test_folders_and_patterns(tmp_path: Path) -> None:
    for name in ("b/2.txt", "a/1.txt", "a/.hidden.txt", ".git/x.txt", "c/picture.png", "c/3.html.gz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(gzip.compress(HTML.encode()) if name.endswith("gz") else TEXT.encode())
    (tmp_path / "c" / "loop").symlink_to(tmp_path)

    assert [one.origin.removeprefix(f"{tmp_path}/") for one in files.found([str(tmp_path)])] == ["a/1.txt", "b/2.txt", "c/3.html.gz"]
    assert [Path(one.origin).name for one in files.found([str(tmp_path / "*" / "*.txt")])] == ["1.txt", "2.txt"]


def test_a_file_that_changed_has_another_sign(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT)
    os.utime(path, (1, 1))
    before = next(files.found([str(path)])).sign
    path.write_text(TEXT + " Fin.")

    assert next(files.found([str(path)])).sign != before


def test_a_date_of_capture_or_of_a_file_is_no_date_of_publication(tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(warc(HTML.encode()))
    (tmp_path / "a.docx").write_bytes(docx())

    assert [one.published for one in read(tmp_path)[0]] == [None, None]


def test_what_the_caller_declares_goes_first(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(table())
    made = [one.article(Declared(outlet="Interligne")) for one in files.found([str(tmp_path / "a.csv")])]

    assert {one.outlet for one in made} == {"Interligne"}
