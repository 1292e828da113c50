"""Sight: which goals somebody may see, and what stands where they may not look."""
