"""Prunes the piece vocabulary of multilingual-e5-small to what French and English news need.

250,002 pieces of a hundred languages are four fifths of the encoder's file. Kept: every piece that the cut of a
frequent word uses (lower case, capitalised and in capitals, with and without a space before it), and every single
character. Needs the packages of the extra `train`; a user of the shipped weights needs none of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import sentencepiece
import wordfreq
from sentencepiece import sentencepiece_model_pb2 as proto

from .checkpoint import Checkpoint
from .words import SPACE, WORD, written

# Words a language, most frequent first. The neighbours lend names of persons and places.
TAKEN = {"fr": 200_000, "en": 200_000, "de": 20_000, "es": 20_000, "it": 20_000, "pt": 10_000, "nl": 10_000, "pl": 10_000, "tr": 10_000}
# Where a single character counts as one that news may hold: everything before CJK.
ALPHABETS = 0x2E80


def prune(checkpoint: Checkpoint, texts: Iterator[str], out: Path) -> np.ndarray:
    """Write the pruned SentencePiece model to `out`; return, for each new id, the id in the checkpoint.

    texts: articles that may ship, whose pieces are kept too.
    """
    whole = sentencepiece.SentencePieceProcessor(model_proto=serialised(checkpoint, np.arange(len(checkpoint.pieces))))
    kept = {checkpoint.begin, checkpoint.pad, checkpoint.end, checkpoint.unknown}
    kept.update(i for i, (piece, _) in enumerate(checkpoint.pieces) if len(piece) == 1 and ord(piece) < ALPHABETS)
    forms = sorted(_frequent() | {written(found[0], spaced) for text in texts for found in WORD.finditer(text) for spaced in (True, False)})
    for ids in whole.encode(forms):
        kept.update(ids)
    rows = np.array(sorted(kept))
    out.write_bytes(serialised(checkpoint, rows))
    return rows


def _frequent() -> set[str]:
    forms: set[str] = set()
    for language, count in TAKEN.items():
        for word in wordfreq.top_n_list(language, count):
            for found in WORD.finditer(word):
                for cased in (found[0], found[0].capitalize(), found[0].upper()):
                    forms.update((written(cased, True), written(cased, False)))
    return forms


def serialised(checkpoint: Checkpoint, rows: np.ndarray) -> bytes:
    """A SentencePiece model that holds the given pieces and rewrites nothing: `words.written` has done so already."""
    model = proto.ModelProto()
    model.trainer_spec.model_type = proto.TrainerSpec.UNIGRAM
    model.trainer_spec.unk_id = int(np.flatnonzero(rows == checkpoint.unknown)[0])
    model.trainer_spec.bos_id = int(np.flatnonzero(rows == checkpoint.begin)[0])
    model.trainer_spec.eos_id = int(np.flatnonzero(rows == checkpoint.end)[0])
    model.trainer_spec.pad_id = int(np.flatnonzero(rows == checkpoint.pad)[0])
    model.trainer_spec.vocab_size = len(rows)
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = False
    model.normalizer_spec.remove_extra_whitespaces = False
    model.normalizer_spec.escape_whitespaces = False
    kinds = {checkpoint.unknown: 2, checkpoint.begin: 3, checkpoint.end: 3, checkpoint.pad: 3}
    seen: set[str] = set()
    for row in rows.tolist():
        piece, score = checkpoint.pieces[row]
        while piece in seen or not piece:  # the file holds a few broken pieces that decode alike
            piece += "\ufffd" + SPACE
        seen.add(piece)
        model.pieces.add(piece=piece, score=score, type=kinds.get(row, 1))
    return bytes(model.SerializeToString())
