"""selon reads news and keeps the record: who said what, to whom, where, when, and through whom we know it."""

from __future__ import annotations

from ._version import VERSION
from .article import Declared
from .errors import ArticleError, SelonError
from .model import Article, Attribution, Block, Reading, Span
from .pipeline import read, read_article

__version__ = VERSION
__all__ = ["Article", "ArticleError", "Attribution", "Block", "Declared", "Reading", "SelonError", "Span", "read", "read_article"]
