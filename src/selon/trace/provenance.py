"""The way of utterances as PROV-JSON (W3C): the occasion made the utterance, each version derives from what its outlet had it from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..export.prov import PREFIXES
from .tell import Utterance


def document(several: Sequence[Utterance]) -> dict[str, Any]:
    """One document with the records of all."""
    out: dict[str, Any] = {"prefix": PREFIXES}

    def put(kind: str, name: str, **fields: Any) -> None:
        out.setdefault(kind, {})[name] = fields

    for one in several:
        here = f"selon:utterance/{one.id}"
        put("entity", here, **{"prov:type": "selon:Utterance"})
        for who in one.reference.told.one.speakers:
            put("agent", f"selon:entity/{who.id}", **{"prov:label": who.name})
            put("wasAttributedTo", f"_:s{one.id}{who.id}", **{"prov:entity": here, "prov:agent": f"selon:entity/{who.id}"})
        parties = dict.fromkeys([*(version.told.outlet for version in one.versions), *(name for edge in one.way.edges for name in (edge.source, edge.target))])
        passed = {name: f"selon:passed/{one.id}/{number}" for number, name in enumerate(parties)}
        above = {edge.target: edge for edge in one.way.edges}
        for name, entity in passed.items():
            put("entity", entity, **{"prov:type": "selon:Relayed"})
            put("agent", f"selon:outlet/{name}", **{"prov:type": "prov:Organization", "prov:label": name})
            put("wasAttributedTo", f"_:o{entity}", **{"prov:entity": entity, "prov:agent": f"selon:outlet/{name}"})
            edge = above.get(name)
            used = passed[edge.source] if edge else here
            put("wasDerivedFrom", f"_:d{entity}", **{"prov:generatedEntity": entity, "prov:usedEntity": used, "prov:type": f"selon:{edge.kind if edge else 'heard'}"})
        for version in one.versions:
            told = version.told
            words = " … ".join(span.text for span in told.one.content)
            put("entity", f"selon:attribution/{told.key}", **{"prov:type": "selon:Attribution", "prov:value": words, "selon:published": told.when})
            put(
                "wasDerivedFrom",
                f"_:v{told.key}",
                **{"prov:generatedEntity": f"selon:attribution/{told.key}", "prov:usedEntity": passed[told.outlet], "prov:type": "prov:Quotation"},
            )
    return out
