"""Titles without a name: "the Japanese prime minister", "the head of Russian diplomacy". A title and whose it is make an office."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..knowledge.load import Knowledge
from .grammar import Offices
from .lexicon import Lexicon
from .reading import Mention, Reading, Seen, Title
from .text import Text

ANY = "*"
OWNERS = ("demonym", "state", "organisation", "metonym", "territory")
# Titles that name no office by themselves: whoever leads, whoever lives in the house.
LEADER, HOUSE, HEAD = "leader", "house", "head"
LEADS = "head of state"
SPLIT = 5  # words that a title taken apart by its adjective may have on either side
REACH = 4  # words in which "of the chess club" shows what the president presides over
# Who holds what the press calls the Union's offices.
UNION = {"head of state": (HEAD, "european-council"), "head of government": (HEAD, "european-commission"), "foreign minister": ("high representative", "EU")}


@dataclass(frozen=True, slots=True)
class Office:
    """Words [start, end) that name an office. office: None where the words say that it is no office of a state or an organisation, of: then "".

    public: whether it is one beside the state's own, of a deputy or a former holder, not of a club or a firm.
    """

    start: int
    end: int
    office: str | None
    of: str
    public: bool = True


class Finder:
    """Puts titles and their owners together."""

    def __init__(self, text: Text, seen: Seen, lexicon: Lexicon, knowledge: Knowledge) -> None:
        self.text, self.seen, self.lexicon, self.knowledge = text, seen, lexicon, knowledge
        self.starting = {mention.start: mention for mention in seen.mentions if mention.readings}
        self.ending = {mention.end: mention for mention in seen.mentions if mention.readings}

    def offices(self, rules: Offices) -> list[Office]:
        """Every office named, the longest words first where two overlap, in text order."""
        found = [office for title in self.seen.titles for office in self._of_title(title, rules)]
        found += [office for mention in self.starting.values() for office in self._split(mention)]
        found.sort(key=lambda each: (-(each.end - each.start), each.start))
        kept: list[Office] = []
        for each in found:
            if not any(each.start < other.end and other.start < each.end for other in kept):
                kept.append(self._spoilt(each, rules))
        return sorted(kept, key=lambda each: each.start)

    def _of_title(self, title: Title, rules: Offices) -> Iterator[Office]:
        owners = [*self._before(title, rules), *self._after(title, rules)]
        for start, end, mention in owners:
            for reading in mention.readings:
                if reading.kind in OWNERS and not (reading.weak and reading.how == "epithet") and (made := self._made(title.offices, reading)):
                    yield Office(start, end, *made)
                    break
        if not owners and (made := self._alone(title, rules)):
            yield Office(title.start, title.end, *made)

    def _before(self, title: Title, rules: Offices) -> Iterator[tuple[int, int, Mention]]:
        """The owner before the title: "the Japanese prime minister", "Japan's prime minister", "NATO secretary general"."""
        start = title.start
        if rules.adjective == "after" or start == 0 or not self.text.soft(start):
            return
        if (mention := self.ending.get(start)) or (self.text.folded[start - 1] in rules.possessive and (mention := self.ending.get(start - 1))):
            yield mention.start, title.end, mention

    def _after(self, title: Title, rules: Offices) -> Iterator[tuple[int, int, Mention]]:
        """The owner after the title, as an adjective or with "of": "the president of the Republic of Korea"."""
        at = title.end
        if at >= len(self.text.words) or not self.text.soft(at):
            return
        mention = self.starting.get(at)
        if mention and rules.adjective == "after":
            yield title.start, mention.end, mention
        while at < len(self.text.words) and self.text.soft(at) and (self.text.folded[at] in rules.of if at == title.end else self.text.folded[at] in rules.determiners):
            at += 1
            if (mention := self.starting.get(at)) and self.text.soft(at) and mention.first.kind != "demonym":
                yield title.start, mention.end, mention
                return

    def _split(self, mention: Mention) -> Iterator[Office]:
        """The adjective inside the title: "the head of Russian diplomacy"."""
        reading = mention.first
        if reading.kind != "demonym":
            return
        folded = self.text.folded
        for left in range(1, SPLIT):
            for right in range(1, SPLIT):
                start, end = mention.start - left, mention.end + right
                if start < 0 or end > len(folded):
                    break
                offices = self.lexicon.titled(" ".join((*folded[start : mention.start], *folded[mention.end : end])))
                if offices and all(self.text.soft(at) for at in range(start + 1, end)) and (made := self._made(offices, reading)):
                    yield Office(start, end, *made)

    def _made(self, offices: Sequence[str], owner: Reading) -> tuple[str, str] | None:
        """Office and whose it is; None when the owner has no such office."""
        named = dict(reversed([(whose, office) for whose, _, office in (each.partition(":") for each in offices)]))
        if owner.kind == "organisation" and owner.id not in self.knowledge.states:
            return (HEAD, owner.id) if named.get(ANY) == HEAD or any(office == HEAD for _, _, office in (each.partition(":") for each in offices)) else None
        code = owner.state
        state = self.knowledge.states.get(code)
        every = [office for whose, _, office in (each.partition(":") for each in offices) if whose == ANY]
        office = named.get(code) or next((each for each in every if each != HEAD), None)
        if state is None or office is None or (office == HOUSE) != (owner.kind == "metonym"):
            return None
        if office in (LEADER, HOUSE):
            office = state.leader or LEADS
        return UNION.get(office, (office, code)) if state.kind == "union" else (office, code)

    def _alone(self, title: Title, rules: Offices) -> tuple[str, str] | None:
        """A title that only one state has and that says so by itself: "the pope"."""
        whose = {each.partition(":")[0] for each in title.offices}
        key = " ".join(self.text.folded[title.start : title.end])
        if len(whose) != 1 or ANY in whose or not (key in rules.alone or self._inside(title)):
            return None
        if key in rules.alone and not self._determined(title, rules):
            return None
        code, _, office = title.offices[0].partition(":")
        state = self.knowledge.states.get(code)
        return UNION.get(office, (office, code)) if state and state.kind == "union" else (office, code)

    def _determined(self, title: Title, rules: Offices) -> bool:
        """Whether an article stands before a title, or a known person's name after it: "the pope", "Pope Francis", not a Pape who is somebody's first name."""
        at = title.start - 1
        person = self.starting.get(title.end)
        return (at >= 0 and self.text.soft(title.start) and self.text.folded[at] in rules.articles) or (person is not None and person.first.kind == "person")

    def _inside(self, title: Title) -> bool:
        """Whether a title holds a name."""
        return any(title.start <= mention.start and mention.end <= title.end for mention in self.starting.values())

    def _spoilt(self, office: Office, rules: Offices) -> Office:
        """The office, or none where it is a former or a vice one, or one of a club."""
        text, end = self.text, office.end
        if end < len(text.words) and text.soft(end) and (text.folded[end] in rules.spoilt_after or (text.folded[end] in rules.of and self._presides(end, rules))):
            return Office(office.start, office.end, None, "", public=False)
        before = {text.folded[at] for at in range(max(0, office.start - 2), office.start) if all(text.soft(later) for later in range(at + 1, office.start + 1))}
        return Office(office.start, office.end, None, "") if before & rules.spoilt_before or before & rules.former else office

    def _presides(self, at: int, rules: Offices) -> bool:
        """Whether "of ..." goes on to a club, a jury, a company."""
        for index in range(at + 1, min(at + 1 + REACH, len(self.text.words))):
            if not self.text.soft(index):
                return False
            if self.text.folded[index] in rules.association or self._firm(index, at, rules):
                return True
        return False

    def _firm(self, index: int, at: int, rules: Offices) -> bool:
        """Whether a capitalised word that is no known name stands right after "of" and its article: a firm, a region."""
        direct = all(self.text.folded[between] in rules.determiners for between in range(at + 1, index))
        return direct and self.text.capital(index) and not self.text.capitals(index) and index not in self.starting
