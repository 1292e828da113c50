"""Themes: what the strategy comes down to; objectives name the one that they serve."""
