"""Copies: what was planned in one cycle, as drafts for another."""
