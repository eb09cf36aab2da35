"""The stages, in order.

bytes, text, page, record ─▶ Article        article.py
                  Article ─▶ Words ─▶ Tags   tagger/
                     Tags ─▶ Attribution …   attributions.py
                           ─▶ Reading
"""

from __future__ import annotations

import threading
from functools import cache
from pathlib import Path

from . import article, attributions
from ._version import VERSION
from .language import language
from .model import Article, Reading, Run, Span, Timex, Trigger
from .tagger.encoder import Tagger, Tags, Typed, default_folder
from .tagger.words import split

_loading = threading.Lock()


@cache
def _load(folder: Path, threads: int | None) -> Tagger:
    return Tagger(folder, threads)


def tagger(folder: Path | None = None, threads: int | None = None) -> Tagger:
    """The tagger of a folder of weights, loaded once; None: the shipped one, or that of SELON_WEIGHTS."""
    with _loading:
        return _load(folder or default_folder(), threads)


def read_article(given: Article, reader: Tagger | None = None) -> Reading:
    """Read one article. Pure: the same article and weights give the same reading."""
    reader = reader or tagger()
    places = [(block.start, block.end) for block in given.blocks if block.repeats is None]
    words = split(given.text, places, language(given.lang).marks)
    tags = reader.tag(words)
    found = attributions.find(given, tags, reader.settings)
    timexes = tuple(Timex(_span(given, tags, one), one.kind, one.score) for one in tags.timexes)
    triggers = tuple(Trigger(_span(given, tags, one), one.kind, one.score) for one in tags.triggers)
    return Reading(given, found, timexes, triggers, Run(VERSION, reader.digest))


def _span(given: Article, tags: Tags, one: Typed) -> Span:
    first, last = one.words
    return given.span(tags.words.start[first], tags.words.end[last])


def read(source: str | bytes | Path | Article, declared: article.Declared = article.NOTHING) -> Reading:
    """Read one article: its text, its bytes, the path of its file, or an Article.

    A string is the text itself, never a path. HTML is told by its first characters, or by the file's name. Raises ArticleError
    when there is nothing to read, OSError when there is no such file.
    """
    if isinstance(source, Article):
        return read_article(source)
    if isinstance(source, Path):
        markup = True if source.suffix.lower() in (".html", ".htm", ".xhtml") else None
        return read_article(article.from_bytes(source.read_bytes(), declared, markup))
    if isinstance(source, bytes):
        return read_article(article.from_bytes(source, declared))
    made = article.from_html(source, declared) if article.looks_like_markup(source) else article.from_text(source, declared)
    return read_article(made)
