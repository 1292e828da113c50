"""Drills: what takes too long for every run, and what the suite does in small."""
