"""Limits: how much one owner takes on, counted before anything is added."""
