"""Tracking: key results that stand where a KPI stands over the cycle of their objective."""
