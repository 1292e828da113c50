"""Sheets as pages: to be read by whoever has a link, on a screen or printed."""
