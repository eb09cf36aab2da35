"""What is finite and must be exact: states, offices and their holders, organisations, treaties, weapons, outlets. Format and making: docs/knowledge.md."""

from __future__ import annotations

from .load import Knowledge, load
from .rows import Interval, Member, Names, Organisation, Outlet, Person, Problem, State, Term, Treaty, Weapon

__all__ = ["Interval", "Knowledge", "Member", "Names", "Organisation", "Outlet", "Person", "Problem", "State", "Term", "Treaty", "Weapon", "load"]
