"""Fixtures of several test files."""

from archives import archive_url

__all__ = ["archive_url"]
