"""What can go wrong, as one tree.

SelonError
  ArticleError        this article cannot be read; others can
    EmptyArticle      nothing to read in it
    NotText           bytes that are no text
    NoArticle         a page without an article
    LanguageNotRead   a language that selon does not read
    TooLong           longer than one article may be
    BadRecord         a line of JSON Lines that declares no article
    NotFetched        an address that gave no article
    NotAllowed        an address that may not be fetched
    Damaged           a file or stream cut short or broken; what came before it is kept
  SettingError        an option that no article can be read with; raised before the first
  QueryError          a search that cannot be understood
  ArchiveError        the archive cannot be used
    NewerArchive      made by a newer version
    Unreachable       no database answers there
    Busy              another process holds it
    BrokenArchive     what it holds contradicts itself
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


class NotFetched(ArticleError):
    """An address that gave no article."""


class NotAllowed(ArticleError):
    """An address that may not be fetched: a private network, another scheme, robots.txt."""


class Damaged(ArticleError):
    """A file or stream cut short or broken; what came before it is kept."""


class SettingError(SelonError):
    """An option that no article can be read with; raised before the first."""


class QueryError(SelonError):
    """A search that cannot be understood."""


class ArchiveError(SelonError):
    """The archive cannot be used."""


class NewerArchive(ArchiveError):
    """Made by a newer version of selon."""


class Unreachable(ArchiveError):
    """No database answers there."""


class Busy(ArchiveError):
    """Another process holds the archive."""


class BrokenArchive(ArchiveError):
    """What the archive holds contradicts itself."""


class WeightsError(SelonError):
    """The model's files are missing, damaged or of another version."""


class GoldError(SelonError):
    """An annotated article breaks the guidelines' file format."""
