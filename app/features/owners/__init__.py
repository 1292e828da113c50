"""Owners: whose a goal is, who can own one, and how they are shown."""
