"""The first schema."""

from __future__ import annotations

from alembic import op

from selon.store import search
from selon.store.schema import metadata

revision, down_revision = "0001", None


def upgrade() -> None:
    """Make all tables."""
    metadata.create_all(op.get_bind())
    search.create(op.get_bind())


def downgrade() -> None:
    """Drop them."""
    search.drop(op.get_bind())
    metadata.drop_all(op.get_bind())
