"""Sheets: three objectives and three KPIs of somebody in a cycle, and what is missing."""
