"""Edges: who may see which, and what stands at an end that somebody may not see."""
