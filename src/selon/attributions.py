"""Tags → attributions: the structure of reported speech is put right, and every record says why it is there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from . import acts
from .language import language
from .model import Article, Attribution, Span, Why
from .tagger import structure
from .tagger.decode import Range, Tag
from .tagger.encoder import Settings, Tags
from .tagger.labels import SLOTS

# Two attributions whose contents share this much are one told once too often.
SAME_CONTENT = 0.8
# Words that must be left of a content when a stretch of it goes to another attribution.
LEFT_LEAST = 4
CONTENT, SOURCE, CUE = (SLOTS.index(name) for name in ("content", "source", "cue"))


@dataclass(frozen=True)
class Kept:
    """A tag with its roles mended. Not slotted: its words are counted once and kept, since every pair of tags is compared by them."""

    tag: Tag
    roles: structure.Roles
    rules: tuple[str, ...]

    @cached_property
    def words(self) -> frozenset[int]:
        """Words of the content."""
        return frozenset(at for first, last in self.roles[CONTENT] for at in range(first, last + 1))


def find(article: Article, tags: Tags, settings: Settings) -> tuple[Attribution, ...]:
    """The attributions of an article, in text order of their anchors. Contents that an article only sums up are not recognised as such."""
    marks = language(article.lang).marks
    text = structure.seen(tags.words, frozenset((*marks, *marks.values())))
    kept = []
    for tag in tags.tags:
        roles, rules = structure.mended(text, tag.roles)
        if roles[CONTENT]:
            kept.append(Kept(tag, roles, rules))
    made = [_attribution(article, text, one, settings) for one in _own_quotations(_once(kept), tags.words.block)]
    return nested(made)


def _once(kept: Sequence[Kept]) -> list[Kept]:
    """Each saying once. Of two with one content, the one with a cue, then the surer, stays; different speakers of one content both stay."""
    out: list[Kept] = []
    for one in sorted(kept, key=lambda k: (k.tag.cued, k.tag.score), reverse=True):
        if not any(_same(one, other) for other in out):
            out.append(one)
    return sorted(out, key=lambda k: k.tag.anchor)


def _same(one: Kept, other: Kept) -> bool:
    both = len(one.words & other.words)
    if not one.tag.cued:
        return both >= SAME_CONTENT * len(one.words)
    cue = one.roles[CUE] == other.roles[CUE]
    share = both / (len(one.words) + len(other.words) - both)
    return share >= SAME_CONTENT and (cue or one.roles[SOURCE] == other.roles[SOURCE] or not one.roles[SOURCE])


def _own_quotations(kept: Sequence[Kept], block: Sequence[int]) -> list[Kept]:
    """A stretch of content that two attributions claim belongs to the one whose cue is nearer, if the other has something else left."""
    out = []
    for one in kept:
        pieces = one.roles[CONTENT]
        mine = tuple(piece for piece in pieces if not any(_nearer(other, piece, one, block) for other in kept if other is not one))
        if len(mine) < len(pieces) and sum(b - a + 1 for a, b in mine) >= LEFT_LEAST:
            one = Kept(one.tag, (*one.roles[:CONTENT], mine, *one.roles[CONTENT + 1 :]), (*one.rules, "own-quotation"))
        out.append(one)
    return out


def _nearer(other: Kept, piece: Range, one: Kept, block: Sequence[int]) -> bool:
    """Whether another attribution, not nested in this one nor around it, claims the same stretch from nearer by."""
    if one.tag.anchor in other.words or other.tag.anchor in one.words:
        return False
    claimed = any(_inside(piece, theirs) >= SAME_CONTENT for theirs in other.roles[CONTENT])
    return claimed and _distance(other, piece, block) < _distance(one, piece, block)


def _inside(one: Range, two: Range) -> float:
    """Share of a range of words that lies in another."""
    both = max(0, min(one[1], two[1]) - max(one[0], two[0]) + 1)
    return both / (one[1] - one[0] + 1)


def _distance(kept: Kept, piece: Range, block: Sequence[int]) -> tuple[int, int]:
    """Blocks, then words, between a stretch and the anchor."""
    at = kept.tag.anchor
    return abs(block[at] - block[piece[0]]), max(piece[0] - at, at - piece[1], 0)


def raw_confidence(tag: Tag) -> float:
    """Product of the probabilities of anchor, content and source: what calibration starts from."""
    return tag.score * tag.sure[CONTENT] * (tag.sure[SOURCE] or 1.0)


def confidence(tag: Tag, settings: Settings) -> float:
    """Probability that content and source are right: a logistic curve fitted on the dev articles (Platt 1999)."""
    raw = min(max(raw_confidence(tag), 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(-(settings.slope * math.log(raw / (1 - raw)) + settings.offset)))


def _attribution(article: Article, text: structure.Text, kept: Kept, settings: Settings) -> Attribution:
    words, tag = text.words, kept.tag

    def spans(slot: str) -> tuple[Span, ...]:
        return tuple(article.span(words.start[a], words.end[b]) for a, b in kept.roles[SLOTS.index(slot)])

    content, source = spans("content"), spans("source")
    act, act_score = acts.chosen(article.lang, [span.text for span in spans("cue")], any("?" in span.text for span in content), tag.acts)
    scores = [("anchor", tag.score), *((slot, tag.sure[at]) for at, slot in enumerate(SLOTS) if kept.roles[at])]
    why = Why(_word(article, text, tag.anchor), (*scores, ("said", tag.said_score), ("act", act_score)), kept.rules)
    return Attribution(
        id=_identity(article, tag.anchor, content),
        source=source[0] if source else None,
        cue=spans("cue"),
        content=content,
        medium=spans("medium"),
        addressee=spans("addressee"),
        relay=spans("relay"),
        place=spans("place"),
        time=spans("time"),
        form=structure.form(text, kept.roles[CONTENT]),
        said=tag.said,
        act=act,
        within=None,
        block=article.block_at(content[0].start).kind,
        confidence=confidence(tag, settings),
        why=why,
    )


def _word(article: Article, text: structure.Text, at: int) -> Span:
    return article.span(text.words.start[at], text.words.end[at])


def _identity(article: Article, anchor: int, content: Sequence[Span]) -> str:
    """A hash of what makes the record this one: text, anchor, content. Reading twice gives the same."""
    told = "|".join([article.digest, str(anchor), *(f"{span.start}-{span.end}" for span in content)])
    return sha256(told.encode()).hexdigest()[:16]


def nested(made: Sequence[Attribution]) -> tuple[Attribution, ...]:
    """Tell each attribution the innermost other one whose content holds its anchor."""
    out = []
    for one in made:
        at = one.why.anchor
        around = [o for o in made if o is not one and any(s.start <= at.start and at.end <= s.end for s in o.content)]
        around = [o for o in around if not any(s.start <= o.why.anchor.start and o.why.anchor.end <= s.end for s in one.content) or o.why.anchor.start < at.start]
        holder = min(around, key=lambda o: sum(s.end - s.start for s in o.content), default=None)
        out.append(replace(one, within=holder.id if holder else None))
    return tuple(out)
