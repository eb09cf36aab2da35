"""`python -m selon`."""

from .cli import app

app()
