"""How an archive of an earlier version becomes one of this version."""
