"""The archive: one SQL schema, on SQLite or PostgreSQL."""
