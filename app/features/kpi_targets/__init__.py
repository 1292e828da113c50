"""Targets of a KPI that belong to one period, where they are not the usual one."""
