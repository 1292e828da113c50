"""Measurement imports: many values of KPIs in one request."""
