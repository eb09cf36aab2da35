"""The commands of the archive; `cli.py` registers them."""
