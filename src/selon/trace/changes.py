"""What a version of an utterance changes against another: kept, cut, added, tempered, turned, told of another; each with the words that show it. Cautious: what is not
shown by words is not told.

Within a language words are aligned; across languages only what has a counterpart in any language is compared: numbers, names, negation, conditions, modality, length, matters told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ..mentions import folded
from ..model import Attribution
from . import lexicon, match
from .traits import HEAD, SHORT, SOLID, Traits

# Kinds by how much they alter: what is told is another thing; something of it; its form only.
TURNED = ("negation", "actor", "number", "speaker", "condition", "modality")
SHIFTED = ("sharpened", "softened", "addressee", "occasion", "date", "added", "cut", "promoted", "retranslated")
KINDS = TURNED + SHIFTED
# Words in a row that are missing, or there anew, from which something is cut or added; share of the words of the other language under which something must be missing.
ROW, LESS, PART = 3, 0.5, 0.3
# Words that tell something from which on a modality is looked for.
ENOUGH = 4
# Likeness of quotations in one language: above, they are the same words; below, a paraphrase.
SAME, LIKE = 0.9, 0.35
# Acts that press more, or less, than to state.
PRESSING = frozenset(["threaten", "demand", "accuse", "condemn", "order"])
DOUBTED = frozenset(["claim"])
NEUTRAL = frozenset(["state", "announce", "explain", "offer", "propose", "request", "ask", "estimate", "criticise"])
# Acts that say no; words of negation that alone say nothing.
NO = frozenset(["deny", "refuse", "reject"])
WEAK = frozenset(["ne", "n", "ni", "sans", "without", "nor", "ohne", "sin", "без", "personne", "refuse", "refus"])


@dataclass(frozen=True, slots=True)
class Version:
    """One attribution of an utterance, with its traits."""

    one: Attribution
    traits: Traits


@dataclass(frozen=True, slots=True)
class Change:
    """kind: one of KINDS. before, after: the words of either that show it, None where there are none."""

    kind: str
    before: str | None
    after: str | None

    @property
    def grave(self) -> bool:
        """Whether another thing is told."""
        return self.kind in TURNED


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of the two, aligned. kind: kept, cut, added, other."""

    kind: str
    before: str
    after: str


def changes(reference: Version, version: Version) -> list[Change]:
    """What the version changes, by KINDS."""
    found = [*_parties(reference, version), *_circumstances(reference, version), *_content(reference, version), *_strength(reference, version)]
    kept: dict[str, Change] = {}
    for one in found:
        kept.setdefault(one.kind, one)
    return [kept[kind] for kind in KINDS if kind in kept]


# Whose, to whom, when, where


def _parties(reference: Version, version: Version) -> Iterator[Change]:
    before, after = reference.one, version.one
    names = [_heads(_names(each)) for each in (before, after)]
    if names[0] and names[1] and not names[0] & names[1]:
        yield Change("speaker", _names(before), _names(after))
    if before.addressee and after.addressee:
        left, right = (_heads(" ".join(span.text for span in each.addressee)) for each in (before, after))
        if left and right and not left & right and reference.traits.lang == version.traits.lang:
            yield Change("addressee", _text(before.addressee), _text(after.addressee))


def _circumstances(reference: Version, version: Version) -> Iterator[Change]:
    one, two = reference.traits, version.traits
    if one.carrier and two.carrier and not _heads(one.carrier) & _heads(two.carrier):
        yield Change("occasion", one.carrier, two.carrier)
    elif one.occasion and two.occasion and one.occasion != two.occasion and {one.occasion, two.occasion} not in ALIKE:
        yield Change("occasion", one.occasion, two.occasion)
    if one.dated and two.dated and match.days_apart(one, two) > 0:
        yield Change("date", one.first, two.first)


# Occasions that outlets take for each other without a mistake.
ALIKE = ({"interview", "broadcast"}, {"statement", "post"}, {"statement", "press release"}, {"speech", "statement"})


def _names(one: Attribution) -> str:
    return "; ".join(each.name for each in one.speakers)


def _text(spans: Sequence[object]) -> str:
    return " … ".join(str(getattr(span, "text", span)) for span in spans)


def _heads(told: str) -> set[str]:
    words = [lexicon.latin(folded(found.group())) for found in lexicon.WORD.finditer(told)]
    return {word[:HEAD] for word in words if len(word) > SHORT}


# What


def _content(reference: Version, version: Version) -> Iterator[Change]:
    one, two = reference.traits, version.traits
    pieces = aligned(one, two) if one.lang == two.lang else []
    missing, new = _gone(one, two, pieces)
    whole = not missing
    if missing:
        yield Change("cut", missing, None)
    if new and two.form == "direct":
        yield Change("added", None, new)
    yield from _quoted(reference, version, pieces)
    yield from _turned(one, two, whole, missing or "")
    yield from _figures(one, two)


def aligned(one: Traits, two: Traits) -> list[Piece]:
    """The words of two contents of one language side by side."""
    out = []
    for tag, a, b, c, d in SequenceMatcher(None, one.words, two.words, autojunk=False).get_opcodes():
        kind = {"equal": "kept", "delete": "cut", "insert": "added", "replace": "other"}[tag]
        out.append(Piece(kind, " ".join(one.plain[a:b]), " ".join(two.plain[c:d])))
    return out


def _gone(one: Traits, two: Traits, pieces: Sequence[Piece]) -> tuple[str | None, str | None]:
    """Words that are missing in the version, and that are new in it."""
    if one.lang == two.lang:
        summed = two.act in NO and two.form == "indirect"  # a refusal told in a word leaves nothing out
        missing = next((piece.before for piece in pieces if piece.kind in ("cut", "other") and _solid(piece, one, two)), None) if not summed else None
        new = next((piece.after for piece in pieces if piece.kind in ("added", "other") and len(_long(piece.after, one)) >= ROW and not piece.before), None)
        return missing, new
    if len(two.words) < LESS * len(one.words) and len(one.concepts - two.concepts) >= 2:
        return ", ".join(sorted(one.concepts - two.concepts)), None
    return None, None


def _solid(piece: Piece, one: Traits, two: Traits) -> bool:
    """Whether what stands in one only is a clause: some words in a row that the other has nowhere, a good part of the whole, and not the condition, which is told of by itself."""
    gone = _long(piece.before, two)
    if len(gone) < ROW or len(gone) <= len(piece.after.split()) * 0.8:
        return False
    of = [word for word in one.plain if len(word) > SOLID]
    return len(gone) >= PART * len(of) and not ("condition" in lexicon.flags(piece.before.split(), one.lang) and "condition" not in two.turned)


def _long(told: str, other: Traits) -> list[str]:
    return [word for word in told.split() if len(word) > SOLID and word not in other.plain]


def _quoted(reference: Version, version: Version, pieces: Sequence[Piece]) -> Iterator[Change]:
    """A paraphrase in quotation marks; other words within them."""
    one, two = reference.traits, version.traits
    if two.form == "direct" and one.form == "indirect":
        yield Change("promoted", " ".join(one.plain), " ".join(two.plain))
    if not (one.form == two.form == "direct" and pieces):
        return
    likeness = SequenceMatcher(None, one.words, two.words, autojunk=False).ratio()
    other = [piece for piece in pieces if piece.kind == "other" and _long(piece.before, two) and _long(piece.after, one)]
    if LIKE < likeness < SAME and other and one.numbers == two.numbers:
        yield Change("retranslated", other[0].before, other[0].after)


def _turned(one: Traits, two: Traits, whole: bool, missing: str) -> Iterator[Change]:
    """Negation, conditions, modality: in one and not in the other, and not merely cut with the clause they stood in."""
    before, after = _flag(one, "condition", missing), _flag(two, "condition", "")
    if bool(before) != bool(after):
        yield Change("condition", before, after)
    if _against(one, two):
        shown = [_flag(each, "negation", "") or " ".join(each.plain) for each in (one, two)]
        yield Change("negation", shown[0], shown[1])
    for name in ("possible", "necessary"):
        before, after = _flag(one, name, missing), _flag(two, name, "")
        if whole and bool(before) != bool(after) and min(len(one.stems), len(two.stems)) >= ENOUGH:
            yield Change("modality", before, after)


def _against(one: Traits, two: Traits) -> bool:
    """Whether one says no to what the other says: by its act, by a negation in its words, or by opposite words that no negation turns back."""
    acts = [each.act in NO and (each.form != "direct" or len(each.stems) < ENOUGH) for each in (one, two)]
    words = [_negated(each) for each in (one, two)]
    if all(acts):
        return False
    if match.opposite(one, two):
        return words[0] == words[1]
    return (acts[0] or words[0]) != (acts[1] or words[1])


def _negated(one: Traits) -> bool:
    """Whether the words of a saying negate. "Ne … que" does not, "sans" and "ni" do not alone."""
    words = one.turned.get("negation", ())
    return ("personne" in words and bool({"ne", "n"} & set(one.plain))) or any(word not in WEAK for word in words)


def _flag(one: Traits, name: str, missing: str) -> str | None:
    words = [word for word in one.turned.get(name, ()) if name == "condition" or word not in missing.split()]
    return " ".join(words) or None


def _figures(one: Traits, two: Traits) -> Iterator[Change]:
    """Numbers and names that stand against each other."""
    left, right = set(one.numbers) - set(two.numbers), set(two.numbers) - set(one.numbers)
    if left and right:
        yield Change("number", " ".join(sorted(left)), " ".join(sorted(right)))
    names, others = set(one.names_said), set(two.names_said)
    if one.lang == two.lang and one.form == two.form and names and others and not names & others:
        yield Change("actor", " ".join(sorted(names)), " ".join(sorted(others)))


# Strength


def _strength(reference: Version, version: Version) -> Iterator[Change]:
    """The cue, the act, and words that press or temper; words are compared within a language."""
    one, two = reference.traits, version.traits
    same = one.lang == two.lang
    cues = [_text(each.one.cue) for each in (reference, version)]
    levels = [lexicon.strength(cue, each.lang) if same else 0 for cue, each in zip(cues, (one, two), strict=True)]
    levels = [level + (each.act in PRESSING) - (each.act in DOUBTED) for level, each in zip(levels, (one, two), strict=True)]
    strong, hedge = ([set(each.turned.get(name, ())) if same and one.form == two.form == "direct" else set() for each in (one, two)] for name in ("strong", "hedge"))
    if levels[1] > levels[0] and one.act in NEUTRAL:
        yield Change("sharpened", cues[0] or None, cues[1] or None)
    elif strong[1] - strong[0] and not strong[0] - strong[1]:
        yield Change("sharpened", None, " ".join(sorted(strong[1] - strong[0])))
    if levels[1] < levels[0] and two.act in DOUBTED:
        yield Change("softened", cues[0] or None, cues[1] or None)
    elif (strong[0] - strong[1] and not strong[1] - strong[0]) or (hedge[1] - hedge[0] and not hedge[0] - hedge[1]):
        yield Change("softened", " ".join(sorted(strong[0] - strong[1])) or None, " ".join(sorted(hedge[1] - hedge[0])) or None)
