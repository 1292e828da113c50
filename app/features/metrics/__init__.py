"""Metrics: what a key result measures, on the wire."""
