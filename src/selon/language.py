"""Languages: which ones selon reads, what it knows of each, and which one an article is in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import yaml

from .errors import LanguageNotRead, SettingError

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Code points that decide: the identifier's answer on a news article does not change after the first few sentences.
LOOKED_AT = 2000
# Below this probability an unread language is no finding: short texts of names and figures look like anything.
# On the 55 dev articles the right language never fell under 0.99; single headlines of five words went down to 0.2.
SURE = 0.5


@dataclass(frozen=True, slots=True)
class Language:
    """What is written down of one language under `lang/<code>/`.

    marks: opening quotation mark to closing one. page: kind of block to the patterns of its whole text.
    """

    code: str
    marks: Mapping[str, str]
    page: Mapping[str, tuple[re.Pattern[str], ...]]


@cache
def codes() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages read, in alphabetical order."""
    return tuple(sorted(folder.name for folder in resources.files("selon").joinpath("lang").iterdir() if folder.is_dir() and not folder.name.startswith("_")))


def packaged(*path: str) -> dict[str, Any]:
    """A YAML file that comes with the package, by its path inside it."""
    text = resources.files("selon").joinpath(*path).read_text(encoding="utf-8")
    return dict(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


@cache
def resource(code: str, name: str) -> Mapping[str, Any]:
    """A file of `lang/<code>/`, read once; raises SettingError for a language that is not read."""
    if code not in codes():
        raise SettingError(f"language {code!r} is not read; selon reads {', '.join(codes())}")
    return packaged("lang", code, name)


@cache
def language(code: str) -> Language:
    """What is known of a language; raises SettingError for one that is not read."""
    if code not in codes():
        raise SettingError(f"language {code!r} is not read; selon reads {', '.join(codes())}")
    page = {kind: tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns) for kind, patterns in packaged("lang", code, "page.yaml").items()}
    return Language(code, packaged("lang", code, "marks.yaml"), page)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identify(text: str) -> str:
    """The language of an article among those read; raises LanguageNotRead when it is surely another one."""
    ranked = dict(_identifier().rank(text[:LOOKED_AT].encode("utf-8", "replace").decode("utf-8")))
    best = max(ranked, key=lambda code: ranked[code])
    if best not in codes() and ranked[best] >= SURE:
        raise LanguageNotRead(f"this looks like language {best!r} ({ranked[best]:.0%}); selon reads {', '.join(codes())}: name it with --lang if that is wrong")
    return max(codes(), key=lambda code: ranked.get(code, 0.0))
