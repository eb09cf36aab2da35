"""The JSON Schema of selon's own records (draft 2020-12), made from what `records.py` reads: docs/schema/reading.schema.json."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_args, get_origin

from .. import views
from ..model import Article, Reading
from ..records import hints, union_of

DRAFT = "https://json-schema.org/draft/2020-12/schema"
ARCHIVE = {
    "key": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
    "origin": {"type": "string"},
    "added": {"type": "string", "format": "date-time"},
    "family": {"type": ["integer", "null"]},
    "copies": {"type": "integer", "minimum": 1},
}


def record_schema() -> dict[str, Any]:
    """The schema of one line of `selon export --as jsonl`, which is also that of `selon read --jsonl` (there without `archive`)."""
    definitions: dict[str, Any] = {}
    made = {name: _of(kind, definitions) for name, kind in hints(Article)}
    whole = {name: _of(kind, definitions) for name, kind in hints(Reading) if name != "article"}
    published = whole.pop("published")
    places = {"type": "object", "additionalProperties": {"$ref": "#/$defs/Place"}, "description": "attribution id → where it was said"}
    properties = {"schema": {"const": views.SCHEMA}, **made, **whole, "publication": published, "places": places}
    archive = {"type": "object", "properties": ARCHIVE, "required": list(ARCHIVE), "description": "what an archive knows of the article beside what was read in it"}
    definitions["Event"]["properties"]["quad"] = {"type": "string"}
    return {
        "$schema": DRAFT,
        "title": "What selon read in one article",
        "description": "Offsets count Unicode code points of `text`, half-open. docs/records.md tells what every field means.",
        "type": "object",
        "required": [*properties],
        "properties": {**properties, "archive": archive},
        "$defs": dict(sorted(definitions.items())),
    }


def written() -> str:
    """The schema as the file has it."""
    return json.dumps(record_schema(), ensure_ascii=False, indent=1) + "\n"


def _of(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value of a type; records go to definitions."""
    if isinstance(kind, type) and is_dataclass(kind):
        return _record(kind, definitions)
    union = union_of(kind)
    if union is not None:
        some = [_of(each, definitions) for each in union]
        return {"anyOf": [*some, *([{"type": "null"}] if type(None) in get_args(kind) else [])]}
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        if get_origin(inner[0]) is tuple:
            return {"type": "object", "additionalProperties": _of(get_args(inner[0])[1], definitions)}
        return {"type": "array", "items": _of(inner[0], definitions)}
    return {str: {"type": "string"}, int: {"type": "integer"}, float: {"type": "number"}, bool: {"type": "boolean"}}[kind]


def _record(kind: type, definitions: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in definitions:
        definitions[name] = {}
        properties = {field: _of(hint, definitions) for field, hint in hints(kind)}
        left_out = {one.name for one in fields(kind) if one.default is not MISSING} if name == "Block" else set()
        told = " ".join((kind.__doc__ or "").split())
        definitions[name] = {"type": "object", "description": told, "required": [each for each in properties if each not in left_out], "properties": properties}
    return {"$ref": f"#/$defs/{name}"}
