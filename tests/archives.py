"""Archives for tests: on SQLite, and on PostgreSQL where SELON_TEST_POSTGRES names a server that tests may make databases on."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

SERVER = os.environ.get("SELON_TEST_POSTGRES", "")
ENGINES = ["sqlite", *(["postgresql"] if SERVER else [])]


@pytest.fixture(params=ENGINES)
def archive_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an archive that does not exist yet; what a test leaves there goes with it."""
    if request.param == "sqlite":
        yield str(tmp_path / "selon.db")
        return
    name = "selon_" + secrets.token_hex(6)
    server = create_engine(SERVER, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield SERVER.rpartition("/")[0] + "/" + name
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()
