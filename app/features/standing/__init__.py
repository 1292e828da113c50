"""Standing: where a key result stands, by its check-ins or by the KPI that it follows."""
