"""Cycles: the stretches of days that goals belong to, nested, from a plan to the archive."""
