"""The evidence of one attribution in one file: the words in their text, who and through whom, hashes, what read it, and a page that opens anywhere and checks them again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from html import escape
from importlib import resources
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from .. import views
from ..errors import ArchiveError, SettingError
from ..model import Attribution, Judgement
from ..questions import chain, party
from ..store.archive import Archive
from ..store.kept import Kept, key_of
from . import prov

# A time for the files of the pack, so that the same evidence gives the same bytes.
MOMENT = (1980, 1, 1, 0, 0, 0)
README = """Evidence of one attribution, made by selon.

verify.html     opens in a browser, without a network and without the program: shows the words in their text and checks the hashes and places again
article.txt     the text as it was read, UTF-8, to the byte
evidence.json   the attribution, its places in the text (code points), through whom it came, what read it
reading.json    everything that was read in the article
prov.json       the way from the saying to this text, W3C PROV-JSON
SHA256SUMS      hashes of all of these: sha256sum -c SHA256SUMS
"""


def pack(archive: Archive, key: str, out: Path) -> dict[str, Any]:
    """Write the evidence of an attribution; what evidence.json holds. Raises ArchiveError for a key that is none, SettingError when the file cannot be written."""
    kept = archive.one(key)
    one = next((each for each in kept.reading.attributions if key_of(kept.key, each.id) == key), None)
    if one is None:
        raise ArchiveError(f"{key!r} is the key of an article or event; evidence is of one attribution: {', '.join(_keys(kept)) or 'this article has none'}")
    told = evidence(kept, one)
    files = _files(kept, told)
    files["SHA256SUMS"] = "".join(f"{sha256(body).hexdigest()}  {name}\n" for name, body in sorted(files.items())).encode()
    part = out.with_name(out.name + ".part")
    try:
        with ZipFile(part, "w", ZIP_DEFLATED) as zipped:
            for name, body in sorted(files.items()):
                about = ZipInfo(name, MOMENT)
                about.compress_type, about.external_attr = ZIP_DEFLATED, 0o644 << 16
                zipped.writestr(about, body)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise SettingError(f"cannot write {out}: {error.strerror}") from None
    return told


def _keys(kept: Kept) -> list[str]:
    return [key_of(kept.key, one.id) for one in kept.reading.attributions[:5]]


def evidence(kept: Kept, one: Attribution) -> dict[str, Any]:
    """What is told of an attribution: shapes as in docs/records.md, offsets in code points of article.txt."""
    article, run = kept.reading.article, kept.reading.run
    told = {name: getattr(article, name) for name in ("title", "outlet", "url", "section", "byline", "published", "modified", "lang")}
    corrections = [_judged(each) for each in one.judgements if each.rule == "person"]
    return {
        "schema": "selon-evidence-1",
        "key": key_of(kept.key, one.id),
        "statement": f"{party(one)} ({one.act}, {one.form}): {' … '.join(span.text for span in one.content)}",
        "chain": [*([one.carrier.name] if one.carrier else []), *(each.name for each in reversed(one.relays)), article.outlet or "outlet not known"],
        "through": chain(one, article.outlet),
        "attribution": views.attribution_record(one),
        "article": {"key": kept.key, **told, "sha256": article.digest, "characters": len(article.text), "origin": kept.origin, "added": kept.added, "copies": kept.copies},
        "publication": views.published_record(kept.reading.published),
        "run": {"version": run.version, "weights": run.weights},
        "corrections": corrections,
    }


def _judged(one: Judgement) -> dict[str, Any]:
    return {"field": one.field, "rule": one.rule, "reason": one.reason}


def _files(kept: Kept, told: Mapping[str, Any]) -> dict[str, bytes]:
    def written(value: Any) -> bytes:
        return (json.dumps(value, ensure_ascii=True, indent=1) + "\n").encode("ascii")

    files = {
        "README.txt": README.encode(),
        "article.txt": kept.reading.article.text.encode("utf-8", "surrogatepass"),
        "evidence.json": written(told),
        "reading.json": written(views.record(kept.reading)),
        "prov.json": written({"prefix": prov.PREFIXES, **prov.bundle(kept)}),
    }
    return files | {"verify.html": page(kept, told).encode("utf-8", "replace")}


def page(kept: Kept, told: Mapping[str, Any]) -> str:
    """verify.html: readable without scripts; with them it checks hash and places in front of the reader."""
    template = resources.files(__package__).joinpath("verify.html").read_text(encoding="utf-8")
    data = json.dumps({"evidence": told, "text": kept.reading.article.text}, ensure_ascii=True).replace("<", "\\u003c")
    article, run = told["article"], told["run"]
    rows = {
        "Who": told["statement"].partition(": ")[0],
        "When": (told["attribution"].get("date") or {}).get("value") or "not told",
        "Through": told["through"],
        "Article": " · ".join(str(article[name]) for name in ("title", "outlet", "published", "url") if article[name]),
        "Text": f"SHA-256 {article['sha256']}, {article['characters']} characters",
        "Read by": f"selon {run['version']}, weights {run['weights']}, kept {article['added']}",
        "Corrected": "; ".join(each["reason"] for each in told["corrections"]) or "no",
    }
    facts = "".join(f"<tr><th scope=row>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows.items())
    parts = {"{{title}}": escape(told["statement"][:120]), "{{lang}}": escape(article["lang"]), "{{facts}}": facts, "{{text}}": _marked(kept, told), "{{data}}": data}
    return re.sub(r"\{\{\w+\}\}", lambda found: parts[found.group()], template)


def _marked(kept: Kept, told: Mapping[str, Any]) -> str:
    """The text as HTML, with the parts of the attribution marked; where two overlap, the later one is cut."""
    text, at, key = kept.reading.article.text, 0, told["key"]
    out: list[str] = []
    one = next(each for each in kept.reading.attributions if key_of(kept.key, each.id) == key)
    first = one.content[0].start if one.content else -1
    marks = sorted((span.start, -span.end, slot) for slot, span in one.slots())
    for start, minus, slot in marks:
        start, end = max(start, at), -minus
        if start < end:
            place = " id=here" if slot == "content" and start == first else ""
            out += [escape(text[at:start]), f"<mark class={slot} title={slot}{place}>", escape(text[start:end]), "</mark>"]
            at = end
    return "".join([*out, escape(text[at:])])
