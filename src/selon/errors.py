"""What can go wrong, as one tree.

SelonError
  ArticleError        this article cannot be read; others can
    EmptyArticle      nothing to read in it
    NotText           bytes that are no text
    NoArticle         a page without an article
    LanguageNotRead   a language that selon does not read
    TooLong           longer than one article may be
    BadRecord         a line of JSON Lines that declares no article
  SettingError        an option that no article can be read with; raised before the first
  WeightsError        the model's files are missing, damaged or of another version
  GoldError           an annotated article breaks the guidelines' file format
"""

from __future__ import annotations


class SelonError(Exception):
    """Base of every error that selon raises on purpose."""


class ArticleError(SelonError):
    """This article cannot be read; a batch records it and goes on."""


class EmptyArticle(ArticleError):
    """Nothing to read in it."""


class NotText(ArticleError):
    """Bytes that are no text."""


class NoArticle(ArticleError):
    """A page without an article."""


class LanguageNotRead(ArticleError):
    """A language that selon does not read."""


class TooLong(ArticleError):
    """Longer than one article may be."""


class BadRecord(ArticleError):
    """A line of JSON Lines that declares no article."""


class SettingError(SelonError):
    """An option that no article can be read with; raised before the first."""


class WeightsError(SelonError):
    """The model's files are missing, damaged or of another version."""


class GoldError(SelonError):
    """An annotated article breaks the guidelines' file format."""
