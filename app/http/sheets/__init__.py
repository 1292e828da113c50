"""Sheets as they are answered: JSON with findings in words, or a table to take away."""
