"""Measurements: values of KPIs, by period, one at a time or many at once."""
