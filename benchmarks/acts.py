#!/usr/bin/env python3
"""Counts the acts of every cue of the training articles and writes `src/selon/lang/*/acts.yaml`: usage: acts.py."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from selon import gold
from selon.acts import keys
from selon.language import codes

HERE = Path(__file__).parent.parent
# A whole cue seen once tells no more than its stem.
LEAST = 2


def main() -> None:
    records = gold.train_part(gold.load(HERE / "tests" / "gold" / "articles"))
    for code in codes():
        cues: dict[str, Counter[str]] = defaultdict(Counter)
        stems: dict[str, Counter[str]] = defaultdict(Counter)
        every: Counter[str] = Counter()
        for record in records:
            for quote in record["quotes"] if record["lang"] == code else ():
                texts = [record["text"][a:b] for a, b in quote["cue"]]
                question = any("?" in record["text"][a:b] for a, b in quote["content"])
                whole, asked, stem = keys(texts, question)
                every[quote["act"]] += 1
                cues[whole][quote["act"]] += 1
                stems[stem][quote["act"]] += 1
                if question:
                    stems[asked][quote["act"]] += 1
        cues = defaultdict(Counter, {cue: counts for cue, counts in cues.items() if sum(counts.values()) >= LEAST})
        head = "# How often each cue of the training articles marks each act. Counted by benchmarks/acts.py from"
        lines = [f"{head} {gold.digest(records)}; a count put right by hand counts."]
        lines += [f"every: {_flow(every)}", "# First letters of the telling word of the cue, without accents; with ? where the content asks.", "stems:"]
        lines += [f'  "{stem}": {_flow(counts)}' for stem, counts in sorted(stems.items())]
        lines += ["# Whole cues, without accents, seen at least twice.", "cues:"]
        lines += [f'  "{cue}": {_flow(counts)}' for cue, counts in sorted(cues.items())]
        (HERE / "src" / "selon" / "lang" / code / "acts.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _flow(counts: Counter[str]) -> str:
    return "{" + ", ".join(f"{act}: {count}" for act, count in counts.most_common()) + "}"


if __name__ == "__main__":
    main()
