"""The words of a place slot → a place on the map, or why it is not known.

Only the words given are read, and a name is taken whole, by exact folded match: see `placewords.py`. What several places are called is decided by a written rule,
or not at all. The table of cities is opened when the first name is looked up.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from .knowledge import Knowledge, load
from .knowledge.cities import Settlement, cities
from .knowledge.folding import key
from .knowledge.rows import Names
from .language import packaged
from .model import Place
from .names.lexicon import Form, alike, lexicon
from .placewords import Name, Stretch, Words, halves, led, names, stretches, vocabulary
from .resolve import Known

# A city of so many inhabitants is meant where nothing tells another, and so is one of so many times those of the next of its name.
# 10 times would leave Geneva unknown, which has 9 times the inhabitants of Geneva in New York; 5 takes Bangor in Wales for those of Maine and of Ireland.
LARGE, TIMES = 500_000, 8
# The only one of its name in the table may still not be meant: the one that is may be smaller than any there. So it has to be larger where it only has the name in
# another language, and where the article names other countries, so many times: Barranco in Belize is not in the table, that of Peru (37,000) is.
# On the training gold, 2026-11: 15,000 for all let four wrong ones in of 45; these let in two (Palma and Darwin, of Mozambique and of the Falklands).
ALONE, ALONE_FOREIGN, ALONE_ELSEWHERE, ELSEWHERE = 15_000, 50_000, 100_000, 3
# A country named so many times less than another is no sign for a city of less than ALONE (Argyle in Texas), nor for a small capital.
SELDOM = 2
# Of two countries with a city of the name, one named so many times more decides against the size of the cities.
OFTEN = 3
# A city of a country that the article names gives way to one elsewhere that is so many times larger: Londres in Catamarca is not London.
DWARFED = 100
# ... and to the capital of a state that is so many times larger.
DWARFED_BY_CAPITAL = 20
# A city told beside another ("Saint-Denis, near Paris") is the one of its name within so many kilometres.
NEAR_KM = 100
# What knowledge has as a power's seat or a body is a city as well from so many inhabitants: Kandahar, Strasbourg.
CITY_TOO = 100_000
EARTH_KM = 6371
STATES = frozenset(["state", "territory"])
NO_PLACES = frozenset(["demonym", "organisation", "outlet", "platform", "treaty", "weapon", "metonym"])
# Its seats are cities of its members.
UNION = "EU"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Why words come to no place. basis: nameless (no known name in them), several, ambiguous, power (a body or a seat of power), elsewhere (not where it is told)."""

    basis: str
    reason: str


@dataclass(frozen=True, slots=True)
class Around:
    """What an article tells of where it plays. states: codes of the states that it names, with how often. home: the state of its outlet or of its dateline."""

    lang: str
    states: Mapping[str, int] = field(default_factory=dict)
    home: str | None = None

    def with_places(self, placed: Iterable[Place | Unplaced]) -> Around:
        """The same, with the states of places found that it does not name itself."""
        return replace(self, states={**Counter(one.state for one in placed if isinstance(one, Place)), **self.states})


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told beside a name. division: state and GeoNames' code of a first division, None for a state or a city."""

    place: Place
    division: tuple[str, str] | None

    def holds(self, row: Settlement) -> bool:
        """Whether a city lies there, or near a city that is told."""
        if self.division is not None:
            return (row.state, row.region) == self.division
        if self.place.latitude is None or self.place.longitude is None:
            return row.state == self.place.state
        return row.state == self.place.state and _km((row.latitude, row.longitude), (self.place.latitude, self.place.longitude)) <= NEAR_KM


@dataclass(frozen=True, slots=True)
class _Choice:
    """The cities of one name, the largest first, the capitals among them, and what the article tells. keys: the name as it was looked up."""

    keys: tuple[str, ...]
    rows: tuple[Settlement, ...]
    capitals: tuple[Settlement, ...]
    around: Around

    def made(self, knowledge: Knowledge) -> tuple[Settlement | None, str, str]:
        """The one that is meant, with the rule and the reason; None where none stands out."""
        top, named = self.rows[0], self.around.states
        near = [row for row in self.rows if row.population * DWARFED >= top.population and self._told_of(row)]
        capital = next((row for row in self.capitals if row.id == top.id and knowledge.state(row.state).kind == "state"), None)
        if capital is not None and (capital.state in named or not any(row.population * DWARFED_BY_CAPITAL >= top.population for row in near)):
            return capital, "knowledge", f"{capital.name} is the capital of {capital.state}"
        if (row := self._named(near)) is not None:
            return row, "article", f"{row.name}: the article names its country, {row.state}"
        home = [row for row in self.rows if row.state == self.around.home and row.population * DWARFED >= top.population]
        if not near and (row := _dominant(home, LARGE)) is not None:
            return row, "home", f"{row.name}: {row.state} is the outlet's country"
        if top not in near and self._enough(top) and (row := _dominant(self.rows, LARGE)) is not None:
            return row, "largest", f"{row.name} ({row.state}) has {row.population:,} inhabitants" + (f", the next of its name {self.rows[1].population:,}" if self.rows[1:] else "")
        return None, "ambiguous", "cities of that name: " + ", ".join(f"{row.state} {row.population:,}" for row in self.rows[:4])

    def _enough(self, row: Settlement) -> bool:
        """Whether a city is large enough to be meant where nothing but its size tells."""
        if sum(self.around.states.values()) >= ELSEWHERE:
            return row.population >= ALONE_ELSEWHERE
        return row.population >= (ALONE if key(row.name) in self.keys else ALONE_FOREIGN)

    def _told_of(self, row: Settlement) -> bool:
        """Whether the article names a city's country; a small city's has to be among those named most."""
        count = self.around.states.get(row.state, 0)
        return count > 0 and (row.population >= ALONE or count * SELDOM >= max(self.around.states.values()))

    def _named(self, near: Sequence[Settlement]) -> Settlement | None:
        """Of those in countries of the article: the capital of one named not much less, the one that stands out, or that of one named more if it is larger too or far more."""
        counts = Counter({row.state: self.around.states[row.state] for row in near}).most_common(2)
        if len(counts) < 2:
            return _dominant(near, LARGE)
        (first, often), (_, seldom) = counts
        seat = next((row for row in near if row in self.capitals and self.around.states[row.state] * SELDOM >= often), None)
        if (row := seat or _dominant(near)) is not None:
            return row
        if often > seldom and (near[0].state == first or often >= OFTEN * seldom):
            return _dominant([row for row in near if row.state == first], LARGE)
        return None


@cache
def _codes() -> dict[str, tuple[str, str]]:
    """ISO 3166-2 code → state and GeoNames' code, where that is not its second half."""
    return {f"{state}-{half}": (state, code) for state, told in packaged("regions.yaml").items() for code, listed in told.items() for half in listed}


def _division(iso: str) -> tuple[str, str]:
    """State and GeoNames' code of a first division."""
    state, _, half = iso.partition("-")
    return _codes().get(iso, (state, half))


def _dominant(rows: Sequence[Settlement], large: float = math.inf) -> Settlement | None:
    """The one of several, largest first, that stands out; None where none does."""
    if not rows:
        return None
    first = rows[0].population
    return rows[0] if len(rows) == 1 or first >= large or first >= TIMES * max(rows[1].population, 1) else None


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance in kilometres between two pairs of latitude and longitude."""
    a, b, c, d = map(math.radians, (*one, *other))
    half = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))


class Gazetteer:
    """Finds places in one language, with one knowledge."""

    def __init__(self, lang: str, knowledge: Knowledge) -> None:
        self.lang, self.knowledge = lang, knowledge
        self.words: Words = vocabulary(lang)
        self.lexicon = lexicon(knowledge, lang)

    def locate(self, text: str, around: Around) -> Place | Unplaced:
        """The place that words name; see the function of that name."""
        first, *others = stretches(text) or (None,)
        if first is None:
            return Unplaced("nameless", "no words")
        told = tuple(self._told(others, around))
        found = self._part(first, around, told)
        if isinstance(found, Place) and found.basis == "largest" and not told and any(map(_strange, others)):
            return Unplaced("elsewhere", f"{found.name} is told beside a name that is not known")
        if isinstance(found, Place) or found.basis == "several" or not told:
            return found
        return replace(told[-1].place, granularity="within", basis="beside", reason=f"{found.reason}; {told[-1].place.name} is told beside it")

    def _part(self, part: Stretch, around: Around, told: Sequence[_Told] = ()) -> Place | Unplaced:
        """The place of one stretch."""
        why: Unplaced | None = None
        for name in names(part, self.words):
            found = self._read(name, around, told)
            if isinstance(found, Place):
                return found
            why = why or found
        if why is None and self._several(part, around):
            return Unplaced("several", "several places are named")
        found = self._led(part, around, told) if why is None else None
        return found or why or Unplaced("nameless", f"“{' '.join(part.words)}” holds no known name of a place")

    def _led(self, part: Stretch, around: Around, told: Sequence[_Told]) -> Place | Unplaced | None:
        """The place behind a word that says "there", unless another stands before it: "from Leeds to York in a day" """
        why: Unplaced | None = None
        for before, name in led(part, self.words):
            found = self._read(name, around, told)
            if isinstance(found, Place):
                first = self._part(before, around) if before.words else None
                if isinstance(first, Place) and first.latitude is not None and first.id != found.id:
                    return Unplaced("several", f"{first.name} and {found.name} are named")
                return found if found.granularity == "around" else replace(found, granularity="within")
            why = why or found
        return why

    def _several(self, part: Stretch, around: Around) -> bool:
        """Whether two joined places are named."""
        return any(all(isinstance(self._part(half, around), Place) for half in pair) for pair in halves(part, self.words))

    def _read(self, name: Name, around: Around, told: Sequence[_Told]) -> Place | Unplaced | None:
        """What a name means; None when nothing has it."""
        rows = self._rows(name)
        for one in told:
            if found := self._in(name, rows, one):
                return found
        forms = self._forms(name)
        return self._area(name, rows, forms, around) or self._city(name, self._choice(name, rows, forms, around), forms, told)

    # What is told beside a name

    def _told(self, parts: Iterable[Stretch], around: Around) -> Iterator[_Told]:
        """What the first stretch behind a name that holds a place may mean, a division first."""
        for part in parts:
            found = [*self._divisions(part)]
            if isinstance(place := self._part(part, around), Place):
                found.append(_Told(place, None))
            if found:
                yield from found
                return

    def _divisions(self, part: Stretch) -> Iterator[_Told]:
        """A division that a stretch names as it is named beside a city: "(Vienne)", "New York"."""
        if iso := self.words.beside.get(" ".join(part.folded)):
            yield _Told(self._region(iso, Name(part.words, "", None)), _division(iso))
        for name in names(part, self.words):
            article, iso = self.words.divisions.get(name.key, ("", ""))
            if iso and name.granularity is None and (not name.head or self._fits(name, article)):
                yield _Told(self._region(iso, name), _division(iso))

    def _in(self, name: Name, rows: Sequence[Settlement], told: _Told) -> Place | None:
        """The place of that name in or near what is told beside it."""
        there, iso = told.place, self.words.divisions.get(name.key, ("", ""))[1]
        if iso and there.kind == "state" and _division(iso)[0] == there.state:
            return self._region(iso, name)
        row = _dominant([row for row in rows if told.holds(row)])
        if row is None or (there.id == f"geonames:{row.id}"):
            return None
        return self._place(row, name, "beside", f"{row.name} ({row.state}): {there.name} is told beside it")

    # What a name may be

    def _keys(self, name: Name) -> tuple[str, ...]:
        """The name as it is looked up: with the article that stands before it ("Le Caire"), then without."""
        article = self.words.articles.get(name.head)
        return (f"{article} {name.key}", name.key) if article else (name.key,)

    def _rows(self, name: Name) -> tuple[Settlement, ...]:
        """The cities of a name, the largest first."""
        if not name.capital:
            return ()
        return next((rows for its in self._keys(name) if (rows := cities().named(its))), ())

    def _forms(self, name: Name) -> tuple[Form, ...]:
        """What knowledge has under a name, where the letters look as they must."""
        found = (form for its in self._keys(name) for form in self.lexicon.forms(its))
        return tuple(form for form in found if all(map(alike, name.words, form.looks[-len(name.words) :])))

    def _fits(self, name: Name, article: str) -> bool:
        """Whether a division's name has the article that it takes: "dans la Vienne", "en Gironde", not "à Vienne"."""
        return not article or self.words.articles.get(name.head) == article or name.head in self.words.bare

    def _area(self, name: Name, rows: Sequence[Settlement], forms: Sequence[Form], around: Around) -> Place | None:
        """The state or the first division of a name."""
        states = [form for form in forms if form.kind in STATES]
        whole = next((form for form in states if form.how != "part"), None)
        region = self._as_region(name, rows, around)
        if region is not None and (whole is None or (region.state in around.states and whole.id not in around.states)):
            return region
        if whole is None and name.key in self.words.divisions:
            return None
        return self._state(name, whole or states[0]) if states else None

    def _as_region(self, name: Name, rows: Sequence[Settlement], around: Around) -> Place | None:
        """The division of a name; a city of the name in a country of the article comes before one elsewhere."""
        article, iso = self.words.divisions.get(name.key, ("", ""))
        if not iso or not any(word[0].isupper() for word in name.words) or not (self._fits(name, article) or not rows):
            return None
        state = _division(iso)[0]
        return None if state not in around.states and any(row.state in around.states for row in rows) else self._region(iso, name)

    def _region(self, iso: str, name: Name) -> Place:
        reason = f"“{name.text}” is the name of {iso}"
        return Place(iso, "region", self.words.labels[iso], _division(iso)[0], None, None, name.granularity or "region", "division", reason)

    def _state(self, name: Name, form: Form) -> Place:
        state, part = self.knowledge.state(form.id), form.how == "part"
        reason = f"“{name.text}” is " + (f"a part of {state.name(self.lang)}" if part else "the name of a state")
        return Place(form.id, "state", state.name(self.lang), form.id, None, None, name.granularity or ("within" if part else "state"), "knowledge", reason)

    def _choice(self, name: Name, rows: Sequence[Settlement], forms: Sequence[Form], around: Around) -> _Choice:
        """The cities of a name with those that knowledge has as capitals under it."""
        seats = {row: None for form in forms if form.kind == "capital" for row in _seats(self.knowledge, form.id)}
        capitals = tuple(row for row in seats if any(row in rows_of for rows_of in map(cities().named, self._keys(name)))) or tuple(seats)[:1]
        both = {row.id: row for row in (*_own(rows, self._keys(name)), *capitals)}
        return _Choice(self._keys(name), tuple(sorted(both.values(), key=lambda row: (-row.population, row.id))), capitals, around)

    def _city(self, name: Name, choice: _Choice, forms: Sequence[Form], told: Sequence[_Told]) -> Place | Unplaced | None:
        """The city of a name; Unplaced for what is surely none, or one of several."""
        if (other := self._other(choice, forms)) is not None:
            return Unplaced("power", f"“{name.text}” is the name of: {other.kind} {other.id}")
        if not choice.rows:
            return None
        if told and not choice.capitals:
            return Unplaced("elsewhere", f"no one city called “{name.text}” is known in {told[-1].place.name}")
        row, basis, reason = choice.made(self.knowledge)
        return Unplaced("ambiguous", reason) if row is None else self._place(row, name, basis, reason)

    def _other(self, choice: _Choice, forms: Sequence[Form]) -> Form | None:
        """What knowledge has under a name when it is no city: a people, a body, a seat of power; None when it may be a city."""
        others = [form for form in forms if form.kind in NO_PLACES and not (form.weak and form.kind != "metonym" and choice.rows)]
        if not others or choice.capitals:
            return None
        large = bool(choice.rows) and choice.rows[0].population >= CITY_TOO
        seat = large and others[0].kind == "metonym" and (others[0].id[:2] in (UNION, choice.rows[0].state) or choice.rows[0].state in choice.around.states)
        return None if seat else others[0]

    def _place(self, row: Settlement, name: Name, basis: str, reason: str) -> Place:
        its = _seats(self.knowledge, row.state).get(row) if row.state in self.knowledge.states else None
        label = row.name if its is None else Names(its).preferred(self.lang)
        return Place(f"geonames:{row.id}", "city" if its is None else "capital", label, row.state, row.latitude, row.longitude, name.granularity or "city", basis, reason)


def _own(rows: Sequence[Settlement], keys: Sequence[str]) -> tuple[Settlement, ...]:
    """Cities without those that have a name as another only, while one not much smaller has it as its own: Goris is not Gori in Lithuanian."""
    own = {row.id for row in rows if key(row.name) in keys}
    most = max((row.population for row in rows if row.id in own), default=0)
    return tuple(row for row in rows if row.id in own or row.population >= TIMES * most)


def _strange(part: Stretch) -> bool:
    """Whether a stretch is but a name: every word begins with a capital."""
    return all(word[0].isupper() for word in part.words)


@cache
def _seats(knowledge: Knowledge, code: str) -> dict[Settlement, tuple[tuple[str, tuple[str, ...]], ...]]:
    """The cities that knowledge has as a state's capital, the first-named first, each with those of the capital's names that it bears, by language.

    Colombo is one beside Kotte. Empty for a state that is no more.
    """
    capital = knowledge.state(code).capital
    out: dict[Settlement, dict[str, list[str]]] = {}
    for lang, listed in capital.names.forms if capital else ():
        for name in listed:
            row = next((row for row in cities().named(key(name)) if row.state == code), None)
            if row is not None:
                out.setdefault(row, {}).setdefault(lang, []).append(name)
    return {row: tuple((lang, tuple(listed)) for lang, listed in told.items()) for row, told in out.items()}


@cache
def _gazetteer(lang: str, knowledge: Knowledge) -> Gazetteer:
    return Gazetteer(lang, knowledge)


def locate(text: str, around: Around) -> Place | Unplaced:
    """The place that the words of a place slot name, or why it is not known. text: that slot's span, nothing more.

    A country, a division or a city told beside the name ("Paris, Texas") comes first; then what knowledge has as a state, a division or a capital; then the cities
    of the name in a country of the article, in its outlet's; then the largest of the name where it stands out. Raises SettingError for a language that is not read.
    """
    return _gazetteer(around.lang, load()).locate(text, around)


def located(texts: Sequence[str], around: Around) -> tuple[Place | Unplaced, ...]:
    """The places of all slots of one article, in their order: those found at once tell in which countries the ambiguous ones lie."""
    first = [locate(text, around) for text in texts]
    wider = around.with_places(one for one in first if not isinstance(one, Place) or one.basis != "largest")
    return tuple(locate(text, wider) if isinstance(one, Unplaced) or one.basis == "largest" else one for text, one in zip(texts, first, strict=True))


def around(lang: str, known: Iterable[Known], home: str | None = None) -> Around:
    """What the names of an article tell of where it plays. home: code of the outlet's state, None where it is not known."""
    return Around(lang, Counter(one.state for one in known if one.state is not None), home)
