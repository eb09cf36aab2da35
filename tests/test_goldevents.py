"""Where the arguments that the gold names stand in the words."""

from __future__ import annotations

import pytest

from selon import goldevents

TEXT = "Manille accuse Pékin. La Chine dément avoir tiré.\n\nLe syndicat Dock Uni a lancé une grève mardi à Port-Alban. Il exige une prime."


def record(trigger: str, **event: object) -> dict[str, object]:
    """An annotated article with one event."""
    start = TEXT.index(trigger)
    blocks = [{"kind": "p", "start": 0, "end": TEXT.index("\n")}, {"kind": "p", "start": TEXT.index("\n") + 2, "end": len(TEXT)}]
    il = TEXT.index("Il exige")
    quotes = [{"n": 1, "source": [[il, il + 2]], "cue": [[il + 3, il + 8]], "content": [[il + 9, len(TEXT) - 1]], "addressee": [], "speaker": "syndicat Dock Uni"}]
    mardi = TEXT.index("mardi")
    whole = {"n": 1, "trigger": [[start, start + len(trigger)]], "actor": [], "recipient": [], "place": None, "date": None, **event}
    timexes = [{"span": [mardi, mardi + 5], "type": "DATE", "value": "2024-03-12"}]
    return {"id": "x", "lang": "fr", "text": TEXT, "blocks": blocks, "published": "2024-03-13", "quotes": quotes, "events": [whole], "timexes": timexes}


def words(found: object) -> list[str] | None:
    return None if found is None else [TEXT[a:b] for a, b in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("trigger", "event", "slot", "expected"),
    [
        ("accuse", {"actor": ["Philippines"]}, "actor", ["Manille"]),
        ("accuse", {"recipient": ["Chine"]}, "recipient", ["Pékin"]),
        ("tiré", {"actor": ["Chine"]}, "actor", ["Chine"]),
        ("grève", {"actor": ["syndicat Dock Uni"]}, "actor", ["syndicat Dock Uni"]),
        ("exige", {"actor": ["syndicat Dock Uni"]}, "actor", ["Il"]),
        ("grève", {"date": "2024-03-12"}, "time", ["mardi"]),
        ("grève", {"place": "Port-Alban"}, "place", ["Port-Alban"]),
        ("accuse", {"actor": ["Norvège"]}, "actor", None),
        ("accuse", {}, "actor", []),
        ("accuse", {"date": "2024-03-01"}, "time", None),
    ],
)
def test_a_name_is_found_where_it_stands_or_stays_unknown(trigger: str, event: dict[str, object], slot: str, expected: list[str] | None) -> None:
    placed = goldevents.placed(record(trigger, **event))

    assert words(placed["events"][0]["arguments"][0][slot]) == expected
