"""A path or address → a database that keeps what it acknowledges.

SQLite below 3.51.3 can lose pages when several processes write ahead (the WAL-reset defect, 3.7.0 to 3.51.2): with such a library the archive keeps the rollback
journal, which is slower and safe. `pysqlite3` brings a newer one.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, OperationalError

from ..errors import SettingError, Unreachable

DEFAULT, KINDS = "selon.db", ("sqlite:", "postgresql+psycopg:")
MENDED = (3, 51, 3)
# Milliseconds that a writer waits for another; seconds between tries to reach a server.
WAIT, TRIES = 30_000, (0.2, 0.5, 1.0)
# Pages (of 4 kB) written ahead before they go to their places: with 1,000, the million-th attribution took 15.4 ms an article, with 8,000 13.2.
WRITTEN = 8_000
SETTINGS = ("synchronous=FULL", "foreign_keys=ON", "cache_size=-65536", "temp_store=MEMORY")


def where(given: str | Path | None) -> str:
    """The address of an archive: as given, else SELON_ARCHIVE, else selon.db in the working folder. A path becomes an address of SQLite."""
    told = str(given or os.environ.get("SELON_ARCHIVE") or DEFAULT)
    if "://" not in told:
        return f"sqlite:///{Path(told).expanduser()}"
    return told.replace("postgres://", "postgresql+psycopg://", 1).replace("postgresql://", "postgresql+psycopg://", 1)


def library() -> ModuleType:
    """The SQLite to use: that of pysqlite3 where it is installed."""
    try:
        import pysqlite3.dbapi2 as sqlite
    except ImportError:
        import sqlite3 as sqlite
    return sqlite


def connect(address: str) -> Engine:
    """An engine that answers. Raises SettingError for an address of another kind, Unreachable when no server answers after three tries."""
    if not address.startswith(KINDS):
        raise SettingError(f"archive {address!r} is of a kind that is not kept; give a file, or postgresql://user@host/name")
    try:
        engine = _sqlite(address) if address.startswith("sqlite") else create_engine(address, pool_pre_ping=True)
    except ArgumentError as error:
        raise SettingError(f"archive {address!r}: {error}; give a file, or postgresql://user@host/name") from None
    except ModuleNotFoundError as error:
        raise SettingError(f"archive {address!r} needs {error.name}: pip install 'selon[postgres]'") from None
    _reach(engine)
    return engine


def _reach(engine: Engine) -> None:
    for pause in (*TRIES, None):
        try:
            with engine.connect():
                return
        except OperationalError as error:
            if pause is None or engine.dialect.name == "sqlite":
                told = str(error.orig).strip().splitlines()[0]
                raise Unreachable(f"archive {engine.url.render_as_string(hide_password=True)}: {told}") from None
            time.sleep(pause)


def _sqlite(address: str) -> Engine:
    sqlite = library()
    ahead = sqlite.sqlite_version_info >= MENDED
    engine = create_engine(address, module=sqlite, connect_args={"timeout": WAIT / 1000, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(raw: Any, _record: object) -> None:
        raw.isolation_level = None
        for line in (f"journal_mode={'WAL' if ahead else 'DELETE'}", f"wal_autocheckpoint={WRITTEN}", f"busy_timeout={WAIT}", *SETTINGS):
            raw.execute("PRAGMA " + line)

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
