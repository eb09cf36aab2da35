"""What the tagger tells apart. The order is part of the weights: append, never insert."""

from __future__ import annotations

SLOTS = ("source", "cue", "content", "medium", "addressee", "relay", "place", "time")
SAID = ("said", "held")
_ACTS = """state announce confirm deny admit claim explain estimate predict ask request demand invite propose offer promise
accept agree refuse reject warn threaten accuse criticise condemn praise thank apologise congratulate order decide
intend hope fear believe know doubt other"""
ACTS = tuple(_ACTS.split())
TIMEX_TYPES = ("DATE", "TIME", "DURATION", "SET")
_EVENT_TYPES = """AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION
MOBILIZE COERCE ASSAULT"""
EVENT_TYPES = tuple(_EVENT_TYPES.split())
# Of a word: no anchor; the telling word of a cue; the first word of a content that has no cue.
ANCHORS = ("none", "cue", "content")
OUTSIDE, BEGIN, INSIDE = 0, 1, 2
