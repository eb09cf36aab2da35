"""Pieces: words cut as the encoder knows them (a SentencePiece unigram model, pruned to what French and English news need)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sentencepiece

# Distinct words kept ready cut; a day of one newsroom's press has some 60,000.
CACHED = 100_000


class Pieces:
    """Cuts words into pieces. Ids are those of the shipped encoder, not of multilingual-e5-small."""

    def __init__(self, path: Path) -> None:
        self._model = sentencepiece.SentencePieceProcessor(model_file=str(path))
        self._known: dict[str, tuple[int, ...]] = {}
        self.begin: int = self._model.piece_to_id("<s>")
        self.end: int = self._model.piece_to_id("</s>")

    def cut(self, forms: Sequence[str]) -> list[tuple[int, ...]]:
        """The piece ids of every word, in order; a word of no known piece is one unknown piece."""
        known = self._known
        new = list({form for form in forms if form not in known})
        if len(known) + len(new) > CACHED:
            known.clear()
            new = list(set(forms))
        if new:
            unknown = (self._model.unk_id(),)
            known.update(zip(new, (tuple(ids) or unknown for ids in self._model.encode(new)), strict=True))
        return [known[form] for form in forms]
