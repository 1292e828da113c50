"""Evaluations: how the KPIs of an owner did in a cycle, and what somebody says of it."""
