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
# What the words around a trigger are to its event, the trigger itself first.
ARGUMENTS = ("trigger", "actor", "recipient", "place", "time")
STATUSES = ("asserted", "attributed", "planned", "hypothetical", "negated", "historical")
_MODES = """none visit third-party multilateral phone host withdraw release disarm ceasefire access resign return assist change yield meet disapprove investigate allege
lawsuit restrict arrest relations expel territory violence demo riot strike hunger boycott obstruct vandalize convict discontinue troops weapons police militia
seize censor ban curfew martial-law deport withhold misinformation cyber abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial
drone heavy-weapons crowd-control unconventional"""
# Modes of PLOVER 0.8, those that the gold adds, and none.
MODES = tuple(_MODES.split())
# What is told of an anchor as a whole, in the order of the heads.
SAYING_KINDS, EVENT_KINDS = ("said", "act"), ("type", "mode", "status")
# Of a word: no anchor; the telling word of a cue; the first word of a content that has no cue.
ANCHORS = ("none", "cue", "content")
OUTSIDE, BEGIN, INSIDE = 0, 1, 2
