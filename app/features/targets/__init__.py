"""Targets: what key results were meant to reach while their cycle ran, and why that changed."""
