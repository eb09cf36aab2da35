"""Names of states, persons, offices, organisations, treaties, weapons and outlets in running text, with who and what they are.

Names are matched whole, folded, longest first; nothing is matched by likeness. What a name means is decided by written rules over the words around it
(`lang/<code>/names.yaml`); a name that no rule lets stand is left out.
"""

from __future__ import annotations

from .find import Named, find, resolve

__all__ = ["Named", "find", "resolve"]
