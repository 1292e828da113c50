"""Figures of KPIs in periods and over cycles, as they are shown."""
