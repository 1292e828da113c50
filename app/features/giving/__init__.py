"""Giving objectives to other owners, who agree for themselves."""
