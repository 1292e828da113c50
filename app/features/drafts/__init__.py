"""Drafts: what was planned in one cycle, as rows for another."""
