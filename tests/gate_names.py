#!/usr/bin/env python3
"""Scores the reader of names on the probes: `gate_names.py [--errors N] [--file FILE]`. Figures are percent of probes; see tests/probes/actor_probes.README.md."""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from selon.knowledge import Knowledge, load
from selon.names import Named, find, resolve

PROBES = Path(__file__).parent / "probes" / "actor_probes.tsv"
KINDS = ("state", "demonym", "capital", "metonym", "person", "office", "organisation", "treaty", "weapon", "outlet", "platform", "none")


@dataclass(frozen=True, slots=True)
class Probe:
    """One sentence with one span: [start, end) in code points."""

    lang: str
    sentence: str
    start: int
    end: int
    kind: str
    expected: str
    trap: str


def probes(path: Path) -> Iterator[Probe]:
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        lang, sentence, span, kind, expected, trap = (*line.split("\t"), "")[:6]
        at = sentence.find("[[")
        if at >= 0:
            sentence = sentence.replace("[[", "").replace("]]", "")
        else:
            at = sentence.index(span)
        yield Probe(lang, sentence, at, at + len(span), kind, expected, trap)


def told(named: Named, knowledge: Knowledge) -> str:
    """A name in the words of the probes."""
    of = named.of or ""
    if named.kind in ("person", "office") and named.role:
        body = knowledge.organisations.get(of) or knowledge.union(of)
        return f"{named.name}|{body.names.standard if body else of}:{named.role}"
    if named.kind == "capital":
        return f"{named.name}|{of}"
    if named.kind == "outlet":
        return f"{named.name}|{knowledge.outlets[named.id].country}"
    return named.id if named.kind in ("state", "territory", "demonym", "metonym") else named.name


def answer(probe: Probe, knowledge: Knowledge) -> tuple[str, str]:
    """Kind and answer for a probe's span; none where nothing is found in it."""
    if probe.kind == "none":
        touching = find(probe.sentence, probe.lang, knowledge, spans=[(probe.start, probe.end)])
        return (touching[0].kind, told(touching[0], knowledge)) if touching else ("none", "")
    named = resolve(probe.sentence, probe.start, probe.end, probe.lang, knowledge)
    return (named.kind, told(named, knowledge)) if named else ("none", "")


def right(probe: Probe, kind: str, got: str) -> bool:
    if kind == "territory":
        kind = "state"
    if kind == "person" == probe.kind:
        return got == probe.expected or (probe.expected.endswith("|none") and got == probe.expected[:-5])
    return kind == probe.kind and got == probe.expected


def measured(path: Path = PROBES, errors: int = 0) -> tuple[str, dict[str, float]]:
    """The digest of the probes and the figures; prints the first `errors` misses."""
    from hashlib import sha256

    knowledge = load()
    counts: dict[str, list[bool]] = defaultdict(list)
    for probe in probes(path):
        kind, got = answer(probe, knowledge)
        good = right(probe, kind, got)
        for lang in ("", f"{probe.lang} "):
            if probe.kind != "none":
                counts[f"{lang}probes right"].append(good)
            if probe.trap or probe.kind == "none":
                counts[f"{lang}traps escaped"].append(good)
        counts[f"{probe.kind} right"].append(good)
        if not good and errors > 0:
            errors -= 1
            print(f"{probe.lang} {probe.sentence!r} [{probe.sentence[probe.start : probe.end]}] {probe.kind} {probe.expected!r} got {kind} {got!r}  ({probe.trap})")
    return sha256(path.read_bytes()).hexdigest()[:16], {name: round(100 * sum(each) / len(each), 1) for name, each in sorted(counts.items())}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, default=0, help="misses to print")
    parser.add_argument("--file", type=Path, default=PROBES, help="another file of probes of the same columns")
    given = parser.parse_args()
    digest, figures = measured(given.file, given.errors)
    print(digest)
    for name, value in figures.items():
        print(f"{value:6.1f}  {name}")


if __name__ == "__main__":
    main()
