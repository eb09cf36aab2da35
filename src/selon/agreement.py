"""When two names of a speaker, a principal or a relay agree: the rule by which resolution is scored.

Names are compared as sets of words; case, accents, articles and prepositions are left out, and the words of a state's name and its nationality words count as that
state ("Moldovan defence ministry", "ministry of defence of Moldova"). A described group, office or institution is right when one description holds the other: the gold
writes it out in full ("préfecture de l'Yonne") where the article says "la préfecture". A person, a state or a proper name is right only when all words agree.
Several speakers must all agree. Nobody is right only for nobody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from .knowledge import load
from .mentions import folded, vocabulary
from .score import SLOT_LEVEL, SMALL, Document, Words, figure, paired, share

WORD = re.compile(r"[^\W_]+")


@cache
def _states(lang: str) -> dict[str, str]:
    """Folded name or nationality word, singular or plural, of one word → code of the state."""
    out: dict[str, str] = {}
    for code, state in load().states.items():
        for name in (*state.names.of(lang), *(form for each in state.demonyms.of(lang) for form in each.split("/"))):
            plain = " ".join(WORD.findall(folded(name)))
            for form in (plain, plain + "s", plain + "e", plain + "es", plain + "ne", plain + "nes"):
                out.setdefault(form, code)
    return out


def words(name: str, lang: str) -> frozenset[str]:
    """The telling words of a name; a state as its code, whatever form it has."""
    row = WORD.findall(folded(name))
    states = _states(lang)
    out: list[str] = []
    at = 0
    while at < len(row):
        width = next((n for n in (4, 3, 2, 1) if " ".join(row[at : at + n]) in states), 0)
        out.append("=" + states[" ".join(row[at : at + width])] if width else row[at])
        at += max(width, 1)
    return frozenset(word for word in out if word not in SMALL) or frozenset(out)


def _described(name: str, lang: str) -> bool:
    """Whether a name is a description: it begins with a small letter, or its words are those of bodies and roles."""
    known = vocabulary(lang)
    return name[:1].islower() or any(known.among(kind, word) for kind in ("roles", "bodies") for word in WORD.findall(folded(name)))


def agree(found: str, gold: str, lang: str) -> bool:
    """Whether two names mean the same."""
    one, two = words(found, lang), words(gold, lang)
    return one == two or (_described(gold, lang) and bool(one) and (one <= two or two <= one))


def all_agree(found: Sequence[str], gold: Sequence[str], lang: str) -> bool:
    """Whether two lists of names mean the same, in any order."""
    return len(found) == len(gold) and all(any(agree(one, two, lang) for one in found) for two in gold)


def scored(documents: Sequence[Document], found: Mapping[str, Document]) -> dict[str, float | None]:
    """Resolution on the attributions that are paired with gold ones, in percent: speaker, principal F1, relays and date as the gold has them.

    documents, found: as `gold.py --jsonl` writes them; found by id. Pairs are those of `score.paired` that share SLOT_LEVEL of their contents.
    """
    count: Counter[str] = Counter()
    for document in documents:
        text, lang = Words(document["text"]), document["lang"]
        want, have = document["quotes"], found.get(document["id"], {"quotes": []})["quotes"]
        for level, i, j in paired([text.content(q["content"]) for q in want], [text.content(q["content"]) for q in have]):
            if level >= SLOT_LEVEL:
                _compare(count, want[i], have[j], lang)
    principal = figure(count["principal"], count["principal found"], count["principal gold"]).f1
    relayed = share(count["relayed"], count["relayed gold"])
    plain = {name: share(count[name], count["paired"]) for name in ("speaker", "relays", "date")}
    return {"speaker": plain["speaker"], "principal F1": principal, "relays": plain["relays"], "relays where gold has some": relayed, "date": plain["date"]}


def _compare(count: Counter[str], want: Mapping[str, Any], have: Mapping[str, Any], lang: str) -> None:
    count["paired"] += 1
    count["speaker"] += all_agree(_names(have.get("speaker")), _names(want.get("speaker")), lang)
    whom, guess = want.get("principal"), have.get("principal")
    count.update({"principal gold": bool(whom), "principal found": bool(guess), "principal": bool(whom and guess and agree(guess, whom, lang))})
    relays = len(want["relays"]) == len(have["relays"]) and all(agree(a, b, lang) for a, b in zip(have["relays"], want["relays"], strict=True))
    count.update({"relays": relays, "relayed gold": bool(want["relays"]), "relayed": bool(want["relays"]) and relays})
    count["date"] += _day(have.get("date")) == _day(want.get("date"))


def _names(speaker: str | None) -> list[str]:
    return speaker.split("; ") if speaker else []


def _day(date: object) -> str | None:
    return None if date is None else str(date)
